"""The sector's picture: how many members an advisory concerns, have addressed it, how soon.

Counted are steps, not states: that a member acknowledged, found itself concerned or spared, or was
done happens once and never changes, so an edition can be reckoned again for good. `core.cells`
decides which counts are shown (docs/adr/0018); the rest stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wardline.advisories.answers import SIZES
from wardline.core.cells.model import SMALLEST, Book, Dimension, Entry, Figure, Table
from wardline.core.cells.planner import plan

STEPS = ("acknowledged", "concerned", "spared", "done")
# Days from the day on which the advisory stood here to the step.
BANDS = (("within 7 days", 7), ("8 to 30 days", 30), ("31 to 90 days", 90))
LATER = "over 90 days"
TOOK = (*(name for name, _days in BANDS), LATER)
# Advisories that fewer than eleven members had answered when an edition first counted them.
OTHER = "other"
_DAY = 86_400 * 1_000_000


class Taken(NamedTuple):
    """A step as the store holds it. *Units*: microseconds. `step`, `member`: keyed digests."""

    step: str
    member: str
    advisory: str
    kind: str
    size: str
    reached: str
    stood_at: int
    at: int


class Counted(NamedTuple):
    """A step in the picture."""

    step: str
    member: str
    advisory: str
    kind: str
    size: str
    reached: str
    took: str


class Cohort(NamedTuple):
    """What one edition was the first to count."""

    as_of: int
    rows: Sequence[Counted]


def took(stood_at: int, at: int) -> str:
    """The band of a time."""
    days = max(0, at - stood_at) / _DAY
    return next((name for name, most in BANDS if days <= most), LATER)


def counted(taken: Iterable[Taken], known: Iterable[str], kinds: Sequence[str]) -> list[Counted]:
    """Fresh steps as they are counted; an advisory stands alone from eleven members on.

    `known`: advisories that stood alone in an earlier edition.
    """
    steps = sorted(taken)
    members: dict[str, set[str]] = defaultdict(set)
    for one in steps:
        members[one.advisory].add(one.member)
    alone = {*known, *(name for name, who in members.items() if len(who) >= SMALLEST)}
    return [
        Counted(
            one.step,
            one.member,
            one.advisory if one.advisory in alone else OTHER,
            one.kind if one.kind in kinds else "other",
            one.size if one.size in SIZES else "Unknown",
            one.reached,
            took(one.stood_at, one.at),
        )
        for one in steps
    ]


def book(cohorts: Sequence[Cohort], kinds: Sequence[str]) -> Book:
    """The tables of the newest edition; all share the step."""
    since: dict[str, int] = {}
    for edition, cohort in enumerate(cohorts):
        for row in cohort.rows:
            since.setdefault(row.advisory, edition)
    since.pop(OTHER, None)
    step = Dimension("step", STEPS)
    sides = {
        "advisory": Dimension("advisory", (OTHER, *sorted(since)), since),
        "kind": Dimension("kind", tuple(kinds)),
        "size": Dimension("size", SIZES),
        "took": Dimension("took", TOOK),
    }
    tables = tuple(Table(name, (side, step)) for name, side in sides.items())
    return Book(tables, len(cohorts), ("step",))


def figures(
    cohorts: Sequence[Cohort], published: Sequence[Figure], kinds: Sequence[str]
) -> list[Figure]:
    """What the newest edition adds to the figures published before: a pure function of both."""
    told = plan(book(cohorts, kinds), _entries(cohorts), published)
    return sorted(told, key=lambda one: (one.table, [part or "" for part in one.place]))


def _entries(cohorts: Sequence[Cohort]) -> Iterable[Entry]:
    for edition, cohort in enumerate(cohorts):
        for row in cohort.rows:
            sides = (row.advisory, row.kind, row.size, row.took)
            yield Entry(tuple((side, row.reached) for side in sides), edition, row.member)


def standing(published: Iterable[Figure]) -> Mapping[tuple[str, tuple[str | None, ...]], Figure]:
    """The newest figure of each cell."""
    newest = sorted(published, key=lambda one: one.edition)
    return {(one.table, one.place): one for one in newest}
