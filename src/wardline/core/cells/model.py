"""What goes into a publication of counts, and what comes out: values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

import msgspec

from wardline.core.errors import UsageError

# CMS cell-size suppression policy (DESIGN L10): no cell under 11. Zero is hidden like 1 to 10: a
# cell that is seen to leave zero would tell of one incident.
SMALLEST = 11

# A cell's coordinates, one a dimension; None: the total over that dimension.
Place = tuple[str | None, ...]


def in_steps(members: int) -> int | None:
    """A live count of members as it may be told at any time: in whole elevens, None under 11.

    Exact numbers would tell of each single one as it comes; a step stands for eleven.
    """
    return members // SMALLEST * SMALLEST or None


class Dimension(msgspec.Struct, frozen=True):
    """One side of a table; `since`: values that cannot occur before an edition (a quarter)."""

    name: str
    values: tuple[str, ...]
    since: Mapping[str, int] = msgspec.field(default_factory=dict)


class Table(msgspec.Struct, frozen=True):
    """A table of counts: each incident falls into exactly one value of each dimension."""

    name: str
    dimensions: tuple[Dimension, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each dimension has."""
        return tuple(len(one.values) for one in self.dimensions)

    def places(self) -> Iterator[Place]:
        """Every cell, with all margins."""
        return product(*[(*one.values, None) for one in self.dimensions])


class Book(msgspec.Struct, frozen=True):
    """Tables of the same incidents that are published together, and how many editions there are.

    `shared` names the dimensions that all tables have. Two tables may share no other: then whatever
    fits each table and these totals fits one set of incidents, and the check is exact.
    """

    tables: tuple[Table, ...]
    editions: int = 1
    shared: tuple[str, ...] = ()


class Entry(NamedTuple):
    """One incident: its place in each table, its first edition (from 0), who reported it."""

    places: tuple[tuple[str, ...], ...]
    edition: int
    member: str


class Figure(NamedTuple):
    """A count that was published: of all incidents up to `edition`, in one cell of one table."""

    table: str
    place: Place
    edition: int
    value: int


def check(book: Book) -> None:
    """Refuse a book that the planner would not judge exactly. *Raises* UsageError."""
    names = [{one.name for one in table.dimensions} for table in book.tables]
    shared = set(book.shared)
    for at, here in enumerate(names):
        if not shared <= here:
            raise UsageError(f"The table {book.tables[at].name!r} lacks a shared dimension.")
        for other in names[:at]:
            if here & other != shared:
                raise UsageError(
                    f"The table {book.tables[at].name!r} shares more than {sorted(shared)} with "
                    "another.",
                    hint="Publish one table over all these dimensions instead.",
                )
