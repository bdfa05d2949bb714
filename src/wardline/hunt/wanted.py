"""Indicators made ready for a hunt: those that hold, and what became of the others.

An indicator that has ended, that a warning list protects, whose pattern fails or is in another
language is counted and named, never dropped in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from wardline.core import lifetime
from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.observables import Observable
from wardline.core.pattern import PatternError
from wardline.core.plan import Trigger, plan_of
from wardline.core.warninglists import _RENTED, WarningLists
from wardline.hunt.exact import Complex
from wardline.hunt.index import Entry, Index

# Patterns as most feeds write them, whose value is in normal form as it stands.
_EASY = re.compile(
    r"\[(?:"
    r"domain-name:value ?= ?'"
    r"(?P<domain>(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z]{2,63})'"
    r"|ipv4-addr:value ?= ?'(?P<ipv4>[0-9.]{7,15})'"
    r"|file:hashes\.'?(?:MD5'? ?= ?'(?P<md5>[0-9a-f]{32})'"
    r"|SHA-?1'? ?= ?'(?P<sha1>[0-9a-f]{40})'"
    r"|SHA-?256'? ?= ?'(?P<sha256>[0-9a-f]{64})')"
    r")\]"
)
_KINDS = {"domain": "domain-name", "ipv4": "ipv4-addr"}
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,18}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII)
LISTED = "It stands on a bare list, which gives no reason"
_OCTETS = frozenset(str(number) for number in range(256))
_MAX_SHOWN = 20


@dataclass
class Wanted:
    """What to hunt for, and the counts of what was given."""

    index: Index = field(default_factory=Index)
    complex: list[Complex] = field(default_factory=list)
    triggers: set[Trigger] = field(default_factory=set)
    # Patterns that no cheap fact narrows: for them every record is looked at.
    scans: list[str] = field(default_factory=list)
    used: int = 0
    ended: int = 0
    protected: int = 0
    other_language: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """The counts, to be shown."""
        used = "1 indicator" if self.used == 1 else f"{self.used:,} indicators"
        parts = [f"{used} used", f"{self.ended:,} ended"]
        parts.append(f"{self.protected:,} protected by a warning list")
        if self.other_language:
            parts.append(f"{self.other_language:,} in another language than STIX patterns")
        parts.append(f"{self.failed:,} with a pattern that fails")
        return ", ".join(parts)


class Given(Protocol):
    """An indicator, as a mapping or as `hunt.feed` reads it."""

    def get(self, name: str, default: Any = None, /) -> Any:
        """A property."""


def want(given: Iterable[Given | Observable], now: int, lists: WarningLists) -> Wanted:
    """Those of `given` that hold at `now` and that no warning list protects.

    Of several versions of an indicator the newest counts; an observable is a bare list's entry.
    """
    wanted = Wanted()
    shield = _Shield(lists)
    newest: dict[str, Given] = {}
    for one in given:
        if isinstance(one, Observable):
            _bare(wanted, one, shield)
            continue
        key = str(one.get("id"))
        known = newest.get(key)
        if known is None or _version(known) <= _version(one):
            newest[key] = one
    judge = _Lifetime(now)
    for indicator in newest.values():
        if not judge.holds(indicator):
            wanted.ended += 1
        elif indicator.get("pattern_type", "stix") != "stix":
            wanted.other_language += 1
        else:
            _take(wanted, indicator, shield)
    return wanted


def _version(indicator: Given) -> int:
    modified = indicator.get("modified")
    return (parse_timestamp(modified) or 0) if type(modified) is str else 0


class _Lifetime:
    """core.lifetime's answer; for the usual indicator without parsing its times."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._today = format_timestamp(now)[:10]

    def holds(self, indicator: Given) -> bool:
        start = indicator.get("valid_from")
        if (
            indicator.get("valid_until") is None
            and not indicator.get("revoked")
            and type(start) is str
            and _DAY.match(start)
            and start[:10] < self._today
        ):
            return True
        return lifetime.why_not(cast("Mapping[str, Any]", indicator), self._now) is None


class _Shield:
    """The warning lists; most single IPv4 addresses are told apart by one look."""

    def __init__(self, lists: WarningLists) -> None:
        self._hit = lists.hit
        self._starts, self._ends = _merged(lists)

    def hit(self, observable: Observable) -> object | None:
        """The list that protects `observable`, or None."""
        kind, value = observable
        if kind == "ipv4-addr" and "/" not in value:
            first, second, third, fourth = value.split(".")
            number = int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)
            at = bisect_right(self._starts, number)
            if at == 0 or self._ends[at - 1] < number:
                return None
        elif kind == "url":
            # A URL is protected only where its host is.
            host = value.partition("://")[2].partition("/")[0]
            if _HOST.fullmatch(host) and self._hit(Observable("domain-name", host)) is None:
                return None
        return self._hit(observable)


def _merged(lists: WarningLists) -> tuple[list[int], list[int]]:
    """All ranges of IPv4 of all lists as one, without overlaps."""
    ranges = lists._ranges  # noqa: SLF001 # the lists tell nothing of themselves in bulk
    spans = sorted(
        span
        for (name, version), listed in ranges.items()
        if version == 4 and name not in _RENTED  # noqa: PLR2004 # of IP; rented: ranges only
        for span in zip(listed.starts, listed.ends, strict=True)
    )
    starts: list[int] = []
    ends: list[int] = []
    for first, last in spans:
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return starts, ends


def _bare(wanted: Wanted, observable: Observable, shield: _Shield) -> None:
    if shield.hit(observable) is not None:
        wanted.protected += 1
        return
    wanted.used += 1
    wanted.index.add(observable)


def _take(wanted: Wanted, indicator: Given, lists: _Shield) -> None:
    pattern = indicator.get("pattern")
    if type(pattern) is not str:
        _fail(wanted, indicator, "it has no pattern")
        return
    easy = _easy(pattern)
    if easy is not None:
        _plain(wanted, indicator, (easy,), lists)
        return
    try:
        plan = plan_of(pattern)
        if plan.plain is not None:
            _plain(wanted, indicator, plan.plain, lists)
        else:
            _complex(wanted, indicator, pattern, plan.observations)
    except PatternError as error:
        _fail(wanted, indicator, str(error))


def _easy(pattern: str) -> Observable | None:
    match = _EASY.fullmatch(pattern)
    if match is None or match.lastgroup is None:
        return None
    name = match.lastgroup
    value = match[name]
    if name == "ipv4":
        octets = value.split(".")
        if len(octets) != 4 or not _OCTETS.issuperset(octets):  # noqa: PLR2004 # of an address
            return None
    return Observable(_KINDS.get(name, name), value)


def _fail(wanted: Wanted, indicator: Given, reason: str) -> None:
    wanted.failed += 1
    if len(wanted.failures) < _MAX_SHOWN:
        wanted.failures.append(f"{indicator.get('id')}: {reason}")


def _plain(
    wanted: Wanted,
    indicator: Given,
    observables: tuple[Observable, ...],
    lists: _Shield,
) -> None:
    left = [observable for observable in observables if lists.hit(observable) is None]
    wanted.protected += not left
    wanted.used += bool(left)
    entry = _entry(indicator)
    for observable in left:
        wanted.index.add(observable, entry)


def _complex(
    wanted: Wanted,
    indicator: Given,
    pattern: str,
    observations: tuple[tuple[Trigger, ...] | None, ...],
) -> None:
    from wardline.core.matching import UnsupportedError
    from wardline.core.matching import compile as compile_pattern

    try:
        matcher = compile_pattern(pattern, loose=True)
    except UnsupportedError as error:
        _fail(wanted, indicator, str(error))
        return
    wanted.used += 1
    wanted.complex.append(Complex(len(wanted.complex), _entry(indicator), matcher))
    for triggers in observations:
        if triggers is None:
            wanted.scans.append(str(indicator.get("id")))
        else:
            wanted.triggers.update(triggers)


def _entry(indicator: Given) -> Entry:
    return Entry(str(indicator.get("id")), str(indicator.get("pattern", "")), indicator)


def why(entry: Entry) -> str:
    """Why the indicator is believed, as far as it says so."""
    indicator = entry.source
    if indicator is None:
        return LISTED
    parts = []
    name = indicator.get("name")
    if name and name != indicator.get("id"):
        parts.append(f"Named {str(name)[:120]!r}")
    author = indicator.get("created_by_ref")
    if author:
        parts.append(f"by {author}")
    if type(indicator.get("confidence")) is int:
        parts.append(f"confidence {indicator['confidence']} of 100")
    kinds = indicator.get("indicator_types")
    if isinstance(kinds, list) and kinds:
        parts.append("said to be " + ", ".join(str(kind) for kind in kinds[:4]))
    if not parts and name == indicator.get("id"):
        return LISTED
    start, end = indicator.get("valid_from"), indicator.get("valid_until")
    if start and name != indicator.get("id"):
        parts.append(f"valid from {str(start)[:10]}" + (f" to {str(end)[:10]}" if end else ""))
    return ", ".join(parts)
