"""JSON: one record a line, or documents that hold lists of records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from wardline.hunt.model import Record
from wardline.hunt.readers.base import LineReader, broken, decode, first_lines, flatten, record

# Where documents keep their records.
_LISTS = ("Records", "records", "value", "events", "entry", "results", "data", "logs", "items")


class JsonLinesReader(LineReader):
    """The reader `jsonl`: one JSON object a line."""

    name = "jsonl"
    frame = b"{}"
    # A key that tells the format, for those that are a kind of JSON lines.
    marks: tuple[bytes, ...] = ()

    def sniff(self, head: bytes, name: str) -> bool:
        """Most of the first lines are JSON objects."""
        lines = first_lines(head)
        good = sum(line.lstrip()[:1] == b"{" and _object(line) is not None for line in lines)
        if not good or good * 2 < len(lines):
            return False
        return not self.marks or any(mark in head for mark in self.marks)

    def parse(self, line: bytes) -> Record | None:
        """The leaves of the object."""
        if not line.strip():
            return None
        value = _object(line)
        if value is None:
            raise broken("it is no JSON object")
        return record(flatten(value))


def _object(line: bytes) -> dict[str, Any] | None:
    line = line.removeprefix(b"\xef\xbb\xbf").strip().rstrip(b",")
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        value = _loose(line)
    return value if isinstance(value, dict) else None


def _loose(line: bytes) -> Any:
    """JSON that is not strict: bytes that are not UTF-8, NaN, bare control characters."""
    try:
        return json.loads(decode(line), strict=False)
    except (ValueError, RecursionError):
        return None


class SuricataReader(JsonLinesReader):
    """The reader `suricata`: EVE."""

    name = "suricata"
    marks = (b'"event_type"',)


class JsonReader(LineReader):
    """The reader `json`: documents, or lists, that may be spread over many lines."""

    name = "json"
    by_line = False
    marks: tuple[bytes, ...] = ()

    def sniff(self, head: bytes, name: str) -> bool:
        """It begins as a JSON list or object."""
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start[:1] not in (b"[", b"{"):
            return False
        after = start[1:].lstrip()[:1]
        good = after in (b"{", b"]") if start[:1] == b"[" else after in (b'"', b"}")
        return good and (not self.marks or any(mark in head for mark in self.marks))

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The records of the document, numbered in their order."""
        data = stream.read().removeprefix(b"\xef\xbb\xbf")
        number = 0
        for value in _documents(data):
            for item in _records(value):
                number += 1
                yield number, _line(item)

    def parse(self, line: bytes) -> Record | None:
        """The leaves of the record."""
        # An empty line stands for one that nests too deep.
        value = _object(line)
        if value is None:
            raise broken("it is no JSON object")
        return record(flatten(value))


def _line(item: Any) -> bytes:
    """A record as one line; half a surrogate pair and endless numbers as Python writes them."""
    try:
        return msgspec.json.encode(item)
    except (UnicodeEncodeError, OverflowError, RecursionError):
        try:
            return json.dumps(item).encode()
        except (ValueError, RecursionError):
            return b""


def _documents(data: bytes) -> Iterator[Any]:
    """The JSON documents in `data`, one behind the other. *Raises* BrokenRecordError."""
    try:
        yield msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        decoder = json.JSONDecoder(strict=False)
        text = data.decode("utf-8", errors="replace")
        at = 0
        while at < len(text):
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
            if at == len(text):
                return
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                place = getattr(error, "lineno", "?")
                raise broken(f"the JSON cannot be read from line {place} on") from None
            yield value


def _records(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for member in value:
            yield from _records(member) if isinstance(member, list) else (member,)
    elif isinstance(value, dict):
        hits = value.get("hits")
        if isinstance(hits, dict):
            value = hits
        for key in (*_LISTS, "hits"):
            members = value.get(key)
            if isinstance(members, list) and members and isinstance(members[0], dict):
                yield from members
                return
        yield value
    else:
        yield value


class _Either(JsonReader):
    """JSON lines or one document, by what the file is."""

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """One record a line where the first line is one, else the document's."""
        start = stream.read(1 << 20)
        rest = _Joined(start, stream)
        first = first_lines(start, 1)
        if first and b"\n" in start and _object(first[0]) is not None:
            for number, line in enumerate(rest.lines(), 1):
                if line.strip():
                    yield number, line
        else:
            yield from super().lines(rest)  # type: ignore[arg-type] # it only reads


class _Joined:
    """What was read of a stream already, and the rest of it."""

    def __init__(self, start: bytes, stream: IO[bytes]) -> None:
        self._start = start
        self._stream = stream

    def read(self) -> bytes:
        return self._start + self._stream.read()

    def lines(self) -> Iterator[bytes]:
        rest = self._start
        while True:
            *whole, rest = rest.split(b"\n")
            yield from whole
            more = self._stream.read(1 << 20)
            if not more:
                break
            rest += more
        if rest:
            yield rest


class Microsoft365Reader(_Either):
    """The reader `m365`: the unified audit log, as lines, as a list or from the API."""

    name = "m365"
    marks = (b'"Workload"', b'"UserType"', b'"AuditData"')

    def sniff(self, head: bytes, name: str) -> bool:
        """JSON with the marks of the unified audit log."""
        return super().sniff(head, name) and (b"CreationTime" in head or b"AuditData" in head)


class FhirReader(_Either):
    """The reader `fhir-auditevent`: AuditEvent resources, as lines, as a Bundle or alone."""

    name = "fhir-auditevent"
    marks = (b'"AuditEvent"',)

    def parse(self, line: bytes) -> Record | None:
        """The leaves of the resource, and of the one inside a Bundle's entry."""
        found = super().parse(line)
        if found is None:
            return None
        cells = [cell._replace(name=cell.name.removeprefix("resource.")) for cell in found.cells]
        recorded = next((c.value for c in cells if c.name == "recorded"), found.time)
        return Record(cells, recorded)
