"""Time as the standards write it: UTC, RFC 3339, integer microseconds inside.

A clock is any callable that gives the current time in microseconds since 1970 (`Clock`); it is
handed in, so that tests can hold it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

Clock = Callable[[], int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = 253_402_300_800_000_000  # 10000-01-01T00:00:00Z, which RFC 3339 cannot write
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 # only ever subtracted from another naive one
# STIX 2.1 section 2.13 (timestamp): RFC 3339 with "T" and "Z", any number of fractional digits.
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z", re.ASCII
)


def now() -> int:
    """The current time. *Units*: microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def today_utc() -> date:
    """The current day in UTC."""
    return day_of(now())


def day_of(micros: int) -> date:
    """The day in UTC of an instant in microseconds since 1970."""
    return (_EPOCH + timedelta(microseconds=micros)).date()


def parse_timestamp(text: str) -> int | None:
    """The instant of a STIX timestamp, or None where `text` is none.

    Digits past the microsecond are cut. *Units*: microseconds since 1970.
    *Source*: STIX 2.1 section 2.13, RFC 3339 section 5.6.
    """
    if _TIMESTAMP.fullmatch(text) is None:
        return None
    try:
        # Seconds apart: a leap second counts as the first instant of the next minute.
        minute = datetime.fromisoformat(text[:16]) - _NAIVE_EPOCH
    except ValueError:
        return None
    micro = int(text[20:26].rstrip("Z").ljust(6, "0")) if text[19] == "." else 0
    micros = (minute.days * 86_400 + minute.seconds + int(text[17:19])) * 1_000_000 + micro
    # The leap second at the end of the last year that can be written belongs to none.
    return micros if micros < _END else None


# Longer ones (the standard allows any number of digits) are not remembered: whoever sends many of
# them must not fill the memory.
_KEPT = 40
_remembered = lru_cache(maxsize=32_768)(parse_timestamp)


def instant(text: str) -> int | None:
    """As `parse_timestamp`, and quick where many objects bear one time."""
    return _remembered(text) if len(text) <= _KEPT else parse_timestamp(text)


def parse_moment(text: str) -> int | None:
    """The instant of a time with any offset (RFC 3339), or None where `text` is none.

    *Units*: microseconds since 1970.
    """
    micros = parse_timestamp(text)
    if micros is not None:
        return micros
    try:
        moment = datetime.fromisoformat(text)
        # Not by timestamp(): a float holds no microseconds of distant years.
        since = None if moment.tzinfo is None else moment.astimezone(UTC) - _EPOCH
    except (ValueError, OverflowError):
        return None
    return None if since is None else since // timedelta(microseconds=1)


def format_timestamp(micros: int) -> str:
    """`micros` as RFC 3339 with exactly six decimals (TAXII 2.1 section 1.6.9)."""
    seconds, micro = divmod(micros, 1_000_000)
    # Not strftime, which writes the year 1 as "1".
    moment = (_NAIVE_EPOCH + timedelta(seconds=seconds)).isoformat()
    return f"{moment}.{micro:06d}Z"


def format_millis(micros: int) -> str:
    """`micros` as RFC 3339 with exactly three decimals (STIX 2.1 `created`, `modified`)."""
    return format_timestamp(micros)[:-4] + "Z"
