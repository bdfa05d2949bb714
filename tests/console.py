"""`wardline …` as a person types it, in a fraction of the time that a new process takes.

Most of a short command's time goes into reading libraries. One server in each process of tests has
read them; each call is a fork of it, which is given what a new process is given: words, its own
environment, folder, standard input, output and errors. So it does all that a new process does, but
for reading code: it sets Django up from its own environment, reads the hub's tables and all that
needs Django's settings, and opens its own files and connections. The server does nothing of that.

1. `run` sends the call's files to the server, and what to do over the first of them.
2. The server forks, tells the child's number, and goes on to the next call.
3. The child becomes what `python -m wardline` is, runs, and ends as any process ends.
4. The server tells its exit code.

What a call does to its process (kill it, signal it, measure it) needs one of its own: use
`subprocess` there.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

# Rooms that need Django's settings, or that no command needs: not read by the server.
_LEFT = ("wardline.__main__", "wardline.hub", "wardline.testing")
# What the commands read of other people's, as far as it can be read before Django is set up.
LIBRARIES = (
    "argparse", "asyncio", "concurrent.futures.process", "csv", "ctypes", "decimal", "difflib",
    "email.mime.multipart", "email.policy", "fractions", "html.parser", "http.client",
    "http.server", "multiprocessing.connection", "sqlite3", "statistics", "tomllib", "unittest",
    "urllib.request", "uuid", "wsgiref.simple_server", "xml.etree.ElementTree", "zipfile",
    "zoneinfo",
    "asgiref.sync", "cryptography.x509", "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.serialization",
    "fido2.webauthn", "httpx", "idna", "jiter", "jsonschema_rs", "msgspec", "openpyxl",
    "psycopg", "qrcode", "rapidfuzz", "re2", "requests", "sqlparse", "zstandard",
    "django.apps.registry", "django.conf", "django.conf.locale", "django.core.cache",
    "django.core.checks", "django.core.mail", "django.core.management.commands.migrate",
    "django.core.management.commands.createcachetable", "django.core.paginator",
    "django.core.serializers.json", "django.core.signing", "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base", "django.db.migrations.autodetector",
    "django.db.migrations.executor", "django.db.models", "django.db.transaction", "django.dispatch",
    "django.forms", "django.forms.models", "django.http", "django.middleware.csrf",
    "django.template.loader", "django.template.response", "django.test.client", "django.urls",
    "django.utils.translation.trans_real", "django.views.debug", "django.views.decorators.http",
)  # fmt: skip
# What an interpreter and its allocator read once, as they start.
_AT_START = ("PYTHON", "LANG", "LC_", "LD_", "MALLOC_", "OPENBLAS_", "OMP_", "OPENSSL_")


def run(
    *words: Any,
    code: str = "",
    input: str | bytes | None = None,  # noqa: A002 # as subprocess.run calls it
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 120,
    text: bool = True,
    check: bool = False,
) -> subprocess.CompletedProcess:
    """`python -m wardline WORDS`, or `python -c CODE WORDS`; as `subprocess.run` gives it.

    *Raises* TimeoutExpired (the process is killed), CalledProcessError where `check` is asked.
    """
    start = ["-c", code] if code else ["-m", "wardline"]
    command = [sys.executable, *start, *map(str, words)]
    given = dict(os.environ) if env is None else env
    if at_start(given) != at_start():
        typed = input.encode() if isinstance(input, str) else input
        more = {"env": given, "cwd": cwd, "timeout": timeout}
        done = subprocess.run(command, input=typed, capture_output=True, check=False, **more)
        status, out, err = done.returncode, done.stdout, done.stderr
    else:
        asked = {"words": command[3:], "code": code, "env": given, "cwd": str(cwd or Path.cwd())}
        status, out, err = _call(asked, input or b"", timeout)
    shown = [_decoded(out), _decoded(err)] if text else [out, err]
    made = subprocess.CompletedProcess(command, status, *shown)
    if check:
        made.check_returncode()
    return made


def at_start(env: dict[str, str] | None = None) -> dict[str, str]:
    """What of an environment (default: this process's) is read once, as an interpreter starts."""
    found = os.environ if env is None else env
    return {name: value for name, value in found.items() if name.startswith(_AT_START)}


def _decoded(data: bytes) -> str:
    """As a stream opened for text reads it."""
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def _call(asked: dict, typed: str | bytes, timeout: float) -> tuple[int, bytes, bytes]:
    """Have the server run one command. *Shape*: exit code, output, errors."""
    mine, its = socket.socketpair()
    pipes = [os.pipe() for _ in range(3)]
    (their_in, to), (out, their_out), (err, their_err) = pipes
    theirs = [their_in, their_out, their_err]
    try:
        socket.send_fds(_server(), [b"."], [its.fileno(), *theirs])
    finally:
        its.close()
        for number in theirs:
            os.close(number)
    typed = typed.encode() if isinstance(typed, str) else typed
    got: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=_write, args=(to, typed)),
        threading.Thread(target=lambda: got.update(out=_all(out))),
        threading.Thread(target=lambda: got.update(err=_all(err))),
    ]
    for thread in threads:
        thread.start()
    with mine:
        status = _ended(mine, asked, timeout)
    for thread in threads:
        thread.join()
    return status, got["out"], got["err"]


def _ended(call: socket.socket, asked: dict, timeout: float) -> int:
    """Tell the child what to do, and wait for its exit code. *Raises* TimeoutExpired."""
    call.sendall(json.dumps(asked).encode())
    call.shutdown(socket.SHUT_WR)
    told = call.makefile()
    child = int(told.readline())
    call.settimeout(timeout)
    try:
        return int(told.readline())
    except TimeoutError as error:
        os.kill(child, signal.SIGKILL)
        raise subprocess.TimeoutExpired(asked["words"], timeout) from error


def _write(number: int, data: bytes) -> None:
    # Who reads no input is not sent it.
    with contextlib.suppress(BrokenPipeError), os.fdopen(number, "wb") as file:
        file.write(data)


def _all(number: int) -> bytes:
    with os.fdopen(number, "rb") as file:
        return file.read()


_starting = threading.Lock()


def _server() -> socket.socket:
    with _starting:
        return _started()


@functools.cache
def _started() -> socket.socket:
    """The connection to this process's server, which ends with it."""
    mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, __file__, str(its.fileno())],
        pass_fds=[its.fileno()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    its.close()

    def end() -> None:
        mine.close()
        process.communicate()

    atexit.register(end)
    return mine


def _serve(control: socket.socket) -> dict:
    """Fork for each call until the tests end; returns, in a child, what is to do there."""
    waiting = selectors.DefaultSelector()
    waiting.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.data is not None:
                _tell(waiting, key)
                continue
            _, files, _, _ = socket.recv_fds(control, 1, 4)
            if not files:
                raise SystemExit(0)
            child = os.fork()
            if child == 0:
                _forget(waiting)
                return _become(files)
            call, *rest = files
            for number in rest:
                os.close(number)
            os.write(call, b"%d\n" % child)
            waiting.register(os.pidfd_open(child), selectors.EVENT_READ, (child, call))


def _tell(waiting: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    """A child has ended: tell its exit code to who called it."""
    child, call = key.data
    waiting.unregister(key.fileobj)
    os.close(key.fd)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):
        os.write(call, b"%d\n" % os.waitstatus_to_exitcode(status))
    os.close(call)


def _forget(waiting: selectors.BaseSelector) -> None:
    """In a child: close what belongs to the server and to other calls."""
    for key in list(waiting.get_map().values()):
        if key.data is None:
            key.fileobj.close()
        else:
            os.close(key.fd)
            os.close(key.data[1])
    waiting.close()


def _become(files: list[int]) -> dict:
    """In a child: take the call's own files, environment and folder."""
    call, *streams = files
    for place, number in enumerate(streams):
        os.dup2(number, place)
        os.close(number)
    # Each stream knows whether its file can be wound back: these are other files.
    # As an interpreter opens them: no line end is translated.
    same = {"encoding": "utf-8", "newline": "\n", "closefd": False}
    sys.stdin = sys.__stdin__ = os.fdopen(0, **same)
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", **same)
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", 1, errors="backslashreplace", **same)
    with socket.socket(fileno=call) as told:
        asked = json.loads(b"".join(iter(lambda: told.recv(1 << 16), b"")))
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    os.chdir(asked["cwd"])
    sys.path[0] = "" if asked["code"] else asked["cwd"]
    sys.argv = ["-c" if asked["code"] else "wardline", *asked["words"]]
    return asked


def _read() -> None:
    """Read the libraries and Wardline's rooms, without setting anything up."""
    # A library's own threads would not live on in the children.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in LIBRARIES:
        importlib.import_module(name)
    import wardline

    rooms = [one.name for one in pkgutil.iter_modules(wardline.__path__, "wardline.")]
    for room in rooms:
        if not room.startswith(_LEFT):
            inside = getattr(importlib.import_module(room), "__path__", [])
            for module in pkgutil.walk_packages(inside, f"{room}."):
                importlib.import_module(module.name)


def _main() -> None:
    # Ignored already where the tests run in the background of a script: so it is for a new process.
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    _read()
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise SystemExit(f"tests/console.py: a library begins threads: {threads}. Take it out.")
    gc.collect()
    gc.freeze()
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    signal.signal(signal.SIGINT, usual)
    _end(_code(asked))


def _code(asked: dict) -> int:
    """Do what was asked, as the interpreter does it; the exit code."""
    try:
        if asked["code"]:
            exec(compile(asked["code"], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
        else:
            runpy.run_module("wardline", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, int | None):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 # as an interpreter shows what nobody caught
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End as an interpreter does, but for taking apart all modules: that takes 0.3 s."""
    threading._shutdown()
    atexit._run_exitfuncs()
    if "django.db" in sys.modules and sys.modules["django.conf"].settings.configured:
        # Of what lives as long as its process, these alone have an end that one sees from outside.
        sys.modules["django.db"].connections.close_all()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BrokenPipeError, ValueError):
            stream.flush()
    os._exit(code & 0xFF)


if __name__ == "__main__":
    _main()
