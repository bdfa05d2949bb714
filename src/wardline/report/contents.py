"""`Report` → `Document`: the report as Congress reads it, part after part."""

from __future__ import annotations

from collections.abc import Iterator

from wardline.docket.show import neutral
from wardline.report import charts
from wardline.report.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Para,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
    joined,
    link,
    prose,
    runs,
)
from wardline.report.facts import Item, Report, Shown, Source
from wardline.report.model import Figure, Kind
from wardline.report.words import (
    ABOUT,
    ANSWERS,
    DUTIES,
    EVIDENCE,
    FINDING_KINDS,
    KINDS,
    SIZES,
    STATUSES,
)

# Headings of Word and of HTML that all readers know.
_DEEPEST = 6
_NOTHING = "Nothing may be shown here yet: there are too few reports."


class _Maker:
    """What the parts look up: items, findings and sources by id."""

    def __init__(self, made: Report) -> None:
        self.made = made
        self.items = {one.id: one for one in made.items}
        self.findings = {one.id: one for one in made.findings}
        self.sources = {one.id: one for one in made.sources}


def document(made: Report) -> Document:
    """The whole report."""
    maker = _Maker(made)
    parts = (
        _letters, _summary, _charge, _risks, _imperatives, _practices, _heard, _sector, _appendix,
        _evidence, _resources, _people, _glossary, _about,
    )  # fmt: skip
    return Document(
        title=made.title,
        subtitle=f"Edition {made.edition}, as of {day(made.as_of)}",
        publisher=made.publisher,
        as_of=made.as_of,
        made_from=made.snapshot,
        blocks=tuple(block for part in parts for block in part(maker)),
    )


def day(value: object) -> str:
    """A day as it is printed: 2026-01-31."""
    return str(value)


def _part(text: str, anchor: str) -> Heading:
    return Heading(1, text, anchor, page=True)


# --- front


def _letters(maker: _Maker) -> Iterator[Block]:
    letters = maker.made.letters
    yield _part("Letters of transmittal", "part-letters")
    for at, one in enumerate(letters.committees, 1):
        yield Heading(2, f"{one.name}, {one.chamber}", f"part-letter-{at}", page=at > 1)
        yield Para(runs(day(maker.made.as_of)))
        yield Para(runs(f"{one.salutation}:"))
        yield from prose(letters.text)
        yield Para(runs("Respectfully,"))
        yield from (Para(runs(name)) for name in letters.signed)


def _summary(maker: _Maker) -> Iterator[Block]:
    yield _part("Summary", "part-summary")
    yield from prose(maker.made.texts.summary)
    tops = [one for one in maker.made.items if one.depth == 0]
    yield Para(runs(f"{_counts(maker.made)} Our imperatives are:"))
    yield Bullets(tuple((Run(f"{one.number}. "), link(one.title, f"#{one.id}")) for one in tops))


def _counts(made: Report) -> str:
    many = {kind: sum(one.kind is kind for one in made.items) for kind in Kind}
    words = [
        f"{many[kind]:,} {KINDS[kind].lower()}{'' if many[kind] == 1 else 's'}" for kind in Kind
    ]
    quotes = sum(len(one.quotes) for one in made.findings)
    return (
        f"This report holds {words[0]}, {words[1]} and {words[2]}. They rest on "
        f"{len(made.findings):,} findings with {quotes:,} quotes from {len(made.sources):,} "
        "sources."
    )


def _charge(maker: _Maker) -> Iterator[Block]:
    texts = maker.made.texts
    yield _part("Our charge and how we worked", "part-charge")
    yield from prose(texts.charge)
    yield Heading(2, "How we worked", "part-method")
    yield from prose(texts.method)
    yield Heading(2, "What the law asks, and what answers it", "part-duties")
    rows = [
        (runs(f"{one.duty}: {one.words}"), runs(f"{one.findings:,}"), runs(f"{one.items:,}"))
        for one in maker.made.duties
    ]
    columns = ("Duty", "Findings", "Items that rest on them")
    yield Table("Duties of the law", columns, tuple(rows), (5, 1, 2), (1, 2))
    missing = [one for one in maker.made.duties if not one.findings]
    if missing:
        yield Para((Run("Duties that no finding answers yet: ", strong=True),))
        yield Bullets(tuple(runs(f"{one.duty}: {one.words}") for one in missing))
    else:
        yield Para(runs("Each duty is answered by at least one finding."))


def _risks(maker: _Maker) -> Iterator[Block]:
    yield _part("Risks of the sector", "part-risks")
    yield from prose(maker.made.texts.risks)
    found = [one for one in maker.made.findings if one.kind == "risk"]
    if found:
        yield Heading(2, "Risks that we found", "part-risks-found")
        yield Bullets(tuple((link(one.title, f"#{one.id}"),) for one in found))


# --- imperatives


def _imperatives(maker: _Maker) -> Iterator[Block]:
    yield _part("Imperatives, recommendations and action items", "part-imperatives")
    for item in maker.made.items:
        level = min(item.depth + 2, _DEEPEST)
        text = f"{KINDS[item.kind]} {item.number}: {item.title}"
        yield Heading(level, text, item.id, page=item.depth == 0 and item.number != "1")
        yield from prose(item.text) if item.text.strip() else ()
        if rows := tuple(_facts(maker, item)):
            yield Facts(rows)
        yield from _rests(maker, item)


def _facts(maker: _Maker, item: Item) -> Iterator[tuple[str, Runs]]:
    """What stands beside an item; nothing for what was not said."""
    if item.lead:
        yield "Lead", runs(item.lead)
    if item.due:
        yield "Due", runs(f"{day(item.due)}{' (late)' if item.late else ''}")
    if item.kind is not Kind.IMPERATIVE:
        yield "Status", runs(STATUSES[item.status])
    if item.response or item.answer_due:
        yield "Response", runs(answer(item))
    if item.findings:
        yield "Rests on", joined([_finding_link(maker, key) for key in item.findings], "; ")
    if item.evidence:
        yield "Comes from", joined([_source_link(maker, key) for key in item.evidence], "; ")


def answer(item: Item) -> str:
    """What the lead said, or until when it is asked to."""
    told = item.response
    if told is None:
        late = "late since" if item.answer_late else "due by"
        return f"Asked on {day(item.asked)}, {late} {day(item.answer_due)}."
    after = " (after the 90 days)" if item.answer_late else ""
    return f"{ANSWERS[told.answer]}, {day(told.on)}{after}. {' '.join(told.text.split())}"


def _finding_link(maker: _Maker, key: str) -> Run:
    return link(f"{key} {maker.findings[key].title}", f"#{key}")


def _source_link(maker: _Maker, key: str) -> Run:
    source = maker.sources[key]
    return link(f"{key} {EVIDENCE.get(source.kind, source.kind)}: {source.title}", f"#{key}")


def _rests(maker: _Maker, item: Item) -> Iterator[Block]:
    """The first quote of each finding of a recommendation: all of them stand in the appendix."""
    if item.kind is not Kind.RECOMMENDATION:
        return
    for key in item.findings:
        quote = maker.findings[key].quotes[0]
        yield Quote(neutral(quote.quote), source_runs(maker.sources[quote.evidence]))


def source_runs(source: Source) -> Runs:
    """A source as it is named below a quote."""
    kind = EVIDENCE.get(source.kind, source.kind)
    when = f", {source.dated}" if source.dated else ""
    return (Run(f"{kind}: {source.title}{when}, "), link(source.id, f"#{source.id}"))


def address(made: Report, path: str) -> str:
    """Where a path of the hub is read; empty where nobody said where the hub is."""
    if path.startswith("/"):
        return f"{made.address.rstrip('/')}{path}" if made.address else ""
    return path if path.startswith(("https://", "http://")) else ""


# --- others, the public, the sector


def _practices(maker: _Maker) -> Iterator[Block]:
    yield _part("Practices of other sectors", "part-practices")
    yield from prose(maker.made.texts.practices)
    if not maker.made.practices:
        yield Para(runs("This edition tells of none."))
    for one in maker.made.practices:
        yield Heading(2, f"{one.sector}: {one.title}", one.id)
        yield from prose(one.text)
        if one.findings:
            links = joined([_finding_link(maker, key) for key in one.findings])
            yield Facts((("Rests on", links),))


def _heard(maker: _Maker) -> Iterator[Block]:
    heard = maker.made.heard
    yield _part("What was heard", "part-heard")
    yield from prose(heard.text)
    yield Para(
        runs(
            f"Public comments: {heard.comments:,}. A letter that many sent counts once for each "
            f"sender in that figure; counted as one text each, there are {heard.distinct:,}."
        )
    )
    if heard.questions:
        rows = [
            (runs(f"{one.id}. {one.text}"), runs(f"{one.comments:,}"), runs(f"{one.distinct:,}"))
            for one in heard.questions
        ]
        columns = ("Question", "Comments", "Different texts")
        yield Table("Comments by question", columns, tuple(rows), (6, 1, 1), (1, 2))
    if heard.campaigns:
        campaigns = [
            ((link(one.title, address(maker.made, one.address)),), runs(f"{one.copies:,}"))
            for one in heard.campaigns
        ]
        yield Table("Letters that many sent", ("Letter", "Senders"), tuple(campaigns), (6, 1), (1,))
    yield from _figures(maker, "comments")


def _sector(maker: _Maker) -> Iterator[Block]:
    yield _part("The picture of the sector", "part-sector")
    yield from prose(maker.made.texts.sector)
    yield Para(
        runs(
            "No count of fewer than 11 stands here, nor one from which a smaller one could be "
            "reckoned; “not shown” marks where one would be."
        )
    )
    for about, words in ABOUT.items():
        if about == "comments":
            continue
        yield Heading(2, words, f"part-sector-{about}")
        found = list(_figures(maker, about))
        yield from found or [Para(runs(_NOTHING))]


def _figures(maker: _Maker, about: str) -> Iterator[Block]:
    for one in maker.made.figures:
        if one.about == about:
            yield Picture(one.title, one.alt, charts.svg(one), one.id)
            yield _data(one)
            told = [one.source and f"Source: {one.source}.", " ".join(one.note.split())]
            if any(told):
                yield Para(runs(" ".join(filter(None, told))))


def _data(figure: Figure) -> Table:
    rows = [
        (
            runs(category),
            *(runs(charts.shown(one.values[at], figure.unit)) for one in figure.series),
        )
        for at, category in enumerate(figure.categories)
    ]
    many = len(figure.series)
    return Table(
        f"{figure.title}: the figures",
        (figure.category, *(one.name for one in figure.series)),
        tuple(rows),
        (2, *(1 for _ in range(many))),
        tuple(range(1, many + 1)),
    )


# --- appendices


def _appendix(maker: _Maker) -> Iterator[Block]:
    yield _part("Appendix A: All items in one table", "part-appendix-items")
    rows = [
        (
            (link(f"{one.number}", f"#{one.id}"),),
            runs(KINDS[one.kind]),
            runs(one.title),
            runs(one.lead or "not named"),
            runs(day(one.due) + (" (late)" if one.late else "") if one.due else "no date"),
            runs(STATUSES[one.status] if one.kind is not Kind.IMPERATIVE else "as its parts"),
            runs(ANSWERS[one.response.answer] if one.response else _waits(one)),
        )
        for one in maker.made.items
    ]
    columns = ("Number", "Kind", "Title", "Lead", "Due", "Status", "Response")
    yield Table("All items", columns, tuple(rows), (2, 3, 7, 4, 3, 3, 3))
    yield from _numbering(maker.made)


def _waits(item: Item) -> str:
    if item.asked is None:
        return "not asked"
    return f"late since {day(item.answer_due)}" if item.answer_late else "waits"


def _numbering(made: Report) -> Iterator[Block]:
    """What happened to the numbers: insertions, and numbers that are not given again."""
    entries = [
        runs(f"{one.number} is new and stands {f'after {one.after}' if one.after else 'first'}.")
        for one in made.inserted
    ]
    entries += [
        runs(f"{one.number} was dropped in edition {one.dropped}; the number is not given again.")
        for one in made.numbers
        if one.dropped is not None
    ]
    if entries:
        yield Heading(2, "About the numbers", "part-numbers")
        yield Bullets(tuple(entries))


def _evidence(maker: _Maker) -> Iterator[Block]:
    made = maker.made
    yield _part("Appendix B: Findings and their sources", "part-appendix-findings")
    for duty, words in DUTIES.items():
        found = [one for one in made.findings if one.duty == duty]
        yield Heading(2, f"Duty {duty}: {words}", f"part-findings-{duty}")
        if not found:
            yield Para(runs("No finding answers this duty yet."))
        for one in found:
            yield from _finding(maker, one)
    yield Heading(2, "Sources", "part-sources")
    if made.sources:
        rows = [_source_row(maker, one) for one in made.sources]
        columns = ("Source", "What it is", "Where it is read", "Cited by")
        yield Table("Sources of the quotes", columns, tuple(rows), (2, 6, 6, 3))


def _finding(maker: _Maker, one: Shown) -> Iterator[Block]:
    yield Heading(3, f"{one.id}: {one.title}", one.id)
    yield from prose(one.text) if one.text.strip() else ()
    cited = [_citing(maker, key) for key in one.cited_by]
    rows = [("Kind", runs(FINDING_KINDS[one.kind]))]  # type: ignore[index] # a StrEnum's value
    rows += [("Sector", runs(one.sector))] if one.sector else []
    rows += [("Question", runs(one.question))] if one.question else []
    rows.append(("Cited by", joined(cited) if cited else runs("nothing yet")))
    yield Facts(tuple(rows))
    for quote in one.quotes:
        yield Quote(neutral(quote.quote), source_runs(maker.sources[quote.evidence]))


def _citing(maker: _Maker, key: str) -> Run:
    """A finding, or an item by its number."""
    return link(maker.items[key].number if key in maker.items else key, f"#{key}")


def _source_row(maker: _Maker, one: Source) -> tuple[Runs, ...]:
    where = address(maker.made, one.address)
    return (
        (Run(one.id, anchor=one.id),),
        runs(f"{EVIDENCE.get(one.kind, one.kind)}: {one.title}"),
        (link(where or one.address, where), Run(f" SHA-256 {one.sha256}")),
        joined([_citing(maker, key) for key in one.cited_by]),
    )


def _resources(maker: _Maker) -> Iterator[Block]:
    made = maker.made
    yield _part("Resources for organizations of all sizes", "part-resources")
    yield from prose(made.texts.resources)
    if not made.resources:
        yield Para(runs("This edition names none."))
    for size, words in SIZES.items():
        found = [one for one in made.resources if one.size == size]
        if found:
            yield Heading(2, words, f"part-resources-{size}")
            yield Bullets(
                tuple(
                    (
                        link(one.title, address(made, one.address)),
                        *([Run(f": {' '.join(one.text.split())}")] if one.text.strip() else []),
                    )
                    for one in found
                )
            )


def _people(maker: _Maker) -> Iterator[Block]:
    made = maker.made
    yield _part("Members", "part-members")
    if made.members:
        rows = [tuple(map(runs, (one.name, one.organization, one.role))) for one in made.members]
        columns = ("Name", "Organization", "Role")
        yield Table("Members of the Task Force", columns, tuple(rows), (3, 4, 3))
    else:
        yield Para(runs("This edition names none."))
    yield _part("Meetings", "part-meetings")
    if made.meetings:
        meetings = [
            (
                runs(day(one.on)),
                (link(one.title, address(made, one.address)),),
                runs(("open to the public" if one.public else "closed") + _later(made, one.on)),
            )
            for one in made.meetings
        ]
        yield Table("Meetings", ("Day", "Meeting", "Who may come"), tuple(meetings), (2, 6, 3))
    else:
        yield Para(runs("This edition names none."))


def _later(made: Report, on: object) -> str:
    return ", planned" if str(on) > str(made.as_of) else ""


def _glossary(maker: _Maker) -> Iterator[Block]:
    yield _part("Glossary", "part-glossary")
    if maker.made.glossary:
        rows = [(one.term, runs(" ".join(one.meaning.split()))) for one in maker.made.glossary]
        yield Facts(tuple(rows))
    else:
        yield Para(runs("This edition explains no words."))


def _about(maker: _Maker) -> Iterator[Block]:
    """How this document can be made again."""
    made = maker.made
    yield _part("About this document", "part-about")
    yield Para(
        runs(
            f"It was made as of {day(made.as_of)} from a snapshot whose canonical JSON has the "
            f"SHA-256 {made.snapshot}. The same snapshot and day give the same bytes again: "
            "wardline report build. HTML, PDF, Word and JSON are made from one object."
        )
    )
