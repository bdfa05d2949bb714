"""`wardline hunt --out FILE`: hits in a file, and a hunt that goes on after any end."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli import hunt as command
from wardline.core import jsonio

if TYPE_CHECKING:
    from wardline.hunt.engine import Hunt
    from wardline.hunt.resume import Keeper
    from wardline.hunt.wanted import Wanted


def run(args: argparse.Namespace) -> int:
    """Hunt, or go on with a hunt that ended early; exit as `wardline hunt`."""
    from wardline.hunt import sources
    from wardline.hunt.resume import Keeper

    keeper = Keeper(args.out)
    moment = _begin(args, keeper)
    hunt, wanted = command.prepare(args, moment, passed=keeper.passed)
    keeper.begin(moment, several=any(not one.matcher.single for one in wanted.complex))
    hunt.parts = keeper.parts
    logs, marks = keeper.attach(hunt, list(sources.files(args.logs)))
    try:
        for hit in hunt.run(logs, marks):
            keeper.write(hit)
    except KeyboardInterrupt:
        keeper.save()
        sys.stderr.write(
            f"\nStopped at {keeper.percent():.0f} %. The same command again goes on there; the "
            f"hits so far stand in {keeper.part}.\n"
        )
        return 130
    return _end(args, keeper, hunt, wanted)


def _begin(args: argparse.Namespace, keeper: Keeper) -> int:
    """Find what an earlier run left, and say what is done with it; the moment of the hunt."""
    earlier, why_not = keeper.earlier(_question(args))
    if earlier is not None:
        share = 100 * earlier.done_bytes / max(earlier.all_bytes, 1)
        sys.stderr.write(
            f"Going on at {share:.0f} % ({earlier.counts['lines']:,} lines, {earlier.hits:,} "
            f"hits), where the hunt stood at {earlier.updated[:19]}Z.\n"
        )
    elif why_not:
        sys.stderr.write(f"An earlier hunt cannot go on: {why_not}. This one starts anew.\n")
    if not args.indicators:
        # The copy changes while a hunt lasts; each log is asked for the same indicators.
        if earlier is None:
            _freeze(args.data, keeper.snapshot)
        args.indicators = [keeper.snapshot]
    return command.at(args.at) if earlier is None else earlier.moment


def _question(args: argparse.Namespace) -> dict[str, Any]:
    """All that must be equal for one hunt to go on with another's."""
    from wardline import __version__
    from wardline.hunt.resume import digest

    files = [path for path in args.indicators or () if path.exists()]
    return {
        "logs": [str(path) for path in args.logs],
        "indicators": digest(files) if args.indicators else "",
        "copy": "" if args.indicators else str(args.data),
        "format": args.format,
        "zone": args.zone,
        "at": args.at,
        "engine": args.engine,
        "wardline": __version__,
    }


def _freeze(data: Path, path: Path) -> None:
    """Write the copy's indicators to a file that only its owner can read."""
    from wardline.agent.copy import indicators

    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as stream:
        for indicator in indicators(data):
            stream.write(jsonio.encode(indicator) + b"\n")


def _end(args: argparse.Namespace, keeper: Keeper, hunt: Hunt, wanted: Wanted) -> int:
    """Name the file of hits, and tell what was done."""
    from wardline.hunt.resume import found_in

    complete = not hunt.counts.problems
    keeper.finish(complete=complete)
    place = keeper.out if complete else keeper.part
    command.tell(keeper.hits, hunt.counts, wanted)
    sys.stderr.write(f"The hits stand in {place}")
    sys.stderr.write(
        ".\n"
        if complete
        else f"; {keeper.out.name} is written only when all was searched. Mend what is named above "
        "and hunt again.\n"
    )
    if args.sight and keeper.hits:
        command.sight(args.data, found_in(place))
    return command.exit_code(keeper.hits, hunt.counts)
