"""Requests that tell nothing of their sender, to hubs that are hostile or broken."""

from __future__ import annotations

import contextlib
import gzip
import json
import tracemalloc
import zlib

import pytest

from serving import serving
from wardline.client import anonymous
from wardline.core.errors import NetworkError, NotFoundError

MEGABYTE = 2**20


@pytest.fixture
def hub():
    """Starts a hub that answers all with one status, body and headers; its address."""
    with contextlib.ExitStack() as servers:

        def start(status, body, **headers):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return servers.enter_context(serving(lambda *_: (status, named, body))).rstrip("/")

        yield start


def packed(megabytes):
    """So many megabytes of a JSON text, packed into some kilobytes."""
    engine = zlib.compressobj(9, wbits=31)
    parts = [engine.compress(b'{"a":"')]
    parts += [engine.compress(b"x" * MEGABYTE) for _ in range(megabytes)]
    return b"".join([*parts, engine.compress(b'"}'), engine.flush()])


@pytest.mark.parametrize("ask", [anonymous.get, lambda *where: anonymous.post(*where, {"a": 1})])
def test_an_answer_that_unpacks_to_much_is_not_taken(hub, ask):
    url = hub(201, packed(200), content_encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError, match="more than"):
            ask(url, "/x")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * MEGABYTE


def test_an_answer_that_does_not_end_is_not_taken(hub):
    def endless():
        while True:
            yield b"x" * MEGABYTE

    with pytest.raises(NetworkError, match="more than"):
        anonymous.get(hub(200, endless()), "/x")


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_what_was_not_asked_for_is_not_unpacked(hub, coding):
    with pytest.raises(NetworkError, match="not asked for"):
        anonymous.get(hub(200, b"x", content_encoding=coding), "/x")


def test_a_receipt_is_read_packed_or_not(hub):
    body = json.dumps({"address": "x#y"}).encode()
    for url in (hub(201, body), hub(201, gzip.compress(body), content_encoding="gzip")):
        assert anonymous.post(url, "/incidents/anonymous", {}) == (201, {"address": "x#y"})


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (404, NotFoundError, "has nothing at /x"),
        (200, NotFoundError, "has nothing at /x"),
        (429, NetworkError, "answered 429"),
        (503, NetworkError, "answered 503"),
    ],
)
def test_a_hub_that_is_busy_is_not_called_a_hub_of_another_kind(hub, status, error, words):
    with pytest.raises(error, match=words) as caught:
        anonymous.get(hub(status, b""), "/x")
    assert caught.value.hint
