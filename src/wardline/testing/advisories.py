"""Made-up advisories: real CSAF documents, given out under another name, id and history."""

from __future__ import annotations

import copy
from typing import Any

NAMESPACE = "https://isac.made-up.example"
NAME = "Made-up Sector ISAC"


def made(
    document: dict[str, Any], number: str, *, tlp: str = "WHITE", version: int = 1
) -> dict[str, Any]:
    """A copy of a valid document as of the made-up publisher, released on 1 January 2024.

    *Shape*: `version` up to 9; each is a day later than the one before.
    """
    found = copy.deepcopy(document)
    head = found["document"]
    head["publisher"] = {"category": "coordinator", "name": NAME, "namespace": NAMESPACE}
    head["distribution"] = {"tlp": {"label": tlp}}
    days = [f"2024-01-0{day}T08:00:00.000Z" for day in range(1, version + 1)]
    head["tracking"] |= {
        "id": number,
        "status": "final",
        "version": str(version),
        "revision_history": [
            {"date": day, "number": str(at), "summary": "Made up"} for at, day in enumerate(days, 1)
        ],
        "initial_release_date": days[0],
        "current_release_date": days[-1],
    }
    return found
