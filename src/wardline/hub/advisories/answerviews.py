"""Members' answers: from the page of an advisory, and by programs with the organization's key."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wardline.core import jsonio
from wardline.core.errors import (
    ForbiddenError,
    MalformedError,
    UnauthorizedError,
    UsageError,
    WardlineError,
    display,
)
from wardline.hub.advisories import answering, reading
from wardline.hub.advisories.answering import Said
from wardline.hub.audit.service import Who
from wardline.hub.members.keyed import principal_of
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import answer as refusal
from wardline.hub.portal.route import Page, Request, page

_MOST = 1000


class One(msgspec.Struct, forbid_unknown_fields=True):
    """An answer of a program: counts alone, never an inventory."""

    # The advisory's tracking id.
    advisory: str
    state: str
    planned_for: str = ""
    devices: int | None = None
    addressed: int | None = None
    # The day on which the state was reached, where the member tells it.
    on: str = ""


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a program sends."""

    answers: list[One]


@page("advisory-answer", Need.SHARE, methods=("POST",))
def answer(request: Request, key: int) -> Page | HttpResponseBase:
    """Keep what was chosen on the page of an advisory."""
    who = reading.recipient(request.actor)
    try:
        typed = request.POST
        said = Said(
            typed.get("state", ""),
            typed.get("planned", "").strip() if typed.get("state") == "planned" else "",
            _count(typed.get("devices", "")),
            _count(typed.get("addressed", "")),
            typed.get("size", ""),
        )
        answering.answer(request.actor, who, key, said)
    except WardlineError as error:
        if display(error).status != display(UsageError("")).status:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your answer is kept. You can change it at any time."))
    return redirect("advisory", key=key)


def _count(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < len("100000000")):
        raise UsageError(_("Write the number of devices in digits."))
    return int(text)


@page("advisory-answers", Need.READ, csv="answers")
def answers(request: Request) -> Page:
    """The member's own answers."""
    who = reading.recipient(request.actor)
    return Page("advisories/answers.html", {"answers": answering.mine(who)})


@csrf_exempt
@page("advisory-answers-send", Need.PUBLIC, methods=("POST",))
def send(request: Request) -> HttpResponseBase:
    """Answers of a program; it shows its key, which no page can forge, so no cookie counts."""
    try:
        return _sent(request)
    except WardlineError as error:
        return refusal(request, error, "json")


def _sent(request: Request) -> HttpResponse:
    principal = principal_of(request)
    if principal is None:
        raise UnauthorizedError("This address needs a valid API key.")
    if not {"read", "write"} <= principal.scopes:
        raise ForbiddenError("This key may not answer.", hint="It needs to read and write.")
    try:
        sent = msgspec.json.decode(request.body, type=Sent)
    except jsonio.BROKEN as error:
        raise MalformedError(f"These are no answers: {error}.") from None
    if len(sent.answers) > _MOST:
        raise UsageError(f"At most {_MOST} answers at a time.")
    who = Who("key", principal.key_id, principal.name, principal.organization)
    reader = reading.recipient_of(principal)
    told = [_kept(who, reader, one) for one in sent.answers]
    return HttpResponse(msgspec.json.encode({"answers": told}), content_type="application/json")


def _kept(who: Who, reader: Any, one: One) -> dict[str, Any]:
    """What became of one answer; one that cannot be kept does not stop the others."""
    try:
        # No database takes a NUL, and no id has one.
        number = one.advisory.replace("\0", "\ufffd")
        found = reading.visible(reader).filter(number=number).order_by("source").first()
        key = found.pk if found else -1
        said = Said(one.state, one.planned_for, one.devices, one.addressed, on=one.on)
        answering.answer(who, reader, key, said)
    except WardlineError as error:
        return {"advisory": one.advisory, "kept": False, "why": str(error)}
    return {"advisory": one.advisory, "kept": True}
