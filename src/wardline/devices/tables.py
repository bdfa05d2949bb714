"""Rows of a spreadsheet as they come: CSV in any usual encoding and delimiter, or XLSX."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from wardline.core.errors import MalformedError

_DELIMITERS = ",;\t|"
_SNIFFED = 40
_MAX_CELL = 131_072
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_MAX_MERGED = 200_000
# Lines that one cell may have before its quote is taken for a slip.
_LONGEST = 200
_PAIR = 2


class Row(NamedTuple):
    """The cells of a row as texts, which of them were numbers, and where the row stands."""

    cells: list[str]
    numbers: frozenset[int]
    place: str
    sheet: str = ""


class BadRow(NamedTuple):
    """A row that cannot be read, where it stands, and why."""

    place: str
    reason: str


def read_rows(data: bytes) -> Iterator[Row | BadRow]:
    """The rows of a CSV or XLSX file, told by its bytes. *Raises* MalformedError."""
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise MalformedError(
            "This is an old binary Excel file (.xls).", hint="Save it as .xlsx or CSV."
        )
    return _read_csv(data)


# -- CSV -----------------------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """The text in `data`; lines that are no UTF-8 are read as Windows-1252, line by line."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if len(data) > 1 and data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lines = data.splitlines(keepends=True)
        return "".join(map(_decode_line, lines))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _read_csv(data: bytes) -> Iterator[Row | BadRow]:
    text = decode(data).replace("\x00", "")
    delimiter, skip = _delimiter(text)
    csv.field_size_limit(_MAX_CELL)
    lines = _Lines(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before, width = 0, 0
    while True:
        reason = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, reason = [], f"A quote is out of place, read without it: {error}."
        taken = lines.taken()
        place, start = f"line {before + 1}", before
        before += len(taken)
        if skip and before == 1:
            continue
        width = width or len(cells)
        if reason or (len(taken) > 1 and _is_glued(taken, len(cells), (width, delimiter))):
            yield BadRow(place, reason or "A quote opens here that nothing closes.")
            yield from _one_by_one(taken, delimiter, start)
        else:
            yield Row([cell.strip() for cell in cells], frozenset(), place)


class _Lines:
    """Lines on their way to the CSV reader, which takes several for a cell with line breaks."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self._taken.append(line)
        return line

    def taken(self) -> list[str]:
        """The lines since the last row."""
        taken, self._taken = self._taken, []
        return taken


def _is_glued(lines: list[str], cells: int, shape: tuple[int, str]) -> bool:
    """Whether lines that one row has swallowed look like rows of their own."""
    width, delimiter = shape
    full = sum(line.count(delimiter) >= width - 1 for line in lines)
    return cells != width or len(lines) > _LONGEST or (width > _PAIR and full == len(lines))


def _one_by_one(lines: list[str], delimiter: str, start: int) -> Iterator[Row]:
    """Lines that a stray quote had glued together, each as a row of its own."""
    for number, line in enumerate(lines, start + 1):
        plain = line.replace('"', "").rstrip("\r\n")
        if plain.strip():
            cells = [cell.strip()[:_MAX_CELL] for cell in plain.split(delimiter)]
            yield Row(cells, frozenset(), f"line {number}")


def _delimiter(text: str) -> tuple[str, bool]:
    """What separates cells, and whether the first line only says so (Excel's "sep=;")."""
    first = text[:40].splitlines()[:1]
    found = re.fullmatch(r"sep=(.)", first[0].strip()) if first else None
    if found:
        return found[1], True
    lines = [line for line in text[:65536].splitlines()[:_SNIFFED] if line.strip()]
    best = (0.0, ",")
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        wide = sorted(widths)[len(widths) // 2] if widths else 1
        if wide > 1:
            alike = sum(width == wide for width in widths) / len(widths)
            best = max(best, (alike + min(wide, 40) / 100, mark))
    return best[1], False


# -- XLSX ----------------------------------------------------------------------------------------


def _read_xlsx(data: bytes) -> Iterator[Row | BadRow]:
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know do not concern the cells.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # noqa: BLE001 # openpyxl raises whatever it stumbles over
        raise MalformedError(
            f"The Excel file cannot be read ({type(error).__name__}).",
            hint="Open it in a spreadsheet program and save it again as .xlsx or CSV.",
        ) from None
    for sheet in book.worksheets:
        merged = _merged(archive, getattr(sheet, "_worksheet_path", ""))
        yield from _sheet_rows(sheet, merged)


def _sheet_rows(
    sheet: Any, merged: dict[int, list[tuple[int, int, int]]]
) -> Iterator[Row | BadRow]:
    """The rows of a sheet; cells that were merged all carry the text of the first."""
    sheet.reset_dimensions()
    open_merges: list[tuple[int, int, int, str]] = []
    number = 0
    try:
        for number, values in enumerate(
            sheet.iter_rows(values_only=True), 1
        ):  # named in the failure
            cells = [_shown(value) for value in values]
            numbers = frozenset(
                i for i, value in enumerate(values) if isinstance(value, int | float)
            )
            open_merges = [merge for merge in open_merges if merge[2] >= number]
            for left, right, bottom in merged.get(number, ()):
                text = cells[left] if left < len(cells) else ""
                open_merges.append((left, right, bottom, text))
            for left, right, _, text in open_merges:
                cells += [""] * (right + 1 - len(cells))
                for index in range(left, right + 1):
                    cells[index] = cells[index] or text
            yield Row(cells, numbers, f"sheet '{sheet.title}', row {number}", sheet.title)
    except Exception as error:  # noqa: BLE001 # a damaged sheet raises whatever its XML parser finds
        yield BadRow(
            f"sheet '{sheet.title}', after row {number}",
            f"The sheet cannot be read further ({type(error).__name__}).",
        )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 # whole numbers that float holds exactly
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return str(value).strip()


_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _merged(archive: zipfile.ZipFile, path: str) -> dict[int, list[tuple[int, int, int]]]:
    """For each row, the merges that begin there: first column, last column, last row."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    try:
        stream: IO[bytes] = archive.open(path)
    except KeyError:
        return found
    with stream:
        rest, count = b"", 0
        while chunk := stream.read(1 << 20):
            block = rest + chunk
            end = 0
            for hit in _MERGE.finditer(block):
                left, right = _column(hit[1]), _column(hit[3])
                found.setdefault(int(hit[2]), []).append((left, right, int(hit[4])))
                end, count = hit.end(), count + 1
            if count > _MAX_MERGED:
                break
            rest = block[max(end, len(block) - 64) :]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
