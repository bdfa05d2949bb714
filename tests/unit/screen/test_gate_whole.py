"""Objects and attachments through the gate with the real text engine. All people are made up."""

# ruff: noqa: E501 # files stand on one line

from wardline.core import ids, stix
from wardline.screen.files import screen_file
from wardline.screen.model import Decision
from wardline.screen.profile import Profile
from wardline.screen.replace import Case
from wardline.screen.stix import Gate, screen_objects

PROFILE = {
    "name": "St. Mary",
    "domains": ["stmary.example"],
    "public_nets": ["203.0.113.0/24"],
    "ad": "STMARY",
}
T = "2026-01-02T03:04:05.000Z"
LOG = (
    "host EPICWEB7.int.stmary.example (10.82.220.176) beaconed to 198.51.100.7, SSN 219-09-9999, "
    "password: Nurse2022!"
)
PRIVATE = ("EPICWEB7", "10.82.220.176", "219-09-9999", "Nurse2022!")


def note(number, text):
    return {
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--00000000-0000-4000-8000-{number:012d}",
        "created": T,
        "modified": T,
        "content": text,
        "object_refs": ["malware--00000000-0000-4000-8000-000000000001"],
    }


def test_a_case_keeps_pseudonyms_over_objects_and_files():
    case = Case()
    gate = Gate.of(Profile.from_mapping(PROFILE), case=case)
    first, second = (
        a.object for a in screen_objects([note(1, LOG), note(2, f"again {LOG}")], gate).objects
    )
    file = screen_file(f"file {LOG}".encode(), "a.txt", PROFILE, case=case)
    for text in (first["content"], second["content"], file.text):
        assert not any(private in text for private in PRIVATE)
        assert "198.51.100.7" in text
        assert "[HOST-1]" in text
    assert case.key["[HOST-1]"].lower().startswith("epicweb7")


def test_accounts_in_paths_take_the_cases_pseudonyms():
    made = {"type": "directory", "spec_version": "2.1", "path": "C:\\Users\\qzimmer\\AppData"}
    obj = {**made, "id": ids.sco_id(made)}
    answer = screen_objects([obj], Gate.of(PROFILE, case=Case())).objects[0]
    assert "qzimmer" not in answer.object["path"]
    assert answer.object["path"].endswith("\\AppData")
    assert answer.object["id"] == ids.sco_id(answer.object)
    assert stix.errors(answer.object) == []


def test_an_incident_loses_what_is_private_and_keeps_its_indicators():
    indicator = {
        **note(3, "x"),
        "type": "indicator",
        "id": "indicator--00000000-0000-4000-8000-000000000003",
        "pattern": "[ipv4-addr:value = '198.51.100.7']",
        "pattern_type": "stix",
        "valid_from": T,
        "description": LOG,
    }
    del indicator["content"], indicator["object_refs"]
    answer = screen_objects([indicator], Gate.of(PROFILE)).objects[0]
    assert answer.object["pattern"] == indicator["pattern"]
    assert "198.51.100.7" in answer.object["description"]
    assert not any(private in str(answer) for private in PRIVATE)


def test_a_mail_a_table_and_hl7_lose_what_is_private():
    mail = (
        b"From: bad@evil.example\nTo: Ann Other <ann.other@stmary.example>\nSubject: pay\n\n"
        + LOG.encode()
    )
    table = (
        b"mrn,patient,dob\n12345678,Quani Fivehamo,1963-02-14\n12345679,Luca Sagnelli,1950-02-14\n"
    )
    hl7 = b"MSH|^~\\&|LAB|X|EHR|Y|20260101120000||ADT^A01|1|P|2.5\rPID|1||36498525^^^X^MR||ROE^ANNA||19910215|F"
    for data, private, kept in (
        (mail, (*PRIVATE, "ann.other"), "bad@evil.example"),
        (table, ("12345678", "Quani", "1963-02-14"), "mrn,patient,dob"),
        (hl7, ("36498525", "ROE", "ANNA", "19910215"), "ADT^A01"),
    ):
        got = screen_file(data, "x", PROFILE)
        assert got.decision is not Decision.BLOCK
        assert not any(value in str(got) for value in private)
        assert kept in got.text


def test_screening_what_was_screened_changes_nothing():
    once = screen_file(LOG.encode(), "a.txt", PROFILE)
    assert screen_file(once.text.encode(), "a.txt", PROFILE).text == once.text
