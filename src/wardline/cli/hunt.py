"""`wardline hunt`: look for indicators in logs; the logs never leave."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from wardline.cli import indicators
from wardline.core.clock import now
from wardline.core.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the logs and the indicators."""
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="files or folders")
    parser.add_argument(
        "--format",
        default="auto",
        choices=("auto", "zeek", "csv", "jsonl", "text"),
        help="form of the logs (each line is recognized; the others come in a later release)",
    )
    parser.add_argument("--jsonl", action="store_true", help="one JSON line for each hit")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    indicators.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Hunt; exit 1 where there are hits."""
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.plain import Counts, Index, hunt

    missing = [str(path) for path in args.logs if not path.exists()]
    if missing:
        raise UsageError(f"There is no log {', '.join(missing)}.", hint="Nothing was read.")
    index = Index(indicators.load(args), now(), WarningLists.bundled())
    counts = Counts()
    found = []
    hits = 0
    for hit in hunt(args.logs, index, counts):
        hits += 1
        if args.jsonl:
            print(json.dumps(hit._asdict()))
        elif args.json:
            found.append(hit._asdict())
        else:
            print(f"{hit.file}:{hit.line}  {hit.field}  {hit.observed}  {hit.indicator}")
    if args.json:
        print(json.dumps({"hits": found}))
    sys.stderr.write(
        f"{hits} hits in {counts.lines:,} lines of {counts.files} files"
        f" ({counts.broken} broken lines passed over). "
        f"{index.used:,} indicators used, {index.ended:,} ended, "
        f"{index.protected:,} protected by a warning list, "
        f"{index.not_plain:,} too complex for this engine.\n"
    )
    return 1 if hits else 0
