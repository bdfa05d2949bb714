"""The clock jumps: cursors go on, keys end as they should, nothing is destroyed by mistake."""

from __future__ import annotations

import contextlib
import json
import logging

import pytest

from wardline.core.clock import now
from wardline.core.errors import UnauthorizedError
from wardline.hub import keeper
from wardline.hub.db import open_database
from wardline.hub.exchange.access import Rights
from wardline.hub.exchange.service import HUB_SENDER, SOURCE, Exchange

DAY = 86_400 * 1_000_000


@pytest.fixture(name="made", scope="module", params=["sqlite", "postgresql"])
def made_fixture(request, make_hub, stock):
    """A hub that does not run, opened here, and its collections."""
    hub = make_hub(request.param, start=False)
    member, collections = stock(hub)
    database = open_database(hub.database, hub.data / "wardline.sqlite3")
    with contextlib.closing(database):
        yield hub, member, collections, database


class Clock:
    def __init__(self):
        self.at = now()

    def __call__(self) -> int:
        return self.at


def numbers(database, collection: str) -> int:
    found = database.read("SELECT id FROM exchange_collection WHERE uuid = :u", {"u": collection})
    return int(found[0][0])


def test_cursors_go_on_whichever_way_the_clock_jumps(made, make_indicator):
    _, _, collections, database = made
    clock, number = Clock(), numbers(database, collections.pop())
    exchange = Exchange(database, clock)
    seen: list[str] = []
    cursor = 0

    def poll() -> None:
        nonlocal cursor
        rows = database.read(
            "SELECT added, body FROM exchange_record WHERE collection_id = :c AND added > :after "
            "ORDER BY added",
            {"c": number, "after": cursor},
        )
        seen.extend(json.loads(bytes(row[1]))["id"] for row in rows)
        cursor = rows[-1][0] if rows else cursor

    sent = []
    for jump in (0, 400 * DAY, -800 * DAY, -1, 400 * DAY + 1, -DAY):
        clock.at += jump
        batch = [make_indicator() for _ in range(3)]
        raws = [json.dumps(one).encode() for one in batch]
        outcomes = exchange.ingest(number, HUB_SENDER, raws, way=SOURCE)
        assert [one.state for one in outcomes] == ["added"] * 3
        sent += [one["id"] for one in batch]
        poll()
    # Who pages by date_added has each once and in order, as if the clock had never moved.
    assert seen == sent


async def _authenticate(rights: Rights, key: str):
    return await rights.authenticate(f"Bearer {key}")


def test_a_key_that_ends_is_over_by_the_clock_of_each_request(made):
    import asyncio

    hub, member, _, _ = made
    clock = Clock()
    made_key = hub.run(
        member.organization,
        code="import json, sys\nfrom pathlib import Path\nfrom wardline.hub import setup\n"
        "setup.use(Path(sys.argv[1]))\nfrom wardline.core.clock import now\n"
        "from wardline.hub.members import service\n"
        "made = service.add_key(sys.argv[2], 'short', ['read'])\n"
        "from wardline.hub.members.models import Key\n"
        "Key.objects.filter(pk=made.id).update(expires_at=now() + 86_400_000_000)\n"
        "print(made.secret)",
    ).strip()

    async def play() -> None:
        # Its reading connections belong to this loop, and end with it.
        with contextlib.closing(
            open_database(hub.database, hub.data / "wardline.sqlite3")
        ) as database:
            await check(Rights(database, clock))

    async def check(rights: Rights) -> None:
        await _authenticate(rights, made_key)
        clock.at += 2 * DAY
        with pytest.raises(UnauthorizedError):
            await _authenticate(rights, made_key)
        # Set back, it holds again: it was the clock that was wrong, nothing was destroyed.
        clock.at -= 2 * DAY
        await _authenticate(rights, made_key)

    asyncio.run(play())


def test_the_keeper_destroys_nothing_while_the_clock_is_off(caplog):
    at = {"wall": 1_000_000.0, "steady": 50.0}
    clock = keeper.Clock(lambda: at["wall"], lambda: at["steady"])

    def later(seconds: float, jump: float = 0.0) -> bool:
        at["steady"] += seconds
        at["wall"] += seconds + jump
        return clock.jumped()

    with caplog.at_level(logging.WARNING, logger="wardline.keeper"):
        assert not later(86_400)
        # Slewing and a leap second are no jump.
        assert not later(60, 1.0)
        assert later(1, 400 * 86_400.0)
        assert later(3_600)
        assert later(1, -800 * 86_400.0)
        assert not later(1, 400 * 86_400.0)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "nothing is destroyed" in told[0]
    assert "start the hub anew" in told[0]


def test_a_running_keeper_stops_destroying_when_the_clock_jumps(made, monkeypatch):
    """The keeper's own loop: its clock is a year ahead, and what is past its time then stays."""
    from wardline.hub.config import load

    hub, _, _, _ = made
    done: list[str] = []
    turns = iter([False, False, True])
    monkeypatch.setattr(keeper, "_ended", lambda _: next(turns))
    monkeypatch.setattr(keeper.Keeper, "expire", lambda *_: done.append("expired"))
    monkeypatch.setattr(keeper.Keeper, "anonymous", lambda *_: None)
    monkeypatch.setattr(keeper.Keeper, "close_day", lambda *_: done.append("closed"))
    monkeypatch.setattr(keeper.Clock, "jumped", lambda _: True)
    environ = {"WARDLINE_DATABASE__URL": hub.database} if hub.database else {}
    keeper.run(load(hub.data, environ))
    assert done == []
    turns = iter([False, True])
    monkeypatch.setattr(keeper.Clock, "jumped", lambda _: False)
    keeper.run(load(hub.data, environ))
    assert done == ["closed", "expired"]
