"""When a person is to be told: at once, each full hour, once a day; never in their quiet hours."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from enum import StrEnum
from typing import NamedTuple

_SECOND = 1_000_000
_DAY_MINUTES = 24 * 60


class How(StrEnum):
    """How often."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    NEVER = "never"


class Hours(NamedTuple):
    """A person's hours. *Units*: minutes after local midnight; the same twice: none are quiet."""

    zone: str = "UTC"
    quiet_from: int = 0
    quiet_to: int = 0
    digest_hour: int = 8


def due(how: How, at: int, hours: Hours, *, urgent: bool = False) -> int | None:
    """When something of the moment `at` is to be sent; None: never.

    *Units*: microseconds since 1970. What is urgent does not wait for the quiet hours' end.
    """
    if how is How.NEVER:
        return None
    zone = _zone(hours.zone)
    moment = dt.datetime.fromtimestamp(at / _SECOND, zone)
    if how is How.HOURLY:
        # In UTC: a local hour may be there twice, or not at all.
        whole = moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
        moment = (whole + dt.timedelta(hours=1)).astimezone(zone)
    elif how is How.DAILY:
        moment = _next(moment, hours.digest_hour * 60)
    if not urgent and _quiet(moment, hours):
        moment = _next(moment, hours.quiet_to)
    return max(at, round(moment.timestamp() * _SECOND))


def _zone(name: str) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def _quiet(moment: dt.datetime, hours: Hours) -> bool:
    start, end = hours.quiet_from, hours.quiet_to
    minute = moment.hour * 60 + moment.minute
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def _next(moment: dt.datetime, minute: int) -> dt.datetime:
    """The first local time `minute` after `moment`; where a clock skips it, the moment after."""
    for days in range(3):
        day = moment.date() + dt.timedelta(days=days)
        clock = dt.time(minute % _DAY_MINUTES // 60, minute % 60)
        # Through UTC, so that a local time that does not exist becomes one that does.
        found = dt.datetime.combine(day, clock, moment.tzinfo).astimezone(dt.UTC)
        if found > moment:
            return found.astimezone(moment.tzinfo)
    raise AssertionError  # one of three days has it
