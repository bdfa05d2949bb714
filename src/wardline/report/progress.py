"""`Report` → `Document`: the yearly progress update, a further view of the same object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from wardline.report.contents import answer, day
from wardline.report.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Para,
    Run,
    Runs,
    Table,
    runs,
)
from wardline.report.facts import Item, Report
from wardline.report.model import Answer, Kind, Status, Update
from wardline.report.words import ANSWERS, KINDS, STATUSES


def year_before(as_of: date) -> date:
    """The same day a year ago; 28 February for the 29th."""
    try:
        return as_of.replace(year=as_of.year - 1)
    except ValueError:
        return as_of.replace(year=as_of.year - 1, day=28)


def document(made: Report, since: date | None = None) -> Document:
    """How far the report is carried out, and what happened after `since` (default: a year ago)."""
    start = since or year_before(made.as_of)
    return Document(
        title=f"Progress update: {made.title}",
        subtitle=f"Edition {made.edition}, from {day(start)} to {day(made.as_of)}",
        publisher=made.publisher,
        as_of=made.as_of,
        made_from=made.snapshot,
        blocks=(*_overview(made), *_late(made), *_answers(made), *_news(made, start)),
    )


def _overview(made: Report) -> Iterator[Block]:
    yield Heading(1, "Where it stands", "part-overview", page=True)
    rows = []
    for top in (one for one in made.items if one.depth == 0):
        below = [one for one in _under(made, top) if one.kind is Kind.ACTION]
        many = Counter(one.status for one in below)
        counts = [runs(f"{many[status]:,}") for status in Status]
        late = runs(f"{sum(one.late for one in below):,}")
        rows.append((runs(f"{top.number}. {top.title}"), *counts, late))
    columns = ("Imperative", *(STATUSES[status] for status in Status), "Late")
    numbers = tuple(range(1, len(columns)))
    yield Table("Action items by status", columns, tuple(rows), (5, *(1 for _ in numbers)), numbers)


def _under(made: Report, top: Item) -> list[Item]:
    return [one for one in made.items if one.number.startswith(f"{top.number}.")]


def _late(made: Report) -> Iterator[Block]:
    yield Heading(1, "What is late", "part-late")
    rows = [
        (runs(one.number), runs(one.title), runs(one.lead or "not named"), runs(day(one.due)))
        for one in made.items
        if one.late
    ]
    if rows:
        yield Table("Items after their day", ("Number", "Title", "Lead", "Due"), tuple(rows), _WIDE)
    else:
        yield Para(runs("Nothing is late."))


_WIDE = (1, 5, 3, 2)


def _answers(made: Report) -> Iterator[Block]:
    """What the leads said to the recommendations."""
    yield Heading(1, "Responses", "part-responses")
    asked = [one for one in made.items if one.asked or one.response]
    many = Counter(one.response.answer for one in asked if one.response)
    parts = [f"{ANSWERS[kind].lower()}: {many[kind]:,}" for kind in Answer]
    late = sum(one.answer_late and one.response is None for one in asked)
    waits = sum(one.response is None for one in asked)
    yield Para(
        runs(
            f"Asked: {len(asked):,}; {'; '.join(parts)}; without an answer: {waits:,}, "
            f"{late:,} of these after the 90 days."
        )
    )
    rows: list[tuple[Runs, ...]] = [
        (runs(one.number), runs(one.title), runs(one.lead or "not named"), runs(answer(one)))
        for one in asked
    ]
    if rows:
        columns = ("Number", "Recommendation", "Lead", "Response")
        yield Table("Responses to recommendations", columns, tuple(rows), (1, 4, 3, 5))


def _news(made: Report, start: date) -> Iterator[Block]:
    """What was told of each item since the last update."""
    yield Heading(1, f"What happened since {day(start)}", "part-news")
    told = [(one, [up for up in one.updates if up.on > start]) for one in made.items]
    told = [(item, ups) for item, ups in told if ups]
    if not told:
        yield Para(runs("Nothing was told."))
    for item, ups in told:
        yield Heading(2, f"{KINDS[item.kind]} {item.number}: {item.title}", item.id)
        yield Bullets(tuple(_update(one) for one in ups))


def _update(one: Update) -> Runs:
    words = " ".join(one.text.split())
    head = Run(f"{day(one.on)}: {STATUSES[one.status]}.", strong=True)
    return (head, Run(f" {words}")) if words else (head,)
