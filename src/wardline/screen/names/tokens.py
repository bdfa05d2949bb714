"""Words of a text and the runs of them that may hold a name.

1. Words are letters (with inner apostrophes). What touches a digit, `_`, `=` or a dot inside a
   host name is bound to something else and no candidate, as is what lies in a fence.
2. A cheap look at each different word decides whether it can be part of a name at all.
3. Neighbouring candidates with a joinable gap make a run; only runs are given to the model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from wardline.screen.names.lexicon import Lexicon, fold

WORD = re.compile("[^\\W\\d_]+(?:['’][^\\W\\d_]+|[\u0300-\u036f]+[^\\W\\d_]*)*")
JOINABLE = frozenset(
    {
        " ", ", ", ",", ". ", ".", "-", "^", "  ", ' "', '" ', " (", ") ", "\n", "; ", " '", "' ",
        "- ", ".,", ".-", "., ", "  \n", " \n", " ,", "\t", '","', ", '", " - ", "^^", ".\n", ",\n",
        " & ", "*",
    }
)  # fmt: skip
# Titles that only persons bear; "Chief", "General" or "Nurse" are left to the model.
TITLES = frozenset(
    {
        "mr", "mrs", "ms", "dr", "mx", "prof", "professor", "mme", "mlle", "herr", "frau", "sra",
        "señor", "señora", "senora", "senor", "drs", "messrs", "dra", "srta", "dott", "monsieur",
        "madame", "senorita",
    }
)  # fmt: skip
CUES = frozenset(
    {"by", "called", "named", "with", "to", "hello", "hi", "dear", "hey", "hola", "bonjour"}
)  # what may lead to a person (`slots`)
# What follows whoever does something (`slots`).
VERBS = frozenset(
    {
        "of", "from", "said", "says", "reported", "told", "asked", "confirmed", "noticed", "phoned", "wrote",
        "writes", "thinks", "wants", "explained",
    }
)  # fmt: skip
LONGEST_RUN = 40
STRONG, WEAK = 2, 1

_FANGS = (".", "dot", "DOT", "at]", "@", "AT]")  # what makes an address harmless: evil[.]example
# Small words that a host's name or an account goes on with: `edi-portal.example`, `ann-lee7`.
_CHAIN = re.compile(r"[a-z]+(?:-[a-z]+){1,6}(?:\.[a-z]{2}|-?\d|_|@|\[\.)")
_BOUND_BEFORE = frozenset("0123456789_\\%$")
_BOUND_AFTER = frozenset("0123456789_@\\=$")
_KEPT = 1 << 16  # words remembered; hostile text of endless new words must not fill the memory
_COUNTED = frozenset({"doc", "no", "fig", "sec", "vol", "art", "pt", "ch", "ed"})
_PREFIX = re.compile(
    r"(?:Ma?c|[DLdl]e|D[aiu]|L[ao]|V[ao]n|Fitz|[OD]['’]|Del|St|Bin|Ben|Al|El|Ab[ud]|Ter|Ten)[A-Z]"
)


_LINE = 100  # signs looked at to each side
_SMALL = re.compile(r"(?<![\w.@/\\-])[a-z]{2,}(?![\w@])")
_LOCAL = re.compile(r"(?<![\w.%+-])([A-Za-z][A-Za-z0-9._+-]{3,40})@")
_PIECE = re.compile(r"[a-z]{3,}")
_LEAST_LOCAL = 4


def _locals(text: str) -> frozenset[str]:
    """What the names before an `@` may be made of: their parts, without one or two letters at an end."""
    found: set[str] = set()
    for match in _LOCAL.finditer(text):
        for piece in _PIECE.findall(match[1].lower()):
            found.update((piece, piece[1:], piece[2:], piece[:-1], piece[:-2]))
        if len(found) > _KEPT:
            break
    return frozenset(word for word in found if len(word) >= _LEAST_LOCAL)


class Word(NamedTuple):
    """What is known of a word wherever it stands."""

    raw: str
    fold: str
    code: str
    shape: str
    strength: int
    kind: str  # tiers, marks and shape, for the model
    context: str  # the word as a neighbour, for the model
    owner: Word | None  # the word without its possessive, where it has one
    use: (
        str  # l may begin a known phrase or an eponym, t a title, c a cue before a person, v after,
    )
    # b the head of a field


class Words:
    """All words of a text in columns, with the gap before each."""

    def __init__(self, text: str, fenced: Sequence[tuple[int, int]], lex: Lexicon) -> None:
        self.text = text
        self.view = text.encode("latin-1", "replace")  # one byte a sign, for linear searches
        self.spans = [m.span() for m in WORD.finditer(text)]
        self.starts = [start for start, _ in self.spans]
        raws = [text[a:b] for a, b in self.spans]
        unique = set(raws)
        known = {raw: _word(raw, lex) for raw in unique}
        self.lower = frozenset(raw for raw in unique if known[raw].shape == "L")
        self.words = [known[raw] for raw in raws]
        self.strength = [word.strength for word in self.words]
        special = [index for index, word in enumerate(self.words) if word.use]
        self.leads = [index for index in special if "l" in self.words[index].use]
        self.titles = [index for index in special if "t" in self.words[index].use]
        self.verbs = [index for index in special if "v" in self.words[index].use]
        self.fields = [index for index in special if "b" in self.words[index].use]
        self.cues = [index for index in special if "c" in self.words[index].use]
        self.closed: set[int] = set()
        self._fenced: set[int] = set()
        self.locals = _locals(text) if "@" in text else frozenset()
        self._bind(fenced)

    def gap(self, index: int) -> str:
        """The text between the word before and this one; a long gap shortened."""
        before = self.spans[index - 1][1] if index else 0
        after = self.spans[index][0] if index < len(self.spans) else len(self.text)
        if after - before < 16:
            return self.text[before:after]
        return self.text[before : before + 2] + "~" + self.text[after - 2 : after]

    def heading(self, first: int, end: int) -> bool:
        """Whether the line of these words has no word in small letters, as heads and cells have none."""
        start, stop = self.spans[first][0], self.spans[end - 1][1]
        low = self.text.rfind("\n", max(0, start - _LINE), start) + 1 or max(0, start - _LINE)
        high = self.text.find("\n", stop, stop + _LINE)
        line = self.text[low : high if high >= 0 else stop + _LINE]
        return _SMALL.search(line) is None

    def at(self, position: int) -> int:
        """The word that holds a sign or, between words, the next one."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 and position < self.spans[index][1] else index + 1

    def fenced(self, index: int) -> bool:
        """Whether others have decided on this word."""
        return index in self._fenced

    def close(self, index: int) -> None:
        """Takes a word out of every name."""
        self.strength[index] = 0
        self.closed.add(index)

    def _bind(self, fenced: Sequence[tuple[int, int]]) -> None:
        """Takes the candidates away that belong to something else (1)."""
        fence, count = 0, len(fenced)
        for index, (start, end) in enumerate(self.spans):
            while fence < count and fenced[fence][1] <= start:
                fence += 1
            if fence < count and fenced[fence][0] < end:
                self.close(index)
                self._fenced.add(index)
            elif self.strength[index] or self.text[start - 1 : start] == "-":
                self._tie(index, start, end)

    def _tie(self, index: int, start: int, end: int) -> None:
        """Looks at the signs right before and after a word (1)."""
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if after == "-" and _CHAIN.match(text, start, start + 60):
            self.close(index)
            return
        if before == "-" and self._second(index):
            self.strength[index] = max(WEAK, self.strength[index])
        elif (
            before in _BOUND_BEFORE
            or (before and before in "-@/.:+&?#~" and not self._free(index, start))
            or (after in _BOUND_AFTER and not text.startswith("\\,", end))
            or (after in {".", ":", " "} and self._numbered(index, end))
            or (after in {"[", "(", "{"} and text.startswith(_FANGS, end + 1))
            or (before in {"]", ")", "}"} and text.endswith(_FANGS, max(0, start - 5), start - 1))
            or (
                after in {"-", ".", "/", "+", "("}
                and self._tail(text[end + 1 : end + 2], after, index)
            )
        ):
            self.close(index)

    def _numbered(self, index: int, end: int) -> bool:
        """Whether a number belongs to the word ("FR Doc. 2022-0473", "LEEF:2.0")."""
        word, text = self.words[index], self.text
        if text[end] == " ":
            number = word.shape == "U" and not word.code and text[end + 1 : end + 2].isdigit()
            return number and self._before(index) in ",;(:\n"
        if text[end] == ":":
            return word.shape == "U" and not word.code and text[end + 1 : end + 2].isdigit()
        return word.fold in _COUNTED and text[end + 1 : end + 3].lstrip(" ")[:1].isdigit()

    def _before(self, index: int) -> str:
        """The sign before a word and the spaces before it; nothing at the text's start."""
        end = self.spans[index][0]
        while end > 0 and self.text[end - 1] == " ":
            end -= 1
        return self.text[end - 1 : end] if end else ""

    def _free(self, index: int, start: int) -> bool:
        """Whether a sign before the word is mere punctuation ("J.Smith", "Ann/Bob", "@Ann")."""
        before, second = self.text[start - 1 : start], self.text[start - 2 : start - 1]
        if before in ":#~":
            return before == ":" or self.words[index].shape != "L"
        if not second or second.isspace() or second in "-.([<>*|\"'":
            return before != "/" and (before != "@" or self.words[index].shape != "L")
        if before == "-":
            return second.isalpha()
        if before == ".":
            return second.isupper()
        joined = index > 0 and self.spans[index - 1][1] == start - 1
        return (
            before in "/+&"
            and joined
            and self.words[index - 1].shape == self.words[index].shape == "C"
        )

    def _tail(self, second: str, after: str, index: int) -> bool:
        """Whether the sign after the word goes on with something that is no name."""
        if after == "-":
            return second.isdigit()
        if after == ".":
            return second.islower() or second.isdigit()
        if after == "(":
            return self.words[index].shape == "L"
        return not second.isupper() and not second.isspace()

    def _second(self, index: int) -> bool:
        """Whether a word in lower case hangs on a capitalized candidate ("Min-jun")."""
        return (
            index > 0
            and self.spans[index - 1][1] + 1 == self.spans[index][0]
            and self.strength[index - 1] > 0
            and self.words[index - 1].shape == "C"
            and self.words[index].shape == "L"
        )


_WORDS: dict[str, Word] = {}
_POSSESSIVE = 3  # letters of the shortest word that may own something, and its sign


def _word(raw: str, lex: Lexicon) -> Word:
    """What is known of a word, remembered."""
    found = _WORDS.get(raw)
    if found is None:
        if len(_WORDS) > _KEPT:
            _WORDS.clear()
        folded = fold(raw)
        code, form = lex.code(folded), shape(raw)
        use = "l" if "e" in code[3:] or lex.leads(folded) else ""
        use += ("t" if folded in TITLES else "") + ("c" if folded in CUES else "")
        use += ("v" if folded in VERBS else "") + ("b" if "b" in code[3:] else "")
        kind = short(code) + form
        context = folded if _telling(code) else "<" + kind + ">"
        strength = 0 if form == "M" and _compound(raw, code, lex) else candidate(form, code, raw)
        owner = _word(raw[:-2], lex) if folded.endswith("'s") and len(raw) > _POSSESSIVE else None
        if owner is not None:
            strength = owner.strength
        found = _WORDS[raw] = Word(raw, folded, code, form, strength, kind, context, owner, use)
    return found


def _compound(raw: str, code: str, lex: Lexicon) -> bool:
    """Whether a word is put together of plain words ("MacAddress") rather than "MacLean"."""
    match = None if code else _PREFIX.match(raw)
    tail = lex.code(fold(raw[match.end() - 1 :])) if match else ""
    return bool(tail) and tail[2] >= "2" and max(tail[:2]) < "2"


def short(code: str) -> str:
    """A code without the marks that say little of the word itself."""
    return (code[:3] + "".join(c for c in code[3:] if c not in "nqwb")) if code else "000"


def _telling(code: str) -> bool:
    """Whether a neighbour is known to the model as itself: usual words and marked ones."""
    return bool(code) and (code[2] >= "2" or len(code) > 3 or code[:2] == "00")


def shape(word: str) -> str:
    """I initial, U capitals, C capitalized, M mixed (McCoy), L lower case, X and N other."""
    if len(word) == 1:
        return "I" if word.isupper() else "L"
    if word.islower():
        return "L"
    if word.isupper():
        return "U"
    if word[0].isupper():
        return "C" if word[1:].islower() else "M"
    return "X" if word[0].islower() else "N"


def candidate(form: str, code: str, word: str) -> int:
    """STRONG, WEAK (only beside a strong one) or 0: no part of a name (2)."""
    given, last, english, marks = _tiers(code)
    best = max(given, last)
    if form == "X" or "w" in marks:
        return 0
    if not best and ("o" in marks or "h" in marks):
        return WEAK
    if form == "I":
        return WEAK
    if form == "L":
        return _lower(best, given, english, marks, word)
    if form == "U":
        return _upper(best, english, marks, word)
    if form == "M" and not code and not _PREFIX.match(word):
        return 0
    if "t" in marks and best < 3:
        return WEAK
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
    if len(word) < 3 or marks.strip("hope"):
        return WEAK if best >= 2 and len(word) > 2 else 0
    if english:
        return (STRONG if english <= 2 and given == 3 else WEAK) if best >= 2 else 0
    return STRONG


def _upper(best: int, english: int, marks: str, word: str) -> int:
    if "j" in marks or "a" in marks:
        return WEAK
    if "t" in marks and best < 3:
        return 0
    if len(word) < 4 and not best:
        return 0
    if english >= 2 and best <= 1:
        return 0
    if english and best < 3:
        return WEAK
    return STRONG


def _tiers(code: str) -> tuple[int, int, int, str]:
    if not code:
        return 0, 0, 0, ""
    return int(code[0]), int(code[1]), int(code[2]), code[3:]


def runs(words: Words) -> list[tuple[int, int]]:
    """The runs of candidates with at least one strong one, as ranges of word indexes (3)."""
    found: list[tuple[int, int]] = []
    spans, text = words.spans, words.text
    start, strong, last = -1, False, -2
    for index, power in enumerate(words.strength):
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
