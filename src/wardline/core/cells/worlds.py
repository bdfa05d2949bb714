"""Possible worlds: other true counts that fit everything shown. What they differ in stays hidden.

Atoms that lie in the same shown cells form a class: counts may move freely inside it, so only the
sum of a class is bound. One world thus stands for very many, and programs stay small.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wardline.core.cells.atoms import Atoms, Cells, Ints, Pairs

# More than any count; for what nothing bounds.
ENDLESS = 2**40


class Classes(NamedTuple):
    """Atoms by the shown cells that they lie in. *Shape*: `label` an atom, the others a class."""

    label: Ints
    size: Ints
    # One atom of each class, in whose name it stands in a program.
    first: Ints
    # Classes whose sum nothing bounds from above; and those that nothing binds at all.
    endless: npt.NDArray[np.bool_]
    loose: npt.NDArray[np.bool_]


class Shown(NamedTuple):
    """What is said: sums over sets of atoms; those not `alive` are said no longer."""

    pairs: Pairs
    value: Ints
    alive: npt.NDArray[np.bool_]


def classes(atoms: Atoms, shown: Shown) -> Classes:
    """The classes of atoms under what is shown and the sums that two tables share."""
    inside = shown.alive[shown.pairs.owner]
    owner, atom = shown.pairs.owner[inside], shown.pairs.atom[inside]
    # Each shown cell has a random key; the sum of its keys is an atom's signature. That two sets of
    # cells have one sum is less likely than a wrong bit in the machine (2^-63).
    keys = np.random.default_rng(0).integers(0, 2**63, len(shown.value), np.uint64)
    signature = np.zeros(len(atoms.truth), np.uint64)
    np.add.at(signature, atom, keys[owner])
    said = np.zeros(len(atoms.truth), np.bool_)
    said[atom] = True
    bound = said | _linked(atoms, said, signature)
    _, first, label, size = np.unique(
        signature, return_index=True, return_inverse=True, return_counts=True
    )
    # With a shared total a sum can grow with its likeness in the other table, but not vanish alone.
    endless = ~bound[first]
    return Classes(label, size, first, endless, endless & (not atoms.links.many))


def reach(some: Cells, grouped: Classes, world: Ints) -> tuple[Ints, Ints]:
    """The least and the most that each cell can be, when counts move inside classes of `world`."""
    sums = np.bincount(grouped.label, world, len(grouped.size)).astype(np.int64)
    many = len(grouped.size)
    pairs, parts = np.unique(
        some.pairs.owner * many + grouped.label[some.pairs.atom], return_counts=True
    )
    owner, label = np.divmod(pairs, many)
    whole = parts == grouped.size[label]
    held = np.where(grouped.loose[label], 0, sums[label] * whole)
    free = np.where(grouped.endless[label], ENDLESS, sums[label])
    low = np.bincount(owner, held, len(some.side)).astype(np.int64)
    high = np.bincount(owner, free, len(some.side)).astype(np.int64)
    return low, high


def fits(atoms: Atoms, shown: Shown, world: Ints) -> bool:
    """Whether everything shown is the same in `world`, counted atom by atom."""
    inside = shown.alive[shown.pairs.owner]
    said = np.zeros(len(shown.value), np.int64)
    np.add.at(said, shown.pairs.owner[inside], world[shown.pairs.atom[inside]])
    links = atoms.links
    differs = np.bincount(links.pairs.owner, links.sign * world[links.pairs.atom], links.many)
    same = (said == shown.value)[shown.alive].all()
    return bool((world >= 0).all() and not differs.any() and same)


def _linked(
    atoms: Atoms, said: npt.NDArray[np.bool_], signature: npt.NDArray[np.uint64]
) -> npt.NDArray[np.bool_]:
    """Part the signatures by shared sums; which atoms are bound by what another table says.

    A shared sum that every table leaves an atom free in may grow without end in all of them.
    """
    links = atoms.links
    bound = np.zeros(len(said), np.bool_)
    if not links.many:
        return bound
    keys = np.random.default_rng(1).integers(0, 2**62, (links.many, 2)).astype(np.uint64)
    second = (links.sign < 0).astype(np.int64)
    np.add.at(signature, links.pairs.atom, keys[links.pairs.owner, second])
    free = np.zeros((links.many, 2), np.bool_)
    np.logical_or.at(free, (links.pairs.owner, second), ~said[links.pairs.atom])
    # Links come table after table in the same order, so the tables' chains lie a step apart.
    chains = free.reshape(len(atoms.sides) - 1, -1, 2).all(axis=(0, 2))
    closed = ~np.tile(chains, len(atoms.sides) - 1)
    bound[links.pairs.atom[closed[links.pairs.owner]]] = True
    return bound
