"""An inventory out of any CMMS: the columns are recognized by their usual names, or mapped once.

Every row is accounted for: a device, or a loss with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from wardline.core.errors import MalformedError, UnprocessableError, UsageError
from wardline.core.jsonio import decode
from wardline.devices.bomxml import read_bom_xml
from wardline.devices.documents import read_devices, read_tag_value
from wardline.devices.headings import ROLES, USUAL, Layout, find_layout
from wardline.devices.model import Device, Loss
from wardline.devices.tables import BadRow, Row, read_rows
from wardline.devices.tables import decode as decode_text
from wardline.devices.udi import split_udi

_ALIASES = {
    "maker": "manufacturer",
    "version": "software_version",
    "kind": "description",
    "id": "asset_id",
}
_SEARCHED = 40
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T|$)")
_NEEDED = 2


class Inventory:
    """A file read row by row; `losses` and the counts grow while it is read."""

    def __init__(
        self,
        data: bytes,
        file: str,
        mapped: Mapping[str, str] | None = None,
        remembered: Iterable[tuple[str, Mapping[str, str]]] = (),
        *,
        scan: bool = False,
    ) -> None:
        """Read `data`; `mapped` gives a role's column by its heading (or its number from 1).

        `remembered` are maps of earlier times with the headings for which they were given; `scan`
        says that a row that names nothing but an address is a device too.
        """
        self.scan = scan
        self.remembered = dict(remembered)
        self.data = data
        self.file = file
        self.mapped = {_ALIASES.get(role, role): name for role, name in (mapped or {}).items()}
        for role in self.mapped:
            if role not in USUAL:
                raise UsageError(
                    f"--map: there is no column role '{role}'.", hint=f"Roles: {', '.join(ROLES)}."
                )
        self.losses: list[Loss] = []
        self.rows = 0
        self.blank = 0
        self.taken = 0
        self.layouts: list[Layout] = []

    def devices(self) -> Iterator[Device]:
        """Every row that names a device. *Raises* MalformedError, UnprocessableError."""
        document = self._document()
        if document is not None:
            yield from self._listed(*document)
            return
        sheet: str | None = None
        waiting: list[Row] = []
        layout: Layout | None = None
        for row in read_rows(self.data):
            if isinstance(row, BadRow):
                self.losses.append(Loss(self.file, row.place, row.reason))
                continue
            if row.sheet != sheet:
                yield from self._late(waiting, layout)
                sheet, waiting, layout = row.sheet, [], None
            if layout is not None:
                yield from self._device(row, layout)
                continue
            waiting.append(row)
            if len(waiting) == _SEARCHED:
                layout, rest = self._begin(waiting)
                waiting = [] if layout else waiting[-_SEARCHED + 1 :]
                if layout is not None:
                    for early in rest:
                        yield from self._device(early, layout)
        yield from self._late(waiting, layout)
        if not self.layouts:
            raise self._no_columns()

    def _document(self) -> tuple[list[Device], list[Loss]] | None:
        """The devices of an SBOM, of FHIR or of CHPL; None where the file is a table."""
        head = self.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
        if head[:1] in (b"{", b"["):
            return self._json()
        if head[:1] == b"<":
            return read_devices(read_bom_xml(self.data), self.file)
        if head.startswith(b"SPDXVersion:"):
            return read_tag_value(decode_text(self.data)), []
        return None

    def _json(self) -> tuple[list[Device], list[Loss]]:
        """One JSON document, or one FHIR resource a line (bulk export)."""
        try:
            return read_devices(decode(self.data), self.file)
        except MalformedError:
            lines = self.data.splitlines()
            if len(lines) < _NEEDED or b'"resourceType"' not in self.data[:65536]:
                raise
        found: list[Device] = []
        losses: list[Loss] = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                more, lost = read_devices(decode(line), self.file)
            except MalformedError:
                losses.append(Loss(self.file, f"line {number}", "This line is no JSON."))
                continue
            found += [replace(device, place=f"line {number}") for device in more]
            losses += [loss._replace(place=f"line {number}{loss.place}") for loss in lost]
        return found, losses

    def _listed(self, found: list[Device], losses: list[Loss]) -> Iterator[Device]:
        self.rows += len(losses)
        self.losses += losses
        if not found:
            why = losses[0] if losses else Loss(self.file, "", "It lists no device or component.")
            where = f" at {why.place}" if why.place else ""
            raise UnprocessableError(
                f"{self.file}: {why.reason.rstrip('.')}{where}.",
                hint="An inventory is a table, an SBOM (CycloneDX, SPDX), FHIR Device or CHPL. What"
                " tells how advisories concern products (VEX) goes to --advisories.",
            )
        for device in found:
            self.rows += 1
            if not (device.model or device.kind):
                self.losses.append(Loss(self.file, device.place, "It has no name."))
                continue
            self.taken += 1
            yield device

    def _late(self, waiting: list[Row], layout: Layout | None) -> Iterator[Device]:
        """The rows of a sheet that ended before its heading was looked for."""
        if layout is not None or not waiting:
            return
        found, rest = self._begin(waiting)
        if found is None:
            filled = sum(any(row.cells) for row in waiting)
            if filled and waiting[0].sheet:
                self.losses.append(
                    Loss(self.file, f"sheet '{waiting[0].sheet}'", "No columns are recognized.")
                )
            return
        for row in rest:
            yield from self._device(row, found)

    def _begin(self, rows: list[Row]) -> tuple[Layout | None, list[Row]]:
        """The layout, and the rows behind its heading."""
        at, layout = find_layout(rows, self.mapped or self._as_before(rows), scan=self.scan)
        if layout is None:
            return None, []
        self.layouts.append(layout)
        return layout, rows[at:]

    def _as_before(self, rows: list[Row]) -> Mapping[str, str]:
        """The map that was given once for one of these rows as the heading."""
        if not self.remembered:
            return {}
        keys = (heading_key(row.cells) for row in rows)
        return next((self.remembered[key] for key in keys if key in self.remembered), {})

    def _device(self, row: Row, layout: Layout) -> Iterator[Device]:
        self.rows += 1
        if not any(row.cells):
            self.blank += 1
            return
        texts = {role: _cell(row, places) for role, places in layout.columns.items()}
        if _is_heading(row, layout):
            self.blank += 1
            return
        if not any(
            texts.get(role) for role in ("manufacturer", "model", "description", "notes", "udi")
        ) and not (self.scan and any(texts.get(role) for role in ("ip", "mac", "host"))):
            reason = "The row names no maker, model or description."
            self.losses.append(Loss(self.file, row.place, reason))
            return
        self.taken += 1
        if row.sheet and _DAY.match(texts.get("software_version", "")):
            reason = "A date stands for the version, as spreadsheets make of '3.1': to be checked."
            self.losses.append(Loss(self.file, row.place, reason))
        yield make_device(texts, row, layout)

    def _no_columns(self) -> UnprocessableError:
        return UnprocessableError(
            f"{self.file}: no heading is recognized, so no device can be read.",
            hint="Say which column is which, for example --map model='Type' manufacturer='Firm'.",
        )


def heading_key(cells: Iterable[str]) -> str:
    """What stands for a heading when a map is remembered."""
    return "\x1f".join(" ".join(cell.lower().split()) for cell in cells).rstrip("\x1f")


def make_device(texts: dict[str, str], row: Row, layout: Layout) -> Device:
    """The device in a row whose cells have been sorted by role."""
    version_at = layout.columns.get("software_version", [])
    number = any(i in row.numbers and i < len(row.cells) and row.cells[i] for i in version_at[:1])
    return Device(
        asset_id=texts.get("asset_id") or texts.get("serial") or row.place,
        maker=texts.get("manufacturer", ""),
        model=_joined(row, layout.columns.get("model", [])) or _model_of(texts.get("udi", "")),
        version=texts.get("software_version", ""),
        kind=texts.get("description", ""),
        notes=" ".join(
            filter(
                None, (row.cells[i] for i in layout.columns.get("notes", []) if i < len(row.cells))
            )
        ),
        location=_joined(row, layout.columns.get("location", [])),
        place=row.place,
        number_cell=number,
        extra={
            role: texts[role]
            for role in (
                "serial",
                "ip",
                "mac",
                "network",
                "exposure",
                "os",
                "host",
                "role",
                "status",
                "udi",
                "product_code",
                "lot",
                "manufactured",
                "control",
                "control_until",
            )
            if texts.get(role)
        },
    )


def _model_of(udi: str) -> str:
    """The maker's own number in a UDI, for rows that name no model."""
    parts = split_udi(udi) if udi else None
    return parts.model if parts else ""


def _cell(row: Row, places: list[int]) -> str:
    """The first of a role's columns that is filled."""
    return next((row.cells[i] for i in places if i < len(row.cells) and row.cells[i]), "")


def _joined(row: Row, places: list[int]) -> str:
    """All of a role's columns, without repeating what another already says."""
    kept: list[str] = []
    for index in places:
        text = row.cells[index] if index < len(row.cells) else ""
        if text and not any(text.lower() in other.lower() for other in kept):
            kept = [other for other in kept if other.lower() not in text.lower()]
            kept.append(text)
    return " ".join(kept)


def _is_heading(row: Row, layout: Layout) -> bool:
    """Whether a row repeats the heading (printed pages joined together)."""
    if row.cells[0].lower() != layout.heading[0].lower():
        return False
    cells = tuple(cell.lower() for cell in row.cells if cell)
    return len(cells) >= _NEEDED and cells == tuple(name.lower() for name in layout.heading if name)
