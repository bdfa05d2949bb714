"""Whether this hub can do its work now: what `/readyz`, `/metrics` and `wardline doctor` share.

`database`, `migrated`, `disk` and `clock` decide: where one of them is not "ok", a load balancer
sends nothing here. `keeper` and `queue` are told and decide nothing: what is late there is safe,
and a hub that answers is better than none. Free of Django.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

from wardline.core.clock import Clock
from wardline.core.errors import WardlineError
from wardline.hub import migrated
from wardline.hub.config import Config
from wardline.hub.db import Database, Dialect

DECIDING = ("database", "migrated", "disk", "clock")
# The keeper touches it after each round.
BEAT_FILE = "keeper.beat"
# Under this SQLite cannot write its log, and no disclosure can be noted.
FULL_BYTES = 8 * 2**20
LATE_SECONDS = 60.0
# Two clocks further apart than this make deadlines and one-time codes wrong (RFC 6238).
APART = 30 * 1_000_000
# What was stored may be a little ahead of a clock that was set back by NTP.
AHEAD = 120 * 1_000_000
# What waits to be sent goes within a minute; a quarter of an hour is a fault.
QUEUE_LATE = 900 * 1_000_000
_MANY_WAITING = 10_000

# The database's own clock, microseconds; none: it has the machine's.
CLOCK = Dialect("SELECT NULL", "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
NEWEST = "SELECT max(last_added) FROM exchange_collection"
WAITING = "SELECT count(*) FROM (SELECT id FROM audit_waiting LIMIT 20000) w"
# What should have been sent before a moment: mails and calls of webhooks.
LATE = """
    SELECT (SELECT count(*) FROM notices_mail WHERE next_at < :before)
        + (SELECT count(*) FROM notices_call WHERE next_at < :before)"""


async def checks(database: Database, settings: Config, clock: Clock) -> dict[str, str]:
    """Each check's name with "ok", or one word that says what is wrong."""
    told = dict.fromkeys(("database", "migrated", "disk", "clock", "keeper", "queue"), "ok")
    told["disk"] = _disk(settings.data)
    age = keeper_age(settings.data)
    if age is not None and age > LATE_SECONDS:
        told["keeper"] = "late"
    try:
        await _asked(database, clock, told)
    except (WardlineError, OSError):
        return {**told, "database": "away"}
    except Exception:  # noqa: BLE001 # an engine's own error: no table, a damaged file
        return {**told, "database": "unusable"}
    return told


def _disk(data: Path) -> str:
    try:
        return "full" if free_bytes(data) < FULL_BYTES else "ok"
    except OSError:
        return "away"


async def _asked(database: Database, clock: Clock, told: dict[str, str]) -> None:
    """Put into `told` what the database says of itself."""
    found = await database.slow_rows(migrated.APPLIED, {})
    if migrated.difference([(row[0], row[1]) for row in found]).missing:
        told["migrated"] = "older"
        return
    before = clock()
    theirs = (await database.rows(CLOCK, {}))[0][0]
    newest = (await database.rows(NEWEST, {}))[0][0] or 0
    if theirs is not None and abs(int(theirs) - before) > APART:
        told["clock"] = "off"
    elif int(newest) > before + AHEAD:
        told["clock"] = "ahead"
    waiting = (await database.rows(WAITING, {}))[0][0]
    late = (await database.rows(LATE, {"before": before - QUEUE_LATE}))[0][0]
    if int(waiting) > _MANY_WAITING or late:
        told["queue"] = "late"


def ready(told: dict[str, str]) -> bool:
    """Whether requests may be sent here.

    A time to come that was stored once stays for as long as it takes: the hub works with it, since
    dates only grow (DESIGN section 5, rule 2).
    """
    return all(told[name] in ("ok", "ahead") for name in DECIDING)


def free_bytes(data: Path) -> int:
    """Room on the data folder's disk for this user."""
    return shutil.disk_usage(data).free


def beat(data: Path) -> None:
    """Note that the keeper has done a round. A full disk stops the note, never the keeper."""
    with contextlib.suppress(OSError):
        path = data / BEAT_FILE
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        os.utime(path)


def keeper_age(data: Path) -> float | None:
    """Seconds since the keeper's last round; None: it has never done one here."""
    try:
        return max(0.0, time.time() - (data / BEAT_FILE).stat().st_mtime)
    except OSError:
        return None
