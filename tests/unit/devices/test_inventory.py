"""Spreadsheets as they come out of a CMMS."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from wardline.core.errors import InputError, UsageError
from wardline.devices.inventory import Inventory


def read(data, **mapped):
    inventory = Inventory(data, "inv", mapped)
    return list(inventory.devices()), inventory


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", "|"), ("utf-16-le", ",")],
)
def test_encodings_and_delimiters(encoding, delimiter):
    rows = [("Asset No", "Mfr", "Model", "SW Ver"), ("7", "Dräger", "Delta", "1,5")]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    devices, _ = read(text.encode(encoding))
    assert [(d.asset_id, d.maker, d.model, d.version) for d in devices] == [
        ("7", "Dräger", "Delta", "1,5")
    ]


def test_lines_of_two_encodings_in_one_file():
    data = "Tag,Manufacturer,Model\n1,Dräger,A\n".encode() + "2,Dräger,B\n".encode("cp1252")
    assert {device.maker for device in read(data)[0]} == {"Dräger"}


def test_every_row_is_accounted_for():
    text = (
        "Hospital of Anytown,,,\nPrinted 2025,,,\nAsset,Make,Model,Notes\n1,BD,Alaris 8015,\n,,,\n"
        "Asset,Make,Model,Notes\n2,,,see manual\n3,,,\n"
    )
    devices, inventory = read(text.encode())
    assert [device.asset_id for device in devices] == ["1", "2"]
    assert (inventory.rows, inventory.taken, inventory.blank) == (5, 2, 2)
    assert [(loss.place, loss.reason) for loss in inventory.losses] == [
        ("line 8", "The row names no maker, model or description.")
    ]


def workbook(*rows, merges=()):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_three_header_rows_and_merged_cells():
    data = workbook(
        ("Equipment list", None, None, None),
        ("Device", None, "Software", None),
        ("Manufacturer", "Model", "Version", "Asset Number"),
        ("Philips", "IntelliVue MX40", "B.06.18", 1001),
        (None, "IntelliVue MX450", 9.1, 1002.0),
        merges=("A1:D1", "A2:B2", "A4:A5"),
    )
    devices, _ = read(data)
    assert [(d.asset_id, d.maker, d.model, d.version, d.number_cell) for d in devices] == [
        ("1001", "Philips", "IntelliVue MX40", "B.06.18", False),
        ("1002", "Philips", "IntelliVue MX450", "9.1", True),
    ]


def test_a_version_that_became_a_date_is_taken_and_told():
    data = workbook(
        ("Asset", "Manufacturer", "Model", "Version"),
        (1, "BD", "Alaris 8015", dt.datetime(2026, 3, 1)),  # noqa: DTZ001 # as a spreadsheet has it
        (2, "BD", "Alaris 8015", 45352),
    )
    devices, inventory = read(data)
    assert [device.version for device in devices] == ["2026-03-01", "45352"]
    [loss] = inventory.losses
    assert loss.place == "sheet 'Sheet', row 2"
    assert "date" in loss.reason


def test_columns_are_mapped_where_they_are_not_recognized():
    text = b"nr;firma;typ bezeichner;stand\n5;BD;Alaris 8015;9.33\n"
    with pytest.raises(InputError, match="no heading"):
        read(b"a;b\nc;d\n")
    devices, _ = read(
        text, model="typ bezeichner", manufacturer="firma", version="stand", asset_id="nr"
    )
    assert (devices[0].asset_id, devices[0].model, devices[0].version) == (
        "5",
        "Alaris 8015",
        "9.33",
    )
    with pytest.raises(UsageError, match="no column 'Typ X'"):
        read(text, model="Typ X", manufacturer="firma")
    with pytest.raises(UsageError, match="no column role"):
        read(text, colour="firma")


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old"])
def test_broken_workbooks_end_in_a_sentence(data):
    with pytest.raises(InputError):
        read(data)


def test_quotes_that_never_close_lose_no_device():
    devices, inventory = read(b'asset,make,model\n1,BD,"Alaris\n2,BD,Pyxis\n3,GE,CT\n')
    assert [(d.asset_id, d.model) for d in devices] == [
        ("1", "Alaris"),
        ("2", "Pyxis"),
        ("3", "CT"),
    ]
    assert [(loss.place, "quote" in loss.reason) for loss in inventory.losses] == [("line 2", True)]


def test_a_stray_quote_in_front_of_thousands_of_rows_costs_none():
    rows = "".join(f"{number},BD,Alaris 8015 with a long name,9.33\n" for number in range(9000))
    rows = rows.replace("5,BD,", '5,"BD,', 1)
    devices, inventory = read(f"asset,make,model,version\n{rows}".encode())
    assert len(devices) == 9000
    assert next(loss.place for loss in inventory.losses) == "line 7"


def test_cells_with_line_breaks_stay_one_row():
    devices, inventory = read(b'asset,make,model,notes\n1,BD,Alaris,"a\nb\nc"\n2,BD,Pyxis,\n')
    assert [(d.asset_id, d.notes, d.place) for d in devices] == [
        ("1", "a\nb\nc", "line 2"),
        ("2", "", "line 5"),
    ]
    assert inventory.losses == []
