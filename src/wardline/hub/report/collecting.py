"""A snapshot of the hub for a report, out of what other rooms show everybody.

Only their public verbs are read: nothing that is not public can come into a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

import msgspec
from django.db.models import Count
from django.utils import translation

from wardline.hub.docket import calls, reading
from wardline.hub.evidence import findings
from wardline.hub.evidence import service as evidence
from wardline.hub.practices import service as practices
from wardline.hub.practices.words import FIELDS
from wardline.hub.report import figures, parts, service
from wardline.hub.settings import CONFIG
from wardline.hub.taskforce import service as taskforce
from wardline.hub.taskforce import showing
from wardline.hub.words import said
from wardline.report.model import (
    Campaign,
    Citation,
    Evidence,
    Finding,
    FindingKind,
    Heard,
    Kind,
    Letters,
    Meeting,
    Member,
    Node,
    Practice,
    Question,
    Snapshot,
    Texts,
)
from wardline.report.words import COMMITTEES
from wardline.taskforce import model

# The longest lists that the report prints of letters that many sent.
_LETTERS = 20
_TITLE = 200


def snapshot(as_of: date) -> Snapshot:
    """All that a report as of a day is made from, in English."""
    with translation.override("en"):
        return _snapshot(as_of)


def _snapshot(as_of: date) -> Snapshot:
    written = service.texts()
    before = service.last_report()
    items = service.held()
    found, sources = _findings(key for one in items for key in one.content.evidence)
    return Snapshot(
        format="wardline-report-snapshot/1",
        title=written["title"],
        publisher=written["publisher"],
        edition=before.edition + 1 if before else 1,
        address=str(CONFIG["portal.address"] or "").rstrip("/"),
        letters=Letters(
            committees=COMMITTEES,
            text=written["letter"],
            signed=parts.entries("signed", written["signed"]),
        ),
        texts=Texts(**{name: written[name] for name in Texts.__struct_fields__}),
        nodes=tuple(_node(one) for one in items),
        numbers=before.numbers if before else (),
        findings=found,
        evidence=sources,
        figures=tuple(figures.every(as_of)),
        heard=_heard(as_of, written["heard"]),
        practices=tuple(_practices(found, sources)),
        members=tuple(_members(as_of)),
        meetings=tuple(_meetings()),
        glossary=parts.entries("glossary", written["glossary"]),
        resources=parts.entries("help", written["help"]),
    )


def _node(one: service.Held) -> Node:
    made = one.content
    return Node(
        id=service.name(one.item),
        kind=Kind(one.item.kind),
        title=made.title,
        parent=service.name(one.item.parent) if one.item.parent else None,
        text=made.text,
        findings=made.findings,
        evidence=made.evidence,
        lead=made.lead,
        due=made.due,
        asked=made.asked,
        response=made.response,
        updates=made.updates,
    )


# --- findings and what they rest on


def _findings(named: Iterable[str]) -> tuple[tuple[Finding, ...], tuple[Evidence, ...]]:
    """The published findings as everybody reads them; the evidence that they or items cite.

    `named`: what items come from.
    """
    rows = findings.query(findings.Asked()).order_by("id")
    rows = rows.prefetch_related("versions", "citations__evidence")
    made: list[Finding] = []
    sources: dict[int, Evidence] = {}
    for row in rows:
        cited = [one for one in row.citations.all() if one.evidence.public or one.broken]
        for one in cited:
            sources.setdefault(one.evidence_id, _source(one.evidence))
        made.append(_finding(row, sorted(cited, key=lambda one: one.pk)))
    for source in evidence.numbered(named):
        sources.setdefault(source.pk, _source(source))
    return tuple(made), tuple(sources[key] for key in sorted(sources))


def _finding(row: Any, cited: list[Any]) -> Finding:
    shown = next(one for one in row.versions.all() if one.version == row.shown)
    told = msgspec.json.decode(shown.content, type=findings.Content)
    return Finding(
        id=findings.name(row.pk),
        kind=FindingKind(told.kind),
        duty=cast("Any", told.duty),
        title=said(told.title, "en"),
        text=said(told.text, "en"),
        sector=told.sector,
        question=told.question,
        citations=tuple(_citation(one) for one in cited),
    )


def _citation(one: Any) -> Citation:
    """A citation; of what is gone without its words: the checks say so."""
    start, end = one.start, one.end
    quote = "" if one.broken else one.evidence.text[start:end]
    return Citation(evidence=evidence.name(one.evidence_id), start=start, end=end, quote=quote)


def _source(row: Any) -> Evidence:
    return Evidence(
        id=evidence.name(row.pk),
        kind=row.kind,
        title=row.title[:_TITLE],
        address=row.address[:400],
        sha256=row.digest,
        text=row.text,
        state="standing" if row.state == "standing" else "withdrawn",
        public=row.public,
        dated=row.dated,
    )


def _practices(found: tuple[Finding, ...], sources: tuple[Evidence, ...]) -> Iterator[Practice]:
    """What other sectors do, as everybody reads it, each with the findings that cite it."""
    read_at = {one.address: one.id for one in sources if one.kind == "practice"}
    for row in practices.listed(practices.Asked()):
        cited = read_at.get(f"/practices/{row['id']}/")
        lines = [f"{words}: {row[name]}" for name, words in FIELDS.items() if row[name].strip()]
        yield Practice(
            id=f"practice-{row['id']}",
            sector=row["sector_words"],
            title=row["title"][:_TITLE],
            text="\n\n".join(lines),
            findings=tuple(
                one.id for one in found if cited in {told.evidence for told in one.citations}
            ),
        )


# --- the Task Force


def _members(as_of: date) -> Iterator[Member]:
    """Who sits on a seat on that day."""
    for row in showing.members(as_of):
        if row["state"] == "now":
            organization = row["organization"] or row["seat_title"]
            yield Member(name=row["name"], organization=organization, role=row["role_words"])


def _meetings() -> Iterator[Meeting]:
    """The meetings that were announced and not called off."""
    for number, made in taskforce.public(model.Meeting).items():
        if not made.cancelled:
            yield Meeting(
                on=model.local_day(made.start, made.zone),
                title=said(made.title, "en")[:_TITLE],
                public=made.open,
                address=f"/meetings/{number}/",
            )


# --- counts of comments


def _heard(as_of: date, text: str) -> Heard:
    """Counts of public comments, each letter that many sent counted both ways."""
    until = str(as_of)
    every = reading.Filter(until=until, copies="all")
    once = reading.Filter(until=until)
    questions = []
    for call in calls.every():
        made = calls.content(call)
        for asked in made.questions:
            named: Any = {"call": call.id, "question": asked.id}
            questions.append(
                Question(
                    id=f"{call.id}/{asked.id}",
                    text=said(asked.text, "en"),
                    comments=reading.query(every._replace(**named)).count(),
                    distinct=reading.query(once._replace(**named)).count(),
                )
            )
    return Heard(
        text=text,
        comments=reading.query(every).count(),
        distinct=reading.query(once).count(),
        questions=tuple(questions),
        campaigns=tuple(_campaigns(every)),
    )


def _campaigns(every: reading.Filter) -> Iterator[Campaign]:
    rows = (
        reading.query(every)
        .exclude(letter=None)
        .values_list("letter", "call_id")
        .annotate(many=Count("id"))
        .order_by("-many", "letter")
    )
    for letter, call, many in rows[:_LETTERS]:
        if many > 1:
            title = f"Letter {letter} in {call}"
            yield Campaign(title=title, copies=many, address=f"/docket/letters/{letter}/")
