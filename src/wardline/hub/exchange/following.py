"""Something that is kept up to date with a collection, as one group of readers sees it.

A poll costs two index probes and what is new since the last one; a change of one object costs that
object and not a new start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from wardline.core import jsonio
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.filters import Asked, Match
from wardline.hub.exchange.reading import Reader, identifier

_CHUNK = 1000


class Kept(Protocol):
    """What is made of a collection's objects."""

    def put(self, obj: Mapping[str, Any], /) -> object:
        """Take an object in, or its newer version."""

    def remove(self, number: str, /) -> bool:
        """Take an object out; whether it was there."""


class Follower:
    """Follows a collection's objects of some types into `kept`; one at a time may ask it to."""

    def __init__(self, reader: Reader, types: tuple[str, ...], kept: Kept) -> None:
        """Start before the first object."""
        self._reader, self._types, self._kept = reader, types, kept
        self.lock = asyncio.Lock()
        # date_added of the last object and the last deletion that were taken in.
        self.objects = -1
        self._stones = -1
        # Of the newest deletion that changed anything.
        self.withdrawn = 0
        # Outlives a look that ended half-way: what it took in is told by the next one.
        self._changed = False

    async def take_in(self, collection: CollectionAccess) -> bool:
        """Take in what came and went since the last time; whether anything did."""
        await self._came(collection)
        await self._went(collection)
        changed, self._changed = self._changed, False
        return changed

    async def _came(self, collection: CollectionAccess) -> None:
        more = True
        while more:
            asked = Asked(Match(types=self._types), self.objects, _CHUNK, None, "")
            page = await self._reader.page(collection, asked, "added, body")
            if page.rows:
                await asyncio.to_thread(self._put, [bytes(row[1]) for row in page.rows])
                self.objects = page.rows[-1][0]
                self._changed = True
            more = page.next is not None

    async def _went(self, collection: CollectionAccess) -> None:
        more = True
        while more:
            asked = Asked(Match(), self._stones, _CHUNK, None, "")
            page = await self._reader.page(
                collection, asked, "added, type, uuid", table="exchange_tombstone"
            )
            for added, kind, number, _ in page.rows:
                if await self._withdraw(collection, (bytes(number), kind)):
                    self.withdrawn = max(self.withdrawn, added)
                    self._changed = True
                self._stones = added
            more = page.next is not None

    async def _withdraw(self, collection: CollectionAccess, identity: tuple[bytes, str]) -> bool:
        """After a deletion: the object as it now is, or without it."""
        if not self._kept.remove(identifier(identity[1], identity[0])):
            return False
        asked = Asked(Match(ids=(identity,)), -1, 1, None, "")
        try:
            page = await self._reader.page(collection, asked, "added, body")
        except BaseException:
            # What stands in its place is not known: the next look begins before the first object.
            self.objects = self._stones = -1
            self._changed = True
            raise
        self._put([bytes(row[1]) for row in page.rows])
        return True

    def _put(self, bodies: list[bytes]) -> None:
        for body in bodies:
            self._kept.put(jsonio.decode(body))
