"""Feeds in: from where the last pull stopped, the next pages fetched while one is stored.

1. What the peer gave since the cursor, page by page; a thread fetches ahead.
2. Each page is one batch for each path that its objects came by, and the cursor goes into the last
   batch's own transaction: killed anywhere, nothing is lost and nothing comes twice.
3. What the peer withdrew since, as far as it does not stand there again.
"""

from __future__ import annotations

import contextlib
import gc
import queue
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from wardline import importers
from wardline.client.http import Client
from wardline.client.misp import Misp
from wardline.client.taxii import Page, Taxii, Taxii20
from wardline.core import jsonio, stix
from wardline.core.clock import now, parse_timestamp
from wardline.core.errors import MalformedError, NetworkError, WardlineError
from wardline.core.ids import split_id
from wardline.core.policy import Recipient
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.db import Transaction
from wardline.hub.exchange import feeds, listing, misppull, paths, queries, reasons
from wardline.hub.exchange.batch import Pick, every_version
from wardline.hub.exchange.chains import Identity, Row
from wardline.hub.exchange.incoming import Outcome, Sender
from wardline.hub.exchange.listing import Listing
from wardline.hub.exchange.models import Clash, Feed
from wardline.hub.exchange.publishing import Published, Refused, publish
from wardline.hub.exchange.service import SOURCE, Exchange
from wardline.hub.members import peers
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.models import Peer
from wardline.importers import Failure, Item

_AHEAD = 4
# An answer of httpx is a ring of references; with the thresholds of `worker.tune` nobody would come
# for them, and a catch-up of a million objects held 1.1 GB.
_COLLECT = 32
_AT_ONCE = 50
_REPORTED = 1000


class Pulled(NamedTuple):
    """What one pull of one feed did."""

    url: str
    added: int
    duplicates: int
    failed: list[dict[str, str]]
    problem: str
    withdrawn: int = 0
    id: str = ""


def pull(
    feed: Feed, exchange: Exchange, *, allow_private: bool, actor: Actor | Who = COMMAND_LINE
) -> Pulled:
    """Pull one feed; a problem is kept with the feed and told, never raised."""
    work = _Pull(feed, exchange, actor)
    problem = ""
    try:
        work.run(feeds.client(feed, allow_private=allow_private))
    except Exception as error:  # noqa: BLE001 # whatever it is, it is kept with the feed and told
        problem = reasons.problem(error)
    total = work.total
    feed.pulled_at = now()
    feed.problem = problem or work.note
    feed.added += total.added
    feed.failed += len(total.failed)
    feed.withdrawn += work.withdrawn
    feed.failures = feed.failures + 1 if problem else 0
    told = {
        "added": total.added,
        "duplicates": total.duplicates,
        "refused": len(total.failed),
        "withdrawn": work.withdrawn,
    }
    names = ["pulled_at", "problem", "added", "failed", "withdrawn", "failures"]
    with transaction.atomic():
        feed.save(update_fields=names)
        audit.record(
            actor, Action.FEED_PULLED, f"feed:{feed.id}", {**told, "problem": bool(problem)}
        )
    refused = [*total.failed, *([Refused("/", work.note)] if work.note else [])]
    failed = [{"pointer": place, "reason": reason} for place, reason in refused]
    counts = (total.added, total.duplicates, failed, problem, work.withdrawn)
    return Pulled(feed.url, *counts, feed.id)


_DOUBTED = (
    "The list lost more than half of what it named, or its answer cannot be used. Nothing was "
    "ended; what a day of usable answers still leaves out is."
)


class _Pull:
    """One pull of one feed."""

    def __init__(self, feed: Feed, exchange: Exchange, actor: Actor | Who) -> None:
        self.feed, self.exchange, self.actor = feed, exchange, actor
        self.total = Published()
        self.withdrawn = 0
        # What the staff should know of a pull that went well.
        self.note = ""
        self._peer: Peer | None = peers.find(feed.peer) if feed.peer else None
        self._recipient = Recipient(feed.peer, named=True)

    def run(self, client: Client) -> None:
        """Pull all that the peer has for us."""
        if self._peer is not None:
            peers.require_active(self._peer)
        try:
            if self.feed.kind in ("taxii", "taxii20"):
                self._taxii(client)
            elif self.feed.kind == feeds.MISP_SERVER:
                self._misp_server(Misp(client))
            else:
                self._files(client)
            self._settle_creators()
        finally:
            client.close()

    @property
    def _giver(self) -> str:
        """The giver's name in paths: a publication that is no peer is named by its feed."""
        return self.feed.id if self._peer is None else self._peer.hub

    def _sender(self, told: str = "", feed: Feed | None = None) -> Sender:
        """Who gives: the feed's peer; of a publication the feed, or another one of the hub's."""
        giver = feed.id if feed is not None and self._peer is None else self._giver
        path = paths.onwards(told, giver)
        return Sender(self.feed.peer, can_read=True, recipient=self._recipient, path=path)

    # --- TAXII

    def _taxii(self, client: Client) -> None:
        address = feeds.taxii_address(self.feed)
        if self.feed.kind == "taxii20":
            for page in Taxii20(client).pages(address, self.feed.cursor or None):
                self._store(page)
            return
        server = Taxii(client, feeds.hub_id())
        if self._peer is not None and self._peer.hub == self._peer.organization_id:
            peers.learn(self._peer, server.hub())
        with _Ahead(server.pages(address, self.feed.cursor or None)) as pages:
            for page in pages:
                self._store(page)
        # What came without an agreement is the hub's own here, as all that it publishes is: a
        # publication that is no peer takes nothing back.
        if self._peer is not None:
            self._withdraw(server, address)

    def _store(self, page: Page) -> None:
        """Take one page; its cursor stands with its last batch."""
        cursor = page.cursor or self.feed.cursor
        groups: dict[str, list[bytes]] = {}
        for place, raw in enumerate(page.objects):
            groups.setdefault(page.paths[place] if page.paths else "", []).append(raw)
        for number, (told, raws) in enumerate(groups.items(), 1):
            last = number == len(groups)
            keep = self._keep_cursor("cursor", cursor) if last else None
            self._ingest(raws, told, keep)
        self.feed.cursor = cursor

    def _keep_cursor(self, column: str, value: str) -> Callable[[Transaction, list[Outcome]], None]:
        query = queries.FEED_CURSOR if column == "cursor" else queries.FEED_STONES
        params = {"id": self.feed.id, "value": value}
        return lambda transaction, _: transaction.run(query, params)

    def _ingest(self, raws: Sequence[bytes], told: str, keep: Any) -> None:
        ready = [one for raw in raws for one in _upgraded(raw)]
        sender = self._sender(told)
        number = self.feed.collection_id
        for one in self.exchange.ingest(number, sender, ready, keep, SOURCE, self.actor):
            self._count(one)

    def _count(self, one: Outcome) -> None:
        if one.state == "added":
            self.total.added += 1
        elif one.state == "duplicate":
            self.total.duplicates += 1
        elif len(self.total.failed) < _REPORTED:
            self.total.failed.append(Refused(one.id, one.message))

    def _withdraw(self, server: Taxii, address: str) -> None:
        """Take out what the peer withdrew; where it does not tell (no Wardline), nothing."""
        gone = server.deleted(address, self.feed.stones or None)
        if not gone:
            return
        for start in range(0, len(gone), _AT_ONCE):
            part = gone[start : start + _AT_ONCE]
            here = [one for one in part if split_id(one["id"]) is not None]
            still = server.standing(address, sorted({one["id"] for one in here})) if here else set()
            for one in here:
                if (one["id"], one.get("version", "")) not in still:
                    self._remove(one)
            self.feed.stones = str(part[-1].get("date_added") or self.feed.stones)
            self.feed.save(update_fields=["stones"])

    def _remove(self, one: dict[str, str]) -> None:
        version = parse_timestamp(one.get("version", "")) or 0

        def pick(rows: Sequence[Row]) -> set[int]:
            # What has no version of its own is known by when it came there.
            return {row.version for row in rows if row.version in (version, 0)}

        self._take_out(one["id"], pick, reasons.safe(str(one.get("recalled", ""))))

    def _take_out(self, name: str, pick: Pick, reason: str = "") -> None:
        split = split_id(name)
        assert split is not None  # noqa: S101 # asked for by the callers
        identity = Identity(split[1].bytes, split[0])
        done = self.exchange.delete(
            self.feed.collection_id, self._sender(), identity, pick, reason, self.actor
        )
        self.withdrawn += done.deleted

    # --- MISP servers

    def _misp_server(self, server: Misp) -> None:
        task = misppull.Task(self.feed, server, self.exchange, withdraw=self._peer is not None)
        for part in chain(task.parts(), task.lost()):
            # First: killed in between, the old form of the event still tells what was in it.
            for name in part.gone:
                self._take_out(name, every_version)
            self._publish(part.items)
            part.keep()

    # --- Files of all kinds

    def _files(self, client: Client) -> None:
        rounds = _misp if self.feed.kind == "misp" else _file
        take = self._list if self.feed.kind in listing.KINDS else self._all
        for items, cursor in rounds(self.feed, client):
            self.feed.cursor = cursor if take(items) else ""
            self.feed.save(update_fields=["cursor"])

    def _all(self, items: Iterable[Item | Failure]) -> bool:
        """Take a file in; whether it was taken as it is."""
        self._publish(items)
        return True

    def _list(self, items: Iterable[Item | Failure]) -> bool:
        """Take a list in, and end what it names no more; whether that was believed."""
        look = Listing(self.feed, self.exchange)
        self._publish(look.passing(items))
        at = now()
        self._changed(look.back(at))
        self.withdrawn += self._changed(look.ended(at))
        look.keep()
        if look.doubted:
            self.note = _DOUBTED
        return not look.doubted

    def _publish(self, items: Iterable[Item | Failure]) -> None:
        part = self._stored(items)
        self.total.added += part.added
        self.total.duplicates += part.duplicates
        self.total.failed += part.failed

    def _changed(self, changes: Iterator[tuple[Feed, Item]]) -> int:
        """Store versions in the name of the list that gave each object; how many are new."""
        added = 0
        for feed, group in groupby(changes, key=lambda one: one[0]):
            added += self._stored((item for _, item in group), feed).added
        return added

    def _stored(self, items: Iterable[Item | Failure], feed: Feed | None = None) -> Published:
        number, sender = self.feed.collection_id, self._sender(feed=feed)
        return publish(self.exchange, number, items, sender=sender, actor=self.actor)

    def _settle_creators(self) -> None:
        """Creators that came later than what they created are known now."""
        waiting = Clash.objects.filter(
            kind="unknown-creator", giver=self._giver, collection=self.feed.collection_id
        )
        for one in waiting:
            if self.exchange.holds(self.feed.collection_id, one.object):
                one.delete()


class _Ahead:
    """Pages that a thread fetches while the one before is stored; few wait at a time."""

    def __init__(self, pages: Iterator[Page]) -> None:
        self._pages = pages
        self._queue: queue.Queue[Page | BaseException | None] = queue.Queue(_AHEAD)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._fetch, daemon=True)

    def __enter__(self) -> Iterator[Page]:
        self._thread.start()
        return self._given()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        while self._thread.is_alive():
            # It may wait for room.
            with contextlib.suppress(queue.Empty):
                self._queue.get(timeout=0.1)

    def _given(self) -> Iterator[Page]:
        while True:
            one = self._queue.get()
            if one is None:
                return
            if isinstance(one, BaseException):
                raise one
            yield one

    def _fetch(self) -> None:
        last: Exception | None = None
        try:
            for number, page in enumerate(self._pages, 1):
                self._queue.put(page)
                if number % _COLLECT == 0:
                    gc.collect()
                if self._stop.is_set():
                    break
        except Exception as error:  # noqa: BLE001 # raised anew by whoever waits for the pages
            last = error
        self._queue.put(last)


def _upgraded(raw: bytes) -> list[bytes]:
    """An object of STIX 2.0 as 2.1, and all others as they are."""
    if b'"spec_version"' in raw:
        return [raw]
    try:
        obj = jsonio.decode(raw)
    except MalformedError:
        return [raw]  # told by the exchange
    if type(obj) is not dict or not stix.is_stix20(obj):
        return [raw]
    return [jsonio.encode(one) for one in stix.upgrade(obj)]


_Round = tuple[Iterator[Item | Failure], str]


def _misp(feed: Feed, client: Client) -> Iterator[_Round]:
    """The events of a feed's manifest that are new or changed since."""
    base = feed.url.removesuffix("manifest.json")
    base = base if base.endswith("/") else f"{base}/"
    manifest = _json(client.request("GET", f"{base}manifest.json").body, client.host)
    seen = feeds.seen_events(feed)
    for number in sorted(manifest, key=lambda key: str(_stamp(manifest[key]))):
        stamp = str(_stamp(manifest[number]))
        try:
            name = str(uuid.UUID(number))
        except ValueError:
            continue
        if seen.get(name) == stamp:
            continue
        event = client.request("GET", f"{base}{name}.json").body
        seen[name] = stamp
        yield _tolerant(event, "misp"), msgspec.json.encode(seen).decode()


def _stamp(entry: Any) -> Any:
    return entry.get("timestamp", "") if isinstance(entry, dict) else ""


def _tolerant(data: bytes, kind: str) -> Iterator[Item | Failure]:
    """One document of many: what cannot be read at all is one failure."""
    try:
        yield from importers.read(data, kind=kind)
    except WardlineError as error:
        yield Failure("/", str(error))


def _file(feed: Feed, client: Client) -> Iterator[_Round]:
    headers = {"if-none-match": feed.cursor} if feed.cursor else {}
    answer = client.request("GET", feed.url, headers=headers)
    if answer.status == 304:  # noqa: PLR2004 # RFC 9110: not modified
        return
    yield importers.read(answer.body, kind=feed.kind), answer.headers.get("etag", "")


def _json(body: bytes, host: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(body)
    except jsonio.BROKEN:
        value = None
    if not isinstance(value, dict):
        raise NetworkError(f"{host} gives no MISP manifest.", hint="Check the feed's address.")
    return value
