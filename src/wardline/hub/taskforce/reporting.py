"""What the report to Congress takes from the Task Force: its members and its meetings, in English.

Corrective actions are at `service.corrective_actions`.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from wardline.hub.taskforce import facts, service
from wardline.taskforce import model


class Sat(NamedTuple):
    """Somebody who sat on the Task Force."""

    name: str
    organization: str
    role: str


class Met(NamedTuple):
    """A meeting that took place; `address` is a path of the hub."""

    on: dt.date
    title: str
    open: bool
    address: str


def members(as_of: dt.date) -> list[Sat]:
    """All who sat until a day, the chair first, then by name; each once."""
    seats = service.public(model.Seat)
    found = []
    for term in service.public(model.Term).values():
        begins = model.day(term.begins)
        if begins is not None and begins <= as_of:
            seat = seats.get(term.seat)
            of = f", {seat.title['en']}" if seat else ""
            found.append((model.ROLES.index(term.role), term.name, term, of))
    rows = [
        Sat(term.name, term.organization, f"{term.role}{of}")
        for *_, term, of in sorted(found, key=lambda row: row[:2])
    ]
    return list(dict.fromkeys(rows))


def meetings(as_of: dt.date) -> list[Met]:
    """The meetings that took place until a day, in order; none that was called off."""
    return [
        Met(one.on, one.meeting.title["en"], one.meeting.open, f"/meetings/{one.number}/")
        for one in facts.meetings()
        if one.on <= as_of and not one.meeting.cancelled
    ]
