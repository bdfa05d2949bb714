"""A network scan beside the inventory: where each device really is, and what stands in no list.

Rows are joined by MAC address, else serial number, else IP address; a scan's word is kept beside
the record's, never in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wardline.devices.model import Device, Loss
from wardline.devices.versions import is_blank

_MAC = re.compile(r"[0-9a-f]{12}")
_FILLED = ("network", "ip", "mac", "os", "host")


class Scan:
    """The rows of a scan, to be asked for each device; what nobody asked for is left over."""

    def __init__(self, rows: Iterable[Device], file: str) -> None:
        """Index the rows by what identifies them."""
        self.file = file
        self._rows = list(rows)
        self._left = set(range(len(self._rows)))
        self._by: dict[tuple[str, str], int] = {}
        for place, row in enumerate(self._rows):
            for key in _keys(row):
                self._by.setdefault(key, place)

    def seen(self, device: Device) -> Device:
        """`device` with what the scan saw of it."""
        place = next((self._by[key] for key in _keys(device) if key in self._by), None)
        if place is None:
            return device
        self._left.discard(place)
        row = self._rows[place]
        extra = dict(device.extra)
        for name in _FILLED:
            told, had = row.extra.get(name, ""), extra.get(name, "")
            if told and told.lower() not in had.lower():
                # Where the two disagree, both count: an exposed place is not forgotten.
                extra[name] = f"{had} / {told}" if had and name == "network" else had or told
        return replace(device, version=_version(device, row), extra=extra)

    def left(self) -> tuple[list[Device], list[Loss]]:
        """What is on the network and in no inventory: devices, and rows that do not say what."""
        rows = [self._rows[place] for place in sorted(self._left)]
        named = [_tagged(row) for row in rows if row.maker or row.model or row.kind]
        reason = "On the network, not in the inventory, and nothing says what it is."
        losses = [
            Loss(self.file, row.place, f"{reason} ({_shown(row)})")
            for row in rows
            if not (row.maker or row.model or row.kind)
        ]
        return named, losses


def _version(device: Device, row: Device) -> str:
    """The version on record, with what the scan read beside it where they differ."""
    if is_blank(row.version) or row.version.strip() == device.version.strip():
        return device.version
    return row.version if is_blank(device.version) else f"{device.version} / {row.version}"


def _keys(device: Device) -> Iterator[tuple[str, str]]:
    mac = re.sub(r"[^0-9a-f]", "", device.extra.get("mac", "").lower())
    if _MAC.fullmatch(mac):
        yield "mac", mac
    serial = "".join(device.extra.get("serial", "").lower().split())
    if len(serial) > 3:  # noqa: PLR2004 # "1", "n/a" and "-" identify nothing
        yield "serial", serial
    if device.extra.get("ip", "").strip():
        yield "ip", device.extra["ip"].strip()


def _tagged(row: Device) -> Device:
    """A device that no list has tagged, under its name or address on the network."""
    if row.asset_id != row.place:
        return row
    names = (row.extra.get(name, "") for name in ("host", "mac", "ip"))
    return replace(row, asset_id=next(filter(None, names), row.asset_id))


def _shown(row: Device) -> str:
    return ", ".join(filter(None, (row.extra.get(name, "") for name in ("ip", "mac", "host"))))
