"""An incident's clocks as a calendar file, with alarms.

Each clock of an incident has one UID for ever: a later file replaces the entries of an earlier
one, and a clock that no longer runs is cancelled by it. Nothing of the incident stands in it.

*Source*: RFC 5545 sections 3.6.1 (VEVENT), 3.6.6 (VALARM), 3.8.7.4 (SEQUENCE).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from icalendar import Event

from wardline.core import ical
from wardline.incidents.clocks import ADVICE, Due, Rule, Sure
from wardline.incidents.marks import NAMESPACE

# Before the last day, and before the instant.
_DAYS_BEFORE = (14, 3, 1)
_HOURS_BEFORE = (24, 4, 1)
_SECONDS_2026 = 1_767_225_600


def to_ics(dues: Sequence[Due], incident_id: str, now: int, ended: Iterable[Rule] = ()) -> bytes:
    """The calendar file of `dues`; `ended` are cancelled. *Units*: microseconds since 1970."""
    dated = [each for each in dues if each.day is not None or each.at is not None]
    running = {each.rule.name for each in dues}
    events = [_event(each, incident_id, now) for each in dated]
    events += [_cancelled(rule, incident_id, now) for rule in ended if rule.name not in running]
    return ical.write("Incident clocks", events)


def uid(incident_id: str, rule: Rule) -> str:
    """The name of a clock of an incident: the same in every file."""
    return f"{uuid.uuid5(NAMESPACE, f'{incident_id} {rule.name}')}@wardline"


def _event(each: Due, incident_id: str, now: int) -> Event:
    event = Event()
    _name(event, each.rule, incident_id, now)
    perhaps = "Perhaps: " if each.sure is Sure.MAY_RUN else ""
    event.add("summary", f"{perhaps}{each.rule.title}")
    event.add("description", _text(each))
    event.add("transp", "TRANSPARENT")
    if each.at is not None:
        event.add("dtstart", each.at)
    elif each.day is not None:
        event.add("dtstart", each.day)
        event.add("dtend", each.day + dt.timedelta(days=1))
    for before in _alarms(each):
        event.add_component(ical.alarm(each.rule.title, before))
    return event


def _name(event: Event, rule: Rule, incident_id: str, now: int) -> None:
    seconds = now // 1_000_000
    stamp = dt.datetime.fromtimestamp(seconds, dt.UTC)
    event.add("uid", uid(incident_id, rule))
    event.add("dtstamp", stamp)
    # A later file counts more: minutes do not overflow its 31 bits.
    event.add("sequence", max(0, seconds - _SECONDS_2026) // 60)


def _text(each: Due) -> str:
    rule = each.rule
    lines = [
        rule.duty,
        f"Why: {each.why}",
        *(f"Still to know: {missing.question}" for missing in each.missing),
        *([rule.pending] if rule.pending else []),
        f"Source: {rule.source}, as read on {rule.as_of.isoformat()}.",
        ADVICE,
    ]
    return "\n".join(lines)


def _alarms(each: Due) -> Iterable[dt.timedelta]:
    """How long before the end to remind, none of it before the clock began."""
    if each.at is not None:
        most = each.rule.hours or 0
        return [dt.timedelta(hours=h) for h in _HOURS_BEFORE if h < most]
    most = each.rule.days or 0
    return [dt.timedelta(days=d) for d in _DAYS_BEFORE if d < most]


def _cancelled(rule: Rule, incident_id: str, now: int) -> Event:
    event = Event()
    _name(event, rule, incident_id, now)
    event.add("summary", rule.title)
    event.add("status", "CANCELLED")
    event.add("dtstart", dt.datetime.fromtimestamp(now // 1_000_000, dt.UTC))
    return event
