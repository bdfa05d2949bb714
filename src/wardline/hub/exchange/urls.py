"""The exchange's addresses and the methods that each one takes."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wardline.core.errors import MethodError, NotFoundError
from wardline.hub.config import EXCHANGE_ONLY
from wardline.hub.exchange.access import Access
from wardline.hub.exchange.views import CONTENT_TYPE, Api
from wardline.hub.http import Request, Response, Send

if TYPE_CHECKING:
    from wardline.hub.front import Hub

__all__ = ["CONTENT_TYPE", "Route", "resolve"]

Verb = Callable[["Hub", Request, Access, Sequence[str], Send], Awaitable[Response | None]]
_TaxiiView = Callable[[Api, Request, Access, Sequence[str]], Awaitable[Response]]


class Route(NamedTuple):
    """An address that was found: its methods, the variable parts, whether it speaks TAXII."""

    verbs: dict[str, Verb]
    path: tuple[str, ...]
    taxii: bool

    def verb(self, method: str) -> Verb:
        """The function for `method`. *Raises* MethodError that lists those taken."""
        found = self.verbs.get("GET" if method == "HEAD" else method)
        if found is not None:
            return found
        taken = [*self.verbs, "OPTIONS", *(["HEAD"] if "GET" in self.verbs else [])]
        if method == "OPTIONS":
            return _options(", ".join(sorted(taken)))
        raise MethodError(
            f"This address does not take {method[:20]!r}.", allow=", ".join(sorted(taken))
        )


def _options(allow: str) -> Verb:
    async def options(*_: object) -> Response:
        return Response(204, b"", CONTENT_TYPE, ((b"allow", allow.encode()),))

    return options


def _taxii(view: _TaxiiView) -> Verb:
    async def verb(
        hub: Hub, request: Request, access: Access, path: Sequence[str], _: Send
    ) -> Response:
        return await view(hub.api, request, access, path)

    return verb


async def _stream(
    hub: Hub, request: Request, access: Access, path: Sequence[str], send: Send
) -> Response | None:
    from wardline.hub.exchange.streaming import stream

    return await stream(hub, request, access, path[0], send)


async def _list(
    hub: Hub, request: Request, access: Access, path: Sequence[str], _: Send
) -> Response:
    return await hub.lists.answer(request, access, path[0], path[1])


async def _misp(
    hub: Hub, request: Request, access: Access, path: Sequence[str], _: Send
) -> Response:
    return await hub.misp.answer(request, access, path[0], path[1])


async def _tokens(
    hub: Hub, request: Request, access: Access, path: Sequence[str], send: Send
) -> Response:
    from wardline.hub.tokens import views

    if os.environ.get(EXCHANGE_ONLY):
        raise NotFoundError(
            "Tokens are given out by another host of this hub.",
            hint="Its load balancer should send /tokens/ there (docs/scale.md).",
        )
    view = views.issue if request.method == "POST" else views.allowance
    return await view(hub, request, access, path, send)


_COLLECTION = "/taxii2/sector/collections/([^/]+)/"
# The busiest first. Pattern, methods, whether it speaks TAXII.
_TABLE: tuple[tuple[str, dict[str, Verb], bool], ...] = (
    (f"{_COLLECTION}objects/", {"GET": _taxii(Api.objects), "POST": _taxii(Api.add)}, True),
    (
        f"{_COLLECTION}objects/([^/]+)/",
        {"GET": _taxii(Api.object), "DELETE": _taxii(Api.remove)},
        True,
    ),
    (f"{_COLLECTION}manifest/", {"GET": _taxii(Api.manifest)}, True),
    ("/stream/([^/]+)/?", {"GET": _stream}, False),
    ("/lists/([^/]+)/([^/]+)/?", {"GET": _list}, False),
    ("/misp/([^/]+)/([^/]+)", {"GET": _misp}, False),
    (f"{_COLLECTION}objects/([^/]+)/versions/", {"GET": _taxii(Api.versions)}, True),
    (f"{_COLLECTION}x-seen/([^/]+)/", {"GET": _taxii(Api.seen)}, True),
    (f"{_COLLECTION}x-deleted/", {"GET": _taxii(Api.deleted)}, True),
    ("/tokens/", {"GET": _tokens, "POST": _tokens}, False),
    ("/taxii2/sector/status/([^/]+)/", {"GET": _taxii(Api.status)}, True),
    (_COLLECTION, {"GET": _taxii(Api.collection)}, True),
    ("/taxii2/sector/collections/", {"GET": _taxii(Api.collections)}, True),
    ("/taxii2/sector/", {"GET": _taxii(Api.root)}, True),
    ("/taxii2/", {"GET": _taxii(Api.discovery)}, True),
)
# The portal's (hub/advisories): CSAF 2.0 section 7.1.9.
_CSAF = ("/.well-known/csaf/", "/.well-known/csaf-aggregator/")
_OURS = ("/taxii2", "/stream/", "/lists/", "/misp/", "/tokens", "/.well-known/")
_ROUTES = tuple((re.compile(pattern), verbs, taxii) for pattern, verbs, taxii in _TABLE)


def is_ours(path: str) -> bool:
    """Whether an address belongs to programs: what is not there is said as they read it."""
    return path.startswith(_OURS) and not path.startswith(_CSAF)


def resolve(path: str) -> Route | str | None:
    """The route for `path`; the address to go to where only the last slash is missing; None."""
    found = _find(path)
    if found is None and not path.endswith("/") and _find(f"{path}/") is not None:
        return f"{path}/"
    return found


def _find(path: str) -> Route | None:
    for pattern, verbs, taxii in _ROUTES:
        match = pattern.fullmatch(path)
        if match is not None:
            return Route(verbs, match.groups(), taxii)
    return None
