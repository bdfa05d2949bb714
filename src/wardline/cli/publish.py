"""`wardline publish`: files into a collection of the hub in --data."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.hubdata import add_data, add_json, show, use
from wardline.cli.terminal import say
from wardline.core.errors import UsageError, WardlineError

if TYPE_CHECKING:
    from wardline.hub.exchange.publishing import Published
    from wardline.importers import Failure, Item

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files and the collection."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="STIX 2.0/2.1 (bundle, envelope, object, NDJSON), MISP JSON, CSAF, KEV, CSV or text "
        "of observables; .gz as well",
    )
    parser.add_argument("--collection", required=True, metavar="ID", help="its id or alias")
    parser.add_argument("--kind", help="misp, kev, csaf, stix, csv or text (default: by content)")
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Publish each file; exit 1 where something was refused."""
    missing = [str(path) for path in args.files if not path.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.", hint="Nothing was published.")
    use(args.data)
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.publishing import publish
    from wardline.hub.worker import writing

    collection = collections.find(args.collection).id
    added = duplicates = 0
    failed: list[dict[str, str]] = []
    with writing(args.data) as exchange:
        for path in args.files:
            bar = _Progress(path.name)
            done = publish(exchange, collection, _items(path, args.kind), bar)
            bar.end()
            added += done.added
            duplicates += done.duplicates
            failed += [
                {"file": str(path), "pointer": pointer, "reason": reason}
                for pointer, reason in done.failed
            ]
    if args.json:
        show({"added": added, "duplicates": duplicates, "failed": failed})
    else:
        print(f"added {added}, here already {duplicates}, refused {len(failed)}")
        for entry in failed[:_SHOWN]:
            say(f"  {entry['file']} {entry['pointer']}: {entry['reason']}")
        if len(failed) > _SHOWN:
            print(f"  and {len(failed) - _SHOWN} more: --json lists them all")
    return 1 if failed else 0


def _items(path: Path, kind: str | None) -> Iterator[Item | Failure]:
    """The file's objects; a file that cannot be read at all is one failure, not the end."""
    from wardline.importers import Failure, read

    try:
        yield from read(path, kind=kind)
    except WardlineError as error:
        yield Failure("/", str(error))


class _Progress:
    """A line on a terminal: how many, how fast."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty()

    def __call__(self, done: Published) -> None:
        if self._shown:
            count = done.added + done.duplicates + len(done.failed)
            rate = count / max(time.monotonic() - self._start, 0.001)
            sys.stderr.write(f"\r{self._name}: {count:,} objects, {rate:,.0f}/s ")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\n")
