"""`wardline bench soak`: a day in fast motion, with a fault every 30 seconds.

A hub of its own, members at full rates, and faults in turn: processes are killed, the machine loses
power, the network stalls, breaks and cuts, the database is locked, one member floods. At the end:
what was lost, repeated, leaked, how memory went, and how long polls took outside the faults.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError
from wardline.testing import procs
from wardline.testing.faults import Proxy
from wardline.testing.soak import Field, Place, Rates

# All practices' programs polling once a minute, and hospitals' on top (docs/scale.md).
_POLLS = 3433.0
_SHARES = 2.0
_STREAMS = 1000
_TRACKED = 20
# How long a fault lasts, and how long after it polls still count as within it.
_LASTS = 8.0
_GRACE = 4.0
_START_SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the length and the rates."""
    parser.add_argument("--minutes", type=float, default=20.0, help="how long (default: 20)")
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two faults")
    parser.add_argument("--polls", type=float, default=_POLLS, help="polls a second")
    parser.add_argument("--shares", type=float, default=_SHARES, help="objects shared a second")
    parser.add_argument("--streams", type=int, default=_STREAMS, help="open streams")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Soak, print the figures; exit 1 if anything was lost, repeated or leaked."""
    with tempfile.TemporaryDirectory(prefix="wardline-soak-") as scratch:
        told = Soak(Path(scratch) / "hub", args).run()
    if args.json:
        print(json.dumps(told))
    else:
        for name, value in told.items():
            print(f"{name}: {value}")
    return 1 if told["lost"] or told["repeated"] or told["leaked"] else 0


class Fault(NamedTuple):
    """A fault that was: what, and from when to when polls are not counted (monotonic seconds)."""

    what: str
    start: float
    end: float


class Soak:
    """One run."""

    def __init__(self, data: Path, args: argparse.Namespace) -> None:
        """Keep the hub in `data`."""
        self.data, self.args = data, args
        self.faults: list[Fault] = []
        self.memory: list[tuple[float, int]] = []
        self._ended = threading.Event()
        self._server: subprocess.Popen[str] | None = None
        self._said = data.with_name("hub.log")
        self._port = _port()
        self._failed: Exception | None = None

    def run(self) -> dict[str, Any]:
        """Start, load, break, count."""
        import uvloop

        self._start()
        direct = self._members()
        proxy = Proxy((direct.host, direct.port)).start()
        weak = direct._replace(port=proxy.port)
        args = self.args
        field = Field(direct, weak, Rates(args.polls, args.shares, args.streams, _TRACKED))
        beside = [
            threading.Thread(target=self._break, args=(proxy, field), daemon=True),
            threading.Thread(target=self._watch, daemon=True),
        ]
        for thread in beside:
            thread.start()
        try:
            uvloop.run(self._load(field))
        finally:
            self._ended.set()
            for thread in beside:
                thread.join(_LASTS + _START_SECONDS)
            proxy.close()
            self._stop()
        if self._failed:
            raise self._failed
        return self._told(field)

    async def _load(self, field: Field) -> None:
        await field.run(self.args.minutes * 60)
        # No fault begins while the last ones catch up.
        await asyncio.sleep(0)

    def _start(self) -> None:
        command = [sys.executable, "-m", "wardline", "serve", "--data", str(self.data)]
        with self._said.open("ab") as said:
            self._server = subprocess.Popen(  # noqa: S603 # our own
                [*command, "--port", str(self._port)],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
                # One outsider's key stands for all of them.
                env={
                    **os.environ,
                    "WARDLINE_LIMITS__KEY_PER_SECOND": "0",
                    "WARDLINE_LIMITS__ORGANIZATION_PER_SECOND": "0",
                    "WARDLINE_LIMITS__ORGANIZATION_STREAMS": "0",
                },
            )
        assert self._server.stdout is not None  # noqa: S101 # a pipe was asked for
        if not self._server.stdout.readline().startswith("ready "):
            last = self._said.read_text(errors="replace").strip()[-2000:]
            raise ConfigError(
                f"The hub did not start: {last}", hint="Try 'wardline serve' by hand."
            )

    def _stop(self) -> None:
        if self._server is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()

    def _members(self) -> Place:
        from wardline.hub import setup

        setup.use(self.data)
        from wardline.hub.exchange import collections
        from wardline.hub.members import service

        sharer, named, outsider = (
            service.add_organization(f"Soak {name} (made up)", "hospital")
            for name in ("sharer", "named", "outsider")
        )
        keys = [
            service.add_key(one, "soak", ["read", "write"]).secret
            for one in (sharer, named, outsider)
        ]
        group = [sharer, named]
        shared = collections.add_collection("Soak", read=["all", *group], write=["all"])
        inner = collections.add_collection("Soak group", read=group, write=group)
        return Place("127.0.0.1", self._port, shared, inner, *keys)

    def _watch(self) -> None:
        while not self._ended.wait(5):
            if self._server is not None:
                family = procs.family(self._server.pid)
                self.memory.append((time.monotonic(), procs.memory(family)))

    def _break(self, proxy: Proxy, field: Field) -> None:
        """Faults until the members' time is over; what fails here ends the run, and says so."""
        try:
            self._faults(proxy)
        except Exception as error:  # noqa: BLE001 # it is raised where the run ends
            self._failed = error
            field.end()

    def _faults(self, proxy: Proxy) -> None:
        """A fault each `every` seconds, in turn."""
        ends = time.monotonic() + self.args.minutes * 60
        faults: list[tuple[str, Callable[[], None]]] = [
            ("kill -9 of the exchange's worker", lambda: self._kill(b"wardline\0serve")),
            ("network stalls", lambda: self._stall(proxy)),
            ("kill -9 of the keeper", lambda: self._kill(b"hub.keeper")),
            ("connections are cut in the middle", lambda: self._cut(proxy)),
            ("database locked by another", self._lock),
            ("kill -9 of the portal", lambda: self._kill(b"portal.run")),
            ("the worker hangs", lambda: self._hang(b"wardline\0serve")),
            ("power cut: kill -9 of all, and started again", self._power),
        ]
        turn = 0
        while not self._ended.wait(self.args.every):
            if time.monotonic() + _LASTS > ends:
                return
            what, act = faults[turn % len(faults)]
            turn += 1
            start = time.monotonic()
            sys.stderr.write(f"… {what}\n")
            act()
            self.faults.append(Fault(what, start, time.monotonic() + _GRACE))

    def _ours(self, word: bytes) -> list[int]:
        assert self._server is not None  # noqa: S101 # it was started
        found = []
        for one in procs.family(self._server.pid):
            with contextlib.suppress(OSError):
                command = (Path("/proc") / str(one) / "cmdline").read_bytes()
                if word in command and one != self._server.pid:
                    found.append(one)
        return found

    def _kill(self, word: bytes) -> None:
        for one in self._ours(word):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def _hang(self, word: bytes) -> None:
        stopped = self._ours(word)
        for one in stopped:
            os.kill(one, signal.SIGSTOP)
        self._ended.wait(_LASTS / 2)
        for one in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)

    def _stall(self, proxy: Proxy) -> None:
        proxy.stall()
        self._ended.wait(_LASTS)
        proxy.flow()

    def _cut(self, proxy: Proxy) -> None:
        for most in (1, 100, 700, 3000):
            proxy.halve(most)
            proxy.cut()
            self._ended.wait(_LASTS / 4)
        proxy.flow()

    def _lock(self) -> None:
        """Somebody else's tool holds SQLite's lock; on PostgreSQL the collection's row."""
        path = self.data / "wardline.sqlite3"
        if not path.exists():
            return self._stop_reading()
        with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self._ended.wait(_LASTS)
            other.execute("ROLLBACK")
        return None

    def _stop_reading(self) -> None:
        import psycopg

        url = os.environ["WARDLINE_DATABASE__URL"]
        with psycopg.connect(url) as other:
            other.execute("SELECT id FROM exchange_collection FOR UPDATE")
            self._ended.wait(_LASTS)

    def _power(self) -> None:
        self._stop()
        self._start()

    def _told(self, field: Field) -> dict[str, Any]:
        told = field.told()
        calm = sorted(
            poll.took
            for poll in field.polls
            if not any(one.start - 1 <= poll.at + poll.took and poll.at <= one.end
                       for one in self.faults)
        )  # fmt: skip
        sizes = [size / 2**20 for _, size in self.memory]
        part = max(len(sizes) // 4, 1)
        first, last = sorted(sizes[:part]), sorted(sizes[-part:])
        return {
            **told._asdict(),
            "polls_a_second": round(told.polls / (self.args.minutes * 60), 1),
            "p50_poll_ms_outside_faults": _percentile(calm, 0.5),
            "p99_poll_ms_outside_faults": _percentile(calm, 0.99),
            "memory_mb_first_quarter": round(first[len(first) // 2]) if first else 0,
            "memory_mb_last_quarter": round(last[len(last) // 2]) if last else 0,
            "memory_mb_most": round(max(sizes, default=0)),
            "faults": len(self.faults),
            "kinds": sorted({one.what for one in self.faults}),
            "minutes": self.args.minutes,
            "load_average": os.getloadavg(),
        }


def _port() -> int:
    """A free port that no connection's own end can take while the hub is away."""
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in range(lowest - 1, 1024, -1):
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise ConfigError("No port is free.", hint="End a program that listens, and try again.")


def _percentile(values: list[float], share: float) -> float:
    if not values:
        return 0.0
    return round(values[min(int(len(values) * share), len(values) - 1)] * 1000, 1)
