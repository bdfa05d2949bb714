"""STIX objects through the gate, property by property with an allow-list.

    1. The object must be valid STIX 2.1; what is not is kept back.
    2. Its type's table (`stix_tables`) says of each property how it is judged; what the table does
       not know is read as free text.
    3. Observables are judged whole: by the organization's profile, and by the role that other
       objects of the same batch give them. What is the organization's own stays at home.
    4. References to what stays are taken out; an object that cannot stand without one stays too.
       An observable that changed gets its new identifier, and all references follow.

An object in which nothing was found comes back as the very same object.

*Source*: STIX 2.1; 6 U.S.C. 1503(d)(2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from wardline.core import ids, stix
from wardline.core.edits import GONE, Edit, Path
from wardline.screen import stix_patterns
from wardline.screen.model import Decision
from wardline.screen.stix_refs import Links, keeps_rules, roles_of
from wardline.screen.stix_scos import Roles, judge_whole
from wardline.screen.stix_sheet import Doubt, Found, Gate, Sheet
from wardline.screen.stix_tables import TABLES, table_of
from wardline.screen.stix_values import fine_key, members, unknown

__all__ = ["Gate", "ScreenedBatch", "ScreenedObject", "screen_object", "screen_objects"]

_NO_ROLES = Roles()
_SCOS = frozenset(ids.CONTRIBUTING)


class ScreenedObject(NamedTuple):
    """The gate's answer for one object."""

    decision: Decision
    # As it may leave (PASS), or as it would leave if a person lets it (HOLD); None: it stays.
    object: dict[str, Any] | None
    findings: tuple[Found, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    # Where references to objects that stay were taken out of this one (JSON pointers).
    removed_refs: tuple[str, ...] = ()
    # Why it stays; empty otherwise.
    reason: str = ""


class ScreenedBatch(NamedTuple):
    """The gate's answer for objects that belong together, in their order."""

    # HOLD if any object is held; PASS if something may leave; BLOCK if nothing may.
    decision: Decision
    objects: tuple[ScreenedObject, ...]
    # Old → new identifiers of observables that were changed.
    renamed: dict[str, str]
    # Identifiers of the objects that stay.
    dropped: frozenset[str]


def screen_object(obj: dict[str, Any], gate: Gate, *, checked: bool = False) -> ScreenedObject:
    """The gate's answer for one object by itself; `checked`: `stix.errors` found nothing in it."""
    sheet = _judged(obj, gate, _NO_ROLES, checked=checked)
    if sheet is None:
        return ScreenedObject(Decision.PASS, obj)
    return _batch([obj], [sheet]).objects[0]


def screen_objects(
    objects: Sequence[dict[str, Any]], gate: Gate, *, checked: bool = False
) -> ScreenedBatch:
    """The gate's answers for `objects` that belong together, with references kept right."""
    roles = roles_of(objects, gate.own)
    return _batch(objects, [_judged(obj, gate, roles, checked=checked) for obj in objects])


def _batch(objects: Sequence[dict[str, Any]], sheets: Sequence[Sheet | None]) -> ScreenedBatch:
    links = Links(objects, _is_valid)
    for index, sheet in enumerate(sheets):
        if sheet is not None and (sheet.blocked or sheet.edits):
            links.note(index, blocked=sheet.blocked, edits=sheet.edits)
    links.settle()
    answers = tuple(
        _answer(obj, sheet, links, index)
        for index, (obj, sheet) in enumerate(zip(objects, sheets, strict=True))
    )
    return ScreenedBatch(_together(answers), answers, links.renamed, frozenset(links.dropped))


def _is_valid(obj: dict[str, Any]) -> bool:
    return not stix.errors(obj)


def _together(answers: Iterable[ScreenedObject]) -> Decision:
    decisions = {answer.decision for answer in answers}
    if Decision.HOLD in decisions:
        return Decision.HOLD
    return Decision.BLOCK if decisions == {Decision.BLOCK} else Decision.PASS


def _answer(obj: dict[str, Any], sheet: Sheet | None, links: Links, index: int) -> ScreenedObject:
    findings = tuple(sheet.findings) if sheet else ()
    doubts = tuple(dict.fromkeys(sheet.doubts)) if sheet else ()
    if index in links.blocked:
        return ScreenedObject(Decision.BLOCK, None, findings, doubts, reason=links.blocked[index])
    decision = Decision.HOLD if doubts else Decision.PASS
    removed = links.removed.get(index, ())
    return ScreenedObject(decision, links.forms.get(index, obj), findings, doubts, removed)


def _judged(obj: dict[str, Any], gate: Gate, roles: Roles, *, checked: bool) -> Sheet | None:
    """What is to be said of `obj`, or None where it may leave as it is."""
    sheet = Sheet(gate)
    issues = () if checked else stix.errors(obj)
    if issues:
        sheet.blocked = f"It is not valid STIX 2.1 (see {_shown(issues[0].pointer)}): correct it."
        return sheet
    _judge(sheet, (), obj, roles)
    return sheet if sheet.findings or sheet.doubts or sheet.blocked or sheet.edits else None


def _shown(place: str) -> str:
    """The property that a pointer leads to; the name of one that is not known may be private."""
    name = place.split("/")[1] if "/" in place else ""
    return f"/{name}" if any(name in table for table in TABLES.values()) else "its properties"


def _judge(sheet: Sheet, path: Path, obj: dict[str, Any], roles: Roles) -> None:
    kind = obj["type"]
    judge_whole(sheet, path, obj, roles)
    table = table_of(obj)
    for name, value in obj.items():
        judge = table.get(name, unknown)
        if name not in table and not fine_key(sheet, path, name):
            continue
        if judge is not None and not (name == "name" and _says_the_pattern(obj)):
            judge(sheet, (*path, name), value)
    if kind == "indicator":
        stix_patterns.judge(sheet, obj["pattern"], obj["pattern_type"])
    elif kind == "observed-data" and type(obj.get("objects")) is dict:
        _embedded(sheet, (*path, "objects"), obj["objects"])


def _says_the_pattern(obj: dict[str, Any]) -> bool:
    """Whether an indicator's name only repeats what its pattern compares with."""
    return obj["type"] == "indicator" and obj["name"] in obj["pattern"]


def _embedded(sheet: Sheet, path: Path, objects: dict[str, Any]) -> None:
    """Observables inside observed-data (the form of STIX 2.0), which refer to each other by key."""
    named: dict[str, dict[str, Any]] = {}
    for key, obj in members(sheet, path, objects):
        if type(obj) is dict and str(obj.get("type")) in _SCOS:
            named[key] = {**obj, "id": key}
        else:
            unknown(sheet, (*path, key), obj)
    listed = list(named.values())
    roles = roles_of(listed, sheet.gate.own)
    links = Links(listed, keeps_rules, rename=False)
    inner = [Sheet(sheet.gate) for _ in listed]
    for index, obj in enumerate(listed):
        _judge(inner[index], (), obj, roles)
        links.note(index, blocked=inner[index].blocked, edits=inner[index].edits)
    links.settle()
    for index, (key, noted) in enumerate(zip(named, inner, strict=True)):
        sheet.adopt((*path, key), noted)
        if index in links.blocked:
            sheet.edits.append(Edit((*path, key), GONE))
        elif index in links.forms:
            form = {name: value for name, value in links.forms[index].items() if name != "id"}
            sheet.edits.append(Edit((*path, key), form))
