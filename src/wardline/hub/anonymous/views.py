"""Pages of anonymous reporting: hand in, and the reply box. For people and for programs (JSON).

No view here reads the session, a cookie or an address; none writes into a log or the audit record.
There is nobody signed in whom a forged form could use, so no form carries a CSRF token either,
which would need a cookie.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from wardline.core import jsonio
from wardline.core.errors import MalformedError, UnavailableError, WardlineError, display
from wardline.hub.anonymous import forms, service
from wardline.hub.anonymous.service import Conversation, Receipt
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import answer
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.settings import CONFIG
from wardline.incidents.model import MOST_BYTES, parse

STATES: dict[str, Any] = {
    "letter-box": gettext_lazy("It is in the letter box; reviewers get it on the next day (UTC)."),
    "waiting": gettext_lazy("It waits for a reviewer."),
    "claimed": gettext_lazy("A reviewer reads it."),
    "returned": gettext_lazy("A reviewer has a question for you."),
    "approved": gettext_lazy("One person approved it; a second one reads it."),
    "queued": gettext_lazy("It is approved, and leaves together with others."),
    "released": gettext_lazy("It was released in the hub's name. Thank you."),
    "refused": gettext_lazy("It was refused, and what it said is destroyed."),
    "withdrawn": gettext_lazy("It was withdrawn, and what it said is destroyed."),
    "expired": gettext_lazy("Nobody decided in time; what it said is destroyed."),
    "gone": gettext_lazy("It is not there any more."),
}
_OPEN = frozenset({"letter-box", "waiting", "claimed", "returned", "approved", "queued"})
_JSON = "application/json"
_Kind = TypeVar("_Kind", bound=msgspec.Struct)


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a program hands in."""

    token: str
    report: msgspec.Raw


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What a program asks of a reply box."""

    address: str
    message: str = ""


@csrf_exempt
@page("anonymous-new", Need.PUBLIC, methods=("GET", "POST"))
def new(request: Request) -> Page | HttpResponseBase:
    """The form; or what was sent with it."""
    if request.method == "POST":
        return hand_in_form(request)
    return _form(forms.Typed())


@csrf_exempt
@page("anonymous", Need.PUBLIC, methods=("POST",))
def hand_in(request: Request) -> Page | HttpResponseBase:
    """Take a report, from a program as JSON or from the form."""
    if request.content_type != _JSON:
        return hand_in_form(request)
    try:
        sent = _decoded(request, _Sent)
        receipt = service.hand_in(sent.token, parse(bytes(sent.report)))
    except WardlineError as error:
        return answer(request, error, "json")
    return _json(_told(receipt), 201)


def hand_in_form(request: Request) -> Page:
    """Take what stands in the form; where it cannot be taken, all that was typed stands again."""
    typed = forms.typed(request.POST)
    try:
        receipt = service.hand_in(typed.token, forms.report_of(typed))
    except WardlineError as error:
        return _form(typed, error)
    return Page("anonymous/received.html", _told(receipt), 201)


@csrf_exempt
@page("anonymous-reply", Need.PUBLIC, methods=("GET", "POST"))
def reply(request: Request) -> Page | HttpResponseBase:
    """The reply box: its address comes in the body, never in an address that is logged."""
    if request.method == "POST" and request.content_type == _JSON:
        return _reply_json(request)
    if request.method == "GET":
        return Page("anonymous/reply.html", {}, extra={"address": ""})
    secret, message = request.POST.get("address", ""), request.POST.get("message", "")
    extra: dict[str, Any] = {"address": secret, "typed": message}
    try:
        if "message" in request.POST:
            service.answer(secret, message)
            extra |= {"typed": "", "sent": True}
        found = service.look(secret)
    except WardlineError as error:
        # The conversation stays, with what was typed, where only the message was wrong.
        extra["error"] = error
        return Page("anonymous/reply.html", _looked(secret), display(error).status, extra)
    return Page("anonymous/reply.html", _shown(found), extra=extra)


def _reply_json(request: Request) -> HttpResponse:
    try:
        asked = _decoded(request, _Asked)
        if asked.message:
            service.answer(asked.address, asked.message)
        found = service.look(asked.address)
    except WardlineError as error:
        return answer(request, error, "json")
    return _json(_shown(found), 200)


def _looked(secret: str) -> dict[str, Any]:
    try:
        return _shown(service.look(secret))
    except WardlineError:
        return {}


def _form(typed: forms.Typed, error: WardlineError | None = None) -> Page:
    closed = ""
    try:
        service.collection()
    except UnavailableError as unavailable:
        closed = str(unavailable)
    data = {
        "closed": closed,
        "reply_days": CONFIG["anonymous.reply_days"],
        "most_bytes": MOST_BYTES,
    }
    extra = {
        "error": error,
        "typed": typed,
        "fields": typed.fields,
        "categories": [(str(n), w, n in typed.categories) for n, w in forms.CATEGORIES.items()],
        "harms": [(str(n), w, n in typed.harms) for n, w in forms.HARMS.items()],
    }
    return Page("anonymous/new.html", data, display(error).status if error else 200, extra)


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "address": receipt.address,
        "reply": f"/incidents/anonymous/reply#{receipt.address}",
        "reviewed_from": receipt.reviewed_from,
        "until": receipt.until,
    }


def _shown(found: Conversation) -> dict[str, Any]:
    return {
        "state": found.state,
        "state_words": str(STATES.get(found.state, "")),
        "open": found.state in _OPEN,
        "messages": [one._asdict() for one in found.messages],
        "waiting": found.waiting,
        "reason": found.reason,
        "released": found.released,
    }


def _decoded(request: Request, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(request.body, type=kind)
    except jsonio.BROKEN as error:
        raise MalformedError(
            _("The body is not as expected: {why}.").format(why=error),
            hint=_("Send an object with 'token' and 'report', or 'address' and 'message'."),
        ) from None


def _json(value: Any, status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type=_JSON, status=status)
