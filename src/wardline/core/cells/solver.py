"""Finds a possible world in which a cell has another count, at the least price in hidden cells."""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wardline.core.cells.atoms import Atoms, Ints
from wardline.core.cells.worlds import Classes, Shown
from wardline.core.errors import ConfigError, WardlineError

Floats = npt.NDArray[np.float64]

_EXACT = 1e-6
# A move of one count costs this beside the price of shown cells: worlds near the truth are found in
# whole numbers far more often.
_NEAR = 1e-3
# Steps for one program in whole numbers; then more is hidden instead. Steps and not seconds: the
# same counts must give the same edition on any machine.
_MOST_NODES = 200


class Wish(NamedTuple):
    """A set of atoms whose sum shall be `least` or more; 0 where `least` is None."""

    atom: Ints
    least: int | None


class _Columns(NamedTuple):
    """Parts of classes: those outside of the wish, then those inside of it."""

    label: Ints
    inside: npt.NDArray[np.bool_]
    # Where a class's two parts are; -1: nowhere.
    outer: Ints
    inner: Ints
    truth: Ints


class _Program(NamedTuple):
    """A linear program over moves away from the truth.

    *Shape*: columns are the parts going up, the parts going down, then two slacks a shown cell
    with a price; rows are shown cells, links, and the wish.
    """

    row: Ints
    column: Ints
    sign: Floats
    low: Floats
    high: Floats
    price: Floats
    most: Floats


def solve(atoms: Atoms, shown: Shown, grouped: Classes, wish: Wish, price: Floats) -> Ints | None:
    """A world with the wish, in atoms; `price` of a shown cell for each count moved (inf: never).

    None where there is no such world in whole numbers, or none was found within the steps.
    """
    columns = _columns(atoms, grouped, wish)
    program = _program(atoms, shown, grouped, wish, (columns, price))
    found = _run(program)
    if found is not None and np.abs(found - np.rint(found)).max(initial=0) > _EXACT:
        found = _whole(program, found, 2 * len(columns.label))
    if found is None:
        return None
    many = len(columns.label)
    moved = np.rint(found[:many] - found[many : 2 * many]).astype(np.int64)
    return _spread(atoms, grouped, columns, columns.truth + moved, wish)


def _columns(atoms: Atoms, grouped: Classes, wish: Wish) -> _Columns:
    many = len(grouped.size)
    parts = np.bincount(grouped.label[wish.atom], minlength=many)
    without, within = np.flatnonzero(parts < grouped.size), np.flatnonzero(parts)
    outer, inner = np.full(many, -1), np.full(many, -1)
    outer[without] = np.arange(len(without))
    inner[within] = np.arange(len(within)) + len(without)
    wished = np.bincount(grouped.label[wish.atom], atoms.truth[wish.atom], many)
    whole = np.bincount(grouped.label, atoms.truth, many)
    truth = np.concatenate([(whole - wished)[without], wished[within]]).astype(np.int64)
    label = np.concatenate([without, within])
    return _Columns(label, np.arange(len(label)) >= len(without), outer, inner, truth)


def _program(
    atoms: Atoms,
    shown: Shown,
    grouped: Classes,
    wish: Wish,
    more: tuple[_Columns, Floats],
) -> _Program:
    columns, price = more
    many = len(columns.label)
    alive = np.flatnonzero(shown.alive)
    price = price[alive]
    soft = np.flatnonzero(np.isfinite(price))
    row, column, sign = _matrix(atoms, shown, grouped, columns)
    slack = 2 * many + np.arange(2 * len(soft))
    bound = np.zeros(len(alive) + len(atoms.links) + 1)
    now = int(columns.truth[columns.inside].sum())
    bound[-1] = (wish.least or 0) - now
    high = bound.copy()
    if wish.least is not None:
        high[-1] = np.inf
    return _Program(
        np.concatenate([row, row, soft, soft]),
        np.concatenate([column, column + many, slack]),
        np.concatenate([sign, -sign, np.ones(len(soft)), -np.ones(len(soft))]),
        bound,
        high,
        np.concatenate([np.full(2 * many, _NEAR), price[soft], price[soft]]),
        np.concatenate([np.full(many, np.inf), columns.truth, np.full(2 * len(soft), np.inf)]),
    )


def _matrix(
    atoms: Atoms, shown: Shown, grouped: Classes, columns: _Columns
) -> tuple[Ints, Ints, Floats]:
    """The entries for parts that go up: shown cells, links, the wish."""
    alive = np.flatnonzero(shown.alive)
    number = np.full(len(shown.value), -1)
    number[alive] = np.arange(len(alive))
    class_of = np.full(len(atoms.truth), -1)
    class_of[grouped.first] = np.arange(len(grouped.size))
    keep = (number[shown.pairs.owner] >= 0) & (class_of[shown.pairs.atom] >= 0)
    row, group = number[shown.pairs.owner[keep]], class_of[shown.pairs.atom[keep]]
    entries = [_entries(row, group, columns)]
    for at, sets in enumerate(atoms.links):
        for sign, atom in zip((1.0, -1.0), sets, strict=True):
            group = np.unique(grouped.label[atom])
            entries.append(_entries(np.full(len(group), len(alive) + at), group, columns, sign))
    wished = np.flatnonzero(columns.inside)
    last = np.full(len(wished), len(alive) + len(atoms.links))
    entries.append((last, wished, np.ones(len(wished))))
    return (
        np.concatenate([one[0] for one in entries]),
        np.concatenate([one[1] for one in entries]),
        np.concatenate([one[2] for one in entries]),
    )


def _entries(
    row: Ints, group: Ints, columns: _Columns, sign: float = 1.0
) -> tuple[Ints, Ints, Floats]:
    """Entries for both parts of each class."""
    parts = (columns.outer[group], columns.inner[group])
    rows = np.concatenate([row[part >= 0] for part in parts])
    found = np.concatenate([part[part >= 0] for part in parts])
    return rows, found, np.full(len(rows), sign)


def _whole(program: _Program, found: Floats, moves: int) -> Floats | None:
    """A solution in whole numbers: with the slacks that the fractions use, else with any."""
    most = program.most.copy()
    most[moves:][found[moves:] < _EXACT] = 0
    narrow = program._replace(most=most, price=np.zeros(len(most)))
    whole = _run(narrow, whole=True)
    return whole if whole is not None else _run(program, whole=True)


def _run(program: _Program, *, whole: bool = False) -> Floats | None:
    """The columns' values; with `whole` the first that are whole numbers. None: there are none."""
    highs, model = quiet_solver()
    lp = highs.HighsLp()
    many = len(program.price)
    lp.num_col_, lp.num_row_ = many, len(program.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.price, np.zeros(many), program.most
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    order = np.lexsort((program.row, program.column))
    counts = np.bincount(program.column, minlength=many)
    lp.a_matrix_.format_ = highs.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
    lp.a_matrix_.index_, lp.a_matrix_.value_ = program.row[order], program.sign[order]
    if whole:
        lp.integrality_ = [highs.HighsVarType.kInteger] * many
    model.setOptionValue("mip_rel_gap", 1.0)
    model.setOptionValue("mip_max_nodes", _MOST_NODES)
    model.passModel(lp)
    model.run()
    status, kinds = model.getModelStatus(), highs.HighsModelStatus
    if status == kinds.kOptimal:
        return np.array(model.getSolution().col_value)
    if status in (kinds.kInfeasible, kinds.kSolutionLimit, kinds.kUnboundedOrInfeasible):
        return None
    raise WardlineError(f"The solver for small cells gave up: {status}.")


def _spread(atoms: Atoms, grouped: Classes, columns: _Columns, counts: Ints, wish: Wish) -> Ints:
    """A world in atoms: each part's count laid on its atoms as near to the truth as it goes."""
    many = len(grouped.size)
    marked = np.zeros(len(atoms.truth), np.bool_)
    marked[wish.atom] = True
    part = grouped.label + many * marked
    wanted = np.zeros(2 * many, np.int64)
    wanted[columns.label + many * columns.inside] = counts
    order = np.argsort(part, kind="stable")
    ordered, truth = part[order], atoms.truth[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    before = np.cumsum(truth) - truth
    before -= np.maximum.accumulate(np.where(begins, before, 0))
    laid = np.clip(wanted[ordered] - before, 0, truth)
    # What is left over lies on the part's first atom.
    left = wanted - np.bincount(ordered, laid, 2 * many).astype(np.int64)
    laid[begins] += left[ordered[begins]]
    world = np.zeros(len(atoms.truth), np.int64)
    world[order] = laid
    return world


def quiet_solver() -> tuple[Any, Any]:
    """The solver's module and a new solver. Its greeting goes to stderr: stdout is data."""
    try:
        import highspy
    except ImportError as error:
        raise ConfigError(
            "The solver for small cells is not installed.", hint="pip install 'wardline[hub]'."
        ) from error
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        model: Any = highspy.Highs()  # type: ignore[no-untyped-call] # HiGHS has no types
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    # All solvers of a process must have the same number of threads.
    model.setOptionValue("threads", 1)
    model.setOptionValue("output_flag", False)
    return highspy, model
