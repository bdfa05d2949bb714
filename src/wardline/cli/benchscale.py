"""`wardline bench scale`: measure a small piece here, and reckon what a whole sector takes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wardline.cli.bench import Bench
from wardline.testing import procs
from wardline.testing.scale import Costs, Need, Sector, needs
from wardline.testing.taxii.load import Target, measure

_STREAMS = 500
_RATE = 8
_BATCH = 1000

T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the sector's size and every other assumption."""
    usual = Sector()
    for name, value in usual._asdict().items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(value),
            default=value,
            metavar="N",
            help=f"assumed: {value:,}",
        )
    parser.add_argument("--objects", type=int, default=20_000, help="objects in the hub measured")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each figure")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Measure, reckon, and print with each assumption."""
    sector = Sector(**{name: getattr(args, name) for name in Sector._fields})
    with tempfile.TemporaryDirectory(prefix="wardline-scale-") as scratch:
        costs = Measuring(Path(scratch), args).costs()
    found = needs(sector, costs)
    load = os.getloadavg()
    if args.json:
        told = {
            "assumed": sector._asdict(),
            "measured": costs._asdict(),
            "load_average": load,
            "needs": [need._asdict() for need in found],
        }
        print(json.dumps(told))
        return 0
    _print(sector, costs, found, load)
    return 0


def _print(
    sector: Sector, costs: Costs, found: list[Need], load: tuple[float, float, float]
) -> None:
    print(f"Measured on {os.cpu_count()} cores, load average {load[0]:.1f}, processor time of one:")
    for name, value in costs._asdict().items():
        print(f"  {name.replace('_', ' ')}: {value:,.1f}")
    print("Assumed (change each with --NAME N):")
    for name, value in sector._asdict().items():
        print(f"  {name.replace('_', ' ')}: {value:,}")
    print("\n| what is full first | the sector asks | one carries | needed | then |")
    print("|---|---|---|---|---|")
    for need in found:
        needed = f"{need.needed:,.2f} {need.unit}"
        print(f"| {need.what} | {need.load} | {need.one_carries} | {needed} | {need.then} |")


class Measuring(Bench):
    """What one of everything costs: processor time of the hub, so that other load hardly counts."""

    def costs(self) -> Costs:
        """Start a hub, fill it, measure."""
        with self._hub() as to:
            self._fill()
            stored = self._stored()
            hub = procs.family(self.server.pid)
            poll = self._each(hub, to, "empty", 100)
            page = self._each(hub, to, "pages", 100)
            taken = self._each(hub, to, "write", 100, clients=4, many=_BATCH)
            pushed, stream, worker = self._streams(hub, to)
        return Costs(poll, page, taken, pushed, stream, worker, stored, cores=os.cpu_count() or 1)

    def _each(
        self, hub: list[int], to: Target, mode: str, limit: int, *, clients: int = 8, many: int = 1
    ) -> float:
        """Microseconds of the hub's processor time for one request, or for one of its objects."""
        import uvloop

        sys.stderr.write(f"… measuring {mode}\n")
        before = procs.seconds(hub)
        seconds = self.args.seconds
        done = uvloop.run(
            measure(to, mode, clients=clients, seconds=seconds, limit=limit, batch=many)
        )
        return (procs.seconds(hub) - before) * 1e6 / max(done.requests * many, 1)

    def _streams(self, hub: list[int], to: Target) -> tuple[float, float, float]:
        """An event to one stream, the memory of a stream, and of the hub without any."""
        import uvloop

        from wardline.testing.taxii.push import measure_push

        sys.stderr.write(f"… measuring {_STREAMS} streams\n")
        quiet, before = procs.memory(hub), procs.seconds(hub)
        path, seconds = f"/stream/{self.collection}", self.args.seconds

        def push() -> int:
            done = uvloop.run(
                measure_push(to, path, subscribers=_STREAMS, seconds=seconds, rate=_RATE)
            )
            return done.received

        received, most = _watched(push, lambda: procs.memory(hub))
        spent = (procs.seconds(hub) - before) * 1e6
        return spent / max(received, 1), max(most - quiet, 0) / _STREAMS, float(quiet)

    def _stored(self) -> float:
        """Bytes on the disk for each object, with indexes; on PostgreSQL assumed to be 3 kB."""
        files = list(self.data.glob("wardline.sqlite3*"))
        total = sum(path.stat().st_size for path in files)
        return total / self.args.objects if total > 0 else 3_000.0


def _watched(act: Callable[[], T], look: Callable[[], int]) -> tuple[T, int]:
    """What `act` gives, and the most that `look` saw meanwhile."""
    seen = [look()]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            seen.append(look())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        found = act()
    finally:
        ended.set()
        thread.join()
    return found, max(seen)
