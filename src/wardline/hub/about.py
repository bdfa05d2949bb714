"""What the hub says of itself to programs: whether it works, how it is doing."""

from __future__ import annotations

import os
import resource
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

import wardline
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NotFoundError, UnavailableError
from wardline.hub.config import EXCHANGE_ONLY
from wardline.hub.exchange import queries
from wardline.hub.exchange.stream import Streams
from wardline.hub.http import Request, Response
from wardline.hub.openapi import document
from wardline.hub.tokens import views as tokens
from wardline.incidents.tokens import DIRECTORY

if TYPE_CHECKING:
    from wardline.hub.front import Hub

_YEAR = 365 * 86_400 * 1_000_000


class Metrics:
    """Counts of one worker, in the text format that Prometheus reads."""

    def __init__(self, streams: Streams) -> None:
        """Start at zero."""
        self._streams = streams
        self._requests: Counter[int] = Counter()
        self._seconds = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Note one answered request."""
        self._requests[status] += 1
        self._seconds += seconds

    def text(self) -> bytes:
        """The metrics page."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        lines = ["# TYPE wardline_requests_total counter"]
        lines += [
            f'wardline_requests_total{{status="{status}"}} {count}'
            for status, count in sorted(self._requests.items())
        ]
        lines += [
            "# TYPE wardline_request_seconds_total counter",
            f"wardline_request_seconds_total {self._seconds:.6f}",
            "# TYPE wardline_streams_open gauge",
            f"wardline_streams_open {len(self._streams)}",
            "# TYPE wardline_memory_peak_bytes gauge",
            f"wardline_memory_peak_bytes {peak}",
        ]
        return ("\n".join(lines) + "\n").encode()


async def _healthz(hub: Hub, request: Request) -> Response:
    return _json({"status": "ok", "version": wardline.__version__})


async def _readyz(hub: Hub, request: Request) -> Response:
    rows = await hub.database.rows(queries.READY, {})
    if not rows:
        raise UnavailableError("The database does not answer.")
    return _json({"status": "ready"})


async def _metrics(hub: Hub, request: Request) -> Response:
    return Response(200, hub.metrics.text(), "text/plain; version=0.0.4; charset=utf-8")


async def _openapi(hub: Hub, request: Request) -> Response:
    return _json(document(hub.config["taxii.title"]))


async def _security(hub: Hub, request: Request) -> Response:
    """RFC 9116: the operator's contact where there is one, and always the page to report on."""
    home = str(hub.config["portal.address"]).rstrip("/") or f"https://{_host(request)}"
    contacts = [contact] if (contact := hub.config["security.contact"]) else []
    lines = [f"Contact: {contact}" for contact in (*contacts, f"{home}/disclose/")]
    lines.append(f"Expires: {format_timestamp(now() + _YEAR)[:19]}Z")
    # CSAF 2.0 section 7.1.8.
    lines.append(f"CSAF: {home}/.well-known/csaf/provider-metadata.json")
    text = "".join(f"{line}\n" for line in lines)
    return Response(200, text.encode(), "text/plain; charset=utf-8")


def _host(request: Request) -> str:
    return request.header(b"host") or "localhost"


def _json(value: object) -> Response:
    return Response(200, msgspec.json.encode(value), "application/json")


async def _token_key(hub: Hub, request: Request) -> Response:
    # It makes the key where there is none yet, and the key belongs to the host with the portal.
    if os.environ.get(EXCHANGE_ONLY):
        raise NotFoundError("The token key is shown by another host of this hub.")
    return await tokens.directory(hub, request)


PAGES: dict[str, Callable[[Hub, Request], Awaitable[Response]]] = {
    "/healthz": _healthz,
    "/readyz": _readyz,
    "/metrics": _metrics,
    "/openapi.json": _openapi,
    "/.well-known/security.txt": _security,
    DIRECTORY: _token_key,
}
