"""Feeds in: peers that are pulled from, each from where the last pull stopped.

A pull stores its objects first and its cursor after them: killed in between, it takes the same
objects again, which changes nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.db import transaction

from wardline import importers
from wardline.client.http import Client, Credentials
from wardline.client.taxii import Taxii, Taxii20
from wardline.core import jsonio
from wardline.core.clock import now
from wardline.core.errors import ConflictError, NetworkError, UsageError, WardlineError
from wardline.hub.audit import service as audit
from wardline.hub.audit.service import Action, Who
from wardline.hub.exchange import collections
from wardline.hub.exchange.models import Feed
from wardline.hub.exchange.publishing import Published, publish
from wardline.hub.exchange.service import Exchange
from wardline.hub.members.actor import COMMAND_LINE, Actor
from wardline.importers import Failure, Item

KINDS = ("taxii", "taxii20", "misp", "csaf", "csv", "text", "kev", "stix")


class Pulled(NamedTuple):
    """What one pull of one feed did."""

    url: str
    added: int
    duplicates: int
    failed: list[dict[str, str]]
    problem: str


def add(
    url: str, kind: str, collection: str, key_file: Path | None, actor: Actor = COMMAND_LINE
) -> str:
    """The id of a new feed."""
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", hint=f"Kinds are {', '.join(KINDS)}.")
    if not url.startswith(("https://", "http://")):
        raise UsageError(f"{url[:200]!r} is no web address.", hint="It starts with https://.")
    target = collections.find(collection)
    if Feed.objects.filter(url=url, collection=target).exists():
        raise ConflictError("This feed is pulled into this collection already.")
    with transaction.atomic():
        feed = Feed.objects.create(
            id=str(uuid.uuid4()),
            url=url,
            kind=kind,
            collection=target,
            secret_file="" if key_file is None else str(key_file.resolve()),
            created_at=now(),
        )
        # The address may hold a token: its host is enough.
        told = {"kind": kind, "host": urlsplit(url).hostname or "", "collection": target.uuid}
        audit.record(actor, Action.FEED_ADDED, f"feed:{feed.id}", told)
    return str(feed.id)


def feeds() -> list[Feed]:
    """All feeds in the order in which they were added."""
    return list(Feed.objects.select_related("collection").order_by("created_at"))


def pull(
    feed: Feed, exchange: Exchange, *, allow_private: bool, actor: Actor | Who = COMMAND_LINE
) -> Pulled:
    """Pull one feed; a problem is kept with the feed and told, never raised."""
    total = Published()
    problem = ""
    try:
        client = _client(feed, allow_private=allow_private)
        for items, cursor in _rounds(feed, client):
            part = publish(exchange, feed.collection_id, items, actor=actor)
            total.added += part.added
            total.duplicates += part.duplicates
            total.failed += part.failed
            feed.cursor = cursor
            feed.save(update_fields=["cursor"])
    except (WardlineError, OSError) as error:
        problem = str(error)
    feed.pulled_at = now()
    feed.problem = problem
    feed.added += total.added
    feed.failed += len(total.failed)
    feed.failures = feed.failures + 1 if problem else 0
    told = {"added": total.added, "duplicates": total.duplicates, "refused": len(total.failed)}
    with transaction.atomic():
        feed.save(update_fields=["pulled_at", "problem", "added", "failed", "failures"])
        audit.record(
            actor, Action.FEED_PULLED, f"feed:{feed.id}", {**told, "problem": bool(problem)}
        )
    failed = [{"pointer": place, "reason": reason} for place, reason in total.failed]
    return Pulled(feed.url, total.added, total.duplicates, failed, problem)


def _client(feed: Feed, *, allow_private: bool) -> Client:
    credentials = Credentials.from_file(Path(feed.secret_file)) if feed.secret_file else None
    return Client(feed.url, credentials, allow_private=allow_private)


_Round = tuple[Iterator[Item | Failure], str]


def _rounds(feed: Feed, client: Client) -> Iterator[_Round]:
    """What to store, in parts, each with the cursor that stands once it is stored."""
    if feed.kind in ("taxii", "taxii20"):
        yield from _taxii(feed, client)
    elif feed.kind == "misp":
        yield from _misp(feed, client)
    else:
        yield from _file(feed, client)


def _taxii(feed: Feed, client: Client) -> Iterator[_Round]:
    server = Taxii(client) if feed.kind == "taxii" else Taxii20(client)
    address = feed.url if feed.url.endswith("/") else f"{feed.url}/"
    address = address.removesuffix("objects/")
    if "/collections/" not in address:
        raise UsageError(
            "A TAXII feed is the address of a collection.",
            hint="It looks like https://HOST/ROOT/collections/ID/.",
        )
    for page in server.pages(address, feed.cursor or None):
        body = b'{"objects":[' + b",".join(page.objects) + b"]}"
        yield importers.read(body, kind="stix"), page.cursor or feed.cursor


def _misp(feed: Feed, client: Client) -> Iterator[_Round]:
    """The events of a feed's manifest that are new or changed since."""
    base = feed.url.removesuffix("manifest.json")
    base = base if base.endswith("/") else f"{base}/"
    manifest = _json(client.request("GET", f"{base}manifest.json").body, client.host)
    seen: dict[str, str] = json.loads(feed.cursor) if feed.cursor else {}
    for number in sorted(manifest, key=lambda key: str(_stamp(manifest[key]))):
        stamp = str(_stamp(manifest[number]))
        try:
            name = str(uuid.UUID(number))
        except ValueError:
            continue
        if seen.get(name) == stamp:
            continue
        event = client.request("GET", f"{base}{name}.json").body
        seen[name] = stamp
        yield _tolerant(event, "misp"), json.dumps(seen)


def _stamp(entry: Any) -> Any:
    return entry.get("timestamp", "") if isinstance(entry, dict) else ""


def _tolerant(data: bytes, kind: str) -> Iterator[Item | Failure]:
    """One document of many: what cannot be read at all is one failure."""
    try:
        yield from importers.read(data, kind=kind)
    except WardlineError as error:
        yield Failure("/", str(error))


def _file(feed: Feed, client: Client) -> Iterator[_Round]:
    headers = {"if-none-match": feed.cursor} if feed.cursor else {}
    answer = client.request("GET", feed.url, headers=headers)
    if answer.status == 304:  # noqa: PLR2004 # RFC 9110: not modified
        return
    yield importers.read(answer.body, kind=feed.kind), answer.headers.get("etag", "")


def _json(body: bytes, host: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(body)
    except jsonio.BROKEN:
        value = None
    if not isinstance(value, dict):
        raise NetworkError(f"{host} gives no MISP manifest.", hint="Check the feed's address.")
    return value
