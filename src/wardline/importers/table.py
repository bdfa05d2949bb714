"""Lists of observables: CSV with or without a header, and plain text, one value a line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wardline.core import ids
from wardline.core.clock import format_millis, parse_timestamp
from wardline.core.observables import Observable, classify, normalize, refang, to_pattern
from wardline.core.tlp import TLP
from wardline.importers.base import NAMESPACE, UNDATED, Failure, Item

_COLUMNS = {
    "value": ("value", "indicator", "ioc", "observable", "indicator_value", "data", "artifact"),
    "kind": ("type", "kind", "indicator_type", "ioc_type", "observable_type"),
    "description": ("description", "comment", "comments", "note", "notes", "details"),
    "start": ("first_seen", "valid_from", "date", "created", "first seen", "timestamp"),
    "end": ("valid_until", "expiration", "expires", "expiry", "valid until"),
    "tlp": ("tlp", "tlp_label", "marking"),
    "confidence": ("confidence",),
    "tags": ("tags", "labels", "tag"),
}
_KINDS = {
    "ip": ("ipv4-addr", "ipv6-addr"),
    "ipv4": ("ipv4-addr",),
    "ipv6": ("ipv6-addr",),
    "ip-dst": ("ipv4-addr", "ipv6-addr"),
    "ip-src": ("ipv4-addr", "ipv6-addr"),
    "domain": ("domain-name",),
    "hostname": ("domain-name",),
    "fqdn": ("domain-name",),
    "url": ("url",),
    "uri": ("url",),
    "email": ("email-addr",),
    "md5": ("md5",),
    "sha1": ("sha1",),
    "sha256": ("sha256",),
    "sha512": ("sha512",),
    "filename": ("file-name",),
}
_HOSTS_LINE = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?)[ \t]+(\S+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# STIX 2.1 section 3.2: 0 to 100.
_CONFIDENCE = re.compile(r"100|0?\d{1,2}", re.ASCII)
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "broadcasthost", "local"})
_MAX_LINE = 16_384


class CsvImporter:
    """The importer `csv`."""

    name = "csv"

    def sniff(self, head: bytes, name: str) -> bool:
        """Several cells in the first line that says something, or the file's own name."""
        if b"\x00" in head:
            return False
        first = next((row for row in head.splitlines() if row.strip()[:1] not in (b"", b"#")), b"")
        cells = {cell.strip(b'" ').lower() for cell in re.split(rb"[,;\t]", first)}
        known = {word.encode() for word in _COLUMNS["value"]}
        return (len(cells) > 1 and bool(cells & known)) or name.endswith((".csv", ".tsv"))

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each row."""
        text = data.decode("utf-8-sig", errors="replace").replace("\x00", "")
        columns: dict[str, int] | None = None
        for place, row in _rows(text):
            if isinstance(row, str):
                yield Failure(place, row)
                continue
            if not row or row[0].lstrip().startswith("#"):
                continue
            if columns is None:
                columns = _header(row)
                if columns:
                    continue
            yield _row(_cells(row, columns), place)


def _rows(text: str) -> Iterator[tuple[str, list[str] | str]]:
    """The place of each row, and its cells, or why it cannot be read: it hides no other."""
    long: list[int] = []
    reader = csv.reader(_lines(text, long), delimiter=_delimiter(text))
    while True:
        row: list[str] | str | None
        try:
            row = next(reader, None)
        except csv.Error as error:
            row = f"The rows up to here cannot be read ({error}): is a quotation mark not closed?"
        while long:
            yield f"line {long.pop()}", f"The line has more than {_MAX_LINE} characters."
        if row is None:
            return
        yield f"line {reader.line_num}", row


def _lines(text: str, long: list[int]) -> Iterator[str]:
    """The lines; the numbers of those that are too long go into `long`."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _MAX_LINE:
            long.append(number)
        yield line if len(line) <= _MAX_LINE else ""


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _header(row: list[str]) -> dict[str, int]:
    """Which column holds what; empty where the first row is data already."""
    names = [cell.strip().lower() for cell in row]
    found = {}
    for role, words in _COLUMNS.items():
        for word in words:
            if word in names and role not in found:
                found[role] = names.index(word)
    return found if "value" in found else {}


def _cells(row: list[str], columns: dict[str, int] | None) -> dict[str, str]:
    if columns:
        return {role: row[at].strip() for role, at in columns.items() if at < len(row)}
    # No header: the first cell that is an observable is the value.
    value = next((cell for cell in row if classify(cell) is not None), row[0])
    return {"value": value.strip()}


def _row(cells: Mapping[str, str], place: str) -> Item | Failure:
    value = cells.get("value", "")
    observable = _observable(value, cells.get("kind", "").lower())
    if observable is None:
        return Failure(place, f"{value[:80]!r} is no address, domain, URL, e-mail, hash or file.")
    indicator = _indicator(observable, _moment(cells.get("start", "")) or UNDATED)
    end = _moment(cells.get("end", ""))
    if end is not None and end > indicator["valid_from"]:
        indicator["valid_until"] = end
    if cells.get("description"):
        indicator["description"] = cells["description"]
    if _CONFIDENCE.fullmatch(cells.get("confidence", "")):
        indicator["confidence"] = int(cells["confidence"])
    if cells.get("tlp"):
        label = TLP.from_label(cells["tlp"])
        if label is None:
            return Failure(place, f"{cells['tlp'][:40]!r} is no TLP label.")
        indicator["object_marking_refs"] = [label.marking_id]
    tags = [tag.strip() for tag in re.split(r"[|;,]", cells.get("tags", "")) if tag.strip()]
    if tags:
        indicator["labels"] = tags
    return Item(indicator, place)


def _observable(value: str, kind: str) -> Observable | None:
    plain = refang(value)
    for candidate in _KINDS.get(kind, ()):
        found = normalize(candidate, plain)
        if found is not None:
            return found
    return classify(value)


def _moment(text: str) -> str | None:
    """A date or a timestamp as a STIX timestamp, or None."""
    text = text.strip().replace(" ", "T", 1)
    if _DAY.fullmatch(text):
        text = f"{text}T00:00:00Z"
    micros = parse_timestamp(text if text.endswith("Z") else f"{text}Z")
    return None if micros is None else format_millis(micros)


def _indicator(observable: Observable, moment: str) -> dict[str, Any]:
    pattern = to_pattern(observable)
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ids.named_id("indicator", NAMESPACE, pattern),
        "created": moment,
        "modified": moment,
        "name": observable.value,
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": moment,
    }


class TextImporter:
    """The importer `text`."""

    name = "text"

    def sniff(self, head: bytes, name: str) -> bool:
        """Text whose first lines hold an observable, or a file that says it is text."""
        if b"\x00" in head:
            return False
        lines = head.decode("utf-8", errors="replace").splitlines()[:50]
        return name.endswith((".txt", ".list", ".ioc")) or any(
            classify(_word(line)) is not None for line in lines
        )

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each line."""
        text = data.decode("utf-8-sig", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            word = _word(line[:_MAX_LINE])
            if not word or word.lower() in _LOCAL_NAMES:
                continue
            yield _row({"value": word}, f"line {number}")


def _word(line: str) -> str:
    """The value in a line: without comment, and without the address of a hosts file."""
    line = line.strip()
    if line.startswith(("#", "//", ";", "!")):
        return ""
    line = line.partition(" #")[0].partition("\t#")[0].strip()
    match = _HOSTS_LINE.fullmatch(line)
    return match[1] if match else line
