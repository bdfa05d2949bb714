"""The HTTP client with peers as they are: faults, redirects, inner addresses, big answers."""

from __future__ import annotations

import contextlib
import json
import socket

import httpx
import pytest

from serving import serving
from wardline.client import place
from wardline.client.http import Client, Credentials
from wardline.client.sse import Parser
from wardline.client.taxii import Taxii, Taxii20
from wardline.core.errors import (
    AwayError,
    ForbiddenError,
    NetworkError,
    NotFoundError,
    UnauthorizedError,
)


@pytest.fixture
def peer():
    """Starts a server whose answers a function gives; gives its address and the requests."""
    with contextlib.ExitStack() as servers:

        def start(answer):
            seen = []

            def noted(path, headers):
                seen.append((path, headers))
                return answer(path, headers, len(seen))

            return servers.enter_context(serving(noted)), seen

        yield start


def client(url, **more):
    return Client(url, Credentials("secret-key"), sleep=lambda _: None, **more)


def test_it_tries_again_and_honours_retry_after(peer):
    url, _ = peer(lambda _p, _h, n: (429, {"retry-after": "7"}, b"") if n < 3 else (200, {}, b"ok"))
    waits = []
    talk = Client(url, sleep=waits.append)
    assert talk.request("GET", "/x").body == b"ok"
    assert waits == [7.0, 7.0]
    talk.close()


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, UnauthorizedError), (403, ForbiddenError), (404, NotFoundError), (500, NetworkError)],
)
def test_refusals_are_sentences_without_the_key(peer, status, error):
    url, _ = peer(lambda *_: (status, {}, json.dumps({"description": "Because."}).encode()))
    talk = client(url)
    with pytest.raises(error) as caught:
        talk.request("GET", "/x")
    assert "secret-key" not in str(caught.value)
    assert caught.value.hint
    talk.close()


def test_another_server_never_gets_the_key(peer):
    other, seen = peer(lambda *_: (200, {}, b""))
    url, _ = peer(lambda *_: (302, {"location": f"{other}x"}, b""))
    talk = client(url)
    with pytest.raises(NetworkError, match="another server"):
        talk.request("GET", "/x")
    talk.request("GET", f"{other}y")
    assert all("Authorization" not in headers for _, headers in seen)
    talk.close()


def test_circles_end(peer):
    url, seen = peer(lambda path, *_: (302, {"location": path}, b""))
    talk = client(url)
    with pytest.raises(NetworkError, match="circle"):
        talk.request("GET", "/x")
    assert len(seen) < 10
    talk.close()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/x",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        # IPv4 addresses in IPv6 ones: mapped, 6to4, NAT64.
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
    ],
)
def test_feeds_do_not_reach_inside(address):
    talk = client(address, allow_private=False)
    with pytest.raises(ForbiddenError, match="inner address"):
        talk.request("GET", address)
    talk.close()


def test_a_name_is_looked_up_once_and_not_again_to_connect(monkeypatch):
    """A name server that answers with a public address first, and with an inner one then."""
    asked = []

    def look_up(host, *_more, **_names):
        asked.append(host)
        # A test network's address leads nowhere; ours is what a second look-up would give.
        address = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (address, 80))]

    connected = []

    def connect(address, *_more, **_names):
        connected.append(address[0])
        raise OSError("nobody is there")

    monkeypatch.setattr(place, "inner", lambda found: "127.0.0.1" in found)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    talk = Client("http://turns.made-up.example/", allow_private=False)
    with pytest.raises(httpx.ConnectError), talk.stream("/x", {}):
        pass
    talk.close()
    assert connected == ["192.0.2.1"]
    assert asked == ["turns.made-up.example"]


def test_the_name_goes_with_the_address(peer, monkeypatch):
    url, seen = peer(lambda *_: (200, {}, b"told"))
    port = url.rstrip("/").rpartition(":")[2]
    monkeypatch.setattr(place, "addresses", lambda _: ["127.0.0.1"])
    monkeypatch.setattr(place, "inner", lambda _: False)
    talk = Client(f"http://feeds.made-up.example:{port}/", allow_private=False)
    assert talk.request("GET", "/a?b=c").body == b"told"
    talk.close()
    path, headers = seen[0]
    assert (path, headers["host"]) == ("/a?b=c", f"feeds.made-up.example:{port}")


class Named:
    """Every name leads to a server of ours; counts what is held open for it."""

    def __init__(self, monkeypatch):
        self.clients, self.contexts = [], 0
        make, context = httpx.Client, httpx.create_ssl_context

        def client(**more):
            self.clients.append(make(**more))
            return self.clients[-1]

        def tls(**more):
            self.contexts += 1
            return context(**more)

        monkeypatch.setattr(place, "addresses", lambda _: ["127.0.0.1"])
        monkeypatch.setattr(place, "inner", lambda _: False)
        monkeypatch.setattr(httpx, "Client", client)
        monkeypatch.setattr(httpx, "create_ssl_context", tls)

    @property
    def open(self):
        return sum(not one.is_closed for one in self.clients)


def test_a_look_that_leads_to_many_hosts_keeps_few_connections(peer, monkeypatch):
    """A provider may list as many names as it likes, each of them one of its own."""
    url, seen = peer(lambda *_: (200, {}, b"told"))
    port = url.rstrip("/").rpartition(":")[2]
    named = Named(monkeypatch)
    talk = Client(f"http://h0.made-up.example:{port}/", allow_private=False)
    for number in range(60):
        address = f"http://h{number}.made-up.example:{port}/x"
        assert talk.request("GET", address).body == b"told"
        assert named.open <= 17
    assert named.contexts <= 2
    # Of the names that were asked last the connections are kept.
    made = len(named.clients)
    for number in range(45, 60):
        talk.request("GET", f"http://h{number}.made-up.example:{port}/y")
    assert len(named.clients) == made
    assert len(seen) == 75
    talk.close()
    assert named.open == 0


def test_an_answer_that_is_being_read_is_not_cut_off_by_other_hosts(peer, monkeypatch):
    whole = b"told" * 2**21
    url, _ = peer(lambda path, *_: (200, {}, whole if path == "/long" else b"short"))
    port = url.rstrip("/").rpartition(":")[2]
    named = Named(monkeypatch)
    talk = Client(f"http://h0.made-up.example:{port}/", allow_private=False)
    with talk.stream("/long", {}) as answer:
        parts = answer.iter_raw(1000)
        got = len(next(parts))
        for number in range(1, 40):
            talk.request("GET", f"http://h{number}.made-up.example:{port}/x")
        assert got + sum(map(len, parts)) == len(whole)
    talk.request("GET", f"http://h40.made-up.example:{port}/x")
    assert named.open <= 17
    talk.close()


def test_an_answer_is_not_read_further_than_was_asked(peer):
    url, _ = peer(lambda *_: (200, {}, b"x" * 2000))
    talk = client(url)
    assert len(talk.request("GET", "/key.asc", most=2000).body) == 2000
    with pytest.raises(NetworkError, match=r"/key\.asc answers with more than 1999 bytes"):
        talk.request("GET", "/key.asc?secret=made-up", most=1999)
    talk.close()


def test_nobody_there():
    talk = client("http://127.0.0.1:9/")
    with pytest.raises(NetworkError, match="does not take connections"):
        talk.request("GET", "/")
    talk.close()


def pages(url, after=None):
    talk = client(url)
    try:
        found = list(Taxii(talk).pages(f"{url}c/", after))
    finally:
        talk.close()
    return [json.loads(raw)["n"] for page in found for raw in page.objects], found[-1].cursor


def envelope(numbers, **more):
    body = {"objects": [{"n": n} for n in numbers], **more}
    return json.dumps(body).encode()


def stamp(number):
    return {"X-TAXII-Date-Added-Last": f"2026-01-01T00:00:{number:02d}.000000Z"}


def test_a_numeric_next_is_followed(peer):
    def answer(path, _h, _n):
        if "next=2" in path:
            return 200, stamp(4), envelope([3, 4])
        return 200, stamp(2), envelope([1, 2], more=True, next=2)

    assert pages(peer(answer)[0]) == ([1, 2, 3, 4], "2026-01-01T00:00:04.000000Z")


def test_more_without_next_goes_on_by_date(peer):
    def answer(path, _h, _n):
        if "added_after=2026-01-01T00%3A00%3A02" in path:
            return 200, stamp(3), envelope([3])
        return 200, stamp(2), envelope([1, 2], more=True)

    assert pages(peer(answer)[0])[0] == [1, 2, 3]


def test_an_inclusive_added_after_repeats_nothing(peer):
    def answer(path, _h, _n):
        if "added_after" in path:
            return 200, stamp(3), envelope([2, 3])
        return 200, stamp(2), envelope([1, 2], more=True)

    assert pages(peer(answer)[0])[0] == [1, 2, 3]


def test_many_objects_on_one_timestamp_are_reached_by_larger_pages(peer):
    def answer(path, _h, _n):
        limit = int(path.partition("limit=")[2].partition("&")[0])
        numbers = list(range(min(limit, 2500)))
        return 200, stamp(1), envelope(numbers, **({"more": True} if limit < 2500 else {}))

    assert pages(peer(answer)[0])[0] == list(range(2500))


@pytest.mark.parametrize(
    "answer",
    [
        lambda *_: (200, {}, envelope([1], more=True, next="same")),
        lambda *_: (200, {}, envelope([1], more=True)),
        lambda *_: (200, stamp(1), envelope(range(5), more=True)),
        lambda *_: (200, {}, b"<html>log in</html>"),
        lambda *_: (200, {}, b'{"objects": 7}'),
        lambda *_: (200, {}, b""),
    ],
)
def test_broken_paging_ends_with_a_sentence(peer, answer):
    with pytest.raises(NetworkError):
        pages(peer(answer)[0])


@pytest.mark.parametrize("page", [{"more": True, "next": "same"}, {"more": True, "next": 7}])
def test_lists_whose_paging_goes_in_a_circle_end_with_a_sentence(peer, page):
    url, seen = peer(lambda *_: (200, {}, envelope([1], **page)))
    talk = client(url)
    with pytest.raises(NetworkError, match="again and again"):
        Taxii(talk).standing(f"{url}c/", ["indicator--x"])
    # Nothing is taken as withdrawn that the server did not tell to the end.
    assert Taxii(talk).deleted(f"{url}c/", None) is None
    assert len(seen) < 10
    talk.close()


def test_withdrawals_are_asked_for_again_where_the_server_went_away(peer):
    url, _ = peer(lambda *_: (200, {}, b""))
    talk = client("http://127.0.0.1:9/")
    with pytest.raises(AwayError):
        Taxii(talk).deleted("http://127.0.0.1:9/c/", None)
    talk.close()
    # One that knows no withdrawals (it is no Wardline) has none.
    talk = client(url)
    assert Taxii(talk).deleted(f"{url}c/", None) is None
    talk.close()


@pytest.mark.parametrize("status", [{"status": "pending", "id": "s"}, {}, {"status": "lost"}])
def test_what_a_server_says_nothing_of_is_not_taken_as_arrived(peer, status):
    """Else a receipt would be kept, and the objects never sent again."""
    url, seen = peer(lambda *_: (202, {}, json.dumps(status).encode()))
    talk = client(url)
    with pytest.raises(NetworkError, match="what became of 2 objects"):
        Taxii(talk).add(f"{url}collections/c/", [b"{}", b"{}"])
    assert len(seen) <= 61
    talk.close()


def test_a_status_is_asked_for_until_it_is_complete(peer):
    def answer(path, _h, n):
        told = {"status": "complete" if n > 3 else "pending", "id": "s", "success_count": 1}
        assert path.endswith("objects/" if n == 1 else "/status/s/")
        return 202 if n == 1 else 200, {}, json.dumps(told).encode()

    url, seen = peer(answer)
    talk = client(url)
    [sent] = Taxii(talk).add(f"{url}collections/c/", [b"{}"])
    assert (sent.status_id, sent.succeeded, sent.failures) == ("s", 1, [])
    assert len(seen) == 4
    talk.close()


def test_taxii_20_ranges(peer):
    def answer(_path, headers, _n):
        start = int(headers["range"].split()[1].split("-")[0])
        body = envelope(range(start, min(start + 1000, 1500)))
        return 206, {"Content-Range": f"items {start}-{start + 999}/1500"}, body

    url, seen = peer(answer)
    talk = client(url)
    found = [raw for page in Taxii20(talk).pages(f"{url}c/") for raw in page.objects]
    assert len(found) == 1500
    assert len(seen) == 2
    talk.close()


def feed(piece, times):
    """How many events the same bytes make, so many times."""
    parser = Parser()
    return sum(len(parser.feed(piece)) for _ in range(times))


@pytest.mark.parametrize("piece", [b"data: x" + b"x" * 2**20, b"data: " + b"x" * 2**20 + b"\n"])
def test_an_event_without_an_end_is_not_kept(piece):
    with pytest.raises(NetworkError, match="event of more than"):
        feed(piece, 200)


def test_lines_without_text_take_memory_too():
    with pytest.raises(NetworkError, match="event of more than"):
        feed(b"data\n" * 20_000, 100)


def test_many_large_events_one_after_the_other_are_fine():
    assert feed(b"data: " + b"x" * 2**20 + b"\n\n", 100) == 100


def test_events_in_any_pieces():
    stream = (
        b': hello\n\nid: 1\nevent: object\ndata: {"a":\ndata: 1}\n\n'
        b"id: 2\r\ndata: x\r\n\r\ndata\n\nid: 3\ndata: unfinished"
    )
    whole = Parser().feed(stream)
    assert [(e.id, e.name, e.data) for e in whole] == [
        ("1", "object", b'{"a":\n1}'),
        ("2", "message", b"x"),
        ("2", "message", b""),
    ]
    for size in (1, 2, 3, 7):
        parser = Parser()
        got = [e for i in range(0, len(stream), size) for e in parser.feed(stream[i : i + size])]
        assert got == whole
