"""Bulletins for members' programs: all that the organization may read, and what it answers.

A program takes every bulletin and decides at home which of them concern it: the hub is not told
what its member owns, nor which bulletins it looked at (docs/adr/0022).
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from wardline.bulletins.model import Bulletin as Content
from wardline.core.clock import format_timestamp
from wardline.core.errors import (
    ForbiddenError,
    MalformedError,
    UnauthorizedError,
    UsageError,
    WardlineError,
)
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.bulletins import answers, audience, reading, shown
from wardline.hub.members.credentials import Principal
from wardline.hub.members.keyed import principal_of
from wardline.hub.members.rights import Need
from wardline.hub.portal.errors import answer as refusal
from wardline.hub.portal.route import Request, page
from wardline.hub.portal.where import base_of

_MOST_TEXTS = 50
_MOST_ANSWERS = 200


class One(msgspec.Struct, forbid_unknown_fields=True):
    """An answer of a program."""

    bulletin: str
    state: str


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """What a program sends."""

    answers: list[One]


@page("bulletins-pull", Need.PUBLIC)
def pull(request: Request) -> HttpResponseBase:
    """Which bulletins the key's organization may read now; with `id` (up to 50) what they say."""
    try:
        # Without a key: what everybody may read.
        keyed = "Authorization" in request.headers
        principal = _principal(request, {"read"}) if keyed else None
        numbers = request.GET.getlist("id")
        if len(numbers) > _MOST_TEXTS:
            raise UsageError(f"At most {_MOST_TEXTS} bulletins at a time.")
        # What is not listed is deleted at the member's.
        every = reading.every(principal.organization if principal else "", whole=True)
        if not numbers:
            return _json({"bulletins": [_row(one) for one in every]})
        found = [one for one in every if one.bulletin.id in numbers]
        return _json({"bulletins": [_text(principal, one, request) for one in found]})
    except WardlineError as error:
        return refusal(request, error, "json")


@csrf_exempt
@page("bulletins-answers-send", Need.PUBLIC, methods=("POST",))
def send(request: Request) -> HttpResponseBase:
    """Answers of a program; it shows its key, which no page can forge, so no cookie counts."""
    try:
        principal = _principal(request, {"read", "write"})
        try:
            sent = msgspec.json.decode(request.body, type=Sent)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise MalformedError(f"These are no answers: {error}.") from None
        if len(sent.answers) > _MOST_ANSWERS:
            raise UsageError(f"At most {_MOST_ANSWERS} answers at a time.")
        return _json({"answers": [_kept(principal, one) for one in sent.answers]})
    except WardlineError as error:
        return refusal(request, error, "json")


def _principal(request: Request, needed: set[str]) -> Principal:
    principal = principal_of(request)
    if principal is None:
        raise UnauthorizedError("This address needs a valid API key.")
    if not needed <= principal.scopes:
        told = " and ".join(sorted(needed))
        raise ForbiddenError("This key may not do that.", hint=f"It needs to {told}.")
    return principal


def _json(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json")


def _row(one: reading.Open) -> dict[str, Any]:
    """A bulletin by its number, the version that stands, and whether that was taken back."""
    return {
        "id": one.bulletin.id,
        "version": one.row.number,
        "sha256": one.row.digest,
        "changed": format_timestamp(one.bulletin.changed_at),
        "withdrawn": one.bulletin.withdrawn_at is not None,
    }


def _text(principal: Principal | None, one: reading.Open, request: Request) -> dict[str, Any]:
    """What a bulletin says, but not whom else it is for; in the log where it is not public."""
    if principal and not audience.public(one.content):
        told = {"version": one.row.number}
        who = _who(principal)
        audit.record(who, Action.BULLETIN_GIVEN, f"bulletin:{one.bulletin.id}", told)
    issue = shown.issue(one.bulletin, one.row, base_of(request))
    content: Content = msgspec.structs.replace(one.content, recipients=(), sources=())
    return {
        **_row(one),
        "released": issue.day,
        "address": issue.address,
        "reason": issue.reason,
        "withdrawn_reason": one.bulletin.reason,
        "content": content,
    }


def _who(principal: Principal) -> Who:
    return Who("key", principal.key_id, principal.name, principal.organization)


def _kept(principal: Principal, one: One) -> dict[str, Any]:
    """What became of one answer; one that cannot be kept does not stop the others."""
    try:
        found = reading.readable(principal.organization, one.bulletin)
        answers.keep(_who(principal), found.bulletin, principal.organization, one.state)
    except WardlineError as error:
        return {"bulletin": one.bulletin, "kept": False, "why": str(error)}
    return {"bulletin": one.bulletin, "kept": True}
