"""`wardline restore`: put a backup into an empty data folder."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from wardline.cli.hubdata import add_data
from wardline.core.errors import ConfigError, UnprocessableError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a file from 'wardline backup'")
    parser.add_argument("--verify", action="store_true", help="check every page of it first")
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="the file that review.keys_file named: opens what was held and has not ended since",
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Restore, whole or not at all; an existing hub is never overwritten."""
    from wardline.hub import setup
    from wardline.hub.config import load
    from wardline.hub.review import keysfile

    if not args.file.is_file():
        raise ConfigError(f"There is no file {args.file}.")
    target = load(args.data).sqlite_path
    if target.exists():
        raise ConfigError(
            f"There is a hub in {args.data} already.", hint="Restore into an empty folder."
        )
    _check(args.file, whole=args.verify)
    keys = keysfile.read(args.keys) if args.keys else {}
    args.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(args.file, part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)
    setup.migrate(args.data)
    from wardline.hub.audit import service as audit

    # What happened after the backup is not in this log any more: heads kept elsewhere tell it.
    told = {"bytes": target.stat().st_size}
    audit.record(audit.command_line(), audit.Action.BACKUP_RESTORED, "hub", told)
    sys.stderr.write(f"Restored into {args.data}.\n")
    _held(args.data, keys)
    _rooms(args.data, args.keys)
    return 0


def _rooms(data: Path, keys: Path | None) -> None:
    """Bring back the keys of rooms that have a file of their own beside that of --keys."""
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    for room in ("csaf", "cases"):
        more = keys.with_name(f"{keys.name}.{room}") if keys else None
        if more is not None and more.is_file():
            Vault(data, room).put(keysfile.read(more))


def _held(data: Path, keys: dict[str, bytes]) -> None:
    """Bring what was held back as far as there are keys, end the rest, and say so."""
    from django.db import transaction

    from wardline.core.clock import now
    from wardline.hub.audit.service import Through
    from wardline.hub.review import ending, keysfile
    from wardline.hub.review.models import Submission
    from wardline.hub.review.sealing import Vault

    open_ones = set(Submission.objects.filter(state__in=ending.OPEN).values_list("id", flat=True))
    wanted = {name: key for name, key in keys.items() if name in {*open_ones, keysfile.MASTER}}
    if wanted:
        Vault(data).put(wanted)
    with transaction.atomic():
        left, gone = ending.restored(Through(), wanted, now())
    if left:
        sys.stderr.write(f"Held submissions that can be opened again: {left}.\n")
    if gone:
        sys.stderr.write(
            f"Held submissions without a key: {gone}. They had ended when the hub was lost, or "
            "--keys was left out; they are closed now, and their submitters can send them again.\n"
        )


def _check(path: Path, *, whole: bool) -> None:
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        tables = database.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'exchange_record'"
        ).fetchone()[0]
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0] if whole else "ok"
        database.close()
    except sqlite3.DatabaseError:
        tables, verdict = 0, "no database"
    if not tables or verdict != "ok":
        raise UnprocessableError(
            f"{path} is no sound backup of a hub ({str(verdict)[:100]}).",
            hint="Nothing was changed; take another backup.",
        )
