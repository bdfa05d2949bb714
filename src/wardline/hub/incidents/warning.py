"""The warning of several in an hour: members who share the same observable, told at once.

Looked for when an indicator of a member's comes in. Each organization is told by what it may see
itself: what is hidden from it does not count, and who shared is told to nobody. Programs get it as
a note of the hub's beside the newest such indicator, marked as that is; it says that a threshold
was passed, never a number, and is neither renewed nor taken back as more come or some go (ADR 18).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wardline.core import ids, jsonio, observables
from wardline.core.clock import format_millis, now
from wardline.core.observables import Observable
from wardline.core.tlp import TLP
from wardline.hub.audit.service import SYSTEM
from wardline.hub.exchange.models import Collection, Record
from wardline.hub.exchange.service import HUB_SENDER, SOURCE
from wardline.hub.incidents import standard
from wardline.hub.members import peers as members_peers
from wardline.hub.members.models import Organization
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.notices.reach import known, reach
from wardline.hub.objects import terms
from wardline.hub.objects.service import Objects
from wardline.hub.objects.service import objects as opened
from wardline.hub.settings import CONFIG
from wardline.importers.base import NAMESPACE

_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE
_MOST_LOOKED = 500
_MOST_HITS = 200
_TAIL = 200
# How far this process has looked: what it looks at twice is told once, by the notice's key.
_looked: dict[int, int] = {}


# How a program knows the note.
LABEL = "several-members"


class Shared(NamedTuple):
    """A member's indicator of an observable: whose, where it stands, and what it is called."""

    owner: str
    place: tuple[int, int]
    added: int
    id: str
    tlp: str
    marks: tuple[str, ...]


def turn(at: int | None = None) -> int:
    """Tell of observables that several members shared in the last hour; how many were told."""
    moment = now() if at is None else at
    since = moment - int(CONFIG["warnings.minutes"]) * _MINUTE
    fresh: dict[Observable, None] = {}
    for number, head in Collection.objects.values_list("id", "last_added"):
        after = max(_looked.get(number, 0), since)
        if head > after:
            fresh |= dict.fromkeys(_fresh(number, after))
            _looked[number] = head
    if not fresh:
        return 0
    hub = opened(CONFIG.data)
    hub.index.catch_up(_TAIL)
    return sum(_tell(one, found, moment) for one in fresh if (found := _shared(hub, one, since)))


def _fresh(number: int, after: int) -> Iterable[Observable]:
    """The observables that members shared in a collection after a moment."""
    rows = Record.objects.filter(
        collection_id=number, added__gt=after, type="indicator", latest=1, via=None
    )
    for row in rows.exclude(owner="").order_by("added").only("body")[:_MOST_LOOKED]:
        yield from observables.of_object(jsonio.decode(bytes(row.body)))


def _shared(hub: Objects, one: Observable, since: int) -> list[Shared]:
    """Who shared an observable since a moment, if they are as many as it takes; newest first."""
    keys = dict.fromkeys(hub.index.mark(*pair) for pair in terms.asks(one))
    match = f"marks : ({' OR '.join(keys)})"
    hits = hub.index.find(hub.index.parts(), match, (since, 2**62), _MOST_HITS)
    found = []
    # Another hub is no member: what it gives on says nothing of how many share it here.
    peers = {one.organization_id for one in members_peers.peers()}
    for place, (owner, body) in hub.sight.at([hit.place for hit in hits]).items():
        obj = jsonio.decode(body)
        if not owner or owner in peers:
            continue
        if obj.get("type") == "indicator" and one in observables.of_object(obj):
            where = (place.collection, place.visibility)
            marks = tuple(obj.get("object_marking_refs", ()))
            label = terms.tlp_name(obj)
            found.append(Shared(owner, where, place.added, obj["id"], label, marks))
    found.sort(key=lambda shared: -shared.added)
    return found if _many(found) else []


def _many(found: Iterable[Shared]) -> bool:
    return len({one.owner for one in found}) >= int(CONFIG["warnings.members"])


def _tell(one: Observable, found: list[Shared], at: int) -> int:
    """Tell each organization that may see as many of them; once a day for one observable."""
    what, told = known(), 0
    name = opened(CONFIG.data).index.mark("warning", f"{one.kind}|{one.value}")
    active = Organization.objects.filter(active=True).values_list("id", flat=True)
    visible = {
        number: [shared for shared in found if shared.place in places]
        for number in active
        for places in [reach(number, what).places]
    }
    for number, seen in visible.items():
        if not _many(seen):
            continue
        tlp = seen[0].tlp.replace("-", "+") if seen[0].tlp != "none" else "amber"
        facts = notices.Told(f"several:{name}:{_day(at)}", {}, f"/objects/{seen[0].id}/", tlp)
        people = notices.audience(number, Need.READ)
        told += notices.tell(Event.SEVERAL, people, facts, at, hooks=False)
    for collection in {shared.place[0] for shared in found}:
        _note(collection, name, [one for one in found if one.place[0] == collection], visible, at)
    return told


def _day(at: int) -> str:
    return dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC).date().isoformat()


def _note(
    collection: int,
    name: str,
    found: list[Shared],
    visible: Mapping[str, list[Shared]],
    at: int,
) -> None:
    """Put the hub's note beside an indicator whose every reader may see as many; once a day.

    The least restricted such indicator: its marks are the note's, so who sees one sees the other.
    """
    order = list(TLP)
    for shared in sorted(found, key=lambda one: (_rank(one, order), -one.added)):
        readers = [seen for seen in visible.values() if shared in seen]
        if all(_many(seen) for seen in readers):
            break
    else:
        return
    key = f"several:{name}:{collection}:{_day(at)}"
    number = ids.named_id("note", NAMESPACE, key)
    split = ids.split_id(number)
    assert split is not None  # noqa: S101 # it was just made
    if Record.objects.filter(type="note", uuid=split[1].bytes).exists():
        return
    stamp = format_millis(at // _DAY * _DAY)
    hub = standard.hub_identity()
    note = {
        "type": "note",
        "spec_version": "2.1",
        "id": number,
        "created_by_ref": hub["id"],
        "created": stamp,
        "modified": stamp,
        "labels": [LABEL],
        "abstract": "Several members report the same within an hour.",
        "content": (
            f"At least {CONFIG['warnings.members']} members shared what this object says, within "
            f"{CONFIG['warnings.minutes']} minutes. Look for it with you, now."
        ),
        "object_refs": [shared.id],
        **({"object_marking_refs": list(shared.marks)} if shared.marks else {}),
    }
    raws = [jsonio.encode(hub), jsonio.encode(note)]
    opened(CONFIG.data).exchange.ingest(collection, HUB_SENDER, raws, None, SOURCE, SYSTEM)


def _rank(one: Shared, order: list[TLP]) -> int:
    label = terms.label_of(one.tlp)
    return len(order) if label is None else order.index(label)
