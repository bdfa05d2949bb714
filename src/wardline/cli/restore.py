"""`wardline restore`: put a backup into an empty data folder."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from wardline.cli.backup import ROOMS
from wardline.cli.hubdata import add_data
from wardline.core.errors import ConfigError, UnprocessableError

Keys = Mapping[str, bytes]


class Given(NamedTuple):
    """The keys of each room as --keys gave them; None: there are none."""

    review: Keys | None
    docket: Keys | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", nargs="?", help="a file from 'wardline backup'"
    )
    parser.add_argument("--verify", action="store_true", help="check every page of it first")
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="the file that review.keys_file named (FILE.docket is beside it): opens what was "
        "sealed and has not ended since",
    )
    parser.add_argument(
        "--keys-only",
        action="store_true",
        help="the database is there: PostgreSQL's own tools restored it",
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Restore, whole or not at all; an existing hub is never overwritten."""
    from wardline.hub import setup
    from wardline.hub.config import load

    given = _given(args.keys)
    if args.keys_only:
        _may_take(args)
        told = {"keys": sum(map(len, (given.review or {}, given.docket or {})))}
    else:
        target = load(args.data).sqlite_path
        _put(args, target, given)
        told = {"bytes": target.stat().st_size}
    setup.migrate(args.data)
    from wardline.hub.audit import service as audit

    # What happened after the backup is not in this log any more: heads kept elsewhere tell it.
    audit.record(audit.command_line(), audit.Action.BACKUP_RESTORED, "hub", told)
    sys.stderr.write(f"Restored into {args.data}.\n")
    _held(args.data, given.review or {})
    _comments(args.data, given.docket)
    _rooms(args.data, args.keys)
    return 0


def _rooms(data: Path, path: Path | None) -> None:
    """Bring back the key that signs, the cases and the papers; end again what ended since."""
    from wardline.hub.advisories import cases
    from wardline.hub.advisories.models import Case, SigningKey
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault
    from wardline.hub.taskforce import papers
    from wardline.hub.taskforce.models import Paper

    kept = Paper.objects.filter(sealed__isnull=False)
    rooms = (
        ("csaf", "Signing keys", SigningKey.objects.all(), "vault", None),
        ("cases", "Cases", Case.objects.exclude(state="destroyed"), "id", cases.restored),
        ("taskforce", "Papers", kept, "vault", papers.restored),
    )
    for room, what, rows, name, end in rooms:
        sealed = set(rows.values_list(name, flat=True))
        beside = Path(keysfile.of_room(str(path), room)) if path else None
        if beside is None or not beside.exists():
            if sealed:
                sys.stderr.write(f"{what} that cannot be opened: {len(sealed)}.\n")
            continue
        keys = {
            number: key
            for number, key in keysfile.read(beside).items()
            if number in sealed or number == keysfile.MASTER
        }
        if keys:
            Vault(data, room).put(keys)
        left = sealed & set(keys)
        if left:
            sys.stderr.write(f"{what} that can be opened again: {len(left)}.\n")
        if end is not None and (gone := end(left)):
            sys.stderr.write(f"{what} that ended since the backup, and ended again: {gone}.\n")


def _given(path: Path | None) -> Given:
    from wardline.hub.review import keysfile

    if path is None:
        return Given(None, None)
    beside = Path(keysfile.of_room(str(path), "docket"))
    return Given(keysfile.read(path), keysfile.read(beside) if beside.exists() else None)


def _may_take(args: argparse.Namespace) -> None:
    if args.keys is None or args.file is not None:
        raise ConfigError("--keys-only takes --keys FILE, and no backup.")
    there = [room for room in ROOMS if (args.data / room / "master.key").exists()]
    if there:
        raise ConfigError(
            f"There are keys in {args.data / there[0]} already; nothing was changed.",
            hint="Restore keys once, before the hub is started.",
        )


def _put(args: argparse.Namespace, target: Path, given: Given) -> None:
    if args.file is None or not args.file.is_file():
        raise ConfigError(f"There is no file {args.file}." if args.file else "Name the backup.")
    if target.exists():
        raise ConfigError(
            f"There is a hub in {args.data} already.", hint="Restore into an empty folder."
        )
    _check(args.file, whole=args.verify)
    if given.docket is not None:
        _fitting(args.file, given.docket)
    args.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(args.file, part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)


def _held(data: Path, keys: Keys) -> None:
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


def _comments(data: Path, keys: Keys | None) -> None:
    """Bring the originals of comments back, end again what was withdrawn since, and say so."""
    from wardline.hub.docket import service
    from wardline.hub.docket.models import Comment
    from wardline.hub.review import keysfile
    from wardline.hub.review.sealing import Vault

    vaults = set(Comment.objects.filter(sealed__isnull=False).values_list("vault", flat=True))
    if keys is None:
        if vaults:
            sys.stderr.write(
                f"Comments whose originals cannot be opened: {len(vaults)}. What was public of "
                "them is public again, also of those withdrawn since the backup: give --keys to "
                "end these.\n"
            )
        return
    wanted = {name: key for name, key in keys.items() if name in {*vaults, keysfile.MASTER}}
    if wanted:
        Vault(data, "docket").put(wanted)
    left, gone = service.restored(wanted)
    if left:
        sys.stderr.write(f"Comments whose originals can be opened again: {left}.\n")
    if gone:
        sys.stderr.write(f"Comments withdrawn since the backup, and ended again: {gone}.\n")


def _fitting(path: Path, keys: Keys) -> None:
    """Refuse the keys of another hub: with them, every comment would be taken for withdrawn."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        found = {str(row[0]) for row in database.execute(_SEALED)}
    except sqlite3.OperationalError:
        # Of a version before the docket.
        return
    finally:
        database.close()
    if found and found.isdisjoint(keys):
        raise ConfigError(
            "None of the keys beside --keys fits a comment of this backup; nothing was changed.",
            hint="Take the file that lay beside this hub's review.keys_file, or leave it away.",
        )


_SEALED = "SELECT vault FROM docket_comment WHERE sealed IS NOT NULL"


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
