"""What the suite's own objects tell, read as a report; whatever stands there, nothing raises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from wardline.core import clock, observables
from wardline.core.stix.suite import CORE
from wardline.incidents import merge
from wardline.incidents import stix_words as w
from wardline.incidents.choices import CONTROLS, NEEDS, Choice
from wardline.incidents.model import Answer, Disclosure, Fidelity, Harm, Moment
from wardline.incidents.stix_write import TECHNIQUE

_MOST_LINE, _MOST_TEXT, _MOST = 500, 20_000, 200
_MOST_SEEN = 5000
_WORST_FIRST = (Disclosure.YES, Disclosure.POTENTIALLY, Disclosure.NO)


class Index:
    """The objects of a bundle, found by id and by the incident that they are related to."""

    def __init__(self, objects: Sequence[Mapping[str, Any]]) -> None:
        self.by_id = {str(obj.get("id")): obj for obj in objects}
        # End of a relationship → the other end, and the relationship.
        self.links: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for obj in objects:
            ends = [str(obj.get(name)) for name in ("source_ref", "target_ref")]
            if obj.get("type") == "relationship":
                self.links.setdefault(ends[0], []).append((ends[1], obj))
                if ends[0] != ends[1]:
                    self.links.setdefault(ends[1], []).append((ends[0], obj))


class Group:
    """One incident of a bundle and the objects that belong to it, in the bundle's order."""

    def __init__(self, incident: Mapping[str, Any], index: Index) -> None:
        self.incident = incident
        self.core = _dict(_dict(incident.get("extensions")).get(CORE))
        by_id = index.by_id
        self.impacts = [by_id[ref] for ref in _refs(self.core.get("impact_refs")) if ref in by_id]
        self.events = _steps(self.core, "event", by_id)
        self.tasks = _steps(self.core, "task", by_id)
        linked = index.links.get(str(incident.get("id")), [])
        self.related = [by_id[ref] for ref, _ in linked if ref in by_id]
        self.links = [link for _, link in linked]

    @property
    def members(self) -> set[str]:
        """The ids of all that was read for this incident."""
        parts = (*self.impacts, *self.events, *self.tasks, *self.related, *self.links)
        return {str(obj.get("id")) for obj in (self.incident, *parts)}


def _dict(value: Any) -> dict[str, Any]:
    return value if type(value) is dict else {}


def _refs(value: Any) -> list[str]:
    return [ref for ref in value if type(ref) is str] if type(value) is list else []


def _steps(
    core: dict[str, Any], kind: str, by_id: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The events or tasks, as entries or, as later drafts of the suite write, as references."""
    listed = core.get(f"{kind}s")
    entries = listed if type(listed) is list else []
    refs = [_dict(entry).get(f"{kind}_ref") for entry in entries] + _refs(core.get(f"{kind}_refs"))
    return [by_id[ref] for ref in refs if type(ref) is str and ref in by_id]


def _counts(core: dict[str, Any]) -> dict[str, int]:
    """How many of each kind were concerned, in any of the forms that drafts of the suite had."""
    value = core.get("impacted_entity_counts")
    listed = value if type(value) is list else [value]
    found: dict[str, Any] = {}
    for each in map(_dict, listed):
        if type(each.get("entity_type")) is str:
            found[each["entity_type"]] = each.get("count")
        else:
            found |= each
    return {kind: count for kind, count in found.items() if _is_count(count)}


def told(group: Group) -> dict[str, Any]:
    """What the suite's own places tell, as JSON values of a report."""
    report = {
        "what": _what(group),
        "when": _when(group),
        "touched": _touched(group),
        "care": _care(group),
        "extent": _extent(group),
        "attacker": _attacker(group),
        "helped": _helped(group),
        "needs": _full({"codes": _codes(group.tasks, "external-support", NEEDS)}),
    }
    return {"what": report["what"]} | {name: part for name, part in report.items() if part}


def _full(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value not in ("", None, [], {})}


def _line(value: Any) -> str:
    return value[:_MOST_LINE] if type(value) is str else ""


def _text(value: Any) -> str:
    return value[:_MOST_TEXT] if type(value) is str else ""


def _lines(value: Any) -> list[str]:
    return [_line(v) for v in value if type(v) is str][:_MOST] if type(value) is list else []


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 10**12


def _is_amount(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float) and 0 <= value <= 10**15


def _content(impact: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The category of an impact, without "-ext", and what its extension says."""
    category = _line(impact.get("impact_category")).removesuffix("-ext")
    found = _dict(impact.get("extensions"))
    return category, _dict(found.get(f"{category}-ext") or found.get(category))


def _all(group: Group, category: str) -> list[dict[str, Any]]:
    found = (_content(impact) for impact in group.impacts)
    return [content for name, content in found if name == category and content]


def _what(group: Group) -> dict[str, Any]:
    actions: dict[str, list[str]] = {}
    for word in _lines(group.core.get("incident_types")):
        if word in w.ACTIONS:
            category, variety = w.ACTIONS[word]
            known = actions.setdefault(category.value, [])
            if variety and variety not in known:
                known.append(variety)
    losses = [content.get("loss_type") for content in _all(group, "confidentiality")]
    down = [content.get("availability_impact") for content in _all(group, "availability")]
    harms = []
    if any(loss in ("confirmed-loss", "exploited-loss") for loss in losses):
        harms.append(Harm.DATA_TAKEN.value)
    if any(type(score) is int and score > 0 for score in down):
        harms.append(Harm.OPERATIONS_DISRUPTED.value)
    certainty = w.CERTAINTY.get(_line(group.core.get("determination")))
    return _full(
        {
            "actions": [
                _full({"category": category, "varieties": varieties})
                for category, varieties in actions.items()
            ],
            "harms": harms,
            "certainty": certainty.value if certainty else "",
            "title": _line(group.incident.get("name")),
            "text": _text(group.incident.get("description")),
        }
    )


def _when(group: Group) -> dict[str, Any]:
    times = {
        "started": _first(group.events, "start"),
        "found": _first(_of_kind(group.tasks, "detected", "discovery"), "start"),
        "contained": _first(_of_kind(group.tasks, "containment"), "end"),
        "recovered": _first(_of_kind(group.tasks, "recovery"), "end"),
    }
    return {name: merge.values(moment) for name, moment in times.items() if moment}


def _of_kind(tasks: Iterable[Mapping[str, Any]], *kinds: str) -> list[Mapping[str, Any]]:
    return [task for task in tasks if not set(kinds).isdisjoint(_lines(task.get("task_types")))]


def _first(objects: Iterable[Mapping[str, Any]], end: str) -> Moment | None:
    found = (_moment(obj, end) for obj in objects)
    return next((moment for moment in found if moment), None)


def _moment(obj: Mapping[str, Any], end: str) -> Moment | None:
    stated = obj.get(f"{end}_time")
    micros = clock.parse_timestamp(stated) if type(stated) is str else None
    if micros is None:
        return None
    fidelity = _line(obj.get(f"{end}_time_fidelity"))
    known = Fidelity(fidelity) if fidelity in set(Fidelity) else Fidelity.SECOND
    try:
        at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)
        return Moment(at=at, fidelity=known)
    except (OverflowError, ValueError):
        return None


def _touched(group: Group) -> dict[str, Any]:
    assets = [
        {"variety": w.ASSETS[kind], "amount": count}
        for kind, count in _counts(group.core).items()
        if kind in w.ASSETS and count
    ]
    return _full({"assets": assets})


def _care(group: Group) -> dict[str, Any]:
    texts = (
        _text(impact.get("description"))
        for impact in group.impacts
        if _content(impact)[0] == "availability"
    )
    return _full({"text": next((text for text in texts if text), "")})


def _extent(group: Group) -> dict[str, Any]:
    found = _all(group, "confidentiality")
    known = [w.DISCLOSURE.get(_line(content.get("loss_type"))) for content in found]
    worst = next(
        (d for d in (Disclosure.YES, Disclosure.POTENTIALLY, Disclosure.NO) if d in known), ""
    )
    counts = [
        content["record_count"] for content in found if _is_count(content.get("record_count"))
    ]
    kinds = [_line(content.get("information_type")) for content in found]
    named = [w.KIND_OF_DATA.get(kind, kind) for kind in kinds if kind != w.OTHER_INFORMATION]
    persons = _counts(group.core).get(w.PERSONS)
    records = sum(counts) if counts else None
    return _full(
        {
            "disclosure": str(worst),
            "records": records if _is_count(records) else None,
            "persons": persons,
            "data": [kind for kind in dict.fromkeys(named) if kind][:_MOST],
        }
    )


def _attacker(group: Group) -> dict[str, Any]:
    files = [_file(obj) for obj in group.related if obj.get("type") == "file"]
    hashes = {file.get("sha256") for file in files}
    values = [
        found.value
        for obj in group.related
        if obj.get("type") != "file"
        for found in _observables(obj)
        if found.value not in hashes
    ]
    actor = next((obj for obj in group.related if obj.get("type") == "threat-actor"), {})
    numbers = _numbers(group, "attack-pattern", "mitre-attack")
    return _full(
        {
            "motive": w.MOTIVE.get(_line(actor.get("primary_motivation")), ""),
            "name": _line(actor.get("name")),
            "observables": [_line(value) for value in dict.fromkeys(values)][:_MOST_SEEN],
            "techniques": [n for n in numbers if TECHNIQUE.fullmatch(n)][:_MOST],
            "ransom": _ransom(group),
            "files": [file for file in files if file][:_MOST],
        }
    )


def _observables(obj: Mapping[str, Any]) -> list[observables.Observable]:
    """What an indicator or an observable states; a pattern that cannot be read states nothing."""
    try:
        return observables.of_object(obj)
    except (ValueError, TypeError, KeyError):
        return []


def _numbers(group: Group, kind: str, source: str) -> list[str]:
    """The numbers under which a source knows the related objects of a kind."""
    listed = [obj.get("external_references") for obj in group.related if obj.get("type") == kind]
    refs = [_dict(ref) for each in listed if type(each) is list for ref in each]
    numbers = (_line(ref.get("external_id")) for ref in refs if ref.get("source_name") == source)
    return list(dict.fromkeys(numbers))


def _file(obj: Mapping[str, Any]) -> dict[str, Any]:
    digest = _line(_dict(obj.get("hashes")).get("SHA-256")).lower()
    size = obj.get("size")
    file = {"name": _line(obj.get("name")), "size": size if _is_count(size) else None}
    if len(digest) == 64 and set(digest) <= set("0123456789abcdef"):  # noqa: PLR2004 # SHA-256 in hex
        file["sha256"] = digest
    kept = _full(file)
    return {"name": "", **kept} if kept else {}


def _ransom(group: Group) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for impact in group.impacts:
        category, content = _content(impact)
        variety = content.get("variety") if category == "monetary" else None
        if variety not in ("ransom-demand", "ransom-payment"):
            continue
        out["paid" if variety == "ransom-payment" else "demanded"] = Answer.YES.value
        amount, currency = content.get("max_amount"), _line(content.get("currency"))
        if _is_amount(amount) and currency:
            out |= {"amount": float(amount), "currency": currency}
        paid_at = _moment(impact, "start") if variety == "ransom-payment" else None
        if paid_at:
            out["paid_at"] = merge.values(paid_at)
    return out


def _helped(group: Group) -> dict[str, Any]:
    methods = _lines(group.core.get("detection_methods"))
    controls = _codes(group.tasks, "exercised-control", CONTROLS)
    controls += _codes(group.tasks, "implemented-control", CONTROLS)
    return _full(
        {
            "detected_by": [w.DETECTED.get(word, word) for word in methods],
            "controls": controls[:_MOST],
        }
    )


def _codes(tasks: Iterable[Mapping[str, Any]], kind: str, table: tuple[Choice, ...]) -> list[str]:
    """The codes of the tasks of a kind, by their names; a name that is none of ours stays."""
    codes = {choice.label: choice.code for choice in table}
    names = (_line(task.get("name")) for task in _of_kind(tasks, kind))
    return [codes.get(name, name) for name in names if name][:_MOST]
