"""The endpoint of the push stream: one long answer for each subscriber."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from wardline.core.clock import format_timestamp
from wardline.core.errors import ForbiddenError, UnavailableError
from wardline.hub.exchange import queries
from wardline.hub.exchange.access import Access
from wardline.hub.exchange.stream import Subscriber, start_of
from wardline.hub.http import Request, Response, Send

if TYPE_CHECKING:
    from wardline.hub.front import Hub

_OPEN = 200
_MEDIA = "text/event-stream"
_HEADERS = (
    (b"cache-control", b"no-store"),
    # Proxies that buffer would hold events back.
    (b"x-accel-buffering", b"no"),
)


async def stream(
    hub: Hub, request: Request, access: Access, name: str, send: Send
) -> Response | None:
    """Send events until the client goes, falls behind, or may no longer read.

    Of HEAD the answer is the head alone: that it may be opened.
    """
    collection = access.collection(name)
    if not collection.can_read:
        raise ForbiddenError("Your key may not read this collection.")
    if request.method == "HEAD":
        return Response(_OPEN, b"", _MEDIA, _HEADERS)
    newest = await hub.database.rows(queries.NEWEST, {"collection": collection.id})
    start = start_of(request.header(b"last-event-id"), request.query(), int(newest[0][0]))
    subscriber = Subscriber(access.principal, collection, name, start)
    gone = asyncio.create_task(_close_when_gone(request, subscriber))
    try:
        with hub.limits.stream(access.principal):
            await _send(hub, request, subscriber, send)
    finally:
        subscriber.close()
        gone.cancel()
    return None


async def _send(hub: Hub, request: Request, subscriber: Subscriber, send: Send) -> None:
    # A stream's answer has no end: that it is open is told when it opens.
    hub.lately.note(request, _OPEN)
    headers = [(b"content-type", _MEDIA.encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": _OPEN, "headers": headers})
    # At once, so that the client knows that it is connected, and where: one that is cut off before
    # its first event goes on from here (WHATWG HTML section 9.2.6: an id needs no data).
    hello = b": connected\n\nid: %b\n\n" % format_timestamp(subscriber.cursor).encode()
    await send({"type": "http.response.body", "body": hello, "more_body": True})
    # The answer has begun: a database that goes away ends the stream, and the client resumes.
    with contextlib.suppress(UnavailableError):
        async for chunk in hub.streams.subscribe(subscriber):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _close_when_gone(request: Request, subscriber: Subscriber) -> None:
    await request.disconnected()
    subscriber.close()
