"""`wardline share`: show what would leave, then send exactly that."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json
from wardline.core.clock import now
from wardline.core.errors import NotFoundError, RefusedError, UnprocessableError, UsageError
from wardline.core.tlp import TLP

if TYPE_CHECKING:
    from wardline.agent.sharing import Prepared
    from wardline.client.taxii import Sent
    from wardline.importers import Failure, Item
    from wardline.screen.replace import Case


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, the collection and the label."""
    parser.add_argument("file", type=Path, metavar="FILE", help="STIX, MISP, CSV, text …")
    parser.add_argument("--collection", required=True, metavar="ID")
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

    label = _label(args.tlp)
    found = list(read(args.file))
    failures = [entry for entry in found if isinstance(entry, Failure)]
    objects = [_own(entry, args.data) for entry in found if isinstance(entry, Item)]
    profile = load_profile(args.profile, args.data)
    if profile is None:
        sys.stderr.write(
            "No profile: your own names, domains and networks are not known to the privacy gate. "
            f"Write {args.data / 'profile.toml'}; 'wardline screen --help' shows how.\n"
        )
    case = _case(args)
    gate = Gate.of(profile or Profile(), case=case)
    prepared = prepare(objects, Policy(label, args.anonymous), gate)
    _show(prepared, failures, as_json=args.json and args.dry_run)
    invalid = len(failures) + sum(bool(item.issues) for item in prepared.outgoing)
    if invalid and not args.skip_invalid:
        raise UnprocessableError(
            f"{invalid} of {len(found)} entries cannot be shared; nothing was sent.",
            hint="Mend them, or leave them out with --skip-invalid.",
        )
    if not prepared.raws:
        raise UsageError("There is nothing to share in this file.")
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
    if not args.yes and not _confirmed(len(prepared.raws)):
        sys.stderr.write("Nothing was sent.\n")
        return 0
    return _send(args, prepared, case)


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


def _own(entry: Item, data: Path) -> dict[str, Any]:
    """The object; one made from a bare value gets an id of this member's own.

    Two members who list the same address share two indicators, and neither is told of the other.
    """
    from wardline.agent.copy import FILE_NAME, Copy
    from wardline.core import ids
    from wardline.importers.base import NAMESPACE

    pattern = str(entry.object.get("pattern"))
    listed = entry.object.get("id") == ids.named_id("indicator", NAMESPACE, pattern)
    if not listed or not (data / FILE_NAME).exists():
        return entry.object
    copy = Copy(data)
    namespace = uuid.UUID(copy.namespace())
    copy.close()
    number = ids.named_id("indicator", namespace, pattern)
    return {**entry.object, "id": number}


def _label(text: str | None) -> TLP | None:
    label = TLP.from_label(text) if text is not None else None
    if text is not None and label is None:
        raise UsageError(
            f"There is no TLP label {text!r}.",
            hint="Labels are clear, green, amber, amber+strict and red.",
        )
    return label


def _show(prepared: Prepared, failures: list[Failure], *, as_json: bool) -> None:
    from wardline.agent.sharing import diff
    from wardline.screen.words import words

    if as_json:
        leaves = [json.loads(raw) for raw in prepared.raws]
        removed = [item.before.get("id") for item in prepared.outgoing if item.raw is None]
        invalid = [
            {"id": item.before.get("id"), "pointer": issue.pointer, "reason": issue.message}
            for item in prepared.outgoing
            for issue in item.issues
        ] + [failure._asdict() for failure in failures]
        print(
            json.dumps(
                {
                    "leaves": leaves,
                    "stays": removed,
                    "invalid": invalid,
                    "found": _found(prepared),
                    "held": _held(prepared),
                    "sha256": prepared.digest,
                }
            )
        )
        return
    out = sys.stderr
    for item in prepared.outgoing:
        lines = diff(item)
        state = "stays here" if item.raw is None else "leaves changed" if lines else "leaves as is"
        out.write(f"{item.before.get('id')}: {state}{f' ({item.why})' if item.why else ''}\n")
        out.writelines(f"    {line}\n" for line in lines[2:])
        out.writelines(
            f"    - {found.pointer}: {words(found.label)}"
            f"{f', now {found.replacement}' if found.replacement else ''}\n"
            for found in item.found
        )
        out.writelines(f"    ? {doubt.pointer}: {doubt.reason}\n" for doubt in item.doubts)
        out.writelines(f"    ! {issue.pointer}: {issue.message}\n" for issue in item.issues)
    out.writelines(f"{failure.pointer}: not readable: {failure.reason}\n" for failure in failures)
    out.write(f"{len(prepared.raws)} objects would leave, SHA-256 {prepared.digest}\n")


def _found(prepared: Prepared) -> list[dict[str, object]]:
    """What the gate took out: kinds and places, never values."""
    return [
        {"id": item.before.get("id"), **found._asdict()}
        for item in prepared.outgoing
        for found in item.found
    ]


def _held(prepared: Prepared) -> list[dict[str, object]]:
    return [
        {"id": item.before.get("id"), **doubt._asdict()}
        for item in prepared.held
        for doubt in item.doubts
    ]


def _confirmed(count: int) -> bool:
    if not sys.stdin.isatty():
        raise RefusedError(
            "Nobody is here to confirm; nothing was sent.", hint="Look first, then add --yes."
        )
    return input(f"Send these {count} objects? Type yes: ").strip().lower() == "yes"


def _send(args: argparse.Namespace, prepared: Prepared, case: Case) -> int:
    from wardline.agent.copy import Copy, Screening
    from wardline.agent.sync import connect
    from wardline.client.taxii import Taxii
    from wardline.screen.replace import RULES_VERSION

    copy = Copy(args.data)
    earlier = copy.receipt(prepared.digest, args.collection)
    if earlier is not None:
        sys.stderr.write("This was shared already, byte for byte.\n")
        print(earlier if args.json else f"Receipt {json.loads(earlier)['statuses']}")
        return 0
    taxii = Taxii(connect(copy.link()))
    target = next((c for c in taxii.collections() if args.collection in (c.id, c.title)), None)
    if target is None:
        raise NotFoundError(
            f"There is no collection {args.collection!r} that you may use.",
            hint="See 'wardline agent status'.",
        )
    # Before the sending: a pseudonym that left must have its way back, and its record.
    copy.keep_pseudonyms(args.incident or prepared.digest, case.key)
    limb = "manual" if args.reviewed and prepared.held else "technical"
    looked = sum(len(item.doubts) for item in prepared.held)
    found = json.dumps(prepared.counts)
    copy.keep_screening(
        Screening(prepared.digest, args.collection, RULES_VERSION, limb, found, looked), now()
    )
    sent = taxii.add(target.url, prepared.raws, reviewed=args.reviewed)
    failed = [{"id": number, "reason": reason} for s in sent for number, reason in s.failures]
    receipt = json.dumps(_receipt(sent, prepared.digest, failed))
    if not failed:
        copy.keep_receipt(prepared.digest, args.collection, receipt, now())
    if args.json:
        print(receipt)
    else:
        print(f"Shared {sum(s.succeeded for s in sent)}; refused {len(failed)}.")
        for entry in failed:
            print(f"  {entry['id']}: {entry['reason']}")
    return 1 if failed else 0


def _receipt(sent: list[Sent], digest: str, failed: list[dict[str, str]]) -> dict[str, object]:
    return {
        "statuses": [s.status_id for s in sent],
        "accepted": sum(s.succeeded for s in sent),
        "failed": failed,
        "sha256": digest,
    }
