"""What a text must hold for a pattern to match at all, read from the pattern itself.

A *cue* is what stands in a word (letters and digits, in small letters, each digit as `0`), `Was`: a
whole word, `L16`: a word of at least 16 letters and digits, or other signs as they follow each
other. A pattern needs one cue of each of its *clauses*; a text without one need not be scanned.
Nobody writes cues by hand: a new rule gets its own.

1. The pattern's tree is read from the leaves up. Each part says which strings it can be, where
   these are few and known, else which clauses it needs.
2. Parts that follow each other join their strings; ways that exclude each other join clauses.
3. Of the strings that are known the most telling piece is kept.

What is not understood needs nothing, so that its pattern is always tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as sre  # type: ignore[attr-defined] # typeshed does not know it
from re import _parser  # type: ignore[attr-defined] # typeshed does not know it
from typing import Any, NamedTuple

Clause = frozenset[str]
# Lengths of runs that are cues.
RUNS = (8, 12, 16, 24, 32)
_MOST_STRINGS = 400
_MOST_CHARS = 4
_MOST_CLAUSES = 3
_LONGEST_STRING = 24
_LEAST = 0.9  # what tells less stands in every text
_BOUNDARY = "\0"  # where a word begins or ends, in strings
_PIECES = re.compile(r"[a-z0]+|[^a-z0\s\x00-\x1f\x7f-\xff]+")
_USUAL_SIGNS = frozenset(".,:-/()'\"=")
_USUAL_WORDS = frozenset(
    "a an and as at by for from had has have in is it of on or the to was with".split()
)
_DIGITS = frozenset("0")
_NEWLINE = 10
_BLANKS = (1, 2, 3)


class _Part(NamedTuple):
    """What is known of a part of a pattern (1)."""

    strings: frozenset[str] | None  # all that it can be; None: too many
    clauses: tuple[Clause, ...] = ()


class Needs(NamedTuple):
    """The clauses of a pattern, and where its matches can lie."""

    clauses: tuple[Clause, ...]
    in_line: bool  # no match holds a line break but as its first or last character
    blind: bool  # no match holds a blank (a byte that a decision has left)


_EMPTY = _Part(frozenset(("",)))
_ANY = _Part(None)


def needs(pattern: bytes) -> Needs:
    """What a text must hold for `pattern`."""
    try:
        tree = _parser.parse(pattern)
    except (re.error, OverflowError):  # RE2 knows forms that Python does not
        return Needs((), in_line=False, blind=False)
    clauses = _clauses(_sequence(tree))
    telling = sorted({c for c in clauses if _telling(c) >= _LEAST}, key=_telling, reverse=True)
    return Needs(
        tuple(telling[:_MOST_CLAUSES]),
        in_line=not _crosses(tree, edge=True),
        blind=not _sees(tree),
    )


def plain(char: int) -> str:
    """A character as cues write it."""
    if 0x30 <= char <= 0x39:  # noqa: PLR2004 # 0-9
        return "0"
    return chr(char).lower()


def _telling(clause: Clause) -> float:
    """How rarely the weakest cue of a clause stands in a text, roughly."""
    return min(_weight(cue) for cue in clause)


def _weight(cue: str) -> float:
    """How rarely a cue stands in a text, roughly."""
    if cue[0] in "LW":
        word = cue[1:]
        if cue[0] == "L":
            return int(word) / 4
        return 1.0 if word in _USUAL_WORDS else len(word) + 0.5
    if not cue.isalnum():
        return 0.5 if cue in _USUAL_SIGNS else 2.5 * len(cue)
    return len(cue) * 0.8 if cue.strip("0") == "" else len(cue) - 0.9


def _cues(string: str) -> list[str]:
    """The cues that a string holds."""
    return [
        "W" + match[0] if match[0].isalnum() and _whole(string, *match.span()) else match[0]
        for match in _PIECES.finditer(string)
    ]


def _whole(string: str, start: int, end: int) -> bool:
    """Whether a piece is surely not a part of a longer word."""
    return start > 0 and end < len(string)


def _clauses(part: _Part) -> tuple[Clause, ...]:
    """The clauses of a part whose neighbours are not known (3)."""
    if part.strings is None:
        return part.clauses
    chosen: set[str] = set()
    for string in part.strings:
        cues = _cues(string)
        if not cues:
            return part.clauses
        chosen.add(max(cues, key=_weight))
    return (*part.clauses, frozenset(chosen))


def _sequence(items: Iterable[Any]) -> _Part:
    """Parts one after the other (2)."""
    known: frozenset[str] = _EMPTY.strings or frozenset()
    clauses: tuple[Clause, ...] = ()
    whole = True
    for code, value in items:
        part = _part(code, value)
        joined = _joined(known, part.strings)
        if joined is not None:
            known = joined
            clauses += part.clauses
            continue
        whole = False
        clauses += _clauses(_Part(known))
        known = part.strings if part.strings is not None else frozenset(("",))
        clauses += part.clauses
    if whole:
        return _Part(known, clauses)
    return _Part(None, clauses + _clauses(_Part(known)))


def _joined(first: frozenset[str], second: frozenset[str] | None) -> frozenset[str] | None:
    """Each string of one part before each of the next, where these are few."""
    if second is None or len(first) * len(second) > _MOST_STRINGS:
        return None
    joined = frozenset(a + b for a in first for b in second)
    return joined if all(len(string) <= _LONGEST_STRING for string in joined) else None


def _part(code: Any, value: Any) -> _Part:
    if code is sre.LITERAL:
        return _Part(frozenset((plain(value),)))
    if code is sre.IN:
        chars = _chars(value)
        few = chars is not None and len(chars) <= _MOST_CHARS
        return _Part(chars) if few else _ANY
    if code is sre.SUBPATTERN:
        return _sequence(value[3])
    if code is sre.BRANCH:
        return _either([_sequence(way) for way in value[1]])
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeated(*value)
    if code is sre.AT and value is sre.AT_BOUNDARY:
        return _Part(frozenset((_BOUNDARY,)))
    if code in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return _EMPTY
    return _ANY


def _chars(items: Sequence[Any]) -> frozenset[str] | None:
    """What one character of a class can be, as cues write it; None: all but some."""
    found: set[str] = set()
    for code, value in items:
        if code is sre.LITERAL:
            found.add(plain(value))
        elif code is sre.RANGE:
            found.update(plain(char) for char in range(value[0], value[1] + 1))
        elif code is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            found |= _DIGITS
        else:
            return None
    return frozenset(found)


def _either(ways: Sequence[_Part]) -> _Part:
    """Parts of which one stands there (2)."""
    known = [way.strings for way in ways if way.strings is not None and not way.clauses]
    if len(known) == len(ways):
        together: frozenset[str] = frozenset().union(*known)
        if len(together) <= _MOST_STRINGS:
            return _Part(together)
    listed = [sorted(_clauses(way), key=_telling, reverse=True) for way in ways]
    if not all(listed):
        return _ANY
    depth = min(max(map(len, listed)), _MOST_CLAUSES)
    return _Part(
        None,
        tuple(
            frozenset().union(*(each[min(rank, len(each) - 1)] for each in listed))
            for rank in range(depth)
        ),
    )


def _repeated(least: int, most: Any, items: Any) -> _Part:
    part = _sequence(items)
    if least == 0:
        if most == 1 and part.strings is not None and not part.clauses:
            return _Part(part.strings | {""})
        return _ANY
    clauses = part.clauses
    if part.strings is not None and len(part.strings) == 1:
        (string,) = part.strings
        if most - least < _MOST_CHARS and len(string) * most <= _LONGEST_STRING:
            return _Part(frozenset(string * count for count in range(least, most + 1)), clauses)
        clauses += _clauses(_Part(frozenset((string * min(least, _LONGEST_STRING),))))
    elif least == most == 1:
        return part
    else:
        clauses += _clauses(_Part(part.strings)) if part.strings is not None else ()
    return _Part(None, clauses + _run(least, items))


def _run(least: int, items: Any) -> tuple[Clause, ...]:
    """The clause of a long run of letters and digits."""
    if least < RUNS[0] or len(items) != 1 or items[0][0] is not sre.IN:
        return ()
    chars = _chars(items[0][1])
    if not chars or not all(char.isascii() and char.isalnum() for char in chars):
        return ()
    return (frozenset((f"L{max(size for size in RUNS if size <= least)}",)),)


def _crosses(items: Any, *, edge: bool) -> bool:
    """Whether a match can hold a line break elsewhere than as its first or last character."""
    listed = list(items)
    for index, (code, value) in enumerate(listed):
        at_edge = edge and (_silent(listed[:index]) or _silent(listed[index + 1 :]))
        if code is sre.SUBPATTERN:
            found = _crosses(value[3], edge=at_edge)
        elif code is sre.BRANCH:
            found = any(_crosses(way, edge=at_edge) for way in value[1])
        elif code in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            found = _crosses(value[2], edge=at_edge and value[1] == 1)
        else:
            found = not at_edge and _can_be(code, value, _NEWLINE)
        if found:
            return True
    return False


def _sees(items: Any) -> bool:
    """Whether a match can hold a blank, or depends on where no word begins or ends."""
    for code, value in items:
        if code is sre.SUBPATTERN:
            found = _sees(value[3])
        elif code is sre.BRANCH:
            found = any(map(_sees, value[1]))
        elif code in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            found = _sees(value[2])
        elif code is sre.AT:
            found = value is sre.AT_NON_BOUNDARY
        else:
            found = code is sre.ANY or any(_can_be(code, value, blank) for blank in _BLANKS)
        if found:
            return True
    return False


def _silent(items: Sequence[Any]) -> bool:
    """Whether parts take no characters, so that what stands beside them is at the edge."""
    return all(code in (sre.AT, sre.ASSERT, sre.ASSERT_NOT) for code, _ in items)


def _can_be(code: Any, value: Any, char: int) -> bool:
    """Whether one character of a pattern can be this control character."""
    if code is sre.LITERAL:
        return bool(value == char)
    if code is sre.NOT_LITERAL:
        return bool(value != char)
    if code is sre.IN:
        found = any(_holds(what, held, char) for what, held in value if what is not sre.NEGATE)
        return found != (value[0][0] is sre.NEGATE)
    return code not in (sre.ANY, sre.AT, sre.ASSERT, sre.ASSERT_NOT)


def _holds(code: Any, value: Any, char: int) -> bool:
    if code is sre.LITERAL:
        return bool(value == char)
    if code is sre.RANGE:
        return bool(value[0] <= char <= value[1])
    if value is sre.CATEGORY_SPACE:
        return char == _NEWLINE
    if value is sre.CATEGORY_NOT_SPACE:
        return char != _NEWLINE
    return value in (sre.CATEGORY_NOT_DIGIT, sre.CATEGORY_NOT_WORD)
