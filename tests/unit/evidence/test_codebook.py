"""Versions of a codebook: what happened between them, and where codings go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.errors import UsageError
from wardline.evidence.codebook import Code, Codebook, carry, changes, check, ordered, read, write


def book(*codes: Code | str) -> Codebook:
    return Codebook([one if isinstance(one, Code) else code(one) for one in codes])


def code(name: str, *of: str, **more) -> Code:
    return Code(name, {"en": name}, {"en": "As it says."}, of=list(of), **more)


FIRST = book("staff", "money", "law", "old", "gone")
SECOND = book(
    code("people", "staff"), code("cost", "money", "old"), code("law-state", "law"),
    code("law-federal", "law"), "fresh",
)  # fmt: skip


def test_all_that_can_happen_is_derived():
    assert {(one.what, one.old, one.new) for one in changes(FIRST, SECOND)} == {
        ("renamed", ("staff",), ("people",)),
        ("merged", ("money", "old"), ("cost",)),
        ("split", ("law",), ("law-state", "law-federal")),
        ("removed", ("gone",), ()),
        ("added", (), ("fresh",)),
    }
    assert changes(FIRST, FIRST) == []
    said = book(Code("staff", {"en": "Staff"}, {"en": "Other words."}), *FIRST.codes[1:])
    assert [one.what for one in changes(FIRST, said)] == ["changed"]


def test_codings_follow_and_a_split_stays_open():
    carried = carry(["staff", "money", "old", "law", "gone"], [FIRST, SECOND])
    assert carried.codes == ("cost", "people")
    assert carried.open == ("law",)
    third = book(code("staff", "people", "cost"))
    assert carry(["money"], [FIRST, SECOND, third]).codes == ("staff",)


def test_a_code_that_takes_up_others_beside_itself():
    after = book(code("staff", "staff", "gone"), "money", "law", "old")
    assert [(one.what, one.old) for one in changes(FIRST, after)] == [("merged", ("staff", "gone"))]
    parts = book("staff", code("training", "staff"), "money", "law", "old", "gone")
    # "staff" says nothing of its source: it is the code of the same id.
    assert carry(["staff"], [FIRST, parts]).open == ("staff",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (book(), "one to"),
        (book("a", "a"), "a name of its own"),
        (book("A b"), "a name of its own"),
        (book(Code("a", {"en": "A"}, {"en": " "})), "a definition"),
        (book(code("a", "nothing")), "no code before"),
        (book(code("a", parent="b")), "is no code"),
        (book(code("a", parent="b"), code("b", parent="a")), "circle"),
        (book(code("a", parent="a")), "circle"),
    ],
)
def test_what_is_no_codebook_says_why(wrong, said):
    with pytest.raises(UsageError, match=said):
        check(wrong, FIRST)


def test_parts_stand_under_their_parents():
    told = ordered(book(code("b", parent="a"), "a", code("c", parent="b"), "d"))
    assert [(depth, one.id) for depth, one in told] == [(0, "a"), (1, "b"), (2, "c"), (0, "d")]


NAMES = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)


@st.composite
def histories(draw):
    books = [book(*draw(NAMES))]
    for _ in range(draw(st.integers(1, 4))):
        known = [one.id for one in books[-1].codes]
        of = st.lists(st.sampled_from(known), max_size=3)
        books.append(book(*(code(name, *draw(of)) for name in draw(NAMES))))
    return books


@given(histories())
def test_no_coding_is_lost_without_a_word(books):
    for one in books:
        assert read(write(one)) == one
    before, after = books[-2:]
    told = changes(before, after)
    for old in (one.id for one in before.codes):
        carried = carry([old], [before, after])
        what = {one.what for one in told if old in one.old}
        assert (not carried.codes and not carried.open) == ("removed" in what)
        assert bool(carried.open) == ("split" in what)
    everything = carry([one.id for one in books[0].codes], books)
    assert set(everything.codes) <= {one.id for one in books[-1].codes}
