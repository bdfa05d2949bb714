"""What the portal shows or hands out is recorded before it is, as on the exchange."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from wardline.hub.audit.spool import Given, person
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.members.actor import Actor
from wardline.hub.objects.service import Objects


class Place(Protocol):
    """An object where it stands: a hit of a search, or a stored version."""

    @property
    def collection(self) -> CollectionAccess:
        """In which collection, as its reader sees it."""

    @property
    def added(self) -> int:
        """Its date_added."""


class Shown(NamedTuple):
    """An object that is shown: where it stands."""

    collection: CollectionAccess
    added: int


def disclose(
    objects: Objects, actor: Actor, kind: str, what: str, places: Iterable[Place], more: str = ""
) -> None:
    """Record that `places` are shown (`view`) or handed out (`export`); none: nothing is.

    *Raises* UnavailableError where it cannot be recorded: then it must not be shown.
    """
    by_collection: dict[str, list[Place]] = {}
    for one in places:
        by_collection.setdefault(one.collection.uuid, []).append(one)
    for those in by_collection.values():
        added = [one.added for one in those]
        given = Given(min(added), max(added), len(added))
        who = person(actor)
        objects.disclosures.note(kind, who, those[0].collection, what, given, more)
