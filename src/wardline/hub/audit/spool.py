"""Disclosures by the exchange: one line in a file before each answer, put into the chain later.

A page is given out in some 100 µs: no database commit fits in there. So each worker appends a line
to a file of its own in the data folder before it answers, in some 3 µs. The line is in the system's
memory then: a worker that is killed loses none. Each second the keeper (`hub/keeper.py`) takes
whole lines into the chain, with how far it read in the same transaction: each line once, whoever
is killed when. What cannot be written is not given out (503): a full disk stops disclosure, not
the record of it.

A line: [kind, key, organization, name, collection, visibilities, what, at, first, last, many,
filter or number of streams].
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from wardline.core import jsonio
from wardline.core.clock import Clock
from wardline.core.errors import UnavailableError
from wardline.hub.audit import queries
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, Actor, Draft, Holder, Who, draft
from wardline.hub.db import Transaction

FOLDER = "spool"
# A file that is old or large enough is left to the keeper, which removes it once it is taken.
_MOST_FILE = 16 * 2**20
_MOST_AGE = 60_000_000
# As much as one transaction takes in.
_MOST_TAKEN = 4 * 2**20
_MOST_FILTER = 2000
_MOST_DETAIL = 12_000
# What the four numbers of a page take.
_NUMBERS = 72
# No line is longer.
_MOST_LINE = 65_536
_MOST_PREFIXES = 20_000
# Before a person's number, where a key's id stands else.
_PERSON = "user:"
_FRESH_SECONDS = 60

_ACTIONS = {
    "pages": Action.DISCLOSED_PAGES,
    "list": Action.DISCLOSED_LIST,
    "opened": Action.DISCLOSED_STREAM_OPENED,
    "stream": Action.DISCLOSED_STREAM,
    "push": Action.DISCLOSED_PUSH,
    "view": Action.DISCLOSED_VIEW,
    "export": Action.DISCLOSED_EXPORT,
}


class Given(NamedTuple):
    """A stretch of a collection's sequence that was given: dates of the ends, and how many."""

    first: int
    last: int
    many: int


class Reader(NamedTuple):
    """A person who was given something in the portal, as a holder of a key is."""

    key_id: str
    name: str
    organization: str


def person(actor: Actor) -> Reader:
    """The person who reads in the portal."""
    return Reader(f"{_PERSON}{actor.user}", actor.name, actor.organization)


class Sight(Protocol):
    """What a disclosure tells of a collection as somebody sees it (`access.CollectionAccess`)."""

    @property
    def uuid(self) -> str:
        """The collection's id."""

    @property
    def visibilities(self) -> tuple[int, ...]:
        """The visibilities that are asked for."""


class Disclosures:
    """The record that one worker keeps of what it gives out."""

    def __init__(self, data: Path, clock: Clock) -> None:
        """Write into a folder of `data`; the first line makes the file."""
        self._folder = data / FOLDER
        self._clock = clock
        self._file = -1
        # An exchange worker writes from one thread; the portal from several.
        self._lock = threading.Lock()
        self._size = 0
        self._made = 0
        self._prefixes: dict[tuple[str, str, str, tuple[int, ...], str], bytes] = {}

    def note(
        self, kind: str, who: Holder | None, sight: Sight, what: str, given: Given, more: str = ""
    ) -> None:
        """Write one disclosure, before it happens. *Raises* UnavailableError: then it must not."""
        key = (kind, who.key_id if who else "", sight.uuid, sight.visibilities, what)
        prefix = self._prefixes.get(key)
        if prefix is None:
            prefix = self._prefix(key, who)
        at = self._clock()
        tail = b"]\n" if not more else b"," + msgspec.json.encode(more[:_MOST_FILTER]) + b"]\n"
        line = b"%b%d,%d,%d,%d%b" % (prefix, at, given.first, given.last, given.many, tail)
        with self._lock:
            self._write(line, at)

    def close(self) -> None:
        """Leave the file to the keeper."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _prefix(self, key: tuple[str, str, str, tuple[int, ...], str], who: Holder | None) -> bytes:
        kind, number, collection, visibilities, what = key
        organization, name = (who.organization, who.name) if who else ("", "")
        fields = (kind, number, organization, name, collection, visibilities, what)
        prefix = msgspec.json.encode(fields)[:-1] + b","
        if len(self._prefixes) >= _MOST_PREFIXES:
            self._prefixes.clear()
        self._prefixes[key] = prefix
        return prefix

    def _write(self, line: bytes, at: int) -> None:
        try:
            if self._file < 0 or self._size >= _MOST_FILE or at - self._made > _MOST_AGE:
                self._start(at)
            written = os.write(self._file, line)
        except OSError as error:
            raise self._failed(error.strerror or "") from error
        if written != len(line):
            raise self._failed("the disk is full")
        self._size += written

    def _start(self, at: int) -> None:
        self.close()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / f"{at:016}-{uuid.uuid4().hex}.log"
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND
        self._file = os.open(path, flags, 0o600)
        # Held as long as this process lives: so the keeper knows when nothing more comes.
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._size, self._made = 0, at

    def _failed(self, why: str) -> UnavailableError:
        # Half a line must not become part of the next one.
        with contextlib.suppress(OSError):
            if self._file >= 0:
                os.ftruncate(self._file, self._size)
        self.close()
        return UnavailableError(
            f"The hub cannot record this disclosure ({why}), so it does not make it.",
            hint="Try again in a few seconds. An operator should look at the disk of the hub.",
        )


class Spools:
    """The keeper's side: takes the lines of all workers of this data folder."""

    def __init__(self, data: Path) -> None:
        """Read the folder in `data`."""
        self._folder = data / FOLDER
        self._taken: dict[str, int] = {}

    def waiting(self) -> bool:
        """Whether there is anything to take or to remove, as far as this process knows."""
        return any(
            self._read(name, self._taken.get(name, 0), _MOST_LINE) or self._is_done(name)
            for name, _ in self._files()
        )

    def __call__(self, transaction: Transaction) -> list[Draft]:
        """The drafts of the next lines; how far they reach is noted in the same transaction."""
        self._taken = {
            str(name): int(taken) for name, taken in transaction.rows(queries.SPOOLS, {})
        }
        drafts: list[Draft] = []
        left = _MOST_TAKEN
        for name, size in self._files():
            start = self._taken.get(name, 0)
            data = self._read(name, start, min(left, size))
            if data:
                left -= len(data)
                drafts += _drafts(data, name, start)
                self._note(transaction, name, start + len(data))
            elif left > 0 and self._is_done(name):
                (self._folder / name).unlink(missing_ok=True)
                transaction.run(queries.FORGET_SPOOL, {"name": name})
        return drafts

    def _note(self, transaction: Transaction, name: str, taken: int) -> None:
        at = int(name.partition("-")[0])
        transaction.run(queries.TAKEN, {"name": name, "taken": taken, "at": at})
        self._taken[name] = taken

    def _files(self) -> list[tuple[str, int]]:
        found = []
        for path in sorted(self._folder.glob("*.log")):
            # Another process may remove one meanwhile.
            with contextlib.suppress(FileNotFoundError):
                found.append((path.name, path.stat().st_size))
        return found

    def _read(self, name: str, start: int, most: int) -> bytes:
        """Whole lines from `start` on; half a line at the end was never answered for."""
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(start)
                data = file.read(most)
        except FileNotFoundError:
            return b""
        return data[: data.rfind(b"\n") + 1]

    def _is_done(self, name: str) -> bool:
        """Whether a file of which all lines are taken will get no more: its worker left, or died.

        An empty one may belong to a worker that has not locked it yet: it stays for a while.
        """
        try:
            with (self._folder / name).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                told = os.fstat(file.fileno())
                if not told.st_size and time.time() - told.st_mtime < _FRESH_SECONDS:
                    return False
                # Asked again under the lock: it may have written a last line before it left.
                file.seek(self._taken.get(name, 0))
                return b"\n" not in file.read()
        except (FileNotFoundError, BlockingIOError):
            return False


class _Line(NamedTuple):
    """A line of a spool."""

    kind: str
    key: str
    organization: str
    name: str
    collection: str
    visibilities: tuple[int, ...]
    what: str
    at: int
    first: int
    last: int
    many: int
    more: str = ""

    @property
    def group(self) -> tuple[object, ...]:
        """Lines that share an entry: all but when and how far."""
        return self[:7]


_DECODER = msgspec.json.Decoder(_Line)


def _drafts(data: bytes, name: str, start: int) -> list[Draft]:
    """The entries for lines: one for each key, collection and way, with all its pages."""
    groups: dict[tuple[object, ...], list[_Line]] = {}
    drafts: list[Draft] = []
    for raw in data.splitlines():
        try:
            line = _DECODER.decode(raw)
        except jsonio.BROKEN:
            told = {"file": name, "from": start, "bytes": len(raw)}
            drafts.append(draft(SYSTEM, Action.DISCLOSED_UNREADABLE, "spool", told, at=_at(name)))
            continue
        groups.setdefault(line.group, []).append(line)
    for lines in groups.values():
        drafts += _entries(lines)
    return drafts


def _at(name: str) -> int:
    return int(name.partition("-")[0])


def _entries(lines: Sequence[_Line]) -> Iterator[Draft]:
    """As many entries as the pages need; an entry's detail has a limit."""
    part: list[_Line] = []
    size = 0
    for line in lines:
        length = _NUMBERS + 2 * len(line.more)
        if part and size + length > _MOST_DETAIL:
            yield _entry(part)
            part, size = [], 0
        part.append(line)
        size += length
    yield _entry(part)


def _entry(lines: Sequence[_Line]) -> Draft:
    one = lines[0]
    who = SYSTEM
    if one.key:
        kind = "user" if one.key.startswith(_PERSON) else "key"
        who = Who(kind, one.key.removeprefix(_PERSON), one.name, one.organization)
    pages: list[list[Any]] = [
        [line.at, line.first, line.last, line.many, *([line.more] if line.more else [])]
        for line in lines
    ]
    told = {"what": one.what, "visibilities": one.visibilities, "pages": pages}
    span = (min(line.first for line in lines), max(line.last for line in lines))
    target = f"collection:{one.collection}"
    return draft(who, _ACTIONS[one.kind], target, told, at=one.at, span=span)
