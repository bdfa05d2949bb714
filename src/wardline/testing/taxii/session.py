"""One conversation with the server under test, and what the checks are made of."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpx

from wardline.client.http import Credentials
from wardline.core.errors import NetworkError

MEDIA = "application/taxii+json;version=2.1"
LEVELS = ("MUST", "SHOULD", "QUALITY")


class Result(NamedTuple):
    """The outcome of one check: 'pass', 'fail', 'warn' or 'not-run'."""

    id: str
    items: str
    level: str
    section: str
    title: str
    result: str
    seen: str
    expected: str


class Failed(Exception):  # noqa: N818 # an outcome, not an error
    """The server did not do what the check asks; the text says what was seen."""


class NotRun(Exception):  # noqa: N818 # an outcome, not an error
    """The check could not be done; the text says why."""


class Check(NamedTuple):
    """One question to a server."""

    id: str
    items: str
    level: str
    section: str
    title: str
    ask: Callable[[Session], str]


REGISTRY: list[Check] = []


def check(items: str, level: str, section: str, title: str) -> Callable[[Any], Any]:
    """Put a function into the registry; it gives what it saw, or raises Failed or NotRun."""

    def register(ask: Callable[[Session], str]) -> Callable[[Session], str]:
        REGISTRY.append(Check(ask.__name__, items, level, section, title, ask))
        return ask

    return register


def expect(condition: object, seen: str) -> None:
    """Raise Failed with what was seen unless `condition` holds."""
    if not condition:
        raise Failed(seen)


class Session:
    """The server, the collection that is tested, and what was found out on the way."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        write: bool,
        collection: str | None = None,
        others: dict[str, Credentials] | None = None,
    ) -> None:
        """Talk to the server at `url`; `others` holds 'read', 'write' and 'other' credentials."""
        self.url = url
        self.write = write
        self.wanted = collection
        self.others = others or {}
        self._header = credentials.header()
        self.http = httpx.Client(timeout=20, follow_redirects=False)
        self.discovery_url = urljoin(url, "/taxii2/")
        self.discovery: dict[str, Any] = {}
        self.root = ""
        self.root_resource: dict[str, Any] = {}
        self.collection: dict[str, Any] = {}
        self.made: list[str] = []

    def close(self) -> None:
        """Take away what was written, and let go of the connections."""
        for number in self.made:
            try:
                self.request("DELETE", f"{self.path}objects/{number}/")
            except httpx.HTTPError:
                break
        self.http.close()

    @property
    def path(self) -> str:
        """The address of the collection under test."""
        return f"{self.root}collections/{self.collection['id']}/"

    def request(
        self,
        method: str,
        url: str,
        *,
        who: str = "",
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        anonymous: bool = False,
    ) -> httpx.Response:
        """One request, with the tester's credentials or those of `who`."""
        credentials = self.others[who].header() if who else self._header
        sent = {"accept": MEDIA, **({} if anonymous else credentials), **(headers or {})}
        return self.http.request(method, urljoin(self.url, url), content=content, headers=sent)

    def get(self, url: str, **more: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", url, **more)

    def find(self) -> None:
        """Learn the API root and a collection. *Raises* NetworkError where there is none."""
        try:
            self._find_root()
            listed = _list(self.json(self.get(f"{self.root}collections/")).get("collections"))
        except httpx.HTTPError as error:
            raise NetworkError(
                f"{self.url} does not answer ({type(error).__name__}).", hint="Check the address."
            ) from None
        usable = [c for c in listed if isinstance(c, dict) and c.get("can_read")]
        if self.wanted:
            usable = [c for c in usable if self.wanted in (c.get("id"), c.get("alias"))]
        writable = [c for c in usable if c.get("can_write")]
        chosen = (writable if self.write else []) or usable
        if not chosen:
            raise NetworkError(
                "There is no collection that this key may read.",
                hint="Name one with --collection, or use another key.",
            )
        self.collection = chosen[0]
        self.write = self.write and bool(self.collection.get("can_write"))

    def _find_root(self) -> None:
        found = self.get(self.url)
        resource = self.json(found) if found.status_code == 200 else {}  # RFC 9110
        if "versions" in resource:
            self.root = self.url if self.url.endswith("/") else f"{self.url}/"
        else:
            resource = self.json(self.get(self.discovery_url))
            roots = _list(resource.get("api_roots"))
            chosen = resource.get("default") or (roots[0] if roots else "")
            if not isinstance(chosen, str) or not chosen:
                raise NetworkError(
                    f"There is no TAXII server at {self.url}.",
                    hint="Give the address of its discovery, which ends in /taxii2/.",
                )
            self.root = urljoin(self.discovery_url, chosen)
        self.discovery = resource
        self.root_resource = self.json(self.get(self.root))

    def json(self, response: httpx.Response) -> dict[str, Any]:
        """The body as an object; anything else is an empty one."""
        try:
            value = response.json()
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def indicator(self, **more: Any) -> dict[str, Any]:
        """A new object of plain test data (documentation address, RFC 5737)."""
        number = f"indicator--{uuid.uuid4()}"
        return {
            "type": "indicator",
            "spec_version": "2.1",
            "id": number,
            "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z",
            "name": "Wardline conformance test",
            "pattern": "[ipv4-addr:value = '192.0.2.1']",
            "pattern_type": "stix",
            "valid_from": "2026-01-01T00:00:00Z",
        } | more

    def add(self, objects: list[Any], **headers: str) -> httpx.Response:
        """Post objects to the collection under test."""
        if not self.write:
            raise NotRun("it writes: give a key that may write, and leave out --no-write")
        self.made += [o["id"] for o in objects if isinstance(o, dict) and "id" in o]
        body = json.dumps({"objects": objects}).encode()
        return self.request(
            "POST", f"{self.path}objects/", content=body, headers={"content-type": MEDIA, **headers}
        )

    def add_done(self, objects: list[Any]) -> dict[str, Any]:
        """Post objects and wait until their status is complete."""
        response = self.add(objects)
        expect(response.status_code == 202, f"POST objects → {response.status_code}")  # RFC 9110
        status = self.json(response)
        for _ in range(50):
            if status.get("status") == "complete":
                return status
            time.sleep(0.1)
            status = self.json(self.get(f"{self.root}status/{status.get('id')}/"))
        raise Failed("the status stayed 'pending' for 5 s")

    def objects(self, query: str = "", path: str = "objects/") -> list[dict[str, Any]]:
        """The members of one page."""
        response = self.get(f"{self.path}{path}{query}")
        expect(
            response.status_code == 200, f"GET {path}{query} → {response.status_code}"
        )  # RFC 9110
        found = self.json(response).get("objects", [])
        return [o for o in found if isinstance(o, dict)]

    def filled(self, count: int) -> list[dict[str, Any]]:
        """Manifest records of at least `count` objects, written first if need be."""
        records = self.objects(path="manifest/")
        if len(records) < count and self.write:
            self.add_done([self.indicator() for _ in range(count)])
            records = self.objects(path="manifest/")
        if len(records) < count:
            raise NotRun(f"the collection holds fewer than {count} objects, and nothing is written")
        return records


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
