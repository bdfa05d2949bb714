"""Recalls and advisories by number: device identifiers, product codes, serial numbers, lots."""

from __future__ import annotations

import json

import pytest

from wardline.devices.catalog import Catalog
from wardline.devices.idroad import IdRoad
from wardline.devices.inventory import Inventory
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Device
from wardline.devices.sources import read_advisories
from wardline.devices.udi import identities_in, identity_of

MAKERS = Makers.bundled()
# Made up in the form of openFDA's device recall answers; the check digits are right.
RECALL = {
    "product_res_number": "Z-9999-2026",
    "event_date_initiated": "2026-02-03",
    "product_code": "FRN",
    "product_description": "Velcoria Infusion Pump, Model 77X",
    "code_info": "UDI-DI: 10381780268468; Serial Numbers: VX77-00123, VX77-00456; Lot 7K-2201",
    "reason_for_recall": "The pump may stop without an alarm.",
    "recalling_firm": "Norvane Medical, Inc.",
}
VERSIONS = RECALL | {"product_description": "Velcoria Pump; software version 4.1 and prior"}


def found(device, recall=RECALL):
    document = {"meta": {}, "results": [recall]}
    ((advisory, losses),) = read_advisories([("r.json", json.dumps(document).encode())])
    assert losses == []
    road = IdRoad([advisory], MAKERS)
    matcher = Matcher(Catalog([advisory], MAKERS))
    made = road.settled(device, matcher.findings(device))
    return made[0] if made else None


def device(model="Blue box", maker="Somebody", version="", **extra):
    return Device("1", maker, model, version, extra=extra)


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("10381780268468", "GS1 038178026846"),
        ("(01)00381780268461(21)VX77-00123", "GS1 038178026846"),
        ("0100381780268461112501012177", "GS1 038178026846"),
        ("381780268461", "GS1 038178026846"),
        ("+A99912345/$$3250101LOT1", "HIBCC A9991234"),
        ("=/A9999XYZ123456=,000025", "ICCBBA A9999XYZ123456"),
        ("10381780268467", ""),
        ("pump 7", ""),
    ],
)
def test_an_item_has_one_identity_under_any_package_and_form(text, identity):
    assert identity_of(text) == identity


def test_identifiers_are_found_in_prose():
    told = "GTIN: 381780268461, box (01)10381780268468; HIBC +A99912345; serial 10381780268467"
    assert identities_in(told) == {"GS1 038178026846", "HIBCC A9991234"}


# Real texts of FDA recalls (US Government work): Z-2930, Z-2933, Z-2855 and Z-2938-2026.
@pytest.mark.parametrize(
    ("text", "identities", "units"),
    [
        (
            (
                "Product Code: 60-1060. Shelfbox UDI-DI: 30389701011975; Pouch UDI-DI: "
                "00389701011974; UDI-PI: (17)280501(10)0001441871. Lot Number: 0001441871."
            ),
            {"GS1 038970101197"},
            {"0001441871"},
        ),
        (
            "UDI: (01)20888937027451/ Lots: 24J1202Z, 25D2302Z, 25A0202Z",
            {"GS1 088893702745"},
            {"24J1202Z", "25D2302Z", "25A0202Z"},
        ),
        (
            (
                "Model/Catalog Number: FGD000100. UDI: 01072900175781181125120221NI2544-0300673 "
                "Software Version: FW Version 4.1.2.0, App version 7.28.0.11  GTIN: "
                "7290017578118.  Serial Number: NI2544-0300673."
            ),
            {"GS1 729001757811"},
            {"NI2544-0300673"},
        ),
        (
            (
                "UDI-DI 04050147013797/  Serial Numbers:  All serial numbers up to 11608268 "
                "Software Version: 1.0.3"
            ),
            {"GS1 405014701379"},
            {"11608268"},
        ),
    ],
)
def test_real_texts_give_their_identifiers_and_units(text, identities, units):
    made = found_in({"code_info": text})
    assert made.identities == identities
    assert made.units >= units


def test_units_that_are_taken_out_are_not_the_affected_ones():
    assert found_in({"code_info": "All lots except VX77-00123"}).units == frozenset()


def found_in(changes):
    document = {"meta": {}, "results": [RECALL | changes]}
    ((advisory, _),) = read_advisories([("r.json", json.dumps(document).encode())])
    return advisory.products[0]


@pytest.mark.parametrize("udi", ["10381780268468", "(01)00381780268461(21)QQ-90001"])
def test_a_device_identifier_makes_the_product_certain_whatever_it_is_called(udi):
    made = found(device(udi=udi))
    assert (made.level.value, made.status.value) == ("sure", "check")
    assert "device identifier" in made.reason
    assert found(device(udi="00381780268553")) is None
    assert found(device()) is None


@pytest.mark.parametrize(
    ("version", "status"), [("4.0", "affected"), ("4.2", "not_affected"), ("", "check")]
)
def test_versions_decide_what_the_identifier_left_open(version, status):
    made = found(device(version=version, udi="10381780268468"), VERSIONS)
    assert (made.level.value, made.status.value) == ("sure", status)


@pytest.mark.parametrize(
    "told",
    [
        {"serial": "vx77-00123"},
        {"lot": "7K-2201"},
        {"udi": "(01)00381780268553(10)7K-2201(21)VX77-00999"},
    ],
)
def test_a_unit_that_is_named_is_affected(told):
    made = found(device("Velcoria 77X infusion pump", "Norvane Medical", **told))
    assert (made.level.value, made.status.value) == ("sure", "affected")
    assert "is named there" in made.reason
    # The same number on another product says nothing.
    assert found(device(**told)) is None


def test_a_unit_that_is_not_named_stays_a_question():
    made = found(device("Velcoria 77X infusion pump", "Norvane Medical", serial="VX77-00999"))
    assert made.status.value == "check"


def test_a_product_code_asks_only_with_the_same_maker():
    made = found(device(maker="Norvane Medical", product_code="frn"))
    assert (made.level.value, made.status.value) == ("check", "check")
    assert "FRN" in made.reason
    assert found(device(maker="Norvane Medical", product_code="LZG")) is None
    assert found(device(maker="Another", product_code="FRN")) is None
    assert found(device(maker="", product_code="FRN")) is None


def test_a_csaf_document_may_name_a_device_identifier_too():
    helper = {"skus": ["00381780268461"]}
    leaf = {"name": "Velcoria 9000", "product_id": "P1", "product_identification_helper": helper}
    version = {"category": "product_version_range", "name": "<4.2", "product": leaf}
    maker = {"category": "vendor", "name": "Norvane", "branches": [version]}
    document = {
        "document": {"tracking": {"id": "MK-1"}},
        "product_tree": {"branches": [maker]},
        "vulnerabilities": [{"product_status": {"known_affected": ["P1"]}}],
    }
    ((advisory, _),) = read_advisories([("a.json", json.dumps(document).encode())])
    road = IdRoad([advisory], MAKERS)
    [made] = road.settled(device(version="4.1", udi="10381780268468"), ())
    assert (made.level.value, made.status.value) == ("sure", "affected")


def test_inventories_bring_codes_and_lots():
    rows = b"Asset,Manufacturer,Model,FDA Product Code,Lot Number\n1,Norvane,Blue box,FRN,7K-2201\n"
    [one] = Inventory(rows, "x.csv").devices()
    assert one.extra == {"product_code": "FRN", "lot": "7K-2201"}
