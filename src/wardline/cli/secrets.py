"""`wardline secret renew`: another secret in the place of one that may have leaked, or grew old."""

from __future__ import annotations

import argparse
import sys

from wardline.cli.hubdata import add_data, add_json, show, use

# What ends with the old one (docs/keys.md).
_ENDS = {
    "portal": "Everybody signs in anew, and forms that are open must be loaded again.",
    "cursor": "A program that was in the middle of a list begins it anew.",
}


def add_arguments_renew(parser: argparse.ArgumentParser) -> None:
    """Take its name."""
    parser.add_argument(
        "name",
        choices=sorted([*_ENDS, "csaf"]),
        help="portal: sessions and open forms; cursor: places in lists; csaf: the key that signs "
        "advisories",
    )
    add_data(parser)
    add_json(parser)


def run_renew(args: argparse.Namespace) -> int:
    """Put another one in; in force with the hub's next start."""
    use(args.data)
    if args.name == "csaf":
        return _renew_signing(json=args.json)
    from wardline.hub import setup

    setup.renew_secret(args.name)
    if args.json:
        show({"name": args.name, "renewed": True, "in_force": "next start"})
    else:
        sys.stderr.write(
            "Renewed. Start 'wardline serve' again: the old one is good until then.\n"
            f"{_ENDS[args.name]}\n"
        )
    return 0


def _renew_signing(*, json: bool) -> int:
    from wardline.hub.advisories import keys
    from wardline.hub.audit import service as audit

    fingerprint = keys.renew(audit.command_line()).fingerprint
    if json:
        told = {"name": "csaf", "renewed": True, "in_force": "now"}
        show({**told, "fingerprint": fingerprint})
    else:
        sys.stderr.write(f"Renewed. {fingerprint.upper()} signs advisories from now on.\n")
    return 0
