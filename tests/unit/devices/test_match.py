"""Devices as a CMMS has them, against real advisories."""

from __future__ import annotations

import json

import pytest

from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.fleet import Fleet
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Device


def ask(matcher, maker, model, version="", notes=""):
    device = Device("A1", maker, model, version, notes=notes)
    return {match.advisory.id: match for match in matcher.match([device])}


CASES = [
    ("BD", "Alaris 8015", "9.33", "ICSMA-17-017-02", "affected", True),
    ("CareFusion", "ALARIS 8015 PC UNIT", "v12.1.2", "ICSMA-17-017-02", "not_affected", True),
    ("Cardinal Health", "Alaris 8015", "9.5.1", "ICSMA-17-017-02", "affected", True),
    ("Becton Dickinson", "Alaris 8015 PC Unit", "", "ICSMA-17-017-02", "check", False),
    ("PHILIPS MED SYS", "Inteilvue MX40", "B.06.10", "ICSMA-17-255-01", "affected", True),
    ("Philips", "IntelliVue MX450", "M.01", "ICSMA-18-156-01", "affected", True),
    ("Philips", "IntelliVue MX 550", "N.01", "ICSMA-18-156-01", "not_affected", True),
    ("Philips", "M8007A", "K", "ICSMA-19-255-01", "check", False),
    ("Medtronic", "MiniMed 630G MMT-1715", "", "ICSMA-22-263-01", "affected", True),
    ("Medtronic Diabetes", "MMT-1715", "9.9", "ICSMA-22-263-01", "affected", True),
    ("Datex-Ohmeda", "Avance CS2", "", "ICSMA-19-190-01", "affected", True),
    ("GE", "Carescape B650", "2.0.5", "ICSMA-20-023-01", "affected", True),
    ("GE", "Discovery NM 530", "1.002", "ICSMA-18-037-02", "check", False),
    ("Welch Allyn", "Connex Spot Monitor", "1.52", "ICSMA-21-152-01", "not_affected", True),
    ("Drager", "Infinity Delta XL", "", "ICSMA-19-022-01", "affected", True),
    ("St Jude", "Merlin@home EX1150", "8.2.1", "ICSMA-17-009-01A", "affected", True),
    ("", "IntelliVue MX450", "Rev M", "ICSMA-18-156-01", "affected", True),
    ("BD", "Pyxis Med Station 4000", "unknown", "ICSMA-18-114-01", "affected", True),
    ("B Braun", "SpaceStation w/ SpaceCom", "011U000030", "ICSMA-17-082-02", "affected", True),
    ("Roche", "Cobas h232", "", "ICSMA-18-310-01", "affected", False),
]


@pytest.mark.parametrize(("maker", "model", "version", "advisory", "status", "sure"), CASES)
def test_a_device_gets_its_status(matcher, maker, model, version, advisory, status, sure):
    match = ask(matcher, maker, model, version)[advisory]
    assert (match.status.value, match.sure) == (status, sure), match.reason


@pytest.mark.parametrize(
    ("maker", "model"),
    [
        ("Smiths Medical", "Medfusion 3500"),
        ("Medtronic", "MiniMed 650G"),
        ("Medtronic", "MiniMed 630G MMT-1799"),
        ("Hamilton", "Hamilton-C1"),
        ("GE", "Carestation 750"),
        ("GE", "LOGIQ 100 Pro"),
        ("Contec", "CMS7000"),
        ("Hillrom", "ELI 230"),
        ("Roche", "Accu-Chek Guide"),
        ("Mindray", "Patient Monitor MX40"),
        ("Fukuda Denshi", "Lumera PrismaFlex"),
    ],
)
def test_siblings_and_look_alikes_are_not_on_the_work_list(matcher, maker, model):
    assert not ask(matcher, maker, model, "1.0")


def test_a_model_number_in_the_notes_counts(matcher):
    match = ask(matcher, "Medtronic", "MiniMed 670G", notes="pump MMT-1780, 3 West")
    assert match["ICSMA-22-263-01"].status.value == "affected"


def test_a_version_in_the_notes_counts_only_as_a_present_one(matcher):
    told = ask(matcher, "BD", "Alaris 8015", notes="sw version 9.19")["ICSMA-17-017-02"]
    past = ask(matcher, "BD", "Alaris 8015", notes="to be upgraded to version 12.1.2")
    assert told.status.value == "affected"
    assert past["ICSMA-17-017-02"].status.value == "check"


def test_a_spreadsheet_number_that_may_have_lost_a_zero_is_checked(matcher):
    def status(*, number):
        device = Device("A", "Baxter", "ExactaMix EM2400", "1.1", number_cell=number)
        return next(iter(matcher.match([device]))).status.value

    # 1.10 is listed, 1.1 is not.
    assert status(number=False) == "not_affected"
    assert status(number=True) == "check"


def test_the_reason_names_maker_model_advisory_and_version(matcher):
    reason = ask(matcher, "CareFusion", "Alaris 8015", "9.33")["ICSMA-17-017-02"].reason
    for part in ("'CareFusion' = BD", "'Alaris 8015'", "ICSMA-17-017-02", "9.33", "<= 9.33"):
        assert part in reason


def test_users_extend_the_makers_table(documents):
    advisories = [read_csaf(document, "real")[0] for document in documents]
    own = Makers.bundled(b"maker,kind,alias\nBD,name,Zebra Infusion\n", "own.csv")
    assert not ask(Matcher(Catalog(advisories, Makers.bundled())), "Zebra Infusion", "8015 PC unit")
    assert ask(Matcher(Catalog(advisories, own)), "Zebra Infusion", "8015 PC unit")


def test_one_new_advisory_against_a_ready_fleet_gives_the_same(documents, matcher):
    devices = [
        Device(str(number), maker, model, version)
        for number, (maker, model, version, *_) in enumerate(CASES)
    ]
    fleet = Fleet(devices, Makers.bundled())
    for document in documents:
        advisory = read_csaf(document, "real")[0]
        alone = Matcher(Catalog([advisory], Makers.bundled()))
        wanted = sorted((m.device.asset_id, m.status, m.level) for m in alone.match(devices))
        assert (
            sorted((m.device.asset_id, m.status, m.level) for m in fleet.match(advisory)) == wanted
        )


def csaf(leaf, status, **more):
    product = {"name": f"Pump 77X: {leaf}", "product_id": "P1"}
    tree = {
        "branches": [
            {
                "category": "vendor",
                "name": "Norvane Medical",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "Velcoria 77X Pump",
                        "branches": [
                            {"category": "product_version_range", "name": leaf, "product": product}
                        ],
                    }
                ],
            }
        ]
    }
    tracking = {"id": "NM-1", "initial_release_date": "2025-01-01T00:00:00Z"}
    return {
        "document": {"title": "Norvane", "tracking": tracking},
        "product_tree": tree,
        "vulnerabilities": [{"cve": "CVE-2025-10001", "product_status": status}],
        **more,
    }


def test_vex_says_what_is_fixed_and_what_is_not_affected():
    for status, answer in (
        ("known_affected", "affected"),
        ("fixed", "not_affected"),
        ("known_not_affected", "not_affected"),
        ("under_investigation", "check"),
    ):
        advisory, losses = read_csaf(csaf("<= 4.1", {status: ["P1"]}), "x")
        assert not losses
        matcher = Matcher(Catalog([advisory], Makers.bundled()))
        found = ask(matcher, "NORVANE MED INC", "Velcoria 77X", "4.0")
        assert found["NM-1"].status.value == answer


def test_a_broken_advisory_is_taken_as_far_as_it_goes():
    document = csaf("<= 4.1", {"known_affected": ["P1", "GONE"]})
    tree = document["product_tree"]
    tree["branches"].append("no branch")
    tree["relationships"] = [
        {"product_reference": "A", "relates_to_product_reference": "B"},
        {"product_reference": "B", "relates_to_product_reference": "A"},
    ]
    tree["branches"][0]["branches"].append(
        {"category": "product_name", "product": {"name": "Corria"}}
    )
    document["vulnerabilities"].append({"cve": "CVE-2025-10002"})
    advisory, losses = read_csaf(document, "broken.json")
    places = {loss.place for loss in losses}
    assert {
        "/product_tree/branches/1",
        "/product_tree/relationships/0",
        "/product_tree/branches/0/branches/1/product",
        "/vulnerabilities/0/product_status/known_affected",
        "/vulnerabilities/1/product_status",
    } <= places
    found = Matcher(Catalog([advisory], Makers.bundled()))
    assert ask(found, "Norvane", "Velcoria 77X", "4.1")["NM-1"].status.value == "affected"
    assert ask(found, "Norvane", "Corria")["NM-1"].status.value == "check"


@pytest.mark.parametrize(
    "text", ["{}", '{"document": []}', '{"product_tree": 5}', '{"vulnerabilities": {"a": 1}}']
)
def test_documents_of_any_shape_never_raise(text):
    advisory, losses = read_csaf(json.loads(text), "odd.json")
    assert not advisory.products
    assert losses
