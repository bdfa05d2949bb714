"""The times that logs write, as instants: with their zone, or with the one that was assumed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from wardline.core.clock import format_timestamp
from wardline.core.errors import UsageError

_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)", re.ASCII)
_ZONE = r"(?:UTC|GMT)?[+-]\d\d:?\d\d|Z|UTC|GMT"
# *Source*: RFC 5322 section 4.3; other letters stand for different zones in different countries.
_LETTERS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_KNOWN = ("Z", "UTC", "GMT", *_LETTERS)
_ISO = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T _](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
# 18/Nov/2026:10:00:00 +0000, and Wed, 18 Nov 2026 10:00:00 +0000.
_DAY_FIRST = re.compile(
    r"(?:[A-Z][a-z]{2},\s)?(\d{1,2})[/ -]([A-Za-z]{3})[/ -](\d{4})[: ]"
    rf"(\d\d):(\d\d):(\d\d)(?:\.(\d{{1,9}}))?(?:\s?([AP]M)\b)?"
    rf"(?:\s?({_ZONE}|[A-Z]{{3,4}}\b))?",
    re.ASCII,
)
# Wed Nov 18 10:00:00 2026: what C and `date` write.
_YEAR_LAST = re.compile(
    r"(?:[A-Z][a-z]{2}\s)?([A-Z][a-z]{2})\s{1,2}(\d{1,2})\s(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"(?:\s([A-Z]{1,4}))?\s((?:19|20)\d\d)(?![\w.-])",
    re.ASCII,
)
_MONTH_FIRST = re.compile(
    r"([A-Z][a-z]{2})\s{1,2}(\d{1,2})(?:\s(\d{4}))?\s(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"(?:\s(UTC|GMT|Z))?",
    re.ASCII,
)
# 18.11.2026 11:06:40, and 11/18/2026 11:06:40 AM.
_NUMBERS = re.compile(
    r"(\d{1,2})([./])(\d{1,2})\2(\d{4}),?\s(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?:\s?([AP]M))?(?:\s?(Z|UTC|GMT|[+-]\d\d:?\d\d))?",
    re.ASCII | re.IGNORECASE,
)
_MS_DATE = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/", re.ASCII)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Seconds, milliseconds, microseconds and nanoseconds since 1970 tell themselves by their size.
_MICROS = 1_000_000
_SCALES = ((1e11, _MICROS), (1e14, 1000), (1e17, 1))
_DAY_MICROS = 86_400_000_000


class Moment(NamedTuple):
    """An instant, and what had to be assumed for it ("" for nothing)."""

    micros: int
    assumed: str = ""

    @property
    def text(self) -> str:
        """RFC 3339 in UTC."""
        return format_timestamp(self.micros)


def zone(text: str) -> tzinfo:
    """The zone called `text` (Area/City, +01:00 or UTC). *Raises* UsageError."""
    match = _OFFSET.fullmatch(text)
    if match:
        return _offset(text)
    if text in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        raise UsageError(
            f"There is no time zone {text!r}.", hint="Write it like Europe/Berlin or +01:00."
        ) from None


def _offset(text: str) -> tzinfo:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return timezone(timedelta(hours=_LETTERS.get(text.upper(), 0)))
    shift = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-shift if match[1] == "-" else shift) if shift < timedelta(days=1) else UTC


def reader(default: tzinfo | None, now: int) -> Callable[[str], Moment | None]:
    """A function from a log's time to its instant; `default` is the zone of those without one."""
    assumed = "" if default is not None else "the log gives no time zone: read as UTC"
    fallback = default or UTC

    def read(text: str) -> Moment | None:
        text = text.strip(" []\"'")
        if not text:
            return None
        if _NUMBER.fullmatch(text):
            micros = _epoch(text)
            found = None if micros is None else Moment(micros)
        else:
            found = _written(text, fallback, assumed, now)
        if found is not None and found.micros > now + _DAY_MICROS:
            note = "the time lies in the future: a clock or a time zone is wrong"
            found = Moment(found.micros, f"{found.assumed}; {note}" if found.assumed else note)
        return found

    return read


def _epoch(text: str) -> int | None:
    value = float(text)
    if value <= 0:
        return None
    for limit, factor in _SCALES:
        if value < limit:
            if factor == _MICROS and "." in text:
                whole, _, part = text.partition(".")
                return int(whole) * factor + int(part.ljust(6, "0")[:6])
            return int(value * factor)
    return int(text.partition(".")[0]) // 1000 if value < 1e20 else None  # noqa: PLR2004 # nanoseconds


def _written(text: str, fallback: tzinfo, assumed: str, now: int) -> Moment | None:
    match = _ISO.match(text)
    if match:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        return _moment((year, month, day), match.groups()[3:], fallback, assumed)
    match = _DAY_FIRST.match(text)
    if match and match[2].title() in _MONTHS:
        date = int(match[3]), _MONTHS.index(match[2].title()) + 1, int(match[1])
        hour = str(_of_a_day(int(match[4]), match[8]))
        return _moment(date, (hour, *match.groups()[4:7], match[9]), fallback, assumed)
    match = _YEAR_LAST.match(text)
    if match and match[1] in _MONTHS:
        date = int(match[8]), _MONTHS.index(match[1]) + 1, int(match[2])
        return _moment(date, match.groups()[2:7], fallback, assumed)
    match = _MONTH_FIRST.match(text)
    if match and match[1] in _MONTHS:
        return _without_year(match, fallback, assumed, now)
    match = _NUMBERS.match(text)
    if match:
        return _in_numbers(match, fallback, assumed)
    match = _MS_DATE.fullmatch(text)
    return Moment(int(match[1]) * 1000) if match else None


def _in_numbers(match: re.Match[str], fallback: tzinfo, assumed: str) -> Moment | None:
    """A date in numbers only; with slashes the month comes first unless it cannot be one."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    month_first = match[2] == "/" and first <= 12  # noqa: PLR2004 # months
    if month_first and first != second and second <= 12:  # noqa: PLR2004 # either could be the month
        note = "the date was read as month/day"
        assumed = f"{assumed}; {note}" if assumed else note
    hour = _of_a_day(int(match[5]), match[9])
    date = (year, first, second) if month_first else (year, second, first)
    rest = (str(hour), match[6], match[7], match[8], match[10])
    return _moment(date, rest, fallback, assumed)


def _of_a_day(hour: int, half: str | None) -> int:
    """The hour of 24; `half` is AM, PM or nothing."""
    return hour % 12 + (12 if half.upper() == "PM" else 0) if half else hour


def _without_year(match: re.Match[str], fallback: tzinfo, assumed: str, now: int) -> Moment | None:
    """A syslog time; without a year it is the last such day that is not in the future."""
    this_year = datetime.fromtimestamp(now / 1e6, UTC).year
    month, day = _MONTHS.index(match[1]) + 1, int(match[2])
    rest = (match[4], match[5], match[6], match[7], match[8])
    if match[3]:
        return _moment((int(match[3]), month, day), rest, fallback, assumed)
    for year in (this_year, this_year - 1, this_year - 2, this_year - 3):
        found = _moment((year, month, day), rest, fallback, assumed)
        if found is not None and found.micros <= now + _DAY_MICROS:
            return found
    return None


def _moment(
    date: tuple[int, int, int],
    rest: tuple[str | None, ...],
    fallback: tzinfo,
    assumed: str,
) -> Moment | None:
    hour, minute, second, fraction, written = rest
    if written is not None and written.isalpha() and written.upper() not in _KNOWN:
        note = f"the zone {written} can be one of several: not used"
        assumed, written = f"{assumed}; {note}" if assumed else note, None
    place = fallback if written is None else _offset(written)
    try:
        # Seconds are added, so that a leap second is the first instant of the next minute.
        moment = datetime(*date, int(hour or 0), int(minute or 0), tzinfo=place)
        seconds = int(moment.timestamp()) + int(second or 0)
    except (ValueError, OverflowError):
        return None
    micros = seconds * 1_000_000 + int((fraction or "0")[:6].ljust(6, "0"))
    return Moment(micros, "" if written is not None else assumed)
