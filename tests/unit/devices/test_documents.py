"""SBOMs, FHIR, CHPL, VEX and UDIs."""

from __future__ import annotations

import json

import pytest

from wardline.core.errors import InputError
from wardline.devices.catalog import Catalog
from wardline.devices.inventory import Inventory
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Device
from wardline.devices.sources import read_advisories
from wardline.devices.udi import split_udi

BOM = {
    "bomFormat": "CycloneDX",
    "metadata": {"component": {"bom-ref": "m", "name": "Velcoria 77X", "version": "4.0"}},
    "components": [
        {"bom-ref": "a", "publisher": "OFFIS", "name": "DCMTK", "version": "3.6.6"},
        {"bom-ref": "b", "name": "zlib", "components": [{"bom-ref": "c", "name": "deep"}]},
    ],
}


def devices_of(document):
    return list(Inventory(json.dumps(document).encode(), "x").devices())


def test_a_cyclonedx_bom_is_an_inventory(matcher):
    found = devices_of(BOM)
    assert [device.asset_id for device in found] == ["m", "a", "b", "c"]
    matches = {match.advisory.id: match.status.value for match in matcher.match(found)}
    assert matches["ICSMA-22-174-01"] == "affected"


def test_spdx_fhir_and_capability_statements_are_inventories():
    spdx = {
        "spdxVersion": "SPDX-2.3",
        "packages": [{"name": "DCMTK", "versionInfo": "3.6.7", "supplier": "Organization: OFFIS"}],
    }
    assert [(d.maker, d.model, d.version) for d in devices_of(spdx)] == [
        ("OFFIS", "DCMTK", "3.6.7")
    ]
    device = {
        "resourceType": "Device",
        "id": "d1",
        "manufacturer": "Philips",
        "deviceName": [{"name": "IntelliVue MX40"}],
        "version": [{"value": "B.06.18"}],
    }
    software = {"name": "Tasy EMR HTML5", "version": "3.05"}
    capability = {
        "resourceType": "CapabilityStatement",
        "publisher": "Philips",
        "software": software,
    }
    bundle = {"resourceType": "Bundle", "entry": [{"resource": device}, {"resource": capability}]}
    found = [(d.maker, d.model, d.version) for d in devices_of(bundle)]
    assert found == [
        ("Philips", "IntelliVue MX40", "B.06.18"),
        ("Philips", "Tasy EMR HTML5", "3.05"),
    ]


def test_chpl_products_are_an_inventory(shared):
    found = list(Inventory(shared("chpl_products.json").read_bytes(), "chpl").devices())
    assert len(found) > 200
    assert all(device.maker and device.model for device in found)


def test_other_json_is_refused_with_the_next_step():
    with pytest.raises(InputError):
        devices_of({"a": 1})


def ask(document, device):
    ((advisory, losses),) = read_advisories([("vex.json", json.dumps(document).encode())])
    matcher = Matcher(Catalog([advisory], Makers.bundled()))
    return [match.status.value for match in matcher.match([device])], losses


def test_openvex_statements_decide():
    device = Device("1", "Norvane", "Velcoria Gateway", "4.1")
    for status, answer in (("affected", "affected"), ("not_affected", "not_affected")):
        statement = {
            "vulnerability": {"name": "CVE-2025-10001"},
            "products": [{"@id": "pkg:generic/Norvane/velcoria-gateway@4.1"}],
            "status": status,
        }
        document = {"@context": "https://openvex.dev/ns/v0.2.0", "statements": [statement]}
        assert ask(document, device) == ([answer], [])


def test_cyclonedx_analyses_decide_and_lost_references_are_listed():
    component = {"bom-ref": "p", "publisher": "Norvane", "name": "Velcoria 77X", "version": "4.0"}
    document = {
        "bomFormat": "CycloneDX",
        "components": [component],
        "vulnerabilities": [
            {
                "id": "CVE-2025-10001",
                "analysis": {"state": "exploitable"},
                "affects": [{"ref": "urn:cdx:1/1#p"}, {"ref": "gone"}],
            }
        ],
    }
    found, losses = ask(document, Device("1", "Norvane", "Velcoria 77X", "4.0"))
    assert found == ["affected"]
    assert [loss.place for loss in losses] == ["/vulnerabilities/0/affects/1/ref"]


def test_udis_of_the_three_agencies_are_split():
    gs1 = split_udi("(01)00844588003288(17)141120(10)7654321D(21)10987654d321")
    assert gs1 == ("GS1", "00844588003288", "", "7654321D", "10987654d321", "", "141120")
    scanned = split_udi("010084458800328817141120107654321D\x1d2110987654d321")
    assert scanned == gs1
    assert split_udi("+A123BJC5D6E71/$1420020LOT").model == "BJC5D6E7"
    assert split_udi("=/A9999XYZ100T0944=,000025").agency == "ICCBBA"
    assert split_udi("(01)00844588003289") is None
    assert split_udi("SN 4711") is None
