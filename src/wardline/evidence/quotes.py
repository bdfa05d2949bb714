"""Where a quote stands in a text, and where it went when the text was changed."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from wardline.core.errors import UsageError

# *Units*: code points on either side of a quote that tell its place.
_NEAR = 200


class Span(NamedTuple):
    """Code points `start` to `end` (excluded) of one text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def locate(text: str, quote: str, start: int | None = None) -> Span:
    """Where `quote` stands in `text`: at `start`, or in its one place.

    *Raises* UsageError where it stands nowhere, not there, or in several places.
    """
    if not quote.strip():
        raise UsageError("There is no quote.", hint="Copy the words that you cite.")
    if start is not None:
        span = Span(start, start + len(quote))
        if start < 0 or span.of(text) != quote:
            raise UsageError("The quote does not stand there.", hint="Copy it from the page again.")
        return span
    first = text.find(quote)
    if first < 0:
        raise UsageError(
            "The quote is not in this text, letter by letter.", hint="Copy it from the page."
        )
    if text.find(quote, first + 1) >= 0:
        raise UsageError(
            "These words stand there more than once.", hint="Take a few words more into the quote."
        )
    return Span(first, first + len(quote))


def moved(old: str, span: Span, new: str) -> Span | None:
    """Where the quote of `span` stands after the text was changed; None where it is gone.

    Of several places the one is taken that has the same words around it, then the nearest.
    """
    quote = span.of(old)
    found = []
    at = new.find(quote) if quote else -1
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = new.find(quote, at + 1)
    if not found:
        return None
    return max(found, key=lambda one: (_around(old, span, new, one), -abs(one.start - span.start)))


def _around(old: str, span: Span, new: str, place: Span) -> int:
    """How many code points around the quote are the same in both texts."""
    before = _same(old[: span.start][-_NEAR:][::-1], new[: place.start][-_NEAR:][::-1])
    return before + _same(old[span.end :][:_NEAR], new[place.end :][:_NEAR])


def _same(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
