"""What the fault tests share: members as they are in the field, behind a network that fails."""

from __future__ import annotations

import contextlib
import json
import threading
import time

import httpx
import pytest

from wardline.client.http import Client, Credentials
from wardline.client.sse import follow
from wardline.client.taxii import Taxii
from wardline.core.errors import WardlineError
from wardline.testing.faults import Proxy

TAXII = "application/taxii+json;version=2.1"


def pytest_configure(config):
    """Name the mark of what only this folder needs."""
    config.addinivalue_line("markers", "root: needs what only root may do (mount, network spaces)")


class Follower:
    """A member's stream through `wardline.client`, over all interruptions."""

    def __init__(self, url: str, key: str, collection: str):
        self.ids: list[str] = []
        self.connected = threading.Event()
        self.problem: WardlineError | None = None
        self._stop = threading.Event()
        self._client = Client(url, Credentials(key))
        self._thread = threading.Thread(target=self._run, args=(collection,), daemon=True)
        self._thread.start()
        assert self.connected.wait(20)

    def _run(self, collection: str) -> None:
        try:
            for burst in follow(
                self._client,
                f"/stream/{collection}",
                None,
                stopped=self._stop.is_set,
                sleep=lambda seconds: self._stop.wait(min(seconds, 1.0)),
                connected=self.connected.set,
            ):
                self.ids += [json.loads(e.data)["id"] for e in burst if e.name == "object"]
        except WardlineError as error:
            self.problem = error

    def stop(self) -> None:
        self._stop.set()
        self._client.close()


class Sharer:
    """A member that shares one object after another, each until it is acknowledged."""

    def __init__(self, url: str, key: str, collection: str, make, pause: float = 0.02):
        self.acknowledged: list[str] = []
        # How long each of them took, in seconds, and what went wrong on the way.
        self.took: list[float] = []
        self.problems: list[str] = []
        self._path = f"{url}taxii2/sector/collections/{collection}/objects/"
        self._headers = {
            "authorization": f"Bearer {key}", "accept": TAXII, "content-type": TAXII,
        }  # fmt: skip
        self._make, self._pause = make, pause
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            one = self._make()
            body = json.dumps({"objects": [one]})
            started = time.monotonic()
            while not self._stop.is_set() and not self._send(body):
                self._stop.wait(0.1)
            if not self._stop.is_set():
                self.took.append(time.monotonic() - started)
                self.acknowledged.append(one["id"])
            self._stop.wait(self._pause)

    def _send(self, body: str) -> bool:
        try:
            answer = httpx.post(self._path, content=body, headers=self._headers, timeout=5)
        except httpx.HTTPError as error:
            self.problems.append(type(error).__name__)
            return False
        if answer.status_code != 202:
            self.problems.append(answer.text)
            return False
        return answer.json()["status"] == "complete" and answer.json()["failure_count"] == 0

    def stop(self) -> list[str]:
        """End, and what was acknowledged."""
        self._stop.set()
        self._thread.join(20)
        return self.acknowledged


class Poller:
    """A member that pages by `added_after` again and again; its cursor goes on over failures."""

    def __init__(self, url: str, key: str, collection: str, pause: float = 0.05):
        self.ids: list[str] = []
        self.last_good = time.monotonic()
        # The longest time without an answer.
        self.worst = 0.0
        self._stop = threading.Event()
        self._path = f"{url}taxii2/sector/collections/{collection}/"
        self._client = Client(url, Credentials(key), sleep=lambda _: self._stop.wait(0.1))
        self._pause = pause
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        cursor: str | None = None
        while not self._stop.is_set():
            with contextlib.suppress(WardlineError, httpx.HTTPError):
                for page in Taxii(self._client).pages(self._path, cursor):
                    self.ids += [json.loads(raw)["id"] for raw in page.objects]
                    cursor = page.cursor or cursor
                at = time.monotonic()
                self.worst = max(self.worst, at - self.last_good)
                self.last_good = at
            self._stop.wait(self._pause)

    def stop(self) -> list[str]:
        self._stop.set()
        self._thread.join(20)
        self._client.close()
        return self.ids


# A member with a key and many collections in one process: each command costs a second or more.
STOCK = """
import json, sys, uuid
from pathlib import Path
from wardline.hub import setup
setup.migrate(Path(sys.argv[1]))
from wardline.hub.exchange import collections
from wardline.hub.members import service
own = service.add_organization(f"Made up {uuid.uuid4().hex[:8]}", "hospital")
key = service.add_key(own, "test", ["read", "write", "delete"])
made = [collections.add_collection(f"Fault {n}", read=["all"], write=["all"]) for n in range(8)]
print(json.dumps([own, key.id, key.secret, made]))
"""


@pytest.fixture(scope="session")
def stock():
    """A member of a hub, and some empty collections that all may read and write."""

    def make(hub):
        own, number, secret, made = json.loads(hub.run(code=STOCK))
        return hub.member_of(own, number, secret), made

    return make


@pytest.fixture
def follow_stream():
    """Makes followers; all end with the test."""
    made: list[Follower] = []

    def make(url: str, key: str, collection: str) -> Follower:
        made.append(Follower(url, key, collection))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def share_on():
    """Makes sharers; all end with the test."""
    made: list[Sharer] = []

    def make(*words, **more) -> Sharer:
        made.append(Sharer(*words, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def poll_on():
    """Makes pollers; all end with the test."""
    made: list[Poller] = []

    def make(*words, **more) -> Poller:
        made.append(Poller(*words, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def between():
    """Makes proxies between members and a hub; all end with the test."""
    made: list[Proxy] = []

    def make(*hubs) -> Proxy:
        made.append(Proxy(*(("127.0.0.1", hub.port) for hub in hubs)).start())
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def stored():
    """All ids of a collection as a member reads them now."""

    def read(member, collection: str) -> list[str]:
        found, params = [], {"limit": 1000}
        while True:
            page = member.objects(collection, **params).json()
            found += [one["id"] for one in page.get("objects", [])]
            if not page.get("more"):
                return found
            params = {"limit": 1000, "next": page["next"]}

    return read
