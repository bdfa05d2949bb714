"""What a word can be: given name, surname, English word, title, place, firm, threat, eponym.

A word's *code* is three digits (how usual it is as a given name, a surname and an English word,
0 to 3) and then its marks as letters, in order: a particle, b head of a form's field, c credential, d drug, e eponym,
h threat, j suffix, m month or day, n eponym's head, o firm or product, p place, q place's head,
r role, t title. A word that is in no list has the empty code.

*Source*: `data/NOTICE.md` (lists and licences); built by `tools/names/build_lexicon.py`.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"}
)
_MOST_SIGNS = 3  # apostrophes of a word that may be a name; more are an attack
_KEPT = 1 << 16  # words remembered; hostile text of endless new words must not fill the memory


def fold(word: str) -> str:
    """A word in lower case without accents, as the lists hold it."""
    low = word.lower()
    if low.isascii():
        return low
    plain = unicodedata.normalize("NFKD", low.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)


class Lexicon:
    """The word lists, each bucket (two first letters) opened when it is first asked for."""

    def __init__(self, packed: bytes) -> None:
        self._closed: dict[str, str] = {}
        self._open: dict[str, dict[str, str]] = {}
        self._phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] | None = None
        lists = []
        for line in zlib.decompress(packed, 31).decode().split("\n"):
            head, _, body = line.partition("\t")
            if head[0] == "=":
                lists.append((head[1], body))
            else:
                self._closed[head] = body
        self._lists = lists
        self._codes: dict[str, str] = {}

    def code(self, word: str) -> str:
        """The code of a folded word, empty when no list holds it."""
        found = self._codes.get(word)
        if found is None:
            if len(self._codes) > _KEPT:
                self._codes.clear()
            found = self._codes[word] = self._look(word)
        return found

    def _look(self, word: str) -> str:
        head = word[:2]
        bucket = self._open.get(head)
        if bucket is None:
            bucket = self._open[head] = _bucket(self._closed.pop(head, ""))
        found = bucket.get(word[2:], "")
        if not found and 0 < word.count("'") <= _MOST_SIGNS:
            return self._bare(word)
        return found

    def _bare(self, word: str) -> str:
        """The code of a word without its possessive, or of "o'neil" without its sign."""
        if word.endswith("'s"):
            return self._look(word[:-2])
        found = self._look(word.replace("'", ""))
        if not found and word[1] == "'" and word[0] in "dol":
            tail = self._look(word[2:])
            return f"0{max('2', tail[1:2])}0" if tail else ""
        return found

    def leads(self, first: str) -> bool:
        """Whether a known name of several words begins with the folded word."""
        return first in self._known()

    def phrases(self, first: str, second: str) -> Sequence[tuple[tuple[str, ...], str]]:
        """Known names of firms, threats and places that begin with two folded words.

        *Shape*: (further words after the first, kind), the longest first.
        """
        known = self._known().get(first)
        return known.get(second, ()) if known is not None else ()

    def _known(self) -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
        if self._phrases is None:
            self._phrases = _phrases(self._lists)
        return self._phrases


def _bucket(body: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for group in body.split("\t"):
        code, _, tails = group.partition(" ")
        words.update(dict.fromkeys(tails.split(" "), code))
    return words


def _phrases(
    lists: Sequence[tuple[str, str]],
) -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
    """The phrases by their first word and by their second."""
    known: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for kind, body in lists:
        for phrase in body.split(";"):
            first, *rest = phrase.split(" ")
            known.setdefault(first, {}).setdefault(rest[0], []).append((tuple(rest), kind))
    for seconds in known.values():
        for group in seconds.values():
            group.sort(key=lambda entry: -len(entry[0]))
    return known


@cache
def lexicon() -> Lexicon:
    """The lists that ship with Wardline, read once."""
    return Lexicon((files(__package__) / "data" / "lexicon.gz").read_bytes())
