"""The warning of several in an hour: members who share the same observable, told at once.

Looked for when an indicator of a member's comes in. Each organization is told by what it may see
itself: what is hidden from it does not count, and who shared is told to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from wardline.core import jsonio, observables
from wardline.core.clock import now
from wardline.core.observables import Observable
from wardline.hub.exchange.models import Collection, Record
from wardline.hub.members.models import Organization
from wardline.hub.members.rights import Need
from wardline.hub.notices import service as notices
from wardline.hub.notices.events import Event
from wardline.hub.notices.reach import known, reach
from wardline.hub.objects import terms
from wardline.hub.objects.service import Objects
from wardline.hub.objects.service import objects as opened
from wardline.hub.settings import CONFIG

_MINUTE = 60_000_000
_MOST_LOOKED = 500
_MOST_HITS = 200
_TAIL = 200
# How far this process has looked: what it looks at twice is told once, by the notice's key.
_looked: dict[int, int] = {}


class Shared(NamedTuple):
    """A member's indicator of an observable: whose, where it stands, and what it is called."""

    owner: str
    place: tuple[int, int]
    added: int
    id: str
    tlp: str


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
    rows = Record.objects.filter(collection_id=number, added__gt=after, type="indicator", latest=1)
    for row in rows.exclude(owner="").order_by("added").only("body")[:_MOST_LOOKED]:
        yield from observables.of_object(jsonio.decode(bytes(row.body)))


def _shared(hub: Objects, one: Observable, since: int) -> list[Shared]:
    """Who shared an observable since a moment, if they are as many as it takes; newest first."""
    keys = dict.fromkeys(hub.index.mark(*pair) for pair in terms.asks(one))
    match = f"marks : ({' OR '.join(keys)})"
    hits = hub.index.find(hub.index.parts(), match, (since, 2**62), _MOST_HITS)
    found = []
    for place, (owner, body) in hub.sight.at([hit.place for hit in hits]).items():
        obj = jsonio.decode(body)
        if owner and obj.get("type") == "indicator" and one in observables.of_object(obj):
            where = (place.collection, place.visibility)
            found.append(Shared(owner, where, place.added, obj["id"], terms.tlp_name(obj)))
    found.sort(key=lambda shared: -shared.added)
    return found if _many(found) else []


def _many(found: Iterable[Shared]) -> bool:
    return len({one.owner for one in found}) >= int(CONFIG["warnings.members"])


def _tell(one: Observable, found: list[Shared], at: int) -> int:
    """Tell each organization that may see as many of them; once a day for one observable."""
    what, told = known(), 0
    day = dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC).date().isoformat()
    name = opened(CONFIG.data).index.mark("warning", f"{one.kind}|{one.value}")
    for number in Organization.objects.filter(active=True).values_list("id", flat=True):
        places = reach(number, what).places
        visible = [shared for shared in found if shared.place in places]
        if not _many(visible):
            continue
        newest = visible[0]
        tlp = newest.tlp.replace("-", "+") if newest.tlp != "none" else "amber"
        facts = notices.Told(f"several:{name}:{day}", {}, f"/objects/{newest.id}/", tlp)
        people = notices.audience(number, Need.READ)
        told += notices.tell(Event.SEVERAL, people, facts, at, hooks=False)
    return told
