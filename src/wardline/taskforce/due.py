"""What is late or missing, worked out from what is written down. Nobody types it.

*Source*: 41 CFR 102-3.150 (notice), 102-3.165 (minutes); the numbers come in as dated settings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wardline.taskforce.model import Meeting, day, local_day

_MONTHS_IN_QUARTER = 3
_DECEMBER = 12


class Rules(NamedTuple):
    """The dated settings. *Units*: days."""

    notice: int = 15
    floor: int = 7
    certify: int = 90


class Published(NamedTuple):
    """A version of a meeting, and the day on which everybody could read it first."""

    meeting: Meeting
    on: dt.date


class Known(NamedTuple):
    """A meeting with all that is public of it."""

    number: int
    # Its public versions in order; the last one holds.
    versions: Sequence[Published]
    # Whether minutes are public, and when the chair certified them.
    minutes: bool = False
    certified: dt.date | None = None

    @property
    def meeting(self) -> Meeting:
        """What holds now."""
        return self.versions[-1].meeting

    @property
    def on(self) -> dt.date:
        """The day of the meeting, where it takes place."""
        return local_day(self.meeting.start, self.meeting.zone)


class Late(NamedTuple):
    """One thing that is late or missing: what, of which sheet, by how many days, which day."""

    code: str
    about: int = 0
    days: int = 0
    on: dt.date | None = None


def noticed(versions: Sequence[Published]) -> dt.date | None:
    """The day on which notice was given of the time that holds; None where it never was.

    A notice counts for the time that it told: who moves a meeting gives a new one. A notice in
    the Federal Register counts for the time that stood beside it when it was first written down.
    """
    if not versions:
        return None
    start = versions[-1].meeting.start
    told_for: dict[tuple[str, str], str] = {}
    days = []
    for version in versions:
        meeting = version.meeting
        if meeting.cancelled:
            continue
        elsewhere = (meeting.notice_on, meeting.notice_cited)
        told_for.setdefault(elsewhere, meeting.start)
        if meeting.start != start:
            continue
        days.append(version.on)
        on = day(meeting.notice_on)
        if on is not None and told_for[elsewhere] == start:
            days.append(on)
    return min(days, default=None)


def days_ahead(known: Known) -> int:
    """How many days ahead of a meeting notice was given; negative: after it."""
    given = noticed(known.versions)
    return -1 if given is None else (known.on - given).days


def short(known: Known, rules: Rules) -> int:
    """How many days the notice is short; 0: it is not."""
    return max(0, rules.notice - days_ahead(known))


def certify_by(known: Known, rules: Rules) -> dt.date:
    """The last day on which the chair certifies a meeting's minutes in time."""
    return known.on + dt.timedelta(days=rules.certify)


def late(meetings: Sequence[Known], rules: Rules, today: dt.date) -> list[Late]:
    """All that is late or missing of the meetings, what is nearest to its readers first."""
    held = [one for one in meetings if not one.meeting.cancelled]
    found = [*_quarters(meetings, held, today), *_months(meetings, held, today)]
    for known in sorted(held, key=lambda one: one.meeting.start, reverse=True):
        found += _of_one(known, rules, today)
    return found


def _of_one(known: Known, rules: Rules, today: dt.date) -> Iterable[Late]:
    missing = short(known, rules)
    if missing:
        yield Late("notice-short", known.number, missing, known.on)
    to_go = (known.on - today).days
    if 0 <= to_go <= rules.notice and not known.meeting.agenda.get("en"):
        yield Late("agenda-missing", known.number, to_go, known.on)
    over = (today - certify_by(known, rules)).days
    if over > 0 and known.certified is None:
        code = "minutes-uncertified" if known.minutes else "minutes-missing"
        yield Late(code, known.number, over, known.on)
    elif known.certified and known.certified > certify_by(known, rules):
        over = (known.certified - certify_by(known, rules)).days
        yield Late("minutes-certified-late", known.number, over, known.on)


def _months(meetings: Sequence[Known], held: Sequence[Known], today: dt.date) -> Iterable[Late]:
    have = {one.on.replace(day=1) for one in held}
    for month in reversed(_since(meetings, today, 1)):
        if month not in have:
            now = month == today.replace(day=1)
            yield Late("month-yet" if now else "month-missing", on=month)


def _quarters(meetings: Sequence[Known], held: Sequence[Known], today: dt.date) -> Iterable[Late]:
    have = {quarter(one.on) for one in held if one.meeting.open}
    for first in reversed(_since(meetings, today, _MONTHS_IN_QUARTER)):
        if first not in have:
            now = first == quarter(today)
            yield Late("quarter-yet" if now else "quarter-missing", on=first)


def quarter(on: dt.date) -> dt.date:
    """The first day of a day's quarter."""
    return on.replace(month=on.month - (on.month - 1) % _MONTHS_IN_QUARTER, day=1)


def _since(meetings: Sequence[Known], today: dt.date, step: int) -> list[dt.date]:
    """The first days of all months (or quarters) from the first meeting until today."""
    if not meetings:
        return []
    at = min(one.on for one in meetings).replace(day=1)
    at = quarter(at) if step > 1 else at
    found = []
    while at <= today:
        found.append(at)
        years, month = divmod(at.month - 1 + step, _DECEMBER)
        at = at.replace(year=at.year + years, month=month + 1)
    return found
