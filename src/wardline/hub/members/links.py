"""One-time links: made once, shown once, used up once."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import NotFoundError
from wardline.hub.members.credentials import digest
from wardline.hub.members.models import Link

INVITE, SET_UP, SIGN_IN, ENTER = "invite", "set-up", "sign-in", "enter"
_HOUR = 3_600_000_000
LASTS = {INVITE: 7 * 24 * _HOUR, SET_UP: 24 * _HOUR, SIGN_IN: _HOUR, ENTER: 12 * _HOUR}


class NewLink(NamedTuple):
    """A link that was just made; its token is never shown again."""

    id: str
    token: str
    purpose: str

    def address(self, base: str) -> str:
        """Where it leads: `base` is the hub's address, as https://hub.example.org/."""
        return f"{base.rstrip('/')}/{PATHS[self.purpose]}/{self.token}/"


PATHS = {INVITE: "join", SET_UP: "set-up", SIGN_IN: "way-in", ENTER: "enter"}


def make(purpose: str, made_by: str, **fields: Any) -> NewLink:
    """A new link; what it was made for stands in `fields` (models.Link)."""
    token = secrets.token_urlsafe(32)
    at = now()
    link = Link.objects.create(
        id=str(uuid.uuid4()),
        digest=digest(token),
        purpose=purpose,
        made_by=made_by,
        created_at=at,
        expires_at=at + LASTS[purpose],
        **fields,
    )
    return NewLink(link.id, token, purpose)


def find(token: str, purpose: str, *, lock: bool = False) -> Link:
    """The link of a token that can still be used. *Raises* NotFoundError for any other.

    Used up, expired, withdrawn and never made look the same: nobody learns which.
    """
    rows = Link.objects.select_related("organization", "user__organization")
    if lock:
        rows = rows.select_for_update(of=("self",))
    link = rows.filter(
        digest=digest(token), purpose=purpose, used_at=None, withdrawn_at=None
    ).first()
    gone = link is None or link.expires_at <= now()
    if link is None or gone or (link.organization and not link.organization.active):
        raise NotFoundError(
            _("This link does not work any more: it was used, withdrawn or is too old."),
            hint=_("Ask whoever gave it to you for a new one. If you used it yourself, sign in."),
        )
    return link


def use(token: str, purpose: str) -> Link:
    """Use a link up, in the transaction that is open. *Raises* NotFoundError."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a link is used up together with what it was for")
    link = find(token, purpose, lock=True)
    link.used_at = now()
    link.save(update_fields=["used_at"])
    return link


def withdraw(**fields: Any) -> int:
    """Withdraw the links that match and still work; how many."""
    waiting = Link.objects.filter(used_at=None, withdrawn_at=None, **fields)
    return waiting.update(withdrawn_at=now())
