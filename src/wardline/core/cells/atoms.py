"""The smallest counts, one a base cell and edition: every cell and every growth is their sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wardline.core.cells.model import SMALLEST, Book, Entry, Place, Table

Ints = npt.NDArray[np.int64]
_NONE = np.zeros(0, np.int64)


class Pairs(NamedTuple):
    """Sets of atoms, flat: set `owner[i]` has atom `atom[i]`."""

    owner: Ints
    atom: Ints


class Side(NamedTuple):
    """One table in atoms: its first atom, its base cells and its lattice of cells with margins."""

    table: Table
    start: int
    base: int
    # Of which base cells a lattice cell is the sum.
    cells: Pairs
    # The edition in which a base cell can first be more than zero.
    since: Ints
    # Lattice cells that stand for themselves (a total that another table has already does not).
    own: npt.NDArray[np.bool_]


class Links(NamedTuple):
    """Sums that are the same in two tables: with the sign +1 in the first, -1 in the second."""

    many: int
    pairs: Pairs
    sign: npt.NDArray[np.float64]


class Atoms(NamedTuple):
    """All atoms of a book with their true counts. *Shape*: atom = start + edition * base + cell."""

    book: Book
    sides: tuple[Side, ...]
    truth: Ints
    # For the entries: side, lattice cell, edition, member's number.
    told: npt.NDArray[np.int64]
    links: Links


class Cells(NamedTuple):
    """Cells over spans of editions: who they are, of which atoms, and their true counts."""

    side: Ints
    lattice: Ints
    # Editions `after` < e <= `upto`; -1: from the first.
    after: Ints
    upto: Ints
    pairs: Pairs
    value: Ints
    members: Ints


def gather(book: Book, entries: Iterable[Entry]) -> Atoms:
    """The atoms of `book`, filled from `entries`."""
    sides: list[Side] = []
    start = 0
    for table in book.tables:
        sides.append(_side(book, table, start, first=not sides))
        start += sides[-1].base * book.editions
    truth = np.zeros(start, np.int64)
    told = _told(sides, list(entries))
    base = told[told[:, 4] >= 0]
    starts = np.array([side.start for side in sides])
    bases = np.array([side.base for side in sides])
    np.add.at(truth, starts[base[:, 0]] + base[:, 2] * bases[base[:, 0]] + base[:, 4], 1)
    return Atoms(book, tuple(sides), truth, told[:, :4], _links(book, sides))


def lattice_index(table: Table, place: Place) -> int:
    """The number of a cell among all cells with margins."""
    found = 0
    for value, dimension in zip(place, table.dimensions, strict=True):
        size = len(dimension.values)
        found = found * (size + 1) + (size if value is None else dimension.values.index(value))
    return found


def place_of(table: Table, number: int) -> Place:
    """The cell of a number: the inverse of `lattice_index`."""
    found: list[str | None] = []
    for dimension in reversed(table.dimensions):
        number, at = divmod(number, len(dimension.values) + 1)
        found.append(dimension.values[at] if at < len(dimension.values) else None)
    return tuple(reversed(found))


def cells(atoms: Atoms, spans: Sequence[tuple[int, int]]) -> Cells:
    """Every cell of every table over each span, with its counts; none without any atom."""
    parts = [_span(atoms, number, *span) for span in spans for number in range(len(atoms.sides))]
    offset = 0
    owners: list[Ints] = []
    for part in parts:
        owners.append(part.pairs.owner + offset)
        offset += len(part.side)
    columns = [
        np.concatenate([_NONE, *(getattr(part, name) for part in parts)])
        for name in ("side", "lattice", "after", "upto", "value", "members")
    ]
    pairs = Pairs(
        np.concatenate([_NONE, *owners]),
        np.concatenate([_NONE, *(part.pairs.atom for part in parts)]),
    )
    return Cells(columns[0], columns[1], columns[2], columns[3], pairs, columns[4], columns[5])


def taken(whole: Cells, keep: npt.NDArray[np.bool_]) -> Cells:
    """Some of the cells, numbered anew."""
    number = np.cumsum(keep) - 1
    inside = keep[whole.pairs.owner]
    pairs = Pairs(number[whole.pairs.owner[inside]], whole.pairs.atom[inside])
    return Cells(
        whole.side[keep],
        whole.lattice[keep],
        whole.after[keep],
        whole.upto[keep],
        pairs,
        whole.value[keep],
        whole.members[keep],
    )


def joined(first: Cells, second: Cells) -> Cells:
    """Both lists of cells as one."""
    pairs = Pairs(
        np.concatenate([first.pairs.owner, second.pairs.owner + len(first.side)]),
        np.concatenate([first.pairs.atom, second.pairs.atom]),
    )
    both = [
        np.concatenate([a, b]) for a, b in zip(first, second, strict=True) if a is not first.pairs
    ]
    return Cells(both[0], both[1], both[2], both[3], pairs, both[4], both[5])


def small(some: Cells) -> npt.NDArray[np.bool_]:
    """Which of the cells must not be told: too few incidents, or of too few organizations."""
    return (some.value < SMALLEST) | (some.members < SMALLEST)


def _side(book: Book, table: Table, start: int, *, first: bool) -> Side:
    shape = table.shape
    base = int(np.prod(shape))
    index = np.stack(np.unravel_index(np.arange(base), shape), axis=1)
    wide = tuple(size + 1 for size in shape)
    owner = []
    for mask in range(2 ** len(shape)):
        total = np.array([bool(mask >> at & 1) for at in range(len(shape))])
        owner.append(np.ravel_multi_index(tuple(np.where(total, shape, index).T), wide))
    pairs = Pairs(np.concatenate(owner), np.tile(np.arange(base), len(owner)))
    since = np.zeros(base, np.int64)
    for at, dimension in enumerate(table.dimensions):
        begins = np.array([dimension.since.get(value, 0) for value in dimension.values])
        since = np.maximum(since, begins[index[:, at]])
    own = np.ones(int(np.prod(wide)), np.bool_)
    if not first:
        spread = np.stack(np.unravel_index(np.arange(len(own)), wide), axis=1)
        other = [i for i, one in enumerate(table.dimensions) if one.name not in book.shared]
        own = ~np.all(spread[:, other] == np.array(shape)[other], axis=1)
    return Side(table, start, base, pairs, since, own)


def _told(sides: Sequence[Side], entries: Sequence[Entry]) -> Ints:
    """Rows of side, lattice cell, edition, member, and base cell (-1 for a margin)."""
    number: dict[str, int] = {}
    rows: list[Ints] = []
    who = np.array([number.setdefault(one.member, len(number)) for one in entries], np.int64)
    edition = np.array([one.edition for one in entries], np.int64)
    for at, side in enumerate(sides):
        shape = side.table.shape
        lookup = [{v: i for i, v in enumerate(one.values)} for one in side.table.dimensions]
        index = np.array(
            [[lookup[d][v] for d, v in enumerate(one.places[at])] for one in entries], np.int64
        ).reshape(len(entries), len(shape))
        for mask in range(2 ** len(shape)):
            total = np.array([bool(mask >> d & 1) for d in range(len(shape))])
            wide = tuple(size + 1 for size in shape)
            cell = np.ravel_multi_index(tuple(np.where(total, shape, index).T), wide)
            base = (
                np.ravel_multi_index(tuple(index.T), shape) if not mask else np.full_like(cell, -1)
            )
            rows.append(np.stack([np.full_like(cell, at), cell, edition, who, base], axis=1))
    return np.concatenate(rows) if rows else np.zeros((0, 5), np.int64)


def _links(book: Book, sides: Sequence[Side]) -> Links:
    """For each value of the shared dimensions and edition: the atoms here and in the next table."""
    parts = [_by_shared(book, side) for side in sides]
    owner, atom, sign, many = [_NONE], [_NONE], [np.zeros(0)], 0
    for one, two in pairwise(parts):
        for key in sorted(one):
            for part, value in ((one[key], 1.0), (two[key], -1.0)):
                owner.append(np.full(len(part), many))
                atom.append(part)
                sign.append(np.full(len(part), value))
            many += 1
    return Links(many, Pairs(np.concatenate(owner), np.concatenate(atom)), np.concatenate(sign))


def _by_shared(book: Book, side: Side) -> dict[tuple[int, ...], Ints]:
    index = np.unravel_index(np.arange(side.base), side.table.shape)
    names = [one.name for one in side.table.dimensions]
    # In the order of `shared`, which may be another in each table.
    keys = np.stack([*(index[names.index(name)] for name in book.shared), side.since * 0], axis=1)
    found: dict[tuple[int, ...], Ints] = {}
    for key in np.unique(keys, axis=0):
        inside = np.flatnonzero(np.all(keys == key, axis=1))
        for edition in range(book.editions):
            alive = inside[side.since[inside] <= edition]
            found[(*map(int, key), edition)] = side.start + edition * side.base + alive
    return found


def _span(atoms: Atoms, number: int, after: int, upto: int) -> Cells:
    side = atoms.sides[number]
    editions = np.arange(after + 1, upto + 1)
    owner = np.tile(side.cells.owner, len(editions))
    base = np.tile(side.cells.atom, len(editions))
    edition = np.repeat(editions, len(side.cells.owner))
    alive = (side.since[base] <= edition) & side.own[owner]
    owner, base, edition = owner[alive], base[alive], edition[alive]
    used, owner = np.unique(owner, return_inverse=True)
    atom = side.start + edition * side.base + base
    value = np.bincount(owner, atoms.truth[atom], len(used)).astype(np.int64)
    return Cells(
        np.full(len(used), number),
        used,
        np.full(len(used), after),
        np.full(len(used), upto),
        Pairs(owner, atom),
        value,
        _distinct(atoms, number, (after, upto), used),
    )


def _distinct(atoms: Atoms, side: int, span: tuple[int, int], used: Ints) -> Ints:
    told = atoms.told
    inside = (told[:, 0] == side) & (told[:, 2] > span[0]) & (told[:, 2] <= span[1])
    pairs = np.unique(told[inside][:, [1, 3]], axis=0)
    counts = np.bincount(pairs[:, 0], minlength=len(atoms.sides[side].own))
    return counts[used]
