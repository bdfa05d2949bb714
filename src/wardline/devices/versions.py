"""Versions compared only where their shapes agree; everything else is "unknown", never a guess.

A version is a row of numbers and letters. Two versions are compared part by part; where a number
stands against a word, or one text ends before the part that decides, the answer is UNKNOWN.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from wardline.devices.fold import fold


class Answer(Enum):
    """Whether a version lies in a range."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Version(NamedTuple):
    """A version's parts; `wild` where it ends in x or *, `raw` as it was written."""

    parts: tuple[int | str, ...]
    wild: bool
    raw: str


class Kind(Enum):
    """What a term of a range asks."""

    ALL = "all"
    RANGE = "range"
    EXACT = "exact"
    # A bound that is a date, a sentence or anything else that no version can be held against.
    OPAQUE = "opaque"


class Term(NamedTuple):
    """One alternative of a range; `low` and `high` with their operators, or `low` alone (EXACT)."""

    kind: Kind
    low: Version | None = None
    low_op: str = ""
    high: Version | None = None
    high_op: str = ""
    text: str = ""


class Constraint(NamedTuple):
    """The versions that an advisory means: any of `terms`, under `condition` where there is one."""

    terms: tuple[Term, ...]
    condition: str = ""
    text: str = ""


ALL = Constraint((Term(Kind.ALL),), "", "all versions")
NOT_STATED = Constraint((Term(Kind.OPAQUE, text="no version stated"),), "", "no version stated")

# Whole cells that say nothing; what begins with "see " says where to look.
_BLANK_WORDS = (
    "unknown unk unkn n/a na none null nil no not see tbd tba ? ?? ??? - -- --- . x xx nan latest"
    " current newest various multiple varies mixed same unreadable blank version undefined default"
    " pending #n/a #value! #ref!"
)
_BLANK = frozenset(_BLANK_WORDS.split(" ")) | {
    "not recorded",
    "not available",
    "not applicable",
    "not visible",
    "not known",
    "not checked",
    "not documented",
    "per vendor",
    "ask vendor",
    "ask biomed",
    "up to date",
    "no version",
    "to be determined",
    "current version",
    "latest version",
}
# Words that only announce a version.
_LABEL = re.compile(
    r"\b(?:software|firmware|soft|firm|application|app|versions?|vers?|releases?|rel|revisions?"
    r"|rev|s/?w|f/?w|vn|no|number|os)\b[.:#=]*"
)
_GLUED_LABEL = re.compile(r"\b(?:version|ver|sw|fw|rev|rel|v|r)\.?(?=\d)")
_LABEL_DOT = re.compile(r"\bv\.? +(?=[a-z]?\d)")
_PART = re.compile(r"[a-z]+|\d+|\*")
_MARKERS = {
    "servicepack": "sp",
    "hotfix": "hf",
    "patch": "p",
    "update": "u",
    "upd": "u",
    "bld": "build",
    "maintenancerelease": "mr",
}
_TWO_WORDS = re.compile(r"\bservice +pack\b|\bmaintenance +release\b")
_POST = frozenset(("sp", "hf", "p", "u", "mr", "sr", "mp", "cu", "fix", "security"))
_PRE = frozenset(("alpha", "beta", "rc", "pre", "preview", "dev", "a", "b"))
DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])\b"
    r"|\b(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|[12]\d|3[01])[-/](?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b[. ,-]*\d"
)
# What a spreadsheet makes of "9.25" where it thinks of days.
_CELL_DAY = re.compile(
    r"\d{1,2}[-/. ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[-/. ]\d{2,4})?"
)
_BUILD = re.compile(r"[(\[,;]? *\b(?:build|bld)\b[.:#]? *(\d+)[)\]]?")
_LONG_WORD = 4
_MAX_TEXT = 200
_MAX_PARTS = 16
_MAX_DIGITS = 15


def is_blank(text: str) -> bool:
    """Whether a version cell says that the version is not known."""
    plain = fold(text).strip(" .:;\t\r\n")
    return not plain or plain in _BLANK or plain.startswith("see ")


@lru_cache(maxsize=8192)
def read_versions(text: str) -> tuple[Version, ...]:
    """The versions in an inventory's cell; none where it holds no version that can be compared."""
    if is_blank(text) or len(text) > _MAX_TEXT:
        return ()
    plain = _clean(text)
    if DATE.search(plain) or _CELL_DAY.fullmatch(plain):
        return ()
    if re.fullmatch(r"\d+,\d+", plain):
        plain = plain.replace(",", ".")
    plain = _BUILD.sub(r" build \1", plain)
    pieces = re.split(r"[;,()\[\]]| / | and | or | & |\n", plain)
    found = []
    for piece in pieces:
        version = parse_version(piece)
        if version is not None:
            found.append(version)
        elif piece.strip(" -"):
            # A piece that says something else ("was 9.1", "Windows 7") leaves the cell in doubt.
            return () if not _harmless(piece) else tuple(found)
    return tuple(found)


def _harmless(piece: str) -> bool:
    return not any(char.isdigit() for char in piece)


def _clean(text: str) -> str:
    plain = fold(text).replace("_", ".").replace("\u2013", "-").strip()
    plain = _TWO_WORDS.sub(lambda found: found[0].replace(" ", ""), plain)
    plain = _LABEL.sub(" ", plain)
    plain = _LABEL_DOT.sub(" ", plain)
    return _GLUED_LABEL.sub("", plain).strip(" :#=")


def parse_version(text: str) -> Version | None:
    """One version, or None where the text has not the shape of one."""
    plain = _clean(text)
    if not plain or len(plain) > _MAX_TEXT:
        return None
    parts: list[int | str] = []
    wild = False
    end = -1
    for found in list(_PART.finditer(plain))[: _MAX_PARTS + 1]:
        piece = found[0]
        if piece == "*" or (piece in ("x", "xx") and parts):
            wild = True
            if found.start() == end and len(parts) > 1:
                # "C.0x": the digit before the x is part of what is left open.
                parts.pop()
            break
        end = found.end()
        if piece.isdecimal():
            if len(piece) > _MAX_DIGITS:
                return None
            parts.append(int(piece))
            continue
        word = _MARKERS.get(piece, piece)
        if len(word) >= _LONG_WORD and word != "build" and word not in _PRE:
            return None
        parts.append(word)
    if not parts or len(parts) > _MAX_PARTS or not _has_shape(parts):
        return None
    return Version(tuple(parts), wild, text.strip())


def _has_shape(parts: list[int | str]) -> bool:
    """A number somewhere, or one revision letter alone."""
    if any(isinstance(part, int) for part in parts):
        return True
    return len(parts) == 1 and len(str(parts[0])) == 1


class _Order(Enum):
    BELOW = -1
    SAME = 0
    ABOVE = 1
    # The device's version stops before the part that decides, or goes on behind the bound.
    SHORTER = 2
    LONGER = 3
    LATER_FIX = 4
    EARLY = 5
    # The device gives the release, the bound a fix or suffix of the same release.
    BASE = 6
    APART = 7


def compare(have: Version, bound: Version) -> _Order:
    """Where `have` stands against `bound`."""
    mine, theirs = _without_build(have.parts, bound.parts)
    for left, right in zip(mine, theirs, strict=False):
        if left == right:
            continue
        return _differ(
            left, right, first=left is mine[0] and right is theirs[0], pair=(mine, theirs)
        )
    return _tail(mine, theirs, have.wild)


def _without_build(
    mine: tuple[int | str, ...], theirs: tuple[int | str, ...]
) -> tuple[tuple[int | str, ...], tuple[int | str, ...]]:
    """The parts without a build number that only one side gives."""
    if "build" in mine and "build" not in theirs:
        mine = mine[: mine.index("build")]
    return mine, theirs


def _differ(
    left: int | str,
    right: int | str,
    *,
    first: bool,
    pair: tuple[tuple[int | str, ...], tuple[int | str, ...]],
) -> _Order:
    if isinstance(left, int) and isinstance(right, int):
        if first and not _same_scale(left, right, pair):
            return _Order.APART
        return _Order.BELOW if left < right else _Order.ABOVE
    if isinstance(left, str) and isinstance(right, str) and len(left) == len(right) == 1:
        return _Order.BELOW if left < right else _Order.ABOVE
    return _Order.APART


_YEARS = range(1990, 2100)
_WIDE = 1000
_HUNDRED = 100
_FACTOR = 4
_SLACK = 8


def _same_scale(
    left: int, right: int, pair: tuple[tuple[int | str, ...], tuple[int | str, ...]]
) -> bool:
    """Whether two first numbers count the same thing: no year, lost dot or serial against a 9."""
    if (left in _YEARS) != (right in _YEARS):
        return False
    low, high = sorted((left, right))
    if high >= _HUNDRED and low < _HUNDRED:
        return False
    mine, theirs = pair
    if len(mine) == 1 and len(theirs) > 1 and left >= _WIDE and right < _WIDE:
        return False
    # Far above the bound is rather another count than a safe version; far below is affected.
    return left < right or high <= _FACTOR * low + _SLACK


def _tail(mine: tuple[int | str, ...], theirs: tuple[int | str, ...], wild: bool) -> _Order:
    if len(mine) == len(theirs):
        return _Order.SHORTER if wild else _Order.SAME
    if len(mine) < len(theirs):
        rest = theirs[len(mine) :]
        if wild:
            return _Order.SHORTER
        if all(part == 0 for part in rest):
            return _Order.SAME
        if isinstance(rest[0], str):
            return _Order.BASE if rest[0] not in _PRE or len(rest[0]) == 1 else _Order.ABOVE
        return _Order.SHORTER
    rest = mine[len(theirs) :]
    if all(part == 0 for part in rest):
        return _Order.SHORTER if wild else _Order.SAME
    if rest[0] in _POST:
        return _Order.LATER_FIX
    if rest[0] in _PRE and len(str(rest[0])) > 1:
        return _Order.EARLY
    return _Order.LONGER


_UPPER_INCLUSIVE = {
    _Order.BELOW: Answer.YES,
    _Order.BASE: Answer.YES,
    _Order.SAME: Answer.YES,
    _Order.ABOVE: Answer.NO,
}
_UPPER_EXCLUSIVE = {
    _Order.BELOW: Answer.YES,
    _Order.BASE: Answer.YES,
    _Order.SAME: Answer.NO,
    _Order.ABOVE: Answer.NO,
    _Order.LONGER: Answer.NO,
    _Order.LATER_FIX: Answer.NO,
}
_LOWER_INCLUSIVE = {
    _Order.BELOW: Answer.NO,
    _Order.SAME: Answer.YES,
    _Order.ABOVE: Answer.YES,
    _Order.LONGER: Answer.YES,
    _Order.LATER_FIX: Answer.YES,
}
_LOWER_EXCLUSIVE = {_Order.BELOW: Answer.NO, _Order.SAME: Answer.NO, _Order.ABOVE: Answer.YES}
_EXACT = {_Order.BELOW: Answer.NO, _Order.SAME: Answer.YES, _Order.ABOVE: Answer.NO}
_TABLES = {
    "<=": _UPPER_INCLUSIVE,
    "<": _UPPER_EXCLUSIVE,
    ">=": _LOWER_INCLUSIVE,
    ">": _LOWER_EXCLUSIVE,
    "=": _EXACT,
}
# A bound "11.x" or a lone revision letter stands for the whole line.
_WHOLE_LINE = {"<=": Answer.YES, "<": Answer.NO, ">=": Answer.YES, ">": Answer.NO, "=": Answer.YES}


def _holds(have: Version, operator: str, bound: Version) -> Answer:
    order = compare(have, bound)
    whole = bound.wild or len(bound.parts) == 1
    whole = whole and order in (_Order.SAME, _Order.LONGER, _Order.LATER_FIX)
    if whole and (bound.wild or operator in ("=", ">=") or isinstance(bound.parts[0], str)):
        return _WHOLE_LINE[operator]
    if bound.wild and order is _Order.SHORTER and have.wild and have.parts == bound.parts:
        return _WHOLE_LINE[operator]
    return _TABLES[operator].get(order, Answer.UNKNOWN)


def evaluate(constraint: Constraint, have: tuple[Version, ...]) -> Answer:
    """Whether the versions of a device (more than one where its cell is in doubt) are meant."""
    answers = {_any_term(constraint.terms, version) for version in have}
    if not have:
        answers = {_any_term(constraint.terms, None)}
    answer = answers.pop() if len(answers) == 1 else Answer.UNKNOWN
    if answer is Answer.YES and constraint.condition:
        return Answer.UNKNOWN
    return answer


def _any_term(terms: tuple[Term, ...], have: Version | None) -> Answer:
    answers = [_one_term(term, have) for term in terms]
    if Answer.YES in answers:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in answers or not answers else Answer.NO


def _one_term(term: Term, have: Version | None) -> Answer:
    if term.kind is Kind.ALL:
        return Answer.YES
    if term.kind is Kind.OPAQUE or have is None:
        return Answer.UNKNOWN
    if term.kind is Kind.EXACT:
        return _holds(have, "=", term.low) if term.low else Answer.UNKNOWN
    both = []
    if term.low is not None:
        both.append(_holds(have, term.low_op, term.low))
    if term.high is not None:
        both.append(_holds(have, term.high_op, term.high))
    if Answer.NO in both:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in both or not both else Answer.YES
