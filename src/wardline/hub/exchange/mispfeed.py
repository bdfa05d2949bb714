"""MISP feeds by address: `/misp/COLLECTION/manifest.json`, `UUID.json`, `hashes.csv`, with a key.

A feed is what its reader may have of the collection, as for a page of TAXII. It is made anew when
the collection or what the reader may see has changed, in a thread; few are kept.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, NamedTuple

from wardline.core import jsonio
from wardline.core.errors import ForbiddenError, NotFoundError, UnprocessableError
from wardline.core.warninglists import WarningLists
from wardline.defend import mispfeed
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.exchange import queries
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.filters import Asked, Match
from wardline.hub.exchange.reading import Reader
from wardline.hub.http import Request, Response, compressed

_CHUNK = 1000
_MOST_KEPT = 8
# A whole collection is held in memory while its feed is made.
_MOST_OBJECTS = 100_000
_NOT_MODIFIED = 304


class _Made(NamedTuple):
    """A feed as it is: what it was made of, and its files."""

    head: int
    given: Given
    files: dict[str, bytes]


class MispFeeds:
    """The MISP feeds of one process."""

    def __init__(
        self, reader: Reader, database: Any, disclosures: Disclosures, hub: mispfeed.Named
    ) -> None:
        """Read through `reader`; `hub` speaks where no creator is known."""
        self._reader, self._database = reader, database
        self._disclosures, self._hub = disclosures, hub
        self._made: dict[tuple[Any, ...], _Made] = {}
        self._lock = asyncio.Lock()

    async def answer(self, request: Request, access: Access, name: str, file: str) -> Response:
        """One file of a feed; 304 where the client has it."""
        collection = access.collection(name)
        if not collection.can_read:
            raise ForbiddenError("Your key may not read this collection.")
        async with self._lock:
            made = await self._current(collection)
        body = made.files.get(file)
        if body is None:
            raise NotFoundError(
                "There is no such file in this feed.", hint="Its events stand in manifest.json."
            )
        etag = '"' + hashlib.blake2b(body, digest_size=16).hexdigest() + '"'
        media = "text/csv; charset=utf-8" if file.endswith(".csv") else "application/json"
        headers = ((b"etag", etag.encode()), (b"cache-control", b"private, no-cache"))
        if request.header(b"if-none-match") == etag:
            return Response(_NOT_MODIFIED, b"", media, headers)
        self._disclosures.note("list", access.principal, collection, "misp", made.given, file)
        return await compressed(request, Response(200, body, media, headers))

    async def _current(self, collection: CollectionAccess) -> _Made:
        key = (collection.id, collection.visibilities, collection.beyond)
        rows = await self._database.rows(queries.NEWEST, {"collection": collection.id})
        head = int(rows[0][0])
        kept = self._made.pop(key, None)
        if kept is None or kept.head != head:
            objects, given = await self._objects(collection)
            lists = await asyncio.to_thread(WarningLists.bundled)
            built = await asyncio.to_thread(_build, objects, self._hub, lists)
            kept = _Made(head, given, built)
        # The last one asked for stands last; the first ones go.
        self._made[key] = kept
        while len(self._made) > _MOST_KEPT:
            self._made.pop(next(iter(self._made)))
        return kept

    async def _objects(self, collection: CollectionAccess) -> tuple[list[bytes], Given]:
        found: list[bytes] = []
        first = last = 0
        more = True
        while more:
            asked = Asked(Match(types=mispfeed.TYPES), last - (last == 0), _CHUNK, None, "")
            page = await self._reader.page(collection, asked, "added, body")
            found += [bytes(row[1]) for row in page.rows]
            if page.rows:
                first, last = first or page.rows[0][0], page.rows[-1][0]
            more = page.next is not None
            if len(found) > _MOST_OBJECTS:
                raise UnprocessableError(
                    f"This collection holds more than {_MOST_OBJECTS:,} objects for MISP.",
                    hint="Read it by TAXII, or ask the hub's staff for a feed in files.",
                )
        return found, Given(first, last, len(found))


def _build(bodies: list[bytes], hub: mispfeed.Named, lists: WarningLists) -> dict[str, bytes]:
    return mispfeed.build(map(jsonio.decode, bodies), hub, lists).files
