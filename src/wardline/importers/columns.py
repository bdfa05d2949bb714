"""What the columns of a list of observables are called, and the indicator that a row becomes.

The same for CSV, for lists of JSON objects and for plain lines, whoever publishes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from wardline.core import ids
from wardline.core.clock import format_millis, parse_timestamp
from wardline.core.observables import Observable, classify, normalize, refang, to_pattern
from wardline.core.tlp import TLP
from wardline.importers import misptypes
from wardline.importers.base import NAMESPACE, UNDATED, Failure, Item

# Names as `plain` makes them. Of a role with several columns the first one here holds.
_ROLES = {
    "value": (
        "value", "indicator", "ioc", "ioc_value", "observable", "indicator_value", "data",
        "artifact",
    ),
    "kind": ("type", "kind", "indicator_type", "ioc_type", "observable_type"),
    "description": ("description", "comment", "comments", "note", "notes", "details"),
    "start": (
        "first_seen", "first_seen_utc", "firstseen", "valid_from", "date", "created", "dateadded",
        "date_added", "submission_time", "timestamp",
    ),
    "end": ("valid_until", "expiration", "expires", "expiry"),
    "tlp": ("tlp", "tlp_label", "marking"),
    "confidence": ("confidence", "confidence_level"),
    "tags": ("tags", "labels", "tag"),
    # Of MISP's exports: whether a value may be looked for, and the object that it is part of.
    "to_ids": ("to_ids",),
    "object": ("object_name",),
}  # fmt: skip
# Columns of one kind of value, the most telling first: a row with a URL and its address is a URL's.
_TYPED = {
    "url": ("url", "uri", "urls"),
    "sha256": ("sha256", "sha256_hash", "hash_sha256", "file_sha256"),
    "sha1": ("sha1", "sha1_hash", "hash_sha1"),
    "md5": ("md5", "md5_hash", "hash_md5"),
    "ip": (
        "ip", "ip_address", "ipaddress", "dst_ip", "dest_ip", "src_ip", "source_ip", "ipv4", "ipv6",
        "cidr", "network", "subnet", "netblock",
    ),
    "domain": ("domain", "domain_name", "hostname", "host", "fqdn"),
    "email": ("email", "email_address"),
}  # fmt: skip
# The roles under which a value stands.
VALUES = frozenset({"value", *_TYPED})
# DShield's blocks have the network in two columns, and an address to complain to: see `lines.py`.
_DSHIELD = {"start", "end", "netmask"}
_RANGE = {"start", "end"}
# Of a connection nobody knows which end is the bad one.
_ENDS = ({"src_ip", "source_ip"}, {"dst_ip", "dest_ip"})
# What says in other words what it is about, where there is no description.
_ABOUT = (
    "malware_printable", "malware", "malware_family", "family", "signature", "threat",
    "threat_type", "target", "category", "reason",
)  # fmt: skip
# Names that only lists of threats have; a URL alone stands in any JSON.
_TELLING = {
    "ioc", "ioc_value", "ioc_type", "indicator", "indicator_value", "indicator_type", "observable",
    "malware", "malware_printable", "malware_family", "threat", "threat_type", "url_status",
    "first_seen", "first_seen_utc", "firstseen", "dateadded", "confidence_level", "phish_id",
}  # fmt: skip
_IP = ("ipv4-addr", "ipv6-addr")
_KINDS = {
    "ip": _IP,
    "ipv4": ("ipv4-addr",),
    "ipv6": ("ipv6-addr",),
    "ip_dst": _IP,
    "ip_src": _IP,
    "cidr": _IP,
    "domain": ("domain-name",),
    "hostname": ("domain-name",),
    "fqdn": ("domain-name",),
    "url": ("url",),
    "uri": ("url",),
    "email": ("email-addr",),
    "md5": ("md5",),
    "sha1": ("sha1",),
    "sha256": ("sha256",),
    "sha512": ("sha512",),
    "filename": ("file-name",),
    "file_name": ("file-name",),
}
# Around the name of a hash: "FileHash-SHA256", "sha256_hash".
_HASH = re.compile(r"(?:file_?hash_|hash_)?((?:md5|sha1|sha256|sha512))(?:_hash)?", re.ASCII)
_PORT = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):(\d{1,5})", re.ASCII)
_UNNAMED = re.compile(r"[^a-z0-9]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ZONE = re.compile(r"(?:\+00:?00| UTC)\Z", re.ASCII)
# STIX 2.1 section 3.2: 0 to 100.
_CONFIDENCE = re.compile(r"100|0?\d{1,2}", re.ASCII)
_FALSE = frozenset({"0", "false", "no"})
_NOTHING = frozenset({"", "none", "null", "n/a", "na", "-", "unknown"})


def plain(name: str) -> str:
    """A column's name as it is looked up: "# First Seen" is "first_seen"."""
    return _UNNAMED.sub("_", name.strip().lower()).strip("_")


def header(names: Iterable[str]) -> dict[str, str]:
    """The role of each column that has one, by its name; empty: none of them holds a value."""
    found = roles(names)
    return found if VALUES & set(found.values()) else {}


def roles(names: Iterable[str]) -> dict[str, str]:
    """The role of each column that has one, by its name, whether one holds a value or none."""
    known = {plain(name): name for name in reversed(list(names))}
    if known.keys() >= _DSHIELD:
        return {}
    unfit = _unfit(known.keys())
    known = {word: name for word, name in known.items() if word not in unfit}
    found: dict[str, str] = {}
    for role, words in _ROLES.items():
        word = next((word for word in words if word in known), None)
        if word is not None:
            found[known[word]] = role
    valued = "value" in found.values()
    for kind, words in _TYPED.items():
        found |= {known[word]: kind for word in words if word in known and not valued}
    return found | {known[word]: f"about {word}" for word in _ABOUT if word in known}


def is_tags(name: str) -> bool:
    """Whether a column of this name holds labels."""
    return plain(name) in _ROLES["tags"]


def clash(names: Iterable[str]) -> str:
    """Why names that give no value would give two; empty: they do not."""
    known = list(names)
    ends = [name for name in known if plain(name) in _ENDS[0] | _ENDS[1]]
    if header(known) or not _both(map(plain, known)):
        return ""
    return f"Of the columns {' and '.join(ends)} nobody knows which is the indicator: leave one."


def _both(words: Iterable[str]) -> bool:
    said = set(words)
    return all(end & said for end in _ENDS)


def _unfit(words: Collection[str]) -> set[str]:
    """The names that hold no value beside the others."""
    unfit = _ENDS[0] | _ENDS[1] if _both(words) else set()
    # Beside the ends of a range an address is whom to complain to.
    return unfit | {"email", "email_address"} if set(words) >= _RANGE else unfit


def is_listing(names: Iterable[str]) -> bool:
    """Whether names are those of a list of threats, and not of just anything with a value."""
    known = [plain(name) for name in names]
    return not _TELLING.isdisjoint(known) and bool(header(known))


def row(cells: Mapping[str, str], place: str) -> Item | Failure:
    """The indicator of a row, of which `cells` holds what stands under each role."""
    if why := _refused(cells):
        return Failure(place, why)
    value, kind = cells.get("value", ""), plain(cells.get("kind", ""))
    if not value:
        typed = ((name, cells.get(name, "")) for name in _TYPED)
        kind, value = next(((name, text) for name, text in typed if says(text)), ("", ""))
    observable, port = _observable(value, kind)
    if observable is None:
        return Failure(place, f"{value[:80]!r} is no address, domain, URL, e-mail, hash or file.")
    indicator = _indicator(observable, _moment(cells.get("start", "")) or UNDATED)
    end = _moment(cells.get("end", ""))
    if end is not None:
        if end <= indicator["valid_from"]:
            return Failure(place, f"It had expired on {end[:10]}, before it began to hold.")
        indicator["valid_until"] = end
    if about := _about(cells, port):
        indicator["description"] = about
    if _CONFIDENCE.fullmatch(cells.get("confidence", "")):
        indicator["confidence"] = int(cells["confidence"])
    if says(cells.get("tlp", "")):
        label = TLP.from_label(cells["tlp"])
        if label is None:
            return Failure(place, f"{cells['tlp'][:40]!r} is no TLP label.")
        indicator["object_marking_refs"] = [label.marking_id]
    tags = [tag.strip() for tag in re.split(r"[|;,]", cells.get("tags", "")) if says(tag)]
    if tags:
        indicator["labels"] = tags
    return Item(indicator, place)


def _refused(cells: Mapping[str, str]) -> str:
    if cells.get("to_ids", "").strip().lower() in _FALSE:
        return "It is not to be looked for (to_ids): it is no indicator."
    return misptypes.withheld(cells.get("kind", "").strip(), cells.get("object", "").strip())


def is_value(text: str) -> bool:
    """Whether a bare text is an observable, with a port behind it or without."""
    return _observable(text, "")[0] is not None


def says(text: str) -> bool:
    """Whether a cell holds more than a word for nothing."""
    return text.strip().lower() not in _NOTHING


def _about(cells: Mapping[str, str], port: str) -> str:
    told = cells.get("description", "")
    if not says(told):
        parts = [cells[f"about {word}"].strip() for word in _ABOUT if f"about {word}" in cells]
        told = ", ".join(dict.fromkeys(part for part in parts if says(part)))
    return "; ".join(part for part in (told.strip(), f"port {port}" if port else "") if part)


def _observable(value: str, kind: str) -> tuple[Observable | None, str]:
    """What a value is, and the port that stood behind it: what is looked for is the host."""
    text = refang(value.strip())
    found = _HASH.fullmatch(kind)
    for candidate in _KINDS.get(found[1] if found else kind, ()):
        made = normalize(candidate, text)
        if made is not None:
            return made, ""
    whole = classify(value)
    if whole is not None:
        return whole, ""
    host = _PORT.fullmatch(text)
    return (None, "") if host is None else (classify(host[1].strip("[]")), host[2])


def _moment(text: str) -> str | None:
    """A date or a timestamp as a STIX timestamp, or None; what names no zone is UTC."""
    text = _ZONE.sub("", text.strip()).replace(" ", "T", 1)
    if _DAY.fullmatch(text):
        text = f"{text}T00:00:00Z"
    micros = parse_timestamp(text if text.endswith("Z") else f"{text}Z")
    return None if micros is None else format_millis(micros)


def _indicator(observable: Observable, moment: str) -> dict[str, Any]:
    pattern = to_pattern(observable)
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ids.named_id("indicator", NAMESPACE, pattern),
        "created": moment,
        "modified": moment,
        "name": observable.value,
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": moment,
    }
