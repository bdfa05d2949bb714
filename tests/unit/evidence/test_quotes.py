"""Where a quote stands, and where it goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.errors import UsageError
from wardline.evidence.quotes import Span, locate, moved


@given(st.text(), st.text(min_size=1).filter(str.strip), st.text(), st.text(), st.text())
def test_a_quote_moves_with_its_words(before, quote, after, newly, then):
    old = before + quote + after
    span = Span(len(before), len(before) + len(quote))
    assert span.of(old) == quote
    assert locate(old, quote, span.start) == span
    found = moved(old, span, newly + quote + then)
    assert found is not None
    assert found.of(newly + quote + then) == quote


def test_of_several_places_the_nearest_is_taken():
    assert moved("a staff b", Span(2, 7), "staff. a staff b staff") == Span(9, 14)
    assert moved("a staff b", Span(2, 7), "a stuff b") is None


@pytest.mark.parametrize("quote", ["", " ", "none", "a"])
def test_what_stands_nowhere_or_twice_is_refused(quote):
    with pytest.raises(UsageError):
        locate("a and a", quote)
