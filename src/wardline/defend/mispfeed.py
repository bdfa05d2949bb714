"""A MISP feed: manifest.json, an event for each report, hashes.csv.

1. A report and what it names is an event with the report's own UUID; what stands in no report goes
   into one event for each creator, day and TLP label. Attributes keep their indicator's UUID.
2. An event's label is its report's, and no attribute is shown more widely than its own label says.
3. What no attribute type can say stays a pattern (`stix2-pattern`), so nothing is lost.
4. A value on a warning list is carried, but never for detection (`to_ids` false).

*Source*: the MISP core format and its feeds (draft-dulaunoy-misp-core-format, section 3.2.1).
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.ids import split_id
from wardline.core.observables import Observable
from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend import claims, text
from wardline.defend.base import Value
from wardline.defend.misp import NAMESPACE, TAGS, typed

# What an event is made of.
TYPES = ("report", "indicator", "vulnerability", "identity")
_RULES = {
    "yara": "yara",
    "sigma": "sigma",
    "snort": "snort",
    "suricata": "snort",
    "zeek": "zeek",
    "kusto": "kusto-query",
}
_LEVEL, _FINISHED, _OWN = "4", "2", "0"
MANIFEST, HASHES = "manifest.json", "hashes.csv"
# Of an event, what the manifest tells.
_LISTED = ("info", "date", "analysis", "threat_level_id", "timestamp", "Orgc", "Tag")


class Named(NamedTuple):
    """Who speaks in an event whose creator is not known: the hub."""

    name: str
    uuid: str


class Files(NamedTuple):
    """The files of a feed by their names, and how many attributes they hold."""

    files: dict[str, bytes]
    attributes: int


class Event(NamedTuple):
    """An event whole, and of which object each of its attributes tells."""

    uuid: str
    event: dict[str, Any]
    sources: list[str]
    # Of a report; else loose indicators are put together in it.
    reported: bool


class _Draft(NamedTuple):
    """An event on its way: what it is called, and what it holds."""

    uuid: str
    info: str
    date: int
    tlp: TLP
    creator: str
    objects: Sequence[Mapping[str, Any]]
    modified: int
    labels: tuple[str, ...] = ()
    reported: bool = False


class _Made(NamedTuple):
    """An event as its files show it."""

    uuid: str
    creator: str
    body: bytes
    # Its entry in the manifest, and its lines in hashes.csv.
    head: msgspec.Raw
    hashes: bytes
    attributes: int


# What an event is known by here: its report's id; or the creator, day and label of loose objects.
_Key = tuple[str, ...]


class _Held(NamedTuple):
    """An object of the feed: its event (of its own, or where no report names it), what it names."""

    body: bytes
    key: _Key
    refs: tuple[str, ...] = ()

    def object(self) -> dict[str, Any]:
        """The object itself: kept as bytes, which take a fraction of the memory."""
        return msgspec.json.decode(self.body, type=dict[str, Any])

    @property
    def carried(self) -> bool:
        """Whether it becomes attributes."""
        return bool(self.key) and not self.reports

    @property
    def reports(self) -> bool:
        """Whether it is a report."""
        return len(self.key) == 1


class Feed:
    """The feed of objects that come and go: only the events that a change touches are made anew."""

    def __init__(self, hub: Named, lists: WarningLists) -> None:
        """Hold nothing yet; `hub` speaks where no creator is known."""
        self._hub, self._lists = hub, lists
        self._held: dict[str, _Held] = {}
        self._references = 0
        # The reports that name an object; the objects of an event that no report names.
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        self._loose: defaultdict[_Key, set[str]] = defaultdict(set)
        self._events: dict[_Key, _Made] = {}
        self._places: dict[str, _Key] = {}
        # The events of a creator, and those that have to be made anew.
        self._said: defaultdict[str, set[_Key]] = defaultdict(set)
        self._stale: set[_Key] = set()
        # manifest.json and hashes.csv, until an event changes.
        self._joint: dict[str, bytes] = {}

    def __len__(self) -> int:
        """How many objects it is made of."""
        return len(self._held)

    @property
    def size(self) -> int:
        """How much it is made of: its objects, and what its reports refer to.

        An event holds an attribute for each reference, whichever other reports name the same.
        """
        return len(self._held) + self._references

    def holds(self, number: str) -> bool:
        """Whether an object is in it."""
        return number in self._held

    def put(self, obj: Mapping[str, Any]) -> None:
        """Take an object in, or its newer version."""
        number = str(obj["id"])
        self.remove(number)
        if obj.get("type") not in TYPES:
            return
        key: _Key = ()
        if obj["type"] == "report":
            key = (number,)
        elif obj["type"] != "identity":
            day = format_timestamp(_instant(obj.get("created")))[:10]
            key = (_creator_ref(obj), day, claims.label(obj).name)
        refs = tuple(dict.fromkeys(_refs(obj))) if len(key) == 1 else ()
        held = self._held[number] = _Held(msgspec.json.encode(obj), key, refs)
        self._references += len(refs)
        for ref in held.refs:
            self._named[ref].add(number)
        self._touch(number, held)

    def remove(self, number: str) -> bool:
        """Take an object out; whether it was there."""
        held = self._held.pop(number, None)
        if held is None:
            return False
        self._references -= len(held.refs)
        for ref in held.refs:
            self._named[ref].discard(number)
            if not self._named[ref]:
                del self._named[ref]
        self._touch(number, held)
        return True

    def _touch(self, number: str, held: _Held) -> None:
        """All events that an object stands in, or speaks in, are made anew."""
        if held.reports:
            self._stale.add(held.key)
            for ref in held.refs:
                if (named := self._held.get(ref)) is not None and named.carried:
                    self._settle(ref, named.key)
        elif held.carried:
            self._stale.update((report,) for report in self._named.get(number, ()))
            self._settle(number, held.key)
        else:
            self._stale.update(self._said.get(number, ()))

    def _settle(self, number: str, key: _Key) -> None:
        """An object stands in the event of its creator, day and label if no report names it."""
        before = number in self._loose[key]
        after = number in self._held and not self._named.get(number)
        (self._loose[key].add if after else self._loose[key].discard)(number)
        if before or after:
            self._stale.add(key)
        if not self._loose[key]:
            del self._loose[key]

    def _renew(self) -> None:
        """Make anew what changes have touched."""
        if self._stale:
            self._joint.clear()
        for key in self._stale:
            old = self._events.pop(key, None)
            if old is not None:
                self._places.pop(old.uuid, None)
                self._said[old.creator].discard(key)
            made = self._event(key)
            if made is not None:
                self._events[key] = made
                self._places[made.uuid] = key
                self._said[made.creator].add(key)
        self._stale.clear()

    def _event(self, key: _Key) -> _Made | None:
        """An event as it is now; None where it holds nothing."""
        draft = self._draft(key)
        whole = None if draft is None else self._whole(draft)
        if draft is None or whole is None:
            return None
        event = whole.event
        listed = msgspec.Raw(_json({name: event[name] for name in _LISTED}))
        hashes = [f"{one},{draft.uuid}\n" for found in event["Attribute"] for one in _hashes(found)]
        body = _json({"Event": event})
        told = "".join(hashes).encode()
        return _Made(draft.uuid, draft.creator, body, listed, told, len(whole.sources))

    def _whole(self, draft: _Draft) -> Event | None:
        """What an event says; None where it has no attribute."""
        told = [
            (str(obj["id"]), one)
            for obj in draft.objects
            for one in _attributes(obj, draft, self._lists)
        ]
        if not told:
            return None
        speaker = self._held.get(draft.creator)
        head = _head(draft, _creator(speaker and speaker.object(), self._hub))
        event = {**head, "Attribute": [attribute for _, attribute in told]}
        return Event(draft.uuid, event, [number for number, _ in told], draft.reported)

    def _draft(self, key: _Key) -> _Draft | None:
        if len(key) == 1:
            report = self._held.get(key[0])
            if report is None:
                return None
            held = [one for ref in report.refs if (one := self._held.get(ref)) and one.carried]
            return _of_report(report.object(), [one.object() for one in held])
        loose = [self._held[number].object() for number in sorted(self._loose.get(key, ()))]
        return _of_day(key, loose) if loose else None

    def events(self) -> Iterator[Event]:
        """Its events whole, in the order of their UUIDs, each made when it is asked for."""
        keys = [*self._loose, *(held.key for held in self._held.values() if held.reports)]
        for key in sorted(keys, key=_uuid_of):
            draft = self._draft(key)
            whole = None if draft is None else self._whole(draft)
            if whole is not None:
                yield whole

    @property
    def attributes(self) -> int:
        """How many attributes its events hold together."""
        self._renew()
        return sum(event.attributes for event in self._events.values())

    def names(self) -> list[str]:
        """The names of all its files."""
        self._renew()
        return [*(f"{number}.json" for number in sorted(self._places)), HASHES, MANIFEST]

    def file(self, name: str) -> bytes | None:
        """One of its files; None where it has none of this name."""
        self._renew()
        if name in (MANIFEST, HASHES):
            if name not in self._joint:
                self._joint[name] = self._all(name)
            return self._joint[name]
        key = self._places.get(name.removesuffix(".json")) if name.endswith(".json") else None
        return None if key is None else self._events[key].body

    def _all(self, name: str) -> bytes:
        ordered = sorted(self._events.values(), key=lambda event: event.uuid)
        if name == HASHES:
            return b"".join(event.hashes for event in ordered)
        return _json({event.uuid: event.head for event in ordered})


def build(objects: Iterable[Mapping[str, Any]], hub: Named, lists: WarningLists) -> Files:
    """The feed of all `objects` that its reader may have."""
    feed = of(objects, hub, lists)
    files = {name: feed.file(name) or b"" for name in feed.names()}
    return Files(files, feed.attributes)


def of(objects: Iterable[Mapping[str, Any]], hub: Named, lists: WarningLists) -> Feed:
    """The feed of all `objects`, of which nothing is made yet."""
    feed = Feed(hub, lists)
    for obj in objects:
        feed.put(obj)
    return feed


def _uuid_of(key: _Key) -> str:
    """An event's UUID: its report's own, or made of what is put together in it."""
    return _number({"id": key[0]}) if len(key) == 1 else str(uuid.uuid5(NAMESPACE, "|".join(key)))


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def _of_report(obj: Mapping[str, Any], held: Sequence[Mapping[str, Any]]) -> _Draft:
    """The event of a report."""
    published = obj.get("published") or obj.get("created")
    tags = tuple(str(one) for one in obj.get("labels") or ())
    about = (claims.label(obj), _creator_ref(obj), held, _moment(obj), tags, True)
    return _Draft(_number(obj), str(obj.get("name", "")), _instant(published), *about)


def _of_day(key: _Key, held: Sequence[Mapping[str, Any]]) -> _Draft:
    """The event of what no report names: by one creator, of one day, with one label."""
    creator, day, label = key
    tlp = TLP[label]
    info = f"Indicators of {day} ({tlp.label})"
    newest = max(_moment(one) for one in held)
    at = _instant(f"{day}T00:00:00Z")
    return _Draft(_uuid_of(key), info, at, tlp, creator, held, newest)


def _refs(report: Mapping[str, Any]) -> list[str]:
    return [ref for ref in report.get("object_refs") or () if isinstance(ref, str)]


def _creator_ref(obj: Mapping[str, Any]) -> str:
    return str(obj.get("created_by_ref") or "")


def _creator(found: Mapping[str, Any] | None, hub: Named) -> Named:
    if found is None:
        return hub
    return Named(text.line(str(found.get("name", ""))) or hub.name, _number(found))


def _number(obj: Mapping[str, Any]) -> str:
    split = split_id(obj.get("id"))
    return str(split[1]) if split is not None else str(uuid.uuid5(NAMESPACE, str(obj.get("id"))))


def _instant(value: Any) -> int:
    return (parse_timestamp(value) if isinstance(value, str) else None) or 0


def _moment(obj: Mapping[str, Any]) -> int:
    return _instant(obj.get("modified") or obj.get("created"))


def _head(draft: _Draft, creator: Named) -> dict[str, Any]:
    newest = max([draft.modified, *(_moment(obj) for obj in draft.objects)])
    seconds = str(newest // 1_000_000)
    return {
        "uuid": draft.uuid,
        "info": text.line(draft.info, 1000) or draft.uuid,
        "date": format_timestamp(draft.date)[:10],
        "timestamp": seconds,
        "publish_timestamp": seconds,
        "published": True,
        "threat_level_id": _LEVEL,
        "analysis": _FINISHED,
        "distribution": _OWN,
        "Orgc": {"name": creator.name, "uuid": creator.uuid},
        "Tag": [{"name": TAGS[draft.tlp]}, *({"name": text.line(one)} for one in draft.labels)],
    }


def _attributes(
    obj: Mapping[str, Any], draft: _Draft, lists: WarningLists
) -> Iterator[dict[str, Any]]:
    """The attributes of one object; those of several values have UUIDs of their own."""
    said = list(_said(obj, lists))
    for kind, category, value, to_ids in said:
        number = _number(obj)
        if len(said) > 1:
            number = str(uuid.uuid5(NAMESPACE, f"{obj['id']}/{kind}/{value}"))
        label = max(draft.tlp, claims.label(obj))
        tags = [{"name": TAGS[label]}] if label > draft.tlp else []
        own = [text.line(str(one)) for one in obj.get("labels") or ()]
        attribute = {
            "uuid": number,
            "type": kind,
            "category": category,
            "value": value,
            "to_ids": to_ids,
            "disable_correlation": False,
            "distribution": "5",
            "timestamp": str(_moment(obj) // 1_000_000),
            "comment": text.line(str(obj.get("description") or obj.get("name") or ""), 500),
            "Tag": tags + [{"name": one} for one in own if not one.startswith("misp:")],
        }
        if obj.get("revoked") is True:
            attribute["deleted"] = True
        yield attribute


def _said(obj: Mapping[str, Any], lists: WarningLists) -> Iterator[tuple[str, str, str, bool]]:
    """What an object says, as MISP does: type, category, value, whether to look for it."""
    if obj.get("type") == "vulnerability":
        name = str(obj.get("name", ""))
        if name:
            yield "vulnerability", "External analysis", name, False
        return
    pattern, language = str(obj.get("pattern", "")), str(obj.get("pattern_type", "stix"))
    wanted = "benign" not in (obj.get("indicator_types") or ())
    if language != "stix":
        if language in _RULES:
            yield _RULES[language], "Payload installation", pattern, wanted
        return
    found = claims.parts(obj)
    single = [_typed(value) for value in found.values]
    if found.tests or found.refusal or not all(single):
        # As a whole: half of a pattern would say something else.
        yield "stix2-pattern", "Payload installation", pattern, wanted
        return
    for value, pair in zip(found.values, single, strict=True):
        assert pair is not None  # noqa: S101 # all of them are
        safe = lists.hit(Observable(value.kind, value.value)) is None
        yield *pair, value.value, wanted and safe


def _typed(value: Value) -> tuple[str, str] | None:
    made = typed(value)
    return None if isinstance(made, str) else made


def _hashes(attribute: Mapping[str, Any]) -> list[str]:
    """The MD5 by which MISP finds a value in a feed without having its events."""
    value = str(attribute["value"])
    parts = value.split("|") if "|" in str(attribute["type"]) else [value]
    return [hashlib.md5(part.encode(), usedforsecurity=False).hexdigest() for part in parts]
