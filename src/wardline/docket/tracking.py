"""Tracking numbers: what a commenter keeps, and shows to see or withdraw what was sent.

    4T7X-9KPM-EN3C-8WRA      fifteen random characters (67.8 bits) and a check character

The alphabet has no look-alikes, and 23 characters: a prime, so that the weighted check finds every
wrong character and every two that changed places.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

# Without 0 O D Q 1 I L, B, S, G, Z, U and V: each looks like another one in some hand or type.
ALPHABET = "23456789ACEFHJKMNPRTWXY"
_RANDOM = 15
_BLOCK = 4
_SIZE = len(ALPHABET)
_BYTES = 16
# What somebody may have written for one of ours.
_MEANT = str.maketrans("BSGZ", "8562")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.]+")


def make(randomness: Callable[[int], bytes] = os.urandom) -> str:
    """A new tracking number. *Shape*: four blocks of four characters with dashes."""
    # 128 random bits modulo 23^15: the bias is under 2^-60.
    number = int.from_bytes(randomness(_BYTES), "big")
    body = ""
    for _ in range(_RANDOM):
        number, digit = divmod(number, _SIZE)
        body += ALPHABET[digit]
    return _dashed(body + _check(body))


def read(text: str) -> str | None:
    """The tracking number that somebody typed, in our spelling; None where it is none."""
    plain = _BETWEEN.sub("", text.strip().upper()).translate(_MEANT)
    if len(plain) != _RANDOM + 1 or any(char not in ALPHABET for char in plain):
        return None
    return _dashed(plain) if plain[-1] == _check(plain[:-1]) else None


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(char) for weight, char in enumerate(body, 2))
    return ALPHABET[-total % _SIZE]


def _dashed(plain: str) -> str:
    return "-".join(plain[at : at + _BLOCK] for at in range(0, len(plain), _BLOCK))
