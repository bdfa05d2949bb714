"""Words of a text and the runs of them that may hold a name.

1. Words are letters (with inner apostrophes); what touches a digit, `_`, `@`, `/`, `\\` or a dot
   inside a host name is bound to something else and no candidate, as is what lies in a fence.
2. A cheap look at each different word decides whether it can be part of a name at all.
3. Neighbouring candidates with a joinable gap make a run; only runs are given to the model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wardline.screen.names.lexicon import Lexicon, fold

WORD = re.compile("[^\\W\\d_]+(?:['’][^\\W\\d_]+|[\u0300-\u036f]+[^\\W\\d_]*)*")
_GLUE_BEFORE = frozenset("0123456789_@/\\.-%$#&?~+")
_GLUE_AFTER = frozenset("0123456789_@/\\=$(")
JOINABLE = frozenset(
    {
        " ",
        ", ",
        ",",
        ". ",
        ".",
        "-",
        "^",
        "  ",
        ' "',
        '" ',
        " (",
        ") ",
        "\n",
        "; ",
        " '",
        "' ",
        "- ",
        ".,",
    }
) | {".-", "., ", "  \n", " \n", " ,", "\t", '","', ", '", " - ", "^^", ".\n", ",\n", " & ", "*"}
LONGEST_RUN = 40

STRONG, WEAK = 2, 1


class Token(NamedTuple):
    """A word of the text."""

    start: int
    end: int
    word: str
    fold: str
    code: str
    shape: str


class Words:
    """All words of a text in columns, with the gap before each."""

    def __init__(self, text: str, fenced: Sequence[tuple[int, int]], lex: Lexicon) -> None:
        self.text = text
        self.spans = [m.span() for m in WORD.finditer(text)]
        self.words = [text[a:b] for a, b in self.spans]
        unique = set(self.words)
        self.lower = frozenset(w for w in unique if w.islower())
        self.folds = {w: fold(w) for w in unique}
        self.codes = {w: lex.code(f) for w, f in self.folds.items()}
        self.shapes = {w: shape(w) for w in unique}
        strength = {w: candidate(self.shapes[w], self.codes[w], w) for w in unique}
        self.strength = [strength[w] for w in self.words]
        self.closed: set[int] = set()
        self._bind(fenced)

    def gap(self, index: int) -> str:
        """The text between the word before and this one; all before the first word."""
        before = self.spans[index - 1][1] if index else 0
        after = self.spans[index][0] if index < len(self.spans) else len(self.text)
        return (
            self.text[before:after]
            if after - before < 16
            else self.text[before : before + 2] + "~" + self.text[after - 2 : after]
        )

    def _bind(self, fenced: Sequence[tuple[int, int]]) -> None:
        """Takes the candidates away that belong to something else (1)."""
        text, size, fence, count = self.text, len(self.text), 0, len(fenced)
        for index, (start, end) in enumerate(self.spans):
            while fence < count and fenced[fence][1] <= start:
                fence += 1
            if fence < count and fenced[fence][0] < end:
                self.close(index)
            elif start and text[start - 1] == "-" and self._second(index):
                self.strength[index] = max(WEAK, self.strength[index])
            elif start and text[start - 1] in _GLUE_BEFORE and not self._hyphen(start):
                self.close(index)
            elif end < size and (
                text[end] in _GLUE_AFTER or (text[end] == "-" and text[end + 1 : end + 2].isdigit()) or (text[end] == "." and text[end + 1 : end + 2].islower())
            ):
                self.close(index)

    def close(self, index: int) -> None:
        """Takes a word out of every name."""
        self.strength[index] = 0
        self.closed.add(index)

    def _second(self, index: int) -> bool:
        """Whether a word in lower case hangs on a capitalized candidate ("Min-jun")."""
        return (
            index > 0
            and self.spans[index - 1][1] + 1 == self.spans[index][0]
            and self.strength[index - 1] > 0
            and self.shapes[self.words[index - 1]] == "C"
            and self.shapes[self.words[index]] == "L"
        )

    def _hyphen(self, start: int) -> bool:
        """Whether the word hangs on another word by a hyphen or an initial's dot ("J.Smith")."""
        before = self.text[start - 1]
        if before == "-":
            return start == 1 or self.text[start - 2].isalpha() or self.text[start - 2] in " \n-"
        return before == "." and (
            start == 1 or self.text[start - 2].isupper() or self.text[start - 2] in ". \n"
        )


def shape(word: str) -> str:
    """I initial, U capitals, C capitalized, M mixed (McCoy), L lower case, N other script."""
    if len(word) == 1:
        return "I" if word.isupper() else "L"
    if word.islower():
        return "L"
    if word.isupper():
        return "U"
    if word[0].isupper():
        rest = word[1:]
        return "C" if rest.islower() else "M"
    return "N" if not word[0].islower() else "X"


_PREFIX = re.compile(r"(?:Ma?c|[DLdl]e|D[aiu]|L[ao]|V[ao]n|Fitz|[OD]['’]|Del|St|Bin|Ben|Al|El|Ab[ud]|Ter|Ten)[A-Z]")


def candidate(form: str, code: str, word: str) -> int:
    """STRONG, WEAK (only beside a strong one) or 0: no part of a name."""
    given, last, english, marks = _tiers(code)
    best = max(given, last)
    if form == "X" or "w" in marks:
        return 0
    if form == "I":
        return WEAK
    if form == "L":
        return _lower(best, given, english, marks, word)
    if "t" in marks and best < 3:
        return WEAK if form == "C" else 0
    if form == "U":
        return _upper(best, english, marks, word)
    if form == "M" and not code and not _PREFIX.match(word):
        return 0
    if english == 3 and best <= 1:
        return STRONG if given else WEAK
    if "j" in marks or "a" in marks:
        return WEAK if english < 3 or best < 2 else STRONG
    return STRONG if best >= 2 or not english else WEAK


def _lower(best: int, given: int, english: int, marks: str, word: str) -> int:
    if "a" in marks or "j" in marks:
        return WEAK
    if "f" in marks:
        return 0
    if len(word) < 3 or marks.strip("hop"):
        return WEAK if best >= 2 and len(word) > 2 else 0
    if english:
        return (STRONG if english < 2 and given == 3 else WEAK) if best >= 2 else 0
    return STRONG


def _upper(best: int, english: int, marks: str, word: str) -> int:
    if "j" in marks or "a" in marks:
        return WEAK
    if len(word) < 4 and not best:
        return 0
    if english >= 2 and best <= 1:
        return 0
    if english and best < 2:
        return WEAK
    return STRONG if len(word) > 2 and not english else WEAK if english and best < 3 else STRONG


def _tiers(code: str) -> tuple[int, int, int, str]:
    if not code:
        return 0, 0, 0, ""
    return int(code[0]), int(code[1]), int(code[2]), code[3:]


def runs(words: Words) -> list[tuple[int, int]]:
    """The runs of candidates with at least one strong one, as ranges of word indexes (3)."""
    found: list[tuple[int, int]] = []
    strength, spans, text = words.strength, words.spans, words.text
    start, strong, last = -1, False, -2
    for index, power in enumerate(strength):
        if not power:
            continue
        joined = (
            last == index - 1
            and text[spans[last][1] : spans[index][0]] in JOINABLE
            and index - start < LONGEST_RUN
        )
        if not joined:
            if strong:
                found.append((start, last + 1))
            start, strong = index, False
        strong = strong or power == STRONG
        last = index
    if strong:
        found.append((start, last + 1))
    return found
