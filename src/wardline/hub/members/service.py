"""The verbs on organizations and keys; each needs Django to be set up (`hub.setup`)."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import Who, record
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.credentials import SCOPES, digest, new_key
from wardline.hub.members.epoch import rights_change
from wardline.hub.members.models import Key, Organization
from wardline.hub.members.rights import Need

KINDS = (
    "federal",
    "isac",
    "hospital",
    "practice",
    "health-plan",
    "clearinghouse",
    "laboratory",
    "pharmacy",
    "device-maker",
    "health-it",
    "research",
    "other",
)


class NewKey(NamedTuple):
    """A key that was just made; `secret` is never shown again."""

    id: str
    secret: str


def add_organization(name: str, kind: str, actor: Actor | Who = COMMAND_LINE) -> str:
    """The id of a new organization."""
    name = name.strip()
    if not name:
        raise UsageError(_("An organization needs a name."))
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", hint=f"Kinds are {', '.join(KINDS)}.")
    if Organization.objects.filter(name=name).exists():
        raise ConflictError(
            _("There is an organization '%(name)s' already.") % {"name": name},
            hint=_("See the list of members, or 'wardline org list'."),
        )
    number = str(uuid.uuid4())
    with transaction.atomic():
        Organization.objects.create(id=number, name=name, kind=kind, created_at=now())
        record(actor, Action.ORGANIZATION_ADDED, f"organization:{number}", {"kind": kind})
    return number


def enrol(actor: Actor, name: str, kind: str, *, operator: bool = False) -> str:
    """A new organization, added by the hub's staff; its id.

    `operator`: it runs the hub. There can be one. *Raises* ConflictError.
    """
    actor.require(Need.STAFF_MEMBERS)
    with transaction.atomic():
        if operator and Organization.objects.filter(operator=True).exists():
            raise ConflictError(_("There is an organization that runs this hub already."))
        number = add_organization(name, kind, actor)
        Organization.objects.filter(id=number).update(operator=operator)
    return number


def set_active(actor: Actor, number: str, *, active: bool) -> None:
    """Let an organization in or out; keys, sessions and streams follow within a second."""
    actor.require(Need.STAFF_MEMBERS)
    owner = organization(number)
    if owner.operator and not active:
        raise ForbiddenError(_("The organization that runs this hub cannot be put out."))
    action = Action.ORGANIZATION_REACTIVATED if active else Action.ORGANIZATION_DEACTIVATED
    with rights_change():
        Organization.objects.filter(id=number).update(active=active)
        record(actor, action, f"organization:{number}")


def organizations() -> list[Organization]:
    """All organizations by name."""
    return list(Organization.objects.order_by("name"))


def organization(number: str) -> Organization:
    """The organization with this id. *Raises* NotFoundError."""
    found = Organization.objects.filter(id=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no organization with the id '%(id)s'.") % {"id": number},
            hint=_("See 'wardline org list'."),
        )
    return found


def add_key(
    organization_id: str,
    label: str,
    scopes: list[str],
    expires_at: int | None = None,
    actor: Actor = COMMAND_LINE,
) -> NewKey:
    """A new key for an organization."""
    owner = organization(organization_id)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise UsageError(
            f"There is no right {', '.join(unknown) or '(none given)'!r}.",
            hint=f"Rights are {', '.join(SCOPES)}.",
        )
    secret = new_key()
    ordered = ",".join(scope for scope in SCOPES if scope in scopes)
    number = str(uuid.uuid4())
    with transaction.atomic():
        Key.objects.create(
            id=number,
            organization=owner,
            label=label,
            digest=digest(secret),
            scopes=ordered,
            created_at=now(),
            expires_at=expires_at,
        )
        told = {"organization": owner.id, "label": label, "can": ordered, "expires_at": expires_at}
        record(actor, Action.KEY_ADDED, f"key:{number}", told)
    return NewKey(number, secret)


def all_keys() -> list[Key]:
    """All keys, the newest first."""
    return list(Key.objects.select_related("organization").order_by("-created_at"))


def revoke_key(number: str, actor: Actor = COMMAND_LINE) -> None:
    """End a key; the caller bumps the epoch of rights in the same transaction."""
    with transaction.atomic():
        key = Key.objects.filter(id=number).first()
        if key is None:
            raise NotFoundError(
                _("There is no key with the id '%(id)s'.") % {"id": number},
                hint=_("See 'wardline key list'."),
            )
        if key.revoked_at is None:
            key.revoked_at = now()
            key.save(update_fields=["revoked_at"])
            told = {"organization": key.organization_id, "label": key.label}
            record(actor, Action.KEY_REVOKED, f"key:{number}", told)
