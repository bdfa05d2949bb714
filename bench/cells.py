"""Small cells: the time to plan tables, the share hidden against the optimum, and against noise.

    python bench/cells.py               small tables, the optimum, noise
    python bench/cells.py --large       the large table too (many minutes)
    python bench/cells.py --editions 6  only: so many quarterly editions of the six tables

Counts are made up: each dimension's values fall off like 1, 1/2, 1/3 …; seeds are fixed.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from datetime import UTC, datetime
from itertools import combinations

from wardline.core.cells import atoms as counted
from wardline.core.cells.model import SMALLEST, Book, Dimension, Entry, Figure, Place, Table
from wardline.core.cells.planner import plan
from wardline.incidents import counted as counted_as
from wardline.incidents import tables
from wardline.incidents.counted import Counted
from wardline.testing.attacker import Attacker

SMALL = (((3, 3), 90), ((3, 4), 150), ((4, 4), 220))
MOST_TRIED = 3
MIDDLE = (((12, 12), 600), ((12, 6, 8), 3000))
LARGE = ((12, 6, 8, 24), 20_000)
# Differential privacy: the budget of one edition, and of all.
EPSILONS = (0.25, 1.0)


def book(shape: tuple[int, ...]) -> Book:
    """One table of a shape."""
    dims = (
        Dimension(chr(97 + at), tuple(f"{at}.{value}" for value in range(size)))
        for at, size in enumerate(shape)
    )
    return Book((Table("made up", tuple(dims)),))


def incidents(shape: tuple[int, ...], many: int, seed: int) -> list[Entry]:
    """Made-up incidents, each of another organization."""
    dice = random.Random(seed)
    values = [one.values for one in book(shape).tables[0].dimensions]
    weights = [[1 / (at + 1) for at in range(size)] for size in shape]
    return [
        Entry(
            (tuple(dice.choices(v, w)[0] for v, w in zip(values, weights, strict=True)),), 0, str(n)
        )
        for n in range(many)
    ]


def large_cells(shape: tuple[int, ...], told: list[Entry]) -> list[tuple[Place, int]]:
    """The cells, margins among them, that the threshold alone would show."""
    gathered = counted.gather(book(shape), told)
    every = counted.cells(gathered, [(-1, 0)])
    table = book(shape).tables[0]
    return [
        (counted.place_of(table, int(cell)), int(value))
        for cell, value in zip(every.lattice, every.value, strict=True)
        if value >= SMALLEST
    ]


def safe(shape: tuple[int, ...], told: list[Entry], shown: list[tuple[Place, int]]) -> bool:
    """Whether the oracle finds every small cell open."""
    table = book(shape).tables[0]
    attacker = Attacker(
        book(shape), [Figure(table.name, place, 0, value) for place, value in shown]
    )
    big = {place for place, _ in large_cells(shape, told)}
    for place in table.places():
        if place not in big:
            low, high = attacker.bounds(table.name, place, (-1, 0))
            if low > 0 or high < SMALLEST:
                return False
    return True


def optimum(shape: tuple[int, ...], told: list[Entry], most: int) -> int | None:
    """The fewest large cells that must be hidden, by trying; None: more than `most`."""
    large = large_cells(shape, told)
    for many in range(most + 1):
        for hidden in combinations(range(len(large)), many):
            if safe(shape, told, [one for at, one in enumerate(large) if at not in hidden]):
                return many
    return None


def against_optimum() -> None:
    """How many more cells than needed are hidden, in small tables."""
    ours = best = tables = 0
    for shape, many in SMALL:
        for seed in range(3):
            told = incidents(shape, many, seed)
            hidden = len(large_cells(shape, told)) - len(plan(book(shape), told))
            fewest = optimum(shape, told, min(hidden, MOST_TRIED))
            sys.stdout.write(f"{shape} seed {seed}: hidden besides the small {hidden}, ")
            sys.stdout.write(f"at best {f'over {MOST_TRIED}' if fewest is None else fewest}\n")
            if fewest is not None:
                ours, best, tables = ours + hidden, best + fewest, tables + 1
    sys.stdout.write(f"together over {tables} tables: {ours}, at best {best}\n")


def timed(shape: tuple[int, ...], many: int) -> None:
    """The time of one plan, and what it shows."""
    told = incidents(shape, many, 1)
    large = large_cells(shape, told)
    start = time.perf_counter()
    shown = plan(book(shape), told)
    seconds = time.perf_counter() - start
    cells = math.prod(size + 1 for size in shape)
    sys.stdout.write(
        f"{shape} with {many} incidents: {seconds:.1f} s, {cells} cells with margins, "
    )
    sys.stdout.write(f"{len(large)} of 11 or more, {len(shown)} shown\n")


def noise(shape: tuple[int, ...], many: int) -> None:
    """The same table by the discrete Laplace mechanism: what a reader gets of the large cells.

    Each incident is in a cell of each of the 2^d margins, which share the budget.
    """
    dice = random.Random(7)
    told = incidents(shape, many, 1)
    large = large_cells(shape, told)
    shown = len(plan(book(shape), told))
    sys.stdout.write(f"{shape}: of {len(large)} large cells exact and shown by us {shown}\n")
    for epsilon in EPSILONS:
        scale = 2 ** len(shape) / epsilon
        errors = [abs(two_sided(dice, scale)) / value for _, value in large]
        close = sum(error <= 0.1 for error in errors)
        errors.sort()
        sys.stdout.write(f"  noise, epsilon {epsilon}: within a tenth {close}, ")
        sys.stdout.write(f"median error {errors[len(errors) // 2]:.0%}\n")


def two_sided(dice: random.Random, scale: float) -> int:
    """A draw from the discrete Laplace distribution."""
    stop = 1 - math.exp(-1 / scale)
    one, two = (math.floor(math.log(1 - dice.random()) / math.log(1 - stop)) for _ in range(2))
    return one - two


def rows(edition: int, many: int, dice: random.Random) -> list[Counted]:
    """Made-up incidents of a quarter; some come a quarter or two late."""

    def one_of(values: tuple[str, ...]) -> str:
        return dice.choices(values, [1 / (at + 1) for at in range(len(values))])[0]

    found = []
    for number in range(many):
        year, quarter = divmod(edition - (dice.random() < 0.25) - (dice.random() < 0.1), 4)
        values = {
            "incident": f"{edition}.{number}",
            "member": f"m{dice.randrange(2000)}",
            "kind": one_of(counted_as.KINDS),
            "action": one_of(counted_as.ACTIONS),
            "harm": one_of(counted_as.HARMS),
            "vector": one_of(counted_as.VECTORS),
            "size": one_of(counted_as.SIZES),
            "region": one_of(counted_as.REGIONS),
            "quarter": f"{2026 + year:04d}-Q{quarter + 1}",
        }
        found.append(Counted(**values, measures={}))
    return found


def editions(many: int) -> None:
    """The processor time of each edition of the six tables, 300 incidents a quarter."""
    dice = random.Random(3)
    cohorts, published = [], []
    for edition in range(many):
        year, quarter = divmod(edition + 1, 4)
        end = datetime(2026 + year, 3 * quarter + 1, 1, tzinfo=UTC)
        cohorts.append(tables.Cohort(int(end.timestamp() * 1e6), rows(edition, 300, dice)))
        start = time.process_time()
        new = tables.figures(cohorts, published)
        seconds = time.process_time() - start
        published += new
        sys.stdout.write(f"edition {edition + 1}: {seconds:.1f} s, {len(new)} figures added\n")
        sys.stdout.flush()


def main() -> None:
    """Measure all, the quick first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--editions", type=int, default=0)
    args = parser.parse_args()
    if args.editions:
        editions(args.editions)
        return
    against_optimum()
    for shape, many in MIDDLE:
        timed(shape, many)
        noise(shape, many)
    if args.large:
        timed(*LARGE)


if __name__ == "__main__":
    main()
