"""`wardline secret renew`: another secret in the place of one that may have leaked, or grew old."""

from __future__ import annotations

import argparse
import secrets
import sys

from wardline.cli.hubdata import add_data, use

# The setting that holds it, and what ends with the old one (docs/keys.md).
_KNOWN = {
    "portal": (
        "portal_secret",
        "Everybody signs in anew, and forms that are open must be loaded again.",
    ),
    "cursor": (
        "cursor_secret",
        "A program that was in the middle of a list begins it anew.",
    ),
}


def add_arguments_renew(parser: argparse.ArgumentParser) -> None:
    """Take its name."""
    parser.add_argument(
        "name",
        choices=sorted([*_KNOWN, "csaf"]),
        help="portal: sessions and open forms; cursor: places in lists; csaf: the key that signs "
        "advisories",
    )
    add_data(parser)


def run_renew(args: argparse.Namespace) -> int:
    """Put another one in; in force with the hub's next start."""
    use(args.data)
    from django.db import transaction

    from wardline.hub.audit import service as audit
    from wardline.hub.exchange.models import Setting

    if args.name == "csaf":
        from wardline.hub.advisories import keys

        made = keys.renew(audit.command_line())
        sys.stderr.write(f"Renewed. {made.fingerprint.upper()} signs advisories from now on.\n")
        return 0
    name, ends = _KNOWN[args.name]
    with transaction.atomic():
        Setting.objects.filter(name=name).update(value=secrets.token_hex(32))
        target = f"setting:{name}"
        audit.record(audit.command_line(), audit.Action.SETTING_CHANGED, target, {"renewed": True})
    sys.stderr.write(
        f"Renewed. Start 'wardline serve' again: the old one is good until then.\n{ends}\n"
    )
    return 0
