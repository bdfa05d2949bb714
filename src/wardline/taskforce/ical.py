"""The meetings as a calendar that programs subscribe to.

Each meeting has one UID for ever; each publication of it a higher SEQUENCE; one that is called off
stays in the feed as CANCELLED, so that it leaves the readers' calendars. Times are in UTC.

*Source*: RFC 5545 sections 3.6.1 (VEVENT), 3.8.1.11 (STATUS), 3.8.7.4 (SEQUENCE).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from icalendar import Event

from wardline.core import ical

_REFRESH = dt.timedelta(hours=6)


class Entry(NamedTuple):
    """A meeting as its entry in a calendar."""

    uid: str
    sequence: int
    changed: dt.datetime
    start: dt.datetime
    end: dt.datetime
    summary: str
    description: str
    location: str
    url: str
    cancelled: bool


def to_ics(entries: Sequence[Entry], name: str) -> bytes:
    """The calendar file."""
    return ical.write("Task Force", map(_event, entries), name, _REFRESH)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    changed = entry.changed.astimezone(dt.UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", entry.start.astimezone(dt.UTC))
    event.add("dtend", entry.end.astimezone(dt.UTC))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    if entry.location:
        event.add("location", entry.location)
    event.add("url", entry.url)
    event.add("class", "PUBLIC")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
