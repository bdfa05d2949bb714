"""Commands on feeds: `wardline feed add`, `list`, `pull`, `push`, `key`, `again`, `remove`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.cli.terminal import tell
from wardline.core.clock import format_timestamp


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take the address, its kind and the collection."""
    parser.add_argument("url", metavar="URL", help="the address to pull from")
    parser.add_argument(
        "--kind",
        required=True,
        help="taxii, taxii20, misp (a feed's folder), misp-server (its REST API), csaf, csv, text, "
        "kev or stix",
    )
    parser.add_argument("--collection", required=True, metavar="ID", help="where to put it")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="a key, or user:password, for the peer"
    )
    parser.add_argument("--peer", default="", metavar="NAME", help="with whom it was agreed")
    parser.add_argument(
        "--out",
        action="store_true",
        help="send the collection there (taxii, misp-server), or write a MISP feed into the folder "
        "URL (misp)",
    )
    parser.add_argument(
        "--ceiling", metavar="TLP", help="with --out: leave less than the agreement lets leave"
    )
    add_data(parser)
    add_json(parser)


def run_add(args: argparse.Namespace) -> int:
    """Add a feed and print its id."""
    use(args.data)
    from wardline.hub.exchange import feeds
    from wardline.hub.members import peers

    wanted = feeds.Wanted(
        args.url,
        args.kind,
        args.collection,
        args.key_file,
        feeds.OUT if args.out else feeds.IN,
        args.peer,
        peers.label(args.ceiling) if args.ceiling else None,
    )
    number = feeds.add_feed(wanted)
    show({"id": number}) if args.json else print(number)
    return 0


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """List the feeds and how each one is doing."""
    use(args.data)
    from wardline.hub.exchange import feeds
    from wardline.hub.members import peers

    names = {one.organization_id: one.organization.name for one in peers.peers()}
    rows = [
        {
            "id": feed.id,
            "direction": feed.direction,
            "kind": feed.kind,
            "url": feed.url,
            "peer": names.get(feed.peer),
            "collection": feed.collection.title,
            "pulled": None if feed.pulled_at is None else format_timestamp(feed.pulled_at),
            "added": feed.added,
            "refused": feed.failed,
            "withdrawn": feed.withdrawn,
            "problem": feed.problem or None,
        }
        for feed in feeds.feeds()
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "There are no feeds. Add one: wardline feed add URL --kind K --collection ID")
    return 0


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feed", nargs="*", metavar="FEED", help="only these (default: all)")
    add_data(parser)
    add_json(parser)


def _chosen(args: argparse.Namespace, direction: str) -> list[Any]:
    from wardline.core.errors import UsageError
    from wardline.hub.exchange import feeds

    found = feeds.feeds(direction)
    missing = set(args.feed) - {feed.id for feed in found}
    if missing:
        raise UsageError(
            f"There is no feed {direction} with the id {min(missing)!r}.",
            hint="See 'wardline feed list'.",
        )
    return [feed for feed in found if not args.feed or feed.id in args.feed]


def add_arguments_pull(parser: argparse.ArgumentParser) -> None:
    """Take the folder, and feeds."""
    _add_which(parser)


def run_pull(args: argparse.Namespace) -> int:
    """Pull every feed once; exit 4 where a peer failed, 1 where something was refused."""
    use(args.data)
    from wardline.hub.config import load
    from wardline.hub.exchange import pulling
    from wardline.hub.worker import writing

    allow = load(args.data)["feeds.allow_private"]
    results = []
    with writing(args.data) as exchange:
        for feed in _chosen(args, "in"):
            result = pulling.pull(feed, exchange, allow_private=allow)
            results.append(result)
            withdrawn = f", withdrawn {result.withdrawn}" if result.withdrawn else ""
            tell(
                f"{result.url}: added {result.added}, here already {result.duplicates}, "
                f"refused {len(result.failed)}{withdrawn}"
                + (f". {result.problem}" if result.problem else "")
            )
    return _answered(args, results, refused=any(result.failed for result in results))


def _answered(args: argparse.Namespace, results: list[Any], *, refused: bool) -> int:
    """Show what came of each feed, if asked for; the exit code."""
    if args.json:
        show({"feeds": [result._asdict() for result in results]})
    if any(result.problem for result in results):
        return 4
    return 1 if refused else 0


def add_arguments_push(parser: argparse.ArgumentParser) -> None:
    """Take the folder, and feeds."""
    _add_which(parser)


def run_push(args: argparse.Namespace) -> int:
    """Send every feed out once; exit 4 where a peer failed, 1 where it refused something."""
    use(args.data)
    from wardline.hub.config import load
    from wardline.hub.exchange import pushing
    from wardline.hub.worker import writing

    allow = load(args.data)["feeds.allow_private"]
    results = []
    with writing(args.data) as exchange:
        for feed in _chosen(args, "out"):
            result = pushing.push(feed, exchange, allow_private=allow)
            results.append(result)
            tell(
                f"{result.url}: sent {result.sent}, refused {result.refused}, "
                f"withdrawn {result.withdrawn}" + (f". {result.problem}" if result.problem else "")
            )
    return _answered(args, results, refused=any(result.refused for result in results))


def _add_one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feed", metavar="FEED", help="its id, as 'wardline feed list' shows it")
    add_data(parser)
    add_json(parser)


def add_arguments_key(parser: argparse.ArgumentParser) -> None:
    """Take the feed and its new key."""
    _add_one(parser)
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        required=True,
        help="the new key, or user:password, for the peer",
    )


def run_key(args: argparse.Namespace) -> int:
    """Keep another key for a feed; the file is copied and may be deleted."""
    use(args.data)
    from wardline.hub.exchange import feeds

    feeds.new_key(args.feed, args.key_file)
    if args.json:
        show({"id": args.feed})
    else:
        tell(f"Feed {args.feed} uses the new key from now on; the file may be deleted.")
    return 0


def add_arguments_again(parser: argparse.ArgumentParser) -> None:
    """Take the feed."""
    _add_one(parser)
    parser.add_argument(
        "--everything",
        action="store_true",
        help="all of the collection, not only what the peer refused",
    )


def run_again(args: argparse.Namespace) -> int:
    """Let the next push send again what the peer refused."""
    use(args.data)
    from wardline.hub.exchange import feeds

    many = feeds.again(args.feed, everything=args.everything)
    show({"again": many}) if args.json else print(many)
    return 0


def add_arguments_remove(parser: argparse.ArgumentParser) -> None:
    """Take the feed."""
    _add_one(parser)


def run_remove(args: argparse.Namespace) -> int:
    """End a feed; what came by it stays."""
    use(args.data)
    from wardline.hub.exchange import feeds

    feeds.remove(args.feed)
    if args.json:
        show({"id": args.feed})
    else:
        tell(f"Feed {args.feed} has ended; what came by it stays.")
    return 0
