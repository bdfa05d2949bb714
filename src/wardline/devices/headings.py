"""Headings of inventories: which column is which, by the usual names in a table of data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wardline.core.errors import UsageError
from wardline.devices.fold import split
from wardline.devices.tables import Row

# role → usual names, the most telling first. Folded words, joined by blanks.
USUAL: dict[str, tuple[str, ...]] = {
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
        "control",
        "ce",
        "ceid",
        "ce number",
        "ce no",
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
        "oem name",
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
        "s w ver",
        "s w version",
        "s w rev",
        "s w",
        "f w",
        "f w ver",
        "fw rev",
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
        "equipment",
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
    "os": ("os", "os version", "operating system", "os name", "os family", "detected os"),
    "ip": ("ip", "ip address", "ipaddress", "ip addr", "ipv4", "ipv4 address", "ip addresses"),
    "mac": ("mac", "mac address", "macaddress", "mac addr", "hardware address", "physical address"),
    "host": ("host", "hostname", "host name", "dns name", "fqdn", "netbios name", "computer name"),
    # Who made the network card says nothing of who made the device.
    "oui": (
        "mac vendor",
        "mac manufacturer",
        "oui",
        "oui vendor",
        "nic vendor",
        "network card vendor",
        "network adapter vendor",
        "mac address vendor",
    ),
    "network": (
        "vlan",
        "network zone",
        "zone",
        "network",
        "segment",
        "network segment",
        "networked",
        "connected",
        "network connected",
        "on network",
        "subnet",
        "vlan id",
        "vlan name",
        "ssid",
        "access point",
    ),
    "exposure": (
        "internet facing",
        "internet exposed",
        "internet accessible",
        "exposed to internet",
        "public facing",
        "publicly exposed",
        "externally accessible",
        "exposure",
        "network exposure",
        "system exposure",
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
    "product_code": ("fda product code", "product code", "fda code", "procode", "fda procode"),
    "lot": ("lot", "lot number", "lot no", "batch", "batch number"),
    "manufactured": (
        "manufacture date",
        "manufactured",
        "mfg date",
        "date of manufacture",
        "manufacturing date",
        "date manufactured",
        "dom",
    ),
    "control": ("compensating control", "tested control", "mitigation", "controls"),
    "control_until": ("control until", "control ends", "mitigation until", "mitigation expires"),
}
ROLES = tuple(USUAL)
_BY_NAME = {name: (rank, role) for role, names in USUAL.items() for rank, name in enumerate(names)}
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
_NEEDED = 2


class Layout(NamedTuple):
    """Which columns hold which role (the first is the main one), and the heading as it was read."""

    columns: dict[str, list[int]]
    heading: tuple[str, ...]


def find_layout(
    rows: list[Row], mapped: Mapping[str, str], *, scan: bool = False
) -> tuple[int, Layout | None]:
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
    telling = {"model", "manufacturer", "description", *(("ip", "mac", "host") if scan else ())}
    if not telling & set(columns):
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
