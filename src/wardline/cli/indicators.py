"""Indicators for the member's commands: from files, or from the local copy."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from wardline.cli.agentdata import add_data
from wardline.cli.terminal import tell
from wardline.core.errors import UsageError

_T = TypeVar("_T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --indicators and --data."""
    parser.add_argument(
        "--indicators",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="STIX files or folders, or plain lists of values (default: the local copy)",
    )
    add_data(parser)


def load(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The indicators that the arguments name; what cannot be read is told on stderr.

    *Raises* UsageError where nothing of it can be used: who hears "no hits" trusts it.
    """
    if not args.indicators:
        from wardline.agent.copy import indicators

        yield from indicators(args.data)
        return
    unread: list[Path] = []
    found = (one for file in files(args.indicators) for one in read(file, unread))
    yield from some(found, unread)


def some(found: Iterable[_T], unread: list[Path]) -> Iterator[_T]:
    """What was found. *Raises* UsageError for nothing, where files could not be read."""
    nothing = True
    for one in found:
        nothing = False
        yield one
    if nothing and unread:
        raise UsageError(
            f"No indicator can be used: {unread[0]} cannot be read.", hint="Check --indicators."
        )


def files(paths: list[Path]) -> Iterator[Path]:
    """The files that --indicators names; a folder gives all in it. *Raises* UsageError."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file {path}.", hint="Check --indicators.")
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def read(path: Path, unread: list[Path]) -> Iterator[dict[str, Any]]:
    """The indicators in a file; one that cannot be read is told, and put into `unread`."""
    from wardline import importers
    from wardline.core.errors import InputError
    from wardline.core.ids import named_id
    from wardline.importers.base import NAMESPACE

    bad = 0
    try:
        for entry in importers.read(path):
            if isinstance(entry, importers.Failure):
                bad += 1
            elif entry.object.get("type") == "indicator":
                indicator = entry.object
                pattern = str(indicator.get("pattern"))
                if indicator.get("id") == named_id("indicator", NAMESPACE, pattern):
                    # A bare list names no indicator; its value is what a reader knows it by.
                    indicator = {**indicator, "id": indicator.get("name", indicator["id"])}
                yield indicator
    except InputError as error:
        tell(f"{path}: not used: {error}")
        unread.append(path)
    if bad:
        tell(f"{path}: {bad} entries could not be read and were not used.")
