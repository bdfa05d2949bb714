"""Small cells: whatever the counts and their growth, what is published leaves each small one open.

The oracle is `wardline.testing.attacker`: an integer program over everything ever published.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.core.cells.model import Book, Dimension, Entry, Figure, Table
from wardline.core.cells.planner import plan
from wardline.testing.attacker import Attacker

SMALLEST = 11


def counts_of(book, entries, figure_or_cell):
    """Incidents and organizations of a cell over a span of editions, counted one by one."""
    table, place, (after, upto) = figure_or_cell
    at = [one.name for one in book.tables].index(table)
    inside = [
        one
        for one in entries
        if after < one.edition <= upto
        and all(w in (None, v) for w, v in zip(place, one.places[at], strict=True))
    ]
    return len(inside), len({one.member for one in inside})


def every_cell(book):
    """Each cell over each span of editions, but for those before its time (a quarter to come)."""
    for table in book.tables:
        for place in table.places():
            pairs = zip(table.dimensions, place, strict=True)
            since = max(one.since.get(value, 0) for one, value in pairs)
            for upto in range(since, book.editions):
                for after in range(-1, upto):
                    yield table.name, place, (after, upto)


def assert_safe(book, entries, published):
    for figure in published:
        told = counts_of(book, entries, (figure.table, figure.place, (-1, figure.edition)))
        assert told[0] == figure.value
        assert min(told) >= SMALLEST, figure
    attacker = Attacker(book, published)
    for cell in every_cell(book):
        incidents, organizations = counts_of(book, entries, cell)
        if min(incidents, organizations) < SMALLEST:
            low, high = attacker.bounds(*cell)
            assert low == 0, (cell, incidents, organizations, low, high)
            assert high >= SMALLEST, (cell, incidents, organizations, low, high)


def publish(book, entries):
    """All editions of a book, one after the other, each planned against the earlier."""
    published: list[Figure] = []
    for edition in range(book.editions):
        known = [one for one in entries if one.edition <= edition]
        until = Book(book.tables, edition + 1, book.shared)
        published += plan(until, known, published)
    return published


def dimension(name, size, since=None):
    return Dimension(name, tuple(f"{name}{i}" for i in range(size)), since or {})


COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 40), st.just(0))


@st.composite
def one_table(draw):
    """A table of one to three dimensions over one to three editions, with its incidents."""
    shape = draw(st.sampled_from([(4,), (2, 2), (3, 3), (2, 4), (3, 4), (2, 2, 2), (3, 2, 2)]))
    dims = tuple(dimension("abc"[at], size) for at, size in enumerate(shape))
    editions = draw(st.integers(1, 3 if len(shape) < 3 else 2))
    table = Table("t", dims)
    few = draw(st.sampled_from([3, 12, 1000, 1000]))
    entries = []
    for place in table.places():
        if None in place:
            continue
        for edition in range(editions):
            for _ in range(draw(COUNTS)):
                entries.append(Entry((place,), edition, f"m{len(entries) % few}"))
    return Book((table,), editions), entries


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(one_table())
@pytest.mark.timeout(600)
def test_no_small_cell_of_a_table_can_be_reckoned_over_any_editions(case):
    book, entries = case
    assert_safe(book, entries, publish(book, entries))


@st.composite
def linked_tables(draw):
    """Two tables with the quarter in common, a quarter more with each edition."""
    editions = draw(st.integers(1, 3))
    quarters = dimension("q", editions, {f"q{i}": i for i in range(editions)})
    one = Table("kind", (dimension("k", draw(st.integers(2, 3))), quarters))
    two = Table("harm", (quarters, dimension("h", 2)))
    entries = []
    for quarter in range(editions):
        for kind in one.dimensions[0].values:
            for harm in two.dimensions[1].values:
                for edition in range(quarter, editions):
                    for _ in range(draw(COUNTS)):
                        places = ((kind, f"q{quarter}"), (f"q{quarter}", harm))
                        entries.append(Entry(places, edition, f"m{len(entries)}"))
    return Book((one, two), editions, ("q",)), entries


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(linked_tables())
@pytest.mark.timeout(600)
def test_no_small_cell_can_be_reckoned_from_two_tables_of_the_same_incidents(case):
    book, entries = case
    assert_safe(book, entries, publish(book, entries))


def in_volumes(book, entries, size):
    """All editions, each volume of `size` planned alone; figures with their volume's first."""
    published = []
    for first in range(0, book.editions, size):
        until = min(size, book.editions - first)
        own = [
            one._replace(edition=one.edition - first)
            for one in entries
            if first <= one.edition < first + size
        ]
        found = publish(Book(book.tables, until, book.shared), own)
        published += [(first, one._replace(edition=one.edition + first)) for one in found]
    return published


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.timeout(600)
def test_no_small_growth_can_be_reckoned_across_volumes_that_are_planned_alone(data):
    """The oracle knows the figures of both volumes; spans from one into the other stay open too."""
    dims = (dimension("a", data.draw(st.integers(2, 3))), dimension("b", 2))
    table = Table("t", dims)
    few = data.draw(st.sampled_from([3, 1000]))
    entries = []
    for place in table.places():
        for edition in range(4) if None not in place else ():
            for _ in range(data.draw(COUNTS)):
                entries.append(Entry((place,), edition, f"m{len(entries) % few}"))
    book = Book((table,), 4)
    attacker = Attacker(book, [])
    for first, figure in in_volumes(book, entries, 2):
        span = (first - 1, figure.edition)
        told = counts_of(book, entries, (figure.table, figure.place, span))
        assert told[0] == figure.value
        assert min(told) >= SMALLEST
        whole = attacker._sum(figure.table, figure.place, span)
        attacker._equal(dict.fromkeys(whole, 1.0), figure.value)
    for cell in every_cell(book):
        if min(counts_of(book, entries, cell)) < SMALLEST:
            low, high = attacker.bounds(*cell)
            assert low == 0, (cell, low, high)
            assert high >= SMALLEST, (cell, low, high)
