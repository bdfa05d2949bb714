"""Versions and the revision history that leads to them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from wardline.advisories.issues import Node

Found = Iterator[tuple[str, str]]

# Section 3.1.11: integer versioning, or semantic versioning.
_INTEGER = re.compile(r"0|[1-9]\d*", re.ASCII)
_SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII
)
_RELEASED = ("final", "interim")


class Version(NamedTuple):
    """A version that can be put in order; of an integer the other parts are 0."""

    major: int
    minor: int
    patch: int
    # As SemVer orders it: none is after any; numbers before words.
    rank: tuple[int, tuple[tuple[int, int, str], ...]]
    pre: str

    @property
    def plain(self) -> tuple[int, int, int]:
        """Without what is before a release."""
        return self[:3]


def read(text: str) -> Version | None:
    """The version in a text, or None. *Source*: semver.org 2.0.0, items 2 to 11."""
    if _INTEGER.fullmatch(text):
        return Version(int(text), 0, 0, (1, ()), "")
    found = _SEMANTIC.fullmatch(text)
    if found is None:
        return None
    pre = found[4] or ""
    parts = tuple(
        (0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pre.split(".") if one
    )
    return Version(int(found[1]), int(found[2]), int(found[3]), (0 if pre else 1, parts), pre)


def moment(text: str) -> dt.datetime | None:
    """The instant of an RFC 3339 time, or None."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


class Revision(NamedTuple):
    """An item of the revision history."""

    node: Node
    at: dt.datetime
    version: Version

    @property
    def pointer(self) -> str:
        """Where its number stands."""
        return f"{self.node.pointer}/number"


def revisions(document: Node) -> list[Revision]:
    """What of the history can be read, by date; those of one instant by their number."""
    found = []
    for node in _tracking(document).items("revision_history"):
        at, version = moment(node.text("date")), read(node.text("number"))
        if at is not None and version is not None:
            found.append(Revision(node, at, version))
    return sorted(found, key=lambda one: (one.at, one.version[:4]))


def _tracking(document: Node) -> Node:
    return document.child("document").child("tracking")


def _now(document: Node) -> tuple[str, Version | None, str]:
    tracking = _tracking(document)
    return f"{tracking.pointer}/version", read(tracking.text("version")), tracking.text("status")


def unsorted(document: Node) -> Found:
    """6.1.14."""
    for before, after in pairwise(revisions(document)):
        if after.version[:4] < before.version[:4]:
            yield after.pointer, "A later revision has a lower number than an earlier one."


def latest(document: Node) -> Found:
    """6.1.16: what is before a release is left out of the comparison in a draft."""
    pointer, version, status = _now(document)
    history = revisions(document)
    if version is None or not history:
        return
    last = history[-1].version
    here, there = version[:4], last[:4]
    same = version.plain == last.plain if status == "draft" else here == there
    if not same:
        yield pointer, "It is not the number of the latest revision."


def draft(document: Node) -> Found:
    """6.1.17."""
    _pointer, version, status = _now(document)
    if version is not None and (version.major == 0 or version.pre) and status != "draft":
        yield "/document/tracking/status", "A version before the first release is a draft."


def released(document: Node) -> Found:
    """6.1.18."""
    if _now(document)[2] in _RELEASED:
        for one in revisions(document):
            if one.version.major == 0:
                yield one.pointer, "A released document has no revision before its first."


def pre_releases(document: Node) -> Found:
    """6.1.19."""
    for one in revisions(document):
        if one.version.pre:
            yield one.pointer, "No revision has a number of a pre-release."


def not_draft(document: Node) -> Found:
    """6.1.20."""
    pointer, version, status = _now(document)
    if status in _RELEASED and version is not None and version.pre:
        yield pointer, "A released document's version is none of a pre-release."


def gaps(document: Node) -> Found:
    """6.1.21."""
    history = revisions(document)
    if history and history[0].version.major not in (0, 1):
        yield history[0].pointer, "The first revision is 0 or 1."
    for before, after in pairwise(history):
        if after.version.major > before.version.major + 1:
            yield after.pointer, f"Revision {before.version.major + 1} is missing."


def numbers_twice(document: Node) -> Found:
    """6.1.22."""
    seen: set[str] = set()
    for node in _tracking(document).items("revision_history"):
        number = node.text("number")
        if number in seen:
            yield f"{node.pointer}/number", f"Revision {number} stands more than once."
        seen.add(number)


def mixed(document: Node) -> Found:
    """6.1.30."""
    tracking = _tracking(document)
    listed = [(f"{tracking.pointer}/version", tracking.text("version"))]
    history = tracking.items("revision_history")
    listed += [(f"{one.pointer}/number", one.text("number")) for one in history]
    kinds = [(pointer, bool(_INTEGER.fullmatch(text))) for pointer, text in listed if read(text)]
    for pointer, integer in kinds[1:]:
        if integer != kinds[0][1]:
            yield pointer, "Integer and semantic versions stand in one document."


TESTS: dict[str, Callable[[Node], Found]] = {
    "6.1.14": unsorted,
    "6.1.16": latest,
    "6.1.17": draft,
    "6.1.18": released,
    "6.1.19": pre_releases,
    "6.1.20": not_draft,
    "6.1.21": gaps,
    "6.1.22": numbers_twice,
    "6.1.30": mixed,
}
