"""What the work list's file gives the hub to know: consents, notices, several inventories."""

from __future__ import annotations

import json
import sqlite3

import pytest

from wardline.agent.answering import Answering
from wardline.agent.worklist import FILE_NAME, Scope, Worklist
from wardline.agent.worktables import SCHEMAS
from wardline.client.http import Answer
from wardline.core.errors import RefusedError
from wardline.devices.claims import Claim
from wardline.devices.track import State, Told

DAY = 86_400_000_000
NOW = 1_780_000_000_000_000
HUB = "https://hub.made-up.example/"
LISTED = frozenset(("A-1", "A-2", "A-3"))


def claim(asset, advisory):
    body = {
        "device": {"asset_id": asset, "maker": "BD", "model": "Alaris 8015", "location": "ICU"},
        "status": "affected",
        "reason": "as the test says",
        "class": "scheduled",
        "priority": 50.0,
        "due": None,
        "cves": [],
    }
    return Claim(asset, advisory, Told("1", "9.33", "", "BD"), body)


def run(worklist, inventory, advisories, *claims, only=None, **body):
    scope = Scope(inventory, frozenset(advisories), frozenset(("T1", "T2")), body, only)
    kept = [(one, {"private": one == "A-3"}) for one in advisories]
    worklist.take_in(scope, claims, kept, NOW)


def states(answering, now=NOW):
    return {row["advisory"]: row["state"] for row in answering.prepare(LISTED, (), now).answers}


@pytest.fixture(name="worklist")
def worklist_fixture(tmp_path):
    worklist = Worklist(tmp_path, create=True)
    yield worklist
    worklist.close()


class Hub:
    """A hub that keeps what it is told, but for some."""

    def __init__(self, refused=()):
        self.refused, self.bodies = refused, []

    def request(self, _method, _path, content=b"", **_more):
        self.bodies.append(content)
        rows = json.loads(content)["answers"]
        told = [
            {"advisory": row["advisory"], "kept": row["advisory"] not in self.refused, "why": "no"}
            for row in rows
        ]
        return Answer(200, {}, json.dumps({"answers": told}).encode())


def test_not_for_us_waits_until_each_inventory_was_held_against_it_and_read_whole(worklist):
    answering = Answering(worklist, HUB)
    run(worklist, "clinic", ["A-1", "A-2"])
    run(worklist, "house", ["A-1"], claim("T1", "A-1"))
    assert states(answering) == {"A-1": "concerned"}
    # A run of some devices alone is no look at the inventory.
    run(worklist, "house", ["A-2"], only=frozenset(("T1",)))
    assert states(answering) == {"A-1": "concerned"}
    run(worklist, "house", ["A-1", "A-2"], claim("T1", "A-1"), unread=1)
    assert states(answering) == {"A-1": "concerned", "A-2": "acknowledged"}
    run(worklist, "house", ["A-1", "A-2"], claim("T1", "A-1"))
    assert states(answering) == {"A-1": "concerned", "A-2": "not-concerned"}


def test_a_notice_for_customers_is_never_named_even_where_the_hub_lists_its_id(worklist):
    run(worklist, "house", ["A-1", "A-2", "A-3"], claim("T1", "A-3"), claim("T1", "A-2"))
    worklist.keep_notice("A-2", {"maker": "BD"}, ("R. Engineer", NOW))
    made = Answering(worklist, HUB).prepare(LISTED, ("counts", "days"), NOW)
    assert [row["advisory"] for row in made.answers] == ["A-1"]
    assert made.elsewhere == 2
    assert b"A-2" not in made.bodies[0]


def test_nothing_is_sent_without_a_consent_that_stands(worklist):
    answering, hub = Answering(worklist, HUB), Hub()
    run(worklist, "house", ["A-1"])
    made = answering.prepare(LISTED, (), NOW)
    with pytest.raises(RefusedError):
        answering.send(made, hub, NOW)
    answering.agree("C. Leader", ("counts",), NOW)
    assert answering.consent() == (NOW, "C. Leader", ("counts",))
    answering.agree("C. Leader", None, NOW)
    assert answering.consent() is None
    with pytest.raises(RefusedError):
        answering.send(made, hub, NOW)
    assert hub.bodies == []


def test_a_consent_is_for_the_hub_that_it_was_given_for(worklist):
    one, other = Answering(worklist, HUB), Answering(worklist, "https://other.made-up.example/")
    one.agree("C. Leader", ("counts",), NOW)
    assert other.consent() is None
    other.agree("D. Leader", (), NOW)
    assert (one.consent().who, other.consent().who) == ("C. Leader", "D. Leader")
    # Nothing leaves any more: to nobody.
    one.agree("C. Leader", None, NOW)
    assert one.consent() is other.consent() is None


def test_what_was_refused_is_offered_again_and_another_hub_knows_nothing(worklist):
    answering, hub = Answering(worklist, HUB), Hub(refused=("A-2",))
    run(worklist, "house", ["A-1", "A-2"])
    answering.agree("C. Leader", (), NOW)
    sent = answering.send(answering.prepare(LISTED, (), NOW), hub, NOW)
    assert (sent.kept, sent.refused) == (1, {"A-2": "no"})
    assert set(states(answering)) == {"A-2"}
    assert set(states(Answering(worklist, "https://other.made-up.example/"))) == {"A-1", "A-2"}
    assert [body for _, _, _, body in answering.sendings()] == hub.bodies


def test_a_thousand_at_a_time(worklist):
    many = [f"B-{number:04}" for number in range(2300)]
    run(worklist, "house", many)
    answering, hub = Answering(worklist, HUB), Hub()
    answering.agree("C. Leader", (), NOW)
    sent = answering.send(answering.prepare(frozenset(many), (), NOW), hub, NOW)
    assert sent.kept == 2300
    assert [len(json.loads(body)["answers"]) for body in hub.bodies] == [1000, 1000, 300]


def test_what_a_person_decides_is_answered_by_its_day(worklist):
    run(worklist, "house", ["A-1"], claim("T1", "A-1"), claim("T2", "A-1"))
    [row] = Answering(worklist, HUB).prepare(LISTED, ("counts", "days"), NOW + 9 * DAY).answers
    day = row.pop("on")
    assert row == {"advisory": "A-1", "state": "concerned", "devices": 2, "addressed": 0}
    assert day == "2026-05-28"


def test_a_file_of_an_earlier_version_goes_on(tmp_path):
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        for schema in SCHEMAS[:2]:
            for statement in schema.split(";\n\n"):
                db.execute(statement)
        db.execute("PRAGMA user_version = 2")
    db.close()
    worklist = Worklist(tmp_path)
    assert states(Answering(worklist, HUB)) == {}
    run(worklist, "house", ["A-1"], claim("T1", "A-1"))
    assert worklist.items()[0].finding.state is State.AFFECTED
    assert states(Answering(worklist, HUB)) == {"A-1": "concerned"}
    worklist.close()
