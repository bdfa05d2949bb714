"""What readers give and what a hunt answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple, Protocol


class Cell(NamedTuple):
    """One named value of a record, as the log writes it."""

    name: str
    value: str


class Record(NamedTuple):
    """One record: its cells, and its time as the log writes it ("": it is one of the cells)."""

    cells: Sequence[Cell]
    time: str = ""


class BrokenRecordError(Exception):
    """A record that does not follow its format; the message says why."""


class Reader(Protocol):
    """A plug-in of the group `wardline.readers`: one format of logs.

    `by_line`: a record is a line of the file. `frame`: the first and the last byte of each line
    where the format fixes them. `separator`: what stands between the columns. `header`: what a
    line begins with that sets columns ("" for the first line of a file alone).
    """

    name: str
    by_line: bool
    frame: bytes
    separator: bytes
    header: bytes

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether a file that starts with `head` (unpacked) is in this format."""

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The records as numbered lines, each without a line break in it.

        *Raises* BrokenRecordError where the rest cannot be read.
        """

    def parse(self, line: bytes) -> Record | None:
        """The record in a line; None for a line that holds none. *Raises* BrokenRecordError."""


class Hit(NamedTuple):
    """One indicator in one record (the keys are CONTRACT's; `why` and `note` come on top)."""

    indicator: str
    pattern: str
    file: str
    line: int
    field: str
    observed: str
    time: str | None
    why: str
    note: str = ""
