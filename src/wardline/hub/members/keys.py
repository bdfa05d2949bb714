"""The verbs on an organization's own keys, for its people."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import NotFoundError, UsageError
from wardline.hub.members import service
from wardline.hub.members.actor import Actor
from wardline.hub.members.epoch import rights_change
from wardline.hub.members.models import Key
from wardline.hub.members.rights import Need
from wardline.hub.members.service import NewKey

# `vouched` is given on the hub's machine alone: who has it answers for publications.
_GIVEN = frozenset({"read", "write", "delete"})


def listed(actor: Actor) -> list[Key]:
    """The organization's keys, those that work first, then the newest."""
    actor.require(Need.KEYS)
    found = Key.objects.filter(organization_id=actor.organization).order_by("-created_at")
    return sorted(found, key=lambda key: key.revoked_at is not None)


class Seen(NamedTuple):
    """A key as its own organization's people may see it, and what its requests are found by."""

    id: str
    label: str
    # active, expired or revoked
    state: str
    scopes: tuple[str, ...]
    digest: bytes


def seen(actor: Actor) -> list[Seen]:
    """The organization's keys, for whoever may see what it sees; none of their secrets."""
    actor.require(Need.READ)
    found = Key.objects.filter(organization_id=actor.organization).order_by("-created_at")[:50]
    return [
        Seen(key.id, key.label, _state(key), tuple(key.scopes.split(",")), bytes(key.digest))
        for key in found
    ]


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now() else "active"


def own(actor: Actor, number: str) -> Key:
    """A key of the actor's organization. *Raises* NotFoundError for any other."""
    actor.require(Need.KEYS)
    found = Key.objects.filter(id=number, organization_id=actor.organization).first()
    if found is None:
        raise NotFoundError(
            _("Your organization has no such key."), hint=_("See the list of keys.")
        )
    return found


def make(actor: Actor, label: str, scopes: list[str], expires_at: int | None) -> NewKey:
    """A new key of the actor's organization; the role's own rights bound it."""
    actor.require(Need.KEYS)
    label = " ".join(label.split())
    if not label or not label.isprintable():
        raise UsageError(_("A key needs a label."), hint=_("Say what will use it, as 'SIEM'."))
    asked = set(scopes)
    if not asked <= _GIVEN:
        raise UsageError(_("A key may read, write and delete."))
    if asked - {"read"}:
        actor.require(Need.SHARE)
    return service.add_key(actor.organization, label, sorted(asked), expires_at, actor)


def revoke(actor: Actor, number: str) -> None:
    """End a key everywhere within one second."""
    row = own(actor, number)
    with rights_change():
        service.revoke_key(row.id, actor)
