"""Large sets of indicators, read quickly: STIX 2.1, and lists of one value a line.

What is not in the usual form is left to the importers, one by one; the outcome is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from wardline.core.observables import Observable

# Values that are in normal form as they stand, but for the case of hashes.
_VALUE = re.compile(
    r"(?P<sha256>[0-9a-fA-F]{64})|(?P<sha1>[0-9a-fA-F]{40})|(?P<md5>[0-9a-fA-F]{32})"
    r"|(?P<ipv4>(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5]))"
    r"|(?P<domain>(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z]{2,18})"
    r"|(?P<url>https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,18}/"
    r"[A-Za-z0-9_./~=&-]{0,500}(?:\?[A-Za-z0-9_./~=&-]{1,500})?)",
    re.ASCII,
)
_KINDS = {"domain": "domain-name", "ipv4": "ipv4-addr", "url": "url"}
# Endings that no file has; names with others are left to the importer.
_SURE_ENDINGS = frozenset(
    [
        "com",
        "net",
        "org",
        "info",
        "biz",
        "edu",
        "gov",
        "mil",
        "int",
        "eu",
        "us",
        "uk",
        "de",
        "fr",
        "nl",
        "it",
        "es",
        "pl",
        "ru",
        "cn",
        "jp",
        "br",
        "in",
        "io",
        "co",
        "me",
        "tv",
        "cc",
        "ws",
        "xyz",
        "top",
        "site",
        "online",
        "club",
        "shop",
        "live",
        "icu",
        "work",
        "example",
        "test",
        "local",
        "app",
        "dev",
        "cloud",
        "pw",
        "su",
        "ua",
        "ir",
        "link",
        "click",
        "fun",
        "space",
        "store",
        "tech",
        "host",
        "press",
        "website",
        "world",
        "life",
        "today",
        "group",
        "pro",
        "name",
        "mobi",
    ]
)


class Indicator(msgspec.Struct):
    """The properties of an indicator that a hunt needs."""

    type: str
    id: str = ""
    spec_version: str = ""
    modified: str = ""
    pattern: str = ""
    pattern_type: str = "stix"
    valid_from: str | None = None
    valid_until: str | None = None
    revoked: bool = False
    name: str = ""
    confidence: int | None = None
    created_by_ref: str | None = None
    indicator_types: list[str] | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """A property, as of a mapping."""
        return getattr(self, name, default)

    def __getitem__(self, name: str) -> Any:
        """A property, as of a mapping."""
        return getattr(self, name)


class _Bundle(msgspec.Struct):
    objects: list[Indicator]


_BUNDLE = msgspec.json.Decoder(_Bundle)
_LIST = msgspec.json.Decoder(list[Indicator])
_ONE = msgspec.json.Decoder(Indicator)


def stix(data: bytes) -> list[Indicator] | None:
    """The indicators of STIX 2.1 data; None where it has to be read with more care."""
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        found = _objects(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    kept = [one for one in found if one.type == "indicator"]
    good = all(one.id and one.pattern and one.spec_version == "2.1" for one in kept)
    return kept if good and (kept or found) else None


def _objects(data: bytes) -> list[Indicator]:
    if data[:1] == b"[":
        return _LIST.decode(data)
    end = data.find(b"\n")
    if end != -1 and data[end - 1 : end].rstrip(b"\r") == b"}" and _is_one(data[:end]):
        return _ONE.decode_lines(data)
    if b'"objects"' not in data[:4096]:
        return [_ONE.decode(data)]
    return _BUNDLE.decode(data).objects


def _is_one(line: bytes) -> bool:
    try:
        return _ONE.decode(line).type != "bundle"
    except (msgspec.DecodeError, ValueError):
        return False


def values(
    data: bytes, slow: Callable[[bytes], Iterator[dict[str, Any]]]
) -> Iterator[Observable | dict[str, Any]]:
    """The values of a list: each as an observable, or as what `slow` makes of its line."""
    match = _VALUE.fullmatch
    for raw in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        line = raw.decode("utf-8", errors="replace")
        found = match(line)
        if found is None or found.lastgroup is None:
            if raw.strip():
                yield from slow(raw)
            continue
        kind = found.lastgroup
        if kind == "domain" and line.rpartition(".")[2] not in _SURE_ENDINGS:
            yield from slow(raw)
            continue
        yield Observable(_KINDS.get(kind, kind), line if kind in _KINDS else line.lower())
