"""Who may see a held submission, and who may take which step with it when. No verb stands here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wardline.core.errors import ConflictError, ForbiddenError
from wardline.hub.members.actor import Actor
from wardline.hub.members.rights import Need
from wardline.hub.review import ending, unnamed
from wardline.hub.review.models import Submission


def is_unnamed(one: Submission) -> bool:
    """Whether it is an anonymous report: nobody's."""
    return one.organization == unnamed.NOBODY and one.submitter == unnamed.NO_PERSON


def submitted(actor: Actor, one: Submission) -> bool:
    """Whether it is the actor's own, or the actor answers for it."""
    if is_unnamed(one) or actor.organization != one.organization:
        return False
    # What a program sent is answered for by its people; those who review decide on it.
    people = actor.may(Need.SHARE) and not actor.may(Need.REVIEW)
    return actor.user == one.submitter or (one.submitter == unnamed.NO_PERSON and people)


def decides(actor: Actor, one: Submission) -> bool:
    """Whether the actor is among those who may decide on it."""
    same = actor.organization == one.organization and not is_unnamed(one)
    own_one = actor.may(Need.REVIEW) and same
    return own_one or (actor.may(Need.STAFF_REVIEW) and one.audience == "hub")


def steps(actor: Actor, one: Submission) -> tuple[str, ...]:
    """What the actor may do with it now."""
    if one.state not in ending.OPEN:
        return ()
    if submitted(actor, one):
        return ("answer", "withdraw") if one.state == "returned" else ("withdraw",)
    if not decides(actor, one):
        return ()
    if one.state == "claimed" and one.reviewer == actor.user:
        return ("redact", "approve", "return", "refuse", "unclaim")
    if one.state == "queued":
        return ("claim", "refuse")
    if one.state == "approved":
        # The second pair of eyes; whoever approved first can only take it back to change it.
        return ("claim",) if one.approver == actor.user else ("approve", "claim", "refuse")
    return ("claim",)


def require(actor: Actor, one: Submission, step: str) -> None:
    """Pass if the actor may take a step now. *Raises* ConflictError, ForbiddenError."""
    if step in steps(actor, one):
        return
    if one.state not in ending.OPEN:
        raise ConflictError(_("This submission has ended already; nothing was changed."))
    if submitted(actor, one):
        raise ForbiddenError(_("Nobody decides on what they submitted themselves."))
    if step == "approve" and one.state == "approved":
        raise ForbiddenError(_("The second approval must come from another person."))
    raise ConflictError(
        _("This step does not fit where the submission stands now; nothing was changed."),
        hint=_("Take it from the queue first, or look who has it."),
    )
