"""The allow-list: how each property of each type of STIX object is judged. Tables of data.

None: what the standard lets stand there can tell nothing private (identifiers, times, numbers,
closed enumerations, hashes by their form); `wardline.core.stix` has checked that it is that. A
property that is not in the table is read as a text of unknown meaning.

*Source*: STIX 2.1 chapters 3 to 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.screen.stix_incident import INCIDENT, SUITE
from wardline.screen.stix_own import listed
from wardline.screen.stix_scos import (
    display_name,
    exif,
    http_headers,
    mail_headers,
    message_id,
    mime_part,
    pdf_information,
    request_value,
)
from wardline.screen.stix_values import (
    Judge,
    contact,
    contents,
    credit,
    digits,
    each,
    external_reference,
    file_name,
    gone,
    hashes,
    host,
    mark,
    name,
    names,
    record,
    registry_value,
    sid,
    technical,
    text,
    texts,
    unknown,
    url,
    variables,
    word,
    words,
)

Table = Mapping[str, Judge | None]


def _safe(properties: str) -> dict[str, Judge | None]:
    return dict.fromkeys(properties.split())


_phases = each(record(kill_chain_name=word, phase_name=word))
COMMON: Table = {
    **_safe(
        "type spec_version id created modified created_by_ref revoked confidence lang "
        "object_marking_refs granular_markings"
    ),
    "labels": names,
    "external_references": each(external_reference),
    "extensions": unknown,
}
_TIMES = "first_seen last_seen"
_FILE_TIMES = "ctime mtime atime"

_MITRE = {
    **dict.fromkeys(listed("x_mitre_attack_spec_version x_mitre_version x_mitre_shortname"), name),
    **dict.fromkeys(
        listed(
            "x_mitre_domains x_mitre_platforms x_mitre_aliases "
            "x_mitre_tactic_type x_mitre_collection_layers x_mitre_impact_type x_mitre_sectors "
            "x_mitre_permissions_required x_mitre_data_sources x_mitre_defense_bypassed "
            "x_mitre_effective_permissions x_mitre_system_requirements"
        ),
        names,
    ),
    "x_mitre_contributors": each(credit),
    "x_mitre_detection": text,
    "x_mitre_first_seen_citation": name,
    "x_mitre_last_seen_citation": name,
    "x_mitre_log_source_references": each(
        record(x_mitre_data_component_ref=None, name=name, channel=name)
    ),
    "x_mitre_log_sources": each(record(name=name, channel=name)),
    "x_mitre_mutable_elements": each(record(field=name, description=name)),
    "x_mitre_related_assets": each(
        record(name=name, description=name, related_asset_sectors=names)
    ),
}


def _domain(safe: str = "", **judges: Judge | None) -> Table:
    return {**COMMON, **_MITRE, **_safe(safe), "description": text, **judges}


def _observable(safe: str = "", **judges: Judge | None) -> Table:
    return {**_safe("defanged"), **COMMON, **_safe(safe), **judges}


def _extensions(**judges: Judge) -> Judge:
    return record(**{key.replace("_", "-"): judge for key, judge in judges.items()})


_PE = _extensions(
    windows_pebinary_ext=record(
        **_safe(
            "machine_hex number_of_sections time_date_stamp pointer_to_symbol_table_hex "
            "number_of_symbols size_of_optional_header characteristics_hex"
        ),
        pe_type=word,
        imphash=digits,
        file_header_hashes=hashes,
        optional_header=record(
            hashes=hashes,
            **_safe(
                "magic_hex checksum_hex dll_characteristics_hex loader_flags_hex subsystem_hex "
                "win32_version_value_hex major_linker_version minor_linker_version size_of_code "
                "size_of_initialized_data size_of_uninitialized_data address_of_entry_point "
                "base_of_code base_of_data image_base section_alignment file_alignment "
                "major_os_version minor_os_version major_image_version minor_image_version "
                "major_subsystem_version minor_subsystem_version size_of_image size_of_headers "
                "size_of_stack_reserve size_of_stack_commit size_of_heap_reserve "
                "size_of_heap_commit number_of_rva_and_sizes"
            ),
        ),
        sections=each(record(name=name, hashes=hashes, **_safe("size entropy"))),
    ),
    archive_ext=record(contains_refs=None, comment=text),
    ntfs_ext=record(
        sid=sid,
        alternate_data_streams=each(record(name=technical, hashes=hashes, size=None)),
    ),
    pdf_ext=record(
        version=word,
        document_info_dict=pdf_information,
        pdfid0=name,
        pdfid1=name,
        is_optimized=None,
    ),
    raster_image_ext=record(exif_tags=exif, **_safe("image_height image_width bits_per_pixel")),
)
_TRAFFIC = _extensions(
    http_request_ext=record(
        request_method=word,
        request_value=request_value,
        request_version=word,
        request_header=http_headers,
        **_safe("message_body_length message_body_data_ref"),
    ),
    icmp_ext=record(**_safe("icmp_type_hex icmp_code_hex")),
    socket_ext=record(
        **_safe(
            "address_family is_blocking is_listening options socket_type socket_descriptor "
            "socket_handle"
        )
    ),
    tcp_ext=record(**_safe("src_flags_hex dst_flags_hex")),
)
_PROCESS = _extensions(
    windows_process_ext=record(
        **_safe("aslr_enabled dep_enabled integrity_level"),
        priority=word,
        owner_sid=sid,
        window_title=text,
        startup_info=unknown,
    ),
    windows_service_ext=record(
        service_name=technical,
        descriptions=texts,
        display_name=name,
        group_name=name,
        **_safe("start_type service_dll_refs service_type service_status"),
    ),
)
_ACCOUNT = _extensions(
    unix_account_ext=record(gid=None, groups=names, home_dir=technical, shell=technical)
)
_X509 = record(
    subject_key_identifier=digits,
    authority_key_identifier=digits,
    **_safe("private_key_usage_period_not_before private_key_usage_period_not_after"),
    **dict.fromkeys(
        listed(
            "basic_constraints name_constraints policy_constraints key_usage extended_key_usage "
            "subject_alternative_name issuer_alternative_name subject_directory_attributes "
            "crl_distribution_points "
            "inhibit_any_policy certificate_policies policy_mappings"
        ),
        name,
    ),
)

TABLES: dict[str, Table] = {
    "attack-pattern": _domain(name=name, aliases=names, kill_chain_phases=_phases),
    "campaign": _domain(_TIMES, name=name, aliases=names, objective=text),
    "course-of-action": _domain(name=name),
    "grouping": _domain("object_refs", name=text, context=word),
    "identity": _domain(
        name=name, roles=names, identity_class=word, sectors=words, contact_information=contact
    ),
    "incident": _domain(name=text, extensions=INCIDENT),
    # The pattern is judged apart: it is never changed, only held.
    "indicator": _domain(
        "valid_from valid_until pattern",
        name=text,
        indicator_types=words,
        pattern_type=word,
        pattern_version=name,
        kill_chain_phases=_phases,
    ),
    "infrastructure": _domain(
        _TIMES, name=name, infrastructure_types=words, aliases=names, kill_chain_phases=_phases
    ),
    "intrusion-set": _domain(
        _TIMES,
        name=name,
        aliases=names,
        goals=texts,
        resource_level=word,
        primary_motivation=word,
        secondary_motivations=words,
    ),
    # Street address, postal code, city and exact positions are judged with the object.
    "location": _domain(
        "latitude longitude precision street_address postal_code",
        name=text,
        region=word,
        country=name,
        administrative_area=name,
        city=name,
    ),
    "malware": _domain(
        f"{_TIMES} is_family operating_system_refs sample_refs",
        name=name,
        aliases=names,
        malware_types=words,
        architecture_execution_envs=words,
        implementation_languages=words,
        capabilities=words,
        kill_chain_phases=_phases,
    ),
    "malware-analysis": _domain(
        "host_vm_ref operating_system_ref installed_software_refs submitted analysis_started "
        "analysis_ended analysis_sco_refs sample_ref",
        product=name,
        version=name,
        configuration_version=name,
        modules=names,
        analysis_engine_version=name,
        analysis_definition_version=name,
        result_name=name,
        result=word,
    ),
    "note": _domain(
        "object_refs", content=text, abstract=text, authors=gone("NAME", "stix-authors")
    ),
    # `objects`, the old form with observables inside, is judged apart.
    "observed-data": _domain("first_observed last_observed number_observed object_refs objects"),
    "opinion": _domain(
        "opinion object_refs", explanation=text, authors=gone("NAME", "stix-authors")
    ),
    "report": _domain("published object_refs", name=text, report_types=words),
    "threat-actor": _domain(
        _TIMES,
        name=name,
        aliases=names,
        threat_actor_types=words,
        roles=words,
        goals=texts,
        sophistication=word,
        resource_level=word,
        primary_motivation=word,
        secondary_motivations=words,
        personal_motivations=words,
    ),
    "tool": _domain(
        name=name, aliases=names, tool_types=words, tool_version=name, kill_chain_phases=_phases
    ),
    "vulnerability": _domain(name=name),
    "relationship": _domain("source_ref target_ref start_time stop_time", relationship_type=word),
    "sighting": _domain(
        f"{_TIMES} sighting_of_ref count observed_data_refs where_sighted_refs summary"
    ),
    "marking-definition": {
        **COMMON,
        "name": mark,
        "definition_type": word,
        "definition": record(statement=mark, tlp=word),
    },
    "language-content": _domain("object_ref object_modified", contents=contents),
    "extension-definition": _domain(
        "extension_types", name=name, schema=name, version=name, extension_properties=names
    ),
    "artifact": _observable(
        "payload_bin encryption_algorithm",
        mime_type=word,
        url=url,
        hashes=hashes,
        decryption_key=name,
    ),
    "autonomous-system": _observable("number", name=name, rir=name),
    "directory": _observable(f"contains_refs {_FILE_TIMES}", path=technical, path_enc=word),
    "domain-name": _observable("resolves_to_refs", value=host),
    "email-addr": _observable("value belongs_to_ref", display_name=display_name),
    "email-message": _observable(
        "is_multipart date from_ref sender_ref to_refs cc_refs bcc_refs raw_email_ref",
        content_type=name,
        message_id=message_id,
        subject=text,
        received_lines=texts,
        additional_header_fields=mail_headers,
        body=text,
        body_multipart=each(mime_part),
    ),
    "file": _observable(
        f"size magic_number_hex parent_directory_ref contains_refs content_ref {_FILE_TIMES}",
        hashes=hashes,
        name=file_name,
        name_enc=word,
        mime_type=name,
        extensions=_PE,
    ),
    "ipv4-addr": _observable("value resolves_to_refs belongs_to_refs"),
    "ipv6-addr": _observable("value resolves_to_refs belongs_to_refs"),
    "mac-addr": _observable("value"),
    "mutex": _observable(name=technical),
    "network-traffic": _observable(
        "start end is_active src_ref dst_ref src_port dst_port src_byte_count dst_byte_count "
        "src_packets dst_packets src_payload_ref dst_payload_ref encapsulates_refs "
        "encapsulated_by_ref",
        protocols=words,
        ipfix=unknown,
        extensions=_TRAFFIC,
    ),
    "process": _observable(
        "is_hidden pid created_time opened_connection_refs creator_user_ref image_ref parent_ref "
        "child_refs",
        cwd=technical,
        command_line=technical,
        environment_variables=variables,
        extensions=_PROCESS,
    ),
    "software": _observable(
        name=name, cpe=name, swid=name, languages=names, vendor=name, version=name
    ),
    "url": _observable(value=url),
    "user-account": _observable(
        "is_service_account is_privileged can_escalate_privs is_disabled account_created "
        "account_expires credential_last_changed account_first_login account_last_login",
        user_id=sid,
        credential=gone("SECRET", "stix-credential"),
        account_login=technical,
        account_type=word,
        display_name=display_name,
        extensions=_ACCOUNT,
    ),
    "windows-registry-key": _observable(
        "modified_time creator_user_ref number_of_subkeys",
        key=technical,
        values=each(registry_value),
    ),
    "x509-certificate": _observable(
        "is_self_signed validity_not_before validity_not_after subject_public_key_exponent",
        hashes=hashes,
        version=name,
        serial_number=digits,
        signature_algorithm=word,
        issuer=name,
        subject=name,
        subject_public_key_algorithm=name,
        subject_public_key_modulus=digits,
        x509_v3_extensions=_X509,
    ),
}
CUSTOM: Table = {**COMMON, **_MITRE}
_SUITE = {kind: (made_by, {**_domain(), **parts}) for kind, (made_by, parts) in SUITE.items()}


def table_of(obj: Mapping[str, Any]) -> Table:
    """The table of an object's type; those of the incident suite hold where its extension is."""
    kind = obj["type"]
    made_by, table = _SUITE.get(kind, ("", CUSTOM))
    if made_by and made_by in (obj.get("extensions") or {}):
        return table
    return TABLES.get(kind, CUSTOM)
