"""Which cells an edition shows: as many as can be said without telling a small one.

1. Everything large enough is a candidate, unless it grew by less than a cell may show since it was
   last shown: then the earlier figure stands.
2. For each small cell, and its growth between any two editions, a world must be possible where it
   is 0 and one where it is 11 or more. Where there is none, the candidates that stand in the way
   are hidden at the least price.
3. What hid too much is shown again where all worlds stay possible.
4. Every world is checked, atom by atom, against everything ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from wardline.core.cells import atoms as counted
from wardline.core.cells.atoms import Atoms, Cells, Ints
from wardline.core.cells.behind import Behind, Standing
from wardline.core.cells.model import SMALLEST, Book, Entry, Figure, check
from wardline.core.cells.solver import Wish, solve
from wardline.core.cells.worlds import Classes, Shown, classes, fits, reach
from wardline.core.errors import ConflictError, WardlineError

# How many programs may be spent on showing hidden cells again.
_SECOND_LOOKS = 300


def plan(book: Book, entries: Iterable[Entry], published: Sequence[Figure] = ()) -> list[Figure]:
    """The figures that the newest edition of `book` may add to those `published` before.

    *Raises* ConflictError where the entries are not those that were published.
    """
    check(book)
    atoms = counted.gather(book, entries)
    return _Planner(atoms, published).run()


class _Planner:
    """The state of one plan: what is shown so far, and what is proven to stay hidden."""

    def __init__(self, atoms: Atoms, published: Sequence[Figure]) -> None:
        self.atoms = atoms
        last = atoms.book.editions
        spans = [(after, upto) for upto in range(last) for after in range(-1, upto)]
        every = counted.cells(atoms, spans)
        hidden = counted.small(every)
        self.old = _old(atoms, published)
        self.new = _candidates(every, hidden, _standing(atoms, published), last - 1)
        self.fresh = np.arange(len(self.old.side) + len(self.new.side)) >= len(self.old.side)
        self.shown = _shown(counted.joined(self.old, self.new))
        both = counted.joined(self.old, self.new)
        self.price = np.where(self.fresh, _price(atoms, both), np.inf)
        self.behind = Behind(atoms, _standing(atoms, published))
        self.worlds: list[Ints] = [atoms.truth]
        self.secret = counted.taken(every, np.zeros(len(hidden), np.bool_))
        self._keep_secret(counted.taken(every, hidden))

    def run(self) -> list[Figure]:
        """Hide until everything small is proven to stay open; give what is left."""
        self._settle()
        while self._few_behind():
            self._settle()
        self._second_look()
        self._prove()
        kept = self.shown.alive[len(self.old.side) :]
        return [_figure(self.atoms, self.new, int(at)) for at in np.flatnonzero(kept)]

    def _keep_secret(self, more: Cells) -> None:
        """Take up cells that must stay open, and see what the known worlds prove of them."""
        self.secret = secret = counted.joined(self.secret, more)
        self.least = np.maximum(SMALLEST, secret.value + 1)
        order = np.argsort(secret.pairs.owner, kind="stable")
        self.members = secret.pairs.atom[order]
        self.starts = np.searchsorted(secret.pairs.owner[order], np.arange(len(secret.side) + 1))
        self.by_size = np.argsort(np.diff(self.starts), kind="stable")
        self.too_low = np.ones(len(secret.side), np.bool_)
        self.too_high = np.ones(len(secret.side), np.bool_)
        self._group()

    def _group(self) -> None:
        self.grouped: Classes = classes(self.atoms, self.shown)
        for world in self.worlds:
            self._credit(world)

    def _credit(self, world: Ints) -> None:
        """Strike off what a world proves."""
        low, high = reach(self.secret, self.grouped, world)
        self.too_low &= low > 0
        self.too_high &= high < self.least

    def _settle(self) -> None:
        """Find worlds until nothing is left to prove, hiding what stands in the way."""
        while (wish := self._next()) is not None:
            world = solve(self.atoms, self.shown, self.grouped, wish, self.price)
            if world is None:
                self._give_way(wish)
                continue
            self.worlds.append(world)
            changed = self._differs(world)
            if changed.any():
                self.shown.alive[changed] = False
                self._group()
            else:
                self._credit(world)

    def _next(self) -> Wish | None:
        """A cell of which it is not proven yet that it can be large, or 0.

        The smallest first, or the widest: where a part is large the whole is, where the whole is 0
        all parts are, so that one world proves many.
        """
        for left, order in ((self.too_high, self.by_size), (self.too_low, self.by_size[::-1])):
            if left.any():
                at = int(order[np.argmax(left[order])])
                atom = self.members[self.starts[at] : self.starts[at + 1]]
                return Wish(atom, int(self.least[at]) if left is self.too_high else 0)
        return None

    def _differs(self, world: Ints) -> npt.NDArray[np.bool_]:
        """Which shown cells are another count in `world`."""
        pairs = self.shown.pairs
        said = np.bincount(pairs.owner, world[pairs.atom], len(self.shown.value))
        return np.asarray((said != self.shown.value) & self.shown.alive)

    def _give_way(self, wish: Wish) -> None:
        """No world was found: hide every candidate that the cell has a part in, else all."""
        alive = self.fresh & self.shown.alive
        touched = np.zeros(len(alive), np.bool_)
        inside = np.isin(self.shown.pairs.atom, wish.atom)
        touched[self.shown.pairs.owner[inside]] = True
        hide = alive & touched if (alive & touched).any() else alive
        if not hide.any():
            raise WardlineError("What was published before does not leave a small cell open.")
        self.shown.alive[hide] = False
        self._group()

    def _few_behind(self) -> bool:
        """Keep secret what is left of a shown cell when few organizations are left in it."""
        shown = counted.taken(self.new, self.shown.alive[len(self.old.side) :])
        found = self.behind.remainders(shown)
        if found is None:
            return False
        self._keep_secret(found)
        return True

    def _second_look(self) -> None:
        """Show again what can be shown, the dearest first."""
        self.looks = _SECOND_LOOKS
        hidden = np.flatnonzero(self.fresh & ~self.shown.alive)
        for at in hidden[np.argsort(-self.price[hidden], kind="stable")]:
            kept = (self.worlds, self.too_low, self.too_high, self.grouped)
            if not self._shows_again(int(at)):
                self.shown.alive[at] = False
                self.worlds, self.too_low, self.too_high, self.grouped = kept

    def _shows_again(self, at: int) -> bool:
        self.shown.alive[at] = True
        shown = counted.taken(self.new, self.shown.alive[len(self.old.side) :])
        if self.behind.remainders(shown) is not None:
            return False
        self.worlds = [one for one in self.worlds if not self._differs(one).any()]
        self.too_low = np.ones(len(self.secret.side), np.bool_)
        self.too_high = np.ones(len(self.secret.side), np.bool_)
        self._group()
        never = np.full(len(self.price), np.inf)
        while (wish := self._next()) is not None:
            self.looks -= 1
            world = solve(self.atoms, self.shown, self.grouped, wish, never)
            if world is None or self.looks < 0:
                return False
            self.worlds.append(world)
            self._credit(world)
        return True

    def _prove(self) -> None:
        """Check all of it anew. *Raises* WardlineError: nothing is published on a mistake."""
        self.too_low = np.ones(len(self.secret.side), np.bool_)
        self.too_high = np.ones(len(self.secret.side), np.bool_)
        self._group()
        sound = all(fits(self.atoms, self.shown, world) for world in self.worlds)
        if not sound or self.too_low.any() or self.too_high.any():
            raise WardlineError("The plan of the figures does not hold; nothing was published.")


def _standing(atoms: Atoms, published: Sequence[Figure]) -> Standing:
    """The newest edition in which each cell was shown, by side and lattice cell."""
    sides = {side.table.name: at for at, side in enumerate(atoms.sides)}
    found: Standing = {}
    for figure in sorted(published, key=lambda one: one.edition):
        side = sides[figure.table]
        cell = counted.lattice_index(atoms.sides[side].table, figure.place)
        found[side, cell] = figure.edition
    return found


def _old(atoms: Atoms, published: Sequence[Figure]) -> Cells:
    """What was published, as sets of atoms. *Raises* ConflictError where the counts differ."""
    editions = sorted({figure.edition for figure in published})
    every = counted.cells(atoms, [(-1, edition) for edition in editions])
    known = zip(every.side, every.lattice, every.upto, strict=True)
    number = {tuple(map(int, key)): at for at, key in enumerate(known)}
    sides = {side.table.name: at for at, side in enumerate(atoms.sides)}
    keep = np.zeros(len(every.side), np.bool_)
    for figure in published:
        side = sides[figure.table]
        cell = counted.lattice_index(atoms.sides[side].table, figure.place)
        at = number[side, cell, figure.edition]
        keep[at] = True
        if every.value[at] != figure.value:
            raise ConflictError(
                f"Edition {figure.edition + 1} says {figure.value} for {figure.place} in "
                f"{figure.table!r}; the incidents now say {every.value[at]}.",
                hint="Count each incident as it was when an edition first counted it.",
            )
    return counted.taken(every, keep)


def _candidates(
    every: Cells, hidden: npt.NDArray[np.bool_], standing: Standing, last: int
) -> Cells:
    """Cells that the newest edition could show: large, and grown enough since last shown."""
    now = every.upto == last
    grown_little = {
        (int(every.side[at]), int(every.lattice[at]), int(every.after[at]))
        for at in np.flatnonzero(now & hidden)
    }
    keep = now & ~hidden & (every.after == -1)
    for at in np.flatnonzero(keep):
        cell = (int(every.side[at]), int(every.lattice[at]))
        if cell in standing and (*cell, standing[cell]) in grown_little:
            keep[at] = False
    return counted.taken(every, keep)


def _shown(cells: Cells) -> Shown:
    return Shown(cells.pairs, cells.value, np.ones(len(cells.side), np.bool_))


def _price(atoms: Atoms, cells: Cells) -> npt.NDArray[np.float64]:
    """What hiding a cell costs: totals are dear, and large counts dearer than small ones."""
    totals = np.zeros(len(cells.side))
    for at, side in enumerate(atoms.sides):
        here = cells.side == at
        wide = tuple(size + 1 for size in side.table.shape)
        index = np.stack(np.unravel_index(cells.lattice[here], wide), axis=1)
        totals[here] = (index == np.array(side.table.shape)).sum(axis=1)
    return np.asarray(4.0**totals * np.log2(cells.value + 2.0))


def _figure(atoms: Atoms, cells: Cells, at: int) -> Figure:
    table = atoms.sides[int(cells.side[at])].table
    place = counted.place_of(table, int(cells.lattice[at]))
    return Figure(table.name, place, int(cells.upto[at]), int(cells.value[at]))
