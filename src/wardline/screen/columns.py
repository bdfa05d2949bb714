"""Tables that a terminal prints: columns set apart by spaces, the head often underlined.

Where a column begins is read from the line of dashes under the head, or else from the head itself.
"""

from __future__ import annotations

import re

from wardline.screen import values
from wardline.screen.keys import is_weak, label_of
from wardline.screen.sheet import Sheet, rx

# A head: words set apart by two spaces or more.
_HEADS = rx(
    rb"(?:^|\n)([ \t]*[a-z#@%][a-z0-9_./#%()'@-]*(?: [a-z0-9_./#%()'-]+)*"
    rb"(?:(?: {2,}|\t+)[a-z#%@][a-z0-9_./#%()'@-]*(?: [a-z0-9_./#%()'-]+)*)+[ \t\r]*)\n"
)
_MAX_HEAD = 600
# A head of single words, one space apart, is known by the dashes under it.
_RULE = re.compile(rb"[ \t]*[-=]{2,}(?:[ \t+|]+[-=]{2,})*[ \t\r]*")
_DASHES = re.compile(rb"[-=]{2,}")
_RULES = rx(rb"(?:^|\n)([^\n]{3,400})\n([ \t]*[-=]{2,}(?:[ \t]+[-=]{2,})+[ \t\r]*)\n")
_TITLE = re.compile(rb"[^\s](?:[^\s]| (?! ))*")
_MOST_ROWS = 20_000
_MAX_LINE = 2_000

Spans = list[tuple[int, int]]


def screen(sheet: Sheet) -> None:
    """Decide the cells of each table by the head of their column."""
    low = sheet.low
    if low.find(b"  ") < 0 and low.find(b"\t") < 0 and low.find(b"--") < 0:
        return
    done = 0
    for match in list(_RULES.finditer(low)):
        if match.start(1) < done:
            continue
        spans = [(m.start(), m.end()) for m in _DASHES.finditer(match[2])]
        start = match.start(1)
        head = bytes(sheet.raw[start : match.end(1)])
        names = [head[a:b].strip() for a, b in _wide(spans)]
        sheet.keep(start, match.end(1))
        done = _table(sheet, names, spans, match.end(2) + 1, done)
    for match in list(_HEADS.finditer(low)):
        start = match.start(1)
        if start < done or match.end(1) - start > _MAX_HEAD:
            continue
        head = bytes(sheet.raw[start : match.end(1)]).replace(b"\t", b"  ")
        spans = [(m.start(), m.end()) for m in _TITLE.finditer(head)]
        names = [head[a:b] for a, b in spans]
        if _known(names):
            sheet.keep(start, match.end(1))
            done = _table(sheet, names, spans, match.end(), done)


def _known(names: list[bytes]) -> bool:
    """Whether the words are heads of columns: no numbers, and enough of them are known."""
    if any(sum(48 <= byte <= 57 for byte in name) > 2 for name in names):  # noqa: PLR2004 # 0-9
        return False
    known = sum(label_of(name.decode("latin-1")) is not None for name in names)
    return known > 0 and known * 4 >= len(names) and len(names) > 2 - (known == 2)  # noqa: PLR2004 # two are a form


def _wide(spans: Spans) -> Spans:
    """Each column as far as the next begins."""
    return [
        (a, spans[i + 1][0] if i + 1 < len(spans) else _MAX_LINE) for i, (a, _) in enumerate(spans)
    ]


def _table(sheet: Sheet, names: list[bytes], spans: Spans, position: int, done: int) -> int:
    labels = [label_of(name.decode("latin-1").strip(" .:")) for name in names]
    strong = [not is_weak(name.decode("latin-1")) for name in names]
    if not any(labels):
        return done
    for _ in range(_MOST_ROWS):
        end = sheet.low.find(b"\n", position)
        end = len(sheet.low) if end < 0 else end
        line = bytes(sheet.raw[position:end])
        if _RULE.fullmatch(line) and end < len(sheet.low):
            position = end + 1
            continue
        cells = _cells(line, spans) if len(line) <= _MAX_LINE else None
        if cells is None:
            return position
        for (start, stop), label, sure in zip(cells, labels, strong, strict=False):
            if label is not None and start < stop:
                values.decide(
                    sheet, position + start, position + stop, label, "columns.cell", strong=sure
                )
        position = end + 1
        if position >= len(sheet.low):
            return len(sheet.low)
    return position


def _cells(line: bytes, spans: Spans) -> Spans | None:
    """The cells of one row, or None where the line is no row of this table."""
    found = [(m.start(), m.end()) for m in _TITLE.finditer(line.replace(b"\t", b"  "))]
    if line.find(b"\t") >= 0:
        found = _by_tab(line)
    if len(found) == len(spans):
        return found
    starts = [first for first, _ in spans[1:] if first < len(line)]
    aligned = bool(starts) and all(line[first - 1 : first] == b" " for first in starts)
    if len(found) < 2 and not aligned:  # noqa: PLR2004 # no row of a table
        return None
    cells: Spans = []
    for first, after in _wide(spans):
        begin, stop = _pushed(line, first), _pushed(line, after)
        cell = line[begin:stop]
        lead = len(cell) - len(cell.lstrip())
        cells.append((begin + lead, begin + len(cell.rstrip())))
    filled = sum(a < b for a, b in cells)
    return cells if filled * 2 >= len(spans) else None


def _pushed(line: bytes, place: int) -> int:
    """Where a column begins in this line: a cell that is wider than its own pushes the next on."""
    place = min(place, len(line))
    while 0 < place < len(line) and line[place - 1 : place] not in (b" ", b"\t"):
        place += 1
    return place


def _by_tab(line: bytes) -> Spans:
    spans, position = Spans(), 0
    for part in line.split(b"\t"):
        spans.append((position, position + len(part.rstrip())))
        position += len(part) + 1
    return spans
