"""Who reads: kind, size, role, what they own, language; and whether a bulletin concerns them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from wardline.bulletins.model import Bulletin

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


class Reader(NamedTuple):
    """A reader; what is empty is not known, and excludes nothing."""

    kind: str = ""
    size: str = ""
    role: str = ""
    systems: tuple[str, ...] = ()
    language: str = "en"


class Concern(NamedTuple):
    """Whether a bulletin concerns a reader, and by what of theirs: kind, size or system."""

    concerned: bool
    why: str = ""
    # Of the reader's systems, those that it names.
    matched: tuple[str, ...] = ()


def concern(bulletin: Bulletin, reader: Reader) -> Concern:
    """Whether a bulletin concerns a reader; in doubt it does."""
    if bulletin.kinds and reader.kind and reader.kind not in bulletin.kinds:
        return Concern(False, "kind")
    if bulletin.sizes and reader.size and reader.size not in bulletin.sizes:
        return Concern(False, "size")
    if bulletin.systems and reader.systems:
        found = owned(bulletin.systems, reader.systems)
        return Concern(bool(found), "system", found)
    return Concern(True)


def owned(named: Iterable[str], systems: Iterable[str]) -> tuple[str, ...]:
    """Those of a reader's systems that are named: all words of the shorter name in the longer."""
    wanted = [words for one in named if (words := _words(one))]
    return tuple(
        one
        for one in systems
        if (mine := _words(one)) and any(mine <= words or words <= mine for words in wanted)
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.casefold()))
