"""`wardline devices match --track`, `status`, `set`, `accept`, `history`, `notice`, as typed."""

from __future__ import annotations

import csv
import email
import email.policy
import json
from datetime import timedelta

import pytest

import console
from wardline.core.clock import today_utc

ROWS = """Asset No,Mfr,Model,SW Ver,Comments,Dept
1,BD,Alaris 8015,9.33,,ICU
2,Philips,MX450,,sw rev M.01,ICU
3,BD,Alaris 8015,9.33,,ED
"""


class Desk:
    """A person at a desk, with one inventory and one data folder."""

    def __init__(self, folder, advisories):
        self.folder, self.advisories = folder, advisories
        self.inventory = folder / "inventory.csv"
        self.inventory.write_text(ROWS)

    def run(self, *words, code=0):
        data = () if "--help" in words else ("--data", str(self.folder / "data"))
        made = console.run("devices", *words, *data, timeout=60)
        assert made.returncode == code, made.stderr
        assert "Traceback" not in made.stderr
        return made.stdout, made.stderr

    def match(self, *more, code=1):
        words = ("match", self.inventory, "--advisories", self.advisories, "--track", "--json")
        return self.run(*words, *more, code=code)

    def json(self, *words, code=0):
        return json.loads(self.run(*words, "--json", code=code)[0])


@pytest.fixture(name="desk")
def desk_fixture(tmp_path, shared):
    return Desk(tmp_path, shared("csaf", "medical", "icsma-17-017-02.json"))


def test_the_way_from_the_first_match_to_addressed(desk):
    _, err = desk.match()
    assert "Work list: 2 new" in err
    found = desk.json("status", code=1)
    assert [row["asset_id"] for row in found["findings"]] == ["1", "3"]
    assert found["counts"]["states"] == {"affected": 2}
    desk.run("set", "--advisory", "ICSMA-17-017-02", "--to", "planned", "--who", "R. Engineer")
    desk.run("set", 1, "--to", "fixed", "--who", "B. Tech")
    _, err = desk.run("set", 1, "--to", "verified", "--who", "B. Tech", code=2)
    assert "the version that was read on the device" in err
    words = ("--to", "verified", "--version", "12.1.2", "--fixed", "--who", "B. Tech")
    [row] = desk.json("set", 1, *words)["findings"]
    assert row["addressed"] is True
    found = desk.json("status", code=1)
    assert [row["asset_id"] for row in found["findings"]] == ["3"]
    assert (found["counts"]["open"], found["counts"]["addressed"]) == (1, 1)
    lines = desk.json("history", 1)["history"]
    assert [line["state"] for line in lines] == ["new", "affected", "planned", "fixed", "verified"]
    assert [line["who"] for line in lines[2:]] == ["R. Engineer", "B. Tech", "B. Tech"]
    assert lines[-1]["step"]["version"] == "12.1.2"


def test_a_leader_accepts_for_180_days_at_most(desk):
    desk.match()
    words = ("--reason", "no spare pump", "--who", "R. Engineer", "--until")
    leader = ("--leader", "Dr. A. Example")
    far = today_utc() + timedelta(days=181)
    _, err = desk.run("accept", 1, *leader, *words, far, code=2)
    assert "within 180 days" in err
    near = today_utc() + timedelta(days=180)
    desk.run("accept", 1, 2, *leader, *words, near)
    assert desk.json("status")["counts"]["open"] == 0
    out, _ = desk.run("history", "--asset", "3")
    assert "R. Engineer: step accepted  (no spare pump)" in out
    _, err = desk.run("set", 1, "--to", "accepted", "--who", "x", code=2)
    assert "wardline devices accept" in err


def test_a_changed_version_reopens_through_a_new_match(desk):
    desk.match()
    words = ("--justification", "component_not_present", "--who", "R. Engineer")
    desk.run("set", 1, 2, "--to", "not_affected", *words)
    assert "Work list: nothing changed." in desk.match()[1]
    desk.inventory.write_text(ROWS.replace("1,BD,Alaris 8015,9.33", "1,BD,Alaris 8015,9.1"))
    assert "1 reopened" in desk.match()[1]
    [row] = desk.json("status", code=1)["findings"]
    assert row["reopened"] == "the version on record changed from '9.33' to '9.1'"


def test_columns_are_mapped_once(desk):
    desk.inventory.write_text(ROWS.replace("Mfr,Model,SW Ver", "Firma,Bauart,Stand"))
    mapped = ("--map", "maker=Firma", "model=Bauart", "version=Stand")
    assert "Work list: 2 new" in desk.match(*mapped)[1]
    assert "Work list: nothing changed." in desk.match()[1]


def test_a_notice_for_customers_only_is_matched_and_stays_here(desk):
    words = ("--maker", "Philips", "--model", "MX450", "--versions", "<= N.00", "--who", "R. E.")
    desk.run("notice", "--add", "PH-2026-1", "--title", "Secret of Philips", *words)
    desk.match()
    [row] = desk.json("status", "--advisory", "PH-2026-1", code=1)["findings"]
    assert (row["asset_id"], row["state"]) == ("2", "affected")
    assert desk.json("notice")["notices"][0]["maker"] == "Philips"
    desk.run("notice", "--remove", "PH-2026-1")
    _, err = desk.run("notice", "--add", "X", "--maker", "BD", "--who", "x", code=2)
    assert "at least one model" in err


def test_wrong_calls_end_in_a_sentence_that_says_what_to_do(desk):
    assert "--track" in desk.run("status", code=3)[1]
    desk.match()
    assert "Say which findings" in desk.run("set", "--to", "planned", "--who", "x", code=2)[1]
    assert "no finding 99" in desk.run("set", 99, "--to", "planned", "--who", "x", code=2)[1]
    bad = ("--until", "soon", "--who", "x", "--control", "y", "--tested")
    assert "is no day" in desk.run("set", 1, "--to", "mitigated", *bad, code=2)[1]
    assert "no state 'odd'" in desk.run("status", "--state", "odd", code=2)[1]
    assert "Possible steps" in desk.run("set", 1, "--to", "closed", "--who", "x", code=2)[1]


def test_alike_answers_one_question_for_all_of_the_same_maker_and_model(desk):
    desk.match()
    done = desk.json("set", 1, "--alike", "--to", "in_work", "--who", "R. Engineer")["findings"]
    assert [row["asset_id"] for row in done] == ["1", "3"]


def test_the_monday_page_in_every_form(desk):
    desk.match()
    out, _ = desk.run("monday", "--who", "R. Engineer", code=1)
    assert "2 new. 1 advisory checked." in out
    assert "1. BD Alaris 8015 (2 devices)" in out
    assert "ED: 3; ICU: 1" in out
    page = desk.json("monday", code=1)
    assert page["jobs"][0]["findings"] == [1, 2]
    file = desk.folder / "monday.pdf"
    desk.run("monday", "--format", "pdf", "--out", file, code=1)
    assert file.read_bytes().startswith(b"%PDF")
    out, _ = desk.run("monday", "--format", "html", code=1)
    assert '<html lang="en">' in out
    assert "<script" not in out
    out, _ = desk.run("monday", "--format", "eml", "--to", "biomed@hospital.example", code=1)
    mail = email.message_from_string(out, policy=email.policy.default)
    assert mail["To"] == "biomed@hospital.example"
    assert "Alaris 8015" in mail.get_body(("plain",)).get_content()
    _, err = desk.run("monday", "--format", "eml", code=2)
    assert "--to is missing" in err


def test_a_quiet_monday_says_so(desk):
    desk.match()
    words = ("--justification", "component_not_present", "--who", "R. Engineer")
    desk.run("set", "--group", 1, "--to", "not_affected", *words)
    out, _ = desk.run("monday")
    assert out.splitlines()[1].startswith("Nothing new. 1 advisory checked. Feed is ")


def test_a_customer_only_notice_is_not_in_the_mail(desk):
    words = ("--maker", "Philips", "--model", "MX450", "--versions", "<= N.00", "--who", "R. E.")
    desk.run("notice", "--add", "PH-2026-1", "--title", "Hush", "--risk", "Hush hush", *words)
    desk.match()
    out, _ = desk.run("monday", code=1)
    assert "Hush hush" in out
    out, _ = desk.run("monday", "--format", "eml", "--to", "biomed@hospital.example", code=1)
    assert "PH-2026-1" in out
    assert "Hush" not in out


def test_work_orders_go_out_and_come_back(desk):
    desk.match()
    file = desk.folder / "orders.csv"
    desk.run("orders", "--out", file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["asset_id"] for row in rows] == ["1", "3"]
    rows[0].update(new_state="fixed", who="B. Tech", proof="WO 4711")
    rows[1].update(new_state="retired", who="B. Tech")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    out, err = desk.run("orders", "--back", file, code=1)
    assert out == "1 taken, 0 known already, 0 left blank, 1 not.\n"
    assert "line 3: 'retired' needs a proof" in err
    told = desk.json("orders", "--back", file, code=1)
    assert (told["taken"], told["known"]) == (0, 1)
    assert desk.json("status", 1, code=1)["findings"][0]["state"] == "fixed"
    # The finding has moved on: a stale row does not undo what was decided since.
    words = ("--to", "verified", "--version", "12.1.2", "--fixed", "--who", "R. Engineer")
    desk.run("set", 1, *words)
    file.write_text(file.read_text().replace("fixed,B. Tech", "in_work,B. Tech"))
    told = desk.json("orders", "--back", file, code=1)
    assert "has become 'verified'" in told["losses"][0]["reason"]


def test_tick_sheets_by_ward(desk):
    desk.inventory.write_text(ROWS.replace("9.33", ""))
    desk.match()
    wards = desk.json("sheet")["wards"]
    assert [ward["ward"] for ward in wards] == ["ED", "ICU"]
    assert wards[0]["rows"][0]["asset_id"] == "3"
    out, _ = desk.run("sheet", "--ward", "icu", "--format", "html")
    assert '<th scope="row">1</th>' in out
    assert "ED" not in out
    assert "Nothing to read." in desk.run("sheet", "--ward", "attic")[0]


def test_a_letter_and_the_evidence(desk):
    desk.match()
    out, _ = desk.run("letter", "Becton Dickinson", "--hospital", "Example Hospital")
    assert "2  Alaris 8015, 9.33" in out
    assert "ICU" not in out
    _, err = desk.run("letter", "Olympus", code=2)
    assert "No open finding is on a device of 'Olympus'" in err
    desk.run("set", 1, "--to", "off_network", "--proof", "ticket 5", "--who", "R. Engineer")
    found = desk.json("evidence")
    row = next(row for row in found["evidence"] if row["finding"] == "1")
    assert (row["addressed"], row["proof"], row["decided_by"]) == (
        "yes",
        "proof: ticket 5",
        "R. Engineer",
    )
    assert "Addressed: 1 (1 off_network). Open: 1" in found["summary"][1]
    out, _ = desk.run("evidence", "--format", "csv")
    assert out.startswith("\ufefffinding,")


def test_a_new_kev_entry_brings_back_what_was_answered(desk):
    desk.match()
    words = ("--justification", "component_not_present", "--who", "R. Engineer")
    desk.run("set", 1, 2, "--to", "not_affected", *words)
    entry = {"cveID": "CVE-2016-8375", "dateAdded": "2026-03-01", "dueDate": "2026-03-22"}
    kev = desk.folder / "kev.json"
    kev.write_text(json.dumps({"vulnerabilities": [entry]}))
    assert "2 reopened" in desk.match("--kev", kev)[1]
    found = desk.json("status", code=1)["findings"]
    assert "KEV" in found[0]["reopened"]
    assert "Work list: nothing changed." in desk.match("--kev", kev)[1]
    # A run that was not given the catalog has not heard that it is out of it.
    assert "Work list: nothing changed." in desk.match()[1]


def test_a_tested_control_lowers_the_exposure_in_the_next_run_and_never_the_harm(desk):
    words = ("--maker", "BD", "--model", "Alaris 8015", "--cve", "CVE-2026-10001", "--who", "R. E.")
    desk.run("notice", "--add", "N1", *words)
    desk.match()
    before = desk.json("status", "--advisory", "N1", "--asset", 1, code=1)["findings"][0]
    until = today_utc() + timedelta(days=30)
    words = ("--control", "rule 7", "--tested", "--until", until, "--who", "R. Engineer")
    desk.run("set", before["finding"], "--to", "mitigated", *words)
    desk.match()
    after = desk.json("status", before["finding"], code=1)["findings"][0]
    assert (before["exposure"], after["exposure"]) == ("open", "controlled")
    assert (before["safety_impact"], after["safety_impact"]) == ("catastrophic",) * 2
    assert after["priority"] < before["priority"]
    assert after["priority_sum"].endswith(f"= {after['priority']}")
    assert (after["addressed"], after["until"]) == (True, until.isoformat())


def test_the_operating_system_is_asked_for_when_it_is_wanted(desk, shared):
    kev = shared("kev", "known_exploited_vulnerabilities.json")
    desk.inventory.write_text("Asset No,Mfr,Model,OS\n1,Dell,OptiPlex 7060,Windows 10\n")
    assert "--os needs --kev" in desk.match("--os", code=2)[1]
    desk.match("--kev", kev, code=0)
    desk.match("--os", "--kev", kev)
    [row] = desk.json("status", code=1)["findings"]
    assert (row["advisory"], row["state"]) == ("KEV Windows", "check_version")
    assert "Read the software version on 1 device" in desk.run("monday", code=1)[0]
    # A run that was not asked for it says nothing of it.
    assert "Work list: nothing changed." in desk.match("--kev", kev, code=0)[1]


def test_nothing_in_an_inventory_steers_the_terminal(desk):
    evil = "\x1b]0;owned\x07\x1b[2J"
    desk.inventory.write_text(ROWS.replace("ICU", f"ICU{evil}"))
    desk.match()
    words = ("match", desk.inventory, "--advisories", desk.advisories)
    for out, err in (
        desk.run(*words, code=1),
        desk.run("status", code=1),
        desk.run("monday", code=1),
        desk.run("evidence"),
        desk.run("history"),
    ):
        assert "\x1b" not in out + err
