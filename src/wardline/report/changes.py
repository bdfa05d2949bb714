"""Two editions → what changed between them, as values and as a `Document`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from wardline.core.errors import UsageError
from wardline.report.contents import answer, day
from wardline.report.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Para,
    Runs,
    Table,
    runs,
)
from wardline.report.facts import Item, Report
from wardline.report.words import KINDS, STATUSES

_FIELDS: dict[str, Callable[[Item], str]] = {
    "Number": lambda one: one.number,
    "Title": lambda one: one.title,
    "Text": lambda one: one.text,
    "Lead": lambda one: one.lead,
    "Due": lambda one: day(one.due) if one.due else "",
    "Status": lambda one: STATUSES[one.status],
    "Response": lambda one: answer(one) if one.response or one.asked else "",
    "Findings": lambda one: ", ".join(one.findings),
    "Comes from": lambda one: ", ".join(one.evidence),
}
_PARTS = {
    "summary": "Summary",
    "charge": "Charge",
    "method": "Method",
    "risks": "Risks of the sector",
    "practices": "Practices of other sectors",
    "sector": "The picture of the sector",
    "resources": "Resources",
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One value of an item that is another now."""

    field: str
    old: str
    new: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """An item that both editions have, and what differs."""

    id: str
    number: str
    title: str
    changes: tuple[Change, ...]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something by its permanent id, as its edition calls it."""

    id: str
    number: str
    title: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one edition to another."""

    old_edition: int
    new_edition: int
    added: tuple[Named, ...]
    dropped: tuple[Named, ...]
    changed: tuple[Changed, ...]
    findings_added: tuple[Named, ...]
    findings_dropped: tuple[Named, ...]
    figures: tuple[Named, ...]
    # Parts of the prose that read differently.
    parts: tuple[str, ...]


def changes(old: Report, new: Report) -> Changes:
    """What changed. *Raises* UsageError where the older edition is not the older one."""
    if (old.edition, old.as_of) > (new.edition, new.as_of):
        raise UsageError(
            f"Edition {old.edition} as of {old.as_of} is not older than edition {new.edition} as "
            f"of {new.as_of}.",
            hint="Name the older report.json first.",
        )
    before = {one.id: one for one in old.items}
    after = {one.id: one for one in new.items}
    pairs = [(before[one.id], one) for one in new.items if one.id in before]
    return Changes(
        old_edition=old.edition,
        new_edition=new.edition,
        added=tuple(_named(one) for one in new.items if one.id not in before),
        dropped=tuple(_named(one) for one in old.items if one.id not in after),
        changed=tuple(found for pair in pairs if (found := _changed(*pair)).changes),
        findings_added=_only(new.findings, old.findings),
        findings_dropped=_only(old.findings, new.findings),
        figures=_figures(old, new),
        parts=tuple(
            words
            for name, words in _PARTS.items()
            if getattr(old.texts, name) != getattr(new.texts, name)
        ),
    )


def _changed(old: Item, new: Item) -> Changed:
    found = [
        Change(field=name, old=value(old), new=value(new))
        for name, value in _FIELDS.items()
        if value(old) != value(new)
    ]
    return Changed(id=new.id, number=new.number, title=new.title, changes=tuple(found))


def _named(one: Item) -> Named:
    return Named(id=one.id, number=one.number, title=one.title)


def _only(some: Sequence[Any], others: Sequence[Any]) -> tuple[Named, ...]:
    """The findings of one list that the other has not."""
    known = {one.id for one in others}
    return tuple(
        Named(id=one.id, number=one.id, title=one.title) for one in some if one.id not in known
    )


def _figures(old: Report, new: Report) -> tuple[Named, ...]:
    """Figures that are new or show other numbers."""
    before: Mapping[str, Any] = {one.id: one for one in old.figures}
    return tuple(
        Named(id=one.id, number=one.id, title=one.title)
        for one in new.figures
        if before.get(one.id) != one
    )


def document(old: Report, new: Report) -> Document:
    """What changed, to be read."""
    found = changes(old, new)
    return Document(
        title=f"What changed: {new.title}",
        subtitle=f"From edition {old.edition} ({old.as_of}) to {new.edition} ({new.as_of})",
        publisher=new.publisher,
        as_of=new.as_of,
        made_from=new.snapshot,
        blocks=tuple(_blocks(found, {one.id: one for one in (*old.items, *new.items)})),
    )


def _blocks(found: Changes, items: Mapping[str, Item]) -> Iterator[Block]:
    yield Heading(1, "In short", "part-short", page=True)
    counts = (
        ("New items", found.added),
        ("Items that were dropped", found.dropped),
        ("Items that changed", found.changed),
        ("New findings", found.findings_added),
        ("Findings that were dropped", found.findings_dropped),
        ("Figures that are new or other", found.figures),
        ("Parts of the text that read differently", found.parts),
    )
    rows = tuple((runs(name), runs(f"{len(some):,}")) for name, some in counts)
    yield Table("Changes", ("What", "How many"), rows, (5, 1), (1,))
    if found.parts:
        yield Para(runs(f"Read again: {', '.join(found.parts)}."))
    yield from _list("New items", "part-added", _items(found.added, items))
    dropped = "Items that were dropped; their numbers are not given again"
    yield from _list(dropped, "part-dropped", _items(found.dropped, items))
    yield Heading(1, "Items that changed", "part-changed")
    if not found.changed:
        yield Para(runs("None."))
    for one in found.changed:
        yield Heading(2, f"{KINDS[items[one.id].kind]} {one.number}: {one.title}", one.id)
        yield Facts(tuple((change.field, runs(_told(change))) for change in one.changes))
    yield from _list("New findings", "part-findings-added", _names(found.findings_added))
    yield from _list(
        "Findings that were dropped", "part-findings-gone", _names(found.findings_dropped)
    )
    yield from _list("Figures that are new or other", "part-figures", _names(found.figures))


def _list(title: str, anchor: str, entries: tuple[Runs, ...]) -> Iterator[Block]:
    yield Heading(1, title, anchor)
    yield Bullets(entries) if entries else Para(runs("None."))


def _items(some: Sequence[Named], items: Mapping[str, Item]) -> tuple[Runs, ...]:
    return tuple(runs(f"{KINDS[items[one.id].kind]} {one.number}: {one.title}") for one in some)


def _names(some: Sequence[Named]) -> tuple[Runs, ...]:
    return tuple(runs(f"{one.id}: {one.title}") for one in some)


def _told(change: Change) -> str:
    old, new = (" ".join(text.split()) or "nothing" for text in (change.old, change.new))
    return f"was “{old}”, is “{new}”"
