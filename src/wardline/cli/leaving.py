"""What `wardline share` and `wardline incident report` do alike: show, ask, send what was shown."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from wardline.cli.terminal import say, tell
from wardline.core.clock import now
from wardline.core.errors import NotFoundError, RefusedError, UsageError
from wardline.core.tlp import TLP

if TYPE_CHECKING:
    from wardline.agent.copy import Copy
    from wardline.agent.sharing import Prepared
    from wardline.client.taxii import Sent
    from wardline.importers import Failure
    from wardline.screen.replace import Case


def label_of(text: str | None) -> TLP | None:
    """The TLP label that was typed. *Raises* UsageError where there is none such."""
    label = TLP.from_label(text) if text is not None else None
    if text is not None and label is None:
        raise UsageError(
            f"There is no TLP label {text!r}.",
            hint="Labels are clear, green, amber, amber+strict and red.",
        )
    return label


def show(prepared: Prepared, failures: list[Failure], *, as_json: bool) -> None:
    """Show what would leave: as one JSON document on stdout, or as a diff on stderr."""
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
    for item in prepared.outgoing:
        lines = diff(item)
        state = "stays here" if item.raw is None else "leaves changed" if lines else "leaves as is"
        tell(f"{item.before.get('id')}: {state}{f' ({item.why})' if item.why else ''}")
        for line in lines[2:]:
            tell(f"    {line}")
        for found in item.found:
            instead = f", now {found.replacement}" if found.replacement else ""
            tell(f"    - {found.pointer}: {words(found.label)}{instead}")
        for doubt in item.doubts:
            tell(f"    ? {doubt.pointer}: {doubt.reason}")
        for issue in item.issues:
            tell(f"    ! {issue.pointer}: {issue.message}")
    for failure in failures:
        tell(f"{failure.pointer}: not readable: {failure.reason}")
    tell(f"{len(prepared.raws)} objects would leave, SHA-256 {prepared.digest}")


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


def confirmed(count: int, what: str = "objects") -> bool:
    """Whether the person at the terminal says yes. *Raises* RefusedError where nobody is there."""
    return asked(f"Send these {count:,} {what}?")


def asked(question: str) -> bool:
    """The same of any question; it goes to stderr, for stdout is data. *Raises* RefusedError."""
    if not sys.stdin.isatty():
        raise RefusedError(
            "Nobody is here to confirm; nothing was sent.", hint="Look first, then add --yes."
        )
    sys.stderr.write(f"{question} Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def send(
    args: argparse.Namespace,
    prepared: Prepared,
    case: Case,
    known: frozenset[str] = frozenset(),
) -> int:
    """Send what was shown, keep the receipt, and print it; the exit code.

    An object of the types in `known` that the hub has in another form already is no failure.
    """
    from wardline.agent.copy import Copy
    from wardline.agent.sync import connect
    from wardline.client.taxii import Taxii

    copy = Copy(args.data)
    earlier = copy.receipt(prepared.digest, args.collection)
    if earlier is not None:
        tell("This was shared already, byte for byte.")
        print(earlier if args.json else f"Receipt {json.loads(earlier)['statuses']}")
        return 0
    taxii = Taxii(connect(copy.link()))
    target = next((c for c in taxii.collections() if args.collection in (c.id, c.title)), None)
    if target is None:
        raise NotFoundError(
            f"There is no collection {args.collection!r} that you may use.",
            hint="See 'wardline agent status'.",
        )
    _keep_before(copy, args, prepared, case)
    sent = taxii.add(target.url, prepared.raws, reviewed=args.reviewed)
    failed = [
        {"id": number, "reason": reason}
        for s in sent
        for number, reason in s.failures
        if number.partition("--")[0] not in known
    ]
    receipt = json.dumps(_receipt(sent, prepared.digest, failed))
    if not failed:
        copy.keep_receipt(prepared.digest, args.collection, receipt, now())
    if args.json:
        print(receipt)
    else:
        print(f"Shared {sum(s.succeeded for s in sent)}; refused {len(failed)}.")
        for entry in failed:
            say(f"  {entry['id']}: {entry['reason']}")
    return 1 if failed else 0


def _keep_before(copy: Copy, args: argparse.Namespace, prepared: Prepared, case: Case) -> None:
    """Before the sending: a pseudonym that left must have its way back, and its record."""
    from wardline.agent.copy import Screening
    from wardline.screen.replace import RULES_VERSION

    copy.keep_pseudonyms(args.incident or prepared.digest, case.key)
    limb = "manual" if args.reviewed and prepared.held else "technical"
    looked = sum(len(item.doubts) for item in prepared.held)
    found = json.dumps(prepared.counts)
    copy.keep_screening(
        Screening(prepared.digest, args.collection, RULES_VERSION, limb, found, looked), now()
    )


def _receipt(sent: list[Sent], digest: str, failed: list[dict[str, str]]) -> dict[str, object]:
    return {
        "statuses": [s.status_id for s in sent],
        "accepted": sum(s.succeeded for s in sent),
        "failed": failed,
        "sha256": digest,
    }
