"""Words of notices that another room has: it registers how they are made, when Django starts.

This room imports no room above it; what is registered is asked when a notice is shown or mailed,
so that it says what the person may see then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wardline.hub.members.models import User
from wardline.hub.notices.events import Event


class Content(NamedTuple):
    """A whole mail: many may get the same. `mail.SETTINGS` and `END` stand for addresses in it."""

    subject: str
    text: str
    html: str


class Room(NamedTuple):
    """How a room tells of its event: a line, and a whole mail (None: none may be made)."""

    line: Callable[[User, Mapping[str, Any]], str]
    content: Callable[[User, Mapping[str, Any]], Content | None]


_ROOMS: dict[Event, Room] = {}


def register(event: Event, room: Room) -> None:
    """Let a room say what its event is about."""
    _ROOMS[event] = room


def line(event: str, user: User, facts: Mapping[str, Any]) -> str:
    """One line about a notice; empty where there is nothing more to say."""
    room = _ROOMS.get(Event(event))
    return room.line(user, facts) if room else ""


def content(event: str, user: User, facts: Mapping[str, Any]) -> Content | None:
    """The mail that one notice alone makes, if its room has one."""
    room = _ROOMS.get(Event(event))
    return room.content(user, facts) if room else None
