"""The member's local copy: what it may see, in one small file, safe against a crash at any time.

A page or a burst of events is stored together with the cursor behind it, in one transaction: after
`kill -9` the next pull goes on exactly there, and what comes twice changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from wardline.agent.storefile import migrate, open_file, transaction
from wardline.core import jsonio, stix
from wardline.core.clock import parse_timestamp
from wardline.core.errors import ConfigError, MalformedError

FILE_NAME = "agent.sqlite3"
_SCHEMAS = (
    """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE collection (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL,
    cursor TEXT, deleted_cursor TEXT, pulled_at INTEGER
) WITHOUT ROWID;

CREATE TABLE object (
    id TEXT NOT NULL, collection TEXT NOT NULL, type TEXT NOT NULL,
    version INTEGER NOT NULL, version_text TEXT NOT NULL, received_at INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (id, collection)
);

CREATE INDEX object_type ON object (type);

CREATE TABLE shared (
    digest TEXT NOT NULL, collection TEXT NOT NULL, receipt TEXT NOT NULL,
    sent_at INTEGER NOT NULL, PRIMARY KEY (digest, collection)
) WITHOUT ROWID
""",
    # Version 2: what the hub took back after this copy had received it; the privacy gate's
    # pseudonyms, which never leave, and its record of what was shared: counts, no values.
    """
CREATE TABLE recalled (
    id TEXT NOT NULL, collection TEXT NOT NULL, version_text TEXT NOT NULL, reason TEXT NOT NULL,
    received_at INTEGER NOT NULL, recalled_at INTEGER NOT NULL,
    PRIMARY KEY (id, collection, version_text)
) WITHOUT ROWID;

CREATE TABLE pseudonym (
    incident TEXT NOT NULL, pseudonym TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (incident, pseudonym)
) WITHOUT ROWID;

CREATE TABLE screening (
    digest TEXT NOT NULL, collection TEXT NOT NULL, rules TEXT NOT NULL, limb TEXT NOT NULL,
    found TEXT NOT NULL, reviewed INTEGER NOT NULL, screened_at INTEGER NOT NULL,
    PRIMARY KEY (digest, collection, screened_at)
) WITHOUT ROWID
""",
)


class Link(NamedTuple):
    """How this copy is connected."""

    hub: str
    key_file: str


class CollectionState(NamedTuple):
    """A collection and how far it was read."""

    id: str
    title: str
    url: str
    cursor: str | None
    deleted_cursor: str | None
    pulled_at: int | None


class Change(NamedTuple):
    """What storing some objects changed."""

    added: int
    updated: int
    unreadable: int


class Gone(NamedTuple):
    """A version that the hub deleted; `recalled` says why, where it was recalled as wrong."""

    id: str
    version: str
    recalled: str = ""


class Recalled(NamedTuple):
    """Something that was here and was recalled; times in microseconds."""

    id: str
    reason: str
    received_at: int
    recalled_at: int


class Screening(NamedTuple):
    """The gate's record of one share: of which bytes, by which rules and limb, what it found."""

    digest: str
    collection: str
    rules: str
    # "technical" or "manual" (6 U.S.C. 1503(d)(2)).
    limb: str
    # Label → how often, as JSON; never a value.
    found: str
    # How many places a person looked at.
    reviewed: int


class Copy:
    """One open copy."""

    def __init__(self, data: Path, *, create: bool = False) -> None:
        """Open the copy in `data`. *Raises* ConfigError where there is none."""
        path = data / FILE_NAME
        if not create and not path.exists():
            raise ConfigError(
                f"There is no local copy in {data}.",
                hint="Connect first: wardline agent init --hub URL --key-file FILE.",
            )
        self._db = open_file(path, create=create, threads=True)
        migrate(self._db, path, _SCHEMAS)
        if not self.namespace():
            # Of two commands that begin at once, both take the one that came first.
            self._db.execute(
                "INSERT OR IGNORE INTO setting VALUES ('namespace', ?)", (secrets.token_hex(16),)
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._db)

    def connect(self, link: Link) -> None:
        """Remember the hub; another hub's collections are forgotten."""
        with self._transaction():
            old = self._setting("hub")
            if old not in ("", link.hub):
                self._db.execute("DELETE FROM object")
                self._db.execute("DELETE FROM collection")
            for name, value in (("hub", link.hub), ("key_file", link.key_file)):
                self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def link(self) -> Link:
        """How this copy is connected. *Raises* ConfigError where it is not."""
        hub = self._setting("hub")
        if not hub:
            raise ConfigError(
                "This copy is not connected to a hub.",
                hint="Connect first: wardline agent init --hub URL --key-file FILE.",
            )
        return Link(hub, self._setting("key_file"))

    def namespace(self) -> str:
        """A random secret of this copy: ids made from it tell nobody where they come from."""
        return self._setting("namespace")

    def _setting(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_collections(self, listed: Sequence[tuple[str, str, str]]) -> None:
        """Take over (id, title, url) of what may be read; what no longer may be is removed."""
        with self._transaction():
            for number, title, url in listed:
                self._db.execute(
                    "INSERT INTO collection (id, title, url) VALUES (?, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET title = excluded.title, url = excluded.url",
                    (number, title, url),
                )
            known = [row[0] for row in self._db.execute("SELECT id FROM collection")]
            for number in set(known) - {entry[0] for entry in listed}:
                self._db.execute("DELETE FROM object WHERE collection = ?", (number,))
                self._db.execute("DELETE FROM collection WHERE id = ?", (number,))

    def collections(self) -> list[CollectionState]:
        """The collections by title."""
        rows = self._db.execute(
            "SELECT id, title, url, cursor, deleted_cursor, pulled_at FROM collection "
            "ORDER BY title, id"
        )
        return [CollectionState(*row) for row in rows]

    def store(self, collection: str, raws: Sequence[bytes], cursor: str | None, now: int) -> Change:
        """Keep the newest version of each object, and the cursor behind them, together."""
        added = updated = unreadable = 0
        with self._transaction():
            for raw in raws:
                result = self._store_one(collection, raw, now)
                added += result == "added"
                updated += result == "updated"
                unreadable += result == "unreadable"
            self._db.execute(
                "UPDATE collection SET pulled_at = ?, cursor = COALESCE(?, cursor) WHERE id = ?",
                (now, cursor, collection),
            )
        return Change(added, updated, unreadable)

    def _store_one(self, collection: str, raw: bytes, now: int) -> str:
        try:
            obj = jsonio.decode(raw)
        except MalformedError:
            return "unreadable"
        if not isinstance(obj, dict) or type(obj.get("id")) is not str:
            return "unreadable"
        text = stix.version_of(obj) or ""
        version = parse_timestamp(text) or 0
        found = self._db.execute(
            "SELECT version FROM object WHERE id = ? AND collection = ?", (obj["id"], collection)
        ).fetchone()
        if found is not None and found[0] > version:
            return "older"
        self._db.execute(
            "INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?, ?)",
            (obj["id"], collection, str(obj.get("type")), version, text, now, raw),
        )
        return "added" if found is None else "updated" if found[0] < version else "same"

    def delete(
        self, collection: str, gone: Sequence[Gone], cursor: str | None, now: int
    ) -> list[Gone]:
        """Take out what the hub deleted, and remember what it recalled; those that were here."""
        here = []
        with self._transaction():
            for entry in gone:
                row = self._db.execute(
                    "DELETE FROM object WHERE id = ? AND collection = ? AND "
                    "(version_text = ? OR version_text = '') RETURNING received_at",
                    (entry.id, collection, entry.version),
                ).fetchone()
                if row is None:
                    continue
                here.append(entry)
                if entry.recalled:
                    self._db.execute(
                        "INSERT OR REPLACE INTO recalled VALUES (?, ?, ?, ?, ?, ?)",
                        (entry.id, collection, entry.version, entry.recalled, row[0], now),
                    )
            if cursor is not None:
                self._db.execute(
                    "UPDATE collection SET deleted_cursor = ? WHERE id = ?", (cursor, collection)
                )
        return here

    def recalled(self, since: int) -> list[Recalled]:
        """What was here and was recalled after `since`, the newest first."""
        rows = self._db.execute(
            "SELECT id, reason, received_at, recalled_at FROM recalled WHERE recalled_at > ? "
            "ORDER BY recalled_at DESC, id",
            (since,),
        )
        return [Recalled(*row) for row in rows]

    def find(self, number: str) -> tuple[str, dict[str, Any]] | None:
        """The collection and the newest version of an object, or None."""
        row = self._db.execute(
            "SELECT collection, body FROM object WHERE id = ? ORDER BY version DESC", (number,)
        ).fetchone()
        return None if row is None else (row[0], jsonio.decode(row[1]))

    def count(self) -> int:
        """How many objects are here."""
        return int(self._db.execute("SELECT count(*) FROM object").fetchone()[0])

    def indicators(self) -> Iterator[dict[str, Any]]:
        """The newest version of each indicator, of all collections."""
        rows = self._db.execute(
            "SELECT body FROM object o WHERE type = 'indicator' AND NOT EXISTS ("
            " SELECT 1 FROM object p WHERE p.id = o.id AND (p.version > o.version OR "
            " (p.version = o.version AND p.collection < o.collection)))"
        )
        for row in rows:
            yield jsonio.decode(row[0])

    def pseudonyms(self, incident: str) -> dict[str, str]:
        """Pseudonym → value of one incident: the way back, which never leaves."""
        rows = self._db.execute(
            "SELECT pseudonym, value FROM pseudonym WHERE incident = ? ORDER BY pseudonym",
            (incident,),
        )
        return dict(rows.fetchall())

    def keep_pseudonyms(self, incident: str, key: Mapping[str, str]) -> None:
        """Remember what stands for what in one incident."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO pseudonym VALUES (?, ?, ?)",
                [(incident, pseudonym, value) for pseudonym, value in key.items()],
            )

    def keep_screening(self, record: Screening, now: int) -> None:
        """Remember by which limb of the law something was shared."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO screening VALUES (?, ?, ?, ?, ?, ?, ?)", (*record, now)
            )

    def receipt(self, digest: str, collection: str) -> str | None:
        """The receipt for something that was shared already, or None."""
        row = self._db.execute(
            "SELECT receipt FROM shared WHERE digest = ? AND collection = ?", (digest, collection)
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_receipt(self, digest: str, collection: str, receipt: str, now: int) -> None:
        """Remember that something was shared."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO shared VALUES (?, ?, ?, ?)",
                (digest, collection, receipt, now),
            )


def indicators(data: Path) -> Iterator[dict[str, Any]]:
    """The indicators in the copy in `data`."""
    copy = Copy(data)
    try:
        yield from copy.indicators()
    finally:
        copy.close()
