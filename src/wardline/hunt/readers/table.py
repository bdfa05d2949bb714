"""CSV: any usual separator, quoted or not, with or without a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from wardline.hunt.fields import role
from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import (
    LineReader,
    broken,
    decode,
    first_lines,
    flatten,
    record,
)

_SEPARATORS = ",;\t|"
_MAX_CELL = 1 << 27


class CsvReader(LineReader):
    """The reader `csv`. Where a record spans lines, the csv module reads the whole file."""

    name = "csv"
    separator = b","

    def __init__(self) -> None:
        """No columns known yet."""
        self._columns: list[str] | None = None
        self._separator = ","

    def sniff(self, head: bytes, name: str) -> bool:
        """The same number of separators in the first lines, or the file's own name."""
        lines = [decode(line) for line in first_lines(head, 10)]
        if not lines or b"\x00" in head:
            return False
        if name.endswith((".csv", ".tsv")):
            return True
        separator = _separator(lines[0])
        cells = _row(lines[0], separator)
        if len(cells) < 3 or not any(role(cell) for cell in cells):  # noqa: PLR2004 # a table
            return False
        return all(len(_row(line, separator)) == len(cells) for line in lines[1:4])

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The records, each under the number of its first line, without line breaks inside."""
        csv.field_size_limit(_MAX_CELL)
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        first = text.readline()
        separator = _separator(first)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="")
        source = _Numbered(first, text)
        rows = csv.reader(source, delimiter=separator)
        while True:
            number = source.number + 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield number, b""
                continue
            out.seek(0)
            out.truncate()
            writer.writerow([cell.replace("\n", " ").replace("\r", " ") for cell in row])
            if row:
                yield number, out.getvalue().encode()

    def parse(self, line: bytes) -> Record | None:
        """The cells of a row under the names of the first one."""
        text = decode(line.removeprefix(b"\xef\xbb\xbf")).rstrip("\r\n")
        if self._columns is None:
            self._separator = _separator(text)
            row = _row(text, self._separator)
            self._columns = [cell.strip() for cell in row] if _is_header(row) else []
            if self._columns:
                return None
        if not text.strip():
            return None
        row = _row(text, self._separator)
        names = self._columns or [f"column {n}" for n in range(1, len(row) + 1)]
        if len(row) != len(names):
            raise broken(f"it has {len(row)} columns, and the first row {len(names)}")
        cells: list[Cell] = []
        for name, value in zip(names, row, strict=True):
            if value:
                cells.extend(_cells(name, value))
        return record(cells)


def _cells(name: str, value: str) -> list[Cell]:
    """One cell, or the leaves of JSON in it."""
    return flatten({name: value}) if value[:1] == "{" else [Cell(name, value)]


class _Numbered:
    """Lines, counted as they are taken."""

    def __init__(self, first: str, rest: IO[str]) -> None:
        self.number = 0
        self._first = first
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        self.number = 1
        yield self._first
        for line in self._rest:
            self.number += 1
            yield line.replace("\x00", "")


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


def _row(line: str, separator: str) -> list[str]:
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _is_header(row: list[str]) -> bool:
    """Names: none is a number, empty or an observable, and at least one is known or all differ."""
    from wardline.hunt.words import seen

    names = [cell.strip() for cell in row]
    if any(not name or name[0].isdigit() or len(name) > 80 for name in names):  # noqa: PLR2004 # names are short
        return False
    known = sum(bool(role(name)) for name in names)
    return known > 0 or not any(seen(name) for name in names)
