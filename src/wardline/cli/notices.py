"""`wardline notices bounce`: take mails that came back, from a mail server or out of a mailbox."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from wardline.cli.hubdata import add_data, add_json, show, use
from wardline.cli.terminal import tell
from wardline.core.errors import UsageError


def add_arguments_bounce(parser: argparse.ArgumentParser) -> None:
    """Take the mails."""
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="MAIL",
        help="one mail a file, or a folder of such (as Maildir's new); none: one mail on stdin",
    )
    parser.add_argument(
        "--to",
        default="",
        metavar="ADDRESS",
        help="to whom it was delivered, where the mail server says so apart from the mail",
    )
    add_data(parser)
    add_json(parser)


def run_bounce(args: argparse.Namespace) -> int:
    """Take them; what is no report on a mail of ours is told and left alone, exit 0 all the same.

    A mail server that pipes here would send the report back for any other exit code.
    """
    from wardline.hub import setup

    mails = list(_mails(args.files))
    use(args.data)
    setup.portal(args.data)
    from wardline.hub.notices import bouncing

    rows = []
    for name, raw in mails:
        verdict = bouncing.take(raw, args.to)
        rows.append({"mail": name, **verdict._asdict()})
        tell(f"{name}: {verdict.state}: {verdict.why}")
    if args.json:
        show({"mails": rows})
    return 0


# One byte more than is read as a report (`bouncing.MOST_BYTES`), so that it is seen to be too much.
_MOST = 2 * 2**20 + 1


def _mails(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    if not files:
        yield "stdin", sys.stdin.buffer.read(_MOST)
    for given in files:
        if not given.exists():
            raise UsageError(f"There is no mail {given}.", hint="Nothing was taken.")
        inside = given.iterdir() if given.is_dir() else [given]
        for path in sorted(path for path in inside if path.is_file()):
            with path.open("rb") as file:
                yield path.name, file.read(_MOST)
