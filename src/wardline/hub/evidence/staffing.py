"""The staff's pages on findings, evidence and the codebook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, NotFoundError, UsageError, WardlineError
from wardline.evidence.codebook import Code
from wardline.hub.evidence import codebooks, coding, findings, replies, service
from wardline.hub.evidence.forms import Bilingual, CodeForm, FindingForm, OutsideForm, ReplyForm
from wardline.hub.evidence.models import Coded, Finding
from wardline.hub.evidence.views import before, evidence_data, filters, onward
from wardline.hub.evidence.words import CODED_KINDS, DUTIES, FINDING_KINDS, FINDING_STATES
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.words import LANGUAGES


@page("staff-findings", Need.STAFF_DOCKET, csv="findings")
def finding_list(request: Request) -> Page:
    """All findings, drafts too; those with a broken citation can be asked for."""
    given = filters(request, ("q", "kind", "duty", "sector", "state", "broken"))
    names = {name: given[name] for name in ("q", "kind", "duty", "sector")}
    asked = findings.Asked(
        **names,
        state=given["state"] or "all",
        broken=bool(given["broken"]),
        before=before(request),
    )
    rows, after = findings.listed(asked, inside=True)
    data = {
        "findings": rows,
        "next": onward("staff-findings", given, after),
        "by_duty": [
            {"duty": name, "words": str(DUTIES[name]), "findings": many}
            for name, many in findings.by_duty().items()
        ],
    }
    extra = {
        "filters": given,
        "kinds": FINDING_KINDS.items(),
        "duties": DUTIES.items(),
        "states": FINDING_STATES.items(),
        "twin": urlencode({key: value for key, value in given.items() if value}),
    }
    return Page("evidence/staff_findings.html", data, extra=extra)


@page("staff-finding-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def finding_new(request: Request) -> Page | HttpResponseBase:
    """Write a finding; it is a draft."""
    form = FindingForm(request.POST or None).offer(coding.questions())
    if request.method == "POST" and form.is_valid():
        try:
            made = findings.save(request.actor, None, form.content())
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(_finding_address(made.pk))
    status = 400 if request.method == "POST" else 200
    return Page("evidence/finding_new.html", {}, status, {"form": form})


def _finding_address(number: int) -> str:
    return reverse("staff-finding", kwargs={"number": number})


@page("staff-finding", Need.STAFF_DOCKET, methods=("GET", "POST"))
def finding(request: Request, number: int) -> Page | HttpResponseBase:
    """One finding: what it says, what it rests on, whether it is public, what was done."""
    row = findings.find(number)
    if request.method != "POST":
        return _finding_page(row)
    try:
        form = _done(request, number)
    except (UsageError, ConflictError, NotFoundError) as error:
        status = 409 if isinstance(error, ConflictError) else 400
        return _finding_page(findings.find(number), request, error=error, status=status)
    if form is not None:
        return _finding_page(row, request, form=form, status=400)
    messages.success(request, _("Saved: %(name)s.") % {"name": findings.name(number)})
    return HttpResponseRedirect(_finding_address(number))


def _done(request: Request, number: int) -> Any:
    """Do what the pressed button says; the form where it is not filled in well."""
    verb, typed = request.POST.get("do", ""), request.POST
    actor = request.actor
    if verb == "save":
        form = FindingForm(typed).offer(coding.questions())
        if not form.is_valid():
            return form
        findings.save(actor, number, form.content(), form.cleaned_data["version"] or 0)
    elif verb == "cite":
        evidence = service.number_of(typed.get("evidence", ""))
        findings.cite(actor, number, evidence, typed.get("quote", "").strip())
    elif verb.startswith("uncite-"):
        findings.uncite(actor, _key(verb))
    elif verb == "publish":
        findings.publish(actor, number, _key(f"-{typed.get('version', '')}"))
    elif verb == "take-back":
        findings.take_back(actor, number)
    elif verb == "reply":
        text = {one: typed.get(f"reply_{one}", "") for one in LANGUAGES}
        replies.to_finding(actor, number, text)
    elif verb.startswith("unreply-"):
        replies.withdraw(actor, _key(verb))
    else:
        raise UsageError(_("There is no such step."))
    return None


def _key(verb: str) -> int:
    number = number_in(verb.partition("-")[2])
    if number is None:
        raise UsageError(_("A choice cannot be read; nothing was changed."))
    return number


def _finding_page(
    row: Finding,
    request: Request | None = None,
    *,
    form: Any = None,
    error: WardlineError | None = None,
    status: int = 200,
) -> Page:
    made = findings.content(row)
    if form is None:
        initial: dict[str, Any] = {
            "version": row.version,
            **{one: getattr(made, one) for one in ("kind", "duty", "sector", "question")},
            **Bilingual.filled(title=made.title, text=made.text),
        }
        typed = request.POST if request and request.POST.get("do") == "save" else None
        questions = {*coding.questions(), *([made.question] if made.question else [])}
        form = FindingForm(typed, initial=initial).offer(sorted(questions))
    told = findings.whole(row, inside=True)
    data = {"finding": told, "shown": row.shown}
    extra = {
        "form": form,
        "error": error,
        "reply": ReplyForm(),
        "typed": request.POST.dict() if request and error else {},
        "newer": row.state == "published" and row.version != row.shown,
    }
    return Page("evidence/staff_finding.html", data, status, extra)


@page("staff-evidence", Need.STAFF_DOCKET, csv="evidence")
def evidence_list(request: Request) -> Page:
    """All evidence that stands, also what is not public."""
    data, extra, status = evidence_data(request, "staff-evidence", inside=True)
    return Page("evidence/evidence.html", data, status, {**extra, "inside": True})


@page("staff-evidence-one", Need.STAFF_DOCKET, methods=("GET", "POST"))
def evidence(request: Request, number: int) -> Page | HttpResponseBase:
    """One evidence: cite it, reply to it, see how it was coded."""
    row = service.get(number, inside=True)
    error: WardlineError | None = None
    if request.method == "POST":
        try:
            address = _cited(request, number)
        except (UsageError, ConflictError, NotFoundError) as failed:
            error = failed
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": service.name(number)})
            return HttpResponseRedirect(address)
    coded = Coded.objects.filter(evidence=row)
    data = {
        "evidence": service.told(row),
        "cited": [
            findings.row_of(one, inside=True)
            for one in Finding.objects.filter(citations__evidence=row).distinct().order_by("id")
        ],
        "coders": coded.count(),
        "replies": replies.of_source(row.room, row.source),
    }
    extra = {
        "error": error,
        "typed": request.POST.dict(),
        "findings": findings.listed(findings.Asked(state="all"), 200, inside=True)[0],
        "codable": row.state == "standing" and row.kind in CODED_KINDS,
        "seen": coded.count() >= coding.CODERS or coding.mine(request.actor, row) is not None,
        "reply": ReplyForm(),
    }
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 400
    return Page("evidence/staff_one.html", data, status, extra)


def _cited(request: Request, number: int) -> str:
    """Do what the pressed button says; where to go on."""
    typed, here = request.POST, reverse("staff-evidence-one", kwargs={"number": number})
    verb = typed.get("do", "")
    if verb == "cite":
        chosen = _key(f"-{typed.get('finding', '')}")
        findings.cite(request.actor, chosen, number, typed.get("quote", "").strip())
        return _finding_address(chosen)
    if verb == "reply":
        row = service.get(number, inside=True)
        text = {one: typed.get(f"reply_{one}", "") for one in LANGUAGES}
        replies.to_source(request.actor, row.room, row.source, text)
        return here
    if verb.startswith("unreply-"):
        replies.withdraw(request.actor, _key(verb))
        return here
    raise UsageError(_("There is no such step."))


@page("staff-evidence-outside", Need.STAFF_DOCKET, methods=("GET", "POST"))
def outside(request: Request) -> Page | HttpResponseBase:
    """Make words of a source outside of this hub citable."""
    form = OutsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = service.add_outside(request.actor, service.Outside(**form.cleaned_data))
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("staff-evidence-one", kwargs={"number": number}))
    status = 400 if request.method == "POST" else 200
    return Page("evidence/outside.html", {}, status, {"form": form})


@page("staff-codebook", Need.STAFF_DOCKET)
def codebook_page(request: Request) -> Page:  # noqa: ARG001 # all pages have one signature
    """The codebook to be changed, code by code."""
    known = codebooks.shelf()
    data = codebooks.shown() if known.version else {"version": 0, "codes": [], "frozen": True}
    return Page("evidence/staff_codebook.html", data)


@page("staff-code-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def code_new(request: Request) -> Page | HttpResponseBase:
    """Add a code."""
    return _code_page(request, "", None)


@page("staff-code", Need.STAFF_DOCKET, methods=("GET", "POST"))
def code_page(request: Request, code: str) -> Page | HttpResponseBase:
    """Change a code, or take it out."""
    known = {one.id: one for one in codebooks.shelf().newest.codes}
    if code not in known:
        raise NotFoundError(_("There is no such code."), hint=_("See the codebook."))
    return _code_page(request, code, known[code])


def _code_page(request: Request, was: str, now: Code | None) -> Page | HttpResponseBase:
    known = codebooks.shelf()
    initial: dict[str, Any] = {"version": known.version}
    if now is not None:
        initial |= {"code": now.id, "parent": now.parent, "examples": "\n".join(now.examples)}
        initial |= {"of": now.of, **Bilingual.filled(title=now.title, definition=now.definition)}
    form = CodeForm(request.POST or None, initial=initial)
    form.offer(known.newest, codebooks.earlier(known), was)
    if request.method == "POST" and (request.POST.get("do") == "remove" or form.is_valid()):
        gone = request.POST.get("do") == "remove"
        expected = _key(f"-{request.POST.get('version', '')}")
        try:
            note = request.POST.get("note", "")
            made = None if gone else form.made()
            codebooks.change(request.actor, was, made, note, expected)
        except (UsageError, ConflictError) as error:
            if not gone:
                form.add_error(None, str(error))
            else:
                raise
        else:
            return HttpResponseRedirect(reverse("staff-codebook"))
    status = 400 if request.method == "POST" else 200
    data = {"code": msgspec.to_builtins(now) if now else None, "version": known.version}
    return Page("evidence/code_edit.html", data, status, {"form": form, "was": was})
