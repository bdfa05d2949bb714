"""Pieces of health records as EHRs write them: CDA and FHIR, whole or cut out, in any layout."""

from __future__ import annotations

import json

import pytest

from wardline.screen import screen

# Nobody's: all made up.
PRIVATE = (
    "Quillfeather", "Zebediah", "KP0001799", "5555550003", "19610303", "20130311", "201209151030",
    "f49ebfb2-f812-4910-b6e5-1d964e0aef47", "S99949323", "X55998404X", "999-99-6801", "Suite 399",
    "2472 Rocky", "2004-05-04", "2008-03-08", "2019-10-12", "1961-03-03",
)  # fmt: skip
CDA = """<{root}>
  <time value="201209151030-0800" />
  <assignedEntity>
    <id extension="KP0001799" root="2.16.840.1.113883.19.5" />
    <addr><streetAddressLine>2472 Rocky Place</streetAddressLine></addr>
    <telecom use="HP" value="5555550003"/>
    <assignedPerson><name><given>Zebediah</given><family>{family}</family></name></assignedPerson>
  </assignedEntity>
  <birthTime value="19610303"/>
  <effectiveTime><low value='20130311'/></effectiveTime>
</{root}>"""
PATIENT = {
    "identifier": [
        {
            "system": "https://made-up.example/synthea",
            "value": "f49ebfb2-f812-4910-b6e5-1d964e0aef47",
        },
        {
            "type": {"coding": [{"system": "http://hl7.org/fhir/v2/0203", "code": "SS"}]},
            "system": "http://hl7.org/fhir/sid/us-ssn",
            "value": "999-99-6801",
        },
        {
            "type": {"coding": [{"system": "http://hl7.org/fhir/v2/0203", "code": "DL"}]},
            "system": "urn:oid:2.16.840.1.113883.4.3.25",
            "value": "S99949323",
        },
        {
            "type": {"coding": [{"system": "http://hl7.org/fhir/v2/0203", "code": "PPN"}]},
            "system": "http://hl7.org/fhir/StructureDefinition/passportNumber",
            "value": "X55998404X",
        },
    ],
    "name": [{"family": "Quillfeather", "given": ["Zebediah"]}],
    "address": [{"line": ["2472 Rocky Place", "Suite 399"], "city": "Made Up"}],
    "birthDate": "1961-03-03",
}
VISIT = {
    "status": "finished",
    "period": {"start": "2004-05-04T04:09:54+00:00", "end": "2004-05-04T04:24:54+00:00"},
    "assertedDate": "2019-10-12T12:10:36+00:00",
}
SHOT = {"status": "completed", "date": "2008-03-08T18:45:18-05:00"}


def left(text: str) -> list[str]:
    shown = screen(text).text
    return [value for value in PRIVATE if value in shown]


@pytest.mark.parametrize("root", ["ClinicalDocument", "authenticator", "cda:author"])
@pytest.mark.parametrize("family", ["Quillfeather", "Primary", "Everyman", "Place"])
def test_nothing_of_a_person_is_left_in_a_piece_of_cda(root, family):
    text = CDA.format(root=root, family=family)
    assert left(text) == []
    assert f">{family}<" not in screen(text).text


@pytest.mark.parametrize("indent", [None, 2, 12])
@pytest.mark.parametrize("first", [True, False])
def test_nothing_of_a_person_is_left_in_fhir_however_it_is_laid_out(indent, first):
    def named(kind: str, resource: dict) -> dict:
        told = {"resourceType": kind}
        return {"resource": {**told, **resource} if first else {**resource, **told}}

    entries = [named("Patient", PATIENT), named("Encounter", VISIT), named("Immunization", SHOT)]
    text = json.dumps({"entry": entries}, indent=indent)
    assert left(text) == []
    for alone in entries:
        assert left(json.dumps(alone, indent=indent)) == []


def test_what_is_no_identifier_of_a_device_stays():
    device = {
        "resourceType": "Device",
        "identifier": [{"value": "made-up-77"}],
        "manufacturer": "Made Up Inc",
        "version": [{"value": "5.80.2"}],
    }
    shown = screen(json.dumps(device)).text
    assert "5.80.2" in shown
    assert "made-up-77" not in shown
    # A log beside it keeps its days.
    log = 'date=2024-03-17 time=10:21:37 devname="FW" dstip=203.0.113.9'
    assert "date=2024-03-17" in screen(f"{json.dumps(device)}\n\n{log}").text


@pytest.mark.parametrize(
    "text",
    [
        # What is no health record keeps the same names with other meanings.
        '{"date": "2026-11-18", "line": ["a", "b"], "period": "2026-11-18"}',
        '{"identifier": [{"system": "misp", "value": "203.0.113.9"}], "date": "2026-11-18"}',
        '<report><time value="201209151030"/><family>Emotet</family><id extension="K7"/></report>',
    ],
)
def test_what_is_no_record_is_left_as_it_is(text):
    assert screen(text).text == text


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("My zip code is 35350.", "35350"),
        ("My name is Zebediah and I work here", "Zebediah"),
        ("hello, my name is zebediah", "zebediah"),
        ("Her name is Zoraida Maria Quillfeather.", "Quillfeather"),
        ("Please call me at 0494 92 82 32 today", "0494 92 82 32"),
        ("They're not answering at 374 780 163", "374 780 163"),
        ("a transfer from GB02RVXB01271286793653 was made", "GB02RVXB01271286793653"),
        ("an account DE89 3704 0044 0532 0130 00 of theirs", "3704"),
        ("charged to my card # 503890547220", "503890547220"),
        ("My name is Dr. Zorblax", "Zorblax"),
        ("my name is Zorblax", "Zorblax"),
        ("My name is Black", "Black"),
        ("call me on 020 7946 0123", "0123"),
        ("call me on 020 7946 0123, or 07700 900123", "900123"),
        ("messages to +44 7700 900123", "900123"),
        ("paid to BE68 5390 0754 7034 BIC", "7034"),
        ("paid to AT61 1904 3002 3457 3201 OK", "3201"),
        ("room BE12 BE68 5390 0754 7034", "7034"),
        ("call me on 44 20 2079 1234", "1234"),
        ("from SM86 U032 2509 8000 0000 0270 100", "270 100"),
        ("my zip is 20240", "20240"),
    ],
)
def test_what_people_say_of_themselves_is_taken(text, private):
    assert private not in screen(text).text


@pytest.mark.parametrize(
    "text",
    [
        "beacons call back at 203.0.113.77",
        "its name is Emotet",
        "they call us at 2026-11-20 10:00",
        "my name is not in the log",
        "his name is on the list",
        "Their name is LockBit",
        "real name is BlackBasta",
        "his name is BlackBasta",
        "my name is DarkSide",
        "His name is apt29",
        "their name is derived from it",
        "his name was changed to it",
        "my name is based on it",
        "my name is hardcoded",
        "my name is urlencoded",
        "my name is random",
        "my name is passed as argv",
        "my name is svc-backup",
        "My name is Unit 42",
        "forwards messages to 514 6514 1514",
        "messages to 4625 4624 4688",
        "messages on 2024 05 04 12",
        "messages on 12 05 2024",
        "they call me on 2024 05 04 12",
        "Telegram bot messages to 1001234567890",
        "call us at 888-282-0870 24/7",
        "license key FR76ABCDEFGH1234567890ABCDE",
        "The password for the zip is 12345.",
        "ZIP is 20240 KB",
        "card 123456789012 event",
    ],
)
def test_what_only_sounds_like_it_is_left(text):
    assert screen(text).text == text


def test_a_title_and_what_is_no_number_to_call_stay():
    assert screen("My name is Dr. Zorblax").text == "My name is Dr. [NAME-1]"
    # Nothing explains the number; but a version is none to call.
    assert "14.5.1" in screen("phone is 14.5.1 20240510").text
    # A wrong check: no account, and still a number that nothing explains.
    assert screen("BE12345678901234").text == "[ID-1]"


HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    "text",
    [
        '{"resourceType":"AWS::S3::Bucket","date":"2026-11-20","line":"GET /shell.php"}',
        '{"resourceType":"AWS::S3::Bucket","line":["powershell -enc AAA","cmd.exe /c whoami"]}',
        '{"resourceType":"AWS::S3::Bucket","identifier":[{"type":"domain","value":"evil-c2.example"}]}',
        f'{{"resourceType":"Device","identifier":[{{"type":"sha256","value":"{HASH}"}}]}}',
        '{"resourceType":"Device","identifier":[{"value":"evil-c2.example"},{"value":"203.0.113.9"}]}',
        '{"resourceType":"Device","identifier":{"system":"urn:x"},"version":[{"value":"5.80.2"}]}',
        '{"campaignPeriod":{"start":"2026-11-20"},"gracePeriod":{"end":"2026-11-21"}}',
        '{"beaconperiod":{"start":"2026-11-20"},"retentionPeriod":{"end":"2026-11-21"}}',
        '<r>of urn:hl7-org:v3 <time value="201209151030"/><id extension="K7345"/></r>',
    ],
)
def test_what_clouds_and_sensors_write_with_the_same_names_is_left(text):
    assert screen(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        '"identifier":[{"assigner":{"display":"lab ]"},"value":"KP0001799"}]',
        '"identifier":{"system":"urn:x","value":"KP0001799"}',
        '"identifier":[{"assigner":{"identifier":{"value":"a"}},"value":"KP0001799"}]',
        '"effectivePeriod":{"start":"2004-05-04","end":"2008-03-08"}',
    ],
)
def test_what_stands_in_a_resource_is_taken_however_it_is_nested(text):
    assert left(f'{{"resourceType":"Patient",{text}}}') == []


@pytest.mark.parametrize("indent", [None, 2])
def test_nothing_of_a_person_is_left_in_fhir_inside_a_text_of_json(indent):
    for kind, resource in (("Patient", PATIENT), ("Encounter", VISIT), ("Immunization", SHOT)):
        inner = json.dumps({"resourceType": kind, **resource}, indent=indent)
        assert left(json.dumps({"message": inner})) == []


def test_cda_in_any_layout_keeps_techniques_and_loses_persons():
    text = (
        '<a xmlns="urn:hl7-org:v3"><time value = "201209151030"/><id extension="T1059.001"/>'
        '<id extension="O\'Neil77341"/><my-ns:id root="x" extension = \'KP0001799\'/>'
        "<my-ns.v3:family>Primary</my-ns.v3:family></a>"
    )
    shown = screen(text).text
    assert "T1059.001" in shown
    for private in ("20120915", "Neil", "77341", "KP0001799", "Primary"):
        assert private not in shown
