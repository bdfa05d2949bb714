"""A port for a program under test, and what all its processes take: processor time and memory.

What they take is read in `/proc` (Linux).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import socket
from collections import deque
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


# Below those that a system gives to whoever asks for any (RFC 6056; Linux: from 32768 on): what is
# free now is then still free when a program that starts slowly comes to it.
_PORTS = range(20_000, 32_000)
_asked = itertools.count(secrets.randbelow(len(_PORTS)))
# Marks at the ports that were given out last, which no other process is given meanwhile (names of
# Linux, unix(7), that end with their process): a program may take a while until it listens, and two
# that share a port by SO_REUSEPORT would answer each other's callers.
_marks: deque[socket.socket] = deque()
_KEPT = 64


def free_port() -> int:
    """A port of this machine that nobody listens at now, another one each time and process.

    *Raises* OSError where none is free.
    """
    for _ in _PORTS:
        port = _PORTS[next(_asked) % len(_PORTS)]
        mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            mark.bind(f"\0wardline-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            mark.close()
            continue
        _marks.append(mark)
        if len(_marks) > _KEPT:
            _marks.popleft().close()
        return port
    raise OSError(f"No port from {_PORTS[0]} to {_PORTS[-1]} is free.")


def family(root: int) -> list[int]:
    """A process and all that it started, directly or not."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(_fields(int(entry.name))[1]), []).append(int(entry.name))
    found, left = [], [root]
    while left:
        one = left.pop()
        found.append(one)
        left += parents.get(one, [])
    return found


def seconds(processes: Iterable[int]) -> float:
    """Processor time that they took until now, in seconds; one that has ended counts as none."""
    total = 0
    for one in processes:
        with contextlib.suppress(OSError):
            fields = _fields(one)
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory(processes: Iterable[int]) -> int:
    """Their resident memory without what they share, in bytes."""
    total = 0
    for one in processes:
        with contextlib.suppress(OSError):
            fields = (Path("/proc") / str(one) / "statm").read_text().split()
            total += (int(fields[1]) - int(fields[2])) * _PAGE
    return total


def _fields(process: int) -> list[str]:
    """The fields of its stat behind the name, which may hold anything (proc(5))."""
    text = (Path("/proc") / str(process) / "stat").read_text()
    return text.rpartition(")")[2].split()
