"""The five-minute report: what an organization tells of an incident, all of it optional but "what".

    Report
    ├── what      actions (VERIS), harms, certainty, in own words
    ├── when      started, found, contained, recovered
    ├── touched   assets, EHR, connected devices, vendor
    ├── care      diversion, downtime, delayed and cancelled care, harm to patients
    ├── extent    records, persons, sites, kinds of data
    ├── attacker  observables, techniques, who, ransom, files
    ├── helped    what detected it and what worked
    ├── needs     what is needed now
    └── victim    kind, size and state of the organization

What is spelled as in VERIS 1.4 (actions, assets, data, motives) is checked by `veris.py`, not here:
a word that it does not know must not cost anybody their report.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from wardline.core import jsonio
from wardline.core.errors import MalformedError, TooLargeError, UnprocessableError

# A report is text that a person typed; logs and files are attachments of their own.
MOST_BYTES = 1_000_000
_LONGEST = 20_000

Line = Annotated[str, msgspec.Meta(max_length=500)]
Text = Annotated[str, msgspec.Meta(max_length=_LONGEST)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Hours = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
Amount = Annotated[float, msgspec.Meta(ge=0, le=10**15)]
Lines = Annotated[tuple[Line, ...], msgspec.Meta(max_length=200)]


class Certainty(StrEnum):
    """How sure it is that there was an incident (VERIS `security_incident`)."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    NEAR_MISS = "near-miss"
    FALSE_ALARM = "false-positive"


class Category(StrEnum):
    """The seven kinds of action of VERIS, and none known."""

    MALWARE = "malware"
    HACKING = "hacking"
    SOCIAL = "social"
    MISUSE = "misuse"
    PHYSICAL = "physical"
    ERROR = "error"
    ENVIRONMENTAL = "environmental"
    UNKNOWN = "unknown"


class Harm(StrEnum):
    """The two harms that the mission names."""

    DATA_TAKEN = "data-taken"
    OPERATIONS_DISRUPTED = "operations-disrupted"


class Answer(StrEnum):
    """A question's answer; what was not asked or not answered is empty."""

    EMPTY = ""
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Disclosure(StrEnum):
    """Whether data became known to others (VERIS `data_disclosure`)."""

    EMPTY = ""
    NO = "no"
    POTENTIALLY = "potentially"
    YES = "yes"
    UNKNOWN = "unknown"


class PatientHarm(StrEnum):
    """Whether patients came to harm."""

    EMPTY = ""
    NONE = "none"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


class Fidelity(StrEnum):
    """How exact a time is (`timestamp-fidelity-enum` of the incident extension suite)."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


class ActorKind(StrEnum):
    """Who did it, seen from the organization (VERIS `actor`)."""

    EMPTY = ""
    EXTERNAL = "external"
    INTERNAL = "internal"
    PARTNER = "partner"
    UNKNOWN = "unknown"


class _Part(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A part of a report: unknown keys are refused, what is empty is left out."""


class Moment(_Part, frozen=True):
    """A time and how exact it is. *Shape*: aware, UTC; what is finer than `fidelity` is zero."""

    at: datetime
    fidelity: Fidelity = Fidelity.MINUTE

    def __post_init__(self) -> None:
        """Bring the time to UTC and to its fidelity, so that equal times are equal."""
        if self.at.tzinfo is not None:
            msgspec.structs.force_setattr(self, "at", _coarsened(self.at, self.fidelity))


class Action(_Part, frozen=True):
    """One thing that was done (VERIS `action`). *Shape*: varieties and vectors in VERIS's words."""

    category: Category
    varieties: Lines = ()
    vectors: Lines = ()
    # Who was deceived: for `social` only.
    targets: Lines = ()
    # The malware's name: for `malware` only.
    name: Line = ""
    cves: Lines = ()
    notes: Text = ""


class What(_Part, frozen=True):
    """What happened: an action, a harm or a text at least."""

    actions: Annotated[tuple[Action, ...], msgspec.Meta(max_length=50)] = ()
    harms: tuple[Harm, ...] = ()
    certainty: Certainty = Certainty.SUSPECTED
    title: Line = ""
    text: Text = ""


class When(_Part, frozen=True):
    """When it happened."""

    started: Moment | None = None
    found: Moment | None = None
    contained: Moment | None = None
    recovered: Moment | None = None


class Asset(_Part, frozen=True):
    """What was touched (VERIS `asset.assets`), for example "S - Database"; 0: how many is open."""

    variety: Line
    amount: Count = 0


class Touched(_Part, frozen=True):
    """What it touched."""

    assets: Annotated[tuple[Asset, ...], msgspec.Meta(max_length=200)] = ()
    ehr: Answer = Answer.EMPTY
    ehr_product: Line = ""
    devices: Answer = Answer.EMPTY
    # Makers and models of the connected devices, one each.
    device_models: Lines = ()
    device_count: Count | None = None
    # Whether it came by, or happened at, somebody who works for the organization.
    vendor: Answer = Answer.EMPTY
    vendor_name: Line = ""


class Care(_Part, frozen=True):
    """What it did to the care of patients."""

    diversion: Answer = Answer.EMPTY
    diversion_hours: Hours | None = None
    downtime_hours: Hours | None = None
    delayed: Count | None = None
    cancelled: Count | None = None
    harm: PatientHarm = PatientHarm.EMPTY
    text: Text = ""


class Extent(_Part, frozen=True):
    """How far it went."""

    disclosure: Disclosure = Disclosure.EMPTY
    records: Count | None = None
    persons: Count | None = None
    sites: Count | None = None
    # Kinds of data in VERIS's words, for example "Medical".
    data: Lines = ()
    encrypted: Answer = Answer.EMPTY


class Ransom(_Part, frozen=True):
    """A demand for money, and whether it was paid (6 U.S.C. 681b(a)(2) counts from the payment)."""

    demanded: Answer = Answer.EMPTY
    paid: Answer = Answer.EMPTY
    paid_at: Moment | None = None
    amount: Amount | None = None
    currency: Line = ""


class FileSeen(_Part, frozen=True):
    """A file that belongs to it. *Shape*: SHA-256 in lower-case hex; the file itself stays away."""

    name: Line
    sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""
    size: Count | None = None


class Attacker(_Part, frozen=True):
    """What is known of who did it. `observables` are as typed, defanged or not, one each."""

    kind: ActorKind = ActorKind.EMPTY
    motive: Line = ""
    name: Line = ""
    observables: Annotated[tuple[Line, ...], msgspec.Meta(max_length=5000)] = ()
    # ATT&CK ids like T1566.001.
    techniques: Lines = ()
    ransom: Ransom = Ransom()
    files: Annotated[tuple[FileSeen, ...], msgspec.Meta(max_length=200)] = ()
    text: Text = ""


class Helped(_Part, frozen=True):
    """How it was found and what worked (codes of `choices.py`)."""

    detected_by: Lines = ()
    controls: Lines = ()
    text: Text = ""


class Needs(_Part, frozen=True):
    """What is needed now (codes of `choices.py`)."""

    codes: Lines = ()
    text: Text = ""


class Victim(_Part, frozen=True):
    """The organization, as far as it says so: never its name."""

    # A kind of CONTRACT, for example "hospital".
    kind: Line = ""
    # VERIS `employee_count`, for example "101 to 1000".
    size: Line = ""
    # Two letters.
    state: Annotated[str, msgspec.Meta(pattern="^([A-Z]{2})?$")] = ""


class Report(_Part, frozen=True):
    """One incident, told in five minutes; each part may be added to later."""

    what: What
    when: When = When()
    touched: Touched = Touched()
    care: Care = Care()
    extent: Extent = Extent()
    attacker: Attacker = Attacker()
    helped: Helped = Helped()
    needs: Needs = Needs()
    victim: Victim = Victim()


_DECODER = msgspec.json.Decoder(Report)
_ENCODER = msgspec.json.Encoder(order="deterministic")
_PATH = re.compile(r" - at `\$(.*)`$", re.DOTALL)


def parse(data: bytes) -> Report:
    """The report in JSON bytes. *Raises* InputError with the place of what does not fit."""
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            f"The report has {len(data):,} bytes; at most {MOST_BYTES:,} are taken.",
            hint="Share logs and files on their own, and keep the report to what a person tells.",
        )
    try:
        report = _DECODER.decode(data)
    except msgspec.ValidationError as error:
        raise _unfit(str(error)) from error
    except jsonio.BROKEN as error:
        raise MalformedError(
            "The report is not JSON.", hint="Check it with a JSON tool, or use the page."
        ) from error
    return checked(report)


def encode(report: Report) -> bytes:
    """The report as canonical JSON: keys sorted, what is empty left out."""
    return _ENCODER.encode(report)


def checked(report: Report) -> Report:
    """The report, if it says what happened. *Raises* UnprocessableError."""
    what = report.what
    if not (what.actions or what.harms or what.title.strip() or what.text.strip()):
        raise UnprocessableError(
            "The report does not say what happened.",
            hint="Choose what happened or write one sentence; all else may stay empty.",
            pointer="/what",
        )
    for name, moment in moments(report):
        if moment.at.tzinfo is None:
            raise UnprocessableError(
                "The time has no zone.",
                hint="Write it like 2026-01-31T14:00:00Z.",
                pointer=name,
            )
    return report


def moments(report: Report) -> list[tuple[str, Moment]]:
    """Each time that the report tells, with its JSON pointer."""
    when = report.when
    found = [
        ("/when/started", when.started),
        ("/when/found", when.found),
        ("/when/contained", when.contained),
        ("/when/recovered", when.recovered),
        ("/attacker/ransom/paid_at", report.attacker.ransom.paid_at),
    ]
    return [(name, moment) for name, moment in found if moment]


_FINER: dict[Fidelity, dict[str, Any]] = {
    Fidelity.YEAR: {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0},
    Fidelity.MONTH: {"day": 1, "hour": 0, "minute": 0, "second": 0},
    Fidelity.DAY: {"hour": 0, "minute": 0, "second": 0},
    Fidelity.HOUR: {"minute": 0, "second": 0},
    Fidelity.MINUTE: {"second": 0},
    Fidelity.SECOND: {},
}


def _coarsened(at: datetime, fidelity: Fidelity) -> datetime:
    try:
        at = at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time is out of range") from error
    return at.replace(microsecond=0, **_FINER[fidelity])


def _unfit(message: str) -> UnprocessableError:
    place = _PATH.search(message)
    pointer = ""
    if place:
        message = message[: place.start()]
        pointer = re.sub(r"[.\[]", "/", place[1]).replace("]", "")
    return UnprocessableError(f"The report does not fit: {message}.", pointer=pointer)
