"""How an incident's own properties are judged: the incident extension suite, and our report.

The tables of `stix_tables` for the types event, impact and task hold for objects that the suite's
validator (`core/stix/suite.py`) has checked; others of these names are read as unknown.

*Source*: Incident Core Extension 2.1 for STIX 2.1; `wardline.incidents` (our extension, whose shape
is that of `incidents/model.py`; a test holds that every property of it has its judge here).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wardline.core.edits import Path
from wardline.core.observables import classify
from wardline.core.stix.suite import CORE, EVENT, IMPACT, REPORT, TASK
from wardline.screen.stix_sheet import Sheet
from wardline.screen.stix_values import (
    Judge,
    each,
    file_name,
    members,
    name,
    names,
    record,
    technical,
    text,
    unknown,
    word,
    words,
)

Parts = Mapping[str, Judge | None]


def counts(sheet: Sheet, path: Path, value: Any) -> None:
    """How many of each kind were concerned: the numbers tell of nobody, the kinds are read."""
    if type(value) is not dict:
        unknown(sheet, path, value)
        return
    for key, count in members(sheet, path, value):
        if type(count) is not int:
            unknown(sheet, (*path, key), count)


def _entries(kind: str) -> Judge:
    ref = {f"{kind}_ref": None}
    step = record(condition_type=word, transition_type=word, **ref)
    return each(record(sequence_start=None, next_steps=each(step), **ref))


_CORE = record(
    extension_type=None,
    determination=word,
    investigation_status=word,
    criticality=None,
    detection_methods=names,
    events=_entries("event"),
    impact_refs=None,
    impacted_entity_counts=counts,
    incident_types=words,
    recoverability=word,
    scores=each(record(name=name, value=None, description=text)),
    tasks=_entries("task"),
    event_refs=None,
    task_refs=None,
)


def seen(sheet: Sheet, path: Path, value: Any) -> None:
    """Something that was seen, as somebody typed it: an address, a file, a path; else a text.

    What is the organization's own goes.
    """
    own, found = sheet.gate.own, classify(value) if type(value) is str else None
    if found is not None:
        asked = {"email-addr": own.email, "url": own.url}.get(found.kind, own.host)
        if reason := asked(found.value):
            sheet.remove(path, "HOST", reason)
            return
    technical(sheet, path, value)
    if type(value) is str and not any(edit.path == path for edit in sheet.edits):
        text(sheet, path, value)


def quantity(sheet: Sheet, path: Path, value: Any) -> None:
    """A number: how many, how long, how much tells of nobody; what is none is read."""
    if type(value) not in (int, float):
        unknown(sheet, path, value)


def _one_of(*codes: str) -> Judge:
    """One of our own codes; anything else is read."""
    allowed = frozenset(codes)

    def judge(sheet: Sheet, path: Path, value: Any) -> None:
        if type(value) is not str or value not in allowed:
            unknown(sheet, path, value)

    return judge


def _matching(pattern: str) -> Judge:
    """A text of a fixed form; anything else is read."""
    form = re.compile(pattern, re.ASCII)

    def judge(sheet: Sheet, path: Path, value: Any) -> None:
        if type(value) is not str or not form.fullmatch(value):
            unknown(sheet, path, value)

    return judge


# Our own closed sets: `incidents/model.py`.
_answer = _one_of("yes", "no", "unknown")
_MOMENT = record(
    time=_matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    fidelity=_one_of("year", "month", "day", "hour", "minute", "second"),
)
_ACTION = record(
    category=_one_of(
        "malware",
        "hacking",
        "social",
        "misuse",
        "physical",
        "error",
        "environmental",
        "unknown",
    ),
    varieties=names,
    vectors=names,
    targets=names,
    name=name,
    cves=names,
    notes=text,
)
_RANSOM = record(demanded=_answer, paid=_answer, paid_at=_MOMENT, amount=quantity, currency=name)
_SIZES = {"information_type": word, "record_count": None, "record_size": None}

# The parts of a report, as `incidents/model.py` has them.
PARTS: dict[str, dict[str, Judge]] = {
    "what": {
        "actions": each(_ACTION),
        "harms": each(_one_of("data-taken", "operations-disrupted")),
        "certainty": _one_of("confirmed", "suspected", "near-miss", "false-positive"),
        "title": text,
        "text": text,
    },
    "when": dict.fromkeys(("started", "found", "contained", "recovered"), _MOMENT),
    "touched": {
        "assets": each(record(variety=name, amount=quantity)),
        "ehr": _answer,
        "ehr_product": name,
        "devices": _answer,
        "device_models": names,
        "device_count": quantity,
        "vendor": _answer,
        "vendor_name": name,
    },
    "care": {
        "diversion": _answer,
        "diversion_hours": quantity,
        "downtime_hours": quantity,
        "delayed": quantity,
        "cancelled": quantity,
        "harm": _one_of("none", "suspected", "confirmed", "unknown"),
        "text": text,
    },
    "extent": {
        "disclosure": _one_of("no", "potentially", "yes", "unknown"),
        "records": quantity,
        "persons": quantity,
        "sites": quantity,
        "encrypted": _answer,
        "data": names,
    },
    "attacker": {
        "kind": _one_of("external", "internal", "partner", "unknown"),
        "motive": name,
        # It may be one of the organization's own people.
        "name": text,
        "observables": each(seen),
        "techniques": names,
        "ransom": _RANSOM,
        "files": each(record(name=file_name, sha256=_matching(r"[0-9a-f]{64}"), size=quantity)),
        "text": text,
    },
    "helped": {"detected_by": names, "controls": names, "text": text},
    "needs": {"codes": names, "text": text},
    "victim": {"kind": word, "size": name, "state": _matching(r"[A-Z]{2}")},
}
_REPORT = record(
    extension_type=None,
    absent=each(_matching(r"(?:/[a-z_]{1,20}){1,4}")),
    marks=words,
    report=record(**{part: record(**judges) for part, judges in PARTS.items()}),
)


INCIDENT: Judge = record(**{CORE: _CORE, REPORT: _REPORT})
_NEW = record(extension_type=None)
_TIMES: Parts = dict.fromkeys(
    ("start_time", "start_time_fidelity", "end_time", "end_time_fidelity")
)
_CHANGES = each(record(state_change_type=word, initial_ref=None, result_ref=None))

# Type → the extension that makes it, and what it has beyond the common properties.
SUITE: dict[str, tuple[str, Parts]] = {
    "event": (
        EVENT,
        {
            **_TIMES,
            "status": word,
            "changed_objects": _CHANGES,
            "event_types": words,
            "goal": text,
            "name": text,
            "sighting_refs": None,
            "subevents": _entries("event"),
            "extensions": record(**{EVENT: _NEW}),
        },
    ),
    "impact": (
        IMPACT,
        {
            **_TIMES,
            "criticality": None,
            "impact_category": word,
            "impacted_entity_counts": counts,
            "impacted_refs": None,
            "recoverability": word,
            "superseded_by_ref": None,
            "extensions": record(
                **{
                    IMPACT: _NEW,
                    "availability-ext": record(availability_impact=None),
                    "confidentiality-ext": record(loss_type=word, **_SIZES),
                    "external-ext": record(impact_type=word),
                    "integrity-ext": record(alteration=word, **_SIZES),
                    "monetary-ext": record(
                        variety=word,
                        currency=word,
                        currency_actual=word,
                        conversion_rate=None,
                        conversion_time=None,
                        max_amount=None,
                        min_amount=None,
                    ),
                    "physical-ext": record(impact_type=word, asset_type=word),
                    "traceability-ext": record(traceability_impact=word),
                }
            ),
        },
    ),
    "task": (
        TASK,
        {
            **_TIMES,
            "outcome": word,
            "changed_objects": _CHANGES,
            "error": text,
            "impacted_entity_counts": counts,
            "name": text,
            "priority": None,
            "subtasks": _entries("task"),
            "task_types": words,
            "extensions": record(**{TASK: _NEW}),
        },
    ),
}
