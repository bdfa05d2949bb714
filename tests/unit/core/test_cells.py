"""Small cells by hand: what a reader sees, and what somebody who subtracts would learn."""

from __future__ import annotations

from itertools import product

import pytest

from wardline.core.cells.model import Book, Dimension, Entry, Figure, Table
from wardline.core.cells.planner import plan
from wardline.core.errors import ConflictError, UsageError
from wardline.testing.attacker import Attacker


def table(name, *sides):
    return Table(name, tuple(Dimension(side[0], tuple(side[1:].split())) for side in sides))


def entries(counts, edition=0, who=None):
    made = []
    for place, many in counts.items():
        made += [
            Entry((place,), edition, who or f"{edition}{place}{number}") for number in range(many)
        ]
    return made


def shown(figures):
    return {figure.place: figure.value for figure in figures}


FLAT = table("kind", "kclinic hospital pharmacy")


def test_a_lone_small_cell_takes_a_second_with_it():
    told = shown(
        plan(Book((FLAT,)), entries({("clinic",): 5, ("hospital",): 30, ("pharmacy",): 20}))
    )
    assert told == {(None,): 55, ("hospital",): 30}


def test_two_small_cells_whose_sum_is_small_take_a_third_with_them():
    told = shown(
        plan(Book((FLAT,)), entries({("clinic",): 4, ("hospital",): 30, ("pharmacy",): 3}))
    )
    # 37 - 30 = 7 would be a cell under 11 as well.
    assert told == {(None,): 37}


def test_zero_is_hidden_like_any_small_count():
    told = shown(plan(Book((FLAT,)), entries({("hospital",): 30, ("pharmacy",): 20})))
    assert ("clinic",) not in told
    assert len(told) == 2


def test_nothing_is_said_of_too_few():
    assert plan(Book((FLAT,)), entries({("clinic",): 4, ("hospital",): 6})) == []
    assert plan(Book((FLAT,)), []) == []


def test_many_incidents_of_few_organizations_are_a_small_cell():
    told = entries({("clinic",): 20}, who="one") + entries({("hospital",): 30, ("pharmacy",): 20})
    assert ("clinic",) not in shown(plan(Book((FLAT,)), told))


def test_what_is_left_of_a_total_must_not_be_of_few_organizations():
    # 15 incidents are left of the total, all of two organizations.
    told = entries({("clinic",): 8}, who="one") + entries({("pharmacy",): 7}, who="two")
    told += entries({("hospital",): 30})
    assert len(plan(Book((FLAT,)), told)) == 1


def test_from_14_to_15_is_one_new_incident_and_is_not_told():
    june = entries({("clinic",): 14, ("hospital",): 30, ("pharmacy",): 25})
    first = plan(Book((FLAT,)), june)
    assert shown(first)["clinic",] == 14
    july = june + entries({("clinic",): 1, ("hospital",): 20, ("pharmacy",): 20}, edition=1)
    second = plan(Book((FLAT,), editions=2), july, first)
    assert ("clinic",) not in shown(second)
    attacker = Attacker(Book((FLAT,), editions=2), first + second)
    low, high = attacker.bounds("kind", ("clinic",), (0, 1))
    assert low == 0
    assert high >= 11


def test_a_figure_is_renewed_when_eleven_stand_behind_the_change():
    june = entries({("clinic",): 14, ("hospital",): 30, ("pharmacy",): 25})
    first = plan(Book((FLAT,)), june)
    july = june + entries({("clinic",): 12, ("hospital",): 20, ("pharmacy",): 20}, edition=1)
    second = plan(Book((FLAT,), editions=2), july, first)
    assert shown(second)["clinic",] == 26


def test_incidents_that_are_not_those_published_are_refused():
    first = plan(Book((FLAT,)), entries({("clinic",): 14, ("hospital",): 30, ("pharmacy",): 25}))
    less = entries({("clinic",): 13, ("hospital",): 30, ("pharmacy",): 25})
    with pytest.raises(ConflictError, match="Edition 1 says"):
        plan(Book((FLAT,), editions=2), less, first)


def test_tables_that_share_too_much_are_refused():
    two = (table("a", "kx y", "qx y", "rx y"), table("b", "kx y", "qx y"))
    with pytest.raises(UsageError, match="shares more"):
        plan(Book(two, shared=("q",)), [])


def test_the_same_counts_give_the_same_figures():
    both = table("both", "aw x y z", "bp q r")
    counts = {
        place: (index * 7) % 23
        for index, place in enumerate(product(*[one.values for one in both.dimensions]))
    }
    one = plan(Book((both,)), entries(counts))
    assert one
    assert plan(Book((both,)), list(reversed(entries(counts)))) == one


def test_the_oracle_agrees_with_counting_out_every_table():
    small = table("t", "ax y", "bp q")
    figures = [Figure("t", ("x", None), 0, 3), Figure("t", (None, "p"), 0, 2)]
    figures += [Figure("t", (None, None), 0, 4)]
    fitting = [
        (xp, xq, yp, yq)
        for xp, xq, yp, yq in product(range(5), repeat=4)
        if xp + xq == 3 and xp + yp == 2 and xp + xq + yp + yq == 4
    ]
    attacker = Attacker(Book((small,)), figures)
    for at, place in enumerate(product("xy", "pq")):
        found = [one[at] for one in fitting]
        assert attacker.bounds("t", place, (-1, 0)) == (min(found), max(found))
