"""What the mail server took, on the disk before the database knows: a kill sends no mail again.

    outbox/PID-RANDOM   one line for each step of a mail of the batch that is on its way:
        = ID            claimed
        > ID            is being given to the server
        + ID            the server took it

A line is a `write` of some microseconds, which a killed process leaves behind; a commit takes
milliseconds, and is made once for the whole batch. The file is locked while its process lives:
whoever gets the lock settles what the dead one left. What was taken is noted as sent, what was not
begun goes on at once. The one mail in between may have been taken or not: it goes again when its
lease ends, with the same Message-ID and bytes.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = "outbox"
_LINE = re.compile(rb"([=>+]) ([0-9a-f-]{36})\n")


class Left(NamedTuple):
    """What a dead process left: mails that were taken, and mails that were not begun."""

    taken: tuple[str, ...]
    waiting: tuple[str, ...]


class Journal:
    """The steps of one process's batch."""

    def __init__(self, data: Path) -> None:
        """Open a file of our own, and lock it."""
        folder = data / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        made = self.path.with_suffix(".new")
        self._file = os.open(made, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        # Found by others only when it is locked.
        made.rename(self.path)

    def claimed(self, mails: Iterable[str]) -> None:
        """These are ours now."""
        self._write("".join(f"= {one}\n" for one in mails))

    def begin(self, mail: str) -> None:
        """This one is being given to the server."""
        self._write(f"> {mail}\n")

    def took(self, mail: str) -> None:
        """The server took this one."""
        self._write(f"+ {mail}\n")

    def done(self) -> None:
        """The database knows it all: the file goes."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file, and of its lock."""
        os.close(self._file)

    def _write(self, text: str) -> None:
        os.write(self._file, text.encode())


def left(data: Path) -> list[tuple[Path, Left]]:
    """The files of dead processes, with what they left. Delete each once it is settled."""
    found = []
    for path in sorted((data / FOLDER).glob("*[0-9a-f]")):
        try:
            file = os.open(path, os.O_RDONLY)
        except OSError:
            continue  # its own process has just ended in good order
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append((path, _read(path.read_bytes())))
        except BlockingIOError:
            continue  # it lives
        finally:
            os.close(file)
    return found


def _read(lines: bytes) -> Left:
    steps: dict[str, set[bytes]] = {}
    for mark, mail in _LINE.findall(lines):
        steps.setdefault(mail.decode(), set()).add(mark)
    taken = tuple(mail for mail, marks in steps.items() if b"+" in marks)
    return Left(taken, tuple(mail for mail, marks in steps.items() if marks == {b"="}))
