"""Commands on organizations and keys: `wardline org …`, `wardline key …`."""

from __future__ import annotations

import argparse
import sys

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.core.clock import format_timestamp, now, parse_timestamp
from wardline.core.errors import UsageError


def add_arguments_org_add(parser: argparse.ArgumentParser) -> None:
    """Take a name and a kind."""
    parser.add_argument("name", help="the organization's name")
    parser.add_argument(
        "--kind",
        required=True,
        help="federal, isac, hospital, practice, health-plan, clearinghouse, laboratory, "
        "pharmacy, device-maker, health-it, research or other",
    )
    parser.add_argument(
        "--operator",
        action="store_true",
        help="this organization runs the hub: its people are the hub's staff",
    )
    add_data(parser)
    add_json(parser)


def run_org_add(args: argparse.Namespace) -> int:
    """Add an organization and print its id."""
    use(args.data)
    from wardline.hub.members import service
    from wardline.hub.members.actor import COMMAND_LINE

    number = service.enrol(COMMAND_LINE, args.name, args.kind, operator=args.operator)
    show({"id": number}) if args.json else print(number)
    return 0


def add_arguments_org_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_org_list(args: argparse.Namespace) -> int:
    """List the organizations."""
    use(args.data)
    from wardline.hub.members import service

    rows = [
        {"id": org.id, "name": org.name, "kind": org.kind, "active": org.active}
        for org in service.organizations()
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "There are no organizations yet. Add one: wardline org add NAME --kind KIND")
    return 0


def add_arguments_key_add(parser: argparse.ArgumentParser) -> None:
    """Take the owner, a label and the rights."""
    parser.add_argument("--org", required=True, metavar="ID", help="the organization's id")
    parser.add_argument("--label", required=True, help="what will use it, for example 'SIEM'")
    parser.add_argument(
        "--can",
        required=True,
        metavar="RIGHTS",
        help="read, write, delete; comma between. vouched as well: what this key sends is a "
        "publication that you answer for, and the privacy gate only keeps out patients' "
        "identifiers and keys",
    )
    parser.add_argument(
        "--expires", metavar="TIME", help="when it ends, for example 2027-01-31T00:00:00Z"
    )
    add_data(parser)
    add_json(parser)


def run_key_add(args: argparse.Namespace) -> int:
    """Make a key and show it, once."""
    use(args.data)
    from wardline.hub.members import service

    expires = None
    if args.expires is not None:
        expires = parse_timestamp(args.expires)
        if expires is None or expires <= now():
            raise UsageError(
                f"--expires {args.expires!r} is no time to come.",
                hint="Write it like 2027-01-31T00:00:00Z.",
            )
    scopes = [scope.strip() for scope in args.can.split(",") if scope.strip()]
    made = service.add_key(args.org, args.label, scopes, expires)
    if args.json:
        show({"id": made.id, "key": made.secret})
    else:
        print(made.secret)
        sys.stderr.write(f"This is key {made.id}. It is shown only now: store it safely.\n")
    return 0


def add_arguments_key_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_key_list(args: argparse.Namespace) -> int:
    """List the keys, never their secrets."""
    use(args.data)
    from wardline.hub.members import service

    rows = [
        {
            "id": key.id,
            "organization": key.organization.name,
            "label": key.label,
            "can": key.scopes,
            "created": format_timestamp(key.created_at),
            "expires": None if key.expires_at is None else format_timestamp(key.expires_at),
            "revoked": None if key.revoked_at is None else format_timestamp(key.revoked_at),
        }
        for key in service.all_keys()
    ]
    if args.json:
        show(rows)
    else:
        table(
            rows, "There are no keys yet. Make one: wardline key add --org ID --label L --can read"
        )
    return 0


def add_arguments_key_revoke(parser: argparse.ArgumentParser) -> None:
    """Take the key's id."""
    parser.add_argument("id", help="the key's id, from 'wardline key list'")
    add_data(parser)
    add_json(parser)


def run_key_revoke(args: argparse.Namespace) -> int:
    """End a key everywhere within one second, on open streams too."""
    use(args.data)
    from wardline.hub.members import service
    from wardline.hub.members.epoch import rights_change

    with rights_change():
        service.revoke_key(args.id)
    if args.json:
        show({"id": args.id, "revoked": True})
    else:
        sys.stderr.write(f"Key {args.id} is revoked. It stops working within a second.\n")
    return 0
