"""What holds for every text. All values are made up."""

import dataclasses
import logging
import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from wardline.screen.model import Decision
from wardline.screen.profile import Profile
from wardline.screen.replace import Case, record
from wardline.screen.text import screen

OWN = Profile.from_mapping(
    {"domains": ["lakesidecare.example.org"], "public_nets": ["198.51.100.0/24"], "ad": "LAKE"}
)
PARTS = st.sampled_from(
    [
        "SSN 123-45-6789",
        "MRN E1234567",
        "user=jroe77",
        "password: Harbor2031!",
        "10.20.30.40",
        "203.0.113.9",
        "admitted 4/5/2024",
        "DOB 1961-03-03",
        "(303) 555-0142",
        "card 4111 1111 1111 1111",
        "jane.roe@lakesidecare.example.org",
        "From: a@pay-update.example.net",
        "hxxp://evil[.]example[.]com/x",
        "LAKE-ICU-PC042",
        "mrn,patient\nE1,A B",
        "PID|1||77^^^A||ROE^JANE",
        '{"birthDate": "1961-03-03"}',
        "CONFIDENTIAL",
        "[USER-3]",
        "the",
        "T1059",
        "12 Old Mill Rd",
        "\u200b",
        "\u00e9\u0301",
    ]
)
TEXTS = st.lists(st.one_of(PARTS, st.text(max_size=12)), max_size=12).flatmap(
    lambda parts: st.sampled_from([" ", "\n", ", "]).map(lambda mark: mark.join(parts))
)


@given(st.one_of(st.text(), TEXTS))
@settings(max_examples=300, deadline=None)
def test_offsets_are_valid_and_the_rest_is_unchanged(text):
    screened = screen(text, OWN)
    if screened.decision == Decision.BLOCK:
        assert screened.text == ""
        return
    assert all(0 <= f.start < f.end <= len(text) for f in screened.findings)
    assert all(a.end <= b.start for a, b in pairwise(screened.findings))
    built, position = [], 0
    for finding in screened.findings:
        built += [text[position : finding.start], finding.replacement]
        position = finding.end
    assert "".join(built) + text[position:] == screened.text
    assert all(0 <= r.start <= r.end <= len(text) for r in screened.residue)


@given(st.lists(PARTS, min_size=1, max_size=12), st.sampled_from([" ", "\n", ". "]))
@settings(max_examples=200, deadline=None)
def test_screening_its_own_output_changes_nothing(parts, mark):
    shown = screen(mark.join(parts), OWN).text
    assert screen(shown, OWN).text == shown


LIMB = "6 U.S.C. 1503(d)(2)(B): technical capability"
VALUES = (
    ("SSN {}", st.from_regex(r"[1-5][0-9]{2}-[1-9][0-9]-[1-9][0-9]{3}", fullmatch=True)),
    ("MRN {}", st.from_regex(r"[A-Z][0-9]{7}", fullmatch=True)),
    ("user={}", st.from_regex(r"[b-d]{5}[0-9]{3}", fullmatch=True)),
    ("password={}", st.from_regex(r"[A-Z][a-z]{5}[0-9]{3}!", fullmatch=True)),
    ("call (303) 555-{}", st.from_regex(r"[0-9]{4}", fullmatch=True)),
)


@given(st.sampled_from(VALUES).flatmap(lambda v: v[1].map(lambda value: (v[0], value))))
@settings(max_examples=200, deadline=None)
def test_a_removed_value_is_in_no_output_record_or_log(pair):
    form, value = pair
    text = f"At noon {form.format(value)} was seen."
    seen: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda entry: seen.append(entry.getMessage())
    logging.getLogger().addHandler(handler)
    try:
        screened = screen(text, OWN, case=Case())
        kept = record(screened, text, b"k" * 32)
    finally:
        logging.getLogger().removeHandler(handler)
    assert value not in screened.text
    assert value not in repr(screened.findings)
    # A short value may stand in a digest by chance, or in the number of the law that the record
    # names; all else of the record is looked at.
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in kept.digests)
    assert kept.limb == LIMB
    assert value not in repr(dataclasses.replace(kept, digests=(), limb=""))
    assert value not in kept.digests
    assert not any(value in line for line in seen)
