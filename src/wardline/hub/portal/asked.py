"""What an address or a form holds, as a value: anybody may have typed it."""

from __future__ import annotations

# What JSON's readers hold exactly, and both databases' columns.
_MOST = 2**53


def number_in(text: str, most: int = _MOST) -> int | None:
    """The whole number from 0 to `most` that a text is, in ASCII digits; else None."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
