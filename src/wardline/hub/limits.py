"""How much of a worker one key and one organization may take: requests, waiting writes, streams.

Without it, a script in a circle or a flood of slow texts would make all the others wait. Who goes
over is told so (429) with the seconds to wait, and loses nothing: cursors and ids go on as before.
Each worker counts for itself and in memory alone, so a limit costs no query.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from typing import Any, NamedTuple, TypeVar

from wardline.core.errors import RateLimitedError
from wardline.hub.config import Config
from wardline.hub.members.credentials import Principal

# So many keys and organizations are remembered before those that are quiet are forgotten.
_REMEMBERED = 20_000
# A write or a stream ends at no known time; a client that asks again then costs nothing.
_ASK_AGAIN = 2

T = TypeVar("T")


class Pace:
    """So many a second on average, and some seconds' worth of them at once (0: no limit).

    The generic cell rate algorithm: each asker has one number, the time at which all that it took
    would have been taken at the steady pace. *Source*: ITU-T I.371 annex A.
    """

    def __init__(self, per_second: int, burst_seconds: int, clock: Callable[[], float]) -> None:
        """Let each asker take `per_second`."""
        self._step = 1 / per_second if per_second else 0.0
        self._burst = float(burst_seconds)
        self._clock = clock
        self._due: dict[str, float] = {}

    def take(self, asker: str) -> float:
        """Take one: 0.0 where that is within the pace, else in how many seconds it will be."""
        if not self._step:
            return 0.0
        at = self._clock()
        due = max(self._due.get(asker, 0.0), at)
        if due - at > self._burst:
            return due - at - self._burst
        if len(self._due) >= _REMEMBERED and asker not in self._due:
            self._due = {name: until for name, until in self._due.items() if until > at}
        self._due[asker] = due + self._step
        return 0.0


class Limits:
    """The limits of one worker."""

    def __init__(self, config: Config, clock: Callable[[], float] = time.monotonic) -> None:
        """As `config` says; `clock` gives seconds that only go forward."""
        burst = config["limits.burst_seconds"]
        self._keys = Pace(config["limits.key_per_second"], burst, clock)
        self._organizations = Pace(config["limits.organization_per_second"], burst, clock)
        self._most_streams: int = config["limits.organization_streams"]
        self._streams: Counter[str] = Counter()

    def take(self, principal: Principal) -> None:
        """Count a request. *Raises* RateLimitedError."""
        wait = self._keys.take(principal.key_id)
        whose = "This key"
        if not wait:
            wait = self._organizations.take(principal.organization)
            whose = "Your organization"
        if wait:
            raise RateLimitedError(
                f"{whose} asks more often than this hub answers one member.",
                retry_after=math.ceil(wait),
            )

    @contextlib.contextmanager
    def stream(self, principal: Principal) -> Iterator[None]:
        """Hold a place for an open stream. *Raises* RateLimitedError."""
        organization = principal.organization
        if self._most_streams and self._streams[organization] >= self._most_streams:
            raise RateLimitedError(
                f"Your organization has {self._most_streams} streams open, the most of this hub. "
                "Close some.",
                retry_after=_ASK_AGAIN,
            )
        self._streams[organization] += 1
        try:
            yield
        finally:
            self._streams[organization] -= 1
            if not self._streams[organization]:
                del self._streams[organization]


class _Work(NamedTuple):
    """A write that waits, and whom its result goes to."""

    act: Callable[[], Any]
    result: asyncio.Future[Any]


class Turns:
    """The writers' threads, shared by turns: one organization's batches do not hold up another's.

    A batch of slow texts takes seconds. In the order of their coming, ten of them would hold up
    whoever comes eleventh; by turns, that one waits for a single one.
    """

    def __init__(self, threads: Executor, many: int, most: int) -> None:
        """Keep `many` threads busy; let `most` of an organization's wait (0: any number)."""
        self._threads = threads
        self._free = many
        self._most = most
        self._waiting: dict[str, deque[_Work]] = {}
        # The event loop itself holds its tasks weakly.
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, organization: str, act: Callable[[], T]) -> T:
        """What `act` gives, done on a thread in its turn. *Raises* RateLimitedError."""
        queue = self._waiting.get(organization)
        if self._most and queue is not None and len(queue) >= self._most:
            raise RateLimitedError(
                f"{self._most} batches of your organization wait already, the most of this hub. "
                "This one was not taken.",
                retry_after=_ASK_AGAIN,
            )
        work = _Work(act, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(organization, deque()).append(work)
        self._next()
        found: T = await work.result
        return found

    def _next(self) -> None:
        """Start what waits, an organization at a time, as long as a thread is free."""
        while self._free and self._waiting:
            organization = next(iter(self._waiting))
            queue = self._waiting.pop(organization)
            work = queue.popleft()
            if queue:
                # Behind all the others.
                self._waiting[organization] = queue
            if work.result.cancelled():
                continue
            self._free -= 1
            task = asyncio.get_running_loop().create_task(self._do(work))
            self._running.add(task)
            task.add_done_callback(self._done)

    async def _do(self, work: _Work) -> None:
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, work.act)
        except Exception as error:  # noqa: BLE001 # it is raised where the result is awaited
            if not work.result.cancelled():
                work.result.set_exception(error)
        else:
            if not work.result.cancelled():
                work.result.set_result(found)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._free += 1
        self._next()
