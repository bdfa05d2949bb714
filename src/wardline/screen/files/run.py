"""Has an attachment read in a child process with limits; a crash or a hang becomes BLOCK."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from wardline.core import jsonio
from wardline.screen.files.model import LIMITS, Extract, Limits
from wardline.screen.model import Decision

_CHUNK = 1 << 16
# An answer holds the text and its places; more than this no honest child sends.
_MOST_ANSWER = 256 * 1024 * 1024
_DECODER = msgspec.msgpack.Decoder(Extract)
_TOO_LONG = "Reading it took too long (a bomb?). Send the part that matters as text."
# Each child may take as much memory as its limits say.
_AT_ONCE = threading.BoundedSemaphore(4)
# Isolated from the caller's environment and folder, but with the very package that runs here.
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); "
    "from wardline.screen.files.child import main; main()"
)
_CRASHED = "It cannot be read: it is damaged, or a bomb. Save it as PDF or text."


def read_apart(data: bytes, limits: Limits = LIMITS) -> Extract:
    """What a child process read in `data`."""
    if len(data) > limits.file:
        return _blocked("It is too large. Send the part that matters.")
    with _AT_ONCE:
        try:
            return _read(data, limits)
        except OSError:
            return _blocked("The reader of attachments could not be started. Try again.")


def _read(data: bytes, limits: Limits) -> Extract:
    command = [sys.executable, "-I", "-c", _PROGRAM, *map(str, limits)]
    # The environment is empty: no proxy, no key, no path of ours reaches the child.
    with subprocess.Popen(  # noqa: S603 # our own program, nothing foreign in its arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            answer = _talk(process, data, time.monotonic() + limits.wall)
        finally:
            _end(process)
    if answer is None:
        return _blocked(_TOO_LONG)
    if process.returncode == -signal.SIGXCPU:
        return _blocked(_TOO_LONG)
    try:
        return _DECODER.decode(answer)
    except jsonio.BROKEN:
        return _blocked(_TOO_LONG if process.returncode == -signal.SIGKILL else _CRASHED)


def _blocked(reason: str) -> Extract:
    return Extract(Decision.BLOCK, "unknown", (), reason)


def _talk(process: subprocess.Popen[bytes], data: bytes, deadline: float) -> bytes | None:
    """Send `data`, take the answer; None where the child outstayed its time or its answer."""
    stdin: Any = process.stdin
    stdout: Any = process.stdout
    os.set_blocking(stdin.fileno(), False)
    answer = bytearray()
    view, sent = memoryview(data), 0
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        if data:
            selector.register(stdin, selectors.EVENT_WRITE)
        else:
            stdin.close()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or len(answer) > _MOST_ANSWER:
                return None
            for key, _ in selector.select(left):
                if key.fileobj is stdin:
                    sent = _send(selector, stdin, view, sent)
                    continue
                chunk = os.read(stdout.fileno(), _CHUNK)
                if not chunk:
                    return bytes(answer)
                answer += chunk


def _send(selector: selectors.BaseSelector, stdin: Any, view: memoryview, sent: int) -> int:
    try:
        sent += os.write(stdin.fileno(), view[sent : sent + _CHUNK])
    except BlockingIOError:
        return sent
    except BrokenPipeError:
        sent = len(view)
    if sent >= len(view):
        selector.unregister(stdin)
        stdin.close()
    return sent


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of the child is left, whatever happened."""
    if process.poll() is None:
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
