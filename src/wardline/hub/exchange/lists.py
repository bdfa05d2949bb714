"""Block lists at an address: what a firewall polls each minute (/lists/{collection}/{format}).

Each list follows its collection by cursor, as any reader does, so a poll costs what is new since
the last one, and an unchanged list is answered with 304. What a list leaves out and why stands in
its `.json` twin.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any, NamedTuple

import msgspec

from wardline.core import jsonio, lifetime
from wardline.core.clock import Clock, format_timestamp
from wardline.core.errors import ForbiddenError, NotFoundError
from wardline.core.warninglists import WarningLists
from wardline.defend.edl import BlockList, build
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.filters import Asked, Match
from wardline.hub.exchange.reading import Reader, identifier
from wardline.hub.http import Request, Response

# The address's last word → the format of `wardline defend`.
FORMATS = {
    "ip": "edl-ip",
    "domain": "edl-domain",
    "url": "edl-url",
    "edl-ip": "edl-ip",
    "edl-domain": "edl-domain",
    "edl-url": "edl-url",
    "hosts": "hosts",
}
# What a list needs to know of an indicator; the rest of it is not kept in memory.
_KEPT = ("type", "id", "pattern", "pattern_type", "valid_from", "valid_until", "revoked")
_CHUNK = 1000
# Followed lists that nobody has asked for the longest are dropped; they are made again on demand.
_MOST_FOLLOWED = 64
_NEVER = 2**62


class _Rendered(NamedTuple):
    """A list as it was sent, and until when it stays true if nothing new comes."""

    body: bytes
    etag: str
    left_out: list[dict[str, str]]
    until: int


class _Followed:
    """The indicators of one collection as one group of readers sees them."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.indicators: dict[str, dict[str, Any]] = {}
        self.objects_seen = -1
        self.stones_seen = -1
        self.rendered: dict[str, _Rendered] = {}


class Lists:
    """The block lists of one process."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        """Follow collections through `reader`."""
        self._reader = reader
        self._clock = clock
        self._followed: dict[tuple[int, tuple[int, ...]], _Followed] = {}
        self._warning_lists: WarningLists | None = None

    async def answer(
        self, request: Request, access: Access, name: str, format_name: str
    ) -> Response:
        """The list, 304 where the client has it, or its JSON twin."""
        collection = access.collection(name)
        if not collection.can_read:
            raise ForbiddenError("Your key may not read this collection.")
        plain, as_json = format_name.removesuffix(".json"), format_name.endswith(".json")
        if plain not in FORMATS:
            raise NotFoundError(
                f"There is no list format {plain[:40]!r}.", hint=f"There are {', '.join(FORMATS)}."
            )
        rendered = await self._rendered(collection, FORMATS[plain])
        if as_json:
            return _twin(rendered)
        headers = ((b"etag", rendered.etag.encode()), (b"cache-control", b"private, no-cache"))
        if rendered.etag in _tags(request.header(b"if-none-match")):
            return Response(304, b"", "text/plain; charset=utf-8", headers)
        return Response(200, rendered.body, "text/plain; charset=utf-8", headers)

    async def _rendered(self, collection: CollectionAccess, format_name: str) -> _Rendered:
        key = (collection.id, collection.visibilities)
        followed = self._followed.pop(key, None) or _Followed()
        # The last one asked for stands last; the first ones go.
        self._followed[key] = followed
        while len(self._followed) > _MOST_FOLLOWED:
            self._followed.pop(next(iter(self._followed)))
        async with followed.lock:
            if await self._follow(followed, collection):
                followed.rendered.clear()
            now = self._clock()
            known = followed.rendered.get(format_name)
            if known is None or known.until <= now:
                indicators = list(followed.indicators.values())
                known = await asyncio.to_thread(self._render, format_name, indicators, now)
                followed.rendered[format_name] = known
            return known

    def _render(self, format_name: str, indicators: list[dict[str, Any]], now: int) -> _Rendered:
        if self._warning_lists is None:
            self._warning_lists = WarningLists.bundled()
        result: BlockList = build(format_name, indicators, now, self._warning_lists)
        changes = [lifetime.next_change(indicator, now) for indicator in indicators]
        return _Rendered(
            result.body,
            '"' + hashlib.blake2b(result.body, digest_size=16).hexdigest() + '"',
            [{"value": value, "reason": reason} for value, reason in result.left_out],
            min((change for change in changes if change is not None), default=_NEVER),
        )

    async def _follow(self, followed: _Followed, collection: CollectionAccess) -> bool:
        """Take in what came and went since the last time; whether anything did."""
        changed = False
        only_indicators = Match(types=("indicator",))
        more = True
        while more:
            asked = Asked(only_indicators, followed.objects_seen, _CHUNK, None, "")
            page = await self._reader.page(collection, asked, "added, body")
            for added, body, _ in page.rows:
                indicator = jsonio.decode(bytes(body))
                kept = {name: indicator[name] for name in _KEPT if name in indicator}
                followed.indicators[kept["id"]] = kept
                followed.objects_seen = added
                changed = True
            more = page.next is not None
        more = True
        while more:
            asked = Asked(Match(), followed.stones_seen, _CHUNK, None, "")
            page = await self._reader.page(
                collection, asked, "added, type, uuid, version_text", table="exchange_tombstone"
            )
            for added, kind, number, _, _ in page.rows:
                changed = await self._withdraw(followed, collection, (number, kind)) or changed
                followed.stones_seen = added
            more = page.next is not None
        return changed

    async def _withdraw(
        self, followed: _Followed, collection: CollectionAccess, identity: tuple[bytes, str]
    ) -> bool:
        """After a deletion: the indicator as it now is, or without it."""
        name = identifier(identity[1], identity[0])
        if followed.indicators.pop(name, None) is None:
            return False
        asked = Asked(Match(ids=((bytes(identity[0]), identity[1]),)), -1, 1, None, "")
        page = await self._reader.page(collection, asked, "added, body")
        for row in page.rows:
            indicator = jsonio.decode(bytes(row[1]))
            followed.indicators[name] = {key: indicator[key] for key in _KEPT if key in indicator}
        return True


def _tags(header: str | None) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in (header or "").split(",")}


def _twin(rendered: _Rendered) -> Response:
    values = [
        line for line in rendered.body.decode().splitlines() if line and not line.startswith("#")
    ]
    document: dict[str, Any] = {"values": values, "left_out": rendered.left_out}
    if rendered.until < _NEVER:
        document["next_change"] = format_timestamp(rendered.until)
    return Response(200, msgspec.json.encode(document), "application/json")
