"""One file of all that the hub has, copied while it runs, and the keys apart from it.

What is sealed is in the file, and the keys that open it are not: they lie where
`review.keys_file` says (`hub/review/keysfile.py`, docs/backup.md).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wardline.core.errors import ConfigError, UnavailableError, WardlineError
from wardline.hub.db import open_database

if TYPE_CHECKING:
    from wardline.hub.config import Config
    from wardline.hub.db import Database

_PAGES = 2048
_HAS_LOG = "SELECT 1 FROM sqlite_master WHERE name = 'audit_waiting'"


class Made(NamedTuple):
    """What was backed up."""

    size: int  # bytes of the file; 0: the keys alone
    keys: int  # that were written beside `review.keys_file`
    left_out: dict[str, int]  # by room: how many keys of it lie in no file


def make(settings: Config, file: Path, progress: Callable[[int, int], None]) -> Made:
    """Copy the database to `file`, which appears when it is whole, and the keys to theirs.

    `progress` is told how many pages remain, and of how many. *Raises* ConfigError where that is
    not for us or something stands in its place, UnavailableError where it cannot be written.
    """
    if settings["database.url"]:
        raise ConfigError(
            "This hub is on PostgreSQL, which has its own backup.",
            hint="Use pg_dump or PITR, and then 'wardline backup --keys-only'.",
        )
    if not settings.sqlite_path.exists():
        raise ConfigError(f"There is no hub in {settings.data}.", hint="Check --data.")
    settings.refuse_unfinished()
    if file.exists():
        raise ConfigError(f"{file} exists already.", hint="Name another file.")
    _seal(settings)
    _copy(settings.sqlite_path, file, progress)
    try:
        keys, left_out = _keys(settings)
    except WardlineError:
        # Without its keys it is no backup of all that was taken in.
        file.unlink()
        raise
    size = file.stat().st_size
    _record(settings, {"bytes": size, "keys": keys})
    return Made(size, keys, left_out)


def keys_only(settings: Config) -> Made:
    """Write the keys to their files. *Raises* ConfigError where no place for them is set."""
    if not settings["review.keys_file"]:
        raise ConfigError(
            "review.keys_file is not set.",
            hint="Set it to a file on another disk than the backups.",
        )
    # There the few keys that are back would take the place of all.
    settings.refuse_unfinished()
    keys, left_out = _keys(settings)
    _record(settings, {"keys": keys})
    return Made(0, keys, left_out)


def _copy(path: Path, file: Path, progress: Callable[[int, int], None]) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        _write(path, part, progress)
        part.replace(file)
    except (OSError, sqlite3.OperationalError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or error
        raise UnavailableError(
            f"The backup cannot be written to {file.parent} ({why}).",
            hint="Make room there, or name a file on another disk; the hub goes on.",
        ) from error


def _write(path: Path, part: Path, progress: Callable[[int, int], None]) -> None:
    """Copy the database to `part`, and see to it that it lies on the disk."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(part)) as target,
    ):
        source.backup(
            target, pages=_PAGES, progress=lambda _status, left, all_: progress(left, all_)
        )
        target.execute("PRAGMA journal_mode=DELETE")
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _keys(settings: Config) -> tuple[int, dict[str, int]]:
    """Write the keys of what is sealed to files of their own, after the data.

    How many, and by room how many have no file to go to.
    """
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    written, left_out = 0, {}
    for room in keysfile.ROOMS:
        vault = Vault(settings.data, room)
        keys = vault.keys()
        held = len(keys) - (keysfile.MASTER in keys)
        path = keysfile.of_room(settings["review.keys_file"], room)
        if path:
            keysfile.write(Path(path), keys)
            # What ended while the file was written must not come back with it.
            keysfile.strike_all_but(Path(path), vault.keys())
            written += held
        elif held:
            left_out[room] = held
    return written, left_out


def _seal(settings: Config) -> None:
    """Bring what was disclosed until now into the log's chain, and so into the backup."""
    from wardline.hub.audit import log
    from wardline.hub.audit.spool import Spools

    with _opened(settings) as database:
        if database is None:
            return
        while True:
            with database.transaction(quiet=True) as transaction:
                if not log.seal(transaction, Spools(settings.data)):
                    return


def _record(settings: Config, told: dict[str, int]) -> None:
    """Tell the audit log."""
    from wardline.core.clock import now
    from wardline.hub.audit import log
    from wardline.hub.audit.actions import Action
    from wardline.hub.audit.entries import command_line, draft

    with _opened(settings) as database:
        if database is not None:
            with database.transaction() as transaction:
                one = draft(command_line(), Action.BACKUP_MADE, "hub", told, at=now())
                log.add(transaction, [one])


@contextlib.contextmanager
def _opened(settings: Config) -> Iterator[Database | None]:
    """The database, without Django, which would bring it up to date; None: older than the log."""
    with contextlib.closing(
        open_database(settings["database.url"], settings.sqlite_path)
    ) as database:
        old = not settings["database.url"] and not database.read(_HAS_LOG, {})
        yield None if old else database
