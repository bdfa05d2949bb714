"""A finding's way until it is addressed, as a pure state machine.

new → check match → check version → affected → planned → in work → waiting for maker → mitigated →
fixed → verified → closed; beside it not affected, accepted, off network, retired. Each step names a
person and a day; the steps that end the work ask for what proves them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from wardline.core.errors import UnprocessableError


class State(StrEnum):
    """Where a finding stands."""

    NEW = "new"
    CHECK_MATCH = "check_match"
    CHECK_VERSION = "check_version"
    AFFECTED = "affected"
    PLANNED = "planned"
    IN_WORK = "in_work"
    WAITING = "waiting_for_maker"
    MITIGATED = "mitigated"
    FIXED = "fixed"
    VERIFIED = "verified"
    CLOSED = "closed"
    NOT_AFFECTED = "not_affected"
    ACCEPTED = "accepted"
    OFF_NETWORK = "off_network"
    RETIRED = "retired"


# CSAF 2.0 section 3.2.3.5 (flags) and VEX justifications.
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
LONGEST_ACCEPTANCE = timedelta(days=180)

_ENDS = frozenset((State.NOT_AFFECTED, State.ACCEPTED, State.OFF_NETWORK, State.RETIRED))
_WORK = frozenset((State.PLANNED, State.IN_WORK, State.WAITING, State.MITIGATED, State.FIXED))
_NEXT: dict[State, frozenset[State]] = {
    State.NEW: frozenset((State.CHECK_MATCH, State.CHECK_VERSION, State.AFFECTED)) | _ENDS,
    State.CHECK_MATCH: frozenset((State.CHECK_VERSION, State.AFFECTED)) | _ENDS,
    State.CHECK_VERSION: frozenset((State.AFFECTED, State.VERIFIED)) | _ENDS,
    State.AFFECTED: _WORK | _ENDS,
    State.PLANNED: _WORK | _ENDS,
    State.IN_WORK: _WORK | _ENDS,
    State.WAITING: _WORK | _ENDS,
    State.MITIGATED: _WORK | _ENDS,
    State.FIXED: frozenset((State.VERIFIED, State.IN_WORK)) | _ENDS,
    State.VERIFIED: frozenset((State.CLOSED,)),
    State.CLOSED: frozenset(),
    State.NOT_AFFECTED: frozenset((State.CLOSED, State.AFFECTED)),
    State.ACCEPTED: _WORK | _ENDS,
    State.OFF_NETWORK: frozenset((State.RETIRED, State.CLOSED, State.AFFECTED)),
    State.RETIRED: frozenset((State.CLOSED,)),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a person did: who, when, why, and what proves it.

    `version` is what was read on the device, `control` a tested control, `until` its end or that of
    an acceptance, `proof` a photo, ticket or certificate, `justification` one of JUSTIFICATIONS.
    """

    to: State
    who: str
    on: date
    reason: str = ""
    version: str = ""
    fixes: bool = False
    control: str = ""
    tested: bool = False
    until: date | None = None
    proof: str = ""
    justification: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a decision was made on; if any of it changes, the question is asked again."""

    revision: str = ""
    version: str = ""
    network: str = ""
    in_kev: bool = False
    epss_high: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A device under an advisory with its whole way; the last step says where it stands."""

    asset_id: str
    advisory: str
    seen: Seen
    state: State = State.NEW
    steps: tuple[Step, ...] = ()
    reopened: str = ""

    @property
    def last(self) -> Step | None:
        """The last step that a person took."""
        return self.steps[-1] if self.steps else None


def take(finding: Finding, step: Step) -> Finding:
    """`finding` after `step`. *Raises* UnprocessableError, saying what is missing."""
    if step.to not in _NEXT[finding.state]:
        allowed = ", ".join(sorted(_NEXT[finding.state])) or "none: it is closed"
        raise UnprocessableError(
            f"A finding that is '{finding.state}' cannot become '{step.to}'.",
            hint=f"Possible steps: {allowed}.",
        )
    missing = _missing(step)
    if missing:
        raise UnprocessableError(f"'{step.to}' needs {missing}.", hint="Add it and try again.")
    return replace(finding, state=step.to, steps=(*finding.steps, step), reopened="")


def _missing(step: Step) -> str:
    """What a step lacks, in words, or nothing."""
    if not step.who.strip():
        return "the name of the person who decides"
    if step.to is State.MITIGATED and not (step.control and step.tested and step.until):
        return "a control that was tested, and the date on which it ends"
    if step.to is State.VERIFIED and not (step.version and step.fixes):
        return "the version that was read on the device, and that it is a fixed one"
    if step.to is State.NOT_AFFECTED and step.justification not in JUSTIFICATIONS:
        return f"a justification: {', '.join(JUSTIFICATIONS)}"
    if step.to in (State.OFF_NETWORK, State.RETIRED) and not step.proof:
        return "a proof (ticket, photo or certificate)"
    if step.to is State.ACCEPTED:
        return _missing_acceptance(step)
    return ""


def _missing_acceptance(step: Step) -> str:
    if not step.reason.strip() or step.until is None:
        return "a reason and an end date"
    if not step.on < step.until <= step.on + LONGEST_ACCEPTANCE:
        return f"an end date within {LONGEST_ACCEPTANCE.days} days"
    return ""


def is_addressed(finding: Finding, today: date) -> bool:
    """Whether nothing is left to do today: only with what proves it, and only until it ends."""
    proving = next((step for step in reversed(finding.steps) if step.to is not State.CLOSED), None)
    if proving is None or finding.reopened:
        return False
    if proving.to in (State.MITIGATED, State.ACCEPTED):
        return proving.until is not None and today <= proving.until
    return proving.to in (State.VERIFIED, State.NOT_AFFECTED, State.OFF_NETWORK, State.RETIRED)


def look_again(finding: Finding, now: Seen, today: date) -> Finding:
    """`finding` as it is, or reopened with the reason where what it was decided on has changed."""
    why = _changed(finding, now, today)
    if not why:
        return finding if finding.seen == now else replace(finding, seen=now)
    before = State.CHECK_VERSION if finding.seen.version != now.version else State.AFFECTED
    state = State.NEW if finding.state is State.NEW else before
    return replace(finding, seen=now, state=state, reopened=why)


def _changed(finding: Finding, now: Seen, today: date) -> str:
    seen, last = finding.seen, finding.last
    if last is None:
        return ""
    if last.until is not None and today > last.until and finding.state is last.to:
        return f"'{last.to}' ended on {last.until.isoformat()}"
    if seen.revision != now.revision:
        return f"the advisory has a new revision ({now.revision})"
    if seen.version != now.version:
        return f"the version on record changed from '{seen.version}' to '{now.version}'"
    if seen.network != now.network:
        return f"the network changed from '{seen.network}' to '{now.network}'"
    if now.in_kev and not seen.in_kev:
        return "it is now known to be exploited (KEV)"
    if now.epss_high and not seen.epss_high:
        return "its exploitation has become likely (EPSS)"
    return ""
