"""Snapshots of any origin: taken whole, or refused with every place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from wardline.core.errors import MalformedError
from wardline.report import reading
from wardline.report.problems import ProblemsError
from wardline.report.schema import schema
from wardline.testing.reports import shaped

SMALL = shaped(20, 10)


def plain():
    return json.loads(reading.encode(SMALL))


def places(value) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        reading.read(json.dumps(value).encode())
    assert caught.value.form
    return [one.pointer for one in caught.value.problems]


def test_what_was_written_is_read_again():
    assert reading.read(reading.encode(SMALL)) == SMALL


def test_the_published_schema_is_the_one_that_is_made_and_takes_what_is_written():
    path = Path(__file__).parents[3] / "docs" / "report.schema.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(schema()))
    assert jsonschema_rs.is_valid(published, plain())
    assert not jsonschema_rs.is_valid(published, {**plain(), "more": 1})


def test_every_wrong_place_is_told_at_once():
    value = plain()
    value["nodes"][2]["kind"] = "wish"
    value["nodes"][5]["due"] = "soon"
    value["findings"][3]["citations"][0]["start"] = -1
    value["evidence"][1]["sha256"] = "short"
    value["letters"]["committees"][1]["chamber"] = "Lords"
    del value["texts"]
    value["a/b"] = 1
    value["nodes"][7]["surprise"] = True
    assert set(places(value)) == {
        "/nodes/2/kind",
        "/nodes/5/due",
        "/findings/3/citations/0/start",
        "/evidence/1/sha256",
        "/letters/committees/1/chamber",
        "/texts",
        "/a~1b",
        "/nodes/7",
    }


@pytest.mark.parametrize("text", ["", "{", '{"a":1,"a":2}', "[" * 100_000, '{"x":NaN}', "\x00"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(MalformedError):
        reading.read(text.encode())


@pytest.mark.parametrize("value", [[], None, 7, "text", {}, {"nodes": {}}, {"nodes": [None]}])
def test_what_is_no_snapshot_is_refused(value):
    assert places(value)
