"""Times as logs write them: which instant each is, whatever stands around it."""

from __future__ import annotations

from datetime import UTC

import pytest

from wardline.core.clock import parse_timestamp
from wardline.hunt.fields import time_of
from wardline.hunt.times import reader

NOW = parse_timestamp("2026-11-26T00:00:00Z")
READ = reader(UTC, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Wed Nov 18 10:00:00 2026",
        "Wed Nov 18 10:00:00.000000 2026",
        "Wed Nov 18 10:00:00 UTC 2026",
        "[Wed Nov 18 10:00:00.000000 2026] [core:error]",
        "Wed, 18 Nov 2026 10:00:00 +0000",
        "Wed, 18 Nov 2026 12:00:00 +0200",
        "18 Nov 2026 10:00:00 GMT",
        "18/Nov/2026:10:00:00 +0000",
        "1794996000",
        "1794996000000000",
        "2026-11-18T10:00:00Z",
        "Nov 18 10:00:00",
        "Nov 18 2026 10:00:00",
        "Nov 18 10:00:00 2026",
        "Wed, 18 Nov 2026 05:00:00 EST",
        "Wed Nov 18 03:00:00 MST 2026",
        "Wed, 18 Nov 2026 05:00:00 -05:00",
        "Wed, 18 Nov 2026 12:00:00 GMT+0200",
        "18 Nov 2026 10:00:00 AM",
    ],
)
def test_each_way_of_writing_it_is_the_same_instant(text):
    assert READ(text).text == "2026-11-18T10:00:00.000000Z"


def test_a_day_with_one_digit_is_read():
    assert READ("Tue Nov  3 09:05:06 2026").text == "2026-11-03T09:05:06.000000Z"
    assert READ("Tue, 3 Nov 2026 09:05:06 -0500").text == "2026-11-03T14:05:06.000000Z"


@pytest.mark.parametrize("text", ["Wed Xyz 18 10:00:00 2026", "Wed, 31 Feb 2026 10:00:00 +0000"])
def test_what_is_no_time_is_none(text):
    assert READ(text) is None


def test_letters_that_stand_for_several_zones_are_said_not_to_be_used():
    for text in ("Wed Nov 18 10:00:00 CET 2026", "Wed, 18 Nov 2026 10:00:00 IST"):
        found = READ(text)
        assert found.text == "2026-11-18T10:00:00.000000Z"
        assert "can be one of several" in found.assumed


def test_the_year_behind_a_time_is_the_year():
    assert READ("Nov 18 10:00:00 2024").text == "2024-11-18T10:00:00.000000Z"
    # A host or a process that is called by a number is none.
    assert READ("Nov 18 10:00:00 3024 x").text == "2026-11-18T10:00:00.000000Z"


def test_half_a_day_is_added():
    assert READ("18 Nov 2026 10:00:00 PM").text == "2026-11-18T22:00:00.000000Z"
    assert READ("18/Nov/2026:12:00:00 AM").text == "2026-11-18T00:00:00.000000Z"


def test_when_a_thing_was_made_is_not_when_it_was_seen():
    made, seen = ("created_at", "2020-01-01T00:00:00Z"), ("@timestamp", "2026-11-18T10:00:00Z")
    assert time_of([made, seen]) == time_of([seen, made]) == seen[1]
    assert time_of([made]) == made[1]
