"""Recalls, VEX against other advisories, SSVC, EPSS, hashes: taken in with warnings."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from wardline.core.errors import InputError
from wardline.devices.catalog import Catalog
from wardline.devices.csaf import read_csaf
from wardline.devices.makers import Makers
from wardline.devices.match import Matcher
from wardline.devices.model import Advisory, Device, Product, Verdict, Vulnerability
from wardline.devices.osroad import OsRoad
from wardline.devices.rank import DEFAULT_POLICY, Threat, rank
from wardline.devices.settle import settle
from wardline.devices.sources import read_advisories, wrong_hashes
from wardline.devices.threats import read_epss, read_ssvc
from wardline.devices.versions import ALL

# Made up in the form of openFDA's device recall answers.
RECALL = {
    "product_res_number": "Z-9999-2026",
    "event_date_initiated": "2026-02-03",
    "recall_status": "Open, Classified",
    "product_description": "Velcoria Infusion Pump, Model 77X; software version 4.1 and prior.",
    "code_info": "UDI 10381780268468; all serial numbers",
    "reason_for_recall": "The pump may stop without an alarm (CVE-2026-10001).",
    "recalling_firm": "Norvane Medical, Inc.",
    "action": "Update to 4.2.",
}
CVE = "CVE-2026-10001"


def recalls(*items):
    document = {"meta": {}, "results": list(items)}
    return list(read_advisories([("recalls.json", json.dumps(document).encode())]))


def asked(advisories, device):
    matcher = Matcher(Catalog(advisories, Makers.bundled()))
    return {found.advisory.id: found for found in settle(matcher.findings(device))}


@pytest.mark.parametrize(
    ("version", "status"), [("4.0", "affected"), ("4.2", "not_affected"), ("", "check")]
)
def test_a_recall_with_versions_is_compared(version, status):
    ((advisory, losses),) = recalls(RECALL)
    assert losses == []
    assert (advisory.released, advisory.risk[:8]) == ("2026-02-03", "The pump")
    assert advisory.vulnerabilities[0].fix == "Update to 4.2."
    found = asked([advisory], Device("1", "Norvane", "Velcoria 77X infusion pump", version))
    assert found["Z-9999-2026"].status.value == status


def test_a_recall_of_some_lots_is_to_be_checked():
    some = RECALL | {"product_description": "Velcoria 77X pump", "code_info": "Lot 17, Lot 18"}
    ((advisory, _),) = recalls(some)
    found = asked([advisory], Device("1", "Norvane", "Velcoria 77X pump", "9"))
    assert found["Z-9999-2026"].status.value == "check"
    assert "only some serial numbers" in found["Z-9999-2026"].reason


def test_broken_recalls_cost_what_they_touch():
    nameless = RECALL | {"product_description": "", "reason_for_recall": ""}
    unnumbered = {key: RECALL[key] for key in RECALL if key != "product_res_number"}
    taken = recalls(RECALL, 5, nameless, unnumbered)
    assert [advisory.id for advisory, _ in taken] == ["Z-9999-2026", "FDA recall/results/3"]
    assert [loss.place for _, losses in taken for loss in losses] == [
        "/results/1",
        "/results/2/product_description",
        "/results/3/product_res_number",
    ]


def product(verdict, justification=""):
    return Product(
        ("Velcoria 77X",), ("Norvane",), ALL, verdict, (CVE,), justification=justification
    )


def advisory(name, *products):
    return Advisory(name, name, "2026-01-01", "2026-01-01", products, (Vulnerability(CVE),))


def test_a_vex_makes_another_advisory_a_question_and_never_an_answer():
    device = Device("1", "Norvane", "Velcoria 77X", "4.0")
    told = advisory("A", product(Verdict.AFFECTED))
    vex = advisory("VEX", product(Verdict.NOT_AFFECTED, "component_not_present"))
    assert asked([told], device)["A"].status.value == "affected"
    both = asked([told, vex], device)
    assert both["A"].status.value == "check"
    assert "VEX states for it: component_not_present; confirm that" in both["A"].reason
    assert both["VEX"].status.value == "not_affected"


def test_a_vex_for_one_of_two_faults_excuses_nothing():
    two = Product(("Velcoria 77X",), ("Norvane",), ALL, cves=(CVE, "CVE-2026-10002"))
    vex = advisory("VEX", product(Verdict.NOT_AFFECTED, "component_not_present"))
    found = asked([advisory("A", two), vex], Device("1", "Norvane", "Velcoria 77X", "4.0"))
    assert found["A"].status.value == "affected"


def test_csaf_flags_are_the_justification():
    tree = {"full_product_names": [{"product_id": "P", "name": "Norvane Velcoria 77X"}]}
    item = {
        "cve": CVE,
        "product_status": {"known_not_affected": ["P"]},
        "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["P"]}],
    }
    document = {
        "document": {"title": "t", "tracking": {"id": "V"}},
        "product_tree": tree,
        "vulnerabilities": [item],
    }
    advisory, losses = read_csaf(document, "x")
    assert not losses
    assert advisory.products[0].justification == "vulnerable_code_not_present"


def test_a_revision_that_changes_only_its_dates_has_the_same_substance():
    def made(day, text):
        tracking = {"id": "V", "current_release_date": day, "version": day}
        notes = [{"category": "summary", "title": "Risk evaluation", "text": text}]
        head = {"title": "t", "tracking": tracking, "notes": notes}
        return read_csaf({"document": head, "product_tree": {}}, "x")[0].substance

    assert made("2026-01-01", "a") == made("2026-02-02", "a")
    assert made("2026-01-01", "a") != made("2026-01-01", "b")


def record(cve, **options):
    content = {"options": [{key.replace("_", " "): value} for key, value in options.items()]}
    metrics = [{"other": {"type": "ssvc", "content": content}}]
    return {"cveMetadata": {"cveId": cve}, "containers": {"adp": [{"metrics": metrics}]}}


def test_what_cisa_decided_counts_before_the_vector():
    told = read_ssvc(
        [record(CVE, Exploitation="active", Automatable="no", Technical_Impact="partial"), 7, {}]
    )
    assert told[CVE] == ("active", "no", "partial")
    open_ = Vulnerability(CVE, 9.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
    about = Advisory("A", "t", "2026-01-01", "2026-01-01", (), (open_,))
    threat = Threat({}, {}, {CVE: "active"}, {CVE: "no"}, {CVE: "partial"})
    points = rank(Device("1"), about, (CVE,), (threat, DEFAULT_POLICY, 1)).points
    assert (points.exploitation, points.automatable) == ("active", "no")
    assert points.technical_impact == "partial"
    # A second CVE of which nothing is known keeps the worse side.
    both = rank(Device("1"), about, (CVE, "CVE-2026-10002"), (threat, DEFAULT_POLICY, 1)).points
    assert both.automatable == "yes"


def test_epss_comes_packed_or_not_and_damaged_is_a_sentence():
    text = b"#model_version:v1\ncve,epss,percentile\nCVE-2026-10001,0.5,0.9\nbad,x,y\n"
    assert read_epss(text, "e") == read_epss(gzip.compress(text), "e") == {CVE: 0.5}
    with pytest.raises(InputError, match="damaged"):
        read_epss(gzip.compress(text)[:20], "e")


def test_a_wrong_hash_is_a_warning_with_its_place():
    data = b"{}"
    right = hashlib.sha256(data).hexdigest().encode() + b"  a.json\n"
    assert wrong_hashes("a.json", data, {"sha256": right}) == []
    [loss] = wrong_hashes("a.json", data, {"sha256": right, "sha512": b"00  a.json"})
    assert (loss.file, loss.place) == ("a.json", ".sha512")


def kev(*rows):
    keys = ("cveID", "vendorProject", "product", "dateAdded")
    return {"vulnerabilities": [dict(zip(keys, row, strict=True)) for row in rows]}


def test_the_operating_system_road_asks_for_what_is_exploited():
    entries = [
        ("CVE-2017-0144", "Microsoft", "SMBv1", "2022-02-10"),
        ("CVE-2025-1", "Microsoft", "Windows", "2025-01-01"),
        ("CVE-2021-44228", "Apache", "Log4j2", "2021-12-10"),
        ("no", "Microsoft", "Windows", "2025-01-01"),
    ]
    entries[1] = ("CVE-2025-10001", *entries[1][1:])
    road = OsRoad(kev(*entries))
    [found] = road.findings(Device("1", extra={"os": "Microsoft Windows 7 Embedded"}))
    assert (found.status.value, found.cves) == ("check", ("CVE-2017-0144", "CVE-2025-10001"))
    assert "no more fixes" in found.reason
    [found] = road.findings(Device("1", extra={"os": "Win 10 IoT 21H2"}))
    assert "read which of its updates" in found.reason
    for text in ("", "VxWorks 6.9", "Twinning 3"):
        assert road.findings(Device("1", extra={"os": text})) == ()
    more = OsRoad(kev(*entries, ("CVE-2026-10009", "Microsoft", "Windows", "2026-01-01")))
    assert more.advisories[0].substance != road.advisories[0].substance
