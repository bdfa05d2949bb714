"""A field is a name and a value: where the two stand in brackets, lines, tables and statements.

What the name says is read by `keys.label_of`, whatever the layout; here is only where it stands.
"""

from __future__ import annotations

import re

from wardline.screen import values
from wardline.screen.keys import is_weak, label_of
from wardline.screen.sheet import Sheet, rx

# The name in the first group, the value in the second; what must stand in the text; the rule's name.
_PAIRS = (
    # [name value] [name value]
    (rx(rb"\[([a-z][a-z0-9_.#/-]{1,40}) ([^\[\]\n]{1,200})\]"), b"[", "layout.bracket"),
    # Name ......... value, Name        value
    (
        rx(
            rb"(?m:^)[ \t>*-]{0,6}([a-z][a-z0-9 ._/#'()-]{1,44}?)[ \t]?(?:\.{3,}|_{3,}|-{3,}| {3,}|\t+)"
            rb"[ \t]{0,8}([^\s.][^\n\t]{0,160}?)[ \t\r]*(?m:$)"
        ),
        b"",
        "layout.leader",
    ),
    # "any name": "value", 'any name' => 'value'
    (
        rx(rb"[\"']([a-z@#][a-z0-9 _.#/()'-]{1,48})[\"'] ?(?::|=>|=) ?[\"']([^\"'\n]{1,200})[\"']"),
        b"",
        "layout.quoted",
    ),
    # <td>name</td><td>value</td>, <dt>name</dt><dd>value</dd>
    (
        rx(
            rb"<(?:t[hd]|dt|b|strong|span|label)(?: [^<>]*)?>\s*([a-z#][^<>\n:]{1,48}?)\s*:?\s*</(?:t[hd]|dt|b|strong|span|label)>"
            rb"\s*:?\s*(?:<(?:td|dd|span|div|p|i|em)(?: [^<>]*)?>)?\s*([^<>\n]{1,200})<"
        ),
        b"</",
        "layout.html",
    ),
    # <x name="name">value</x>, <x key="name" value="value"/>
    (
        rx(
            rb"<[a-z][a-z0-9:_.-]* [^<>]{0,120}?(?:name|key|field|id|code|label)=[\"']([a-z][^<>\"'\n]{1,48})[\"']"
            rb"(?:[^<>]{0,80}?(?:value|val|extension|text)=[\"']|[^<>]{0,120}>\s*)([^<>\"'\n]{1,200})"
        ),
        b"</",
        "layout.element",
    ),
)
_MOST = 60


def screen(sheet: Sheet) -> None:
    """Decide each value beside its name."""
    low = sheet.low
    for pattern, sign, rule in _PAIRS:
        if sign and low.find(sign) < 0:
            continue
        for match in list(pattern.finditer(low)):
            name = sheet.raw[slice(*match.span(1))].decode("latin-1")
            field(sheet, name, match.start(2), match.end(2), rule)
    _stacked(sheet)


def statements(sheet: Sheet) -> None:
    """Decide the values of statements of a database, before their lists are read as a table."""
    if sheet.low.find(b" into") >= 0:
        _inserted(sheet)
    if sheet.low.find(b" | ") >= 0:
        _selected(sheet)


def field(sheet: Sheet, name: str, start: int, end: int, rule: str) -> bool:
    """Decide the value of the field called `name`; says whether it was taken out."""
    label = label_of(name.strip(" .:"))
    if label is None or sheet.text.find("   ", start, end) >= 0:
        return False
    return values.decide(sheet, start, end, label, rule, strong=not is_weak(name))


# What a query asks for; each row of its answer stands in a line, its cells between bars.
_SELECT = rx(
    rb"\bselect[ \t]+([a-z_][a-z0-9_.\" ]*(?:,[ \t]*[a-z_][a-z0-9_.\" ]*)+)[ \t]from\b[^\n]{0,400}\n"
)


def _selected(sheet: Sheet) -> None:
    """Decide the cells of a query's answer by what the query asks for."""
    for match in list(_SELECT.finditer(sheet.low)):
        asked = sheet.raw[slice(*match.span(1))].decode("latin-1").split(",")
        names = [name.split()[-1].rpartition(".")[2].strip('"') for name in asked]
        position = match.end()
        for _ in range(_MOST_ROWS):
            end = sheet.low.find(b"\n", position)
            end = len(sheet.low) if end < 0 else end
            if sheet.low.count(b"|", position, end) != len(names) - 1:
                break
            for name in names:
                stop = sheet.low.find(b"|", position, end)
                stop = end if stop < 0 else stop
                if position < stop:
                    field(sheet, name, position, stop, "layout.select")
                position = stop + 1
            position = end + 1


_INSERT = rx(
    rb"\b(?:insert|replace)[ \t]+into[ \t]+[^\s(]+[ \t\n]*\(([^()]+)\)[ \t\n]*(?:output [^\n]+)?values?[ \t\n]*"
)
_TUPLE = re.compile(rb"\s*,?\s*\(")
_SQL_VALUE = re.compile(
    rb"\s*(?:n?'((?:[^'\n]|''){0,300})'|\"([^\"\n]{0,300})\"|([^,()'\"\n]{0,80}(?:\([^()\n]{0,80}\))?))\s*([,)])"
)
_MOST_ROWS = 10_000


def _inserted(sheet: Sheet) -> None:
    """Decide the values of SQL statements by their list of columns."""
    for match in list(_INSERT.finditer(sheet.low)):
        names = sheet.raw[slice(*match.span(1))].decode("latin-1").split(",")
        sheet.keep(*match.span(1))
        names = [name.strip(' \t\n"`[]') for name in names]
        position = match.end()
        for _ in range(_MOST_ROWS):
            opening = _TUPLE.match(sheet.low, position)
            if opening is None:
                break
            position = _tuple(sheet, names, opening.end())
            if position < 0:
                break


def _tuple(sheet: Sheet, names: list[str], position: int) -> int:
    """Decide one row of values; gives where it ends, -1 where it is none."""
    for index in range(200):
        match = _SQL_VALUE.match(sheet.low, position)
        if match is None:
            return -1
        group = next(g for g in (1, 2, 3) if match.start(g) >= 0)
        start, end = match.span(group)
        if index < len(names) and start < end:
            field(sheet, names[index], start, end, "layout.insert")
        position = match.end()
        if match[4] == b")":
            return position
    return -1


# A name alone in its line (or broken over two), the value in the next.
_STACK = rx(
    rb"(?:^|\n)[ \t]*([a-z#][a-z0-9./#'() _-]{1,30}?(?:\n[ \t]+[a-z#][a-z.#]{0,12})?)[ \t]*:?[ \t]*(?:\n|  +)[ \t]*"
    rb"([a-z0-9(+#][^\n:]{0,80}?)[ \t\r]*(?:\n|$)"
)


def _stacked(sheet: Sheet) -> None:
    """Decide values that stand under their names."""
    position = 0
    for _ in range(20_000):
        match = _STACK.search(sheet.low, position)
        if match is None:
            return
        name = sheet.raw[slice(*match.span(1))].decode("latin-1")
        start, end = match.span(2)
        words = name.split()
        taken = (
            len(words) <= 5  # noqa: PLR2004 # a label, no sentence
            and _is_value(sheet.low, start, end)
            and field(sheet, " ".join(words), start, end, "layout.stacked")
        )
        position = end if taken else max(match.start() + 1, match.end(1))


def _is_value(low: bytearray, start: int, end: int) -> bool:
    """Whether the line under a name has a digit, as all but names have, and is short."""
    line = low[start:end]
    return any(48 <= byte <= 57 for byte in line) and line.count(b" ") <= 6  # noqa: PLR2004 # 0-9; words
