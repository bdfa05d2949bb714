"""Following a hub: what ends a thread ends the watch with it, and a poll outlives a bad minute."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from wardline.agent import sync
from wardline.agent.copy import Copy, Link
from wardline.agent.storefile import open_file, transaction
from wardline.client.sse import Event
from wardline.core.errors import ConfigError, NetworkError, NotFoundError, UnavailableError


@pytest.fixture
def data(tmp_path):
    (tmp_path / "key").write_text("made-up-key")
    copy = Copy(tmp_path / "agent", create=True)
    copy.connect(Link("http://127.0.0.1:9/", str(tmp_path / "key")))
    copy.set_collections([("c", "Made up", "http://127.0.0.1:9/c/")])
    copy.close()
    return tmp_path / "agent"


@pytest.fixture
def raised(monkeypatch):
    """What nobody caught in a thread."""
    found = []
    monkeypatch.setattr(threading, "excepthook", lambda told: found.append(told.exc_value))
    return found


def watch(data, report=lambda _: None):
    sync.watch(data, threading.Event(), report, lambda: time.time_ns() // 1000)


def test_a_server_without_a_stream_is_asked_again_after_a_bad_minute(data, monkeypatch, raised):
    asked = []

    def pull(*_):
        asked.append(len(asked))
        if len(asked) == 2:
            raise NetworkError("It does not answer.")
        if len(asked) == 4:
            raise ConfigError("The key is gone.")

    def follow(*_, **__):
        raise NotFoundError("There is no stream here.")

    monkeypatch.setattr(sync, "pull", pull)
    monkeypatch.setattr(sync, "follow", follow)
    monkeypatch.setattr(sync, "_POLL_SECONDS", 0.01)
    with pytest.raises(ConfigError, match="The key is gone"):
        watch(data)
    assert len(asked) == 4
    assert raised == []


def test_what_breaks_while_events_are_told_ends_the_watch_with_it(data, monkeypatch, raised):
    def follow(*_, **__):
        yield [Event("1", "object", b'{"id":"indicator--1","type":"indicator"}')]

    def report(_):
        raise BrokenPipeError

    monkeypatch.setattr(sync, "pull", lambda *_: [])
    monkeypatch.setattr(sync, "follow", follow)
    with pytest.raises(BrokenPipeError):
        watch(data, report)
    assert raised == []


def test_a_key_that_goes_between_is_said(data, monkeypatch, raised):
    def pull(*_):
        (data.parent / "key").unlink()

    monkeypatch.setattr(sync, "pull", pull)
    with pytest.raises(ConfigError, match="key file"):
        watch(data)
    assert raised == []


def test_a_full_disk_and_a_damaged_file_are_said_and_nothing_is_half_done(tmp_path):
    path = tmp_path / "made-up.sqlite3"
    db = open_file(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    db.execute("CREATE TABLE one (body BLOB)")
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(UnavailableError, match="full"), transaction(db):
        db.executemany("INSERT INTO one VALUES (?)", [(1,), (bytes(1000000),)])
    assert db.execute("SELECT count(*) FROM one").fetchone() == (0,)
    # A fault of ours keeps its name.
    with pytest.raises(sqlite3.OperationalError), transaction(db):
        db.execute("INSERT INTO nowhere VALUES (1)")
    db.close()
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(ConfigError, match="damaged"):
        open_file(path, create=False)
