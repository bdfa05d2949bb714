"""What a report lacks: all of it, each with its place and the way out."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace

from wardline.report import checks, facts
from wardline.report.model import Answer, Finding, Given, Kind, Node, Response, Series, Snapshot
from wardline.report.problems import ProblemsError
from wardline.testing.reports import AS_OF, shaped

SMALL = shaped(20, 10)


def put(snapshot: Snapshot, part: str, at: int, **values) -> Snapshot:
    """The snapshot with other values in one entry of a list."""
    entries = list(getattr(snapshot, part))
    entries[at] = replace(entries[at], **values)
    return replace(snapshot, **{part: tuple(entries)})


def told(snapshot: Snapshot) -> dict[str, str]:
    return {one.pointer: one.code for one in checks.problems(snapshot)}


def index(kind: Kind) -> int:
    return next(at for at, node in enumerate(SMALL.nodes) if node.kind is kind)


def test_the_sample_lacks_nothing():
    assert checks.problems(SMALL) == []


def test_a_recommendation_without_a_finding():
    at = index(Kind.RECOMMENDATION)
    assert told(put(SMALL, "nodes", at, findings=())) == {f"/nodes/{at}/findings": "no-finding"}


def test_a_link_to_what_is_not_there_or_not_public():
    at = index(Kind.RECOMMENDATION)
    broken = put(SMALL, "nodes", at, findings=("F-1", "F-99", "F-2"))
    broken = put(broken, "findings", 1, state="draft")
    broken = put(broken, "findings", 0, state="withdrawn")
    found = told(broken)
    assert found[f"/nodes/{at}/findings/0"] == "finding-not-public"
    assert found[f"/nodes/{at}/findings/1"] == "missing-finding"
    assert found[f"/nodes/{at}/findings/2"] == "finding-not-public"


def test_a_finding_whose_comment_was_withdrawn():
    found = checks.problems(put(SMALL, "evidence", 0, state="withdrawn"))
    assert {one.code for one in found} == {"withdrawn"}
    assert found[0].pointer == "/findings/0/citations/0"
    assert "took back" in found[0].what
    assert found[0].how


def test_what_is_not_public_is_not_quoted():
    assert set(told(put(SMALL, "evidence", 0, public=False)).values()) == {"not-public"}


def test_a_finding_without_evidence_or_with_evidence_that_is_gone():
    assert told(put(SMALL, "findings", 2, citations=())) == {"/findings/2/citations": "no-evidence"}
    gone = replace(SMALL, evidence=SMALL.evidence[1:])
    assert "missing-evidence" in told(gone).values()


@pytest.mark.parametrize(("start", "end"), [(0, 5), (1, 9), (10**6, 10**6 + 5)])
def test_a_quote_that_does_not_stand_there(start, end):
    cited = replace(SMALL.findings[0].citations[0], start=start, end=end)
    broken = put(SMALL, "findings", 0, citations=(cited,))
    assert told(broken) == {"/findings/0/citations/0": "quote-not-found"}


def test_a_text_that_is_not_the_sealed_one():
    text = SMALL.evidence[0].text.replace("Made-up", "Well-known")
    assert "hash" in told(put(SMALL, "evidence", 0, text=text)).values()
    # Changed with its digest, the quotes of it are where they were no more.
    digest = hashlib.sha256(text.encode()).hexdigest()
    both = put(SMALL, "evidence", 0, text=text, sha256=digest)
    assert set(told(both).values()) == {"quote-not-found"}


@pytest.mark.parametrize("value", [0, 1, 10, 10.5])
def test_a_figure_with_a_cell_under_11(value):
    row = SMALL.figures[0].series[0]
    some = replace(row, values=(*row.values[:4], value))
    broken = put(SMALL, "figures", 0, series=(some,))
    assert told(broken) == {"/figures/0/series/0/values/4": "small-cell"}
    # What everybody can count for himself may be small.
    assert told(put(broken, "figures", 0, values="public")) == {}


def test_figures_that_cannot_be_read():
    assert told(put(SMALL, "figures", 0, alt=" ")) == {"/figures/0/alt": "no-alt"}
    short = put(SMALL, "figures", 0, series=(Series(name="One", values=(11,)),))
    assert told(short) == {"/figures/0/series/0/values": "shape"}
    assert told(put(SMALL, "figures", 0, series=())) == {"/figures/0/series": "empty-figure"}
    below = put(SMALL, "figures", 0, values="measures", chart="bars")
    below = put(below, "figures", 0, series=(Series(name="One", values=(1, 2, 3, 4, -1)),))
    assert told(below) == {"/figures/0/series/0/values": "negative"}


def test_titles_that_are_too_long_missing_or_hide_something():
    assert told(put(SMALL, "nodes", 3, title="x" * 300)) == {"/nodes/3/title": "too-long"}
    assert told(put(SMALL, "nodes", 3, title=" ")) == {"/nodes/3/title": "no-title"}
    assert told(put(SMALL, "nodes", 3, title="a\u202eb")) == {"/nodes/3/title": "hidden"}
    assert told(put(SMALL, "figures", 1, categories=("a\u200b", "b", "c", "d"))) == {
        "/figures/1/categories/0": "hidden"
    }
    assert told(put(SMALL, "findings", 3, title="x" * 201)) == {"/findings/3/title": "too-long"}
    texts = replace(SMALL.texts, summary="")
    assert told(replace(SMALL, texts=texts)) == {"/texts/summary": "no-text"}


def test_responses_need_a_plan_or_a_reason_and_cannot_come_before_the_question():
    at = index(Kind.RECOMMENDATION)
    node = SMALL.nodes[at]
    for answer, word in ((Answer.CONCUR, "plan"), (Answer.NOT, "reason")):
        some = put(SMALL, "nodes", at, response=Response(answer=answer, on=AS_OF))
        (problem,) = checks.problems(some)
        assert problem.code == "no-plan"
        assert word in problem.what
    early = Response(answer=Answer.CONCUR, on=node.asked.replace(year=2020), text="Yes.")
    assert told(put(SMALL, "nodes", at, response=early)) == {
        f"/nodes/{at}/response/on": "answered-early"
    }


def test_trees_that_are_none():
    def tree(*nodes):
        found = checks.problems(replace(SMALL, nodes=nodes))
        return {one.code for one in found}

    top = Node(id="a", kind=Kind.IMPERATIVE, title="Top")
    assert tree() == {"no-items"}
    assert tree(top) == set()
    assert tree(Node(id="b", kind=Kind.IMPERATIVE, title="Up", parent="a"), top) == {"wrong-parent"}
    assert tree(Node(id="b", kind=Kind.ACTION, title="Act", parent="a"), top) == {"wrong-parent"}
    assert tree(Node(id="b", kind=Kind.ACTION, title="Act"), top) == {"wrong-parent"}
    lost = Node(id="b", kind=Kind.ACTION, title="Act", parent="z")
    assert tree(top, lost) == {"no-parent"}
    ring = (
        Node(id="b", kind=Kind.ACTION, title="One", parent="c"),
        Node(id="c", kind=Kind.ACTION, title="Two", parent="b"),
    )
    assert tree(top, *ring) == {"ring"}
    deep = [Node(id="d0", kind=Kind.RECOMMENDATION, title="Down", parent="a", findings=("F-1",))]
    deep += [
        Node(id=f"d{at}", kind=Kind.ACTION, title="Down", parent=f"d{at - 1}")
        for at in range(1, 10)
    ]
    assert tree(top, *deep[:8]) == set()
    assert tree(top, *deep) == {"too-deep"}


def test_ids_stand_for_one_thing():
    assert "id-twice" in told(put(SMALL, "nodes", 1, id="imp-1")).values()
    assert "id-twice" in told(put(SMALL, "figures", 0, id="f-1")).values()
    assert "id-taken" in told(put(SMALL, "figures", 0, id="part-summary")).values()


def test_numbers_are_given_once():
    def given(*numbers):
        later = replace(SMALL, edition=2, numbers=numbers)
        return {one.code for one in checks.problems(later)}

    assert given(Given(id="imp-1", number="1", edition=1)) == set()
    twice = (Given(id="imp-1", number="1", edition=1), Given(id="x", number="1", edition=1))
    assert given(*twice) == {"number-twice"}
    two = (Given(id="imp-1", number="1", edition=1), Given(id="imp-1", number="2", edition=1))
    assert given(*two) == {"two-numbers"}
    assert given(Given(id="imp-1", number="1", edition=2)) == {"number-late"}
    assert given(Given(id="rec-1", number="1.1", edition=1)) == {"number-alone"}


def test_letters_go_to_six_committees():
    letters = replace(SMALL.letters, committees=SMALL.letters.committees[:5], signed=(), text=" ")
    assert told(replace(SMALL, letters=letters)) == {
        "/letters/committees": "committees",
        "/letters/text": "no-text",
        "/letters/signed": "unsigned",
    }


def test_all_is_told_at_once_and_nothing_is_built():
    broken = put(SMALL, "figures", 0, alt="")
    broken = put(broken, "nodes", 3, title="x" * 300)
    broken = put(broken, "evidence", 0, state="withdrawn")
    with pytest.raises(ProblemsError) as caught:
        facts.report(broken, AS_OF)
    assert {one.code for one in caught.value.problems} >= {"no-alt", "too-long", "withdrawn"}
    assert all(one.what and one.how and one.where for one in caught.value.problems)
    assert not caught.value.form


def test_duties_without_a_finding_are_listed_not_refused():
    few = tuple(one for one in SMALL.findings if one.duty in "ABD")
    keys = {one.id for one in few}
    nodes = tuple(
        replace(one, findings=tuple(key for key in one.findings if key in keys) or ("F-1",))
        if one.kind is Kind.RECOMMENDATION
        else one
        for one in SMALL.nodes
    )
    practices = tuple(replace(one, findings=()) for one in SMALL.practices)
    snapshot = replace(SMALL, findings=few, nodes=nodes, practices=practices)
    assert checks.problems(snapshot) == []
    assert checks.duties_without(snapshot) == ["C", "E"]
    made = facts.report(snapshot, AS_OF)
    assert [one.duty for one in made.duties if one.findings == 0] == ["C", "E"]


def test_drafts_that_nothing_rests_on_are_left_out():
    draft = Finding(id="F-77", kind="gap", duty="A", title="Not yet", state="draft")
    made = facts.report(replace(SMALL, findings=(*SMALL.findings, draft)), AS_OF)
    assert "F-77" not in {one.id for one in made.findings}


def test_evidence_that_an_item_comes_from_is_there_and_stands():
    at = next(n for n, one in enumerate(SMALL.nodes) if one.kind == "action")
    key = SMALL.evidence[0].id
    assert told(put(SMALL, "nodes", at, evidence=(key,))) == {}
    found = told(put(SMALL, "nodes", at, evidence=(key, "E-99999")))
    assert found == {f"/nodes/{at}/evidence/1": "missing-evidence"}
    broken = put(put(SMALL, "nodes", at, evidence=(key,)), "evidence", 0, public=False)
    assert checks.problems(broken)[0].pointer == f"/nodes/{at}/evidence/0"
