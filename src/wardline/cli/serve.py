"""`wardline serve`: the hub, one supervising process with its workers behind one address."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wardline.cli.hubdata import add_data
from wardline.core.errors import ConfigError
from wardline.hub import hosts
from wardline.hub.config import EXCHANGE_ONLY, LISTENS
from wardline.hub.sockets import SocketFolder

# Measured: without these, large answers give their memory back to the system each time and pay a
# page fault for every 4 kB of the next one (DESIGN section 5, rule 14).
_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "67108864", "MALLOC_TRIM_THRESHOLD_": "268435456"}
_READY_SECONDS = 60
_PORTAL_SECONDS = 5
# granian ends where a worker falls twice within 5.5 s, which no option of it changes; it is started
# again after a pause that grows while that goes on (docs/adr/0002).
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
# So long without such an end, and the next pause is the first one again.
_STEADY_SECONDS = 120.0
_LOOK_SECONDS = 0.1
# As many waiting connections as a reconnecting crowd of subscribers makes in a moment.
_BACKLOG = 8192


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder, the address and the number of workers."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8400, help="port; 0 picks a free one")
    parser.add_argument("--workers", type=int, default=1, help="worker processes (default: 1)")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain, PEM")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
    parser.add_argument(
        "--exchange-only",
        action="store_true",
        help="one more host for programs, beside one that serves the pages (docs/scale.md); "
        "needs PostgreSQL",
    )
    add_data(parser)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:  # noqa: PLR2004 # RFC 9293: 16 bits
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Migrate, start the workers, say when they answer, and stay until stopped."""
    if bool(args.tls_cert) != bool(args.tls_key):
        raise ConfigError("TLS needs both --tls-cert and --tls-key.")
    if args.workers < 1:
        raise ConfigError("--workers must be at least 1.")
    os.environ.update({key: value for key, value in _ALLOCATOR.items() if key not in os.environ})
    os.environ["WARDLINE_DATA"] = str(args.data.resolve())
    if args.tls_cert:
        # For /metrics, which tells when it ends.
        os.environ["WARDLINE_TLS_CERT"] = str(args.tls_cert.resolve())
    port = args.port or _free_port(args.host)
    _check_free(args.host, port)
    scheme = "https" if args.tls_cert else "http"
    if args.exchange_only:
        _check_shared(args.data)
        os.environ[EXCHANGE_ONLY] = "1"
    listens = f"{scheme}://{_shown(args.host)}:{port}/"
    os.environ[LISTENS] = listens
    _migrate(args.data, "" if args.exchange_only else listens)
    hosts.remember(args.data, pages=not args.exchange_only, address=listens)
    answered = threading.Event()
    words = (scheme, args.host, port, answered)
    with _beside(args):
        threading.Thread(target=_announce, args=words, daemon=True).start()
        _serve(args, port, answered)
    return 0


def _check_shared(data: Path) -> None:
    from wardline.hub.config import load

    if not load(data)["database.url"]:
        raise ConfigError(
            "--exchange-only adds a host to a hub, and this one would have a database of its own.",
            hint="Set database.url to the hub's PostgreSQL, or leave --exchange-only away.",
        )


@contextlib.contextmanager
def _beside(args: argparse.Namespace) -> Iterator[None]:
    """The processes beside the exchange's workers.

    Keys of what is sealed and of tokens lie in the data folder of the one host that has the
    portal; only there are they made and destroyed. Another host has its own spool of disclosures.
    """
    with contextlib.ExitStack() as stack:
        keeper = ["-m", "wardline.hub.keeper"]
        if args.exchange_only:
            stack.enter_context(_Beside("keeper", [*keeper, "--spool-only"]))
        else:
            stack.enter_context(_Portal())
            stack.enter_context(_Beside("keeper", keeper))
            stack.enter_context(_feeds(args.data))
        yield


def _feeds(data: Path) -> contextlib.AbstractContextManager[None]:
    """The process that pulls feeds and CSAF providers, where the settings say that the hub does."""
    from wardline.hub.config import load

    settings = load(data)
    if settings["feeds.every_minutes"] or settings["advisories.every_minutes"]:
        return _Beside("feeds' process", ["-m", "wardline.hub.puller"])
    return contextlib.nullcontext()


class _Beside:
    """A process beside the exchange's workers; started again whenever it ends."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self._name, self._command = name, [sys.executable, *arguments]
        self._ends = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_PORTAL_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        while not self._ends.is_set():
            # Its standard input ends with this process, however that ends; then it ends as well.
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 # our own
            self._process.wait()
            if not self._ends.wait(1.0):
                sys.stderr.write(f"wardline serve: the {self._name} ended; it is started again.\n")


class _Portal(_Beside):
    """The portal's process, with the socket by which the front door reaches it."""

    def __init__(self) -> None:
        self._folder = SocketFolder()
        socket_path = f"{self._folder.path}/portal"
        super().__init__("portal", ["-m", "wardline.hub.portal.run", socket_path])
        os.environ["WARDLINE_PORTAL_SOCKET"] = socket_path

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._folder.close()


def _shown(host: str) -> str:
    """A host as it stands in an address; one that means all of them is this machine."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 # not a bind
    return asked.get(host, f"[{host}]" if ":" in host else host)


def _migrate(data: Path, listens: str) -> None:
    """In a process of its own, so that this one never holds Django's memory."""
    code = (
        "import sys; from pathlib import Path; from wardline.cli import _guarded; "
        "from wardline.hub import setup; "
        "start = lambda words: setup.first_start(Path(words[1]), words[2]) or 0; "
        "sys.exit(_guarded(start, sys.argv))"
    )
    words = [sys.executable, "-c", code, str(data), listens]
    done = subprocess.run(words, check=False)  # noqa: S603 # our own
    if done.returncode:
        raise SystemExit(done.returncode)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _free_port(host: str) -> int:
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _check_free(host: str, port: int) -> None:
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"Cannot listen on {host} port {port}: {error.strerror}.",
                hint="Choose another --port, or 0 for a free one.",
            ) from error


def _announce(scheme: str, host: str, port: int, answered: threading.Event) -> None:
    """Print the ready line once a worker answers from the database."""
    import ssl

    asked = _shown(host)
    shown = f"[{host}]" if ":" in host else host
    # Only asks whether we answer ourselves; the certificate is for the clients.
    context = ssl._create_unverified_context() if scheme == "https" else None  # noqa: S323, SLF001
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(  # noqa: S310 # our own address
                f"{scheme}://{asked}:{port}/readyz", timeout=5, context=context
            ):
                print(f"ready {scheme}://{shown}:{port}/", flush=True)
                answered.set()
                return
        except OSError:
            time.sleep(0.02)
    sys.stderr.write("wardline serve: the workers did not answer in time; see the log above.\n")


def _serve(args: argparse.Namespace, port: int, answered: threading.Event) -> None:
    """Serve until told to stop. A hub that never answered ends; one that did begins again."""
    pause = _FIRST_PAUSE
    while True:
        began = time.monotonic()
        server = _server(args, port)
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal or not answered.is_set():
                raise
        else:
            return
        if time.monotonic() - began > _STEADY_SECONDS:
            pause = _FIRST_PAUSE
        sys.stderr.write(
            "wardline serve: the exchange's workers fell again and again; they are started again "
            f"in {pause:.0f} s.\n"
        )
        if _is_stopped(server, pause):
            return
        pause = min(pause * 2, _LONGEST_PAUSE)


def _is_stopped(server: Any, seconds: float) -> bool:
    """Wait; whether it was told to stop meanwhile (its handlers of signals still stand)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not server.interrupt_signal:
        time.sleep(_LOOK_SECONDS)
    return bool(server.interrupt_signal)


def _server(args: argparse.Namespace, port: int) -> Any:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops, SSLProtocols
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    return Granian(
        "wardline.hub.front:app",
        address=args.host,
        port=port,
        interface=Interfaces.ASGI,
        workers=args.workers,
        loop=Loops.uvloop,
        http=HTTPModes.auto if args.tls_cert else HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        # Streams stay open: each takes a place for as long as it lives.
        backpressure=20_000,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
        ssl_cert=args.tls_cert,
        ssl_key=args.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
    )
