"""Requests and responses of the exchange, over bare ASGI.

Nothing here knows TAXII: media types, bounded bodies, compression, and errors as documents.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import zlib
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import zstandard

from wardline.core.errors import (
    MalformedError,
    MediaTypeError,
    TimedOutError,
    TooLargeError,
    UsageError,
    WardlineError,
)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# Bodies smaller than a packet gain nothing from compression.
_COMPRESS_FROM = 1400
# Longer work than about a millisecond leaves the event loop.
_THREAD_FROM = 131_072
_MAX_HEADER = 4096
# *Units*: bytes that gzip is given at once; members of one body (64 MiB of bgzip's are 1,025).
_SLICE = 65_536
_MOST_MEMBERS = 4096
_MAX_QUERY_FIELDS = 100


class Response(NamedTuple):
    """A whole answer."""

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Request:
    """What one client asks, with its body still on the way."""

    __slots__ = (
        "_patience",
        "_receive",
        "begun",
        "headers",
        "method",
        "path",
        "query_string",
        "scope",
    )

    def __init__(self, scope: Scope, receive: Receive, patience: float = 60.0) -> None:
        """Read the head; the body is read by `body`, each part of it awaited `patience` seconds."""
        self._patience = patience
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query_string: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self._receive = receive
        # Whether the body was asked for: it comes once.
        self.begun = False

    def header(self, name: bytes) -> str | None:
        """The value of a header (name in lower case), or None."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def has(self, etag: str) -> bool:
        """Whether the client says that it has what `etag` names (RFC 9110 section 13.1.2)."""
        said = self.header(b"if-none-match") or ""
        tags = {tag.strip().removeprefix("W/") for tag in said.split(",")}
        return not tags.isdisjoint({etag, "*"})

    def query(self) -> dict[str, str]:
        """The query's fields. *Raises* UsageError where one stands twice or is not text."""
        if not self.query_string:
            return {}
        try:
            pairs = parse_qsl(
                self.query_string.decode("ascii"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=_MAX_QUERY_FIELDS,
            )
        except ValueError:
            raise UsageError(
                "The query cannot be read.", hint="Write it as name=value&name=value, in UTF-8."
            ) from None
        fields = dict(pairs)
        if len(fields) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise UsageError(
                f"The parameter {twice!r} stands twice.", hint="Put several values behind commas."
            )
        return fields

    async def body(self, limit: int) -> bytes:
        """The whole body, decompressed, at most `limit` bytes. *Raises* TooLargeError."""
        length = self.header(b"content-length")
        if length is not None and length.isdecimal() and int(length) > limit:
            raise _too_large(limit)
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await self._part()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
            more = message.get("more_body", False)
        data, encoding = b"".join(parts), self.header(b"content-encoding")
        if encoding is None or size < _THREAD_FROM:
            return _decompress(data, encoding, limit)
        return await asyncio.to_thread(_decompress, data, encoding, limit)

    async def _part(self) -> dict[str, Any]:
        self.begun = True
        try:
            async with asyncio.timeout(self._patience):
                return await self._receive()
        except TimeoutError:
            raise TimedOutError(
                "The body stopped coming; nothing of this request was kept.",
                hint="Send it again, in smaller parts if the network is slow.",
            ) from None

    async def disconnected(self) -> None:
        """Returns when the client has gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        f"The body is larger than {limit} bytes.",
        hint="Send it in several requests; 'max_content_length' of the API root tells the limit.",
    )


def _decompress(data: bytes, encoding: str | None, limit: int) -> bytes:
    if encoding is None or encoding.strip().lower() in ("", "identity"):
        return data
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise MediaTypeError(
            "The Content-Encoding is not taken.", hint="Send the body plain or as gzip."
        )
    plain = bytearray()
    members, at = 0, 0
    engine = None
    # In slices: behind each member zlib copies all that is left of what it was given.
    while at < len(data) or engine is not None:
        if engine is None:
            # Several members, one behind the other, are one body (RFC 1952 section 2.2).
            engine, members = zlib.decompressobj(wbits=31), members + 1
            if members > _MOST_MEMBERS:
                raise MalformedError(
                    "The gzip body has too many members.", hint="Compress it as a whole."
                )
        given = data[at : at + _SLICE]
        if not given:
            raise MalformedError("The gzip body ends too early.", hint="Send it again.")
        try:
            plain += engine.decompress(given, limit + 1 - len(plain))
        except zlib.error:
            raise MalformedError("The body is not valid gzip.") from None
        if len(plain) > limit:
            raise _too_large(limit)
        at += len(given) - len(engine.unconsumed_tail) - len(engine.unused_data)
        if engine.eof:
            engine = None
    return bytes(plain)


class Media(NamedTuple):
    """A media type that is offered or taken."""

    type: str
    version: str

    def __str__(self) -> str:
        """As it stands in a header."""
        return f"{self.type};version={self.version}" if self.version else self.type


class _Range(NamedTuple):
    type: str
    parameters: Mapping[str, str]


@lru_cache(maxsize=512)
def _ranges(header: str) -> tuple[_Range, ...]:
    found = []
    for item in header[:_MAX_HEADER].split(","):
        name, *rest = item.split(";")
        parameters = {}
        for part in rest:
            key, _, value = part.partition("=")
            parameters[key.strip().lower()] = value.strip().strip('"').lower()
        found.append(_Range(name.strip().lower(), parameters))
    return tuple(found)


@lru_cache(maxsize=512)
def accepts(header: str, media: Media) -> bool:
    """Whether an Accept header lets `media` through (RFC 9110 section 12.5.1)."""
    major = media.type.partition("/")[0]
    for item in _ranges(header):
        if item.type not in (media.type, f"{major}/*", "*/*"):
            continue
        if item.parameters.get("version", media.version) != media.version:
            continue
        if _quality(item.parameters.get("q", "1")) > 0:
            return True
    return False


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@lru_cache(maxsize=512)
def is_content(header: str, media: Media) -> bool:
    """Whether a Content-Type names `media`, with or without its version."""
    ranges = _ranges(header)
    return (
        len(ranges) == 1
        and ranges[0].type == media.type
        and ranges[0].parameters.get("version", media.version) == media.version
    )


async def compressed(request: Request, response: Response) -> Response:
    """`response`, compressed as the client likes it; small ones as they are."""
    if len(response.body) < _COMPRESS_FROM or _is_packed(response):
        return response
    wanted = request.headers.get(b"accept-encoding")
    if wanted is None:
        return response
    coding = _coding(wanted.decode("latin-1"))
    if not coding:
        return response
    work = _zstd if coding == "zstd" else _gzip
    body = (
        await asyncio.to_thread(work, response.body)
        if len(response.body) > _THREAD_FROM
        else work(response.body)
    )
    extra = ((b"content-encoding", coding.encode()), (b"vary", b"accept-encoding"))
    return response._replace(body=body, headers=response.headers + extra)


def _is_packed(response: Response) -> bool:
    return any(name == b"content-encoding" for name, _ in response.headers)


@lru_cache(maxsize=256)
def _coding(header: str) -> str:
    allowed = {item.type for item in _ranges(header) if _quality(item.parameters.get("q", "1")) > 0}
    return next((name for name in ("zstd", "gzip") if name in allowed), "")


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(data)


def _gzip(data: bytes) -> bytes:
    return zlib.compress(data, level=1, wbits=31)


async def send_response(send: Send, response: Response, *, head: bool = False) -> None:
    """Send a whole answer; for HEAD its head alone."""
    headers = [
        (b"content-type", response.content_type.encode()),
        (b"content-length", str(len(response.body)).encode()),
        *response.headers,
    ]
    if response.status in (204, 304):
        headers = list(response.headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else response.body})


def etag_of(body: bytes) -> str:
    """What a body is known by in `ETag` and `If-None-Match`."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def error_number() -> str:
    """A number to find this request by in the log; it means nothing outside."""
    return secrets.token_hex(6)


def internal_error() -> WardlineError:
    """What a client is told of a fault of ours: nothing but that it is ours."""
    return WardlineError(
        "The hub failed to answer this request; the fault is ours.",
        hint="Tell the operator the error_id.",
    )
