"""`wardline devices match` as a biomedical engineer types it."""

from __future__ import annotations

import json

import pytest

import console

ROWS = """Asset No,Mfr,Model,SW Ver,Comments,Dept
1,BD,Alaris 8015,9.33,,ICU
2,CareFusion,ALARIS 8015 PC UNIT,v12.1.2,,ED
3,Philips,MX450,,sw rev M.01,ICU
4,Olympus,CV-190,1.0,,OR
5,,,,,ED
"""


@pytest.fixture(name="inventory")
def inventory_fixture(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text(ROWS)
    return path


def run(*words, code):
    made = console.run("devices", "match", *words, timeout=60)
    assert made.returncode == code, made.stderr
    assert "Traceback" not in made.stderr
    return made.stdout, made.stderr


def test_the_work_list_as_json_lines(inventory, shared):
    out, err = run(inventory, "--advisories", shared("csaf", "medical"), "--jsonl", code=1)
    lines = [json.loads(line) for line in out.splitlines()]
    keys = {"asset_id", "advisory", "status", "sure", "reason", "cves", "priority", "due"}
    assert all(keys <= set(line) for line in lines)
    first = next(line for line in lines if line["advisory"] == "ICSMA-17-017-02")
    assert (first["asset_id"], first["status"], first["sure"]) == ("1", "affected", True)
    assert first["cves"] == ["CVE-2016-8375", "CVE-2016-9355"]
    assert all(line["status"] in ("affected", "check") for line in lines)
    assert "5 rows: 4 devices" in err
    assert "line 6: The row names no maker, model or description." in err


def test_what_is_not_affected_comes_with_all_and_with_its_reason(inventory, shared):
    out, _ = run(inventory, "--advisories", shared("csaf", "medical"), "--json", "--all", code=1)
    document = json.loads(out)
    safe = [match for match in document["matches"] if match["status"] == "not_affected"]
    assert any("v12.1.2 lies outside" in match["reason"] for match in safe)
    assert document["inventory"] == {"rows": 5, "devices": 4, "blank": 0}
    assert document["losses"][0]["place"] == "line 6"


def test_people_get_a_list_sorted_by_class_and_sum(inventory, shared):
    kev = shared("kev", "known_exploited_vulnerabilities.json")
    out, _ = run(inventory, "--advisories", shared("csaf", "medical"), "--kev", kev, code=1)
    assert "scheduled" in out
    assert "due 2017-03-18" in out


def test_broken_advisories_are_named_and_the_rest_is_used(inventory, shared, tmp_path):
    folder = tmp_path / "advisories"
    folder.mkdir()
    whole = shared("csaf", "medical", "icsma-17-017-02.json").read_bytes()
    (folder / "a.json").write_bytes(whole)
    (folder / "b.json").write_bytes(b"nothing")
    (folder / "c.json").write_bytes(whole[: len(whole) // 2])
    out, err = run(inventory, "--advisories", folder, "--jsonl", code=1)
    assert "ICSMA-17-017-02" in out
    assert "b.json: This is not JSON" in err
    assert "c.json: The JSON is broken or cut off" in err


def test_wrong_calls_end_in_a_sentence(inventory, shared, tmp_path):
    _, err = run(inventory, "--advisories", tmp_path / "none", code=2)
    assert "There is no file" in err
    _, err = run(inventory, "--advisories", shared("csaf", "medical"), "--map", "x", code=2)
    assert "ROLE=COLUMN" in err
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    _, err = run(empty, "--advisories", shared("csaf", "medical"), code=2)
    assert "no heading is recognized" in err
