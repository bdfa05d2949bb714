"""The coding desk: the next answer, what coders differ on, how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, UsageError, WardlineError
from wardline.evidence import codebook, quotes, saturation
from wardline.hub.evidence import codebooks, coding, proposing, service
from wardline.hub.evidence.coding import Given
from wardline.hub.evidence.models import Evidence, Settled
from wardline.hub.evidence.views import filters
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import number_in
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.words import said


@page("staff-coding", Need.STAFF_DOCKET, csv="codes")
def overview(request: Request) -> Page:
    """How far the coding is, what coders agree on, and whether anything new still comes."""
    question = filters(request, ("question",))["question"]
    agreed = {one.code: one for one in coding.agreements()}
    codes = [{**row, **_agreement(agreed[row["code"]])} for row in coding.counts(question)]
    blocks = coding.saturated(question)
    data = {
        "progress": coding.progress(request.actor),
        "codes": codes,
        "saturation": [one._asdict() for one in blocks],
        "differ": [
            {"number": number, "id": service.name(number), "coders": len(one.by)}
            for number, one in coding.disagreements()
        ],
    }
    words = "; ".join(f"{one.first}-{one.last}: {one.new}" for one in blocks)
    drawn = saturation.picture(blocks, _("New codes in each ten answers"), words)
    extra = {
        "question": question,
        "questions": coding.questions(),
        "picture": mark_safe(drawn) if blocks else "",  # noqa: S308 # drawn by us from numbers
        "twin": urlencode({"question": question} if question else {}),
    }
    return Page("evidence/coding.html", data, extra=extra)


def _agreement(one: Any) -> dict[str, Any]:
    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 3)

    return {
        "shared": one.items,
        "observed": short(one.observed),
        "kappa": short(one.kappa),
        "alpha": short(one.alpha),
    }


@page("staff-coding-next", Need.STAFF_DOCKET)
def following(request: Request) -> Page:
    """The next answer that this person may code."""
    question = filters(request, ("question",))["question"]
    row = coding.waiting(request.actor, question).first()
    if row is None:
        return Page("evidence/done.html", {"question": question})
    return _shown(request, row, question)


@page("staff-coding-one", Need.STAFF_DOCKET, methods=("GET", "POST"))
def one(request: Request, number: int) -> Page | HttpResponseBase:
    """One answer to code; saving goes on to the next one."""
    question = request.POST.get("question", request.GET.get("question", ""))
    row = coding.codable(number)
    if request.method != "POST":
        return _shown(request, row, question)
    try:
        given = _given(request, row)
        coding.code(request.actor, number, given, number_in(request.POST.get("version", "")) or 0)
    except (UsageError, ConflictError) as error:
        status = 409 if isinstance(error, ConflictError) else 400
        return _shown(request, row, question, error=error, status=status)
    messages.success(request, _("Saved: %(name)s.") % {"name": service.name(number)})
    asked = f"?{urlencode({'question': question})}" if question else ""
    return HttpResponseRedirect(reverse("staff-coding-next") + asked)


def _given(request: Request, row: Evidence) -> list[Given]:
    """The codes that were ticked, each with the words that were given for it."""
    found = []
    for name in request.POST.getlist("code"):
        words = request.POST.get(f"words-{name}", "").replace("\r\n", "\n").strip()
        found.append(Given(name, quotes.locate(row.text, words) if words else None))
    return found


def _shown(
    request: Request,
    row: Evidence,
    question: str,
    *,
    error: WardlineError | None = None,
    status: int = 200,
) -> Page:
    known = codebooks.shelf()
    own = coding.mine(request.actor, row)
    proposed = {one.code: one.score for one in proposing.proposed(row)}
    ticked = set(request.POST.getlist("code")) if error else set(own or ())
    options: list[dict[str, Any]] = []
    for depth, code in codebook.ordered(known.newest):
        words = request.POST.get(f"words-{code.id}", "") if error else _words(row, own, code.id)
        options.append(
            {
                "code": code.id,
                "title": said(code.title),
                "definition": said(code.definition),
                "examples": list(code.examples),
                "depth": depth,
                "ticked": code.id in ticked,
                "words": words,
                "proposed": code.id in proposed,
                "score": proposed.get(code.id, 0.0),
            }
        )
    # What is proposed stands first, the likeliest at 1; then the codebook in its order.
    options.sort(key=lambda one: -one["score"])
    for place, option in enumerate(options, 1):
        option["key"] = str(place) if place < 10 else ""  # noqa: PLR2004 # keys 1 to 9
    data = {
        "evidence": service.told(row),
        "version": known.version,
        "codes": options,
        "coded": own is not None,
        "left": coding.waiting(request.actor, question).count(),
    }
    extra = {"error": error, "question": question, "keys": 9}
    return Page("evidence/code.html", data, status, extra)


def _words(row: Evidence, own: dict[str, list[quotes.Span]] | None, code: str) -> str:
    """The words that this person gave a code to; nothing for the whole text."""
    found = [span.of(row.text) for span in (own or {}).get(code, [])]
    return next((words for words in found if words != row.text), "")


@page("staff-coding-settle", Need.STAFF_DOCKET, methods=("GET", "POST"))
def settle(request: Request, number: int) -> Page | HttpResponseBase:
    """What each coder gave, side by side, and which codes stand."""
    row = coding.codable(number)
    error: WardlineError | None = None
    if request.method == "POST":
        try:
            chosen = request.POST.getlist("code")
            version = number_in(request.POST.get("version", "")) or 0
            coding.settle(request.actor, number, chosen, request.POST.get("note", ""), version)
        except (UsageError, ConflictError) as failed:
            error = failed
        else:
            messages.success(request, _("Settled: %(name)s.") % {"name": service.name(number)})
            return HttpResponseRedirect(reverse("staff-coding"))
    known = codebooks.shelf()
    coders = coding.others(request.actor, row)
    stands = coding.standing([number], known).get(number)
    titles = known.titles()
    last = Settled.objects.filter(evidence=row).first()
    names = {one.coder: one.coder_name for one in coders}
    by = stands.by if stands else {}
    data: dict[str, Any] = {
        "evidence": service.told(row),
        "version": known.version,
        "state": stands.state if stands else "none",
        "coders": [
            {"name": names[coder], "codes": [titles.get(one, one) for one in codes]}
            for coder, codes in by.items()
        ],
        "unclear": list(stands.unclear) if stands else [],
        "codes": _choices(titles, by.values(), stands.codes if stands else ()),
        "note": last.note if last else "",
    }
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 400
    return Page("evidence/settle.html", data, status, {"error": error})


def _choices(
    titles: dict[str, str], given: Iterable[tuple[str, ...]], stand: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The codes to choose from; those that most coders gave stand first."""
    coders = list(given)
    found = [
        {"code": name, "title": title, "given": sum(name in codes for codes in coders),
         "ticked": name in stand}
        for name, title in titles.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: -int(one["given"]))
