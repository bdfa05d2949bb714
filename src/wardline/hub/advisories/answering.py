"""Members' answers to an advisory: by a page, or by a program with the organization's key.

Who answered what is known to the member itself and to the hub. To others a count is told in whole
elevens, and the details in editions of the picture alone (docs/adr/0018).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.advisories import answers
from wardline.advisories.answers import SIZES
from wardline.core.cells.model import in_steps
from wardline.core.clock import now
from wardline.core.errors import UsageError
from wardline.core.policy import Recipient
from wardline.hub.advisories import reading
from wardline.hub.advisories.models import Advisory, Answer
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.members.actor import Actor


class Said(NamedTuple):
    """An answer as it comes."""

    state: str
    planned: str = ""
    devices: int | None = None
    addressed: int | None = None
    size: str = ""
    # The day on which the state was reached; empty: now.
    on: str = ""


def answer(who: Actor | Who, reader: Recipient, key: int, said: Said) -> Answer:
    """Keep what a member says; the same again changes nothing.

    *Raises* UsageError, NotFoundError.
    """
    found = reading.find(reader, key)
    answers.check(said.state, said.planned, said.devices, said.addressed)
    if said.size and said.size not in SIZES:
        raise UsageError("There is no such size.", hint=f"Choose one of {', '.join(SIZES)}.")
    at = now()
    reached = answers.moment(said.on, (found.first_at, at))
    with transaction.atomic():
        made, _new = Answer.objects.select_for_update().get_or_create(
            advisory=found,
            organization=reader.organization,
            defaults={"state": "", "changed_at": at},
        )
        before = _told(made)
        _put(made, said, reached)
        if _told(made) != before:
            made.changed_at, made.by_name = at, who.name[:200]
            made.save()
            target = f"advisory:{found.pk}"
            audit.record(who, Action.ADVISORY_ANSWERED, target, {"state": said.state})
    return made


def _told(made: Answer) -> tuple[Any, ...]:
    return (made.state, made.planned_for, made.devices, made.addressed, made.size)


def _put(made: Answer, said: Said, reached: int) -> None:
    made.state, made.planned_for = said.state, said.planned
    made.devices, made.addressed = said.devices, said.addressed
    made.size = said.size or made.size
    for step in answers.reached(said.state):
        # The first time counts: whoever is asked again after a revision was not slower for it.
        if getattr(made, f"{step}_at") is None:
            setattr(made, f"{step}_at", reached)


def own(reader: Recipient, found: Advisory) -> dict[str, Any] | None:
    """What the reader's organization said of an advisory."""
    if reader.public:
        return None
    made = found.answers.filter(organization=reader.organization).first()
    return None if made is None else told(made)


def told(made: Answer) -> dict[str, Any]:
    """An answer as plain values, for the member that gave it."""
    return {
        "state": made.state,
        "planned_for": made.planned_for,
        "devices": made.devices,
        "addressed": made.addressed,
        "size": made.size,
        "by": made.by_name,
        "changed": made.changed_at,
        "acknowledged": made.acknowledged_at,
        "done": made.done_at,
    }


def answered(found: Advisory) -> int | None:
    """By how many members it was answered, in whole elevens; None under eleven."""
    return in_steps(found.answers.count())


def mine(reader: Recipient) -> list[dict[str, Any]]:
    """All answers of the reader's organization, the newest first."""
    rows = Answer.objects.filter(organization=reader.organization).select_related("advisory")
    seen = set(reading.visible(reader).values_list("pk", flat=True))
    return [
        {"advisory": one.advisory.number, "key": one.advisory_id, **told(one)}
        for one in rows.order_by("-changed_at")
        if one.advisory_id in seen
    ]


def state_words() -> list[tuple[str, str]]:
    """Each answer, and what it says."""
    return [
        ("acknowledged", _("We have read it")),
        ("not-concerned", _("It does not concern us")),
        ("concerned", _("It concerns us")),
        ("planned", _("It concerns us, and we have planned what to do")),
        ("done", _("It concerned us, and it is done")),
    ]
