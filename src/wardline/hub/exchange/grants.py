"""Who may read and write a collection: whom it names, and what follows for each organization."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.dispatch import receiver

from wardline.core.errors import UsageError
from wardline.hub.exchange.models import Collection, Grant, Named
from wardline.hub.members import service as members
from wardline.hub.members.groups import changed
from wardline.hub.members.models import Group

ALL, NONE = "all", "none"


class Who(NamedTuple):
    """Whom a list names: organizations and groups by their ids, or everybody."""

    all: bool
    organizations: tuple[str, ...]
    groups: tuple[str, ...]


def parse(words: Sequence[str]) -> Who:
    """Whom words name: 'all', 'none', ids of organizations and groups.

    *Raises* UsageError, NotFoundError.
    """
    if NONE in words and len(words) > 1:
        raise UsageError("'none' takes nothing beside it.")
    named = [word for word in words if word not in (ALL, NONE)]
    groups = set(Group.objects.filter(id__in=named).values_list("id", flat=True))
    organizations = [members.organization(word).id for word in named if word not in groups]
    return Who(ALL in words, tuple(organizations), tuple(sorted(groups)))


def name(collection: Collection, read: Who, write: Who) -> None:
    """Name a collection's readers and writers anew, within a change of rights."""
    Named.objects.filter(collection=collection).delete()
    rows = [
        Named(
            collection=collection,
            **{field: number},
            can_read=number in readers,
            can_write=number in writers,
        )
        for field, readers, writers in (
            ("organization", read.organizations, write.organizations),
            ("group", read.groups, write.groups),
        )
        for number in dict.fromkeys([*readers, *writers])
    ]
    Named.objects.bulk_create(rows)
    settle(collection)


def settle(collection: Collection) -> None:
    """Work out each organization's grant: from whom is named, and who is in the groups."""
    named = list(Named.objects.filter(collection=collection))
    inside: dict[str, list[str]] = {}
    through = Group.organizations.through.objects.filter(
        group_id__in=[row.group for row in named if row.group]
    )
    for group, organization in through.values_list("group_id", "organization_id"):
        inside.setdefault(group, []).append(organization)
    may: dict[str, tuple[bool, bool]] = {}
    for row in named:
        for number in [row.organization] if row.organization else inside.get(row.group, []):
            read, write = may.get(number, (False, False))
            may[number] = (read or row.can_read, write or row.can_write)
    Grant.objects.filter(collection=collection).delete()
    Grant.objects.bulk_create(
        Grant(collection=collection, organization=number, can_read=read, can_write=write)
        for number, (read, write) in may.items()
    )


@receiver(changed)
def follow(number: str, **_: object) -> None:
    """A group changed, or is about to go: settle what names it, in the same transaction."""
    for collection in Collection.objects.filter(named__group=number).distinct():
        if not Group.objects.filter(id=number).exists():
            Named.objects.filter(collection=collection, group=number).delete()
        settle(collection)


def named(collection: Collection) -> tuple[list[str], list[str]]:
    """A collection's readers and writers, as `parse` takes them."""
    rows = list(Named.objects.filter(collection=collection).order_by("organization", "group"))
    read = [ALL] if collection.read_all else []
    write = [ALL] if collection.write_all else []
    read += [row.organization or row.group for row in rows if row.can_read]
    write += [row.organization or row.group for row in rows if row.can_write]
    return read or [NONE], write or [NONE]
