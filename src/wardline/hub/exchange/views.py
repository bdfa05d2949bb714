"""The TAXII 2.1 endpoints. Each takes a request and its access and gives a whole response."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from wardline.core import jsonio
from wardline.core.cells.model import SMALLEST, in_steps
from wardline.core.clock import Clock, format_timestamp
from wardline.core.errors import (
    ForbiddenError,
    MalformedError,
    MediaTypeError,
    MethodError,
    NotAcceptableError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnavailableError,
    UnprocessableError,
    WardlineError,
    display,
)
from wardline.core.ids import split_id
from wardline.hub.audit.entries import by_key
from wardline.hub.audit.spool import Disclosures, Given
from wardline.hub.config import Config
from wardline.hub.db import Database
from wardline.hub.exchange import filters, paths, queries, reading, reasons, status
from wardline.hub.exchange.access import Access, CollectionAccess
from wardline.hub.exchange.batch import every_version
from wardline.hub.exchange.chains import Identity, Row
from wardline.hub.exchange.incoming import Outcome, Sender
from wardline.hub.exchange.reading import Page, Reader
from wardline.hub.exchange.service import Exchange, Way
from wardline.hub.http import Media, Request, Response, accepts, is_content
from wardline.hub.limits import Turns
from wardline.hub.members.credentials import Principal

TAXII = Media("application/taxii+json", "2.1")
STIX = Media("application/stix+json", "2.1")
CONTENT_TYPE = str(TAXII)
ROOT = "/taxii2/sector/"
_RETRY_SECONDS = b"5"
# More objects in one request gain nothing and hold the collection's lock for longer.
MAX_OBJECTS = 10_000


class _Envelope(msgspec.Struct):
    """A posted envelope; its members are parsed one by one, so that one bad one harms no other."""

    objects: list[msgspec.Raw]


_ENVELOPE = msgspec.json.Decoder(_Envelope)


class Api(NamedTuple):
    """What the endpoints need."""

    config: Config
    database: Database
    reader: Reader
    exchange: Exchange
    turns: Turns
    clock: Clock
    disclosures: Disclosures
    # What this hub is called in paths.
    hub: str

    async def discovery(self, request: Request, access: Access, _: Sequence[str]) -> Response:
        """The server's API roots (section 4.1)."""
        # Relative addresses are allowed, but clients are known that cannot follow them (cytaxii2).
        root = self.config["portal.address"].rstrip("/") + ROOT
        resource = {
            "title": self.config["taxii.title"],
            "x_wardline_hub": self.hub,
            "description": "Cyber threat indicators and defensive measures for health care.",
            "default": root,
            "api_roots": [root],
        }
        if self.config["taxii.contact"]:
            resource["contact"] = self.config["taxii.contact"]
        return _ok(resource)

    async def root(self, request: Request, access: Access, _: Sequence[str]) -> Response:
        """What this API root can do (section 4.2)."""
        return _ok(
            {
                "title": self.config["taxii.title"],
                "versions": [CONTENT_TYPE],
                "max_content_length": self.config["taxii.max_content_length"],
            }
        )

    async def status(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """What became of a request to add objects (section 4.3); its own sender's only."""
        rows = await self.database.rows(
            queries.STATUS,
            {
                "id": path[0],
                "organization": access.principal.organization,
                "now": self.clock(),
            },
        )
        if not rows:
            raise NotFoundError(
                "There is no such status, or its time is over.",
                hint="Send the objects again: what is stored already is not stored twice.",
            )
        return Response(200, status.load(rows[0][0]), CONTENT_TYPE)

    async def collections(self, request: Request, access: Access, _: Sequence[str]) -> Response:
        """The collections that the client may use (section 5.1)."""
        listed = [_collection(found) for found in access.listed()]
        return _ok({"collections": listed} if listed else {})

    async def collection(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """One collection (section 5.2)."""
        return _ok(_collection(access.collection(path[0])))

    async def objects(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """A page of objects (section 5.4)."""
        collection = _for_hub(request, _readable(access, path[0]))
        asked = filters.parse(request.query(), ("id", "type", "version", "spec_version"))
        columns = "added, body, via" if collection.peer else "added, body"
        page = await self.reader.page(collection, asked, columns)
        self._note(access, collection, "objects", page, asked.text)
        told = reading.paths([row[2] for row in page.rows], collection) if collection.peer else b""
        return _paged(page, reading.envelope([row[1] for row in page.rows], page.next, told))

    async def manifest(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """A page of what is there, without the objects (section 5.3)."""
        collection = _for_hub(request, _readable(access, path[0]))
        asked = filters.parse(request.query(), ("id", "type", "version", "spec_version"))
        page = await self.reader.page(collection, asked, "added, type, uuid, version_text")
        self._note(access, collection, "manifest", page, asked.text)
        records = [_record(*row[:-1]) for row in page.rows]
        return _paged(page, reading.document("objects", records, page.next))

    async def object(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """The versions of one object (section 5.6)."""
        collection = _readable(access, path[0])
        identity = _identity(path[1])
        asked = filters.parse(request.query(), ("version", "spec_version"))
        told = f"{path[1]}&{asked.text}".rstrip("&")
        asked = _about(asked, identity)
        page = await self.reader.page(collection, asked, "added, body")
        if not page.rows:
            await self.reader.exists(collection, identity)
        self._note(access, collection, "object", page, told)
        return _paged(page, reading.envelope([row[1] for row in page.rows], page.next))

    async def versions(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """The versions that an object has (section 5.8)."""
        collection = _readable(access, path[0])
        identity = _identity(path[1])
        asked = filters.parse(request.query(), ("spec_version",))
        asked = _about(asked, identity, versions=("all",))
        page = await self.reader.page(collection, asked, "added, version_text")
        if not page.rows:
            await self.reader.exists(collection, identity)
        self._note(access, collection, "versions", page, path[1])
        texts = sorted({row[1] or format_timestamp(row[0]) for row in page.rows})
        return _paged(page, reading.document("versions", texts, page.next))

    async def deleted(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """What was deleted since `added_after` (our own: TAXII has no tombstones)."""
        collection = _readable(access, path[0])
        asked = filters.parse(request.query(), ())
        page = await self.reader.page(
            collection, asked, "added, type, uuid, version_text, recall", table="exchange_tombstone"
        )
        self._note(access, collection, "deleted", page)
        records = [
            {
                "id": reading.identifier(kind, number),
                "version": text or format_timestamp(added),
                "date_added": format_timestamp(added),
                **({"recalled": recall} if recall else {}),
            }
            for added, kind, number, text, recall, _ in page.rows
        ]
        return _paged(page, reading.document("objects", records, page.next))

    def _note(
        self, access: Access, collection: CollectionAccess, what: str, page: Page, more: str = ""
    ) -> None:
        """Record a page before it is given; an empty one discloses nothing."""
        if page.rows:
            given = Given(page.rows[0][0], page.rows[-1][0], len(page.rows))
            self.disclosures.note("pages", access.principal, collection, what, given, more)

    async def seen(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """How many members saw an object, for its sharer alone (our own).

        A number below 11 is not told: in a small sector it would point at somebody (DESIGN L10).
        From there on it goes in elevens, so that no single member shows as it comes (ADR 18).
        """
        collection = _readable(access, path[0])
        identity = _identity(path[1])
        owner = await self.reader.owner(collection, identity)
        if owner != access.principal.organization:
            raise ForbiddenError("Only who shared an object learns by how many it was seen.")
        params = {"collection": collection.id, "hash": Identity(*identity).hash()}
        members = (await self.database.rows(queries.SEEN_BY, params))[0][0]
        told = in_steps(members)
        resource: dict[str, Any] = {"id": path[1], "seen_by": told}
        if told is None:
            resource["note"] = f"nobody, or fewer than {SMALLEST} members"
        return _ok(resource)

    async def add(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """Add objects (section 5.5); answered when they are durable."""
        collection = access.collection(path[0])
        if not collection.can_write:
            raise ForbiddenError(
                "Your key may not write to this collection.",
                hint="Ask the hub for write access, or use a key with the scope 'write'.",
            )
        content = request.header(b"content-type") or ""
        if not is_content(content, TAXII):
            raise MediaTypeError(
                "The Content-Type is not taken here.", hint=f"Send 'Content-Type: {TAXII}'."
            )
        body = await request.body(self.config["taxii.max_content_length"])
        raws = _members(body)
        way = _way(request, access)
        path = _path(request, collection)
        act = partial(self._ingest, collection, access.principal, raws, way, path)
        answer = await self.turns.run(access.principal.organization, act)
        return Response(202, answer, CONTENT_TYPE)

    def _ingest(
        self,
        collection: CollectionAccess,
        principal: Principal,
        raws: list[bytes],
        way: Way,
        path: str,
    ) -> bytes:
        now = self.clock()
        answer: list[bytes] = []

        def finish(transaction: Any, outcomes: list[Outcome]) -> None:
            resource = status.resource(outcomes, now)
            hours = self.config["taxii.status_hours"]
            kept = status.store(transaction, principal.organization, resource, now, hours)
            answer.append(kept)

        sender = _sender(collection, path)
        self.exchange.ingest(collection.id, sender, raws, finish, way, by_key(principal))
        return answer[0]

    async def remove(self, request: Request, access: Access, path: Sequence[str]) -> Response:
        """Delete an object, or the versions of it that are named (section 5.7)."""
        collection = access.collection(path[0])
        if not (collection.can_read and collection.can_write):
            raise ForbiddenError("Deleting needs both read and write access to this collection.")
        if "delete" not in access.principal.scopes:
            raise ForbiddenError(
                "Your key may not delete.", hint="Use a key with the scope 'delete'."
            )
        identity = _identity(path[1])
        asked = filters.parse(request.query(), ("version", "spec_version"), paged=False)
        pick = _Pick(asked.match)
        act = partial(
            self.exchange.delete,
            collection.id,
            _sender(collection, collection.peer),
            Identity(*identity),
            pick,
            _recall(request, collection),
            by_key(access.principal),
        )
        deletion = await self.turns.run(access.principal.organization, act)
        if deletion.refused:
            raise ForbiddenError(
                "Another organization shared this object; only it may delete it.",
                hint="Tell the hub's staff if it must go.",
            )
        if not deletion.visible or (not deletion.deleted and asked.text):
            raise NotFoundError(
                "There is no such object or version here, or you may not see it.",
                hint="Check the id and match[version].",
            )
        return Response(200, b"", CONTENT_TYPE)


class _Pick:
    """Chooses the versions that a DELETE names; without match[version] all of them."""

    def __init__(self, match: filters.Match) -> None:
        self._match = match

    def __call__(self, rows: Sequence[Row]) -> set[int]:
        match = self._match
        if match.excludes_all:
            return set()
        if (not match.versions and not match.instants) or "all" in match.versions:
            return every_version(rows)
        return {
            row.version
            for row in rows
            if row.version in match.instants
            or ("first" in match.versions and row.first)
            or ("last" in match.versions and row.latest)
        }


def check_accept(request: Request) -> None:
    """Pass if the client takes TAXII 2.1. *Raises* NotAcceptableError that says what is offered."""
    accept = request.header(b"accept")
    if accept is not None and accept.strip() and not accepts(accept, TAXII):
        raise NotAcceptableError(
            "The Accept header excludes all that is offered.", hint=f"Send 'Accept: {TAXII}'."
        )


def error_document(request: Request, error: WardlineError, number: str) -> Response:
    """`error` as a TAXII error resource (section 3.6), or as a problem document elsewhere."""
    shown = display(error)
    text = error.message if not error.pointer else f"{error.pointer}: {error.message}"
    description = f"{text} {error.hint}".rstrip()
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if isinstance(error, UnauthorizedError):
        challenge = b'Basic realm="Wardline", charset="UTF-8"'
        headers = (
            (b"www-authenticate", b'Bearer realm="Wardline"'),
            (b"www-authenticate", challenge),
        )
    elif isinstance(error, MethodError):
        headers = ((b"allow", error.allow.encode()),)
    elif isinstance(error, RateLimitedError):
        headers = ((b"retry-after", str(error.retry_after).encode()),)
    elif isinstance(error, UnavailableError):
        headers = ((b"retry-after", _RETRY_SECONDS),)
    if not request.path.startswith("/taxii2"):
        problem = {
            "title": shown.title,
            "status": shown.status,
            "detail": description,
            "code": error.code,
            "instance": f"urn:wardline:error:{number}",
        }
        body = msgspec.json.encode(problem)
        return Response(shown.status, body, "application/problem+json", headers)
    resource = {
        "title": shown.title,
        "description": description,
        "error_id": number,
        "error_code": error.code,
        "http_status": str(shown.status),
    }
    return Response(shown.status, msgspec.json.encode(resource), CONTENT_TYPE, headers)


def _ok(resource: dict[str, Any]) -> Response:
    return Response(200, msgspec.json.encode(resource), CONTENT_TYPE)


def _paged(page: Page, body: bytes) -> Response:
    """A page with the date_added of its first and last record (section 5.4)."""
    span = page.span()
    if span is None:
        return Response(200, body, CONTENT_TYPE)
    return Response(
        200,
        body,
        CONTENT_TYPE,
        (
            (b"x-taxii-date-added-first", format_timestamp(span[0]).encode()),
            (b"x-taxii-date-added-last", format_timestamp(span[1]).encode()),
        ),
    )


def _collection(found: CollectionAccess) -> dict[str, Any]:
    resource: dict[str, Any] = {"id": found.uuid, "title": found.title}
    if found.description:
        resource["description"] = found.description
    if found.alias:
        resource["alias"] = found.alias
    resource["can_read"] = found.can_read
    resource["can_write"] = found.can_write
    resource["media_types"] = [str(STIX)]
    return resource


def _record(added: int, kind: str, number: bytes, text: str) -> dict[str, str]:
    return {
        "id": reading.identifier(kind, number),
        "date_added": format_timestamp(added),
        # An object without a version of its own is known by when it came (section 5.3.1).
        "version": text or format_timestamp(added),
        "media_type": str(STIX),
    }


def _readable(access: Access, name: str) -> CollectionAccess:
    collection = access.collection(name)
    if not collection.can_read:
        raise ForbiddenError(
            "Your key may not read this collection.", hint="It may only be written to."
        )
    return collection


def _for_hub(request: Request, collection: CollectionAccess) -> CollectionAccess:
    """`collection` without what came through the hub that a peer says it is.

    Its word can only make it see less.
    """
    said = request.header(b"wardline-hub") if collection.peer else None
    if not said or said == collection.peer:
        return collection
    more = (number for number, hubs in collection.paths.items() if paths.through(hubs, said))
    return collection._replace(beyond=tuple(sorted({*collection.beyond, *more})))


def _identity(text: str) -> tuple[bytes, str]:
    split = split_id(text)
    if split is None:
        raise NotFoundError(
            "There is no such object: this is no STIX identifier.",
            hint="It looks like indicator--<UUID>.",
        )
    return split[1].bytes, split[0]


def _about(
    asked: filters.Asked, identity: tuple[bytes, str], versions: tuple[str, ...] | None = None
) -> filters.Asked:
    """`asked`, narrowed to one object, and its cursor bound to it."""
    match = asked.match._replace(ids=(identity,))
    if versions is not None:
        match = match._replace(versions=versions)
    return asked._replace(match=match, text=f"{uuid.UUID(bytes=identity[0])}|{asked.text}")


def _way(request: Request, access: Access) -> Way:
    """Who answers for what the privacy gate has doubts about."""
    key = access.principal.key_id
    if "vouched" in access.principal.scopes:
        return Way(key, source=True)
    # A member says by this header that a person looked.
    reviewed = (request.header(b"wardline-reviewed") or "").strip().lower() == "yes"
    return Way(key) if reviewed else Way()


def _sender(collection: CollectionAccess, path: str = "") -> Sender:
    who = collection.recipient
    return Sender(who.organization, collection.can_read, who, path)


def _path(request: Request, collection: CollectionAccess) -> str:
    """The hubs that a peer's objects came through, itself the last; empty for a member."""
    if not collection.peer:
        return ""
    return paths.onwards(request.header(b"wardline-path") or "", collection.peer)


def _recall(request: Request, collection: CollectionAccess) -> str:
    """Why a peer takes an object back, where it says so: all who have it here are told."""
    said = request.header(b"wardline-recall") if collection.peer else None
    return reasons.safe(unquote(said or ""))


def _members(body: bytes) -> list[bytes]:
    """The raw members of an envelope. *Raises* InputError where it is none."""
    try:
        raws = _ENVELOPE.decode(body).objects
    except msgspec.ValidationError as error:
        raise UnprocessableError(
            f"The body is no TAXII envelope: {error}.",
            hint='It looks like {"objects": [ … ]}.',
        ) from None
    except jsonio.BROKEN as error:
        raise MalformedError(f"The body is not valid JSON: {error}.") from None
    if not raws:
        raise UnprocessableError(
            "The envelope holds no objects.", hint='Put at least one into "objects".'
        )
    if len(raws) > MAX_OBJECTS:
        raise UnprocessableError(
            f"The envelope holds more than {MAX_OBJECTS} objects.", hint="Send several envelopes."
        )
    return [bytes(raw) for raw in raws]
