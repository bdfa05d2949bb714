"""The verbs on peers: other hubs and servers, and what was agreed with each of them."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.core.policy import Recipient
from wardline.core.tlp import TLP
from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import record
from wardline.hub.members import service
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.epoch import rights_change
from wardline.hub.members.models import Organization, Peer
from wardline.hub.members.rights import Need

# What leaves where nobody agreed on more: TLP:GREEN may go to the community, TLP:AMBER may not.
USUAL_CEILING = TLP.GREEN


def label(text: str) -> TLP:
    """The TLP that staff wrote. *Raises* UsageError."""
    found = TLP.from_label(text)
    if found is None:
        known = ", ".join(one.label.removeprefix("TLP:") for one in TLP)
        raise UsageError(f"{text[:40]!r} is no TLP label.", hint=f"Labels are {known}.")
    return found


def add(
    name: str,
    ceiling: TLP = USUAL_CEILING,
    *,
    hub: str = "",
    relays: bool = True,
    agreement: str = "",
    actor: Actor = COMMAND_LINE,
) -> Peer:
    """A new peer, and the organization that stands for it here."""
    actor.require(Need.STAFF_FEEDS)
    number = _hub(hub) if hub else ""
    with transaction.atomic():
        organization = service.add_organization(name, "other", actor)
        if number and Peer.objects.filter(hub=number).exists():
            raise ConflictError(_("There is a peer with this hub id already."))
        made = Peer.objects.create(
            organization_id=organization,
            hub=number or organization,
            ceiling=int(ceiling),
            relays=relays,
            agreement=agreement.strip(),
            created_at=now(),
        )
        told = {"ceiling": ceiling.label, "relays": relays}
        record(actor, Action.PEER_ADDED, f"organization:{organization}", told)
    return made


def change(
    number: str, ceiling: TLP, *, relays: bool, agreement: str, actor: Actor = COMMAND_LINE
) -> Peer:
    """Agree on something else with a peer; what leaves follows with the next request."""
    actor.require(Need.STAFF_FEEDS)
    found = find(number)
    with rights_change():
        found.ceiling, found.relays, found.agreement = int(ceiling), relays, agreement.strip()
        found.save(update_fields=["ceiling", "relays", "agreement"])
        told = {"ceiling": ceiling.label, "relays": relays}
        record(actor, Action.PEER_CHANGED, f"organization:{number}", told)
    return found


def learn(found: Peer, hub: str) -> None:
    """Take over what a Wardline calls itself, told at the first contact and never again."""
    known = found.hub != found.organization_id
    if known or _is_uuid(hub) is None or Peer.objects.filter(hub=hub).exists():
        return
    with rights_change():
        Peer.objects.filter(organization=found.organization_id).update(hub=hub)
        found.hub = hub


def peers() -> list[Peer]:
    """All peers by name."""
    return list(Peer.objects.select_related("organization").order_by("organization__name"))


def find(number: str) -> Peer:
    """The peer with this organization's id or name. *Raises* NotFoundError."""
    rows = Peer.objects.select_related("organization")
    found = rows.filter(organization=number).first()
    found = found or rows.filter(organization__name=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no peer '%(name)s'.") % {"name": number},
            hint=_("See 'wardline peer list'."),
        )
    return found


def require_active(found: Peer) -> None:
    """*Raises* ForbiddenError for a peer whose organization was put out."""
    if not found.organization.active:
        raise ForbiddenError(
            _("%(name)s was put out, so nothing is sent to it or taken from it.")
            % {"name": found.organization.name},
            hint=_("Let its organization in again, or end the feed."),
        )


def recipient(organization: str, *, named: bool = False) -> Recipient:
    """An organization as `core.policy` decides about it: a peer ends at its agreement."""
    found = Peer.objects.filter(organization=organization).first() if organization else None
    ceiling = TLP.RED if found is None else TLP(found.ceiling)
    return Recipient(organization, named=named, ceiling=ceiling)


def names() -> dict[str, str]:
    """What to call each hub that stands in a path."""
    return {one.hub: one.organization.name for one in peers()}


def of(organization: Organization) -> Peer | None:
    """The agreement with an organization, if it is a peer."""
    return Peer.objects.filter(organization=organization).first()


def _hub(text: str) -> str:
    found = _is_uuid(text)
    if found is None:
        raise UsageError(
            _("The hub id '%(id)s' is no UUID.") % {"id": text[:40]},
            hint=_("The peer's staff sees it on /staff/peers/."),
        )
    return found


def _is_uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None
