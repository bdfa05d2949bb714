"""Finds persons' names: the model over candidates, then rules, then the whole document.

1. Words, candidates and runs (`tokens`); known names of firms, threats and places are closed.
2. The model's probabilities make spans: sure, possible, or nothing.
3. Written forms that always hold a name (LAST^FIRST, a title before a surname) add to them.
4. What was found once is found everywhere: the parts of a full name, and the staff list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wardline.screen.model import NameSpan
from wardline.screen.names.features import views
from wardline.screen.names.lexicon import Lexicon, fold, lexicon
from wardline.screen.names.model import Model, Odds, model
from wardline.screen.names.tokens import Word, Words, runs


class Limits(NamedTuple):
    """From which probability on a name is replaced, and from which a person is asked."""

    sure: float
    possible: float


PROSE = Limits(0.5, 0.15)
FORM = Limits(0.5, 0.3)  # logs, tables, objects: few names stand outside their fields
STRUCTURED = frozenset({"log", "ehr_audit", "stix", "csv", "json", "hl7"})


def find(
    text: str,
    fenced: Sequence[tuple[int, int]] = (),
    kind: str | None = None,
    known: frozenset[str] = frozenset(),
) -> list[NameSpan]:
    """The persons' names in a text, in order and apart from each other.

    `fenced` are sorted stretches that others explain; `kind` is a hint; `known` is the staff.
    """
    words = Words(text, fenced, lexicon())
    if not words.spans:
        return []
    limits = FORM if kind in STRUCTURED else PROSE
    _close_phrases(words, lexicon())
    found = _by_model(words, model(), limits)
    found = merge([*_carets(text, fenced), *_staff(words, known), *_titled(words), *found])
    return merge([*found, *_again(words, found)])


def _by_model(words: Words, chain: Model, limits: Limits) -> list[NameSpan]:
    """Spans of the model (2)."""
    out: list[NameSpan] = []
    for run in runs(words):
        odds = chain.odds(views(words, run))
        out += _spans(words, run, odds, limits)
    return out


def _spans(
    words: Words, run: tuple[int, int], odds: Sequence[Odds], limits: Limits
) -> Iterable[NameSpan]:
    start = end = -1
    best = 0.0
    for place, odd in enumerate(odds):
        index = run[0] + place
        chance = odd.begin + odd.inside
        if start >= 0 and (chance < limits.possible or odd.begin > odd.inside):
            yield _span(words, start, end, best, limits)
            start = -1
        if chance >= limits.possible:
            if start < 0:
                start, best = index, 0.0
            end, best = index, max(best, chance)
    if start >= 0:
        yield _span(words, start, end, best, limits)


def _span(words: Words, first: int, last: int, best: float, limits: Limits) -> NameSpan:
    start, end = words.spans[first][0], words.spans[last][1]
    if words.text[end : end + 1] == "." and (
        words.words[last].shape == "I" or words.words[last].fold in {"jr", "sr"}
    ):
        end += 1
    return NameSpan(start, end, "names.model", best >= limits.sure)


_CARET = re.compile(
    r"(?<![\w^])[^\W\d_][^\W\d_'-]{0,40}\^[^\W\d_][^\W\d_'-]{0,40}(?:\^[^\W\d_]{1,40})?(?!\w)"
)


def _carets(text: str, fenced: Sequence[tuple[int, int]]) -> Iterable[NameSpan]:
    """LAST^FIRST^M (3)."""
    if "^" not in text:
        return
    for match in _CARET.finditer(text):
        if _personlike(match[0]) and not _inside(match.start(), match.end(), fenced):
            yield NameSpan(match.start(), match.end(), "names.caret", True)


def _personlike(joined: str) -> bool:
    """Whether the first two parts are no plain words or codes ("GLUCOSE^FASTING")."""
    codes = [lexicon().code(fold(part)) for part in joined.split("^")[:2]]
    return any(c[:1] >= "2" or c[1:2] >= "2" for c in codes) or all(c[2:3] in {"", "0"} for c in codes)


_TITLES = frozenset(
    "mr mrs ms dr mx prof professor mme mlle herr frau sra señor señora senora senor drs messrs".split()
)
_STREET = frozenset("suite apt unit ste floor fl rm room bldg lot nw ne sw se north south east west".split())
_NO_SURNAME = frozenset("cwmnqrt")


def _titled(words: Words) -> Iterable[NameSpan]:
    """The capitalized words after a title that only persons bear (3)."""
    for index in [i for i, w in enumerate(words.words) if w.fold in _TITLES]:
        last = index
        while last + 1 < len(words.words) and last < index + 4 and _follows(words, last + 1, last == index):
            last += 1
        if last > index:
            yield NameSpan(words.spans[index + 1][0], words.spans[last][1], "names.title", True)


def _follows(words: Words, index: int, first: bool) -> bool:
    """Whether a word goes on with the name after a title."""
    word, gap = words.words[index], words.gap(index)
    if gap not in {" ", ". ", "-"} or (index in words.closed and not first):
        return False
    code, form = word.code, word.shape
    if form not in "CMUI" or "w" in code or "c" in code or word.fold in _STREET:
        return False
    if first:
        return True
    if gap == ". " and words.words[index - 1].shape != "I":
        return False
    return form in "CM" and code[2:3] < "2" and not _NO_SURNAME.intersection(code[3:])


def _inside(start: int, end: int, fenced: Sequence[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in fenced)


def _close_phrases(words: Words, lex: Lexicon) -> None:
    """Takes the candidates away that belong to a known firm, threat or phrase (1)."""
    for index in [i for i, word in enumerate(words.words) if word.leads]:
        if "e" in words.words[index].code[3:]:
            _close_eponym(words, index)
        for rest, kind in lex.phrases(words.words[index].fold):
            end = index + 1 + len(rest)
            if tuple(w.fold for w in words.words[index + 1 : end]) == rest and _close(words, index, end):
                if kind != "p" or not _personal(words, index, end):
                    for place in range(index, end):
                        words.close(place)
                break


def _personal(words: Words, first: int, end: int) -> bool:
    """Whether a place's name could as well be a person's ("Santa Maria" could)."""
    head, tail = words.words[first].code, words.words[end - 1].code
    return head[:1] >= "2" and tail[1:2] >= "2"


def _close_eponym(words: Words, index: int) -> None:
    """Takes "Turner" out of "Turner syndrome" and "Jackson-Pratt drain" (1)."""
    for after in range(index + 1, min(index + 3, len(words.words))):
        if words.gap(after) not in {" ", "-"}:
            return
        if "n" in words.words[after].code:
            for place in range(index, after):
                words.close(place)
            return


def _close(words: Words, first: int, end: int) -> bool:
    """Whether the words of a phrase stand right beside each other."""
    return all(
        words.spans[i][0] - words.spans[i - 1][1] <= 3 and "\n" not in words.gap(i)
        for i in range(first + 1, end)
    )


def _staff(words: Words, known: frozenset[str]) -> Iterable[NameSpan]:
    """Full names of the staff list, in any case, either way round (4)."""
    return _parts(words, [k for k in known if " " in k.strip()], "names.staff")


def _again(words: Words, found: Sequence[NameSpan]) -> Iterable[NameSpan]:
    """Later mentions of the parts of a sure full name (4)."""
    full = [
        words.text[s.start : s.end]
        for s in found
        if s.sure and _several(words.text[s.start : s.end])
    ]
    return _parts(words, full, "names.again")


def _several(name: str) -> bool:
    return any(c in name for c in " ,^")


def _parts(words: Words, names: Iterable[str], rule: str) -> Iterable[NameSpan]:
    parts = {fold(part) for name in names for part in re.findall(r"[^\W\d_]{3,}", name)}
    if not parts:
        return
    for index, word in enumerate(words.words):
        if word.fold in parts and _own(word) and index not in words.closed and not _greeting(words, index):
            yield NameSpan(*words.spans[index], rule, True)


def _greeting(words: Words, index: int) -> bool:
    """Whether a plain word before a comma is rather a letter's end ("Best,")."""
    return words.words[index].code[2:3] == "3" and words.gap(index + 1)[:1] == ","


def _own(word: Word) -> bool:
    """Whether a word alone, in this case, still speaks of the person."""
    code, form = word.code, word.shape
    if not code or code[2] == "0":
        return form != "L" or len(word.raw) > 3
    return form in "CM" and (code[0] >= "2" or code[1] >= "2")


def merge(spans: Iterable[NameSpan]) -> list[NameSpan]:
    """The spans in order; of overlapping ones the sure and longer one stays."""
    out: list[NameSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if out and span.start < out[-1].end:
            last = out[-1]
            if span.sure and not last.sure:
                out[-1] = NameSpan(
                    min(last.start, span.start), max(last.end, span.end), span.rule, True
                )
            elif span.end > last.end:
                out[-1] = NameSpan(last.start, span.end, last.rule, last.sure)
            continue
        out.append(span)
    return out
