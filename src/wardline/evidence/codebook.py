"""A codebook: codes with definitions, examples and parents; and how one version became the next.

A code says which codes of the version before it takes up (`of`). All else is derived from that:
what is new, was renamed, changed, merged, split or removed, and where earlier codings go. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from wardline.core.errors import UsageError

Words = dict[str, str]
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
MOST_CODES = 200


class Code(msgspec.Struct, frozen=True, omit_defaults=True):
    """One code; title and definition by language, English always."""

    id: str
    title: Words
    definition: Words
    examples: list[str] = []
    # The code that it is a part of.
    parent: str = ""
    # The codes of the version before that it takes up; empty: the one of the same id, if any.
    of: list[str] = []


class Codebook(msgspec.Struct, frozen=True):
    """All codes of one version, in order."""

    codes: list[Code] = []


class Change(NamedTuple):
    """What happened from one version to the next."""

    # added, changed, renamed, merged, split or removed.
    what: str
    old: tuple[str, ...]
    new: tuple[str, ...]


_DECODER = msgspec.json.Decoder(Codebook)


def read(text: str) -> Codebook:
    """The codebook that `write` made a text of."""
    return _DECODER.decode(text)


def write(book: Codebook) -> str:
    """The codebook as JSON."""
    return msgspec.json.encode(book).decode()


def check(book: Codebook, before: Codebook) -> None:
    """*Raises* UsageError for what cannot be a version after `before`: where, and what to do."""
    known = {code.id for code in before.codes}
    ids = [code.id for code in book.codes]
    if not ids or len(ids) > MOST_CODES:
        raise UsageError(f"A codebook has one to {MOST_CODES} codes.")
    for code in book.codes:
        if not _SLUG.fullmatch(code.id) or ids.count(code.id) > 1:
            raise UsageError(
                f"The code {code.id!r} needs a name of its own, in small letters and dashes."
            )
        if not code.title.get("en", "").strip() or not code.definition.get("en", "").strip():
            raise UsageError(f"The code {code.id!r} needs a title and a definition in English.")
        if lost := [one for one in code.of if one not in known]:
            raise UsageError(
                f"The code {code.id!r} takes up {lost[0]!r}, which was no code before."
            )
        if code.parent and code.parent not in ids:
            raise UsageError(f"The parent of {code.id!r} is no code: {code.parent!r}.")
    _no_circles(book)


def _no_circles(book: Codebook) -> None:
    parents = {code.id: code.parent for code in book.codes}
    for start in parents:
        at, seen = start, {""}
        while at not in seen:
            seen.add(at)
            at = parents[at]
        if at:
            raise UsageError(f"The parents of {start!r} go round in a circle.")


def changes(before: Codebook, after: Codebook) -> list[Change]:
    """What happened, in the order of the new version; what was removed stands last."""
    old = {code.id: code for code in before.codes}
    onward = _onward(before, after)
    found: list[Change] = []
    for code in after.codes:
        sources = _sources(code, old)
        if not sources:
            found.append(Change("added", (), (code.id,)))
        elif len(sources) > 1:
            found.append(Change("merged", tuple(sources), (code.id,)))
        elif len(onward[sources[0]]) == 1:
            if sources[0] != code.id:
                found.append(Change("renamed", (sources[0],), (code.id,)))
            elif _plain(old[code.id]) != _plain(code):
                found.append(Change("changed", (code.id,), (code.id,)))
    found += [Change("split", (one,), tuple(new)) for one, new in onward.items() if len(new) > 1]
    found += [Change("removed", (one,), ()) for one, new in onward.items() if not new]
    return found


class Carried(NamedTuple):
    """Codes of an earlier version in the newest one."""

    codes: tuple[str, ...]
    # Earlier codes that were split: a person has to say which of the parts it is.
    open: tuple[str, ...]


def carry(codes: Collection[str], books: Sequence[Codebook]) -> Carried:
    """`codes` of the first of `books` in the last one, over all versions between."""
    now, unclear = set(codes), set[str]()
    for before, after in pairwise(books):
        onward = _onward(before, after)
        unclear |= {one for one in now if len(onward.get(one, ())) > 1}
        now = {new for one in now for new in onward.get(one, ()) if len(onward[one]) == 1}
    return Carried(tuple(sorted(now)), tuple(sorted(unclear)))


def ordered(book: Codebook) -> list[tuple[int, Code]]:
    """The codes with how deep each stands, parents before their parts."""
    found: list[tuple[int, Code]] = []

    def put(parent: str, depth: int) -> None:
        for code in book.codes:
            if code.parent == parent:
                found.append((depth, code))
                put(code.id, depth + 1)

    put("", 0)
    return found


def _sources(code: Code, old: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code.of)) or ([code.id] if code.id in old else [])


def _onward(before: Codebook, after: Codebook) -> dict[str, list[str]]:
    """Which new codes take up each old one."""
    old = {code.id: list[str]() for code in before.codes}
    for code in after.codes:
        for one in _sources(code, old):
            old[one].append(code.id)
    return old


def _plain(code: Code) -> Code:
    return msgspec.structs.replace(code, of=[])
