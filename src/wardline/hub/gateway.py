"""The way from the front door to the portal: requests pass over a Unix socket as they are.

The portal runs in a process of its own, so that neither waits for the other (docs/adr/0010).
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from urllib.parse import quote

import httpx

from wardline.core.errors import NotFoundError, UnavailableError
from wardline.hub.config import Config
from wardline.hub.forwarded import Address, Trusted, address, networks
from wardline.hub.http import Request, Response, Send

SOCKET = "WARDLINE_PORTAL_SOCKET"
# A page that takes longer than this has a fault; the person is told instead of waiting.
_SECONDS = 60.0
# The exchange says "ready" before the portal has loaded, and outlives it when it is started again:
# a page asked in between waits for it instead of telling the person to come back.
_STARTING_SECONDS = 30.0
_LOOK_SECONDS = 0.05
# Methods that change nothing (RFC 9110 section 9.2.1).
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What belongs to one connection (RFC 9110 section 7.6.1), and what only we may say.
_OWN = frozenset(
    {
        b"connection",
        b"content-encoding",  # `Request.body` has unpacked it
        b"content-length",
        b"forwarded",
        b"keep-alive",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-real-ip",
        b"x-request-number",
    }
)
# Where nobody may be known: of these requests only what is needed to read them goes further. No
# cookie, key, address, browser or page of origin reaches the portal, so nothing can keep them.
ANONYMOUS = "/incidents/anonymous"
_NEEDED = frozenset({b"accept", b"accept-language", b"content-type", b"host"})
# Of an answer these stay: it goes through byte for byte.
_KEPT = frozenset({b"content-encoding", b"content-length"})


def is_anonymous(path: str) -> bool:
    """Whether nobody may be known at an address."""
    return path == ANONYMOUS or path.startswith(f"{ANONYMOUS}/")


class Gateway:
    """One worker's connections to the portal."""

    def __init__(self, config: Config) -> None:
        """Connect on use; without a portal each request says so."""
        self._trusted = Trusted(networks(config["portal.trusted_proxies"]))
        self._limit = int(config["portal.max_body"])
        path = os.environ.get(SOCKET, "")
        self._client = (
            httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=path),
                base_url="http://portal",
                timeout=httpx.Timeout(_SECONDS, connect=5.0),
                follow_redirects=False,
            )
            if path
            else None
        )

    @property
    def folder(self) -> Path | None:
        """The folder of the portal's socket, which all workers of this hub share."""
        path = os.environ.get(SOCKET, "")
        return Path(path).parent if path else None

    def client(self, request: Request) -> Address | None:
        """Who asks; None where a proxy that nobody named says that it asks for somebody else."""
        peer, told = self._peer(request), _told(list(request.scope["headers"]), b"x-forwarded-for")
        if told and not self._trusted.trusts(peer):
            return None
        return address(self._trusted.client(peer, told))

    def way(self, request: Request) -> dict[str, str]:
        """How a request whose `client` is known came here: by which scheme, and by whose hand.

        `direct`: nobody says that it asks for somebody else; `proxy`: one of ours does.
        """
        told = _told(list(request.scope["headers"]), b"x-forwarded-for")
        return {"scheme": self._scheme(request).decode(), "by": "proxy" if told else "direct"}

    async def close(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            await self._client.aclose()

    async def pass_on(self, request: Request, send: Send, number: str = "") -> Response | None:
        """Give `request` to the portal and its answer to the client; None: it was sent.

        `number` is by what the request is found in the log; an error page shows it.
        """
        if self._client is None:
            raise NotFoundError("There is nothing at this address.", hint="Start at /taxii2/.")
        body = await request.body(self._limit)
        path: bytes = request.scope.get("raw_path") or quote(request.path).encode()
        target = path + (b"?" + request.query_string if request.query_string else b"")
        asked = self._client.build_request(
            request.method,
            httpx.URL("http://portal").copy_with(raw_path=target),
            headers=self._headers(request, number),
            content=body,
        )
        try:
            answer = await _sent(self._client, asked)
        except httpx.TimeoutException as error:
            raise UnavailableError(
                "This page took too long.", hint="Try again; if it stays so, tell the hub's staff."
            ) from error
        except httpx.TransportError as error:
            raise UnavailableError(
                "The portal does not answer.",
                hint="Reload this page in a few seconds. If it stays so, tell the hub's staff; "
                "the exchange is not affected.",
            ) from error
        try:
            await _answer(answer, send)
        except httpx.TransportError as error:
            # The client has the head already: all that is left is to cut it off.
            raise ConnectionResetError from error
        finally:
            await answer.aclose()
        return None

    def _headers(self, request: Request, number: str) -> list[tuple[bytes, bytes]]:
        sent: list[tuple[bytes, bytes]] = list(request.scope["headers"])
        if is_anonymous(request.path):
            sent = [(name, value) for name, value in sent if name in _NEEDED]
            return [*sent, (b"x-forwarded-proto", self._scheme(request))]
        kept = [(name, value) for name, value in sent if name not in _OWN and name != b"cookie"]
        # HTTP/2 may send each cookie in a header of its own (RFC 9113 section 8.2.3).
        cookies = [value for name, value in sent if name == b"cookie"]
        if cookies:
            kept.append((b"cookie", b"; ".join(cookies)))
        client = self._trusted.client(self._peer(request), _told(sent, b"x-forwarded-for"))
        scheme = self._scheme(request)
        return [
            *kept,
            # Spelled as `client` spells it, by which the exchange's last requests are found.
            (b"x-forwarded-for", str(address(client) or client).encode()),
            (b"x-forwarded-proto", scheme),
            (b"x-request-number", number.encode()),
        ]

    def _peer(self, request: Request) -> str:
        client = request.scope.get("client")
        return str(client[0]) if client else ""

    def _scheme(self, request: Request) -> bytes:
        told = _told(list(request.scope["headers"]), b"x-forwarded-proto")
        asked = str(request.scope.get("scheme", "http"))
        return self._trusted.scheme(self._peer(request), told, asked).encode()


async def _sent(client: httpx.AsyncClient, asked: httpx.Request) -> httpx.Response:
    """Send `asked`, waiting while nobody listens. *Raises* httpx.TransportError.

    A connection that was refused is tried again: of it the portal has seen nothing, so that no form
    is taken twice. One that broke is tried again once, and only for what changes nothing: the
    portal fell while it read; a page that fells it must not do so again and again.
    """
    deadline = time.monotonic() + _STARTING_SECONDS
    again = asked.method in _SAFE
    while True:
        try:
            return await client.send(asked, stream=True)
        except httpx.ConnectError:
            if time.monotonic() >= deadline:
                raise
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            if not again:
                raise
            again = False
        await asyncio.sleep(_LOOK_SECONDS)


def _told(headers: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]


async def _answer(answer: httpx.Response, send: Send) -> None:
    headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower() not in _OWN or name.lower() in _KEPT
    ]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    async for chunk in answer.aiter_raw():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
