"""Tools for any TAXII 2.1 server: `wardline taxii check`, `wardline taxii load`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.terminal import say
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.client.http import Credentials
    from wardline.testing.taxii.session import Result

_MARKS = {"pass": "✓ pass   ", "fail": "✗ FAIL   ", "warn": "! warn   ", "not-run": "- not run"}
_MOST_CLIENTS = 10_000
_LONGEST = 3600.0
_OTHERS = ("read", "write", "other")


def add_arguments_check(parser: argparse.ArgumentParser) -> None:
    """Take the server and the keys."""
    parser.add_argument("url", metavar="URL", help="discovery or API root")
    parser.add_argument(
        "--key-file", required=True, type=Path, metavar="FILE", help="an API key, or user:password"
    )
    for who, what in (
        ("read", "a key that may only read"),
        ("write", "a key that may only write"),
        ("other", "a key of another organization"),
    ):
        parser.add_argument(f"--{who}-key-file", type=Path, metavar="FILE", help=what)
    parser.add_argument("--collection", metavar="ID", help="the collection to test")
    parser.add_argument("--no-write", action="store_true", help="only read (production servers)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run_check(args: argparse.Namespace) -> int:
    """Run the checks; exit 1 where a MUST failed."""
    from wardline.testing.taxii.check import run, summary
    from wardline.testing.taxii.session import Session

    others = {
        who: _credentials(path)
        for who in _OTHERS
        if (path := getattr(args, f"{who}_key_file")) is not None
    }
    session = Session(
        args.url,
        _credentials(args.key_file),
        write=not args.no_write,
        collection=args.collection,
        others=others,
    )
    started = format_timestamp(now())
    results = run(session, (lambda _: None) if args.json else _print)
    counts = summary(results)
    if args.json:
        checks = [result._asdict() for result in results]
        print(
            json.dumps(
                {"server": args.url, "started": started, "summary": counts, "checks": checks}
            )
        )
    else:
        for level, count in counts.items():
            asked = count["passed"] + count["failed"]
            print(f"{level}: {count['passed']} of {asked} passed, {count['not_run']} not run")
    return 1 if counts["must"]["failed"] else 0


def _print(result: Result) -> None:
    say(f"{_MARKS[result.result]}  {result.level:<7} {result.section:<7} {result.title}")
    if result.result != "pass":
        say(f"               seen: {result.seen}")


def _credentials(path: Path) -> Credentials:
    from wardline.client.http import Credentials

    try:
        return Credentials.from_file(path)
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            f"The key file {path} cannot be read.", hint="It holds a key, or user:password."
        ) from None


def add_arguments_load(parser: argparse.ArgumentParser) -> None:
    """Take the collection, the mode and the size of the load."""
    parser.add_argument("url", metavar="URL", help="discovery, API root or collection")
    parser.add_argument(
        "--key-file", required=True, type=Path, metavar="FILE", help="an API key, or user:password"
    )
    parser.add_argument("--collection", metavar="ID", help="the collection to ask")
    parser.add_argument(
        "--mode",
        default="pages",
        choices=("pages", "empty", "object", "manifest", "write"),
        help="what to ask for",
    )
    parser.add_argument("--clients", type=int, default=32, help="clients at the same time")
    parser.add_argument("--seconds", type=float, default=5.0, help="for how long")
    parser.add_argument("--limit", type=int, default=100, help="objects a page")
    parser.add_argument("--batch", type=int, default=1000, help="objects a request (mode write)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run_load(args: argparse.Namespace) -> int:
    """Measure; exit 1 where requests failed."""
    from wardline.testing.taxii.load import measure, target

    sizes = min(args.limit, args.batch) > 0
    if not (1 <= args.clients <= _MOST_CLIENTS and 0 < args.seconds <= _LONGEST and sizes):
        raise UsageError(
            "--clients is 1 to 10000, --seconds up to 3600, --limit and --batch above 0.",
            hint="Leave out what you do not need.",
        )
    credentials = _credentials(args.key_file)
    url = args.url if "/collections/" in args.url else _collection(args, credentials)
    to = target(url, credentials.header().get("authorization", ""))
    runner = asyncio.run
    try:
        import uvloop

        runner = uvloop.run
    except ImportError:
        sys.stderr.write("uvloop is not installed: the meter itself is slower.\n")
    measured = runner(
        measure(
            to,
            args.mode,
            clients=args.clients,
            seconds=args.seconds,
            limit=args.limit,
            batch=args.batch,
        )
    )
    document = measured.document()
    if args.json:
        print(json.dumps(document))
    else:
        for name, value in document.items():
            print(f"{name:<22} {value:,}" if not isinstance(value, str) else f"{name:<22} {value}")
    return 1 if measured.errors else 0


def _collection(args: argparse.Namespace, credentials: Credentials) -> str:
    from wardline.client.http import Client
    from wardline.client.taxii import Taxii

    found = Taxii(Client(args.url, credentials)).collections()
    wanted = [c for c in found if args.collection in (None, c.id, c.title)]
    if not wanted:
        raise UsageError("There is no such collection.", hint="Name one with --collection.")
    return wanted[0].url
