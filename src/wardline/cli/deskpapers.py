"""`wardline devices sheet|orders|letter|evidence`: the papers of a biomedical engineer's desk."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.agentdata import add_data, add_json, add_language, clean
from wardline.cli.monday import write
from wardline.cli.worklist import open_worklist
from wardline.core.clock import day_of, now, today_utc
from wardline.core.errors import UsageError, WardlineError

if TYPE_CHECKING:
    from wardline.devices.makers import Who
    from wardline.devices.model import Loss
    from wardline.devices.monday import Task
    from wardline.devices.pages import Table
    from wardline.devices.tongue import Tongue


def _add_out(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument("--format", choices=formats, default=formats[0], help="what to make of it")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


# -- tick sheets ---------------------------------------------------------------------------------

_SHEET = ("Tag", "Serial", "Maker and model", "On record", "Read on the device", "By, on", "No.")


def add_arguments_sheet(parser: argparse.ArgumentParser) -> None:
    """Take the ward and the form."""
    parser.add_argument("--ward", default="", metavar="TEXT", help="part of the location")
    _add_out(parser, ("text", "html"))
    add_language(parser)
    add_data(parser)
    add_json(parser)


def run_sheet(args: argparse.Namespace) -> int:
    """A sheet for each ward: whose version is to be read, with room to write it down."""
    from wardline.agent.workitems import tasks
    from wardline.devices import pages
    from wardline.devices.tongue import tongue
    from wardline.devices.track import State

    moment = now()
    items = open_worklist(args).items()
    serials = {item.number: item.body["device"].get("serial", "") for item in items}
    asked = [
        task
        for task in tasks(items, moment)
        if task.state in (State.CHECK_VERSION, State.FIXED, State.CHECK_MATCH)
        and args.ward.lower() in task.ward.lower()
    ]
    say = tongue(args.language)
    tables = _sheets(asked, serials, say)
    if args.json:
        plain = [{"ward": table.caption, "rows": _plain(table)} for table in tables]
        print(json.dumps({"wards": plain}, ensure_ascii=False))
        return 0
    title = say("Versions to read, {day}", day=day_of(moment).isoformat())
    told = "Write down what the device shows; if its label names another model, say so."
    intro = [say(told if tables else "Nothing to read.")]
    if args.format == "html":
        text = pages.tables_html(title, intro, tables, say.language)
    else:
        text = pages.tables_text(title, intro, tables)
    write(args.out, clean(text).encode())
    return 0


_KEYS = ("asset_id", "serial", "product", "version_on_record", "version_read", "by", "findings")


def _plain(table: Table) -> list[dict[str, str]]:
    return [dict(zip(_KEYS, row, strict=True)) for row in table.rows]


def _sheets(asked: list[Task], serials: dict[int, str], say: Tongue) -> list[Table]:
    from wardline.devices.pages import Table

    wards: dict[str, dict[tuple[str, ...], list[int]]] = {}
    for task in asked:
        product = " ".join(filter(None, (task.maker, task.model or task.kind)))
        row = (task.tag, serials[task.number], product, task.version)
        wards.setdefault(task.ward or say("Place not recorded"), {}).setdefault(row, []).append(
            task.number
        )
    names = tuple(say(name) for name in _SHEET)
    return [
        Table(ward, names, [(*row, "", "", " ".join(map(str, numbers))) for row, numbers in rows])
        for ward, rows in sorted((ward, sorted(rows.items())) for ward, rows in wards.items())
    ]


# -- work orders ---------------------------------------------------------------------------------


def add_arguments_orders(parser: argparse.ArgumentParser) -> None:
    """Take whether orders go out or come back."""
    parser.add_argument(
        "--back", type=Path, metavar="FILE", help="a file of orders that came back, CSV or XLSX"
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who did what names nobody")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")
    add_language(parser)
    add_data(parser)
    add_json(parser)


def run_orders(args: argparse.Namespace) -> int:
    """Write the open findings out as work orders (CSV), or take them back filled in."""
    from wardline.agent.workitems import in_order, tasks
    from wardline.devices.cells import write_csv
    from wardline.devices.orders import COLUMNS, rows_out

    if args.back is not None:
        return _take_back(args)
    say = _tongue(args)
    worklist = open_worklist(args)
    private = {name for name, facts in worklist.advisories().items() if facts.get("private")}
    rows = list(rows_out(tasks(in_order(worklist.items()), now()), private, say))
    if args.json:
        plain = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        print(json.dumps({"orders": plain}, ensure_ascii=False))
    else:
        # Spreadsheets take a file for UTF-8 only with this mark in front.
        columns = [say(name) for name in COLUMNS]
        write(args.out, write_csv(columns, rows).encode("utf-8-sig"))
    return 0


def _tongue(args: argparse.Namespace) -> Tongue:
    """The paper's language; what programs read is in English always."""
    from wardline.devices.tongue import tongue

    return tongue("en" if args.json else args.language)


def _take_back(args: argparse.Namespace) -> int:
    """1 where a row could not be taken; the others are taken."""
    from wardline.devices.model import Loss
    from wardline.devices.orders import rows_back

    if not args.back.exists():
        raise UsageError(f"There is no file {args.back}.", hint="Check its name.")
    steps, blank, losses = rows_back(args.back.read_bytes(), args.back.name, today_utc(), args.who)
    worklist, moment = open_worklist(args), now()
    rows = [(back.number, back.state, back.step) for back in steps]
    done = worklist.take_back(rows, moment)
    for back, result in zip(steps, done, strict=True):
        if isinstance(result, WardlineError):
            losses.append(Loss(args.back.name, back.place, str(result)))
    taken = sum(result is not None and not isinstance(result, WardlineError) for result in done)
    same = sum(result is None for result in done)
    _tell_back(args, (taken, same, blank), losses)
    return 1 if losses else 0


def _tell_back(args: argparse.Namespace, counts: tuple[int, int, int], losses: list[Loss]) -> None:
    taken, same, blank = counts
    if args.json:
        told = {"taken": taken, "known": same, "blank": blank}
        print(json.dumps({**told, "losses": [loss._asdict() for loss in losses]}))
        return
    print(f"{taken:,} taken, {same:,} known already, {blank:,} left blank, {len(losses):,} not.")
    for loss in losses:
        sys.stderr.write(clean(f"  {loss.file}, {loss.place}: {loss.reason}\n"))


# -- letters -------------------------------------------------------------------------------------


def add_arguments_letter(parser: argparse.ArgumentParser) -> None:
    """Take the maker and who writes."""
    parser.add_argument("maker", metavar="MAKER", help="under any of its names")
    parser.add_argument("--who", default="", metavar="NAME", help="who writes")
    parser.add_argument("--hospital", default="", metavar="NAME", help="the name under the letter")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")
    add_language(parser)
    add_data(parser)


def run_letter(args: argparse.Namespace) -> int:
    """Write to a maker: five questions, and no more of ours than models, versions and counts."""
    from wardline.agent.workitems import tasks
    from wardline.devices.letter import Letter, letter
    from wardline.devices.makers import Makers
    from wardline.devices.tongue import tongue

    worklist, moment, makers = open_worklist(args), now(), Makers.bundled()
    asked = makers.who(args.maker)
    listed = [
        task
        for task in tasks(worklist.items(), moment)
        if _same(makers.who(task.maker), asked) and task.maker
    ]
    if not listed:
        raise UsageError(
            f"No open finding is on a device of '{args.maker}'.",
            hint="'wardline devices status' lists the makers.",
        )
    to = Letter(args.maker, args.hospital, args.who, day_of(moment), tongue(args.language))
    write(args.out, clean(letter(listed, worklist.advisories(), to)).encode())
    return 0


def _same(one: Who, other: Who) -> bool:
    return bool(one.ids & other.ids) or (not one.ids and one.words == other.words)


# -- evidence ------------------------------------------------------------------------------------


def add_arguments_evidence(parser: argparse.ArgumentParser) -> None:
    """Take the form."""
    _add_out(parser, ("text", "html", "csv"))
    add_language(parser)
    add_data(parser)
    add_json(parser)


def run_evidence(args: argparse.Namespace) -> int:
    """List what a survey asks for: each finding, where it stands, and what proves it."""
    from wardline.agent.workitems import in_order, proofs
    from wardline.devices import evidence, pages
    from wardline.devices.cells import write_csv

    say, worklist, moment = _tongue(args), open_worklist(args), now()
    listed = proofs(in_order(worklist.items()), worklist.advisories(), moment)
    rows, about = evidence.rows(listed, say), evidence.summary(listed, day_of(moment), say)
    if args.json:
        plain = [dict(zip(evidence.COLUMNS, row, strict=True)) for row in rows]
        print(json.dumps({"summary": about, "evidence": plain}, ensure_ascii=False))
        return 0
    columns = [say(name) for name in evidence.COLUMNS]
    if args.format == "csv":
        write(args.out, write_csv(columns, rows).encode("utf-8-sig"))
        return 0
    table = pages.Table(say("Findings"), tuple(name.replace("_", " ") for name in columns), rows)
    title = say("Vulnerabilities of medical devices: evidence")
    if args.format == "html":
        text = pages.tables_html(title, about, [table], say.language)
    else:
        text = pages.tables_text(title, about, [table])
    write(args.out, clean(text).encode())
    return 0
