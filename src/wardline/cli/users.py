"""Commands on people: `wardline user …`. Whoever can run them has the hub's data anyway."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wardline.cli.hubdata import add_data, add_json, show, table, use
from wardline.cli.terminal import tell
from wardline.core.clock import format_timestamp

if TYPE_CHECKING:
    from wardline.hub.members.links import NewLink

_ROLES = "admin, analyst, reviewer, member, docket-staff or readonly"


def add_arguments_invite(parser: argparse.ArgumentParser) -> None:
    """Take an address, an organization and a role."""
    parser.add_argument("email", help="the person's e-mail address; they sign in with it")
    parser.add_argument("--org", required=True, metavar="ID", help="the organization's id")
    parser.add_argument("--role", required=True, help=_ROLES)
    add_data(parser)
    add_json(parser)


def run_invite(args: argparse.Namespace) -> int:
    """Print a one-time link by which the person joins."""
    use(args.data)
    from wardline.hub.members import people
    from wardline.hub.members.actor import COMMAND_LINE

    made = people.invite(COMMAND_LINE, args.email, args.org, args.role)
    return _show(args, made, "It works once, within 7 days, for this address.")


def add_arguments_link(parser: argparse.ArgumentParser) -> None:
    """Take whose."""
    parser.add_argument("email", help="the e-mail address of the account")
    add_data(parser)
    add_json(parser)


def run_link(args: argparse.Namespace) -> int:
    """Print a one-time link for somebody who lost their password or second factor."""
    use(args.data)
    from wardline.hub.members import people
    from wardline.hub.members.actor import COMMAND_LINE

    made = people.way_in(COMMAND_LINE, str(people.by_email(COMMAND_LINE, args.email).uuid))
    return _show(args, made, "It works once, within an hour, and ends the second factor.")


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """List all people."""
    use(args.data)
    from wardline.hub.members import people
    from wardline.hub.members.actor import COMMAND_LINE

    rows = [
        {
            "email": user.email,
            "name": user.name,
            "organization": user.organization.name,
            "role": user.role,
            "active": user.is_active,
            "joined": format_timestamp(user.created_at),
        }
        for user in people.everybody(COMMAND_LINE)
    ]
    if args.json:
        show(rows)
    else:
        table(rows, "Nobody yet. Invite: wardline user invite EMAIL --org ID --role admin")
    return 0


def add_arguments_deactivate(parser: argparse.ArgumentParser) -> None:
    """Take whose."""
    parser.add_argument("email", help="the e-mail address of the account")
    add_data(parser)
    add_json(parser)


def run_deactivate(args: argparse.Namespace) -> int:
    """End somebody's access at once."""
    use(args.data)
    from wardline.hub.members import people
    from wardline.hub.members.actor import COMMAND_LINE

    user = people.by_email(COMMAND_LINE, args.email)
    people.deactivate(COMMAND_LINE, str(user.uuid))
    if args.json:
        show({"email": user.email, "active": False})
    else:
        tell(f"{user.email} is deactivated and signed out everywhere.")
    return 0


def _show(args: argparse.Namespace, made: NewLink, words: str) -> int:
    address = made.address(_base(args.data))
    if args.json:
        show({"link": address})
    else:
        print(address)
        sys.stderr.write(f"{words} It is shown only now.\n")
    return 0


def _base(data: Path) -> str:
    """Where the hub is: as its settings say, else where `serve` last listened."""
    from wardline.hub import setup

    return setup.address(data)
