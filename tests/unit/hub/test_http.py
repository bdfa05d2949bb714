"""What a client sends over HTTP is read whole, and what it has already is not sent again."""

from __future__ import annotations

import asyncio
import gzip
import random

import pytest

from wardline.core.errors import MalformedError, TooLargeError
from wardline.hub.http import Request


def request(body: bytes = b"", **headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"method": "POST", "path": "/", "query_string": b"", "headers": told}

    async def receive():
        return {"type": "http.request", "body": body}

    return Request(scope, receive)


def read(body: bytes, limit: int = 100) -> bytes:
    return asyncio.run(request(body, content_encoding="gzip").body(limit))


def test_a_body_of_very_many_gzip_members_is_refused_before_it_costs_anything():
    with pytest.raises(MalformedError, match="too many members"):
        read(gzip.compress(b"") * 50_000, 2**26)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 400_000])
def test_a_gzip_body_is_read_over_the_edges_of_its_slices(size):
    noise = random.Random(size).randbytes(size)
    body = gzip.compress(noise) + gzip.compress(b"end")
    assert read(body, 2**20) == noise + b"end"
    with pytest.raises(MalformedError):
        read(body[:-9], 2**20)


def test_a_body_in_several_gzip_members_is_read_whole():
    """As `cat a.gz b.gz` makes it (RFC 1952 section 2.2): nothing behind the first is lost."""
    parts = [gzip.compress(part) for part in (b'{"objects":', b"", b"[]}")]
    assert read(b"".join(parts)) == b'{"objects":[]}'
    with pytest.raises(MalformedError, match="ends too early"):
        read(b"".join(parts)[:-4])
    with pytest.raises(MalformedError, match="not valid"):
        read(b"".join(parts) + b"rest")


def test_several_members_have_one_limit_together():
    many = gzip.compress(bytes(60))
    assert len(read(many)) == 60
    with pytest.raises(TooLargeError):
        read(many + many)


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
        ("", False),
    ],
)
def test_what_the_client_has_is_told_by_any_of_its_tags(said, has):
    """RFC 9110 section 13.1.2."""
    assert request(if_none_match=said).has('"a"') is has
    assert request().has('"a"') is False
