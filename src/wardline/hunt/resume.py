"""A hunt whose hits go to a file, and which goes on where it was after any end.

    FILE.part               the hits so far, one JSON line each
    FILE.state.json         how far the hunt came, for people and for the next run
    FILE.parts.sqlite3      parts of patterns of several observations, where there are such
    FILE                    appears only when every log was searched to its end

1. Every second or so the hits are brought to the disk, then the state that counts them.
2. The next run of the same question cuts FILE.part to what the state counts and goes on there.
3. Logs are known by inode and first bytes, so one that was renamed or has grown is known again.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConfigError, UsageError
from wardline.hunt.log import Mark
from wardline.hunt.model import Hit
from wardline.hunt.parts import Parts

if TYPE_CHECKING:
    from wardline.hunt.engine import Hunt

_FORM = 1
_HEAD = 1024
# Seconds between states; a state that takes long to write is written less often.
_BETWEEN = 1.0
_SHARE = 20


class Known(NamedTuple):
    """A log as it was when it was searched."""

    path: str
    inode: int
    size: int
    head: str
    head_size: int


class Earlier(NamedTuple):
    """What an earlier run of the same question left."""

    moment: int
    done_bytes: int
    all_bytes: int
    hits: int
    size: int
    parts: int
    counts: dict[str, Any]
    logs: list[Known]
    current: Mark | None
    current_log: Known | None
    updated: str


def look(path: Path) -> Known | None:
    """A log as it is now, or None where it cannot be read."""
    try:
        status = path.stat()
        size = min(_HEAD, status.st_size)
        return Known(str(path), status.st_ino, status.st_size, _head(path, size), size)
    except OSError:
        return None


def _head(path: Path, size: int) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.sha256(stream.read(size)).hexdigest()[:32]


def digest(paths: Iterable[Path]) -> str:
    """What tells one set of files of indicators from another: their bytes."""
    made = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            with file.open("rb") as stream:
                made.update(hashlib.file_digest(stream, "sha256").digest())
    return made.hexdigest()


class Keeper:
    """The files of one hunt with `--out`."""

    def __init__(self, out: Path) -> None:
        """Lock the hits' file. *Raises* UsageError, ConfigError where that cannot be."""
        if out.is_dir():
            raise UsageError(f"{out} is a folder.", hint="Name a file with --out.")
        self.out = out
        self.part = _beside(out, "part")
        self.state = _beside(out, "state.json")
        self.snapshot = _beside(out, "indicators.jsonl")
        self._parts_path = _beside(out, "parts.sqlite3")
        self._stream = _locked(self.part)
        self._question: dict[str, Any] = {}
        self._moment = 0
        self._hunt: Hunt | None = None
        self._logs: list[Known] = []
        self._earlier: Earlier | None = None
        # The newest mark, and what was there at it.
        self._at: tuple[Mark, int, int, dict[str, Any], tuple[int, int]] | None = None
        self._next = 0.0
        self.hits = 0
        self.parts: Parts | None = None
        self._base: sqlite3.Connection | None = None

    def earlier(self, question: dict[str, Any]) -> tuple[Earlier | None, str]:
        """What an earlier run left for this question, or None and why it cannot be used.

        The reason is "" where there was no earlier run.
        """
        self._question = question
        try:
            found = json.loads(self.state.read_bytes())
            earlier = _earlier(found)
        except FileNotFoundError:
            return None, ""
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None, f"{self.state} cannot be read"
        if found.get("form") != _FORM:
            return None, f"{self.state} is of another version of Wardline"
        asked = found.get("question")
        if asked != question:
            other = sorted(k for k in question if (asked or {}).get(k) != question[k])
            return None, f"it was asked otherwise ({', '.join(other) or 'the question'} differ)"
        if self.part.stat().st_size < earlier.size:
            return None, f"{self.part} is shorter than it was"
        if not question["indicators"] and not self.snapshot.exists():
            return None, f"{self.snapshot} is gone"
        self._earlier = earlier
        return earlier, ""

    def begin(self, moment: int, *, several: bool) -> None:
        """Make ready for new hits; `several`: there are patterns of several observations."""
        earlier = self._earlier
        size = 0 if earlier is None else earlier.size
        self._moment = moment
        self._stream.truncate(size)
        self._stream.seek(size)
        self.hits = 0 if earlier is None else earlier.hits
        self._logs = [] if earlier is None else list(earlier.logs)
        if earlier is None:
            self.state.unlink(missing_ok=True)
            self._forget_parts()
        if several:
            _private(self._parts_path)
            self._base = sqlite3.connect(self._parts_path, isolation_level=None)
            self.parts = Parts(self._base)
            self.parts.forget_after(0 if earlier is None else earlier.parts)
            self._base.execute("BEGIN")

    def attach(self, hunt: Hunt, logs: Sequence[Path]) -> tuple[list[Path], dict[str, Mark]]:
        """Let `hunt` count on: the logs to search, and how far each was searched."""
        self._hunt = hunt
        earlier = self._earlier
        if earlier is None:
            return list(logs), {}
        from wardline.hunt.engine import Counts

        hunt.go_on(Counts(**earlier.counts), sum(log.size for log in earlier.logs))
        marks = _marks(earlier, logs)
        log, mark = earlier.current_log, earlier.current
        if log is None or mark is None or any(_same(mark, one) for one in marks.values()):
            return list(logs), marks
        # It was rotated: its rest lies beside it, under another name.
        beside = list(Path(log.path).parent.glob(f"{glob.escape(Path(log.path).name)}*"))
        moved = {path: one for path, one in _marks(earlier, beside).items() if _same(mark, one)}
        if not moved:
            hunt.counts.problems.append(
                f"{log.path}: it was searched to line {max(mark.lines, mark.record):,}; it is not "
                "there now, or is another one, so its rest was not searched."
            )
        return [*map(Path, moved), *logs], {**marks, **moved}

    def write(self, hit: Hit) -> None:
        """Add a hit."""
        self._stream.write(json.dumps(hit._asdict()).encode() + b"\n")
        self.hits += 1

    def passed(self, mark: Mark) -> None:
        """Remember how far the hunt came; from time to time on the disk."""
        if self._hunt is None:
            return
        if mark.whole and (known := look(Path(mark.path))) is not None:
            self._logs.append(known)
        counts = asdict(self._hunt.counts)
        self._at = (mark, self._stream.tell(), self.hits, counts, self._hunt.done)
        started = time.monotonic()
        if started >= self._next:
            self.save()
            ended = time.monotonic()
            self._next = ended + max(_BETWEEN, _SHARE * (ended - started))

    def save(self) -> None:
        """Bring the hits to the disk, then the state that counts them."""
        if self._at is None:
            return
        mark, size, hits, counts, (done, total) = self._at
        self._stream.flush()
        os.fsync(self._stream.fileno())
        parts = self.parts.newest() if self.parts else 0
        if self._base is not None:
            self._base.execute("COMMIT")
            self._base.execute("BEGIN")
        current = None if mark.whole else mark
        log = None if current is None else look(Path(current.path))
        state = {
            "about": "A hunt that has not ended. Run the same command again: it goes on from here.",
            "form": _FORM,
            "question": self._question,
            "moment": self._moment,
            "updated": format_timestamp(now()),
            "percent": round(100 * done / total, 1) if total else 100.0,
            "done_bytes": done,
            "all_bytes": total,
            "hits": hits,
            "hits_bytes": size,
            "parts": parts,
            "current": None if current is None else _told(current),
            "current_log": log,
            "counts": counts,
            "logs": self._logs,
        }
        _replace(self.state, json.dumps(state, indent=1).encode())

    def percent(self) -> float:
        """How much of the logs is searched."""
        done, total = (0, 0) if self._at is None else self._at[4]
        return 100 * done / total if total else 0.0

    def finish(self, *, complete: bool) -> None:
        """Give the hits their name where the hunt is complete; the state is not needed any more."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        if complete:
            self.part.replace(self.out)
        self._stream.close()
        if self._base is not None:
            self._base.close()
        for path in (self.state, self.snapshot):
            path.unlink(missing_ok=True)
        self._forget_parts()

    def _forget_parts(self) -> None:
        for suffix in ("", "-journal"):
            self._parts_path.with_name(f"{self._parts_path.name}{suffix}").unlink(missing_ok=True)


def _same(one: Mark, other: Mark) -> bool:
    return one._replace(path="") == other._replace(path="")


def found_in(path: Path) -> Iterator[Hit]:
    """The hits in a file that a hunt wrote."""
    with path.open("rb") as stream:
        for line in stream:
            yield Hit(**json.loads(line))


def _beside(out: Path, suffix: str) -> Path:
    return out.with_name(f"{out.name}.{suffix}")


def _private(path: Path) -> None:
    """Make the file if it is not there, for its owner only."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _locked(path: Path) -> IO[bytes]:
    try:
        while True:
            _private(path)
            stream = path.open("r+b")
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.fstat(stream.fileno()).st_ino == path.stat().st_ino:
                    return stream
            # Another hunt ended and renamed it meanwhile.
            stream.close()
    except BlockingIOError:
        stream.close()
        raise UsageError(
            f"Another hunt is writing {path}.", hint="Wait for it, or name another file with --out."
        ) from None
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror or error}).",
            hint="Name another place with --out.",
        ) from None


def _replace(path: Path, data: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    _private(new)
    with new.open("r+b") as stream:
        stream.truncate(0)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)


def _told(mark: Mark) -> dict[str, Any]:
    return {**mark._asdict(), "headers": [header.decode("latin-1") for header in mark.headers]}


def _earlier(state: dict[str, Any]) -> Earlier:
    current = state["current"]
    if current is not None:
        headers = tuple(header.encode("latin-1") for header in current["headers"])
        current = Mark(**{**current, "headers": headers})
    log = state["current_log"]
    return Earlier(
        state["moment"],
        state["done_bytes"],
        state["all_bytes"],
        state["hits"],
        state["hits_bytes"],
        state["parts"],
        state["counts"],
        [Known(*known) for known in state["logs"]],
        current,
        None if log is None else Known(*log),
        state["updated"],
    )


def _marks(earlier: Earlier, logs: Iterable[Path]) -> dict[str, Mark]:
    """How far each of `logs` was searched, by its path now."""
    whole = Mark("", whole=True)
    known = [(log, whole) for log in earlier.logs]
    if earlier.current is not None and earlier.current_log is not None:
        known.append((earlier.current_log, earlier.current))
    by_inode = {log.inode: (log, mark) for log, mark in known}
    by_path = {log.path: (log, mark) for log, mark in known}
    marks = {}
    for path in logs:
        with suppress(OSError):
            status = path.stat()
            for log, mark in filter(None, (by_inode.get(status.st_ino), by_path.get(str(path)))):
                if status.st_size >= log.size and _head(path, log.head_size) == log.head:
                    marks[str(path)] = mark._replace(path=str(path))
                    break
    return marks
