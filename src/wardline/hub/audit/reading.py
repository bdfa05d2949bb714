"""Reading the log: filters that stand in an address, and pages by keyset. Needs Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from wardline.hub.audit import models
from wardline.hub.audit.entries import Entry
from wardline.hub.audit.log import entry_of
from wardline.hub.audit.queries import ENTRY_COLUMNS

PAGE = 50
_MANY = 1000
# Entries looked through for one answer.
_MOST_LOOKED = 20_000


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
    # Of `organization`, also what others did to it.
    about_it: bool = False


def _found(wanted: Filter) -> QuerySet[models.Entry]:
    found = models.Entry.objects.all()
    if wanted.start is not None:
        found = found.filter(at__gte=wanted.start)
    if wanted.end is not None:
        found = found.filter(at__lt=wanted.end)
    if wanted.organization is not None:
        own = Q(organization=wanted.organization)
        if wanted.about_it:
            own |= Q(target=f"organization:{wanted.organization}")
        found = found.filter(own)
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


class GivenTo(NamedTuple):
    """To whom something was given, as far as the log was looked through."""

    organizations: list[str]
    whole: bool


def given_to(target: str, span: tuple[int, int], visibilities: list[int]) -> GivenTo:
    """The organizations that were given something of a stretch of a collection's sequence.

    One that asked for chosen objects alone is counted as if it had got all: never too few.
    """
    first, last = span
    found = models.Entry.objects.filter(
        target=target, action__startswith="disclosed.", last__gte=first, first__lte=last
    ).exclude(organization="")
    rows = list(found.order_by("number").values_list("organization", "detail")[: _MOST_LOOKED + 1])
    seen = set()
    for organization, detail in rows[:_MOST_LOOKED]:
        told = msgspec.json.decode(detail, type=dict[str, Any])
        sees = not set(visibilities).isdisjoint(told.get("visibilities", visibilities))
        pages = told.get("pages", [])
        if sees and any(page[1] <= last and page[2] >= first for page in pages):
            seen.add(organization)
    return GivenTo(sorted(seen), len(rows) <= _MOST_LOOKED)


def one(number: str) -> Entry | None:
    """The entry with a public id."""
    row = models.Entry.objects.filter(id=number).values_list(*ENTRY_COLUMNS).first()
    return None if row is None else entry_of(row)
