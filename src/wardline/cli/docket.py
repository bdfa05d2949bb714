"""Commands on the docket: `wardline docket import`, `export`, `group`, `decide`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wardline.cli.agentdata import say
from wardline.cli.hubdata import add_data, add_json, show, use

FORMATS = ("csv", "json", "jsonl", "xlsx")


def add_arguments_import(parser: argparse.ArgumentParser) -> None:
    """Take the file and the call."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a bulk download of regulations.gov (60 columns, CSV or XLSX), JSON, or JSON lines",
    )
    parser.add_argument(
        "--call", required=True, metavar="ID", help="the call for input; made where there is none"
    )
    add_data(parser)
    add_json(parser)


def run_import(args: argparse.Namespace) -> int:
    """Take comments in, screened and grouped; exit 1 where some could not be taken."""
    from wardline.docket import formats

    data = args.file.read_bytes()
    use(args.data)
    from wardline.hub.docket import exchange, service
    from wardline.hub.members.actor import COMMAND_LINE

    records = list(formats.read(data, str(args.file)))
    call = exchange.call_for_import(COMMAND_LINE, args.call)
    done = exchange.take(COMMAND_LINE, call, records)
    while service.screen_waiting():
        pass
    groups = service.group(call)
    told = {
        "call": call.id,
        "added": done.added,
        "duplicates": done.duplicates,
        "failed": [one._asdict() for one in done.failed],
        "groups": len(groups),
    }
    if args.json:
        show(told)
    else:
        print(f"{done.added} added, {done.duplicates} known already, {len(done.failed)} failed.")
    for one in done.failed[:20]:
        sys.stderr.write(f"record {one.number}: {one.reason}\n")
    sys.stderr.write("Nothing of them is public before a person decides: /staff/docket/\n")
    return 1 if done.failed else 0


def add_arguments_export(parser: argparse.ArgumentParser) -> None:
    """Take the format, and what to export."""
    parser.add_argument("--format", choices=FORMATS, default="csv", help="csv, json, jsonl or xlsx")
    parser.add_argument("--call", default="", metavar="ID", help="only of this call for input")
    parser.add_argument(
        "--public",
        action="store_true",
        help="only what everybody may read, as they read it (default: originals of all)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (default: stdout)")
    add_data(parser)
    add_json(parser)


def run_export(args: argparse.Namespace) -> int:
    """Print comments as one of the formats."""
    use(args.data)
    from wardline.hub.audit import service as audit
    from wardline.hub.docket import exchange
    from wardline.hub.members.actor import COMMAND_LINE

    found = list(exchange.rows(args.call, public=args.public))
    detail = {"comments": len(found), "public": args.public, "format": args.format}
    audit.record(COMMAND_LINE, audit.Action.DOCKET_EXPORTED, f"call:{args.call}", detail)
    data = _written(found, "json" if args.json else args.format)
    if args.out:
        # Originals are for nobody else on this machine.
        mode = 0o666 if args.public else 0o600
        handle = os.open(args.out, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    hidden = sum(state["state"] not in ("posted", "redacted") for _, state in found)
    if hidden:
        sys.stderr.write(
            f"{hidden} of these are not public: keep this file to yourself, or use --public.\n"
        )
    return 0


def _written(found: Iterable[tuple[Any, dict[str, Any]]], form: str) -> bytes:
    from wardline.docket import formats
    from wardline.docket.workbook import write_xlsx

    if form == "csv":
        return formats.write_csv(record for record, _ in found).encode()
    if form == "xlsx":
        return write_xlsx(record for record, _ in found)
    made: Iterator[dict[str, Any]] = (formats.to_json(record, state) for record, state in found)
    if form == "jsonl":
        return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in made).encode()
    return json.dumps(list(made), ensure_ascii=False).encode() + b"\n"


def add_arguments_group(parser: argparse.ArgumentParser) -> None:
    """Take the call."""
    parser.add_argument("--call", default="", metavar="ID", help="only of this call for input")
    add_data(parser)
    add_json(parser)


def run_group(args: argparse.Namespace) -> int:
    """Find the campaign letters, and print their groups."""
    use(args.data)
    from wardline.hub.docket import calls, service

    asked = [calls.find(args.call)] if args.call else calls.every()
    groups = [ids for call in asked for ids in service.group(call)]
    if args.json:
        show({"groups": groups})
        return 0
    for ids in groups:
        say(f"{len(ids)}  {' '.join(ids)}")
    if not groups:
        sys.stderr.write("No two comments are one letter.\n")
    return 0


def add_arguments_decide(parser: argparse.ArgumentParser) -> None:
    """Take the comments and what was decided on them."""
    from wardline.docket.redact import REASONS

    parser.add_argument("ids", nargs="+", metavar="ID", help="the comments' ids")
    parser.add_argument("--call", required=True, metavar="ID", help="their call for input")
    verb = parser.add_mutually_exclusive_group(required=True)
    verb.add_argument("--post", action="store_true", help="make them public as they are")
    verb.add_argument(
        "--withhold",
        choices=REASONS,
        metavar="REASON",
        help=f"show nothing of them, for this reason: {', '.join(REASONS)}",
    )
    add_data(parser)
    add_json(parser)


def run_decide(args: argparse.Namespace) -> int:
    """Decide on comments that somebody at this machine has read: on all of them, or on none."""
    use(args.data)
    from django.db import transaction

    from wardline.core.errors import NotFoundError
    from wardline.hub.docket import calls, service
    from wardline.hub.members.actor import COMMAND_LINE

    found = service.numbered(calls.find(args.call))
    for number in args.ids:
        if number not in found:
            raise NotFoundError(f"There is no comment {number!r} in this call.")
    verb, reason = ("post", "") if args.post else ("withhold", args.withhold)
    decision = service.Decision(verb, reason=reason)
    with transaction.atomic():
        done = {
            number: service.decide(COMMAND_LINE, found[number], decision) for number in args.ids
        }
    told = {number: comment.state for number, comment in done.items()}
    if args.json:
        show(told)
    else:
        print("\n".join(f"{number}  {state}" for number, state in told.items()))
    return 0
