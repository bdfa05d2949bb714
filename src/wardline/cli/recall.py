"""`wardline recall`: take a wrong object back, and tell all who have it."""

from __future__ import annotations

import argparse

from wardline.cli.hubdata import add_data, add_json, show, use
from wardline.core.errors import NotFoundError, RefusedError, UsageError
from wardline.core.ids import split_id


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the object, the reason and where."""
    parser.add_argument("object", metavar="ID", help="its STIX id, for example indicator--UUID")
    parser.add_argument(
        "--reason", required=True, help="why, in a sentence that all who received it will read"
    )
    parser.add_argument(
        "--collection", metavar="ID", help="only from this one (default: from all that hold it)"
    )
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Recall it; exit 2 where nobody holds it."""
    split = split_id(args.object)
    if split is None:
        raise UsageError(f"{args.object!r} is no STIX id.", hint="It looks like indicator--<UUID>.")
    reason = args.reason.strip()
    if not reason:
        raise UsageError("A recall needs a reason.", hint="Say what was wrong, naming nobody.")
    _check_reason(reason)
    use(args.data)
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.service import HUB_SENDER, Identity, every_version
    from wardline.hub.worker import writing

    named = args.collection
    searched = [collections.find(named)] if named else collections.collections()
    identity = Identity(split[1].bytes, split[0])
    gone = {}
    with writing(args.data) as exchange:
        for collection in searched:
            done = exchange.delete(collection.id, HUB_SENDER, identity, every_version, reason)
            if done.deleted:
                gone[collection.uuid] = done.deleted
    if not gone:
        raise NotFoundError(f"No collection holds {args.object}.", hint="Check the id.")
    if args.json:
        show({"id": args.object, "recalled": gone})
        return 0
    for number, count in gone.items():
        print(f"{number}: {count} version{'s' if count > 1 else ''} recalled")
    print("Members are told by the stream and with their next pull.")
    return 0


def _check_reason(reason: str) -> None:
    """The reason leaves too, to all who have the object."""
    from wardline.screen import screen
    from wardline.screen.words import words

    answer = screen(reason)
    if answer.findings:
        raise RefusedError(
            f"The reason holds {words(answer.findings[0].label)}; nothing was recalled.",
            hint="Say what was wrong, naming nobody.",
        )
