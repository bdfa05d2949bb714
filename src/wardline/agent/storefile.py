"""A small SQLite file of the member's that is safe against a crash: private, durable, versioned."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wardline.core.errors import ConfigError, UnavailableError

_WAIT = 30.0


def open_file(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open `path`; what is committed survives a power cut. *Raises* ConfigError."""
    if create:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            # Made by us, so that nobody else can read it even for a moment.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError:
        db.close()
        raise ConfigError(
            f"{path} is no database of Wardline.", hint="Put a backup of it in its place."
        ) from None
    db.execute("PRAGMA synchronous=FULL")
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; a second writer waits. *Raises* UnavailableError."""
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        raise UnavailableError(
            "Another command has been writing for half a minute.", hint="Try again."
        ) from None
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def migrate(db: sqlite3.Connection, path: Path, schemas: Sequence[str]) -> None:
    """Bring the file up to the last of `schemas`. *Raises* ConfigError where it is newer."""
    with transaction(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(schemas):
            raise ConfigError(f"{path} was written by a newer Wardline.", hint="Update this one.")
        for schema in schemas[version:]:
            for statement in schema.split(";\n\n"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(schemas)}")
