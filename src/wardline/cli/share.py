"""`wardline share`: show what would leave, then send exactly that."""

from __future__ import annotations

import argparse
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json
from wardline.cli.leaving import confirmed, label_of, send, show
from wardline.core.errors import RefusedError, UnprocessableError, UsageError

if TYPE_CHECKING:
    from wardline.importers import Item
    from wardline.screen.replace import Case


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, the collection and the label."""
    parser.add_argument("file", type=Path, metavar="FILE", help="STIX, MISP, CSV, text …")
    parser.add_argument("--collection", required=True, metavar="ID", help="where it is to go")
    parser.add_argument(
        "--tlp", metavar="T", help="clear, green, amber, amber+strict or red; only stricter"
    )
    parser.add_argument("--anonymous", action="store_true", help="leave out who you are")
    parser.add_argument("--dry-run", action="store_true", help="show only; nothing is sent")
    parser.add_argument("--yes", action="store_true", help="send without asking")
    parser.add_argument(
        "--reviewed",
        action="store_true",
        help="you looked at every place marked '?', and it may leave",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="what is your own: name, domains, public_nets, ad, … as TOML or JSON; it never "
        "leaves (default: profile.toml in the agent's folder)",
    )
    parser.add_argument(
        "--incident",
        default="",
        metavar="NAME",
        help="shares of one incident use the same pseudonyms (default: those of this share)",
    )
    parser.add_argument(
        "--skip-invalid", action="store_true", help="send the valid objects, leave out the others"
    )
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Prepare, show, ask, send, and keep the receipt."""
    from wardline.agent.screening import load_profile
    from wardline.agent.sharing import Policy, prepare
    from wardline.importers import Failure, Item, read
    from wardline.screen.profile import Profile
    from wardline.screen.stix import Gate

    label = label_of(args.tlp)
    found = list(read(args.file))
    failures = [entry for entry in found if isinstance(entry, Failure)]
    namespace = _namespace(args.data)
    objects = [_own(entry, namespace) for entry in found if isinstance(entry, Item)]
    profile = load_profile(args.profile, args.data)
    if profile is None:
        sys.stderr.write(
            "No profile: your own names, domains and networks are not known to the privacy gate. "
            f"Write {args.data / 'profile.toml'}; 'wardline screen --help' shows how.\n"
        )
    case = _case(args)
    gate = Gate.of(profile or Profile(), case=case)
    prepared = prepare(objects, Policy(label, args.anonymous), gate)
    show(prepared, failures, as_json=args.json and args.dry_run)
    invalid = len(failures) + sum(bool(item.issues) for item in prepared.outgoing)
    if invalid and not args.skip_invalid:
        raise UnprocessableError(
            f"{invalid} of {len(found)} entries cannot be shared; nothing was sent.",
            hint="Mend them, or leave them out with --skip-invalid.",
        )
    if not prepared.raws:
        raise UsageError(
            "There is nothing to share in this file.", hint="It takes STIX, MISP, CSV or a list."
        )
    if prepared.held and not args.reviewed:
        places = sum(len(item.doubts) for item in prepared.held)
        if not args.dry_run:
            raise RefusedError(
                f"{places} place{'s' if places > 1 else ''} marked '?' may hold something private; "
                "nothing was sent.",
                hint="Look at each; mend the file, or add --reviewed if all may leave.",
            )
    if args.dry_run:
        sys.stderr.write("Dry run: nothing was sent.\n")
        return 0
    if not args.yes and not confirmed(len(prepared.raws)):
        sys.stderr.write("Nothing was sent.\n")
        return 0
    return send(args, prepared, case)


def _case(args: argparse.Namespace) -> Case:
    """The pseudonyms that this incident already has."""
    from wardline.agent.copy import FILE_NAME, Copy
    from wardline.screen.replace import Case

    if not args.incident or not (args.data / FILE_NAME).exists():
        return Case()
    copy = Copy(args.data)
    known = copy.pseudonyms(args.incident)
    copy.close()
    return Case.from_key(known)


def _namespace(data: Path) -> uuid.UUID | None:
    """The secret of this member's copy, from which ids are made; None where there is no copy."""
    from wardline.agent.copy import FILE_NAME, Copy

    if not (data / FILE_NAME).exists():
        return None
    copy = Copy(data)
    found = uuid.UUID(copy.namespace())
    copy.close()
    return found


def _own(entry: Item, namespace: uuid.UUID | None) -> dict[str, Any]:
    """The object; one made from a bare value gets an id of this member's own.

    Two members who list the same address share two indicators, and neither is told of the other.
    """
    from wardline.core import ids
    from wardline.importers.base import NAMESPACE

    pattern = str(entry.object.get("pattern"))
    listed = entry.object.get("id") == ids.named_id("indicator", NAMESPACE, pattern)
    if namespace is None or not listed:
        return entry.object
    return {**entry.object, "id": ids.named_id("indicator", namespace, pattern)}
