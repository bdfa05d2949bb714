"""What our readers share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from wardline.hunt.model import BrokenRecordError, Cell, Record

MAX_DEPTH = 40


class LineReader:
    """A format in which each record is one line."""

    name = ""
    by_line = True
    frame = b""
    separator = b""
    header = b""

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The lines of the file."""
        for number, line in enumerate(stream, 1):
            yield number, line.rstrip(b"\r\n")


def decode(line: bytes) -> str:
    """A line as text: UTF-8, or where it is not, Windows-1252, which old programs write."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def first_lines(head: bytes, count: int = 20) -> list[bytes]:
    """The first lines that hold something; the last one only if it is whole."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    found = head.split(b"\n")
    whole = found[:-1] if len(found) > 1 else found
    return [line.strip(b"\r") for line in whole if line.strip()][:count]


def flatten(value: Any) -> list[Cell]:
    """The leaves of a JSON value, each by its path; list items share their list's name."""
    cells: list[Cell] = []
    _flatten(value, "", cells, 0)
    return cells


def _flatten(value: Any, name: str, cells: list[Cell], depth: int) -> None:
    if type(value) is str:
        cells.append(Cell(name, value))
        if depth < MAX_DEPTH and value[:1] == "{" and value[-1:] == "}":
            _nested(value, name, cells, depth)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        label = _label(value)
        for key, member in value.items():
            where = label if label and key in _VALUES else str(key)
            _flatten(member, f"{name}.{where}" if name else where, cells, depth + 1)
    elif isinstance(value, list) and depth < MAX_DEPTH:
        for member in value:
            _flatten(member, name, cells, depth + 1)
    elif value is not None:
        cells.append(Cell(name, str(value)))


_NAMES = ("Name", "@Name", "name", "key", "Key")
_VALUES = frozenset({"Value", "value", "#text", "NewValue", "OldValue"})


def _label(value: dict[Any, Any]) -> str:
    """The name in a pair of name and value, as Windows and Microsoft 365 write them."""
    if len(value) <= 4 and not _VALUES.isdisjoint(value):  # noqa: PLR2004 # a pair, perhaps old and new
        for key in _NAMES:
            if type(value.get(key)) is str:
                return str(value[key])
    return ""


def _nested(text: str, name: str, cells: list[Cell], depth: int) -> None:
    """JSON inside a string."""
    import json

    try:
        _flatten(json.loads(text), name, cells, depth + 1)
    except (ValueError, RecursionError):
        return


def record(cells: list[Cell], moment: str = "") -> Record:
    """A record of `cells`; without `moment` its time is looked for among them when it is needed."""
    return Record(cells, moment)


def broken(reason: str) -> BrokenRecordError:
    """The error for a record that does not follow its format."""
    return BrokenRecordError(reason)
