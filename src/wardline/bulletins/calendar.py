"""The due days of a bulletin's steps as a calendar file.

*Source*: RFC 5545 sections 3.6.1 (VEVENT), 3.6.6 (VALARM), 3.8.7.4 (SEQUENCE).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from icalendar import Event

from wardline.bulletins.model import Bulletin, Step, said
from wardline.bulletins.sheet import Issue, roles_for
from wardline.bulletins.words import word
from wardline.core import ical

NAMESPACE = uuid.UUID("6a2f1f5e-3f3b-4c53-9d13-4f0a5c2f3c7d")
Dated = tuple[Bulletin, Issue]


def to_ics(dated: Sequence[Dated], role: str, language: str, at: int) -> bytes:
    """The days of all bulletins given, for a role or all. *Units*: microseconds since 1970.

    A bulletin that was taken back, and a step that has no day any more, are cancelled.
    """
    stamp = dt.datetime.fromtimestamp(at // 1_000_000, dt.UTC)
    events = [one for pair in dated for one in _events(*pair, role, language)]
    for event in events:
        event.add("dtstamp", stamp)
    return ical.write("Bulletins", events)


def _events(bulletin: Bulletin, issue: Issue, role: str, language: str) -> Iterator[Event]:
    for one in roles_for(bulletin, role):
        for number, step in enumerate(bulletin.steps[one], 1):
            if step.due:
                yield _event(bulletin, issue, (one, number, step), language)


def _event(bulletin: Bulletin, issue: Issue, which: tuple[str, int, Step], language: str) -> Event:
    role, number, step = which
    event = Event()
    day = dt.date.fromisoformat(step.due)
    # One UID for ever: a later version's file replaces the entry of an earlier one.
    event.add("uid", f"{uuid.uuid5(NAMESPACE, f'{issue.number} {role} {number}')}@wardline")
    event.add("sequence", issue.version + (1 if issue.withdrawn else 0))
    event.add("summary", said(step.text, language).text)
    title = said(bulletin.title, language).text
    lines = [title, word(f"role.{role}", language), issue.address]
    event.add("description", "\n".join(line for line in lines if line))
    if issue.address:
        event.add("url", issue.address)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if issue.withdrawn:
        event.add("status", "CANCELLED")
        return event
    event.add_component(ical.alarm(said(step.text, language).text, dt.timedelta(days=1)))
    return event
