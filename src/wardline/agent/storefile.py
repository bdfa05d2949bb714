"""A small SQLite file of the member's that is safe against a crash: private, durable, versioned."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wardline.core.errors import ConfigError, UnavailableError, WardlineError

_WAIT = 30.0
_BACKUP = "Put a backup of it in its place."


def open_file(path: Path, *, create: bool, threads: bool = False) -> sqlite3.Connection:
    """Open `path`; what is committed survives a power cut. *Raises* ConfigError, UnavailableError.

    With `threads` it may be used from several, one at a time.
    """
    if create:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            # Made by us, so that nobody else can read it even for a moment.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=not threads)
    try:
        db.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError as error:
        db.close()
        raise meaning(error, str(path)) or error from None
    db.execute("PRAGMA synchronous=FULL")
    return db


def meaning(error: sqlite3.Error, what: str = "A file in the data folder") -> WardlineError | None:
    """What the disk or another command did to a file, in words; None: the fault is ours.

    *Source*: SQLite's result codes.
    """
    name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return ConfigError(f"{what} is damaged, or no database of Wardline.", hint=_BACKUP)
    if name.startswith("SQLITE_BUSY"):
        return UnavailableError(
            "Another command has been writing for half a minute.", hint="Try again."
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return UnavailableError(
            f"{what} cannot be used now ({error}).",
            hint="Make room on the disk, and look at the rights on --data.",
        )
    return None


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; a second writer waits. *Raises* ConfigError, UnavailableError."""
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise meaning(error) or error from error


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
