"""Times with an offset, exact to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardline.core.clock import format_timestamp, parse_moment, parse_timestamp


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-01-31T12:00:00.123456Z", "2026-01-31T12:00:00.123456Z"),
        ("2026-01-31T12:00:00.123456+02:00", "2026-01-31T10:00:00.123456Z"),
        ("2026-01-31T00:30:00-05:30", "2026-01-31T06:00:00Z"),
        ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"),
    ],
)
def test_any_offset_is_one_instant(text, same):
    assert parse_moment(text) == parse_timestamp(same)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "yesterday",
        # Before the first and after the last instant that can be written.
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_instant_is_none(text):
    assert parse_moment(text) is None


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 # the zone follows
    st.integers(-1439, 1439),
)
def test_no_microsecond_is_lost(naive, minutes):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    micros = parse_moment(moment.isoformat())
    wanted = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    assert format_timestamp(micros) == f"{wanted}Z"
