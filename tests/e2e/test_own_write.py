"""What a member was told is durable is what it reads next, through any process of the hub."""

from __future__ import annotations

import httpx
import pytest

from wardline.core.tlp import TLP


@pytest.fixture(scope="module")
def two_workers(make_hub):
    """Two processes on PostgreSQL: what one wrote, the other learns of by notification only."""
    return make_hub("postgresql", 2)


def read(member, collection, **params):
    """A page by a connection of its own, which any of the processes may get."""
    return httpx.get(
        f"{member.hub.url}taxii2/sector/collections/{collection}/objects/",
        params=params,
        headers=member.http.headers,
    )


def ids(member, collection):
    return [o["id"] for o in read(member, collection).json().get("objects", [])]


def test_the_first_object_of_a_collection_is_there_at_once(two_workers, make_indicator):
    member = two_workers.member()
    for _ in range(5):
        collection = two_workers.collection()
        for _ in range(4):
            assert ids(member, collection) == []
        sent = make_indicator()
        assert member.post(collection, [sent]).json()["success_count"] == 1
        for _ in range(6):
            assert ids(member, collection) == [sent["id"]]


def test_the_first_object_of_another_label_is_there_at_once(two_workers, make_indicator):
    member = two_workers.member()
    collection = two_workers.collection()
    member.post(collection, [make_indicator()])
    last = member.objects(collection).headers["x-taxii-date-added-last"]
    for label in TLP:
        sent = make_indicator(object_marking_refs=[label.marking_id])
        assert member.post(collection, [sent]).json()["success_count"] == 1
        for _ in range(6):
            page = read(member, collection, added_after=last)
            assert [o["id"] for o in page.json().get("objects", [])] == [sent["id"]]
        last = page.headers["x-taxii-date-added-last"]
