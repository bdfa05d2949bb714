"""`wardline hunt`: look for indicators in logs; the logs never leave."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli import indicators, terminal
from wardline.core.clock import now, parse_timestamp
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.core.observables import Observable
    from wardline.hunt.engine import Counts, Hunt
    from wardline.hunt.model import Hit
    from wardline.hunt.wanted import Given, Wanted

_INCOMPLETE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the logs and the indicators."""
    _add_logs(parser)
    _add_answer(parser)
    _add_engine(parser)
    indicators.add_arguments(parser)


def _add_logs(parser: argparse.ArgumentParser) -> None:
    """What is read, and how its times are meant."""
    parser.add_argument(
        "logs", nargs="+", type=Path, metavar="LOG", help="files, folders, or - (what is piped in)"
    )
    parser.add_argument(
        "--format",
        default="auto",
        metavar="FORMAT",
        help="form of the logs: auto (by content), zeek, suricata, csv, jsonl, json, parquet, "
        "evtx, sysmon, cef (and LEEF), syslog, squid, w3c, m365, fhir-auditevent, atna, text, or a "
        "plug-in's name",
    )
    parser.add_argument(
        "--zone",
        metavar="ZONE",
        help="time zone of log times that give none, like Europe/Berlin or +01:00 (default: UTC, "
        "and each such hit says so)",
    )
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="judge by what held at this time instead of now (like 2026-01-31T00:00:00Z)",
    )


def _add_answer(parser: argparse.ArgumentParser) -> None:
    """Where the hits go, and who is told of them."""
    parser.add_argument("--jsonl", action="store_true", help="one JSON line for each hit")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the hits to FILE, as JSON lines. FILE appears when every log was searched to "
        "its end; until then they stand in FILE.part, and FILE.state.json tells how far the hunt "
        "is. However it ended: the same command again goes on there",
    )
    parser.add_argument(
        "--sight",
        action="store_true",
        help="tell the sharers what was seen, by count and time only (needs the local copy)",
    )


def _add_engine(parser: argparse.ArgumentParser) -> None:
    """By what is searched."""
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="processes (default: one a processor)"
    )
    parser.add_argument(
        "--engine",
        default="auto",
        choices=("auto", "duckdb", "spark"),
        help="auto: our own pass over the bytes; duckdb: by SQL; spark: by SQL on a cluster",
    )
    parser.add_argument(
        "--master", default="local[*]", metavar="URL", help="Spark's master (spark://HOST:PORT)"
    )
    parser.add_argument(
        "--sql",
        metavar="DIALECT",
        help="search nothing; print the query that finds the rows to look at in a database (trino, "
        "clickhouse, snowflake, spark, duckdb); LOG is then TABLE:ROW-COLUMN:COLUMN,COLUMN…",
    )


def run(args: argparse.Namespace) -> int:
    """Hunt; exit 1 where there are hits, 2 where there are none in logs not searched to the end."""
    if args.sql:
        return _print_sql(args)
    _check(args)
    if args.out is not None:
        from wardline.cli import huntfile

        return huntfile.run(args)
    hunt, wanted = prepare(args, at(args.at))
    hits = 0
    found = []
    seen: list[Hit] = []
    try:
        for hit in hunt.run(args.logs):
            hits += 1
            if args.sight:
                seen.append(hit)
            if args.jsonl:
                print(json.dumps(hit._asdict()))
            elif args.json:
                found.append(hit._asdict())
            else:
                terminal.say(shown(hit))
    except KeyboardInterrupt:
        sys.stdout.flush()
        sys.stderr.write(
            f"\nStopped after {hunt.counts.lines:,} lines: what is shown is not all. "
            "With --out FILE a hunt can go on where it was stopped.\n"
        )
        return 130
    if args.json:
        print(json.dumps(_document(found, hunt.counts, wanted)))
    sys.stdout.flush()
    tell(hits, hunt.counts, wanted)
    if seen:
        sight(args.data, seen)
    return exit_code(hits, hunt.counts)


def prepare(args: argparse.Namespace, moment: int, **more: Any) -> tuple[Hunt, Wanted]:
    """The hunt that the arguments ask for, with `more` options, and what is wanted."""
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.engine import Hunt, Options
    from wardline.hunt.times import reader, zone
    from wardline.hunt.wanted import want

    default = zone(args.zone) if args.zone else None
    wanted = want(given(args), moment, WarningLists.bundled())
    options = Options(
        args.format,
        args.engine,
        args.master,
        args.workers,
        reader(default, moment if args.at is None else now()),
        _progress(),
        **more,
    )
    return Hunt(wanted, options), wanted


def shown(hit: Hit) -> str:
    """A hit in a line; who wrote the log, or a file's name, may be the attacker."""
    line = f"{hit.file}:{hit.line}  {hit.field}  {hit.observed}  {hit.indicator}"
    return line.replace("\n", " ")


def exit_code(hits: int, counts: Counts) -> int:
    """1 where there are hits; else 2 where something was not searched, so that 0 means: nothing.

    Hits go first: what waits for 1 to wake somebody must not sleep over one broken log.
    """
    if hits:
        return 1
    return _INCOMPLETE if counts.problems else 0


def _check(args: argparse.Namespace) -> None:
    """*Raises* UsageError before anything is read."""
    if args.sight and args.indicators:
        raise UsageError(
            "--sight tells sharers of indicators in the local copy, not of --indicators.",
            hint="Leave one of the two out.",
        )
    if args.json and (args.jsonl or args.out is not None):
        raise UsageError(
            "--json gives one document, --jsonl and --out give lines.", hint="Leave one out."
        )
    if args.workers < 0:
        raise UsageError("--workers is a number of processes.", hint="0: one a processor.")
    args.logs = [Path("/dev/stdin") if str(path) == "-" else path for path in args.logs]
    missing = [str(path) for path in args.logs if not path.exists()]
    if missing:
        raise UsageError(f"There is no log {', '.join(missing)}.", hint="Nothing was read.")
    _check_format(args.format)


def sight(data: Path, seen: Iterable[Hit]) -> None:
    """Tell the sharers, and say on stderr what was told."""
    from wardline.agent.copy import Copy
    from wardline.agent.sightings import tally
    from wardline.agent.sightings import tell as tell_sharers
    from wardline.agent.sync import connect
    from wardline.client.taxii import Taxii

    copy = Copy(data)
    told = tell_sharers(copy, Taxii(connect(copy.link())), tally(seen, now()))
    count = sum(one.lines for one in told.told)
    sys.stderr.write(f"Told: {len(told.told):,} indicators were seen in {count:,} lines.\n")
    for number, reason in told.kept.items():
        terminal.tell(f"  not told of {number}: {reason}")


def _print_sql(args: argparse.Namespace) -> int:
    """The statements that make the table of keys, and the query for each table."""
    from wardline.core.warninglists import WarningLists
    from wardline.hunt import sql
    from wardline.hunt.wanted import want

    keys = sql.keys(want(given(args), at(args.at), WarningLists.bundled()))
    for statement in sql.statements(keys, [str(log) for log in args.logs], args.sql):
        print(f"{statement};")
    return 0


def given(args: argparse.Namespace) -> Iterator[Given | Observable]:
    """The indicators that the arguments name; large usual files are read quickly."""
    if not args.indicators:
        yield from indicators.load(args)
        return
    unread: list[Path] = []
    found = (one for file in indicators.files(args.indicators) for one in _read(file, unread))
    yield from indicators.some(found, unread)


def _read(path: Path, unread: list[Path]) -> Iterator[Given | Observable]:
    from wardline.core.errors import InputError
    from wardline.hunt import feed
    from wardline.importers import detect, unpack

    try:
        data = unpack(path.read_bytes())
        kind = detect(data[:65_536], path.name.removesuffix(".gz"))
    except InputError:
        yield from indicators.read(path, unread)
        return
    if kind == "text":
        yield from feed.values(data, lambda line: _line(line, path))
        return
    quick = feed.stix(data) if kind == "stix" else None
    yield from indicators.read(path, unread) if quick is None else quick


def _line(line: bytes, path: Path) -> Iterator[dict[str, Any]]:
    """What the importer of lists makes of one line."""
    from wardline.importers import Failure
    from wardline.importers.lines import TextImporter

    for entry in TextImporter().read(line):
        if isinstance(entry, Failure):
            terminal.tell(f"{path}: not used: {entry.reason}")
        else:
            yield {**entry.object, "id": entry.object["name"]}


def at(text: str | None) -> int:
    """The time that --at names, else now. *Raises* UsageError."""
    if text is None:
        return now()
    moment = parse_timestamp(text)
    if moment is None:
        raise UsageError(f"{text!r} is no time.", hint="Write it like 2026-01-31T00:00:00Z.")
    return moment


def _check_format(name: str) -> None:
    if name != "auto":
        from wardline.hunt import readers

        readers.load(name)


def _document(found: list[dict[str, Any]], counts: Counts, wanted: Wanted) -> dict[str, object]:
    return {
        "hits": found,
        "complete": not counts.problems,
        "problems": counts.problems,
        "counts": {
            "files": counts.files,
            "lines": counts.lines,
            "broken_lines": counts.broken,
            "formats": counts.formats,
        },
        "indicators": {
            "used": wanted.used,
            "ended": wanted.ended,
            "protected": wanted.protected,
            "failed": wanted.failed,
            "other_language": wanted.other_language,
        },
    }


def tell(hits: int, counts: Counts, wanted: Wanted) -> None:
    """Say on stderr what was read, what was looked for, and what is wrong."""
    formats = ", ".join(f"{name} {number}" for name, number in sorted(counts.formats.items()))
    terminal.tell(
        f"{many(hits, 'hit')} in {many(counts.lines, 'line')} of {many(counts.files, 'file')}"
        f"{f' ({formats})' if formats else ''}; {many(counts.broken, 'broken line')}, searched as "
        f"plain text. {wanted.sentence()}."
    )
    for reason in counts.reasons:
        terminal.tell(f"  broken: {reason}")
    if counts.recoded:
        terminal.tell(f"Not UTF-8, and read as Windows-1252: {many(counts.recoded, 'line')}.")
    for failure in wanted.failures:
        terminal.tell(f"  not hunted for: {failure}")
    if wanted.scans:
        terminal.tell(
            f"{len(wanted.scans):,} patterns state nothing that narrows the search, so every "
            f"record was looked at: {', '.join(wanted.scans[:5])}"
        )
    for problem in counts.problems:
        terminal.tell(f"NOT COMPLETE: {problem}")


def many(number: int, what: str) -> str:
    """A count with its noun."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _progress() -> Callable[[int, int], None]:
    """Rate and remaining time, on a terminal only."""
    started = time.monotonic()
    last = [started]

    def show(done: int, total: int) -> None:
        moment = time.monotonic()
        if moment - last[0] < 0.2 and done < total:  # noqa: PLR2004 # five times a second
            return
        last[0] = moment
        spent = max(moment - started, 0.001)
        rate = done / spent
        left = (total - done) / rate if rate else 0
        sys.stderr.write(
            f"\r{done / 1e6:,.0f} of {total / 1e6:,.0f} MB, {rate / 1e6:,.0f} MB/s, "
            f"{left:,.0f} s left \x1b[K"
        )
        if done >= total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return show if sys.stderr.isatty() else lambda _done, _total: None
