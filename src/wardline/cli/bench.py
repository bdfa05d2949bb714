"""`wardline bench`: measure this hub beside its peers and the machine's limit, in one run."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError, WardlineError
from wardline.testing import procs
from wardline.testing.taxii import peers
from wardline.testing.taxii.load import Target, made_up, measure, target

_SUBSCRIBERS = 5000
_BUSY = 50
_GATED = 1000
# One key stands for all members here.
UNLIMITED = {
    "WARDLINE_LIMITS__KEY_PER_SECOND": "0",
    "WARDLINE_LIMITS__ORGANIZATION_PER_SECOND": "0",
    "WARDLINE_LIMITS__ORGANIZATION_WRITES": "0",
    "WARDLINE_LIMITS__ORGANIZATION_STREAMS": "0",
}


class Figure(NamedTuple):
    """One measured figure beside its goal, the peers and the limit; None: not measured."""

    what: str
    ours: float
    unit: str
    goal: str
    medallion: float | None = None
    opentaxii: float | None = None
    limit: float | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the size."""
    parser.add_argument("--objects", type=int, default=100_000, help="objects in the hub")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each figure")
    for name in ("medallion", "opentaxii"):
        parser.add_argument(
            f"--{name}", type=Path, metavar="PYTHON", help=f"a Python that has {name} installed"
        )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Measure, and print one table."""
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as scratch:
        figures = Bench(Path(scratch), args).run()
    if args.json:
        print(json.dumps([figure._asdict() for figure in figures]))
        return 0
    print(f"{args.objects:,} objects of about 1.3 kB; 32 clients; one hub process; load meter and")
    print(f"servers on the same {os.cpu_count()} cores.\n")
    print(
        f"| what | Wardline | goal | medallion ({peers.MEDALLION_OBJECTS:,} objects) "
        f"| OpenTAXII ({peers.OPENTAXII_OBJECTS:,}) | nginx, same bytes |"
    )
    print("|---|---|---|---|---|---|")
    for figure in figures:
        others = " | ".join(
            "" if rate is None else f"{rate:,.0f}"
            for rate in (figure.medallion, figure.opentaxii, figure.limit)
        )
        ours = f"{figure.ours:,.1f}" if figure.unit == "s" else f"{figure.ours:,.0f}"
        print(f"| {figure.what} | {ours} {figure.unit} | {figure.goal} | {others} |")
    return 0


class Bench:
    """One run."""

    def __init__(self, folder: Path, args: argparse.Namespace) -> None:
        """Work in `folder`."""
        self.folder = folder
        self.args = args
        self.data = folder / "hub"

    def run(self) -> list[Figure]:
        """All figures: ours first, then the limit, then the peer."""
        figures: list[Figure] = []
        with self._hub() as to:
            rates = self._fill()
            figures.append(
                Figure("ingest of a trusted feed, first part", rates[0], "objects/s", "20,000")
            )
            figures.append(
                Figure(
                    "ingest of a trusted feed, last part",
                    rates[-1],
                    "objects/s",
                    "0.8 of the first",
                )
            )
            limits = self._limits(to)
            others = self._peers()
            for name, mode, limit, unit, goal in (
                ("pages of 100", "pages", 100, "objects/s", "250,000"),
                ("pages of 1,000", "pages", 1000, "objects/s", "300,000"),
                ("empty polls", "empty", 100, "requests/s", "10,000"),
                ("one object by id", "object", 1, "requests/s", "8,000"),
            ):
                ours = self._measure(to, mode, limit)
                key = f"{unit.split('/')[0]}_per_second"
                beside = (others["medallion"].get(name), others["opentaxii"].get(name))
                figures.append(Figure(name, ours[key], unit, goal, *beside, limits.get(name)))
            write = self._measure(to, "write", 100, clients=4)
            rate = write["objects_per_second"]
            figures.append(
                Figure("ingest over HTTP, batches of 1,000", rate, "objects/s", "20,000")
            )
            _say("measuring the privacy gate")
            figures.append(
                Figure("ingest from a member, every text new", self._gated(), "objects/s", "")
            )
            figures.append(Figure("memory of the hub after all this", self._memory(), "MB", "150"))
            figures += self._push(to)
        started = time.perf_counter()
        with self._hub():
            ready = time.perf_counter() - started
        figures.append(Figure("ready on an existing database", ready, "s", "2"))
        return figures

    @contextlib.contextmanager
    def _hub(self) -> Iterator[Target]:
        command = [sys.executable, "-m", "wardline", "serve", "--data", str(self.data)]
        server = subprocess.Popen(  # noqa: S603 # our own
            [*command, "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **UNLIMITED},
        )
        self.server = server
        try:
            assert server.stdout is not None  # noqa: S101 # a pipe was asked for
            line = server.stdout.readline().strip()
            if not line.startswith("ready "):
                raise ConfigError("The hub did not start.", hint="See above.")
            yield self._target(line.removeprefix("ready "))
        finally:
            server.terminate()
            server.wait()

    def _target(self, url: str) -> Target:
        from wardline.hub import setup

        setup.use(self.data)
        from wardline.hub.exchange import collections
        from wardline.hub.members import service

        known = collections.collections()
        if known:
            number = known[0].uuid
            owner = service.organizations()[0].id
        else:
            owner = service.add_organization("Bench (made up)", "other")
            number = collections.add_collection("Bench", read=["all"], write=["all"])
        self.collection = number
        key = service.add_key(owner, "bench", ["read", "write", "vouched"]).secret
        return target(f"{url}taxii2/sector/collections/{number}/", f"Bearer {key}")

    def _fill(self) -> list[float]:
        """Objects of a trusted feed, through the same ingest as all others; each tenth's rate."""
        from wardline.hub.exchange import collections
        from wardline.hub.exchange.service import HUB_SENDER, SOURCE
        from wardline.hub.worker import writing

        number = collections.find(self.collection).id
        part = max(self.args.objects // 10, 1000)
        rates = []
        with writing(self.data) as exchange:
            for start in range(0, self.args.objects, part):
                spent = 0.0
                for _ in range(0, part, 1000):
                    batch = made_up(1000)
                    before = time.perf_counter()
                    exchange.ingest(number, HUB_SENDER, batch, way=SOURCE)
                    spent += time.perf_counter() - before
                rates.append(part / spent)
                _say(f"filled {start + part:,} of {self.args.objects:,}")
        return rates

    def _gated(self) -> float:
        """Objects of a member whose texts are all new: the whole privacy gate, one thread."""
        from wardline.hub.exchange import collections
        from wardline.hub.exchange.service import HUB_SENDER, Way
        from wardline.hub.worker import writing

        number = collections.find(self.collection).id
        start = b'"description":"'
        raws = [
            raw.replace(start, start + f"Case {index:,}: ".encode())
            for index, raw in enumerate(made_up(_GATED))
        ]
        with writing(self.data) as exchange:
            exchange.ingest(number, HUB_SENDER, raws[:10], way=Way())
            before = time.perf_counter()
            exchange.ingest(number, HUB_SENDER, raws[10:], way=Way())
            return (_GATED - 10) / (time.perf_counter() - before)

    def _measure(self, to: Target, mode: str, limit: int, *, clients: int = 32) -> dict[str, Any]:
        import uvloop

        _say(f"measuring {mode} {limit}")
        measured = uvloop.run(
            measure(to, mode, clients=clients, seconds=self.args.seconds, limit=limit, batch=1000)
        )
        return measured.document()

    def _push(self, to: Target) -> list[Figure]:
        """5,000 open streams: quietly, and as fast as they take it."""
        import uvloop

        from wardline.testing.taxii.push import measure_push

        path = f"/stream/{self.collection}"
        figures = []
        for rate, name in ((2, "2 objects/s"), (60, "60 objects/s")):
            _say(f"measuring push at {name}")
            done = uvloop.run(
                measure_push(to, path, subscribers=_SUBSCRIBERS, seconds=8, rate=rate)
            )
            what = f"push to {_SUBSCRIBERS:,} streams at {name}"
            goals = ("100", "300") if rate < _BUSY else ("", "")
            figures.append(Figure(f"{what}: p50", done.p50, "ms", goals[0]))
            figures.append(Figure(f"{what}: p99", done.p99, "ms", goals[1]))
            figures.append(Figure(f"{what}: lost or repeated", done.lost + done.repeated, "", "0"))
            if rate >= _BUSY:
                figures.append(
                    Figure(f"{what}: sustained", done.objects_per_second, "objects/s", "50")
                )
        return figures

    def _limits(self, to: Target) -> dict[str, float]:
        """Nginx sending the same bytes from memory: what this machine can do at all."""
        nginx = shutil.which("nginx")
        if nginx is None:
            _say("nginx is not installed: no limit is measured")
            return {}
        root = self.folder / "www"
        root.mkdir(exist_ok=True)
        names = {"pages of 100": 100, "pages of 1,000": 1000, "empty polls": 0}
        for limit in names.values():
            future = "&added_after=2100-01-01T00:00:00Z" if limit == 0 else ""
            url = f"http://{to.host}:{to.port}{to.path}objects/?limit={limit or 1}{future}"
            headers = dict(
                line.split(": ", 1) for line in to.headers.decode().strip().split("\r\n")
            )
            with urllib.request.urlopen(  # our own address
                urllib.request.Request(url, headers=headers)  # as above
            ) as answer:
                (root / f"{limit}.json").write_bytes(answer.read())
        found = {}
        with peers.nginx(nginx, root, self.folder) as port:
            for name, limit in names.items():
                bare = Target("127.0.0.1", port, f"/{limit}.json?x=", b"Host: x\r\n")
                done = self._measure(bare, "empty", max(limit, 1))
                key = "requests_per_second" if limit == 0 else "objects_per_second"
                found[name] = float(done[key])
        return found

    def _memory(self) -> float:
        """Resident memory of the exchange's processes, in MB."""
        total = 0
        for process in procs.family(self.server.pid):
            entry = Path("/proc") / str(process)
            with contextlib.suppress(OSError):
                if b"wardline\0serve" in (entry / "cmdline").read_bytes():
                    status = (entry / "status").read_text()
                    total += int(status.partition("VmRSS:")[2].split()[0])
        return total / 1024

    def _peers(self) -> dict[str, dict[str, float]]:
        """The peers' figures by the name of what is measured."""
        found: dict[str, dict[str, float]] = {"medallion": {}, "opentaxii": {}}
        for name, python, start in (
            ("medallion", self.args.medallion, peers.medallion),
            ("opentaxii", self.args.opentaxii, peers.opentaxii),
        ):
            if python is None:
                _say(f"no --{name}: it is not measured")
                continue
            with start(python, self.folder) as to:
                found[name] = self._peer(to)
        return found

    def _peer(self, to: Target) -> dict[str, float]:
        found = {}
        for name, mode, limit, key in (
            ("pages of 100", "pages", 100, "objects_per_second"),
            ("empty polls", "empty", 100, "requests_per_second"),
            ("one object by id", "object", 1, "requests_per_second"),
        ):
            try:
                found[name] = float(self._measure(to, mode, limit, clients=4)[key])
            except WardlineError as error:
                _say(str(error))
        return found


def _say(text: str) -> None:
    sys.stderr.write(f"… {text}\n")
