"""Validity of CSAF documents: schema and mandatory tests, each with what passes and what fails."""

from __future__ import annotations

import copy
import json

import pytest

from wardline.advisories import cvss, document, mandatory, schema
from wardline.testing.advisories import made


@pytest.fixture(name="valid")
def valid_fixture(shared):
    """A real document that passes everything."""
    text = shared("csaf", "medical", "icsma-22-151-01.json").read_bytes()
    found = made(json.loads(text), "WL-1", version=3)
    assert document.check(found) == []
    return found


def head(found):
    return found["document"]


def tracking(found):
    return found["document"]["tracking"]


def vulnerability(found):
    return found["vulnerabilities"][0]


def first_product(found):
    return next(iter(vulnerability(found)["product_status"]["known_affected"]))


def helper(found, value):
    branch = found["product_tree"]["branches"][0]
    while "product" not in branch:
        branch = branch["branches"][0]
    branch["product"]["product_identification_helper"] = value
    return branch


def relate(found, made_, part, host):
    found["product_tree"].setdefault("relationships", []).append(
        {
            "category": "installed_on",
            "product_reference": part,
            "relates_to_product_reference": host,
            "full_product_name": {"name": made_, "product_id": made_},
        }
    )


def profile(name, **changes):
    def break_(found):
        head(found)["category"] = name
        for key, value in changes.items():
            place = vulnerability(found) if key in ("notes", "product_status", "cve") else found
            if value is None:
                place.pop(key, None)
            else:
                place[key] = value

    return break_


def v3(found, **changes):
    scores = vulnerability(found)["scores"]
    scores[0]["cvss_v3"].update(changes)


def twice_scored(found):
    vulnerability(found)["scores"].append(copy.deepcopy(vulnerability(found)["scores"][0]))


def flags(found, *labels, **named):
    products = {"product_ids": [first_product(found)]} if not named else {}
    vulnerability(found)["flags"] = [{"label": label, **products} for label in labels]


BROKEN = {
    "6.1.1": lambda d: vulnerability(d)["product_status"]["known_affected"].append("NO"),
    "6.1.2": lambda d: (
        d["product_tree"]
        .setdefault("full_product_names", [])
        .append({"name": "x", "product_id": first_product(d)})
    ),
    "6.1.3": lambda d: [relate(d, "A", "B", first_product(d)), relate(d, "B", "A", "A")],
    "6.1.4": lambda d: vulnerability(d)["remediations"][0].update(group_ids=["NO"]),
    "6.1.5": lambda d: d["product_tree"].update(
        product_groups=[{"group_id": "G", "product_ids": [first_product(d)] * 1}] * 2
    ),
    "6.1.6": lambda d: vulnerability(d)["product_status"].update(fixed=[first_product(d)]),
    "6.1.7": twice_scored,
    "6.1.8": lambda d: v3(d, vectorString="CVSS:3.1/AV:X"),
    "6.1.9": lambda d: v3(d, baseScore=0.1),
    "6.1.10": lambda d: v3(d, attackVector="PHYSICAL"),
    "6.1.11": lambda d: vulnerability(d).update(cwe={"id": "CWE-79", "name": "Wrong"}),
    "6.1.12": lambda d: head(d).update(lang="xx"),
    "6.1.13": lambda d: helper(d, {"purl": "pkg:maven/@1.0"}),
    "6.1.14": lambda d: tracking(d)["revision_history"][2].update(number="1"),
    "6.1.15": lambda d: head(d)["publisher"].update(category="translator"),
    "6.1.16": lambda d: tracking(d).update(version="2"),
    "6.1.17": lambda d: tracking(d).update(version="0"),
    "6.1.18": lambda d: tracking(d)["revision_history"][0].update(number="0"),
    "6.1.19": lambda d: tracking(d)["revision_history"][0].update(number="1.0.0-rc"),
    "6.1.20": lambda d: tracking(d).update(version="3.0.0-rc"),
    "6.1.21": lambda d: tracking(d)["revision_history"].pop(1),
    "6.1.22": lambda d: tracking(d)["revision_history"][1].update(number="1"),
    "6.1.23": lambda d: d["vulnerabilities"].append(copy.deepcopy(vulnerability(d))),
    "6.1.24": lambda d: vulnerability(d).update(
        involvements=[
            {"party": "vendor", "status": "open", "date": "2024-01-01T01:00:00+01:00"},
            {"party": "vendor", "status": "completed", "date": "2024-01-01T00:00:00Z"},
        ]
    ),
    "6.1.25": lambda d: helper(
        d,
        {
            "hashes": [
                {
                    "filename": "a",
                    "file_hashes": [{"algorithm": "sha256", "value": "0" * 32}] * 2,
                }
            ]
        },
    ),
    "6.1.26": lambda d: head(d).update(category="Security  Advisory"),
    "6.1.27.1": lambda d: (profile("csaf_informational_advisory")(d), head(d).pop("notes")),
    "6.1.27.2": lambda d: (
        profile("csaf_informational_advisory")(d),
        head(d).update(references=[]),
    ),
    "6.1.27.3": profile("csaf_informational_advisory"),
    "6.1.27.4": profile("csaf_security_advisory", product_tree=None),
    "6.1.27.5": profile("csaf_security_advisory", notes=None),
    "6.1.27.6": profile("csaf_security_advisory", product_status=None),
    "6.1.27.7": profile("csaf_vex", product_status={"recommended": ["x"]}),
    "6.1.27.8": profile("csaf_vex", cve=None),
    "6.1.27.9": lambda d: (
        profile("csaf_vex")(d),
        vulnerability(d).update(
            product_status={"known_not_affected": [first_product(d)]}, flags=[], threats=[]
        ),
    ),
    "6.1.27.10": lambda d: (profile("csaf_vex")(d), vulnerability(d).update(remediations=[])),
    "6.1.27.11": profile("csaf_vex", vulnerabilities=None),
    "6.1.28": lambda d: head(d).update(lang="de", source_lang="DE"),
    "6.1.29": lambda d: vulnerability(d)["remediations"].append(
        {"category": "none_available", "details": "none"}
    ),
    "6.1.30": lambda d: tracking(d)["revision_history"][0].update(number="1.0.0"),
    "6.1.31": lambda d: d["product_tree"]["branches"].append(
        {"category": "product_version", "name": "prior to 4.2", "branches": []}
    ),
    "6.1.32": lambda d: flags(d, "component_not_present", bare=True),
    "6.1.33": lambda d: flags(d, "component_not_present", "vulnerable_code_not_present"),
}


@pytest.mark.parametrize("number", list(mandatory.TESTS))
def test_each_mandatory_test_finds_its_fault_and_names_a_place(valid, number):
    assert number not in {one.test for one in mandatory.check(valid)}
    broken = copy.deepcopy(valid)
    BROKEN[number](broken)
    found = [one for one in mandatory.check(broken) if one.test == number]
    assert found, number
    assert all(one.pointer.startswith("/") and one.message for one in found)


def lasting(advisory, name, number):
    """A weakness as MITRE's list of today writes it."""
    vulnerability(advisory).update(cwe={"id": number, "name": name})


@pytest.mark.parametrize(
    "change",
    [
        lambda d: lasting(d, "DEPRECATED: Authentication Bypass Issues", "CWE-592"),
        lambda d: lasting(
            d, "Improper Handling of Insufficient Permissions or Privileges ", "CWE-280"
        ),
        lambda d: head(d).update(lang="i-default"),
        lambda d: head(d).update(lang="x-made-up"),
        # What the vector leaves open is no contradiction.
        lambda d: v3(d, modifiedConfidentialityImpact="NONE"),
    ],
)
def test_what_others_write_and_the_standard_allows_is_no_fault(valid, change):
    written = copy.deepcopy(valid)
    change(written)
    assert list(mandatory.check(written)) == []


def test_every_mandatory_test_of_the_standard_is_there():
    profiles = [f"6.1.27.{n}" for n in range(1, 12)]
    assert set(mandatory.TESTS) == {f"6.1.{n}" for n in range(1, 34) if n != 27} | set(profiles)


def test_real_advisories_are_valid(shared):
    files = sorted(shared("csaf").glob("*/*.json"))
    assert len(files) > 100
    faults = {file.name: document.check(json.loads(file.read_bytes())) for file in files}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "broken",
    [
        None, [], {}, {"document": 1}, {"document": {"tracking": []}}, {"vulnerabilities": {}},
        {"vulnerabilities": [None, {"scores": [{"cvss_v3": {"vectorString": 1}}]}]},
        {"product_tree": {"branches": [{"branches": "x", "product": []}], "relationships": [1]}},
        {"document": {"tracking": {"revision_history": [{"number": 1, "date": []}, 7]}}},
    ],
)  # fmt: skip
def test_whatever_comes_gives_issues_and_never_an_error(broken):
    assert document.check(broken)
    assert document.head(broken).id == ""


def test_a_deep_tree_does_not_end_it(valid):
    branch = valid["product_tree"]["branches"][0]
    for _ in range(3000):
        branch = {"category": "product_family", "name": "deep", "branches": [branch]}
    valid["product_tree"]["branches"] = [branch]
    assert mandatory.check(valid) == []


# *Source*: FIRST's own examples for CVSS 2.0, 3.0 and 3.1, by its calculators.
SCORES = {
    "AV:N/AC:L/Au:N/C:N/I:N/A:C": (7.8, 7.8, 7.8),
    "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H": (7.8, 6.4, 9.2),
    "AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C": (6.2, 4.9, 4.9),
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": (9.8, 9.8, 9.8),
    "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N": (6.4, 6.4, 6.4),
    "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N": (3.1, 3.1, 3.1),
    "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:N/I:N/A:N": (0.0, 0.0, 0.0),
}


@pytest.mark.parametrize(("vector", "right"), SCORES.items())
def test_scores_are_reckoned_as_first_reckons_them(vector, right):
    assert tuple(cvss.scores(vector)) == right


def test_what_is_no_vector_has_no_scores():
    for text in ("", "CVSS:3.1/", "AV:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:Q", "a/b"):
        assert cvss.scores(text) is None


def test_the_schemas_are_those_of_the_standard(shared):
    from importlib.resources import files

    for file in shared("schemas", "csaf2.0").glob("*.json"):
        ours = files("wardline.advisories").joinpath(f"data/{file.name}").read_bytes()
        assert ours == file.read_bytes(), file.name
    assert [one.pointer for one in schema.csaf({"document": {}})] != []
