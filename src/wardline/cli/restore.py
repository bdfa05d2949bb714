"""`wardline restore`: put a backup into an empty data folder."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path

from wardline.cli.hubdata import add_data
from wardline.core.errors import ConfigError, UnavailableError, UnprocessableError

Keys = Mapping[str, bytes]


# By room; a room of which --keys gave nothing is not in it.
Given = Mapping[str, Keys]
# What is sealed under a key of its own, by room.
_SEALED = {
    "review": "SELECT id FROM review_submission WHERE state IN "
    "('waiting', 'claimed', 'returned', 'approved', 'queued')",
    "docket": "SELECT vault FROM docket_comment WHERE sealed IS NOT NULL",
    "csaf": "SELECT vault FROM advisories_signing_key",
    "cases": "SELECT id FROM advisories_case WHERE state <> 'destroyed'",
    "taskforce": "SELECT vault FROM taskforce_paper WHERE sealed IS NOT NULL",
}


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
        help="the file that review.keys_file named, with those of the other rooms beside it "
        "(FILE.docket and so on): opens what was sealed and has not ended since",
    )
    parser.add_argument(
        "--keys-only",
        action="store_true",
        help="the database is there: PostgreSQL's own tools restored it",
    )
    parser.add_argument(
        "--revoke-keys",
        action="store_true",
        help="end all API keys: one that was revoked since the backup is valid in it",
    )
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Restore, whole or not at all; an existing hub is never overwritten."""
    from wardline.hub import setup
    from wardline.hub.config import load

    given = _given(args.keys)
    if args.keys_only:
        _may_take(args)
        told = {"keys": sum(map(len, given.values()))}
    else:
        target = load(args.data).sqlite_path
        _put(args, target, given)
        told = {"bytes": target.stat().st_size}
    setup.migrate(args.data)
    if args.keys_only:
        _fitting(_sealed_here(), given)
    from wardline.hub.audit import service as audit

    # What happened after the backup is not in this log any more: heads kept elsewhere tell it.
    audit.record(audit.command_line(), audit.Action.BACKUP_RESTORED, "hub", told)
    sys.stderr.write(f"Restored into {args.data}.\n")
    _held(args.data, given.get("review", {}))
    _comments(args.data, given.get("docket"))
    _rooms(args.data, given)
    _given_to_us()
    _access(revoke=args.revoke_keys)
    return 0


def _access(*, revoke: bool) -> None:
    """End sessions and one-time links; end the keys too, or say which may be valid again."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    from wardline.core.clock import now
    from wardline.hub.members import service
    from wardline.hub.members.epoch import rights_change
    from wardline.hub.members.models import Key, Link

    UserSession.objects.all().delete()
    Session.objects.all().delete()
    # One that was used up since would work once more.
    Link.objects.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now())
    keys = list(Key.objects.filter(revoked_at=None).values_list("id", flat=True))
    if not revoke:
        sys.stderr.write(
            f"API keys that are valid, as when the backup was made: {len(keys)}. Whatever was "
            "revoked or deactivated since is so no more: do it again ('wardline key revoke'), or "
            "restore with --revoke-keys. Everybody signs in anew, and one-time links have ended.\n"
        )
        return
    with rights_change():
        for number in keys:
            service.revoke_key(number)
    sys.stderr.write(
        f"API keys that were ended: {len(keys)}. Everybody signs in anew, and one-time links have "
        "ended.\n"
    )


def _given_to_us() -> None:
    """Say by name whose keys for us, which are in no backup, have to be given anew."""
    from wardline.hub.advisories.models import Provider
    from wardline.hub.exchange import feeds, peering

    names = peering.givers()
    lines = [
        f"  {names[one.id]}: wardline feed key {one.id} --key-file FILE\n"
        for one in feeds.lacking_keys()
    ]
    lines += [
        f"  {one.name or one.url}: put it at {file} again\n"
        for one in Provider.objects.filter(active=True)
        for file in (one.secret_file, one.client_cert, one.client_key)
        if file and not Path(file).is_file()
    ]
    if lines:
        sys.stderr.write(
            "Keys and certificates that others gave us are in no backup. Give anew those of\n"
        )
        sys.stderr.writelines(lines)


def _rooms(data: Path, given: Given) -> None:
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
        if room not in given:
            if sealed:
                sys.stderr.write(f"{what} that cannot be opened: {len(sealed)}.\n")
            continue
        keys = {
            number: key
            for number, key in given[room].items()
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
        return {}
    found = {room: Path(keysfile.of_room(str(path), room)) for room in keysfile.ROOMS}
    # The review's is the one that was named: it has to be there.
    return {
        room: keysfile.read(file)
        for room, file in found.items()
        if room == "review" or file.exists()
    }


def _may_take(args: argparse.Namespace) -> None:
    from wardline.hub.review import keysfile

    if args.keys is None or args.file is not None:
        raise ConfigError("--keys-only takes --keys FILE, and no backup.")
    there = [room for room in keysfile.ROOMS if (args.data / room / "master.key").exists()]
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
    _fitting(_sealed_in(args.file), given)
    part = target.with_name(f".{target.name}.part")
    try:
        args.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(args.file, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise UnavailableError(
            f"The backup cannot be put into {args.data} ({error.strerror}); nothing is there yet.",
            hint="Make room there, or name another --data, and restore again.",
        ) from error


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


def _fitting(sealed: Mapping[str, set[str]], given: Given) -> None:
    """Refuse the keys of another hub: with them, all that is sealed would be taken for ended."""
    asked = {room: sealed.get(room, set()) for room in given}
    if any(asked.values()) and not any(asked[room] & set(given[room]) for room in asked):
        raise ConfigError(
            "None of these keys fits anything that is sealed in this backup; no keys were put in, "
            "and nothing was ended.",
            hint="Take the files that lay at this hub's review.keys_file, or leave --keys away.",
        )


def _sealed_in(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with contextlib.closing(sqlite3.connect(_to_read(path), uri=True)) as database:
        for room, query in _SEALED.items():
            # Of a version before the room, it has no such table.
            with contextlib.suppress(sqlite3.OperationalError):
                found[room] = {str(row[0]) for row in database.execute(query)}
    return found


def _to_read(path: Path) -> str:
    """The address by which SQLite only reads a file, whatever signs its name has."""
    return f"{path.resolve().as_uri()}?mode=ro"


def _sealed_here() -> dict[str, set[str]]:
    from django.db import connection

    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for room, query in _SEALED.items():
            cursor.execute(query)
            found[room] = {str(row[0]) for row in cursor.fetchall()}
    return found


def _check(path: Path, *, whole: bool) -> None:
    try:
        database = sqlite3.connect(_to_read(path), uri=True)
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
