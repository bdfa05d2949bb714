"""Text made comparable: folded, and split into atoms (words and numbers) that spelling keeps.

"MX450", "MX 450" and "mx-450" give the same atoms; how they were glued together is kept beside.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_MARKS = str.maketrans(
    {
        "\u2122": " ",
        "®": " ",
        "©": " ",
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "\u2019": "'",
        "\u2013": "-",
    }
)
_ATOM = re.compile(r"[a-z]+|[0-9]+|\+")
# An apostrophe is no border: "King's" and "Kings" are one word.
_QUIET = re.compile(r"['`\u00b4]")


class Atoms(NamedTuple):
    """The atoms of a text; `glued[i]` says that nothing stands between atom i-1 and atom i."""

    words: tuple[str, ...]
    glued: tuple[bool, ...]


def fold(text: str) -> str:
    """`text` in small letters, without accents, trademarks and apostrophes."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_MARKS))
        text = "".join(char for char in text if not unicodedata.combining(char))
    return _QUIET.sub("", text.lower())


@lru_cache(maxsize=8192)
def split(text: str) -> Atoms:
    """The atoms of `text`; a plus sign behind a word is the atom "plus"."""
    words: list[str] = []
    glued: list[bool] = []
    end = -1
    for found in _ATOM.finditer(fold(text)):
        word = found[0]
        if word == "+":
            if found.start() != end:
                continue
            word = "plus"
        words.append(word)
        glued.append(found.start() == end and word != "plus")
        end = found.end()
    return Atoms(tuple(words), tuple(glued))
