"""Syslog (RFC 3164 and RFC 5424) and what firewalls and proxies write into it; Squid."""

from __future__ import annotations

import re

from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import LineReader, broken, decode, first_lines, flatten
from wardline.hunt.readers.text import text_record

_OLD = re.compile(
    r"(?:<\d{1,3}>)?(?P<time>[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?"
    r"(?: [A-Z]{3,4})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,32})[: ] ?"
    r"(?P<host>\S{1,255}) (?P<rest>.*)",
    re.DOTALL,
)
_NEW = re.compile(
    r"<\d{1,3}>\d{1,2} (?P<time>\S{1,64}) (?P<host>\S{1,255}) (?P<app>\S{1,48}) (?P<pid>\S{1,128})"
    r" (?P<id>\S{1,32}) (?P<rest>.*)",
    re.DOTALL,
)
_TAG = re.compile(
    r"(?P<app>[\w./-]{1,48})(?:\[(?P<pid>\d{1,10})\])?:(?!//) ?(?P<rest>.*)", re.DOTALL
)
# key=value and key="value", as firewalls write them.
_PAIR = re.compile(r"(?<![\w.])([A-Za-z_][\w.\-]{0,60})=(\"(?:[^\"\\]|\\.)*\"|[^\s\",;]+)")
_STRUCTURED = re.compile(r"\[[^\]\s]{1,255}((?: [^\s=\]]{1,32}=\"(?:[^\"\\\]]|\\.)*\")*)\]")
_NAMED = re.compile(r" ([^\s=\]]{1,32})=\"((?:[^\"\\\]]|\\.)*)\"")
_MARKS = (b"<", b"CEF:", b"LEEF:")
_PAIRS_THAT_TELL = 3


# RFC 6587 section 3.4.1: a message that travelled over TCP may begin with its length.
_OCTETS = re.compile(r"\d{1,7} (?=<\d{1,3}>)")
_PRIORITY = re.compile(r"<\d{1,3}>")
_ALL_PAIRS = 4


class SyslogReader(LineReader):
    """The reader `syslog`."""

    name = "syslog"

    def sniff(self, head: bytes, name: str) -> bool:
        """Most of the first lines begin as syslog lines do."""
        lines = first_lines(head)
        good = sum(
            bool(_NEW.fullmatch(text) or _OLD.fullmatch(text) or _paired(text))
            for text in (_message(line[:2048]) for line in lines)
        )
        return good > 0 and good * 2 >= len(lines)

    def parse(self, line: bytes) -> Record | None:
        """Time, host, program and message, and what the message holds as named values."""
        text = _message(line)
        if not text.strip():
            return None
        match = _NEW.fullmatch(text) or _OLD.fullmatch(text)
        if match is None:
            return _paired(text) or text_record(_PRIORITY.sub("", text, count=1))
        parts = match.groupdict()
        cells = [Cell("host.name", parts["host"])]
        rest = parts["rest"]
        if parts.get("app"):
            cells.append(Cell("app-name", parts["app"]))
            rest = _structured(rest, cells)
        else:
            tag = _TAG.fullmatch(rest)
            if tag:
                cells.append(Cell("app-name", tag["app"]))
                rest = tag["rest"]
        cells.extend(message_cells(rest.removeprefix("\ufeff")))
        return Record(cells, parts["time"])


def _message(line: bytes) -> str:
    """A line without the length that may stand before it."""
    return _OCTETS.sub("", decode(line).strip("\r\n"), count=1)


def _paired(text: str) -> Record | None:
    """A line of nothing but key=value, as some firewalls write them; None where it is not."""
    text = _PRIORITY.sub("", text, count=1)
    if not _PAIR.match(text):
        return None
    cells = _pairs(text)
    if len(cells) < _ALL_PAIRS:
        return None
    found = {cell.name: cell.value for cell in cells}
    moment = ""
    if "date" in found and "time" in found:
        moment = f"{found['date']} {found['time']}{found.get('tz', '')}"
    return Record([*cells, Cell("text", text)], moment)


def _structured(rest: str, cells: list[Cell]) -> str:
    """Take the structured data (RFC 5424 section 6.3) off the front of `rest`."""
    if rest.startswith("- ") or rest == "-":
        return rest[2:]
    match = _STRUCTURED.match(rest)
    while match:
        cells.extend(
            Cell(name, re.sub(r"\\(.)", r"\1", value)) for name, value in _NAMED.findall(match[1])
        )
        rest = rest[match.end() :]
        match = _STRUCTURED.match(rest)
    return rest.lstrip(" ")


def message_cells(message: str) -> list[Cell]:
    """What a message holds: JSON, CEF, LEEF, an ATNA message, pairs, or just words."""
    start = message.find("{")
    if start != -1 and message.rstrip().endswith("}"):
        found = _json(message[start:])
        if found:
            return found
    if "CEF:" in message or "LEEF:" in message:
        from wardline.hunt.readers.cef import event_cells

        found = event_cells(message)
        if found:
            return found
    if "<AuditMessage" in message:
        from wardline.hunt.readers.xml import cells_of

        try:
            return cells_of(message[message.index("<AuditMessage") :])
        except ValueError:
            return [Cell("text", message)]
    return [*_pairs(message), Cell("text", message)]


def _json(text: str) -> list[Cell]:
    import json

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return flatten(value) if isinstance(value, dict) else []


def _pairs(message: str) -> list[Cell]:
    """The key=value pairs of a message that has several."""
    found = _PAIR.findall(message) if message.count("=") >= _PAIRS_THAT_TELL else []
    return [Cell(key, value.strip('"')) for key, value in found]


_SQUID = re.compile(
    r"(?P<time>\d{9,11}\.\d{3})\s{1,10}-?\d{1,12} (?P<src>\S{1,255}) (?P<code>\S{1,80}) \d{1,20} "
    r"(?P<method>\S{1,32}) (?P<url>\S+) (?P<user>\S+) (?P<peer>\S+)(?: (?P<type>\S+))?.*",
    re.DOTALL,
)
_COMBINED = re.compile(
    r"(?P<src>\S{1,255}) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]{10,40})\] "
    r"\"(?P<method>[A-Z]{2,32}) (?P<url>\S+)[^\"]*\" (?P<status>\d{3}) (?P<bytes>\S+)"
    r"(?: \"(?P<referer>[^\"]*)\" \"(?P<user_agent>[^\"]*)\")?.*",
    re.DOTALL,
)


class SquidReader(LineReader):
    """The reader `squid`: its own format, and the combined format of web servers."""

    name = "squid"

    def sniff(self, head: bytes, name: str) -> bool:
        """The first lines are in one of the two formats."""
        lines = [decode(line[:8192]) for line in first_lines(head)]
        good = sum(bool(_SQUID.fullmatch(line) or _COMBINED.fullmatch(line)) for line in lines)
        return good > 0 and good * 2 >= len(lines)

    def parse(self, line: bytes) -> Record | None:
        """Client, method, URL, user, and the server behind the hierarchy code."""
        text = decode(line).strip("\r\n")
        if not text.strip():
            return None
        match = _SQUID.fullmatch(text) or _COMBINED.fullmatch(text)
        if match is None:
            raise broken("it has not the columns of this format")
        found = {
            name: value for name, value in match.groupdict().items() if value not in (None, "-")
        }
        moment = found.pop("time", "")
        cells = [Cell(name, value) for name, value in found.items()]
        peer = found.get("peer", "").partition("/")[2]
        if peer and peer != "-":
            cells.append(Cell("destination.address", peer))
        return Record(cells, moment)
