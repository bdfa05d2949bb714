"""What a mail, a webhook's call or the page of notices names is in the audit log before it is made.

Mails and calls: in the transaction that makes them. The page: in the spool, as all pages are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wardline.core.clock import now
from wardline.hub.audit import log
from wardline.hub.audit.entries import Who, draft
from wardline.hub.audit.service import Action, Through
from wardline.hub.members.models import User
from wardline.hub.notices.events import OPEN
from wardline.hub.notices.models import Hook


class Named(NamedTuple):
    """An object that is named: by which title, and where it stands."""

    title: str
    # The collection's id, a UUID.
    collection: str
    visibility: int
    added: int


class Told(NamedTuple):
    """One object that a notice is about, as its facts hold it: what is named of it is `id`."""

    record: int
    id: str
    tlp: str
    # 0: told by a version of this hub that did not keep it.
    added: int = 0
    visibility: int = 0

    @property
    def open(self) -> bool:
        """Whether it may be named to whoever carries a mail or a call."""
        return self.tlp in OPEN


def told(facts: Mapping[str, Any]) -> list[Told]:
    """The objects in a notice's facts."""
    return [Told(*one) for one in facts.get("objects", ())]


def by_mail(user: User, mail: str, named: Iterable[Named]) -> None:
    """Record that a mail names objects to a person."""
    who = Who("user", str(user.pk), user.name or user.email, user.organization_id)
    _record(who, "mail", {"mail": mail}, list(named))


def by_call(hook: Hook, call: str, collection: str, objects: Iterable[Told]) -> None:
    """Record that a call of a webhook names objects to its organization."""
    who = Who("webhook", hook.id, hook.organization.name, hook.organization_id)
    named = [Named("", collection, one.visibility, one.added) for one in objects if one.open]
    _record(who, "webhook", {"call": call}, named)


def _record(who: Who, what: str, more: Mapping[str, str], named: Sequence[Named]) -> None:
    """One entry for each collection, of the same form as those of the exchange."""
    at = now()
    drafts = []
    for collection in sorted({one.collection for one in named}):
        those = [one for one in named if one.collection == collection]
        span = (min(one.added for one in those), max(one.added for one in those))
        detail = {
            "what": what,
            "visibilities": sorted({one.visibility for one in those}),
            "pages": [[at, *span, len(those)]],
            **more,
        }
        target = f"collection:{collection}"
        drafts.append(draft(who, Action.DISCLOSED_NOTICE, target, detail, at=at, span=span))
    if drafts:
        log.add(Through(), drafts)
