"""What organizations did about a bulletin: seen, does not concern us, doing, done.

Counts are of organizations, by the newest answer of each, in whole elevens (`in_steps`): nobody can
read one organization's answer off two counts. How long it took is the median of the first elevens
that were done, so that it, too, moves only when eleven more are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.cells.model import SMALLEST, in_steps
from wardline.core.clock import now
from wardline.core.errors import UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.bulletins.models import Answer, Bulletin
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization
from wardline.hub.members.rights import Need

STATES = ("seen", "not-concerned", "doing", "done")
# Whoever said one of these is not reminded.
THROUGH = ("not-concerned", "done")
_HOUR = 3_600_000_000


def answer(actor: Actor, bulletin: Bulletin, state: str) -> None:
    """Keep what the actor's organization says. *Raises* UsageError."""
    actor.require(Need.SHARE)
    keep(actor, bulletin, actor.organization, state, actor.user or 0)


def keep(
    who: Actor | Who, bulletin: Bulletin, organization: str, state: str, user: int = 0
) -> None:
    """Keep what an organization says; the caller has checked that `who` may say so for it.

    What it said last already is not said anew. *Raises* UsageError.
    """
    if state not in STATES:
        raise UsageError(_("Choose one of the four answers."))
    with transaction.atomic():
        # Two clicks, or a program that asks again, come one after the other.
        Organization.objects.select_for_update().get(pk=organization)
        if newest(bulletin, [organization]).get(organization) == state:
            return
        Answer.objects.create(
            bulletin=bulletin, organization_id=organization, user=user, state=state, at=now()
        )
        told = {"state": state}
        audit.record(who, Action.BULLETIN_ANSWERED, f"bulletin:{bulletin.id}", told)


def own(bulletin: Bulletin, organization: str) -> list[Answer]:
    """What an organization said, the newest first."""
    rows = Answer.objects.filter(bulletin=bulletin, organization=organization)
    return list(rows.order_by("-at", "-id")[:20])


def newest(bulletin: Bulletin, organizations: Iterable[str] | None = None) -> dict[str, str]:
    """The newest answer of each organization."""
    rows = Answer.objects.filter(bulletin=bulletin)
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    return dict(rows.order_by("at", "id").values_list("organization_id", "state"))


def through(bulletin: Bulletin, organizations: Iterable[str]) -> set[str]:
    """The organizations that are through with a bulletin."""
    return {one for one, state in newest(bulletin, organizations).items() if state in THROUGH}


def counts(bulletin: Bulletin) -> dict[str, Any]:
    """How many organizations said what, small cells hidden, and how long it took.

    *Units*: hours from the first release to done, the median.
    """
    states = list(newest(bulletin).values())
    told = {state: in_steps(states.count(state)) for state in STATES}
    return {
        "answered": in_steps(len(states)),
        "states": [{"state": state, "count": count} for state, count in told.items()],
        "hours": _hours(bulletin),
        "smallest": SMALLEST,
    }


def _hours(bulletin: Bulletin) -> int | None:
    """The median of the first so many elevens that are done; None under eleven."""
    finished = {one for one, state in newest(bulletin).items() if state == "done"}
    rows = Answer.objects.filter(bulletin=bulletin, state="done", organization__in=finished)
    first: dict[str, int] = {}
    for organization, at in rows.order_by("at", "id").values_list("organization_id", "at"):
        first.setdefault(organization, at)
    times = sorted(first.values())
    whole = len(times) // SMALLEST * SMALLEST
    if not whole or bulletin.first_at is None:
        return None
    return round((times[:whole][whole // 2] - bulletin.first_at) / _HOUR)
