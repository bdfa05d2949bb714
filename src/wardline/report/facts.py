"""Snapshot and date → `Report`: the one object that all formats and views are made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import msgspec

from wardline.core import jsonio
from wardline.report import checks, reading
from wardline.report.model import (
    Citation,
    Evidence,
    Figure,
    Finding,
    Given,
    Heard,
    Kind,
    Letters,
    Meeting,
    Member,
    Node,
    Practice,
    Resource,
    Response,
    Snapshot,
    Status,
    Term,
    Texts,
    Update,
)
from wardline.report.numbers import Inserted, numbered
from wardline.report.problems import Problem, ProblemsError
from wardline.report.words import DUTIES

FORMAT = "wardline-report/1"
# *Source*: the issue's own rule, as GAO and inspectors general ask of agencies.
RESPONSE_DAYS = 90
_ENCODER = msgspec.json.Encoder(order="sorted")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An imperative, recommendation or action item, with all that follows from the date."""

    id: str
    number: str
    kind: Kind
    # 0: an imperative.
    depth: int
    parent: str
    title: str
    text: str
    findings: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    lead: str
    due: date | None
    status: Status
    late: bool
    asked: date | None
    answer_due: date | None
    answer_late: bool
    response: Response | None
    updates: tuple[Update, ...]


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a source."""

    evidence: str
    quote: str
    start: int
    end: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that something in the report rests on, with its quotes; and what rests on it."""

    id: str
    kind: str
    duty: str
    sector: str
    question: str
    title: str
    text: str
    quotes: tuple[Quote, ...]
    cited_by: tuple[str, ...]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where quotes and items come from, and which findings and items rest on it."""

    id: str
    kind: str
    title: str
    address: str
    sha256: str
    dated: str
    cited_by: tuple[str, ...]


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty of the law, how many findings are about it, and how many items rest on these."""

    duty: str
    words: str
    findings: int
    items: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report as of a day; `report.json` is this."""

    format: str
    title: str
    publisher: str
    edition: int
    as_of: date
    # SHA-256 of the snapshot's canonical JSON.
    snapshot: str
    address: str
    letters: Letters
    texts: Texts
    duties: tuple[Duty, ...]
    items: tuple[Item, ...]
    findings: tuple[Shown, ...]
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]
    heard: Heard
    practices: tuple[Practice, ...]
    members: tuple[Member, ...]
    meetings: tuple[Meeting, ...]
    glossary: tuple[Term, ...]
    resources: tuple[Resource, ...]
    numbers: tuple[Given, ...]
    inserted: tuple[Inserted, ...]


def report(snapshot: Snapshot, as_of: date) -> Report:
    """The report of a snapshot as of a day. *Raises* ProblemsError with all that is missing."""
    checks.check(snapshot)
    made = numbered(snapshot)
    items = tuple(_item(node, depth, made.number, as_of) for node, depth in made.order)
    findings = _findings(snapshot, items)
    return Report(
        format=FORMAT,
        title=snapshot.title,
        publisher=snapshot.publisher,
        edition=snapshot.edition,
        as_of=as_of,
        snapshot=reading.digest(snapshot),
        address=snapshot.address,
        letters=snapshot.letters,
        texts=snapshot.texts,
        duties=_duties(findings),
        items=items,
        findings=findings,
        sources=_sources(snapshot, findings, items),
        figures=snapshot.figures,
        heard=snapshot.heard,
        practices=snapshot.practices,
        members=snapshot.members,
        meetings=tuple(sorted(snapshot.meetings, key=lambda one: (one.on, one.title))),
        glossary=tuple(sorted(snapshot.glossary, key=lambda one: (one.term.casefold(), one.term))),
        resources=snapshot.resources,
        numbers=made.register,
        inserted=made.inserted,
    )


def encode(made: Report) -> bytes:
    """The report as JSON, a line's end after it: report.json."""
    return _ENCODER.encode(made) + b"\n"


def decode(data: bytes) -> Report:
    """A report from its report.json. *Raises* MalformedError, ProblemsError."""
    value = jsonio.decode(data)
    try:
        found = msgspec.convert(value, Report)
    except msgspec.ValidationError as error:
        raise _no_report(f"{error}.") from None
    if found.format != FORMAT:
        raise _no_report(f"Its format is {found.format[:40]!r}.")
    return found


def _no_report(what: str) -> ProblemsError:
    how = "Take report.json as `wardline report build` wrote it."
    problem = Problem("form", "", "The report", what, how)
    return ProblemsError(f"This is no report.json. {what}", [problem], form=True)


def _item(node: Node, depth: int, number: dict[str, str], as_of: date) -> Item:
    """What a node is on the day: what came after it is not known yet."""
    updates = tuple(sorted((one for one in node.updates if one.on <= as_of), key=lambda u: u.on))
    status = updates[-1].status if updates else Status.OPEN
    told = node.response if node.response and node.response.on <= as_of else None
    due = node.asked + timedelta(days=RESPONSE_DAYS) if node.asked else None
    return Item(
        id=node.id,
        number=number[node.id],
        kind=node.kind,
        depth=depth,
        parent=node.parent or "",
        title=node.title,
        text=node.text,
        findings=node.findings,
        evidence=node.evidence,
        lead=node.lead,
        due=node.due,
        status=status,
        late=node.due is not None and node.due < as_of and status is not Status.DONE,
        asked=node.asked,
        answer_due=due,
        answer_late=due is not None and due < (told.on if told else as_of),
        response=told,
        updates=updates,
    )


def _findings(snapshot: Snapshot, items: tuple[Item, ...]) -> tuple[Shown, ...]:
    """The published findings, in the snapshot's order."""
    cited: dict[str, list[str]] = defaultdict(list)
    pairs = [(one.id, one.findings) for one in items]
    pairs += [(one.id, one.findings) for one in snapshot.practices]
    for name, keys in pairs:
        for key in keys:
            cited[key].append(name)
    return tuple(
        _shown(one, cited[one.id]) for one in snapshot.findings if one.state == "published"
    )


def _shown(one: Finding, cited_by: list[str]) -> Shown:
    return Shown(
        id=one.id,
        kind=one.kind,
        duty=one.duty,
        sector=one.sector,
        question=one.question,
        title=one.title,
        text=one.text,
        quotes=tuple(_quote(cited) for cited in one.citations),
        cited_by=tuple(dict.fromkeys(cited_by)),
    )


def _quote(cited: Citation) -> Quote:
    return Quote(evidence=cited.evidence, quote=cited.quote, start=cited.start, end=cited.end)


def _sources(
    snapshot: Snapshot, findings: tuple[Shown, ...], items: tuple[Item, ...]
) -> tuple[Source, ...]:
    cited: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for key in item.evidence:
            cited[key].append(item.id)
    for finding in findings:
        for one in finding.quotes:
            cited[one.evidence].append(finding.id)
    return tuple(_source(one, cited[one.id]) for one in snapshot.evidence if one.id in cited)


def _source(one: Evidence, cited_by: list[str]) -> Source:
    return Source(
        id=one.id,
        kind=one.kind,
        title=one.title,
        address=one.address,
        sha256=one.sha256,
        dated=one.dated,
        cited_by=tuple(dict.fromkeys(cited_by)),
    )


def _duties(findings: tuple[Shown, ...]) -> tuple[Duty, ...]:
    many = Counter(one.duty for one in findings)
    items = {
        duty: len({key for one in findings if one.duty == duty for key in one.cited_by})
        for duty in DUTIES
    }
    return tuple(
        Duty(duty=duty, words=words, findings=many[duty], items=items[duty])
        for duty, words in DUTIES.items()
    )
