"""The list of evidence for a survey: each finding, where it stands, and what proves it.

Pure. A customer-only notice is named by its number; its words stay in the house.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

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
    advisory: str
    outcome: str
    due: str
    state: State
    addressed: bool
    step: Step | None
    reopened: str


def rows(proofs: Iterable[Proof]) -> list[tuple[str, ...]]:
    """A row of COLUMNS for each finding."""
    return [_row(proof) for proof in proofs]


def _row(proof: Proof) -> tuple[str, ...]:
    step = proof.step
    return (
        str(proof.number),
        proof.tag,
        proof.ward,
        proof.maker,
        proof.model,
        proof.advisory,
        proof.outcome,
        proof.due,
        proof.state.value,
        "yes" if proof.addressed else "no",
        _words(step) if step else "",
        (step.leader or step.who) if step else "",
        step.on.isoformat() if step else "",
        step.until.isoformat() if step and step.until else "",
        proof.reopened,
    )


def _words(step: Step) -> str:
    """What proves a step, in words."""
    parts = [
        f"version {step.version} read on the device" if step.version else "",
        f"control: {step.control}{' (tested)' if step.tested else ''}" if step.control else "",
        f"proof: {step.proof}" if step.proof else "",
        f"justification: {step.justification}" if step.justification else "",
        f"accepted by {step.leader}, written down by {step.who}" if step.leader else "",
        step.reason,
    ]
    return "; ".join(filter(None, parts))


def summary(proofs: Iterable[Proof], today: date) -> list[str]:
    """What a surveyor asks first, in lines."""
    listed = list(proofs)
    done = [proof for proof in listed if proof.addressed]
    late = [p for p in listed if not p.addressed and p.due and p.due < today.isoformat()]
    kinds = {state: sum(proof.state is state for proof in done) for state in State}
    told = ", ".join(f"{count:,} {state.value}" for state, count in kinds.items() if count)
    left = len(listed) - len(done)
    return [
        (
            f"As of {today.isoformat()} (UTC): {len(listed):,} findings on "
            f"{len({proof.tag for proof in listed}):,} devices."
        ),
        (
            f"Addressed: {len(done):,}{f' ({told})' if told else ''}. Open: {left:,}, of them past "
            f"their date: {len(late):,}."
        ),
    ]
