"""Connections to servers by their names: few at a time, however many names there are.

By name: servers of several names may share an address, and a connection is for one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

# What one look asks in turn stands on a handful of hosts; a list may name a hundred thousand.
_MOST = 16


class _Held:
    """The connections to one name, and how many answers are being read from them."""

    def __init__(self, http: httpx.Client) -> None:
        self.http, self.answers = http, 0


class Hosts:
    """HTTP clients by name; of many the one that was asked longest ago is let go.

    One whose answer is still being read is kept until it was read: there may be more for so long.
    """

    def __init__(self, make: Callable[[bool], httpx.Client]) -> None:
        """`make` gives a client; with True one that may show our certificate."""
        self._make = make
        # The one that was asked longest ago stands first.
        self._held: dict[tuple[str, bool], _Held] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lent(self, name: str, *, own: bool) -> Iterator[httpx.Client]:
        """The client of a name while an answer is read; `own`: it may show our certificate."""
        key = (name, own)
        with self._lock:
            one = self._held.pop(key, None) or _Held(self._make(own))
            self._held[key] = one
            one.answers += 1
            self._let_go()
        try:
            yield one.http
        finally:
            with self._lock:
                one.answers -= 1
                self._let_go()

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            for one in self._held.values():
                one.http.close()

    def _let_go(self) -> None:
        idle = [key for key, one in self._held.items() if not one.answers]
        for key in idle[: max(0, len(self._held) - _MOST)]:
            self._held.pop(key).http.close()
