"""Who stands behind what is left: a shown cell less its shown parts is a count too."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wardline.core.cells import atoms as counted
from wardline.core.cells.atoms import Atoms, Cells, Ints, Pairs, Side
from wardline.core.cells.model import SMALLEST

# The newest edition in which a cell was shown, by side and lattice cell.
Standing = dict[tuple[int, int], int]


class _Left(NamedTuple):
    """What is left of a cell: for each of its parts, the edition up to which it was shown."""

    side: int
    upto: int
    parts: tuple[tuple[int, int], ...]


class Behind:
    """Finds what is left of shown cells, and counts the organizations behind it."""

    def __init__(self, atoms: Atoms, standing: Standing) -> None:
        """Sort the entries by cell."""
        self.atoms, self.standing = atoms, standing
        self.seen: set[_Left] = set()
        order = np.lexsort((atoms.told[:, 1], atoms.told[:, 0]))
        self.told = atoms.told[order]
        width = max(len(side.own) for side in atoms.sides)
        self.width, self.keys = width, self.told[:, 0] * width + self.told[:, 1]

    def remainders(self, shown: Cells) -> Cells | None:
        """What is left of the newest cells with too few organizations behind it; each once."""
        standing = dict(self.standing)
        for side, cell, upto in zip(shown.side, shown.lattice, shown.upto, strict=True):
            standing[int(side), int(cell)] = int(upto)
        found: list[_Left] = []
        for side, cell, upto in zip(shown.side, shown.lattice, shown.upto, strict=True):
            for left in self._left(int(side), int(cell), int(upto), standing):
                if left not in self.seen and self._few(left) and len(self._atoms(left)):
                    self.seen.add(left)
                    found.append(left)
        return self._cells(found) if found else None

    def _left(self, side: int, cell: int, upto: int, standing: Standing) -> list[_Left]:
        here = self.atoms.sides[side]
        found = []
        for children in _children(here, cell):
            parts = tuple((one, standing.get((side, one), -1)) for one in children)
            parts = tuple((one, edition) for one, edition in parts if edition < upto)
            if parts and len(parts) < len(children):
                found.append(_Left(side, upto, parts))
        return found

    def _few(self, left: _Left) -> bool:
        who = [self._entries(left.side, cell, edition, left.upto) for cell, edition in left.parts]
        return len(np.unique(np.concatenate(who))) < SMALLEST

    def _entries(self, side: int, cell: int, after: int, upto: int) -> Ints:
        key = side * self.width + cell
        rows = self.told[np.searchsorted(self.keys, key) : np.searchsorted(self.keys, key + 1)]
        found: Ints = rows[(rows[:, 2] > after) & (rows[:, 2] <= upto), 3]
        return found

    def _cells(self, found: list[_Left]) -> Cells:
        atoms = [self._atoms(left) for left in found]
        owner = np.repeat(np.arange(len(found)), [len(one) for one in atoms])
        pairs = Pairs(owner, np.concatenate(atoms))
        value = np.bincount(owner, self.atoms.truth[pairs.atom], len(found)).astype(np.int64)
        nothing = np.full(len(found), -1)
        side = np.array([left.side for left in found])
        return Cells(side, nothing, nothing, nothing, pairs, value, np.zeros(len(found), np.int64))

    def _atoms(self, left: _Left) -> Ints:
        here = self.atoms.sides[left.side]
        found = []
        for cell, after in left.parts:
            base = here.cells.atom[here.cells.owner == cell]
            for edition in range(after + 1, left.upto + 1):
                alive = base[here.since[base] <= edition]
                found.append(here.start + edition * here.base + alive)
        return np.concatenate(found)


def _children(side: Side, cell: int) -> list[list[int]]:
    """For each dimension over which `cell` is a total: the cells of which it is the sum."""
    place = counted.place_of(side.table, cell)
    found = []
    for at, value in enumerate(place):
        if value is None:
            values = side.table.dimensions[at].values
            places = [(*place[:at], one, *place[at + 1 :]) for one in values]
            found.append([counted.lattice_index(side.table, one) for one in places])
    return found
