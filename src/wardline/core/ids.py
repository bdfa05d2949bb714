"""STIX identifiers: random, deterministic for observables, and taken apart.

*Source*: STIX 2.1 section 2.9 (identifier).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from wardline.core import jsonio

# STIX 2.1 section 2.9: the namespace of deterministic observable ids.
NAMESPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_IDENTIFIER = re.compile(
    r"([a-z0-9][a-z0-9-]{0,248}[a-z0-9])--"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})",
    re.ASCII,
)
# Chosen in this order where an object has several (section 2.9).
_HASH_ORDER = ("MD5", "SHA-1", "SHA-256", "SHA-512")

# ID contributing properties, from each observable's own section in chapter 6.
CONTRIBUTING: dict[str, tuple[str, ...]] = {
    "artifact": ("hashes", "payload_bin"),
    "autonomous-system": ("number",),
    "directory": ("path",),
    "domain-name": ("value",),
    "email-addr": ("value",),
    "email-message": ("from_ref", "subject", "body"),
    "file": ("hashes", "name", "extensions", "parent_directory_ref"),
    "ipv4-addr": ("value",),
    "ipv6-addr": ("value",),
    "mac-addr": ("value",),
    "mutex": ("name",),
    "network-traffic": (
        "start",
        "end",
        "src_ref",
        "dst_ref",
        "src_port",
        "dst_port",
        "protocols",
        "extensions",
    ),
    "software": ("name", "cpe", "swid", "vendor", "version"),
    "url": ("value",),
    "user-account": ("account_type", "user_id", "account_login"),
    "windows-registry-key": ("key", "values"),
    "x509-certificate": ("hashes", "serial_number"),
}


def new_id(type_: str) -> str:
    """A new random identifier."""
    return f"{type_}--{uuid.uuid4()}"


def named_id(type_: str, namespace: uuid.UUID, name: str) -> str:
    """The identifier of the thing that `name` names in a namespace of ours."""
    return f"{type_}--{uuid.uuid5(namespace, name)}"


def sco_id(obj: Mapping[str, Any]) -> str:
    """The deterministic identifier of an observable; random where nothing contributes to one."""
    parts = {
        name: _hash(obj[name]) if name == "hashes" else obj[name]
        for name in CONTRIBUTING.get(obj["type"], ())
        if obj.get(name) not in (None, {}, [])
    }
    if not parts:
        return new_id(obj["type"])
    return f"{obj['type']}--{uuid.uuid5(NAMESPACE, jsonio.encode(parts).decode())}"


def _hash(hashes: Any) -> Any:
    """The one of several hashes that counts; what is no dictionary of them stays as it is."""
    if not isinstance(hashes, Mapping):
        return hashes
    chosen = next((name for name in _HASH_ORDER if name in hashes), min(hashes))
    return {chosen: hashes[chosen]}


def split_id(text: object) -> tuple[str, uuid.UUID] | None:
    """The type and the UUID in an identifier, or None where `text` is none."""
    if type(text) is not str:
        return None
    match = _IDENTIFIER.fullmatch(text)
    return None if match is None else (match[1], uuid.UUID(match[2]))


def type_of(text: object) -> str | None:
    """The type in an identifier, or None where `text` is none."""
    match = _IDENTIFIER.fullmatch(text) if type(text) is str else None
    return None if match is None else match[1]
