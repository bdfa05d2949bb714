"""What was taken back of an incident anywhere else: by its receipt, its object's page, a key.

A deletion leaves a tombstone in the store; who deletes there need not know of this room. So the
room looks for tombstones of incidents, by the collection's own order (DESIGN 5, rule 2).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db import transaction

from wardline.core.clock import now
from wardline.hub.audit.service import SYSTEM
from wardline.hub.exchange.models import Collection, Record, Tombstone
from wardline.hub.incidents.models import Incident, Version
from wardline.hub.notices.reach import known
from wardline.hub.review import later

_KIND = "incident"
# How far this process has looked in each collection; it looks at all of them when it starts.
_looked: dict[int, int] = {}


def back() -> int:
    """Mark the incidents of which nothing stands in the exchange any more; how many those were."""
    heads = dict(Collection.objects.values_list("id", "last_added"))
    moved = {one: head for one, head in heads.items() if head > _looked.get(one, -1)}
    if not moved:
        return 0
    done = sum(_withdrawn(number) for number in set(_gone(moved)))
    _looked.update(moved)
    return done


def _gone(moved: dict[int, int]) -> Iterator[str]:
    """The numbers of STIX incidents that were deleted since we looked."""
    for collection, visibility in known().present:
        if collection in moved:
            stones = Tombstone.objects.filter(
                collection_id=collection,
                visibility_id=visibility,
                added__gt=_looked.get(collection, -1),
                added__lte=moved[collection],
                type=_KIND,
            )
            for number in stones.values_list("uuid", flat=True):
                yield str(uuid.UUID(bytes=bytes(number)))


def _withdrawn(stix: str) -> bool:
    """Mark one incident as withdrawn, unless a version of it stands somewhere.

    What still waits of it does not leave either: it says only what changed since.
    """
    raw = uuid.UUID(stix).bytes
    one = Incident.objects.filter(stix=stix, versions__state="released").first()
    if one is None or Record.objects.filter(type=_KIND, uuid=raw).exists():
        return False
    with transaction.atomic():
        states = ("waiting", "released", "stopped")
        done = Version.objects.filter(incident=one, state__in=states).update(state="withdrawn")
        if done:
            Incident.objects.filter(id=one.id).update(state="withdrawn", changed_at=now())
    for number in Version.objects.filter(incident=one, state__in=("review", "approved")):
        later.withdraw(SYSTEM, number.submission)
    return bool(done)


def elsewhere(receipt: str) -> str:
    """The page on which what a receipt released is withdrawn: that of its incident; else empty."""
    found = Version.objects.filter(id=receipt).values_list("incident_id", flat=True).first()
    return f"/incidents/{found}/withdraw/" if found else ""
