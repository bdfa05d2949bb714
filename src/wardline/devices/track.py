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

# EPSS crosses upward here, and is only called low again below the second value: a figure that
# trembles around one limit would ask the same question every week.
EPSS_HIGH, EPSS_LOW = 0.1, 0.05

_ENDS = frozenset((State.NOT_AFFECTED, State.ACCEPTED, State.OFF_NETWORK, State.RETIRED))
_WORK = frozenset((State.PLANNED, State.IN_WORK, State.WAITING, State.MITIGATED, State.FIXED))
_BUSY = frozenset((State.PLANNED, State.IN_WORK, State.WAITING, State.FIXED))
_ASKED = frozenset((State.NEW, State.CHECK_MATCH, State.CHECK_VERSION, State.AFFECTED))
# Where somebody still has to do something.
OPEN = _BUSY | _ASKED
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
    an acceptance, `leader` who accepts, `proof` a photo, ticket or certificate, `justification` one
    of JUSTIFICATIONS; `assignee` and `due` are who does it and by when, where that was agreed.
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
    leader: str = ""
    assignee: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a decision was made on; if any of it changes, the question is asked again.

    `revision` may end in " #" and a digest of the content: then a revision that changes no content
    is no change (CSAF 2.0 section 9.1.13).
    """

    revision: str = ""
    version: str = ""
    network: str = ""
    in_kev: bool = False
    epss_high: bool = False
    # Which device it is (maker, model, serial): a tag may move to another one.
    device: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one run says of a finding; `in_kev` and `epss` are None where no catalog was given."""

    revision: str = ""
    version: str = ""
    network: str = ""
    device: str = ""
    in_kev: bool | None = None
    epss: float | None = None
    # What the matching asks: check_match, check_version, affected; None: it claims nothing.
    asks: State | None = State.AFFECTED


def seen_now(before: Seen | None, told: Told) -> Seen:
    """What is to be held against the last decision; what was not looked up stays as it was."""
    high = before is not None and before.epss_high
    if told.epss is not None:
        high = told.epss >= (EPSS_LOW if high else EPSS_HIGH)
    known = told.in_kev if told.in_kev is not None else before is not None and before.in_kev
    return Seen(told.revision, told.version, told.network, known, high, told.device)


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
    if step.to is State.MITIGATED:
        whole = step.control.strip() and step.tested and step.until and step.until > step.on
        return "" if whole else "a control that was tested, and the coming date on which it ends"
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
    if not step.leader.strip():
        return "the name of the leader who accepts it"
    if not step.on < step.until <= step.on + LONGEST_ACCEPTANCE:
        return f"an end date within {LONGEST_ACCEPTANCE.days} days"
    return ""


def is_addressed(finding: Finding, today: date) -> bool:
    """Whether nothing is left to do today: only with what proves it, and only until it ends."""
    step = proving(finding)
    if step is None or finding.reopened or finding.state in OPEN:
        return False
    if step.to in (State.MITIGATED, State.ACCEPTED):
        return step.until is not None and today <= step.until
    return step.to in (State.VERIFIED, State.NOT_AFFECTED, State.OFF_NETWORK, State.RETIRED)


def proving(finding: Finding) -> Step | None:
    """The last step that says why, behind the closing."""
    return next((step for step in reversed(finding.steps) if step.to is not State.CLOSED), None)


def look_again(
    finding: Finding, now: Seen, today: date, asks: State | None = State.AFFECTED
) -> Finding:
    """`finding` as it is, or reopened with the reason where what it was decided on has changed.

    `asks` is what the matching would ask today. Work that is under way stays where it is and
    carries the reason as a note.
    """
    if not finding.steps:
        return replace(finding, seen=now, state=asks or finding.state, reopened="")
    why = _changed(finding, now, today)
    if not why:
        return finding if finding.seen == now else replace(finding, seen=now)
    state = _asked_again(finding, now, asks)
    return replace(finding, seen=now, state=state, reopened=why)


def _asked_again(finding: Finding, now: Seen, asks: State | None) -> State:
    """The question that a change puts: which device, which version, or what to do."""
    if finding.seen.device != now.device:
        return State.CHECK_MATCH
    if finding.seen.version != now.version:
        return finding.state if finding.state in _BUSY else State.CHECK_VERSION
    if finding.state in OPEN:
        return finding.state
    return State.CHECK_MATCH if asks is None else State.AFFECTED


def _changed(finding: Finding, now: Seen, today: date) -> str:
    seen, step = finding.seen, proving(finding)
    if step is None:
        return ""
    if step.until is not None and today > step.until and finding.state is step.to:
        return f"'{step.to}' ended on {step.until.isoformat()}"
    if seen.device != now.device:
        return f"the tag is now on another device ({now.device or 'not described'})"
    if seen.version != now.version and not _confirms(step, now.version):
        return f"the version on record changed from '{seen.version}' to '{now.version}'"
    if seen.network != now.network:
        return f"the network changed from '{seen.network}' to '{now.network}'"
    if step.to is State.RETIRED:
        # What becomes known of the fault does not concern a device that is gone.
        return ""
    if seen.revision.rpartition(" #")[2] != now.revision.rpartition(" #")[2]:
        return f"the advisory has a new revision ({now.revision.partition(' #')[0]})"
    if now.in_kev and not seen.in_kev:
        return "it is now known to be exploited (KEV)"
    if now.epss_high and not seen.epss_high:
        return "its exploitation has become likely (EPSS)"
    return ""


def _confirms(step: Step, version: str) -> bool:
    """Whether the record only caught up with what a person had read on the device."""
    return step.to is State.VERIFIED and _plain(step.version) == _plain(version)


def _plain(text: str) -> str:
    return "".join(text.lower().split()).removeprefix("v")
