"""`wardline devices monday`: at most five jobs for the week, on screen, by mail or on one sheet."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json, add_language, clean
from wardline.core.clock import now
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.devices.monday import Job, Monday

FORMATS = ("text", "html", "pdf", "eml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form and where it goes."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="what to make of it")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")
    parser.add_argument("--who", default="", metavar="NAME", help="who does what nobody took on")
    parser.add_argument(
        "--to", default="", metavar="ADDRESS", help="whom the mail is for (--format eml)"
    )
    parser.add_argument(
        "--from",
        dest="sender",
        default="",
        metavar="ADDRESS",
        help="the sender of the mail (--format eml, --send)",
    )
    parser.add_argument(
        "--send", action="store_true", help="send the mail by the server of mail.toml in --data"
    )
    add_language(parser)
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Make the page; 1 while there are jobs."""
    if args.format == "pdf" and args.out is None and sys.stdout.isatty():
        raise UsageError("A PDF is not for the screen.", hint="Add --out FILE.")
    if (args.format == "eml" or args.send) and not args.to:
        raise UsageError("--to is missing.", hint="Say whom the mail is for.")
    page = _page(args)
    if args.send:
        _send(page, args)
    if args.json:
        print(json.dumps(_plain(page), ensure_ascii=False))
    elif not args.send or args.out:
        write(args.out, _formed(page, args))
    return 1 if page.jobs else 0


def _send(page: Monday, args: argparse.Namespace) -> None:
    """Send the page; it is said only when the server has taken it."""
    from wardline.agent import mailing

    server = mailing.server(args.data)
    args.sender = args.sender or server.sender
    message = _message(page, args)
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2].strip("> "))
    mailing.send(message, server)
    sys.stderr.write(f"{server.host} took the mail for {args.to}.\n")


def _page(args: argparse.Namespace) -> Monday:
    from wardline.agent.workitems import about, tasks
    from wardline.cli.worklist import open_worklist
    from wardline.devices.makers import Makers
    from wardline.devices.monday import monday
    from wardline.devices.tongue import tongue

    worklist, moment = open_worklist(args), now()
    what = about(worklist.last_runs(), moment, args.who, tongue(args.language))
    open_tasks = tasks(worklist.items(), moment)
    return monday(open_tasks, worklist.advisories(), what, Makers.bundled())


def _formed(page: Monday, args: argparse.Namespace) -> bytes:
    from wardline.devices import pages

    if args.format == "html":
        return pages.monday_html(page).encode()
    if args.format == "pdf":
        from wardline.devices.typeset import monday_pdf

        return monday_pdf(page)
    if args.format == "eml":
        return _mail(page, args)
    return clean(pages.monday_text(page)).encode()


def _mail(page: Monday, args: argparse.Namespace) -> bytes:
    """The page as a mail that a person sends."""
    message = _message(page, args)
    # Opened in a mail program, it is a draft that can be sent.
    message["X-Unsent"] = "1"
    return message.as_bytes()


def _message(page: Monday, args: argparse.Namespace) -> EmailMessage:
    """The page as a mail; what a maker told customers only stays at the desk."""
    from wardline.devices import pages

    message = EmailMessage()
    message["Subject"] = pages.heading(page)
    message["Auto-Submitted"] = "auto-generated"
    try:
        message["To"] = args.to
        if args.sender:
            message["From"] = args.sender
    except ValueError:
        raise UsageError("That is no address.", hint="Example: --to biomed@hospital.org") from None
    message.set_content(pages.monday_text(page, outside=True))
    message.add_alternative(pages.monday_html(page, outside=True), subtype="html")
    return message


def write(out: Path | None, data: bytes) -> None:
    """Put `data` into the file, whole or not at all, or on stdout."""
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    part.write_bytes(data)
    part.replace(out)
    sys.stderr.write(f"Wrote {out}.\n")


def _plain(page: Monday) -> dict[str, Any]:
    from wardline.devices.pages import heading

    about = page.about
    return {
        "title": heading(page),
        "date": about.today.isoformat(),
        "news": page.news,
        "advisories": about.advisories,
        "feed_days": about.feed_days,
        "devices": about.devices,
        "losses": about.losses,
        "jobs": [_plain_job(job) for job in page.jobs],
        "more_jobs": page.more_jobs,
        "waiting": page.waiting,
        "missing": page.missing,
    }


def _plain_job(job: Job) -> dict[str, Any]:
    values = job._asdict()
    values["wards"] = [ward._asdict() for ward in job.wards]
    values["sources"] = [source._asdict() for source in job.sources]
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
    }
