"""The command on the statistics: `wardline statistics build`."""

from __future__ import annotations

import argparse
import json

from wardline.cli.hubdata import add_data, add_json, show, use
from wardline.core.clock import parse_timestamp
from wardline.core.errors import UsageError


def add_arguments_build(parser: argparse.ArgumentParser) -> None:
    """Take the date."""
    parser.add_argument(
        "--as-of",
        required=True,
        metavar="DATE",
        help="count what the hub had before this day (UTC), like 2026-10-01; a date that was "
        "published is reckoned again and must give the same",
    )
    add_data(parser)
    add_json(parser)


def run_build(args: argparse.Namespace) -> int:
    """Publish the edition of a date, or check the one that there is."""
    as_of = parse_timestamp(f"{args.as_of}T00:00:00Z")
    if as_of is None:
        raise UsageError(f"--as-of {args.as_of!r} is no date.", hint="Write it like 2026-10-01.")
    use(args.data)
    from wardline.hub.audit.service import command_line
    from wardline.hub.statistics import service

    edition, new = service.build(as_of, command_line())
    added = service.body(edition)
    if args.json:
        told = {"edition": edition.number + 1, "new": new, "digest": edition.digest}
        show({**told, **json.loads(edition.body)})
        return 0
    done = "Published" if new else "Reckoned again, and the same:"
    print(f"{done} edition {edition.number + 1} as of {service.day(edition.as_of)}:")
    print(f"{len(added.figures)} figures, {len(added.benchmarks)} benchmarks")
    print(f"SHA-256 {edition.digest}")
    return 0
