"""Pseudonyms, records and profiles. All values are made up."""

import pytest

from wardline.core.errors import ConfigError
from wardline.screen.profile import Profile
from wardline.screen.replace import Case, record
from wardline.screen.text import screen


def test_one_value_has_one_pseudonym_in_all_texts_of_a_case():
    case = Case()
    first = screen("user=jroe77 on 10.1.2.3", case=case)
    second = screen("10.1.2.9 and 10.9.9.9 saw user=JROE77", case=case)
    assert first.text == "user=[USER-1] on [PRIV_IP-1.1]"
    assert second.text == "[PRIV_IP-1.2] and [PRIV_IP-2.1] saw user=[USER-1]"
    assert case.key["[USER-1]"] == "jroe77"


def test_a_number_that_the_text_already_uses_is_not_given_again():
    shown = screen("[USER-4] then user=jroe77").text
    assert shown == "[USER-4] then user=[USER-5]"


def test_a_record_counts_and_never_holds_a_value():
    text = "user=jroe77 SSN 123-45-6789 and 123-45-6789"
    kept = record(screen(text), text, b"k" * 32)
    assert kept.counts == {"SSN": 2, "USER": 1}
    assert len(kept.digests) == 2
    assert "jroe77" not in repr(kept)
    assert "6789" not in repr(kept)
    assert kept.digests != record(screen(text), text, b"x" * 32).digests
    assert "manual review" in record(screen(text), text, b"k", reviewed=True).limb


def test_a_profile_tells_unknown_settings_and_refuses_wrong_ones():
    assert Profile.from_mapping({"domains": "a.example", "x": 1}).unknown == ("x",)
    for wrong in (
        {"domains": 7},
        {"domains": ["nodot"]},
        {"public_nets": ["300.1.1.1/8"]},
        {"mrn_shape": "(("},
        {"mrn_shape": ".*"},
        {"name": ["a"]},
        ["no table"],
    ):
        with pytest.raises(ConfigError):
            Profile.from_mapping(wrong)


def test_the_own_shape_of_record_numbers_is_used():
    own = Profile.from_mapping({"mrn_shape": "Q[0-9]{4}"})
    assert screen("the chart Q1234 was open", own).text == "the chart [MRN-1] was open"
