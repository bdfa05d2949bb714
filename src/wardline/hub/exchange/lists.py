"""Block lists and rules at an address: what a firewall polls each minute (/lists/{id}/{format}).

Each list follows its collection by cursor, as any reader does: a poll costs two index probes and
what is new since the last one, a change of one indicator costs its own entries and not a new
start, and an unchanged list is answered with 304. What a list leaves out and why stands in its
`.json` twin.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, NamedTuple

import msgspec

from wardline.core.clock import Clock, format_timestamp
from wardline.core.errors import ForbiddenError, NotFoundError
from wardline.core.warninglists import WarningLists
from wardline.defend import FORMATS, load
from wardline.defend.base import About
from wardline.defend.listing import Listing
from wardline.defend.select import Rules
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.following import Follower
from wardline.hub.exchange.reading import Reader
from wardline.hub.http import Request, Response, compressed, etag_of

# Short words for the address beside the formats' own names.
SHORT = {"ip": "edl-ip", "domain": "edl-domain", "url": "edl-url"}
NAMES = (*FORMATS, *SHORT)
# Followed lists that nobody has asked for the longest are dropped; they are made again on demand.
_MOST_FOLLOWED = 64
# Indicators in memory over all lists of a process, about 1 kB each.
_MOST_INDICATORS = 500_000
_NEVER = 2**62
# RFC 9110: the client has it already; nothing is disclosed.
_NOT_MODIFIED = 304
_PLAIN = frozenset({"edl-ip", "edl-domain", "edl-url", "hosts"})
# Reasons for which a twin lists each value; others are only counted (a list of addresses leaves
# out every name).
_TOLD_MOST = 10_000


class _Rendered(NamedTuple):
    """A list as it was sent, and until when it stays true if nothing new comes."""

    body: bytes
    etag: str
    made: int
    until: int
    # Compressed answers, by the client's Accept-Encoding.
    packed: dict[bytes, Response]


class _Followed:
    """One format of one collection, as one group of readers sees it."""

    def __init__(self, format_name: str, rules: Rules, reader: Reader) -> None:
        exporter = load(format_name)
        self.about: About = exporter.about
        self.listing = Listing(exporter, rules, brief=True)
        self.follower = Follower(reader, ("indicator",), self.listing)
        self.rendered: _Rendered | None = None


class _Sink:
    """Collects a list's bytes; there is nothing beside an address."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Add to the list."""
        self.parts.append(data)

    def beside(self, suffix: str, data: bytes) -> None:
        """Nothing: exporters write files beside the output only where it has a name."""


class Lists:
    """The lists of one process."""

    def __init__(self, reader: Reader, clock: Clock, disclosures: Disclosures) -> None:
        """Follow collections through `reader`; `disclosures` records who was given a list."""
        self._disclosures = disclosures
        self._reader = reader
        self._clock = clock
        # By whom they are for: the collection, what may be seen of it, what is not given back.
        self._followed: dict[tuple[int, tuple[int, ...], tuple[int, ...], str], _Followed] = {}

    async def answer(
        self, request: Request, access: Access, name: str, format_name: str
    ) -> Response:
        """The list, 304 where the client has it, or its JSON twin."""
        collection = access.collection(name)
        if not collection.can_read:
            raise ForbiddenError("Your key may not read this collection.")
        plain, as_json = format_name.removesuffix(".json"), format_name.endswith(".json")
        plain = SHORT.get(plain, plain)
        if plain not in FORMATS:
            raise NotFoundError(
                f"There is no list format {plain[:40]!r}.", hint=f"There are {', '.join(NAMES)}."
            )
        followed = await self._follow(collection, plain)
        # Shielded: a client that leaves must not leave a thread behind that still changes the list.
        work = asyncio.ensure_future(self._current(followed, collection, as_json=as_json))
        made = await asyncio.shield(work)
        answer = (
            made if isinstance(made, Response) else await _answer(request, followed.about, made)
        )
        if answer.status != _NOT_MODIFIED:
            given = Given(0, max(followed.follower.objects, 0), len(followed.listing))
            what = f"{plain}.json" if as_json else plain
            self._disclosures.note("list", access.principal, collection, what, given)
        return answer

    async def _current(
        self, followed: _Followed, collection: CollectionAccess, *, as_json: bool
    ) -> _Rendered | Response:
        async with followed.follower.lock:
            rendered = await self._rendered(followed, collection)
            return await asyncio.to_thread(_twin, followed, rendered) if as_json else rendered

    async def _follow(self, collection: CollectionAccess, format_name: str) -> _Followed:
        key = (collection.id, collection.visibilities, collection.beyond, format_name)
        followed = self._followed.pop(key, None)
        if followed is None:
            rules = Rules(await asyncio.to_thread(WarningLists.bundled))
            followed = self._followed.pop(key, None) or _Followed(format_name, rules, self._reader)
        # The last one asked for stands last; the first ones go.
        self._followed[key] = followed
        while len(self._followed) > _MOST_FOLLOWED or self._is_heavy():
            self._followed.pop(next(iter(self._followed)))
        return followed

    def _is_heavy(self) -> bool:
        """Whether the lists hold too much together; one alone may."""
        held = sum(len(followed.listing) for followed in self._followed.values())
        return held > _MOST_INDICATORS and len(self._followed) > 1

    async def _rendered(self, followed: _Followed, collection: CollectionAccess) -> _Rendered:
        changed = await followed.follower.take_in(collection)
        now = self._clock()
        if followed.rendered is None or changed or followed.rendered.until <= now:
            followed.rendered = await asyncio.to_thread(_render, followed, now)
        return followed.rendered


def _render(followed: _Followed, now: int) -> _Rendered:
    sink = _Sink()
    # Seconds of the newest change that no indicator tells any more: a withdrawal.
    followed.listing.write(now, sink, changed=followed.follower.withdrawn // 1_000_000)
    body = b"".join(sink.parts)
    until = followed.listing.next_change
    etag = etag_of(body)
    return _Rendered(body, etag, now, _NEVER if until is None else until, {})


async def _answer(request: Request, about: About, rendered: _Rendered) -> Response:
    headers = (
        (b"etag", rendered.etag.encode()),
        (b"cache-control", b"private, no-cache"),
    )
    if request.has(rendered.etag):
        return Response(_NOT_MODIFIED, b"", about.media, headers)
    wanted = request.headers.get(b"accept-encoding", b"")
    packed = rendered.packed.get(wanted)
    if packed is None:
        packed = await compressed(request, Response(200, rendered.body, about.media, headers))
        # Few clients, few ways to ask; a hostile one must not fill the memory.
        if len(rendered.packed) < 4:  # noqa: PLR2004 # zstd, gzip, plain and one more
            rendered.packed[wanted] = packed
    return packed


def _values(about: About, body: bytes) -> list[str]:
    """The lines of a plain list; none where one entry is more than a line."""
    if about.name not in _PLAIN:
        return []
    return [line for line in body.decode().splitlines() if line and not line.startswith("#")]


def _twin(followed: _Followed, rendered: _Rendered) -> Response:
    """What the list holds, what it leaves out and why, and when it changes next by itself."""
    counts: Counter[str] = Counter()
    told: list[dict[str, str]] = []
    for left in followed.listing.left_out(rendered.made):
        counts[left.group] += 1
        if not left.other_kind and len(told) < _TOLD_MOST:
            told.append({"value": left.what, "reason": left.reason, "indicator": left.indicator})
    document: dict[str, Any] = {
        "values": _values(followed.about, rendered.body),
        "left_out": sorted(told, key=lambda one: (one["value"], one["indicator"])),
        "left_out_counts": dict(sorted(counts.items())),
    }
    if rendered.until < _NEVER:
        document["next_change"] = format_timestamp(rendered.until)
    return Response(200, msgspec.json.encode(document), "application/json")
