"""Members at work for long: who share, who poll, who hold streams, and what they may not see.

Everything that is shared carries a number and how secret it is in its name, so that each reader
can tell at once what it got, whether twice, and whether it should have. `Field.run` keeps the load
up until its time is over; `wardline bench soak` puts faults beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import time
import uuid
from collections import Counter
from typing import NamedTuple

from wardline.testing.taxii.load import LAST, MEDIA, Connection, Target

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
_NAME = re.compile(rb'"name":"soak (open|red|group) (\d+)"')
_ID = re.compile(rb"(?:^|\n)id: ([^\n]+)\n")
# What a connection that breaks raises; RuntimeError is uvloop's word for a closed transport.
_BROKEN = (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError, RuntimeError)
_TIMEOUT = 10.0
_PAUSE = 0.2
# Every fifth is for the named alone, every seventh for the group's own collection.
_RED_EACH, _GROUP_EACH = 5, 7


class Place(NamedTuple):
    """Where the hub is, and by which keys: the sharer's, the named reader's, an outsider's."""

    host: str
    port: int
    open_collection: str
    group_collection: str
    sharer: str
    named: str
    outsider: str


class Rates(NamedTuple):
    """How much of everything, a second or at once."""

    polls: float
    shares: float
    streams: int
    # Streams and pollers whose every object is counted, half of them the named reader's.
    tracked: int


class Poll(NamedTuple):
    """One answered poll: when it was asked, and how long it took, in seconds."""

    at: float
    took: float


class Got:
    """What one reader got: each number once, in order, and nothing that is not its."""

    def __init__(self, *, named: bool) -> None:
        self.named = named
        self.counts: Counter[int] = Counter()
        self.leaked: set[int] = set()

    def take(self, data: bytes) -> None:
        """Note all objects in a part of a stream or in a page."""
        for kind, number in _NAME.findall(data):
            self.counts[int(number)] += 1
            if kind != b"open" and not self.named:
                self.leaked.add(int(number))


class Told(NamedTuple):
    """What came of a run."""

    acknowledged: int
    refused: int
    lost: int
    repeated: int
    leaked: int
    polls: int
    failed_polls: int
    opened_again: int


class Field:
    """All members of one run."""

    def __init__(self, direct: Place, weak: Place, rates: Rates) -> None:
        """Most go `direct`; the tracked readers and half of the sharers by a `weak` network."""
        self.direct, self.weak, self.rates = direct, weak, rates
        self.polls: list[Poll] = []
        self.failed_polls = self.refused = self.opened_again = 0
        self.acknowledged: dict[int, str] = {}
        self.readers = [Got(named=number % 2 == 0) for number in range(rates.tracked)]
        # All other streams and polls are outsiders': they only must not get what is not theirs.
        self.crowd = Got(named=False)
        self._numbers = itertools.count(1)
        self._ends = 0.0
        self._settles = 0.0

    async def run(self, seconds: float, settle: float = 15.0) -> None:
        """Keep all at work for `seconds`; readers go on for `settle` longer, to catch up."""
        self._ends = time.monotonic() + seconds
        self._settles = self._ends + settle
        pollers = max(int(min(self.rates.polls, 32)), 1)
        sharers = 4
        places = (self.direct, self.weak)
        await asyncio.gather(
            *(self._poll(self.rates.polls / pollers) for _ in range(pollers)),
            *(self._share(places[n % 2], self.rates.shares / sharers) for n in range(sharers)),
            *(
                self._follow(self.direct, self.crowd, tracked=False)
                for _ in range(self.rates.streams)
            ),
            *(self._follow(self.weak, got, tracked=True) for got in self.readers),
        )

    def end(self) -> None:
        """End the run at once, from any thread."""
        self._ends = self._settles = 0.0

    def told(self) -> Told:
        """The figures."""
        lost = repeated = 0
        for got in self.readers:
            due = {n for n, kind in self.acknowledged.items() if kind == "open" or
                   (kind == "red" and got.named)}  # fmt: skip
            lost += len(due - set(got.counts))
            repeated += sum(count - 1 for count in got.counts.values())
        leaked = len(self.crowd.leaked.union(*(got.leaked for got in self.readers)))
        return Told(
            len(self.acknowledged),
            self.refused,
            lost,
            repeated,
            leaked,
            len(self.polls),
            self.failed_polls,
            self.opened_again,
        )

    async def _share(self, place: Place, rate: float) -> None:
        line = _Line(place, place.sharer)
        while time.monotonic() < self._ends:
            started = time.monotonic()
            number = next(self._numbers)
            kind = "red" if number % _RED_EACH == 0 else "open"
            kind = "group" if number % _GROUP_EACH == 0 else kind
            body = made_up(number, kind)
            target = place.group_collection if kind == "group" else place.open_collection
            path = f"/taxii2/sector/collections/{target}/objects/"
            # Until it is acknowledged, as every careful client does.
            while time.monotonic() < self._settles:
                status, _, answer = await line.ask("POST", path, body)
                if status == 202 and b'"status":"complete"' in answer:  # noqa: PLR2004 # RFC 9110
                    self.acknowledged[number] = kind
                    break
                self.refused += 1
                await asyncio.sleep(_PAUSE)
            await asyncio.sleep(max(started + 1 / rate - time.monotonic(), 0))
        line.close()

    async def _poll(self, rate: float) -> None:
        """An outsider's poll of what is new; every page is looked through for what is not its."""
        line = _Line(self.direct, self.direct.outsider)
        base = f"/taxii2/sector/collections/{self.direct.open_collection}/objects/?limit=100"
        after = ""
        due = time.monotonic()
        while time.monotonic() < self._ends:
            started = time.monotonic()
            status, head, body = await line.ask("GET", base + after)
            if status == 200:  # noqa: PLR2004 # RFC 9110
                self.polls.append(Poll(started, time.monotonic() - started))
                self.crowd.take(body)
                last = LAST.search(head)
                after = f"&added_after={last[1].decode()}" if last else after
            else:
                self.failed_polls += 1
                await asyncio.sleep(_PAUSE)
            # A poll that was late is not made up for: members do not hurry after a fault.
            due = max(due + 1 / rate, time.monotonic() - 1 / rate)
            await asyncio.sleep(max(due - time.monotonic(), 0))
        line.close()

    async def _follow(self, place: Place, got: Got, *, tracked: bool) -> None:
        key = place.named if got.named else place.outsider
        cursor = b""
        while time.monotonic() < self._settles:
            with contextlib.suppress(*_BROKEN):
                cursor = await self._stream(place, key, cursor, got, tracked=tracked)
            if time.monotonic() < self._settles:
                self.opened_again += 1
                await asyncio.sleep(_PAUSE)

    async def _stream(
        self, place: Place, key: str, cursor: bytes, got: Got, *, tracked: bool
    ) -> bytes:
        """Read one stream until it breaks; where it stands then."""
        reader, writer = await asyncio.open_connection(place.host, place.port)
        resume = b"last-event-id: %b\r\n" % cursor if cursor and tracked else b""
        writer.write(
            f"GET /stream/{place.open_collection} HTTP/1.1\r\nHost: soak\r\n"
            f"Authorization: Bearer {key}\r\n".encode()
            + resume
            + b"\r\n"
        )
        waiting = b""
        try:
            while (left := self._settles - time.monotonic()) > 0:
                async with asyncio.timeout(min(left, 60)):
                    data = await reader.read(65_536)
                if not data:
                    break
                # Whole events only: one that is cut in half comes again.
                *whole, waiting = (waiting + data).split(b"\n\n")
                for event in whole:
                    got.take(event)
                    for found in _ID.findall(event + b"\n"):
                        cursor = found
        except _BROKEN:
            pass
        finally:
            writer.close()
        return cursor


class _Line:
    """One keep-alive connection that is made anew when it breaks."""

    def __init__(self, place: Place, key: str) -> None:
        headers = f"Host: soak\r\nAuthorization: Bearer {key}\r\nAccept: {MEDIA.decode()}\r\n"
        self._connection = Connection(Target(place.host, place.port, "", headers.encode()))

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer; status 0 where none came."""
        try:
            async with asyncio.timeout(_TIMEOUT):
                return await self._connection.request(method, path, body)
        except _BROKEN:
            self.close()
            return 0, b"", b""

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


def made_up(number: int, kind: str) -> bytes:
    """An envelope with one valid indicator that carries its number and how secret it is."""
    own = uuid.uuid4()
    marking = f'"object_marking_refs":["{RED}"],' if kind == "red" else ""
    return (
        f'{{"objects":[{{"type":"indicator","spec_version":"2.1","id":"indicator--{own}",'
        '"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",'
        f'{marking}"name":"soak {kind} {number}",'
        f'"pattern":"[domain-name:value = \'{own.hex}.example\']","pattern_type":"stix",'
        '"valid_from":"2026-01-01T00:00:00Z"}]}'
    ).encode()
