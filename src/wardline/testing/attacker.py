"""What somebody can reckon from published counts: the exact bounds of every cell, in whole numbers.

Written apart from the planner, from the definition alone: a variable for each base cell and
edition, an equation for each figure ever published, an integer program for each bound. Slow and
plain, as an oracle may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from wardline.core.cells.model import Book, Figure, Place, Table
from wardline.core.cells.solver import quiet_solver
from wardline.core.errors import WardlineError

Atom = tuple[str, Place, int]


class Attacker:
    """Knows the form of the tables and every figure published so far, and reckons with them."""

    def __init__(self, book: Book, published: Iterable[Figure]) -> None:
        """Set all equations up."""
        self.tables = {table.name: table for table in book.tables}
        self.highs, self.model = quiet_solver()
        self.numbers: dict[Atom, int] = {}
        for table in book.tables:
            for place in product(*[one.values for one in table.dimensions]):
                for edition in range(_since(table, place), book.editions):
                    self.numbers[table.name, place, edition] = len(self.numbers)
        for number in range(len(self.numbers)):
            self.model.addVar(0, self.highs.kHighsInf)
            self.model.changeColIntegrality(number, self.highs.HighsVarType.kInteger)
        for figure in published:
            whole = self._sum(figure.table, figure.place, (-1, figure.edition))
            self._equal(dict.fromkeys(whole, 1.0), figure.value)
        self._same_totals(book)

    def bounds(self, table: str, place: Place, span: tuple[int, int]) -> tuple[int, float]:
        """The least and the most that came to a cell after edition `span[0]` up to `span[1]`."""
        whole = self._sum(table, place, span)
        return round(self._extreme(whole, 1)), self._extreme(whole, -1)

    def _sum(self, table: str, place: Place, span: tuple[int, int]) -> list[int]:
        return [
            number
            for (name, base, edition), number in self.numbers.items()
            if name == table
            and span[0] < edition <= span[1]
            and all(wanted in (None, value) for wanted, value in zip(place, base, strict=True))
        ]

    def _equal(self, terms: dict[int, float], value: float) -> None:
        self.model.addRow(value, value, len(terms), list(terms), list(terms.values()))

    def _same_totals(self, book: Book) -> None:
        """All tables count the same incidents: their shared totals are equal."""
        first, *others = book.tables
        for other in others:
            values = [_dimension(first, name).values for name in book.shared]
            for key in product(*values):
                wanted = dict(zip(book.shared, key, strict=True))
                for edition in range(book.editions):
                    span = (edition - 1, edition)
                    terms = dict.fromkeys(self._sum(first.name, _at(first, wanted), span), 1.0)
                    terms |= dict.fromkeys(self._sum(other.name, _at(other, wanted), span), -1.0)
                    if terms:
                        self._equal(terms, 0)

    def _extreme(self, whole: list[int], sign: int) -> float:
        for number in range(len(self.numbers)):
            self.model.changeColCost(number, sign * float(number in set(whole)))
        self.model.clearSolver()
        self.model.run()
        status = self.model.getModelStatus()
        kinds: Any = self.highs.HighsModelStatus
        if status in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
            return float("inf")
        if status != kinds.kOptimal:
            raise WardlineError(f"The figures fit no counts at all: {status}.")
        return float(abs(self.model.getObjectiveValue()))


def _dimension(table: Table, name: str) -> Any:
    return next(one for one in table.dimensions if one.name == name)


def _since(table: Table, place: Iterable[str]) -> int:
    pairs = zip(table.dimensions, place, strict=True)
    return max(one.since.get(value, 0) for one, value in pairs)


def _at(table: Table, wanted: dict[str, str]) -> Place:
    return tuple(wanted.get(one.name) for one in table.dimensions)
