"""Finds what is to be told without anybody calling: in the store, among reviews, keys, feeds.

The store is its own outbox. Each collection is looked through by date_added, which is given at the
commit and in commit order (DESIGN 5, rule 2), and the notices are written in one transaction with
the cursor: nothing is missed, and nothing told twice, wherever a process is killed.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from wardline.core.clock import now
from wardline.hub.exchange.models import Clash, Collection, Feed, Record, Tombstone
from wardline.hub.members.models import Key, Organization, User
from wardline.hub.members.rights import Need
from wardline.hub.notices import service
from wardline.hub.notices.events import OPEN, Event
from wardline.hub.notices.models import Body, Call, Cursor, Mail, Notice
from wardline.hub.notices.reach import Known, Reach, known, label, reach
from wardline.hub.review.models import Submission
from wardline.hub.settings import CONFIG

_AT_ONCE = 2_000
# A notice names a few; the page that it leads to has all.
_NAMED = 10
_DAY = 86_400_000_000
_LONG = 3_600_000_000
_KEY_DAYS = (14, 3)
_ORDER = ("clear", "green", "amber", "amber+strict", "red")


class Found(NamedTuple):
    """One object that is new, or gone, in a collection."""

    record: int
    visibility: int
    id: str
    type: str
    tlp: str
    added: int
    labels: frozenset[str]
    # Whose doing it was: they know.
    by: str
    reason: str = ""


def store() -> int:
    """Tell of what came into and went out of the store; how many objects were looked at."""
    rows = list(Cursor.objects.all())
    cursors = {row.collection: row.added for row in rows}
    early = {row.collection for row in rows if _early(row)}
    seen = 0
    # Of bulletins people are told one by one, of what concerns them (hub.bulletins.telling).
    told = Q(alias=str(CONFIG["bulletins.collection"])) | Q(uuid=CONFIG["bulletins.collection"])
    for number, head in Collection.objects.exclude(told).values_list("id", "last_added"):
        if number in early:
            continue
        if number not in cursors:
            cursors[number] = _first(number, head)
        if head > cursors[number]:
            seen += _collection(number)
    return seen


def _early(cursor: Cursor) -> bool:
    """Whether it was told of a moment ago: what comes in a stream is told in handfuls."""
    return now() - cursor.told_at < int(CONFIG["notices.gap_seconds"]) * 1_000_000


def _first(number: int, head: int) -> int:
    """Where to begin: a collection that was there long before us is not told of from its start."""
    created = Collection.objects.get(id=number).created_at
    begin = created if now() - created < _LONG else head
    row, _ = Cursor.objects.get_or_create(collection=number, defaults={"added": begin})
    return int(row.added)


def _collection(number: int) -> int:
    """Look through one collection from its cursor on, in one transaction."""
    with transaction.atomic():
        # Whoever comes second waits here, and then finds the cursor moved.
        cursor = Cursor.objects.select_for_update().get(collection=number)
        head = Collection.objects.values_list("last_added", flat=True).get(id=number)
        if head <= cursor.added or _early(cursor):
            return 0
        what = known()
        places = [visibility for collection, visibility in what.present if collection == number]
        new, upto = _new(number, places, cursor.added, head, what)
        gone = _gone(number, places, cursor.added, upto, what)
        if new or gone:
            _tell(number, upto, new, gone, what)
            cursor.told_at = now()
        cursor.added = upto
        cursor.save()
    return len(new) + len(gone)


def _new(
    number: int, places: Sequence[int], after: int, head: int, what: Known
) -> tuple[list[Found], int]:
    """What is new after a moment, and up to when that is all of it."""
    rows = list(
        Record.objects.filter(
            collection_id=number, visibility_id__in=places, latest=1, added__gt=after
        )
        .filter(added__lte=head)
        .order_by("added")
        .only("id", "visibility_id", "type", "uuid", "added", "owner", "body")[:_AT_ONCE]
    )
    upto = rows[-1].added if len(rows) == _AT_ONCE else head
    return [_found(row, what, row.owner) for row in rows], upto


def _gone(number: int, places: Sequence[int], after: int, upto: int, what: Known) -> list[Found]:
    rows = Tombstone.objects.filter(
        collection_id=number, visibility_id__in=places, added__gt=after, added__lte=upto
    ).order_by("added")
    return [_found(row, what, row.organization, row.recall) for row in rows]


def _found(row: Any, what: Known, by: str, reason: str = "") -> Found:
    body = json.loads(bytes(row.body)) if hasattr(row, "body") else {}
    words = (word for name in _LABELS for word in _listed(body.get(name)))
    return Found(
        record=row.id,
        visibility=row.visibility_id,
        id=f"{row.type}--{uuid.UUID(bytes=bytes(row.uuid))}",
        type=row.type,
        tlp=label(what.visibilities[row.visibility_id]),
        added=row.added,
        labels=frozenset(str(word).lower() for word in words),
        by=by,
        reason=reason,
    )


# Where STIX objects carry words that one sorts by.
_LABELS = (
    "labels",
    "indicator_types",
    "malware_types",
    "threat_actor_types",
    "infrastructure_types",
)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tell(number: int, upto: int, new: Sequence[Found], gone: Sequence[Found], what: Known) -> None:
    """Tell each person of what they may see and want to know of; and the hooks."""
    people = User.objects.select_related("organization").filter(
        is_active=True, organization__active=True
    )
    by_organization: dict[str, list[User]] = defaultdict(list)
    for person in people:
        by_organization[person.organization_id].append(person)
    for organization, members in by_organization.items():
        may = reach(organization, what)
        if number not in may.titles:
            continue
        for event, found in ((Event.NEW, new), (Event.RECALLED, gone)):
            visible = [
                one
                for one in found
                if (number, one.visibility) in may.places and one.by != organization
            ]
            if visible:
                told = _told(event, number, upto, visible, may)
                service.call({organization}, event, told, upto)
                _tell_people(event, members, number, upto, visible, may)


def _tell_people(
    event: Event,
    members: Sequence[User],
    number: int,
    upto: int,
    visible: Sequence[Found],
    may: Reach,
) -> None:
    """People who want the same of it are told the same."""
    wanted: dict[tuple[int, ...], list[User]] = defaultdict(list)
    for pk, choice in service.choices(members, event).items():
        chosen = tuple(
            place
            for place, one in enumerate(visible)
            if _wants(choice.filters, may.uuids[number], one)
        )
        if chosen:
            wanted[chosen].append(next(one for one in members if one.pk == pk))
    for chosen, people in wanted.items():
        told = _told(event, number, upto, [visible[place] for place in chosen], may)
        service.tell(event, people, told, hooks=False)


def _wants(filters: Mapping[str, Sequence[str]], collection: str, one: Found) -> bool:
    """Whether one object is among what a person chose; what is left empty means all."""
    collections, tlp = filters.get("collections"), filters.get("tlp")
    types, labels = filters.get("types"), filters.get("labels")
    return (
        (not collections or collection in collections)
        and (not tlp or one.tlp in tlp)
        and (not types or one.type in types)
        and (not labels or not one.labels.isdisjoint(labels))
    )


def _told(event: Event, number: int, upto: int, found: Sequence[Found], may: Reach) -> service.Told:
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        counts[one.tlp] += 1
    facts = {
        "collection": number,
        "uuid": may.uuids[number],
        "count": len(found),
        "counts": dict(counts),
        "common": number in may.common,
        "objects": [
            [one.record, one.id, one.tlp, one.added, one.visibility] for one in found[:_NAMED]
        ],
    }
    if event is Event.RECALLED:
        facts["reason"] = next((one.reason for one in found if one.reason), "")[:300]
    highest = max((one.tlp for one in found), key=_ORDER.index)
    # A mail and a call carry the link: the id of what is not open stands in neither.
    single = len(found) == 1 and found[0].tlp in OPEN
    link = f"/objects/{found[0].id}/" if single else "/objects/"
    return service.Told(f"{event}:{number}:{upto}", facts, link, highest)


def keys(at: int | None = None) -> int:
    """Tell of keys that expire soon, once in each of the spans; how many people were told."""
    moment = now() if at is None else at
    told = 0
    for days in _KEY_DAYS:
        rows = Key.objects.filter(
            revoked_at=None, expires_at__gt=moment, expires_at__lte=moment + days * _DAY
        )
        for key in rows:
            facts = {"label": key.label[:100], "at": key.expires_at}
            people = service.audience(key.organization_id, Need.KEYS)
            # Renewed is another key, or another moment: told anew.
            name = f"key:{key.id}:{key.expires_at}:{days}"
            told += service.tell(Event.KEY, people, service.Told(name, facts, "/keys/", "amber"))
    return told


def feeds(at: int | None = None) -> int:
    """Tell the hub's staff of feeds that fail, once a day each; how many people were told."""
    moment = now() if at is None else at
    day = dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC).date().isoformat()
    told = 0
    failing = Feed.objects.exclude(problem="")
    people = _staff(Need.STAFF_FEEDS) if failing.exists() else []
    for feed in failing:
        facts = {"host": urlsplit(feed.url).hostname or "", "problem": feed.problem[:200]}
        name = f"feed:{feed.id}:{day}"
        told += service.tell(Event.FEED, people, service.Told(name, facts, "/staff/", "amber"))
    return told


def conflicts(at: int | None = None) -> int:
    """Tell the hub's staff of conflicts that are new since it was told last; how many people.

    Once a day at most, however many there are: each was decided by a rule already.
    """
    moment = now() if at is None else at
    day = dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC).date().isoformat()
    had = Notice.objects.filter(event=Event.CONFLICT).order_by("-at").first()
    name = f"conflict:{day}"
    if had is not None and had.key == name:
        return 0
    new = Clash.objects.filter(settled_at=None, first_at__gt=had.at if had is not None else 0)
    if not (count := new.count()):
        return 0
    told = service.Told(name, {"count": count}, "/staff/peers/conflicts/", "amber")
    return service.tell(Event.CONFLICT, _staff(Need.STAFF_FEEDS), told, moment)


# What each state of a held submission asks of whom.
_WAITS = {"waiting": "decide", "approved": "second", "returned": "answer"}
_ENDED = {"released": "released", "refused": "refused", "expired": "expired"}


def reviews(at: int | None = None) -> int:
    """Tell of held submissions: whoever can decide, and the submitter; how many people."""
    moment = now() if at is None else at
    open_ones = Q(state__in=_WAITS)
    ended = Q(state__in=_ENDED, closed_at__gt=moment - _DAY)
    rows = {
        f"review:{one.id}:{one.state}:{one.revision}": one
        for one in Submission.objects.filter(open_ones | ended)
    }
    had = set(Notice.objects.filter(key__in=rows).values_list("key", flat=True))
    told = 0
    for key, one in rows.items():
        if key in had:
            continue
        step = {**_WAITS, **_ENDED}[one.state]
        facts = {"step": step}
        link = f"/review/{one.id}/"
        told += service.tell(
            Event.REVIEW, _asked(one), service.Told(key, facts, link, "amber"), hooks=False
        )
    return told


def _asked(one: Submission) -> list[User]:
    """Whom a held submission waits for, or whom its end concerns."""
    if one.state not in ("waiting", "approved"):
        named = list(User.objects.filter(pk=one.submitter, is_active=True))
        # A program sent it: its people are told. Of an anonymous one there is nobody to tell.
        by_key = one.organization and not one.submitter
        return service.audience(one.organization, Need.SHARE) if by_key else named
    people = service.audience(one.organization, Need.REVIEW)
    if one.audience == "hub":
        people += _staff(Need.STAFF_REVIEW)
    # Nobody decides on their own, or twice.
    return [person for person in people if person.pk not in (one.submitter, one.approver)]


def _staff(need: Need) -> Iterable[User]:
    for number in Organization.objects.filter(operator=True).values_list("id", flat=True):
        yield from service.audience(number, need)


# How long what was told is kept: notices for half a year, what was sent for a month.
_KEPT = 182 * _DAY
_SENT = 30 * _DAY


def forget(at: int | None = None) -> int:
    """Delete what is past its time; how many rows that were."""
    moment = now() if at is None else at
    old = Notice.objects.filter(at__lt=moment - _KEPT).delete()[0]
    for kind in (Mail, Call):
        done = kind.objects.filter(next_at=None, created_at__lt=moment - _SENT)
        old += done.delete()[0]
    kept = Mail.objects.exclude(shared=None).values("shared")
    old += Body.objects.filter(made_at__lt=moment - _SENT).exclude(digest__in=kept).delete()[0]
    return old
