"""`wardline defend`: indicators as block lists, rules and searches for the tools of a hospital."""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from wardline.cli import indicators
from wardline.core.clock import now
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.core.warninglists import WarningLists
    from wardline.defend.listing import Account
    from wardline.defend.spool import Spool

_SHOWN_GROUPS = 12
_TOLD_EACH = 20_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the format, the indicators and the place for the output."""
    from wardline.defend import FORMATS

    parser.add_argument(
        "format", metavar="FORMAT", nargs="?", help=f"{', '.join(FORMATS)}, or a plug-in's name"
    )
    parser.add_argument("--list", action="store_true", help="list the formats: tool, how to load")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here (default: stdout)")
    parser.add_argument(
        "--left-out", type=Path, metavar="FILE", help="write all that was left out, and why, as CSV"
    )
    parser.add_argument(
        "--max-tlp",
        default="amber+strict",
        metavar="LABEL",
        help="the strictest TLP that may enter the tool (default: amber+strict; for a tool that "
        "others run for you: green)",
    )
    parser.add_argument(
        "--own",
        nargs="+",
        default=[],
        metavar="NAME",
        help="your own domains and address ranges, never to be blocked",
    )
    parser.add_argument("--json", action="store_true", help="tell what was done as JSON")
    indicators.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Build the output; say on stderr what was left out and why."""
    if args.list:
        return _list(args)
    if args.format is None:
        raise UsageError("Which format?", hint="'wardline defend --list' names them.")
    if args.json and args.out is None:
        raise UsageError("With --json, stdout tells what was done.", hint="Add --out FILE.")
    with contextlib.closing(_filled(args)) as spool:
        with _target(args.out) as target:
            count = spool.write(target, args.out.name if args.out else "")
        account = _account(spool, args.left_out)
    told = {
        "format": args.format,
        "indicators": len(spool),
        "entries": count,
        "bytes": target.size,
        "sha256": target.digest.hexdigest(),
        "files": [str(path) for path in target.paths],
        "left_out": dict(sorted(account.counts.items())),
    }
    if args.json:
        print(json.dumps(told))
    _tell(told, account)
    return 0


def _list(args: argparse.Namespace) -> int:
    from wardline.defend import FORMATS, load

    formats = [load(name).about for name in FORMATS]
    if args.json:
        print(json.dumps([{"name": a.name, "tool": a.tool, "load": a.load} for a in formats]))
        return 0
    width = max(len(about.name) for about in formats)
    for about in formats:
        print(f"{about.name:<{width}}  {about.tool}: {about.load}")
    return 0


def _filled(args: argparse.Namespace) -> Spool:
    from wardline.core.tlp import TLP
    from wardline.defend import load
    from wardline.defend.select import Rules
    from wardline.defend.spool import Spool

    most = TLP.from_label(args.max_tlp)
    if most is None:
        raise UsageError(f"There is no TLP {args.max_tlp!r}.", hint="For example: --max-tlp green.")
    spool = Spool(load(args.format), Rules(_lists(args.own), most), now())
    # Millions of small values and no cycles: the collector would walk them again and again.
    gc.disable()
    try:
        for indicator in _with_progress(indicators.load(args)):
            spool.put(indicator)
    finally:
        gc.enable()
    return spool


def _lists(own: list[str]) -> WarningLists:
    from wardline.core.observables import normalize
    from wardline.core.warninglists import WarningLists

    if not own:
        return WarningLists.bundled()
    domains: list[str] = []
    networks: list[str] = []
    for name in own:
        if normalize("ipv4-addr", name) or normalize("ipv6-addr", name):
            networks.append(name)
        elif normalize("domain-name", name):
            domains.append(name)
        else:
            raise UsageError(
                f"{name!r} is neither a domain nor an address range.",
                hint="For example: --own hospital.example 203.0.113.0/24.",
            )
    return WarningLists.with_own(domains, networks)


def _with_progress(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same, counted on a terminal."""
    shown = sys.stderr.isatty()
    for number, indicator in enumerate(found, 1):
        if shown and number % _TOLD_EACH == 0:
            sys.stderr.write(f"\r{number:,} indicators …")
        yield indicator
    if shown:
        sys.stderr.write("\r\033[K")


class _Target:
    """Standard output, or files that appear whole or not at all."""

    def __init__(self, stream: IO[bytes], out: Path | None) -> None:
        self._stream = stream
        self._out = out
        self.size = 0
        self.digest = hashlib.sha256()
        self.paths: list[Path] = [out] if out else []
        self.parts: list[tuple[Path, Path]] = []

    def write(self, data: bytes) -> None:
        """Add to the output."""
        self._stream.write(data)
        self.size += len(data)
        self.digest.update(data)

    def beside(self, suffix: str, data: bytes) -> None:
        """A file beside the output."""
        if self._out is None:
            return
        path = self._out.with_name(f"{self._out.name}.{suffix}")
        part, stream = _part(path)
        self.parts.append((part, path))
        with stream:
            stream.write(data)
        self.paths.append(path)


@contextlib.contextmanager
def _target(out: Path | None) -> Iterator[_Target]:
    """Where to write: a tool that polls never reads half a list."""
    if out is None:
        yield _Target(sys.stdout.buffer, None)
        return
    if out.is_dir():
        raise UsageError(f"{out} is a folder.", hint="Name a file with --out.")
    part, stream = _part(out)
    target = _Target(stream, out)
    try:
        with stream:
            yield target
        for made, path in [*target.parts, (part, out)]:
            made.replace(path)
    except BaseException:
        for made, _ in [*target.parts, (part, out)]:
            made.unlink(missing_ok=True)
        raise


def _part(path: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside `path`, and its stream, with the rights that `path` has or would get."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    os.fchmod(handle, mode)
    return Path(name), os.fdopen(handle, "wb")


def _account(spool: Spool, path: Path | None) -> Account:
    """What was left out, counted; all of it in the file at `path`, if given."""
    from wardline.defend.listing import Account

    account = Account()
    if path is None:
        for left in spool.left_out():
            account.add(left)
        return account
    import csv

    from wardline.defend.text import cell

    with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("what", "reason", "indicator"))
        for left in spool.left_out():
            account.add(left)
            writer.writerow([cell(text) for text in (left.what, left.reason, left.indicator)])
    return account


def _tell(told: dict[str, Any], account: Account) -> None:
    from wardline.defend.text import line

    total = sum(account.counts.values())
    sys.stderr.write(
        f"{told['entries']:,} entries from {told['indicators']:,} indicators, {total:,} left out.\n"
    )
    for group, count in account.counts.most_common(_SHOWN_GROUPS):
        sys.stderr.write(f"  {count:,} left out: {line(group)}\n")
        for left in account.examples[group]:
            sys.stderr.write(f"    {line(left.what)}: {line(left.reason)}\n")
    more = len(account.counts) - _SHOWN_GROUPS
    if more > 0:
        sys.stderr.write(f"  and {more} more reasons: see --left-out FILE\n")
