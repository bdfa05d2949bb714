"""Importers: a MISP event never reaches further here; odd cells and dates hide nothing."""

from __future__ import annotations

import json

import pytest

from wardline import importers
from wardline.core import stix
from wardline.core.tlp import BY_MARKING_ID, TLP
from wardline.importers.base import Failure, Item


def read(kind, data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    found = list(importers.read(raw, kind=kind))
    items = [one.object for one in found if isinstance(one, Item)]
    assert [issue for obj in items for issue in stix.errors(obj)] == []
    return items, [one for one in found if isinstance(one, Failure)]


def attribute(value, **more):
    return {"type": "domain", "value": value, "distribution": "5", "to_ids": True, **more}


def label(obj):
    [marking] = obj["object_marking_refs"]
    return BY_MARKING_ID[marking]


@pytest.mark.parametrize(
    ("event", "holder", "own", "reaches"),
    [
        ("3", "5", "5", TLP.GREEN),
        ("3", "0", "5", TLP.RED),
        ("3", "1", "3", TLP.AMBER),
        ("1", "3", "5", TLP.AMBER),
        ("3", "1", "0", TLP.RED),
        ("3", "4", "5", TLP.RED),
    ],
)
def test_an_attribute_reaches_no_further_than_its_object_and_its_event(event, holder, own, reaches):
    made = {
        "info": "Made up",
        "date": "2026-01-01",
        "distribution": event,
        "Object": [
            {
                "name": "domain-ip",
                "distribution": holder,
                "Attribute": [attribute("evil.example", distribution=own)],
            }
        ],
    }
    items, _ = read("misp", {"Event": made})
    [indicator] = [obj for obj in items if obj["type"] == "indicator"]
    assert label(indicator) is reaches


def test_an_object_s_tag_narrows_its_attributes():
    held = {
        "name": "file",
        "Tag": [{"name": "tlp:red"}],
        "Attribute": [
            {"type": "vulnerability", "value": "CVE-2026-1"},
            {"type": "comment", "value": "x"},
        ],
    }
    event = {"info": "x", "Tag": [{"name": "tlp:clear"}], "Object": [held], "distribution": "3"}
    items, _ = read("misp", {"Event": event})
    kinds = {obj["type"]: label(obj) for obj in items if "object_marking_refs" in obj}
    assert kinds == {"vulnerability": TLP.RED, "note": TLP.RED, "report": TLP.CLEAR}


def test_what_was_deleted_at_the_peer_does_not_hold_here():
    gone = [
        attribute("evil.example", deleted=True),
        {"type": "vulnerability", "value": "CVE-2026-1", "deleted": "1"},
        {"type": "comment", "value": "x", "deleted": True},
        attribute("other.example"),
    ]
    items, _ = read("misp", {"Event": {"info": "x", "date": "2026-01-01", "Attribute": gone}})
    revoked = {obj.get("name") for obj in items if obj.get("revoked")}
    assert sum(obj.get("revoked") is True for obj in items) == 3
    assert "other.example" not in revoked


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", 7]
)
def test_an_advisory_without_a_time_that_can_be_written_is_refused_in_a_sentence(date):
    tracking = {"id": "A-1", "initial_release_date": date, "current_release_date": date}
    with pytest.raises(importers.MalformedError, match="release date"):
        read("csaf", {"document": {"csaf_version": "2.0", "tracking": tracking}})


def test_an_advisory_s_time_is_told_in_utc():
    """In milliseconds, whatever its offset."""
    when = "2026-01-01T02:00:00.001+02:00"
    tracking = {"id": "A-1", "initial_release_date": when, "current_release_date": when}
    items, _ = read("csaf", {"document": {"csaf_version": "2.0", "tracking": tracking}})
    assert items[0]["created"] == "2026-01-01T00:00:00.001Z"


@pytest.mark.parametrize(
    ("cell", "confidence"),
    [("85", 85), ("100", 100), ("007", 7), ("101", None), ("9" * 5000, None), ("\u0663", None)],
)
def test_a_cell_s_confidence_is_a_number_to_100_or_nothing(cell, confidence):
    items, failures = read("csv", f"value,confidence\nevil.example,{cell}\n".encode())
    assert failures == []
    assert items[0].get("confidence") == confidence


def test_a_quotation_mark_that_is_not_closed_is_told_by_its_line():
    rows = "".join(f"h{at}.evil.example,x\n" for at in range(20_000))
    with pytest.raises(importers.MalformedError, match="line 2"):
        read("csv", f'value,description\n"a.evil.example,x\n{rows}'.encode())


def test_a_line_that_is_too_long_is_told():
    rows = f"value,description\nevil.example,{'x' * 20_000}\nother.example,x\n"
    items, failures = read("csv", rows.encode())
    assert [one.pointer for one in failures] == ["line 2"]
    assert [one["name"] for one in items] == ["other.example"]
