"""Times as logs write them: which instant each is, whatever stands around it."""

from __future__ import annotations

from datetime import UTC

import pytest

from wardline.core.clock import parse_timestamp
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
