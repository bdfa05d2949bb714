"""SQLite's file is held by somebody else, for a while or for too long."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time

import pytest

from wardline.core.errors import UnavailableError
from wardline.hub import db

HELD = 6.0


@pytest.fixture(name="made", scope="module")
def made_fixture(make_hub, stock):
    """A hub that is set up and does not run, its member and its collections."""
    hub = make_hub(start=False)
    return hub, *stock(hub)


@contextlib.contextmanager
def held(path):
    """Another program has the lock on writing, as a tool that an operator forgot."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_while_another_holds_the_file_reading_goes_on_and_sharing_waits(
    made, make_indicator, stored
):
    hub, member, collections = made
    collection = collections.pop()
    hub.start()
    member.http.base_url = hub.url
    before = [make_indicator() for _ in range(3)]
    assert member.post(collection, before).is_success
    answers: list[int] = []
    sent = make_indicator()
    writer = threading.Thread(
        target=lambda: answers.append(member.post(collection, [sent]).status_code)
    )
    with held(hub.data / "wardline.sqlite3"):
        writer.start()
        ends = time.monotonic() + HELD
        reads = 0
        while time.monotonic() < ends:
            assert stored(member, collection) == [one["id"] for one in before]
            reads += 1
            time.sleep(0.05)
        assert reads > 10
        assert answers == []
    writer.join(30)
    assert answers == [202]
    assert stored(member, collection) == [one["id"] for one in (*before, sent)]
    hub.stop()


def test_a_file_that_is_held_for_too_long_is_said_and_nothing_is_kept(made, monkeypatch):
    path = made[0].data / "wardline.sqlite3"
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    with contextlib.closing(db.Sqlite(path)) as database:

        def write() -> None:
            with database.transaction() as transaction:
                transaction.run("INSERT INTO exchange_setting (name, value) VALUES ('a', 'b')", {})

        with held(path), pytest.raises(UnavailableError, match="cannot write right now") as told:
            write()
        assert "is not kept twice" in told.value.hint
        assert database.read("SELECT 1 FROM exchange_setting WHERE name = 'a'", {}) == []
        write()
        assert database.read("SELECT 1 FROM exchange_setting WHERE name = 'a'", {}) == [(1,)]


def test_a_follower_of_changes_outlives_a_database_that_cannot_be_read(made, monkeypatch):
    """Push must not end for good because a disk failed once."""
    import asyncio

    monkeypatch.setattr(db, "SAFETY_POLL_SECONDS", 0.05)
    failing = {"now": False}
    asked = db._asked

    def ask(connection, query, params):
        if failing["now"]:
            raise UnavailableError("made up: the disk does not answer")
        return asked(connection, query, params)

    monkeypatch.setattr(db, "_asked", ask)

    async def play(database) -> int:
        changes = database.changed()
        await anext(changes)
        failing["now"] = True
        waiting = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        failing["now"] = False
        with database.transaction() as transaction:
            transaction.run("INSERT INTO exchange_setting (name, value) VALUES ('c', 'd')", {})
        async with asyncio.timeout(5):
            await waiting
        await changes.aclose()
        return 1

    with contextlib.closing(db.Sqlite(made[0].data / "wardline.sqlite3")) as database:
        assert asyncio.run(play(database)) == 1
