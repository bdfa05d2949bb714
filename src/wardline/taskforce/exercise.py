"""What follows from an exercise and what was seen in it: timeline, counts, overdue actions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from wardline.taskforce.model import (
    RATINGS,
    AfterAction,
    CorrectiveAction,
    Exercise,
    Inject,
    day,
)


class Step(NamedTuple):
    """An inject on the day: when it is due, when it was given, and by how much it is late."""

    inject: Inject
    due: dt.datetime
    given: dt.datetime | None
    # *Units*: minutes after it was due; 0 before that, and once it was given.
    late: int


def timeline(exercise: Exercise, given: Mapping[int, dt.datetime], at: dt.datetime) -> list[Step]:
    """The injects in the order in which they are due."""
    begins = dt.datetime.fromisoformat(exercise.start)
    steps = []
    for inject in sorted(exercise.injects, key=lambda one: (one.minute, one.id)):
        due = begins + dt.timedelta(minutes=inject.minute)
        done = given.get(inject.id)
        over = int((at - due).total_seconds() // 60)
        steps.append(Step(inject, due, done, max(0, over) if done is None else 0))
    return steps


def state_of(action: CorrectiveAction, today: dt.date) -> str:
    """Where a corrective action stands: done, overdue or open."""
    if action.done_on:
        return "done"
    due = day(action.due)
    return "overdue" if due is not None and due < today else "open"


def overdue(action: CorrectiveAction, today: dt.date) -> int:
    """How many days an action is overdue; 0: it is not."""
    due = day(action.due)
    return (today - due).days if due and state_of(action, today) == "overdue" else 0


def counts(after: AfterAction) -> dict[str, int]:
    """How many objectives have each rating, the best first."""
    found = Counter(one.rating for one in after.ratings)
    return {rating: found[rating] for rating in RATINGS}


def unrated(exercise: Exercise, after: AfterAction) -> list[int]:
    """The objectives that nobody rated."""
    rated = {one.objective for one in after.ratings}
    return [one.id for one in exercise.objectives if one.id not in rated]


def unanswered(after: AfterAction) -> list[int]:
    """The areas for improvement for which no action is planned."""
    answered = {one.observation for one in after.actions}
    found = [one for one in after.observations if one.kind == "improvement"]
    return [one.id for one in found if one.id not in answered]
