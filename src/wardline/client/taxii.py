"""A TAXII 2.1 and 2.0 client that gets along with servers as they are.

Peers' known faults are met here, each once: a numeric `next`, `more` without `next`, an inclusive
or coarse `added_after`, a page that never ends on one timestamp, a `next` that repeats, wrong
media types, and TAXII 2.0's ranges and bundles.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

import msgspec

from wardline.client.http import Answer, Client
from wardline.core import jsonio
from wardline.core.clock import parse_timestamp
from wardline.core.errors import AwayError, NetworkError, NotFoundError, WardlineError

MEDIA = "application/taxii+json;version=2.1"
_ACCEPT_20_STIX = "application/vnd.oasis.stix+json; version=2.0"
_LIMIT = 1000
_LARGEST_LIMIT = 50_000
_BATCH_BYTES = 8 * 2**20
_BATCH_OBJECTS = 1000
# How long a server may take to say what became of a batch.
_STATUS_SECONDS = 60


class Page(NamedTuple):
    """Some objects as the server's own bytes, and the cursor to go on from after them."""

    objects: list[bytes]
    cursor: str | None
    # Where each one has been, as another Wardline hub tells: ids of hubs with commas between.
    paths: list[str] | None = None


class Collection(NamedTuple):
    """A collection as this client may use it."""

    id: str
    title: str
    can_read: bool
    can_write: bool
    url: str


class Sent(NamedTuple):
    """What became of objects that were sent."""

    status_id: str
    succeeded: int
    failures: list[tuple[str, str]]


class _Envelope(msgspec.Struct):
    objects: list[msgspec.Raw] = []  # msgspec copies it
    more: bool = False
    next: Any = None
    x_wardline_paths: Any = None
    x_wardline_via: Any = None


class Taxii:
    """One server, found from any of its addresses."""

    def __init__(self, client: Client, hub: str = "") -> None:
        """Talk through `client`; `hub` is what we call ourselves, where we are a hub."""
        self.client = client
        self._own = {"wardline-hub": hub} if hub else {}

    def collections(self) -> list[Collection]:
        """All collections of the default API root (or of the one that the address names)."""
        root = self._root()
        found = self._json(self.client.request("GET", f"{root}collections/", headers=_accept()))
        listed = found.get("collections")
        return [
            Collection(
                str(entry["id"]),
                str(entry.get("title", entry["id"])),
                entry.get("can_read") is True,
                entry.get("can_write") is True,
                f"{root}collections/{entry['id']}/",
            )
            for entry in (listed if isinstance(listed, list) else [])
            if isinstance(entry, dict) and entry.get("id")
        ]

    def _root(self) -> str:
        """The API root's address: as given, or the default one of the discovery."""
        base = self.client.base if self.client.base.endswith("/") else f"{self.client.base}/"
        for address in (base, urljoin(base, "/taxii2/")):
            try:
                found = self._json(self.client.request("GET", address, headers=_accept()))
            except AwayError:
                raise
            except (NotFoundError, NetworkError):
                if address == base and not base.endswith("/taxii2/"):
                    continue
                raise
            if "versions" in found:
                return address
            roots = found.get("api_roots")
            chosen = found.get("default") or (roots[0] if isinstance(roots, list) and roots else "")
            if isinstance(chosen, str) and chosen:
                root = urljoin(address, chosen)
                return root if root.endswith("/") else f"{root}/"
        raise NetworkError(
            f"There is no TAXII server at {self.client.base}.",
            hint="Give the address of its discovery, which ends in /taxii2/.",
        )

    def pages(self, collection_url: str, after: str | None = None) -> Iterator[Page]:
        """All objects added after `after` (the cursor of an earlier page), page by page."""
        objects = f"{collection_url}objects/"
        params = {"limit": str(_LIMIT)}
        if after:
            params["added_after"] = after
        seen_next: set[str] = set()
        previous: set[int] = set()
        cursor = after
        while True:
            headers = {**_accept(), **self._own}
            answer = self.client.request("GET", objects, headers=headers, params=params)
            envelope = self._envelope(answer)
            fresh = _repaired([bytes(raw) for raw in envelope.objects])
            kept = [i for i, raw in enumerate(fresh) if hash(raw) not in previous]
            new = fresh if len(kept) == len(fresh) else [fresh[i] for i in kept]
            cursor = answer.headers.get("x-taxii-date-added-last") or cursor
            told = _paths(envelope)
            yield Page(new, cursor, None if told is None else [told[i] for i in kept])
            if not envelope.more or not fresh:
                return
            params = self._onwards(params, envelope, cursor, stuck=not new)
            if "next" in params:
                self._advance(seen_next, params["next"])
            previous = {hash(raw) for raw in fresh}

    def _advance(self, seen: set[str], following: str) -> None:
        """Note the page that is asked for next. *Raises* NetworkError where it was already."""
        if following in seen:
            raise NetworkError(
                f"{self.client.host} gives the same page again and again.",
                hint="Its paging is broken; tell its operator.",
            )
        seen.add(following)

    def _onwards(
        self, params: dict[str, str], envelope: _Envelope, cursor: str | None, *, stuck: bool
    ) -> dict[str, str]:
        """The parameters of the next page."""
        if envelope.next is not None and not isinstance(envelope.next, bool | list | dict):
            # Some servers count pages with a number, which comes back as it was sent.
            return {**params, "next": str(envelope.next)}
        if cursor is None or parse_timestamp(cursor) is None:
            raise NetworkError(
                f"{self.client.host} says that there is more, but not how to get it.",
                hint="It gives neither 'next' nor X-TAXII-Date-Added-Last.",
            )
        limit = int(params["limit"])
        if stuck or params.get("added_after") == cursor:
            # More objects stand on one timestamp than fit a page: ask for a larger page.
            limit *= 4
            if limit > _LARGEST_LIMIT:
                raise NetworkError(
                    f"{self.client.host} cannot be read past {cursor}: too many objects share it.",
                    hint="Its paging is too coarse; tell its operator.",
                )
        return {"limit": str(limit), "added_after": cursor}

    def deleted(self, collection_url: str, after: str | None) -> list[dict[str, str]] | None:
        """What was deleted since `after`; None where the server does not tell (not a Wardline).

        *Raises* AwayError: what was taken back is still to be asked for.
        """
        params = {"limit": str(_LIMIT)} | ({"added_after": after} if after else {})
        try:
            pages = list(self._resources(f"{collection_url}x-deleted/", params))
        except AwayError:
            raise
        except (NotFoundError, NetworkError):
            return None
        return [entry for page in pages for entry in page if "id" in entry]

    def hub(self) -> str:
        """What a Wardline hub calls itself in paths; empty for any other server."""
        address = urljoin(self.client.base, "/taxii2/")
        try:
            found = self._json(self.client.request("GET", address, headers=_accept()))
        except WardlineError:
            return ""
        told = found.get("x_wardline_hub")
        return told if isinstance(told, str) else ""

    def standing(self, collection_url: str, ids: list[str]) -> set[tuple[str, str]]:
        """Which versions of some objects are still there: id and version."""
        params = {"match[id]": ",".join(ids), "match[version]": "all", "limit": str(_LIMIT)}
        return {
            (str(entry.get("id")), str(entry.get("version", "")))
            for page in self._resources(f"{collection_url}manifest/", params)
            for entry in page
        }

    def _resources(self, address: str, params: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
        """The `objects` of a resource that is no envelope of STIX, page by page."""
        seen: set[str] = set()
        while True:
            answer = self.client.request("GET", address, headers=_accept(), params=params)
            page = self._json(answer)
            listed = page.get("objects")
            yield [
                entry
                for entry in (listed if isinstance(listed, list) else [])
                if isinstance(entry, dict)
            ]
            if not page.get("more") or not page.get("next"):
                return
            params = {**params, "next": str(page["next"])}
            self._advance(seen, params["next"])

    def object(self, collection_url: str, number: str) -> dict[str, Any] | None:
        """The latest version of one object; None where it is not there."""
        try:
            answer = self.client.request(
                "GET", f"{collection_url}objects/{number}/", headers=_accept()
            )
        except NotFoundError:
            return None
        found = _repaired([bytes(raw) for raw in self._envelope(answer).objects[:1]])
        return _head(found[0]) or None if found else None

    def delete(self, collection_url: str, number: str, version: str, reason: str = "") -> None:
        """Delete one version of an object; that it is not there is no error.

        `reason` tells a Wardline hub why it was recalled. *Raises* ForbiddenError, NetworkError.
        """
        headers = {**_accept(), **({"wardline-recall": quote(reason)} if reason else {})}
        params = {"match[version]": version} if version else {}
        with contextlib.suppress(NotFoundError):
            self.client.request(
                "DELETE", f"{collection_url}objects/{number}/", headers=headers, params=params
            )

    def seen(self, collection_url: str, number: str) -> dict[str, Any]:
        """By how many members an object of the asker's was seen (a Wardline hub tells)."""
        address = f"{collection_url}x-seen/{number}/"
        return self._json(self.client.request("GET", address, headers=_accept()))

    def add(
        self, collection_url: str, objects: list[bytes], *, reviewed: bool = False, path: str = ""
    ) -> list[Sent]:
        """Send objects, byte for byte; what became of each batch.

        *Raises* NetworkError also where a server does not say in time what became of them.

        `reviewed` tells a Wardline hub that a person looked at what its gate may have doubts about,
        `path` through which hubs they came.
        """
        more = {"wardline-reviewed": "yes"} if reviewed else {}
        more |= {"wardline-path": path} if path else {}
        return [self._send(collection_url, batch, more) for batch in _batches(objects)]

    def _send(self, collection_url: str, batch: list[bytes], more: dict[str, str]) -> Sent:
        body = b'{"objects":[' + b",".join(batch) + b"]}"
        headers = {**_accept(), "content-type": MEDIA, **more}
        answer = self.client.request(
            "POST", f"{collection_url}objects/", headers=headers, content=body
        )
        status = self._json(answer)
        root = collection_url.partition("collections/")[0]
        for _ in range(_STATUS_SECONDS):
            if status.get("status") != "pending":
                break
            self.client.sleep(1.0)
            url = f"{root}status/{status.get('id')}/"
            status = self._json(self.client.request("GET", url, headers=_accept()))
        if status.get("status") != "complete":
            raise NetworkError(
                f"{self.client.host} does not tell what became of {len(batch)} objects.",
                hint="Send them again: what has arrived is not stored twice.",
            )
        failures = status.get("failures")
        return Sent(
            str(status.get("id", "")),
            _count(status.get("success_count")),
            [
                (str(entry.get("id")), str(entry.get("message", "no reason given")))
                for entry in (failures if isinstance(failures, list) else [])
                if isinstance(entry, dict)
            ],
        )

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            value = msgspec.json.decode(answer.body)
        except jsonio.BROKEN:
            value = None
        if not isinstance(value, dict):
            raise NetworkError(
                f"{self.client.host} does not answer as a TAXII server does.",
                hint="Check the address; a proxy's log-in page looks like this.",
            )
        return value

    def _envelope(self, answer: Answer) -> _Envelope:
        try:
            return msgspec.json.decode(answer.body, type=_Envelope)
        except jsonio.BROKEN:
            raise NetworkError(
                f"{self.client.host} sends a page that cannot be read.",
                hint="Nothing of it was taken; try again, then tell its operator.",
            ) from None


class Taxii20:
    """A TAXII 2.0 collection: ranges instead of cursors, bundles instead of envelopes."""

    def __init__(self, client: Client) -> None:
        """Talk through `client`."""
        self.client = client

    def pages(self, collection_url: str, after: str | None = None) -> Iterator[Page]:
        """All objects added after `after`, page by page."""
        start = 0
        cursor = after
        params = {"added_after": after} if after else {}
        while True:
            headers = {
                "accept": _ACCEPT_20_STIX,
                "range": f"items {start}-{start + _LIMIT - 1}",
            }
            answer = self.client.request(
                "GET", f"{collection_url}objects/", headers=headers, params=params
            )
            try:
                envelope = msgspec.json.decode(answer.body, type=_Envelope)
            except jsonio.BROKEN:
                raise NetworkError(
                    f"{self.client.host} sends a page that cannot be read."
                ) from None
            objects = [bytes(raw) for raw in envelope.objects]
            cursor = answer.headers.get("x-taxii-date-added-last") or cursor
            yield Page(objects, cursor)
            total = answer.headers.get("content-range", "").rpartition("/")[2]
            start += len(objects)
            if not objects or answer.status != 206 or not total.isdecimal() or start >= int(total):  # noqa: PLR2004 # RFC 9110
                return


def _repaired(raws: list[bytes]) -> list[bytes]:
    """A page without a fault of OpenTAXII 0.9: its objects call their type their spec_version."""
    first = _head(raws[0]) if raws else {}
    if first.get("spec_version") != first.get("type") or not first:
        return raws
    return [
        msgspec.json.encode({**head, "spec_version": "2.1"}) if head else raw
        for raw, head in ((raw, _head(raw)) for raw in raws)
    ]


def _head(raw: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except jsonio.BROKEN:
        return {}
    return found if isinstance(found, dict) else {}


def _paths(envelope: _Envelope) -> list[str] | None:
    """The path of each object of a page; None where the server tells none, or not for each."""
    paths, via = envelope.x_wardline_paths, envelope.x_wardline_via
    if not isinstance(paths, list) or not isinstance(via, list):
        return None
    if len(via) != len(envelope.objects):
        return None
    known = {number: str(path) for number, path in enumerate(paths)}
    return [known.get(one, "") if type(one) is int else "" for one in via]


def _count(value: Any) -> int:
    """A count in a peer's answer; 0 where it is none."""
    return int(value) if type(value) is int else 0


def _accept() -> dict[str, str]:
    return {"accept": MEDIA}


def _batches(objects: list[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for raw in objects:
        if batch and (size + len(raw) > _BATCH_BYTES or len(batch) >= _BATCH_OBJECTS):
            yield batch
            batch, size = [], 0
        batch.append(raw)
        size += len(raw)
    if batch:
        yield batch
