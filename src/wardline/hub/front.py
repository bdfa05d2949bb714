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
from typing import Any
from urllib.parse import quote

from wardline.core.clock import now
from wardline.core.errors import (
    MethodError,
    NotFoundError,
    RateLimitedError,
    WardlineError,
)
from wardline.defend import mispfeed
from wardline.hub import about, config, health, logs, sockets
from wardline.hub.audit.spool import Disclosures
from wardline.hub.db import Database, open_database
from wardline.hub.exchange import queries, urls
from wardline.hub.exchange.access import Rights
from wardline.hub.exchange.lately import FILE_NAME, Lately
from wardline.hub.exchange.lists import Lists
from wardline.hub.exchange.mispfeed import MispFeeds
from wardline.hub.exchange.reading import Reader, StaleRightsError
from wardline.hub.exchange.service import Exchange
from wardline.hub.exchange.stream import Streams
from wardline.hub.exchange.views import Api, check_accept, error_document
from wardline.hub.forwarded import networks
from wardline.hub.gateway import Gateway, is_anonymous
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
from wardline.hub.limits import Limits, Turns
from wardline.hub.metrics import Metrics, Whole, area
from wardline.hub.tokens.service import Issuer
from wardline.hub.worker import tune

log = logging.getLogger("wardline.hub")
# How often a page is read again because rights moved under it; more means that something is wrong.
_STALE_TRIES = 5
# The server opens its socket after this application has started.
_LOOK_SECONDS = 0.05
# Two writers: one parses and validates while the other waits for the disk.
_WRITERS = 2
_CHECKED_SECONDS = 1.0


class Hub:
    """Everything that one worker process holds."""

    def __init__(self, settings: config.Config) -> None:
        """Open the database and put the parts together."""
        self.config = settings
        self.database = open_database(
            settings["database.url"], settings.sqlite_path, settings["database.replica"]
        )
        self.rights = Rights(self.database, now)
        self.limits = Limits(settings)
        self.writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="writer")
        secret = bytes.fromhex(_setting(self.database, "cursor_secret"))
        self.disclosures = Disclosures(settings.data, now)
        self.reader = Reader(self.database, secret, settings["taxii.page_limit"])
        self.exchange = Exchange(self.database, now)
        self.streams = Streams(self.database, self.reader, self.rights, settings, self.disclosures)
        self.lists = Lists(self.reader, now, self.disclosures)
        own = self.database.read(queries.SETTING, {"name": "hub"})[0][0]
        named = mispfeed.Named(settings["taxii.title"], own)
        self.misp = MispFeeds(self.reader, self.disclosures, named)
        self.api = Api(
            settings,
            self.database,
            self.reader,
            self.exchange,
            Turns(self.writers, _WRITERS, settings["limits.organization_writes"]),
            now,
            self.disclosures,
            own,
        )
        self.issuer = Issuer(self.database, settings)
        self.gateway = Gateway(settings)
        self.lately = Lately(settings.data / FILE_NAME, now, self.gateway.client)
        self.metrics = Metrics(self.streams.__len__, self.gateway.folder)
        self.whole = Whole(self.database, settings.data, now)
        self.identity = _setting(self.database, "identity")
        self._measuring = networks(settings["metrics.networks"])
        self._told = str(settings["log.requests"])
        self._checking = asyncio.Lock()
        self._checked: tuple[float, dict[str, str]] = (float("-inf"), {})
        self.beside: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start what runs beside the requests."""
        self.beside = [
            asyncio.create_task(self.streams.run()),
            asyncio.create_task(self.lately.run()),
            asyncio.create_task(self.metrics.run()),
            asyncio.create_task(_end_silent(self.config["limits.silent_seconds"])),
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
        number = error_number()
        why = ""
        try:
            response = await self._answer(request, send, number)
        except WardlineError as error:
            response, why = error_document(request, error, number), str(error)
        except ConnectionError:
            return
        except Exception:
            log.exception("request failed", extra={"number": number})
            response = error_document(request, internal_error(), number)
        if response is not None:
            self.lately.note(request, response.status, why)
            self._count(request, response.status, started, number)
            response = await compressed(request, response)
            await send_response(send, response, head=request.method == "HEAD")

    def _count(self, request: Request, status: int, started: float, number: str) -> None:
        seconds = time.perf_counter() - started
        where = area(request.path)
        self.metrics.count(where, status, seconds)
        if logs.wanted(self._told, status) and not is_anonymous(request.path):
            logs.request(number, where, request.method, status, seconds)

    async def checks(self) -> dict[str, str]:
        """What `/readyz` tells, asked at most once a second, however many ask."""
        async with self._checking:
            at, told = self._checked
            if time.monotonic() - at >= _CHECKED_SECONDS:
                told = await health.checks(self.database, self.config, now)
                self._checked = (time.monotonic(), told)
            return told

    def may_measure(self, request: Request) -> bool:
        """Whether who asks is in the operator's network, and not sent here by a strange proxy."""
        client = self.gateway.client(request)
        return client is not None and any(client in network for network in self._measuring)

    def may_know_way(self, request: Request) -> bool:
        """Whether who asks is told how the request came: the operator's network, this machine."""
        client = self.gateway.client(request)
        return client is not None and (client.is_loopback or self.may_measure(request))

    async def _pass_on(self, request: Request, send: Send, number: str) -> Response | None:
        """A page of the portal, counted by the status that it sends."""
        started = time.perf_counter()
        status = 0

        async def counting(message: dict[str, Any]) -> None:
            nonlocal status
            status = status or int(message.get("status", 0))
            await send(message)

        answer = await self.gateway.pass_on(request, counting, number)
        if answer is None:
            self._count(request, status, started, number)
        return answer

    async def _answer(self, request: Request, send: Send, number: str) -> Response | None:
        public = about.PAGES.get(request.path)
        if public is not None:
            if request.method not in ("GET", "HEAD"):
                raise MethodError("This page can only be read.", allow="GET, HEAD")
            return await public(self, request)
        route = urls.resolve(request.path)
        if route is None and urls.is_ours(request.path):
            raise NotFoundError("There is nothing at this address.", hint="Start at /taxii2/.")
        if route is None:
            return await self._pass_on(request, send, number)
        if isinstance(route, str):
            query = b"?" + request.query_string if request.query_string else b""
            location = quote(route).encode() + query
            return Response(308, b"", urls.CONTENT_TYPE, ((b"location", location),))
        if route.taxii:
            check_accept(request)
        for attempt in range(_STALE_TRIES):
            access = await self.rights.authenticate(request.header(b"authorization"))
            if not attempt:
                self.limits.take(access.principal)
            verb = route.verb(request.method)
            try:
                return await verb(self, request, access, route.path, send)
            except StaleRightsError:
                await self.rights.renew()
            except NotFoundError:
                # What was given a moment ago may not have been heard of here yet.
                known = self.rights.epoch
                await self.rights.renew()
                if request.begun or self.rights.epoch == known:
                    raise
        raise RateLimitedError("Rights are changing just now.", retry_after=1)


def _setting(database: Database, name: str) -> str:
    found = database.read(queries.SETTING, {"name": name})
    return str(found[0][0]) if found else ""


async def _end_silent(seconds: int) -> None:
    """Once the server listens, let it keep no connection whose other side is gone."""
    found = sockets.listening()
    while not found:
        await asyncio.sleep(_LOOK_SECONDS)
        found = sockets.listening()
    for one in found:
        sockets.end_silent(one, seconds)
        one.close()


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
            patience = self._hub.config["limits.silent_seconds"]
            await self._hub.respond(Request(scope, receive, patience), send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        message = await receive()
        try:
            settings = config.load(Path(os.environ["WARDLINE_DATA"]))
            logs.start("exchange", settings)
            self._hub = Hub(settings)
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
