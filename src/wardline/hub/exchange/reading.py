"""Pages of objects, manifests and versions, as the bytes that were stored."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core.errors import NotFoundError, UsageError
from wardline.hub.db import Database, Query
from wardline.hub.exchange import queries
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.cursor import seal, unseal
from wardline.hub.exchange.filters import Asked, Match
from wardline.hub.exchange.queries import Shape

# SQLite puts at most 500 arms together.
_MAX_ARMS = 400
# A query of more arms than this leaves the event loop.
_QUICK_ARMS = 40
_NO_MATCH = Match()


class StaleRightsError(Exception):
    """The page was read at a newer epoch of rights than its reader's sight; read it again.

    Without this, a record of a visibility that has just come to stand in the collection could be
    passed over: the reader would not ask for it, and its cursor would move past it.
    """


class Page(NamedTuple):
    """The rows of one page (what was asked for, then the epoch), and the cursor that goes on."""

    rows: list[tuple[Any, ...]]
    next: str | None

    def span(self) -> tuple[int, int] | None:
        """date_added of the first and the last row, or None for an empty page."""
        return (self.rows[0][0], self.rows[-1][0]) if self.rows else None


class Change(NamedTuple):
    """A record that came, or (`body` is None) a version that was deleted."""

    added: int
    body: bytes | None
    type: str
    uuid: bytes
    version_text: str
    # Why it was recalled; empty where it came, or was merely deleted.
    recall: str


class Changes(NamedTuple):
    """Changes in the order of date_added, and whether there are more."""

    rows: list[Change]
    more: bool


class Reader:
    """Reads pages for one process; `secret` signs its cursors."""

    def __init__(self, database: Database, secret: bytes, most: int) -> None:
        """Give at most `most` rows a page."""
        self._database = database
        self._secret = secret
        self._most = most

    async def page(
        self,
        access: CollectionAccess,
        asked: Asked,
        columns: str,
        *,
        table: str = "exchange_record",
    ) -> Page:
        """The page that `asked` wants, its first column being date_added."""
        bound = f"{table}|{columns}|{access.uuid}|{access.recipient.organization}|{asked.text}"
        after = asked.added_after if asked.added_after is not None else -1
        position = after
        if asked.next is not None:
            position, after = unseal(self._secret, asked.next, asked.added_after, bound)
        many = min(asked.limit or self._most, self._most)
        if asked.match.excludes_all:
            return Page([], None)
        if not access.visibilities:
            await self._check_epoch(access)
            return Page([], None)
        query, params, slow = self._query(access, asked.match, table, columns, epoch=True)
        params.update(after=position, many=many + 1)
        rows = await self._read(query, params, access.epoch, slow=slow)
        # The epoch is read by the page's own statement, so both are of one moment.
        if rows and rows[-1][-1] != access.epoch:
            raise StaleRightsError
        if rows and rows[0][0] is None:
            return Page([], None)
        if len(rows) <= many:
            return Page(rows, None)
        del rows[many:]
        return Page(rows, seal(self._secret, rows[-1][0], after, bound))

    async def _read(
        self, query: Query, params: dict[str, Any], epoch: str, *, slow: bool
    ) -> list[tuple[Any, ...]]:
        """The rows of a page: from the replica, unless that is behind the asker's rights.

        The replica has all records of a collection up to one of them and none behind it, as they
        come in their order; so a cursor from there never passes what is not there yet.
        """
        rows = await self._database.copied_rows(query, params)
        if rows and rows[-1][-1] == epoch:
            return rows
        return await (self._database.slow_rows if slow else self._database.rows)(query, params)

    async def _check_epoch(self, access: CollectionAccess) -> None:
        """*Raises* StaleRightsError where something may have come that is not seen yet."""
        rows = await self._database.rows(queries.SETTING, {"name": "rights"})
        if rows and rows[0][0] != access.epoch:
            raise StaleRightsError

    async def changes(self, access: CollectionAccess, after: int, many: int) -> Changes:
        """What came and what was deleted after the date_added `after`, at most `many`.

        *Raises* StaleRightsError also where there is nothing, so that a stream whose sight is of
        an older epoch always learns of it.
        """
        params: dict[str, Any] = {"collection": access.id, "after": after, "many": many + 1}
        params.update({f"v{i}": value for i, value in enumerate(access.visibilities)})
        params.update({f"p{i}": value for i, value in enumerate(access.beyond)})
        query = queries.changes(len(access.visibilities), len(access.beyond))
        rows = await self._database.stream_rows(query, params)
        if rows and rows[0][0] != access.epoch:
            raise StaleRightsError
        found = [Change(*row[1:]) for row in rows if row[1] is not None]
        return Changes(found[:many], len(found) > many)

    def _query(
        self, access: CollectionAccess, match: Match, table: str, columns: str, *, epoch: bool
    ) -> tuple[Query, dict[str, Any], bool]:
        """The query for what `match` asks, its parameters but the last two, whether it is slow."""
        shape = _shape(access, match, table)
        query = queries.page_and_epoch(shape, columns) if epoch else queries.page(shape, columns)
        params: dict[str, Any] = {"collection": access.id}
        params.update({f"v{i}": value for i, value in enumerate(access.visibilities)})
        params.update({f"p{i}": value for i, value in enumerate(access.beyond)})
        if match == _NO_MATCH:
            # A peer may have given most of what stands here: it is passed over.
            return query, params, bool(access.beyond)
        if shape.visibilities * max(shape.types, 1) * 2 > _MAX_ARMS:
            raise UsageError("match[type] has too many values.", hint="Ask in several requests.")
        params.update({f"t{i}": value for i, value in enumerate(match.types)})
        params.update({f"m{i}": value for i, value in enumerate(match.instants)})
        for i, (number, kind) in enumerate(match.ids):
            params[f"i{i}"], params[f"y{i}"] = number, kind
            params[f"h{i}"] = Identity(number, kind).hash()
        return query, params, _is_slow(shape)

    async def owner(self, access: CollectionAccess, identity: tuple[bytes, str]) -> str:
        """Who shared the object that the asker may see. *Raises* NotFoundError."""
        if access.visibilities:
            match = Match(ids=(identity,), versions=("all",))
            query, params, _ = self._query(
                access, match, "exchange_record", "added, owner", epoch=False
            )
            rows = await self._database.rows(query, {**params, "after": -1, "many": 1})
            if rows:
                return str(rows[0][1])
        raise NotFoundError(
            "There is no such object in this collection, or you may not see it.",
            hint="Check the id.",
        )

    async def exists(self, access: CollectionAccess, identity: tuple[bytes, str]) -> None:
        """Pass if some version of the object is visible. *Raises* NotFoundError."""
        await self.owner(access, identity)


def _shape(access: CollectionAccess, match: Match, table: str) -> Shape:
    if match == _NO_MATCH:
        return Shape(len(access.visibilities), table=table, beyond=len(access.beyond))
    words = match.versions
    only_last = not match.instants and words in ((), ("last",))
    return Shape(
        visibilities=len(access.visibilities),
        types=len(match.types),
        versions="last" if only_last else "all" if "all" in words else "some",
        timestamps=len(match.instants),
        first="first" in words,
        last="last" in words,
        ids=len(match.ids),
        table=table,
        beyond=len(access.beyond),
    )


def _is_slow(shape: Shape) -> bool:
    """Whether the query may look at many rows that it does not give."""
    return not shape.ids and (
        shape.versions == "some"
        or shape.beyond > 0
        or shape.visibilities * max(shape.types, 1) > _QUICK_ARMS
    )


def envelope(bodies: Sequence[bytes], next_: str | None, told: bytes = b"") -> bytes:
    """A TAXII envelope of stored bytes (section 3.7); {} where there is nothing.

    `told` are properties of our own, each with a comma behind it.
    """
    if not bodies:
        return b"{}"
    more = b"" if next_ is None else b'"more":true,"next":"' + next_.encode() + b'",'
    return b"{" + more + told + b'"objects":[' + b",".join(bodies) + b"]}"


def paths(via: Sequence[int | None], access: CollectionAccess) -> bytes:
    """Where the objects of a page have been, as a peer is told: each one's path by its place.

    *Source*: TAXII 2.1 allows properties of one's own, named x_….
    """
    used = sorted({one for one in via if one is not None})
    if not used:
        return b""
    places = {one: number for number, one in enumerate(used)}
    told = {
        "x_wardline_paths": [access.paths.get(one, "") for one in used],
        "x_wardline_via": [-1 if one is None else places[one] for one in via],
    }
    return msgspec.json.encode(told)[1:-1] + b","


def document(name: str, items: list[Any], next_: str | None) -> bytes:
    """A manifest or versions resource; {} where there is nothing."""
    if not items:
        return b"{}"
    more = {} if next_ is None else {"more": True, "next": next_}
    return msgspec.json.encode({**more, name: items})


def identifier(kind: str, number: bytes) -> str:
    """The STIX id of a stored object."""
    return f"{kind}--{uuid.UUID(bytes=bytes(number))}"
