"""`wardline sight`: tell the sharer that an indicator was seen, by count and time only."""

from __future__ import annotations

import argparse
import json

from wardline.cli.agentdata import add_data, add_json
from wardline.core import jsonio
from wardline.core.clock import now, parse_timestamp
from wardline.core.errors import NotFoundError, RefusedError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the indicator, how often and when."""
    parser.add_argument("indicator", metavar="INDICATOR-ID", help="the indicator that was seen")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="how often (default: 1)")
    parser.add_argument("--first", metavar="T", help="first seen, like 2026-01-31T12:00:00Z")
    parser.add_argument("--last", metavar="T", help="last seen (default: the first, else now)")
    parser.add_argument("--collection", metavar="ID", help="default: where the indicator came from")
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Make the sighting and send it."""
    from wardline.agent.copy import Copy
    from wardline.agent.sharing import sighting
    from wardline.agent.sync import connect
    from wardline.client.taxii import Taxii

    if not 1 <= args.count <= 999_999_999:  # noqa: PLR2004 # STIX 2.1 section 5.2
        raise UsageError("--count is a number from 1 to 999999999.")
    first = _moment(args.first, "--first")
    last = _moment(args.last, "--last") or first or now()
    copy = Copy(args.data)
    found = copy.find(args.indicator)
    if found is None:
        raise NotFoundError(
            f"{args.indicator} is not in the local copy.",
            hint="Bring it up to date with 'wardline agent pull', and check the id.",
        )
    collection, indicator = found
    made = sighting(
        indicator, count=args.count, first=first or last, last=last, namespace=copy.namespace()
    )
    taxii = Taxii(connect(copy.link()))
    wanted = args.collection or collection
    target = next((c for c in taxii.collections() if c.id == wanted), None)
    if target is None or not target.can_write:
        raise RefusedError(
            f"You may not write to the collection {wanted}.",
            hint="Name another with --collection, or ask the hub's staff.",
        )
    [sent] = taxii.add(target.url, [jsonio.encode(made)])
    if sent.failures:
        raise RefusedError(f"The hub refused the sighting: {sent.failures[0][1]}")
    if args.json:
        print(json.dumps({"id": made["id"], "status": sent.status_id}))
    else:
        print(f"Told: {args.indicator} was seen {args.count} times. Sighting {made['id']}")
    return 0


def _moment(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    micros = parse_timestamp(text)
    if micros is None:
        raise UsageError(f"{name} {text!r} is no time.", hint="Write it like 2026-01-31T12:00:00Z.")
    return micros
