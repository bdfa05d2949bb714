"""Whatever a report tells comes back from every form it is given: VERIS, STIX."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardline.core import jsonio, stix
from wardline.core.errors import WardlineError
from wardline.incidents import model as m
from wardline.incidents.choices import (
    ASSETS,
    CONTROLS,
    DATA,
    DETECTED_BY,
    KINDS,
    MOTIVES,
    NEEDS,
    SIZES,
    VICTIMS,
    Release,
)
from wardline.incidents.marks import chosen
from wardline.incidents.merge import difference, patched
from wardline.incidents.release import released
from wardline.incidents.stix import Marking, Stamp, from_stix, new_version, to_stix
from wardline.incidents.veris import from_veris, to_veris, words

TODAY = dt.date(2026, 2, 1)
ID = "5fb2a7ae-8c3e-4a3a-9d3a-2f0f6f4b7f10"


def codes(table) -> st.SearchStrategy[str]:
    return st.sampled_from([each.code for each in table]) | line


line = st.text(st.characters(codec="utf-8"), max_size=40)
text = st.text(st.characters(codec="utf-8"), max_size=120)
lines = st.lists(line, max_size=3).map(tuple)
answer = st.sampled_from(m.Answer)
count = st.none() | st.integers(0, 10**12)
hours = st.none() | st.floats(0, 1_000_000)
moment = st.none() | st.builds(
    m.Moment,
    at=st.datetimes(timezones=st.just(dt.UTC))
    | st.integers(1_577_836_800, 1_769_904_000).map(lambda s: dt.datetime.fromtimestamp(s, dt.UTC)),
    fidelity=st.sampled_from(m.Fidelity),
)


@st.composite
def actions(draw) -> m.Action:
    if draw(st.booleans()):
        return draw(st.sampled_from([a for kind in KINDS for a in kind.actions]))
    category = draw(st.sampled_from(m.Category))

    def some(field: str):
        known = sorted(words().get(f"action.{category}.{field}", ()))
        word = st.sampled_from(known) | line if known else line
        return tuple(draw(st.lists(word, max_size=3)))

    return m.Action(
        category=category,
        varieties=some("variety"),
        vectors=some("vector"),
        targets=some("target"),
        name=draw(line),
        cves=draw(st.lists(line | st.just("CVE-2026-1234"), max_size=2).map(tuple)),
        notes=draw(text),
    )


def tuples(item: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(item, max_size=3).map(tuple)


observable = line | st.sampled_from(
    ["198.51.100[.]7", "hxxps://bad[.]example/x", "a" * 64, "bad.example", "CVE-2026-1"]
)
reports = st.builds(
    m.Report,
    what=st.builds(
        m.What,
        actions=tuples(actions()),
        harms=tuples(st.sampled_from(m.Harm)),
        certainty=st.sampled_from(m.Certainty),
        title=line,
        text=text.map(lambda t: f"x{t}"),
    ),
    when=st.builds(m.When, started=moment, found=moment, contained=moment, recovered=moment),
    touched=st.builds(
        m.Touched,
        assets=tuples(st.builds(m.Asset, variety=codes(ASSETS), amount=st.integers(0, 10**12))),
        ehr=answer,
        ehr_product=line,
        devices=answer,
        device_models=lines,
        device_count=count,
        vendor=answer,
        vendor_name=line,
    ),
    care=st.builds(
        m.Care,
        diversion=answer,
        diversion_hours=hours,
        downtime_hours=hours,
        delayed=count,
        cancelled=count,
        harm=st.sampled_from(m.PatientHarm),
        text=text,
    ),
    extent=st.builds(
        m.Extent,
        disclosure=st.sampled_from(m.Disclosure),
        records=count,
        persons=count,
        sites=count,
        data=tuples(codes(DATA)),
        encrypted=answer,
    ),
    attacker=st.builds(
        m.Attacker,
        kind=st.sampled_from(m.ActorKind),
        motive=codes(MOTIVES),
        name=line,
        observables=tuples(observable),
        techniques=tuples(line | st.just("T1566.001")),
        ransom=st.builds(
            m.Ransom,
            demanded=answer,
            paid=answer,
            paid_at=moment,
            amount=st.none() | st.floats(0, 10**15),
            currency=line | st.sampled_from(["USD", "BTC"]),
        ),
        files=tuples(
            st.builds(
                m.FileSeen,
                name=line,
                sha256=st.sampled_from(["", "0" * 64, "ab" * 32]),
                size=count,
            )
        ),
        text=text,
    ),
    helped=st.builds(
        m.Helped,
        detected_by=tuples(codes(DETECTED_BY) | st.just("external:Audit")),
        controls=tuples(codes(CONTROLS)),
        text=text,
    ),
    needs=st.builds(m.Needs, codes=tuples(codes(NEEDS)), text=text),
    victim=st.builds(
        m.Victim,
        kind=codes(VICTIMS),
        size=codes(SIZES),
        state=st.sampled_from(["", "OH", "MT"]),
    ),
)


@pytest.fixture(scope="module")
def schema(shared):
    path = shared("schemas/veris/verisc-merged.json")
    return jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))


@given(reports)
def test_a_report_comes_back_from_its_own_json(report):
    assert m.parse(m.encode(report)) == report


@settings(deadline=None, max_examples=60)
@given(report=reports)
def test_a_report_comes_back_from_veris_and_the_record_is_valid(schema, report):
    record = json.loads(json.dumps(to_veris(report, incident_id=ID, today=TODAY)))
    assert [error.message for error in schema.iter_errors(record)] == []
    read = from_veris(record)
    assert read.report == report
    assert read.unread == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | line,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(line, inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(report=reports, foreign=json_values, data=st.data())
def test_any_change_to_a_record_is_read_or_refused_in_a_sentence(report, foreign, data):
    record = to_veris(report, incident_id=ID, today=TODAY)
    place = record
    while True:
        name = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or not place[name] or data.draw(st.booleans()):
            break
        place = place[name]
    place[name] = foreign
    try:
        read = from_veris(record)
    except WardlineError as error:
        refused = error.message
        assert refused.endswith(".")  # which answer comes is drawn
    else:
        again = to_veris(read.report, incident_id=ID, today=TODAY, kept=read.kept)
        assert m.parse(m.encode(read.report)) == read.report
        assert isinstance(again, dict)


@given(
    st.dictionaries(line, st.integers() | st.dictionaries(line, st.integers())),
    st.dictionaries(line, st.integers() | st.dictionaries(line, st.integers())),
)
def test_a_difference_laid_over_gives_what_was_wanted(base, wanted):
    assert patched(base, difference(base, wanted)) == wanted


STAMP = Stamp(f"incident--{ID}", 1_770_000_000_000_000, 1_770_000_000_000_000)


@settings(deadline=None, max_examples=60)
@given(reports, st.booleans())
def test_a_report_comes_back_from_stix_and_every_object_is_valid(report, proprietary):
    marking = Marking(chosen(proprietary=proprietary))
    objects = to_stix(report, STAMP, marking)
    raw = [jsonio.encode(obj) for obj in objects]
    again = [jsonio.decode(each) for each in raw]
    assert [stix.errors(obj) for obj in again if stix.errors(obj)] == []
    [read] = from_stix(again)
    assert read.report == report
    assert read.unread == ()
    assert read.incident_id == STAMP.incident_id
    assert read.marks == marking.marks
    # The same told twice is the same, byte for byte.
    assert [jsonio.encode(obj) for obj in to_stix(report, STAMP, marking)] == raw


@settings(deadline=None, max_examples=60)
@given(reports, reports)
def test_a_report_told_again_is_a_new_version_of_the_same(first, second):
    before = to_stix(first, STAMP)
    later = STAMP._replace(modified=STAMP.modified + 1_000_000)
    changed = new_version(before, to_stix(second, later))
    [read] = from_stix([*before, *changed])
    assert read.report == second
    assert [stix.errors(obj) for obj in changed if stix.errors(obj)] == []
    known = {obj["id"]: obj for obj in before}
    for obj in changed:
        if obj["id"] in known and "modified" in obj:
            assert obj["modified"] > known[obj["id"]]["modified"]
            assert obj["created"] == known[obj["id"]]["created"]
    assert new_version(before, to_stix(first, later)) == []


@settings(deadline=None, max_examples=60)
@given(report=reports, foreign=json_values, data=st.data())
def test_any_change_to_the_objects_is_read_or_refused_in_a_sentence(report, foreign, data):
    objects = to_stix(report, STAMP)
    place: Any = objects[data.draw(st.integers(0, len(objects) - 1))]
    while True:
        name = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or not place[name] or data.draw(st.booleans()):
            break
        place = place[name]
    place[name] = foreign
    try:
        read = from_stix(objects)
    except WardlineError as error:
        refused = error.message
        assert refused.endswith(".")
    else:
        assert m.parse(m.encode(read[0].report)) == read[0].report


@st.composite
def foreign(draw) -> dict[str, Any]:
    """A record in the shape of the VERIS Community Database, its words and some of nobody's."""

    def some(path: str) -> list[str]:
        word = st.sampled_from(sorted(words()[path])) | line
        return draw(st.lists(word, min_size=1, max_size=3, unique=True))

    def act(name: str) -> dict[str, Any]:
        out: dict[str, Any] = {"variety": some(f"action.{name}.variety")}
        for field in ("vector", "target", "result"):
            if f"action.{name}.{field}" in words():
                out[field] = some(f"action.{name}.{field}")
        if draw(st.booleans()):
            out["notes"] = draw(text)
        return out

    kinds = st.sampled_from(["hacking", "malware", "social", "misuse", "physical", "error"])
    actor = draw(st.sampled_from(["external", "internal", "partner"]))
    unit = st.sampled_from(["Seconds", "Hours", "Days", "Months", "Never", "NA", "Unknown"])
    duration = st.fixed_dictionaries({"unit": unit}, optional={"value": st.integers(0, 1000)})
    return {
        "schema_version": draw(st.sampled_from(["1.3.7", "1.4.0"])),
        "incident_id": ID,
        "security_incident": draw(st.sampled_from(sorted(words()["security_incident"]))),
        "summary": draw(text),
        "source_id": "vcdb",
        "action": {name: act(name) for name in draw(st.lists(kinds, min_size=1, unique=True))},
        "actor": {actor: {"motive": some(f"actor.{actor}.motive"), "notes": draw(text)}},
        "asset": {
            "assets": [{"variety": v, "amount": 2} for v in some("asset.assets.variety")],
            "cloud": some("asset.cloud"),
        },
        "attribute": {
            "confidentiality": {
                "data_disclosure": draw(st.sampled_from(["No", "Potentially", "Yes", "Unknown"])),
                "data": [{"variety": v} for v in some("attribute.confidentiality.data.variety")],
                "data_total": draw(st.integers(0, 10**9)),
                "state": some("attribute.confidentiality.state"),
            },
            "integrity": {"variety": some("attribute.integrity.variety")},
        },
        "discovery_method": {"internal": {"variety": some("discovery_method.internal.variety")}},
        "timeline": {
            "incident": {"year": draw(st.integers(1990, 2040))},
            "compromise": draw(duration),
            "discovery": draw(duration),
        },
        "victim": {
            "country": ["US"],
            "industry": draw(st.sampled_from(["622110", "621", "524", "000000", "44-45"])),
            "employee_count": draw(st.sampled_from(sorted(words()["victim.employee_count"]))),
            "government": ["NA"],
        },
        "plus": {"master_id": draw(line), "analyst": "made up"},
    }


def within(small: Any, large: Any) -> bool:
    """Whether all that `small` says stands in `large`."""
    if isinstance(small, dict) and isinstance(large, dict):
        return all(name in large and within(small[name], large[name]) for name in small)
    return small == large


@settings(deadline=None, max_examples=60)
@given(foreign())
def test_a_foreign_record_goes_out_with_all_that_it_said(record):
    read = from_veris(json.loads(json.dumps(record)))
    again = to_veris(read.report, incident_id=ID, today=TODAY, kept=read.kept)
    assert within(record, again)
    assert from_veris(again).report == read.report


@settings(deadline=None, max_examples=60)
@given(reports, st.sampled_from(Release))
def test_what_is_released_is_a_report_and_released_again_it_is_the_same(report, release):
    rough = released(report, release)
    assert m.parse(m.encode(rough)) == rough
    assert released(rough, release) == rough
