"""A feed that is poisoned: garbage, without an end, packed, limited, sending us elsewhere."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import resource
import socket
import threading
import zlib

import pytest
import zstandard

from wardline.client import http as ours
from wardline.client.http import Client
from wardline.client.sse import follow
from wardline.core.errors import ForbiddenError, NetworkError, WardlineError


class Poison(http.server.BaseHTTPRequestHandler):
    """What a hostile or broken feed answers, by path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):  # as the library names it
        self.server.asked.append(self.path)
        with contextlib.suppress(OSError):
            getattr(self, self.path.strip("/").partition("/")[0].replace("-", "_"))()

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        # Said, not only done: else the next request may go into a connection that is closing.
        self.send_header("connection", "close")
        self.end_headers()

    def endless(self) -> None:
        self.head()
        while True:
            self.wfile.write(bytes(65_536))

    def bomb(self) -> None:
        """A thousandth of what it becomes: 1 GB."""
        self.head(content_encoding="gzip")
        engine = zlib.compressobj(9, wbits=31)
        for _ in range(1024):
            self.wfile.write(engine.compress(bytes(2**20)))

    def twice(self) -> None:
        """Packed twice: some kilobytes that become 1 GB."""
        inner = gzip.compress(gzip.compress(bytes(2**27)))
        self.head(content_encoding="gzip, gzip", content_length=str(len(inner)))
        self.wfile.write(inner)

    def zstd(self) -> None:
        packed = zstandard.ZstdCompressor().compress(bytes(2**28))
        self.head(content_encoding="zstd", content_length=str(len(packed)))
        self.wfile.write(packed)

    def limited(self) -> None:
        first = len(self.server.asked) == 1
        self.head(429 if first else 200, retry_after="7", content_length="2")
        self.wfile.write(b"{}")

    def circle(self) -> None:
        self.head(302, location="/circle/", content_length="0")

    def inside(self) -> None:
        self.head(302, location="http://169.254.169.254/latest/meta-data/", content_length="0")

    def half(self) -> None:
        self.head(content_length="1000")
        self.wfile.write(b"{")
        self.connection.shutdown(socket.SHUT_RDWR)

    def event(self) -> None:
        """An event that does not end, packed so that it costs the sender nothing."""
        self.head(content_type="text/event-stream", content_encoding="gzip")
        engine = zlib.compressobj(9, wbits=31)
        self.wfile.write(engine.compress(b"data: "))
        for _ in range(1024):
            self.wfile.write(engine.compress(b"x" * 2**20))
            self.wfile.write(engine.flush(zlib.Z_SYNC_FLUSH))

    def log_message(self, *_):
        pass


@pytest.fixture(name="peer")
def peer_fixture(monkeypatch):
    # A smaller limit shows the same as 256 MB, in less time.
    monkeypatch.setattr(ours, "MAX_BYTES", 16 * 2**20)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Poison)
    server.asked = []
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def asking(peer, **more):
    waits: list[float] = []
    made = Client(f"http://127.0.0.1:{peer.server_port}/", sleep=waits.append, **more)
    with contextlib.closing(made):
        yield made, waits


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("endless", "answers with more than"),
        ("bomb", "answers with more than"),
        ("twice", "packs its answer as"),
        ("zstd", "packs its answer as"),
        ("circle", "in a circle"),
        ("inside", "to another server"),
        ("half", "tried 5 times"),
    ],
)
def test_poison_ends_with_a_sentence_and_takes_no_memory(peer, path, said):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with asking(peer) as (client, _), pytest.raises(NetworkError, match=said):
        client.request("GET", f"/{path}/")
    # Units: kB. What the peer made for "twice" is its own: 128 MB, once.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_who_asks_us_to_wait_is_waited_for(peer):
    with asking(peer) as (client, waits):
        assert client.request("GET", "/limited/").body == b"{}"
    assert waits == [7.0]


def test_inner_addresses_are_refused_before_anything_is_asked(peer):
    with asking(peer, allow_private=False) as (client, _), pytest.raises(ForbiddenError):
        client.request("GET", "/limited/")
    assert peer.asked == []


def test_an_event_without_an_end_ends_the_stream_with_a_sentence(peer, monkeypatch):
    monkeypatch.setattr("wardline.client.sse._MAX_EVENT", 2**22)
    with asking(peer) as (client, _), pytest.raises(WardlineError, match="an event of more than"):
        list(follow(client, "/event/", None))
