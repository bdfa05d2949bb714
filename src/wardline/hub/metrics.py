"""Figures for Prometheus: each worker's own, and the hub's as a whole.

A scrape reaches any one worker. So each writes its counts into a file beside the portal's socket
every two seconds, and whichever is asked shows those of all, each under its own `worker`.
No figure is about a member: a count of what is held or hidden would tell that it is there.
*Source*: Prometheus text format 0.0.4.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

import wardline
from wardline.hub import health
from wardline.hub.db import Database, Dialect

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# What stands in none of these is the portal's; /tokens/ too, so that nobody sees when one is drawn.
_AREAS = {
    "taxii2": "taxii",
    "stream": "stream",
    "lists": "lists",
    "misp": "misp",
    **dict.fromkeys((".well-known", "healthz", "metrics", "openapi.json", "readyz"), "public"),
}
_WRITE_SECONDS = 2.0
# Prometheus asks every 15 s or so; several of them must not ask the database more often.
_KEPT_SECONDS = 5.0
_SECOND = 1_000_000


class Metric(NamedTuple):
    """One metric: its kind and what it tells."""

    kind: str
    help: str


METRICS: dict[str, Metric] = {
    "wardline_build_info": Metric("gauge", "1, with the version as a label"),
    "wardline_requests_total": Metric("counter", "answered requests by area and status"),
    "wardline_request_seconds": Metric("histogram", "seconds until an answer was made, by area"),
    "wardline_streams_open": Metric("gauge", "open push streams"),
    "wardline_memory_peak_bytes": Metric("gauge", "most memory that a worker has held"),
    "wardline_memory_bytes": Metric("gauge", "memory that a worker holds"),
    "wardline_start_time_seconds": Metric("gauge", "when a worker started, Unix time"),
    "wardline_check_ok": Metric("gauge", "1 where a check of /readyz is fine, else 0"),
    "wardline_disk_free_bytes": Metric("gauge", "room on the data folder's disk"),
    "wardline_database_bytes": Metric("gauge", "size of the database"),
    "wardline_keeper_age_seconds": Metric("gauge", "seconds since the keeper's last round"),
    "wardline_audit_entries_total": Metric("counter", "entries in the audit log's chain"),
    "wardline_audit_waiting": Metric("gauge", "entries that wait for the chain, 20,000 at most"),
    "wardline_backup_age_seconds": Metric("gauge", "seconds since the last backup; none: never"),
    "wardline_mail_oldest_seconds": Metric("gauge", "how long the oldest due mail waits"),
    "wardline_webhook_oldest_seconds": Metric("gauge", "how long the oldest due call waits"),
    "wardline_webhooks_off": Metric("gauge", "webhooks switched off after many refusals"),
    "wardline_feeds": Metric("gauge", "feeds in"),
    "wardline_feeds_failing": Metric("gauge", "feeds that failed three times in a row or more"),
    "wardline_certificate_expires_seconds": Metric("gauge", "when --tls-cert ends, Unix time"),
}

_DATABASE_BYTES = Dialect(
    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "SELECT pg_database_size(current_database())",
)
# One row with all that the database tells; times in microseconds.
_FIGURES = """
    SELECT (SELECT size FROM audit_state WHERE id = 1),
        (SELECT max(at) FROM audit_entry WHERE action = 'backup.made'),
        (SELECT min(next_at) FROM notices_mail WHERE next_at < :now),
        (SELECT min(next_at) FROM notices_call WHERE next_at < :now),
        (SELECT count(*) FROM notices_hook WHERE active = :off AND failures > 0),
        (SELECT count(*) FROM exchange_feed WHERE direction = 'in'),
        (SELECT count(*) FROM exchange_feed WHERE direction = 'in' AND failures >= 3)"""


class _Area(msgspec.Struct):
    """What one area of addresses has answered."""

    statuses: dict[str, int]
    # One for each bucket, and those that took longer.
    buckets: list[int]
    seconds: float = 0.0


class Sheet(msgspec.Struct):
    """One worker's figures, as they lie in its file."""

    started: float
    streams: int
    peak: int
    memory: int
    areas: dict[str, _Area]


def area(path: str) -> str:
    """The part of the hub that an address belongs to; never more of it than that."""
    first = path[1:].partition("/")[0]
    return _AREAS.get(first, "portal")


class Metrics:
    """Counts of one worker, and the way to those of the others."""

    def __init__(self, streams: Callable[[], int], folder: Path | None) -> None:
        """Start at zero; `folder`: where the workers' files lie, None: there is this one alone."""
        self._streams = streams
        self._folder = folder
        self._areas: dict[str, _Area] = {}
        self._started = time.time()

    def count(self, where: str, status: int, seconds: float) -> None:
        """Note one answered request of an area."""
        held = self._areas.get(where)
        if held is None:
            held = self._areas[where] = _Area({}, [0] * (len(BUCKETS) + 1))
        held.statuses[str(status)] = held.statuses.get(str(status), 0) + 1
        held.buckets[bisect_left(BUCKETS, seconds)] += 1
        held.seconds += seconds

    async def run(self) -> None:
        """Write this worker's file again and again, for as long as it lives."""
        while self._folder is not None:
            self._write(self._folder / f"metrics-{os.getpid()}")
            await asyncio.sleep(_WRITE_SECONDS)

    def _write(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            part = path.with_name(f".{path.name}")
            part.write_bytes(msgspec.json.encode(self._sheet()))
            part.replace(path)

    def _sheet(self) -> Sheet:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return Sheet(self._started, self._streams(), peak, _memory(), self._areas)

    def sheets(self) -> dict[str, Sheet]:
        """Each living worker's figures by its process id."""
        found = {str(os.getpid()): self._sheet()}
        for path in self._folder.glob("metrics-*") if self._folder else ():
            number = path.name.removeprefix("metrics-")
            if number not in found and Path(f"/proc/{number}").exists():
                with contextlib.suppress(OSError, msgspec.DecodeError):
                    found[number] = msgspec.json.decode(path.read_bytes(), type=Sheet)
        return found


def _memory() -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


Sample = tuple[str, dict[str, str], float]


class Whole:
    """The hub's figures as a whole, asked for at most every few seconds."""

    def __init__(self, database: Database, data: Path, clock: Callable[[], int]) -> None:
        """Ask `database` and the folder `data`."""
        self._database, self._data, self._clock = database, data, clock
        self._kept: list[Sample] = []
        self._asked = float("-inf")

    async def samples(self, told: Callable[[], Awaitable[dict[str, str]]]) -> list[Sample]:
        """The samples; `told` gives the checks of /readyz."""
        if time.monotonic() - self._asked >= _KEPT_SECONDS:
            checks = await told()
            self._kept = [*self._local(checks)]
            if checks["database"] == checks["migrated"] == "ok":
                self._kept += await self._stored()
            self._asked = time.monotonic()
        return self._kept

    def _local(self, checks: dict[str, str]) -> Iterator[Sample]:
        for name, state in checks.items():
            yield "wardline_check_ok", {"check": name}, float(state == "ok")
        with contextlib.suppress(OSError):
            # A disk that is away is told by its check.
            yield "wardline_disk_free_bytes", {}, float(health.free_bytes(self._data))
        age = health.keeper_age(self._data)
        if age is not None:
            yield "wardline_keeper_age_seconds", {}, round(age, 3)
        ends = _certificate_end(os.environ.get("WARDLINE_TLS_CERT", ""))
        if ends is not None:
            yield "wardline_certificate_expires_seconds", {}, ends

    async def _stored(self) -> list[Sample]:
        at = self._clock()
        [(bytes_,)] = await self._database.rows(_DATABASE_BYTES, {})
        [(waiting,)] = await self._database.rows(health.WAITING, {})
        [row] = await self._database.slow_rows(_FIGURES, {"now": at, "off": False})
        entries, backup, mail, call, off, feeds, failing = row
        found: list[Sample] = [
            ("wardline_database_bytes", {}, float(bytes_)),
            ("wardline_audit_entries_total", {}, float(entries or 0)),
            ("wardline_audit_waiting", {}, float(waiting)),
            ("wardline_mail_oldest_seconds", {}, _age(at, mail)),
            ("wardline_webhook_oldest_seconds", {}, _age(at, call)),
            ("wardline_webhooks_off", {}, float(off)),
            ("wardline_feeds", {}, float(feeds)),
            ("wardline_feeds_failing", {}, float(failing)),
        ]
        if backup is not None:
            found.append(("wardline_backup_age_seconds", {}, _age(at, backup)))
        return found


def _age(at: int, then: int | None) -> float:
    return 0.0 if then is None else max(0, at - int(then)) / _SECOND


def _certificate_end(path: str) -> float | None:
    if not path:
        return None
    from cryptography import x509

    try:
        shown = x509.load_pem_x509_certificate(Path(path).read_bytes())
    except (OSError, ValueError):
        return None
    return shown.not_valid_after_utc.timestamp()


def text(sheets: dict[str, Sheet], whole: Iterable[Sample]) -> bytes:
    """The metrics page."""
    samples: dict[str, list[str]] = {name: [] for name in METRICS}
    _add(samples, "wardline_build_info", {"version": wardline.__version__}, 1)
    for worker, sheet in sorted(sheets.items()):
        own = {"worker": worker}
        _add(samples, "wardline_streams_open", own, sheet.streams)
        _add(samples, "wardline_memory_peak_bytes", own, sheet.peak)
        _add(samples, "wardline_memory_bytes", own, sheet.memory)
        _add(samples, "wardline_start_time_seconds", own, round(sheet.started, 3))
        for name, held in sorted(sheet.areas.items()):
            _add_area(samples, {"area": name, **own}, held)
    for metric, labels, value in whole:
        _add(samples, metric, labels, value)
    lines = [
        line
        for name, metric in METRICS.items()
        if samples[name]
        for line in (
            f"# HELP {name} {metric.help}",
            f"# TYPE {name} {metric.kind}",
            *samples[name],
        )
    ]
    return ("\n".join(lines) + "\n").encode()


def _add_area(samples: dict[str, list[str]], labels: dict[str, str], held: _Area) -> None:
    for status, count in sorted(held.statuses.items()):
        _add(samples, "wardline_requests_total", {**labels, "status": status}, count)
    base, total = "wardline_request_seconds", 0
    for edge, count in zip((*map(str, BUCKETS), "+Inf"), held.buckets, strict=True):
        total += count
        _add(samples, base, {**labels, "le": edge}, total, "_bucket")
    _add(samples, base, labels, round(held.seconds, 6), "_sum")
    _add(samples, base, labels, total, "_count")


def _add(
    samples: dict[str, list[str]],
    name: str,
    labels: dict[str, str],
    value: float,
    suffix: str = "",
) -> None:
    inner = ",".join(f'{key}="{word}"' for key, word in labels.items())
    shown = f"{{{inner}}}" if inner else ""
    samples[name].append(f"{name}{suffix}{shown} {value:.15g}")
