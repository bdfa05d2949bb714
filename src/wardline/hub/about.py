"""What the hub says of itself to anybody: where to start, whether it works, how it is doing."""

from __future__ import annotations

import html
import resource
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

import wardline
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NotFoundError, UnavailableError
from wardline.hub.exchange import queries
from wardline.hub.exchange.stream import Streams
from wardline.hub.http import Request, Response
from wardline.hub.openapi import document

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
    contact = hub.config["security.contact"]
    if not contact:
        raise NotFoundError(
            "This hub has not published a security contact.",
            hint="Its operator sets security.contact (RFC 9116).",
        )
    text = f"Contact: {contact}\nExpires: {format_timestamp(now() + _YEAR)[:19]}Z\n"
    return Response(200, text.encode(), "text/plain; charset=utf-8")


_START = {
    "TAXII 2.1 discovery": "/taxii2/",
    "Push of one collection": "/stream/{collection-id}",
    "Block lists and rules": "/lists/{collection-id}/{format}",
    "All addresses (OpenAPI)": "/openapi.json",
    "Health": "/healthz",
}


async def _start_json(hub: Hub, request: Request) -> Response:
    title = hub.config["taxii.title"]
    return _json({"title": title, "version": wardline.__version__, "addresses": _START})


async def _start(hub: Hub, request: Request) -> Response:
    """The first page: what this is, and the next step for a person who came here."""
    title = html.escape(hub.config["taxii.title"])
    rows = "".join(
        f"<tr><th scope=row>{html.escape(name)}</th><td><code>{html.escape(path)}</code></td></tr>"
        for name, path in _START.items()
    )
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body{{font:1.06rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;
color:#1b1b1b;background:#fff}}h1{{line-height:1.2}}code,pre{{font-size:.95rem;background:#f0f0f0}}
pre{{padding:1rem;overflow-x:auto}}table{{border-collapse:collapse;width:100%}}
th,td{{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #71767a}}
a{{color:#005ea2}}</style></head><body><main><h1>{title}</h1>
<p>This hub shares cyber threat information among health care organizations: an indicator that one
of them shares reaches all who may have it at once.</p>
<h2>Connect your organization</h2><p>You need an API key; the hub's staff hands it out. Then, on a
machine of yours:</p><pre>wardline agent init --hub ADDRESS-OF-THIS-PAGE --key-file FILE
wardline agent pull</pre><p>A SIEM connects by TAXII 2.1: give it the discovery address, and the key
as a bearer token or as the password.</p><h2>Addresses</h2><table>{rows}</table>
<p>The same as data: <a href="/index.json">index.json</a>. Wardline {wardline.__version__}.</p>
</main></body></html>
"""
    return Response(
        200,
        page.encode(),
        "text/html; charset=utf-8",
        (
            (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ),
    )


def _json(value: object) -> Response:
    return Response(200, msgspec.json.encode(value), "application/json")


PAGES: dict[str, Callable[[Hub, Request], Awaitable[Response]]] = {
    "/": _start,
    "/index.json": _start_json,
    "/healthz": _healthz,
    "/readyz": _readyz,
    "/metrics": _metrics,
    "/openapi.json": _openapi,
    "/.well-known/security.txt": _security,
}
