"""Requests that carry nothing of who makes them, each over a connection of its own.

No key, no cookie, no name of a program or its version, no language, nothing tried again: whoever
looks at the request sees what every other sender's looks like. The network address stays; only a
proxy that is not the organization's own (`--proxy`, or ALL_PROXY in the environment) hides that.
"""

from __future__ import annotations

import contextlib
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import msgspec

from wardline.client.http import whole
from wardline.core import jsonio
from wardline.core.errors import NetworkError, NotFoundError, UsageError

# A report is answered when it is screened and durable; long ones take some seconds.
_SECONDS = httpx.Timeout(90.0, connect=20.0)
# A directory of keys, a receipt or a refusal is some kilobytes.
_MOST = 2**20
_REFUSED = 400
_TOO_MANY = 429
_FAULT = 500


class NotSentError(NetworkError):
    """Nothing left this machine."""


class Answered(NamedTuple):
    """An answer: its status, the JSON in it, or nothing where it was none."""

    status: int
    said: dict[str, object]

    @property
    def why(self) -> str:
        """What the hub says of a refusal."""
        return str(self.said.get("detail") or self.said.get("description") or "")[:2000]


def get(hub: str, path: str, proxy: str = "") -> dict[str, object]:
    """The JSON at a path of the hub. *Raises* NetworkError, NotFoundError."""
    answer = _once("GET", hub, path, b"", "", proxy)
    host = urlsplit(hub).netloc.rpartition("@")[2]
    if answer.status == _TOO_MANY or answer.status >= _FAULT:
        raise NetworkError(
            f"{host} answered {answer.status} to {path}.", hint="Try again in a while."
        )
    if answer.status >= _REFUSED or not answer.said:
        raise NotFoundError(
            f"{host} has nothing at {path}.", hint="It may be no Wardline hub, or an older one."
        )
    return answer.said


def post(hub: str, path: str, body: object, proxy: str = "") -> Answered:
    """Send `body` as JSON, once. *Raises* NotSentError where nothing left, else NetworkError."""
    return _once("POST", hub, path, msgspec.json.encode(body), "application/json", proxy)


def _once(method: str, hub: str, path: str, body: bytes, media: str, proxy: str) -> Answered:
    headers = {"accept": "application/json"} | ({"content-type": media} if media else {})
    host = urlsplit(hub).netloc.rpartition("@")[2]
    try:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False, proxy=proxy or None) as client:
            # What a library says of itself tells the program and its version.
            client.headers.clear()
            request = client.build_request(method, _address(hub, path), content=body or None)
            request.headers.update(headers)
            for name in ("user-agent", "accept-encoding"):
                request.headers.pop(name, None)
            answer = client.send(request, stream=True)
            with contextlib.closing(answer):
                return Answered(answer.status_code, _json(whole(answer, host, _MOST)))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise NotSentError(
            f"{host} cannot be reached; nothing was sent.",
            hint="Check the address, the network and the proxy, then try again.",
        ) from error
    except httpx.HTTPError as error:
        raise NetworkError(f"The connection to {host} broke ({type(error).__name__}).") from error
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise UsageError(
            f"This proxy or address cannot be used: {str(error)[:200]}",
            hint="Write it like http://127.0.0.1:8118 (Tor: HTTPTunnelPort).",
        ) from error


def _address(hub: str, path: str) -> str:
    parts = urlsplit(hub)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}"


def _json(body: bytes) -> dict[str, object]:
    try:
        said = msgspec.json.decode(body)
    except jsonio.BROKEN:
        return {}
    return said if isinstance(said, dict) else {}
