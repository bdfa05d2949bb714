"""The published tables: by kind, action, harm, vector, size and region, each by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wardline.core.cells import volumes
from wardline.core.cells.model import Book, Dimension, Entry, Figure, Table
from wardline.core.cells.planner import plan
from wardline.incidents import counted
from wardline.incidents.counted import BEFORE, Counted

QUARTER = "quarter"
# A name, and the dimensions that it has besides the quarter.
TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": {"kind": counted.KINDS},
    "action": {"action": counted.ACTIONS},
    "harm": {"harm": counted.HARMS},
    "vector": {"vector": counted.VECTORS},
    "size": {"size": counted.SIZES},
    "region": {"region": counted.REGIONS},
}


class Cohort(NamedTuple):
    """What one edition was the first to count. *Units*: `as_of` in microseconds."""

    as_of: int
    rows: Sequence[Counted]


def first_quarter(as_of: int) -> str:
    """The first quarter that stands alone in the tables of a hub whose first edition is `as_of`."""
    year, number = counted.quarter_of(as_of - 1).split("-Q")
    return f"{int(year) - 1:04d}-Q{number}"


def book(cohorts: Sequence[Cohort]) -> Book:
    """The tables of the newest edition. What was before the first edition's year is one value."""
    last = counted.quarter_of(cohorts[-1].as_of - 1)
    quarters = counted.quarters(first_quarter(cohorts[0].as_of), last)
    ends = [cohort.as_of for cohort in cohorts]
    since = {one: sum(end <= counted.quarter_start(one) for end in ends) for one in quarters}
    by_quarter = Dimension(QUARTER, (BEFORE, *quarters), since)
    tables = tuple(
        Table(name, (*(Dimension(key, values) for key, values in sides.items()), by_quarter))
        for name, sides in TABLES.items()
    )
    return Book(tables, len(cohorts), (QUARTER,))


def figures(cohorts: Sequence[Cohort], published: Sequence[Figure]) -> list[Figure]:
    """What the newest edition adds to the figures published before; planned in its volume alone."""
    newest = len(cohorts) - 1
    here = cohorts[volumes.begin(newest) :]
    told = entries(here, first_quarter(here[0].as_of))
    return volumes.back(plan(book(here), told, volumes.inside(published, newest)), newest)


def entries(cohorts: Sequence[Cohort], first: str) -> Iterable[Entry]:
    """Every incident as the planner takes it."""
    for edition, cohort in enumerate(cohorts):
        for row in cohort.rows:
            quarter = row.quarter if row.quarter >= first else BEFORE
            places = tuple(
                (*(str(getattr(row, key)) for key in sides), quarter) for sides in TABLES.values()
            )
            yield Entry(places, edition, row.member)


class Standing(NamedTuple):
    """What a reader is shown of a cell: the sum of what stands in each volume.

    `edition`: up to which it was renewed; some growth under 11 since may not be in it.
    """

    value: int
    edition: int


def standing(published: Iterable[Figure]) -> dict[tuple[str, tuple[str | None, ...]], Standing]:
    """What stands of each cell: volumes have no incident in common, so their figures add up."""
    newest: dict[tuple[str, tuple[str | None, ...], int], Figure] = {}
    for one in sorted(published, key=lambda one: one.edition):
        newest[one.table, one.place, volumes.begin(one.edition)] = one
    found: dict[tuple[str, tuple[str | None, ...]], Standing] = {}
    for (table, place, _first), one in newest.items():
        known = found.get((table, place))
        value = one.value + (known.value if known else 0)
        found[table, place] = Standing(value, one.edition)
    return found
