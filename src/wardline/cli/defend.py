"""`wardline defend`: indicators as block lists for the tools that a hospital owns."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wardline.cli import indicators
from wardline.core.clock import now

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the format, the indicators and the place for the list."""
    parser.add_argument("format", metavar="FORMAT", help="edl-ip, edl-domain, edl-url or hosts")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here (default: stdout)")
    indicators.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Build the list; say on stderr what was left out and why."""
    from wardline.core.warninglists import WarningLists
    from wardline.defend.edl import build

    made = build(args.format, indicators.load(args), now(), WarningLists.bundled())
    if args.out is None:
        sys.stdout.buffer.write(made.body)
    else:
        # Beside it first: a firewall never reads half a list.
        part = args.out.with_name(f".{args.out.name}.part")
        part.write_bytes(made.body)
        part.replace(args.out)
    sys.stderr.write(f"{len(made.body.splitlines()):,} lines, {len(made.left_out):,} left out.\n")
    for value, reason in made.left_out[:_SHOWN]:
        sys.stderr.write(f"  {value}: {reason}\n")
    if len(made.left_out) > _SHOWN:
        sys.stderr.write(f"  and {len(made.left_out) - _SHOWN} more\n")
    return 0
