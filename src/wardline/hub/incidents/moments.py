"""Times as people write them, and back: as exact as they were written, in their own zone."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from django.utils.translation import gettext as _

from wardline.incidents.model import Fidelity, Moment

_DAY = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"
    r"|(?P<m2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>\d{4})",
    re.ASCII,
)
_HOUR = re.compile(
    r"(?P<h>\d{1,2})(?::(?P<mi>\d{2})(?::(?P<s>\d{2}))?)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE | re.ASCII,
)
_ZONE = re.compile(
    r"\s*(?:Z|UTC|GMT|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))\Z", re.IGNORECASE | re.ASCII
)
_NOON = 12
_FORMS = {
    Fidelity.YEAR: "%Y",
    Fidelity.MONTH: "%Y-%m",
    Fidelity.DAY: "%Y-%m-%d",
    Fidelity.MINUTE: "%Y-%m-%d %H:%M",
    Fidelity.SECOND: "%Y-%m-%d %H:%M:%S",
}


def read(text: str, zone: str) -> Moment | None:
    """The time that a person wrote; without a zone of its own it is in `zone`. None for nothing.

    *Raises* ValueError with a sentence for a person.
    """
    text = text.strip()
    if not text:
        return None
    try:
        return _moment(text, zone)
    except (ValueError, OverflowError):
        raise ValueError(
            _("This is no time. Write it like 2026-01-31, 2026-01-31 14:30 or 1/31/2026 2:30 pm.")
        ) from None


def _moment(text: str, zone: str) -> Moment:
    day = _DAY.match(text)
    if day is None:
        raise ValueError(text)
    year, month, date = day["y"] or day["y2"], day["m"] or day["m2"], day["d"] or day["d2"]
    rest = text[day.end() :]
    if rest and rest[0] not in " T,":
        raise ValueError(text)
    rest = rest.lstrip(" T,")
    # A day is a day wherever it was: no zone moves it to another.
    start = datetime(int(year), int(month or 1), int(date or 1), tzinfo=UTC)
    if rest and date:
        return _with_hour(start, rest, zone)
    if rest:
        raise ValueError(text)
    fidelity = Fidelity.DAY if date else Fidelity.MONTH if month else Fidelity.YEAR
    return Moment(at=start, fidelity=fidelity)


def _with_hour(day: datetime, rest: str, zone: str) -> Moment:
    stated = _ZONE.search(rest)
    tz = _known(zone) if stated is None else _offset(stated)
    hour = _HOUR.fullmatch(rest if stated is None else rest[: stated.start()])
    if hour is None:
        raise ValueError(rest)
    value = int(hour["h"])
    if hour["half"]:
        if not 1 <= value <= _NOON:
            raise ValueError(rest)
        value = value % _NOON + (_NOON if hour["half"][0] in "pP" else 0)
    fidelity = Fidelity.SECOND if hour["s"] else Fidelity.MINUTE if hour["mi"] else Fidelity.HOUR
    at = day.replace(hour=value, minute=int(hour["mi"] or 0), second=int(hour["s"] or 0), tzinfo=tz)
    return Moment(at=at.astimezone(UTC), fidelity=fidelity)


def _offset(stated: re.Match[str]) -> tzinfo:
    if not stated["sign"]:
        return UTC
    ahead = timedelta(hours=int(stated["h"]), minutes=int(stated["m"]))
    return timezone(ahead if stated["sign"] == "+" else -ahead)


def _known(zone: str) -> tzinfo:
    try:
        return zoneinfo.ZoneInfo(zone or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return UTC


def written(one: Moment | None, zone: str) -> str:
    """A time as a person writes it, in their zone; read again there, it is the same."""
    if one is None:
        return ""
    if one.fidelity in (Fidelity.YEAR, Fidelity.MONTH, Fidelity.DAY):
        return one.at.strftime(_FORMS[one.fidelity])
    at = one.at.astimezone(_known(zone))
    # The hour that comes twice when clocks are set back is told apart by its zone.
    apart = at.replace(fold=1 - at.fold).utcoffset() != at.utcoffset()
    at, mark = (one.at, " UTC") if apart else (at, "")
    if one.fidelity is Fidelity.HOUR:
        return f"{at:%Y-%m-%d} {at.hour}{mark}"
    return at.strftime(_FORMS[one.fidelity]) + mark
