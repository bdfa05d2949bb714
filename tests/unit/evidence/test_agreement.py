"""Agreement against worked examples that were published."""

from __future__ import annotations

import pytest

from wardline.evidence.agreement import cohen, disagreed, krippendorff, per_code


def units(*coders: str) -> list[list[str]]:
    """Each coder's values in one line; a dot is a missing one."""
    return [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]


def test_krippendorffs_two_coders_of_binary_data():
    # K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A.
    assert krippendorff(units("0100000010", "1110010000")) == pytest.approx(0.095, abs=0.0005)


def test_krippendorffs_four_coders_with_missing_values():
    # The same, section C.
    found = krippendorff(units("123321412...", "1233224125.3", ".3332342251.", "12332441251."))
    assert found == pytest.approx(0.743, abs=0.0005)


def test_three_coders_with_most_values_missing():
    # Wikipedia, Krippendorff's alpha: "A computational example".
    found = krippendorff(units(".....34121133.3", "1.213343.......", "..21344.21133.4"))
    assert found == pytest.approx(0.691, abs=0.0005)


def test_cohens_own_table():
    # J. Cohen (1960), table 1: 200 judgements, kappa .492.
    table = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    pairs = [
        (i, j) for i, row in enumerate(table) for j, many in enumerate(row) for _ in range(many)
    ]
    assert cohen(pairs) == pytest.approx(0.492, abs=0.0005)


def test_fifty_grants():
    # Wikipedia, Cohen's kappa: "Simple example".
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert cohen(pairs) == pytest.approx(0.4)


def test_where_nothing_varies_there_is_no_coefficient():
    assert cohen([(1, 1)] * 3) is None
    assert cohen([]) is None
    assert krippendorff([[1, 1], [1, 1]]) is None
    assert krippendorff([[1], [0], []]) is None
    assert krippendorff([[0, 0], [1, 1]]) == 1


def test_each_code_is_given_or_not_by_each_who_coded_the_item():
    codings = {
        1: {"ann": {"staff"}, "bob": {"staff", "money"}},
        2: {"ann": {"money"}, "bob": {"money"}},
        3: {"ann": set(), "bob": set()},
        4: {"ann": {"staff"}},
    }
    staff, money = per_code(codings, ["staff", "money"])
    assert (staff.items, staff.given, staff.observed, staff.kappa) == (3, 1, 1.0, 1.0)
    assert (money.items, money.given, money.observed) == (3, 2, pytest.approx(2 / 3))
    assert money.kappa == pytest.approx(0.4)
    third = codings | {5: {"cyd": {"money"}, "bob": set()}}
    assert per_code(third, ["staff"])[0].kappa is None
    assert per_code(third, ["staff"])[0].alpha == 1
    assert disagreed(codings[1]) == ["money"]
