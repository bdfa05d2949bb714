"""Bad input of issue 7: taken as far as it goes, each loss with its place, no device lost."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pytest

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.inventory import Inventory
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.rank import written_day
from wardline.devices.sources import read_advisories

MAKERS = Makers.bundled()


def advisory(versions="<= 9.33", **tree):
    leaf = {"name": "Alaris 8015", "product_id": "P1"}
    version = {"category": "product_version_range", "name": versions, "product": leaf}
    name = {"category": "product_name", "name": "Alaris 8015", "branches": [version]}
    maker = {"category": "vendor", "name": "BD", "branches": [name]}
    return {
        "document": {"tracking": {"id": "MK-1"}, "title": "BD Alaris 8015"},
        "product_tree": {"branches": [maker], **tree},
        "vulnerabilities": [
            {"cve": "CVE-2026-10001", "product_status": {"known_affected": ["P1"]}}
        ],
    }


def workbook(rows, merges=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def statuses(data):
    """What becomes of each device of an inventory under one advisory, by its tag."""
    matcher = Matcher(Catalog([read_csaf(advisory(), "x")[0]], MAKERS))
    inventory = Inventory(data, "inv")
    found = {d.asset_id: [f.status.value for f in matcher.findings(d)] for d in inventory.devices()}
    return found, inventory


def test_merged_cells_over_three_headings_and_wards_cost_no_device():
    """Three header rows, merges down, across and both, the maker and the ward said once each."""
    rows = [
        ("Equipment of a made-up hospital", None, None, None, None),
        ("Where", None, "What", None, "Software"),
        ("Asset Number", "Location", "Manufacturer", "Model", "Version"),
        (1, "ICU", "BD", "Alaris 8015", "9.33"),
        (2, None, None, None, "9.34"),
        (3, None, None, None, None),
        (4, "ED", "Olympus", "CV-190", None),
    ]
    data = workbook(rows, ("A1:E1", "A2:B2", "C2:D2", "B4:B6", "C4:C6", "D4:D6", "D7:E7"))
    found, inventory = statuses(data)
    assert found == {"1": ["affected"], "2": ["not_affected"], "3": ["check"], "4": []}
    assert (inventory.rows, inventory.taken, inventory.losses) == (4, 4, [])


AS_A_DAY = dt.datetime(2026, 9, 3)  # noqa: DTZ001 # as a spreadsheet has it


@pytest.mark.parametrize("version", [AS_A_DAY, 46268, 46268.0, "3-Sep", "25-Sep", "Sep-25"])
def test_a_version_that_became_a_date_is_never_told_as_not_affected(version):
    """9.3 typed into a cell that thinks of days: the device is to be checked."""
    rows = [("Asset", "Manufacturer", "Model", "Version"), (1, "BD", "Alaris 8015", version)]
    assert statuses(workbook(rows))[0] == {"1": ["check"]}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46387", dt.date(2026, 12, 31)),
        ("36526", dt.date(2000, 1, 1)),
        ("12/31/2026", dt.date(2026, 12, 31)),
        ("9331", None),
        ("99999", None),
    ],
)
def test_days_as_numbers_are_read_as_spreadsheets_mean_them(text, day):
    assert written_day(text) == day


def test_a_million_rows_are_all_taken():
    rows = b"".join(b"%d,BD,Alaris 8015,9.33\n" % number for number in range(1_000_000))
    inventory = Inventory(b"Asset,Manufacturer,Model,Version\n" + rows, "inv.csv")
    assert sum(1 for _ in inventory.devices()) == 1_000_000
    assert (inventory.rows, inventory.taken, inventory.losses) == (1_000_000, 1_000_000, [])


def test_lines_of_three_encodings_keep_each_device():
    """Exports joined by hand; what no encoding can be is shown as a mark, never dropped."""
    data = (
        b"\xef\xbb\xbfTag,Manufacturer,Model,Version\n"
        + "1,BD,Alaris 8015,9.33 Ä\n".encode()
        + "2,BD,Alaris 8015,9.33 Ä\n".encode("cp1252")
        + b"3,BD,Alaris 8015,9.33 \x81\xfe\n"
        + b"4,BD\x00,Alaris 8015,9.33\n"
    )
    found, inventory = statuses(data)
    assert set(found) == {"1", "2", "3", "4"}
    assert all(one in (["affected"], ["check"]) for one in found.values())
    assert inventory.losses == []


def places(document):
    return {loss.place: loss.reason for loss in read_csaf(document, "x")[1]}


def test_circles_of_relationships_end_and_are_listed():
    names = [f"R{number}" for number in range(3)]
    circle = [
        {
            "product_reference": one,
            "relates_to_product_reference": other,
            "full_product_name": {"product_id": one, "name": one},
        }
        for one, other in zip(names, [*names[1:], names[0]], strict=True)
    ]
    itself = {"product_reference": "S", "relates_to_product_reference": "S"}
    told = places(advisory(relationships=[*circle, itself]))
    assert {place for place in told if "in a circle" in told[place]} == {
        f"/product_tree/relationships/{number}" for number in range(4)
    }


@pytest.mark.parametrize("step", [1, -1])
def test_long_chains_of_relationships_are_followed_from_either_end(step):
    """In one round each way: a chain written backwards once cost its length times its length."""
    chain = [
        {
            "product_reference": f"P{number}",
            "relates_to_product_reference": "P1",
            "full_product_name": {"product_id": f"P{number + 1}", "name": f"Part {number}"},
        }
        for number in range(1, 20_000)
    ]
    assert places(advisory(relationships=chain[::step])) == {}


def test_a_tree_with_missing_ids_names_and_branches_is_taken_around_them():
    document = advisory()
    [maker] = document["product_tree"]["branches"]
    maker["branches"] += [
        None,
        {"category": "product_name", "name": "Pyxis", "product": {"name": "Pyxis"}},
        {"category": "product_name", "product": {"product_id": "P9"}},
        {"category": "product_name", "name": "Twice", "product": {"name": "T", "product_id": "P1"}},
        {"branches": {"no": "list"}},
    ]
    del document["document"]["tracking"]["id"]
    ((made, losses),) = read_advisories([("folder/mk-77.json", json.dumps(document).encode())])
    assert made.id == "mk-77"
    told = {loss.place for loss in losses}
    base = "/product_tree/branches/0/branches"
    assert {"/document/tracking/id", f"{base}/1", f"{base}/2/product", f"{base}/3/name"} <= told
    assert f"{base}/5/branches" in told
    matcher = Matcher(Catalog([made], MAKERS))
    [device] = Inventory(b"Tag,Maker,Model,Version\n1,BD,Alaris 8015,9.33\n", "x").devices()
    assert [f.status.value for f in matcher.findings(device)] == ["affected"]


def test_a_tree_that_is_too_deep_is_cut_and_told():
    branch = {
        "category": "product_name",
        "name": "End",
        "product": {"name": "E", "product_id": "E"},
    }
    for number in range(3_000):
        branch = {"category": "product_family", "name": f"F{number}", "branches": [branch]}
    document = advisory()
    document["product_tree"]["branches"].append(branch)
    assert any("deeper than" in reason for reason in places(document).values())
