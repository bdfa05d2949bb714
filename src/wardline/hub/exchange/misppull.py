"""A MISP server as a feed in: what it published since the last look, and what it took back.

1. Events published since the cursor are listed, those that we know or sent there ourselves left
   out, and fetched some at a time; the cursor follows each part.
2. An event becomes a report and what it names, no further than its distribution and tags let it go
   (`importers/mispreach.py`).
3. What an earlier form of the event named and this one does not was deleted, or is ours no longer:
   it is withdrawn here. Not every key is shown MISP's deleted attributes, and some are removed
   altogether, so what is missing counts, not only what is marked. What may go less far than
   before is withdrawn as well, and comes anew.
4. Once a day the events that we took are asked for: one that was deleted is published no more, so
   nothing else tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from wardline import importers
from wardline.client.misp import Listed, Misp
from wardline.core.clock import format_millis, now, parse_timestamp
from wardline.core.errors import NetworkError, WardlineError
from wardline.core.tlp import BY_MARKING_ID, TLP
from wardline.hub.exchange.given import given
from wardline.hub.exchange.models import Feed, MispEvent
from wardline.hub.exchange.service import Exchange
from wardline.importers import Failure, Item
from wardline.importers.mispreach import Narrowed, narrowed

# A publication is seen when MISP's own transaction ends, some time after its timestamp.
_OVERLAP = 600
_EVENTS, _ATTRIBUTES = 50, 5000
_DAY = 24 * 3600 * 1_000_000
# Fewer may be deleted in one day without anybody having to look.
_FEW = 20
# MISP's times are whole seconds: what was published so lately is looked at once more.
# *Units*: seconds.
_YOUNG = 5
# What an attribute may have become.
_KINDS = ("indicator", "vulnerability", "note")
_OWN_ONLY = "0"
# Where the failure of an event stands that cannot be read at all.
_WHOLE = "/"


class Part(NamedTuple):
    """Some events: what to take out, then what to take in; `keep` when both are done."""

    gone: list[str]
    items: list[Item | Failure]
    keep: Callable[[], None]


class Task:
    """One look at one MISP server."""

    def __init__(self, feed: Feed, server: Misp, exchange: Exchange, *, withdraw: bool) -> None:
        """Read for `feed`; `withdraw`: what the server takes back is taken out here."""
        self._feed, self._server, self._exchange = feed, server, exchange
        self._withdraw = withdraw

    def parts(self) -> Iterator[Part]:
        """What was published since the last look."""
        since = max(int(self._feed.cursor or 0) - _OVERLAP, 0)
        for listed in self._server.published(since):
            known = self._known(listed)
            ours = self._ours(listed)
            fresh = [one for one in listed if known.get(one.uuid) != _stamp(one)]
            for some in _some([one for one in fresh if one.uuid not in ours]):
                yield self._part(some)
            if listed:
                self._keep_cursor(listed[-1].published_at)

    def lost(self) -> Iterator[Part]:
        """Once a day: what we took of events that are there no more."""
        last, at = int(self._feed.stones or 0), now()
        if last and at - last >= _DAY and self._withdraw:
            taken = list(MispEvent.objects.filter(feed=self._feed).values_list("event", flat=True))
            missing = sorted(set(taken) - self._server.present(taken))
            if len(missing) > max(_FEW, len(taken) // 2):
                raise NetworkError(
                    f"{self._server.client.host} says that {len(missing)} of the {len(taken)} "
                    "events that it gave are there no more; nothing was withdrawn.",
                    hint="Ask its operator what the key may see. If they are gone, recall them.",
                )
            for event in missing:
                yield Part(self._all_of(event), [], self._forget(event))
        if not last or at - last >= _DAY:
            self._feed.stones = str(at)
            self._feed.save(update_fields=["stones"])

    def _part(self, some: Sequence[Listed]) -> Part:
        asked = [one.id for one in some if one.distribution != _OWN_ONLY]
        events = self._server.events(asked) if asked else []
        there = {str(event.get("uuid", "")).lower(): event for event in events}
        gone: list[str] = []
        items: list[Item | Failure] = []
        rows: list[MispEvent] = []
        for one in some:
            event = there.get(one.uuid)
            if event is None and one.distribution != _OWN_ONLY:
                # Taken back while we read: when it is published again, it is listed again.
                continue
            row = MispEvent(feed=self._feed, event=one.uuid, stamp=self._settled(one))
            taken = narrowed(event, withdraw=self._withdraw) if event is not None else None
            lost, found = self._taken(one.uuid, taken)
            gone += lost
            items += found
            # One that could not be read is looked at again when it is listed again.
            if not _is_unread(found):
                rows.append(row)
        return Part(gone, items, lambda: self._keep(rows, some[-1].published_at))

    def _taken(self, uuid: str, taken: Narrowed | None) -> tuple[list[str], list[Item | Failure]]:
        """What of an event is to go, and what comes."""
        if taken is None:
            return self._all_of(uuid), []
        items = list(_items(taken.event))
        if _is_unread(items):
            # What cannot be read says nothing of what is gone.
            return [], items
        objects = {item.object["id"]: item.object for item in items if isinstance(item, Item)}
        before = given(self._feed, self._exchange, [f"report--{uuid}", *objects])
        for name, obj in objects.items():
            if name in before:
                _follow(obj, before[name])
        if not self._withdraw:
            return [], items
        held = _refs(before.get(f"report--{uuid}"))
        marked = {f"{kind}--{number}" for number in taken.deleted for kind in _KINDS}
        gone = (held | marked) - objects.keys()
        # Readers whom a narrower form does not reach would keep the wider one.
        gone |= {
            name
            for name, obj in objects.items()
            if name in before and _label(before[name]) < _label(obj)
        }
        return self._here(gone), items

    def _settled(self, one: Listed) -> str:
        """How an event is known again; one of this moment may change without its times telling."""
        young = now() // 1_000_000 - one.published_at < _YOUNG
        return "" if young else _stamp(one)

    def _all_of(self, uuid: str) -> list[str]:
        """What stands here of an event, and the event."""
        if not self._withdraw:
            return []
        report = f"report--{uuid}"
        held = given(self._feed, self._exchange, [report]).get(report)
        return self._here({*_refs(held), report})

    def _here(self, names: Iterable[str]) -> list[str]:
        number = self._feed.collection_id
        return [name for name in sorted(names) if self._exchange.holds(number, name)]

    def _known(self, listed: Sequence[Listed]) -> dict[str, str]:
        names = [one.uuid for one in listed]
        rows = MispEvent.objects.filter(feed=self._feed, event__in=names)
        return dict(rows.values_list("event", "stamp"))

    def _ours(self, listed: Sequence[Listed]) -> set[str]:
        """Which of some events stand there because we sent them; not those that were refused."""
        host = urlsplit(self._feed.url).netloc
        out = Feed.objects.filter(direction="out", kind=self._feed.kind)
        there = [feed.id for feed in out if urlsplit(feed.url).netloc == host]
        names = [one.uuid for one in listed]
        sent = MispEvent.objects.filter(feed__in=there, event__in=names)
        sent = sent.exclude(stamp__startswith=MispEvent.REFUSED)
        return set(sent.values_list("event", flat=True))

    def _keep(self, rows: list[MispEvent], published_at: int) -> None:
        MispEvent.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["feed", "event"],
            update_fields=["stamp"],
        )
        self._keep_cursor(published_at)

    def _keep_cursor(self, published_at: int) -> None:
        self._feed.cursor = str(max(published_at, int(self._feed.cursor or 0)))
        self._feed.save(update_fields=["cursor"])

    def _forget(self, event: str) -> Callable[[], None]:
        def keep() -> None:
            MispEvent.objects.filter(feed=self._feed, event=event).delete()

        return keep


def _stamp(one: Listed) -> str:
    """What tells two publications of an event apart."""
    return f"{one.timestamp}/{one.published_at}"


def _some(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """As many events as one answer should hold."""
    part: list[Listed] = []
    for one in listed:
        size = sum(held.attributes for held in part) + one.attributes
        if part and (len(part) >= _EVENTS or size > _ATTRIBUTES):
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _items(event: Mapping[str, Any]) -> Iterator[Item | Failure]:
    """An event's objects; what cannot be read at all is one failure."""
    try:
        yield from importers.read(msgspec.json.encode({"Event": event}), kind="misp")
    except WardlineError as error:
        yield Failure(_WHOLE, str(error))


def _is_unread(items: Iterable[Item | Failure]) -> bool:
    """Whether an event could not be read as a whole."""
    return any(isinstance(item, Failure) and item.pointer == _WHOLE for item in items)


def _follow(obj: dict[str, Any], stands: Mapping[str, Any]) -> None:
    """Make `obj` a later version than the one that stands here, or the same where it says the same.

    MISP's times tell of no change within a second, nor of an event's label at its attributes.
    """
    at, last = parse_timestamp(obj["modified"]) or 0, parse_timestamp(stands["modified"]) or 0
    if at > last:
        return
    same = {**obj, "modified": stands["modified"]} == stands
    obj["modified"] = stands["modified"] if same else format_millis(last + 1000)


def _label(obj: Mapping[str, Any]) -> TLP:
    """How an object that came from there is marked."""
    refs = obj.get("object_marking_refs") or ()
    return max((BY_MARKING_ID.get(str(ref), TLP.RED) for ref in refs), default=TLP.CLEAR)


def _refs(report: Mapping[str, Any] | None) -> set[str]:
    """What a report names of its own: its author is other events' as well."""
    found = report.get("object_refs") if report is not None else None
    names = found if isinstance(found, list) else []
    return {str(name) for name in names if not str(name).startswith("identity--")}
