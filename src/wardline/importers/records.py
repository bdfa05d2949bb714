"""Lists of JSON objects, one for each observable, as feeds and threat exchanges answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wardline.core import jsonio
from wardline.core.errors import MalformedError
from wardline.core.tlp import TLP
from wardline.importers import columns
from wardline.importers.base import Failure, Item

# Lists in objects in lists: a feed, a day, an observable.
_DEEPEST = 6
# Of MISP's warning lists.
_WARNING = {"list", "matching_attributes"}
# What has an identifier, a version or a bundle of STIX is for its own importer.
_STIX = re.compile(rb'"spec_version"|"type"\s*:\s*"bundle"|"id"\s*:\s*"[a-z0-9-]+--[0-9a-fA-F]{8}-')
# What an answer says in place of a list.
_TELLS = {"error", "message", "detail", "status"}
# Under these names an object in a list holds what it lists, and not more about itself.
_ENTRIES = {
    "entries", "indicators", "iocs", "observables", "items", "results", "data", "attributes",
}  # fmt: skip
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
            if isinstance(value, dict):
                _refuse_excuse(value)
            yield from _walk(value, _Spot(""))
            return
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    value = jsonio.decode(line)
                except MalformedError as error:
                    yield Failure(f"line {number}", error.message)
                else:
                    yield from _walk(value, _Spot(f"line {number}", among=True))


def _refuse_excuse(value: Mapping[str, Any]) -> None:
    """*Raises* MalformedError for an answer that is a message, and lists nothing."""
    told = [name for name, item in value.items() if item and name.lower() in _TELLS]
    if told and not _lists(value, 0):
        said = f"{told[0]}: {value[told[0]]}"
        raise MalformedError(
            f"This is an answer that lists nothing ({said[:80]!r}).",
            hint="Check the address of the list, and the key to it.",
        )


def _lists(value: Mapping[str, Any], depth: int) -> bool:
    """Whether an object holds a list, or other objects with values, beside what it says."""
    held = [item for name, item in value.items() if name.lower() not in _TELLS]
    if any(isinstance(item, list) for item in held):
        return True
    return depth < _DEEPEST and any(
        columns.VALUES & _cells(item).keys() or _lists(item, depth + 1)
        for item in held
        if isinstance(item, dict)
    )


class _Spot(NamedTuple):
    """Where in a document a value stands."""

    place: str
    depth: int = 0
    # Whether texts in it are values; whether it is one of a list; the label of what holds it.
    bare: bool = True
    among: bool = False
    tlp: str = ""

    def below(self, name: object, **more: Any) -> _Spot:
        return self._replace(place=f"{self.place}/{name}", depth=self.depth + 1, **more)

    def row(self, cells: Mapping[str, str]) -> Item | Failure:
        tlp = _strictest(cells.get("tlp", ""), self.tlp)
        return columns.row({**cells, "tlp": tlp}, self.place or "/")


def _strictest(*labels: str) -> str:
    """The strictest of some labels: none is widened. What is no label goes first, to be refused."""
    known = {label: TLP.from_label(label) for label in labels if columns.says(label)}
    unknown = [label for label, tlp in known.items() if tlp is None]
    return max(unknown or known, key=lambda label: known[label] or TLP.CLEAR, default="")


def _walk(value: Any, spot: _Spot) -> Iterator[Item | Failure]:
    """The rows in a document."""
    if isinstance(value, str):
        if spot.bare:
            yield spot.row({"value": value})
    elif isinstance(value, list) and spot.depth < _DEEPEST:
        for number, item in enumerate(value):
            yield from _walk(item, spot.below(number, among=True))
    elif isinstance(value, dict):
        yield from _of(value, spot)


def _of(value: Mapping[str, Any], spot: _Spot) -> Iterator[Item | Failure]:
    """The rows of an object: those that it holds; else its own, if it tells of an observable."""
    cells = _cells(value)
    within = {name: item for name, item in value.items() if isinstance(item, (list, dict))}
    if cells.keys() & columns.VALUES:
        within = {name: item for name, item in within.items() if _is_held(name, item, spot)}
        if not within:
            yield spot.row(cells)
            return
    elif why := columns.clash(name for name, item in value.items() if _text(name, item)):
        yield Failure(spot.place or "/", why)
        return
    if spot.depth < _DEEPEST:
        for name, item in within.items():
            tlp = _strictest(cells.get("tlp", ""), spot.tlp)
            yield from _walk(item, spot.below(name, bare=_is_listed(name), tlp=tlp))


def _is_listed(name: str) -> bool:
    """Whether what is listed under a name are values: "domains": [ … ], but not "tags": [ … ]."""
    return bool(columns.header([name, name.removesuffix("s")]))


def _is_held(name: str, item: Any, spot: _Spot) -> bool:
    """Whether a list in an object with a value is what it lists: that value is where it is from."""
    if not isinstance(item, list):
        return False
    values = _is_listed(name) and any(isinstance(one, str) for one in item)
    if spot.among:
        # An object in a list is itself what is listed.
        return columns.plain(name) in _ENTRIES and any(isinstance(one, dict) for one in item)
    return values or any(isinstance(one, dict) for one in item)


def _cells(value: Mapping[str, Any]) -> dict[str, str]:
    """What stands under each role of those that say something."""
    cells: dict[str, str] = {}
    told = {name: _text(name, item) for name, item in value.items()}
    for name, role in columns.roles(name for name, text in told.items() if text).items():
        if not cells.get(role):
            cells[role] = told[name]
    return cells


def _text(name: str, value: Any) -> str:
    # Only labels stand together in a list; of a list of values each is one of its own.
    if isinstance(value, list) and columns.is_tags(name):
        return ",".join(item for item in value if isinstance(item, str))
    if type(value) is bool and columns.plain(name) == "to_ids":
        return str(value)
    return str(value).strip() if type(value) in (str, int, float) else ""
