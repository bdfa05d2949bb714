"""What a snapshot lacks to become a report: all of it at once, each with its place and way out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core.cells.model import SMALLEST
from wardline.docket.show import neutral
from wardline.report.model import (
    MOST_LINE,
    MOST_TEXT,
    MOST_TITLE,
    Answer,
    Citation,
    Evidence,
    Figure,
    Finding,
    Kind,
    Node,
    Snapshot,
    Texts,
)
from wardline.report.numbers import key_of, walk
from wardline.report.problems import Problem, ProblemsError, pointer
from wardline.report.words import DUTIES, KINDS

# *Source*: Cybersecurity Information Sharing Act of 2015, section 405(a)(2): three of each chamber.
COMMITTEES = 6
# Deeper trees cannot be read in a line of a table; Word has nine levels of headings.
MOST_DEPTH = 9
_SHOWN = 40
_PARENTS: dict[Kind, tuple[Kind, ...]] = {
    Kind.IMPERATIVE: (),
    Kind.RECOMMENDATION: (Kind.IMPERATIVE, Kind.RECOMMENDATION),
    Kind.ACTION: (Kind.RECOMMENDATION, Kind.ACTION),
}


class Index(NamedTuple):
    """What the checks look up."""

    nodes: Mapping[str, Node]
    findings: Mapping[str, Finding]
    evidence: Mapping[str, Evidence]


def check(snapshot: Snapshot) -> None:
    """Nothing. *Raises* ProblemsError with all that is missing."""
    found = problems(snapshot)
    if found:
        many = len(found)
        raise ProblemsError(
            f"The report was not built: {many} {'thing is' if many == 1 else 'things are'} missing "
            f"or broken. First: {found[0].where}: {found[0].what}",
            found,
            form=False,
        )


def problems(snapshot: Snapshot) -> list[Problem]:
    """Everything that stands in the way, in the order of the snapshot."""
    index = Index(
        {one.id: one for one in snapshot.nodes},
        {one.id: one for one in snapshot.findings},
        {one.id: one for one in snapshot.evidence},
    )
    return [
        *_letters(snapshot),
        *_texts(snapshot),
        *_twice(snapshot),
        *_tree(snapshot, index),
        *_nodes(snapshot, index),
        *_numbers(snapshot),
        *_findings(snapshot, index),
        *_evidence(snapshot),
        *_figures(snapshot),
        *_heard(snapshot),
        *_lengths(snapshot),
    ]


def duties_without(snapshot: Snapshot) -> list[str]:
    """The duties A to E that no published finding is about."""
    told = {one.duty for one in snapshot.findings if one.state == "published"}
    return [duty for duty in DUTIES if duty not in told]


def place(node: Node) -> str:
    """A node as the problems name it."""
    return f"{KINDS[node.kind]} “{_short(node.title) or 'without a title'}” ({node.id})"


# --- letters and prose


def _letters(snapshot: Snapshot) -> Iterator[Problem]:
    where = "The letters"
    names = [one.name.strip() for one in snapshot.letters.committees]
    if len(set(names)) != COMMITTEES:
        yield Problem(
            "committees",
            "/letters/committees",
            where,
            f"There are {len(set(names))} committees.",
            "The law names six, three of each chamber: write each once.",
        )
    if not snapshot.letters.text.strip():
        yield Problem(
            "no-text", "/letters/text", where, "They say nothing.", "Write what all of them say."
        )
    if not any(one.strip() for one in snapshot.letters.signed):
        yield Problem(
            "unsigned", "/letters/signed", where, "Nobody signs.", "Name who signs, one a line."
        )


def _texts(snapshot: Snapshot) -> Iterator[Problem]:
    if not snapshot.title.strip():
        yield _no_title("/title", "The report")
    for name in ("summary", "charge", "method", "risks"):
        if not getattr(snapshot.texts, name).strip():
            yield Problem(
                "no-text",
                pointer("texts", name),
                f"The part “{name}”",
                "It is empty.",
                "Write it: a report without it is not whole.",
            )
    if not snapshot.nodes:
        yield Problem(
            "no-items", "/nodes", "The imperatives", "There are none.", "Add the first imperative."
        )


def _twice(snapshot: Snapshot) -> Iterator[Problem]:
    """Ids are anchors: across all kinds each stands once, whatever its case (Word has none)."""
    seen: set[str] = set()
    for part in ("nodes", "findings", "evidence", "figures", "practices"):
        for at, one in enumerate(getattr(snapshot, part)):
            if one.id.lower().startswith("part-"):
                yield Problem(
                    "id-taken",
                    pointer(part, at, "id"),
                    f"The id {one.id}",
                    "Ids that begin with part- are of the report's own parts.",
                    "Give it another one.",
                )
            if one.id.lower() in seen:
                yield Problem(
                    "id-twice",
                    pointer(part, at, "id"),
                    f"The id {one.id}",
                    "It stands for two things.",
                    "Give the newer one an id of its own; ids are never given again.",
                )
            seen.add(one.id.lower())


# --- items


def _tree(snapshot: Snapshot, index: Index) -> Iterator[Problem]:
    depths = {node.id: depth for node, depth in walk(snapshot.nodes)}
    for at, node in enumerate(snapshot.nodes):
        above = index.nodes.get(node.parent or "")
        spot = pointer("nodes", at, "parent")
        if node.parent and above is None:
            yield Problem(
                "no-parent",
                spot,
                place(node),
                f"It belongs under {node.parent}, which is not there.",
                "Put it under an item that is there, or bring that one back.",
            )
        elif node.id not in depths and above is not None:
            yield Problem(
                "ring",
                spot,
                place(node),
                "It hangs under itself, or under an item that is not there.",
                "Put one of the items above it where it belongs.",
            )
        elif not _fits(node, above):
            yield Problem(
                "wrong-parent",
                spot,
                place(node),
                "It stands under the wrong kind of item.",
                "Imperatives stand at the top, recommendations under imperatives (or "
                "recommendations), action items under recommendations (or action items).",
            )
        elif depths[node.id] >= MOST_DEPTH:
            yield Problem(
                "too-deep",
                spot,
                place(node),
                f"It is more than {MOST_DEPTH} levels deep.",
                "Put it further up.",
            )


def _fits(node: Node, above: Node | None) -> bool:
    allowed = _PARENTS[node.kind]
    return above.kind in allowed if above is not None else not allowed


def _nodes(snapshot: Snapshot, index: Index) -> Iterator[Problem]:
    for at, node in enumerate(snapshot.nodes):
        where = place(node)
        if not node.title.strip():
            yield _no_title(pointer("nodes", at, "title"), where)
        if node.kind is Kind.RECOMMENDATION and not node.findings:
            yield Problem(
                "no-finding",
                pointer("nodes", at, "findings"),
                where,
                "It rests on no finding.",
                "Name the findings that it rests on, or take it out.",
            )
        yield from _rests(node.findings, ("nodes", at), where, index)
        for number, key in enumerate(node.evidence):
            if problem := _cited(index.evidence.get(key), key):
                spot = pointer("nodes", at, "evidence", number)
                yield Problem(problem[0], spot, where, problem[1], problem[2])
        yield from _response(node, at, where)


def _rests(
    named: Sequence[str], at: tuple[str | int, ...], where: str, index: Index
) -> Iterator[Problem]:
    """The findings that something names: they are there, and everybody may read them."""
    for number, key in enumerate(named):
        spot = pointer(*at, "findings", number)
        finding = index.findings.get(key)
        if finding is None:
            yield Problem(
                "missing-finding",
                spot,
                where,
                f"It rests on {key}, which is not there.",
                "Take the link away, or bring the finding back.",
            )
        elif finding.state != "published":
            what = "a draft" if finding.state == "draft" else "taken back"
            yield Problem(
                "finding-not-public",
                spot,
                where,
                f"It rests on {key}, which is {what}.",
                "Publish the finding, or rest on another one.",
            )


def _response(node: Node, at: int, where: str) -> Iterator[Problem]:
    told = node.response
    if told is None:
        return
    if not told.text.strip():
        kind = "reason" if told.answer is Answer.NOT else "plan"
        yield Problem(
            "no-plan",
            pointer("nodes", at, "response", "text"),
            where,
            f"Its response gives no {kind}.",
            f"Write the {kind} of whoever answered.",
        )
    if node.asked and told.on < node.asked:
        yield Problem(
            "answered-early",
            pointer("nodes", at, "response", "on"),
            where,
            "Its response is older than the question.",
            "Mend one of the two dates.",
        )


def _numbers(snapshot: Snapshot) -> Iterator[Problem]:
    """A printed number is given to one item only, and each item has one at a time."""
    owner: dict[str, str] = {}
    standing: Counter[str] = Counter()
    for at, one in enumerate(snapshot.numbers):
        spot = pointer("numbers", at)
        if owner.setdefault(one.number, one.id) != one.id:
            yield Problem(
                "number-twice",
                spot,
                f"The number {one.number}",
                f"It was given to {owner[one.number]} and to {one.id}.",
                "Take the numbers of the last edition (its report.json) as they are.",
            )
        standing[one.id] += one.dropped is None
        if standing[one.id] > 1:
            yield Problem(
                "two-numbers",
                spot,
                f"The item {one.id}",
                "It has two numbers that stand.",
                "Take the numbers of the last edition (its report.json) as they are.",
            )
        if one.edition >= snapshot.edition:
            yield Problem(
                "number-late",
                spot,
                f"The number {one.number}",
                f"Edition {one.edition} gave it, and this is edition {snapshot.edition}.",
                "Set the edition to the one after the last.",
            )
    yield from _orphans(snapshot, owner)


def _orphans(snapshot: Snapshot, owner: Mapping[str, str]) -> Iterator[Problem]:
    for at, one in enumerate(snapshot.numbers):
        above = one.number.rpartition(".")[0]
        if above and above not in owner and len(key_of(one.number)) > 1:
            yield Problem(
                "number-alone",
                pointer("numbers", at),
                f"The number {one.number}",
                f"Nothing ever had the number {above}.",
                "Take the numbers of the last edition (its report.json) as they are.",
            )


# --- what it rests on


def _findings(snapshot: Snapshot, index: Index) -> Iterator[Problem]:
    for at, finding in enumerate(snapshot.findings):
        where = f"Finding “{_short(finding.title)}” ({finding.id})"
        if not finding.title.strip():
            yield _no_title(pointer("findings", at, "title"), where)
        if finding.state != "published":
            continue
        if not finding.citations:
            yield Problem(
                "no-evidence",
                pointer("findings", at, "citations"),
                where,
                "It rests on no evidence.",
                "Cite the words that show it, or take it back.",
            )
        for number, cited in enumerate(finding.citations):
            spot = pointer("findings", at, "citations", number)
            source = index.evidence.get(cited.evidence)
            if problem := _cited(source, cited.evidence):
                yield Problem(problem[0], spot, where, problem[1], problem[2])
            elif source is not None and not _stands(source.text, cited):
                yield Problem(
                    "quote-not-found",
                    spot,
                    where,
                    f"Its quote “{_short(cited.quote)}” does not stand in {source.id} at "
                    f"{cited.start} to {cited.end}.",
                    "Copy the words from the source again; not a letter may differ.",
                )


def _cited(source: Evidence | None, key: str) -> tuple[str, str, str] | None:
    if source is None:
        how = "Cite another source, or bring this one back."
        return "missing-evidence", f"It cites {key}, which is not there.", how
    if source.state == "withdrawn":
        how = "Cite another source; what was withdrawn may not be quoted."
        return "withdrawn", f"It cites {key}, which its author took back.", how
    if not source.public:
        how = "Cite what everybody may read."
        return "not-public", f"It cites {key}, which is not public.", how
    return None


def _stands(text: str, cited: Any) -> bool:
    quote = cited.quote
    return bool(quote.strip()) and text[cited.start : cited.end] == quote


def _evidence(snapshot: Snapshot) -> Iterator[Problem]:
    used = {cited.evidence for one in snapshot.findings for cited in one.citations}
    used |= {key for one in snapshot.nodes for key in one.evidence}
    for at, source in enumerate(snapshot.evidence):
        if source.id not in used or source.state != "standing":
            continue
        where = f"Evidence “{_short(source.title)}” ({source.id})"
        if hashlib.sha256(source.text.encode()).hexdigest() != source.sha256:
            yield Problem(
                "hash",
                pointer("evidence", at, "sha256"),
                where,
                "Its text is not the one that was sealed (SHA-256).",
                "Take the snapshot again; if it stays so, restore a backup.",
            )
        if not source.title.strip():
            yield _no_title(pointer("evidence", at, "title"), where)
        if not source.address.startswith(("https://", "http://", "/")):
            yield Problem(
                "no-address",
                pointer("evidence", at, "address"),
                where,
                "Nobody can see where it is read.",
                "Give its address: https://…, or a path of the hub.",
            )


def _figures(snapshot: Snapshot) -> Iterator[Problem]:
    for at, figure in enumerate(snapshot.figures):
        where = f"Figure “{_short(figure.title)}” ({figure.id})"
        if not figure.title.strip():
            yield _no_title(pointer("figures", at, "title"), where)
        if not figure.alt.strip():
            yield Problem(
                "no-alt",
                pointer("figures", at, "alt"),
                where,
                "It has no alternative text.",
                "Write in a sentence what the picture tells.",
            )
        if not figure.categories or not figure.series:
            yield Problem(
                "empty-figure",
                pointer("figures", at, "series"),
                where,
                "It has nothing to show.",
                "Give it categories and values, or take it out.",
            )
        yield from _cells(figure, at, where)


def _cells(figure: Figure, at: int, where: str) -> Iterator[Problem]:
    for row, series in enumerate(figure.series):
        spot = pointer("figures", at, "series", row, "values")
        if len(series.values) != len(figure.categories):
            yield Problem(
                "shape",
                spot,
                where,
                f"“{_short(series.name)}” has {len(series.values)} values for "
                f"{len(figure.categories)} categories.",
                "Give one value a category; null where it is not shown.",
            )
        if any(value is not None and value < 0 for value in series.values):
            yield Problem("negative", spot, where, "A value is below zero.", "Mend the value.")
        if figure.values != "counts":
            continue
        for cell, value in enumerate(series.values):
            if value is not None and value < SMALLEST:
                yield Problem(
                    "small-cell",
                    f"{spot}/{cell}",
                    where,
                    f"A cell is under {SMALLEST}, and not hidden.",
                    "Take the figure from an edition of the statistics, or set the cell to null.",
                )


def _heard(snapshot: Snapshot) -> Iterator[Problem]:
    heard = snapshot.heard
    rows = [((), heard.comments, heard.distinct)]
    parts: Iterable[tuple[tuple[str | int, ...], int, int]] = [
        *rows,
        *[
            (("questions", at), one.comments, one.distinct)
            for at, one in enumerate(heard.questions)
        ],
    ]
    for at, comments, distinct in parts:
        if distinct > comments:
            yield Problem(
                "counts",
                pointer("heard", *at, "distinct"),
                "What was heard",
                f"{distinct} different texts in {comments} comments cannot be.",
                "Count each campaign letter once in “distinct”, each copy in “comments”.",
            )
    for row, rest in enumerate(snapshot.practices):
        index = Index({}, {one.id: one for one in snapshot.findings}, {})
        where = f"Practice “{_short(rest.title)}” ({rest.id})"
        yield from _rests(rest.findings, ("practices", row), where, index)


# --- lengths


_LONG = {"title": MOST_TITLE, "text": MOST_TEXT, "alt": MOST_TEXT, "note": MOST_TEXT}
_LONG |= dict.fromkeys(("meaning", *Texts.__struct_fields__), MOST_TEXT)
# What a source said is quoted as it is: it is the source's own, and may be of any length.
_FREE = (Evidence, "text"), (Citation, "quote")


def _lengths(snapshot: Snapshot) -> Iterator[Problem]:
    """Titles, lines and texts that are too long, or that hold what turns or hides a line."""
    for at, name, text in _strings(snapshot, ()):
        where = f"The {name}" if len(at) == 1 else " ".join(map(str, at[:-1]))
        most = _LONG.get(name, MOST_LINE)
        yield from _length(name, text, most, pointer(*at), where)


def _strings(
    value: Any, at: tuple[str | int, ...], name: str = ""
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every string of a snapshot with its place and the key that it stands under."""
    if isinstance(value, str):
        yield at, name, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _strings(one, (*at, number), name)
    elif isinstance(value, msgspec.Struct):
        for key in value.__struct_fields__:
            if (type(value), key) not in _FREE:
                yield from _strings(getattr(value, key), (*at, key), key)


def _length(name: str, text: str, most: int, spot: str, where: str) -> Iterator[Problem]:
    if len(text) > most:
        yield Problem(
            "too-long",
            spot,
            where,
            f"Its {name} has {len(text)} characters; at most {most} fit.",
            "Shorten it, and put the rest into the text below."
            if most < MOST_TEXT
            else "Shorten it, or part it in two.",
        )
    if neutral(text) != text:
        yield Problem(
            "hidden",
            spot,
            where,
            f"Its {name} holds characters that hide or turn the line.",
            "Take them out, or write them as ⟦U+…⟧.",
        )


def _no_title(spot: str, where: str) -> Problem:
    return Problem("no-title", spot, where, "It has no title.", "Give it one.")


def _short(text: str) -> str:
    plain = " ".join(neutral(text).split())
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
