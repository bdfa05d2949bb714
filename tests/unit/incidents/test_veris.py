"""VERIS: what stands in its own places, what of others' records is kept, what is refused."""

from __future__ import annotations

import copy
import datetime as dt
import json

import jsonschema_rs
import pytest

from wardline.core.errors import UnprocessableError
from wardline.incidents.choices import KINDS
from wardline.incidents.model import Report, What, parse
from wardline.incidents.veris import from_veris, to_veris

TODAY = dt.date(2026, 2, 1)
ID = "5fb2a7ae-8c3e-4a3a-9d3a-2f0f6f4b7f10"
# Made up: a hospital of 300 people, ransomware by a phishing mail.
TOLD = parse(
    b"""{"what":{"actions":[{"category":"malware","varieties":["Ransomware"],
      "vectors":["Email attachment"],"name":"MadeUpLocker"},
     {"category":"social","varieties":["Phishing"],"vectors":["Email"],
      "targets":["End-user or employee"]}],"harms":["operations-disrupted"],
      "certainty":"confirmed","text":"Made up: the file server is encrypted."},
    "when":{"started":{"at":"2026-01-28T21:30:00Z"},"found":{"at":"2026-01-29T05:30:00Z"},
      "contained":{"at":"2026-01-29T07:00:00Z"}},
    "touched":{"assets":[{"variety":"S - File","amount":3}],"ehr":"yes"},
    "care":{"downtime_hours":37.5,"diversion":"yes","text":"Paper charts."},
    "extent":{"disclosure":"potentially","records":1200,"persons":1100,"data":["Medical"],
      "sites":2,"encrypted":"no"},
    "attacker":{"kind":"external","motive":"Financial","name":"Made-up Gang",
      "observables":["198.51.100.7"],"techniques":["T1486"]},
    "helped":{"detected_by":["employee","antivirus"],"controls":["backups"],"text":"A nurse."},
    "victim":{"kind":"hospital","size":"101 to 1000","state":"MT"}}"""
)
# Made up, in the shape of a record of the VERIS Community Database (older words included).
FOREIGN = {
    "schema_version": "1.3.7",
    "incident_id": "0001AA7F-C601-424A-B2B8-BE6C9F5164E7",
    "source_id": "vcdb",
    "security_incident": "Confirmed",
    "summary": "Made up: a clinic's laptop was stolen from a car.",
    "confidence": "High",
    "reference": "https://news.example/laptop",
    "timeline": {"incident": {"year": 2014, "month": 7}, "discovery": {"unit": "Days", "value": 2}},
    "victim": {
        "victim_id": "Made-up Clinic",
        "country": ["US"],
        "state": "OH",
        "employee_count": "Small",
        "industry": "621111",
        "government": ["NA"],
        "region": ["019021"],
    },
    "action": {
        "physical": {
            "variety": ["Theft"],
            "vector": ["Personal vehicle"],
            "result": ["Exfiltrate"],
            "notes": "Made up.",
        }
    },
    "actor": {
        "external": {"variety": ["Unaffiliated"], "motive": ["Financial"], "country": ["US"]}
    },
    "asset": {
        "assets": [{"variety": "U - Laptop", "amount": 1}, {"variety": "Z - Old word"}],
        "cloud": ["NA"],
        "ownership": ["Victim"],
    },
    "attribute": {
        "confidentiality": {
            "data_disclosure": "Potentially",
            "data_total": 1500,
            "data": [{"variety": "Medical", "amount": 1500}],
            "data_victim": ["Patient"],
            "state": ["Stored unencrypted"],
        },
        "availability": {"variety": ["Loss"]},
    },
    "discovery_method": {"internal": {"variety": ["Reported by employee"]}},
    "impact": {"overall_rating": "Unknown"},
    "targeted": "Opportunistic",
    "plus": {"master_id": "0001AA7F", "timeline": {"notification": {"year": 2014}}},
}


@pytest.fixture(scope="module")
def schema(shared):
    path = shared("schemas/veris/verisc-merged.json")
    return jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))


def test_what_veris_has_a_place_for_stands_there():
    record = to_veris(TOLD, incident_id=ID, today=TODAY)
    assert record["security_incident"] == "Confirmed"
    assert record["timeline"] == {
        "incident": {"year": 2026, "month": 1, "day": 28, "time": "09:30:00 PM"},
        "discovery": {"unit": "Hours", "value": 8},
        "containment": {"unit": "Minutes", "value": 90},
    }
    assert record["action"]["malware"] == {
        "variety": ["Ransomware"],
        "vector": ["Email attachment"],
        "name": "MadeUpLocker",
    }
    assert record["action"]["social"]["target"] == ["End-user or employee"]
    assert record["actor"]["external"]["motive"] == ["Financial"]
    assert record["asset"]["assets"] == [{"variety": "S - File", "amount": 3}]
    assert record["attribute"]["availability"] == {
        "variety": ["Obscuration"],
        "duration": {"unit": "Hours", "value": 37.5},
        "notes": "Paper charts.",
    }
    assert record["attribute"]["confidentiality"]["data_total"] == 1200
    assert record["victim"]["industry"].startswith("622")
    assert record["discovery_method"] == {
        "internal": {"variety": ["Reported by employee", "Antivirus"]}
    }
    assert record["ioc"] == [{"indicator": "198.51.100.7"}]


def test_only_what_veris_has_no_place_for_stands_in_plus():
    rest = to_veris(TOLD, incident_id=ID, today=TODAY)["plus"]["wardline"]
    assert rest == {
        # They were told to the minute; from VERIS they are known to the hour.
        "when": {
            "found": {"at": "2026-01-29T05:30:00Z", "fidelity": None},
            "contained": {"at": "2026-01-29T07:00:00Z", "fidelity": None},
        },
        "touched": {"ehr": "yes"},
        "care": {"diversion": "yes"},
        "extent": {"persons": 1100},
        "attacker": {"techniques": ["T1486"]},
        "helped": {"controls": ["backups"]},
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_kind_of_the_form_needs_nothing_beside_veris_words(kind, schema):
    report = Report(what=What(actions=kind.actions))
    record = to_veris(report, incident_id=ID, today=TODAY)
    assert schema.is_valid(record)
    assert "what" not in record["plus"]["wardline"]


def test_a_word_that_veris_does_not_know_is_other_there_and_comes_back():
    told = b'{"what":{"actions":[{"category":"hacking","varieties":["Teleportation"]}]}}'
    record = to_veris(parse(told), incident_id=ID, today=TODAY)
    assert record["action"]["hacking"]["variety"] == ["Other"]
    assert from_veris(record).report == parse(told)


def test_a_foreign_record_is_read_and_goes_out_as_it_came():
    read = from_veris(copy.deepcopy(FOREIGN))
    told = read.report
    assert told.what.text == FOREIGN["summary"]
    assert told.what.actions[0].varieties == ("Theft",)
    assert told.when.started.at == dt.datetime(2014, 7, 1, tzinfo=dt.UTC)
    assert told.when.started.fidelity == "month"
    assert told.extent.records == 1500
    assert told.victim.kind == "practice"
    assert told.victim.state == "OH"
    assert told.helped.detected_by == ("employee",)
    again = to_veris(told, incident_id="x", today=TODAY, kept=read.kept)
    for name, value in FOREIGN.items():
        if name not in ("plus", "incident_id"):
            assert again[name] == value, name
    assert again["plus"]["timeline"] == FOREIGN["plus"]["timeline"]
    assert "/victim/victim_id" in read.unread
    assert "/summary" not in read.unread
    # And read once more, nothing has changed.
    assert from_veris(again).report == told


def test_what_is_changed_in_the_report_is_not_undone_by_what_was_kept():
    read = from_veris(FOREIGN)
    changed = parse(
        b'{"what":{"actions":[{"category":"physical","varieties":["Theft"]}],"text":"Corrected"},'
        b'"touched":{"assets":[{"variety":"U - Tablet"}]}}'
    )
    again = to_veris(changed, incident_id="x", today=TODAY, kept=read.kept)
    assert again["asset"]["assets"] == [{"variety": "U - Tablet"}]
    assert again["reference"] == FOREIGN["reference"]


def test_what_another_tool_changes_in_veris_counts():
    record = to_veris(TOLD, incident_id=ID, today=TODAY)
    record["attribute"]["confidentiality"]["data_total"] = 9
    record["timeline"] = {"incident": {"year": 2025}}
    read = from_veris(record)
    assert read.report.extent.records == 9
    assert read.report.when.started.at.year == 2025
    assert read.report.extent.persons == 1100


@pytest.mark.parametrize("record", [None, [], {}, {"a": 1}, {"action": {}}, "x"])
def test_what_is_no_record_is_refused_in_a_sentence(record):
    with pytest.raises(UnprocessableError):
        from_veris(record)
