"""Calls for input: what they say in each language, their versions, and when they are open."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from importlib.resources import files
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.docket.models import Call, CallVersion
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.words import said

DECIDE_DAYS = 14
_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?", re.ASCII)
_MOST_QUESTIONS = 30
Words = dict[str, str]


class Question(msgspec.Struct, frozen=True):
    """A question: its id, and its text by language."""

    id: str
    text: Words


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a version of a call says; each text by language, English always."""

    title: Words
    text: Words
    questions: list[Question]
    rules: Words
    policy: Words
    contact: str
    # RFC 3339 with the offset; `zone` is the one that is printed.
    opens: str
    closes: str
    zone: str
    decide_days: int = DECIDE_DAYS
    # Whether late comments are taken, and marked as late.
    late: bool = False


_DECODER = msgspec.json.Decoder(Content)


def content(call: Call, version: int | None = None) -> Content:
    """What a version of a call says; the newest without one. *Raises* NotFoundError."""
    asked = call.version if version is None else version
    found = CallVersion.objects.filter(call=call, version=asked).values_list("content", flat=True)
    for text in found:
        return _DECODER.decode(text)
    raise NotFoundError(_("There is no such version of this call."))


def find(number: str) -> Call:
    """The call of this id. *Raises* NotFoundError."""
    found = known(number)
    if found is None:
        raise NotFoundError(_("There is no such call for input."))
    return found


def known(number: str) -> Call | None:
    """The call of this id, if there is one."""
    return Call.objects.filter(id=number).first()


def phase(call: Call, at: int | None = None) -> str:
    """Where a call stands: soon, open or closed."""
    moment = now() if at is None else at
    if moment < call.opens_at:
        return "soon"
    return "open" if moment < call.closes_at else "closed"


def save(actor: Actor, number: str, made: Content, expected: int = 0) -> Call:
    """Make a call (`expected` 0) or its next version. *Raises* UsageError, ConflictError."""
    actor.require(Need.STAFF_DOCKET)
    opens, closes = _checked(number, made)
    with transaction.atomic():
        call = Call.objects.select_for_update().filter(id=number).first()
        if (call.version if call else 0) != expected:
            raise ConflictError(
                _("Somebody else changed this call meanwhile; nothing was changed.")
                if call and expected
                else _("There is a call of this name already."),
                hint=_("Open it, and make your change again."),
            )
        if call is None:
            call = Call(id=number, version=0, created_at=now())
        call.version += 1
        call.opens_at, call.closes_at, call.decide_days = opens, closes, made.decide_days
        try:
            # Of two who make it at one moment the second must not change the first one's.
            call.save(force_insert=not expected)
        except IntegrityError:
            raise ConflictError(_("There is a call of this name already.")) from None
        text = msgspec.json.encode(made).decode()
        CallVersion.objects.create(
            call=call, version=call.version, at=now(), by_name=actor.name[:200], content=text
        )
        action = Action.DOCKET_CALL_CHANGED if expected else Action.DOCKET_CALL_ADDED
        audit.record(actor, action, f"call:{number}", {"version": call.version})
    return call


def _checked(number: str, made: Content) -> tuple[int, int]:
    if not _SLUG.fullmatch(number):
        raise UsageError(_("Name the call in letters, digits and dashes, like rfi-2026."))
    opens, closes = micros(made.opens), micros(made.closes)
    if opens is None or closes is None or closes <= opens:
        raise UsageError(_("The day of closing must be after the day of opening."))
    for words in (made.title, made.text, made.rules, made.policy):
        if not words.get("en", "").strip():
            raise UsageError(_("Title, text, rules and policy are needed in English."))
    ids = [question.id for question in made.questions]
    if not ids or len(ids) > _MOST_QUESTIONS or len(set(ids)) != len(ids):
        raise UsageError(_("A call asks one to thirty questions."))
    try:
        zoneinfo.ZoneInfo(made.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise UsageError(_("There is no such time zone. Write it like America/New_York.")) from None
    return opens, closes


def micros(text: str) -> int | None:
    """The instant of an RFC 3339 time with an offset, or None. *Units*: microseconds."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else int(moment.timestamp() * 1_000_000)


def local(at: int, zone: str) -> str:
    """A moment in a zone, the zone printed."""
    moment = dt.datetime.fromtimestamp(at / 1_000_000, zoneinfo.ZoneInfo(zone))
    return f"{moment:%Y-%m-%d %H:%M} {moment:%Z} ({zone})"


def shown(call: Call, made: Content | None = None) -> dict[str, Any]:
    """A call as plain values in the reader's language; `made`: as one of its versions says."""
    told = content(call) if made is None else made
    opens, closes = micros(told.opens), micros(told.closes)
    return {
        "id": call.id,
        "version": call.version,
        "phase": phase(call),
        "title": said(told.title),
        "text": said(told.text),
        "questions": [{"id": one.id, "text": said(one.text)} for one in told.questions],
        "rules": said(told.rules),
        "policy": said(told.policy),
        "contact": told.contact,
        "opens": local(call.opens_at if opens is None else opens, told.zone),
        "closes": local(call.closes_at if closes is None else closes, told.zone),
        "opens_at": told.opens,
        "closes_at": told.closes,
        "zone": told.zone,
        "decide_days": told.decide_days,
        "late": told.late,
    }


def every() -> list[Call]:
    """All calls, the newest first."""
    return list(Call.objects.order_by("-opens_at", "id"))


def ship() -> None:
    """Put the Task Force's five questions into a docket that has no call yet."""
    if Call.objects.exists():
        return
    data = files("wardline.hub.docket").joinpath("data/first-call.json").read_bytes()
    document = msgspec.json.decode(data)
    made = msgspec.convert(document["content"], Content)
    opens, closes = _checked(document["id"], made)
    with transaction.atomic():
        call, new = Call.objects.get_or_create(
            id=document["id"],
            defaults={
                "opens_at": opens,
                "closes_at": closes,
                "decide_days": made.decide_days,
                "created_at": now(),
            },
        )
        if new:
            text = msgspec.json.encode(made).decode()
            CallVersion.objects.create(
                call=call, version=1, at=now(), by_name="wardline", content=text
            )


__all__ = [
    "Call", "Content", "Question", "content", "every", "find", "known", "local", "micros", "phase",
    "save", "ship", "shown",
]  # fmt: skip
