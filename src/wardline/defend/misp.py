"""A MISP event with one attribute for each value.

*Source*: the MISP core format (draft-dulaunoy-misp-core-format), types and categories.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from wardline.core.clock import format_timestamp
from wardline.core.ids import named_id
from wardline.core.tlp import TLP
from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Output, Told, Value

NAMESPACE = uuid.UUID("1f0a4a3e-3f0b-5d54-9c3d-3a2f7b6f9e02")
_TYPES = {
    "ipv4-addr": ("ip-dst", "Network activity"),
    "ipv6-addr": ("ip-dst", "Network activity"),
    "domain-name": ("domain", "Network activity"),
    "url": ("url", "Network activity"),
    "email-addr": ("email-src", "Payload delivery"),
    "mac-addr": ("mac-address", "Network activity"),
    "md5": ("md5", "Payload delivery"),
    "sha1": ("sha1", "Payload delivery"),
    "sha256": ("sha256", "Payload delivery"),
    "sha512": ("sha512", "Payload delivery"),
    "ssdeep": ("ssdeep", "Payload delivery"),
    "file-name": ("filename", "Payload delivery"),
    "mutex": ("mutex", "Artifacts dropped"),
    "windows-registry-key": ("regkey", "Persistence mechanism"),
    "autonomous-system": ("AS", "Network activity"),
}
_CERTIFICATES = frozenset({"md5", "sha1", "sha256"})
TAGS = {tlp: f"tlp:{tlp.label.removeprefix('TLP:').lower()}" for tlp in TLP}


class Misp:
    """One event; identifiers depend on indicator and value, so that a second import updates."""

    about = About(
        "misp",
        "MISP",
        "Add event from MISP export, or PyMISP: misp.add_event(event)",
        media="application/json",
        kinds=frozenset(_TYPES),
        only="has no attribute type for this kind",
        serial=True,
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The value's attribute."""
        value, facts = claim.value, claim.facts
        if value is None:
            return "misp carries single values only"
        pair = typed(value)
        if isinstance(pair, str):
            return pair
        kind, category = pair
        name = f"{facts.id}/{kind}/{value.value}"
        attribute: dict[str, Any] = {
            "uuid": named_id("attribute", NAMESPACE, name).partition("--")[2],
            "type": kind,
            "category": category,
            "value": value.value,
            "to_ids": True,
            "disable_correlation": False,
            "distribution": "5",
            "timestamp": str(facts.modified // 1_000_000),
            "comment": f"{text.title(facts)} ({text.comment(facts)})",
            "Tag": [{"name": TAGS[facts.tlp]}],
        }
        if facts.start:
            attribute["first_seen"] = format_timestamp(facts.start)[:-1] + "+00:00"
        body = json.dumps(attribute, sort_keys=True, ensure_ascii=True)
        return Entry((kind, value.value), body, facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The event around all attributes."""
        newest = max((entry.facts.modified for entry in entries), default=0)
        strictest = max((entry.facts.tlp for entry in entries), default=TLP.CLEAR)
        head = {
            "uuid": named_id("event", NAMESPACE, "wardline").partition("--")[2],
            "info": "Indicators shared through Wardline",
            "date": text.moment(newest)[:10],
            "timestamp": str(max(newest // 1_000_000, told.serial)),
            "threat_level_id": "4",
            "analysis": "2",
            "distribution": "0",
            "published": False,
            "Tag": [{"name": TAGS[strictest]}],
        }
        out.write(('{"Event":' + json.dumps(head, sort_keys=True)[:-1] + ',"Attribute":[').encode())
        for number, entry in enumerate(entries):
            out.write(((",\n" if number else "\n") + entry.body).encode())
        out.write(b"\n]}}\n")


def typed(value: Value) -> tuple[str, str] | str:
    """The attribute type and category of a value, or why there is none."""
    if value.kind not in _TYPES and value.role != "cert":
        return "MISP has no attribute type for this kind"
    if value.role == "cert":
        if value.kind not in _CERTIFICATES:
            return "MISP knows certificates by MD5, SHA-1 and SHA-256 only"
        return f"x509-fingerprint-{value.kind}", "Network activity"
    if value.role == "src" and value.kind.startswith("ipv"):
        return "ip-src", "Network activity"
    return _TYPES[value.kind]
