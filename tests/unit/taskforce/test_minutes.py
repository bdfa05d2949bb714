"""A paragraph of minutes is cited by one number, however the minutes are corrected."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wardline.taskforce.minutes import numbered, paragraphs

BEFORE = {
    1: "The chair opened the meeting at one.",
    2: "A clinic told that a warning came nine days late.",
    3: "Decided: staff will bring a draft.",
}


def test_what_is_put_before_moves_no_number():
    texts = ["Seven members were there.", *BEFORE.values()]
    assert numbered(texts, BEFORE, 3) == [4, 1, 2, 3]


def test_what_is_corrected_keeps_its_number():
    texts = [BEFORE[1], "A clinic told that a warning came ten days late.", BEFORE[3]]
    assert numbered(texts, BEFORE, 3) == [1, 2, 3]


def test_what_is_written_anew_gets_a_number_that_nothing_had():
    texts = [BEFORE[3], "Nothing else was said.", BEFORE[1]]
    assert numbered(texts, BEFORE, 7) == [3, 8, 1]


@given(st.lists(st.sampled_from([*BEFORE.values(), "New one.", "New two is longer."])))
def test_no_number_is_given_twice(texts):
    found = numbered(texts, BEFORE, 3)
    assert len(set(found)) == len(texts)
    assert all(number in BEFORE or number > 3 for number in found)


def test_paragraphs_are_what_stands_between_empty_lines():
    assert paragraphs(" One\r\ntwo \n\n \n\nThree\n") == ["One\ntwo", "Three"]
