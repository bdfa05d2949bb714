"""The day of an exercise, and what follows from its report; the calendar of meetings."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from wardline.taskforce import exercise, ical, model
from wardline.testing.taskforce import year

FIRST = dt.datetime(2026, 1, 20, 18, tzinfo=dt.UTC)


def plans(kind) -> list:
    return [step.content for step in year(FIRST) if isinstance(step.content, kind)]


def test_injects_stand_in_the_order_in_which_they_are_due():
    plan = plans(model.Exercise)[0]
    begins = dt.datetime.fromisoformat(plan.start)
    at = begins + dt.timedelta(minutes=25)
    steps = exercise.timeline(plan, {3: begins}, at)
    assert [(one.inject.id, one.late) for one in steps] == [(3, 0), (4, 5), (5, 0)]
    assert steps[2].due == begins + dt.timedelta(hours=1)


@pytest.mark.parametrize(("today", "state", "days"), [
    ("2026-03-01", "open", 0), ("2026-03-02", "overdue", 1), ("2026-03-31", "overdue", 30),
])  # fmt: skip
def test_an_action_is_overdue_from_the_day_after(today, state, days):
    action = model.CorrectiveAction(1, 1, {"en": "Write a list."}, "Safety office", "2026-03-01")
    on = dt.date.fromisoformat(today)
    assert (exercise.state_of(action, on), exercise.overdue(action, on)) == (state, days)
    done = model.CorrectiveAction(1, 1, {"en": "x"}, "Safety office", "2026-03-01", "2026-03-20")
    assert (exercise.state_of(done, on), exercise.overdue(done, on)) == ("done", 0)


def test_what_nobody_rated_or_answered_is_seen():
    plan, after = plans(model.Exercise)[0], plans(model.AfterAction)[0]
    assert exercise.counts(after) == {"P": 0, "S": 1, "M": 1, "U": 0}
    assert exercise.unrated(plan, after) == []
    bare = model.AfterAction({"en": "x"}, after.ratings[:1], after.observations)
    assert exercise.unrated(plan, bare) == [2]
    assert exercise.unanswered(bare) == [4]


def test_a_calendar_is_read_by_others():
    entry = ical.Entry(
        "7@wardline", 2, FIRST, FIRST, FIRST + dt.timedelta(hours=3),
        "Meeting; with, all\nsigns \\ in it", "Line one\nLine two, " + "ä" * 100, "Room 4",
        "https://hub.test/meetings/7/", cancelled=True,
    )  # fmt: skip
    data = ical.to_ics([entry], "Made-up meetings")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["summary"]) == entry.summary
    assert str(event["description"]) == entry.description
    assert (event["status"], event["sequence"], event["uid"]) == ("CANCELLED", 2, "7@wardline")
    assert event["dtstart"].dt == FIRST
    assert event["dtstart"].dt.tzinfo is not None
