"""Indicators made ready for a hunt: those that hold, and what became of the others.

An indicator that has ended, that a warning list protects, whose pattern fails or is in another
language is counted and named, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wardline.core import lifetime
from wardline.core.observables import Observable
from wardline.core.pattern import PatternError
from wardline.core.plan import Trigger, plan_of
from wardline.core.warninglists import WarningLists
from wardline.hunt.exact import Complex
from wardline.hunt.index import Entry, Index

# Patterns as most feeds write them, whose value is in normal form as it stands.
_EASY = re.compile(
    r"\[(?:"
    r"domain-name:value ?= ?'(?P<domain>(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z]{2,63})'"
    r"|ipv4-addr:value ?= ?'(?P<ipv4>[0-9.]{7,15})'"
    r"|file:hashes\.'?(?:MD5'? ?= ?'(?P<md5>[0-9a-f]{32})'"
    r"|SHA-?1'? ?= ?'(?P<sha1>[0-9a-f]{40})'"
    r"|SHA-?256'? ?= ?'(?P<sha256>[0-9a-f]{64})')"
    r")\]"
)
_KINDS = {"domain": "domain-name", "ipv4": "ipv4-addr"}
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
        parts = [f"{self.used:,} indicators used", f"{self.ended:,} ended"]
        parts.append(f"{self.protected:,} protected by a warning list")
        if self.other_language:
            parts.append(f"{self.other_language:,} in another language than STIX patterns")
        parts.append(f"{self.failed:,} with a pattern that fails")
        return ", ".join(parts)


def want(indicators: Iterable[Mapping[str, Any]], now: int, lists: WarningLists) -> Wanted:
    """Those of `indicators` that hold at `now` and that no warning list protects."""
    wanted = Wanted()
    for indicator in indicators:
        if lifetime.why_not(indicator, now) is not None:
            wanted.ended += 1
        elif indicator.get("pattern_type", "stix") != "stix":
            wanted.other_language += 1
        else:
            _take(wanted, indicator, lists)
    return wanted


def _take(wanted: Wanted, indicator: Mapping[str, Any], lists: WarningLists) -> None:
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


def _fail(wanted: Wanted, indicator: Mapping[str, Any], reason: str) -> None:
    wanted.failed += 1
    if len(wanted.failures) < _MAX_SHOWN:
        wanted.failures.append(f"{indicator.get('id')}: {reason}")


def _plain(
    wanted: Wanted,
    indicator: Mapping[str, Any],
    observables: tuple[Observable, ...],
    lists: WarningLists,
) -> None:
    left = [observable for observable in observables if lists.hit(observable) is None]
    wanted.protected += not left
    wanted.used += bool(left)
    entry = _entry(indicator)
    for observable in left:
        wanted.index.add(observable, entry)


def _complex(
    wanted: Wanted,
    indicator: Mapping[str, Any],
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


def _entry(indicator: Mapping[str, Any]) -> Entry:
    return Entry(str(indicator.get("id")), str(indicator.get("pattern", "")), _why(indicator))


def _why(indicator: Mapping[str, Any]) -> str:
    """Why the indicator is believed, as far as it says so."""
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
    start, end = indicator.get("valid_from"), indicator.get("valid_until")
    if start and name != indicator.get("id"):
        parts.append(f"valid from {str(start)[:10]}" + (f" to {str(end)[:10]}" if end else ""))
    return ", ".join(parts)
