"""Finds persons' names: the model over candidates, then written forms, then the whole document.

1. Words, candidates and runs (`tokens`); known names of firms, threats and places are closed.
2. The model's probabilities make spans: sure, possible, or nothing.
3. Written forms that always hold a name (LAST^FIRST, a title before a surname) add to them.
4. What was found once is found everywhere: the parts of a full name, and the staff list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wardline.screen.model import NameSpan
from wardline.screen.names import forms, joins, labels, slots, spread
from wardline.screen.names.features import views
from wardline.screen.names.lexicon import lexicon
from wardline.screen.names.model import Model, Odds, model
from wardline.screen.names.tokens import Words, runs
from wardline.screen.replace import PLACEHOLDER


class Limits(NamedTuple):
    """From which probability on a name is replaced, and from which a person is asked."""

    sure: float
    possible: float


PROSE = Limits(0.07, 0.012)
FORM = Limits(0.12, 0.12)  # logs, tables, objects: a held one costs more, names stand in fields
FIRM = 0.9  # from which probability on a firm's name alone is a person's
STRUCTURED = frozenset({"log", "ehr_audit", "stix", "csv", "json", "hl7", "fhir", "device"})


def find(
    text: str,
    fenced: Sequence[tuple[int, int]] = (),
    kind: str | None = None,
    known: frozenset[str] = frozenset(),
    taken: Sequence[str] = (),
) -> list[NameSpan]:
    """The persons' names in a text, in order and apart from each other.

    `fenced` are sorted stretches that others explain; `kind` is a hint; `known` is the staff, `taken` the
    names that others took out of this text.
    """
    words = Words(text, fenced, lexicon())
    if not words.spans:
        return []
    forms.close_known(words, lexicon())
    labels.shut_heads(words)
    limits = FORM if kind in STRUCTURED else PROSE
    found = merge(
        [
            *forms.carets(words, fenced),
            *spread.staff(words, known),
            *forms.titled(words),
            *labels.held(words),
            *slots.slotted(words),
            *slots.introduced(words),
            *slots.two_words(words),
            *slots.heads(words, kind),
            *slots.addressed(words),
            *slots.filed(words),
            *slots.speakers(words),
            *slots.contacts(words),
            *slots.cells(words),
            *slots.diary(words),
            *slots.left_over(words, fenced),
            *_by_model(words, model(), limits),
        ]
    )
    found = merge(joins.widened(words, merge([*found, *spread.again(words, found, taken)])))
    return joins.touching(words, joins.joined(words, found), fenced)


def _by_model(words: Words, chain: Model, limits: Limits) -> list[NameSpan]:
    """Spans of the model (2)."""
    out: list[NameSpan] = []
    judged = _judged(words)
    for run in runs(words):
        odds = chain.odds(views(words, run))
        found = [
            *_spans(words, run[0], odds, limits),
            *forms.pairs(words, run),
            *forms.alone(words, run),
        ]
        if judged and not judged.isdisjoint(range(run[0], run[1])):
            found = [span for span in found if not _settled(words, span, judged)]
        out += found
    return out


_ABBREVIATED = 2  # letters of "Wm." and the like
_AROUND = 2  # words to each side that the model looks at


def _judged(words: Words) -> frozenset[int]:
    """The words beside a pseudonym: an earlier screening has looked at them with the value there."""
    if "[" not in words.text:
        return frozenset()
    near: set[int] = set()
    for match in PLACEHOLDER.finditer(words.text):
        index = words.at(match.start())
        near.update(range(max(0, index - _AROUND), index + _AROUND + 1))
    return frozenset(near)


def _settled(words: Words, span: NameSpan, judged: frozenset[int]) -> bool:
    return words.at(span.start) in judged or words.at(span.end - 1) in judged


def _spans(words: Words, first: int, odds: Sequence[Odds], limits: Limits) -> Iterable[NameSpan]:
    """Neighbouring likely words as spans, a new one where a name begins."""
    start = end = -1
    best = 0.0
    for index, odd in enumerate(odds, first):
        chance = odd.begin + odd.inside
        ends = chance < limits.possible or odd.begin > odd.inside
        if start >= 0 and (ends or _parted(words, start, index)):
            if not _empty(words, start, end):
                yield _span(words, start, end, best, limits)
            start = -1
        if chance >= limits.possible:
            if start < 0:
                start, best = index, 0.0
            end, best = index, max(best, chance)
    if start >= 0 and not _empty(words, start, end):
        yield _span(words, start, end, best, limits)


def _parted(words: Words, start: int, index: int) -> bool:
    """Whether no name goes on with this word: another case, a new sentence, a line after a rank."""
    before, word, gap = words.words[index - 1], words.words[index], words.gap(index)
    if (before.shape == "L") != (word.shape == "L") and gap != "-":
        small = word if word.shape == "L" else before
        if "a" not in small.code[3:]:
            return True
    if gap[:1] == "." and before.shape != "I" and len(before.raw) > _ABBREVIATED:
        return not set("tj") & set(before.code[3:])
    marks = before.code[3:]
    return start < index and "\n" in gap and ("j" in marks or "c" in marks)


def _empty(words: Words, first: int, last: int) -> bool:
    """Whether the words name nobody: an article and a word, a rank, a mere suffix ("Nurse II")."""
    if all("j" in word.code[3:] or word.shape == "I" for word in words.words[first : last + 1]):
        return True
    return _article(words, first, last) or _foreign(words, first, last)


def _foreign(words: Words, first: int, last: int) -> bool:
    """Whether small letters that no list knows stand in a sentence of another language ("firmó la nota")."""
    listed = words.words[first : last + 1]
    if any(word.shape != "L" or (word.code[:1] >= "2" or word.code[1:2] >= "2") for word in listed):
        return False
    near = words.words[max(0, first - 2) : last + 3]
    return any("f" in word.code[3:] or "a" in word.code[3:] for word in near)


def _article(words: Words, first: int, last: int) -> bool:
    """Whether small letters are an article and a foreign word ("la recepción")."""
    listed = words.words[first : last + 1]
    return "a" in listed[0].code[3:] and all(
        word.shape == "L" and ("a" in word.code[3:] or not word.code) for word in listed
    )


def _span(words: Words, first: int, last: int, best: float, limits: Limits) -> NameSpan:
    while last > first and _credential(words, last):
        last -= 1
    start, end = words.spans[first][0], words.spans[last][1]
    sure = best >= limits.sure
    word = words.words[last]
    if first == last and "o" in word.code[3:]:  # a firm alone needs more to be a person
        sure = best >= (FIRM if word.code[0] >= "2" else 1.0)
    if word.owner is not None:
        end -= len("'s")
    if words.text[end : end + 1] == "." and (word.shape == "I" or word.fold in {"jr", "sr"}):
        end += 1
    return NameSpan(start, end, "names.model", sure)


def _credential(words: Words, index: int) -> bool:
    """Whether a word is a degree after the name ("Lopez, PhD"), which may stay."""
    word = words.words[index]
    return "c" in word.code[3:] and word.shape in "UM" and words.gap(index)[:1] == ","


def merge(spans: Iterable[NameSpan]) -> list[NameSpan]:
    """The spans in order; of overlapping ones the sure and longer one stays."""
    out: list[NameSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
            continue
        last = out[-1]
        end = max(last.end, span.end)
        if span.sure and not last.sure:
            out[-1] = NameSpan(last.start, end, span.rule, True)
        elif span.end > last.end:
            out[-1] = NameSpan(last.start, end, last.rule, last.sure)
    return out
