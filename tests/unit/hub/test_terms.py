"""What an object is found by, and how a question is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.errors import UsageError
from wardline.core.observables import normalize
from wardline.hub.objects import terms

MARK = terms.Marker(b"a hub's secret")


def marks(value: str, kind: str) -> set[tuple[str, str]]:
    return set(terms.states(normalize(kind, value)))


def asked(value: str, kind: str) -> set[tuple[str, str]]:
    return set(terms.asks(normalize(kind, value)))


@given(st.integers(0, 2**32 - 1), st.integers(8, 32), st.integers(0, 2**32 - 1), st.integers(8, 32))
def test_networks_find_each_other_where_one_lies_in_the_other(a, a_bits, b, b_bits):
    import ipaddress

    stated = ipaddress.ip_network((a, a_bits), strict=False)
    wanted = ipaddress.ip_network((b, b_bits), strict=False)
    found = marks(str(stated), "ipv4-addr") & asked(str(wanted), "ipv4-addr")
    assert bool(found) is (stated.subnet_of(wanted) or wanted.subnet_of(stated))


@given(st.dates(date(1990, 1, 1), date(2035, 12, 31)), st.integers(0, 4000))
def test_a_range_of_days_holds_each_of_its_days_and_no_other(day, length):
    first = datetime(day.year, day.month, day.day, tzinfo=UTC)
    last = first + timedelta(days=length)
    parts = set(terms.days_between(first, last))
    assert len(parts) < 200
    for probe in (first, last, first + timedelta(days=length // 2)):
        assert parts & {mark for _, mark in terms.dates("x", f"{probe:%Y-%m-%d}")}
    for probe in (first - timedelta(days=1), last + timedelta(days=1)):
        assert not parts & {mark for _, mark in terms.dates("x", f"{probe:%Y-%m-%d}")}


def test_a_person_cannot_ask_for_a_mark():
    secret = MARK("own", "an organization")
    parts = terms.of_question(f'{secret} marks:{secret} "{secret}"', MARK).parts
    assert parts
    assert all("marks" not in part.replace(f'"marks {secret}"', "") for part in parts)
    assert terms.Marker(b"another secret")("own", "an organization") != secret


@given(st.text(max_size=200))
def test_any_text_is_a_question(text):
    try:
        parts = terms.of_question(text, MARK).parts
    except UsageError:
        return
    import sqlite3

    file = sqlite3.connect(":memory:")
    file.execute("CREATE VIRTUAL TABLE t USING fts5(words, marks, content='')")
    if parts:
        file.execute("SELECT rowid FROM t WHERE t MATCH ?", (" AND ".join(parts),)).fetchall()
    file.close()


def test_a_range_that_is_too_wide_is_refused_with_what_to_do():
    with pytest.raises(UsageError, match="smaller network"):
        terms.of_question("0.0.0.0/2", MARK)


def test_an_endless_object_gives_bounded_terms():
    thing = {"type": "note", "id": "note--1", "content": "word " * 100_000,
             "object_refs": [f"x--{n}" for n in range(100_000)]}  # fmt: skip
    made = terms.of_object(thing, "", MARK)
    assert len(made.words) <= 16_000
    assert len(made.marks.split()) <= 2_000
