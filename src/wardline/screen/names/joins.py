"""Found names made whole: the rest of a name beside a found part, and parts that belong together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from wardline.screen.model import NameSpan
from wardline.screen.names.slots import lone_given
from wardline.screen.names.tokens import Words

_WITHIN = frozenset({" ", "-", "^", ". ", "  ", " '", " ’"})
_SHUT = frozenset("ohdnqrtcjw")
_PARTICLES = 2
_SHUT_BEFORE = frozenset("ohdnqmcb")
_LEAST_GIVEN = 3
_MOST_AHEAD = 4
_SMALL = re.compile(r" (?:[a-z]{1,5} ){1,2}")
_OF_NAMES = frozenset(
    "van der den de la le du da di del della dos das do los von zu zur zum ter ten te bin ibn ben bint"
    " al el abu abd af av san santa dela delos".split()
)


def joined(words: Words, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The spans, those that are parts of one name as one: "Harvey", "Christie" of "Harvey, Christie"."""
    out: list[NameSpan] = []
    for span in spans:
        last = out[-1] if out else None
        if last and _one(words.text, last, span):
            sure = last.sure or span.sure
            out[-1] = NameSpan(last.start, span.end, last.rule if last.sure else span.rule, sure)
        else:
            out.append(span)
    return out


def _one(text: str, first: NameSpan, second: NameSpan) -> bool:
    gap = text[first.end : second.start]
    if gap == " " and text[first.start].islower() and text[second.start].isupper():
        return text[first.start : first.end] in _OF_NAMES
    if gap in _WITHIN or (_SMALL.fullmatch(gap) and _OF_NAMES.issuperset(gap.split())):
        return True
    if gap == "," and "," in {
        text[first.start - 1 : first.start],
        text[second.end : second.end + 1],
    }:
        return False  # two cells of a table
    return (
        gap in {", ", ",", "\\, ", "\\,"} and text[first.start : first.end].count(" ") < _PARTICLES
    )


def touching(
    words: Words, spans: Sequence[NameSpan], fenced: Sequence[tuple[int, int]]
) -> list[NameSpan]:
    """The spans, from the end of a given name on that others took out: no sign is left between."""
    ends = {words.spans[index][1] for index in lone_given(words, fenced)} if spans else set()
    text = words.text
    return [
        span._replace(start=span.start - 1)
        if span.start - 1 in ends and text[span.start - 1] == " "
        else span
        for span in spans
    ]


def widened(words: Words, spans: Sequence[NameSpan]) -> Iterable[NameSpan]:
    """The spans with the words that must belong to them: particles, hyphened parts, a surname."""
    starts = words.starts
    for span in spans:
        first = bisect_left(starts, span.start)
        end = bisect_left(starts, span.end)
        if not span.sure or first >= end or starts[first] != span.start:
            yield span
            continue
        start = words.spans[_back(words, first)][0]
        ahead = _ahead(words, end - 1)
        stop = span.end if ahead == end - 1 else words.spans[ahead][1]
        if words.words[ahead].shape == "I" and words.text[stop : stop + 1] == ".":
            stop += 1
        yield NameSpan(start, max(stop, span.end), span.rule, True)


def _back(words: Words, first: int) -> int:
    limit = max(0, first - _MOST_AHEAD)
    while first > limit and first - 1 not in words.closed:
        word, gap = words.words[first - 1], words.gap(first)
        hyphen = gap == "-" and word.shape in "CMU"
        particle = gap in {" ", " '", " ’"} and "a" in word.code[3:] and word.shape in "CML"
        if gap == ", " and _leads(words, first):
            first -= 1
            continue
        if not hyphen and not (particle and _stands(words, first - 1)):
            if gap == " " and _given(words, first - 1):
                first -= 1
            break
        first -= 1
    return first


def _given(words: Words, index: int) -> bool:
    """Whether the capitalized word before a name is an odd given name ("Lake Irons", "Judge Miller")."""
    word, name = words.words[index], words.words[index + 1]
    code = word.code
    if (
        word.shape != name.shape
        or word.shape not in "CU"
        or len(word.raw) < _LEAST_GIVEN
        or "w" in code
    ):
        return False
    if not code:
        return not words.gap(index).endswith("-")
    begins = words.gap(index)[:1] in {"", ".", "\n", "!", "?"} or index == 0
    if begins and code[2] == "3" and code[0] < "3":  # "Ask Jean-Luc"
        return False
    return code[:1] >= "1" and not _SHUT_BEFORE & set(code[3:])


def _leads(words: Words, first: int) -> bool:
    """Whether the word before a comma is the surname at the head of a field ("Re: Graves, Morgan")."""
    word, given = words.words[first - 1], words.words[first]
    if word.shape not in "CM" or given.code[:1] < "2" or words.gap(first - 1)[-1:] == ",":
        return False
    before = words.gap(first - 1)[-2:]
    if before[-1:] not in {"\n", "\t", ">", '"', "|"} and before != ": " and first > 1:
        return False
    return not word.code or word.code[1] >= "2" or (word.code[2] < "2" and word.code[1] >= "1")


def _stands(words: Words, index: int) -> bool:
    """Whether a particle before a name is no word of its own: capitalized or of no other use."""
    word = words.words[index]
    return word.shape in "CM" or word.code[2] < "2"


def _ahead(words: Words, last: int) -> int:
    limit = min(last + _MOST_AHEAD, len(words.words) - 1)
    while last < limit and last + 1 not in words.closed:
        gap = words.gap(last + 1)
        hyphen = gap == "-" and _hyphened(words, last)
        if gap == ", " and words.words[last + 1].shape == "I" and words.words[last].shape in "CM":
            after = words.text[words.spans[last + 1][1] : words.spans[last + 1][1] + 2]
            alone = after[:1] in {"", " ", ";", "\n", ")"} or (
                after[:1] == "." and not after[1:].isalpha()
            )
            return last + 1 if alone else last
        if not hyphen and not (gap == " " and _surname(words, last)):
            break
        last += 1
    return last


def _hyphened(words: Words, last: int) -> bool:
    """Whether the word after a hyphen goes on with the name ("Blomqvist-Väyrynen", "Seo-yeon")."""
    head, tail = words.words[last], words.words[last + 1]
    if tail.shape == "L":
        return head.shape == "C" and tail.code[2:3] < "2"
    return tail.shape in "CMU" and (tail.shape == "U") == (head.shape == "U")


def _surname(words: Words, last: int) -> bool:
    """Whether the word after a lone given name is its surname ("Frank Friday of")."""
    head, tail = words.words[last], words.words[last + 1]
    if not tail.code and tail.shape == head.shape == "C" and words.strength[last + 1]:
        return True
    usual = tail.code[1:2] >= "2" > tail.code[2:3] and not _SHUT & set(tail.code[3:])
    if usual and tail.shape == head.shape == "C" and (not head.code or head.code[0] >= "1"):
        return True
    if head.code[:1] < "2" or tail.shape not in "CM" or head.shape not in "CM":
        return False
    if _SHUT & set(tail.code[3:]) and tail.code[1] < "2":
        return False
    english, surname = tail.code[2:3], tail.code[1:2]
    return english < "2" or surname >= "2"
