"""What exercises showed is to be done, offered as action items with what was seen as evidence."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from wardline.core.errors import UsageError
from wardline.hub.evidence import service as evidence
from wardline.hub.report import service
from wardline.hub.taskforce import service as taskforce
from wardline.report.model import MOST_LINE, MOST_TITLE, Kind, Status


def offered() -> list[dict[str, Any]]:
    """The corrective actions of public reports that no item was made from, by due day."""
    taken = {one.content.source for one in service.held()}
    # The report is in English.
    with translation.override("en"):
        rows = taskforce.corrective_actions()
    return [{**row, **_seen(row["evidence"])} for row in rows if row["id"] not in taken]


def _seen(named: list[str]) -> dict[str, Any]:
    """An observation as evidence; an empty name: it is none any more."""
    room, source, part = named
    found = evidence.of(room, source).filter(part=part).first()
    name = evidence.name(found.pk) if found else ""
    return {"evidence": name, "evidence_number": found.pk if found else None}


def find(number: str) -> dict[str, Any]:
    """An action that is offered. *Raises* UsageError."""
    found = next((row for row in offered() if row["id"] == number), None)
    if found is None:
        raise UsageError(
            _("This corrective action is not offered: an item was made from it, or it is gone."),
            hint=_("See what is offered on the page of the report."),
        )
    return found


def filled(row: dict[str, Any]) -> dict[str, Any]:
    """An action as the form of a new item."""
    action = str(row["action"])
    whole = [action] if len(action) > MOST_TITLE else []
    whole.append(f"{row['exercise_title']} showed: {row['observation']}")
    done = row["done_on"]
    return {
        "kind": Kind.ACTION.value,
        "source": row["id"],
        "title": action[:MOST_TITLE],
        "text": "\n\n".join(whole),
        "evidence": row["evidence"],
        "lead": str(row["owner"])[:MOST_LINE],
        "due": row["due"],
        "status": Status.DONE.value if done else "",
        "told": done or "",
    }
