"""The verbs on sharing groups. Who is in a group is itself protected."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.core.errors import ConflictError, NotFoundError, UsageError
from wardline.hub.audit.actions import Action
from wardline.hub.audit.service import record
from wardline.hub.members.actor import Actor
from wardline.hub.members.epoch import rights_change
from wardline.hub.members.models import Group, Organization
from wardline.hub.members.rights import Need

# Sent with a group's number, in the transaction that changed or removed it: the exchange follows.
changed = Signal()


def listed(actor: Actor) -> list[Group]:
    """The groups that the actor may know of: the staff all, others those they are in."""
    actor.require(Need.READ)
    found = Group.objects.order_by("name")
    if not actor.may(Need.STAFF_MEMBERS):
        found = found.filter(organizations__id=actor.organization)
    return list(found)


def find(actor: Actor, number: str) -> Group:
    """A group that the actor may know of. *Raises* NotFoundError for any other."""
    for group in listed(actor):
        if group.id == number:
            return group
    raise NotFoundError(_("There is no such group, or you are not in it."))


def members(actor: Actor, group: Group) -> list[Organization] | None:
    """Who is in a group, by name; None where the actor may not know."""
    if not actor.may(Need.STAFF_MEMBERS):
        inside = group.organizations.filter(id=actor.organization).exists()
        if not (group.open and inside):
            return None
    return list(group.organizations.order_by("name"))


def save(
    actor: Actor,
    number: str | None,
    name: str,
    description: str,
    *,
    open_to_members: bool,
    organizations: list[str],
) -> str:
    """Make a group, or change one; its id. Rights follow at once."""
    actor.require(Need.STAFF_MEMBERS)
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise UsageError(_("A group needs a name."))
    if Group.objects.filter(name=name).exclude(id=number or "").exists():
        raise ConflictError(_("There is a group '%(name)s' already.") % {"name": name})
    with transaction.atomic(), rights_change():
        group = find(actor, number) if number else Group(id=str(uuid.uuid4()), created_at=now())
        before = set(group.organizations.values_list("id", flat=True)) if number else set()
        group.name, group.description, group.open = name, description, open_to_members
        group.save()
        group.organizations.set(Organization.objects.filter(id__in=organizations))
        changed.send(Group, number=group.id)
        _record(actor, group.id, before, set(organizations), new=number is None)
    return group.id


def _record(actor: Actor, number: str, before: set[str], after: set[str], *, new: bool) -> None:
    target = f"group:{number}"
    record(actor, Action.GROUP_ADDED if new else Action.GROUP_CHANGED, target)
    for action, ids in (
        (Action.GROUP_JOINED, after - before),
        (Action.GROUP_LEFT, before - after),
    ):
        for organization in sorted(ids):
            record(actor, action, target, {"organization": organization})


def remove(actor: Actor, number: str) -> None:
    """End a group; what was shared stays where it is, and its collections lose these readers."""
    actor.require(Need.STAFF_MEMBERS)
    group = find(actor, number)
    with transaction.atomic(), rights_change():
        group.delete()
        changed.send(Group, number=number)
        record(actor, Action.GROUP_REMOVED, f"group:{number}")
