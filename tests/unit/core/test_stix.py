"""STIX 2.1 objects against the standard's own schemas and another's parser."""

from __future__ import annotations

import copy
import gzip
import json
import uuid

import jsonschema_rs
import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st

from wardline.core import ids, stix
from wardline.core.stix.validate import TABLES

STAMPS = {"created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z"}


def sdo(kind, **more):
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid4()}", **STAMPS, **more}


def sco(kind, **more):
    return {"type": kind, "id": f"{kind}--{uuid.uuid4()}", **more}


IDENTITY = f"identity--{uuid.uuid4()}"
WHEN = "2026-01-01T00:00:00Z"
VALID = [
    sdo("attack-pattern", name="n"),
    sdo("campaign", name="n", first_seen=WHEN, last_seen=WHEN),
    sdo("course-of-action", name="n"),
    sdo("grouping", context="suspicious-activity", object_refs=[IDENTITY]),
    sdo("identity", name="n"),
    sdo("incident", name="n"),
    sdo("indicator", pattern="[a:b = 1]", pattern_type="stix", valid_from=WHEN),
    sdo("infrastructure", name="n"),
    sdo("intrusion-set", name="n"),
    sdo("location", latitude=1.5, longitude=-2),
    sdo("malware", is_family=False),
    sdo("malware-analysis", product="p", result="benign"),
    sdo("note", content="c", object_refs=[IDENTITY]),
    sdo(
        "observed-data",
        first_observed=WHEN,
        last_observed=WHEN,
        number_observed=1,
        object_refs=[f"url--{uuid.uuid4()}"],
    ),
    sdo("opinion", opinion="agree", object_refs=[IDENTITY]),
    sdo("report", name="n", published=WHEN, object_refs=[IDENTITY]),
    sdo("threat-actor", name="n"),
    sdo("tool", name="n"),
    sdo("vulnerability", name="n"),
    sdo("relationship", relationship_type="uses", source_ref=IDENTITY, target_ref=IDENTITY),
    sdo("sighting", sighting_of_ref=f"indicator--{uuid.uuid4()}", count=3),
    sco("artifact", url="http://a.example/", hashes={"MD5": "0" * 32}),
    sco("autonomous-system", number=1),
    sco("directory", path="/srv"),
    sco("domain-name", value="a.example"),
    sco("email-addr", value="a@a.example"),
    sco("email-message", is_multipart=False, body="b"),
    sco("file", name="f", hashes={"SHA-256": "a" * 64}),
    sco("ipv4-addr", value="198.51.100.1"),
    sco("ipv6-addr", value="2001:db8::1"),
    sco("mac-addr", value="00:1a:2b:3c:4d:5e"),
    sco("mutex", name="m"),
    sco("network-traffic", src_ref=f"ipv4-addr--{uuid.uuid4()}", protocols=["tcp"]),
    sco("process", pid=1),
    sco("software", name="s"),
    sco("url", value="http://a.example/"),
    sco("user-account", user_id="u"),
    sco("windows-registry-key", key="HKLM\\x"),
    sco("x509-certificate", serial_number="1"),
]
# Where the official schema asks for what the text of the standard does not.
SCHEMA_GAPS = {
    ("relationship", "relationship_type"): "section 5.1: MAY be any string",
}


def test_every_type_of_the_standard_has_a_table_and_a_sample():
    assert {o["type"] for o in VALID} | {
        "marking-definition",
        "language-content",
        "extension-definition",
    } == set(TABLES)


@pytest.mark.parametrize("obj", VALID, ids=lambda o: o["type"])
def test_minimal_objects_are_valid_here_and_for_the_oracles(obj):
    assert stix.errors(obj) == []
    stix2.parse({**obj, "spec_version": "2.1"}, allow_custom=True)


@pytest.fixture(scope="module")
def schema(shared):
    """The official JSON schema of a type, as a validator."""
    root = shared("schemas", "stix2.1", "schemas")
    paths = {path.stem: path for path in root.rglob("*.json")}

    def resolve(uri):
        return json.loads(paths[uri.rpartition("/")[2].removesuffix(".json")].read_text())

    made = {}

    def get(kind):
        if kind not in made and kind in paths:
            document = json.loads(paths[kind].read_text())
            made[kind] = jsonschema_rs.validator_for(document, retriever=resolve)
        return made.get(kind)

    return get


WRONG = [None, 7, -1, "", [], {}, [7], {"a": 1}, "2026-13-01T00:00:00Z", "nonsense", True]


@pytest.mark.parametrize("obj", VALID, ids=lambda o: o["type"])
def test_what_the_official_schema_refuses_is_refused(obj, schema):
    """Mutants of a valid object; we may be stricter than the schema, never laxer."""
    official = schema(obj["type"])
    for name in list(obj):
        for value in [*WRONG, ...]:
            mutant = copy.deepcopy(obj)
            if value is ...:
                del mutant[name]
            else:
                mutant[name] = value
            try:
                refused = not official.is_valid({"spec_version": "2.1", **mutant})
            except ValueError:
                continue
            if refused and not stix.errors(mutant):
                assert (obj["type"], name) in SCHEMA_GAPS, (name, value)


def test_real_data_is_valid(shared):
    lines = gzip.decompress(shared("stix", "attack-28984.ndjson.gz").read_bytes()).splitlines()
    assert [line for line in lines if stix.errors(json.loads(line))] == []


@pytest.mark.parametrize(
    ("obj", "pointer"),
    [
        (sdo("indicator", pattern="[a:b = ]", pattern_type="stix", valid_from=WHEN), "/pattern"),
        (
            sdo(
                "indicator",
                pattern="[a:b = 1]",
                pattern_type="stix",
                valid_from=WHEN,
                valid_until=WHEN,
            ),
            "/valid_until",
        ),
        ({**sdo("tool", name="n"), "modified": "2025-01-01T00:00:00Z"}, "/modified"),
        ({**sdo("tool", name="n"), "id": f"malware--{uuid.uuid4()}"}, "/id"),
        ({**sdo("tool", name="n"), "id": "tool--1"}, "/id"),
        ({**sdo("tool", name="n"), "created_by_ref": f"tool--{uuid.uuid4()}"}, "/created_by_ref"),
        (sdo("tool", name="n", labels=[]), "/labels"),
        (sdo("tool", name="n", Bad="x"), "/Bad"),
        (sdo("tool", name="n", x_a=None), "/x_a"),
        (sdo("tool", name="n", confidence=101), "/confidence"),
        (
            sdo("tool", name="n", external_references=[{"source_name": "s"}]),
            "/external_references/0",
        ),
        (
            sdo(
                "tool", name="n", granular_markings=[{"lang": "en", "selectors": ["nothing.here"]}]
            ),
            "/granular_markings/0/selectors/0",
        ),
        (
            sdo("tool", name="n", extensions={"extension-definition--x": {}}),
            "/extensions/extension-definition--x",
        ),
        (sdo("location", latitude=1), ""),
        (sdo("location", latitude=91, longitude=0), "/latitude"),
        (sdo("malware", is_family=True), ""),
        (sdo("observed-data", first_observed=WHEN, last_observed=WHEN, number_observed=1), ""),
        (sco("file", name="f", hashes={"MD5": "xyz"}), "/hashes/MD5"),
        (sco("file", name="f", extensions={"pdf-ext": {}}), "/extensions/pdf-ext"),
        (sco("artifact", url="u"), "/url"),
        (sco("network-traffic", protocols=["tcp"]), ""),
        (sco("mac-addr", value="00-1A-2B-3C-4D-5E"), "/value"),
        ({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": []}, "/type"),
        ({"type": "Bad Type"}, "/type"),
        ({}, "/type"),
    ],
)
def test_faults_are_named_by_their_place(obj, pointer):
    issues = stix.errors(obj)
    assert pointer in [issue.pointer for issue in issues]
    assert all(issue.message.endswith(".") for issue in issues)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(VALID), st.data())
def test_any_value_anywhere_gives_issues_never_an_exception(obj, data):
    mutant = copy.deepcopy(obj)
    table = TABLES[obj["type"]]
    name = data.draw(st.sampled_from([*table.checks, "type", "id"]))
    mutant[name] = data.draw(JSON)
    for issue in stix.errors(mutant):
        assert isinstance(issue.message, str)
    stix.warnings(mutant)


@pytest.mark.parametrize(
    "obj", [o for o in VALID if stix.is_sco(o["type"])], ids=lambda o: o["type"]
)
def test_deterministic_ids_are_those_of_another_library(obj):
    if obj["type"] == "process":
        assert ids.sco_id(obj) != ids.sco_id(obj)
        return
    plain = {k: v for k, v in obj.items() if k != "id"}
    theirs = stix2.parse({**plain, "spec_version": "2.1", "id": obj["id"]}, allow_custom=True)
    made = type(theirs)(**{k: v for k, v in plain.items() if k != "type"})
    assert ids.sco_id(plain) == made.id


def test_stix_20_is_upgraded():
    old = {
        "type": "observed-data",
        "id": f"observed-data--{uuid.uuid4()}",
        **STAMPS,
        "first_observed": WHEN,
        "last_observed": WHEN,
        "number_observed": 1,
        "objects": {
            "0": {"type": "ipv4-addr", "value": "198.51.100.1"},
            "1": {"type": "network-traffic", "src_ref": "0", "protocols": ["tcp"]},
            "2": {"type": "file", "name": "f", "created": WHEN, "is_encrypted": True},
            "3": {"type": "process", "pid": 1, "binary_ref": "2"},
        },
    }
    assert stix.is_stix20(old)
    made = {o["type"]: o for o in stix.upgrade(old)}
    assert all(stix.errors(o) == [] for o in made.values())
    assert made["network-traffic"]["src_ref"] == made["ipv4-addr"]["id"]
    assert made["process"]["image_ref"] == made["file"]["id"]
    assert made["file"]["ctime"] == WHEN
    assert made["file"]["x_stix20_is_encrypted"] is True
    assert len(made["observed-data"]["object_refs"]) == 4
    malware = {
        "type": "malware",
        "id": f"malware--{uuid.uuid4()}",
        **STAMPS,
        "name": "n",
        "labels": ["ransomware", "own-word"],
    }
    [new] = stix.upgrade(malware)
    assert (new["malware_types"], new["labels"]) == (["ransomware"], ["own-word"])
    assert stix.errors(new) == []


def observed20(objects):
    return {
        "type": "observed-data",
        "id": f"observed-data--{uuid.uuid4()}",
        **STAMPS,
        "first_observed": WHEN,
        "last_observed": WHEN,
        "number_observed": 1,
        "objects": objects,
    }


def test_observables_that_refer_to_each_other_in_a_circle_keep_their_references():
    inside = {
        "0": {"type": "file", "name": "a.exe", "parent_directory_ref": "1"},
        "1": {"type": "directory", "path": "/srv", "contains_refs": ["0", "1"]},
        "2": {"type": "process", "pid": 2, "child_refs": ["2", "2"], "parent_ref": "9"},
    }
    made = {one["type"]: one for one in stix.upgrade(observed20(inside))}
    file, directory, process = (made[kind] for kind in ("file", "directory", "process"))
    assert file["parent_directory_ref"] == directory["id"]
    assert directory["contains_refs"] == [file["id"], directory["id"]]
    assert process["child_refs"] == [process["id"], process["id"]]
    # What leads nowhere goes; nothing else is lost, and all of it is valid.
    assert "parent_ref" not in process
    assert {one["id"] for one in (file, directory, process)} == set(
        made["observed-data"]["object_refs"]
    )
    assert all(stix.errors(one) == [] for one in made.values())
    # The file's id is the one that every other library works out of name and folder.
    assert file["id"] == ids.sco_id({k: v for k, v in file.items() if k != "id"})


def test_chains_and_nests_of_observables_end_as_any_object_does():
    chain = {
        str(at): {
            "type": "file",
            "name": f"f{at}",
            "extensions": {"archive-ext": {"contains_refs": [str(at + 1)] * 3}},
        }
        for at in range(3_000)
    }
    assert len(stix.upgrade(observed20(chain))) == 3_001
    deep: dict = {"x_ref": "0"}
    for _ in range(60):
        deep = {"x": deep}
    nests = {str(at): {"type": "x-nest", "x": deep, "y_ref": str(at + 1)} for at in range(200)}
    assert len(stix.upgrade(observed20(nests))) == 201


@pytest.mark.parametrize("hashes", ["abc", 7, ["MD5"], {"MD5": 7}, {"x": None}, True])
def test_hashes_of_another_kind_make_an_observable_that_is_refused(hashes):
    [file, _] = stix.upgrade(observed20({"0": {"type": "file", "hashes": hashes}}))
    assert [one.pointer.split("/")[1] for one in stix.errors(file)] == ["hashes"]
