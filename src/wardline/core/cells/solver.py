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
    """A set of atoms whose sum shall be `least` or more; 0 where `least` is 0."""

    atom: Ints
    least: int


class _Columns(NamedTuple):
    """Classes, parted by the wish. *Shape*: `label` an atom, the others a part."""

    label: Ints
    first: Ints
    truth: Ints


class _Program(NamedTuple):
    """A linear program over moves away from the truth.

    *Shape*: columns are the parts going up, the parts going down, two slacks for each shown cell
    with a price; rows are shown cells, links, the wish.
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
    program = _program(atoms, shown, columns, wish, price)
    found = _run(program)
    many = len(columns.truth)
    if found is not None and np.abs(found - np.rint(found)).max(initial=0) > _EXACT:
        found = _whole(program, found, 2 * many)
    if found is None:
        return None
    moved = np.rint(found[:many] - found[many : 2 * many]).astype(np.int64)
    return _spread(atoms, columns, columns.truth + moved)


def _columns(atoms: Atoms, grouped: Classes, wish: Wish) -> _Columns:
    part = 2 * grouped.label
    part[wish.atom] += 1
    _, first, label = np.unique(part, return_index=True, return_inverse=True)
    truth = np.bincount(label, atoms.truth, len(first)).astype(np.int64)
    return _Columns(label, first, truth)


def _program(atoms: Atoms, shown: Shown, columns: _Columns, wish: Wish, price: Floats) -> _Program:
    many = len(columns.truth)
    cost = price[shown.alive]
    soft = np.flatnonzero(np.isfinite(cost))
    row, column, sign = _matrix(atoms, shown, columns, wish)
    low = np.zeros(len(cost) + atoms.links.many + 1)
    low[-1] = wish.least - atoms.truth[wish.atom].sum()
    high = low.copy()
    if wish.least:
        high[-1] = np.inf
    slack = 2 * many + np.arange(2 * len(soft))
    return _Program(
        np.concatenate([row, row, soft, soft]),
        np.concatenate([column, column + many, slack]),
        np.concatenate([sign, -sign, np.ones(len(soft)), -np.ones(len(soft))]),
        low,
        high,
        np.concatenate([np.full(2 * many, _NEAR), cost[soft], cost[soft]]),
        np.concatenate([np.full(many, np.inf), columns.truth, np.full(len(slack), np.inf)]),
    )


def _matrix(atoms: Atoms, shown: Shown, columns: _Columns, wish: Wish) -> tuple[Ints, Ints, Floats]:
    """The entries of parts that go up: in shown cells, links and the wish, as their first atoms."""
    part = np.full(len(atoms.truth), -1)
    part[columns.first] = np.arange(len(columns.first))
    alive = np.flatnonzero(shown.alive)
    number = np.full(len(shown.value), -1)
    number[alive] = np.arange(len(alive))
    links = atoms.links
    wished = np.full(len(wish.atom), len(alive) + links.many)
    row = np.concatenate([number[shown.pairs.owner], links.pairs.owner + len(alive), wished])
    column = np.concatenate([part[shown.pairs.atom], part[links.pairs.atom], part[wish.atom]])
    sign = np.concatenate([np.ones(len(shown.pairs.owner)), links.sign, np.ones(len(wished))])
    keep = (row >= 0) & (column >= 0)
    return row[keep], column[keep], sign[keep]


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


def _spread(atoms: Atoms, columns: _Columns, wanted: Ints) -> Ints:
    """A world in atoms: each part's count laid on its atoms as near to the truth as it goes."""
    order = np.argsort(columns.label, kind="stable")
    ordered, truth = columns.label[order], atoms.truth[order]
    begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    before = np.cumsum(truth) - truth
    before -= np.maximum.accumulate(np.where(begins, before, 0))
    laid = np.clip(wanted[ordered] - before, 0, truth)
    # What is left over lies on the part's first atom.
    left = wanted - np.bincount(ordered, laid, len(wanted)).astype(np.int64)
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
