"""The last requests of each key, so that a member can see why its client gets nothing.

Every worker keeps a few lines for each key in memory and writes those that changed into a small
file of their own, seconds later: the hub's database is not touched, and no request waits. A key is
known by the digest that the database holds as well; what a client sent as its key is never kept.
What came with no key that this hub knows is kept by the address it came from, unless a proxy that
nobody named sent it on: then it may be anybody's.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from wardline.core.clock import Clock
from wardline.hub.forwarded import Address
from wardline.hub.http import Request
from wardline.hub.members.credentials import digest, key_of_header

FILE_NAME = "lately.sqlite3"
PATHS = ("/taxii2/", "/stream/", "/lists/", "/misp/")
_KEPT = 8
_MOST_MARKS = 20_000
_FLUSH_SECONDS = 2.0
_WEEK = 7 * 86_400 * 1_000_000
_LONGEST = 300
_UNAUTHORIZED = 401
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS lately (mark BLOB, worker INTEGER, at INTEGER, lines BLOB, "
    "PRIMARY KEY (mark, worker)) WITHOUT ROWID"
)

log = logging.getLogger("wardline.hub")


class Line(NamedTuple):
    """One request: when, what, how it was answered, and why it was refused."""

    at: int
    method: str
    path: str
    status: int
    why: str


def mark_of_key(key_digest: bytes) -> bytes:
    """What the lines of a key are found by."""
    return hashlib.blake2b(key_digest, digest_size=16, person=b"key").digest()


def mark_of_address(address: str) -> bytes:
    """What the lines without a known key are found by."""
    return hashlib.blake2b(address.encode(), digest_size=16, person=b"address").digest()


class Lately:
    """What one worker remembers, and when it writes it down."""

    def __init__(
        self, path: Path, clock: Clock, client: Callable[[Request], Address | None]
    ) -> None:
        """Write into the file at `path`; `client` tells who asks."""
        self._path = path
        self._clock = clock
        self._client = client
        self._lines: dict[bytes, deque[Line]] = {}
        self._changed: set[bytes] = set()

    def note(self, request: Request, status: int, why: str = "") -> None:
        """Remember a request to the exchange and its answer."""
        path = request.path
        if not path.startswith(PATHS):
            return
        line = Line(self._clock(), request.method[:10], path[:_LONGEST], status, why[:_LONGEST])
        key = key_of_header(request.header(b"authorization"))
        if key is not None:
            self._keep(mark_of_key(digest(key)), line)
        client = self._client(request) if status == _UNAUTHORIZED else None
        if client is not None:
            self._keep(mark_of_address(str(client)), line)

    def _keep(self, mark: bytes, line: Line) -> None:
        lines = self._lines.get(mark)
        if lines is None:
            # Whoever tries many keys must not fill the memory.
            if len(self._lines) >= _MOST_MARKS:
                self._lines.clear()
                self._changed.clear()
            lines = self._lines[mark] = deque(maxlen=_KEPT)
        lines.append(line)
        self._changed.add(mark)

    async def run(self) -> None:
        """Write down what changed, for as long as the worker lives."""
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            if self._changed:
                rows = self._take()
                try:
                    await asyncio.to_thread(self._write, rows)
                except sqlite3.Error as error:
                    log.warning("the last requests of keys were not written: %s", error)

    def _take(self) -> list[tuple[bytes, int, int, bytes]]:
        rows = []
        for mark in self._changed:
            lines = list(self._lines.get(mark, ()))
            if lines:
                rows.append((mark, os.getpid(), lines[-1].at, msgspec.json.encode(lines)))
        self._changed.clear()
        return rows

    def _write(self, rows: list[tuple[bytes, int, int, bytes]]) -> None:
        self._path.touch(mode=0o600)
        file = sqlite3.connect(self._path, timeout=5.0)
        try:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("PRAGMA synchronous=OFF")
            with file:
                file.execute(_SCHEMA)
                file.executemany("REPLACE INTO lately VALUES (?, ?, ?, ?)", rows)
                file.execute("DELETE FROM lately WHERE at < ?", (self._clock() - _WEEK,))
        finally:
            file.close()


def read(path: Path, mark: bytes) -> list[Line]:
    """The last requests of a key or an address, the newest first."""
    if not path.exists():
        return []
    file = sqlite3.connect(path, timeout=1.0)
    try:
        rows = file.execute("SELECT lines FROM lately WHERE mark = ?", (mark,)).fetchall()
    except sqlite3.Error:
        return []
    finally:
        file.close()
    lines = [line for (packed,) in rows for line in msgspec.json.decode(packed, type=list[Line])]
    return sorted(lines, reverse=True)[:_KEPT]
