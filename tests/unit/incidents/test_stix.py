"""The report in STIX: what stands in the suite's own places, what others' incidents tell."""

from __future__ import annotations

import copy
import json

import pytest

from wardline.core import jsonio, stix
from wardline.core.errors import UnprocessableError
from wardline.core.stix.suite import CORE, REPORT
from wardline.incidents.choices import KINDS, Release
from wardline.incidents.marks import PROTECTIONS, Mark, chosen, marks_of, statement
from wardline.incidents.model import Report, What, encode, parse
from wardline.incidents.release import released
from wardline.incidents.stix import (
    Marking,
    Stamp,
    from_stix,
    new_id,
    new_version,
    stamp_after,
    to_stix,
)
from wardline.screen.profile import Profile
from wardline.screen.replace import Case
from wardline.screen.sharing import Policy, prepare
from wardline.screen.stix import Gate
from wardline.screen.stix_incident import PARTS

STAMP = Stamp(
    "incident--5fb2a7ae-8c3e-4a3a-9d3a-2f0f6f4b7f10", 1_770_000_000_000_000, 1_770_000_000_000_000
)
# Made up: a hospital of 300 people; addresses of RFC 5737 and RFC 2606.
TOLD = parse(
    b"""{"what":{"actions":[{"category":"malware","varieties":["Ransomware"],
      "name":"MadeUpLocker","cves":["CVE-2026-12345"]}],"harms":["operations-disrupted"],
      "certainty":"confirmed","text":"Made up: the file server is encrypted."},
    "when":{"started":{"at":"2026-01-28T21:30:00Z"},
      "found":{"at":"2026-01-29T00:00:00Z","fidelity":"day"},
      "contained":{"at":"2026-01-29T07:00:00Z"},"recovered":{"at":"2026-02-01T07:00:00Z"}},
    "touched":{"assets":[{"variety":"S - File","amount":3}],"ehr":"yes"},
    "care":{"downtime_hours":37.5,"diversion":"yes","harm":"suspected","text":"Paper charts."},
    "extent":{"disclosure":"potentially","records":1200,"persons":1100,"data":["Medical"]},
    "attacker":{"kind":"external","motive":"Financial","name":"Made-up Gang",
      "observables":["hxxp://bad[.]example/a","203.0.113[.]7"],"techniques":["T1486"],
      "ransom":{"demanded":"yes","paid":"yes","paid_at":{"at":"2026-01-30T10:00:00Z"},
        "amount":50000,"currency":"USD"},
      "files":[{"name":"README.txt","sha256":"%s","size":12}]},
    "helped":{"detected_by":["employee"],"controls":["backups"]},
    "needs":{"codes":["decryption"]},
    "victim":{"kind":"hospital","size":"101 to 1000","state":"MT"}}"""
    % (b"ab" * 32)
)


def by_type(objects, kind):
    return [obj for obj in objects if obj["type"] == kind]


@pytest.fixture(scope="module")
def objects():
    return [jsonio.decode(jsonio.encode(obj)) for obj in to_stix(TOLD, STAMP)]


def test_every_object_is_valid_and_every_id_is_there_once(objects):
    assert [stix.errors(obj) for obj in objects if stix.errors(obj)] == []
    assert len({obj["id"] for obj in objects}) == len(objects)
    known = {obj["id"] for obj in objects}
    for obj in by_type(objects, "relationship"):
        assert {obj["source_ref"], obj["target_ref"]} <= known


def test_the_core_says_what_is_known_in_the_suites_words(objects):
    [incident] = by_type(objects, "incident")
    core = incident["extensions"][CORE]
    assert core["determination"] == "confirmed"
    assert core["investigation_status"] == "closed"
    assert core["incident_types"] == ["ransomware"]
    assert core["detection_methods"] == ["user-reporting"]
    assert core["impacted_entity_counts"] == {"computers-server": 3, "individual": 1100}
    assert set(core["impact_refs"]) == {obj["id"] for obj in by_type(objects, "impact")}


def test_each_harm_is_an_impact_of_its_category(objects):
    found = {
        (
            obj["impact_category"],
            tuple(sorted(obj["extensions"][f"{obj['impact_category']}-ext"].items())),
        )
        for obj in by_type(objects, "impact")
    }
    assert ("availability", (("availability_impact", 90),)) in found
    assert (
        "confidentiality",
        (("information_type", "phi"), ("loss_type", "suspected-loss"), ("record_count", 1200)),
    ) in found
    assert ("external", (("impact_type", "emergency-services"),)) in found
    assert ("external", (("impact_type", "public-safety"),)) in found
    assert (
        "monetary",
        (
            ("currency", "USD"),
            ("max_amount", 50000),
            ("min_amount", 50000),
            ("variety", "ransom-payment"),
        ),
    ) in found
    assert {category for category, _ in found} >= {"integrity"}


def test_times_are_events_and_tasks_with_their_fidelity(objects):
    event = next(e for e in by_type(objects, "event") if e["event_types"] == ["ransomware"])
    assert (event["start_time"], event["start_time_fidelity"]) == (
        "2026-01-28T21:30:00.000Z",
        "minute",
    )
    assert event["end_time"] == "2026-01-29T07:00:00.000Z"
    assert event["status"] == "occurred"
    found = next(t for t in by_type(objects, "task") if t["task_types"] == ["detected"])
    assert (found["start_time"], found["start_time_fidelity"]) == (
        "2026-01-29T00:00:00.000Z",
        "day",
    )
    names = {(t["task_types"][0], t["outcome"], t.get("name")) for t in by_type(objects, "task")}
    assert ("exercised-control", "successful", "Backups that could be restored") in names
    assert ("external-support", "pending", "A way to decrypt files") in names


def test_what_the_attacker_left_is_there_for_others_to_look_for(objects):
    patterns = {obj["pattern"] for obj in by_type(objects, "indicator")}
    assert patterns == {
        "[url:value = 'http://bad.example/a']",
        "[ipv4-addr:value = '203.0.113.7']",
        f"[file:hashes.'SHA-256' = '{'ab' * 32}']",
    }
    [pattern] = by_type(objects, "attack-pattern")
    assert pattern["external_references"] == [
        {"source_name": "mitre-attack", "external_id": "T1486"}
    ]
    [weakness] = by_type(objects, "vulnerability")
    assert weakness["name"] == "CVE-2026-12345"
    [actor] = by_type(objects, "threat-actor")
    assert actor["name"] == "Made-up Gang"
    [file] = by_type(objects, "file")
    assert file["size"] == 12


def test_one_of_our_own_people_is_no_threat_actor():
    told = b'{"what":{"text":"x"},"attacker":{"kind":"internal","name":"Ann Made-Up"}}'
    objects = to_stix(parse(told), STAMP)
    assert by_type(objects, "threat-actor") == []
    assert from_stix(objects)[0].report == parse(told)


def test_only_what_the_suite_has_no_place_for_stands_in_our_extension(objects):
    [incident] = by_type(objects, "incident")
    ours = incident["extensions"][REPORT]
    assert ours["report"]["care"] == {
        "diversion": "yes",
        "downtime_hours": 37.5,
        "harm": "suspected",
    }
    assert "when" not in ours["report"]
    assert "extent" not in ours["report"]
    assert "helped" not in ours["report"]
    assert ours["report"]["attacker"] == {
        "kind": "external",
        # As they were typed.
        "observables": ["hxxp://bad[.]example/a", "203.0.113[.]7"],
        "ransom": {"demanded": "yes"},
    }


def test_the_laws_marks_travel_with_every_object(objects):
    [stated] = by_type(objects, "marking-definition")
    assert "Voluntarily shared." in stated["definition"]["statement"]
    assert PROTECTIONS.source in stated["definition"]["statement"]
    assert PROTECTIONS.as_of.isoformat() in stated["definition"]["statement"]
    for obj in objects:
        if obj["type"] in ("marking-definition", "extension-definition"):
            continue
        assert stated["id"] in obj["object_marking_refs"]
        if obj["type"] != "file":
            assert set(obj["labels"]) == {mark.value for mark in chosen(proprietary=False)}
    [incident] = by_type(objects, "incident")
    assert marks_of(incident) == chosen(proprietary=False)
    assert (
        Mark.PROPRIETARY
        in from_stix(to_stix(TOLD, STAMP, Marking(chosen(proprietary=True))))[0].marks
    )


def test_two_members_who_mark_alike_have_the_same_statement_and_else_nothing_in_common():
    other = STAMP._replace(incident_id=new_id())
    mine, theirs = to_stix(TOLD, STAMP), to_stix(TOLD, other)
    shared = {obj["id"] for obj in mine} & {obj["id"] for obj in theirs}
    kinds = {number.partition("--")[0] for number in shared}
    assert kinds == {"extension-definition", "marking-definition", "file"}
    assert statement(chosen(proprietary=False), PROTECTIONS)["id"] in shared


def test_more_answers_are_a_new_version_of_what_changed_only():
    first = to_stix(parse(b'{"what":{"title":"Made up"}}'), STAMP)
    stamp = stamp_after(by_type(first, "incident")[0], STAMP.modified + 5_000_000)
    more = parse(b'{"what":{"title":"Made up"},"helped":{"controls":["backups"]}}')
    changed = new_version(first, to_stix(more, stamp))
    assert sorted(obj["type"] for obj in changed) == ["incident", "task"]
    assert from_stix([*first, *changed])[0].report == more
    # Told less again: the task is taken back.
    last = stamp_after(by_type(changed, "incident")[0], stamp.modified + 5_000_000)
    less = new_version(
        [*first[:-1], *changed], to_stix(parse(b'{"what":{"title":"Made up"}}'), last)
    )
    assert [obj["type"] for obj in less if obj.get("revoked")] == ["task"]


def test_a_clock_that_runs_back_still_makes_a_later_version():
    [incident] = by_type(to_stix(TOLD, STAMP), "incident")
    assert stamp_after(incident, 0).modified > STAMP.modified
    assert stamp_after(incident, 0).created == STAMP.created


def test_what_another_tool_changes_in_the_suites_places_counts(objects):
    changed = copy.deepcopy(objects)
    event = next(o for o in changed if o["type"] == "event")
    event["start_time"] = "2026-01-01T00:00:00.000Z"
    [incident] = by_type(changed, "incident")
    incident["description"] = "Corrected"
    read = from_stix(changed)[0].report
    assert read.when.started.at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert read.what.text == "Corrected"
    assert read.victim == TOLD.victim


def test_an_incident_of_somebody_else_is_read_and_what_is_not_is_listed():
    """Made up, in the suite's form, without our extension."""
    common = {
        "spec_version": "2.1",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
    }
    incident_id = "incident--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f11"
    impact_id = "impact--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f12"
    task_id = "task--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f13"
    note = "note--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f14"
    bundle = {
        "type": "bundle",
        "id": "bundle--0b1f7d7e-55f0-4f0e-8f0b-6f0f6f4b7f15",
        "objects": [
            {
                **common,
                "type": "incident",
                "id": incident_id,
                "name": "Stolen laptop",
                "extensions": {
                    CORE: {
                        "extension_type": "property-extension",
                        "determination": "suspected",
                        "investigation_status": "open",
                        "incident_types": ["equipment-theft", "major"],
                        "detection_methods": ["user-reporting", "Made-up Tool"],
                        "impact_refs": [impact_id],
                        "tasks": [{"task_ref": task_id}],
                        "impacted_entity_counts": {"individual": 123456, "computers-personal": 1},
                    }
                },
            },
            {
                **common,
                "type": "impact",
                "id": impact_id,
                "impact_category": "confidentiality",
                "extensions": {
                    "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9": {
                        "extension_type": "new-sdo"
                    },
                    "confidentiality-ext": {
                        "loss_type": "exploited-loss",
                        "information_type": "pii",
                        "record_count": 123456,
                    },
                },
            },
            {
                **common,
                "type": "task",
                "id": task_id,
                "outcome": "successful",
                "task_types": ["detected"],
                "start_time": "2025-12-30T01:02:03.5Z",
                "extensions": {
                    "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030": {
                        "extension_type": "new-sdo"
                    }
                },
            },
            {**common, "type": "note", "id": note, "content": "x", "object_refs": [incident_id]},
        ],
    }
    assert [stix.errors(obj) for obj in bundle["objects"] if stix.errors(obj)] == []
    [read] = from_stix([bundle])
    told = read.report
    assert told.what.title == "Stolen laptop"
    assert told.what.actions[0].varieties == ("Theft",)
    assert told.what.harms == ("data-taken",)
    assert (told.extent.records, told.extent.persons) == (123456, 123456)
    assert told.extent.data == ("Personal",)
    assert told.extent.disclosure == "yes"
    assert told.helped.detected_by == ("employee", "Made-up Tool")
    assert told.when.found.at.isoformat() == "2025-12-30T01:02:03+00:00"
    assert told.touched.assets[0].variety == "U - Desktop or laptop"
    assert read.unread == (note,)
    assert read.marks == ()


@pytest.mark.parametrize(
    "counts",
    [
        {"individual": 7},
        {"entity_type": "individual", "count": 7},
        [{"entity_type": "individual", "count": 7, "precise_within": 1}],
    ],
)
def test_later_drafts_of_the_suite_are_read_too(objects, counts):
    """They write references instead of entries, and counts in another form."""
    changed = copy.deepcopy(objects)
    [incident] = by_type(changed, "incident")
    core = incident["extensions"][CORE]
    core["event_refs"] = [entry["event_ref"] for entry in core.pop("events")]
    core["task_refs"] = [entry["task_ref"] for entry in core.pop("tasks")]
    core["impacted_entity_counts"] = counts
    del incident["extensions"][REPORT]
    assert stix.errors(incident) == []
    told = from_stix(changed)[0].report
    assert told.extent.persons == 7
    assert told.when == TOLD.when
    assert told.needs == TOLD.needs


@pytest.mark.parametrize("objects_", [[], [{}], [None, 3, "x"], [{"type": "note", "id": "x"}]])
def test_without_an_incident_it_is_refused_in_a_sentence(objects_):
    with pytest.raises(UnprocessableError, match="no incident"):
        from_stix(objects_)


def gate(**profile):
    return Gate.of(Profile.from_mapping(profile), case=Case())


def test_a_plain_report_passes_the_gate_unchanged(objects):
    prepared = prepare(objects, Policy(), gate())
    assert [item.doubts for item in prepared.outgoing if item.doubts] == []
    assert [item.before["id"] for item in prepared.outgoing if item.found or item.raw is None] == []
    assert [jsonio.decode(raw) for raw in prepared.raws] == objects


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_kind_of_the_form_passes_the_gate_under_every_release(kind):
    report = Report(what=What(actions=kind.actions))
    for release in Release:
        made = to_stix(released(report, release), STAMP)
        prepared = prepare(made, Policy(), gate())
        assert [
            item for item in prepared.outgoing if item.doubts or item.found or item.issues
        ] == []


def test_what_is_private_in_any_text_of_a_report_does_not_leave():
    told = parse(
        b"""{"what":{"text":"Made up: patient John Q. Sample, MRN 00482913, saw it first."},
        "care":{"diversion":"yes","text":"Call Ann Sample at 555-867-5309."},
        "attacker":{"kind":"internal","name":"Ann Sample","text":"SSN 078-05-1120",
          "observables":["10.20.30[.]40","198.51.100[.]9"]},
        "helped":{"text":"ann.sample@hospital.example told us."}}"""
    )
    prepared = prepare(to_stix(told, STAMP), Policy(), gate(domains=["hospital.example"]))
    # An indicator's pattern is never changed: the one with the own address waits for a person.
    assert [item.before["name"] for item in prepared.held] == ["10.20.30.40"]
    leaves = b"\n".join(item.raw for item in prepared.outgoing if item.raw and not item.doubts)
    for private in (b"00482913", b"555-867-5309", b"078-05-1120", b"hospital.example", b"10.20.30"):
        assert private not in leaves
    assert b"198.51.100.9" in leaves


def test_every_property_of_a_report_has_its_judge_at_the_gate():
    for part in Report.__struct_fields__:
        fields = type(getattr(TOLD, part)).__struct_fields__
        assert set(PARTS[part]) == set(fields), part


def test_a_code_that_is_none_is_read_as_a_text():
    made = to_stix(TOLD, STAMP)
    [incident] = by_type(made, "incident")
    incident["extensions"][REPORT]["report"]["care"]["harm"] = "MRN 00482913"
    prepared = prepare(made, Policy(), gate())
    assert b"00482913" not in b"".join(prepared.raws)


def test_the_report_that_arrives_is_the_one_that_was_released(objects):
    rough = released(TOLD, Release.HUB_ONLY)
    arrived = from_stix(to_stix(rough, STAMP))[0].report
    assert encode(arrived) == encode(rough)


def test_another_library_and_the_standards_own_schemas_take_every_object(objects, shared):
    import jsonschema_rs
    import stix2

    folder = shared("schemas/stix2.1/schemas")
    for obj in objects:
        kind = obj["type"]
        if kind not in ("event", "impact", "task"):
            stix2.parse(copy.deepcopy(obj), allow_custom=True)
        for place in ("sdos", "sros", "observables", "common"):
            path = folder / place / f"{kind}.json"
            if path.exists():
                validator = jsonschema_rs.validator_for(
                    json.loads(path.read_text("utf-8")),
                    base_uri=path.as_uri(),
                    retriever=lambda uri, near=path: retrieved(uri, near),
                )
                assert [e.message for e in validator.iter_errors(obj)] == [], kind


def retrieved(uri, near):
    """The schema that another one names, from the folder beside it."""
    name = uri.rpartition("/")[2]
    found = next(near.parent.parent.rglob(name))
    return json.loads(found.read_text("utf-8"))
