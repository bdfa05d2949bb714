"""What the hub says of itself to programs: whether it works, how it is doing."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

import wardline
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ForbiddenError, NotFoundError
from wardline.hub import health, metrics
from wardline.hub.config import EXCHANGE_ONLY
from wardline.hub.http import Request, Response
from wardline.hub.openapi import document
from wardline.hub.tokens import views as tokens
from wardline.incidents.tokens import DIRECTORY

if TYPE_CHECKING:
    from wardline.hub.front import Hub

_YEAR = 365 * 86_400 * 1_000_000


async def _healthz(hub: Hub, request: Request) -> Response:
    """That the process runs and of which hub it is; to the operator, how this request came to it.

    Nobody else is told that a proxy is not believed: whoever knows it knows which limits hit all.
    """
    told = {"status": "ok", "version": wardline.__version__, "hub": hub.identity}
    way = {"asked": hub.gateway.way(request)} if hub.may_know_way(request) else {}
    return _json({**told, **way})


async def _readyz(hub: Hub, request: Request) -> Response:
    """Whether requests may be sent here: 503 where a check that decides is not "ok"."""
    told = await hub.checks()
    fine = health.ready(told)
    answer = _json({"status": "ready" if fine else "not ready", "checks": told})
    return answer if fine else answer._replace(status=503)


async def _metrics(hub: Hub, request: Request) -> Response:
    if not hub.may_measure(request):
        raise ForbiddenError(
            "The metrics are for the operator's network.",
            hint="The operator names more of it in metrics.networks.",
        )
    page = metrics.text(hub.metrics.sheets(), await hub.whole.samples(hub.checks))
    return Response(200, page, "text/plain; version=0.0.4; charset=utf-8")


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
