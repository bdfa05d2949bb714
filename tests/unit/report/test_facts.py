"""Numbers, dates and links of a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from wardline.core.errors import UsageError
from wardline.report import changes, contents, facts, progress
from wardline.report.document import Facts, Heading, Table
from wardline.report.model import Answer, Kind, Node, Response, Status, Update
from wardline.testing.reports import AS_OF, IMPERATIVES, shaped

SMALL = shaped(20, 10)
FIRST = facts.report(SMALL, AS_OF)


def item(made, key):
    return next(one for one in made.items if one.id == key)


def later(nodes, **values):
    """The next edition, with other items."""
    return replace(SMALL, edition=2, numbers=FIRST.numbers, nodes=tuple(nodes), **values)


def test_the_shape_of_2017_comes_from_data_alone():
    made = facts.report(shaped(), AS_OF)
    many = {kind: sum(one.kind is kind for one in made.items) for kind in Kind}
    assert many == {Kind.IMPERATIVE: 6, Kind.RECOMMENDATION: 26, Kind.ACTION: 105}
    assert sum(len(one.quotes) for one in made.findings) == 1000
    tops = [(one.number, one.title) for one in made.items if one.depth == 0]
    assert tops == [(str(at), title) for at, title in enumerate(IMPERATIVES, 1)]


def test_numbers_stay_when_items_come_go_and_move():
    nodes = [one for one in SMALL.nodes if one.id not in ("act-1-2", "imp-5")]
    nodes = [one for one in nodes if one.parent != "imp-5"]
    gone = {one.id for one in SMALL.nodes} - {one.id for one in nodes}
    nodes = [one for one in nodes if one.parent not in gone]
    at = next(i for i, one in enumerate(nodes) if one.id == "rec-2")
    new = Node(id="new", kind=Kind.RECOMMENDATION, title="New", parent="imp-1", findings=("F-1",))
    nodes.insert(at, new)
    top = Node(id="top", kind=Kind.IMPERATIVE, title="One more")
    moved = [replace(one, parent="imp-2") if one.id == "rec-4" else one for one in (top, *nodes)]
    made = facts.report(later(moved), AS_OF)
    assert item(made, "new").number == "1.5"
    assert item(made, "top").number == "7"
    assert item(made, "rec-3").number == item(FIRST, "rec-3").number == "1.3"
    assert item(made, "rec-4").number == "2.7"
    assert item(made, "act-1-3").number == item(FIRST, "act-1-3").number == "1.1.3"
    assert {(one.number, one.after) for one in made.inserted} >= {("1.5", "1.1"), ("7", "")}
    dropped = {one.number for one in made.numbers if one.dropped == 2}
    assert {"1.1.2", "5", "5.1", "1.4"} <= dropped
    # In the third edition a new action gets a number that nobody ever had.
    again = Node(id="act-new", kind=Kind.ACTION, title="Again", parent="rec-1")
    third = replace(later([*moved, again]), edition=3, numbers=made.numbers)
    latest = facts.report(third, AS_OF)
    highest = sum(one.parent == "rec-1" for one in SMALL.nodes)
    assert item(latest, "act-new").number == f"1.1.{highest + 1}"
    texts = [block.text for block in contents.document(latest).blocks if isinstance(block, Heading)]
    assert "About the numbers" in texts


def test_lateness_follows_from_the_date_alone():
    node = next(one for one in SMALL.nodes if one.id == "rec-3")
    asked = date(2027, 1, 1)
    silent = replace(node, asked=asked, response=None, due=date(2027, 6, 1))
    others = [one for one in SMALL.nodes if one.id != "rec-3"]

    def on(day, some=silent):
        made = facts.report(replace(SMALL, nodes=(*others, some)), day)
        return item(made, "rec-3")

    assert on(asked + timedelta(days=90)).answer_late is False
    assert on(asked + timedelta(days=91)).answer_late is True
    assert on(date(2027, 6, 1)).late is False
    assert on(date(2027, 6, 2)).late is True
    told = Response(answer=Answer.PARTLY, on=asked + timedelta(days=100), text="Half of it.")
    answered = replace(silent, response=told)
    # Before the day of the answer nobody knows of it.
    assert on(asked + timedelta(days=95), answered).response is None
    assert on(asked + timedelta(days=101), answered).response == told
    assert on(asked + timedelta(days=101), answered).answer_late is True
    done = replace(silent, updates=(Update(on=date(2027, 5, 1), status=Status.DONE),))
    assert on(date(2027, 7, 1), done).late is False
    assert on(date(2027, 4, 1), done).status is Status.OPEN


def test_links_lead_both_ways():
    made = facts.report(shaped(), AS_OF)
    findings = {one.id: one for one in made.findings}
    sources = {one.id: one for one in made.sources}
    for one in made.items:
        assert all(one.id in findings[key].cited_by for key in one.findings)
    for one in made.findings:
        assert all(one.id in sources[quote.evidence].cited_by for quote in one.quotes)
    numbers = {one.number for one in made.items}
    for block in contents.document(made).blocks:
        if isinstance(block, Facts) and block.rows[-1][0] == "Cited by":
            words = [run.text for run in block.rows[-1][1] if run.to]
            assert all(word in numbers or word.startswith("practice") for word in words)


def test_sealed_texts_stay_out_of_the_report():
    said = facts.encode(FIRST)
    assert b"That is how it was in place" not in said
    assert SMALL.evidence[0].sha256.encode() in said


def test_the_parts_stand_in_their_order():
    document = contents.document(FIRST)
    parts = [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 1]
    assert parts == [
        "Letters of transmittal",
        "Summary",
        "Our charge and how we worked",
        "Risks of the sector",
        "Imperatives, recommendations and action items",
        "Practices of other sectors",
        "What was heard",
        "The picture of the sector",
        "Appendix A: All items in one table",
        "Appendix B: Findings and their sources",
        "Resources for organizations of all sizes",
        "Members",
        "Meetings",
        "Glossary",
        "About this document",
    ]
    table = next(one for one in document.blocks if getattr(one, "caption", "") == "All items")
    assert len(table.rows) == len(SMALL.nodes)


def test_an_empty_report_says_what_is_not_there():
    bare = replace(
        SMALL,
        nodes=(Node(id="only", kind=Kind.IMPERATIVE, title="Only one"),),
        findings=(),
        evidence=(),
        figures=(),
        practices=(),
        members=(),
        meetings=(),
        glossary=(),
        resources=(),
    )
    document = contents.document(facts.report(bare, AS_OF))
    missing = [one for one in document.blocks if isinstance(one, Heading)]
    assert len(missing) > 20
    assert any("Nothing may be shown here yet" in str(one) for one in document.blocks)


def test_the_progress_update_counts_what_the_report_holds():
    document = progress.document(FIRST)
    table = next(one for one in document.blocks if isinstance(one, Table))
    counted = [int(run.text) for row in table.rows for cell in row[1:5] for run in cell]
    assert sum(counted) == sum(one.kind is Kind.ACTION for one in SMALL.nodes)
    late = next(one for one in document.blocks if getattr(one, "caption", "").startswith("Items"))
    assert len(late.rows) == sum(one.late for one in FIRST.items) > 0
    assert progress.year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_what_changed_between_two_editions():
    nodes = [one for one in SMALL.nodes if one.id != "act-1-2"]
    nodes = [replace(one, title="Another title") if one.id == "rec-2" else one for one in nodes]
    nodes.append(Node(id="act-new", kind=Kind.ACTION, title="New", parent="rec-2"))
    texts = replace(SMALL.texts, summary="Shorter now.")
    new = facts.report(later(nodes, texts=texts), AS_OF + timedelta(days=365))
    found = changes.changes(FIRST, new)
    assert [one.id for one in found.added] == ["act-new"]
    assert [one.number for one in found.dropped] == ["1.1.2"]
    fields = {one.id: {change.field for change in one.changes} for one in found.changed}
    assert fields["rec-2"] == {"Title"}
    assert found.parts == ("Summary",)
    assert found.findings_added == found.findings_dropped == found.figures == ()
    told = str(changes.document(FIRST, new).blocks)
    assert "is “Another title”" in told
    with pytest.raises(UsageError):
        changes.changes(new, FIRST)


def test_a_report_is_read_again_from_its_json():
    assert facts.decode(facts.encode(FIRST)) == FIRST
