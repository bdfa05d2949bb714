"""Excel workbooks from their raw XML: every cell as it reads, with its place.

A sheet becomes a table, so that the text engine sees each value below its heading.

*Source*: ECMA-376 part 1, chapter 18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from wardline.screen.files import office
from wardline.screen.files.model import Budget, Collector, Mark
from wardline.screen.files.packed import Package
from wardline.screen.files.xml import walk

# Built-in number formats that show a date or a time (18.8.30).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r"\"[^\"]{0,200}\"|\[[^\]]{0,60}\]|\\.|_.")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
_SHEET = re.compile(r"^xl/(?:work|chart)sheets/[^/]{1,60}\.xml$|^xl/worksheets/[^/]{1,60}\.xml$")
_STRINGS, _STYLES, _BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
_WIDEST_GAP = 256
_MOST_GAPS = 1_000_000
_LARGEST_SERIAL = 2_958_466
_LARGEST_WHOLE = 1e18


def read(package: Package, kind: str, budget: Budget) -> Collector:
    """All texts of a workbook. *Raises* RefusalError."""
    office.refuse_barred(package, kind)
    out = Collector(kind, budget)
    targets = office.links(package, kind)
    book = _Book(kind)
    for name, reader in ((_BOOK, book), (_STYLES, book.styles), (_STRINGS, book.strings)):
        if name in package.names:
            walk(package.read(name), kind, reader.start, reader.end, reader.data)
    files = _sheet_files(package, kind, book)
    for number, (name, title, state) in enumerate(files, 1):
        sheet = _Sheet(book, title or f"sheet {number}")
        walk(package.read(name), kind, sheet.start, sheet.end, sheet.data)
        sheet.give(out, hidden=state != "visible")
    for name in package.names:
        if (
            name not in (_BOOK, _STYLES, _STRINGS)
            and not _SHEET.match(name)
            and office.speaks(name)
        ):
            _rest(package.read(name), name, out)
    out.add("names of sheets", "\n".join(title for _, title, _ in files))
    out.add("defined names", "\n".join(book.names))
    out.add("links", "\n".join(targets))
    return out


def _sheet_files(package: Package, kind: str, book: _Book) -> list[tuple[str, str, str]]:
    """(member, title, state) of each sheet in the workbook's order; then those it does not list."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    relations = "xl/_rels/workbook.xml.rels"
    if relations in package.names:
        walk(package.read(relations), kind, start, lambda _: None, lambda _: None)
    files: list[tuple[str, str, str]] = []
    for title, state, relation in book.sheets:
        target = targets.get(relation, "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name in package.names:
            files.append((name, title, state))
    listed = {name for name, _, _ in files}
    files += [(n, "", "visible") for n in package.names if _SHEET.match(n) and n not in listed]
    return files


class _Strings:
    """The shared strings."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._now: list[str] = []

    def start(self, name: str, _: Mapping[str, str]) -> None:
        if name == "si":
            self._now = []

    def end(self, name: str) -> None:
        if name == "si":
            self.values.append("".join(self._now))

    def data(self, text: str) -> None:
        self._now.append(text)


class _Styles:
    """Which cell styles show dates."""

    def __init__(self) -> None:
        self.dates: list[bool] = []
        self._formats: dict[str, bool] = {}
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            code = _QUOTED.sub("", attributes.get("formatCode", "")[:500]).lower()
            self._formats[attributes.get("numFmtId", "")] = any(mark in code for mark in "ymdhs")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            built_in = number.isdecimal() and int(number[:6]) in _DATE_FORMATS
            self.dates.append(self._formats.get(number, built_in))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def data(self, _: str) -> None:
        return None


class _Book:
    """The workbook: its sheets, its defined names, its calendar."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.sheets: list[tuple[str, str, str]] = []
        self.names: list[str] = []
        self.strings = _Strings()
        self.styles = _Styles()
        self.first_day = datetime(1899, 12, 30)  # noqa: DTZ001 # a calendar of no zone
        self._name: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), state, attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            self.first_day = datetime(1904, 1, 1)  # noqa: DTZ001 # a calendar of no zone
        elif name == "definedName":
            self._name = [f"{attributes.get('name', '')}: {attributes.get('comment', '')} "]

    def end(self, name: str) -> None:
        if name == "definedName" and self._name is not None:
            self.names.append("".join(self._name))
            self._name = None

    def data(self, text: str) -> None:
        if self._name is not None:
            self._name.append(text)


class _Sheet:
    """One sheet on its way to a table."""

    def __init__(self, book: _Book, title: str) -> None:
        self._book = book
        self._title = title
        self._lines: list[str] = []
        self._marks: list[Mark] = []
        self._at = 0
        self._row: list[tuple[int, str, str]] = []
        self._number = 0
        self._cell = ("", "", "")
        self._value: list[str] = []
        self._formula: list[str] = []
        self._formulas: list[str] = []
        self._edges: list[str] = []
        self._inside = ""
        self._hidden = False
        self._gaps = _MOST_GAPS

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._row = []
            self._number += 1
            number = attributes.get("r", "")
            self._number = int(number[:7]) if number.isdecimal() else self._number
        elif name == "c":
            self._cell = (attributes.get("r", ""), attributes.get("t", ""), attributes.get("s", ""))
            self._value, self._formula = [], []
        elif name in ("v", "t", "f"):
            self._inside = name
        elif name.endswith(("Header", "Footer")):
            self._inside = "edge"
        if attributes.get("hidden") in ("1", "true"):
            self._hidden = True
        for key in ("prompt", "promptTitle", "error", "errorTitle", "tooltip", "display"):
            if key in attributes:
                self._edges.append(attributes[key])

    def end(self, name: str) -> None:
        if name == "c":
            self._take_cell()
        elif name == "row":
            self._take_row()
        elif name in ("v", "t", "f") or name.endswith(("Header", "Footer")):
            self._inside = ""

    def data(self, text: str) -> None:
        if self._inside in ("v", "t"):
            self._value.append(text)
        elif self._inside == "f":
            self._formula.append(text)
        elif self._inside == "edge":
            self._edges.append(text)

    def _take_cell(self) -> None:
        place, kind, style = self._cell
        raw = "".join(self._value)
        text = self._text(raw, kind, style)
        match = _CELL.fullmatch(place)
        column = _column(match[1]) if match else len(self._row)
        name = place if match else f"row {self._number}"
        if text:
            self._row.append((column, name, text))
        if self._formula:
            self._formulas.append(f"{name}: {''.join(self._formula)}")

    def _text(self, raw: str, kind: str, style: str) -> str:
        if kind == "s":
            strings = self._book.strings.values
            index = int(raw) if raw.isdecimal() and len(raw) < 10 else -1  # noqa: PLR2004 # no file has more
            return strings[index] if 0 <= index < len(strings) else ""
        if kind in ("inlineStr", "str", "e", "b", "d") or not raw:
            return raw
        dates = self._book.styles.dates
        is_date = style.isdecimal() and int(style[:6]) < len(dates) and dates[int(style[:6])]
        return _number(raw, self._book.first_day if is_date else None)

    def _take_row(self) -> None:
        at = 0
        for column, name, text in self._row:
            gap = column - at
            if 0 < gap <= _WIDEST_GAP and self._gaps > 0:
                self._gaps -= gap
                self._put("," * gap)
            elif gap > 0:
                self._put(",")
            self._marks.append(Mark(self._at, name))
            self._put(_quoted(text))
            at = column
        self._put("\n")

    def _put(self, text: str) -> None:
        self._lines.append(text)
        self._at += len(text)

    def give(self, out: Collector, *, hidden: bool) -> None:
        """Hand over the table, and what stands beside it."""
        words = " (hidden)" if hidden else " (with hidden rows or columns)" if self._hidden else ""
        place = f'sheet "{self._title}"{words}'
        out.add(place, "".join(self._lines), "csv", tuple(self._marks))
        out.add(f"{place}: headers, footers and hints", "\n".join(self._edges))
        out.add(f"{place}: formulas", "\n".join(self._formulas))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _quoted(text: str) -> str:
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _number(raw: str, first_day: datetime | None) -> str:
    """A number as people read it: dates as dates, whole numbers without a point or exponent."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if first_day is not None and 0 <= value < _LARGEST_SERIAL:
        moment = first_day + timedelta(days=value)
        return moment.date().isoformat() if value.is_integer() else moment.isoformat(" ", "minutes")
    if ("e" in raw.lower() or "." in raw) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    return raw


def _rest(data: bytes, name: str, out: Collector) -> None:
    """A part that is no sheet: comments, drawings, cached tables, properties."""
    office.read_part(data, name, out)
    if "pivotCache" not in name and "/tables/" not in name and "/persons/" not in name:
        return
    values: dict[str, None] = {}

    def start(_: str, attributes: Mapping[str, str]) -> None:
        for key in ("v", "name", "displayName", "caption", "userId"):
            if key in attributes:
                values[attributes[key]] = None

    walk(data, out.kind, start, lambda _: None, lambda _: None)
    out.add("cached and named values", "\n".join(values))
