"""Commands on the report: `wardline report build`, `check`, `changes`, `sample`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.hubdata import add_data, add_json, show
from wardline.core.clock import today_utc
from wardline.core.errors import NotFoundError, UsageError
from wardline.report.build import FORMATS, VIEWS, Built

if TYPE_CHECKING:
    from wardline.report.facts import Report
    from wardline.report.model import Snapshot
    from wardline.report.problems import ProblemsError

# *Units*: bytes. The largest snapshot that is read; a report of 1,000 quotes has 0.4 MB.
_LARGEST = 256 * 1024 * 1024


def add_arguments_build(parser: argparse.ArgumentParser) -> None:
    """Take where from, where to, and the date."""
    _add_source(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder for the files"
    )
    parser.add_argument(
        "--view", choices=VIEWS, default="report", help="the report, or its progress update"
    )
    _add_formats(parser)
    add_json(parser)


def run_build(args: argparse.Namespace) -> int:
    """Write the files, or none and say all that is missing; exit 1 where links are missing."""
    from wardline.report.build import build
    from wardline.report.problems import ProblemsError

    as_of = _day(args.as_of)
    try:
        built = build(_snapshot(args, as_of), as_of, _formats(args), args.view)
    except ProblemsError as error:
        return _refused(args, error)
    return _written(args, built, as_of)


def add_arguments_check(parser: argparse.ArgumentParser) -> None:
    """Take where from."""
    _add_source(parser)
    add_json(parser)


def run_check(args: argparse.Namespace) -> int:
    """Say all that a report still lacks; exit 1 where something does."""
    from wardline.report import checks
    from wardline.report.problems import ProblemsError

    as_of = _day(args.as_of)
    try:
        snapshot = _snapshot(args, as_of)
        checks.check(snapshot)
    except ProblemsError as error:
        return _refused(args, error)
    duties = checks.duties_without(snapshot)
    if args.json:
        show({"problems": [], "duties_without_a_finding": duties})
    else:
        print("Nothing is missing.")
    if duties:
        sys.stderr.write(f"Duties without a finding; the report says so: {', '.join(duties)}.\n")
    return 0


def add_arguments_changes(parser: argparse.ArgumentParser) -> None:
    """Take the two editions."""
    parser.add_argument("old", type=Path, metavar="OLD", help="report.json of the older edition")
    parser.add_argument("new", type=Path, metavar="NEW", help="report.json of the newer edition")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder for the files"
    )
    _add_formats(parser)
    add_json(parser)


def run_changes(args: argparse.Namespace) -> int:
    """Write what changed between two editions."""
    from wardline.report.build import compared
    from wardline.report.problems import ProblemsError

    try:
        old, new = _report(args.old), _report(args.new)
    except ProblemsError as error:
        return _refused(args, error)
    return _written(args, compared(old, new, _formats(args)), new.as_of)


def add_arguments_sample(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (default: stdout)")


def run_sample(args: argparse.Namespace) -> int:
    """Print a made-up snapshot with the shape of the Task Force's report of 2017."""
    from wardline.report.reading import encode
    from wardline.testing.reports import shaped

    data = encode(shaped()) + b"\n"
    if args.out:
        args.out.write_bytes(data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return 0


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--snapshot",
        type=Path,
        metavar="FILE",
        help="a snapshot (docs/report.schema.json) instead of a hub's data folder",
    )
    parser.add_argument(
        "--as-of",
        default="",
        metavar="DATE",
        help="the day that the report is of, like 2027-03-01 (default: today, UTC)",
    )
    add_data(parser)


def _add_formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"only this one, as often as needed: {', '.join(FORMATS)} (default: all)",
    )


def _formats(args: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(args.format or FORMATS))


def _day(text: str) -> date:
    if not text:
        return today_utc()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--as-of {text!r} is no date.", hint="Write it like 2027-03-01."
        ) from None


def _snapshot(args: argparse.Namespace, as_of: date) -> Snapshot:
    from wardline.report import reading

    if args.snapshot:
        return reading.read(_bytes(args.snapshot))
    from wardline.cli.hubdata import use

    use(args.data)
    from wardline.hub.report import collecting

    return collecting.snapshot(as_of)


def _report(path: Path) -> Report:
    from wardline.report import facts

    return facts.decode(_bytes(path))


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError(f"There is no file {str(path)!r}.", hint="Check its name.")
    if path.stat().st_size > _LARGEST:
        raise UsageError(f"The file {str(path)!r} is too large for a snapshot.")
    return path.read_bytes()


def _written(args: argparse.Namespace, built: list[Built], as_of: date) -> int:
    """Put all files there, each whole; tell their digests."""
    args.out.mkdir(parents=True, exist_ok=True)
    parts = [(args.out / f"{one.name}.part", args.out / one.name, one) for one in built]
    try:
        for part, _, one in parts:
            part.write_bytes(one.data)
        for part, path, _ in parts:
            part.replace(path)
    finally:
        for part, _, _ in parts:
            part.unlink(missing_ok=True)
    files = [{"name": one.name, "bytes": len(one.data), "sha256": one.sha256} for one in built]
    if args.json:
        show({"as_of": as_of.isoformat(), "files": files})
    else:
        print("\n".join(f"{one['sha256']}  {one['name']}" for one in files))
    return 0


def _refused(args: argparse.Namespace, error: ProblemsError) -> int:
    """Tell every problem: on stderr, or as JSON."""
    told: list[dict[str, Any]] = error.told()
    if args.json:
        print(json.dumps({"problems": told}, ensure_ascii=False))
    for one in error.problems:
        sys.stderr.write(f"{one}\n")
    sys.stderr.write(f"wardline: {error.message}\n")
    # CONTRACT: 2 a wrong file, 1 findings.
    return 2 if error.form else 1
