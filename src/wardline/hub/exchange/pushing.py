"""Feeds out: what a peer may have, from where the last push stopped.

1. What the peer may see is decided as for any reader (`core.policy`), beneath the feed's own
   ceiling, without what came through the peer itself. It is asked anew whenever rights changed.
2. A page is written into the log of disclosures, sent, and then the cursor moves: killed in
   between, the page is sent again, which changes nothing at the peer.
3. What the peer refuses is kept with its reason; staff may let it be tried again.
4. What was withdrawn here is deleted there; a server that deletes nothing is told by a version that
   is revoked.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction

from wardline.client.http import Client
from wardline.client.misp import Misp
from wardline.client.taxii import Sent, Taxii
from wardline.core import jsonio
from wardline.core.clock import format_timestamp, now, parse_timestamp
from wardline.core.errors import (
    AwayError,
    ForbiddenError,
    NetworkError,
    UnavailableError,
    WardlineError,
)
from wardline.core.ids import split_id
from wardline.core.policy import Visibility, decide
from wardline.core.tlp import TLP
from wardline.core.warninglists import WarningLists
from wardline.defend import mispfeed
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.exchange import clashes, feeds, mispfiles, misppush, queries, reasons
from wardline.hub.exchange.access import CollectionAccess, access_of
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.clashes import Noted
from wardline.hub.exchange.incoming import HUB
from wardline.hub.exchange.models import Clash, Collection, Feed
from wardline.hub.exchange.queries import Shape
from wardline.hub.exchange.service import Exchange
from wardline.hub.members import peers
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.hub.members.credentials import Principal
from wardline.hub.settings import CONFIG

_PAGE = 1000
# Ids in one question: addresses may not be endless.
_ASKED = 50
# How often one push to a MISP server begins anew because what it sends changed.
_TURNS = 20
_NOT_TOLD = "It was withdrawn here, and the peer could not be told: {}"


class Pushed(NamedTuple):
    """What one push of one feed did."""

    id: str
    url: str
    sent: int
    refused: int
    withdrawn: int
    problem: str


class _Holder(NamedTuple):
    """Who was given something, as the log of disclosures names it: the feed that sent it."""

    key_id: str
    name: str
    organization: str


def push(
    feed: Feed, exchange: Exchange, *, allow_private: bool, actor: Actor | Who = COMMAND_LINE
) -> Pushed:
    """Push one feed; a problem is kept with the feed and told, never raised."""
    work = _Push(feed, exchange)
    problem = ""
    try:
        if feed.kind == "misp":
            work.files()
        elif feed.kind == feeds.MISP_SERVER:
            work.misp_server(feeds.client(feed, allow_private=allow_private))
        else:
            work.run(feeds.client(feed, allow_private=allow_private))
    except Exception as error:  # noqa: BLE001 # whatever it is, it is kept with the feed and told
        problem = reasons.problem(error)
    finally:
        work.close()
    feed.pulled_at = now()
    feed.problem = problem
    feed.added += work.sent
    feed.failed += work.refused
    feed.withdrawn += work.withdrawn
    feed.failures = feed.failures + 1 if problem else 0
    told = {"sent": work.sent, "refused": work.refused, "withdrawn": work.withdrawn}
    names = ["pulled_at", "problem", "added", "failed", "withdrawn", "failures"]
    with transaction.atomic():
        feed.save(update_fields=names)
        audit.record(
            actor, Action.FEED_PUSHED, f"feed:{feed.id}", {**told, "problem": bool(problem)}
        )
    return Pushed(feed.id, feed.url, work.sent, work.refused, work.withdrawn, problem)


def sight_of(feed: Feed, exchange: Exchange) -> CollectionAccess:
    """What a feed's peer may have of its collection now. *Raises* ForbiddenError where nothing."""
    read = exchange.database.read
    epoch = str(read(queries.SETTING, {"name": "rights"})[0][0])
    present = [
        (int(number), Visibility.from_key(key))
        for collection, number, key in read(queries.PRESENT, {})
        if collection == feed.collection_id
    ]
    known = [(int(number), str(hubs)) for number, hubs in read(queries.PATHS, {})]
    who = Principal(feed.id, feed.peer, "", frozenset({"read"}), None)
    for row in read(queries.COLLECTIONS, {"organization": feed.peer}):
        if row[0] == feed.collection_id:
            found = access_of(row, who, present, epoch, known)
            if found.can_read and found.peer:
                return _beneath(found, feed.ceiling, dict(present))
    raise ForbiddenError(
        "The peer may not read this collection any more, so nothing was sent.",
        hint="Name its organization among the collection's readers, or end the feed.",
    )


def _beneath(
    found: CollectionAccess, ceiling: int | None, present: dict[int, Visibility]
) -> CollectionAccess:
    """`found` beneath a feed's own ceiling."""
    if ceiling is None:
        return found
    lower = min(TLP(ceiling), found.recipient.ceiling)
    who = found.recipient._replace(ceiling=lower)
    seen = tuple(number for number, one in present.items() if decide(one, who).allowed)
    return found._replace(recipient=who, visibilities=seen)


class _Row(NamedTuple):
    added: int
    body: bytes
    via: int | None


class _Push:
    """One push of one feed."""

    def __init__(self, feed: Feed, exchange: Exchange) -> None:
        self.feed, self._exchange = feed, exchange
        self.sent = self.refused = self.withdrawn = 0
        self._disclosures = Disclosures(CONFIG.data, now)
        peer = peers.find(feed.peer)
        self._holder = _Holder(f"feed:{feed.id}", peer.organization.name, feed.peer)
        self._hub = feeds.hub_id()
        self._peer = peer

    def close(self) -> None:
        """Leave the log's file to the keeper."""
        self._disclosures.close()

    def files(self) -> None:
        """Write the MISP feed into its folder; what may not be given any more goes from there."""
        try:
            feeds.require_own_folder(self.feed.url, self.feed.created_at)
            peers.require_active(self._peer)
            sight = sight_of(self.feed, self._exchange)
        except ForbiddenError:
            mispfiles.clear(self.feed)
            raise
        made_of = mispfiles.made_of(sight, self._exchange.database)
        if mispfiles.is_current(self.feed, made_of):
            return
        planned = mispfiles.plan(self.feed, sight, self._exchange.database)
        if planned.changed:
            self._disclosures.note("pages", self._holder, sight, "misp", planned.given)
            mispfiles.write(self.feed, planned)
            self.sent = planned.files.attributes
        self.feed.cursor, self.feed.stones = made_of
        self.feed.save(update_fields=["cursor", "stones"])

    def misp_server(self, client: Client) -> None:
        """Send the events that a MISP server lacks, and take back there what was withdrawn."""
        server, done = Misp(client), set[str]()
        try:
            for _ in range(_TURNS):
                with contextlib.suppress(misppush.OutdatedError):
                    self._misp_turn(server, done)
                    return
        finally:
            client.close()
        raise UnavailableError(
            f"The collection or its rights changed {_TURNS} times while it was sent.",
            hint="What is left goes with the next push.",
        )

    def _misp_turn(self, server: Misp, done: set[str]) -> None:
        """Send what may leave as it is now. *Raises* OutdatedError where that changes meanwhile."""
        peers.require_active(peers.find(self.feed.peer))
        sight = sight_of(self.feed, self._exchange)
        read = self._exchange.database.read
        newest = {"collection": self.feed.collection_id}
        [(head,)] = read(queries.NEWEST, newest)

        def is_current() -> bool:
            [(epoch,)] = read(queries.SETTING, {"name": "rights"})
            return (str(epoch), read(queries.NEWEST, newest)) == (sight.epoch, [(head,)])

        objects, given = mispfiles.visible(sight, self._exchange.database)
        made = mispfeed.of(objects, mispfiles.speaker(), WarningLists.bundled())
        tell = partial(self._disclosures.note, "pages", self._holder, sight, "misp", given)
        turn = misppush.Turn(is_current, tell, done)
        for one in misppush.Task(self.feed, server, self._exchange, turn).run(made):
            self._note(one.noted)
            self.sent += one.sent
            self.refused += len(one.noted)
            self.withdrawn += one.withdrawn
        self.feed.cursor = str(head)
        self.feed.save(update_fields=["cursor"])

    def run(self, client: Client) -> None:
        """Send all that the peer lacks."""
        peers.require_active(self._peer)
        try:
            server = Taxii(client)
            address = feeds.taxii_address(self.feed)
            if self._peer.hub == self._peer.organization_id:
                peers.learn(self._peer, server.hub())
            self._again(server, address)
            for rows, sight in self._pages():
                self._send(server, address, rows, sight)
            self._withdraw(server, address)
        finally:
            client.close()

    def _pages(self) -> Iterator[tuple[list[_Row], CollectionAccess]]:
        """What came since the cursor, with the sight that it was read by."""
        sight = sight_of(self.feed, self._exchange)
        while True:
            rows = self._page(sight)
            if rows is None:
                sight = sight_of(self.feed, self._exchange)
                continue
            if not rows:
                return
            yield rows, sight
            if len(rows) < _PAGE:
                return

    def _page(self, sight: CollectionAccess) -> list[_Row] | None:
        """The next page; None where rights have changed since `sight` was made."""
        read = self._exchange.database.read
        rows: list[tuple[Any, ...]] = []
        if sight.visibilities:
            shape = Shape(len(sight.visibilities), beyond=len(sight.beyond))
            params = _params(sight, int(self.feed.cursor or -1))
            rows = read(queries.page_and_epoch(shape, "added, body, via"), params)
        epochs = {str(row[3]) for row in rows}
        epochs |= {str(read(queries.SETTING, {"name": "rights"})[0][0])}
        if epochs != {sight.epoch}:
            return None
        return [_Row(row[0], bytes(row[1]), row[2]) for row in rows if row[0] is not None]

    def _send(
        self, server: Taxii, address: str, rows: Sequence[_Row], sight: CollectionAccess
    ) -> None:
        """Send one page, each part with the path that it came by."""
        given = Given(rows[0].added, rows[-1].added, len(rows))
        self._disclosures.note("pages", self._holder, sight, "feed", given)
        self._give_by_path(server, address, rows, sight)
        self.feed.cursor = str(rows[-1].added)
        self.feed.save(update_fields=["cursor"])

    def _give_by_path(
        self, server: Taxii, address: str, rows: Sequence[_Row], sight: CollectionAccess
    ) -> None:
        """Give rows, each with the hubs that it came by."""
        groups: dict[int | None, list[bytes]] = {}
        for row in rows:
            groups.setdefault(row.via, []).append(row.body)
        for via, bodies in groups.items():
            came = sight.paths.get(via, "") if via is not None else ""
            self._give(server, address, bodies, f"{came},{self._hub}".strip(","))

    def _give(self, server: Taxii, address: str, bodies: list[bytes], path: str) -> None:
        answers = _added(server, address, bodies, path)
        failures = dict(failure for answer in answers for failure in answer.failures)
        noted = self._refused(server, address, bodies, failures) if failures else []
        self._note(noted)
        self.sent += len(bodies) - len(noted)
        self.refused += len(noted)

    def _refused(
        self, server: Taxii, address: str, bodies: list[bytes], failures: dict[str, str]
    ) -> list[Noted]:
        """What of `failures` the peer really lacks: some servers call what they have a failure."""
        objects = [jsonio.decode(body) for body in bodies]
        versions = [(obj["id"], _version(obj)) for obj in objects if obj["id"] in failures]
        there = _standing(server, address, sorted({number for number, _ in versions}))
        return [
            Noted(self.feed.id, number, version, "refused", failures[number][:500])
            for number, version in versions
            if not _holds(there, number, version)
        ]

    def _note(self, noted: Sequence[Noted]) -> None:
        if noted:
            with self._exchange.database.transaction(quiet=True) as opened:
                clashes.note(opened, self.feed.collection_id, feeds.OUT, noted, now())

    def _again(self, server: Taxii, address: str) -> None:
        """Send again what the peer refused and staff let be tried again."""
        waiting = list(Clash.objects.filter(giver=self.feed.id, direction=feeds.OUT, settled_at=0))
        if not waiting:
            return
        sight = sight_of(self.feed, self._exchange)
        numbers = sorted({one.object for one in waiting if one.kind != "not-told"})
        rows = [row for number in numbers for row in self._standing(number, sight, "last")]
        if rows:
            given = Given(min(r.added for r in rows), max(r.added for r in rows), len(rows))
            self._disclosures.note("pages", self._holder, sight, "feed", given)
            self._give_by_path(server, address, rows, sight)
        for one in waiting:
            if one.kind == "not-told":
                self._take_back(server, address, (one.object, one.version), "")
        # Only now: had the peer been away, they would still wait. What failed again waits anew.
        keys = [one.pk for one in waiting]
        Clash.objects.filter(pk__in=keys, settled_at=0).delete()

    def _standing(self, name: str, sight: CollectionAccess, versions: str = "all") -> list[_Row]:
        """The versions of an object that the peer may have."""
        split = split_id(name)
        if split is None or not sight.visibilities:
            return []
        number, kind = split[1].bytes, split[0]
        many = (len(sight.visibilities), len(sight.beyond))
        shape = Shape(many[0], versions=versions, ids=1, beyond=many[1])
        params = _params(sight, -1) | {"i0": number, "y0": kind}
        params["h0"] = Identity(number, kind).hash()
        rows = self._exchange.database.read(queries.page(shape, "added, body, via"), params)
        return [_Row(row[0], bytes(row[1]), row[2]) for row in rows]

    # --- What was withdrawn

    def _withdraw(self, server: Taxii, address: str) -> None:
        sight = sight_of(self.feed, self._exchange)
        if not sight.visibilities:
            return
        # What came by the peer is the peer's own there: it is not ours to take back.
        shape = Shape(len(sight.visibilities), table="exchange_tombstone", beyond=len(sight.beyond))
        query = queries.page(shape, "added, type, uuid, version_text, recall, organization")
        whole = sight._replace(beyond=())
        read = self._exchange.database.read
        while rows := read(query, _params(sight, int(self.feed.stones or 0))):
            for _, kind, number, version, recall, by in rows:
                if by == HUB and not recall:
                    # Its time here ended (retention): the peer keeps for as long as it wants.
                    continue
                name = f"{kind}--{uuid.UUID(bytes=bytes(number))}"
                versions = {
                    _version(jsonio.decode(row.body)) for row in self._standing(name, whole)
                }
                if version not in versions:
                    self._take_back(server, address, (name, version), recall)
            self.feed.stones = str(rows[-1][0])
            self.feed.save(update_fields=["stones"])

    def _take_back(self, server: Taxii, address: str, what: tuple[str, str], recall: str) -> None:
        """Delete a version at the peer; where it still stands there, tell by a revoked one."""
        number, version = what
        try:
            server.delete(address, number, version, recall)
            stands = _holds(_standing(server, address, [number]), number, version)
        except AwayError:
            raise
        except WardlineError:
            stands = True
        problem = self._revoke(server, address, number) if stands else ""
        if problem:
            told = _NOT_TOLD.format(problem)[:500]
            self._note([Noted(self.feed.id, number, version, "not-told", told)])
        else:
            self.withdrawn += 1

    def _revoke(self, server: Taxii, address: str, number: str) -> str:
        """Tell a server that deletes nothing, by its own version revoked; what went wrong."""
        try:
            there = server.object(address, number)
            if there is None or there.get("revoked") is True:
                return ""
            if "modified" not in there:
                return "It lets us delete nothing, and what has no versions cannot be revoked."
            revoked = {**there, "revoked": True, "modified": format_timestamp(now())}
            [answer] = _added(server, address, [jsonio.encode(revoked)], self._hub)
        except AwayError:
            raise
        except WardlineError as error:
            return str(error)
        return answer.failures[0][1] if answer.failures else ""


def _added(server: Taxii, address: str, bodies: list[bytes], path: str) -> list[Sent]:
    """Send objects to servers as they are: some store and then fail to answer."""
    try:
        return server.add(address, bodies, path=path)
    except NetworkError:
        if not _arrived(server, address, bodies):
            raise
        return [Sent("", len(bodies), [])]


def _params(sight: CollectionAccess, after: int) -> dict[str, Any]:
    params: dict[str, Any] = {"collection": sight.id, "after": after, "many": _PAGE}
    params |= {f"v{i}": value for i, value in enumerate(sight.visibilities)}
    return params | {f"p{i}": value for i, value in enumerate(sight.beyond)}


def _version(obj: dict[str, Any]) -> str:
    return str(obj.get("modified") or obj.get("created") or "")


def _arrived(server: Taxii, address: str, bodies: Sequence[bytes]) -> bool:
    """Whether all of `bodies` stand at the peer, as far as it lets us see."""
    wanted = {obj["id"]: _version(obj) for obj in map(jsonio.decode, bodies)}
    there = _standing(server, address, list(wanted))
    return all(_holds(there, number, version) for number, version in wanted.items())


def _standing(server: Taxii, address: str, numbers: list[str]) -> set[tuple[str, str]]:
    """Which versions of some objects the peer has; none where it does not let us see."""
    found: set[tuple[str, str]] = set()
    for start in range(0, len(numbers), _ASKED):
        try:
            found |= server.standing(address, numbers[start : start + _ASKED])
        except AwayError:
            raise
        except WardlineError:
            return found
    return found


def _holds(there: set[tuple[str, str]], number: str, version: str) -> bool:
    """Whether a version is among those; servers write times in ways of their own."""
    wanted = parse_timestamp(version) if version else None
    return any(
        one == number and (wanted is None or parse_timestamp(text) == wanted) for one, text in there
    )


def lag(feed: Feed) -> int:
    """How far a feed out is behind its collection. *Units*: microseconds."""
    head = Collection.objects.get(id=feed.collection_id).last_added
    return max(head - int(feed.cursor or feed.created_at), 0)
