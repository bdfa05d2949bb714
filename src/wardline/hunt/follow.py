"""Following logs: each byte is searched once for what is known, and again for what comes later.

1. A log is known by its inode and by a hash of its first bytes; its place is where its last whole
   line ended. A log that was rotated is finished under its new name, and the new one begins at 0;
   one that was cut begins at 0 again.
2. Indicators that were not there in the round before are hunted in what was already read.
3. A place is kept after its hits were given: after a crash some may be given twice, none is lost.
4. Records that fulfil parts of patterns of several observations are kept with the place, and joined
   at the end of each round with those of the rounds before (hunt.sequences).
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError, InputError
from wardline.hunt import readers, sources
from wardline.hunt.engine import Hunt
from wardline.hunt.model import Hit
from wardline.hunt.parts import Parts

FILE_NAME = "hunt.sqlite3"
_HEAD = 1024
# A long log's place is kept after each so many bytes.
_STEP = 16 << 20
_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (
    path TEXT PRIMARY KEY, inode INTEGER NOT NULL, head TEXT NOT NULL, head_size INTEGER NOT NULL,
    done INTEGER NOT NULL, lines INTEGER NOT NULL, format TEXT NOT NULL, headers TEXT NOT NULL,
    stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hunted (
    id TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (id, version)
) WITHOUT ROWID;
"""


class Place(NamedTuple):
    """How far a log was searched."""

    path: str
    inode: int
    head: str
    head_size: int
    done: int
    lines: int
    format: str
    headers: tuple[str, ...] = ()
    # Size and time of a log that is searched as a whole (packed, or not of lines).
    stamp: str = ""


class Memory:
    """What is remembered between rounds, in one small file."""

    def __init__(self, data: Path) -> None:
        """Open or make it. *Raises* ConfigError where that is not allowed."""
        path = data / FILE_NAME
        try:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._base = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._base.executescript(_SCHEMA)
            self._parts: Parts | None = None
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"{path} cannot be written ({error}).",
                hint="Give a folder of your own with --data.",
            ) from None

    @property
    def parts(self) -> Parts:
        """The records that wait for others."""
        if self._parts is None:
            self._parts = Parts(self._base)
        return self._parts

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """A transaction: all that is kept in it, or nothing."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.parts.flush()
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def place(self, path: str) -> Place | None:
        """How far the log at `path` was searched."""
        row = self._base.execute(
            "SELECT path, inode, head, head_size, done, lines, format, headers, stamp FROM place "
            "WHERE path = ?",
            (path,),
        ).fetchone()
        if row is None:
            return None
        *plain, headers, stamp = row
        return Place._make([*plain, tuple(json.loads(headers)), stamp])

    def keep(self, place: Place) -> None:
        """Remember how far a log was searched, with the parts that were found there."""
        with self.at_once():
            self._keep(place)

    def _keep(self, place: Place) -> None:
        self._base.execute(
            "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*place[:7], json.dumps(place.headers), place.stamp),
        )

    def places(self) -> list[Place]:
        """All logs that were searched."""
        paths = self._base.execute("SELECT path FROM place ORDER BY path").fetchall()
        return [found for (path,) in paths if (found := self.place(path)) is not None]

    def new(self, indicators: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of `indicators` that no round has hunted for yet."""
        known = set(self._base.execute("SELECT id, version FROM hunted"))
        return [one for one in indicators if _key(one) not in known]

    def hunted(self, indicators: Iterable[dict[str, Any]]) -> None:
        """Remember that these were hunted for."""
        with self.at_once():
            self._base.executemany(
                "INSERT OR IGNORE INTO hunted VALUES (?, ?)", [_key(one) for one in indicators]
            )


def _key(indicator: dict[str, Any]) -> tuple[str, str]:
    return str(indicator.get("id")), str(indicator.get("modified", ""))


class Round(NamedTuple):
    """What one round hunts with: all that is known, and what is new since the last one."""

    everything: Hunt
    new: Hunt | None


def follow(
    paths: Sequence[Path],
    memory: Memory,
    hunts: Round,
    format: str = "auto",  # noqa: A002 # the option's name
) -> Iterator[Hit]:
    """The hits of one round; places are kept as its logs are done."""
    if hunts.new is not None:
        for place in memory.places():
            yield from _as_far(_again(place, hunts.new), Path(place.path), hunts.new)
    for path in sources.files(paths, inside=False):
        found = _Log(path, memory, hunts.everything, format).hits()
        yield from _as_far(found, path, hunts.everything)
    with memory.at_once():
        # Given before they are used up: after a crash they come again.
        yield from hunts.everything.joined(keep=True)


def _as_far(found: Iterator[Hit], path: Path, hunt: Hunt) -> Iterator[Hit]:
    """The hits in one log, as far as it can be read: one that cannot stops no other."""
    try:
        yield from found
    except OSError as error:
        hunt.counts.problems.append(f"{path}: it cannot be read ({error.strerror or error}).")
    except InputError as error:
        hunt.counts.problems.append(str(error))


def _again(place: Place, hunt: Hunt) -> Iterator[Hit]:
    """What was already searched of a log, for new indicators."""
    path = Path(place.path)
    if place.stamp:
        yield from hunt.run([path] if path.exists() else [])
    elif path.exists() and _head_of(path, place.head_size) == place.head:
        headers = tuple(header.encode("latin-1") for header in place.headers)
        yield from hunt.resume(path, place.format, (0, place.done), 0, headers)


def _head_of(path: Path, size: int) -> str:
    with path.open("rb") as stream:
        return hashlib.sha256(stream.read(size)).hexdigest()


class _Log:
    """One log in one round."""

    def __init__(self, path: Path, memory: Memory, hunt: Hunt, format: str) -> None:  # noqa: A002 # as above
        self._path = path.resolve()
        self._memory = memory
        self._hunt = hunt
        self._format = format

    def hits(self) -> Iterator[Hit]:
        """What is new in the log. *Raises* OSError, IncompleteError."""
        known = self._memory.place(str(self._path))
        status = self._path.stat()
        if known is not None and not known.stamp and not self._is_same(known, status):
            yield from self._rotated(known)
            known = None
        if sources.is_archive(self._path):
            yield from self._whole(known, status, "")
            return
        name = self._format if self._format != "auto" else self._detected()
        if not name:
            return
        if not readers.load(name).by_line or not sources.is_plain(self._path):
            yield from self._whole(known, status, name)
            return
        yield from self._on(known or self._begin(status, name), self._path)

    def _is_same(self, known: Place, status: os.stat_result) -> bool:
        if status.st_ino != known.inode or status.st_size < known.done:
            return False
        return _head_of(self._path, known.head_size) == known.head

    def _detected(self) -> str:
        with sources.open_log(self._path) as stream:
            head: bytes = stream.peek(sources.HEAD)  # type: ignore[attr-defined] # buffered readers have it
        # A line that is not whole yet tells nothing.
        return readers.detect(head, self._path.name) if b"\n" in head or b"\x00" in head else ""

    def _begin(self, status: os.stat_result, name: str) -> Place:
        return Place(str(self._path), status.st_ino, "", 0, 0, 0, name)

    def _rotated(self, known: Place) -> Iterator[Hit]:
        """The rest of a log that has another name now."""
        for other in sorted(self._path.parent.glob(f"{glob.escape(self._path.name)}*")):
            if other == self._path or not other.is_file() or not sources.is_plain(other):
                continue
            if (
                other.stat().st_size >= known.done
                and _head_of(other, known.head_size) == known.head
            ):
                yield from self._on(known._replace(path=str(other)), other, last=True)
                return

    def _on(self, place: Place, path: Path, *, last: bool = False) -> Iterator[Hit]:
        """The whole lines behind `place`; of a rotated log also one without an end."""
        end = path.stat().st_size if last else _last_line(path, place.done)
        while place.done < end:
            stop = min(end, place.done + _STEP)
            if stop < end:
                stop = _last_line(path, place.done, stop)
                stop = stop if stop > place.done else end
            headers = tuple(header.encode("latin-1") for header in place.headers)
            yield from self._hunt.resume(
                path, place.format, (place.done, stop), place.lines, headers
            )
            lines, found = self._hunt.resumed
            size = min(_HEAD, stop)
            place = place._replace(
                head=_head_of(path, size),
                head_size=size,
                done=stop,
                lines=lines,
                headers=tuple(header.decode("latin-1") for header in found),
            )
            self._memory.keep(place)

    def _whole(self, known: Place | None, status: os.stat_result, name: str) -> Iterator[Hit]:
        """A log that is searched as a whole, when it has changed."""
        stamp = f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"
        if known is None or known.stamp != stamp:
            # What was found in it before comes again.
            self._memory.parts.forget_file(str(self._path))
            yield from self._hunt.run([self._path])
            self._memory.keep(Place(str(self._path), status.st_ino, "", 0, 0, 0, name, (), stamp))


def _last_line(path: Path, start: int, before: int | None = None) -> int:
    """Where the last whole line (before an offset) ends; `start` where there is none behind it."""
    step = 1 << 16
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END) if before is None else before
        while end > start:
            at = max(start, end - step)
            stream.seek(at)
            found = stream.read(end - at).rfind(b"\n")
            if found != -1:
                return at + found + 1
            end = at
    return start
