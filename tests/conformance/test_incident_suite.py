"""The incident extension suite, a MUST at a time, named by section of its text.

*Source*: Incident Core Extension 2.1 for STIX 2.1 (20 February 2024). Each case takes a valid
object and breaks one rule: the validator names the place, and takes the object as it was.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from wardline.core import stix
from wardline.core.stix.suite import CORE, EVENT, IMPACT, TASK
from wardline.screen.profile import Profile
from wardline.screen.stix import Gate, screen_object

COMMON = {
    "spec_version": "2.1",
    "created": "2026-01-01T00:00:00.000Z",
    "modified": "2026-01-01T00:00:00.000Z",
}
N = "0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f1"
ONE, TWO = f"{N}1", f"{N}2"
STEP = {"condition_type": "required", "transition_type": "success"}
NEXT_EVENT = {"event_ref": f"event--{TWO}", **STEP}
NEXT_TASK = {"task_ref": f"task--{TWO}", **STEP}

INCIDENT = {
    **COMMON,
    "type": "incident",
    "id": f"incident--{ONE}",
    "name": "Made up",
    "extensions": {
        CORE: {
            "extension_type": "property-extension",
            "determination": "confirmed",
            "investigation_status": "open",
            "criticality": 70,
            "detection_methods": ["user-reporting"],
            "events": [
                {
                    "event_ref": f"event--{ONE}",
                    "next_steps": [NEXT_EVENT],
                },
                {"event_ref": f"event--{TWO}", "sequence_start": False},
            ],
            "impact_refs": [f"impact--{ONE}"],
            "impacted_entity_counts": {"individual": 100, "computers-server": 0},
            "incident_types": ["ransomware"],
            "recoverability": "regular",
            "scores": [{"name": "Made-up Score", "value": 7.5, "description": "x"}],
            "tasks": [
                {"task_ref": f"task--{ONE}", "next_steps": [NEXT_TASK]},
                {"task_ref": f"task--{TWO}", "sequence_start": False},
            ],
        }
    },
}
EVENT_ = {
    **COMMON,
    "type": "event",
    "id": f"event--{ONE}",
    "status": "occurred",
    "event_types": ["ransomware"],
    "start_time": "2026-01-01T00:00:00Z",
    "start_time_fidelity": "day",
    "end_time": "2026-01-02T00:00:00Z",
    "end_time_fidelity": "hour",
    "goal": "Money",
    "name": "Made up",
    "description": "Made up",
    "sighting_refs": [f"sighting--{ONE}"],
    "subevents": [{"event_ref": f"event--{TWO}"}],
    "changed_objects": [
        {
            "state_change_type": "contributed-to",
            "initial_ref": f"impact--{ONE}",
            "result_ref": f"impact--{TWO}",
        }
    ],
    "extensions": {EVENT: {"extension_type": "new-sdo"}},
}
TASK_ = {
    **COMMON,
    "type": "task",
    "id": f"task--{ONE}",
    "outcome": "successful",
    "task_types": ["detected"],
    "start_time": "2026-01-01T00:00:00Z",
    "start_time_fidelity": "minute",
    "end_time": "2026-01-01T00:00:00Z",
    "end_time_fidelity": "second",
    "error": "None",
    "impacted_entity_counts": {"individual": 1},
    "priority": 40,
    "subtasks": [{"task_ref": f"task--{TWO}"}],
    "changed_objects": [{"state_change_type": "resolved", "initial_ref": f"impact--{ONE}"}],
    "extensions": {TASK: {"extension_type": "new-sdo"}},
}
CONTENT: dict[str, dict[str, Any]] = {
    "availability": {"availability_impact": 70},
    "confidentiality": {
        "loss_type": "suspected-loss",
        "information_type": "phi",
        "record_count": 5,
        "record_size": 500,
    },
    "external": {"impact_type": "public-health"},
    "integrity": {
        "alteration": "partial-modification",
        "information_type": "system",
        "record_count": 1,
    },
    "monetary": {
        "variety": "ransom-demand",
        "min_amount": 0,
        "max_amount": 1000.5,
        "currency": "usd",
        "currency_actual": "btc",
        "conversion_rate": 0.00003,
        "conversion_time": "2026-01-01T00:00:00Z",
    },
    "physical": {"impact_type": "damaged-functional", "asset_type": "buildings"},
    "traceability": {"traceability_impact": "partial-accountability"},
}


def impact(category: str) -> dict[str, Any]:
    return {
        **COMMON,
        "type": "impact",
        "id": f"impact--{ONE}",
        "impact_category": category,
        "criticality": 5,
        "description": "Made up",
        "impacted_entity_counts": {"system": 3},
        "impacted_refs": [f"infrastructure--{ONE}", f"ipv4-addr--{ONE}"],
        "recoverability": "extended",
        "start_time": "2026-01-01T00:00:00Z",
        "start_time_fidelity": "year",
        "end_time": "2026-01-02T00:00:00Z",
        "end_time_fidelity": "month",
        "superseded_by_ref": f"impact--{TWO}",
        "extensions": {IMPACT: {"extension_type": "new-sdo"}, f"{category}-ext": CONTENT[category]},
    }


VALID = [INCIDENT, EVENT_, TASK_, *(impact(category) for category in CONTENT)]


@pytest.mark.parametrize("obj", VALID, ids=lambda o: o.get("impact_category", o["type"]))
def test_what_the_suite_allows_is_valid_and_passes_the_gate_as_it_is(obj):
    assert stix.errors(obj) == []
    answer = screen_object(obj, Gate.of(Profile()))
    assert (answer.object, answer.findings, answer.doubts) == (obj, (), ())


def broken(obj: dict[str, Any], path: str, value: Any) -> list[str]:
    """Where the validator finds fault after `value` was put at `path` (None: taken out)."""
    changed = copy.deepcopy(obj)
    *steps, last = path.split("/")
    place: Any = changed
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is None:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return [issue.pointer for issue in stix.errors(changed)]


X = f"extensions/{CORE}"
CASES: list[tuple[str, dict[str, Any], str, Any]] = [
    # 2.1 Incident core
    ("2.1 determination is required", INCIDENT, f"{X}/determination", None),
    ("2.1 determination is of its enumeration", INCIDENT, f"{X}/determination", "sure"),
    ("2.1 extension_type is property-extension", INCIDENT, f"{X}/extension_type", "new-sdo"),
    ("2.1 extension_type is required", INCIDENT, f"{X}/extension_type", None),
    ("2.1 investigation_status is required", INCIDENT, f"{X}/investigation_status", None),
    ("2.1 criticality is at most 100", INCIDENT, f"{X}/criticality", 101),
    ("2.1 criticality is at least 0", INCIDENT, f"{X}/criticality", -1),
    ("2.1 criticality is an integer", INCIDENT, f"{X}/criticality", 1.5),
    ("2.1 impact_refs are of impacts", INCIDENT, f"{X}/impact_refs/0", f"event--{ONE}"),
    ("2.1 recoverability is of its enumeration", INCIDENT, f"{X}/recoverability", "easy"),
    ("2.1 lists are not empty", INCIDENT, f"{X}/incident_types", []),
    # 2.2 Event
    ("2.2 status is required", EVENT_, "status", None),
    ("2.2 status is of its enumeration", EVENT_, "status", "over"),
    ("2.2 end is not before start", EVENT_, "end_time", "2025-12-31T00:00:00Z"),
    ("2.2 start_time_fidelity is of its enumeration", EVENT_, "start_time_fidelity", "week"),
    ("2.2 end_time_fidelity is of its enumeration", EVENT_, "end_time_fidelity", "week"),
    ("2.2 the id is an event's", EVENT_, "id", f"task--{ONE}"),
    ("2.2 sighting_refs are of sightings", EVENT_, "sighting_refs/0", f"event--{ONE}"),
    ("2.2 the extension makes a new SDO", EVENT_, f"extensions/{EVENT}/extension_type", "new-sco"),
    ("2.2 created is required", EVENT_, "created", None),
    # 2.3 Impact
    ("2.3 impact_category is required", impact("external"), "impact_category", None),
    ("2.3 the category matches an extension", impact("external"), "impact_category", "monetary"),
    ("2.3 criticality is at most 100", impact("external"), "criticality", 200),
    ("2.3 end is not before start", impact("external"), "end_time", "2025-01-01T00:00:00Z"),
    ("2.3 impacted_refs are of SDOs or SCOs", impact("external"), "impacted_refs/0",
     f"relationship--{ONE}"),
    ("2.3 recoverability is of its enumeration", impact("external"), "recoverability", "no"),
    ("2.3 superseded_by_ref is of an impact", impact("external"), "superseded_by_ref",
     f"event--{ONE}"),
    ("2.3 what is superseded has an end_time", impact("external"), "end_time", None),
    ("2.3 start_time_fidelity is of its enumeration", impact("external"), "start_time_fidelity",
     "x"),
    ("2.3.2 the extension of the category is there", impact("external"), "extensions/external-ext",
     None),
    ("2.3.2.1 availability_impact is required", impact("availability"),
     "extensions/availability-ext/availability_impact", None),
    ("2.3.2.1 availability_impact is at most 100", impact("availability"),
     "extensions/availability-ext/availability_impact", 101),
    ("2.3.2.2 loss_type is required", impact("confidentiality"),
     "extensions/confidentiality-ext/loss_type", None),
    ("2.3.2.2 loss_type is of its enumeration", impact("confidentiality"),
     "extensions/confidentiality-ext/loss_type", "lost"),
    ("2.3.2.2 information_type unless none is lost", impact("confidentiality"),
     "extensions/confidentiality-ext/information_type", None),
    ("2.3.2.2 record_count is not negative", impact("confidentiality"),
     "extensions/confidentiality-ext/record_count", -1),
    ("2.3.2.2 record_size is not negative", impact("confidentiality"),
     "extensions/confidentiality-ext/record_size", -1),
    ("2.3.2.3 impact_type is required", impact("external"),
     "extensions/external-ext/impact_type", None),
    ("2.3.2.4 alteration is of its enumeration", impact("integrity"),
     "extensions/integrity-ext/alteration", "changed"),
    ("2.3.2.4 information_type unless none is altered", impact("integrity"),
     "extensions/integrity-ext/information_type", None),
    ("2.3.2.4 record_count is not negative", impact("integrity"),
     "extensions/integrity-ext/record_count", -1),
    ("2.3.2.5 variety is required", impact("monetary"), "extensions/monetary-ext/variety", None),
    ("2.3.2.5 conversion_rate with currency_actual", impact("monetary"),
     "extensions/monetary-ext/currency_actual", None),
    ("2.3.2.5 currency_actual with conversion_rate", impact("monetary"),
     "extensions/monetary-ext/conversion_rate", None),
    ("2.3.2.5 conversion_rate with conversion_time", impact("monetary"),
     "extensions/monetary-ext/conversion_time", None),
    ("2.3.2.5 conversion_rate is more than 0", impact("monetary"),
     "extensions/monetary-ext/conversion_rate", 0),
    ("2.3.2.5 amounts have a currency", impact("monetary"), "extensions/monetary-ext/currency",
     None),
    ("2.3.2.5 min_amount with max_amount", impact("monetary"),
     "extensions/monetary-ext/max_amount", None),
    ("2.3.2.5 max_amount with min_amount", impact("monetary"),
     "extensions/monetary-ext/min_amount", None),
    ("2.3.2.5 max_amount is not less than min_amount", impact("monetary"),
     "extensions/monetary-ext/min_amount", 2000),
    ("2.3.2.6 impact_type is of its enumeration", impact("physical"),
     "extensions/physical-ext/impact_type", "burnt"),
    ("2.3.2.6 asset_type unless nothing is damaged", impact("physical"),
     "extensions/physical-ext/asset_type", None),
    ("2.3.2.7 traceability_impact is of its enumeration", impact("traceability"),
     "extensions/traceability-ext/traceability_impact", "some"),
    # 2.4 Task
    ("2.4 outcome is required", TASK_, "outcome", None),
    ("2.4 outcome is of its enumeration", TASK_, "outcome", "done"),
    ("2.4 end is not before start", TASK_, "end_time", "2025-01-01T00:00:00Z"),
    ("2.4 end_time_fidelity is of its enumeration", TASK_, "end_time_fidelity", "week"),
    ("2.4 priority is at most 100", TASK_, "priority", 101),
    # 3 Types
    ("3.1 a count is an integer", INCIDENT, f"{X}/impacted_entity_counts/individual", "many"),
    ("3.1 a count is not negative", TASK_, "impacted_entity_counts/individual", -1),
    ("3.2 a next event is in the list", INCIDENT, f"{X}/events/0/next_steps/0/event_ref",
     f"event--{N}3"),
    ("3.2 condition_type is of its enumeration", INCIDENT,
     f"{X}/events/0/next_steps/0/condition_type", "maybe"),
    ("3.2 transition_type is of its enumeration", INCIDENT,
     f"{X}/events/0/next_steps/0/transition_type", "maybe"),
    ("3.3 event_ref is of an event", INCIDENT, f"{X}/events/1/event_ref", f"task--{ONE}"),
    ("3.3 one entry starts", INCIDENT, f"{X}/events/0/sequence_start", False),
    ("3.4 a score has a value", INCIDENT, f"{X}/scores/0/value", None),
    ("3.5 a change has an end at least", TASK_, "changed_objects/0/initial_ref", None),
    ("3.5 both ends are of one type", EVENT_, "changed_objects/0/result_ref", f"event--{ONE}"),
    ("3.5 state_change_type is required", TASK_, "changed_objects/0/state_change_type", None),
    ("3.6 a next task is in the list", INCIDENT, f"{X}/tasks/0/next_steps/0/task_ref",
     f"task--{N}3"),
    ("3.6 condition_type is of its enumeration", INCIDENT,
     f"{X}/tasks/0/next_steps/0/condition_type", "maybe"),
    ("3.7 task_ref is of a task", INCIDENT, f"{X}/tasks/1/task_ref", f"event--{ONE}"),
    ("3.7 one entry starts", INCIDENT, f"{X}/tasks/0/sequence_start", False),
    ("4.9 an input has an initial_ref", EVENT_, "changed_objects/0",
     {"state_change_type": "input", "result_ref": f"impact--{ONE}"}),
    ("4.9 an output has a result_ref", EVENT_, "changed_objects/0",
     {"state_change_type": "output", "initial_ref": f"impact--{ONE}"}),
]  # fmt: skip # a table: one line a rule where it fits


@pytest.mark.parametrize(
    ("obj", "path", "value"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_section(obj, path, value):
    assert broken(obj, path, value)


def test_2_3_2_2_nothing_lost_needs_no_kind_of_information():
    obj = impact("confidentiality")
    obj["extensions"] = {
        IMPACT: {"extension_type": "new-sdo"},
        "confidentiality-ext": {"loss_type": "none"},
    }
    assert stix.errors(obj) == []


def test_2_3_the_category_may_be_written_with_its_ending():
    assert stix.errors({**impact("external"), "impact_category": "external-ext"}) == []


def test_7_3_another_extension_may_define_a_type_of_the_same_name():
    other = "extension-definition--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f19"
    obj = {
        **COMMON,
        "type": "event",
        "id": f"event--{ONE}",
        "status": "Call Ann Sample, MRN 00482913",
        "extensions": {other: {"extension_type": "new-sdo"}},
    }
    assert stix.errors(obj) == []
    # And then the gate knows nothing of its properties: they are read.
    answer = screen_object(obj, Gate.of(Profile()))
    assert answer.object is None or "00482913" not in str(answer.object)
