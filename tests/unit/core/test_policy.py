"""Who may see what: each rule with someone who may and someone who may not."""

from __future__ import annotations

import json
import time
import uuid

import pytest

from wardline.core import tlp
from wardline.core.markings import STATEMENT, Meaning, without
from wardline.core.policy import Recipient, Scope, Visibility, decide, fold
from wardline.core.tlp import TLP

PUBLIC = Recipient("", public=True)
MEMBER = Recipient("clinic")
SHARER = Recipient("hospital")
NAMED = Recipient("agency", named=True)


def marked(*labels: TLP, **more):
    return {"type": "indicator", "object_marking_refs": [t.marking_id for t in labels], **more}


def may_see(obj, recipient, definitions=None):
    return any(
        decide(r.visibility, recipient).allowed for r in fold(obj, "hospital", definitions or {})
    )


@pytest.mark.parametrize(
    ("label", "public", "member", "sharer", "named"),
    [
        (TLP.CLEAR, True, True, True, True),
        (TLP.GREEN, False, True, True, True),
        (TLP.AMBER, False, True, True, True),
        (TLP.AMBER_STRICT, False, True, True, True),
        (TLP.RED, False, False, True, True),
    ],
)
def test_each_label_reaches_those_it_should_and_no_others(label, public, member, sharer, named):
    obj = marked(label)
    got = [may_see(obj, who) for who in (PUBLIC, MEMBER, SHARER, NAMED)]
    assert got == [public, member, sharer, named]


def test_what_is_unmarked_stays_in_the_community():
    assert may_see({"type": "indicator"}, MEMBER)
    assert not may_see({"type": "indicator"}, PUBLIC)


def test_the_strictest_of_several_labels_holds():
    assert not may_see(marked(TLP.CLEAR, TLP.RED), MEMBER)


def test_tlp_1_markings_mean_the_same():
    red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
    assert not may_see({"object_marking_refs": [red]}, MEMBER)
    white = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
    assert may_see({"object_marking_refs": [white]}, PUBLIC)


UNKNOWN = "marking-definition--11111111-1111-4111-8111-111111111111"


def test_a_marking_that_nobody_can_read_stays_with_the_collections_readers():
    obj = {"object_marking_refs": [tlp.TLP.CLEAR.marking_id, UNKNOWN]}
    [rendition] = fold(obj, "hospital", {})
    assert rendition.visibility.scope == Scope(TLP.AMBER_STRICT)
    assert rendition.unread == (UNKNOWN,)
    assert may_see(obj, MEMBER)
    assert not may_see(obj, PUBLIC)


def test_a_known_statement_does_not_restrict_and_a_known_label_does():
    obj = {"object_marking_refs": [TLP.CLEAR.marking_id, UNKNOWN]}
    assert may_see(obj, PUBLIC, {UNKNOWN: STATEMENT})
    assert not may_see(obj, MEMBER, {UNKNOWN: Meaning(TLP.RED, known=True)})


def test_nobody_sees_two_renditions_of_one_object():
    obj = marked(
        TLP.GREEN,
        description="secret",
        granular_markings=[{"marking_ref": TLP.RED.marking_id, "selectors": ["description"]}],
    )
    full, redacted = fold(obj, "hospital", {})
    assert full.object == obj
    assert "description" not in redacted.object
    assert "granular_markings" not in redacted.object
    assert redacted.removed == ("description",)
    for who, sees in ((SHARER, full), (NAMED, full), (MEMBER, redacted)):
        allowed = [r for r in (full, redacted) if decide(r.visibility, who).allowed]
        assert allowed == [sees]
    assert not may_see(obj, PUBLIC)
    assert decide(redacted.visibility, NAMED).rule == "fuller"


def test_a_wider_granular_marking_does_not_widen_the_object():
    obj = marked(
        TLP.RED,
        name="x",
        granular_markings=[{"marking_ref": TLP.CLEAR.marking_id, "selectors": ["name"]}],
    )
    assert len(fold(obj, "hospital", {})) == 1
    assert not may_see(obj, MEMBER)


def test_several_granular_labels_give_a_rendition_each():
    obj = marked(
        TLP.CLEAR,
        name="n",
        description="d",
        labels=["a", "b", "c"],
        granular_markings=[
            {"marking_ref": TLP.RED.marking_id, "selectors": ["description"]},
            {"marking_ref": TLP.AMBER.marking_id, "selectors": ["labels.[1]", "name"]},
        ],
    )
    forms = {
        who: next(r.object for r in fold(obj, "hospital", {}) if decide(r.visibility, who).allowed)
        for who in (PUBLIC, MEMBER, SHARER)
    }
    assert forms[SHARER] == obj
    assert "description" not in forms[MEMBER]
    assert forms[MEMBER]["labels"] == ["a", "b", "c"]
    assert forms[PUBLIC]["labels"] == ["a", "c"]
    assert "name" not in forms[PUBLIC]
    assert "b" not in json.dumps(forms[PUBLIC]["labels"])


@pytest.mark.parametrize(
    ("selectors", "left"),
    [
        (["a.b"], {"c": [1, 2]}),
        (["c.[0]", "c.[1]"], {"a": {"b": 1}}),
        (["c.[1]", "c.[0]", "c"], {"a": {"b": 1}}),
        (["c.[7]", "zz", "a.zz", "c.x"], {"a": {"b": 1}, "c": [1, 2]}),
        (["c.[-1]", "c.[]"], {"a": {"b": 1}, "c": [1, 2]}),
    ],
)
def test_selectors_take_out_what_they_name(selectors, left):
    assert without({"a": {"b": 1}, "c": [1, 2]}, selectors) == left


def test_what_is_left_of_a_list_keeps_its_own_markings():
    """Else whoever passes the object on withholds the wrong member, and shows the marked one."""
    strict = TLP.AMBER_STRICT.marking_id
    obj = marked(
        TLP.CLEAR,
        labels=["for named", "open", "for members", "open too"],
        granular_markings=[
            {"marking_ref": TLP.RED.marking_id, "selectors": ["labels.[0]"]},
            {"marking_ref": strict, "selectors": ["labels.[2]"]},
            {"lang": "es", "selectors": ["labels.[3]", "labels.[0]"]},
        ],
    )
    forms = {
        who: next(r.object for r in fold(obj, "hospital", {}) if decide(r.visibility, who).allowed)
        for who in (PUBLIC, MEMBER)
    }
    assert forms[MEMBER]["labels"] == ["open", "for members", "open too"]
    assert forms[MEMBER]["granular_markings"] == [
        {"marking_ref": strict, "selectors": ["labels.[1]"]},
        {"lang": "es", "selectors": ["labels.[2]"]},
    ]
    assert forms[PUBLIC]["labels"] == ["open", "open too"]
    assert forms[PUBLIC]["granular_markings"] == [{"lang": "es", "selectors": ["labels.[1]"]}]
    # A peer that takes the members' form in withholds what was marked, and nothing else.
    again = fold(forms[MEMBER], "hospital", {})
    assert again[-1].object["labels"] == ["open", "open too"]


def test_a_marking_of_a_list_that_went_goes_with_it():
    obj = marked(
        TLP.CLEAR,
        labels=["secret"],
        granular_markings=[
            {"marking_ref": TLP.RED.marking_id, "selectors": ["labels.[0]"]},
            {"lang": "en", "selectors": ["labels"]},
        ],
    )
    assert fold(obj, "hospital", {})[-1].object == marked(TLP.CLEAR)


def test_many_granular_markings_take_linear_time():
    def seconds(many):
        obj = marked(
            TLP.CLEAR,
            labels=[f"l{n}" for n in range(2 * many)],
            granular_markings=[
                {"marking_ref": TLP.RED.marking_id, "selectors": [f"labels.[{2 * n}]"]}
                for n in range(many)
            ]
            + [
                {"marking_ref": TLP.AMBER.marking_id, "selectors": ["labels", "labels.[1]"]}
                for n in range(many)
            ]
            + [
                {"marking_ref": f"marking-definition--{uuid.UUID(int=n)}", "selectors": ["labels"]}
                for n in range(many)
            ],
        )
        start = time.process_time()
        assert len(fold(obj, "hospital", {})) == 4
        return time.process_time() - start

    seconds(100)
    small, large = seconds(1_000), seconds(16_000)
    # Sixteen times as many: quadratic work would take 256 times as long.
    assert large < 60 * max(small, 0.01)


@pytest.mark.parametrize("label", list(TLP))
@pytest.mark.parametrize("owner", ["", "0d0ff8a4-6d4b-4d7f-9c5f-6f4f5a0c2c11"])
def test_a_visibility_survives_its_key(label, owner):
    for unless in (None, Scope(TLP.RED, owner)):
        visibility = Visibility(Scope(label, owner), unless)
        assert Visibility.from_key(visibility.key()) == visibility


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("tlp:white", TLP.CLEAR),
        ("TLP:AMBER+STRICT", TLP.AMBER_STRICT),
        ("Amber", TLP.AMBER),
        ("tlp:ex:chr", None),
        ("", None),
    ],
)
def test_labels_are_read_as_people_write_them(text, label):
    assert TLP.from_label(text) is label


@pytest.mark.parametrize("ceiling", list(TLP))
def test_a_peer_sees_nothing_beyond_its_agreement_whatever_else_would_let_it(ceiling):
    peer = Recipient("hospital", named=True, ceiling=ceiling)
    seen = {label for label in TLP if may_see(marked(label), peer)}
    assert seen == {label for label in TLP if label <= ceiling}


def test_a_peer_gets_the_wider_form_of_what_is_partly_beyond_its_agreement():
    obj = marked(
        TLP.GREEN,
        name="For all",
        description="For few",
        granular_markings=[{"marking_ref": TLP.RED.marking_id, "selectors": ["description"]}],
    )
    peer = Recipient("other-hub", named=True, ceiling=TLP.GREEN)
    shown = [r for r in fold(obj, "hospital", {}) if decide(r.visibility, peer).allowed]
    assert [r.object.get("description") for r in shown] == [None]
    full = [r for r in fold(obj, "hospital", {}) if decide(r.visibility, NAMED).allowed]
    assert [r.object.get("description") for r in full] == ["For few"]
