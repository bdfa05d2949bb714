"""MISP events: attributes and objects as indicators and observables, in a report.

An event's reach is never widened: where it has no TLP tag, its distribution decides (0, the
organisation itself: RED; 1, its community: AMBER; 2 and 3: GREEN; 4, a sharing group: RED). An
object's and an attribute's own tags and distribution narrow it.

*Source*: the MISP core format (draft-dulaunoy-misp-core-format).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wardline.core import ids, jsonio
from wardline.core.clock import format_millis
from wardline.core.errors import MalformedError
from wardline.core.tlp import TLP
from wardline.importers import misptypes
from wardline.importers.base import NAMESPACE, UNDATED, Failure, Item

_DISTRIBUTION = {
    "0": TLP.RED,
    "1": TLP.AMBER,
    "2": TLP.GREEN,
    "3": TLP.GREEN,
    "4": TLP.RED,
}
_MAX_TEXT = 100_000


class MispImporter:
    """The importer `misp`."""

    name = "misp"

    def sniff(self, head: bytes, name: str) -> bool:
        """JSON with MISP's own property names."""
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return False
        return (
            b'"Attribute"' in head
            or b'"Event"' in head
            or (b'"Orgc"' in head and b'"info"' in head)
        )

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """The objects of each event in the document."""
        value = jsonio.decode(data.removeprefix(b"\xef\xbb\xbf"))
        if type(value) is dict and "response" in value:
            value = value["response"]
        events = value if type(value) is list else [value]
        for number, event in enumerate(events):
            place = f"/{number}" if type(value) is list else ""
            inner = event.get("Event") if type(event) is dict else None
            if type(inner) is dict:
                yield from _Event(inner, f"{place}/Event").items()
            elif type(event) is dict and type(event.get("Object")) is dict:
                # What a search for objects answers: each without its event.
                yield from _Event(event, place).items()
            elif type(event) is dict and ("info" in event or "Attribute" in event):
                yield from _Event(event, place).items()
            elif len(events) == 1:
                raise MalformedError("This is no MISP event.")
            else:
                yield Failure(place, "This is no MISP event.")


class _Holder(NamedTuple):
    """What holds an attribute: an object's name (none: the event itself), and its reach."""

    title: str
    marking: str


class _Event:
    """One event on its way to STIX."""

    def __init__(self, event: Mapping[str, Any], place: str) -> None:
        self._event = event
        self._place = place
        self._moment = _time(event.get("timestamp")) or _date(event.get("date"))
        self._marking = self._tlp(event).marking_id
        organization = event.get("Orgc") if type(event.get("Orgc")) is dict else {}
        self._author = _text(organization, "name") or "Unknown MISP organisation"
        self._author_id = ids.named_id("identity", NAMESPACE, f"misp {self._author}")

    def items(self) -> Iterator[Item | Failure]:
        """The author, the objects, and the report that holds them together."""
        yield Item(self._identity(), f"{self._place}/Orgc")
        references: list[str] = []
        for attribute, place, holder in self._attributes():
            for made in self._attribute(attribute, place, holder):
                if isinstance(made, Item):
                    references.append(made.object["id"])
                yield made
        yield Item(self._report(list(dict.fromkeys(references))), self._place or "/")

    def _attributes(self) -> Iterator[tuple[Mapping[str, Any], str, _Holder]]:
        """Each attribute of the event and of its objects, with its place and what holds it."""
        event = _Holder("", self._marking)
        for index, attribute in enumerate(_list(self._event.get("Attribute"))):
            yield attribute, f"{self._place}/Attribute/{index}", event
        for number, one in enumerate(_list(self._event.get("Object"))):
            holder = _Holder(_text(one, "name"), self._tlp(one, self._marking))
            for index, attribute in enumerate(_list(one.get("Attribute"))):
                yield attribute, f"{self._place}/Object/{number}/Attribute/{index}", holder

    def _attribute(
        self, attribute: Mapping[str, Any], place: str, holder: _Holder
    ) -> Iterator[Item | Failure]:
        kind, value = _text(attribute, "type"), _text(attribute, "value")
        if not kind or not value:
            yield Failure(place, "An attribute needs a type and a value.")
        elif why := misptypes.withheld(kind, holder.title):
            yield Failure(place, why)
        elif kind == "vulnerability":
            yield Item(self._vulnerability(attribute, value, holder), place)
        elif kind in misptypes.RULES:
            yield Item(self._indicator(attribute, value, misptypes.RULES[kind], holder), place)
        elif kind in misptypes.NOTES:
            yield Item(self._note(attribute, kind, value, holder), place)
        else:
            pattern = misptypes.pattern(kind, value)
            if pattern is None:
                yield Failure(
                    place, f"{value[:80]!r} is no value of type {kind[:40]!r} that we know."
                )
            else:
                yield Item(self._indicator(attribute, pattern, "stix", holder), place)

    def _common(self, kind: str, source: Mapping[str, Any], holder: _Holder) -> dict[str, Any]:
        moment = _time(source.get("timestamp")) or self._moment
        number = _uuid(source.get("uuid"))
        name = f"{self._event.get('uuid')} {source.get('type')} {source.get('value')}"
        made: dict[str, Any] = {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{number}" if number else ids.named_id(kind, NAMESPACE, name),
            "created_by_ref": self._author_id,
            "created": moment,
            "modified": moment,
            "object_marking_refs": [self._tlp(source, holder.marking)],
        }
        # What was deleted there must not stand here as if it held.
        return made | ({"revoked": True} if source.get("deleted") in (True, "1", 1) else {})

    def _indicator(
        self, attribute: Mapping[str, Any], pattern: str, language: str, holder: _Holder
    ) -> dict[str, Any]:
        indicator = self._common("indicator", attribute, holder)
        indicator |= {
            "name": _text(attribute, "value")[:250],
            "pattern": pattern,
            "pattern_type": language,
            "valid_from": indicator["created"],
            "indicator_types": [
                "malicious-activity" if attribute.get("to_ids") in (True, "1", 1) else "unknown"
            ],
            "labels": _labels(attribute, holder.title),
        }
        comment = _text(attribute, "comment")
        if comment:
            indicator["description"] = comment
        return indicator

    def _vulnerability(
        self, attribute: Mapping[str, Any], value: str, holder: _Holder
    ) -> dict[str, Any]:
        vulnerability = self._common("vulnerability", attribute, holder)
        name = value.strip().upper()
        vulnerability["name"] = name
        vulnerability["external_references"] = [{"source_name": "cve", "external_id": name}]
        return vulnerability

    def _note(
        self, attribute: Mapping[str, Any], kind: str, value: str, holder: _Holder
    ) -> dict[str, Any]:
        note = self._common("note", attribute, holder)
        comment = _text(attribute, "comment")
        note["content"] = (f"{comment}: {value}" if comment else value)[:_MAX_TEXT]
        note["abstract"] = f"MISP {kind}"
        note["object_refs"] = [self._report_id()]
        return note

    def _identity(self) -> dict[str, Any]:
        # The name alone decides it, so that all events of an organisation share one identity.
        return {
            "type": "identity",
            "spec_version": "2.1",
            "id": self._author_id,
            "created": UNDATED,
            "modified": UNDATED,
            "name": self._author,
            "identity_class": "organization",
        }

    def _report_id(self) -> str:
        number = _uuid(self._event.get("uuid"))
        name = f"misp event {self._event.get('info')} {self._event.get('date')}"
        return f"report--{number}" if number else ids.named_id("report", NAMESPACE, name)

    def _report(self, references: list[str]) -> dict[str, Any]:
        report: dict[str, Any] = {
            "type": "report",
            "spec_version": "2.1",
            "id": self._report_id(),
            "created_by_ref": self._author_id,
            "created": self._moment,
            "modified": self._moment,
            "name": _text(self._event, "info") or "MISP event",
            "published": _time(self._event.get("publish_timestamp")) or self._moment,
            "object_refs": references or [self._author_id],
            "object_marking_refs": [self._marking],
        }
        labels = [name for name in _tags(self._event) if not name.lower().startswith("tlp:")]
        if labels:
            report["labels"] = labels
        return report

    def _tlp(self, holder: Mapping[str, Any], default: Any = None) -> Any:
        """The strictest TLP tag of `holder`; else `default`, else what the distribution says.

        An attribute's tag or distribution only ever narrows the event's.
        """
        labels = [
            found
            for tag in _tags(holder)
            if (found := TLP.from_label(tag)) is not None and tag.lower().startswith("tlp:")
        ]
        if default is None:
            by_reach = _DISTRIBUTION.get(str(holder.get("distribution", "1")), TLP.RED)
            return max(labels) if labels else by_reach
        own = [_DISTRIBUTION.get(str(holder.get("distribution")), TLP.CLEAR), *labels]
        event = next(label for label in TLP if label.marking_id == default)
        return max([event, *own]).marking_id


def _labels(attribute: Mapping[str, Any], title: str) -> list[str]:
    tags = [tag for tag in _tags(attribute) if not tag.lower().startswith("tlp:")]
    category = _text(attribute, "category")
    return list(
        dict.fromkeys(
            [
                f"misp:type={_text(attribute, 'type')}",
                *([f"misp:category={category}"] if category else []),
                *([f"misp:object={title}"] if title else []),
                *tags,
            ]
        )
    )


def _tags(holder: Mapping[str, Any]) -> list[str]:
    return [_text(tag, "name") for tag in _list(holder.get("Tag")) if _text(tag, "name")]


def _list(value: Any) -> list[Mapping[str, Any]]:
    """MISP writes one member as itself, several as a list."""
    members = value if type(value) is list else [value]
    return [member for member in members if type(member) is dict]


def _text(holder: Any, name: str) -> str:
    value = holder.get(name) if type(holder) is dict else None
    return str(value).strip() if type(value) in (str, int, float) else ""


def _uuid(value: Any) -> str | None:
    try:
        number = uuid.UUID(str(value))
    except ValueError:
        return None
    return str(number) if number.variant == uuid.RFC_4122 and number.version else None


def _time(value: Any) -> str | None:
    """A MISP timestamp (seconds since 1970, often as text) as a STIX timestamp."""
    text = str(value)
    if not text.isascii() or not text.isdecimal() or not int(text[:11]) > 0 or len(text) > 10:  # noqa: PLR2004 # to 2286
        return None
    return format_millis(int(text) * 1_000_000)


def _date(value: Any) -> str:
    from datetime import date

    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return UNDATED
    return f"{day.isoformat()}T00:00:00.000Z"
