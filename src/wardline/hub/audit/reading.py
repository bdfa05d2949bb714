"""Reading the log: filters that stand in an address, and pages by keyset. Needs Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.db.models import QuerySet

from wardline.hub.audit import models
from wardline.hub.audit.actions import Action
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
        found = found.filter(organization=wanted.organization)
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.action:
        # "/" comes after ".": a stretch of the index, where LIKE would be none.
        whole = "." in wanted.action
        found = (
            found.filter(action=wanted.action)
            if whole
            else found.filter(action__gt=f"{wanted.action}.", action__lt=f"{wanted.action}/")
        )
    if wanted.target:
        found = found.filter(target=wanted.target)
    return found


def _parts(wanted: Filter) -> list[Filter]:
    """`wanted` in parts that an index gives in their order each, so that nothing is sorted."""
    parts = [wanted]
    about = f"organization:{wanted.organization}"
    if wanted.about_it and wanted.target in ("", about):
        parts.append(wanted._replace(organization=None, target=about))
    if not wanted.action or "." in wanted.action:
        return parts
    group = [action.value for action in Action if action.startswith(f"{wanted.action}.")]
    return [part._replace(action=action) for part in parts for action in group]


def page(wanted: Filter, before: int | None = None, many: int = PAGE) -> tuple[list[Entry], bool]:
    """The newest entries before a number, and whether there are more."""
    rows = {}
    for source in _parts(wanted):
        found = _found(source)
        part = found if before is None else found.filter(number__lt=before)
        for row in part.order_by("-number").values_list(*ENTRY_COLUMNS)[: many + 1]:
            rows[row[0]] = row
    newest = [rows[number] for number in sorted(rows, reverse=True)]
    return [entry_of(row) for row in newest[:many]], len(newest) > many


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
