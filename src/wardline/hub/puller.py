"""Pulls the feeds, and pushes those that go out; started by `wardline serve`.

`python -m wardline.hub.puller`

1. Whoever finds a feed that is due claims it: a lease of a minute, which it renews while it pulls.
   So each feed is pulled by one process, however many hubs work on one database.
2. Each pull is a process of its own (`python -m wardline.hub.puller FEED`), some at a time: a peer
   that hangs holds up nobody else, and is stopped after a limit.
3. When it has ended, the feed's next time is set; after failures it is left alone for longer.
Killed anywhere, a feed is due again when its lease is over, and goes on from its cursor. The parent
is free of Django and ends when its standard input does; so do the pulls with it.
"""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub import logs
from wardline.hub.config import Config, load
from wardline.hub.db import Database, open_database
from wardline.hub.exchange import queries

log = logging.getLogger("wardline.feeds")
LEASE = 60 * 1_000_000
_SECONDS = 1.0
_RENEW = 20.0
_MINUTE = 60 * 1_000_000
# Pulls at the same time: they wait for peers most of the time, but each has a process.
MOST = 4
_KILL_SECONDS = 5
# A peer that is away for long is asked a few times a day.
_LONGEST = 6 * 60 * _MINUTE
_DOUBLINGS = 12
# In the place of a feed's id: look at the CSAF providers.
PROVIDERS = "csaf-providers"


class _Pull(NamedTuple):
    """A pull that is under way."""

    process: subprocess.Popen[bytes]
    started: int


class Puller:
    """Starts, watches and ends the pulls of one hub."""

    def __init__(self, settings: Config, database: Database, command: list[str]) -> None:
        """Pull by `command` with the feed's id behind it."""
        self._database, self._command = database, command
        self._every = settings["feeds.every_minutes"] * _MINUTE
        self._limit = settings["feeds.limit_minutes"] * _MINUTE
        self._running: dict[str, _Pull] = {}
        self._renewed = 0.0

    def turn(self) -> int:
        """One round; how many pulls are under way then."""
        for feed, pull in list(self._running.items()):
            self._watch(feed, pull)
        if time.monotonic() - self._renewed >= _RENEW:
            self._renew()
        due = self._database.read(queries.DUE_FEEDS, {"now": now(), "many": MOST})
        for (feed,) in due:
            if len(self._running) >= MOST:
                break
            if feed not in self._running and self._claim(str(feed)):
                process = subprocess.Popen([*self._command, str(feed)], stdin=subprocess.PIPE)  # noqa: S603 # our own
                self._running[str(feed)] = _Pull(process, now())
        return len(self._running)

    def close(self) -> None:
        """End all pulls; their feeds are due at once, for whoever comes next."""
        for feed, pull in self._running.items():
            _end(pull.process)
            self._release(feed, next_at=now(), problem="")
        self._running.clear()

    def _watch(self, feed: str, pull: _Pull) -> None:
        code = pull.process.poll()
        if code is None and now() - pull.started < self._limit:
            return
        problem = ""
        _end(pull.process)
        if code is None:
            minutes = self._limit // _MINUTE
            problem = f"It took longer than its limit ({minutes} min); it goes on next time."
        elif code:
            problem = "The pull ended before it was done; it goes on next time."
        del self._running[feed]
        pause = self._pause(feed, failed=bool(problem))
        self._release(feed, next_at=pull.started + pause, problem=problem)

    def _pause(self, feed: str, *, failed: bool) -> int:
        """How long to leave a feed alone: twice as long after each failure in a row."""
        rows = self._database.read(queries.FEED_FAILURES, {"id": feed})
        failures = (int(rows[0][0]) if rows else 0) + failed
        most = max(self._every, _LONGEST)
        pause = int(self._every) * 2 ** min(max(failures - 1, 0), _DOUBLINGS)
        return int(min(pause, most))

    def _claim(self, feed: str) -> bool:
        at = now()
        with self._database.transaction(quiet=True) as transaction:
            found = transaction.rows(queries.LOCK_FEED, {"id": feed, "now": at})
            if found:
                lease = {"id": feed, "until": at + LEASE, "started": at}
                transaction.run(queries.LEASE_FEED, lease)
        return bool(found)

    def _renew(self) -> None:
        self._renewed = time.monotonic()
        until = now() + LEASE
        with self._database.transaction(quiet=True) as transaction:
            for feed, pull in self._running.items():
                lease = {"id": feed, "until": until, "started": pull.started}
                transaction.run(queries.LEASE_FEED, lease)

    def _release(self, feed: str, *, next_at: int, problem: str) -> None:
        with self._database.transaction(quiet=True) as transaction:
            transaction.run(queries.RELEASE_FEED, {"id": feed, "next": next_at})
            if problem:
                transaction.run(queries.FEED_PROBLEM, {"id": feed, "problem": problem})


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a pull that has not ended, and let its pipe go."""
    process.terminate()
    try:
        process.wait(_KILL_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


class Providers:
    """Starts a look at CSAF providers again and again: one process, which claims what is due."""

    def __init__(self, settings: Config) -> None:
        """Nothing is under way."""
        self._every = settings["advisories.every_minutes"] * 60
        self._limit = settings["feeds.limit_minutes"] * 60
        self._started = float("-inf")
        self._process: subprocess.Popen[bytes] | None = None

    def turn(self) -> None:
        """One round."""
        if self._process is not None:
            over = time.monotonic() - self._started > self._limit
            if self._process.poll() is None and not over:
                return
            self.close()
        # Looked for often, pulled when due: another hub may have been first.
        if self._every and time.monotonic() - self._started >= min(self._every, 60):
            self._started = time.monotonic()
            command = [sys.executable, "-m", "wardline.hub.puller", PROVIDERS]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 # our own

    def close(self) -> None:
        """End what is under way; it goes on where it was."""
        if self._process is not None:
            _end(self._process)
            self._process = None


def pull_providers(data: Path) -> int:
    """Look at each CSAF provider that is due."""
    from wardline.hub import setup

    setup.use(data)
    from wardline.hub.advisories import intake
    from wardline.hub.audit.service import SYSTEM

    for one in intake.due(load(data)["advisories.every_minutes"]):
        intake.pull(one, SYSTEM)
    return 0


def run(settings: Config) -> None:
    """Pull until standard input ends."""
    database = open_database(settings["database.url"], settings.sqlite_path)
    providers = Providers(settings)
    puller = Puller(settings, database, [sys.executable, "-m", "wardline.hub.puller"])
    try:
        while not _ended(_SECONDS):
            try:
                if settings["feeds.every_minutes"]:
                    puller.turn()
                providers.turn()
            except WardlineError as error:
                # A database that is away: leases end by themselves.
                log.warning("feeds wait: %s", error)
        puller.close()
        providers.close()
    finally:
        database.close()


def _ended(seconds: float) -> bool:
    ready, _, _ = select.select([0], [], [], seconds)
    return bool(ready) and not os.read(0, 4096)


def pull_one(data: Path, feed: str) -> int:
    """Pull one feed, or push one out; what is wrong with it is kept with it."""
    from wardline.hub import setup

    setup.use(data)
    from wardline.hub.audit.service import SYSTEM
    from wardline.hub.exchange import pulling, pushing
    from wardline.hub.exchange.models import Feed
    from wardline.hub.worker import writing

    found = Feed.objects.select_related("collection").filter(id=feed).first()
    if found is None:
        return 0  # taken away meanwhile
    allow = load(data)["feeds.allow_private"]
    with writing(data) as exchange:
        if found.direction == "out":
            pushing.push(found, exchange, allow_private=allow, actor=SYSTEM)
        else:
            pulling.pull(found, exchange, allow_private=allow, actor=SYSTEM)
    return 0


def _with_parent(leave: Callable[[], None]) -> None:
    while os.read(0, 4096):
        pass
    leave()


def main() -> None:
    """Work for the folder in WARDLINE_DATA; with a feed's id, pull that one and end."""
    data = Path(os.environ["WARDLINE_DATA"])
    logs.start("feeds", load(data))
    if len(sys.argv) == 1:
        run(load(data))
        return
    # However the parent ends: what is stored is stored, and the rest is taken next time.
    leave = lambda: os._exit(1)  # noqa: E731 # at once, from a thread
    threading.Thread(target=_with_parent, args=(leave,), daemon=True).start()
    if sys.argv[1] == PROVIDERS:
        sys.exit(pull_providers(data))
    sys.exit(pull_one(data, sys.argv[1]))


if __name__ == "__main__":
    main()
