"""Where programs fetch the token key and draw tokens. Nothing of a request is kept or logged."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ForbiddenError, MediaTypeError
from wardline.hub.exchange.access import Access
from wardline.hub.http import Request, Response, Send
from wardline.hub.tokens import service
from wardline.incidents import tokens

if TYPE_CHECKING:
    from wardline.hub.front import Hub

PATH = "/tokens/"


async def directory(hub: Hub, request: Request) -> Response:
    """The issuer directory (RFC 9578 section 4): one key, the same for everybody."""
    epoch = await asyncio.to_thread(service.current, hub.database, hub.config, now())
    document = {
        "issuer-request-uri": PATH,
        "token-keys": [
            {
                "token-type": tokens.TYPE,
                "token-key": base64.urlsafe_b64encode(epoch.public).decode(),
                "not-before": epoch.begins_at // 1_000_000,
            }
        ],
        # Ours: when the epoch ends, and until when its tokens are taken.
        "ends": format_timestamp(epoch.ends_at),
        "good-until": format_timestamp(
            epoch.ends_at + hub.config["tokens.grace_days"] * tokens.DAY
        ),
    }
    body = msgspec.json.encode(document)
    # Asked again each time: a key that is kept too long would be another one than the others'.
    return Response(200, body, tokens.DIRECTORY_MEDIA, ((b"cache-control", b"no-cache"),))


async def issue(
    hub: Hub, request: Request, access: Access, path: Sequence[str], _: Send
) -> Response:
    """Sign a batch of blinded requests for a member's key (RFC 9578 section 6.2)."""
    if "write" not in access.principal.scopes:
        raise ForbiddenError(
            "This key may only read.", hint="Draw tokens with a key that may write."
        )
    content = (request.header(b"content-type") or "").partition(";")[0].strip().lower()
    if content != tokens.REQUEST_MEDIA:
        raise MediaTypeError(f"Send the requests as {tokens.REQUEST_MEDIA}.")
    most = hub.config["tokens.per_epoch"]
    body = await request.body((most + 1) * tokens.REQUEST_BYTES)
    answer = await asyncio.to_thread(hub.issuer.issue, access.principal.organization, body, now())
    return Response(200, answer, tokens.RESPONSE_MEDIA, ((b"cache-control", b"no-store"),))


async def allowance(
    hub: Hub, request: Request, access: Access, path: Sequence[str], _: Send
) -> Response:
    """How many tokens the asker's organization drew in this epoch."""
    told = await asyncio.to_thread(hub.issuer.allowance, access.principal.organization, now())
    document = {"drawn": told.drawn, "most": told.most, "ends": format_timestamp(told.ends_at)}
    return Response(200, msgspec.json.encode(document), "application/json")
