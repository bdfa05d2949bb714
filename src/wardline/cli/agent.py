"""The member's side: `wardline agent init`, `pull`, `watch`, `status`."""

from __future__ import annotations

import argparse
import ipaddress
import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wardline.cli.agentdata import add_data, add_json
from wardline.cli.terminal import clean, say, tell
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConfigError, NotFoundError, RefusedError, UsageError

_STALE_SECONDS = 3600
# Seconds between two rounds of a hunt that follows.
_LONGEST_PAUSE = 86_400
# A recall is shown for 30 days; in microseconds.
_RECALL_SHOWN = 30 * 86_400_000_000


def add_arguments_init(parser: argparse.ArgumentParser) -> None:
    """Take the hub and the key."""
    parser.add_argument("--hub", required=True, metavar="URL", help="the hub's address")
    parser.add_argument(
        "--key-file",
        required=True,
        type=Path,
        metavar="FILE",
        help="file that holds the API key (it is read from there each time)",
    )
    parser.add_argument(
        "--insecure", action="store_true", help="allow http:// to another machine (for tests)"
    )
    add_data(parser)
    add_json(parser)


def run_init(args: argparse.Namespace) -> int:
    """Check hub and key, then remember them."""
    from wardline.agent.copy import Copy, Link
    from wardline.agent.sync import connect, refresh_collections
    from wardline.client.taxii import Taxii

    _check_hub(args.hub, insecure=args.insecure)
    if not args.key_file.is_file():
        raise ConfigError(
            f"There is no key file {args.key_file}.", hint="Put the API key into it, alone."
        )
    link = Link(args.hub, str(args.key_file.resolve()))
    taxii = Taxii(connect(link))
    found = taxii.collections()
    copy = Copy(args.data, create=True)
    copy.connect(link)
    refresh_collections(copy, taxii)
    readable = [entry.title for entry in found if entry.can_read]
    if args.json:
        print(json.dumps({"hub": args.hub, "collections": [c._asdict() for c in found]}))
    else:
        print(f"Connected to {args.hub}; you may read {len(readable)} of {len(found)} collections.")
        print("Next: wardline agent pull")
    return 0


def _check_hub(url: str, *, insecure: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{url!r} is no web address.", hint="It starts with https://.")
    if parts.scheme == "http" and not insecure and not _is_loopback(parts.hostname):
        raise RefusedError(
            "http:// would send your key in the clear.",
            hint="Use https://, or --insecure for a test.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def add_arguments_pull(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_pull(args: argparse.Namespace) -> int:
    """Bring the local copy up to date once."""
    from wardline.agent.copy import Copy
    from wardline.agent.sync import connect, pull
    from wardline.client.taxii import Taxii

    copy = Copy(args.data)
    started = time.monotonic()
    results = pull(copy, Taxii(connect(copy.link())), now, _progress(started))
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if args.json:
        shown = [
            {**result._asdict(), "recalled": [entry._asdict() for entry in result.recalled]}
            for result in results
        ]
        print(json.dumps({"collections": shown}))
    else:
        for result in results:
            say(
                f"{result.title}: {result.added} new, {result.updated} updated, "
                f"{result.deleted} deleted"
                + (f", {result.unreadable} unreadable" if result.unreadable else "")
            )
            for entry in result.recalled:
                say(f"  RECALLED {entry.id}: {entry.recalled}")
        if not results:
            print("There is no collection that you may read. Ask the hub's staff for access.")
    return 0


def _progress(started: float) -> Any:
    shown = sys.stderr.isatty()

    def progress(title: str, count: int) -> None:
        if shown:
            rate = count / max(time.monotonic() - started, 0.001)
            sys.stderr.write(f"\r{clean(title)}: {count:,} objects, {rate:,.0f}/s ")
            sys.stderr.flush()

    return progress


def add_arguments_watch(parser: argparse.ArgumentParser) -> None:
    """Take the folder and the form of the output."""
    add_data(parser)
    parser.add_argument("--jsonl", action="store_true", help="one JSON line for each object")


def run_watch(args: argparse.Namespace) -> int:
    """Follow the hub until stopped."""
    from wardline.agent.sync import Received, watch

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def report(received: Received) -> None:
        stamp = format_timestamp(now())
        if args.jsonl:
            print(json.dumps({**received._asdict(), "received": stamp}), flush=True)
        else:
            recalled = f"  RECALLED: {received.recalled}" if received.recalled else ""
            say(f"{stamp[11:19]} UTC  {received.type}  {received.id}{recalled}")
            sys.stdout.flush()

    def connected(title: str) -> None:
        tell(f"Following {title}.")

    watch(args.data, stop, report, now, connected)
    return 0


def add_arguments_status(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_status(args: argparse.Namespace) -> int:
    """Show what the copy holds; exit 1 where something needs doing."""
    from wardline.agent.copy import Copy
    from wardline.core import lifetime

    copy = Copy(args.data)
    link = copy.link()
    moment = now()
    holds = [lifetime.why_not(indicator, moment) for indicator in copy.indicators()]
    states = copy.collections()
    pulled = [state.pulled_at for state in states if state.pulled_at]
    age = None if not pulled else (moment - max(pulled)) // 1_000_000
    advice = _advice(len(states), age)
    recalled = copy.recalled(moment - _RECALL_SHOWN)
    status: dict[str, Any] = {
        "hub": link.hub,
        "collections": [{"id": s.id, "title": s.title, "cursor": s.cursor} for s in states],
        "objects": copy.count(),
        "indicators": {"active": holds.count(None), "ended": len(holds) - holds.count(None)},
        "last_contact_seconds": age,
        "recalled": [
            {"id": entry.id, "reason": entry.reason, "at": format_timestamp(entry.recalled_at)}
            for entry in recalled
        ],
        "next_step": advice,
    }
    if args.json:
        print(json.dumps(status))
    else:
        print(f"Hub           {link.hub}")
        say(f"Collections   {', '.join(state.title for state in states) or 'none'}")
        print(f"Objects       {copy.count():,}")
        print(
            f"Indicators    {holds.count(None):,} active, {len(holds) - holds.count(None):,} ended"
        )
        print(f"Last contact  {_ago(age)}")
        for entry in recalled:
            say(f"Recalled      {entry.id}: {entry.reason}")
        if recalled:
            print("              Make your block lists anew: wardline defend FORMAT --out FILE")
        if advice:
            print(f"Next step     {advice}")
    return 1 if advice else 0


def _advice(collections: int, age: int | None) -> str:
    if not collections:
        return "Ask the hub's staff for access to a collection, then: wardline agent pull"
    if age is None or age > _STALE_SECONDS:
        return "wardline agent pull"
    return ""


def _ago(seconds: int | None) -> str:
    if seconds is None:
        return "never"
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"


_HUNT_HELP = """Each log is remembered by its inode and its first bytes: what was searched is not
searched again, after a restart it goes on where it was, and rotated or cut logs are noticed.
Indicators that come later are also hunted in what was already searched, as long as the log is
still there; for older logs, run: wardline hunt OLD-LOG…"""


def add_arguments_hunt(parser: argparse.ArgumentParser) -> None:
    """Take the logs."""
    parser.description = f"{parser.description} {_HUNT_HELP}"
    parser.add_argument("logs", nargs="+", type=Path, metavar="LOG", help="files or folders")
    parser.add_argument(
        "--follow", action="store_true", help="go on until stopped (else: one round, then end)"
    )
    parser.add_argument(
        "--every", type=float, default=5.0, metavar="SECONDS", help="between rounds (default: 5)"
    )
    parser.add_argument(
        "--format", default="auto", metavar="FORMAT", help="as 'wardline hunt' takes it"
    )
    parser.add_argument("--zone", metavar="ZONE", help="as 'wardline hunt' takes it")
    parser.add_argument("--jsonl", action="store_true", help="one JSON line for each hit")
    add_data(parser)


def run_hunt(args: argparse.Namespace) -> int:
    """Hunt in what is new in the logs; ends as `wardline hunt` does."""
    from wardline.hunt.follow import Memory

    if not 0 < args.every <= _LONGEST_PAUSE:
        raise UsageError(
            f"--every is a number of seconds, at most {_LONGEST_PAUSE:,}.", hint="Like 5."
        )
    missing = [str(path) for path in args.logs if not path.exists()]
    if missing and not args.follow:
        raise UsageError(f"There is no log {', '.join(missing)}.", hint="Nothing was read.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    memory = Memory(args.data)
    hits = problems = 0
    known: _Known | None = None
    told: set[str] = set()
    while not stop.is_set():
        known = _known(args.data, memory, known)
        found, wrong = _hunt_round(args, memory, known, stop)
        hits += found
        problems += len(wrong)
        for problem in wrong - told:
            tell(f"NOT COMPLETE: {problem}")
        told = wrong
        if not args.follow:
            break
        known = known._replace(new=[])
        stop.wait(args.every)
    memory.close()
    if hits:
        return 1
    return 2 if problems and not args.follow else 0


class _Known(NamedTuple):
    """What the copy holds, made ready for a hunt, and how the copy looked then."""

    stamp: tuple[tuple[int, int], ...]
    moment: int
    wanted: Any
    # Indicators that no round has hunted for.
    new: list[dict[str, Any]]


# What begins or ends to hold is noticed within a minute; in microseconds.
_JUDGED_ANEW = 60_000_000


def _known(data: Path, memory: Any, last: _Known | None) -> _Known:
    """The indicators as they are now; read anew only when the copy has changed."""
    from wardline.agent.copy import FILE_NAME, indicators
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.wanted import want

    moment = now()
    files = (data / FILE_NAME, data / f"{FILE_NAME}-wal")
    stats = [file.stat() for file in files if file.exists()]
    stamp = tuple((status.st_mtime_ns, status.st_size) for status in stats)
    if last is not None and last.stamp == stamp and moment - last.moment < _JUDGED_ANEW:
        return last
    found = list(indicators(data))
    wanted = want(found, moment, WarningLists.bundled())
    return _Known(stamp, moment, wanted, memory.new(found))


def _hunt_round(
    args: argparse.Namespace, memory: Any, known: _Known, stop: threading.Event
) -> tuple[int, set[str]]:
    """One round: how many hits it had, and what was not complete."""
    from wardline.cli.hunt import shown
    from wardline.core.warninglists import WarningLists
    from wardline.hunt.engine import Hunt, Options
    from wardline.hunt.follow import Round, follow
    from wardline.hunt.times import reader, zone
    from wardline.hunt.wanted import want

    moment = now()
    times = reader(zone(args.zone) if args.zone else None, moment)
    options = Options(args.format, workers=1, moment=times)
    fresh = want(known.new, moment, WarningLists.bundled()) if known.new else None
    hunts = Round(
        Hunt(known.wanted, options, memory.parts, joins=False),
        None if fresh is None else Hunt(fresh, options, memory.parts, joins=False),
    )
    hits = 0
    for hit in follow([path for path in args.logs if path.exists()], memory, hunts, args.format):
        hits += 1
        if args.jsonl:
            print(json.dumps(hit._asdict()), flush=True)
        else:
            say(shown(hit))
            sys.stdout.flush()
        if stop.is_set():
            # The place of this log is not kept: its hits come again.
            return hits, set()
    memory.hunted(known.new)
    new = hunts.new.counts.problems if hunts.new else []
    return hits, {*hunts.everything.counts.problems, *new}


def add_arguments_seen(parser: argparse.ArgumentParser) -> None:
    """Take the indicator."""
    parser.add_argument("object", metavar="ID", help="an object that you shared")
    add_data(parser)
    add_json(parser)


def run_seen(args: argparse.Namespace) -> int:
    """Ask the hub by how many members something of ours was seen."""
    from wardline.agent.copy import Copy
    from wardline.agent.sync import connect
    from wardline.client.taxii import Taxii

    copy = Copy(args.data)
    place = copy.find(args.object)
    if place is None:
        raise NotFoundError(
            f"{args.object} is not in the local copy.",
            hint="Bring it up to date with 'wardline agent pull', and check the id.",
        )
    url = next(state.url for state in copy.collections() if state.id == place[0])
    told = Taxii(connect(copy.link())).seen(url, args.object)
    if args.json:
        print(json.dumps(told))
    elif told.get("seen_by") is None:
        say(f"Seen by {told.get('note', 'an unknown number of members')}.")
    else:
        print(f"Seen by at least {told['seen_by']:,} members.")
    return 0
