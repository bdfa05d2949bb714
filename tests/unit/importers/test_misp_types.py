"""Every attribute type of MISP becomes a pattern, a rule or a note, or is withheld by name."""

from __future__ import annotations

import json
import uuid
from importlib.resources import files

import pytest

from wardline.core.pattern import parse
from wardline.core.stix.validate import errors
from wardline.importers import Failure, misptypes, read

# PyMISP brings MISP's own list.
TYPES = json.loads(files("pymisp").joinpath("data/describeTypes.json").read_text())["result"][
    "types"
]
# Made up, of each form that a type asks for; all else is a word.
SAMPLES = {
    "md5": "a" * 32, "sha1": "b" * 40, "sha256": "c" * 64, "sha512": "d" * 128,
    "ip": "198.51.100.7", "ip-src": "198.51.100.7", "ip-dst": "2001:db8::7",
    "domain": "evil.example", "hostname": "www.evil.example", "onion-address": f"{'a' * 56}.onion",
    "url": "https://evil.example/x", "uri": "https://evil.example/x", "port": "8443",
    "email": "a@evil.example", "email-src": "a@evil.example", "email-dst": "a@evil.example",
    "email-reply-to": "a@evil.example", "mac-address": "00:11:22:33:44:55",
    "ssdeep": "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C", "regkey": "HKLM\\Software\\Made-up",
    "vulnerability": "CVE-2026-0001",
    "stix2-pattern": "[domain-name:value = 'evil.example']",
}  # fmt: skip


def sample(kind: str) -> str:
    return "|".join(SAMPLES.get(part, "made-up 'word' \\ x") for part in kind.split("|"))


def event(*attributes: dict) -> bytes:
    head = {"uuid": str(uuid.uuid4()), "info": "Made up", "date": "2026-11-01", "distribution": "3"}
    return json.dumps({"Event": {**head, "Attribute": list(attributes)}}).encode()


def attribute(kind: str, value: str) -> dict:
    return {"uuid": str(uuid.uuid4()), "type": kind, "value": value, "to_ids": True}


def test_the_list_is_the_whole_one():
    assert len(TYPES) > 180


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_taken_or_withheld_with_the_reason(kind):
    made = list(read(event(attribute(kind, sample(kind))), kind="misp"))
    failures = [one for one in made if isinstance(one, Failure)]
    if kind in misptypes.WITHHELD:
        [failure] = failures
        assert kind in failure.reason
        assert "made-up" not in failure.reason
        assert not any("made-up" in json.dumps(one.object) for one in made if one is not failure)
        return
    assert failures == []
    for one in made:
        assert errors(one.object) == [], one.object
        if one.object["type"] == "indicator" and one.object["pattern_type"] == "stix":
            parse(one.object["pattern"])


@pytest.mark.parametrize(
    ("kind", "value", "pattern"),
    [
        (
            "domain|ip",
            "evil.example|198.51.100.7",
            "[domain-name:value = 'evil.example'] AND [ipv4-addr:value = '198.51.100.7']",
        ),
        (
            "regkey|value",
            "HKLM\\Software\\X|evil.exe",
            (
                "[windows-registry-key:key = 'HKLM\\\\Software\\\\X' "
                "AND windows-registry-key:values[*].data = 'evil.exe']"
            ),
        ),
        ("filename|tlsh", "x.exe|T1AB", "[file:name = 'x.exe' AND file:hashes.TLSH = 'T1AB']"),
        ("ip-dst|port", "198.51.100.7|8443", "[ipv4-addr:value = '198.51.100.7']"),
    ],
)
def test_both_halves_of_a_composite_hold(kind, value, pattern):
    made = list(read(event(attribute(kind, value)), kind="misp"))
    found = [one.object["pattern"] for one in made if one.object["type"] == "indicator"]
    assert [one.lower() for one in found] == [pattern.lower()]


def test_objects_of_a_search_are_taken_without_their_events():
    one = {"name": "domain-ip", "uuid": str(uuid.uuid4()), "timestamp": "1603642920"}
    held = {"Attribute": [attribute("domain", "evil.example"), attribute("ip-dst", "198.51.100.7")]}
    answer = {"response": [{"Object": {**one, **held}}, {"Object": {**one, **held}}]}
    made = list(read(json.dumps(answer).encode()))
    patterns = [one.object["pattern"] for one in made if one.object["type"] == "indicator"]
    assert len(patterns) == 4
    # Of one that tells no reach nobody may widen it.
    markings = {tuple(one.object.get("object_marking_refs", ())) for one in made}
    assert markings <= {(), ("marking-definition--826578e1-40ad-459f-bc73-ede076f81f37",),
                        ("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",)}  # fmt: skip


@pytest.mark.parametrize(
    "title", ["person", "victim", "credential", "passport", "bank-account", "Phone", "ftm-Person"]
)
def test_whatever_an_object_about_a_person_or_a_victim_holds_is_withheld(title):
    held = [attribute(kind, sample(kind)) for kind in ("domain", "ip-dst", "text", "yara")]
    answer = {"response": [{"Object": {"name": title, "Attribute": held}}]}
    made = list(read(json.dumps(answer).encode(), kind="misp"))
    failures = [one for one in made if isinstance(one, Failure)]
    assert len(failures) == len(held)
    taken = [one.object["type"] for one in made if not isinstance(one, Failure)]
    assert taken == ["identity", "report"]


@pytest.mark.parametrize("kind", ["email-dst", "email-header", "email-dst-display-name"])
def test_to_whom_a_mail_went_is_withheld(kind):
    [failure] = [
        one
        for one in read(event(attribute(kind, "nurse@hospital.example")), kind="misp")
        if isinstance(one, Failure)
    ]
    assert "hospital" not in failure.reason


def test_a_type_of_many_parts_is_none():
    made = list(read(event(attribute("ip|" * 1500 + "ip", "198.51.100.7|" * 3)), kind="misp"))
    assert sum(isinstance(one, Failure) for one in made) == 1
