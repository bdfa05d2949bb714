"""`wardline backup`: copy the hub's data into one file while it runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wardline.cli.hubdata import add_data, add_json, show
from wardline.core.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", nargs="?", help="where to; it must not exist"
    )
    parser.add_argument(
        "--keys-only",
        action="store_true",
        help="write the keys to review.keys_file alone: after a backup by PostgreSQL's own tools",
    )
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Back up, whole or not at all."""
    from wardline.hub import backup
    from wardline.hub.config import load
    from wardline.hub.review import keysfile

    settings = load(args.data)
    if args.keys_only:
        made = backup.keys_only(settings)
    elif args.file is None:
        raise ConfigError("Name the file to back up to.", hint="Like: wardline backup FILE.")
    else:
        made = backup.make(settings, args.file, _progress)
    for room, number in made.left_out.items():
        sys.stderr.write(
            f"Not in it: the keys of {number} {keysfile.ROOMS[room]}. Set review.keys_file to a "
            "file on another disk, or they are lost with this machine.\n"
        )
    if args.json:
        file = None if args.keys_only else str(args.file)
        told = {"file": file, "bytes": made.size, "keys": made.keys}
        show({**told, "keys_left_out": made.left_out})
    elif args.keys_only:
        sys.stderr.write(f"Wrote {made.keys} keys beside {settings['review.keys_file']}.\n")
    else:
        sys.stderr.write(f"Backed up to {args.file} ({made.size:,} bytes).\n")
    return 0


def _progress(remaining: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        sys.stderr.write(f"\r{100 * (total - remaining) // total} % ")
