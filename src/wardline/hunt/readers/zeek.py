"""Logs whose own lines name their columns: Zeek, and the W3C extended format."""

from __future__ import annotations

import csv
import re

from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import LineReader, broken, decode, first_lines, record
from wardline.hunt.readers.jsonlines import JsonLinesReader

_HEX = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")


class ZeekReader(LineReader):
    """The reader `zeek`: tab-separated with a header, or JSON lines."""

    name = "zeek"
    header = b"#"

    def __init__(self) -> None:
        """No columns known yet."""
        self._columns: list[str] = []
        self._separator = "\t"
        self._set = ","
        self._empty = {"", "-", "(empty)"}
        self._json = JsonLinesReader()

    def sniff(self, head: bytes, name: str) -> bool:
        """Zeek's header, or JSON with Zeek's own names."""
        lines = first_lines(head)
        if lines and lines[0].startswith((b"#separator", b"#fields")):
            return True
        marks = (b'"id.orig_h"', b'"_path"', b'"uid"')
        return any(mark in head for mark in marks) and self._json.sniff(head, name)

    def parse(self, line: bytes) -> Record | None:
        """The cells of a line; lines with # set the columns."""
        if line[:1] == b"#":
            self._head(decode(line))
            return None
        if line.lstrip()[:1] == b"{":
            return self._json.parse(line)
        if not line.strip():
            return None
        if not self._columns:
            raise broken("no #fields line stands before it")
        values = decode(line).split(self._separator)
        if len(values) != len(self._columns):
            raise broken(f"it has {len(values)} columns, and #fields names {len(self._columns)}")
        cells: list[Cell] = []
        for name, value in zip(self._columns, values, strict=True):
            if value not in self._empty:
                cells.extend(Cell(name, _text(part)) for part in self._parts(name, value))
        return record(cells)

    def _parts(self, name: str, value: str) -> list[str]:
        """The members of a set or a vector."""
        return value.split(self._set) if name in self._many else [value]

    _many: frozenset[str] = frozenset()

    def _head(self, line: str) -> None:
        name, _, rest = line.partition(self._separator if self._separator in line else " ")
        if line.startswith("#separator"):
            self._separator = _text(line.partition(" ")[2]) or "\t"
        elif name == "#fields":
            self._columns = rest.split(self._separator)
        elif name == "#types":
            kinds = rest.split(self._separator)
            pairs = zip(self._columns, kinds, strict=False)
            self._many = frozenset(n for n, kind in pairs if kind.startswith(("set[", "vector[")))
        elif name == "#set_separator":
            self._set = _text(rest) or ","
        elif name in ("#unset_field", "#empty_field"):
            self._empty.add(rest)


def _text(value: str) -> str:
    r"""A value without Zeek's escapes: \x2c, or \xc3\xa9 for a letter beyond ASCII."""
    return _HEX.sub(_unescaped, value) if "\\x" in value else value


def _unescaped(match: re.Match[str]) -> str:
    return decode(bytes.fromhex(match[0].replace("\\x", "")))


class W3cReader(LineReader):
    """The reader `w3c`: the extended log format of web servers and proxies.

    Exchange's logs have commas where others have spaces.
    """

    name = "w3c"
    header = b"#"

    def __init__(self) -> None:
        """No columns known yet."""
        self._columns: list[str] = []
        self._commas = False

    def sniff(self, head: bytes, name: str) -> bool:
        """A #Fields line among the first."""
        return any(line.startswith(b"#Fields:") for line in first_lines(head))

    def parse(self, line: bytes) -> Record | None:
        """The cells of a line; #Fields sets the columns."""
        if line[:1] == b"#":
            if line.startswith(b"#Fields:"):
                named = decode(line).partition(":")[2].strip()
                self._commas = "," in named
                names = named.split("," if self._commas else None)
                self._columns = [name.strip() for name in names]
            return None
        if not line.strip():
            return None
        text = decode(line).rstrip("\r\n")
        values = _commas(text) if self._commas else _split(text)
        if len(values) != len(self._columns):
            raise broken(f"it has {len(values)} columns, and #Fields names {len(self._columns)}")
        pairs = zip(self._columns, values, strict=True)
        cells = [Cell(name, value) for name, value in pairs if value not in ("-", "")]
        by_name = {cell.name: cell.value for cell in cells}
        moment = f"{by_name.get('date', '')}T{by_name.get('time', '')}Z"
        return Record(cells, moment if len(moment) > 3 else "")  # noqa: PLR2004 # more than T and Z


def _commas(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error as error:
        # A bare carriage return in a subject, or a cell without an end: a sender wrote it.
        raise broken(str(error)) from None


def _split(line: str) -> list[str]:
    if '"' not in line:
        return line.split("\t" if "\t" in line else None)
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', line)]
