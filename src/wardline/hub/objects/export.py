"""Objects as files: STIX, a table, and every format that a member's tools load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.errors import NotFoundError, UnprocessableError
from wardline.core.ids import new_id
from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load
from wardline.defend.base import Exporter
from wardline.defend.listing import Listing
from wardline.defend.select import Rules

# A STIX bundle of whatever objects; the other formats are made of indicators.
BUNDLE = "bundle"
NAMES = (BUNDLE, *FORMATS)
_ENDINGS = {
    "bundle": "json",
    "stix": "json",
    "csv": "csv",
    "misp": "json",
    "yara": "yar",
    "suricata": "rules",
    "snort": "rules",
    "sigma": "yml",
    "zeek-intel": "dat",
    "rpz": "zone",
}


class File(NamedTuple):
    """A file to hand out."""

    name: str
    media: str
    body: bytes


@cache
def _kind(name: str) -> type[Exporter]:
    """Looking for a plug-in costs 2 ms, and a page asks for sixteen."""
    return type(load(name))


def _exporter(name: str) -> Exporter:
    return _kind(name)()


class _Sink:
    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Add to the file."""
        self.parts.append(data)

    def beside(self, suffix: str, data: bytes) -> None:
        """Nothing: one download is one file."""


def formats(body: bytes, now: int) -> list[dict[str, str]]:
    """The formats, with the tool that each one is for, and why one cannot carry this object."""
    found = [{"name": BUNDLE, "tool": _("STIX 2.1, the object as it is"), "why_not": ""}]
    obj = jsonio.decode(body)
    if obj.get("type") != "indicator":
        return found
    for name in FORMATS:
        exporter = _exporter(name)
        listing = Listing(exporter, Rules(WarningLists.bundled()))
        listing.put(obj)
        reasons = () if listing.entries(now) else _reasons(listing, now)
        why_not = "" if listing.entries(now) else next(iter(reasons), _("it has nothing for it"))
        found.append({"name": name, "tool": exporter.about.tool, "why_not": why_not})
    return found


def _reasons(listing: Listing, now: int) -> list[str]:
    return list(dict.fromkeys(left.reason for left in listing.left_out(now)))


def export(bodies: Sequence[bytes], format_name: str, now: int, name: str) -> File:
    """`bodies` in a format. *Raises* UnprocessableError with the reasons where nothing is left."""
    if format_name == BUNDLE:
        head = b'{"type":"bundle","id":"' + new_id("bundle").encode() + b'","objects":[\n'
        return File(f"{name}.json", "application/stix+json", head + b",\n".join(bodies) + b"\n]}\n")
    if format_name not in FORMATS:
        raise NotFoundError(
            _("There is no format %(name)s.") % {"name": repr(format_name[:40])},
            hint=_("There are %(names)s.") % {"names": ", ".join(NAMES)},
        )
    exporter = _exporter(format_name)
    listing = Listing(exporter, Rules(WarningLists.bundled()))
    objects: list[Mapping[str, Any]] = [jsonio.decode(body) for body in bodies]
    for obj in objects:
        if obj.get("type") == "indicator":
            listing.put(obj)
    if not listing.entries(now):
        raise _nothing(listing, now, format_name)
    sink = _Sink()
    listing.write(now, sink)
    ending = _ENDINGS.get(format_name, "txt")
    return File(f"{name}-{format_name}.{ending}", exporter.about.media, b"".join(sink.parts))


def _nothing(listing: Listing, now: int, format_name: str) -> UnprocessableError:
    reasons = dict.fromkeys(f"{left.what[:100]}: {left.reason}" for left in listing.left_out(now))
    told = "; ".join(list(reasons)[:5])
    if not told:
        told = _("only indicators can be put into a tool")
    return UnprocessableError(
        _("Nothing of this can be put into %(format)s (%(why)s).")
        % {"format": format_name, "why": told},
        hint=_("Take another format, or the STIX bundle, which leaves nothing out."),
    )
