"""An inventory out of any CMMS: the columns are recognized by their usual names, or mapped once.

Every row is accounted for: a device, or a loss with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from wardline.core.errors import UnprocessableError, UsageError
from wardline.core.jsonio import decode
from wardline.devices.documents import read_devices
from wardline.devices.fold import split
from wardline.devices.model import Device, Loss
from wardline.devices.tables import BadRow, Row, read_rows
from wardline.devices.udi import split_udi

# role → usual names, the most telling first. Folded words, joined by blanks.
_USUAL: dict[str, tuple[str, ...]] = {
    "asset_id": (
        "asset id",
        "asset number",
        "asset no",
        "asset tag",
        "asset",
        "assetid",
        "assettag",
        "equipment id",
        "equipment number",
        "equipment no",
        "equip id",
        "equip no",
        "equip",
        "control number",
        "control no",
        "ctrl no",
        "ctrl",
        "cmms id",
        "inventory number",
        "inventory no",
        "inv no",
        "inventory id",
        "inv",
        "tag number",
        "tag no",
        "tag",
        "be number",
        "bmet",
        "ecn",
        "cen",
        "unit number",
        "property number",
        "device id",
        "item number",
        "id",
        "equipment tag",
        "record id",
        "hospital id",
        "biomed",
        "biomed id",
        "biomed tag",
        "geratenummer",
        "inventarnummer",
        "barcode",
    ),
    "manufacturer": (
        "manufacturer",
        "manufacturer name",
        "mfr",
        "mfg",
        "make",
        "maker",
        "mfgr",
        "manuf",
        "manufact",
        "oem",
        "vendor",
        "vendor name",
        "brand",
        "mfr name",
        "mfg name",
        "company",
        "equipment manufacturer",
        "device manufacturer",
        "hersteller",
        "fabricante",
        "supplier",
        "developer",
        "manufacturer label name",
    ),
    "model": (
        "model",
        "model name",
        "model number",
        "model no",
        "model num",
        "model description",
        "device model",
        "equipment model",
        "mfr model",
        "mdl",
        "product model",
        "product",
        "product name",
        "make model",
        "manufacturer model",
        "mfg model",
        "model id",
        "typ",
        "modelo",
        "device",
        "system name",
        "model version",
        "catalog number",
        "item name",
    ),
    "software_version": (
        "software version",
        "sw version",
        "software ver",
        "sw ver",
        "software rev",
        "sw rev",
        "software revision",
        "software",
        "sw",
        "version",
        "firmware version",
        "fw version",
        "firmware",
        "fw",
        "fw ver",
        "firmware rev",
        "software firmware version",
        "sw fw version",
        "software firmware",
        "version number",
        "ver",
        "rev",
        "revision",
        "current version",
        "sw fw",
        "application version",
        "software release",
        "sw level",
        "softwareversion",
        "installed version",
    ),
    "description": (
        "description",
        "device description",
        "equipment description",
        "device type",
        "equipment type",
        "nomenclature",
        "device name",
        "equipment name",
        "name",
        "type",
        "category",
        "device category",
        "modality",
        "class",
        "device class",
        "asset description",
        "asset type",
        "equip type",
        "equip description",
        "desc",
        "generic name",
        "ecri name",
        "item description",
        "asset name",
        "bezeichnung",
    ),
    "notes": (
        "notes",
        "note",
        "comments",
        "comment",
        "remarks",
        "remark",
        "memo",
        "biomed notes",
        "pm notes",
        "additional info",
        "additional information",
        "misc",
        "other",
        "bemerkung",
        "free text",
        "details",
        "work order notes",
    ),
    "serial": (
        "serial",
        "serial number",
        "serial no",
        "serialnumber",
        "sn",
        "s n",
        "ser no",
        "serial num",
    ),
    "location": (
        "location",
        "loc",
        "department",
        "dept",
        "ward",
        "unit",
        "room",
        "building",
        "area",
        "site",
        "cost center",
        "facility",
        "campus",
        "floor",
        "clinic",
        "owner department",
        "owner",
        "location name",
        "standort",
        "dept location",
    ),
    "ip": ("ip", "ip address", "ipaddress", "ip addr"),
    "mac": ("mac", "mac address", "macaddress"),
    "network": (
        "vlan",
        "network zone",
        "zone",
        "network",
        "segment",
        "network segment",
        "exposure",
        "internet facing",
        "networked",
        "connected",
        "network connected",
        "on network",
    ),
    "role": (
        "role",
        "risk",
        "risk class",
        "risk level",
        "criticality",
        "life support",
        "priority",
        "risk score",
        "clinical risk",
        "patient risk",
        "safety impact",
        "risk category",
        "device risk",
        "em number",
        "function",
    ),
    "status": ("status", "state", "asset status", "condition", "in service", "active"),
    "udi": ("udi", "udi di", "device identifier", "gtin", "di"),
    "manufactured": (
        "manufacture date",
        "manufactured",
        "mfg date",
        "date of manufacture",
        "manufacturing date",
        "date manufactured",
        "dom",
    ),
    "control": ("control", "compensating control", "mitigation", "controls"),
    "control_until": ("control until", "control ends", "mitigation until", "mitigation expires"),
}
ROLES = tuple(_USUAL)
_BY_NAME = {name: (rank, role) for role, names in _USUAL.items() for rank, name in enumerate(names)}
# Words that give a column away inside a longer heading, in the order in which they count.
_INSIDE = (
    ("serial", "serial"),
    ("manufacturer", "manufacturer"),
    ("mfr", "manufacturer"),
    ("mfg", "manufacturer"),
    ("maker", "manufacturer"),
    ("vendor", "manufacturer"),
    ("model", "model"),
    ("firmware", "software_version"),
    ("software", "software_version"),
    ("version", "software_version"),
    ("asset", "asset_id"),
    ("tag", "asset_id"),
    ("notes", "notes"),
    ("comments", "notes"),
    ("remarks", "notes"),
    ("description", "description"),
    ("location", "location"),
    ("department", "location"),
    ("dept", "location"),
)
_ALIASES = {
    "maker": "manufacturer",
    "version": "software_version",
    "kind": "description",
    "id": "asset_id",
}
_SEARCHED = 40
_NEEDED = 2


class Layout(NamedTuple):
    """Which columns hold which role (the first is the main one), and the heading as it was read."""

    columns: dict[str, list[int]]
    heading: tuple[str, ...]


class Inventory:
    """A file read row by row; `losses` and the counts grow while it is read."""

    def __init__(self, data: bytes, file: str, mapped: Mapping[str, str] | None = None) -> None:
        """Read `data`; `mapped` gives a role's column by its heading (or its number from 1)."""
        self.data = data
        self.file = file
        self.mapped = {_ALIASES.get(role, role): name for role, name in (mapped or {}).items()}
        for role in self.mapped:
            if role not in _USUAL:
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
        if self.data.lstrip()[:1] in (b"{", b"["):
            yield from self._json()
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

    def _json(self) -> Iterator[Device]:
        """The devices of a document that is JSON (an SBOM, FHIR, CHPL)."""
        value = decode(self.data)
        found, losses = read_devices(value, self.file)
        self.losses += losses
        if not found:
            raise self._no_columns()
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
        at, layout = find_layout(rows, self.mapped)
        if layout is None:
            return None, []
        self.layouts.append(layout)
        return layout, rows[at:]

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
        ):
            reason = "The row names no maker, model or description."
            self.losses.append(Loss(self.file, row.place, reason))
            return
        self.taken += 1
        yield make_device(texts, row, layout)

    def _no_columns(self) -> UnprocessableError:
        return UnprocessableError(
            f"{self.file}: no heading is recognized, so no device can be read.",
            hint="Say which column is which, for example --map model='Type' manufacturer='Firm'.",
        )


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
                "role",
                "status",
                "udi",
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


# -- headings ------------------------------------------------------------------------------------


def find_layout(rows: list[Row], mapped: Mapping[str, str]) -> tuple[int, Layout | None]:
    """Where the data begins, and which column is which.

    The heading is the row with the most known names; rows above it (merged group headings) and a
    row below it that goes on naming columns are read together with it.
    """
    best: tuple[int, int, dict[int, tuple[int, str]]] = (0, -1, {})
    for index, row in enumerate(rows):
        found = _roles_of(row.cells)
        score = len({role for _, role in found.values()})
        if mapped and _mapped_here(row.cells, mapped):
            score += 100
        if score > best[0]:
            best = (score, index, found)
    score, at, found = best
    if at < 0 and mapped:
        # Nothing is known here: the first row with cells is the heading, or the map says what not.
        at = next((i for i, row in enumerate(rows) if sum(map(bool, row.cells)) >= _NEEDED), -1)
    if at < 0 or (score < _NEEDED and not mapped):
        return 0, None
    cells = list(rows[at].cells)
    end = at + 1
    if at:
        found = _with_above(rows[max(0, at - 2) : at], cells, found)
    if end < len(rows) and _goes_on(rows[end].cells, cells, found):
        for index, pair in _roles_of(rows[end].cells).items():
            if index not in found:
                found[index] = pair
        end += 1
    columns = _columns(found)
    _apply_map(cells, mapped, columns)
    if not ({"model", "manufacturer", "description"} & set(columns)):
        return 0, None
    return end, Layout(columns, tuple(cells))


def _roles_of(cells: Iterable[str]) -> dict[int, tuple[int, str]]:
    found = {}
    for index, cell in enumerate(cells):
        pair = role_of(cell)
        if pair is not None:
            found[index] = pair
    return found


def role_of(heading: str) -> tuple[int, str] | None:
    """The role that a heading names and how well it does (0 is best), or None."""
    if not heading or len(heading) > 60:  # noqa: PLR2004 # a sentence is no heading
        return None
    words = split(heading).words
    pair = _BY_NAME.get(" ".join(words)) or _BY_NAME.get("".join(words))
    if pair is not None:
        return pair
    if len(words) > 6:  # noqa: PLR2004 # as above
        return None
    return next(((50, role) for word, role in _INSIDE if word in words), None)


def _with_above(
    above: list[Row], cells: list[str], found: dict[int, tuple[int, str]]
) -> dict[int, tuple[int, str]]:
    """Roles of columns that only make sense with the heading above ("Software" over "Version")."""
    for index in range(len(cells)):
        if index in found:
            continue
        texts = [row.cells[index] for row in above if index < len(row.cells) and row.cells[index]]
        joined = " ".join([*texts, cells[index]]).strip()
        pair = role_of(joined) or (role_of(texts[-1]) if texts and not cells[index] else None)
        if pair is not None:
            found[index] = pair
    return found


def _goes_on(below: list[str], cells: list[str], found: dict[int, tuple[int, str]]) -> bool:
    """Whether the next row still names columns: only where the heading left them blank."""
    roles = _roles_of(below)
    fresh = [i for i in roles if i not in found and (i >= len(cells) or not cells[i])]
    return bool(fresh) and len(roles) == sum(bool(cell) for cell in below)


def _columns(found: dict[int, tuple[int, str]]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for index, (_, role) in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        columns.setdefault(role, []).append(index)
    for role in ("model", "location"):
        if role in columns:
            columns[role].sort()
    return columns


def _mapped_here(cells: list[str], mapped: Mapping[str, str]) -> bool:
    names = {" ".join(cell.lower().split()) for cell in cells}
    asked = [" ".join(name.lower().split()) for name in mapped.values() if not name.isdecimal()]
    return bool(asked) and all(name in names for name in asked)


def _apply_map(cells: list[str], mapped: Mapping[str, str], columns: dict[str, list[int]]) -> None:
    names = [" ".join(cell.lower().split()) for cell in cells]
    for role, name in mapped.items():
        wanted = " ".join(name.lower().split())
        if wanted in names:
            place = names.index(wanted)
        elif name.isdecimal() and 0 < int(name) <= len(cells):
            place = int(name) - 1
        else:
            shown = ", ".join(repr(cell) for cell in cells if cell)
            raise UsageError(f"--map: there is no column '{name}'.", hint=f"Columns: {shown}.")
        for places in columns.values():
            if place in places:
                places.remove(place)
        columns[role] = [place]
    for role in [role for role, places in columns.items() if not places]:
        del columns[role]
