"""Log formats: plug-ins of the entry-point group `wardline.readers`, loaded by name when used."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from wardline.core.errors import UsageError
from wardline.hunt.model import Reader

# Ours, in the order in which they are asked whether a file is theirs; text takes all that is left.
OURS = {
    "parquet": "parquet:ParquetReader",
    "evtx": "evtx:EvtxReader",
    "atna": "xml:AtnaReader",
    "sysmon": "xml:EventReader",
    "zeek": "zeek:ZeekReader",
    "suricata": "jsonlines:SuricataReader",
    "m365": "jsonlines:Microsoft365Reader",
    "fhir-auditevent": "jsonlines:FhirReader",
    "jsonl": "jsonlines:JsonLinesReader",
    "json": "jsonlines:JsonReader",
    "w3c": "zeek:W3cReader",
    "cef": "cef:CefReader",
    "squid": "syslog:SquidReader",
    "syslog": "syslog:SyslogReader",
    "csv": "table:CsvReader",
    "text": "text:TextReader",
}


def load(name: str) -> Reader:
    """A new reader for the format `name`. *Raises* UsageError where there is none."""
    place = OURS.get(name)
    if place is not None:
        module, _, cls = place.partition(":")
        made = getattr(import_module(f"wardline.hunt.readers.{module}"), cls)()
        return cast("Reader", made)
    for point in entry_points(group="wardline.readers", name=name):
        return cast("Reader", point.load()())
    raise UsageError(
        f"There is no reader for logs of the format {name!r}.", hint=f"There are {names()}."
    )


def names() -> str:
    """The formats, to be shown."""
    others = {point.name for point in entry_points(group="wardline.readers")} - set(OURS)
    return ", ".join([*OURS, *sorted(others)])


def detect(head: bytes, name: str) -> str:
    """The format of a file that starts with `head` (unpacked); `name` only decides in doubt."""
    lowered = name.lower()
    for packed in (".gz", ".zst", ".bz2", ".xz"):
        lowered = lowered.removesuffix(packed)
    for candidate in OURS:
        if load(candidate).sniff(head, lowered):
            return candidate
    for point in sorted(entry_points(group="wardline.readers"), key=lambda p: p.name):
        if point.name not in OURS and load(point.name).sniff(head, lowered):
            return point.name
    return "text"
