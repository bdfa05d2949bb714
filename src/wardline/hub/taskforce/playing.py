"""A Task Force's record brought in step by step, each at its own time, by the same verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from wardline.hub.members.actor import Actor
from wardline.hub.taskforce import service
from wardline.hub.taskforce.models import Sheet
from wardline.taskforce.steps import Step

# A field that holds one number; all others hold several.
_ONE = "seat"


def play(actor: Actor, steps: Iterable[Step]) -> dict[str, Sheet]:
    """Save and publish all steps in order; the sheets by key. *Raises* as the verbs do."""
    sheets: dict[str, Sheet] = {}
    for step in steps:
        sheets[step.key] = _played(actor, step, sheets)
    return sheets


def _played(actor: Actor, step: Step, sheets: dict[str, Sheet]) -> Sheet:
    at = int(step.at.timestamp() * 1_000_000)
    numbers: dict[str, Any] = {}
    for field, keys in step.numbers:
        found = [sheets[key].pk for key in keys]
        numbers[field] = found[0] if field == _ONE else found
    made = msgspec.structs.replace(step.content, **numbers)
    have = sheets.get(step.key)
    of = sheets[step.of] if step.of else None
    kind, _colon, rest = step.key.partition(":")
    sheet = service.save(
        actor,
        made,
        have.pk if have else None,
        have.version if have else 0,
        of=of,
        name=rest if kind == "duty" else "",
        at=at,
    )
    sheet = service.publish(actor, sheet.pk, sheet.version, at)
    if step.certified is not None:
        chair, on = step.certified
        service.certify(actor, sheet.pk, sheets[chair].pk, on, sheet.shown)
    return sheet
