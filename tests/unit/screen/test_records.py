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
    ],
)
def test_what_only_sounds_like_it_is_left(text):
    assert screen(text).text == text
