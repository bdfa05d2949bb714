"""Who is asking and what they may read and write, cached until rights change anywhere.

Every process asks the database whether something was written (2 µs on SQLite); only if so it asks
for the epoch of rights, and only if that moved it forgets what it had cached. A revoked key or
grant therefore ends with the next request (SQLite) or within a second (PostgreSQL).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wardline.core.clock import Clock
from wardline.core.errors import NotFoundError, UnauthorizedError
from wardline.core.policy import Recipient, Visibility, decide
from wardline.core.tlp import TLP
from wardline.hub.db import Database
from wardline.hub.exchange import queries
from wardline.hub.members.credentials import Principal, digest, key_of_header

_CACHED_MOST = 20_000


class CollectionAccess(NamedTuple):
    """A collection as one organization may use it."""

    id: int
    uuid: str
    alias: str | None
    title: str
    description: str
    can_read: bool
    can_write: bool
    recipient: Recipient
    # The visibilities that stand in it and that this organization may see.
    visibilities: tuple[int, ...]
    # The epoch of rights that this stands for.
    epoch: str
    # What a peer is called in paths; empty: the organization is none.
    peer: str = ""
    # The paths that lead through it: what came on them is not given back.
    beyond: tuple[int, ...] = ()
    # For a peer: the hubs of each path, to tell it where objects have been.
    paths: Mapping[int, str] = {}


class Access(NamedTuple):
    """An authenticated program and the collections that it may know of."""

    principal: Principal
    collections: dict[str, CollectionAccess]

    def collection(self, name: str) -> CollectionAccess:
        """The collection by id or alias. *Raises* NotFoundError, also for a hidden one."""
        found = self.collections.get(name)
        if found is None:
            raise NotFoundError(
                "There is no such collection, or you may neither read nor write it.",
                hint="GET /taxii2/sector/collections/ lists those that you may use.",
            )
        return found

    def listed(self) -> list[CollectionAccess]:
        """Each collection once, in a stable order."""
        return [found for name, found in self.collections.items() if name == found.uuid]


class Rights:
    """The cache of credentials and access of one process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Use `database`; `clock` tells when a key has expired."""
        self._database = database
        self._clock = clock
        # Headers are remembered by a keyed digest, so that memory holds no secret.
        self._secret = secrets.token_bytes(32)
        self._seen = -1
        self._epoch = ""
        self._principals: dict[bytes, Principal] = {}
        self._access: dict[tuple[str, frozenset[str]], dict[str, CollectionAccess]] = {}
        self._present: dict[int, list[tuple[int, Visibility]]] | None = None
        self._paths: list[tuple[int, str]] | None = None

    @property
    def epoch(self) -> str:
        """The epoch of rights that the cache stands for."""
        return self._epoch

    async def refresh(self) -> None:
        """Forget what rights changed elsewhere have made stale."""
        seen = await self._database.epoch()
        if seen != self._seen:
            await self.renew()
            self._seen = seen

    async def renew(self) -> None:
        """Ask for the epoch of rights, and forget what is cached if it moved."""
        rows = await self._database.stream_rows(queries.SETTING, {"name": "rights"})
        epoch = rows[0][0] if rows else "0"
        if epoch != self._epoch:
            self._principals.clear()
            self._access.clear()
            self._present = None
            self._paths = None
            self._epoch = epoch

    async def authenticate(self, header: str | None) -> Access:
        """The access that an Authorization header gives. *Raises* UnauthorizedError."""
        await self.refresh()
        mark = hashlib.blake2b((header or "").encode(), key=self._secret, digest_size=16).digest()
        principal = self._principals.get(mark)
        if principal is None:
            principal = await self._verify(header)
            if len(self._principals) >= _CACHED_MOST:
                self._principals.clear()
            self._principals[mark] = principal
        return await self.of(principal)

    async def of(self, principal: Principal) -> Access:
        """The access of an authenticated program now. *Raises* UnauthorizedError once expired."""
        if principal.expires_at is not None and principal.expires_at <= self._clock():
            raise _unauthorized()
        cached = self._access.get((principal.organization, principal.scopes))
        if cached is None:
            epoch = self._epoch
            cached = await self._collections(principal)
            # Rights may have moved while we asked; what was read then is used, but not kept.
            if epoch == self._epoch:
                self._access[principal.organization, principal.scopes] = cached
        return Access(principal, cached)

    async def holding(self) -> set[str]:
        """The ids of all keys that are good now."""
        rows = await self._database.stream_rows(queries.KEYS, {"active": True})
        return {str(row[0]) for row in rows}

    async def _verify(self, header: str | None) -> Principal:
        key = key_of_header(header)
        if key is None:
            raise _unauthorized()
        rows = await self._database.rows(queries.KEY, {"digest": digest(key), "active": True})
        if not rows:
            raise _unauthorized()
        key_id, organization, scopes, expires_at, name = rows[0]
        return Principal(key_id, organization, name, frozenset(scopes.split(",")), expires_at)

    async def _collections(self, principal: Principal) -> dict[str, CollectionAccess]:
        epoch = self._epoch
        present = await self._presences()
        paths = await self._known_paths()
        rows = await self._database.rows(
            queries.COLLECTIONS, {"organization": principal.organization}
        )
        found: dict[str, CollectionAccess] = {}
        aliases: dict[str, CollectionAccess] = {}
        for row in rows:
            access = access_of(row, principal, present.get(row[0], []), epoch, paths)
            if access.can_read or access.can_write:
                found[access.uuid] = access
                if access.alias:
                    aliases[access.alias] = access
        return {**found, **aliases}

    async def _known_paths(self) -> list[tuple[int, str]]:
        """The paths on which objects came from other hubs."""
        if self._paths is not None:
            return self._paths
        epoch = self._epoch
        paths = [(int(row[0]), str(row[1])) for row in await self._database.rows(queries.PATHS, {})]
        if epoch == self._epoch:
            self._paths = paths
        return paths

    async def _presences(self) -> dict[int, list[tuple[int, Visibility]]]:
        """The visibilities that stand in each collection."""
        if self._present is not None:
            return self._present
        epoch = self._epoch
        present: dict[int, list[tuple[int, Visibility]]] = {}
        for collection, number, key in await self._database.rows(queries.PRESENT, {}):
            present.setdefault(collection, []).append((number, Visibility.from_key(key)))
        if epoch == self._epoch:
            self._present = present
        return present


def access_of(
    row: tuple[object, ...],
    principal: Principal,
    present: list[tuple[int, Visibility]],
    epoch: str,
    paths: Sequence[tuple[int, str]] = (),
) -> CollectionAccess:
    """How a program may use a collection: a row of `queries.COLLECTIONS`, and what stands there."""
    number, uuid, alias, title, description, read_all, write_all, named_read, named_write = row[:9]
    ceiling, hub = row[9:]
    label = TLP.RED if ceiling is None else TLP(int(str(ceiling)))
    recipient = Recipient(principal.organization, named=bool(named_read), ceiling=label)
    peer = str(hub or "")
    return CollectionAccess(
        id=int(str(number)),
        uuid=str(uuid),
        alias=str(alias) if alias else None,
        title=str(title),
        description=str(description),
        can_read=bool(read_all or named_read) and "read" in principal.scopes,
        can_write=bool(write_all or named_write) and "write" in principal.scopes,
        recipient=recipient,
        visibilities=tuple(
            number for number, visibility in present if decide(visibility, recipient).allowed
        ),
        epoch=epoch,
        peer=peer,
        beyond=tuple(number for number, hubs in paths if peer and peer in hubs.split(",")),
        paths=dict(paths) if peer else {},
    )


def _unauthorized() -> UnauthorizedError:
    return UnauthorizedError(
        "This address needs a valid API key.",
        hint="Send it as 'Authorization: Bearer KEY', or as the password of HTTP Basic.",
    )
