"""The front door: one ASGI application, by path to the exchange or to the portal.

Serve it with `wardline serve`; the data folder comes from WARDLINE_DATA.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wardline.core.clock import now
from wardline.core.errors import (
    MethodError,
    NotFoundError,
    RateLimitedError,
    WardlineError,
)
from wardline.defend import mispfeed
from wardline.hub import about, config
from wardline.hub.audit.spool import Disclosures
from wardline.hub.db import open_database
from wardline.hub.exchange import queries, urls
from wardline.hub.exchange.access import Rights
from wardline.hub.exchange.lately import FILE_NAME, Lately
from wardline.hub.exchange.lists import Lists
from wardline.hub.exchange.mispfeed import MispFeeds
from wardline.hub.exchange.reading import Reader, StaleRightsError
from wardline.hub.exchange.service import Exchange
from wardline.hub.exchange.stream import Streams
from wardline.hub.exchange.views import Api, check_accept, error_document
from wardline.hub.gateway import Gateway
from wardline.hub.http import (
    Receive,
    Request,
    Response,
    Scope,
    Send,
    compressed,
    error_number,
    internal_error,
    send_response,
)
from wardline.hub.tokens.service import Issuer
from wardline.hub.worker import tune

log = logging.getLogger("wardline.hub")
# How often a page is read again because rights moved under it; more means that something is wrong.
_STALE_TRIES = 5


class Hub:
    """Everything that one worker process holds."""

    def __init__(self, settings: config.Config) -> None:
        """Open the database and put the parts together."""
        self.config = settings
        self.database = open_database(settings["database.url"], settings.sqlite_path)
        self.rights = Rights(self.database, now)
        # Two writers: one parses and validates while the other waits for the disk.
        self.writers = ThreadPoolExecutor(2, thread_name_prefix="writer")
        secret = bytes.fromhex(self.database.read(queries.SETTING, {"name": "cursor_secret"})[0][0])
        self.disclosures = Disclosures(settings.data, now)
        self.reader = Reader(self.database, secret, settings["taxii.page_limit"])
        self.exchange = Exchange(self.database, now)
        self.streams = Streams(self.database, self.reader, self.rights, settings, self.disclosures)
        self.lists = Lists(self.reader, now, self.disclosures)
        own = self.database.read(queries.SETTING, {"name": "hub"})[0][0]
        named = mispfeed.Named(settings["taxii.title"], own)
        self.misp = MispFeeds(self.reader, self.database, self.disclosures, named)
        self.api = Api(
            settings,
            self.database,
            self.reader,
            self.exchange,
            self.writers,
            now,
            self.disclosures,
            own,
        )
        self.issuer = Issuer(self.database, settings)
        self.gateway = Gateway(settings)
        self.lately = Lately(settings.data / FILE_NAME, now)
        self.metrics = about.Metrics(self.streams)
        self.beside: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start what runs beside the requests."""
        self.beside = [
            asyncio.create_task(self.streams.run()),
            asyncio.create_task(self.lately.run()),
        ]

    async def stop(self) -> None:
        """End it, finish the writes that run, and let go of the database."""
        for task in self.beside:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.gateway.close()
        self.writers.shutdown(wait=True)
        self.disclosures.close()
        self.database.close()

    async def respond(self, request: Request, send: Send) -> None:
        """Answer one request; every failure becomes a document."""
        started = time.perf_counter()
        why = ""
        try:
            response = await self._answer(request, send)
        except WardlineError as error:
            response, why = error_document(request, error, error_number()), str(error)
        except ConnectionError:
            return
        except Exception:
            number = error_number()
            log.exception("request failed, error_id %s", number)
            response = error_document(request, internal_error(), number)
        if response is not None:
            self.lately.note(request, response.status, why)
            self.metrics.count(response.status, time.perf_counter() - started)
            response = await compressed(request, response)
            await send_response(send, response, head=request.method == "HEAD")

    async def _answer(self, request: Request, send: Send) -> Response | None:
        public = about.PAGES.get(request.path)
        if public is not None:
            if request.method not in ("GET", "HEAD"):
                raise MethodError("This page can only be read.", allow="GET, HEAD")
            return await public(self, request)
        route = urls.resolve(request.path)
        if route is None and urls.is_ours(request.path):
            raise NotFoundError("There is nothing at this address.", hint="Start at /taxii2/.")
        if route is None:
            return await self.gateway.pass_on(request, send)
        if isinstance(route, str):
            query = b"?" + request.query_string if request.query_string else b""
            location = route.encode("ascii", "ignore") + query
            return Response(308, b"", urls.CONTENT_TYPE, ((b"location", location),))
        if route.taxii:
            check_accept(request)
        for _ in range(_STALE_TRIES):
            access = await self.rights.authenticate(request.header(b"authorization"))
            verb = route.verb(request.method)
            try:
                return await verb(self, request, access, route.path, send)
            except StaleRightsError:
                await self.rights.renew()
        raise RateLimitedError("Rights are changing just now.", retry_after=1)


class Application:
    """The ASGI application of one worker."""

    def __init__(self) -> None:
        """Wait for the server's lifespan to start."""
        self._hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection of any kind."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            assert self._hub is not None  # noqa: S101 # the server starts the lifespan first
            await self._hub.respond(Request(scope, receive), send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        message = await receive()
        try:
            self._hub = Hub(config.load(Path(os.environ["WARDLINE_DATA"])))
            self._hub.start()
            tune()
        except WardlineError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        while message["type"] != "lifespan.shutdown":
            message = await receive()
        await self._hub.stop()
        await send({"type": "lifespan.shutdown.complete"})


app = Application()
