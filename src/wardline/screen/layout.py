"""Values beside or under their names in the layouts that people and programs paste.

A line with a leader (`Host ....... pc7`), a colon in a column (`Host Name . . . : pc7`), two cells of
an HTML row, brackets (`[host pc7]`), a table whose columns are held by spaces, a database's result,
the columns of an INSERT statement. What a name announces says `keys`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wardline.screen import values
from wardline.screen.keys import WEAK_NAMES, label_of, plain_key
from wardline.screen.scan import Hit
from wardline.screen.sheet import Sheet, rx

_KEY = rb"([a-z][a-z0-9 _/#.'()-]{1,40}?)"
# A leader of dots, lines or wide space, and what it leads to; a colon may end it.
_LEADER = rx(
    rb"(?:^|\n)[ \t>|*]{0,6}"
    + _KEY
    + rb"(?:[ \t]*(?:\.{3,}|_{3,}|-{3,}|(?: \.){2,})[ \t]*[:=]?[ \t]*|[ \t]{2,}[:=][ \t]*|[ \t]*\t[ \t]*| {3,})"
    rb"([^\s\x01-\x03][^\n\t]{0,160})"
)
_CELLS = rx(
    rb"<(?:th|td|dt)\b[^<>]*>[ \t]*(?:<b>|<strong>)?"
    + _KEY
    + rb":?[ \t]*(?:</b>|</strong>)?</(?:th|td|dt)>\s{0,20}<(?:td|dd)\b[^<>]*>[ \t]*([^<>\n\x01]{1,200})</"
)
_BRACKETS = rx(rb"\[([a-z][a-z0-9_.-]{1,40})[ =]([^\[\]\n]{1,160})\]")
_INSERT = rx(rb"\binsert into [^(\n]{1,80}\(([^()]{2,600})\)\s{0,4}values\s{0,4}")
_ROW = re.compile(rb"\s*,?\s*\(")
# A line of nothing but names in columns, and perhaps a rule under it.
_HEAD = rx(
    rb"(?:^|\n)([ \t]*[a-z][a-z0-9_/#.()'-]*(?: [a-z0-9_/#.()'-]+){0,3}(?: {2,}[a-z#][a-z0-9_/#.()'-]*(?: [a-z0-9_/#.()'-]+){0,3})+[ \t]*)\r?\n"
)
_NAME = re.compile(rb"[^ \n]+(?: [^ \n]+)*")
_RULE = re.compile(rb"[ \t|+]*(?:[-=+_]{2,}[ \t|+]*)+\r?")
_GAP = re.compile(rb" {2,}")
_MOST_ROWS = 20_000
_TRAIL = b" \t\r.,;"
_PERSONS = frozenset(("NAME", "OWNER", "ADDRESS", "DOB", "CARE_DATE", "ZIP"))


class Column(NamedTuple):
    """A column of a table that spaces hold: where it begins and ends, and what it holds."""

    start: int
    end: int
    label: str | None
    key: str


def screen(sheet: Sheet) -> None:
    """Decide the values of every layout but those with signs between (`fields`, `table`)."""
    low = sheet.low
    for match in list(_LEADER.finditer(low)):
        _lead(sheet, match)
    if low.find(b"<t") >= 0 or low.find(b"<dt") >= 0:
        for match in list(_CELLS.finditer(low)):
            _pair(sheet, bytes(match[1]), *match.span(2), "layout.cell")
    if low.find(b"[") >= 0:
        for match in list(_BRACKETS.finditer(low)):
            _pair(sheet, bytes(match[1]), *match.span(2), "layout.bracket")
    if low.find(b"insert into") >= 0:
        for match in list(_INSERT.finditer(low)):
            _inserted(
                sheet, match.end(), [part.strip(b' `"[]\n\r\t') for part in match[1].split(b",")]
            )
    _columns(sheet)


def _pair(sheet: Sheet, key: bytes, start: int, end: int, rule: str) -> None:
    name = key.decode("latin-1").strip(" .:-_#")
    label = label_of(name)
    if label is None:
        return
    while end > start and sheet.low[end - 1] in _TRAIL:
        end -= 1
    values.decide(sheet, start, end, label, rule, strong=plain_key(name) not in WEAK_NAMES)


def _lead(sheet: Sheet, match: Hit) -> None:
    """A value behind a leader; a line with more wide gaps belongs to a table."""
    start, end = match.span(2)
    gap = _GAP.search(sheet.low, start, end)
    label = label_of(bytes(match[1]).decode("latin-1").strip(" .:-_#"))
    if gap is not None:
        if label not in _PERSONS and sheet.low[match.end(1) : start].strip(b" \t") == b"":
            return
        end = gap.start()
    _pair(sheet, bytes(match[1]), start, end, "layout.leader")


def _inserted(sheet: Sheet, position: int, names: list[bytes]) -> None:
    """The rows of an INSERT statement, by its list of columns."""
    low = sheet.low
    for _ in range(_MOST_ROWS):
        opened = _ROW.match(low, position, position + 200)
        if opened is None:
            return
        position = opened.end()
        for name, (start, end) in zip(names, _listed(low, position), strict=False):
            _pair(sheet, name, start, end, "layout.insert")
        closed = low.find(b")", _end_of(low, position))
        if closed < 0:
            return
        position = closed + 1


def _listed(low: bytearray, position: int) -> Iterator[tuple[int, int]]:
    """The values of a list in SQL, without their quotes, until its bracket closes."""
    size = min(len(low), position + 20_000)
    while position < size:
        while position < size and low[position] in b" \t\r\n":
            position += 1
        if low[position : position + 2] == b"n'":
            position += 1
        if position < size and low[position] in b"'\"":
            close = _quote(low, position, size)
            yield position + 1, close
            position = close + 1
        else:
            stop = position
            while stop < size and low[stop] not in b",)":
                stop += 1
            yield position, stop
            position = stop
        while position < size and low[position] not in b",)":
            position += 1
        if position >= size or low[position] == 0x29:  # noqa: PLR2004 # a closing bracket
            return
        position += 1


def _quote(low: bytearray, position: int, size: int) -> int:
    """Where the text that opens at `position` closes; a doubled quote stands for one."""
    mark, at = low[position], position + 1
    while at < size:
        if low[at] == mark:
            if at + 1 < size and low[at + 1] == mark:
                at += 2
                continue
            return at
        at += 1
    return size


def _end_of(low: bytearray, position: int) -> int:
    last = position
    for _, end in _listed(low, position):
        last = end
    return last


def _columns(sheet: Sheet) -> None:
    """Tables whose columns are held by spaces: names in a line, perhaps a rule, then rows."""
    done = 0
    for match in list(_HEAD.finditer(sheet.low)):
        if match.start(1) < done:
            continue
        columns = _named(sheet.low, *match.span(1))
        if sum(column.label is not None for column in columns) == 0 or len(columns) < 2:  # noqa: PLR2004
            continue
        done = _rows(sheet, match.end(1), columns)


def _named(low: bytearray, start: int, end: int) -> list[Column]:
    found = [m.span() for m in _NAME.finditer(low, start, end)]
    columns = []
    for index, (first, last) in enumerate(found):
        name = low[first:last].decode("latin-1")
        following = found[index + 1][0] - start if index + 1 < len(found) else 1 << 30
        columns.append(Column(first - start, following, label_of(name), plain_key(name)))
    return columns


def _rows(sheet: Sheet, position: int, columns: list[Column]) -> int:
    low, missed = sheet.low, 0
    for number in range(_MOST_ROWS):
        begin = low.find(b"\n", position) + 1
        if begin == 0:
            return len(low)
        stop = low.find(b"\n", begin)
        stop = len(low) if stop < 0 else stop
        position = stop
        line = low[begin:stop].rstrip(b"\r ")
        if number == 0 and _RULE.fullmatch(line):
            continue
        cells = [m.span() for m in _NAME.finditer(low, begin, stop)]
        if not line.strip() or len(cells) < 2:  # noqa: PLR2004 # no row
            missed += 1
            if missed > 1 or not line.strip():
                return begin - 1
            continue
        _row(sheet, begin, cells, columns)
        if position >= len(low):
            break
    return position


def _row(sheet: Sheet, begin: int, cells: list[tuple[int, int]], columns: list[Column]) -> None:
    """Each cell by the column in which it begins; as many cells as columns go by their order."""
    ordered = len(cells) == len(columns)
    for index, (start, end) in enumerate(cells):
        if ordered:
            column = columns[index]
        else:
            at = start - begin
            inside = [c for c in columns if c.start - 1 <= at < c.end - 1]
            if not inside:
                continue
            column = inside[-1]
        if column.label is not None:
            strong = column.key not in WEAK_NAMES
            values.decide(sheet, start, end, column.label, "layout.column", strong=strong)
