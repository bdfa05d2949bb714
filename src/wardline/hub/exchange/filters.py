"""TAXII 2.1 query parameters, parsed once: match fields, added_after, limit, next.

*Source*: TAXII 2.1 sections 3.4 (filtering), 3.5 (pagination).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wardline.core.clock import parse_timestamp
from wardline.core.errors import UsageError
from wardline.core.ids import split_id

# A filter never needs more values than STIX has types or a page has objects.
MAX_VALUES = 100
_TYPE = re.compile(r"[a-z0-9-]{1,250}")
# TAXII 2.1 section 2: integers stay within 2^53-1, so within 16 digits.
_WHOLE = re.compile(r"0*[1-9][0-9]{0,15}", re.ASCII)
_SPEC_VERSION = re.compile(r"\d+\.\d+")
SPEC_VERSION = "2.1"


class Match(NamedTuple):
    """The match fields of one request; empty means: not asked for."""

    ids: tuple[tuple[bytes, str], ...] = ()
    types: tuple[str, ...] = ()
    # Any of 'first', 'last', 'all' and exact instants.
    versions: tuple[str, ...] = ()
    instants: tuple[int, ...] = ()
    spec_versions: tuple[str, ...] = ()

    @property
    def excludes_all(self) -> bool:
        """Whether no object here can match: all that is stored is STIX 2.1."""
        return bool(self.spec_versions) and SPEC_VERSION not in self.spec_versions


class Asked(NamedTuple):
    """What a request asks of an endpoint that gives pages."""

    match: Match
    added_after: int | None
    limit: int | None
    next: str | None
    # The match parameters as one text, to bind a cursor to.
    text: str


def parse(query: dict[str, str], allowed: tuple[str, ...], *, paged: bool = True) -> Asked:
    """The parameters in `query`. *Raises* UsageError for what is malformed.

    `allowed` names the match fields of the endpoint; others, like unknown parameters, are ignored
    (docs/divergences.md).
    """
    fields = {name: query[f"match[{name}]"] for name in allowed if f"match[{name}]" in query}
    versions, instants = _versions(fields.get("version"))
    match = Match(
        ids=tuple(_id(value) for value in _values(fields.get("id"), "id")),
        types=tuple(_type(value) for value in _values(fields.get("type"), "type")),
        versions=versions,
        instants=instants,
        spec_versions=tuple(
            _spec_version(value) for value in _values(fields.get("spec_version"), "spec_version")
        ),
    )
    return Asked(
        match,
        _added_after(query.get("added_after")) if paged else None,
        _limit(query.get("limit")) if paged else None,
        query.get("next") if paged else None,
        "&".join(f"{name}={value}" for name, value in sorted(fields.items())),
    )


def _values(text: str | None, name: str) -> list[str]:
    if text is None:
        return []
    values = text.split(",")
    if "" in values:
        raise UsageError(f"match[{name}] has an empty value.")
    if len(values) > MAX_VALUES:
        raise UsageError(
            f"match[{name}] has more than {MAX_VALUES} values.", hint="Ask in several requests."
        )
    return list(dict.fromkeys(values))


def _id(value: str) -> tuple[bytes, str]:
    split = split_id(value)
    if split is None:
        raise UsageError(
            f"match[id] value {value[:80]!r} is no STIX identifier.",
            hint="It looks like indicator--<UUID>.",
        )
    return split[1].bytes, split[0]


def _type(value: str) -> str:
    if not _TYPE.fullmatch(value):
        raise UsageError(f"match[type] value {value[:80]!r} is no STIX type.")
    return value


def _spec_version(value: str) -> str:
    if not _SPEC_VERSION.fullmatch(value):
        raise UsageError(f"match[spec_version] value {value[:80]!r} is no version like 2.1.")
    return value


def _versions(text: str | None) -> tuple[tuple[str, ...], tuple[int, ...]]:
    if text is None:
        return (), ()
    values = text.split(",")
    if len(values) > MAX_VALUES:
        raise UsageError(f"match[version] has more than {MAX_VALUES} values.")
    words: list[str] = []
    instants: list[int] = []
    for value in values:
        if value in ("first", "last", "all"):
            words.append(value)
            continue
        instant = parse_timestamp(value)
        if instant is None:
            raise UsageError(
                f"match[version] value {value[:80]!r} is neither first, last, all "
                "nor a timestamp like 2026-01-31T12:00:00.000Z."
            )
        instants.append(instant)
    if len(set(words)) != len(words) or len(set(instants)) != len(instants):
        raise UsageError("match[version] names the same version twice.")
    if "all" in words and len(values) > 1:
        raise UsageError("match[version]=all takes no other value beside it.")
    return tuple(words), tuple(instants)


def _added_after(text: str | None) -> int | None:
    if text is None:
        return None
    instant = parse_timestamp(text)
    if instant is None:
        raise UsageError(
            f"added_after {text[:80]!r} is no UTC timestamp.",
            hint="It looks like 2026-01-31T12:00:00.000000Z.",
        )
    return instant


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not _WHOLE.fullmatch(text):
        raise UsageError(f"limit {text[:80]!r} is no whole number above 0.")
    return int(text)
