"""The way through the front door to the portal while it starts, falls and is away."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import httpx
import pytest

from wardline.core.errors import UnavailableError
from wardline.hub import gateway
from wardline.hub.config import load
from wardline.hub.http import Request


def test_who_asks_a_page_before_the_portal_is_up_gets_it(make_hub):
    hub = make_hub("sqlite")
    for _ in range(2):
        with httpx.Client(base_url=hub.url, timeout=60) as client:
            assert client.get("legal/").status_code == 200
            assert client.get("docket.json").status_code == 200
        hub.kill_portal()


@pytest.fixture
def address(tmp_path, monkeypatch) -> str:
    monkeypatch.setenv(gateway.SOCKET, str(tmp_path / "portal"))
    return str(tmp_path / "portal")


def ask(folder, meanwhile, method="GET", body=b"") -> list[dict]:
    """What is sent for a request through a gateway while `meanwhile` runs beside it."""
    scope = {"type": "http", "method": method, "path": "/x", "headers": [], "query_string": b""}
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    async def run():
        way = gateway.Gateway(load(folder))
        beside = asyncio.create_task(meanwhile())
        try:
            await way.pass_on(Request(scope, receive), send)
        finally:
            beside.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beside
            await way.close()

    asyncio.run(run())
    return sent


def test_a_portal_that_stays_away_is_told(address, tmp_path, monkeypatch):
    monkeypatch.setattr(gateway, "_STARTING_SECONDS", 0.2)
    with pytest.raises(UnavailableError, match="does not answer"):
        ask(tmp_path, lambda: asyncio.sleep(9))


def test_a_form_that_the_portal_may_have_taken_is_not_sent_again(address, tmp_path):
    taken: list[bytes] = []

    async def falls_while_it_reads(reader, writer):
        taken.append(await reader.readuntil(b"comment=once"))
        writer.transport.abort()

    async def portal():
        # There is a socket file, and nobody who listens: a portal that was killed.
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(address)
        await asyncio.sleep(0.2)
        server = await asyncio.start_unix_server(falls_while_it_reads, address)
        async with server:
            await server.serve_forever()

    with pytest.raises(UnavailableError):
        ask(tmp_path, portal, "POST", b"comment=once")
    assert len(taken) == 1


def test_a_page_is_asked_once_more_when_the_portal_falls_while_it_reads(address, tmp_path):
    asked: list[bytes] = []

    async def falls_first(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        if len(asked) == 1:
            writer.transport.abort()
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        writer.close()
        await writer.wait_closed()

    async def portal():
        server = await asyncio.start_unix_server(falls_first, address)
        async with server:
            await server.serve_forever()

    start, *parts = ask(tmp_path, portal)
    assert (start["status"], b"".join(part["body"] for part in parts)) == (200, b"ok")
    assert len(asked) == 2


def test_a_page_that_breaks_off_is_cut_off_and_nothing_is_put_behind_it(address, tmp_path):
    async def breaks(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\nhalf a page")
        await writer.drain()
        writer.transport.abort()

    async def portal():
        server = await asyncio.start_unix_server(breaks, address)
        async with server:
            await server.serve_forever()

    # The front door lets such a connection go; it writes no second head into the page.
    with pytest.raises(ConnectionResetError):
        ask(tmp_path, portal)


def test_a_page_that_fells_the_portal_does_so_twice_at_most(address, tmp_path):
    asked: list[bytes] = []

    async def falls(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.transport.abort()

    async def portal():
        server = await asyncio.start_unix_server(falls, address)
        async with server:
            await server.serve_forever()

    with pytest.raises(UnavailableError, match="does not answer"):
        ask(tmp_path, portal)
    assert len(asked) == 2
