"""Cyber-observable objects and their predefined extensions (STIX 2.1 chapter 6). Tables of data."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from wardline.core.stix import vocab
from wardline.core.stix.kinds import (
    Check,
    Issue,
    Verdict,
    binary,
    boolean,
    dictionary,
    hashes,
    hexadecimal,
    integer,
    list_of,
    map_of,
    number,
    one_of,
    record,
    reference,
    string,
    text,
    timestamp,
)
from wardline.core.stix.model import (
    TypeTable,
    exactly_one,
    needs_one,
    not_before,
    observable,
    requires,
)

_STRINGS = list_of(string)
_PORT = integer(0, 65_535)
_NATURAL = integer(0)
_EMAIL = reference("email-addr")
_FILE = reference("file")
_HOST = reference("ipv4-addr", "ipv6-addr", "mac-addr", "domain-name")
_TIMES = {"ctime": timestamp, "mtime": timestamp, "atime": timestamp}
_ANY = lambda _value: None  # noqa: E731 # the standard leaves the content open


def _not_empty(value: Any) -> Verdict:
    """An extension holds at least one property (section 6.7.2 and others)."""
    return None if value else "At least one property is required."


_PDF = record(
    {},
    {
        "version": string,
        "is_optimized": boolean,
        "document_info_dict": dictionary,
        "pdfid0": string,
        "pdfid1": string,
    },
    _not_empty,
)
_RASTER = record(
    {},
    {
        "image_height": integer(),
        "image_width": integer(),
        "bits_per_pixel": integer(),
        "exif_tags": dictionary,
    },
    _not_empty,
)
_NTFS = record(
    {},
    {
        "sid": string,
        "alternate_data_streams": list_of(
            record({"name": text}, {"hashes": hashes, "size": _NATURAL})
        ),
    },
    _not_empty,
)
_ARCHIVE = record({"contains_refs": list_of(reference("file", "directory"))}, {"comment": string})
_OPTIONAL_HEADER = record(
    {},
    {
        "magic_hex": hexadecimal,
        "checksum_hex": hexadecimal,
        "dll_characteristics_hex": hexadecimal,
        "loader_flags_hex": hexadecimal,
        "win32_version_value_hex": hexadecimal,
        "hashes": hashes,
        **dict.fromkeys(
            (
                "major_linker_version",
                "minor_linker_version",
                "size_of_code",
                "size_of_initialized_data",
                "size_of_uninitialized_data",
                "address_of_entry_point",
                "base_of_code",
                "base_of_data",
                "image_base",
                "section_alignment",
                "file_alignment",
                "major_os_version",
                "minor_os_version",
                "major_image_version",
                "minor_image_version",
                "major_subsystem_version",
                "minor_subsystem_version",
                "size_of_image",
                "size_of_headers",
                "size_of_stack_reserve",
                "size_of_stack_commit",
                "size_of_heap_reserve",
                "size_of_heap_commit",
                "number_of_rva_and_sizes",
            ),
            _NATURAL,
        ),
        "subsystem_hex": hexadecimal,
    },
    _not_empty,
)
_PE = record(
    {"pe_type": text},
    {
        "imphash": string,
        "machine_hex": hexadecimal,
        "number_of_sections": _NATURAL,
        "time_date_stamp": timestamp,
        "pointer_to_symbol_table_hex": hexadecimal,
        "number_of_symbols": _NATURAL,
        "size_of_optional_header": _NATURAL,
        "characteristics_hex": hexadecimal,
        "file_header_hashes": hashes,
        "optional_header": _OPTIONAL_HEADER,
        "sections": list_of(
            record({"name": text}, {"size": _NATURAL, "entropy": number(), "hashes": hashes})
        ),
    },
)
_HTTP = record(
    {"request_method": text, "request_value": text},
    {
        "request_version": string,
        "request_header": map_of(text, _ANY),
        "message_body_length": integer(),
        "message_body_data_ref": reference("artifact"),
    },
)
_ICMP = record({"icmp_type_hex": hexadecimal, "icmp_code_hex": hexadecimal}, {})


_OPTION_PREFIXES = ("SO_", "ICMP_", "ICMP6_", "IP_", "IPV6_", "MCAST_", "TCP_", "IRLMP_")


def _socket_option(value: Any) -> Verdict:
    if type(value) is str and value.startswith(_OPTION_PREFIXES):
        return None
    return "Expected a socket option like SO_KEEPALIVE."


_SOCKET = record(
    {"address_family": one_of(*vocab.SOCKET_ADDRESS_FAMILY)},
    {
        "is_blocking": boolean,
        "is_listening": boolean,
        "options": map_of(_socket_option, integer()),
        "socket_type": one_of(*vocab.SOCKET_TYPE),
        "socket_descriptor": _NATURAL,
        "socket_handle": integer(),
    },
)
_TCP = record({}, {"src_flags_hex": hexadecimal, "dst_flags_hex": hexadecimal}, _not_empty)
_PROCESS = record(
    {},
    {
        "aslr_enabled": boolean,
        "dep_enabled": boolean,
        "priority": string,
        "owner_sid": string,
        "window_title": string,
        "startup_info": dictionary,
        "integrity_level": one_of(*vocab.INTEGRITY_LEVEL),
    },
    _not_empty,
)
_SERVICE = record(
    {},
    {
        "service_name": text,
        "descriptions": _STRINGS,
        "display_name": string,
        "group_name": string,
        "start_type": one_of(*vocab.SERVICE_START_TYPE),
        "service_dll_refs": list_of(_FILE),
        "service_type": one_of(*vocab.SERVICE_TYPE),
        "service_status": one_of(*vocab.SERVICE_STATUS),
    },
    _not_empty,
)
_UNIX = record(
    {}, {"gid": integer(), "groups": _STRINGS, "home_dir": string, "shell": string}, _not_empty
)
_X509_V3 = record(
    {},
    {
        "private_key_usage_period_not_before": timestamp,
        "private_key_usage_period_not_after": timestamp,
        **dict.fromkeys(
            (
                "basic_constraints",
                "name_constraints",
                "policy_constraints",
                "key_usage",
                "extended_key_usage",
                "subject_key_identifier",
                "authority_key_identifier",
                "subject_alternative_name",
                "issuer_alternative_name",
                "subject_directory_attributes",
                "crl_distribution_points",
                "inhibit_any_policy",
                "certificate_policies",
                "policy_mappings",
            ),
            string,
        ),
    },
    _not_empty,
)
_MIME_PART = record(
    {},
    {
        "body": string,
        "body_raw_ref": reference("artifact", "file"),
        "content_type": string,
        "content_disposition": string,
    },
)
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}", re.ASCII)


def _mac(value: Any) -> Verdict:
    if type(value) is str and _MAC.fullmatch(value):
        return None
    return "Expected a MAC address like 00:1a:2b:3c:4d:5e, in small letters."


def _address(version: int) -> Check:
    """One or more addresses in CIDR notation (sections 6.10.1 and 6.11.1)."""

    def check(value: Any) -> Verdict:
        try:
            network = ipaddress.ip_network(value, strict=False) if type(value) is str else None
        except ValueError:
            network = None
        if network is not None and network.version == version:
            return None
        return f"Expected an IPv{version} address, or a range in CIDR notation."

    return check


def _email_body(obj: Mapping[str, Any]) -> list[Issue]:
    """Which body goes with is_multipart (section 6.6.1)."""
    multipart = obj.get("is_multipart")
    if multipart is True and "body" in obj:
        return [Issue("/body", "A multipart message has no body, but body_multipart.")]
    if multipart is False and "body_multipart" in obj:
        return [Issue("/body_multipart", "Only a multipart message has body_multipart.")]
    return []


def _active_end(obj: Mapping[str, Any]) -> list[Issue]:
    """Traffic that goes on has no end (section 6.12.1)."""
    if obj.get("is_active") is True and "end" in obj:
        return [Issue("/end", "Active traffic has no end.")]
    return []


def _multipart(value: Any) -> Verdict:
    return list_of(_MIME_PART)(value)


_HEADER_VALUES: Check = map_of(text, _STRINGS)
_CREDENTIALS: dict[str, Check] = {
    "account_created": timestamp,
    "account_expires": timestamp,
    "credential_last_changed": timestamp,
    "account_first_login": timestamp,
    "account_last_login": timestamp,
}
_PROCESS_PROPERTIES: dict[str, Check] = {
    "is_hidden": boolean,
    "pid": integer(),
    "created_time": timestamp,
    "cwd": string,
    "command_line": string,
    "environment_variables": map_of(text, string),
    "opened_connection_refs": list_of(reference("network-traffic")),
    "creator_user_ref": reference("user-account"),
    "image_ref": _FILE,
    "parent_ref": reference("process"),
    "child_refs": list_of(reference("process")),
}
_X509: dict[str, Check] = {
    "is_self_signed": boolean,
    "hashes": hashes,
    "version": string,
    "serial_number": string,
    "signature_algorithm": string,
    "issuer": string,
    "validity_not_before": timestamp,
    "validity_not_after": timestamp,
    "subject": string,
    "subject_public_key_algorithm": string,
    "subject_public_key_modulus": string,
    "subject_public_key_exponent": integer(),
    "x509_v3_extensions": _X509_V3,
}

SCO: dict[str, TypeTable] = {
    "artifact": observable(
        {},
        {
            "mime_type": string,
            "payload_bin": binary,
            "url": text,
            "hashes": hashes,
            "encryption_algorithm": one_of(*vocab.ENCRYPTION_ALGORITHM),
            "decryption_key": string,
        },
        exactly_one("payload_bin", "url"),
        requires("url", "hashes"),
        requires("decryption_key", "encryption_algorithm"),
    ),
    "autonomous-system": observable({"number": integer()}, {"name": string, "rir": string}),
    "directory": observable(
        {"path": text},
        {
            "path_enc": string,
            "contains_refs": list_of(reference("file", "directory")),
            **_TIMES,
        },
    ),
    "domain-name": observable(
        {"value": text},
        {"resolves_to_refs": list_of(reference("ipv4-addr", "ipv6-addr", "domain-name"))},
    ),
    "email-addr": observable(
        {"value": text}, {"display_name": string, "belongs_to_ref": reference("user-account")}
    ),
    "email-message": observable(
        {"is_multipart": boolean},
        {
            "date": timestamp,
            "content_type": string,
            "from_ref": _EMAIL,
            "sender_ref": _EMAIL,
            "to_refs": list_of(_EMAIL),
            "cc_refs": list_of(_EMAIL),
            "bcc_refs": list_of(_EMAIL),
            "message_id": string,
            "subject": string,
            "received_lines": _STRINGS,
            "additional_header_fields": _HEADER_VALUES,
            "body": string,
            "body_multipart": _multipart,
            "raw_email_ref": reference("artifact"),
        },
        _email_body,
    ),
    "file": observable(
        {},
        {
            "hashes": hashes,
            "size": _NATURAL,
            "name": text,
            "name_enc": string,
            "magic_number_hex": hexadecimal,
            "mime_type": string,
            "parent_directory_ref": reference("directory"),
            "contains_refs": list_of(reference()),
            "content_ref": reference("artifact"),
            **_TIMES,
        },
        needs_one("hashes", "name"),
        predefined={
            "archive-ext": _ARCHIVE,
            "ntfs-ext": _NTFS,
            "pdf-ext": _PDF,
            "raster-image-ext": _RASTER,
            "windows-pebinary-ext": _PE,
        },
    ),
    "ipv4-addr": observable(
        {"value": _address(4)},
        {
            "resolves_to_refs": list_of(reference("mac-addr")),
            "belongs_to_refs": list_of(reference("autonomous-system")),
        },
    ),
    "ipv6-addr": observable(
        {"value": _address(6)},
        {
            "resolves_to_refs": list_of(reference("mac-addr")),
            "belongs_to_refs": list_of(reference("autonomous-system")),
        },
    ),
    "mac-addr": observable({"value": _mac}, {}),
    "mutex": observable({"name": text}, {}),
    "network-traffic": observable(
        {"protocols": list_of(text)},
        {
            "start": timestamp,
            "end": timestamp,
            "is_active": boolean,
            "src_ref": _HOST,
            "dst_ref": _HOST,
            "src_port": _PORT,
            "dst_port": _PORT,
            "src_byte_count": _NATURAL,
            "dst_byte_count": _NATURAL,
            "src_packets": _NATURAL,
            "dst_packets": _NATURAL,
            "ipfix": dictionary,
            "src_payload_ref": reference("artifact"),
            "dst_payload_ref": reference("artifact"),
            "encapsulates_refs": list_of(reference("network-traffic")),
            "encapsulated_by_ref": reference("network-traffic"),
        },
        needs_one("src_ref", "dst_ref"),
        not_before("start", "end"),
        _active_end,
        predefined={
            "http-request-ext": _HTTP,
            "icmp-ext": _ICMP,
            "socket-ext": _SOCKET,
            "tcp-ext": _TCP,
        },
    ),
    "process": observable(
        {},
        _PROCESS_PROPERTIES,
        needs_one(*_PROCESS_PROPERTIES, "extensions"),
        predefined={"windows-process-ext": _PROCESS, "windows-service-ext": _SERVICE},
    ),
    "software": observable(
        {"name": text},
        {
            "cpe": string,
            "swid": string,
            "languages": _STRINGS,
            "vendor": string,
            "version": string,
        },
    ),
    "url": observable({"value": text}, {}),
    "user-account": observable(
        {},
        {
            "user_id": string,
            "credential": string,
            "account_login": string,
            "account_type": text,
            "display_name": string,
            "is_service_account": boolean,
            "is_privileged": boolean,
            "can_escalate_privs": boolean,
            "is_disabled": boolean,
            **_CREDENTIALS,
        },
        needs_one(
            "user_id",
            "credential",
            "account_login",
            "account_type",
            "display_name",
            "is_service_account",
            "is_privileged",
            "can_escalate_privs",
            "is_disabled",
            *_CREDENTIALS,
            "extensions",
        ),
        predefined={"unix-account-ext": _UNIX},
        vocabularies={"account_type": vocab.ACCOUNT_TYPE},
    ),
    "windows-registry-key": observable(
        {},
        {
            "key": text,
            "values": list_of(
                record(
                    {},
                    {
                        "name": string,
                        "data": string,
                        "data_type": one_of(*vocab.REGISTRY_DATATYPE),
                    },
                    _not_empty,
                )
            ),
            "modified_time": timestamp,
            "creator_user_ref": reference("user-account"),
            "number_of_subkeys": _NATURAL,
        },
        needs_one("key", "values", "modified_time", "creator_user_ref", "number_of_subkeys"),
    ),
    "x509-certificate": observable({}, _X509, needs_one(*_X509)),
}
