"""The working sheet of one text: what is taken out, what is kept, what is still open.

Rules see two byte views (as written, and in small letters), one byte for each character. What a
rule has decided is blanked in both, so that no later rule sees it: 0x01 for taken, 0x02 for kept, 0x03
for a pseudonym that an earlier screening has put in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from wardline.screen.fold import Folded
from wardline.screen.profile import Profile
from wardline.screen.scan import Cues, Scan, View, once, own, rx, ways

__all__ = ["GONE", "KEPT", "STANDS", "Claim", "Sheet", "at_edge", "once", "own", "rx", "ways"]


GONE, KEPT, STANDS = b"\x01", b"\x02", b"\x03"
_BESIDE = re.compile(rb"[^\x03]+")
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_TELLING = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")


def at_edge(view: bytes | bytearray, position: int) -> bool:
    """Whether a word begins or ends at a position, as patterns say it."""
    before = position > 0 and view[position - 1] in _WORD
    return before != (position < len(view) and view[position] in _WORD)


class Claim(NamedTuple):
    """A stretch of the folded text that must go."""

    start: int
    end: int
    label: str
    rule: str


class Sheet:
    """The state of one screening."""

    __slots__ = (
        "_said",
        "claims",
        "folded",
        "kept",
        "kind",
        "low",
        "open",
        "profile",
        "raw",
        "text",
    )

    def __init__(self, folded: Folded, profile: Profile, kind: str) -> None:
        """Lay out the views of `folded`."""
        self.folded = folded
        self.text = folded.text
        self.raw = View(folded.text.encode("latin-1", "replace"))
        self.low = View(self.raw.lower())
        self.low.cues = self.raw.cues = Cues(bytes(self.low))
        self.profile = profile
        self.kind = kind
        self.claims: list[Claim] = []
        self.kept: list[tuple[int, int]] = []
        self.open: list[tuple[int, int, str]] = []
        self._said: dict[int, bool] = {}

    def again(self) -> None:
        """Make ready for another round of rules over what is left."""
        self.low.cues.again(self.low)

    def says(self, pattern: Scan) -> bool:
        """Whether the text speaks of it anywhere; looked for once, however often it is asked."""
        said = self._said.get(id(pattern))
        if said is None:
            said = self._said[id(pattern)] = pattern.search(self.low) is not None
        return said

    def claim(self, start: int, end: int, label: str, rule: str) -> None:
        """Take the stretch out."""
        if self.low.find(STANDS, start, end) >= 0:
            for first, last in self._around(start, end):
                self.claim(first, last, label, rule)
        elif start < end and self.low.count(GONE, start, end) < end - start:
            self.claims.append(Claim(start, end, label, rule))
            self._blank(start, end, GONE)

    def take(self, span: tuple[int, int], label: str, rule: str) -> None:
        """Take the stretch out."""
        self.claim(span[0], span[1], label, rule)

    def _around(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of the stretch beside the pseudonyms in it, as far as they say anything."""
        spans = [match.span() for match in _BESIDE.finditer(self.low, start, end)]
        return [(a, b) for a, b in spans if any(byte in _TELLING for byte in self.low[a:b])]

    def stand(self, start: int, end: int) -> None:
        """Fence a pseudonym of an earlier screening: nothing takes it out again."""
        self.kept.append((start, end))
        self._blank(start, end, STANDS)

    def keep(self, start: int, end: int) -> None:
        """Fence the stretch: it stays, and no later rule looks at it."""
        if start < end:
            self.kept.append((start, end))
            self._blank(start, end, KEPT)

    def _blank(self, start: int, end: int, mark: bytes) -> None:
        """Hide the stretch from later rules."""
        raw = self.raw
        for edge in (start, end):
            if 0 < edge < len(raw) and raw[edge - 1] in _WORD and raw[edge] in _WORD:
                raw.cues.cut(edge)
        raw[start:end] = self.low[start:end] = mark * (end - start)

    def doubt(self, start: int, end: int, reason: str) -> None:
        """Leave the stretch to a person."""
        self.open.append((start, end, reason))

    def is_open(self, start: int, end: int) -> bool:
        """Whether no rule has decided on any of the stretch."""
        return all(self.low.find(mark, start, end) < 0 for mark in (GONE, KEPT, STANDS))
