"""Push: server-sent events on the same sequence that pages follow.

One pump per process reads what is new once for each group of subscribers who see the same, and
hands the same bytes to all of them. A subscriber that falls behind by more than its buffer is cut
off: its cursor (`Last-Event-ID`) makes that harmless, and it costs nobody else anything.

Events: `object` (data: the object), `delete` (data: {"id", "version"}, and
"recalled" with the reason where it was recalled), `ping` comments.
*Source*: WHATWG HTML section 9.2; DESIGN section 5, rules 8 and 15.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.errors import NotFoundError, RefusedError, UnavailableError, UsageError
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.config import Config
from wardline.hub.db import Database
from wardline.hub.exchange import filters
from wardline.hub.exchange.access import CollectionAccess, Rights
from wardline.hub.exchange.reading import Change, Reader, StaleRightsError, identifier
from wardline.hub.members.credentials import Principal

log = logging.getLogger("wardline.hub")
# Rows read at once for a group, or for a subscriber that catches up.
_CHUNK = 500
# Commits that follow each other closely travel as one event burst.
_COALESCE_SECONDS = 0.01
# How often the rights of open streams are looked at (DESIGN section 5, rule 7: one second).
_RIGHTS_SECONDS = 0.5
# In how many turns of the watch the records of all streams are written: each 10 s.
_FLUSH_ROUNDS = 20
_PING = b": ping\n\n"


class Group(NamedTuple):
    """Subscribers of one collection who see the same."""

    collection: int
    visibilities: tuple[int, ...]
    beyond: tuple[int, ...]


class _Events(NamedTuple):
    """Events as they are sent: their bytes, the last one's cursor, and what that gives."""

    chunk: bytes
    reached: int
    more: bool
    given: Given | None = None


class Subscriber:
    """One open stream: what it may see, where it stands, and what waits to be sent."""

    __slots__ = (
        "access",
        "closed",
        "cursor",
        "given",
        "live",
        "name",
        "pending",
        "principal",
        "size",
        "wake",
    )

    def __init__(
        self, principal: Principal, access: CollectionAccess, name: str, cursor: int
    ) -> None:
        """Start behind `cursor` (date_added of the last record received)."""
        self.principal = principal
        self.access = access
        self.name = name
        self.cursor = cursor
        self.pending: list[bytes] = []
        self.size = 0
        self.wake = asyncio.Event()
        self.closed = False
        self.live = False
        # What was sent since the audit log was last told.
        self.given: Given | None = None

    @property
    def group(self) -> Group:
        """Whom it shares its reads with."""
        return Group(self.access.id, self.access.visibilities, self.access.beyond)

    def offer(self, chunk: bytes, cursor: int, limit: int, given: Given | None = None) -> None:
        """Queue `chunk`, or cut the subscriber off when it is too far behind."""
        if self.size + len(chunk) > limit:
            self.close()
            return
        if given is not None:
            old = self.given
            self.given = (
                given if old is None else Given(old.first, given.last, old.many + given.many)
            )
        self.pending.append(chunk)
        self.size += len(chunk)
        self.cursor = cursor
        self.wake.set()

    def close(self) -> None:
        """End the stream; the client resumes from its cursor."""
        self.closed = True
        self.wake.set()

    def drain(self) -> bytes:
        """All that waits, as one chunk."""
        chunk = b"".join(self.pending)
        self.pending.clear()
        self.size = 0
        self.wake.clear()
        return chunk


class Streams:
    """The open streams of one process."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        rights: Rights,
        config: Config,
        disclosures: Disclosures,
    ) -> None:
        """Let each subscriber be behind by the bytes that `config` allows.

        `disclosures` records who was sent what: a line for each stream that opens, for each part
        that one catches up with, for each part that is pushed to all who see the same, and for
        each stream what it was sent since its last line, some seconds later.
        """
        self._disclosures = disclosures
        self._database = database
        self._reader = reader
        self._rights = rights
        self._buffer: int = config["stream.buffer_bytes"]
        self._heartbeat: int = config["stream.heartbeat_seconds"]
        self._subscribers: set[Subscriber] = set()
        self._positions: dict[Group, int] = {}
        self._deliveries = 0
        self._delivering = asyncio.Lock()
        # A subscriber sees more or less than when its group was last read.
        self._regrouped = False
        self._round = 0

    def __len__(self) -> int:
        """How many streams are open."""
        return len(self._subscribers)

    async def run(self) -> None:
        """Pump until cancelled: deliver what is new, end what is no longer allowed."""
        watch = asyncio.create_task(self._watch())
        try:
            async for _ in self._database.changed():
                if self._subscribers:
                    await self._try_deliver()
                    await asyncio.sleep(_COALESCE_SECONDS)
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
            for subscriber in self._subscribers:
                subscriber.close()

    async def _try_deliver(self) -> None:
        """Deliver; a failure is logged and tried again with the next change."""
        try:
            async with self._delivering:
                await self._deliver()
        except UnavailableError:
            log.warning("the database does not answer; streams wait")
        except Exception:
            # One bad record must not end push for everybody.
            log.exception("delivery to the streams failed")

    async def subscribe(self, subscriber: Subscriber) -> AsyncIterator[bytes]:
        """The chunks for one stream, until it is closed.

        1. Catch up alone, page by page, from its cursor; the client's pace sets ours.
        2. Once a read finds nothing more, and no delivery ran meanwhile, go live.
        3. Wait for what the pump hands out.
        """
        start = Given(subscriber.cursor, subscriber.cursor, 0)
        self._note("opened", subscriber, start)
        self._subscribers.add(subscriber)
        try:
            while not subscriber.live and not subscriber.closed:
                deliveries = self._deliveries
                chunk, reached, more, given = await self._read(subscriber, subscriber.cursor)
                subscriber.cursor = max(subscriber.cursor, reached)
                subscriber.live = not more and deliveries == self._deliveries
                if given is not None:
                    self._note("stream", subscriber, given)
                    yield chunk
            while not subscriber.closed:
                await subscriber.wake.wait()
                chunk = subscriber.drain()
                if chunk:
                    yield chunk
        finally:
            self._subscribers.discard(subscriber)
            self._flush(subscriber)

    async def _deliver(self) -> None:
        """Read what is new for each group, once, and hand it to its live subscribers."""
        self._regrouped = True
        while self._regrouped:
            self._regrouped = False
            self._deliveries += 1
            groups = {s.group for s in self._subscribers if s.live and not s.closed}
            self._positions = {g: p for g, p in self._positions.items() if g in groups}
            for group in groups:
                more = True
                while more:
                    more = await self._deliver_group(group)

    async def _deliver_group(self, group: Group) -> bool:
        """Hand out one chunk; whether there is more."""
        members = self._members(group)
        if not members:
            return False
        start = self._positions.get(group, min(member.cursor for member in members))
        chunk, position, more, given = await self._read(members[0], start)
        if given is not None:
            told = f"to {len(members)} streams"
            self._disclosures.note("push", None, members[0].access, "events", given, told)
        self._positions[group] = position = max(start, position)
        # Asked again: some went live while we read, and may be behind even where nothing is new.
        for member in self._members(group):
            if member.cursor >= position:
                continue
            if member.cursor == start:
                member.offer(chunk, position, self._buffer, given)
            else:
                own, reached, _, missed = await self._read(member, member.cursor)
                if missed is not None:
                    self._note("stream", member, missed)
                member.offer(own, max(reached, member.cursor), self._buffer)
        return more

    def _members(self, group: Group) -> list[Subscriber]:
        return [s for s in self._subscribers if s.live and not s.closed and s.group == group]

    def _note(self, kind: str, subscriber: Subscriber, given: Given) -> None:
        """Record, before it is sent, what one stream gets. *Raises* UnavailableError."""
        self._disclosures.note(kind, subscriber.principal, subscriber.access, "events", given)

    def _flush(self, subscriber: Subscriber) -> None:
        """Record what one stream was sent of what was pushed to all; that stands there already."""
        if subscriber.given is not None:
            with contextlib.suppress(UnavailableError):
                self._note("stream", subscriber, subscriber.given)
                subscriber.given = None

    async def _read(self, subscriber: Subscriber, after: int) -> _Events:
        """Events after `after`."""
        try:
            return await self._events(subscriber.access, after)
        except StaleRightsError:
            # Something stands in the collection that its cached sight does not cover yet.
            await self._rights.renew()
            await self._check_rights()
            return _Events(b"", after, more=True)

    async def _events(self, access: CollectionAccess, after: int) -> _Events:
        rows, more = await self._reader.changes(access, after, _CHUNK)
        if not rows:
            return _Events(b"", after, more=False)
        given = Given(rows[0].added, rows[-1].added, len(rows))
        return _Events(b"".join([_event(change) for change in rows]), given.last, more, given)

    async def _watch(self) -> None:
        """Look at the rights of open streams, and let quiet ones know that they are alive."""
        quiet = 0.0
        while True:
            await asyncio.sleep(_RIGHTS_SECONDS)
            with contextlib.suppress(UnavailableError):
                await self._check_rights()
            if self._regrouped:
                await self._try_deliver()
            self._flush_some()
            quiet += _RIGHTS_SECONDS
            if quiet >= self._heartbeat:
                quiet = 0.0
                for subscriber in self._subscribers:
                    if subscriber.live and not subscriber.pending:
                        subscriber.offer(_PING, subscriber.cursor, self._buffer)

    def _flush_some(self) -> None:
        """A part of the streams' records each time, so that 5,000 do not come at once."""
        self._round = (self._round + 1) % _FLUSH_ROUNDS
        for number, subscriber in enumerate(self._subscribers):
            if number % _FLUSH_ROUNDS == self._round:
                self._flush(subscriber)

    async def _check_rights(self) -> None:
        """End or change the streams whose rights are no longer what they were."""
        await self._rights.refresh()
        # Also one that authenticated before a change and was added after it is asked about.
        stale = any(s.access.epoch != self._rights.epoch for s in self._subscribers)
        holding = await self._rights.holding() if stale else None
        for subscriber in list(self._subscribers):
            try:
                access = await self._rights.of(subscriber.principal)
                collection = access.collection(subscriber.name)
            except (RefusedError, NotFoundError):
                subscriber.close()
                continue
            revoked = holding is not None and subscriber.principal.key_id not in holding
            if revoked or not collection.can_read:
                subscriber.close()
            if subscriber.access.visibilities != collection.visibilities:
                # What was sent until now was sent under the sight until now.
                self._flush(subscriber)
                self._regrouped = True
            subscriber.access = collection


def start_of(last_event_id: str | None, query: dict[str, str], newest: int) -> int:
    """Where a stream starts: behind Last-Event-ID, behind added_after, or now."""
    if last_event_id:
        instant = parse_timestamp(last_event_id)
        if instant is None:
            raise UsageError(
                "Last-Event-ID was not given by this stream.",
                hint="Leave it out to start now, or send ?added_after= to start at a time.",
            )
        return instant
    asked = filters.parse(query, ())
    return newest if asked.added_after is None else asked.added_after


def _event(change: Change) -> bytes:
    cursor = format_timestamp(change.added).encode()
    if change.body is not None:
        return b"id: %s\nevent: object\ndata: %s\n\n" % (cursor, change.body)
    gone = {"id": identifier(change.type, change.uuid), "version": change.version_text}
    if change.recall:
        gone["recalled"] = change.recall
    return b"id: %s\nevent: delete\ndata: %s\n\n" % (cursor, msgspec.json.encode(gone))
