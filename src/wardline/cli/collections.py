"""Commands on collections: `wardline collection …`."""

from __future__ import annotations

import argparse

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.cli.terminal import tell


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take a title and who may read and write."""
    parser.add_argument("title", help="the collection's title")
    parser.add_argument("--id", metavar="UUID", help="its id (default: a new one)")
    parser.add_argument("--alias", help="a readable name to use in addresses")
    parser.add_argument("--description", default="", help="what it holds")
    for verb in ("read", "write"):
        parser.add_argument(
            f"--{verb}",
            nargs="+",
            default=["none"],
            metavar="ORG",
            help=f"who may {verb}: all, none, or organizations' ids (default: none)",
        )
    add_data(parser)
    add_json(parser)


def run_add(args: argparse.Namespace) -> int:
    """Add a collection and print its id."""
    use(args.data)
    from wardline.hub.exchange import collections as service

    number = service.add_collection(
        args.title,
        number=args.id,
        alias=args.alias,
        description=args.description,
        read=args.read,
        write=args.write,
    )
    show({"id": number}) if args.json else print(number)
    return 0


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """List the collections and who may use them."""
    use(args.data)
    from wardline.hub.exchange import collections as service

    rows = []
    for collection in service.collections():
        read, write = service.readers_and_writers(collection)
        rows.append(
            {
                "id": collection.uuid,
                "alias": collection.alias,
                "title": collection.title,
                "read": read,
                "write": write,
                "keeps_days": service.retained(collection),
            }
        )
    if args.json:
        show(rows)
    else:
        table(rows, "There are no collections yet. Add one: wardline collection add TITLE")
    return 0


def add_arguments_retain(parser: argparse.ArgumentParser) -> None:
    """Take the collection and for how long."""
    parser.add_argument("collection", metavar="ID", help="its id or alias")
    kept = parser.add_mutually_exclusive_group(required=True)
    kept.add_argument("--days", type=int, help="days after which a version is destroyed")
    kept.add_argument("--for-ever", action="store_true", help="destroy nothing by age")
    add_data(parser)
    add_json(parser)


def run_retain(args: argparse.Namespace) -> int:
    """Set for how long a collection keeps; the running hub destroys what is past it."""
    use(args.data)
    from wardline.hub.exchange import collections as service

    days = None if args.for_ever else args.days
    service.retain(args.collection, days)
    if args.json:
        show({"collection": args.collection, "keeps_days": days})
    else:
        kept = "for ever" if days is None else f"for {days} days"
        tell(f"The collection keeps each version {kept}.")
    return 0
