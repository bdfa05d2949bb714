"""MISP feeds by address: `/misp/COLLECTION/manifest.json`, `UUID.json`, `hashes.csv`, with a key.

A feed is what its reader may have of the collection, as for a page of TAXII. Readers who see the
same share one, which follows the collection: what changed is made anew, in a thread, and nobody
waits for another feed or for another reader's network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from wardline.core.errors import ForbiddenError, NotFoundError, UnprocessableError
from wardline.core.warninglists import WarningLists
from wardline.defend import mispfeed
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.following import Follower
from wardline.hub.exchange.reading import Reader
from wardline.hub.http import Request, Response, compressed, etag_of

# Feeds that nobody has asked for the longest are dropped; they are made again on demand.
_MOST_FOLLOWED = 8
# Objects and references of reports in memory over all feeds of a process: some 1.5 kB for each
# object with the event made of it, some 1 kB for each reference, which is an attribute more.
_MOST_HELD = 300_000
# And in one feed: objects, and objects with references.
_MOST_OBJECTS = 100_000
_MOST = 200_000
_NOT_MODIFIED = 304


class _Feed(mispfeed.Feed):
    """A feed that ends somewhere: whoever may write could fill the memory of all."""

    def put(self, obj: Mapping[str, Any]) -> None:
        if len(self) >= _MOST_OBJECTS and not self.holds(str(obj["id"])):
            raise _too_large(f"{_MOST_OBJECTS:,} objects")
        super().put(obj)
        if self.size > _MOST:
            self.remove(str(obj["id"]))
            raise _too_large(f"{_MOST:,} objects and references of reports")


def _too_large(most: str) -> UnprocessableError:
    return UnprocessableError(
        f"This collection holds more than {most} for MISP.",
        hint="Read it by TAXII, or ask the hub's staff for a feed in files.",
    )


class _Followed(NamedTuple):
    """A feed, and how it follows its collection."""

    feed: _Feed
    follower: Follower


class _File(NamedTuple):
    """A file of a feed as it is now, and what the feed is made of."""

    body: bytes | None
    etag: str
    given: Given


class MispFeeds:
    """The MISP feeds of one process."""

    def __init__(self, reader: Reader, disclosures: Disclosures, hub: mispfeed.Named) -> None:
        """Follow collections through `reader`; `hub` speaks where no creator is known."""
        self._reader, self._disclosures, self._hub = reader, disclosures, hub
        self._followed: dict[tuple[Any, ...], _Followed] = {}

    async def answer(self, request: Request, access: Access, name: str, file: str) -> Response:
        """One file of a feed; 304 where the client has it."""
        collection = access.collection(name)
        if not collection.can_read:
            raise ForbiddenError("Your key may not read this collection.")
        followed = await self._follow(collection)
        # Shielded: a client that leaves must not leave a thread behind that still changes the feed.
        try:
            made = await asyncio.shield(asyncio.ensure_future(_current(followed, collection, file)))
        except UnprocessableError:
            # Read anew the next time: by then so much may be gone that it fits.
            self._forget(followed)
            raise
        if made.body is None:
            raise NotFoundError(
                "There is no such file in this feed.", hint="Its events stand in manifest.json."
            )
        media = "text/csv; charset=utf-8" if file == mispfeed.HASHES else "application/json"
        headers = ((b"etag", made.etag.encode()), (b"cache-control", b"private, no-cache"))
        if request.has(made.etag):
            return Response(_NOT_MODIFIED, b"", media, headers)
        self._disclosures.note("list", access.principal, collection, "misp", made.given, file)
        return await compressed(request, Response(200, made.body, media, headers))

    async def _follow(self, collection: CollectionAccess) -> _Followed:
        key = (collection.id, collection.visibilities, collection.beyond)
        followed = self._followed.pop(key, None)
        if followed is None:
            lists = await asyncio.to_thread(WarningLists.bundled)
            feed = _Feed(self._hub, lists)
            made = _Followed(feed, Follower(self._reader, mispfeed.TYPES, feed))
            followed = self._followed.pop(key, None) or made
        # The last one asked for stands last; the first ones go.
        self._followed[key] = followed
        while len(self._followed) > _MOST_FOLLOWED or self._is_heavy():
            self._followed.pop(next(iter(self._followed)))
        return followed

    def _forget(self, followed: _Followed) -> None:
        for key in [key for key, held in self._followed.items() if held is followed]:
            del self._followed[key]

    def _is_heavy(self) -> bool:
        """Whether the feeds hold too much together; one alone may."""
        held = sum(followed.feed.size for followed in self._followed.values())
        return held > _MOST_HELD and len(self._followed) > 1


async def _current(followed: _Followed, collection: CollectionAccess, file: str) -> _File:
    feed, follower = followed
    async with follower.lock:
        await follower.take_in(collection)
        body, etag = await asyncio.to_thread(_made, feed, file)
        return _File(body, etag, Given(0, max(follower.objects, 0), len(feed)))


def _made(feed: _Feed, file: str) -> tuple[bytes | None, str]:
    body = feed.file(file)
    return body, "" if body is None else etag_of(body)
