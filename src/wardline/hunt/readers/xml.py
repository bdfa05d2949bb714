"""XML: Windows and Sysmon events, IHE ATNA audit messages, FHIR AuditEvent resources.

Records are cut out of the stream by their own tags, so that a broken one does not take the rest
with it; each is parsed alone, and one that declares entities is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from wardline.hunt.fields import time_of
from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import LineReader, broken

_PART = 1 << 20
_MAX_RECORD = 64 << 20


class _XmlReader(LineReader):
    """Records between `<tag …>` and `</tag>`."""

    by_line = False
    tags: tuple[bytes, ...] = ()
    marks: tuple[bytes, ...] = ()

    def sniff(self, head: bytes, name: str) -> bool:
        """XML that holds one of the tags and one of the marks."""
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        has_tag = any(b"<" + tag in head for tag in self.tags)
        return start == b"<" and has_tag and any(mark in head for mark in self.marks)

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The records in their order; one without an end is the last and is broken."""
        number = 0
        rest = b""
        while True:
            record, rest = _cut(rest, self.tags)
            while record is not None:
                number += 1
                yield number, record.replace(b"\r", b" ").replace(b"\n", b" ")
                record, rest = _cut(rest, self.tags)
            more = stream.read(_PART)
            if not more or len(rest) > _MAX_RECORD:
                break
            rest += more
        if _begin(rest, self.tags)[0] != -1:
            yield number + 1, b""

    def parse(self, line: bytes) -> Record | None:
        """The attributes and texts of the record."""
        if not line:
            raise broken("the record has no end")
        try:
            cells = cells_of(line)
        except ValueError as error:
            raise broken(str(error)) from None
        return Record(cells, self._moment(cells))

    def _moment(self, cells: list[Cell]) -> str:
        return time_of(cells)


def _begin(data: bytes, tags: tuple[bytes, ...]) -> tuple[int, bytes]:
    """Where the next record begins, and its tag; -1 for nowhere."""
    best, found = -1, b""
    for tag in tags:
        at = data.find(b"<" + tag)
        while at != -1 and data[at + 1 + len(tag) : at + 2 + len(tag)] not in (
            b" ", b">", b"\t", b"\r", b"\n", b"/",
        ):  # fmt: skip
            at = data.find(b"<" + tag, at + 1)
        if at != -1 and (best == -1 or at < best):
            best, found = at, tag
    return best, found


def _cut(data: bytes, tags: tuple[bytes, ...]) -> tuple[bytes | None, bytes]:
    """The first whole record of `data`, and what is behind it."""
    at, tag = _begin(data, tags)
    if at == -1:
        # A tag may stand half at the end.
        return None, data[-64:] if len(data) > 64 else data  # noqa: PLR2004 # longer than any tag
    closing = b"</" + tag + b">"
    end = data.find(closing, at)
    if end == -1:
        return None, data[at:]
    end += len(closing)
    return data[at:end], data[end:]


def cells_of(text: bytes | str) -> list[Cell]:
    """The attributes and texts of an XML element. *Raises* ValueError with the reason."""
    walker = _Walker()
    try:
        walker.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise ValueError(f"it is no well-formed XML ({error})") from None
    return walker.cells


class _Walker:
    """Turns an element into cells: paths of local names; EventData's Data under its Name."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.buffer_text = True
        self.cells: list[Cell] = []
        self._path: list[str] = []
        self._texts: list[list[str]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        label = attributes.get("Name") if local == "Data" else None
        self._path.append(label or local)
        self._texts.append([])
        # The outermost element says nothing: paths begin below it.
        path = ".".join(self._path[1:])
        for key, value in attributes.items():
            if value and not (label and key == "Name"):
                plain = key.rpartition(" ")[2]
                where = path if plain == "value" and path else f"{path}.{plain}".lstrip(".")
                self.cells.append(Cell(where, value))

    def _end(self, _: str) -> None:
        text = "".join(self._texts.pop()).strip()
        if text:
            self.cells.append(Cell(".".join(self._path[1:]) or self._path[0], text))
        self._path.pop()

    def _text(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _entity(self, *_: Any) -> None:
        raise ValueError("it declares entities, which no log does")


class EventReader(_XmlReader):
    """The reader `sysmon`: Windows events as XML, Sysmon's among them."""

    name = "sysmon"
    tags = (b"Event",)
    marks = (b"<EventID", b"/win/2004/08/events/event")

    def _moment(self, cells: list[Cell]) -> str:
        return next((c.value for c in cells if c.name.endswith("SystemTime")), time_of(cells))


class AtnaReader(_XmlReader):
    """The reader `atna`: IHE ATNA audit messages, and FHIR AuditEvent as XML."""

    name = "atna"
    tags = (b"AuditMessage", b"AuditEvent")
    marks = (b"<AuditMessage", b"<AuditEvent")

    def _moment(self, cells: list[Cell]) -> str:
        known = ("EventIdentification.EventDateTime", "recorded")
        return next((c.value for c in cells if c.name in known), time_of(cells))
