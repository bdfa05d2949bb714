"""Reading the log: filters that stand in an address, and pages by keyset. Needs Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet

from wardline.hub.audit import models
from wardline.hub.audit.entries import Entry
from wardline.hub.audit.log import entry_of
from wardline.hub.audit.queries import ENTRY_COLUMNS

PAGE = 50
_MANY = 1000


class Filter(NamedTuple):
    """Which entries; what is empty does not matter."""

    start: int | None = None
    end: int | None = None
    # None: of every organization; empty: of the hub itself.
    organization: str | None = None
    actor: str = ""
    # An action, or the group before its dot.
    action: str = ""
    target: str = ""


def _found(wanted: Filter) -> QuerySet[models.Entry]:
    found = models.Entry.objects.all()
    if wanted.start is not None:
        found = found.filter(at__gte=wanted.start)
    if wanted.end is not None:
        found = found.filter(at__lt=wanted.end)
    if wanted.organization is not None:
        found = found.filter(organization=wanted.organization)
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.action:
        group = Q(action__startswith=f"{wanted.action}.")
        found = found.filter(Q(action=wanted.action) | group)
    if wanted.target:
        found = found.filter(target=wanted.target)
    return found


def page(wanted: Filter, before: int | None = None, many: int = PAGE) -> tuple[list[Entry], bool]:
    """The newest entries before a number, and whether there are more."""
    found = _found(wanted)
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found.order_by("-number").values_list(*ENTRY_COLUMNS)[: many + 1])
    return [entry_of(row) for row in rows[:many]], len(rows) > many


def every(wanted: Filter) -> Iterator[Entry]:
    """All entries in their order."""
    after = -1
    while True:
        found = _found(wanted).filter(number__gt=after).order_by("number")
        rows = list(found.values_list(*ENTRY_COLUMNS)[:_MANY])
        yield from map(entry_of, rows)
        if len(rows) < _MANY:
            return
        after = int(rows[-1][0])


def one(number: str) -> Entry | None:
    """The entry with a public id."""
    row = models.Entry.objects.filter(id=number).values_list(*ENTRY_COLUMNS).first()
    return None if row is None else entry_of(row)
