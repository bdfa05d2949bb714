"""What is read from an attachment, and the limits of reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wardline.core.errors import InputError
from wardline.screen.model import Decision


class Limits(NamedTuple):
    """How much an attachment may ask of us. Sizes in bytes, times in seconds."""

    file: int = 32 * 1024 * 1024
    # Of one member of an archive, and of all of them.
    member: int = 64 * 1024 * 1024
    unpacked: int = 192 * 1024 * 1024
    members: int = 4_000
    # Characters of text, over all parts.
    text: int = 16_000_000
    parts: int = 20_000
    pages: int = 2_000
    depth: int = 5
    cpu: int = 20
    wall: int = 30
    memory: int = 1024 * 1024 * 1024


LIMITS = Limits()


class Mark(NamedTuple):
    """From which offset of a part's text on a place holds."""

    start: int
    place: str


class Part(NamedTuple):
    """A stretch of text of an attachment, where it stood, and what kind of text it is."""

    place: str
    text: str
    # As the text engine takes it; None: it decides by itself.
    kind: str | None = None
    marks: tuple[Mark, ...] = ()


class Extract(NamedTuple):
    """What reading an attachment gave. Parts are of use unless the decision is BLOCK."""

    decision: Decision
    kind: str
    parts: tuple[Part, ...] = ()
    reason: str = ""


class RefusalError(InputError):
    """An attachment, or a part of one, that is not taken: BLOCK or HOLD, and what to do."""

    def __init__(self, kind: str, message: str, *, decision: Decision = Decision.BLOCK) -> None:
        """Keep what kind of file it is, and the decision."""
        super().__init__(message)
        self.kind = kind
        self.decision = decision


class Budget:
    """What is left of the limits while one attachment, with all that is in it, is read."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._text = limits.text
        self._parts = limits.parts
        self._bytes = limits.unpacked

    def text(self, kind: str, characters: int) -> None:
        """Spend characters of text. *Raises* RefusalError when none are left."""
        self._text -= characters
        if self._text < 0:
            raise RefusalError(
                kind,
                f"It holds more than {self.limits.text:,} characters of text. Send an excerpt.",
            )

    def part(self, kind: str) -> None:
        """Spend one part. *Raises* RefusalError when none are left."""
        self._parts -= 1
        if self._parts < 0:
            raise RefusalError(kind, "It has too many parts. Send an excerpt.")

    def unpack(self, kind: str, size: int) -> None:
        """Spend unpacked bytes. *Raises* RefusalError when none are left."""
        self._bytes -= size
        if self._bytes < 0:
            raise RefusalError(kind, "It unpacks to more than a document holds (a bomb?).")


# The kind of a part that names people only, one a line; none of them leaves.
PEOPLE = "people"
# The same for positions on the map.
PLACES = "places"


class Collector:
    """Gathers the parts of one attachment within its budget."""

    def __init__(self, kind: str, budget: Budget) -> None:
        self.kind = kind
        self.budget = budget
        self.parts: list[Part] = []

    def add(
        self, place: str, text: str, kind: str | None = None, marks: tuple[Mark, ...] = ()
    ) -> None:
        """Take a text, unless it is blank."""
        if not text.strip():
            return
        self.budget.part(self.kind)
        self.budget.text(self.kind, len(text))
        self.parts.append(Part(place, text, kind, marks))

    def people(self, place: str, names: Iterable[str]) -> None:
        """Take the names of people that the file states as such."""
        lines = [" ".join(name.split()) for name in names if name.strip()]
        self.add(place, "\n".join(dict.fromkeys(lines)), PEOPLE)
