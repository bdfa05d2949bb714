"""Records that fulfil parts of patterns of several observations, kept until they can be joined.

They lie in SQLite: in a file of its own or of the caller, or in one without a name, which stays in
memory while it is small and goes to the disk when it is not. So memory does not grow with them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wardline.hunt.exact import Complex, Part

# Raised when core.matching numbers the brackets of a pattern otherwise: old parts are forgotten.
_NUMBERING = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS part (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, pattern TEXT NOT NULL, file TEXT NOT NULL,
    line INTEGER NOT NULL, first INTEGER NOT NULL, mask TEXT NOT NULL, time TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS part_order ON part (pattern, first, file, line);
"""
_AT_ONCE = 5000


class Kept(NamedTuple):
    """A part, and its number in the store."""

    seq: int
    part: Part


def key_of(pattern: Complex) -> str:
    """What parts of this pattern are kept under: its indicator and its text."""
    digest = hashlib.sha256(f"{_NUMBERING} {pattern.entry.pattern}".encode()).hexdigest()
    return f"{pattern.entry.id} {digest[:16]}"


class Parts:
    """All parts of one hunt, or of one member's hunts."""

    def __init__(self, base: sqlite3.Connection | None = None) -> None:
        """Use `base`, in the caller's transactions, or a store that ends with this object."""
        self._base = base
        # Patterns with parts that were not joined yet; None: all.
        self._open: set[str] | None = None
        self._fresh: list[tuple[str, str, int, int, str, str | None]] = []
        if base is not None:
            base.executescript(_SCHEMA)

    def add(self, key: str, part: Part) -> None:
        """Keep a part."""
        row = (key, part.file, part.line, part.first, f"{part.mask:x}", part.time)
        self._fresh.append(row)
        if self._open is not None:
            self._open.add(key)
        if len(self._fresh) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Bring what was added to the store."""
        if not self._fresh:
            return
        if self._base is None:
            self._base = sqlite3.connect("", isolation_level=None)
            self._base.executescript(_SCHEMA)
        alone = not self._base.in_transaction
        if alone:
            self._base.execute("BEGIN")
        self._base.executemany(
            "INSERT OR IGNORE INTO part (pattern, file, line, first, mask, time) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            self._fresh,
        )
        if alone:
            self._base.execute("COMMIT")
        self._fresh.clear()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.newest() > 0

    def newest(self) -> int:
        """The number of the newest part, or 0."""
        self.flush()
        if self._base is None:
            return 0
        (found,) = self._base.execute("SELECT max(seq) FROM part").fetchone()
        return int(found or 0)

    def forget_after(self, seq: int) -> None:
        """Drop the parts behind number `seq`."""
        if self._base is not None:
            self._base.execute("DELETE FROM part WHERE seq > ?", (seq,))

    def forget_file(self, file: str) -> None:
        """Drop the parts of a file that is searched as a whole again."""
        if self._base is not None:
            self._base.execute("DELETE FROM part WHERE file = ?", (file,))

    def forget_others(self, keys: Iterable[str]) -> None:
        """Drop the parts of all patterns but these."""
        if self._base is None:
            return
        wanted = set(keys)
        gone = [key for key in self.keys() if key not in wanted]
        self._base.executemany("DELETE FROM part WHERE pattern = ?", [(key,) for key in gone])

    def keys(self) -> list[str]:
        """The patterns of which there are parts."""
        self.flush()
        if self._base is None:
            return []
        rows = self._base.execute("SELECT DISTINCT pattern FROM part ORDER BY pattern")
        return [key for (key,) in rows]

    def open_keys(self) -> set[str]:
        """The patterns whose newest parts were not joined yet."""
        return set(self.keys()) if self._open is None else set(self._open)

    def joined(self) -> None:
        """All that is here was joined."""
        self._open = set()

    def without_time(self, key: str) -> bool:
        """Whether some part of the pattern has no time."""
        rows = self._rows("SELECT 1 FROM part WHERE pattern = ? AND time IS NULL LIMIT 1", (key,))
        return bool(rows)

    def ordered(self, key: str) -> Iterator[Kept]:
        """The parts of a pattern in the order of time."""
        if self._base is None:
            return
        rows = self._base.execute(
            "SELECT seq, file, line, first, mask, time FROM part WHERE pattern = ? "
            "ORDER BY first, file, line",
            (key,),
        )
        for row in rows:
            yield _kept(row)

    def get(self, seqs: Iterable[int]) -> list[Part]:
        """Parts by their numbers."""
        found = []
        for seq in seqs:
            found += self._rows(
                "SELECT seq, file, line, first, mask, time FROM part WHERE seq = ?", (seq,)
            )
        return [_kept(row).part for row in found]

    def forget(self, seqs: Iterable[int]) -> None:
        """Drop parts by their numbers."""
        if self._base is not None:
            self._base.executemany("DELETE FROM part WHERE seq = ?", [(seq,) for seq in seqs])

    def keep_only(self, key: str, kept: set[int], since: int, most: int) -> None:
        """Of a pattern's parts keep these, and of those at or after `since` the `most` newest."""
        if self._base is None:
            return
        late = self._base.execute(
            "SELECT seq FROM part WHERE pattern = ? AND first >= ? ORDER BY first DESC LIMIT ?",
            (key, since, most),
        )
        left = kept | {seq for (seq,) in late}
        every = self._base.execute("SELECT seq FROM part WHERE pattern = ?", (key,)).fetchall()
        self.forget(seq for (seq,) in every if seq not in left)

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        return [] if self._base is None else self._base.execute(query, values).fetchall()


def _kept(row: Sequence[object]) -> Kept:
    seq, file, line, first, mask, time = row
    part = Part(0, str(file), int(str(line)), int(str(first)), int(str(mask), 16), None)
    return Kept(int(str(seq)), part if time is None else part._replace(time=str(time)))
