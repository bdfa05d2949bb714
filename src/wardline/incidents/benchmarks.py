"""Benchmarks: how long it took organizations of one kind and size, told so that none is seen.

Fixed groups that never overlap; one value an organization (its own median); bands, never values.
A median is told where each half has 11 organizations, quartiles where each quarter has: so no part
that a figure cuts off is under 11 (DESIGN L10). A figure is renewed when 11 organizations more
stand behind it, and stands until then. Anonymous reports are left out: nobody knows of how many
organizations they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import msgspec

from wardline.core.cells.model import SMALLEST
from wardline.incidents.counted import UNKNOWN, Counted

GROUP_KINDS = {
    "hospital": ("hospital",),
    "practice": ("practice",),
    "payer": ("health-plan", "clearinghouse"),
    "supplier": ("device-maker", "health-it", "laboratory", "pharmacy"),
    "public": ("federal", "isac", "research", "other"),
}
GROUP_SIZES = {
    "small": ("1 to 10", "11 to 100"),
    "middle": ("101 to 1000",),
    "large": ("1001 to 10000", "Over 10000"),
    "unknown": ("Unknown",),
}
GROUPS = tuple(f"{kind}/{size}" for kind in GROUP_KINDS for size in GROUP_SIZES)
_KIND = {one: kind for kind, ones in GROUP_KINDS.items() for one in ones}
_SIZE = {one: size for size, ones in GROUP_SIZES.items() for one in ones}

# What is measured, and where its bands begin: hours, or patients.
HOURS = (0, 1, 4, 12, 24, 72, 168, 336, 720, 2160)
PATIENTS = (0, 1, 11, 51, 101, 501, 1001, 5001)
MEASURES: dict[str, tuple[int, ...]] = {
    "downtime": HOURS,
    "patients": PATIENTS,
    "find": HOURS,
    "contain": HOURS,
}
CONTROLS = "controls"
_MEDIAN, _QUARTILES = 2 * SMALLEST, 4 * SMALLEST


class Benchmark(msgspec.Struct, frozen=True):
    """What is told of one group. *Shape*: bands by where they begin; None: too few for it."""

    group: str
    measure: str
    # The edition (from 0), and how many organizations, rounded down to a multiple of 11.
    edition: int
    organizations: int
    middle: int | None = None
    lower: int | None = None
    upper: int | None = None
    # For `controls`: those that 11 organizations or more named, the most often named first.
    named: tuple[str, ...] = ()


def group_of(row: Counted) -> str:
    """The one group that an incident belongs to."""
    return f"{_KIND[row.kind]}/{_SIZE[row.size]}"


def benchmarks(
    cohorts: Sequence[Sequence[Counted]], published: Iterable[Benchmark]
) -> list[Benchmark]:
    """What the newest edition adds. `cohorts`: the incidents of each edition."""
    newest = {(one.group, one.measure): one.edition for one in published}
    values: dict[tuple[str, str], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    since: dict[tuple[str, str, str], int] = {}
    for edition, row in _own(cohorts):
        for measure, value in row.measures.items():
            values[group_of(row), measure][row.member].append(value)
            since.setdefault((group_of(row), measure, row.member), edition)
    found = []
    for group, measure in sorted(values):
        members = values[group, measure]
        before = newest.get((group, measure), -1)
        fresh = sum(since[group, measure, member] > before for member in members)
        if len(members) >= _MEDIAN and fresh >= SMALLEST:
            found.append(_told(group, measure, members, len(cohorts) - 1))
    return found


def _own(cohorts: Sequence[Sequence[Counted]]) -> Iterable[tuple[int, Counted]]:
    """The incidents of known organizations, each organization in the group that it first had."""
    home: dict[str, str] = {}
    for edition, rows in enumerate(cohorts):
        for row in rows:
            if row.member.startswith(UNKNOWN):
                continue
            if home.setdefault(row.member, group_of(row)) == group_of(row):
                yield edition, row


def _told(group: str, measure: str, members: dict[str, list[Any]], edition: int) -> Benchmark:
    many = len(members) // SMALLEST * SMALLEST
    if measure == CONTROLS:
        return Benchmark(group, measure, edition, many, named=_named(members))
    ordered = sorted(median(values) for values in members.values())
    bands = MEASURES[measure]
    quartiles = len(ordered) >= _QUARTILES
    return Benchmark(
        group,
        measure,
        edition,
        many,
        band(bands, median(ordered)),
        band(bands, ordered[len(ordered) // 4]) if quartiles else None,
        band(bands, ordered[-1 - len(ordered) // 4]) if quartiles else None,
    )


def _named(members: dict[str, list[Any]]) -> tuple[str, ...]:
    named: dict[str, int] = defaultdict(int)
    for lists in members.values():
        for control in {one for controls in lists for one in controls}:
            named[control] += 1
    enough = [(-many, control) for control, many in named.items() if many >= SMALLEST]
    return tuple(control for _, control in sorted(enough))


def band(bands: Sequence[int], value: float) -> int:
    """Where the band begins in which `value` lies."""
    return max(start for start in bands if start <= value)
