"""Server-sent events, followed without loss: a broken stream goes on behind its last event.

*Source*: WHATWG HTML section 9.2.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx

from wardline.client.http import Client, plain
from wardline.core.errors import NetworkError, NotFoundError, UnauthorizedError

_MAX_EVENT = 64 * 2**20
# What a line takes in memory besides its text.
_LINE = 64
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Event(NamedTuple):
    """One event: its id (the cursor), its name and its data."""

    id: str
    name: str
    data: bytes


class Parser:
    """Turns received bytes into events; what is unfinished waits for the next bytes."""

    def __init__(self) -> None:
        """Start at the beginning of a stream."""
        self._buffer = b""
        self._id = ""
        # Where the stream stands: the id of the last block that is complete, with data or without.
        self.reached = ""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that `chunk` completes. *Raises* NetworkError for one without an end."""
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        found = [self._line(line.removesuffix(b"\r")) for line in lines]
        if len(self._buffer) + self._size > _MAX_EVENT:
            raise NetworkError(
                f"The stream sends an event of more than {_MAX_EVENT} bytes.",
                hint="Tell the hub's staff; 'wardline agent pull' goes on without the stream.",
            )
        return [event for event in found if event is not None]

    def _line(self, line: bytes) -> Event | None:
        if not line:
            self.reached = self._id
            event = Event(self._id, self._name or "message", b"\n".join(self._data))
            complete = bool(self._data)
            self._name, self._data, self._size = "", [], 0
            return event if complete else None
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
            self._size += len(value) + _LINE
        elif field == b"id":
            self._id = value.decode("utf-8", "replace")
        elif field == b"event":
            self._name = value.decode("utf-8", "replace")
        return None


def follow(
    client: Client,
    url: str,
    cursor: str | None,
    *,
    stopped: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
    connected: Callable[[], None] = lambda: None,
) -> Iterator[list[Event]]:
    """Bursts of events behind `cursor`, over all interruptions, until `stopped`.

    *Raises* NotFoundError where the server has no stream, UnauthorizedError for a dead key.
    """
    failures = 0
    while not stopped():
        headers = {"accept": "text/event-stream"}
        if cursor:
            headers["last-event-id"] = cursor
        try:
            with client.stream(url, headers) as response:
                _check(response, client.host)
                connected()
                parser = Parser()
                for chunk in plain(response):
                    burst = parser.feed(chunk)
                    cursor = parser.reached or cursor
                    if burst:
                        failures = 0
                        yield burst
                    if stopped():
                        return
        except httpx.HTTPError:
            failures += 1
        if not stopped():
            sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])


def _check(response: httpx.Response, host: str) -> None:
    if response.status_code == 401:  # noqa: PLR2004 # RFC 9110
        raise UnauthorizedError(
            f"{host} no longer knows this key.", hint="Ask the hub's staff for a new one."
        )
    if response.status_code in (403, 404, 405, 406):
        raise NotFoundError(f"{host} has no stream here.", hint="Poll with 'agent pull' instead.")
    response.raise_for_status()
