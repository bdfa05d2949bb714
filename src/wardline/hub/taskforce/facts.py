"""What is public (or, for staff, written down) brought together, and what is late worked out."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max

from wardline.core.clock import day_of, now, today_utc
from wardline.hub.taskforce import progress, rules, service, words
from wardline.hub.taskforce.models import Certificate, Sheet, Version
from wardline.hub.words import said
from wardline.taskforce import due, exercise, model, terms
from wardline.taskforce.due import Known, Late, Published


class Line(NamedTuple):
    """One thing that is late: its sentence, and the page that it is about."""

    code: str
    text: str
    about: int
    days: int
    kind: str
    # Whether it cannot be mended any more.
    past: bool = False


def meetings() -> list[Known]:
    """All public meetings with their history, by time."""
    found: dict[int, list[Published]] = {}
    rows = Version.objects.filter(sheet__kind="meeting", shown_at__isnull=False)
    for row in rows.order_by("version"):
        made = service.decoded("meeting", row)
        found.setdefault(row.sheet_id, []).append(Published(made, day_of(row.shown_at or 0)))
    minutes = {sheet.about_id: sheet for sheet in Sheet.objects.filter(kind="minutes", shown__gt=0)}
    signed = {(row.minutes_id, row.version): row.on for row in Certificate.objects.all()}
    known = []
    for number, versions in found.items():
        sheet = minutes.get(number)
        on = signed.get((sheet.pk, sheet.shown)) if sheet else None
        known.append(Known(number, versions, sheet is not None, on))
    return sorted(known, key=lambda one: dt.datetime.fromisoformat(one.meeting.start))


def late(today: dt.date | None = None) -> list[Line]:
    """All that is late or missing in what is public."""
    day = today or today_utc()
    known = meetings()
    over = {one.number for one in known if one.on < day}
    names = {one.number: said(one.meeting.title) for one in known}
    lines = []
    for one in due.late(known, rules.rules(), day):
        past = one.code in words.PAST or (one.code == "notice-short" and one.about in over)
        line = _line(one, names.get(one.about, ""), "meeting" if one.about else "")
        lines.append(line._replace(past=past))
    return [*lines, *_members(day), *_exercises(day), *_duties(day)]


def _line(one: Late, name: str, kind: str) -> Line:
    return Line(one.code, words.sentence(one, name), one.about, one.days, kind)


def _members(day: dt.date) -> list[Line]:
    seats, sitting = service.public(model.Seat), service.public(model.Term)
    found = []
    for empty in terms.vacancies(seats, sitting, day):
        told = Late("vacant", empty.seat, empty.days, empty.since)
        found.append(_line(told, said(seats[empty.seat].title), "seat"))
    for number, ends in terms.ending(sitting, day):
        told = Late("term-ends", number, (ends - day).days, ends)
        found.append(_line(told, sitting[number].name, "term"))
    return found


def _exercises(day: dt.date) -> list[Line]:
    found = []
    reported = set(
        Sheet.objects.filter(kind="after-action", shown__gt=0).values_list("about_id", flat=True)
    )
    for number, made in service.public(model.Exercise).items():
        days = (day - model.local_day(made.end, made.zone)).days
        if not made.cancelled and number not in reported and days > REPORT_DAYS:
            told = Late("after-action-missing", number, days)
            found.append(_line(told, said(made.title), "exercise"))
    for row in service.corrective_actions():
        if row["days_overdue"]:
            told = Late("action-overdue", row["exercise"], row["days_overdue"])
            found.append(_line(told, row["action"], "exercise"))
    return found


def _duties(day: dt.date) -> list[Line]:
    return [_line(Late(code, 0, days), letter, "duty") for code, letter, days in progress.late(day)]


# HSEEP asks for a report in time and names no number of days; we tell it after so many.
REPORT_DAYS = 60


def stamps() -> dict[int, tuple[UUID, int]]:
    """The name for calendars of each public meeting, and when it was last published."""
    rows = Sheet.objects.filter(kind="meeting", shown__gt=0).annotate(at=Max("versions__shown_at"))
    return {row.pk: (row.uuid, row.at) for row in rows}


def minutes_state(known: Known, asked: due.Rules) -> dict[str, Any]:
    """Where the minutes of a meeting stand: later, write, certify, done; and by when."""
    day = today_utc()
    by = due.certify_by(known, asked)
    if known.meeting.cancelled:
        state = "none"
    elif dt.datetime.fromisoformat(known.meeting.end).timestamp() * 1e6 > now():
        state = "later"
    elif known.certified:
        state = "done"
    else:
        state = "certify" if known.minutes else "write"
    return {
        "state": state,
        "by": by.isoformat(),
        "certified": known.certified.isoformat() if known.certified else None,
        "late": max(0, (day - by).days) if state in ("certify", "write") else 0,
    }


def rated(after: model.AfterAction) -> dict[str, int]:
    """How many objectives have each rating."""
    return exercise.counts(after)
