"""Calendar files (RFC 5545): the head and the alarms that all of ours have alike. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

MEDIA = "text/calendar; charset=utf-8"


def write(
    product: str, events: Iterable[Event], name: str = "", refresh: dt.timedelta | None = None
) -> bytes:
    """The file of `events`; `name` and `refresh` for programs that subscribe to it.

    *Source*: RFC 5545 sections 3.6, 3.7; RFC 7986 sections 5.1 (NAME), 5.7 (REFRESH-INTERVAL).
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Wardline//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def alarm(words: str, before: dt.timedelta) -> Alarm:
    """Words that a calendar shows so long before. *Source*: RFC 5545 section 3.6.6 (VALARM)."""
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", words)
    made.add("trigger", -before)
    return made
