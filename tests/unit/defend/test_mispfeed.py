"""A MISP feed says what the objects say, no more widely, and comes back as it left."""

from __future__ import annotations

import json
import uuid

import pytest

from wardline import importers
from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend.mispfeed import Named, build

HUB = Named("Made-up hub", "6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b11")
STAMP = "2026-01-02T03:04:05.000Z"


@pytest.fixture(name="lists", scope="module")
def lists_fixture():
    return WarningLists.bundled()


def indicator(pattern: str, **more):
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": STAMP,
        "modified": STAMP,
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": STAMP,
        **more,
    }


def report(*objects, **more):
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{uuid.uuid4()}",
        "created": STAMP,
        "modified": STAMP,
        "name": "A made-up case",
        "published": STAMP,
        "object_refs": [obj["id"] for obj in objects],
        **more,
    }


def attributes(made, number: str):
    return json.loads(made.files[f"{number}.json"])["Event"]["Attribute"]


def events(made):
    return json.loads(made.files["manifest.json"])


PATTERNS = (
    "[domain-name:value = 'a.made-up.example']",
    "[ipv4-addr:value = '203.0.113.9']",
    "[file:hashes.'SHA-256' = '" + "ab" * 32 + "']",
    # Two values of which both must hold, and a sequence: no attribute type says that.
    "[domain-name:value = 'b.made-up.example' AND file:name = 'b.exe']",
    "[url:value = 'http://c.made-up.example/'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.7']",
)


def test_a_report_is_an_event_and_comes_back_with_the_same_ids_and_patterns(lists):
    objects = [indicator(pattern) for pattern in PATTERNS]
    case = report(*objects, object_marking_refs=[TLP.AMBER.marking_id])
    made = build([*objects, case], HUB, lists)
    number = case["id"].partition("--")[2]
    assert list(events(made)) == [number]
    assert events(made)[number]["Tag"] == [{"name": "tlp:amber"}]
    assert events(made)[number]["Orgc"] == {"name": HUB.name, "uuid": HUB.uuid}
    back = [one.object for one in importers.read(made.files[f"{number}.json"], kind="misp")]
    same = {obj["id"]: obj["pattern"] for obj in back if obj["type"] == "indicator"}
    assert same == {obj["id"]: obj["pattern"] for obj in objects}
    [again] = [obj for obj in back if obj["type"] == "report"]
    assert (again["id"], again["name"]) == (case["id"], case["name"])
    assert {tuple(obj["object_marking_refs"]) for obj in back if obj["type"] == "indicator"} == {
        (TLP.AMBER.marking_id,)
    }


def test_labels_never_widen(lists):
    """An attribute is as strict as the stricter of its event's label and its own."""
    strict = indicator(PATTERNS[0], object_marking_refs=[TLP.AMBER_STRICT.marking_id])
    wide = indicator(PATTERNS[1], object_marking_refs=[TLP.CLEAR.marking_id])
    case = report(strict, wide, object_marking_refs=[TLP.GREEN.marking_id])
    made = build([strict, wide, case], HUB, lists)
    file = made.files[f"{case['id'].partition('--')[2]}.json"]
    got = {
        obj["id"]: obj["object_marking_refs"]
        for obj in (one.object for one in importers.read(file, kind="misp"))
        if obj["type"] == "indicator"
    }
    assert got == {
        strict["id"]: [TLP.AMBER_STRICT.marking_id],
        wide["id"]: [TLP.GREEN.marking_id],
    }


def test_loose_indicators_are_put_together_by_creator_day_and_label(lists):
    loose = [
        indicator(PATTERNS[0]),
        indicator(PATTERNS[1]),
        indicator(PATTERNS[2], object_marking_refs=[TLP.CLEAR.marking_id]),
        indicator(PATTERNS[2], created="2026-02-02T00:00:00.000Z"),
    ]
    made = build(loose, HUB, lists)
    counts = sorted(len(attributes(made, number)) for number in events(made))
    assert counts == [1, 1, 2]
    # The same again changes nothing: a reader fetches what it does not have.
    assert build(reversed(loose), HUB, lists).files.keys() == made.files.keys()


def test_what_is_revoked_is_deleted_and_what_must_never_be_blocked_is_not_looked_for(lists):
    revoked = indicator(PATTERNS[0], revoked=True)
    safe = indicator("[ipv4-addr:value = '8.8.8.8']")
    made = build([revoked, safe], HUB, lists)
    found = {one["uuid"]: one for number in events(made) for one in attributes(made, number)}
    assert found[revoked["id"].partition("--")[2]]["deleted"] is True
    assert found[safe["id"].partition("--")[2]]["to_ids"] is False


def test_nothing_gives_an_empty_feed(lists):
    assert build([], HUB, lists).files == {"hashes.csv": b"", "manifest.json": b"{}"}
