"""Tables: CSV with a header, whose names say what each column holds."""

from __future__ import annotations

import re

from wardline.screen import values
from wardline.screen.keys import label_of, plain_key
from wardline.screen.observe import TOP_LEVEL
from wardline.screen.sheet import Sheet, rx

_DELIMITERS = (b",", b";", b"\t", b"|")
_MAX_HEADER = 4_000
_MAX_CELL_WORDS = 6
_HEADER_WORD = re.compile(rb"[a-z_#][a-z0-9 _./#()'-]{0,47}")
_PERSON = {"MRN", "NAME", "DOB", "SSN", "PLAN_ID", "CARE_DATE"}
_ROWS_PROBED = 3
_FEW = 2
_MOST_CELLS = 2_000


def screen(sheet: Sheet) -> None:
    """Decide the cells of each table in the text by their column."""
    done = 0
    for match in list(_HEADS.finditer(sheet.low)):
        start, end = match.span(1)
        if start < done or end - start > _MAX_HEADER or sheet.low.find(b"\n", end) < 0:
            continue
        columns = _header(sheet, start, end)
        if columns is not None:
            sheet.keep(start, end)
            done = _rows(sheet, sheet.low.find(b"\n", end) + 1, *columns)
    _bare_rows(sheet)


# A row without a header is known by a cell that is a person: `"DOE, JANE"`.
_PERSON_CELL = rx(
    rb"(?:^|[\n,;|\t])(\"[A-Z][A-Za-z?' .-]{1,40}, ?[A-Z][A-Za-z?' .-]{0,40}\")(?:[\r\n,;|\t]|$)"
    rb"|[|;\t]([A-Z][A-Za-z?' .-]{1,40}, ?[A-Z][A-Za-z?' .-]{0,40})(?:[\r\n|;\t]|$)"
)
_LEAST_CELLS = 4
_CELL_KINDS = (
    (re.compile(rb"(?:[A-Z]{1,3}-?)?\d{6,10}|\d{2,3}-\d{2}-\d{2,3}"), "MRN"),
    (re.compile(rb"\d{3}-\d{2}-\d{4}"), "SSN"),
    (re.compile(rb"HAR-?\d+|\d{11,14}"), "ACCOUNT"),
    (
        re.compile(rb"\d{1,2}/\d{1,2}/(?:\d{2}|\d{4})|\d{4}-\d\d-\d\d|\d{1,2}-[A-Za-z]{3}-\d{2,4}"),
        "DOB",
    ),
    (re.compile(rb"[a-z]{1,12}\d{1,4}|[a-z]{2,20}[._][a-z]{2,20}\d*"), "USER"),
)


def _bare_rows(sheet: Sheet) -> None:
    """Decide the cells of rows that have no header, in lines that name a person in a cell."""
    done = -1
    for match in list(_PERSON_CELL.finditer(sheet.raw)):
        at = max(match.start(1), match.start(2))
        if at < done:
            continue
        begin = sheet.raw.rfind(b"\n", 0, at) + 1
        stop = sheet.raw.find(b"\n", at)
        stop = len(sheet.raw) if stop < 0 else stop
        done = stop
        if stop - begin < _MAX_HEADER:
            _bare_row(sheet, begin, stop)


def _bare_row(sheet: Sheet, begin: int, stop: int) -> None:
    line = bytes(sheet.raw[begin:stop])
    delimiter = max(_DELIMITERS, key=line.count)
    cells = [
        (a, b) for a, b in _cells(sheet, begin, delimiter) if b <= stop and sheet.is_open(a, b)
    ]
    if len(cells) < _LEAST_CELLS:
        return
    for first, last in cells:
        cell = bytes(sheet.raw[first:last]).strip(b' "\r')
        if re.fullmatch(rb"[A-Z][A-Za-z?' .-]{1,40}, ?[A-Z][A-Za-z?' .-]{0,40}", cell):
            sheet.claim(first, last, "NAME", "row.cell")
            continue
        for pattern, label in _CELL_KINDS:
            if pattern.fullmatch(cell) and not _is_domain(cell):
                sheet.claim(first, last, label, "row.cell")
                break


def _is_domain(cell: bytes) -> bool:
    return cell.rpartition(b".")[2].decode("latin-1") in TOP_LEVEL and b"." in cell


# A line that holds nothing but words and delimiters may be the head of a table.
_HEADS = rx(
    rb"(?m:^)([ \t|]*[\"a-z_#][a-z0-9 _./#()'\"-]*(?:[,;\t|][a-z0-9 _./#()'\"-]*)+)\r?(?m:$)"
)


def _header(sheet: Sheet, start: int, end: int) -> tuple[bytes, list[str | None]] | None:
    """The delimiter and the columns' labels, where the line is the head of a table."""
    line = bytes(sheet.low[start:end]).strip()
    for delimiter in _DELIMITERS:
        if line.count(delimiter) == 0:
            continue
        cells = [cell.strip().strip(b'"').strip() for cell in line.split(delimiter)]
        if len(cells) < _FEW or not all(not cell or _HEADER_WORD.fullmatch(cell) for cell in cells):
            continue
        labels = _labels([cell.decode("latin-1") for cell in cells])
        if any(sum(48 <= byte <= 57 for byte in cell) > _FEW for cell in cells):  # noqa: PLR2004 # 0-9
            continue
        if any(_SAYS.search(cell) for cell in cells):
            continue
        known = sum(label is not None for label in labels)
        spaced = delimiter == b"," and line.count(b", ") >= line.count(b",") - 1
        if spaced and known * 2 < len(cells):
            continue
        if known == 0 or (known == 1 and len(cells) == _FEW and delimiter == b","):
            continue
        if _looks_like_rows(sheet, sheet.low.find(b"\n", end) + 1, delimiter, len(cells)):
            return delimiter, labels
    return None


# A sentence that names its values: `service login a-lee, password Summer24`.
_SAYS = re.compile(
    rb"(?:log-?in|account|user|pass ?word|pass ?code|pin) [a-z0-9._-]*(?:[a-z]{5}\d\d|[a-z]-[a-z]{4})"
)
_RULED = re.compile(rb"[ \t|+:=-]*[-=]{2,}[ \t|+:=-]*\r?")


def _looks_like_rows(sheet: Sheet, start: int, delimiter: bytes, wide: int) -> bool:
    end = sheet.low.find(b"\n", start)
    end = len(sheet.low) if end < 0 else end
    if start < end and _RULED.fullmatch(sheet.low, start, end):
        # The line between the names and the rows of a database's or Markdown's table.
        start = end + 1
        end = sheet.low.find(b"\n", start)
        end = len(sheet.low) if end < 0 else end
    if start >= end:
        return False
    found = sum(1 for _ in _cells(sheet, start, delimiter))
    return found == wide or (found > 1 and abs(found - wide) <= 1)


def _labels(names: list[str]) -> list[str | None]:
    labels = [label_of(name) for name in names]
    personal = any(label in _PERSON for label in labels)
    keys = {plain_key(name) for name in names}
    halves = {"first", "last"} <= keys
    if "url" in keys:  # a browser's list: its visits are those of pages
        labels = [None if plain_key(name).startswith("visit") else label
                  for name, label in zip(names, labels, strict=True)]  # fmt: skip
        labels = ["USER" if plain_key(name) == "profile" else label
                  for name, label in zip(names, labels, strict=True)]  # fmt: skip
    for index, name in enumerate(names):
        key = plain_key(name)
        if labels[index] is None and halves and key in ("first", "last", "middle", "mi", "suffix"):
            labels[index] = "NAME"
        if labels[index] is None and personal:
            if key in ("name", "names"):
                labels[index] = "NAME"
            elif key == "id":
                labels[index] = "MRN"
            elif key == "date" and {"MRN", "PLAN_ID"} & set(labels):
                labels[index] = "CARE_DATE"
            elif key in ("email", "mail", "emailaddress", "contact"):
                labels[index] = "EMAIL"
        if labels[index] is None and key in ("name", "names") and "EMAIL" in labels:
            labels[index] = "NAME"
    return labels


def _cells(sheet: Sheet, start: int, delimiter: bytes) -> list[tuple[int, int]]:
    """The cells of the record that begins at `start`; the last ends where the record ends."""
    low, size, mark = sheet.low, len(sheet.low), delimiter[0]
    spans: list[tuple[int, int]] = []
    position = start
    while True:
        if len(spans) >= _MOST_CELLS:
            stop = low.find(b"\n", position)
            spans.append((position, size if stop < 0 else stop))
            return spans
        if position < size and low[position] == 0x22:  # noqa: PLR2004 # a quote
            close = _closing(low, position + 1, mark)
            if close >= 0:
                spans.append((position + 1, close))
                position = close + 1
                if position < size and low[position] == mark:
                    position += 1
                    continue
                return spans
        stop = low.find(b"\n", position)
        stop = size if stop < 0 else stop
        after = low.find(delimiter, position, stop)
        if after < 0:
            spans.append((position, stop))
            return spans
        spans.append((position, after))
        position = after + 1


def _closing(low: bytearray, start: int, mark: int) -> int:
    """Where the quoted cell ends, at most 4,000 characters on; -1 where it does not."""
    limit = min(len(low), start + 4_000)
    position = start
    while True:
        quote = low.find(b'"', position, limit)
        if quote < 0:
            return -1
        following = low[quote + 1] if quote + 1 < len(low) else 10
        if following == 0x22:  # noqa: PLR2004 # a doubled quote stands for one
            position = quote + 2
        elif following in (mark, 10, 13):
            return quote
        else:
            return -1


_MONTH_DAY = re.compile(
    rb"\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}"
)
_YEAR = re.compile(rb" ?(?:19|20)\d\d(?: .{0,20})?")


def _rejoined(sheet: Sheet, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cells, with dates like `May 3, 2024` that a comma had cut in two."""
    joined: list[tuple[int, int]] = []
    for start, end in cells:
        if (
            joined
            and _YEAR.fullmatch(sheet.low, start, end)
            and (_MONTH_DAY.fullmatch(sheet.low, *joined[-1]))
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _rows(sheet: Sheet, start: int, delimiter: bytes, labels: list[str | None]) -> int:
    """Decide the rows from `start`; gives where the table ends."""
    position, size = start, len(sheet.low)
    while position < size:
        cells = _cells(sheet, position, delimiter)
        end = cells[-1][1]
        if end < size and sheet.low[end] == 0x22:  # noqa: PLR2004 # the closing quote
            end += 1
        if len(cells) > len(labels):
            cells = _rejoined(sheet, cells)
        if abs(len(cells) - len(labels)) > 1 and len(cells) == 1:
            return position
        for (first, last), label in zip(cells, labels, strict=False):
            if label is not None and first < last:
                values.decide(sheet, first, last, label, "csv.column", strong=True)
        newline = sheet.low.find(b"\n", end)
        position = size if newline < 0 else newline + 1
    return size
