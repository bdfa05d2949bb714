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
from collections.abc import Iterable, Iterator, Mapping
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
_RULES = {"yara": "yara", "sigma": "sigma", "snort": "snort", "suricata": "snort"}
_LEVEL, _FINISHED, _OWN = "4", "2", "0"


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
    objects: list[Mapping[str, Any]]
    modified: int
    labels: tuple[str, ...] = ()
    reported: bool = False


def events(
    objects: Iterable[Mapping[str, Any]], hub: Named, lists: WarningLists
) -> Iterator[Event]:
    """The events of all `objects` that their reader may have, in the order of their UUIDs."""
    known = {str(obj["id"]): obj for obj in objects}
    for draft in sorted(_drafts(known), key=lambda one: one.uuid):
        told = [(obj, one) for obj in draft.objects for one in _attributes(obj, draft, lists)]
        if not told:
            continue
        head = _head(draft, _creator(draft.creator, known, hub))
        whole = {**head, "Attribute": [attribute for _, attribute in told]}
        sources = [str(obj["id"]) for obj, _ in told]
        yield Event(draft.uuid, whole, sources, draft.reported)


def build(objects: Iterable[Mapping[str, Any]], hub: Named, lists: WarningLists) -> Files:
    """The feed of all `objects` that its reader may have."""
    files: dict[str, bytes] = {}
    manifest: dict[str, Any] = {}
    hashes: list[str] = []
    many = 0
    names = ("info", "date", "analysis", "threat_level_id", "timestamp", "Orgc", "Tag")
    for number, event, _, _ in events(objects, hub, lists):
        attributes = event["Attribute"]
        many += len(attributes)
        files[f"{number}.json"] = _json({"Event": event})
        manifest[number] = {name: event[name] for name in names}
        for attribute in attributes:
            hashes += [f"{one},{number}\n" for one in _hashes(attribute)]
    files["hashes.csv"] = "".join(hashes).encode()
    files["manifest.json"] = _json(manifest)
    return Files(files, many)


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def _drafts(known: Mapping[str, Mapping[str, Any]]) -> Iterator[_Draft]:
    placed: set[str] = set()
    for obj in known.values():
        if obj.get("type") != "report":
            continue
        held = [known[ref] for ref in _refs(obj) if ref in known and _carried(known[ref])]
        placed.update(str(one["id"]) for one in held)
        published = obj.get("published") or obj.get("created")
        tags = tuple(str(one) for one in obj.get("labels") or ())
        about = (claims.label(obj), _creator_ref(obj), held, _moment(obj), tags, True)
        yield _Draft(_number(obj), str(obj.get("name", "")), _instant(published), *about)
    loose: dict[tuple[str, str, TLP], list[Mapping[str, Any]]] = {}
    for number, obj in known.items():
        if number not in placed and _carried(obj):
            day = format_timestamp(_instant(obj.get("created")))[:10]
            loose.setdefault((_creator_ref(obj), day, claims.label(obj)), []).append(obj)
    for (creator, day, tlp), held in loose.items():
        name = f"{creator}|{day}|{tlp.name}"
        info = f"Indicators of {day} ({tlp.label})"
        newest = max(_moment(one) for one in held)
        at = _instant(f"{day}T00:00:00Z")
        yield _Draft(str(uuid.uuid5(NAMESPACE, name)), info, at, tlp, creator, held, newest)


def _carried(obj: Mapping[str, Any]) -> bool:
    return obj.get("type") in ("indicator", "vulnerability")


def _refs(report: Mapping[str, Any]) -> list[str]:
    return [ref for ref in report.get("object_refs") or () if isinstance(ref, str)]


def _creator_ref(obj: Mapping[str, Any]) -> str:
    return str(obj.get("created_by_ref") or "")


def _creator(ref: str, known: Mapping[str, Mapping[str, Any]], hub: Named) -> Named:
    found = known.get(ref)
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
