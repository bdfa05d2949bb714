"""Domain and relationship objects (STIX 2.1 chapters 4 and 5). Tables of data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core.stix import vocab
from wardline.core.stix.kinds import (
    Issue,
    boolean,
    dictionary,
    integer,
    kill_chain_phase,
    list_of,
    number,
    one_of,
    reference,
    reference_except,
    string,
    text,
    timestamp,
)
from wardline.core.stix.model import (
    TypeTable,
    domain_object,
    exactly_one,
    extensions,
    needs_one,
    not_before,
    requires,
    together,
)
from wardline.core.stix.suite import OF_INCIDENT

_STRINGS = list_of(string)
_PHASES = {"kill_chain_phases": list_of(kill_chain_phase)}
_SEEN = {"first_seen": timestamp, "last_seen": timestamp}
_SEEN_RULE = not_before("first_seen", "last_seen")
_REFERENCES = list_of(reference())
_FILE_OR_ARTIFACT = reference("file", "artifact")
_SOFTWARE = reference("software")
_TARGET = reference_except("relationship", "sighting", "bundle", "marking-definition")


def _stix_pattern(obj: Mapping[str, Any]) -> list[Issue]:
    """A STIX pattern parses (chapter 9)."""
    if obj.get("pattern_type") != "stix" or type(obj.get("pattern")) is not str:
        return []
    from wardline.core.pattern import PatternError, parse

    try:
        parse(obj["pattern"])
    except PatternError as error:
        return [Issue("/pattern", error.message)]
    return []


def _family_name(obj: Mapping[str, Any]) -> list[Issue]:
    """A malware family has a name (section 4.11.1)."""
    if obj.get("is_family") is True and "name" not in obj:
        return [Issue("", "The property 'name' is required of a malware family.")]
    return []


SDO: dict[str, TypeTable] = {
    "attack-pattern": domain_object(
        {"name": text}, {"description": string, "aliases": _STRINGS, **_PHASES}
    ),
    "campaign": domain_object(
        {"name": text},
        {"description": string, "aliases": _STRINGS, "objective": string, **_SEEN},
        _SEEN_RULE,
    ),
    "course-of-action": domain_object({"name": text}, {"description": string}),
    "grouping": domain_object(
        {"context": text, "object_refs": _REFERENCES},
        {"name": string, "description": string},
        vocabularies={"context": vocab.GROUPING_CONTEXT},
    ),
    "identity": domain_object(
        {"name": text},
        {
            "description": string,
            "roles": _STRINGS,
            "identity_class": text,
            "sectors": _STRINGS,
            "contact_information": string,
        },
        vocabularies={
            "identity_class": vocab.IDENTITY_CLASS,
            "sectors": vocab.INDUSTRY_SECTOR,
        },
    ),
    "incident": domain_object(
        {"name": text}, {"description": string, "extensions": extensions(OF_INCIDENT)}
    ),
    "indicator": domain_object(
        {"pattern": text, "pattern_type": text, "valid_from": timestamp},
        {
            "name": string,
            "description": string,
            "indicator_types": _STRINGS,
            "pattern_version": string,
            "valid_until": timestamp,
            **_PHASES,
        },
        not_before("valid_from", "valid_until", equal=False),
        _stix_pattern,
        vocabularies={
            "indicator_types": vocab.INDICATOR_TYPE,
            "pattern_type": vocab.PATTERN_TYPE,
        },
    ),
    "infrastructure": domain_object(
        {"name": text},
        {
            "description": string,
            "infrastructure_types": _STRINGS,
            "aliases": _STRINGS,
            **_PHASES,
            **_SEEN,
        },
        _SEEN_RULE,
        vocabularies={"infrastructure_types": vocab.INFRASTRUCTURE_TYPE},
    ),
    "intrusion-set": domain_object(
        {"name": text},
        {
            "description": string,
            "aliases": _STRINGS,
            "goals": _STRINGS,
            "resource_level": text,
            "primary_motivation": text,
            "secondary_motivations": _STRINGS,
            **_SEEN,
        },
        _SEEN_RULE,
        vocabularies={
            "resource_level": vocab.ATTACK_RESOURCE_LEVEL,
            "primary_motivation": vocab.ATTACK_MOTIVATION,
            "secondary_motivations": vocab.ATTACK_MOTIVATION,
        },
    ),
    "location": domain_object(
        {},
        {
            "name": string,
            "description": string,
            "latitude": number(-90, 90),
            "longitude": number(-180, 180),
            "precision": number(),
            "region": text,
            "country": string,
            "administrative_area": string,
            "city": string,
            "street_address": string,
            "postal_code": string,
        },
        needs_one("region", "country", "latitude"),
        together("latitude", "longitude"),
        requires("precision", "latitude"),
        vocabularies={"region": vocab.REGION},
    ),
    "malware": domain_object(
        {"is_family": boolean},
        {
            "name": string,
            "description": string,
            "malware_types": _STRINGS,
            "aliases": _STRINGS,
            "operating_system_refs": list_of(_SOFTWARE),
            "architecture_execution_envs": _STRINGS,
            "implementation_languages": _STRINGS,
            "capabilities": _STRINGS,
            "sample_refs": list_of(_FILE_OR_ARTIFACT),
            **_PHASES,
            **_SEEN,
        },
        _SEEN_RULE,
        _family_name,
        vocabularies={
            "malware_types": vocab.MALWARE_TYPE,
            "architecture_execution_envs": vocab.PROCESSOR_ARCHITECTURE,
            "implementation_languages": vocab.IMPLEMENTATION_LANGUAGE,
            "capabilities": vocab.MALWARE_CAPABILITIES,
        },
    ),
    "malware-analysis": domain_object(
        {"product": text},
        {
            "version": string,
            "host_vm_ref": _SOFTWARE,
            "operating_system_ref": _SOFTWARE,
            "installed_software_refs": list_of(_SOFTWARE),
            "configuration_version": string,
            "modules": _STRINGS,
            "analysis_engine_version": string,
            "analysis_definition_version": string,
            "submitted": timestamp,
            "analysis_started": timestamp,
            "analysis_ended": timestamp,
            "result_name": string,
            "result": text,
            "analysis_sco_refs": _REFERENCES,
            "sample_ref": reference("file", "artifact", "network-traffic"),
        },
        needs_one("result", "analysis_sco_refs"),
        not_before("analysis_started", "analysis_ended"),
        vocabularies={"result": vocab.MALWARE_RESULT},
    ),
    "note": domain_object(
        {"content": text, "object_refs": _REFERENCES}, {"abstract": string, "authors": _STRINGS}
    ),
    "observed-data": domain_object(
        {
            "first_observed": timestamp,
            "last_observed": timestamp,
            "number_observed": integer(1, 999_999_999),
        },
        {"objects": dictionary, "object_refs": _REFERENCES},
        exactly_one("objects", "object_refs"),
        not_before("first_observed", "last_observed"),
    ),
    "opinion": domain_object(
        {"opinion": one_of(*vocab.OPINION), "object_refs": _REFERENCES},
        {"explanation": string, "authors": _STRINGS},
    ),
    "report": domain_object(
        {"name": text, "published": timestamp, "object_refs": _REFERENCES},
        {"description": string, "report_types": _STRINGS},
        vocabularies={"report_types": vocab.REPORT_TYPE},
    ),
    "threat-actor": domain_object(
        {"name": text},
        {
            "description": string,
            "threat_actor_types": _STRINGS,
            "aliases": _STRINGS,
            "roles": _STRINGS,
            "goals": _STRINGS,
            "sophistication": text,
            "resource_level": text,
            "primary_motivation": text,
            "secondary_motivations": _STRINGS,
            "personal_motivations": _STRINGS,
            **_SEEN,
        },
        _SEEN_RULE,
        vocabularies={
            "threat_actor_types": vocab.THREAT_ACTOR_TYPE,
            "roles": vocab.THREAT_ACTOR_ROLE,
            "sophistication": vocab.THREAT_ACTOR_SOPHISTICATION,
            "resource_level": vocab.ATTACK_RESOURCE_LEVEL,
            "primary_motivation": vocab.ATTACK_MOTIVATION,
        },
    ),
    "tool": domain_object(
        {"name": text},
        {
            "description": string,
            "tool_types": _STRINGS,
            "aliases": _STRINGS,
            "tool_version": string,
            **_PHASES,
        },
        vocabularies={"tool_types": vocab.TOOL_TYPE},
    ),
    "vulnerability": domain_object({"name": text}, {"description": string}),
}

SRO: dict[str, TypeTable] = {
    "relationship": domain_object(
        {"relationship_type": text, "source_ref": _TARGET, "target_ref": _TARGET},
        {"description": string, "start_time": timestamp, "stop_time": timestamp},
        not_before("start_time", "stop_time", equal=False),
    ),
    "sighting": domain_object(
        {"sighting_of_ref": _TARGET},
        {
            "description": string,
            "count": integer(0, 999_999_999),
            "observed_data_refs": list_of(reference("observed-data")),
            "where_sighted_refs": list_of(reference("identity", "location")),
            "summary": boolean,
            **_SEEN,
        },
        _SEEN_RULE,
    ),
}
