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
from wardline.core.errors import ConfigError

if TYPE_CHECKING:
    from wardline.hub.config import Config

_PAGES = 2048


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; it must not exist")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Back up, whole or not at all."""
    from wardline.hub.config import load

    settings = load(args.data)
    if settings["database.url"]:
        raise ConfigError(
            "This hub is on PostgreSQL, which has its own backup.", hint="Use pg_dump or PITR."
        )
    if not settings.sqlite_path.exists():
        raise ConfigError(f"There is no hub in {args.data}.", hint="Check --data.")
    if args.file.exists():
        raise ConfigError(f"{args.file} exists already.", hint="Name another file.")
    part = args.file.with_name(f".{args.file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    source = sqlite3.connect(settings.sqlite_path)
    target = sqlite3.connect(part)
    source.backup(target, pages=_PAGES, progress=_progress)
    target.execute("PRAGMA journal_mode=DELETE")
    target.close()
    source.close()
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(args.file)
    keys = _keys(settings)
    _record(settings, args.file.stat().st_size, keys)
    sys.stderr.write(f"Backed up to {args.file} ({args.file.stat().st_size:,} bytes).\n")
    return 0


def _keys(settings: Config) -> int:
    """Write the keys of what is held to their own file; how many. After the data: all are there."""
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    vault = Vault(settings.data)
    keys = vault.keys()
    held = len(keys) - (keysfile.MASTER in keys)
    if not settings["review.keys_file"]:
        if held:
            sys.stderr.write(
                f"Not in it: the keys of {held} held submissions. Set review.keys_file to a file "
                "on another disk, or they are lost with this machine.\n"
            )
        return 0
    path = Path(settings["review.keys_file"])
    # The key that signs advisories, and those of cases: each room beside it, in a file of its own.
    for room in ("csaf", "cases"):
        more = Vault(settings.data, room).keys()
        if more:
            keysfile.write(path.with_name(f"{path.name}.{room}"), more)
    keysfile.write(path, keys)
    # What ended while the file was written must not come back with it.
    keysfile.strike_all_but(path, vault.keys())
    return held


def _record(settings: Config, size: int, keys: int) -> None:
    """Tell the audit log; without Django, which would bring the database up to date first."""
    from wardline.core.clock import now
    from wardline.hub.audit import log
    from wardline.hub.audit.actions import Action
    from wardline.hub.audit.entries import command_line, draft
    from wardline.hub.db import open_database

    with contextlib.closing(open_database("", settings.sqlite_path)) as database:
        if not database.read("SELECT 1 FROM sqlite_master WHERE name = 'audit_waiting'", {}):
            return  # of a version before the log
        with database.transaction() as transaction:
            told = {"bytes": size, "keys": keys}
            one = draft(command_line(), Action.BACKUP_MADE, "hub", told, at=now())
            log.add(transaction, [one])


def _progress(_status: int, remaining: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{100 * (total - remaining) // total} % ")
