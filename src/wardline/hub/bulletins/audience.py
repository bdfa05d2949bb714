"""Who may read a bulletin: `core.policy.decide` says so, here and nowhere else in the room."""

from __future__ import annotations

from wardline.bulletins.model import Bulletin, tlp_of
from wardline.core.policy import Decision, Scope, Visibility, decide
from wardline.core.tlp import TLP
from wardline.hub.members import peers
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
from wardline.hub.members.rights import Need


def decision(bulletin: Bulletin, organization: str) -> Decision:
    """Whether an organization may read a bulletin; an empty one is the public."""
    tlp = tlp_of(bulletin)
    scope = Scope(tlp, _owner() if tlp is TLP.RED else "")
    named = organization in bulletin.recipients
    who = peers.recipient(organization, named=named)
    return decide(Visibility(scope), who._replace(public=not organization))


def may_read(bulletin: Bulletin, organization: str) -> bool:
    """Whether an organization may read a bulletin; an empty one is the public."""
    return decision(bulletin, organization).allowed


def organization_of(actor: Actor) -> str:
    """For whom the actor reads: their organization; nobody's, if they may not read at all."""
    return actor.organization if actor.may(Need.READ) else ""


def public(bulletin: Bulletin) -> bool:
    """Whether everybody may read a bulletin: public pages and feeds show nothing else."""
    return may_read(bulletin, "")


def readable_by(bulletin: Bulletin, user: User) -> bool:
    """Whether a person may read a bulletin now."""
    return user.is_active and user.organization.active and may_read(bulletin, user.organization_id)


def _owner() -> str:
    found = Organization.objects.filter(operator=True).values_list("id", flat=True).first()
    return found or ""
