"""A report's objects of STIX 2.1, each made from the incident's id, its times and the report.

incident ── impacts ── availability, confidentiality (one a kind of data), external,
│                  integrity, monetary, physical
├────── events ─── what was done; a payment of a ransom
├────── tasks ──── found, contained, recovered; what helped; what is needed
└─(related-to)──── indicators, files, attack patterns, vulnerabilities; the actor
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from wardline.core import ids, observables
from wardline.core.clock import format_millis
from wardline.core.stix.suite import EVENT, IMPACT, TASK
from wardline.incidents import stix_words as w
from wardline.incidents.choices import CONTROLS, DETECTIONS, NEEDS, kind_of, label
from wardline.incidents.model import (
    ActorKind,
    Answer,
    Category,
    Certainty,
    Disclosure,
    Harm,
    Moment,
    PatientHarm,
    Report,
)

TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?", re.ASCII)
CVE = re.compile(r"CVE-\d{4}-\d{4,12}", re.ASCII)
# Appendix A of the suite, US-CERT's scale: denial, and significant impact, of critical services.
_DENIED, _DISRUPTED = 90, 75
UNNAMED = "Incident"


class Stamp(NamedTuple):
    """Whose objects these are and of which version. *Units*: microseconds since 1970, UTC."""

    # incident--UUID; all other ids are made from it.
    incident_id: str
    # When it was first told, and when this version was.
    created: int
    modified: int
    # The identity of the author, where the report goes out with one.
    author: str = ""


class Maker:
    """Makes objects that belong to one incident, with deterministic ids."""

    def __init__(self, stamp: Stamp) -> None:
        self.stamp = stamp
        self._namespace = uuid.UUID(stamp.incident_id.partition("--")[2])
        self._common: dict[str, Any] = {
            "spec_version": "2.1",
            "created": format_millis(stamp.created),
            "modified": format_millis(stamp.modified),
        }
        if stamp.author:
            self._common["created_by_ref"] = stamp.author

    def make(self, kind: str, name: str, /, **properties: Any) -> dict[str, Any]:
        """An object that `name` names among this incident's; what is empty is left out."""
        filled = {
            key: value for key, value in properties.items() if value not in ("", [], {}, None)
        }
        number = ids.named_id(kind, self._namespace, name)
        return {"type": kind, "id": number, **self._common, **filled}

    def part(self, kind: str, extension: str, name: str, /, **properties: Any) -> dict[str, Any]:
        """An object of one of the suite's types."""
        extensions = {extension: {"extension_type": "new-sdo"}, **properties.pop("extensions", {})}
        return self.make(kind, name, extensions=extensions, **properties)

    def related(self, obj: dict[str, Any], relation: str = "related-to") -> dict[str, Any]:
        """The relationship of `obj` to the incident."""
        return self.make(
            "relationship",
            f"{relation} {obj['id']}",
            relationship_type=relation,
            source_ref=obj["id"],
            target_ref=self.stamp.incident_id,
        )


def impacts(report: Report, maker: Maker) -> list[dict[str, Any]]:
    """What it did, by the suite's categories."""
    return [
        *_availability(report, maker),
        *_confidentiality(report, maker),
        *_external(report, maker),
        *_integrity(report, maker),
        *_monetary(report, maker),
        *_physical(report, maker),
    ]


def _impact(
    maker: Maker, category: str, name: str, content: dict[str, Any], **properties: Any
) -> dict[str, Any]:
    return maker.part(
        "impact",
        IMPACT,
        f"{category} {name}",
        impact_category=category,
        extensions={f"{category}-ext": content},
        **properties,
    )


def _availability(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    care = report.care
    diverted = care.diversion is Answer.YES
    if not (diverted or care.downtime_hours or Harm.OPERATIONS_DISRUPTED in report.what.harms):
        return
    times = span(report.when.started, report.when.recovered)
    score = _DENIED if diverted else _DISRUPTED
    content = {"availability_impact": score}
    yield _impact(maker, "availability", "", content, description=care.text, **times)


def _confidentiality(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    extent = report.extent
    loss = w.LOSS.get(extent.disclosure)
    if loss is None:
        return
    kinds = dict.fromkeys(w.INFORMATION.get(kind, w.OTHER_INFORMATION) for kind in extent.data)
    if not kinds:
        kinds = {"": None} if extent.disclosure is Disclosure.NO else {w.OTHER_INFORMATION: None}
    for kind in kinds:
        content: dict[str, Any] = {"loss_type": loss}
        if kind:
            content["information_type"] = kind
        if extent.records is not None and len(kinds) == 1:
            content["record_count"] = extent.records
        yield _impact(maker, "confidentiality", kind, content)


def _external(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    if report.care.diversion is Answer.YES:
        yield _impact(maker, "external", "diversion", {"impact_type": "emergency-services"})
    if report.care.harm in (PatientHarm.SUSPECTED, PatientHarm.CONFIRMED):
        yield _impact(maker, "external", "patients", {"impact_type": "public-safety"})


def _integrity(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    varieties = [word for action in report.what.actions for word in action.varieties]
    for alteration in dict.fromkeys(w.ALTERATION[v] for v in varieties if v in w.ALTERATION):
        content = {"alteration": alteration, "information_type": "system"}
        yield _impact(maker, "integrity", alteration, content)


def _monetary(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    ransom = report.attacker.ransom
    paid = ransom.paid is Answer.YES
    if not paid and ransom.demanded is not Answer.YES:
        return
    content: dict[str, Any] = {"variety": "ransom-payment" if paid else "ransom-demand"}
    if ransom.amount and ransom.currency:
        # Section 4.8: a demand runs from 0 to what is demanded.
        lowest = ransom.amount if paid else 0
        content |= {
            "currency": ransom.currency,
            "min_amount": lowest,
            "max_amount": ransom.amount,
        }
    times = span(ransom.paid_at, None) if paid else {}
    yield _impact(maker, "monetary", "ransom", content, **times)


def _physical(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    harmed = any(
        action.category is Category.ENVIRONMENTAL or "Destruction" in action.varieties
        for action in report.what.actions
    )
    if harmed:
        found = [entity(asset.variety) for asset in report.touched.assets]
        kind = next((each for each in found if each), "buildings")
        content = {"impact_type": "unknown", "asset_type": kind}
        yield _impact(maker, "physical", "", content)


def span(start: Moment | None, end: Moment | None) -> dict[str, Any]:
    """The properties of a stretch of time; an end before its start is left out."""
    out: dict[str, Any] = {}
    if start is not None:
        out |= {"start_time": stamped(start), "start_time_fidelity": start.fidelity.value}
    if end is not None and (start is None or end.at >= start.at):
        out |= {"end_time": stamped(end), "end_time_fidelity": end.fidelity.value}
    return out


def stamped(moment: Moment) -> str:
    """A moment as a timestamp of STIX."""
    return moment.at.astimezone(dt.UTC).isoformat().replace("+00:00", ".000Z")


def events(report: Report, maker: Maker, caused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done: the incident itself, and a payment of a ransom."""
    when, ransom = report.when, report.attacker.ransom
    changes = [{"state_change_type": "caused", "result_ref": impact["id"]} for impact in caused]
    out = [
        maker.part(
            "event",
            EVENT,
            "incident",
            status=_status(report),
            event_types=event_types(report),
            changed_objects=changes,
            **span(when.started, when.contained),
        )
    ]
    if ransom.paid is Answer.YES:
        out.append(
            maker.part(
                "event",
                EVENT,
                "payment",
                status="occurred",
                event_types=["ransomware-payment"],
                **span(ransom.paid_at, ransom.paid_at),
            )
        )
    return out


def _status(report: Report) -> str:
    if report.what.certainty in (Certainty.NEAR_MISS, Certainty.FALSE_ALARM):
        return "not-occurred"
    if report.when.contained or report.when.recovered:
        return "occurred"
    return "ongoing" if report.what.certainty is Certainty.CONFIRMED else "undetermined"


def event_types(report: Report) -> list[str]:
    """The suite's words for what was done."""
    return list(
        dict.fromkeys(
            w.EVENT_TYPES.get((action.category, variety)) or w.EVENT_TYPES[action.category, ""]
            for action in report.what.actions
            for variety in action.varieties or ("",)
        )
    )


def tasks(report: Report, maker: Maker) -> list[dict[str, Any]]:
    """What was and is to be done against it."""
    when = report.when
    done = [
        _task(maker, kind, kind, "successful", **span(moment, moment))
        for kind, moment in (
            ("detected", when.found),
            ("containment", when.contained),
            ("recovery", when.recovered),
        )
        if moment is not None
    ]
    helped = [
        _task(maker, "exercised-control", code, "successful", name=label(CONTROLS, code))
        for code in dict.fromkeys(report.helped.controls)
        if code
    ]
    needed = [
        _task(maker, "external-support", code, "pending", name=label(NEEDS, code))
        for code in dict.fromkeys(report.needs.codes)
        if code
    ]
    return [*done, *helped, *needed]


def _task(maker: Maker, kind: str, key: str, outcome: str, **properties: Any) -> dict[str, Any]:
    return maker.part(
        "task", TASK, f"{kind} {key}", task_types=[kind], outcome=outcome, **properties
    )


def core(report: Report, parts: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The incident core extension."""
    when = report.when
    status = "closed" if when.recovered else "open" if when.found or when.contained else "new"
    out: dict[str, Any] = {
        "extension_type": "property-extension",
        "determination": w.DETERMINATION[report.what.certainty],
        "investigation_status": status,
    }
    listed = {
        "incident_types": event_types(report),
        "detection_methods": _methods(report.helped.detected_by),
        "impact_refs": [impact["id"] for impact in parts["impacts"]],
        "events": [{"event_ref": event["id"]} for event in parts["events"]],
        "tasks": [{"task_ref": task["id"]} for task in parts["tasks"]],
        "impacted_entity_counts": _counts(report),
    }
    return out | {name: value for name, value in listed.items() if value}


def _methods(codes: tuple[str, ...]) -> list[str]:
    words = (DETECTIONS[code].stix if code in DETECTIONS else code for code in codes)
    return list(dict.fromkeys(word for word in words if word))


def _counts(report: Report) -> dict[str, int]:
    counts: dict[str, int] = {}
    for asset in report.touched.assets:
        kind = entity(asset.variety)
        if kind and asset.amount:
            counts[kind] = counts.get(kind, 0) + asset.amount
    if report.extent.persons is not None:
        counts[w.PERSONS] = report.extent.persons
    return counts


def entity(variety: str) -> str:
    """The suite's word for an asset, or nothing where it has none."""
    if variety in w.MOBILE:
        return "computers-mobile"
    return w.ENTITIES.get(variety[0], "") if variety[1:4] == " - " else ""


def seen(report: Report, maker: Maker) -> list[dict[str, Any]]:
    """What is known of the attacker, each with its relationship to the incident."""
    attacker = report.attacker
    found = [
        *_indicators(report, maker),
        *_files(report),
        *(
            _referenced(maker, "attack-pattern", "mitre-attack", number)
            for number in dict.fromkeys(attacker.techniques)
            if TECHNIQUE.fullmatch(number)
        ),
        *(
            _referenced(maker, "vulnerability", "cve", number)
            for number in dict.fromkeys(cve for a in report.what.actions for cve in a.cves)
            if CVE.fullmatch(number)
        ),
    ]
    out = [each for obj in found for each in (obj, maker.related(obj))]
    # Somebody of ours or of a partner's is a person, and no threat actor to publish.
    if attacker.name.strip() and attacker.kind not in (ActorKind.INTERNAL, ActorKind.PARTNER):
        actor = maker.make(
            "threat-actor",
            "actor",
            name=attacker.name,
            primary_motivation=w.MOTIVATION.get(attacker.motive),
        )
        link = maker.make(
            "relationship",
            "attributed-to",
            relationship_type="attributed-to",
            source_ref=maker.stamp.incident_id,
            target_ref=actor["id"],
        )
        out += [actor, link]
    return out


def observed(values: Iterable[str]) -> list[observables.Observable]:
    """What was typed, as observables, each once; words that are none are left out."""
    found = (observables.classify(value) for value in values)
    return list(dict.fromkeys(each for each in found if each is not None))


def _indicators(report: Report, maker: Maker) -> Iterable[dict[str, Any]]:
    hashes = (file.sha256 for file in report.attacker.files)
    sure = report.what.certainty is Certainty.CONFIRMED
    for found in observed([*report.attacker.observables, *hashes]):
        pattern = observables.to_pattern(found)
        yield maker.make(
            "indicator",
            pattern,
            name=found.value,
            indicator_types=["malicious-activity" if sure else "anomalous-activity"],
            pattern=pattern,
            pattern_type="stix",
            valid_from=format_millis(maker.stamp.created),
        )


def _files(report: Report) -> Iterable[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for file in report.attacker.files:
        if not (file.name or file.sha256):
            continue
        obj: dict[str, Any] = {"type": "file", "spec_version": "2.1"}
        if file.name:
            obj["name"] = file.name
        if file.sha256:
            obj["hashes"] = {"SHA-256": file.sha256}
        if file.size is not None:
            obj["size"] = file.size
        obj["id"] = ids.sco_id(obj)
        made.setdefault(obj["id"], obj)
    return made.values()


def _referenced(maker: Maker, kind: str, source: str, number: str) -> dict[str, Any]:
    reference = {"source_name": source, "external_id": number}
    return maker.make(kind, number, name=number, external_references=[reference])


def name_of(report: Report) -> str:
    """The incident's name: its title, else the kind that was chosen."""
    bare = tuple(replace(each, name="", cves=(), notes="") for each in report.what.actions)
    kind = kind_of(report.what.actions) or kind_of(bare)
    return report.what.title or (kind.label if kind else UNNAMED)
