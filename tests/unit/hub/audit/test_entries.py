"""An entry's bytes: canonical, bound to all fields, without secrets, fit for every database."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardline.hub.audit.actions import WORDS, Action
from wardline.hub.audit.entries import (
    START,
    SYSTEM,
    Who,
    body,
    document,
    draft,
    hash_of,
    place,
    who,
)
from wardline.hub.members.actor import COMMAND_LINE, NOBODY, Actor
from wardline.hub.members.credentials import new_key

DETAIL = st.dictionaries(
    st.text(max_size=20),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=50),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=8,
    ),
    max_size=5,
)


def test_every_action_has_words_and_nothing_else_is_recorded():
    assert set(WORDS) == set(Action)
    with pytest.raises(ValueError, match="nonsense"):
        draft(SYSTEM, "nonsense.done", "x", at=1)


# A busy machine must not decide.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DETAIL, st.text(max_size=400), st.text(max_size=400))
def test_whatever_a_caller_passes_is_kept_whole_and_hashes_as_anybody_would(detail, target, name):
    actor = Who("user", "7", name, "o", "192.0.2.1")
    entry = place(draft(actor, Action.KEY_ADDED, target, detail, at=5), 3, START)
    shown = document(entry)
    text = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "\x00" not in "".join(str(part) for part in entry.draft)
    assert hash_of(json.loads(text)) == entry.hash
    for field, value in (("target", "other"), ("number", 4), ("at", 6), ("previous", "11" * 32)):
        assert hash_of({**shown, field: value}) != entry.hash


def test_the_bytes_are_those_of_rfc_8785():
    one = draft(Who("key", "k", "é"), Action.KEY_ADDED, "key:1", {"b": 1, "a": "ü"}, at=5)
    raw = body(one._replace(id="i"), 0, START).decode()
    assert raw == (
        '{"action":"key.added","actor":{"id":"k","kind":"key","name":"é"},"at":5,'
        '"detail":{"a":"ü","b":1},"id":"i","number":0,"organization":"",'
        f'"previous":"{"0" * 64}","target":"key:1"}}'
    )


def test_a_secret_is_refused_wherever_it_stands():
    secret = new_key()
    for target, detail in ((secret, {}), ("x", {"key": secret}), ("x", {"a": [{"b": secret}]})):
        with pytest.raises(ValueError, match="secret") as told:
            draft(SYSTEM, Action.KEY_ADDED, target, detail, at=1)
        assert secret not in str(told.value)


def test_endless_texts_are_cut_and_huge_details_are_told_by_size_alone():
    one = draft(SYSTEM, Action.KEY_ADDED, "t" * 10_000, {"n": "x" * 10_000}, at=1)
    assert (len(one.target), len(json.loads(one.detail)["n"])) == (300, 500)
    many = draft(SYSTEM, Action.KEY_ADDED, "t", {str(i): "x" * 400 for i in range(199)}, at=1)
    assert list(json.loads(many.detail)) == ["cut"]


def test_who_acts_is_told_apart():
    person = Actor(7, "Ann", "o", "Org", "admin", operator=False, address="192.0.2.1")
    assert who(person) == Who("user", "7", "Ann", "o", "192.0.2.1")
    assert who(COMMAND_LINE).kind == "command"
    assert who(NOBODY._replace(address="192.0.2.9")) == Who("nobody", "", "", "", "192.0.2.9")
