"""What an address or a form holds, as a value: anybody may have typed it."""

from __future__ import annotations

import re
import secrets

# The secret of a form, as `secrets.token_urlsafe` makes it.
_ONCE_BYTES = 32
_ONCE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
# What JSON's readers hold exactly, and both databases' columns.
_MOST = 2**53


def number_in(text: str, most: int = _MOST) -> int | None:
    """The whole number from 0 to `most` that a text is, in ASCII digits; else None."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None


def new_once() -> str:
    """What an empty form is given, so that what is sent from it twice is known to be one."""
    return secrets.token_urlsafe(_ONCE_BYTES)


def once_in(text: str) -> str:
    """What `new_once` gave, as it came back; empty where it is nothing of the kind."""
    return text if _ONCE.fullmatch(text) else ""
