"""The keeper's process: `python -m wardline.hub.keeper`, started by `wardline serve`.

Each second it puts into the audit log's chain what waits: entries of changes, and the spools of
disclosures. After midnight (UTC) it takes the head of the day that has ended. Each minute it
destroys held submissions, objects, conflicts, token keys and the log's disclosures that are past
their time; when a day is over it empties the letter box of anonymous reports and releases what was
approved. It is free of Django, holds no state, and may be killed at any time. It ends when its
standard input does: so it never outlives what started it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub import health, hosts, logs
from wardline.hub.anonymous import box, release
from wardline.hub.audit import forgetting, queries
from wardline.hub.audit import log as chain
from wardline.hub.audit.spool import Spools
from wardline.hub.config import Config, load
from wardline.hub.db import Database, open_database
from wardline.hub.exchange import retention
from wardline.hub.review import ending
from wardline.hub.review.sealing import of_room
from wardline.hub.tokens import service as tokens

log = logging.getLogger("wardline.keeper")
_SECONDS = 1.0
_SLOW_SECONDS = 60.0
_SWEEP_SECONDS = 3_600.0
# Of each minute.
_FORGET_SECONDS = 20.0
# Summer time moves no UTC clock, and NTP moves it by seconds.
_JUMP_SECONDS = 600.0
# The comments that have an original: all others need no key any more.
_KEPT_COMMENTS = "SELECT vault FROM docket_comment WHERE sealed IS NOT NULL"
# And the papers of meetings that were not removed.
_KEPT_PAPERS = "SELECT vault FROM taskforce_paper WHERE sealed IS NOT NULL"
# And the cases that were not destroyed.
_KEPT_CASES = "SELECT id FROM advisories_case WHERE state <> 'destroyed'"


def _steady() -> float:
    """Seconds that no setting of the clock moves, and that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Keeper:
    """What is done again and again for one data folder."""

    def __init__(self, settings: Config, database: Database) -> None:
        """Work on `database` and the folder of `settings`."""
        self._settings = settings
        self._database = database
        self._spools = Spools(settings.data)
        self._vault = of_room(settings, "review")
        self._docket = of_room(settings, "docket")
        self._papers = of_room(settings, "taskforce")
        self._cases = of_room(settings, "cases")
        self._day = ""
        self._traces: tuple[int, ...] = ()

    def sweep(self) -> None:
        """Destroy keys of comments, papers and cases that are gone, or never came in."""
        kept_of = (
            (self._docket, _KEPT_COMMENTS),
            (self._papers, _KEPT_PAPERS),
            (self._cases, _KEPT_CASES),
        )
        for vault, query in kept_of:
            kept = (str(row[0]) for row in self._database.read(query, {}))
            vault.sweep(kept, time.time() - _SWEEP_SECONDS)

    def seal(self) -> int:
        """Put what waits into the chain; how many entries that were."""
        total = 0
        while self._spools.waiting() or self._database.read(queries.ANY_WAITING, {})[0][0]:
            with self._database.transaction(quiet=True) as transaction:
                done = chain.seal(transaction, self._spools)
            total += done
            if not done:
                break
        return total

    def close_day(self, at: int) -> None:
        """Take the head of yesterday, once."""
        today = datetime.fromtimestamp(at / 1_000_000, UTC).date()
        yesterday = (today - timedelta(days=1)).isoformat()
        if self._day == yesterday:
            return
        if not self._database.read(queries.HEAD_OF_DAY, {"day": yesterday}):
            with self._database.transaction(quiet=True) as transaction:
                chain.take_head(transaction, yesterday, at)
        self._day = yesterday

    def expire(self, at: int) -> None:
        """End what is past its time: held submissions, keys, objects, conflicts with peers."""
        with self._database.transaction(quiet=True) as transaction:
            gone = ending.expire(transaction, at)
        for number in gone:
            self._vault.destroy(number)
        with self._database.transaction(quiet=True) as transaction:
            ending.sweep(transaction, self._vault)
        retention.destroy(self._database, lambda: at)
        retention.destroy_clashes(self._database, self._settings["feeds.conflict_days"], at)

    def forget(self, at: int) -> None:
        """Let disclosures go that are past their time, some seconds long; what waits goes on."""
        until = time.monotonic() + _FORGET_SECONDS
        while forgetting.some(self._database, at) and time.monotonic() < until:
            self.seal()

    def anonymous(self, at: int) -> None:
        """Empty the letter box of the days that are over, release what is due, end token keys."""
        box.empty(self._database, self._settings, at)
        traces = box.traces(self._database)
        if traces != self._traces:
            box.shake(self._database, self._settings)
            self._traces = traces
        tokens.tidy(self._database, self._settings, at)
        release.daily(self._database, self._settings, at)


def run(settings: Config, *, spool_only: bool = False) -> None:
    """Work until standard input ends; `spool_only`: another host does all but the disclosures."""
    database = open_database(settings["database.url"], settings.sqlite_path)
    keeper = Keeper(settings, database)
    slow = swept = 0.0
    clock = Clock()
    told = float("-inf")
    try:
        while not _ended(_SECONDS):
            try:
                keeper.seal()
                if time.monotonic() - told >= hosts.EVERY:
                    told = time.monotonic()
                    hosts.tell(database, settings, now)
                if spool_only:
                    health.beat(settings.data)
                if spool_only or clock.jumped():
                    # Of a clock that jumped the operator learns by a keeper that is late.
                    continue
                keeper.close_day(now())
                if time.monotonic() - slow >= _SLOW_SECONDS:
                    slow = time.monotonic()
                    keeper.expire(now())
                    keeper.anonymous(now())
                    keeper.forget(now())
                if time.monotonic() - swept >= _SWEEP_SECONDS:
                    swept = time.monotonic()
                    keeper.sweep()
                health.beat(settings.data)
            except WardlineError as error:
                # A full disk, a database that is away: all is left for the next time.
                log.warning("the audit log waits: %s", error)
    finally:
        with contextlib.suppress(WardlineError):
            hosts.leave(database, settings)
        database.close()


class Clock:
    """Whether the system's clock still goes as the seconds do since this process started.

    A clock that is set a year ahead by mistake makes everything look past its time: what is
    destroyed then is gone, whoever sets it back. So nothing is destroyed and no day is closed
    until the clock is right again, or an operator who set it rightly starts the hub anew.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = _steady
    ) -> None:
        """Believe the clock as it is now."""
        self._wall, self._steady = wall, steady
        self._offset = wall() - steady()
        self._told = False

    def jumped(self) -> bool:
        """Whether it was moved by more than slewing does; it is said once."""
        moved = self._wall() - self._steady() - self._offset
        jumped = abs(moved) > _JUMP_SECONDS
        if jumped and not self._told:
            log.warning(
                "the clock was moved by %+.0f s: nothing is destroyed and no day is closed until "
                "it is as before; if it is right now, start the hub anew",
                moved,
            )
        self._told = jumped
        return jumped


def _ended(seconds: float) -> bool:
    ready, _, _ = select.select([0], [], [], seconds)
    return bool(ready) and not os.read(0, 4096)


def _stop(*_: object) -> NoReturn:
    """Asked to end: what is under way is rolled back, and the other hosts are told."""
    raise SystemExit(0)


def main() -> None:
    """Work for the folder in WARDLINE_DATA."""
    signal.signal(signal.SIGTERM, _stop)
    settings = load(Path(os.environ["WARDLINE_DATA"]))
    logs.start("keeper", settings)
    run(settings, spool_only="--spool-only" in sys.argv[1:])


if __name__ == "__main__":
    main()
