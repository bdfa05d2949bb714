"""What follows a collection tells every change, over looks that end half-way."""

from __future__ import annotations

import asyncio
import json
import uuid
from types import SimpleNamespace

import pytest

from wardline.hub.exchange.following import Follower

OLD, NEW = uuid.UUID(int=1), uuid.UUID(int=2)


class Collection:
    """Objects and deletions by their places, read as `Reader.page` does; some reads fail."""

    def __init__(self):
        self.objects: dict[int, uuid.UUID] = {}
        self.stones: dict[int, uuid.UUID] = {}
        self.failing = ""

    async def page(self, _collection, asked, _columns, table="exchange_record"):
        kind = (
            "stones" if table == "exchange_tombstone" else "one" if asked.match.ids else "objects"
        )
        if kind == self.failing:
            raise ConnectionError(kind)
        if kind == "stones":
            found = [(at, "indicator", n.bytes, b"") for at, n in self.stones.items()]
        else:
            wanted = {number for number, _ in asked.match.ids or ()}
            found = [
                (at, json.dumps({"id": f"indicator--{n}"}).encode())
                for at, n in self.objects.items()
                if not wanted or n.bytes in wanted
            ]
        return SimpleNamespace(rows=[row for row in found if row[0] > asked.added_after], next=None)


class Kept(dict):
    def put(self, obj):
        self[obj["id"]] = obj

    def remove(self, number):
        return self.pop(number, None) is not None


@pytest.fixture(name="collection")
def collection_fixture():
    return Collection()


@pytest.fixture(name="kept")
def kept_fixture():
    return Kept()


@pytest.fixture(name="look")
def look_fixture(collection, kept):
    follower = Follower(collection, ("indicator",), kept)
    return lambda: asyncio.run(follower.take_in(None))


def test_what_a_look_took_in_before_it_failed_is_told_by_the_next(collection, kept, look):
    collection.objects = {1: OLD}
    collection.failing = "stones"
    with pytest.raises(ConnectionError):
        look()
    collection.failing = ""
    assert look()
    assert list(kept) == [f"indicator--{OLD}"]
    assert not look()


def test_an_object_that_came_anew_after_a_deletion_outlives_a_look_that_failed(
    collection, kept, look
):
    collection.objects = {1: OLD, 2: NEW}
    assert look()
    # The deletion took an older version; the object stands in a newer one, read already.
    collection.stones = {3: OLD}
    collection.failing = "one"
    with pytest.raises(ConnectionError):
        look()
    collection.failing = ""
    assert look()
    assert set(kept) == {f"indicator--{OLD}", f"indicator--{NEW}"}
