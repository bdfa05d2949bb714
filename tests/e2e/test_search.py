"""Search on both databases, beside a running hub: what the follower takes in, and what it loses."""

from __future__ import annotations

import sqlite3
import time

import pytest


@pytest.fixture(name="beside")
def beside_fixture(hub, monkeypatch, tmp_path):
    """The objects of the running hub, as another process on its machine opens them."""
    if hub.database:
        monkeypatch.setenv("WARDLINE_DATABASE__URL", hub.database)
    from wardline.core.clock import now
    from wardline.hub.config import load
    from wardline.hub.db import open_database
    from wardline.hub.exchange.sight import Following, Sight
    from wardline.hub.objects.index import Index
    from wardline.hub.objects.search import Search

    settings = load(hub.data)
    database = open_database(settings["database.url"], settings.sqlite_path)
    # A file of its own: the hub's portal keeps one as well.
    index = Index(tmp_path / "search.sqlite3", Following(database), now)
    # What earlier tests left in this hub is more than a question takes in by itself.
    while index.follow():
        pass
    yield index, Search(Sight(database), index)
    index.close()
    database.close()


def ids(search, member, **query):
    from wardline.core.clock import now
    from wardline.hub.objects.search import Filters

    return [item.id for item in search.run(member.organization, Filters(**query), now()).items]


def test_what_comes_by_taxii_is_found_and_what_goes_is_not(hub, beside, make_indicator):
    _, search = beside
    sharer, reader = hub.member(), hub.member()
    collection = hub.collection()
    word = "Gootloader"
    sent = [make_indicator(name=word), make_indicator(name=word)]
    assert sharer.post(collection, sent).json()["success_count"] == 2
    assert ids(search, reader, text=word) == [sent[1]["id"], sent[0]["id"]]
    changed = {**sent[0], "name": f"{word} loader", "modified": "2031-01-01T00:00:00.000Z"}
    assert sharer.post(collection, [changed]).status_code == 202
    assert ids(search, reader, text=f"{word} loader") == [sent[0]["id"]]
    assert ids(search, reader, text=word) == [sent[0]["id"], sent[1]["id"]]
    assert sharer.delete(collection, sent[1]["id"]).status_code == 200
    assert ids(search, reader, text=word) == [sent[0]["id"]]


def test_the_hub_follows_by_itself(hub, make_indicator):
    sharer = hub.member()
    collection = hub.collection()
    word = "Qakbot"
    assert sharer.post(collection, [make_indicator(name=word)]).status_code == 202
    ends = time.monotonic() + 30
    while not _holds(hub.data / "search.sqlite3", word):
        assert time.monotonic() < ends, "the follower has not taken it in"
        time.sleep(0.1)


def _holds(path, word) -> bool:
    if not path.exists():
        return False
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [f"doc_{number}" for (number,) in file.execute("SELECT id FROM part").fetchall()]
        asked = "SELECT 1 FROM {0} WHERE {0} MATCH ?"
        return any(file.execute(asked.format(table), (word,)).fetchone() for table in tables)
    except sqlite3.OperationalError:
        return False  # just being made
    finally:
        file.close()


def test_deleted_words_leave_the_file_with_the_next_making(
    hub, beside, make_indicator, monkeypatch
):
    from wardline.hub.objects import index as module

    index, search = beside
    sharer = hub.member()
    collection = hub.collection()
    gone, kept = "Bumblebee", "Dridex"
    sent = [make_indicator(name=gone), make_indicator(name=kept)]
    assert sharer.post(collection, sent).json()["success_count"] == 2
    while index.follow():
        pass
    assert _holds(index._path, gone)
    assert sharer.delete(collection, sent[0]["id"]).status_code == 200
    while index.follow():
        pass
    monkeypatch.setattr(module, "_DAY", -1)
    index.check()
    while index.follow():
        pass
    assert not _holds(index._path, gone)
    assert _holds(index._path, kept)
    assert ids(search, sharer, text=kept) == [sent[1]["id"]]
    index._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert gone.lower().encode() not in index._path.read_bytes()


def test_a_lost_or_damaged_index_is_made_again(hub, beside, make_indicator, tmp_path):
    from wardline.core.clock import now
    from wardline.hub.objects.index import Index

    index, _ = beside
    sharer = hub.member()
    collection = hub.collection()
    word = "Trickbot"
    assert sharer.post(collection, [make_indicator(name=word)]).status_code == 202
    path = tmp_path / "other.sqlite3"
    path.write_bytes(b"this is no database, but it stands in its place" * 100)
    again = Index(path, index._following, now)
    while again.follow():
        pass
    assert _holds(path, word)
    assert path.stat().st_mode & 0o077 == 0
    again.close()


def test_a_client_that_gets_nothing_is_told_why(hub, make_indicator):
    from wardline.hub.exchange import lately
    from wardline.hub.members.credentials import digest

    member = hub.member(can="read")
    collection = hub.collection()
    assert member.objects(collection).status_code == 200
    assert member.post(collection, [make_indicator()]).status_code == 403
    wrong = "wardline_" + "x" * 43
    refused = member.http.get("/taxii2/", headers={"authorization": f"Bearer {wrong}"})
    assert refused.status_code == 401
    # One that a proxy sent on which nobody named: of everybody behind it, anybody's.
    elsewhere = {"authorization": f"Bearer {wrong}", "x-forwarded-for": "203.0.113.9"}
    strange = "/taxii2/sector/collections/made-up/"
    assert member.http.get(strange, headers=elsewhere).status_code == 401
    path = hub.data / lately.FILE_NAME
    mark = lately.mark_of_key(digest(member.key))
    ends = time.monotonic() + 20
    while len(lines := lately.read(path, mark)) < 2:
        assert time.monotonic() < ends, lines
        time.sleep(0.1)
    assert [(line.method, line.status) for line in lines] == [("POST", 403), ("GET", 200)]
    assert "may not write" in lines[0].why
    by_address = lately.read(path, lately.mark_of_address("127.0.0.1"))
    assert by_address[0].status == 401
    assert strange not in [line.path for line in by_address]
    assert lately.read(path, lately.mark_of_address("203.0.113.9")) == []
    for _, content in hub.files("lately.sqlite3*"):
        assert member.key.encode() not in content
        assert wrong.encode() not in content
