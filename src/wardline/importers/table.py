"""Tables of observables: CSV with or without a header, which may stand in a comment."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from wardline.core.errors import MalformedError
from wardline.core.observables import classify
from wardline.importers import columns
from wardline.importers.base import Failure, Item, refuse_page

_MAX_LINE = 16_384
# Of one row. A quotation mark that is not closed takes in all rows up to the next.
_MOST_LINES = 100


class CsvImporter:
    """The importer `csv`."""

    name = "csv"

    def sniff(self, head: bytes, name: str) -> bool:
        """A header that names what we know, or the file's own name."""
        if b"\x00" in head:
            return False
        rows = _Rows(head.decode("utf-8-sig", errors="replace"))
        try:
            first = next((row for _, row in rows.read() if isinstance(row, list) and row), [])
            if len(first) > 1 and (
                columns.header(first) or columns.clash(first) or rows.header(len(first))
            ):
                return True
        except MalformedError:
            # What `read` will say of it, if its name calls it one.
            pass
        return name.endswith((".csv", ".tsv"))

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each row."""
        refuse_page(data)
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
            yield _made(row, roles, place)


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
            try:
                row: list[str] = next(names, [])
            except csv.Error:
                continue
            if len(row) == many and (roles := _roles(row)):
                return roles
        return []

    def read(self) -> Iterator[tuple[str, list[str] | str]]:
        """The place of each row, and its cells, or why it cannot be read.

        *Raises* MalformedError where a quotation mark that is not closed hides other rows: what is
        not read must not count as no longer listed.
        """
        long: list[int] = []
        reader = self._split(self._lines(long))
        number = 0
        while True:
            row: list[str] | str | None
            try:
                row = next(reader, None)
            except csv.Error as error:
                # At the end of the input the reader tells it so, even of a single line.
                if reader.line_num > number + 1 or "end of data" in str(error):
                    raise _unclosed(number + 1) from None
                row = f"The row cannot be read ({error}): is a quotation mark not closed?"
            if reader.line_num > number + _MOST_LINES:
                raise _unclosed(number + 1)
            while long:
                yield f"line {long.pop()}", f"The line has more than {_MAX_LINE} characters."
            if row is None:
                return
            number = reader.line_num
            yield f"line {number}", row

    def _split(self, lines: Iterator[str] | Sequence[str]) -> Any:
        return csv.reader(lines, delimiter=self._delimiter, skipinitialspace=True, strict=True)

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


def _unclosed(line: int) -> MalformedError:
    return MalformedError(
        f"A quotation mark in the row that begins in line {line} is not closed.",
        hint="No row behind it could be read; close it, or write it twice.",
    )


def _roles(names: list[str]) -> list[str]:
    """The role of each column in order, empty where it has none; none at all: it is no header.

    *Raises* MalformedError where two columns would be the value.
    """
    if why := columns.clash(names):
        raise MalformedError(why)
    found = columns.header(names)
    return [found.get(name, "") for name in names] if found else []


def _made(row: list[str], roles: list[str], place: str) -> Item | Failure:
    if roles:
        return columns.row(_cells(row, roles), place)
    # No header: the one cell that is an observable is the value. Of two nobody knows which.
    values = list(dict.fromkeys(cell.strip() for cell in row if classify(cell) is not None))
    if len(values) > 1:
        return Failure(place, "The row has several observables, and no header says which is meant.")
    return columns.row({"value": (values or row)[0].strip()}, place)


def _cells(row: list[str], roles: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for role, cell in zip(roles, row, strict=False):
        # Of two columns of one role the first that says something holds.
        if role and not cells.get(role):
            cells[role] = cell.strip()
    return cells
