"""How far the Task Force is with each duty of the law; every number is counted, none is typed.

*Source*: Cybersecurity Information Sharing Act of 2015, section 405(c)(1)(A) to (E).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from wardline.core.clock import today_utc
from wardline.hub.docket import reading
from wardline.hub.evidence import findings
from wardline.hub.taskforce import service
from wardline.hub.taskforce.models import Sheet
from wardline.hub.taskforce.words import DUTIES
from wardline.hub.words import said
from wardline.taskforce import model

# The questions of the first call are the duties, in order.
_CALL = "cybersecurity-rfi"
_QUESTION = dict(zip(model.DUTIES, "12345", strict=True))


def listed(today: dt.date | None = None) -> list[dict[str, Any]]:
    """Each duty with what is in hand, its numbers, and the next step."""
    day = today or today_utc()
    numbers = dict(Sheet.objects.filter(kind="duty", shown__gt=0).values_list("name", "pk"))
    written = service.public(model.Duty)
    work = _Work(
        service.public(model.Meeting),
        service.public(model.Exercise),
        service.corrective_actions(),
        findings.by_duty(),
        findings.cited_by_duty(),
        reading.answered(_CALL),
        day,
    )
    return [_duty(letter, written.get(numbers.get(letter, 0)), work) for letter in model.DUTIES]


class _Work(NamedTuple):
    """What the numbers of all duties are counted from."""

    meetings: dict[int, model.Meeting]
    exercises: dict[int, model.Exercise]
    actions: list[dict[str, Any]]
    # Published findings and the statements that they cite, by duty; comments by question.
    findings: dict[str, int]
    cited: dict[str, int]
    comments: dict[str, int]
    day: dt.date


def _duty(letter: str, made: model.Duty | None, work: _Work) -> dict[str, Any]:
    next_on = model.day(made.next_on) if made else None
    return {
        "duty": letter,
        "words": str(DUTIES[letter]),
        "in_hand": said(made.in_hand) if made else "",
        "next_step": said(made.next_step) if made else "",
        "next_on": next_on.isoformat() if next_on else None,
        "step_late": max(0, (work.day - next_on).days) if next_on else 0,
        "findings": work.findings[letter],
        "statements_cited": work.cited[letter],
        "comments": work.comments.get(_QUESTION[letter], 0),
        "meetings": _taken_up(work.meetings, letter, work.day),
        "exercises": _taken_up(work.exercises, letter, work.day),
        "open_actions": sum(
            letter in row["duties"] and row["state"] != "done" for row in work.actions
        ),
    }


def _taken_up(found: Any, letter: str, day: dt.date) -> int:
    return sum(
        letter in made.duties
        and not made.cancelled
        and model.local_day(made.start, made.zone) <= day
        for made in found.values()
    )


def late(day: dt.date) -> list[tuple[str, str, int]]:
    """What is late or missing: code, duty, days; nothing before the Task Force has begun."""
    if not Sheet.objects.filter(shown__gt=0).exists():
        return []
    found = []
    for row in listed(day):
        if not row["findings"]:
            found.append(("no-finding", row["duty"], 0))
        if row["step_late"]:
            found.append(("step-overdue", row["duty"], row["step_late"]))
        elif not row["next_step"]:
            found.append(("no-step", row["duty"], 0))
    return found
