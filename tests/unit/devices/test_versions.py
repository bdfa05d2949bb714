"""Version slots of advisories against versions on record: yes, no, or unknown."""

from __future__ import annotations

import pytest

from wardline.devices.ranges import read_range
from wardline.devices.versions import evaluate, read_versions

CASES = [
    # what the advisory writes, what the inventory has, whether it is meant
    ("<= 9.33", "9.33", "yes"),
    ("<= 9.33", "v9.34", "no"),
    ("<= 9.33", "SW: 9.33 build 1204", "yes"),
    ("<= 9.33", "9.33 (Build 77)", "yes"),
    ("<= 9.33", "9.33.1", "unknown"),
    ("<= 9.33", "9", "unknown"),
    ("<= 9.33", "933", "unknown"),
    ("<= 9.33", "2019-03-12", "unknown"),
    ("<= 9.33", "43536", "unknown"),
    ("<= 9.33", "Windows 10", "unknown"),
    ("<= 9.33", "9.19 / 12.1", "unknown"),
    ("<= 9.33", "see notes", "unknown"),
    ("< 8.2.2", "8.2.2", "no"),
    ("< 8.2.2", "8.2.1", "yes"),
    ("< 8.2.2", "8.2", "unknown"),
    ("versions prior to 3.2", "3.1", "yes"),
    ("9.33 and prior", "9.34", "no"),
    ("2.3.6 and  below", "2.3.6", "yes"),
    ("up to and including 4.1", "4.1", "yes"),
    ("V5.0 & below", "5.1", "no"),
    (">= 1.0.0 | <= 1.1.1", "1.1.0", "yes"),
    (">= 1.0.0 | <= 1.1.1", "0.9", "no"),
    ("2.5 through 3.11", "3.9", "yes"),
    ("vers:all/>=V4.0<V4.1.2", "4.1.2", "no"),
    ("vers:generic/<=4.1", "4.0", "yes"),
    ("1.1.7.333 | 2.1.1.3069", "2.1.1.3069", "yes"),
    ("1.1 | 1.5 | 1.6", "1.7", "no"),
    ("14.1.x", "14.1.3", "yes"),
    ("<= 11.x", "11.4", "yes"),
    ("< 3.x", "3.0", "no"),
    ("Rev J-M", "K", "yes"),
    ("Rev J-M", "N.01", "no"),
    ("< B.06.18", "B.06.17", "yes"),
    ("<=N", "M.04", "yes"),
    ("A.01 <= C.0x | 4.0", "C.02", "yes"),
    ("<= R4.1L1", "R4.1 L1", "yes"),
    ("<= R4.1L1", "R4.1 L2", "no"),
    ("<= 3.0 D15", "3.0 D16", "no"),
    ("4.20 | 4.20 SR1", "4.20 SR1", "yes"),
    ("<= 2.6A", "2.6B", "no"),
    ("<= VM5.0", "5.0", "unknown"),
    ("< july 1 2017", "1.2", "unknown"),
    ("< V10.3.3.3 only if web components are used", "10.3.1", "unknown"),
    ("vers:all/*", "", "yes"),
    ("All versions", "anything", "yes"),
    ("", "1.0", "unknown"),
]


@pytest.mark.parametrize(("written", "have", "meant"), CASES)
def test_a_version_is_in_out_or_unknown(written, have, meant):
    constraint = read_range(written, ranged=True).constraint
    assert evaluate(constraint, read_versions(have)).value == meant


@pytest.mark.parametrize(
    ("written", "models"),
    [
        ("MMT-1715 | MMT-1754", ("mmt-1715", "mmt-1754")),
        ("24950 | 24952", ("24950", "24952")),
        ("2131 and 2141", ("2131", "2141")),
        ("Accu-Chek Inform II", ("accu-chek inform ii",)),
        ("882300 Gemini 16 Slice", ("882300 gemini 16 slice",)),
        ("v8.x model 35700BAX2", ("35700bax2",)),
        ("9.7", ()),
        ("B.02 | C.02", ()),
        ("8", ()),
    ],
)
def test_model_numbers_in_the_version_slot_are_told_from_versions(written, models):
    assert read_range(written).models == models


def test_a_short_code_may_be_a_version_or_a_model():
    slot = read_range("VS30")
    assert slot.either == ("vs30",)
    assert evaluate(slot.constraint, read_versions("VS30")).value == "yes"
