"""A finding until it is addressed, and when it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wardline.core.errors import UnprocessableError
from wardline.devices.track import Finding, Seen, State, Step, is_addressed, look_again, take

DAY = date(2026, 1, 10)
SEEN = Seen(revision="1", version="9.33", network="VLAN 7")
NEW = Finding("A1", "ICSMA-17-017-02", SEEN)
AFFECTED = take(NEW, Step(State.AFFECTED, "R. Engineer", DAY))


def step(to, **more):
    return Step(to, "R. Engineer", DAY, **more)


def test_the_long_way_ends_only_with_the_fixed_version_read_on_the_device():
    finding = AFFECTED
    for state in (State.PLANNED, State.IN_WORK, State.WAITING, State.FIXED):
        finding = take(finding, step(state))
        assert not is_addressed(finding, DAY)
    with pytest.raises(UnprocessableError, match="the version that was read on the device"):
        take(finding, step(State.VERIFIED))
    finding = take(finding, step(State.VERIFIED, version="12.1.2", fixes=True))
    assert is_addressed(finding, DAY)
    assert is_addressed(take(finding, step(State.CLOSED)), DAY)


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        (step(State.NOT_AFFECTED), {"justification": "vulnerable_code_not_present"}),
        (step(State.OFF_NETWORK), {"proof": "ticket 55"}),
        (step(State.RETIRED), {"proof": "scrap note"}),
        (
            step(State.MITIGATED),
            {"control": "rule 7", "tested": True, "until": DAY + timedelta(days=60)},
        ),
        (
            step(State.ACCEPTED, leader="Dr. A. Example, medical director"),
            {"reason": "no spare", "until": DAY + timedelta(days=180)},
        ),
    ],
)
def test_an_end_needs_its_proof(bare, full):
    with pytest.raises(UnprocessableError, match="needs"):
        take(AFFECTED, bare)
    assert is_addressed(take(AFFECTED, replace(bare, **full)), DAY)


def test_an_acceptance_is_for_180_days_at_most_and_by_a_named_person():
    until = DAY + timedelta(days=181)
    with pytest.raises(UnprocessableError, match="the leader who accepts"):
        take(AFFECTED, step(State.ACCEPTED, reason="no spare", until=DAY + timedelta(days=9)))
    long = step(State.ACCEPTED, reason="no spare", until=until, leader="Dr. A. Example")
    with pytest.raises(UnprocessableError, match="within 180 days"):
        take(AFFECTED, long)
    with pytest.raises(UnprocessableError, match="name of the person"):
        take(AFFECTED, Step(State.PLANNED, " ", DAY))


def test_steps_out_of_order_are_refused_with_what_is_possible():
    with pytest.raises(UnprocessableError, match="Possible steps"):
        take(NEW, step(State.CLOSED))


def test_what_ends_comes_back():
    until = DAY + timedelta(days=30)
    held = take(AFFECTED, step(State.MITIGATED, control="rule 7", tested=True, until=until))
    assert look_again(held, SEEN, until) == held
    after = look_again(held, SEEN, until + timedelta(days=1))
    assert (after.state, after.reopened) == (State.AFFECTED, "'mitigated' ended on 2026-02-09")
    assert not is_addressed(after, until + timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revision": "2"}, "new revision"),
        ({"version": "9.34"}, "version on record"),
        ({"network": "guest"}, "network changed"),
        ({"in_kev": True}, "KEV"),
        ({"epss_high": True}, "EPSS"),
    ],
)
def test_an_answer_holds_until_something_changes(change, words):
    answer = take(AFFECTED, step(State.NOT_AFFECTED, justification="component_not_present"))
    assert look_again(answer, SEEN, DAY + timedelta(days=4000)) == answer
    again = look_again(answer, replace(SEEN, **change), DAY)
    assert words in again.reopened
    assert not is_addressed(again, DAY)
