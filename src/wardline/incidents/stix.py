"""The report as STIX 2.1 with the incident extension suite, and back; incidents of others in.

    1. What the suite has a place for stands in its objects (`stix_write.py`).
    2. What it has no place for stands in an extension of ours of the incident, as what has to be
       added to (`report`) and taken from (`absent`) what the objects tell: report → STIX → report
       loses nothing, and what somebody changes in the suite's own places counts.
    3. All ids are made from the incident's: the same report told again, with more answers, is a
       new version of the same objects; what it no longer tells is revoked.

*Source*: STIX 2.1; Incident Core Extension 2.1 for STIX 2.1 (20 February 2024).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wardline.core import ids
from wardline.core.clock import parse_timestamp
from wardline.core.errors import UnprocessableError
from wardline.core.stix.suite import CORE, REPORT
from wardline.incidents import merge, stix_read, stix_write
from wardline.incidents.marks import ALWAYS, PROTECTIONS, LegalText, Mark, marks_of, statement
from wardline.incidents.model import Report, checked
from wardline.incidents.stix_words import DEFINITIONS
from wardline.incidents.stix_write import Maker, Stamp

__all__ = ["Marking", "Read", "Stamp", "from_stix", "new_id", "new_version", "to_stix"]

# Types that carry no labels: observables, markings, definitions.
_UNLABELLED = frozenset({"file", "marking-definition", "extension-definition"})
_FIXED = frozenset({"marking-definition", "extension-definition"})


class Marking(NamedTuple):
    """What travels with a report: the law's marks, the legal text, and markings such as TLP."""

    marks: tuple[Mark, ...] = ALWAYS
    legal: LegalText = PROTECTIONS
    refs: tuple[str, ...] = ()


class Read(NamedTuple):
    """An incident of STIX as a report."""

    incident_id: str
    report: Report
    marks: tuple[Mark, ...]
    # What the report does not show: ids of objects, and parts of our extension that do not fit.
    unread: tuple[str, ...]


def new_id() -> str:
    """The id of a new incident; it tells nothing of who made it."""
    return ids.new_id("incident")


def to_stix(report: Report, stamp: Stamp, marking: Marking | None = None) -> list[dict[str, Any]]:
    """The objects that tell `report`: definitions, the marking, the incident, and its parts."""
    marking = marking or Marking()
    maker = Maker(stamp)
    impacts = stix_write.impacts(report, maker)
    parts = {
        "impacts": impacts,
        "events": stix_write.events(report, maker, impacts),
        "tasks": stix_write.tasks(report, maker),
    }
    others = [
        *(obj for listed in parts.values() for obj in listed),
        *stix_write.seen(report, maker),
    ]
    incident = _incident(report, maker, parts)
    index = stix_read.Index([incident, *others])
    told = stix_read.told(stix_read.Group(incident, index))
    incident["extensions"][REPORT] = _rest(told, report, marking.marks)
    stated = statement(marking.marks, marking.legal)
    refs = [*marking.refs, stated["id"]]
    marked = [_marked(obj, refs, marking.marks) for obj in (incident, *others)]
    return [*(dict(definition) for definition in DEFINITIONS), stated, *marked]


def _incident(
    report: Report, maker: Maker, parts: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    incident = maker.make(
        "incident",
        "",
        name=stix_write.name_of(report),
        description=report.what.text,
        extensions={CORE: stix_write.core(report, parts)},
    )
    return {**incident, "id": maker.stamp.incident_id}


def _rest(told: Any, report: Report, marks: Iterable[Mark]) -> dict[str, Any]:
    """Our extension: what the suite's objects do not say, and what they say and the report not."""
    patch = merge.difference(told, merge.values(report))
    added, absent = _split(patch, "")
    rest: dict[str, Any] = {"extension_type": "property-extension"}
    if marks:
        rest["marks"] = [mark.value for mark in marks]
    if added:
        rest["report"] = _renamed(added, "at", "time")
    if absent:
        rest["absent"] = absent
    return rest


def _split(patch: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], list[str]]:
    """A merge patch as what it adds and where it takes away: STIX knows no null (section 2)."""
    added: dict[str, Any] = {}
    absent: list[str] = []
    for name, value in patch.items():
        here = f"{pointer}/{name}"
        if value is None:
            absent.append(here)
        elif type(value) is dict:
            inner, gone = _split(value, here)
            absent += gone
            if inner:
                added[name] = inner
        else:
            added[name] = value
    return added, absent


def _renamed(value: Any, old: str, new: str) -> Any:
    """`value` with one key renamed all through: STIX asks for names of three letters and more."""
    if type(value) is dict:
        return {new if k == old else k: _renamed(v, old, new) for k, v in value.items()}
    return [_renamed(v, old, new) for v in value] if type(value) is list else value


def _marked(obj: dict[str, Any], refs: list[str], marks: Iterable[Mark]) -> dict[str, Any]:
    out = {**obj, "object_marking_refs": refs}
    labels = [mark.value for mark in marks]
    if labels and obj["type"] not in _UNLABELLED:
        out["labels"] = labels
    return out


def new_version(
    before: Sequence[Mapping[str, Any]], after: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Of `after`, what is new or says something else than `before`; what is gone is revoked."""
    known = {str(obj["id"]): obj for obj in before}
    changed = [
        obj
        for obj in after
        if obj["id"] not in known or _content(known[obj["id"]]) != _content(obj)
    ]
    modified = next((obj["modified"] for obj in after if obj["type"] == "incident"), "")
    kept = {obj["id"] for obj in after}
    gone = [
        {**obj, "modified": modified, "revoked": True}
        for obj in before
        if obj["id"] not in kept
        and "modified" in obj
        and obj["type"] not in _FIXED
        and not obj.get("revoked")
    ]
    return [*changed, *gone]


def _content(obj: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in obj.items() if name != "modified"}


def stamp_after(before: Mapping[str, Any], now: int) -> Stamp:
    """The stamp of a new version of the incident `before`: later than it, whatever the clock."""
    last = parse_timestamp(str(before.get("modified"))) or 0
    created = parse_timestamp(str(before.get("created"))) or now
    author = before.get("created_by_ref")
    return Stamp(
        str(before["id"]), created, max(now, last + 1000), author if type(author) is str else ""
    )


def from_stix(objects: Iterable[Any]) -> list[Read]:
    """Each incident among `objects` as a report. *Raises* UnprocessableError: there is none."""
    listed = [obj for obj in latest(objects) if obj.get("type") != "bundle"]
    incidents = [obj for obj in listed if obj.get("type") == "incident"]
    if not incidents:
        raise UnprocessableError(
            "There is no incident among these objects.",
            hint="Give a bundle that holds an incident of STIX 2.1.",
        )
    index = stix_read.Index(listed)
    groups = [stix_read.Group(incident, index) for incident in incidents]
    read = {number for group in groups for number in group.members}
    unread = tuple(
        str(obj.get("id"))
        for obj in listed
        if str(obj.get("id")) not in read and obj.get("type") not in _FIXED
    )
    return [_read(group, unread) for group in groups]


def latest(objects: Iterable[Any]) -> list[dict[str, Any]]:
    """The objects of a list or of bundles in it, each in its latest version, none revoked."""
    newest: dict[str, dict[str, Any]] = {}
    for obj in objects:
        if type(obj) is not dict:
            continue
        inner = obj.get("objects") if obj.get("type") == "bundle" else None
        for each in inner if type(inner) is list else [obj]:
            if type(each) is dict and type(each.get("type")) is type(each.get("id")) is str:
                number = each["id"]
                known = newest.get(number)
                if known is None or str(known.get("modified")) <= str(each.get("modified")):
                    newest[number] = each
    return [obj for obj in newest.values() if obj.get("revoked") is not True]


def _read(group: stix_read.Group, unread: tuple[str, ...]) -> Read:
    base = stix_read.told(group)
    extensions = group.incident.get("extensions")
    ours = extensions.get(REPORT) if type(extensions) is dict else None
    rest = ours if type(ours) is dict else {}
    patch = _joined(_renamed(rest.get("report"), "time", "at"), rest.get("absent"))
    report, lost = merge.report_of(base, patch)
    if report is None:
        raise UnprocessableError("The incident cannot be read as a report.")
    number = str(group.incident.get("id"))
    parts = tuple(f"{number}/extensions/{REPORT}/report{part}" for part in lost)
    return Read(number, checked(report), marks_of(group.incident), unread + parts)


def _joined(added: Any, absent: Any) -> dict[str, Any]:
    """The merge patch that `_split` took apart."""
    patch: dict[str, Any] = added if type(added) is dict else {}
    for pointer in absent if type(absent) is list else ():
        steps = pointer.split("/")[1:] if type(pointer) is str else []
        place: Any = patch
        for step in steps[:-1]:
            if type(place) is not dict or type(place.setdefault(step, {})) is not dict:
                break
            place = place[step]
        else:
            if steps and type(place) is dict:
                place[steps[-1]] = None
    return patch
