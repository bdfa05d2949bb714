"""Lists of JSON objects, one for each observable, as feeds and threat exchanges answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wardline.core import jsonio
from wardline.core.errors import MalformedError
from wardline.importers import columns
from wardline.importers.base import Failure, Item

# Lists in objects in lists: a feed, a day, an observable.
_DEEPEST = 6
# Of MISP's warning lists.
_WARNING = {"list", "matching_attributes"}
# What has an identifier, a version or a bundle of STIX is for its own importer.
_STIX = re.compile(rb'"spec_version"|"type"\s*:\s*"bundle"|"id"\s*:\s*"[a-z0-9-]+--[0-9a-fA-F]{8}-')
_SPACE = b"\xef\xbb\xbf \t\r\n"


class JsonImporter:
    """The importer `json`."""

    name = "json"

    def sniff(self, head: bytes, name: str) -> bool:
        """JSON that names what a list of threats does, or is a list of values; and no STIX."""
        if head.lstrip(_SPACE)[:1] not in (b"{", b"[") or _STIX.search(head):
            return False
        if b'"matching_attributes"' in head:
            return True
        names = head.decode("utf-8", errors="replace").split('"')[1::2]
        listed = head.lstrip(_SPACE)[:1] == b"[" and any(map(columns.is_value, names[:1]))
        return listed or columns.is_listing(names)

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """An indicator for each object, whatever it is wrapped in."""
        data = data.lstrip(_SPACE)
        try:
            value = jsonio.decode(data)
        except MalformedError:
            lines = data.splitlines()
            # One object a line.
            if len(lines) <= 1 or not lines[0].rstrip().endswith(b"}"):
                raise
        else:
            if isinstance(value, dict) and value.keys() >= _WARNING:
                raise MalformedError(
                    "This is a warning list: it names what is known to be good.",
                    hint="Such lists keep indicators from being used; they are none.",
                )
            yield from _walk(value, "", 0)
            return
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    value = jsonio.decode(line)
                except MalformedError as error:
                    yield Failure(f"line {number}", error.message)
                else:
                    yield from _walk(value, f"line {number}", 0)


def _walk(value: Any, place: str, depth: int, *, bare: bool = True) -> Iterator[Item | Failure]:
    """The rows in a document; texts are values where `bare` says that a list is of values."""
    if isinstance(value, str):
        if bare:
            yield columns.row({"value": value}, place or "/")
    elif isinstance(value, list) and depth < _DEEPEST:
        for number, item in enumerate(value):
            yield from _walk(item, f"{place}/{number}", depth + 1, bare=bare)
    elif isinstance(value, dict):
        cells = _cells(value)
        if cells:
            yield columns.row(cells, place or "/")
        elif depth < _DEEPEST:
            for name, item in value.items():
                if isinstance(item, (list, dict)):
                    # "domains": [ … ], but not "tags": [ … ].
                    listed = bool(columns.header([name, name.removesuffix("s")]))
                    yield from _walk(item, f"{place}/{name}", depth + 1, bare=listed)


def _cells(value: Mapping[str, Any]) -> dict[str, str]:
    """What stands under each role; empty: the object tells of no observable itself."""
    cells: dict[str, str] = {}
    told = {name: _text(item) for name, item in value.items()}
    roles = columns.header([name for name, text in told.items() if text])
    for name, role in roles.items():
        if not cells.get(role):
            cells[role] = told[name]
    return cells


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(item for item in value if isinstance(item, str))
    return str(value).strip() if type(value) in (str, int, float) else ""
