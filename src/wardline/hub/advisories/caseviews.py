"""Pages of coordinated disclosure: the report, a case by its code, cases of members and staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wardline.core.errors import UsageError, WardlineError, display
from wardline.core.tlp import TLP
from wardline.docket.record import Record
from wardline.hub.advisories import cases
from wardline.hub.advisories.cases import Seat, Told
from wardline.hub.docket import flood
from wardline.hub.docket import service as docket
from wardline.hub.members import service as members
from wardline.hub.members.rights import Need
from wardline.hub.portal.asked import new_once, once_in
from wardline.hub.portal.route import Page, Request, page

# Of its own: comments and reports do not use up each other's budget.
METER = flood.Meter()
_FIELDS = ("product", "text", "contact", "role")


def _sure(text: str) -> bool:
    """Whether the gate is sure that something in a text is private."""
    found = docket.findings(Record("", text=text))
    return any(not one["doubt"] for part in found.values() for one in part)


def _looks_private(request: Request, *texts: str) -> bool:
    """Whether a message has to be looked at once more before it is kept."""
    return not request.POST.get("sure") and any(_sure(one) for one in texts if one.strip())


def _within(request: Request, size: int) -> bool:
    """Whether a sender's budget allows for so many characters, or the wait is over."""
    proof = flood.Answer(request.POST.get("ticket", ""), request.POST.get("proof", ""))
    return METER.take(request.META["REMOTE_ADDR"], size, 0) or METER.solved(proof)


@page("disclose", Need.PUBLIC, methods=("GET", "POST"))
def disclose(request: Request) -> Page:
    """The form for a weakness that somebody found; it needs no account."""
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    typed["once"] = once_in(request.POST.get("once", ""))
    extra: dict[str, Any] = {"typed": typed, "ticket": ""}
    if request.method == "GET":
        typed["once"] = new_once()
        return Page("advisories/disclose.html", {}, extra=extra)
    told = Told(typed["text"], typed["product"].strip(), typed["contact"].strip())
    if not _within(request, sum(map(len, typed.values()))):
        extra |= {"ticket": flood.ticket(), "wait": flood.WAIT_SECONDS}
        return Page("advisories/disclose.html", {}, 429, extra)
    if _looks_private(request, told.text, told.product):
        return Page("advisories/disclose.html", {}, 409, {**extra, "private": True})
    try:
        opened = cases.hand_in(told, typed["role"], request.actor, typed["once"])
    except WardlineError as error:
        return Page(
            "advisories/disclose.html", {}, display(error).status, {**extra, "error": error}
        )
    status = 200 if opened.again else 201
    return Page("advisories/disclosed.html", {"code": opened.code, "again": opened.again}, status)


@page("disclosure", Need.PUBLIC, methods=("GET", "POST"))
def by_code(request: Request) -> Page:
    """A case by its code, which comes in the body: addresses are logged."""
    code = request.POST.get("code", "")
    extra: dict[str, Any] = {"code": code}
    if request.method == "GET":
        return Page("advisories/bycode.html", {}, extra=extra)
    size = len(code) + len(request.POST.get("text", ""))
    if not _within(request, size):
        extra |= {"ticket": flood.ticket(), "wait": flood.WAIT_SECONDS}
        extra["typed"] = request.POST.get("text", "")
        return Page("advisories/bycode.html", {}, 429, extra)
    try:
        at = cases.by_code(code)
        if "text" in request.POST:
            extra["typed"] = request.POST["text"]
            if _looks_private(request, request.POST["text"]):
                extra["private"] = True
                return Page("advisories/bycode.html", cases.shown(at), 409, extra)
            cases.write(at, Told(request.POST["text"]))
            extra |= {"typed": "", "sent": True}
            at = cases.by_code(code)
    except WardlineError as error:
        extra["error"] = error
        data = cases.shown(cases.by_code(code)) if "typed" in extra else {}
        return Page("advisories/bycode.html", data, display(error).status, extra)
    return Page("advisories/bycode.html", cases.shown(at), extra=extra)


@page("cases", Need.SHARE, csv="cases")
def cases_page(request: Request) -> Page:
    """The cases that one takes part in; for the hub's staff all."""
    rows = [cases.row(one) for one in cases.seats(request.actor)[:500]]
    return Page("advisories/cases.html", {"cases": rows})


@page("case", Need.SHARE, methods=("GET", "POST"))
def case_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """One case: what was said, and what to do next."""
    at = cases.seat(request.actor, str(number))
    extra: dict[str, Any] = {"staff": at.role == cases.STAFF, "typed": ""}
    if extra["staff"]:
        extra["members"] = [(one.id, one.name) for one in members.organizations() if one.active]
        extra["labels"] = [tlp.label for tlp in TLP]
        extra["label"] = TLP(at.case.tlp).label
    if request.method == "POST":
        text = request.POST.get("text", "")
        if request.POST.get("do") == "write" and _looks_private(request, text):
            extra |= {"private": True, "typed": text}
            return Page("advisories/case.html", cases.shown(at), 409, extra)
        try:
            code = _act(request, at)
        except WardlineError as error:
            extra |= {"error": error, "typed": request.POST.get("text", "")}
            return Page("advisories/case.html", cases.shown(at), display(error).status, extra)
        if not code:
            messages.success(request, _("Done."))
            return redirect("case", number=number)
        extra["code"] = code
        at = cases.seat(request.actor, str(number))
    return Page("advisories/case.html", cases.shown(at), extra=extra)


def _act(request: Request, at: Seat) -> str:
    """Do what was asked; a new party's code, if there is one to hand over."""
    typed, number = request.POST, at.case.id
    done = typed.get("do", "")
    if done == "write":
        cases.write(at, Told(typed.get("text", "")))
    elif done == "invite":
        return cases.invite(request.actor, number, typed.get("role", ""), typed.get("member", ""))
    elif done == "settle":
        named = (typed.get(name, "") for name in ("tlp", "embargo", "advisory"))
        cases.settle(request.actor, number, *named)
    elif done == "close":
        cases.close(request.actor, number)
    elif done == "destroy":
        cases.destroy(request.actor, number)
    else:
        raise UsageError(_("Choose what to do."))
    return ""
