"""Measuring push: many open event streams, one writer, commit to receipt."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from typing import NamedTuple, cast

from wardline.testing.taxii.load import Connection, Target

_NAME = b'"name":"push '
_CONNECT_AT_ONCE = 200
_CONNECT_SECONDS = 30
_SHARERS = 8


class Pushed(NamedTuple):
    """The figures of one run; latencies in milliseconds, from the start of the POST."""

    subscribers: int
    sent: int
    received: int
    lost: int
    repeated: int
    objects_per_second: float
    p50: float
    p99: float
    worst: float


class _Subscriber(asyncio.Protocol):
    def __init__(self, request: bytes, latencies: list[float]) -> None:
        self._request = request
        self._latencies = latencies
        self._buffer = b""
        self.seen: list[bytes] = []
        self.connected = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's, but a socket's transport can write.
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.connected.set()
        now = time.perf_counter()
        *events, self._buffer = (self._buffer + data).split(b"\n\n")
        for event in events:
            at = event.find(_NAME)
            if at >= 0:
                mark = event[at + len(_NAME) : at + len(_NAME) + 24]
                self._latencies.append(now - float(mark.split(b'"')[0]))
                self.seen.append(mark)


async def measure_push(
    to: Target, stream_path: str, *, subscribers: int, seconds: float, rate: float
) -> Pushed:
    """Open `subscribers` streams, post `rate` objects a second, and count what arrives."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    request = b"GET " + stream_path.encode() + b" HTTP/1.1\r\n" + to.headers + b"\r\n"
    opened: list[_Subscriber] = []
    for start in range(0, subscribers, _CONNECT_AT_ONCE):
        many = min(_CONNECT_AT_ONCE, subscribers - start)
        made = await asyncio.gather(
            *(
                loop.create_connection(lambda: _Subscriber(request, latencies), to.host, to.port)
                for _ in range(many)
            )
        )
        opened += [protocol for _, protocol in made]
    async with asyncio.timeout(_CONNECT_SECONDS):
        await asyncio.gather(*(one.connected.wait() for one in opened))
    await asyncio.sleep(1)
    started = time.perf_counter()
    # Several sharers at once, as in a consortium; each waits for its own receipt.
    counts = await asyncio.gather(*(_post(to, seconds, rate / _SHARERS) for _ in range(_SHARERS)))
    sent, spent = sum(counts), time.perf_counter() - started
    await _settle(opened, sent)
    for one in opened:
        one.transport.close()
    return _figures(opened, latencies, sent, spent)


async def _post(to: Target, seconds: float, rate: float) -> int:
    connection = Connection(to)
    sent = 0
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        body = b'{"objects":[' + _object() + b"]}"
        status, _, _ = await connection.request("POST", f"{to.path}objects/", body)
        sent += status == 202
        pause = started + sent / rate - time.perf_counter()
        await asyncio.sleep(max(pause, 0))
    connection.close()
    return sent


def _object() -> bytes:
    stamp = "2026-01-01T00:00:00.000Z"
    return json.dumps(
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid.uuid4()}",
            "created": stamp,
            "modified": stamp,
            "name": f"push {time.perf_counter():.9f}",
            "description": "Made up for a push test. " * 40,
            "pattern": "[domain-name:value = 'push.example']",
            "pattern_type": "stix",
            "valid_from": stamp,
        }
    ).encode()


async def _settle(opened: list[_Subscriber], sent: int) -> None:
    """Wait until everybody has everything, or ten seconds."""
    for _ in range(100):
        if all(len(one.seen) >= sent for one in opened):
            return
        await asyncio.sleep(0.1)


def _figures(opened: list[_Subscriber], latencies: list[float], sent: int, spent: float) -> Pushed:
    ordered = sorted(latencies) or [0.0]
    lost = sum(sent - len(set(one.seen)) for one in opened)
    repeated = sum(len(one.seen) - len(set(one.seen)) for one in opened)
    return Pushed(
        len(opened),
        sent,
        len(latencies),
        lost,
        repeated,
        round(sent / spent, 1),
        round(ordered[len(ordered) // 2] * 1000, 1),
        round(ordered[int(len(ordered) * 0.99)] * 1000, 1),
        round(ordered[-1] * 1000, 1),
    )
