"""The pages of proposals: propose a change, the list of both sides, one with its difference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core import jsonio
from wardline.core.errors import WardlineError, display
from wardline.hub.members.rights import Need
from wardline.hub.objects import changes as changed
from wardline.hub.objects import detail, plain, proposing, share, terms
from wardline.hub.objects.disclosing import disclose
from wardline.hub.objects.proposing import Opened
from wardline.hub.objects.views import here
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG

STATES = {
    "open": gettext_lazy("waits for its owner"),
    "taken": gettext_lazy("taken: a new version says so"),
    "declined": gettext_lazy("declined"),
    "withdrawn": gettext_lazy("withdrawn"),
    "stands": gettext_lazy("the object says so already"),
    "gone": gettext_lazy("the object is gone"),
    "expired": gettext_lazy("nobody decided within 90 days"),
}


@page("object-propose", Need.SHARE, methods=("GET", "POST"))
def propose_page(request: Request, number: str) -> Page | HttpResponseBase:
    """Change an object's properties as they should be, and say why."""
    own = here()
    seen = detail.find(own, request.actor.organization, number)
    if request.method == "GET":
        return _form(request, number)
    sent = request.POST.dict()
    try:
        typed = changed.typed(jsonio.decode(seen.shown.body), sent)
        token = share.token_of(sent.get("token", ""))
        asked = proposing.Asked(token, typed, sent.get("reason", ""), bool(sent.get("named")))
        row = proposing.propose(own, request.actor, seen, asked)
    except WardlineError as error:
        return _form(request, number, error)
    messages.success(request, _("Proposed. Its owner is told, and nobody else."))
    return HttpResponseRedirect(reverse("proposal", kwargs={"number": row.id}))


def _form(request: Request, number: str, error: WardlineError | None = None) -> Page:
    own = here()
    seen = detail.find(own, request.actor.organization, number)
    obj = jsonio.decode(seen.shown.body)
    disclose(own, request.actor, "view", "propose", [seen.shown], number)
    sent = request.POST
    fields = changed.fields(obj)
    data = {
        "id": obj["id"],
        "title": plain.title(obj),
        "properties": [field._asdict() for field in fields],
        "problem": str(error) if error else "",
    }
    shown = [
        {**field._asdict(), "text": sent.get(f"p.{field.name}", field.text)} for field in fields
    ]
    extra = {
        "there": [one for one in shown if one["there"]],
        "more": [one for one in shown if not one["there"]],
        "added": any(one["text"] for one in shown if not one["there"]),
        "may_propose": proposing.may_propose(request.actor, seen),
        "tlp": terms.tlp_name(obj),
        "typed": sent,
        "token": sent.get("token") or share.new_token(),
        "organization": request.actor.organization_name,
    }
    return Page("objects/propose.html", data, display(error).status if error else 200, extra)


@page("proposals", Need.SHARE, csv="ours")
def proposals_page(request: Request) -> Page:
    """What waits for the organization's decision, and what it proposed itself."""
    own = here()
    waiting = proposing.to_us(own, request.actor)
    shown = [one.seen.shown for one in waiting if one.seen is not None]
    disclose(own, request.actor, "view", "proposals", shown)
    data = {
        "waiting": [
            {"id": one.row.id, "at": one.row.created_at, **_object(one)} for one in waiting
        ],
        "ours": [
            {
                "id": row.id,
                "object": row.object,
                "kind": plain.kind_word(row.object.partition("--")[0]),
                "at": row.created_at,
                "state": row.state,
                "words": str(STATES[row.state]),
                "answer": row.answer,
                "by": row.user_name,
            }
            for row in proposing.by_us(request.actor)
        ],
    }
    return Page("objects/proposals.html", data)


def _object(one: Opened) -> dict[str, Any]:
    if one.seen is None:
        return {"object": one.row.object, "title": "", "kind": "", "tlp": ""}
    obj = jsonio.decode(one.seen.shown.body)
    return {
        "object": one.row.object,
        "title": plain.title(obj),
        "kind": plain.kind_word(str(obj["type"])),
        "tlp": terms.tlp_name(obj),
    }


@page("proposal", Need.SHARE)
def proposal_page(request: Request, number: UUID) -> Page:
    """One proposal: what would be different, and what either side can do."""
    return _proposal(request, str(number))


def _proposal(request: Request, number: str, error: WardlineError | None = None) -> Page:
    own = here()
    one = proposing.read(own, request.actor, number)
    row, seen = one.row, one.seen
    if one.ours and row.state != proposing.OPEN:
        # What ended is nothing to its owner any more: an old notice leads here.
        status = display(error).status if error else 200
        return Page("objects/proposal_ended.html", {"id": row.id, "problem": ""}, status)
    if seen is not None:
        disclose(own, request.actor, "view", "proposal", [seen.shown], row.object)
    data = {
        "id": row.id,
        **_object(one),
        "state": row.state,
        "words": str(STATES[row.state]),
        "at": row.created_at,
        "ended": row.ended_at,
        "ours": one.ours,
        "answer": row.answer if not one.ours else "",
        "changes": _changes(one),
        "reason": row.reason,
        "problem": str(error) if error else "",
    }
    extra = {
        "error": error,
        "rows": _rows(one),
        "version": seen.shown.version_text if seen is not None else "",
        "credit": proposing.credit_of(row) if one.ours else "",
        "named": row.named,
        "typed": request.POST,
        "seen": seen is not None,
        **_leaving(request, one),
    }
    return Page("objects/proposal.html", data, display(error).status if error else 200, extra)


def _changes(one: Opened) -> dict[str, Any]:
    """What a proposal changes; of an object that may not be seen any more, nothing."""
    return one.changes if one.seen is not None else {}


def _rows(one: Opened) -> list[dict[str, Any]]:
    obj = jsonio.decode(one.seen.shown.body) if one.seen is not None and one.ours else None
    found = []
    for row in changed.rows(_changes(one), obj):
        parts = [{"op": part.op, "text": _shown(part.text)} for part in row.parts]
        found.append({**row._asdict(), "parts": parts, "moved": row.now is not None})
    return found


def _shown(text: str) -> str:
    return share.visible(plain.defang_text(text))


def _leaving(request: Request, one: Opened) -> dict[str, Any]:
    """What whoever decides needs to know of what would leave: for whom, and what the gate says."""
    if one.prepared is None or one.seen is None:
        return {"audience": "", "doubts": [], "gate": [], "leaves": ""}
    item, access = one.prepared.outgoing[0], one.seen.shown.collection
    obj = jsonio.decode(one.seen.shown.body)
    raw = (item.raw or b"").decode()
    return {
        "audience": share.audience(here(), access, terms.label_of(terms.tlp_name(obj))),
        "doubts": [{"where": each.pointer, "why": each.reason} for each in item.doubts],
        "gate": [{"where": each.pointer, "now": each.replacement} for each in item.found],
        "leaves": share.visible(raw),
        "may_review": request.actor.may(Need.REVIEW) and not CONFIG["review.four_eyes"],
    }


@page("proposal-take", Need.SHARE, methods=("POST",), step_up=True)
def take_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Take a proposal: a new version leaves."""
    sent = request.POST
    decision = proposing.Decision(
        sent.get("word", ""),
        sent.get("version", ""),
        credit=bool(sent.get("credit")),
        reviewed=bool(sent.get("reviewed")),
    )
    one = proposing.read(here(), request.actor, str(number)).row
    try:
        proposing.take(here(), request.actor, str(number), decision)
    except WardlineError as error:
        return _proposal(request, str(number), error)
    messages.success(request, _("Taken. The new version has left."))
    return HttpResponseRedirect(reverse("object", kwargs={"number": one.object}))


@page("proposal-decline", Need.SHARE, methods=("POST",))
def decline_page(request: Request, number: UUID) -> Page | HttpResponseBase:
    """Decline a proposal, with a reason for the proposer."""
    try:
        proposing.decline(here(), request.actor, str(number), request.POST.get("reason", ""))
    except WardlineError as error:
        return _proposal(request, str(number), error)
    messages.success(request, _("Declined. Whoever proposed it is told why; nobody else is."))
    return HttpResponseRedirect(reverse("proposals"))


@page("proposal-withdraw", Need.SHARE, methods=("POST",))
def withdraw_page(request: Request, number: UUID) -> HttpResponseBase:
    """Take a proposal back."""
    proposing.withdraw(request.actor, str(number))
    messages.success(request, _("Withdrawn. Its owner sees nothing of it any more."))
    return HttpResponseRedirect(reverse("proposals"))
