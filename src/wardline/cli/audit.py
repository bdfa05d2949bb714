"""Commands on the audit log: `wardline audit verify`, `export`, `head` and `retain`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.hubdata import add_data, add_json, show, use
from wardline.cli.terminal import tell
from wardline.core.clock import format_timestamp, now, parse_timestamp
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.hub.audit.verify import Pinned, Proof
    from wardline.hub.db import Database


def add_arguments_verify(parser: argparse.ArgumentParser) -> None:
    """Take the folder, and heads or a proof kept elsewhere."""
    parser.add_argument(
        "--heads",
        type=Path,
        metavar="FILE",
        help="heads that were kept elsewhere (/audit/heads.json of an earlier day)",
    )
    parser.add_argument(
        "--proof",
        type=Path,
        metavar="FILE",
        help="an entry with its proof (its page as .json); needs no hub: with --heads, the head "
        "that it leads to must be among those",
    )
    add_data(parser)
    add_json(parser)


def run_verify(args: argparse.Namespace) -> int:
    """Check the log; exit 1 with the first entry that is wrong."""
    from wardline.hub.audit import verify

    pinned = verify.pinned_heads(args.heads.read_bytes()) if args.heads else []
    if args.proof:
        return _verify_proof(verify.proof_in(args.proof.read_bytes()), pinned, as_json=args.json)
    with _database(args.data) as database:
        # What waits is put into the chain first, so that nothing is left unchecked.
        _seal(database, args.data)
        # As of one moment: the hub beside it goes on sealing, and lets disclosures go.
        with database.snapshot() as read:
            verdict = verify.verify(read, pinned)
    if args.json:
        told: dict[str, Any] = {
            "ok": not verdict.problem,
            "entries": verdict.entries,
            "heads": verdict.heads,
            "forgotten": verdict.forgotten,
            "root": verdict.root.hex(),
            "problem": verdict.problem or None,
            "entry": verdict.entry,
        }
        show(told)
    elif verdict.problem:
        print(f"The log is not what it was: {verdict.problem}.")
    else:
        print(f"{verdict.entries} entries and {verdict.heads} heads are as they were recorded.")
        if verdict.forgotten:
            print(f"{verdict.forgotten} of them are disclosures that went by their age.")
        print(f"head {verdict.root.hex()}")
        if not args.heads:
            sys.stderr.write(
                "This shows that the log fits itself. That nobody wrote it anew as a whole, only "
                "heads show that were kept elsewhere: --heads FILE.\n"
            )
    return 1 if verdict.problem else 0


def _verify_proof(proof: Proof, pinned: list[Pinned], *, as_json: bool) -> int:
    from wardline.hub.audit.tree import included

    problem = ""
    if not included(proof.leaf, proof.number, proof.size, proof.path, proof.root):
        problem = "the entry is not under this head"
    elif pinned and not any((proof.size, proof.root) == one[:2] for one in pinned):
        problem = f"no head over {proof.size} entries like this one was kept"
    if as_json:
        show({"ok": not problem, "entry": proof.number, "problem": problem or None})
    elif problem:
        print(f"The proof does not hold: {problem}.")
    else:
        print(f"Entry {proof.number} is in the log, under the head {proof.root.hex()}.")
    return 1 if problem else 0


def add_arguments_head(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_head(args: argparse.Namespace) -> int:
    """Take a head now and print it: keep it elsewhere, and verify the log with it later."""
    from wardline.hub.audit import log

    with _database(args.data) as database:
        _seal(database, args.data)
        with database.transaction() as transaction:
            head = log.take_head(transaction, None, now())
    told = {"size": head.size, "root": head.root.hex(), "at": format_timestamp(head.at)}
    if args.json:
        show(told)
    else:
        print(f"{told['root']} over {head.size} entries at {told['at']}")
    return 0


def add_arguments_export(parser: argparse.ArgumentParser) -> None:
    """Take the filters."""
    parser.add_argument("--from", dest="start", metavar="TIME", help="from this time on")
    parser.add_argument("--to", dest="end", metavar="TIME", help="before this time")
    parser.add_argument("--org", metavar="ID", help="only entries of this organization")
    parser.add_argument("--actor", metavar="ID", help="only of this account or key")
    parser.add_argument("--action", metavar="NAME", help="only this action, or a group as 'key'")
    parser.add_argument("--target", metavar="TARGET", help="only on this, as key:UUID")
    add_data(parser)


def run_export(args: argparse.Namespace) -> int:
    """Print the entries as JSON lines, each with its hash."""
    from wardline.hub import setup

    setup.migrate(args.data)
    from wardline.hub.audit import reading, service

    found = reading.Filter(
        start=_time(args.start, "--from"),
        end=_time(args.end, "--to"),
        organization=args.org,
        actor=args.actor or "",
        action=args.action or "",
        target=args.target or "",
    )
    told = {name: value for name, value in found._asdict().items() if value not in (None, "")}
    service.record(service.command_line(), service.Action.AUDIT_EXPORTED, "audit", told)
    with _database(args.data) as database:
        _seal(database, args.data)
    for entry in reading.every(found):
        show({**service.document(entry), "hash": entry.hash.hex()})
    return 0


def _time(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    found = parse_timestamp(text if "T" in text else f"{text}T00:00:00Z")
    if found is None:
        raise UsageError(
            f"{option} {text!r} is no time.", hint="Write it like 2026-01-31 or ...T12:00:00Z."
        )
    return found


def add_arguments_retain(parser: argparse.ArgumentParser) -> None:
    """Take for how long."""
    kept = parser.add_mutually_exclusive_group(required=True)
    kept.add_argument("--days", type=int, help="days after which a disclosure leaves the log")
    kept.add_argument("--for-ever", action="store_true", help="destroy nothing by age")
    add_data(parser)
    add_json(parser)


def run_retain(args: argparse.Namespace) -> int:
    """Set how long the log keeps who was given what; the running hub destroys what is past it."""
    from wardline.hub.audit import forgetting
    from wardline.hub.audit.entries import command_line

    use(args.data)
    days = None if args.for_ever else args.days
    with _database(args.data) as database:
        with database.transaction() as transaction:
            forgetting.set_rule(transaction, command_line(), days, now())
        past = forgetting.past(database.read, days, now())
    if args.json:
        show({"keeps_days": days, "past": past.gone, "left": past.left})
    elif days is None:
        tell("The log keeps disclosures for ever.")
    else:
        tell(
            f"The log keeps disclosures for {days} days: of {past.gone + past.left} it has, "
            f"{past.gone} are past that and go within some minutes, in blocks of 256 entries "
            "that are all that old. All else stays."
        )
    return 0


@contextlib.contextmanager
def _database(data: Path) -> Iterator[Database]:
    from wardline.hub.config import load
    from wardline.hub.db import open_database

    settings = load(data)
    settings.refuse_unfinished()
    database = open_database(settings["database.url"], settings.sqlite_path)
    try:
        yield database
    finally:
        database.close()


def _seal(database: Database, data: Path) -> None:
    """Put what waits, and what was spooled in this folder, into the chain."""
    from wardline.hub.audit import log
    from wardline.hub.audit.spool import Spools

    spools = Spools(data)
    done = 1
    while done:
        with database.transaction(quiet=True) as transaction:
            done = log.seal(transaction, spools)
