"""What exporters are given, what they give, and how they say what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from wardline.core.pattern import Node
from wardline.core.tlp import TLP

# Later than any valid_until.
FOREVER = 2**62
MARK = "Wardline"
_PIECE = 10_000


class Facts(NamedTuple):
    """What a rule says about where it came from."""

    id: str
    name: str
    tlp: TLP
    # 0 to 100, or None where the sharer said nothing.
    confidence: int | None
    # Microseconds since 1970; `until` is FOREVER where the indicator has no end.
    modified: int
    start: int
    until: int


class Value(NamedTuple):
    """An observable that fulfils its indicator by itself, and the role that it was seen in."""

    kind: str
    value: str
    # "" any, "src" or "dst" of traffic, "cert" a certificate's hash.
    role: str = ""


class Claim(NamedTuple):
    """One thing to look for or to block: a value, or a test of one observation."""

    facts: Facts
    value: Value | None
    test: Node | None = None
    # The whole object; only where the exporter asks for it (`About.whole`).
    object: dict[str, Any] | None = None

    def shown(self) -> str:
        """What a list of left-out things calls it."""
        return self.facts.id if self.value is None else self.value.value


class About(NamedTuple):
    """What an exporter makes, for which tool, and how that tool loads it."""

    name: str
    tool: str
    load: str
    media: str = "text/plain; charset=utf-8"
    # Kinds of observables that it carries.
    kinds: frozenset[str] = frozenset()
    # Why it cannot carry other kinds, in a few words.
    only: str = ""
    # Whether it needs the whole indicator.
    whole: bool = False
    # Whether it says `Told.serial`.
    serial: bool = False


class Entry(NamedTuple):
    """One piece of the output: entries are sorted and made unique by `key`, then written."""

    key: tuple[Any, ...]
    body: Any
    facts: Facts
    # What a list of left-out things calls it.
    what: str = ""


class Told(NamedTuple):
    """What a whole output may say of itself."""

    # Seconds since 1970 of the newest change in the set: a serial that rises with each change.
    serial: int
    # Whether files beside the output can be written, and the name that they are told by.
    beside: str = ""


class Output(Protocol):
    """Where an exporter writes."""

    def write(self, data: bytes) -> object:
        """Add to the output."""

    def beside(self, suffix: str, data: bytes) -> None:
        """Write a whole file beside the output, named after it."""


def pour(entries: Sequence[Entry], out: Output) -> None:
    """Write the bodies of all entries, in pieces that do not fill the memory."""
    for at in range(0, len(entries), _PIECE):
        piece = "".join([entry.body for entry in entries[at : at + _PIECE]])
        out.write(piece.encode("utf-8", "replace"))


class Exporter(Protocol):
    """A plug-in of the group `wardline.exporters`."""

    about: About

    def entry(self, claim: Claim) -> Entry | str:
        """The piece for a claim, or why there can be none, in one sentence."""

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """Write the output of `entries`, which are sorted and unique."""
