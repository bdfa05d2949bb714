"""Commands on feeds: `wardline feed add`, `list`, `pull`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.core.clock import format_timestamp


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take the address, its kind and the collection."""
    parser.add_argument("url", metavar="URL", help="the address to pull from")
    parser.add_argument(
        "--kind", required=True, help="taxii, taxii20, misp, csaf, csv, text, kev or stix"
    )
    parser.add_argument("--collection", required=True, metavar="ID", help="where to put it")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="a key, or user:password, for the peer"
    )
    add_data(parser)
    add_json(parser)


def run_add(args: argparse.Namespace) -> int:
    """Add a feed and print its id."""
    use(args.data)
    from wardline.hub.exchange import feeds

    number = feeds.add(args.url, args.kind, args.collection, args.key_file)
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

    rows = [
        {
            "id": feed.id,
            "kind": feed.kind,
            "url": feed.url,
            "collection": feed.collection.title,
            "pulled": None if feed.pulled_at is None else format_timestamp(feed.pulled_at),
            "added": feed.added,
            "refused": feed.failed,
            "problem": feed.problem or None,
        }
        for feed in feeds.feeds()
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "There are no feeds. Add one: wardline feed add URL --kind K --collection ID")
    return 0


def add_arguments_pull(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_pull(args: argparse.Namespace) -> int:
    """Pull every feed once; exit 4 where a peer failed, 1 where something was refused."""
    use(args.data)
    from wardline.hub.config import load
    from wardline.hub.exchange import feeds
    from wardline.hub.worker import writing

    results = []
    with writing(args.data) as exchange:
        for feed in feeds.feeds():
            allow = load(args.data)["feeds.allow_private"]
            result = feeds.pull(feed, exchange, allow_private=allow)
            results.append(result)
            sys.stderr.write(
                f"{result.url}: added {result.added}, here already {result.duplicates}, "
                f"refused {len(result.failed)}"
                + (f". {result.problem}" if result.problem else "")
                + "\n"
            )
    if args.json:
        show({"feeds": [result._asdict() for result in results]})
    if any(result.problem for result in results):
        return 4
    return 1 if any(result.failed for result in results) else 0
