"""`wardline restore`: put a backup into an empty data folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.hubdata import add_data, add_json, show
from wardline.cli.terminal import tell
from wardline.core.errors import ConfigError

if TYPE_CHECKING:
    from wardline.hub.restoring import Access, Needed, Restored

# Of a room: what opens again, what ended again, what stays closed.
_USUAL = (
    "{what} that can be opened again: {number}.",
    "{what} that ended since the backup, and ended again: {number}.",
    "{what} that cannot be opened: {number}.",
)
_TOLD = {
    "review": (
        _USUAL[0],
        (
            "{what} without a key: {number}. They had ended when the hub was lost, or --keys was "
            "left out; they are closed now, and their submitters can send them again."
        ),
        "",
    ),
    "docket": (
        "{what} whose originals can be opened again: {number}.",
        "{what} withdrawn since the backup, and ended again: {number}.",
        (
            "{what} whose originals cannot be opened: {number}. What was public of them is public "
            "again, also of those withdrawn since the backup: give --keys to end these."
        ),
    ),
}
_WHAT = {
    "review": "Held submissions",
    "docket": "Comments",
    "csaf": "Signing keys",
    "cases": "Cases",
    "taskforce": "Papers",
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
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Restore, whole or not at all; an existing hub is never overwritten."""
    from wardline.hub import restoring

    keys = restoring.given(args.keys)
    if args.keys_only:
        if args.keys is None or args.file is not None:
            raise ConfigError("--keys-only takes --keys FILE, and no backup.")
        done = restoring.restore_keys(args.data, keys, revoke=args.revoke_keys)
    elif args.file is None:
        raise ConfigError("Name the backup.", hint="Like: wardline restore FILE --data NEWDIR.")
    else:
        done = restoring.restore(
            args.data, args.file, keys, whole=args.verify, revoke=args.revoke_keys
        )
    if args.json:
        show(_document(args.data, done))
    else:
        _tell(args.data, done)
        tell(_access(done.access, revoked=args.revoke_keys))
    return 0


def _document(data: Path, done: Restored) -> dict[str, object]:
    return {
        "data": str(data),
        "rooms": [room._asdict() for room in done.rooms],
        "give_anew": [{"name": one.name, "how": _how(one)} for one in done.needed],
        "keys": done.access._asdict(),
    }


def _tell(data: Path, done: Restored) -> None:
    sys.stderr.write(f"Restored into {data}.\n")
    for room in done.rooms:
        numbers = (room.opened, room.ended, room.closed)
        for text, number in zip(_TOLD.get(room.room, _USUAL), numbers, strict=True):
            if number:
                tell(text.format(what=_WHAT[room.room], number=number))
    if done.needed:
        tell("Keys and certificates that others gave us are in no backup. Give anew those of")
        for one in done.needed:
            tell(f"  {one.name}: {_how(one)}")


def _how(one: Needed) -> str:
    if one.feed:
        return f"wardline feed key {one.feed} --key-file FILE"
    return f"put it at {one.file} again"


def _access(told: Access, *, revoked: bool) -> str:
    if revoked:
        return (
            f"API keys that were ended: {told.ended}. Everybody signs in anew, and one-time links "
            "have ended."
        )
    return (
        f"API keys that are valid, as when the backup was made: {told.valid}. Whatever was "
        "revoked or deactivated since is so no more: do it again ('wardline key revoke'), or "
        "restore with --revoke-keys. Everybody signs in anew, and one-time links have ended."
    )
