"""The incident extension suite: incident core, and the types event, impact and task. Tables.

An object of these types is judged by its table here if it names the suite's extension; another
extension may define a type of the same name.

*Source*: Incident Core Extension 2.1 for STIX 2.1 (20 February 2024), sections 2 to 5; section
numbers below are its. Two readings stand in docs/divergences.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core.stix.kinds import (
    Check,
    Issue,
    Verdict,
    boolean,
    constant,
    escape,
    integer,
    list_of,
    number,
    one_of,
    record,
    reference,
    reference_except,
    string,
    text,
    timestamp,
)
from wardline.core.stix.model import Rule, TypeTable, domain_object, extensions, not_before

CORE = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
EVENT = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
IMPACT = "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9"
TASK = "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"
# Ours: what a report tells and the suite has no place for (`wardline.incidents.stix` writes it).
REPORT = "extension-definition--26c599b9-dc6a-53fb-9845-ca5acf43e607"

# Section 5: enumerations; other values are errors.
_CONDITION = one_of("optional", "required", "unknown")
_TRANSITION = one_of("completion", "failure", "success", "unknown")
_FIDELITY = one_of("year", "month", "day", "hour", "minute", "second")
_STATUS = one_of("ongoing", "occurred", "not-occurred", "pending", "undetermined")
_OUTCOME = one_of("cancelled", "failed", "ongoing", "pending", "successful", "unknown")
_DETERMINATION = one_of("blocked", "confirmed", "failed-attempt", "false-positive", "suspected")
_RECOVERABILITY = one_of("extended", "not-applicable", "not-recoverable", "regular", "supplemented")
_LOSS = one_of("confirmed-loss", "contained", "exploited-loss", "none", "suspected-loss")
_ALTERATION = one_of(
    "potential-destruction",
    "potential-modification",
    "partial-destruction",
    "partial-modification",
    "full-destruction",
    "full-modification",
    "none",
)
_DAMAGE = one_of("damaged-functional", "damaged-nonfunctional", "destruction", "none", "unknown")
_TRACEABILITY = one_of("accountability-lost", "partial-accountability", "provable-accountability")

_PERCENT = integer(0, 100)
_COUNT = integer(0)
# Not one of the suite's types, nor a relationship, a marking or the like.
_SDO_OR_SCO = reference_except(
    "bundle",
    "extension-definition",
    "language-content",
    "marking-definition",
    "relationship",
    "sighting",
)


_COUNTED = record({"entity_type": text, "count": _COUNT}, {"precise_within": integer()})


def _counts(value: Any) -> Verdict:
    """Kinds of entities and how many of each (section 3.1), or what its later drafts write."""
    if type(value) is list:
        return list_of(_COUNTED)(value)
    if type(value) is not dict or not value:
        return "Expected a dictionary of counts that is not empty."
    if {"entity_type", "count"} <= value.keys():
        return _COUNTED(value)
    return [
        Issue(f"/{escape(name)}", "Expected an integer from 0.")
        for name, count in value.items()
        if _COUNT(count) is not None
    ] or None


def _change(change: Any) -> Verdict:
    """Either end of a change; both are of one type (section 3.5)."""
    initial, result = change.get("initial_ref"), change.get("result_ref")
    if initial is None and result is None:
        return "A state change needs an initial_ref or a result_ref."
    if initial and result and initial.partition("--")[0] != result.partition("--")[0]:
        return "initial_ref and result_ref must be of the same type."
    kind = change["state_change_type"]
    if kind == "input" and initial is None:
        return "The state change 'input' needs an initial_ref."
    if kind == "output" and result is None:
        return "The state change 'output' needs a result_ref."
    return None


_CHANGES = list_of(
    record(
        {"state_change_type": text},
        {"initial_ref": reference(), "result_ref": reference()},
        _change,
    )
)


def _entries(kind: str) -> Check:
    """The list of an incident's, an event's or a task's steps (sections 3.2, 3.3, 3.6, 3.7)."""
    name = f"{kind}_ref"
    step = record(
        {name: reference(kind), "condition_type": _CONDITION, "transition_type": _TRANSITION}, {}
    )
    listed = list_of(
        record(
            {name: reference(kind)},
            {"next_steps": list_of(step), "sequence_start": boolean},
        )
    )

    def check(value: Any) -> Verdict:
        verdict = listed(value)
        if verdict is not None:
            return verdict
        known = {entry[name] for entry in value}
        issues = [
            Issue(f"/{index}/next_steps/{number_}/{name}", f"The list has no {kind} like this.")
            for index, entry in enumerate(value)
            for number_, following in enumerate(entry.get("next_steps", ()))
            if following[name] not in known
        ]
        if not any(entry.get("sequence_start", True) for entry in value):
            issues.append(
                Issue("", "At least one entry must start: sequence_start is false in all.")
            )
        return issues or None

    return check


_CORE = record(
    {
        "extension_type": constant("property-extension"),
        "determination": _DETERMINATION,
        "investigation_status": text,
    },
    {
        "criticality": _PERCENT,
        "detection_methods": list_of(text),
        "events": _entries("event"),
        "impact_refs": list_of(reference("impact")),
        "impacted_entity_counts": _counts,
        "incident_types": list_of(text),
        "recoverability": _RECOVERABILITY,
        "scores": list_of(record({"name": string, "value": number()}, {"description": string})),
        "tasks": _entries("task"),
        # Of its later drafts, instead of entries.
        "event_refs": list_of(reference("event")),
        "task_refs": list_of(reference("task")),
    },
)
# Extensions of the incident that are checked beyond the standard.
OF_INCIDENT: dict[str, Check] = {CORE: _CORE}


def _unless_none(name: str, needed: str) -> Rule:
    """The rule that `needed` is there where `name` is not none (sections 2.3.2.2, .4 and .6)."""

    def rule(content: Mapping[str, Any]) -> list[Issue]:
        if content[name] == "none" or needed in content:
            return []
        return [Issue("", f"{needed} is required unless {name} is none.")]

    return rule


def _money(content: Mapping[str, Any]) -> list[Issue]:
    """What must come together in an amount of money (section 2.3.2.5)."""
    issues = [
        Issue(f"/{name}", f"{name} must not come without {other}.")
        for name, other in (
            ("min_amount", "max_amount"),
            ("max_amount", "min_amount"),
            ("min_amount", "currency"),
            ("currency_actual", "currency"),
            ("currency_actual", "conversion_rate"),
            ("conversion_rate", "currency_actual"),
            ("conversion_rate", "conversion_time"),
        )
        if name in content and other not in content
    ]
    if not issues and content.get("max_amount", 0) < content.get("min_amount", 0):
        issues.append(Issue("/max_amount", "max_amount must not be less than min_amount."))
    if content.get("conversion_rate", 1) <= 0:
        issues.append(Issue("/conversion_rate", "conversion_rate must be more than 0."))
    return issues


_SIZES: dict[str, Check] = {"information_type": text, "record_count": _COUNT, "record_size": _COUNT}
_AMOUNT = number(0)
CATEGORIES: dict[str, Check] = {
    "availability-ext": record({"availability_impact": _PERCENT}, {}),
    "confidentiality-ext": record(
        {"loss_type": _LOSS}, _SIZES, _unless_none("loss_type", "information_type")
    ),
    "external-ext": record({"impact_type": text}, {}),
    "integrity-ext": record(
        {"alteration": _ALTERATION}, _SIZES, _unless_none("alteration", "information_type")
    ),
    "monetary-ext": record(
        {"variety": text},
        {
            "conversion_rate": number(),
            "conversion_time": timestamp,
            "currency": text,
            "currency_actual": text,
            "max_amount": _AMOUNT,
            "min_amount": _AMOUNT,
        },
        _money,
    ),
    "physical-ext": record(
        {"impact_type": _DAMAGE}, {"asset_type": text}, _unless_none("impact_type", "asset_type")
    ),
    "traceability-ext": record({"traceability_impact": _TRACEABILITY}, {}),
}


def _category(obj: Mapping[str, Any]) -> list[Issue]:
    """The category matches an extension, with or without "-ext" (section 2.3.2)."""
    category = obj["impact_category"]
    if {category, f"{category}-ext"} & obj["extensions"].keys():
        return []
    return [
        Issue("/impact_category", f"It needs the extension {category.removesuffix('-ext')}-ext.")
    ]


def _superseded(obj: Mapping[str, Any]) -> list[Issue]:
    if "superseded_by_ref" in obj and "end_time" not in obj:
        return [Issue("/superseded_by_ref", "An impact that is superseded needs an end_time.")]
    return []


def _type(extension: str, predefined: Mapping[str, Check]) -> Check:
    """The extensions of a type of the suite: its own says that it makes the type."""
    own = record({"extension_type": constant("new-sdo")}, {})
    return extensions({**predefined, extension: own})


_TIMES: dict[str, Check] = {
    "start_time": timestamp,
    "start_time_fidelity": _FIDELITY,
    "end_time": timestamp,
    "end_time_fidelity": _FIDELITY,
}
_IN_ORDER = not_before("start_time", "end_time")

# Type → the extension that makes it, and its table.
SUITE: dict[str, tuple[str, TypeTable]] = {
    "event": (
        EVENT,
        domain_object(
            {"status": _STATUS, "extensions": _type(EVENT, {})},
            {
                **_TIMES,
                "changed_objects": _CHANGES,
                "description": string,
                "event_types": list_of(text),
                "goal": string,
                "name": string,
                "sighting_refs": list_of(reference("sighting")),
                "subevents": _entries("event"),
            },
            _IN_ORDER,
        ),
    ),
    "impact": (
        IMPACT,
        domain_object(
            {"impact_category": text, "extensions": _type(IMPACT, CATEGORIES)},
            {
                **_TIMES,
                "criticality": _PERCENT,
                "description": string,
                "impacted_entity_counts": _counts,
                "impacted_refs": list_of(_SDO_OR_SCO),
                "recoverability": _RECOVERABILITY,
                "superseded_by_ref": reference("impact"),
            },
            _IN_ORDER,
            _category,
            _superseded,
        ),
    ),
    "task": (
        TASK,
        domain_object(
            {"outcome": _OUTCOME, "extensions": _type(TASK, {})},
            {
                **_TIMES,
                "changed_objects": _CHANGES,
                "description": string,
                "error": string,
                "impacted_entity_counts": _counts,
                "name": string,
                "priority": _PERCENT,
                "subtasks": _entries("task"),
                "task_types": list_of(text),
            },
            _IN_ORDER,
        ),
    ),
}


def table_of(obj: Mapping[str, Any]) -> TypeTable | None:
    """The suite's table for `obj`, if it is of one of its types and names its extension."""
    extension, table = SUITE.get(str(obj.get("type")), ("", None))
    extended = obj.get("extensions")
    return table if type(extended) is dict and extension in extended else None
