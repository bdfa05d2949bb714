"""What was done ("you said, we did"): replies to a finding, or to what one source said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NotFoundError, UsageError
from wardline.docket.show import neutral
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.evidence import findings, service
from wardline.hub.evidence.models import Reply
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.words import LANGUAGES, said

_LONGEST = 2_000


def to_finding(actor: Actor, number: int, text: dict[str, str]) -> Reply:
    """Tell what was done about a finding; public as soon as the finding is."""
    actor.require(Need.STAFF_DOCKET)
    return _keep(actor, Reply(finding=findings.find(number)), text)


def to_source(actor: Actor, room: str, source: str, text: dict[str, str]) -> Reply:
    """Tell what was done about what one source said; public at once. *Raises* NotFoundError."""
    actor.require(Need.STAFF_DOCKET)
    if not service.of(room, source).filter(public=True).exists():
        raise NotFoundError(_("There is nothing public of this source to reply to."))
    return _keep(actor, Reply(room=room, source=source), text)


def withdraw(actor: Actor, key: int) -> None:
    """Show a reply no more; that there was one stays in the log."""
    actor.require(Need.STAFF_DOCKET)
    with transaction.atomic():
        reply = Reply.objects.filter(pk=key, withdrawn_at=None).first()
        if reply is None:
            raise NotFoundError(_("There is no such reply."))
        reply.withdrawn_at = now()
        reply.save()
        audit.record(actor, Action.REPLY_WITHDRAWN, f"reply:{key}", {})


def of_finding(number: int) -> list[dict[str, Any]]:
    """The replies to a finding, the oldest first."""
    return _told(Reply.objects.filter(finding=number, withdrawn_at=None).order_by("id"))


def of_source(room: str, source: str) -> list[dict[str, Any]]:
    """The replies to a source, the oldest first."""
    rows = Reply.objects.filter(room=room, source=source, finding=None, withdrawn_at=None)
    return _told(rows.order_by("id"))


def _told(rows: Iterable[Reply]) -> list[dict[str, Any]]:
    return [
        {
            "key": row.pk,
            "text": said(msgspec.json.decode(row.text, type=dict[str, str])),
            "at": format_timestamp(row.at),
        }
        for row in rows
    ]


def _keep(actor: Actor, reply: Reply, text: dict[str, str]) -> Reply:
    plain = {one: neutral(text.get(one, "")).strip() for one in LANGUAGES}
    if not plain["en"]:
        raise UsageError(_("Write in English what was done."))
    if any(len(one) > _LONGEST for one in plain.values()):
        raise UsageError(_("This text has at most %(most)s characters.") % {"most": _LONGEST})
    reply.text = msgspec.json.encode({one: made for one, made in plain.items() if made}).decode()
    reply.at, reply.by_name = now(), actor.name[:200]
    with transaction.atomic():
        reply.save()
        to = f"finding:{reply.finding_id}" if reply.finding_id else f"{reply.room} {reply.source}"
        audit.record(actor, Action.REPLY_SAVED, f"reply:{reply.pk}", {"to": to})
    return reply
