"""Foreign text as it may be shown: nothing in it can turn the line round or hide."""

from __future__ import annotations

import re
import unicodedata

# Joiners belong to Persian, Indic and Arabic words and to emoji; everywhere else they hide.
_JOINERS = "\u200c\u200d"
_JOINED = re.compile("[\u0600-\u08ff\u0900-\u0dff\ufe0f\U0001f000-\U0001faff\u2600-\u27bf]")
_WORD = re.compile(r"\S+")
_ODD = re.compile("[^\n\t\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]")
# They look like nothing and are no format characters: Hangul fillers, a blank Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
# No text has them (Unicode 16.0 section 23.7), and no feed: XML 1.0 knows none that ends in FFFE.
_NONE = frozenset(
    [*range(0xFDD0, 0xFDF0), *(plane + end for plane in range(0, 0x110000, 0x10000)
                               for end in (0xFFFE, 0xFFFF))]
)  # fmt: skip
# So many marks over one letter no language writes; more of them cover what stands above it.
_MOST_MARKS = 10


def neutral(text: str) -> str:
    """`text` with what turns or hides written out, as ⟦U+202E⟧; line ends as one newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _ODD.search(text):
        return text
    return "".join(_shown(text, place) for place in range(len(text)))


def beginning(text: str, most: int) -> str:
    """The first `most` characters in one line, and an ellipsis where there is more.

    It reads no further than it shows: lists are made of texts of 2 MB, too.
    """
    line = ""
    for word in _WORD.finditer(text):
        line += f" {word[0]}" if line else word[0]
        if len(line) > most:
            return line[:most] + "…"
    return line


def hidden(text: str) -> list[str]:
    """The kinds of characters that `neutral` writes out, each once, as U+202E."""
    marks = re.findall(r"⟦(U\+[0-9A-F]{4,6})⟧", neutral(text))
    return list(dict.fromkeys(marks))


def _shown(text: str, place: int) -> str:
    char = text[place]
    if char in "\n\t" or not _ODD.match(char):
        return char
    if char in _JOINERS and place and _JOINED.match(text[place - 1]):
        return char
    number, kind = ord(char), unicodedata.category(char)
    odd = kind in ("Cf", "Cc", "Cs", "Co", "Zl", "Zp") or number in _NONE
    if odd or char in _BLANK or _heaped(text, place, kind):
        return f"⟦U+{number:04X}⟧"
    return char


def _heaped(text: str, place: int, kind: str) -> bool:
    """Whether a mark stands over as many others as no letter has."""
    below = text[max(0, place - _MOST_MARKS) : place] if kind in ("Mn", "Me") else ""
    return len(below) == _MOST_MARKS and all(
        unicodedata.category(mark) in ("Mn", "Me") for mark in below
    )
