"""The list of evidence for a survey: each finding, where it stands, and what proves it.

Pure. Of a notice for customers only neither its words nor its number leave the house.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from wardline.devices.tongue import ENGLISH, Tongue
from wardline.devices.track import State, Step

COLUMNS = (
    "finding",
    "asset_id",
    "ward",
    "maker",
    "model",
    "advisory",
    "class",
    "due",
    "state",
    "addressed",
    "proof",
    "decided_by",
    "decided_on",
    "holds_until",
    "asked_again",
)


class Proof(NamedTuple):
    """A finding with the step that says where it stands."""

    number: int
    tag: str
    ward: str
    maker: str
    model: str
    # Its id; empty for a notice for customers only.
    advisory: str
    outcome: str
    due: str
    state: State
    addressed: bool
    step: Step | None
    reopened: str


def rows(proofs: Iterable[Proof], say: Tongue = ENGLISH) -> list[tuple[str, ...]]:
    """A row of COLUMNS for each finding."""
    return [_row(proof, say) for proof in proofs]


def _row(proof: Proof, say: Tongue) -> tuple[str, ...]:
    step = proof.step
    return (
        str(proof.number),
        proof.tag,
        proof.ward,
        proof.maker,
        proof.model,
        proof.advisory or say("a notice for customers only"),
        say.machine(proof.outcome),
        proof.due,
        say(proof.state.value),
        say("yes") if proof.addressed else "no",
        _words(step, say) if step else "",
        (step.leader or step.who) if step else "",
        step.on.isoformat() if step else "",
        step.until.isoformat() if step and step.until else "",
        say.machine(proof.reopened),
    )


def _words(step: Step, say: Tongue) -> str:
    """What proves a step, in words."""
    tested = f" ({say('tested')})" if step.tested else ""
    accepted = say("accepted by {leader}, written down by {who}", leader=step.leader, who=step.who)
    parts = (
        (step.version, say("version {version} read on the device", version=step.version)),
        (step.control, say("control: {control}", control=step.control) + tested),
        (step.proof, say("proof: {proof}", proof=step.proof)),
        (step.justification, say("justification: {word}", word=step.justification)),
        (step.leader, accepted),
        (step.reason, step.reason),
    )
    return "; ".join(words for there, words in parts if there)


def summary(proofs: Iterable[Proof], today: date, say: Tongue = ENGLISH) -> list[str]:
    """What a surveyor asks first, in lines."""
    listed = list(proofs)
    done = [proof for proof in listed if proof.addressed]
    late = [p for p in listed if not p.addressed and p.due and p.due < today.isoformat()]
    kinds = {state: sum(proof.state is state for proof in done) for state in State}
    told = ", ".join(f"{count:,} {say(state.value)}" for state, count in kinds.items() if count)
    return [
        say(
            "As of {day} (UTC): {findings} findings on {devices} devices.",
            day=today.isoformat(),
            findings=f"{len(listed):,}",
            devices=f"{len({proof.tag for proof in listed}):,}",
        ),
        say(
            "Addressed: {done}. Open: {left}, of them past their date: {late}.",
            done=f"{len(done):,}{f' ({told})' if told else ''}",
            left=f"{len(listed) - len(done):,}",
            late=f"{len(late):,}",
        ),
    ]
