"""Tables of observables: CSV with or without a header, which may stand in a comment."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from wardline.core.observables import classify
from wardline.importers import columns
from wardline.importers.base import Failure, Item

_MAX_LINE = 16_384


class CsvImporter:
    """The importer `csv`."""

    name = "csv"

    def sniff(self, head: bytes, name: str) -> bool:
        """A header that names what we know, or the file's own name."""
        if b"\x00" in head:
            return False
        rows = _Rows(head.decode("utf-8-sig", errors="replace"))
        first = next((row for _, row in rows.read() if isinstance(row, list) and row), [])
        if len(first) > 1 and (columns.header(first) or rows.header(len(first))):
            return True
        return name.endswith((".csv", ".tsv"))

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each row."""
        rows = _Rows(data.decode("utf-8-sig", errors="replace").replace("\x00", ""))
        roles: list[str] | None = None
        for place, row in rows.read():
            if isinstance(row, str):
                yield Failure(place, row)
                continue
            if not row or row[0].lstrip().startswith("#"):
                continue
            if roles is None:
                roles = _roles(row)
                if roles:
                    continue
                roles = rows.header(len(row))
            yield columns.row(_cells(row, roles), place)


class _Rows:
    """The rows of a text, and what stands in comments above the first."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._comments: list[str] = []
        said = (line for line in text.splitlines() if line.strip())
        first = next((line for line in said if not line.startswith("#")), "")
        self._delimiter = max(",;\t", key=first.count)

    def header(self, many: int) -> list[str]:
        """The roles by the last comment above that names `many` columns; empty: there is none."""
        for comment in reversed(self._comments):
            names = self._split([comment.lstrip("#").strip()])
            row: list[str] = next(names, [])
            if len(row) == many and (roles := _roles(row)):
                return roles
        return []

    def read(self) -> Iterator[tuple[str, list[str] | str]]:
        """The place of each row, and its cells, or why it cannot be read: it hides no other."""
        long: list[int] = []
        reader = self._split(self._lines(long))
        number = 0
        while True:
            row: list[str] | str | None
            try:
                row = next(reader, None)
            except csv.Error as error:
                row = (
                    f"The rows up to here cannot be read ({error}): is a quotation mark not closed?"
                )
            while long:
                yield f"line {long.pop()}", f"The line has more than {_MAX_LINE} characters."
            if row is None:
                return
            number = reader.line_num
            yield f"line {number}", row

    def _split(self, lines: Iterator[str] | Sequence[str]) -> Any:
        return csv.reader(lines, delimiter=self._delimiter, skipinitialspace=True)

    def _lines(self, long: list[int]) -> Iterator[str]:
        """The lines; the numbers of those that are too long go into `long`.

        Comments above the first row are kept aside: a quotation mark in one must open nothing.
        """
        above = True
        for number, line in enumerate(self._text.splitlines(), 1):
            if above and line.startswith("#"):
                self._comments.append(line[:_MAX_LINE])
                yield ""
                continue
            above = above and not line.strip()
            if len(line) > _MAX_LINE:
                long.append(number)
            yield line if len(line) <= _MAX_LINE else ""


def _roles(names: list[str]) -> list[str]:
    """The role of each column in order, empty where it has none; none at all: it is no header."""
    found = columns.header(names)
    return [found.get(name, "") for name in names] if found else []


def _cells(row: list[str], roles: list[str]) -> dict[str, str]:
    if not roles:
        # No header: the first cell that is an observable is the value.
        value = next((cell for cell in row if classify(cell) is not None), row[0])
        return {"value": value.strip()}
    cells: dict[str, str] = {}
    for role, cell in zip(roles, row, strict=False):
        # Of two columns of one role the first that says something holds.
        if role and not cells.get(role):
            cells[role] = cell.strip()
    return cells
