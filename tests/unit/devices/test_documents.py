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


def test_cyclonedx_in_xml_is_the_same_inventory():
    xml = """<?xml version="1.0"?>
    <bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
      <metadata><component type="device" bom-ref="m"><name>Velcoria 77X</name>
        <version>4.0</version></component></metadata>
      <components>
        <component bom-ref="a"><supplier><name>OFFIS</name></supplier><name>DCMTK</name>
          <version>3.6.6</version>
          <components><component bom-ref="c"><name>deep</name></component></components>
        </component>
      </components>
    </bom>"""
    found = [
        (d.asset_id, d.maker, d.model, d.version) for d in Inventory(xml.encode(), "x").devices()
    ]
    assert found == [
        ("m", "", "Velcoria 77X", "4.0"),
        ("a", "OFFIS", "DCMTK", "3.6.6"),
        ("c", "", "deep", ""),
    ]


@pytest.mark.parametrize(
    "xml",
    [
        "<bom",
        "<other/>",
        '<!DOCTYPE bom [<!ENTITY a "b">]><bom>&a;</bom>',
        "<bom>" + "<a>" * 200,
    ],
)
def test_hostile_or_broken_xml_is_refused_in_a_sentence(xml):
    with pytest.raises(InputError):
        list(Inventory(xml.encode(), "x").devices())


def test_spdx_in_its_other_forms():
    text = (
        "SPDXVersion: SPDX-2.3\nPackageName: DCMTK\nSPDXID: SPDXRef-1\n"
        "PackageVersion: 3.6.7\nPackageSupplier: Organization: OFFIS\n"
        "FileName: ./a.c\nSPDXID: SPDXRef-2\n"
    )
    graph = {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "Organization", "spdxId": "o", "name": "OFFIS"},
            {
                "type": "software_Package",
                "spdxId": "p",
                "name": "DCMTK",
                "software_packageVersion": "3.6.7",
                "suppliedBy": "o",
            },
            5,
        ],
    }
    inventory = Inventory(json.dumps(graph).encode(), "x")
    for device in (*Inventory(text.encode(), "x").devices(), *inventory.devices()):
        assert (device.maker, device.model, device.version) == ("OFFIS", "DCMTK", "3.6.7")
    assert [loss.place for loss in inventory.losses] == ["/@graph/2"]
    assert inventory.rows == inventory.taken + len(inventory.losses) == 2


@pytest.mark.parametrize("kind", ["ai_AIPackage", "dataset_DatasetPackage"])
def test_packages_of_other_profiles_of_spdx_are_devices(kind):
    model = {"type": kind, "spdxId": "m", "name": "Made-up triage", "software_packageVersion": "2"}
    [device] = devices_of({"@context": "x", "@graph": [model]})
    assert (device.model, device.version) == ("Made-up triage", "2")


@pytest.mark.parametrize(
    "document",
    [
        {"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-2026-0001"}]},
        {"spdxVersion": "SPDX-2.3", "packages": []},
        {"@graph": [{"type": "software_File", "name": "hello"}]},
        {"something": "else"},
    ],
)
def test_a_document_without_devices_is_not_asked_for_headings(document):
    with pytest.raises(InputError) as caught:
        devices_of(document)
    assert "heading" not in str(caught.value)
    assert "VEX" in str(caught.value)


def test_a_bulk_export_of_fhir_keeps_its_good_lines():
    device = {
        "resourceType": "Device",
        "id": "d1",
        "identifier": [{"value": "TAG 7"}],
        "manufacturer": "Philips",
        "modelNumber": "MX40",
        "location": {"display": "ICU"},
        "udiCarrier": [{"carrierHRF": "(01)00844588003288(21)10987654d321"}],
    }
    lines = [json.dumps(device), "{ broken", json.dumps({"resourceType": "Patient", "id": "p"})]
    inventory = Inventory("\n".join(lines).encode(), "x")
    [found] = inventory.devices()
    assert (found.asset_id, found.model, found.location) == ("TAG 7", "MX40", "ICU")
    assert found.extra["serial"] == "10987654d321"
    assert [loss.place for loss in inventory.losses] == ["line 2", "line 3"]


def test_what_is_no_device_in_a_bundle_is_a_loss_with_its_place():
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Device", "manufacturer": "BD", "modelNumber": "8015"}},
            {"resource": {"resourceType": "Patient"}},
            {"fullUrl": "x"},
            "no",
        ],
    }
    inventory = Inventory(json.dumps(bundle).encode(), "x")
    assert len(list(inventory.devices())) == 1
    assert [loss.place for loss in inventory.losses] == [
        "/entry/1/resource",
        "/entry/2",
        "/entry/3",
    ]


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


def test_openvex_in_its_older_form_and_with_other_names():
    device = Device("1", "Norvane", "Velcoria Gateway", "4.1")
    statement = {
        "vulnerability": "CVE-2025-10001",
        "products": ["pkg:generic/Norvane/velcoria-gateway@4.1", 7],
        "status": "affected",
        "action_statement": "Update to 5.",
    }
    cpe = {"identifiers": {"cpe23": "cpe:2.3:h:norvane:velcoria_gateway:4.1:*:*:*:*:*:*:*"}}
    other = {
        "vulnerability": {"name": "GHSA-1", "aliases": ["CVE-2025-10002"]},
        "products": [cpe],
        "status": "not_affected",
        "justification": "component_not_present",
    }
    odd = {"vulnerability": {"name": "CVE-2025-1"}, "status": "perhaps", "products": []}
    document = {
        "@context": "https://openvex.dev/ns/v0.0.1",
        "statements": [statement, other, odd],
    }
    ((advisory, losses),) = read_advisories([("vex.json", json.dumps(document).encode())])
    assert [item.cve for item in advisory.vulnerabilities] == ["CVE-2025-10001", "CVE-2025-10002"]
    assert advisory.products[1].makers == ("norvane",)
    assert advisory.products[1].justification == "component_not_present"
    assert [loss.place for loss in losses] == ["/statements/0/products/0", "/statements/2/status"]
    matcher = Matcher(Catalog([advisory], Makers.bundled()))
    assert [match.status.value for match in matcher.match([device])] == ["affected"]


def test_cyclonedx_versions_in_affects_count():
    component = {"bom-ref": "p", "publisher": "Norvane", "name": "Velcoria 77X"}
    versions = [{"range": "vers:generic/<=4.1"}, {"version": "5.0", "status": "unaffected"}]
    document = {
        "bomFormat": "CycloneDX",
        "components": [component],
        "vulnerabilities": [
            {
                "id": "CVE-2025-10001",
                "ratings": [{"score": 9.1, "vector": "CVSS:3.1/AV:N"}],
                "recommendation": "Update to 5.0.",
                "affects": [{"ref": "p", "versions": versions}],
            }
        ],
    }
    for version, answer in (("4.0", "affected"), ("5.0", "not_affected")):
        found, losses = ask(document, Device("1", "Norvane", "Velcoria 77X", version))
        assert (found, losses) == ([answer], [])
    ((advisory, _),) = read_advisories([("x", json.dumps(document).encode())])
    assert advisory.vulnerabilities[0].fix == "Update to 5.0."
    assert advisory.vulnerabilities[0].score == 9.1


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
    assert split_udi("(01)00844588003289") is None
    assert split_udi("SN 4711") is None


def test_the_second_part_of_hibcc_gives_lot_serial_and_dates():
    # Made up after the form that FDA shows for HIBCC.
    udi = split_udi("*+H123PARTNO123456789010/$$427021609LOT1234/SXYZ4567/16D20250202*")
    assert udi == (
        "HIBCC",
        "+H123PARTNO123456789010",
        "PARTNO12345678901",
        "LOT1234",
        "XYZ4567",
        "2025-02-02",
        "2027-02-16",
    )
    assert split_udi("+A99912345/$$+70SER9").serial == "0SER9"
    assert split_udi("+A99912345/$$0327LOT7")[3:] == ("LOT7", "", "", "2027-03")
    assert split_udi("+A99912345/$$527045L").expires == "2027-02-14"


def test_the_parts_of_iccbba_are_split():
    udi = split_udi("=/A9999XYZ100T0944=,000025=A99971312345600=>027032=}025032&,1100000XYZ123")
    assert udi == (
        "ICCBBA",
        "=/A9999XYZ100T0944",
        "",
        "100000XYZ123",
        "000025",
        "2025-02-01",
        "2027-02-01",
    )
    assert split_udi("=/A9999XYZ100T0944=>999999").expires == ""
