"""Fields of forms, records and queries: their heads are no names, what a person's field holds is one.

`Guarantor .... Judge, Ann`, `[ptname Judge, Ann]`, `?last=Judge&first=Ann`, `ATTENDING ANN JUDGE   PCP …`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from wardline.screen.model import NameSpan
from wardline.screen.names.slots import fits, tiers
from wardline.screen.names.tokens import Word, Words
from wardline.screen.sheet import rx

# Heads that say a person's name stands there, and such that may as well have a firm or a group.
_NAMED = (
    rb"(?:pa?ti?e?n?t?|pt|insured|guarantor|subscriber|member|contact|provider|physician|doctor|emp(?:loyee)?|staff|prescriber|nurse"
    rb"|caller|user|tech|mother'?s?|father'?s?|spouse|kin|maiden|legal|preferred|real|display|person(?:'s)?|cardholder|beneficiary"
    rb"|client|resident|surgeon|attending|analyst|author|responsible|poa|guardian|witness|requester|requestor|recipient)"
    rb"[ _.-]?(?:full[ _-]?)?(?:name|nm)"
    rb"|(?:first|last|given|family|middle|maiden)[ _-]?(?:name|nm)|surname|lname|fname|gecos|full[ _-]?name|nombre|apellidos?"
    rb"|(?:patient|prescriber|provider|member|insured|subscriber|guarantor)[ _](?:first|last)"
)
_SURE = (
    rb"guarantor|enrollee|subscriber|beneficiary|attending|pcp|prescriber|surgeon|an(?:a)?esthesia|referring|consulting"
    rb"|next of kin|nok|emerg(?:ency)?[ _.]contact|taken by|requested by|ordered by|performed by|charted by|seen by|entered by"
    rb"|scrub|circulator|poa|case[ _]?(?:worker|manager)|social[ _]?worker|paciente|m\xe9dico tratante|medico tratante|titular"
)
_LOOSE = (
    rb"owner|analyst|technician|caller|requester|requestor|reporter|clerk|nurse|physician|employee|operator|assignee"
    rb"|author|witness|signed|last|first|family|given|cn|fn|sn|gn|spouse|mother|father|guardian|lead|kin|approver|manager|contact"
)
_FIELD = rx(
    rb"(?:^|[^a-z0-9@])(?:(" + _NAMED + rb")|(" + _SURE + rb")|(" + _LOOSE + rb"))"
    rb"(?:\"?'? ?(?:=>?|:)[ \t]{0,3}[\"'\[]{0,2}| ?(?:[.]{3,}|_{3,}) ?| {3,}| ?\((?:last, ?first|first last)\)[ :.]{1,30}"
    rb"|</t[dh]>\s{0,4}<td[^>]{0,40}>)"
)
_BARE = rx(
    rb"(?:\[(" + _NAMED + rb") |\[(" + _SURE + rb"|" + _LOOSE + rb") "
    rb"|\b()(attending|pcp|referring|consulting|prescriber|guarantor) )"
)
_TAG = rx(
    rb"<(?:[a-z0-9]{1,20}:)?(?:("
    + _NAMED
    + rb")|("
    + _SURE
    + rb")|("
    + _LOOSE
    + rb"))(?: [^<>\n]{0,60})?>"
)
_AFTER = re.compile(r"\s?[:=#]|\s?\.{3}|\s?_{3}|</t[dh]>|\"\s?:|\t| {3,}")
_BEFORE = re.compile(r"(?:\A|[\n\t>|{;\[(\"']|  )[ \t]*\Z")
_BOUND = frozenset("_@\\=0123456789")
_SHORT = 4  # capitals that are rather an abbreviation
_MOST = 5
_GAPS = frozenset({" ", "-", ", ", ",", ". ", " '", ".", "^"})


def shut_heads(words: Words) -> None:
    """Take the candidates away that are heads of fields ("Brand Name: ", "ORGANIZER;", "Insured Nm ....")."""
    text = words.text
    for index in words.fields:
        end = words.spans[index][1]
        if max(tiers(words.words[index])[:2]) > 2 or not _AFTER.match(text, end, end + 8):
            continue
        first = index
        while first > 0 and index - first < _MOST - 2 and words.gap(first) in {" ", "_", "-"}:
            if not _of_head(words.words[first - 1]):
                break
            first -= 1
        start = words.spans[first][0]
        if first < index and not _BEFORE.search(text, max(0, start - 12), start):
            first = index
        for place in range(first, index + 1):
            words.close(place)


def _of_head(word: Word) -> bool:
    """Whether a word can stand in a field's head before the last one ("Chassis" of "Chassis Serial")."""
    given, last, english = tiers(word)
    if "b" in word.code[3:] or "r" in word.code[3:]:
        return True
    return max(given, last) < 2 and english >= 1


def held(words: Words) -> Iterable[NameSpan]:
    """What stands in a field for a person."""
    view = words.view.lower()
    for pattern in (_FIELD, _BARE, _TAG) if b"<" in view else (_FIELD, _BARE):
        for match in pattern.finditer(view):
            named, sure = bool(match[1]), match[2] is not None
            fit = _anything if named else _plainly if sure else _likely
            span = _value(words, match.end(), fit)
            if span:
                yield span


def _value(words: Words, position: int, fit: Callable[[list[Word]], bool]) -> NameSpan | None:
    """The words of a person's field, as far as they can be a name."""
    first = bisect_left(words.starts, position)
    if first >= len(words.words) or words.starts[first] - position > 1:
        return None
    end = first
    while end < len(words.words) and end - first < _MOST and end not in words.closed:
        if words.text[words.spans[end][1] : words.spans[end][1] + 1] in _BOUND:
            break
        if not _goes(words.words[end]) or (end > first and not _joins(words, first, end)):
            break
        end += 1
    while end > first and _no_end(words.words[end - 1]):
        end -= 1
    listed = words.words[first:end]
    if not listed or not fit(listed):
        return None
    return NameSpan(words.spans[first][0], words.spans[end - 1][1], "names.field", True)


def _goes(word: Word) -> bool:
    small = word.shape == "L" and "a" in word.code[3:]
    return (
        (word.shape in "CMUI" or small)
        and "w" not in word.code
        and "o" not in word.code[3:] * (max(tiers(word)[:2]) == 0)
    )


def _joins(words: Words, first: int, index: int) -> bool:
    gap = words.gap(index)
    if gap in {", ", ","}:
        return not any("," in words.gap(place) for place in range(first + 1, index))
    return gap in _GAPS


def _no_end(word: Word) -> bool:
    return word.shape == "L" or ("b" in word.code[3:] and max(tiers(word)[:2]) < 2)


_NOBODY = frozenset(
    "unknown none null test na nil withheld redacted unassigned blank self same".split()
)


def _anything(listed: list[Word]) -> bool:
    """Whether a field that says "name" may hold it: all but what says that nobody is named."""
    if any(word.fold in _NOBODY or "b" in word.code[3:] for word in listed):
        return False
    if len(listed) == 1:
        return len(listed[0].raw) >= _SHORT or listed[0].shape == "C"
    return _plainly(listed)


def _plainly(listed: list[Word]) -> bool:
    """Whether a sure field may hold it: anything but what is known as a thing."""
    if len(listed) == 1:
        return fits(listed[0]) or (listed[0].shape == "U" and _likely(listed))
    return any(not word.code or max(tiers(word)[:2]) >= 1 for word in listed) and not any(
        set(word.code[3:]) & set("odqt") and max(tiers(word)[:2]) < 1 for word in listed
    )


def _likely(listed: list[Word]) -> bool:
    """Whether a loose field holds a person: usual names, or words of no list beside one."""
    head, tail = tiers(listed[0]), tiers(listed[-1])
    if any("h" in word.code[3:] or "o" in word.code[3:] for word in listed):
        return False
    if any(set(word.code[3:]) & set("dq") and max(tiers(word)[:2]) < 2 for word in listed):
        return False
    if len(listed) == 1:
        return max(head[:2]) >= 2 and head[2] < 2
    return max(*head[:2], *tail[:2]) >= 2 and min(head[2], tail[2]) < 3
