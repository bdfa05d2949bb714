"""What holds for the privacy gate whatever the text: seen from outside only."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.screen.model import Decision
from wardline.screen.profile import Profile
from wardline.screen.text import screen as gate
from wardline.testing.screening.make import texts

PROFILE = {
    "name": "Kestrel Valley Clinic",
    "domains": ["kestrelvalley.example"],
    "public_nets": ["203.0.113.0/24"],
    "ad": "KESTREL",
}
KINDS = ("narrative", "log", "csv", "hl7", "fhir", "stix", "mail", "comment", "", "no such kind")
# Made-up stretches that rules look at, whole and broken; glued in any order by Hypothesis.
PIECES = (
    "SSN 123-45-6789",
    "123-45-6789",
    "MRN: 1234567",
    "DOB 01/02/1960",
    "john.doe@kestrelvalley.example",
    "KESTREL\\jdoe",
    "C:\\Users\\jdoe\\x",
    "10.1.2.3",
    "203.0.113.9",
    "198.51.100.7",
    "fe80::1",
    "hxxp://evil[.]example/a",
    "https://portal.kestrelvalley.example/chart/1?mrn=1234567",
    "password is Winter2025!",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN PRIVATE KEY-----\nAAAA",
    "-----END PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "Dr. Mary Price",
    "Smith, John",
    "PID|1||1234567^^^H^MR||DOE^JOHN||19600102|M",
    "CONFIDENTIAL",
    "CVE-2024-12345",
    "T1566.001",
    "d41d8cd98f00b204e9800998ecf8427e",
    "(555) 555-0123",
    "\uff14\uff11\uff11\uff11" * 4,
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u00a0",
    "\ufeff",
    "e\u0301",
    "\U0001f600",
    "\x00",
    "\r\n",
    "\t",
    "{",
    "}",
    '"',
    "\\",
    "<",
    ">",
    "|",
    "^",
    ",",
    ";",
    "[HOST-1]",
    "[NAME-1]",
    "[",
    "]",
    "KESTREL-ICU-WS123",
    "epic01.int.kestrelvalley.example",
    "Kestrel Valley Clinic",
    "admitted on 3/4/2024",
    "12 Main Street, Springfield, OH 45501",
    "aged 97",
    "card 4111 1111 1111 1111",
    "VIN 1M8GDM9AXKP042788",
)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(" \n:=,."), st.text(max_size=6)))
    .map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
)  # fmt: skip
SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
# Values of these labels are long and their own; where one is removed, no copy of it may stay.
UNMISTAKABLE = frozenset(
    (
        "SSN",
        "CARD",
        "MRN",
        "PLAN_ID",
        "EMAIL",
        "PHONE",
        "FAX",
        "SECRET",
        "ACCOUNT",
        "DEVICE_SERIAL",
        "PATIENT_URL",
        "BIOMETRIC",
    )
)


def screen(text, profile, *, kind):
    """The gate, with the profile as JSON gives it."""
    return gate(text, Profile.from_mapping(profile), kind=kind)


def rebuilt(text, findings):
    """The text with each finding replaced: what the answer's text must be."""
    parts, at = [], 0
    for finding in findings:
        parts += [text[at : finding.start], finding.replacement]
        at = finding.end
    return "".join([*parts, text[at:]])


@SLOW
@given(ANY_TEXT, st.sampled_from(KINDS))
def test_any_text_gets_a_decision_and_offsets_that_rebuild_the_answer(text, kind):
    answer = screen(text, PROFILE, kind=kind)
    assert answer.decision in set(Decision)
    at = 0
    for finding in answer.findings:
        assert at <= finding.start < finding.end <= len(text)
        at = finding.end
    for residue in answer.residue:
        assert 0 <= residue.start < residue.end <= len(text)
        assert residue.reason
    assert answer.text == rebuilt(text, answer.findings)


@SLOW
@given(ANY_TEXT, st.sampled_from(KINDS))
def test_screening_its_own_output_changes_nothing(text, kind):
    first = screen(text, PROFILE, kind=kind)
    second = screen(first.text, PROFILE, kind=kind)
    assert second.text == first.text
    if first.decision is Decision.PASS:
        assert second.decision is Decision.PASS


@SLOW
@given(ANY_TEXT, st.sampled_from(KINDS))
def test_the_same_text_gets_the_same_answer(text, kind):
    assert screen(text, PROFILE, kind=kind) == screen(text, PROFILE, kind=kind)


@cache
def labelled():
    return list(texts(90_001, 240, reach="all"))


def test_made_up_texts_screened_twice_stay_as_they_are():
    for item in labelled():
        first = screen(item.text, item.profile, kind=item.kind)
        second = screen(first.text, item.profile, kind=item.kind)
        assert second.text == first.text, item.id
        if first.decision is Decision.PASS:
            assert second.decision is Decision.PASS, item.id


def test_a_removed_value_has_no_copy_left_in_a_passing_text():
    for item in labelled():
        answer = screen(item.text, item.profile, kind=item.kind)
        if answer.decision is not Decision.PASS:
            continue
        for span in item.spans:
            value = item.text[span.start : span.end]
            if span.label in UNMISTAKABLE and len(value) > 6 and _covered(span, answer.findings):
                assert value not in answer.text, (item.id, span)


def _covered(span, findings):
    at = span.start
    for finding in findings:
        if finding.start <= at < finding.end:
            at = finding.end
    return at >= span.end


def test_one_value_has_one_pseudonym_in_a_text():
    for item in labelled():
        answer = screen(item.text, item.profile, kind=item.kind)
        named = {}
        for finding in answer.findings:
            if finding.label in ("HOST", "USER", "SSN", "MRN", "EMAIL"):
                value = item.text[finding.start : finding.end]
                assert named.setdefault((finding.label, value), finding.replacement) == (
                    finding.replacement
                ), (item.id, finding)


ENVIRON = {**os.environ, "NO_COLOR": "1", "PYTHONWARNINGS": "error"}


def cli(*arguments, stdin=b""):
    """The command as a member runs it."""
    return subprocess.run(
        [sys.executable, "-c", "from wardline.cli import main; raise SystemExit(main())",
         "screen", *arguments],
        input=stdin, capture_output=True, timeout=100, check=False, env=ENVIRON,
    )  # fmt: skip


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_jsonl_keeps_order_and_ids_and_shows_no_removed_value():
    items = labelled()
    asked = [
        {"id": item.id, "text": item.text, "kind": item.kind, "profile": item.profile}
        for item in items
    ]
    ended = cli("--jsonl", stdin=lines(*asked))
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [item.id for item in items]
    assert b"Traceback" not in ended.stderr
    talk = ended.stderr.decode()
    for item, answer in zip(items, answers, strict=True):
        for span in item.spans:
            value = item.text[span.start : span.end]
            if span.action != "remove" or span.label not in UNMISTAKABLE or len(value) <= 6:
                continue
            assert value not in talk
            spoken = json.dumps([answer["findings"], answer["residue"]], ensure_ascii=False)
            assert value not in spoken, (item.id, span)
            if answer["decision"] != "pass":
                continue
            found = [(f["start"], f["end"]) for f in answer["findings"]]
            if any(a <= span.start and span.end <= b for a, b in found):
                assert value not in answer["text"], (item.id, span)


def test_the_command_line_and_the_function_agree():
    items = labelled()[:40]
    asked = [
        {"id": item.id, "text": item.text, "kind": item.kind, "profile": item.profile}
        for item in items
    ]
    answers = [json.loads(line) for line in cli("--jsonl", stdin=lines(*asked)).stdout.splitlines()]
    for item, answer in zip(items, answers, strict=True):
        told = screen(item.text, item.profile, kind=item.kind)
        assert (answer["decision"], answer["text"]) == (told.decision, told.text), item.id


SECRET = "Zebra-Winter-9931"  # what must not come back in an error
BAD_LINES = (
    b"not json password " + SECRET.encode(),
    b"[1, 2]",
    b'"just text"',
    b"null",
    b'{"id": "b"}',
    b'{"id": "b", "text": 7}',
    b'{"id": "b", "text": null, "note": "' + SECRET.encode() + b'"}',
    b'{"id": {"a": 1}, "text": "x"}',
    b'{"text": "no id"}',
    b'{"id": "b", "text": "x", "profile": "' + SECRET.encode() + b'"}',
    b'{"id": "b", "text": "x", "profile": {"domains": 4, "public_nets": ["not a net"]}}',
    b'{"id": "b", "text": "x", "kind": 4}',
    b'{"id": "b", "text": "\\ud800 lone surrogate"}',
    b'{"id": "b", "text": "x"',
    b"\xff\xfe\x00broken bytes",
    b"{" * 3000,
    b"",
)


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_never_passes_never_crashes_and_is_not_repeated(bad):
    good = {"id": "good", "text": "Nothing to see.", "kind": "narrative", "profile": {}}
    ended = cli("--jsonl", stdin=lines(good) + bad + b"\n" + lines(good | {"id": "after"}))
    assert ended.returncode in (0, 1, 2, 3, 5), ended.stderr
    assert b"Traceback" not in ended.stderr + ended.stdout
    assert SECRET.encode() not in ended.stderr + ended.stdout
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [answer.get("id") for answer in (answers[0], answers[-1])] == ["good", "after"]
    for answer in answers[1:-1]:
        refused = answer.get("decision") != "pass" and len(answer) > 1
        assert refused or ended.returncode in (0, 1), "a line that cannot be read never passes"
    if ended.returncode in (2, 3):
        assert ended.stderr.strip() or len(answers) > 2, "a refusal says why"


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_in_a_file_get_a_decision(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "any.txt"
    path.write_bytes(data)
    ended = cli(str(path), "--json")
    assert ended.returncode in (0, 1, 5), ended.stderr
    assert b"Traceback" not in ended.stderr
    assert json.loads(ended.stdout)["decision"] in ("pass", "hold", "block")
