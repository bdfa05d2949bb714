"""One HTTP client for all that talks to peers: bounded, patient, and silent about credentials."""

from __future__ import annotations

import base64
import random
import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx

import wardline
from wardline.client import place
from wardline.client.hosts import Hosts
from wardline.core.errors import (
    AwayError,
    ConfigError,
    ForbiddenError,
    NetworkError,
    NotFoundError,
    UnauthorizedError,
)

# A page of TAXII is seldom larger than its server's limit of some ten megabytes.
MAX_BYTES = 256 * 2**20
_TRIES = 5
# An answer is unpacked in pieces of at most this size.
_PIECE = 2**20
_RETRIED = frozenset({429, 502, 503, 504})
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_MAX_REDIRECTS = 3
# What a server says of our certificate, or of its lack. *Source*: RFC 8446 section 6.2.
_ABOUT_OURS = re.compile(
    r"alert[ _](?:certificate[ _](?:required|expired|revoked|unknown)|bad[ _]certificate"
    r"|unsupported[ _]certificate|unknown[ _]ca|access[ _]denied)",
    re.IGNORECASE,
)


class Credentials(NamedTuple):
    """What to send in Authorization: a key as Bearer, or a user and password as Basic.

    A key may also go in a header of the peer's own, whose name is `name`.
    """

    secret: str = ""
    user: str = ""
    name: str = ""

    @classmethod
    def from_file(cls, path: Path) -> Credentials:
        """The credentials in a file: a key, or user:password."""
        return cls.from_text(path.read_text(encoding="utf-8"))

    @classmethod
    def from_text(cls, text: str) -> Credentials:
        """The credentials in a text, as in a file."""
        text = text.strip()
        user, colon, password = text.partition(":")
        return cls(password, user) if colon else cls(text)

    def header(self) -> dict[str, str]:
        """The request header."""
        if not self.secret and not self.user:
            return {}
        if self.name:
            return {self.name.lower(): self.secret}
        if self.user:
            token = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
            return {"authorization": f"Basic {token}"}
        return {"authorization": f"Bearer {self.secret}"}


class Certificate(NamedTuple):
    """What shows a server who we are: a client certificate and its key, as PEM files."""

    file: Path
    key: Path

    def context(self, ca_file: Path | None = None, *, trust_env: bool = True) -> ssl.SSLContext:
        """TLS that shows it. *Raises* ConfigError where the files do not fit or cannot be read."""
        made = _tls(ca_file, trust_env=trust_env)
        try:
            # Without the callback OpenSSL would ask for a pass phrase at the terminal.
            made.load_cert_chain(self.file, self.key, password=lambda: "")
        except OSError as error:
            raise ConfigError(
                f"The client certificate {self.file} and its key {self.key} cannot be used "
                f"({type(error).__name__}).",
                hint="Both are PEM files, they belong together, and the key has no pass phrase.",
            ) from None
        return made


def _tls(ca_file: Path | None, *, trust_env: bool) -> ssl.SSLContext:
    if ca_file is not None:
        return ssl.create_default_context(cafile=ca_file)
    return httpx.create_ssl_context(trust_env=trust_env)


class Answer(NamedTuple):
    """A whole answer of a peer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Requests to one origin; other origins never get the credentials or the certificate."""

    def __init__(
        self,
        base: str,
        credentials: Credentials | None = None,
        *,
        allow_private: bool = True,
        ca_file: Path | None = None,
        certificate: Certificate | None = None,
        sleep: Callable[[float], None] = time.sleep,
        most: int = MAX_BYTES,
    ) -> None:
        """Talk to the origin of `base`. With `allow_private` off, inner addresses are refused.

        *Units*: `most`, which an answer may be large, in bytes.
        *Raises* NetworkError, ConfigError.
        """
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NetworkError(
                f"{base[:200]!r} is no web address.", hint="It starts with https:// and a host."
            )
        self.base = base
        self.host = parts.netloc.rpartition("@")[2]
        self._origin = (parts.scheme, self.host)
        self._allow_private = allow_private
        self.sleep = sleep
        self._most = most
        self._header = (credentials or Credentials()).header()
        self._ca_file, self._certificate = ca_file, certificate
        self._contexts: dict[tuple[bool, bool], ssl.SSLContext] = {}
        self._http = self._connections()
        # A connection that may show our certificate is for the origin alone.
        self._own = self._connections(own=True) if certificate else self._http
        self._hosts = Hosts(lambda own: self._connections(own=own, trust_env=False))

    def _context(self, *, own: bool, trust_env: bool) -> ssl.SSLContext:
        """TLS of one kind, made once: each holds all authorities, which is some megabytes."""
        own = own and self._certificate is not None
        made = self._contexts.get((own, trust_env))
        if made is None:
            if own and self._certificate:
                made = self._certificate.context(self._ca_file, trust_env=trust_env)
            else:
                made = _tls(self._ca_file, trust_env=trust_env)
            self._contexts[own, trust_env] = made
        return made

    def _connections(self, *, own: bool = False, trust_env: bool = True) -> httpx.Client:
        return httpx.Client(
            headers={
                "user-agent": f"wardline/{wardline.__version__}",
                "accept-encoding": "gzip",
            },
            timeout=httpx.Timeout(30.0, connect=10.0),
            verify=self._context(own=own, trust_env=trust_env),
            follow_redirects=False,
            trust_env=trust_env,
        )

    def close(self) -> None:
        """Let go of the connections."""
        for one in (self._http, self._own, self._hosts):
            one.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Answer:
        """The answer to one request, tried again where that may help. *Units*: `most` in bytes.

        *Raises* NetworkError (a larger answer as well), UnauthorizedError, ForbiddenError,
        NotFoundError.
        """
        answer = self.ask(method, url, headers=headers, content=content, params=params, most=most)
        return self.checked(answer, url)

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Answer:
        """As `request`, but the server's no is an answer: some tell by it what became of one thing.

        *Raises* NetworkError, NotFoundError where there is no answer at all.
        """
        target = urljoin(self.base, url)
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                answer = self._once(
                    method, target, headers or {}, content, params or {}, most or self._most
                )
            except (httpx.InvalidURL, httpx.UnsupportedProtocol):
                raise NotFoundError(
                    f"{target[:200]!r} is no web address.", hint="It starts with https://."
                ) from None
            except httpx.HTTPError as error:
                if _ABOUT_OURS.search(str(error)):
                    raise UnauthorizedError(
                        f"{self.host} asks for a client certificate (TLS) that it accepts.",
                        hint="Ask its operator for one, and name its files.",
                    ) from None
                if last:
                    raise self._unreachable(error) from None
                self.sleep(_pause(attempt, None))
                continue
            if answer.status in _RETRIED and not last:
                self.sleep(_pause(attempt, answer.headers.get("retry-after")))
                continue
            return answer
        raise AssertionError  # the loop returns or raises

    def stream(self, url: str, headers: Mapping[str, str]) -> Any:
        """A context manager that gives a streaming httpx response (for server-sent events)."""
        target = urljoin(self.base, url)
        timeout = httpx.Timeout(45.0, connect=10.0)
        sent = {**headers, **self._credentials(target)}
        return self._connected("GET", target, sent, timeout=timeout)

    def _once(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: bytes | None,
        params: Mapping[str, str],
        most: int,
    ) -> Answer:
        for _ in range(_MAX_REDIRECTS + 1):
            sent = {**headers, **self._credentials(target)}
            with self._connected(
                method, target, sent, content=content, params=dict(params) or None
            ) as response:
                if response.is_redirect and "location" in response.headers:
                    moved = self._moved(target, response.headers["location"])
                    if urlsplit(moved)[:2] != urlsplit(target)[:2]:
                        raise NetworkError(
                            f"{self.host} sends us to another server, which we do not follow.",
                            hint="Give the address of that server itself.",
                        )
                    target, params = moved, {}
                    continue
                parts = urlsplit(target)
                where = f"{parts.netloc.rpartition('@')[2]}{parts.path[:200]}"
                body = whole(response, where, most)
                return Answer(response.status_code, response.headers, body)
        raise NetworkError(f"{self.host} sends us in a circle.", hint="Check the address.")

    def _moved(self, target: str, location: str) -> str:
        try:
            return urljoin(target, location)
        except ValueError:
            raise NetworkError(
                f"{self.host} sends us to what is no web address.", hint="Tell its operator."
            ) from None

    def _credentials(self, target: str) -> dict[str, str]:
        return self._header if self._is_own(target) else {}

    def _is_own(self, target: str) -> bool:
        parts = urlsplit(target)
        return (parts.scheme, parts.netloc.rpartition("@")[2]) == self._origin

    @contextmanager
    def _connected(
        self, method: str, target: str, headers: dict[str, str], **more: Any
    ) -> Iterator[httpx.Response]:
        """A streaming answer, of the address that was checked where inner ones are refused."""
        url, own = httpx.URL(target), self._is_own(target)
        found = [] if self._allow_private else place.addresses(url.host)
        if found and place.inner(found):
            raise ForbiddenError(
                f"{url.host} is an inner address, and feeds may not be pulled from those.",
                hint="If that is meant, set feeds.allow_private.",
            )
        if self._allow_private or place.proxied(target):
            http = self._own if own else self._http
            with http.stream(method, url, headers=headers, **more) as response:
                yield response
            return
        if not found:
            raise httpx.ConnectError(f"the name {url.host} is not known")
        more["extensions"] = {"sni_hostname": url.host}
        sent = {**headers, "host": url.netloc.decode()}
        checked = url.copy_with(host=found[0])
        with (
            self._hosts.lent(url.host, own=own) as http,
            http.stream(method, checked, headers=sent, **more) as response,
        ):
            yield response

    def _unreachable(self, error: httpx.HTTPError) -> AwayError:
        kind = type(error).__name__
        what = {
            "ConnectError": "does not take connections",
            "ConnectTimeout": "does not answer",
            "ReadTimeout": "stopped answering",
            "DecodingError": "sends damaged data",
        }.get(kind, f"broke the connection ({kind})")
        return AwayError(
            f"{self.host} {what}; tried {_TRIES} times.",
            hint="Check the address, the network and the proxy, then try again.",
        )

    def checked(self, answer: Answer, url: str) -> Answer:
        """An answer that is no refusal. *Raises* as `request` does."""
        path = urlsplit(urljoin(self.base, url)).path
        if answer.status == 401:  # noqa: PLR2004 # RFC 9110
            raise UnauthorizedError(
                f"{self.host} does not know this key.",
                hint="Check the key file, or ask the hub's staff for a new key.",
            )
        if answer.status == 403:  # noqa: PLR2004 # RFC 9110
            raise ForbiddenError(
                f"{self.host} does not allow this ({path})." + _said(answer),
                hint="Ask the hub's staff for the right.",
            )
        if answer.status == 404:  # noqa: PLR2004 # RFC 9110
            raise NotFoundError(f"{self.host} has nothing at {path}.", hint="Check the address.")
        if answer.status >= 400:  # noqa: PLR2004 # RFC 9110
            raise NetworkError(
                f"{self.host} answered {answer.status} to {path}." + _said(answer),
                hint="Tell its operator if it stays.",
            )
        return answer


def whole(response: httpx.Response, host: str, most: int = MAX_BYTES) -> bytes:
    """The whole body of an answer of `host`, or of an address of it.

    *Raises* NetworkError where it is too large. *Units*: `most` in bytes.
    """
    parts: list[bytes] = []
    size = 0
    for part in plain(response):
        size += len(part)
        if size > most:
            raise NetworkError(
                f"{host} answers with more than {most} bytes; the rest was not taken.",
                hint="Ask for smaller pages, or tell its operator.",
            )
        parts.append(part)
    return b"".join(parts)


def plain(response: httpx.Response) -> Iterator[bytes]:
    """The body in pieces that are small whatever was packed into it.

    httpx unpacks what it receives at once, in every encoding that it knows and in several at a
    time: a few kilobytes become gigabytes before anybody can count them. *Raises* NetworkError.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip"):
        raise NetworkError(
            f"{response.url.host} packs its answer as {coding[:40]!r}, which was not asked for.",
            hint="It may send gzip, or the plain answer.",
        )
    engine = zlib.decompressobj(wbits=31)
    for part in response.iter_raw():
        packed = part
        while packed and not engine.eof:
            try:
                yield engine.decompress(packed, _PIECE)
            except zlib.error:
                raise httpx.DecodingError("no gzip", request=response.request) from None
            packed = engine.unconsumed_tail
    if not engine.eof:
        raise httpx.DecodingError("gzip without an end", request=response.request)


def _pause(attempt: int, retry_after: str | None) -> float:
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), _LONGEST_PAUSE)
    # Jitter, so that many clients do not come back at the same moment.
    pause: float = min(_FIRST_PAUSE * 2.0**attempt, _LONGEST_PAUSE)
    return pause * random.uniform(0.5, 1.0)  # noqa: S311 # no secret


def _said(answer: Answer) -> str:
    """What the server says of it, as a TAXII error, a problem document or MISP's message."""
    import msgspec

    from wardline.core import jsonio

    try:
        said = msgspec.json.decode(answer.body)
    except jsonio.BROKEN:
        return ""
    names = ("description", "detail", "message")
    told = [said.get(name) for name in names] if isinstance(said, dict) else []
    text = next(filter(None, told), None)
    return f" It says: {str(text)[:300]}" if text else ""
