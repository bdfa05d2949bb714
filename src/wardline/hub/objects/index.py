"""The search index: a file beside the store, derived from it and made again when it is lost.

Each pair of collection and visibility has a table of its own, so a reader's question touches only
what that reader may see: what is hidden costs no time and cannot be counted. Entries carry nothing
but words and marks; an entry's number is its record's date_added, so hits come newest first by
themselves, and each hit is read from the store again before it is shown (`search.py`).

Entries are never changed: an object that is superseded or deleted leaves one behind that no longer
leads anywhere. A table with many of those, or with the words of something that was deleted a day
ago, is made again beside the old one and takes its place.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from wardline.core import jsonio
from wardline.core.clock import Clock
from wardline.core.errors import UnavailableError, UsageError
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.sight import Following, Place
from wardline.hub.objects import terms

FILE_NAME = "search.sqlite3"
# With another shape of entries the file is made again.
_FORMAT = 1
_BATCH = 500
_BUSY_SECONDS = 10
# A page's own request waits this long for the follower at most.
_OWN_BUSY_SECONDS = 0.05
# A question that takes longer is given up: it asks for too much at once.
_STEPS = 20_000
_MOST_STEPS = 400
_DAY = 86_400 * 1_000_000
_MANY_WASTED = 10_000


class Part(NamedTuple):
    """One pair's table: up to where it has read, and what it holds that leads nowhere."""

    id: int
    collection: int
    visibility: int
    records: int
    stones: int
    entered: int
    wasted: int
    # When the first deletion since it was begun was seen; 0: none.
    stale_since: int
    # 0 while it is being made beside an older one.
    ready: int


class Hit(NamedTuple):
    """An entry that holds what was asked; whether it still stands is for the store to say."""

    added: int
    part: Part

    @property
    def place(self) -> Place:
        """Where its record stands."""
        return Place(self.part.collection, self.part.visibility, self.added)


_COLUMNS = "id, collection, visibility, records, stones, entered, wasted, stale_since, ready"
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (
    id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, visibility INTEGER NOT NULL,
    records INTEGER NOT NULL DEFAULT 0, stones INTEGER NOT NULL DEFAULT 0,
    entered INTEGER NOT NULL DEFAULT 0, wasted INTEGER NOT NULL DEFAULT 0,
    stale_since INTEGER NOT NULL DEFAULT 0, ready INTEGER NOT NULL,
    UNIQUE (collection, visibility, ready));
"""


class Index:
    """The index as one process sees it; any of its threads may ask."""

    def __init__(self, path: Path, following: Following, clock: Clock) -> None:
        """Use the file at `path`, which is made if it is missing or of another hub."""
        self._path = path
        self._following = following
        self._clock = clock
        secret = following.secret()
        self.mark = terms.Marker(secret)
        self._local = threading.local()
        self._open(self.mark("hub", ""))

    def _open(self, hub: str) -> None:
        for _ in range(2):
            try:
                with self._writing(_BUSY_SECONDS) as file:
                    if file.execute("PRAGMA user_version").fetchone()[0] == 0:
                        _make(file, hub)
                    known = dict(file.execute("SELECT name, value FROM about").fetchall())
                    if known == {"hub": hub, "format": str(_FORMAT)}:
                        return
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                    raise _busy() from error
            self._remove()
        raise UnavailableError(
            "The search index cannot be made.", hint="An operator should look at the disk."
        )

    def _remove(self) -> None:
        """Take the file away: it holds nothing that the store does not."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._path.touch(mode=0o600)
            connection = sqlite3.connect(
                self._path, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False
            )
            connection.execute("PRAGMA page_size=8192")
            connection.execute("PRAGMA journal_mode=WAL")
            # A lost commit is read from the store again.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA cache_size=-32768")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Let go of this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @contextmanager
    def _writing(self, wait: float) -> Iterator[sqlite3.Connection]:
        file = self._connection()
        file.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
        file.execute("BEGIN IMMEDIATE")
        try:
            yield file
            file.execute("COMMIT")
        except BaseException:
            if file.in_transaction:
                file.execute("ROLLBACK")
            raise

    # --- Following the store.

    def follow(self, many: int = _BATCH) -> int:
        """Take in what is new, at most `many` records of each pair; how many steps that were.

        Zero means: all that stood in the store when this was called is in the index.
        """
        heads = self._following.heads()
        done = 0
        for collection, visibility in self._following.present():
            for part in self._parts_of(collection, visibility):
                if part.records < heads[collection] or part.stones < heads[collection]:
                    done += self._take(part, heads[collection], many, _BUSY_SECONDS)
        return done

    def catch_up(self, many: int) -> None:
        """Take in a short tail, for whoever asks right after a write; a long one is left alone."""
        try:
            self._catch_up(many)
        except sqlite3.OperationalError:
            return  # the follower is at it

    def _catch_up(self, many: int) -> None:
        heads = self._following.heads()
        known = {(part.collection, part.visibility): part for part in self.parts()}
        for pair in self._following.present():
            part = known.get(pair)
            if part is None:
                part = next(part for part in self._parts_of(*pair) if part.ready)
            head = heads[part.collection]
            if min(part.records, part.stones) >= head:
                continue
            waiting = self._following.newer(
                Place(part.collection, part.visibility, part.records), many + 1
            )
            gone = self._following.stones(Place(part.collection, part.visibility, part.stones), 1)
            if (waiting or gone) and waiting <= many:
                self._take(part, head, max(many, 1), _OWN_BUSY_SECONDS)
                many -= waiting

    def parts(self) -> list[Part]:
        """The tables that answer."""
        rows = self._connection().execute(
            f"SELECT {_COLUMNS} FROM part WHERE ready = 1"  # noqa: S608 # a constant
        )
        return [Part(*row) for row in rows.fetchall()]

    def _parts_of(self, collection: int, visibility: int) -> list[Part]:
        """The tables of a pair: the one that answers, and one that is being made."""
        read = (
            f"SELECT {_COLUMNS} FROM part "  # noqa: S608 # a constant
            "WHERE collection = ? AND visibility = ? ORDER BY ready DESC"
        )
        found = self._connection().execute(read, (collection, visibility)).fetchall()
        if not found:
            with self._writing(_BUSY_SECONDS) as file:
                if not file.execute(read, (collection, visibility)).fetchall():
                    _add_part(file, collection, visibility, ready=1)
                found = file.execute(read, (collection, visibility)).fetchall()
        return [Part(*row) for row in found]

    def _take(self, part: Part, head: int, many: int, wait: float) -> int:
        """One batch of a pair's records and deletions.

        1. Read the records after the cursor and make their terms: no lock is held.
        2. What other rows changed with them is looked up and entered where it stands now.
        3. Entries and cursor go into one transaction; if another process was faster, none does.
        """
        records = self._following.records(
            Place(part.collection, part.visibility, part.records), many
        )
        stones = self._following.stones(Place(part.collection, part.visibility, part.stones), many)
        made = [(record.added, self._terms(record.owner, record.body)) for record in records]
        changed = {Identity(r.uuid, r.type) for r in records if not r.alone}
        changed |= {identity for _, identity in stones}
        moved = [
            (place, self._terms(owner, body))
            for identity in changed
            for place, owner, body in self._following.standing(part.collection, identity)
        ]
        after = part._replace(
            records=_cursor([r.added for r in records], part.records, head, many),
            stones=_cursor([added for added, _ in stones], part.stones, head, many),
            entered=part.entered + len(made),
            wasted=part.wasted + len(changed),
            stale_since=part.stale_since or (self._clock() if stones else 0),
        )
        with self._writing(wait) as file:
            if not _advance(file, part, after):
                return 1
            _enter(file, part.id, made)
            for place, entry in moved:
                _enter_elsewhere(file, place, entry)
        if not part.ready and len(records) < many:
            self._exchange(after)
        elif part.ready and self._is_worn(after):
            self._begin_anew(part)
        return 1

    def _terms(self, owner: str, body: bytes) -> terms.Terms:
        return terms.of_object(jsonio.decode(body), owner, self.mark)

    def _is_worn(self, part: Part) -> bool:
        if part.stale_since and self._clock() - part.stale_since > _DAY:
            return True
        return part.wasted > max(_MANY_WASTED, part.entered // 2)

    def _begin_anew(self, part: Part) -> None:
        """Begin a table that will take this one's place."""
        with self._writing(_BUSY_SECONDS) as file:
            pair = (part.collection, part.visibility)
            begun = file.execute(
                "SELECT 1 FROM part WHERE collection = ? AND visibility = ? AND ready = 0", pair
            ).fetchone()
            if begun is None:
                _add_part(file, *pair, ready=0)

    def _exchange(self, part: Part) -> None:
        """Let a table that was made anew answer, and take the old one away, with its words."""
        file = self._connection()
        file.execute("PRAGMA secure_delete=ON")
        with self._writing(_BUSY_SECONDS) as file:
            pair = (part.collection, part.visibility)
            old = file.execute(
                "SELECT id FROM part WHERE collection = ? AND visibility = ? AND ready = 1", pair
            ).fetchall()
            for (number,) in old:
                file.execute(f"DROP TABLE doc_{number:d}")
                file.execute("DELETE FROM part WHERE id = ?", (number,))
            file.execute("UPDATE part SET ready = 1 WHERE id = ?", (part.id,))
        file.execute("PRAGMA secure_delete=FAST")

    def check(self) -> None:
        """Begin again where the store is older than the index: it was restored from a backup."""
        heads = self._following.heads()
        parts = self.parts()
        if any(part.records > heads.get(part.collection, -1) for part in parts):
            with self._writing(_BUSY_SECONDS) as file:
                for (number,) in file.execute("SELECT id FROM part").fetchall():
                    file.execute(f"DROP TABLE doc_{number:d}")
                file.execute("DELETE FROM part")
        for part in parts:
            if self._is_worn(part):
                self._begin_anew(part)

    # --- Asking.

    def find(
        self, parts: Sequence[Part], match: str, between: tuple[int, int], many: int
    ) -> list[Hit]:
        """The newest entries of `parts` that hold `match` (empty: all), within two dates.

        *Shape*: newest first; both dates count. *Raises* UsageError for a question that asks for
        too much.
        """
        hits: list[Hit] = []
        file = self._connection()
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return int(steps > _MOST_STEPS)

        file.set_progress_handler(count, _STEPS)
        try:
            for part in parts:
                rows = file.execute(
                    _find(part.id, match), (*([match] if match else ()), *between, many)
                )
                hits += [Hit(row[0], part) for row in rows.fetchall()]
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise _busy() from error
            raise UsageError(
                "This question goes through too much.",
                hint="Add a word or a filter, or look into one collection only.",
            ) from error
        finally:
            file.set_progress_handler(None, 0)
        hits.sort(key=lambda hit: (-hit.added, hit.part.collection, hit.part.visibility))
        return hits[:many]


def _cursor(seen: list[int], before: int, head: int, many: int) -> int:
    """Up to where a pair was read: a whole batch ends where it ends, a short one at the head."""
    if len(seen) == many:
        return seen[-1]
    return max(head, before, *seen[-1:])


def _find(number: int, match: str) -> str:
    condition = f"doc_{number:d} MATCH ? AND " if match else ""
    return (
        f"SELECT rowid FROM doc_{number:d} WHERE {condition}"  # noqa: S608 # a number of our own
        "rowid >= ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?"
    )


def _make(file: sqlite3.Connection, hub: str) -> None:
    for statement in filter(str.strip, _SCHEMA.split(";")):
        file.execute(statement)
    file.execute("INSERT INTO about VALUES ('hub', ?), ('format', ?)", (hub, str(_FORMAT)))
    file.execute(f"PRAGMA user_version={_FORMAT}")


def _add_part(file: sqlite3.Connection, collection: int, visibility: int, *, ready: int) -> None:
    made = file.execute(
        "INSERT INTO part (collection, visibility, ready) VALUES (?, ?, ?)",
        (collection, visibility, ready),
    )
    file.execute(
        f"CREATE VIRTUAL TABLE doc_{made.lastrowid or 0:d} USING fts5(words, marks, content='', "
        "tokenize='unicode61 remove_diacritics 2')"
    )


def _advance(file: sqlite3.Connection, part: Part, after: Part) -> bool:
    """Move a part's cursors; whether nobody else has moved them meanwhile."""
    done = file.execute(
        "UPDATE part SET records = ?, stones = ?, entered = ?, wasted = ?, stale_since = ? "
        "WHERE id = ? AND records = ? AND stones = ?",
        (
            *(after.records, after.stones, after.entered, after.wasted, after.stale_since),
            *(part.id, part.records, part.stones),
        ),
    )
    return done.rowcount == 1


def _enter(
    file: sqlite3.Connection, number: int, entries: Sequence[tuple[int, terms.Terms]]
) -> None:
    known = f"SELECT 1 FROM doc_{number:d} WHERE rowid = ?"  # noqa: S608 # a number of our own
    add = f"INSERT INTO doc_{number:d} (rowid, words, marks) VALUES (?, ?, ?)"  # noqa: S608 # as above
    for added, entry in entries:
        if file.execute(known, (added,)).fetchone() is None:
            file.execute(add, (added, *entry))


def _enter_elsewhere(file: sqlite3.Connection, place: Place, entry: terms.Terms) -> None:
    """Enter a row whose visibility changed where it stands now, unless the cursor will come by."""
    rows = file.execute(
        "SELECT id FROM part WHERE collection = ? AND visibility = ? AND records >= ?",
        (place.collection, place.visibility, place.added),
    )
    for (number,) in rows.fetchall():
        _enter(file, number, [(place.added, entry)])


def _busy() -> UnavailableError:
    return UnavailableError(
        "The search index does not answer right now.", hint="Try again in a few seconds."
    )
