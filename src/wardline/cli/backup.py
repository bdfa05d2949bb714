"""`wardline backup`: copy the hub's data into one file while it runs."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.hubdata import add_data
from wardline.core.errors import ConfigError, UnavailableError, WardlineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardline.hub.config import Config
    from wardline.hub.db import Database

_PAGES = 2048


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", nargs="?", help="where to; it must not exist"
    )
    parser.add_argument(
        "--keys-only",
        action="store_true",
        help="write the keys to review.keys_file alone: after a backup by PostgreSQL's own tools",
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Back up, whole or not at all."""
    from wardline.hub.config import load

    settings = load(args.data)
    if args.keys_only:
        return _keys_only(settings)
    if args.file is None:
        raise ConfigError("Name the file to back up to.", hint="Like: wardline backup FILE.")
    if settings["database.url"]:
        raise ConfigError(
            "This hub is on PostgreSQL, which has its own backup.",
            hint="Use pg_dump or PITR, and then 'wardline backup --keys-only'.",
        )
    if not settings.sqlite_path.exists():
        raise ConfigError(f"There is no hub in {args.data}.", hint="Check --data.")
    if args.file.exists():
        raise ConfigError(f"{args.file} exists already.", hint="Name another file.")
    _seal(settings)
    _copy(settings.sqlite_path, args.file)
    try:
        keys = _keys(settings)
    except WardlineError:
        # Without its keys it is no backup of all that was taken in.
        args.file.unlink()
        raise
    _record(settings, {"bytes": args.file.stat().st_size, "keys": keys})
    sys.stderr.write(f"Backed up to {args.file} ({args.file.stat().st_size:,} bytes).\n")
    return 0


def _copy(path: Path, file: Path) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        _write(path, part)
        part.replace(file)
    except (OSError, sqlite3.OperationalError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or error
        raise UnavailableError(
            f"The backup cannot be written to {file.parent} ({why}).",
            hint="Make room there, or name a file on another disk; the hub goes on.",
        ) from error


def _write(path: Path, part: Path) -> None:
    """Copy the database to `part`, and see to it that it lies on the disk."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(part)) as target,
    ):
        source.backup(target, pages=_PAGES, progress=_progress)
        target.execute("PRAGMA journal_mode=DELETE")
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _keys_only(settings: Config) -> int:
    if not settings["review.keys_file"]:
        raise ConfigError(
            "review.keys_file is not set.",
            hint="Set it to a file on another disk than the backups.",
        )
    keys = _keys(settings)
    _record(settings, {"keys": keys})
    sys.stderr.write(f"Wrote {keys} keys beside {settings['review.keys_file']}.\n")
    return 0


def _keys(settings: Config) -> int:
    """Write the keys of what is sealed to files of their own, after the data; how many."""
    from wardline.hub.review import keysfile

    return sum(_keys_of(settings, room) for room in keysfile.ROOMS)


def _keys_of(settings: Config, room: str) -> int:
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    vault = Vault(settings.data, room)
    keys = vault.keys()
    held = len(keys) - (keysfile.MASTER in keys)
    path = keysfile.of_room(settings["review.keys_file"], room)
    if not path:
        if held:
            sys.stderr.write(
                f"Not in it: the keys of {held} {keysfile.ROOMS[room]}. Set review.keys_file to a "
                "file on another disk, or they are lost with this machine.\n"
            )
        return 0
    keysfile.write(Path(path), keys)
    # What ended while the file was written must not come back with it.
    keysfile.strike_all_but(Path(path), vault.keys())
    return held


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
    from wardline.hub.db import open_database

    with contextlib.closing(
        open_database(settings["database.url"], settings.sqlite_path)
    ) as database:
        old = not settings["database.url"] and not database.read(_HAS_LOG, {})
        yield None if old else database


_HAS_LOG = "SELECT 1 FROM sqlite_master WHERE name = 'audit_waiting'"


def _progress(_status: int, remaining: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{100 * (total - remaining) // total} % ")
