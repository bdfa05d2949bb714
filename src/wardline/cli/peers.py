"""Commands on peers: `wardline peer add`, `list`, `change`, `clashes`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.cli.terminal import tell
from wardline.core.clock import format_timestamp


def _add_agreement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ceiling",
        metavar="TLP",
        help="the strictest label that may leave to it (a new peer: GREEN)",
    )
    parser.add_argument(
        "--relays",
        choices=("yes", "no"),
        help="whether it may bring newer versions of what another peer gave (a new peer: yes)",
    )
    parser.add_argument("--agreement", metavar="TEXT", help="where the agreement is written")
    add_data(parser)
    add_json(parser)


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take the name and what was agreed."""
    parser.add_argument("name", metavar="NAME", help="the name by which members know it")
    parser.add_argument(
        "--hub",
        default="",
        metavar="UUID",
        help="its hub id, where it only sends to us and is never asked",
    )
    _add_agreement(parser)


def run_add(args: argparse.Namespace) -> int:
    """Add a peer; its organization is named among readers and sharers, and gets its keys."""
    use(args.data)
    from wardline.hub.members import peers

    ceiling = peers.label(args.ceiling) if args.ceiling else peers.USUAL_CEILING
    made = peers.add(
        args.name,
        ceiling,
        hub=args.hub,
        relays=args.relays != "no",
        agreement=args.agreement or "",
    )
    show({"id": made.organization_id}) if args.json else print(made.organization_id)
    return 0


def add_arguments_change(parser: argparse.ArgumentParser) -> None:
    """Take the peer and what is agreed now."""
    parser.add_argument("peer", metavar="PEER", help="its id or name")
    _add_agreement(parser)


def run_change(args: argparse.Namespace) -> int:
    """Agree on something else; what leaves follows with the next request."""
    use(args.data)
    from wardline.core.tlp import TLP
    from wardline.hub.members import peers

    found = peers.find(args.peer)
    ceiling = peers.label(args.ceiling) if args.ceiling else TLP(found.ceiling)
    relays = found.relays if args.relays is None else args.relays == "yes"
    agreement = found.agreement if args.agreement is None else args.agreement
    peers.change(found.organization_id, ceiling, relays=relays, agreement=agreement)
    if args.json:
        show({"id": found.organization_id})
    else:
        tell(
            f"Agreed with {args.peer}: {ceiling.label} at most. It holds from the next request on."
        )
    return 0


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """List the peers, how their feeds do, and this hub's own id."""
    use(args.data)
    from wardline.hub.exchange import feeds, peering

    rows: list[dict[str, Any]] = [_shown(row) for row in peering.overview()]
    if args.json:
        show({"hub": feeds.hub_id(), "peers": rows})
    else:
        table(rows, "There are no peers. Add one: wardline peer add NAME --ceiling GREEN")
    return 0


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    last = row["last"]
    return {**row, "last": None if last is None else format_timestamp(last)}


def add_arguments_clashes(parser: argparse.ArgumentParser) -> None:
    """Take the filter."""
    parser.add_argument("--all", action="store_true", help="also those that somebody looked at")
    add_data(parser)
    add_json(parser)


def run_clashes(args: argparse.Namespace) -> int:
    """List conflicts with peers: what was decided, and why; exit 1 where there are open ones."""
    use(args.data)
    from wardline.hub.exchange import peering

    rows = peering.clashes(settled=args.all)
    shown = [
        {**row, "first": format_timestamp(row["first"]), "last": format_timestamp(row["last"])}
        for row in rows
    ]
    if args.json:
        show({"clashes": shown, "open": peering.many_open()})
    else:
        table(shown, "There are no conflicts with peers.")
        if len(shown) == peering.MOST:
            sys.stderr.write(f"These are the newest {len(shown)}.\n")
    return 1 if any(not row["settled"] for row in rows) else 0
