"""What is past its time is destroyed, members are told, and the log has the proof."""

from __future__ import annotations

import contextlib
import hashlib
import json

import pytest

import console
from wardline.core.clock import now, parse_timestamp
from wardline.hub.db import open_database
from wardline.hub.exchange import retention
from wardline.hub.exchange.clashes import Noted, note

DAY = 86_400_000_000


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, make_hub):
    hub = make_hub(request.param)
    yield hub
    hub.stop()


def retain(hub, *words: str, code: int = 0) -> None:
    done = console.run("collection", "retain", *words, "--data", hub.data, env=hub.environment)
    assert done.returncode == code, done.stderr


def destroy(hub, at: int) -> int:
    """As the keeper does each minute."""
    database = open_database(hub.database, hub.data / "wardline.sqlite3")
    with contextlib.closing(database):
        return retention.destroy(database, lambda: at)


def past(hub, collection: str, at: int) -> tuple[int, int]:
    """What the staff's page says that 30 days would destroy, and how much stays."""
    database = open_database(hub.database, hub.data / "wardline.sqlite3")
    with contextlib.closing(database):
        found = retention.past(database, collection, 30, at)
    return found.versions, found.left


def test_each_version_goes_when_its_time_is_over_and_not_before(kept, make_indicator):
    member = kept.member()
    collection, other = kept.collection(), kept.collection()
    old = [make_indicator(i) for i in range(250)]
    versions = {**old[0], "modified": "2026-02-01T00:00:00.000Z"}
    for where in (collection, other):
        assert member.post(where, old).json()["success_count"] == 250
    retain(kept, collection, "--days", "30")
    listed = {row["id"]: row["keeps_days"] for row in kept.cli("collection", "list")}
    assert (listed[collection], listed[other]) == (30, None)
    last = parse_timestamp(member.objects(collection).headers["x-taxii-date-added-last"])
    assert member.post(collection, [versions]).json()["success_count"] == 1
    early, late = last + 30 * DAY - DAY // 2, last + 30 * DAY + 1
    assert past(kept, collection, early) == (0, 251)
    assert past(kept, collection, late) == (250, 1)
    assert destroy(kept, early) == 0
    assert destroy(kept, late) == 250
    assert member.ids(collection, limit=1000) == [old[0]["id"]]
    assert len(member.ids(other, limit=1000)) == 250
    gone = member.get(f"collections/{collection}/x-deleted/").json()["objects"]
    assert {one["id"] for one in gone} == {one["id"] for one in old}
    assert destroy(kept, now() + 31 * DAY) == 1
    assert member.ids(collection) == []
    retain(kept, collection, "--for-ever")
    member.post(collection, [make_indicator()])
    assert destroy(kept, now() + 4000 * DAY) == 0


def test_the_log_proves_what_was_destroyed(kept, make_indicator):
    member = kept.member()
    collection = kept.collection()
    sent = make_indicator()
    member.post(collection, [sent])
    retain(kept, collection, "--days", "1")
    assert destroy(kept, now() + 2 * DAY) == 1
    words = ["audit", "export", "--data", kept.data, "--action", "retention"]
    done = console.run(*words, env=kept.environment, check=True)
    changed, gone = [json.loads(line) for line in done.stdout.splitlines()]
    assert (changed["action"], changed["detail"]) == ("retention.changed", {"days": 1})
    assert gone["target"] == f"collection:{collection}"
    version = parse_timestamp(sent["modified"])
    proof = hashlib.sha256(f"{sent['id']} {version}".encode()).hexdigest()
    assert (gone["detail"]["versions"], gone["detail"]["sha256"]) == (1, proof)
    assert kept.cli("audit", "verify")["ok"]


def test_what_is_destroyed_is_not_left_in_the_file(make_hub, make_indicator):
    hub = make_hub()
    member = hub.member()
    collection = hub.collection()
    word = "quillfeatherword"
    member.post(collection, [make_indicator(description=f"{word} {i}") for i in range(40)])
    retain(hub, collection, "--days", "1")
    assert destroy(hub, now() + 2 * DAY) == 40
    hub.stop()
    database = open_database("", hub.data / "wardline.sqlite3")
    with contextlib.closing(database), database.transaction() as transaction:
        transaction.run("DELETE FROM exchange_status", {})
    files = list(hub.data.glob("wardline.sqlite3*"))
    assert files
    assert not any(
        word.encode() in path.read_bytes() for path in files if path.suffix != ".sqlite3-wal"
    )


@pytest.mark.parametrize(
    "words", [("--days", "0"), ("--days", "40000"), (), ("--for-ever", "--days", "1")]
)
def test_a_wrong_retention_is_refused(make_hub, words):
    hub = make_hub(start=False)
    retain(hub, hub.collection(), *words, code=2)


def test_conflicts_with_peers_end_by_age_and_by_number(kept, monkeypatch):
    """The newest of one giver stay; the log says how many went, and can prove which."""
    monkeypatch.setattr(retention, "MOST_CLASHES", 250)
    kept.collection()
    database = open_database(kept.database, kept.data / "wardline.sqlite3")
    # The hub's own keeper finds none of them old.
    at = now() + 181 * DAY + 10
    old = [Noted("old", f"indicator--{n}", "v", "owner") for n in range(230)]
    new = [Noted("new", f"indicator--{n}", "v", "refused") for n in range(300)]
    with contextlib.closing(database):
        [(collection, _)] = database.read("SELECT id, uuid FROM exchange_collection", {})
        for noted, when in ((old, at - 181 * DAY), (new, at - 179 * DAY)):
            for step, part in enumerate((noted[:200], noted[200:])):
                with database.transaction() as transaction:
                    note(transaction, collection, "in", part, when + step)
        assert retention.destroy_clashes(database, 180, at) == 230 + 50
        assert retention.destroy_clashes(database, 180, at) == 0
        left = {row[0] for row in database.read("SELECT object FROM exchange_clash", {})}
    assert len(left) == 250
    assert {one.object for one in new[200:]} < left
    words = ["audit", "export", "--data", kept.data, "--action", "retention"]
    done = console.run(*words, env=kept.environment, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["target"] for one in told} == {"conflicts"}
    assert [one["detail"]["conflicts"] for one in told] == [200, 30, 50]
    assert kept.cli("audit", "verify")["ok"]
