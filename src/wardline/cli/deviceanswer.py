"""`wardline devices answer`: tell the hub what became of each advisory, and nothing else."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json, say
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.agent.answering import Answering, Consent, Prepared


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the consent, or what to do."""
    parser.add_argument(
        "--agree", action="store_true", help="agree that answers leave; --who says who agrees"
    )
    parser.add_argument(
        "--allow",
        nargs="+",
        default=[],
        metavar="WHAT",
        help="with --agree, also: counts (how many devices it concerns, how many are addressed), "
        "days (on which day that was reached)",
    )
    parser.add_argument("--withdraw", action="store_true", help="take the consent back")
    parser.add_argument("--who", default="", metavar="NAME", help="who agrees or withdraws")
    parser.add_argument("--dry-run", action="store_true", help="show only; nothing is sent")
    parser.add_argument("--yes", action="store_true", help="send without asking")
    parser.add_argument("--sent", action="store_true", help="show all that was ever sent")
    add_data(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Keep a consent; or show what would leave, ask, and send exactly that."""
    from wardline.agent.answering import Answering
    from wardline.agent.copy import Copy
    from wardline.cli.worklist import open_worklist

    _checked(args)
    link = Copy(args.data).link()
    answering = Answering(open_worklist(args), link.hub)
    if args.agree or args.withdraw:
        return _agreed(args, answering)
    if args.sent:
        return _shown(args, answering)
    return _answer(args, answering, link)


def _checked(args: argparse.Namespace) -> None:
    if args.agree and args.withdraw:
        raise UsageError("Either --agree or --withdraw.", hint="One at a time.")
    if args.allow and not args.agree:
        raise UsageError("--allow belongs to --agree.", hint="Agree to it: --agree --allow …")
    if (args.agree or args.withdraw) and not args.who.strip():
        raise UsageError("--who is missing.", hint="Name who answers for it.")


def _agreed(args: argparse.Namespace, answering: Answering) -> int:
    from wardline.agent.answering import allowed

    answering.agree(args.who, allowed(args.allow) if args.agree else None, now())
    consent = answering.consent()
    if args.json:
        print(json.dumps({"consent": _plain(consent)}))
    else:
        say(_policy(consent))
    return 0


def _plain(consent: Consent | None) -> dict[str, Any] | None:
    if consent is None:
        return None
    return {**consent._asdict(), "at": format_timestamp(consent.at)}


def _policy(consent: Consent | None) -> str:
    """What may leave, in a sentence."""
    if consent is None:
        return "Nobody has agreed that answers leave this house: nothing is sent."
    words = {"counts": "how many devices it concerns", "days": "the day on which that was reached"}
    beside = [words[one] for one in consent.allows]
    return (
        f"{consent.who} agreed on {format_timestamp(consent.at)[:10]}: for each advisory a word "
        f"(acknowledged, not-concerned, concerned, planned with its day, done)"
        f"{', ' if beside else ''}{' and '.join(beside)}. Nothing of the inventory."
    )


def _shown(args: argparse.Namespace, answering: Answering) -> int:
    rows = [
        {"at": format_timestamp(at), "hub": hub, "sha256": digest, "body": json.loads(body)}
        for at, hub, digest, body in answering.sendings()
    ]
    if args.json:
        print(json.dumps({"sent": rows}))
        return 0
    for row in rows:
        say(f"{row['at'][:19]}Z  {row['hub']}  {row['sha256']}\n{json.dumps(row['body'])}")
    return 0


def _answer(args: argparse.Namespace, answering: Answering, link: Any) -> int:
    """1. what the hub lists; 2. what would leave; 3. a look at it; 4. the sending."""
    from wardline.agent.answering import listed
    from wardline.agent.sync import connect
    from wardline.cli.leaving import confirmed

    consent, client = answering.consent(), connect(link)
    prepared = answering.prepare(listed(client), consent.allows if consent else (), now())
    if args.dry_run or not args.json:
        _show(prepared, consent, as_json=args.json)
    elif not args.yes:
        # Whoever is asked has seen it, whatever goes to stdout.
        _show(prepared, consent, as_json=False)
    if args.dry_run or not prepared.answers:
        if args.json and not args.dry_run:
            print(json.dumps({"kept": 0, "refused": {}}))
        return 0
    if consent is not None and not args.yes and not confirmed(len(prepared.answers), "answers"):
        sys.stderr.write("Nothing was sent.\n")
        return 0
    sent = answering.send(prepared, client, now())
    if args.json:
        print(json.dumps(sent._asdict()))
    else:
        say(f"Answered {sent.kept:,} advisories; {len(sent.refused):,} were not kept.")
        for number, why in sent.refused.items():
            say(f"  {number}: {why}")
    return 1 if sent.refused else 0


def _show(prepared: Prepared, consent: Consent | None, *, as_json: bool) -> None:
    """What would leave: on stdout as one JSON document, or in lines on stderr."""
    digests = [hashlib.sha256(body).hexdigest() for body in prepared.bodies]
    if as_json:
        told = {
            "consent": _plain(consent),
            "would_leave": [body.decode() for body in prepared.bodies],
            "sha256": digests,
            "unchanged": prepared.unchanged,
            "stays": prepared.elsewhere,
        }
        print(json.dumps(told))
        return
    out = sys.stderr
    out.write(f"{_policy(consent)}\n")
    for body in prepared.bodies:
        out.write(f"{body.decode()}\n")
    states = Counter(row["state"] for row in prepared.answers)
    parts = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    out.write(
        f"{len(prepared.answers):,} answers would leave{f' ({parts})' if parts else ''}"
        f"{f', SHA-256 {digests[0]}' if len(digests) == 1 else ''}. {prepared.unchanged:,} are as "
        f"the hub knows them; {prepared.elsewhere:,} advisories stay here: the hub does not list "
        "them, or a maker told them to customers only.\n"
    )
