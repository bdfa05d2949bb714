"""Readers of one MISP feed do not wait for another's."""

from __future__ import annotations

import asyncio
import json

import pytest

from wardline.core.errors import UnprocessableError
from wardline.core.policy import Recipient
from wardline.defend.mispfeed import Named
from wardline.hub.exchange import mispfeed
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.mispfeed import MispFeeds
from wardline.hub.exchange.reading import Page
from wardline.hub.http import Request
from wardline.hub.members.credentials import Principal

SLOW, QUICK = 1, 2
STAMP = "2026-01-02T03:04:05.000Z"


def indicator(number: int) -> bytes:
    return json.dumps(
        {
            "type": "indicator",
            "id": f"indicator--00000000-0000-4000-8000-{number:012d}",
            "created": STAMP,
            "modified": STAMP,
            "pattern": f"[domain-name:value = 'n{number}.made-up.example']",
            "pattern_type": "stix",
        }
    ).encode()


class Store:
    """Pages of two collections; of one of them they do not come before they are let go."""

    def __init__(self):
        self.go = asyncio.Event()
        self.asked = 0
        self.rows = [(1, indicator(1), "7")]

    async def page(self, access, asked, _columns, table="exchange_record"):
        if access.id == SLOW:
            await self.go.wait()
        self.asked += 1
        rows = self.rows if table == "exchange_record" else []
        return Page([row for row in rows if row[0] > asked.added_after], None)


class Unwritten:
    def note(self, *_):
        """Nobody looks."""


def sight(number: int) -> CollectionAccess:
    who = Recipient("org")
    return CollectionAccess(number, f"c{number}", None, "t", "", True, False, who, (3,), epoch="7")


def feeds(store: Store) -> MispFeeds:
    return MispFeeds(store, Unwritten(), Named("Made up", "6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b11"))


async def ask(made: MispFeeds, number: int, file: str = "manifest.json"):
    access = Access(
        Principal("k", "org", "Made up", frozenset({"read"}), None), {f"c{number}": sight(number)}
    )
    scope = {"method": "GET", "path": "/", "query_string": b"", "headers": []}
    return await made.answer(Request(scope, lambda: None), access, f"c{number}", file)


def test_a_feed_that_is_slow_to_make_holds_up_no_other():
    async def both():
        store = Store()
        made = feeds(store)
        waiting = asyncio.create_task(ask(made, SLOW))
        quick = await asyncio.wait_for(ask(made, QUICK), 20)
        assert not waiting.done()
        store.go.set()
        return quick, await waiting

    quick, slow = asyncio.run(both())
    assert quick.status == slow.status == 200
    assert quick.body == slow.body != b"{}"


def test_a_reader_that_leaves_while_it_is_made_does_no_harm():
    async def leave():
        store = Store()
        made = feeds(store)
        waiting = asyncio.create_task(ask(made, SLOW))
        await asyncio.sleep(0.05)
        waiting.cancel()
        store.go.set()
        return await ask(made, SLOW)

    assert asyncio.run(leave()).status == 200


def test_a_poll_without_news_reads_nothing_anew(monkeypatch):
    async def polls():
        store = Store()
        made = feeds(store)
        await ask(made, QUICK)
        before = store.asked
        monkeypatch.setattr(mispfeed.mispfeed, "_attributes", lambda *_: pytest.fail("made anew"))
        await ask(made, QUICK)
        return store.asked - before

    # What came, and what went.
    assert asyncio.run(polls()) == 2


def test_a_collection_that_is_too_large_says_what_to_do(monkeypatch):
    monkeypatch.setattr(mispfeed, "_MOST_OBJECTS", 3)

    async def many():
        store = Store()
        store.rows = [(number, indicator(number), "7") for number in range(1, 6)]
        await ask(feeds(store), QUICK)

    with pytest.raises(UnprocessableError, match="Read it by TAXII"):
        asyncio.run(many())


def test_references_of_reports_count_as_well(monkeypatch):
    """An event holds an attribute for each: a few reports would hold the same objects endlessly."""
    monkeypatch.setattr(mispfeed, "_MOST", 9)
    named = [f"indicator--00000000-0000-4000-8000-{number:012d}" for number in range(1, 3)]

    def report(number: int) -> bytes:
        obj = {"type": "report", "id": f"report--00000000-0000-4000-8000-{number:012d}"}
        obj |= {"created": STAMP, "modified": STAMP, "published": STAMP, "name": "Made up"}
        return json.dumps({**obj, "object_refs": named}).encode()

    async def many(reports: int):
        store = Store()
        rows = [indicator(1), indicator(2), *(report(number) for number in range(reports))]
        store.rows = [(place, body, "7") for place, body in enumerate(rows, 1)]
        return await ask(feeds(store), QUICK)

    assert asyncio.run(many(2)).status == 200
    with pytest.raises(UnprocessableError, match="references of reports"):
        asyncio.run(many(3))
