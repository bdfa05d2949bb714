"""A load meter for any TAXII 2.1 server: its own small HTTP client, so that it is not the limit.

A request's bytes are made once; an answer is counted by its head and its length, and every
hundredth page is parsed as JSON to make sure that it is one.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wardline.core.errors import NetworkError

MEDIA = b"application/taxii+json;version=2.1"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LAST = re.compile(rb"\r\nx-taxii-date-added-last: *([^\r]+)", re.IGNORECASE)
_NEXT = re.compile(rb'"next": ?"([^"]{1,500})"')
_SAMPLED = 100
_TIMEOUT = 30.0
_WALK_SECONDS = 3.0
# A page of a slow server takes long, but not for ever.
_PREPARE_SECONDS = 60.0
_FUTURE = "2100-01-01T00:00:00.000000Z"


class Target(NamedTuple):
    """What is measured: host, port, the collection's path, and the request headers."""

    host: str
    port: int
    path: str
    headers: bytes


class Measured(NamedTuple):
    """The figures of one run; latencies in milliseconds."""

    mode: str
    clients: int
    seconds: float
    requests: int
    errors: int
    objects: int
    bytes: int
    p50: float
    p90: float
    p99: float
    worst: float

    def document(self) -> dict[str, Any]:
        """The figures and their rates."""
        rate = max(self.seconds, 0.001)
        return {
            **self._asdict(),
            "requests_per_second": round(self.requests / rate, 1),
            "objects_per_second": round(self.objects / rate),
            "megabytes_per_second": round(self.bytes / rate / 1e6, 1),
        }


def target(collection_url: str, authorization: str) -> Target:
    """The target for a collection's address; plain HTTP only (TLS would measure TLS)."""
    parts = urlsplit(collection_url)
    if parts.scheme != "http" or not parts.hostname:
        raise NetworkError(
            "The load meter speaks http only.", hint="Measure behind the proxy that ends TLS."
        )
    headers = (
        f"Host: {parts.netloc}\r\nAuthorization: {authorization}\r\nAccept: {MEDIA.decode()}\r\n"
    ).encode()
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return Target(parts.hostname, parts.port or 80, path, headers)


class Connection:
    """One keep-alive connection, made anew when it is needed."""

    def __init__(self, to: Target) -> None:
        """Nothing is opened yet."""
        self._to = to
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, bytes]:
        """The status, the head and the body of one answer."""
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(
                self._to.host, self._to.port, limit=2**26
            )
        extra = b"Content-Type: %s\r\nContent-Length: %d\r\n" % (MEDIA, len(body)) if body else b""
        self._writer.write(
            f"{method} {path} HTTP/1.1\r\n".encode() + self._to.headers + extra + b"\r\n" + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is not None:
            content = await self._reader.readexactly(int(length[1]))
        else:
            content = await self._chunked(self._reader)
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), head, content

    async def _chunked(self, reader: asyncio.StreamReader) -> bytes:
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return b"".join(parts)

    def close(self) -> None:
        """Let it go."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None


class _Tally:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.errors = 0
        self.objects = 0
        self.bytes = 0
        self._sizes: dict[tuple[int, int], int] = {}
        self._count = 0

    def page(self, body: bytes, limit: int) -> None:
        """Count a page's objects; pages of the same size and limit hold as many."""
        self._count += 1
        key = (len(body), limit)
        known = self._sizes.get(key)
        if known is None or self._count % _SAMPLED == 0:
            known = len(_members(body))
            if len(self._sizes) < 100_000:
                self._sizes[key] = known
        self.objects += known
        self.bytes += len(body)


def _members(body: bytes) -> list[Any]:
    """The `objects` of a page. *Raises* ValueError where it is none."""
    found = json.loads(body)
    listed = found.get("objects", []) if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no page")  # noqa: TRY004 # as JSON that is none
    return listed


Client = Callable[[Connection, _Tally, int], Any]


async def measure(
    to: Target, mode: str, *, clients: int, seconds: float, limit: int, batch: int
) -> Measured:
    """Put `clients` on the server for `seconds`. *Raises* NetworkError where it is not there."""
    try:
        async with asyncio.timeout(_PREPARE_SECONDS):
            step = await _prepare(to, mode, limit, batch)
    except (OSError, asyncio.IncompleteReadError) as error:
        raise NetworkError(
            f"{to.host}:{to.port} does not answer ({type(error).__name__}).",
            hint="Check the address.",
        ) from None
    except (ValueError, asyncio.LimitOverrunError):
        raise NetworkError(
            f"{to.host}:{to.port} does not answer as a TAXII server does.",
            hint="Check the collection's address and the key.",
        ) from None
    tally = _Tally()
    end = time.perf_counter() + seconds
    started = time.perf_counter()
    await asyncio.gather(*(_client(to, step, tally, number, end) for number in range(clients)))
    spent = time.perf_counter() - started
    latencies = sorted(tally.latencies) or [0.0]

    def percentile(share: float) -> float:
        return round(latencies[min(int(len(latencies) * share), len(latencies) - 1)] * 1000, 2)

    return Measured(
        mode,
        clients,
        round(spent, 3),
        len(tally.latencies),
        tally.errors,
        tally.objects,
        tally.bytes,
        percentile(0.5),
        percentile(0.9),
        percentile(0.99),
        round(latencies[-1] * 1000, 2),
    )


async def _client(to: Target, step: Client, tally: _Tally, number: int, end: float) -> None:
    connection = Connection(to)
    state = number
    try:
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                async with asyncio.timeout(_TIMEOUT):
                    state = await step(connection, tally, state)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                tally.errors += 1
                connection.close()
                continue
            tally.latencies.append(time.perf_counter() - started)
    finally:
        connection.close()


async def _prepare(to: Target, mode: str, limit: int, batch: int) -> Client:
    """What each client does again and again in this mode."""
    if mode == "empty":
        return _fixed(f"{to.path}objects/?added_after={_FUTURE}&limit={limit}", limit)
    if mode == "write":
        return _writer(to, batch)
    if mode == "object":
        return await _objects(to)
    kind = "manifest" if mode == "manifest" else "objects"
    return await _walker(to, kind, limit)


def _fixed(path: str, limit: int) -> Client:
    async def step(connection: Connection, tally: _Tally, state: int) -> int:
        status, _, body = await connection.request("GET", path)
        _good(status, tally, body, limit)
        return state

    return step


def _good(status: int, tally: _Tally, body: bytes, limit: int) -> None:
    if status == 200:
        tally.page(body, limit)
    else:
        tally.errors += 1


async def _walker(to: Target, kind: str, limit: int) -> Client:
    """Walk from many starting points, so that no page is asked for by all at once."""
    starts = await _starts(to, kind, limit)
    places: dict[int, bytes] = {}

    async def step(connection: Connection, tally: _Tally, state: int) -> int:
        after = places.get(state, starts[state % len(starts)])
        query = f"?limit={limit}" + (f"&added_after={after.decode()}" if after else "")
        status, head, body = await connection.request("GET", f"{to.path}{kind}/{query}")
        _good(status, tally, body, limit)
        last = LAST.search(head)
        # At the end of the collection, back to this client's start.
        more = last is not None and _NEXT.search(body[:600])
        places[state] = last[1] if more and last is not None else b""
        return state

    return step


async def _starts(to: Target, kind: str, limit: int) -> list[bytes]:
    connection = Connection(to)
    starts = [b""]
    # A slow server is not walked for minutes before it is measured.
    deadline = time.perf_counter() + _WALK_SECONDS
    while len(starts) < 64 and time.perf_counter() < deadline:
        after = f"&added_after={starts[-1].decode()}" if starts[-1] else ""
        _, head, body = await connection.request("GET", f"{to.path}{kind}/?limit={limit}{after}")
        last = LAST.search(head)
        if last is None or not _NEXT.search(body[:600]):
            break
        starts.append(last[1])
    connection.close()
    return starts


async def _objects(to: Target) -> Client:
    connection = Connection(to)
    _, _, body = await connection.request("GET", f"{to.path}manifest/?limit=1000")
    connection.close()
    ids = [str(one["id"]) for one in _members(body) if isinstance(one, dict) and "id" in one]
    if not ids:
        raise NetworkError("The collection is empty.", hint="Measure one that holds objects.")

    async def step(connection: Connection, tally: _Tally, state: int) -> int:
        path = f"{to.path}objects/{ids[state % len(ids)]}/"
        status, _, body = await connection.request("GET", path)
        _good(status, tally, body, 1)
        return state + 7

    return step


def _writer(to: Target, batch: int) -> Client:
    """Post batches of new objects of about 1.3 kB."""

    async def step(connection: Connection, tally: _Tally, state: int) -> int:
        body = b'{"objects":[' + b",".join(made_up(batch)) + b"]}"
        status, _, answer = await connection.request("POST", f"{to.path}objects/", body)
        if status == 202:
            told = json.loads(answer)
            stored = told.get("success_count") if isinstance(told, dict) else None
            tally.objects += stored if type(stored) is int else 0
            tally.bytes += len(body)
        else:
            tally.errors += 1
        return state

    return step


_FILLER = "Made up for a load test; it says nothing about anybody. " * 16


def made_up(count: int) -> list[bytes]:
    """New valid indicators of about 1.3 kB, made quickly."""
    numbers = [uuid.uuid4() for _ in range(count)]
    return [
        (
            f'{{"type":"indicator","spec_version":"2.1","id":"indicator--{number}",'
            '"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",'
            f'"name":"Load test","description":"{_FILLER}",'
            f'"pattern":"[domain-name:value = \'{number.hex[:12]}.example\']",'
            '"pattern_type":"stix","indicator_types":["unknown"],'
            '"valid_from":"2026-01-01T00:00:00Z"}'
        ).encode()
        for number in numbers
    ]
