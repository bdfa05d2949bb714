"""CSAF 2.0 section 9.1.13, "CSAF asset matching system", point by point, as typed.

The table in docs/devices.md names these tests.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

ID = "ICSMA-17-017-02"
CVES = ["CVE-2016-8375", "CVE-2016-9355"]


def _desk():
    path = Path(__file__).with_name("test_worklist.py")
    spec = importlib.util.spec_from_file_location("wardline_worklist_desk", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Desk


@pytest.fixture(name="desk")
def desk_fixture(tmp_path, shared):
    return _desk()(tmp_path, shared("csaf", "medical", "icsma-17-017-02.json"))


def newer(desk, **changes):
    """The same advisory as a newer version, with changes to its tracking or its fix."""
    document = json.loads(Path(desk.advisories).read_bytes())
    tracking = document["document"]["tracking"]
    tracking["version"] = changes.get("version", "9")
    tracking["current_release_date"] = "2026-05-05T00:00:00Z"
    if "fix" in changes:
        document["vulnerabilities"][0]["remediations"][0]["details"] = changes["fix"]
    file = desk.folder / "newer.json"
    file.write_text(json.dumps(document))
    return file


def test_documents_are_added_listed_searched_sorted_and_deleted(desk, shared):
    desk.run("add", shared("csaf", "medical"))
    every = desk.json("advisories")["advisories"]
    assert len(every) > 90
    [one] = desk.json("advisories", "--where", "tracking.id=icsma-17-017-02")["advisories"]
    assert (one["id"], one["versioning"]) == (ID, "integer")
    for where in ("title=alaris", "cve=CVE-2016-9355", "product_tree=Alaris 8015"):
        assert ID in [row["id"] for row in desk.json("advisories", "--where", where)["advisories"]]
    both = ("--where", "publisher.name=CISA", "--where", "cve=CVE-2016-9355")
    assert [row["id"] for row in desk.json("advisories", *both)["advisories"]] == [ID]
    scores = [
        row["cvss"] for row in desk.json("advisories", "--sort", "cvss", "--reverse")["advisories"]
    ]
    assert scores == sorted(scores, reverse=True)
    titles = [row["title"] for row in desk.json("advisories", "--sort", "title")["advisories"]]
    assert titles == sorted(titles, key=str.lower)
    desk.run("advisory", ID, "--delete")
    assert "no advisory" in desk.run("advisory", ID, code=2)[1]


def test_documents_are_commented_on_and_marked_as_read(desk):
    desk.run("add", desk.advisories)
    assert "--who is missing" in desk.run("advisory", ID, "--read", code=2)[1]
    desk.run("advisory", ID, "--read", "--comment", "ask BD", "--who", "R. Engineer")
    told = desk.json("advisory", ID)["remarks"]
    assert [(one["kind"], one["text"]) for one in told] == [("comment", "ask BD"), ("read", "")]
    assert desk.json("advisories", "--unread")["advisories"] == []
    desk.run("add", newer(desk))
    assert len(desk.json("advisories", "--unread")["advisories"]) == 1


def test_the_latest_version_counts_and_two_versions_are_compared(desk):
    desk.run("add", newer(desk, fix="Update to 12.1.2."))
    desk.run("add", desk.advisories)
    told = desk.json("advisory", ID, "--diff")
    assert (told["version"], len(told["versions"])) == ("9", 2)
    places = {pair["place"] for pair in told["differences"]}
    assert "/document/tracking/version" in places
    assert "/vulnerabilities/0/remediations/0/details" in places


def test_scores_prefer_the_highest_and_then_the_newest(desk):
    desk.run("add", desk.advisories)
    scores = desk.json("advisory", ID)["scores"]
    assert {score["cve"] for score in scores} == set(CVES)
    assert all(score["vector"].startswith("CVSS:3") for score in scores)
    pairs = [(score["cve"], score["product_id"]) for score in scores]
    assert len(pairs) == len(set(pairs))


def test_each_product_and_asset_has_its_advisories_and_each_advisory_its_products_and_assets(desk):
    desk.match()
    for words in (("--asset", "1"), ("--model", "alaris 8015")):
        assert {row["advisory"] for row in desk.json("status", *words, code=1)["findings"]} == {ID}
    told = desk.json("advisory", ID)
    assert told["products"] == [{"product": "BD Alaris 8015", "assets": 2}]
    assert [asset["asset_id"] for asset in told["assets"]] == ["1", "3"]


def test_results_can_be_broadened_and_narrowed_by_level(desk, shared):
    desk.run("add", shared("csaf", "medical"))
    desk.run("match", desk.inventory, "--track", code=1)
    levels = {row["level"] for row in desk.json("status", code=1)["findings"]}
    assert {"sure"} < levels


def test_assets_are_marked_for_each_vulnerability_and_counted(desk):
    desk.match()
    told = desk.json("advisory", ID)
    assert told["counts"]["not remediated"] == 2
    words = ("--as", "remediation done", "--who", "R. Engineer")
    desk.run("mark", 1, "--cve", CVES[0], *words)
    asset = desk.json("advisory", ID)["assets"][0]
    assert asset["remediation"] == {CVES[0]: "remediation done", CVES[1]: "not remediated"}
    assert "is not about" in desk.run("mark", 1, "--cve", "CVE-2000-1", *words, code=2)[1]
    desk.run("mark", "--advisory", ID, *words)
    counts = desk.json("advisory", ID)["counts"]
    assert (counts["matching"], counts["remediation done"]) == (2, 2)
    # A mark is no proof.
    assert desk.json("status", code=1)["counts"]["open"] == 2
    [row] = desk.json("advisories")["advisories"]
    assert row["counts"] == counts


def test_a_newer_revision_is_no_new_match_unless_its_content_changed(desk):
    desk.match()
    words = ("--justification", "component_not_present", "--who", "R. Engineer")
    desk.run("set", 1, 2, "--to", "not_affected", *words)
    desk.run("add", newer(desk))
    assert desk.json("status")["counts"]["open"] == 0
    desk.run("add", newer(desk, fix="Update to 12.1.2."))
    found = desk.json("status", code=1)
    assert [row["finding"] for row in found["findings"]] == [1, 2]
    assert "new revision" in found["findings"][0]["reopened"]


def test_runs_are_started_by_hand_per_document_and_per_asset(desk, shared):
    desk.run("add", shared("csaf", "medical"))
    desk.run("match", desk.inventory, "--track", "--only", ID, "--asset", "1", code=1)
    assert [row["asset_id"] for row in desk.json("status", code=1)["findings"]] == ["1"]
    desk.run("match", desk.inventory, "--track", "--only", ID, "ICSMA-18-156-01", code=1)
    assert {row["advisory"] for row in desk.json("status", code=1)["findings"]} == {
        ID,
        "ICSMA-18-156-01",
    }
    # A run for some says nothing of the others.
    before = desk.json("status", code=1)["counts"]
    desk.run("match", desk.inventory, "--track", "--asset", "2", code=1)
    after = desk.json("status", code=1)["counts"]
    assert (after["withdrawn"], after["missing"]) == (0, 0)
    assert after["open"] >= before["open"]


def test_a_new_document_is_matched_at_once_and_so_is_a_new_asset(desk, shared):
    desk.run("match", desk.inventory, "--advisories", desk.advisories, "--track", code=1)
    desk.run("add", shared("csaf", "medical", "icsma-18-156-01.json"))
    found = desk.json("status", code=1)["findings"]
    assert {(row["asset_id"], row["advisory"]) for row in found} >= {("2", "ICSMA-18-156-01")}
    desk.inventory.write_text(desk.inventory.read_text() + "4,BD,Alaris 8015,9.19,,OR\n")
    desk.run("match", desk.inventory, "--track", code=1)
    assert "4" in {row["asset_id"] for row in desk.json("status", code=1)["findings"]}


RECALL = {
    "product_description": "Alaris 8015 infusion pump unit, software version 9.33",
    "reason_for_recall": "It may stop.",
    "recalling_firm": "BD",
    "event_date_initiated": "2026-01-05",
    "code_info": "All units",
}


def recalls(desk, name, *numbers):
    """An answer of openFDA, made up."""
    listed = [{**RECALL, "product_res_number": number} for number in numbers]
    file = desk.folder / name
    file.write_text(json.dumps({"results": listed}))
    return file


def test_every_recall_of_a_new_file_is_matched_at_once_and_one_in_two_files_is_one(desk):
    desk.match()
    desk.run("add", recalls(desk, "january.json", "Z-1-2026", "Z-2-2026"))
    found = {row["advisory"] for row in desk.json("status", code=1)["findings"]}
    assert found == {ID, "Z-1-2026", "Z-2-2026"}
    desk.run("add", recalls(desk, "february.json", "Z-3-2026", "Z-2-2026"))
    # All that are kept, Z-2-2026 twice.
    desk.run("match", desk.inventory, "--track", code=1)
    found = [(row["asset_id"], row["advisory"]) for row in desk.json("status", code=1)["findings"]]
    assert len(found) == len(set(found)) == 8
    assert desk.json("monday", code=1)["advisories"] == 4


def test_a_new_vex_asks_at_once_about_what_other_advisories_say(desk):
    desk.match()
    assert desk.json("status", code=1)["counts"]["states"] == {"affected": 2}
    statement = {
        "products": [{"@id": "cpe:2.3:h:bd:alaris_8015:*:*:*:*:*:*:*:*"}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_present",
    }
    named = [{**statement, "vulnerability": {"name": cve}} for cve in CVES]
    vex = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "VEX-1", "statements": named}
    file = desk.folder / "vex.json"
    file.write_text(json.dumps(vex))
    desk.run("add", file)
    found = desk.json("status", code=1)["findings"]
    assert [row["state"] for row in found] == ["check_version", "check_version"]
    assert all("VEX-1 states for it: vulnerable_code_not_present" in r["reason"] for r in found)


def test_a_run_for_a_new_document_says_nothing_of_how_few_were_checked(desk, shared):
    desk.run("match", desk.inventory, "--advisories", shared("csaf", "medical"), "--track", code=1)
    before = desk.json("monday", code=1)["advisories"]
    desk.run("add", recalls(desk, "january.json", "Z-1-2026"))
    assert desk.json("monday", code=1)["advisories"] == before + 1


def test_a_run_that_cannot_be_made_again_is_told_and_the_documents_are_kept(desk):
    kev = desk.folder / "kev.json"
    kev.write_text(json.dumps({"vulnerabilities": []}))
    desk.match("--kev", kev)
    kev.unlink()
    _, err = desk.run("add", recalls(desk, "january.json", "Z-1-2026"), code=1)
    assert "was not matched again" in err
    assert "kev.json" in err
    assert len(desk.json("advisories")["advisories"]) == 2


def test_rows_without_a_tag_that_are_alike_are_not_missing_after_a_run_for_some(desk):
    rows = "Mfr,Model,SW Ver,Dept\n" + "BD,Alaris 8015,9.33,ICU\n" * 3
    desk.inventory.write_text(rows)
    desk.match()
    desk.run("add", recalls(desk, "january.json", "Z-1-2026"))
    counts = desk.json("status", code=1)["counts"]
    assert (counts["missing"], counts["withdrawn"]) == (0, 0)
    # One of them is sold: one is missing.
    desk.inventory.write_text(rows.removesuffix("BD,Alaris 8015,9.33,ICU\n"))
    desk.run("match", desk.inventory, "--track", code=1)
    assert desk.json("status", code=1)["counts"]["missing"] == 2


def test_a_notice_under_the_id_of_an_advisory_stands_beside_it(desk):
    words = ("--maker", "BD", "--model", "Alaris 8015", "--who", "R. Engineer")
    desk.run("notice", "--add", ID, *words)
    desk.match()
    found = {row["advisory"] for row in desk.json("status", code=1)["findings"]}
    assert found == {ID, f"{ID} (for customers only)"}


def test_semantic_versions_are_detected(desk):
    desk.run("add", newer(desk, version="2.0.1"))
    assert desk.json("advisories")["advisories"][0]["versioning"] == "semantic"


def test_a_document_that_is_none_is_named_and_the_rest_is_kept(desk):
    folder = desk.folder / "mixed"
    folder.mkdir()
    (folder / "a.json").write_text("nothing")
    (folder / "b.json").write_bytes(Path(desk.advisories).read_bytes())
    (folder / "b.json.sha256").write_text("00  b.json")
    out, err = desk.run("add", folder, code=1)
    assert "1 new of 1" in out
    assert "a.json" in err
    assert "hash beside it does not fit" in err
