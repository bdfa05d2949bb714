"""What the Task Force writes down: one struct a kind of sheet. Times are ISO 8601.

What can be worked out of these (vacancies, lateness, counts) is never a field here: see `terms`,
`due` and `exercise`.

*Source*: 41 CFR 102-3 (members, meetings, minutes); HSEEP, revised January 2020 (exercises).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo

import msgspec

# A text by language; English always.
Words = dict[str, str]

ROLES = ("chair", "co-chair", "member")
EXERCISES = (
    "seminar", "workshop", "tabletop", "game", "drill", "functional", "full-scale",
)  # fmt: skip
# Performed without challenges, with some, with major ones; unable to be performed.
RATINGS = ("P", "S", "M", "U")
OBSERVED = ("strength", "improvement")
# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(c)(1)(A) to (E).
DUTIES = ("A", "B", "C", "D", "E")


class Seat(msgspec.Struct, frozen=True, omit_defaults=True):
    """A seat for a part of the sector."""

    title: Words
    since: str
    until: str = ""


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """That somebody sits on a seat, from a day to a day."""

    name: str
    # The number of the seat's sheet.
    seat: int
    begins: str
    ends: str = ""
    role: str = "member"
    organization: str = ""


class Meeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """A meeting as it is announced."""

    title: Words
    # RFC 3339 with the offset; `zone` is the one that is printed.
    start: str
    end: str
    zone: str
    open: bool
    place: Words
    contact: str
    link: str = ""
    accommodation: Words = {}
    comment: Words = {}
    # One item in a line.
    agenda: Words = {}
    # Why a meeting, or a part of it, is closed; and why the notice is short.
    closed_reason: Words = {}
    short_reason: Words = {}
    # Whether the head of the agency decided that there may be less notice than the floor.
    exceptional: bool = False
    # A notice that was given elsewhere (the Federal Register): the day, and its citation.
    notice_on: str = ""
    notice_cited: str = ""
    # The public may send statements until then; empty: it may not.
    statements_until: str = ""
    cancelled: bool = False
    cancelled_reason: Words = {}
    # Which duties it takes up: "A" to "E".
    duties: list[str] = []


class Minutes(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who was there, and what was said and decided. A paragraph each matter."""

    text: Words
    # The numbers of the terms of those who were there, and guests by name.
    present: list[int] = []
    guests: list[str] = []
    # How many of the public were there; they are not named.
    public: int = 0


class Objective(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an exercise wants to see done, and the capability that it tests."""

    id: int
    text: Words
    capability: str


class Inject(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the facilitator brings in. *Units*: `minute` after the beginning."""

    id: int
    minute: int
    text: Words
    to: str = ""
    expected: Words = {}
    objective: int = 0


class Exercise(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exercise or a device workshop as it is planned."""

    title: Words
    kind: str
    start: str
    end: str
    zone: str
    scope: Words
    place: Words = {}
    # Organizations, not people; one in a line.
    participants: list[str] = []
    duties: list[str] = []
    cancelled: bool = False
    objectives: list[Objective] = []
    injects: list[Inject] = []
    # The highest number that a row ever had: none is given twice.
    last: int = 0


class Rating(msgspec.Struct, frozen=True, omit_defaults=True):
    """How well an objective was met."""

    id: int
    objective: int
    rating: str
    why: Words = {}


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was seen: a strength, or an area for improvement and its cause."""

    id: int
    kind: str
    text: Words
    objective: int = 0
    cause: Words = {}


class CorrectiveAction(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be done about an observation, by whom (an office, no person), by when."""

    id: int
    observation: int
    text: Words
    owner: str
    due: str
    done_on: str = ""


class AfterAction(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an exercise showed: the after-action report and the improvement plan."""

    summary: Words
    ratings: list[Rating] = []
    observations: list[Observation] = []
    actions: list[CorrectiveAction] = []
    last: int = 0


class Duty(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is in hand for a duty, and the next step; its numbers are counted elsewhere."""

    in_hand: Words
    next_step: Words = {}
    next_on: str = ""


Sheet = Seat | Term | Meeting | Minutes | Exercise | AfterAction | Duty
KINDS: dict[str, type[Sheet]] = {
    "seat": Seat,
    "term": Term,
    "meeting": Meeting,
    "minutes": Minutes,
    "exercise": Exercise,
    "after-action": AfterAction,
    "duty": Duty,
}


def day(text: str) -> dt.date | None:
    """The day of a text like 2026-01-31; None where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def moment(text: str) -> dt.datetime | None:
    """The instant of an RFC 3339 time with an offset, or None."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found.tzinfo is None else found


def local_day(text: str, zone: str) -> dt.date:
    """The day of a time in a zone; both were checked when they were saved."""
    return dt.datetime.fromisoformat(text).astimezone(zoneinfo.ZoneInfo(zone)).date()


def lines(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
