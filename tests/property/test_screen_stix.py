"""The gate for STIX objects, whatever the objects: valid or held back, stable, and silent."""

# ruff: noqa: E501 # objects and files stand on one line

from __future__ import annotations

import json
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.core import ids, stix
from wardline.core.stix.validate import TABLES
from wardline.screen.model import Decision, Finding, Screened
from wardline.screen.stix import Gate, screen_objects

T = "2026-01-02T03:04:05.000Z"
# Made up; none of these may ever leave.
PRIVATE = ("123-45-6789", "hunter2", "10.77.1.2")
_FINDER = re.compile("|".join(map(re.escape, PRIVATE)))


def engine(text, _kind):
    findings = tuple(
        Finding(*match.span(), "SSN", "fake", "[SSN-1]") for match in _FINDER.finditer(text)
    )
    return Screened(Decision.PASS, _FINDER.sub("[SSN-1]", text), findings, ())


REFS = [f"{kind}--{n:08d}-0000-4000-8000-000000000001" for kind in TABLES for n in (1, 2)]
WORDS = st.sampled_from(
    [
        *PRIVATE,
        "plain",
        "evil.example",
        "198.51.100.7",
        "C:\\Users\\jdoe\\x",
        T,
        "a" * 64,
        "[x]",
        "",
    ]
)
TEXT = st.lists(WORDS, max_size=3).map(" ".join)
LEAF = TEXT | WORDS | st.integers(-9, 10**12) | st.booleans() | st.none() | st.sampled_from(REFS)
VALUE = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "x_a", "key", *PRIVATE]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@st.composite
def objects(draw):
    kind = draw(st.sampled_from([*TABLES, "x-own"]))
    table = TABLES.get(kind)
    names = sorted(table.checks) if table else ["name"]
    obj = {
        "type": kind,
        "spec_version": "2.1",
        "id": draw(
            st.sampled_from(
                [r for r in REFS if r.startswith(f"{kind}--")]
                or [f"{kind}--00000001-0000-4000-8000-000000000001"]
            )
        ),
    }
    if not stix.is_sco(kind):
        obj |= {"created": T, "modified": T}
    required = sorted(table.required - obj.keys()) if table else []
    chosen = draw(st.lists(st.sampled_from([*names, "x_more", "x_patient"]), max_size=4))
    for name in dict.fromkeys([*required, *chosen]):
        if name not in obj:
            obj[name] = draw(fitting(name))
    return obj


def fitting(name):
    if name.endswith("_refs"):
        return st.lists(st.sampled_from(REFS), min_size=1, max_size=4)
    if name.endswith("_ref"):
        return st.sampled_from(REFS)
    if name in ("valid_from", "published", "first_observed", "last_observed", "first_seen"):
        return st.just(T)
    if name == "pattern":
        return WORDS.map(lambda word: f"[x:value = '{word.replace(chr(92), '')}']")
    if name == "pattern_type":
        return st.just("stix")
    if name == "number_observed":
        return st.just(1)
    if name in ("is_family", "is_multipart"):
        return st.booleans()
    if name in ("labels", "aliases", "protocols", "authors", "indicator_types"):
        return st.lists(TEXT, min_size=1, max_size=3)
    return TEXT | VALUE


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(objects(), min_size=1, max_size=6))
def test_any_objects_give_a_decision_that_keeps_its_promises(batch):
    before = json.dumps(batch, default=str)
    got = screen_objects(batch, Gate(engine, {"domains": ["stmary.example"]}))
    assert json.dumps(batch, default=str) == before
    for obj, answer in zip(batch, got.objects, strict=True):
        said = str((answer.findings, answer.doubts, answer.reason))
        assert not _FINDER.search(said)
        if answer.object is None:
            assert answer.decision is Decision.BLOCK
            assert answer.reason
            continue
        assert stix.errors(answer.object) == []
        if not answer.findings and not answer.removed_refs and obj["id"] == answer.object["id"]:
            assert answer.object == obj
        if answer.decision is Decision.PASS:
            assert not _FINDER.search(json.dumps(answer.object))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(objects(), min_size=1, max_size=6))
def test_what_passed_passes_again_unchanged(batch):
    gate = Gate(engine, {"domains": ["stmary.example"]})
    once = [a.object for a in screen_objects(batch, gate).objects if a.object is not None]
    again = screen_objects(once, gate)
    assert [a.object for a in again.objects if a.object is not None] == once


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["10.77.1.2", "198.51.100.7"]), min_size=1, max_size=6))
def test_references_never_lead_to_what_stays(values):
    addresses = []
    for value in values:
        made = {"type": "ipv4-addr", "spec_version": "2.1", "value": value}
        addresses.append({**made, "id": ids.sco_id(made)})
    report = {"type": "report", "spec_version": "2.1", "id": REFS[0].replace("attack-pattern", "report"),
              "created": T, "modified": T, "name": "x", "published": T,
              "object_refs": [a["id"] for a in addresses]}  # fmt: skip
    got = screen_objects([report, *addresses], Gate(engine))
    kept = {a.object["id"] for a in got.objects[1:] if a.object is not None}
    left = got.objects[0].object
    assert (left is None) == (not kept)
    if left is not None:
        assert set(left["object_refs"]) == kept
