"""A device's texts taken apart once: atoms of the model, of the rest, and versions told in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from wardline.devices.fold import fold, split
from wardline.devices.words import MARKS, NEUTRAL, SHORT, TYPES

_MAX_TEXT = 400
# Letters glued to a number that are this many are a word ("Medfusion4000"), no part of the number.
_WORD = 5


class Run(NamedTuple):
    """Atoms in a row with how they are glued, and where each one stands."""

    words: tuple[str, ...]
    glued: tuple[bool, ...]
    at: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What matching asks of a device's names.

    `model` is the row of the model's atoms, `aside` that of the kind and the notes. `known` are
    model words as the advisories spell them (slips undone), `slips` those that were undone.
    `loose` are the words of the model that something has to explain.
    """

    model: Run
    aside: Run
    known: frozenset[str]
    slips: frozenset[str]
    origin: dict[str, frozenset[str]]
    every: frozenset[str]
    numbers: tuple[int, ...]
    types: frozenset[str]
    kinds: frozenset[str]
    versions: tuple[str, ...]
    loose: frozenset[str]
    marks: frozenset[str]


# A version told in a model's text: dotted, or announced.
_TOLD = re.compile(
    r"\b(?:versions?|vers?|sw|s/w|fw|f/w|software|firmware|rev(?:ision)?|release|rel)\b[.:#= ]*"
    r"v?\.?((?:[a-z]{1,2}[.]?)?\d[a-z0-9.\-_]*|[a-z]\b(?:\.\d[\d.]*)?)|(?<![a-z0-9.\-])v?(\d+(?:\.\d+)+(?:\.x|[a-su-z])?\d*|\d+\.x)(?![a-z0-9.\-])"
    r"|(?<![a-z0-9.\-])v(\d{1,2})(?![a-z0-9.])"
)


@lru_cache(maxsize=8192)
def told_versions(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the versions told in it, and those versions."""
    plain = fold(text)
    if not any(char.isdigit() for char in plain):
        return text, ()
    found = tuple(next(part for part in hit.groups() if part) for hit in _TOLD.finditer(plain))
    return (_TOLD.sub(" ", plain), found) if found else (text, ())


def run_of(text: str) -> Run:
    """The atoms of `text` with their places."""
    atoms = split(text[:_MAX_TEXT])
    at: dict[str, tuple[int, ...]] = {}
    for index, word in enumerate(atoms.words):
        at[word] = (*at.get(word, ()), index)
    return Run(atoms.words, atoms.glued, at)


def find_code(run: Run, code: tuple[str, ...]) -> str:
    """How a code stands in a row of atoms: "exact", "more", "less", "loose" or nothing.

    "more": letters are glued behind it (a variant); "less": its own last letters are missing;
    "loose": its letters before the number are missing, or others stand there.
    """
    best = ""
    core = next((index for index, atom in enumerate(code) if atom.isdecimal()), None)
    if core is None:
        return ""
    for place in run.at.get(code[core], ()):
        found = _at(run, code, (place - core, core))
        if found == "exact":
            return found
        best = max(best, found, key=_RANK.__getitem__)
    return best


_RANK = {"": 0, "loose": 1, "less": 2, "more": 3, "exact": 4}


def _at(run: Run, code: tuple[str, ...], where: tuple[int, int]) -> str:
    start, core = where
    words, glued = run.words, run.glued
    front = start >= 0 and words[start : start + core] == code[:core]
    have = words[start + core : start + len(code)] if start + core >= 0 else ()
    need = code[core:]
    end = start + len(code)
    if have == need:
        tail = "more" if end < len(words) and glued[end] and words[end].isalpha() else "exact"
    elif need[: len(have)] != have and len(need) > 1 and need[-1].isalpha():
        tail = _short_tail(run, need, start + core)
    elif len(have) < len(need) and need[: len(have)] == have and have:
        tail = "less" if all(word.isalpha() for word in need[len(have) :]) else ""
    else:
        tail = ""
    if not tail:
        return ""
    if core and not front:
        before = start + core
        lettered = before > 0 and glued[before] and words[before - 1].isalpha()
        return "" if lettered or len(code[core]) < 3 else "loose"  # noqa: PLR2004 # "40" alone is anything
    if start > 0 and glued[start] and len(words[start - 1]) < _WORD:
        return "loose"
    return tail


def _short_tail(run: Run, need: tuple[str, ...], place: int) -> str:
    """A code whose last letters the device does not give: "NM530" for "NM530c"."""
    words, glued = run.words, run.glued
    body = need[:-1]
    if words[place : place + len(body)] != body:
        return ""
    end = place + len(body)
    other = end < len(words) and glued[end] and words[end].isalpha()
    return "" if other else "less"


def numbers_in(run: Run) -> tuple[int, ...]:
    """Places of the numbers in the model that may be model numbers."""
    return tuple(
        index
        for index, word in enumerate(run.words)
        if word.isdecimal() and (len(word) > 1 or run.glued[index] or _glued_next(run, index))
    )


def _glued_next(run: Run, index: int) -> bool:
    return index + 1 < len(run.words) and run.glued[index + 1]


def kinds_of(words: tuple[str, ...]) -> frozenset[str]:
    """The kinds of device that words tell."""
    return frozenset(TYPES[word] for word in words if word in TYPES)


def is_loose(word: str) -> bool:
    """Whether a word on a device has to be explained by the product's name."""
    return (
        len(word) > 2  # noqa: PLR2004 # shorter ones are marks
        and word.isalpha()
        and word not in NEUTRAL
        and word not in TYPES
        and word not in MARKS
    )


def is_mark(word: str) -> bool:
    """Whether a word on a device may tell a variant."""
    return word in MARKS or (len(word) < 3 and word.isalpha())  # noqa: PLR2004 # "S", "iX"


def spelled(word: str) -> str:
    """A word with its abbreviation undone."""
    return SHORT.get(word, word)
