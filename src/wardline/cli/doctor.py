"""`wardline doctor` and `wardline agent doctor`: what is wrong here, and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from wardline.cli import agentdata
from wardline.cli.hubdata import add_data, add_json, show
from wardline.cli.terminal import say
from wardline.core.findings import Outcome, examine

_SIGNS = {"fine": "ok   ", "wrong": "WRONG", "watch": "watch", "skipped": "-    "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder of the hub."""
    add_data(parser)
    _add_common(parser)
    add_json(parser)


def add_arguments_agent(parser: argparse.ArgumentParser) -> None:
    """Take the folder of the local copy."""
    agentdata.add_data(parser)
    _add_common(parser)
    agentdata.add_json(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help="ask nothing that needs the network")
    parser.add_argument(
        "--all", action="store_true", help="also show what is fine and what was not asked"
    )


def run(args: argparse.Namespace) -> int:
    """Examine a hub; exit 1 where there are findings."""
    from wardline.hub import doctor
    from wardline.hub.doctor.scene import Scene

    scene = Scene(args.data)
    try:
        return _tell(args, examine(doctor.CHECKS, scene, offline=args.offline))
    finally:
        scene.close()


def run_agent(args: argparse.Namespace) -> int:
    """Examine a member's copy; exit 1 where there are findings."""
    from wardline.agent import doctor

    scene = doctor.Scene(args.data)
    return _tell(args, examine(doctor.CHECKS, scene, offline=args.offline))


def _tell(args: argparse.Namespace, outcomes: Iterator[Outcome]) -> int:
    told = []
    for outcome in outcomes:
        told.append(outcome)
        if not args.json and (args.all or outcome.findings):
            _print(outcome)
    findings = [finding for outcome in told for finding in outcome.findings]
    skipped = sum(1 for outcome in told if outcome.skipped)
    if args.json:
        show({"ok": not findings, "checks": [_document(outcome) for outcome in told]})
    else:
        asked = len(told) - skipped
        more = f", {skipped} not asked" if skipped else ""
        print(f"{len(findings)} findings in {asked} checks{more}.")
    return 1 if findings else 0


def _print(outcome: Outcome) -> None:
    for finding in outcome.findings:
        say(f"{_SIGNS[finding.level]} {outcome.name}: {finding.what}")
        say(f"      → {finding.mend}")
    if not outcome.findings:
        print(f"{_SIGNS[outcome.state]} {outcome.name}  {outcome.skipped}".rstrip())


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "check": outcome.name,
        "title": outcome.title,
        "state": outcome.state,
        "skipped": outcome.skipped or None,
        "findings": [
            {"level": one.level.value, "what": one.what, "mend": one.mend}
            for one in outcome.findings
        ],
    }
