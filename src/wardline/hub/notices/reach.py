"""What an organization may see now, for the matching of notices and for their words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from wardline.core.observables import defang
from wardline.core.policy import Visibility, decide
from wardline.hub.exchange.models import Collection, Grant, Presence, Record
from wardline.hub.exchange.models import Visibility as Stored
from wardline.hub.members import peers
from wardline.hub.notices.disclosing import Named, Told

_TITLE = 120


class Reach(NamedTuple):
    """The collections that an organization reads, and what it may see in each."""

    titles: dict[int, str]
    uuids: dict[int, str]
    # (collection, visibility) that it may see.
    places: frozenset[tuple[int, int]]
    # Collections that all members read: that there are such is no secret.
    common: frozenset[int]


class Known(NamedTuple):
    """All visibilities and where they stand; asked once for many organizations."""

    visibilities: dict[int, Visibility]
    present: list[tuple[int, int]]
    collections: list[Any]


def known() -> Known:
    """What stands in the store now."""
    return Known(
        {row.id: Visibility.from_key(row.key) for row in Stored.objects.all()},
        list(Presence.objects.values_list("collection_id", "visibility_id")),
        list(Collection.objects.only("id", "uuid", "title", "read_all")),
    )


def reach(organization: str, what: Known) -> Reach:
    """What `organization` may see; the one decision of `core.policy` says so."""
    granted = dict(
        Grant.objects.filter(organization=organization).values_list("collection_id", "can_read")
    )
    recipient = peers.recipient(organization)
    read = {one.id: one for one in what.collections if one.read_all or granted.get(one.id)}
    places = frozenset(
        (collection, visibility)
        for collection, visibility in what.present
        if collection in read
        and decide(
            what.visibilities[visibility],
            recipient._replace(named=bool(granted.get(collection))),
        ).allowed
    )
    titles = {number: one.title for number, one in read.items()}
    common = frozenset(number for number, one in read.items() if one.read_all)
    uuids = {number: one.uuid for number, one in read.items()}
    return Reach(titles, uuids, places, common)


def label(visibility: Visibility) -> str:
    """The TLP of a visibility as notices name it."""
    return visibility.scope.tlp.name.lower().replace("_", "+")


def names(objects: Iterable[Told], may: Reach) -> dict[str, Named]:
    """What to call objects now, by their ids, as far as they can be seen now."""
    by_record = {one.record: one.id for one in objects}
    found = {}
    for row in Record.objects.filter(id__in=list(by_record)).only(
        "id", "collection_id", "visibility_id", "added", "body"
    ):
        obj = json.loads(bytes(row.body))
        # What is gone is told of by its tombstone, whose number may be another record's.
        same = obj.get("id") == by_record[row.id]
        if same and (row.collection_id, row.visibility_id) in may.places:
            place = (may.uuids[row.collection_id], row.visibility_id, row.added)
            found[by_record[row.id]] = Named(_title(obj), *place)
    return found


def _title(obj: dict[str, Any]) -> str:
    """A name on one line, in which no address can be followed."""
    text = next((str(obj[key]) for key in ("name", "value", "pattern") if obj.get(key)), "")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    shown = line[:_TITLE] + ("…" if len(line) > _TITLE else "")
    return f"{obj.get('type', '')}: {defang(shown)}" if shown else str(obj.get("type", ""))
