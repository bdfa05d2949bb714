"""Sockets: the folder of the portal's, and how long a silent other side is waited for.

The folder is one for each `wardline serve`, gone with it, or soon after. It cannot lie in the data
folder, because a socket's path may have 107 bytes at most. Whoever made it holds a lock in it; what
a killed one left is without its lock, and the next start removes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

_PREFIX = "wardline-portal-"
_LOCK = "lock"
# One that was just made may not have its lock yet.
_FRESH_SECONDS = 60


class SocketFolder:
    """A folder that only this user enters, for as long as this process lives."""

    def __init__(self, base: Path | None = None) -> None:
        """Make it in `base` (the system's folder for such), and remove what dead ones left."""
        self._base = base or Path(tempfile.gettempdir())
        sweep(self._base)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._base))
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep(base: Path) -> int:
    """Remove the folders of this user whose maker is gone; how many there were."""
    return sum(_sweep(path) for path in base.glob(f"{_PREFIX}*"))


def _sweep(path: Path) -> bool:
    with contextlib.suppress(OSError):
        told = path.lstat()
        old = time.time() - told.st_mtime >= _FRESH_SECONDS
        if path.is_symlink() or told.st_uid != os.getuid() or not old:
            return False
        if _is_held(path / _LOCK):
            return False
        shutil.rmtree(path)
        return True
    return False


def _is_held(lock: Path) -> bool:
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def end_silent(connection: Any, seconds: int) -> None:
    """Let the system end `connection` once its other side has taken nothing for `seconds`.

    Whoever vanished without a word, and whoever never reads what was sent, would else be kept for
    a quarter of an hour or for ever. A listening socket hands it on to all that it accepts.
    *Source*: RFC 5482; Linux tcp(7).
    """
    if connection is None or connection.family == socket.AF_UNIX:
        return
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, max(seconds // 2, 1))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(seconds // 4, 1))


def listening() -> list[socket.socket]:
    """The sockets on which this process listens: the server's, which shows them to nobody."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(entry.name)).st_mode):
                one = socket.socket(fileno=os.dup(int(entry.name)))
                if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.append(one)
                else:
                    one.close()
    return found
