"""The staff's pages: items, parts, what is still missing, a preview, editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from wardline.core.clock import today_utc
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.hub.evidence.words import DUTIES
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.report import collecting, offered, service
from wardline.hub.report.forms import EditionForm, ItemForm, NewForm, PartForm
from wardline.hub.report.parts import PARTS
from wardline.hub.report.views import sent
from wardline.hub.report.words import KINDS, MISSING
from wardline.report import build, checks
from wardline.report.model import Kind, Snapshot
from wardline.report.numbers import Numbered, numbered
from wardline.report.problems import Problem, ProblemsError

# Which part holds what the snapshot calls otherwise.
_PARTS = {"letters/text": "letter", "letters/signed": "signed", "resources": "help"}
_SHOWN = 200
_WORD = 60


@page("staff-report", Need.STAFF_DOCKET, methods=("GET", "POST"), csv="missing")
def overview(request: Request) -> Page | HttpResponseBase:
    """The items with their numbers, what is still missing, and the next edition."""
    form = EditionForm(request.POST or None, initial={"as_of": today_utc()})
    error = ""
    if request.method == "POST" and form.is_valid():
        as_of = form.cleaned_data["as_of"]
        try:
            made = service.propose(request.actor, collecting.snapshot(as_of), as_of)
        except ProblemsError as failed:
            many = len(failed.problems)
            error = _("Not proposed: %(many)s things are missing; see below.") % {"many": many}
        except (UsageError, ConflictError) as failed:
            error = str(failed)
        else:
            return HttpResponseRedirect(reverse("staff-report-edition", kwargs={"key": made.pk}))
    snapshot = collecting.snapshot(today_utc())
    found = checks.problems(snapshot)
    data = {
        "items": _items(snapshot, found),
        "missing": [_missing(snapshot, one) for one in found[:_SHOWN]],
        "more": max(0, len(found) - _SHOWN),
        "duties": [
            {"duty": one, "words": str(DUTIES[one])} for one in checks.duties_without(snapshot)
        ],
        "dropped": [
            {"key": one.item.pk, "id": service.name(one.item), "title": one.content.title}
            for one in service.dropped()
        ],
        "offered": offered.offered(),
        "parts": [{"name": name, "words": str(part.words)} for name, part in PARTS.items()],
    }
    waiting = service.waiting()
    extra = {"form": form, "error": error, "waiting": waiting, "ready": not found}
    return Page("report/staff.html", data, 400 if error or form.errors else 200, extra)


def _items(snapshot: Snapshot, found: list[Problem]) -> list[dict[str, Any]]:
    """The items in printed order; without numbers while the tree is not whole."""
    whole = not any(one.code in ("no-parent", "ring", "wrong-parent") for one in found)
    made = numbered(snapshot) if whole else Numbered((), {}, (), ())
    return [
        {
            "id": node.id,
            "key": _key(node.id),
            "number": made.number[node.id],
            "kind": node.kind.value,
            "kind_words": str(KINDS[node.kind]),
            "depth": depth,
            "title": node.title,
            "lead": node.lead,
            "findings": list(node.findings),
        }
        for node, depth in made.order
    ]


def _key(name: str) -> int:
    return int(name.partition("-")[2])


def _missing(snapshot: Snapshot, one: Problem) -> dict[str, str]:
    """A problem in the reader's language, with the page on which it is mended."""
    where, address = _place(snapshot, one.pointer)
    return {
        "code": one.code,
        "where": where,
        "what": str(MISSING[one.code]),
        "address": address,
        "pointer": one.pointer,
    }


def _place(snapshot: Snapshot, pointer: str) -> tuple[str, str]:
    first, _slash, rest = pointer.lstrip("/").partition("/")
    at = rest.partition("/")[0]
    if first == "nodes" and at:
        node = snapshot.nodes[int(at)]
        return f"{node.id} {_cut(node.title)}", _address("staff-report-item", _key(node.id))
    if first == "findings" and at:
        finding = snapshot.findings[int(at)]
        return f"{finding.id} {_cut(finding.title)}", _address("staff-finding", _key(finding.id))
    name = rest if first == "texts" else _PARTS.get(f"{first}/{rest}", _PARTS.get(first, first))
    if name in PARTS:
        address = reverse("staff-report-part", kwargs={"name": name})
        return str(PARTS[name].words), address
    return pointer, ""


def _cut(text: str) -> str:
    return text if len(text) <= _WORD else f"{text[: _WORD - 1]}…"


def _address(name: str, number: int) -> str:
    try:
        return reverse(name, kwargs={"number": number})
    except NoReverseMatch:
        return ""


@page("staff-report-preview", Need.STAFF_DOCKET)
def preview(request: Request) -> Page | HttpResponse:  # noqa: ARG001 # all pages have one signature
    """The report as it would be today; while something is missing, what that is."""
    today = today_utc()
    snapshot = collecting.snapshot(today)
    try:
        (made,) = build.build(snapshot, today, ["html"])
    except ProblemsError as error:
        found = error.problems
        missing = [_missing(snapshot, one) for one in found[:_SHOWN]]
        data = {"missing": missing, "more": max(0, len(found) - _SHOWN)}
        return Page("report/unready.html", data)
    return sent(made.data, made.name)


# --- items


@page("staff-report-new", Need.STAFF_DOCKET, methods=("GET", "POST"))
def item_new(request: Request) -> Page | HttpResponseBase:
    """Add an imperative, a recommendation or an action item."""
    below = [
        (one.item.pk, f"{service.name(one.item)} {one.content.title}") for one in service.held()
    ]
    chosen = {"parent": request.GET.get("below", ""), "kind": request.GET.get("kind", "")}
    if number := request.GET.get("from", ""):
        chosen |= offered.filled(offered.find(number))
    form = NewForm(request.POST or None, initial=chosen).offer(below)
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        kind = Kind(form.cleaned_data["kind"])
        try:
            if form.cleaned_data["source"]:
                offered.find(form.cleaned_data["source"])
            made = service.add(request.actor, kind, int(parent) if parent else None, form.content())
        except UsageError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": service.name(made)})
            return HttpResponseRedirect(reverse("staff-report"))
    status = 400 if request.method == "POST" else 200
    return Page("report/new.html", {}, status, {"form": form})


@page("staff-report-item", Need.STAFF_DOCKET, methods=("GET", "POST"))
def item(request: Request, number: int) -> Page | HttpResponseBase:
    """One item: what it says, its response and progress, its place."""
    row = service.find(number)
    verb = request.POST.get("do", "")
    if row.dropped and verb == "back":
        service.bring_back(request.actor, number)
        messages.success(request, _("Saved: %(name)s.") % {"name": service.name(row)})
        return HttpResponseRedirect(reverse("staff-report"))
    if row.dropped:
        raise NotFoundError(_("This item was dropped."))
    one = service.Held(row, service.content(row))
    form = ItemForm(request.POST if verb == "save" else None, initial=ItemForm.filled(one))
    if request.method == "POST" and (verb != "save" or form.is_valid()):
        try:
            _done(request, one, form, verb)
        except (UsageError, ConflictError) as error:
            form = ItemForm(request.POST, initial=ItemForm.filled(one))
            form.full_clean()
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("staff-report"))
    made = one.content
    data = {
        "id": service.name(row),
        "key": row.pk,
        "kind": row.kind,
        "title": made.title,
        "updates": [
            {"on": told.on.isoformat(), "status": told.status.value, "text": told.text}
            for told in made.updates
        ],
        "history": [
            {"version": version, "by": by}
            for version, by in row.versions.order_by("-version").values_list("version", "by_name")
        ],
    }
    extra = {"form": form, "kind_words": KINDS[Kind(row.kind)]}
    return Page("report/item.html", data, 400 if form.errors else 200, extra)


def _done(request: Request, one: service.Held, form: ItemForm, verb: str) -> None:
    """Do what the pressed button says."""
    number = one.item.pk
    if verb == "save":
        expected = form.cleaned_data["version"] or 0
        service.save(request.actor, number, form.content(one.content), expected)
        messages.success(request, _("Saved: %(name)s.") % {"name": service.name(one.item)})
    elif verb in ("up", "down"):
        service.move(request.actor, number, -1 if verb == "up" else 1)
    elif verb == "drop":
        service.drop(request.actor, number)
    else:
        raise UsageError(_("There is no such step."))


# --- parts


@page("staff-report-part", Need.STAFF_DOCKET, methods=("GET", "POST"))
def part(request: Request, name: str) -> Page | HttpResponseBase:
    """One text or list of the report."""
    if name not in PARTS:
        raise NotFoundError(_("The report has no such part."))
    stands = {"text": service.texts()[name], "version": service.part_version(name)}
    form = PartForm(request.POST or None, initial=stands).of(name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            text = given["text"].replace("\r\n", "\n")
            service.save_part(request.actor, name, text, given["version"] or 0)
        except (UsageError, ConflictError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": PARTS[name].words})
            return HttpResponseRedirect(reverse("staff-report"))
    data = {"name": name, "words": str(PARTS[name].words), **stands}
    return Page("report/part.html", data, 400 if form.errors else 200, {"form": form})


# --- editions


@page("staff-report-edition", Need.STAFF_DOCKET, methods=("GET", "POST"))
def edition(request: Request, key: int) -> Page | HttpResponseBase:
    """An edition that waits: its files; another person releases it."""
    made = service.waiting()
    if made is None or made.pk != key:
        raise NotFoundError(_("No such edition waits."))
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "release":
                service.release(request.actor, key, collecting.snapshot(made.as_of))
                address = reverse("report", kwargs={"number": made.number})
            elif request.POST.get("do") == "discard":
                service.discard(request.actor, key)
                address = reverse("staff-report")
            else:
                raise UsageError(_("There is no such step."))  # noqa: TRY301 # answered below
        except (UsageError, ConflictError) as failed:
            error = str(failed)
        else:
            return HttpResponseRedirect(address)
    data = {**service.told(made), "key": made.pk, "proposed_by": made.proposed_by_name}
    own = made.proposed_by == request.actor.user
    extra = {"error": error, "own": own}
    return Page("report/waiting.html", data, 409 if error else 200, extra)


@page("staff-report-file", Need.STAFF_DOCKET)
def edition_file(
    request: Request,  # noqa: ARG001 # all pages have one signature
    key: int,
    name: str,
) -> HttpResponse:
    """A file of an edition that waits."""
    made = service.waiting()
    if made is None or made.pk != key:
        raise NotFoundError(_("No such edition waits."))
    return sent(bytes(service.file(made, name).data), name)
