"""The verbs on collections and the epoch of rights; each needs Django to be set up."""

from __future__ import annotations

import re
import uuid

from django.db import transaction

from wardline.core.clock import now
from wardline.core.errors import ConflictError, ForbiddenError, NotFoundError, UsageError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action
from wardline.hub.exchange import grants, retention
from wardline.hub.exchange.incoming import Sender
from wardline.hub.exchange.models import Collection, Grant, Setting
from wardline.hub.members import peers
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.epoch import rights_change
from wardline.hub.members.rights import Need

MOST_DAYS = 36_500
# In the path of an address, and never like a UUID, so that the two cannot be confused.
_ALIAS = re.compile(r"[a-z][a-z0-9-]{0,60}")


def add_collection(
    title: str,
    *,
    number: str | None = None,
    alias: str | None = None,
    description: str = "",
    read: list[str],
    write: list[str],
    actor: Actor = COMMAND_LINE,
) -> str:
    """The id of a new collection.

    `read` and `write` hold 'all', 'none', or ids of organizations and sharing groups.
    """
    number = _uuid(number)
    title = title.strip()
    if not title:
        raise UsageError("A collection needs a title.")
    if alias is not None and not _ALIAS.fullmatch(alias):
        raise UsageError(
            f"The alias {alias!r} cannot stand in an address.",
            hint="Use small letters, digits and '-', the first one a letter.",
        )
    if Collection.objects.filter(uuid=number).exists():
        raise ConflictError(f"There is a collection with the id {number} already.")
    if alias is not None and Collection.objects.filter(alias=alias).exists():
        raise ConflictError(f"There is a collection with the alias {alias!r} already.")
    readers, writers = grants.parse(read), grants.parse(write)
    with rights_change():
        collection = Collection.objects.create(
            uuid=number,
            alias=alias,
            title=title,
            description=description,
            read_all=readers.all,
            write_all=writers.all,
            created_at=now(),
        )
        grants.name(collection, readers, writers)
        told = {"read": read, "write": write}
        audit.record(actor, Action.COLLECTION_ADDED, f"collection:{number}", told)
    return number


def collections() -> list[Collection]:
    """All collections in their order."""
    return list(Collection.objects.order_by("created_at", "id"))


def find(name: str) -> Collection:
    """The collection with this id or alias. *Raises* NotFoundError."""
    found = Collection.objects.filter(uuid=name).first()
    found = found or Collection.objects.filter(alias=name).first()
    if found is None:
        raise NotFoundError(
            f"There is no collection {name!r}.", hint="See 'wardline collection list'."
        )
    return found


def sender(collection: Collection, organization: str) -> Sender:
    """An organization as it stands to a collection. *Raises* ForbiddenError if it may not write."""
    grant = Grant.objects.filter(collection=collection, organization=organization).first()
    if not (collection.write_all or (grant is not None and grant.can_write)):
        raise ForbiddenError(
            "Your organization may not share into this collection.",
            hint="Choose another one, or ask the hub's staff for the right.",
        )
    named = grant is not None and grant.can_read
    who = peers.recipient(organization, named=named)
    return Sender(organization, collection.read_all or named, who)


def change_collection(
    actor: Actor, number: str, title: str, description: str, read: list[str], write: list[str]
) -> None:
    """Give a collection another title or other readers and writers; rights follow at once."""
    actor.require(Need.STAFF_COLLECTIONS)
    collection = find(number)
    title = title.strip()
    if not title:
        raise UsageError("A collection needs a title.")
    readers, writers = grants.parse(read), grants.parse(write)
    with rights_change():
        collection.title, collection.description = title, description
        collection.read_all, collection.write_all = readers.all, writers.all
        collection.save(update_fields=["title", "description", "read_all", "write_all"])
        grants.name(collection, readers, writers)
        told = {"read": read, "write": write}
        audit.record(actor, Action.COLLECTION_GRANTED, f"collection:{number}", told)


def retain(name: str, days: int | None, actor: Actor = COMMAND_LINE) -> None:
    """Let a collection keep each version for `days`, then destroy it; None: for ever."""
    actor.require(Need.STAFF_SETTINGS)
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise UsageError(f"A collection keeps for 1 to {MOST_DAYS} days, or for ever.")
    found = find(name)
    setting = retention.name_of(found.uuid)
    with transaction.atomic():
        if days is None:
            Setting.objects.filter(name=setting).delete()
        else:
            Setting.objects.update_or_create(name=setting, defaults={"value": str(days)})
        told = {"days": days}
        audit.record(actor, Action.RETENTION_CHANGED, f"collection:{found.uuid}", told)


def retained(collection: Collection) -> int | None:
    """For how many days a collection keeps; None: for ever."""
    found = Setting.objects.filter(name=retention.name_of(collection.uuid)).first()
    return None if found is None else int(found.value)


def readers_and_writers(collection: Collection) -> tuple[list[str], list[str]]:
    """Who may read and write, as `add_collection` takes it."""
    return grants.named(collection)


def _uuid(number: str | None) -> str:
    if number is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(number))
    except ValueError:
        raise UsageError(f"The id {number!r} is no UUID.") from None
