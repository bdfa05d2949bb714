"""STIX: bundles, envelopes, single objects, arrays, NDJSON; 2.0 and 2.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from wardline.core import jsonio, stix
from wardline.core.errors import MalformedError
from wardline.importers.base import Failure, Item

_HINT = re.compile(rb'"(?:type|objects|spec_version)"\s*:')


class _Container(msgspec.Struct):
    """A bundle or an envelope; its members stay bytes, so that each is judged by itself."""

    objects: list[msgspec.Raw]


class _Peek(msgspec.Struct):
    """What tells a container from an object."""

    type: Any = None
    objects: msgspec.Raw = msgspec.Raw(b"")


_CONTAINER = msgspec.json.Decoder(_Container)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_PEEK = msgspec.json.Decoder(_Peek)


class StixImporter:
    """The importer `stix`."""

    name = "stix"

    def sniff(self, head: bytes, name: str) -> bool:
        """JSON that speaks of types or objects."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        return start in (b"{", b"[") and _HINT.search(head) is not None

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """One document, or one object or container a line."""
        data = data.removeprefix(b"\xef\xbb\xbf").strip()
        try:
            yield from _document(data, "")
        except jsonio.BROKEN as error:
            # Not one document: perhaps one a line.
            lines = data.split(b"\n")
            if len(lines) == 1 or not _is_json(lines[0]):
                raise MalformedError(f"This is not valid JSON: {error}.") from None
            yield from _lines(lines)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except jsonio.BROKEN:
        return False
    return True


def _lines(lines: list[bytes]) -> Iterator[Item | Failure]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield from _document(line, f"line {number}")
        except jsonio.BROKEN as error:
            yield Failure(f"line {number}", f"This is not valid JSON: {error}.")


def _document(data: bytes, place: str) -> Iterator[Item | Failure]:
    """The objects of one JSON document."""
    try:
        if data[:1] == b"[":
            members = _LIST.decode(data)
        else:
            peek = _PEEK.decode(data)
            contained = bool(peek.objects) and peek.type in (None, "bundle")
            if peek.type == "bundle" and not peek.objects:
                return
            if not contained:
                yield from _object(data, place)
                return
            members = _CONTAINER.decode(data).objects
    except msgspec.ValidationError as error:
        yield Failure(place or "/", f"This is no STIX bundle, envelope or object: {error}.")
        return
    except RecursionError:
        yield Failure(place or "/", "The JSON nests too deep.")
        return
    prefix = f"{place} " if place else ""
    for number, member in enumerate(members):
        yield from _object(bytes(member), f"{prefix}/objects/{number}")


def _object(raw: bytes, place: str) -> Iterator[Item | Failure]:
    place = place or "/"
    try:
        obj = jsonio.decode(raw)
    except MalformedError as error:
        yield Failure(place, str(error))
        return
    if type(obj) is not dict:
        yield Failure(place, "A STIX object is a JSON object.")
        return
    if not stix.is_stix20(obj):
        yield Item(obj, place)
        return
    for upgraded in stix.upgrade(obj):
        yield Item(upgraded, place)
