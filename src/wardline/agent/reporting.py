"""An anonymous report before it leaves: coarse, and screened with what is the member's own."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from wardline.incidents.choices import Release
from wardline.incidents.model import Report, encode, parse
from wardline.incidents.release import released
from wardline.screen.model import Screened
from wardline.screen.profile import Profile
from wardline.screen.stix import Gate


class Place(NamedTuple):
    """Something that the gate took out, or has a doubt about: where, and what it is."""

    pointer: str
    what: str


class Outgoing(NamedTuple):
    """A report as it would leave."""

    report: Report
    taken_out: list[Place]
    doubts: list[Place]

    @property
    def body(self) -> dict[str, Any]:
        """What is sent."""
        return msgspec.json.decode(encode(self.report), type=dict[str, Any])


def outgoing(report: Report, profile: Profile) -> Outgoing:
    """`report` coarsened, and with what the gate finds replaced; an own name is a signature."""
    from wardline.screen.replace import Case

    gate = Gate.of(profile, case=Case())
    taken_out: list[Place] = []
    doubts: list[Place] = []

    def walk(value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return {key: walk(item, f"{pointer}/{key}") for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item, f"{pointer}/{place}") for place, item in enumerate(value)]
        verdict = gate.text(value) if isinstance(value, str) and value else None
        if verdict is None:
            return value
        _note(verdict, pointer, taken_out, doubts)
        return verdict.text

    tree = msgspec.json.decode(encode(released(report, Release.ANONYMOUS)), type=dict[str, Any])
    # Times and codes are no texts; they were judged by their form.
    fixed = {"when": tree.pop("when", {}), "victim": tree.pop("victim", {})}
    made = {**walk(tree, ""), **{key: value for key, value in fixed.items() if value}}
    return Outgoing(parse(msgspec.json.encode(made)), taken_out, doubts)


def _note(verdict: Screened, pointer: str, taken_out: list[Place], doubts: list[Place]) -> None:
    from wardline.screen.words import words

    taken_out += [Place(pointer, words(found.label)) for found in verdict.findings]
    doubts += [Place(pointer, left.reason) for left in verdict.residue]
