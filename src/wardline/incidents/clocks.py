"""Which clocks an incident may have started, when each runs out, and what is missing to know.

Clocks are dated settings (`data/clocks.json`, and those that a member adds), never constants:
statutes and contracts change, and each is shown with its source and the day it was read there.
Wardline gives a draft, never legal advice, and says so (`ADVICE`).

    rule ── from which moment · hours or days · when it applies · source, as of
    due  ── runs | may run, until when, why, what is missing to know

*Source*: 45 CFR 164.400-414; 6 U.S.C. 681b; each rule names its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, NamedTuple

import msgspec

from wardline.core import jsonio
from wardline.core.errors import UnprocessableError
from wardline.incidents.model import (
    Answer,
    Certainty,
    Disclosure,
    Harm,
    Moment,
    Report,
)

ADVICE = (
    "This is a draft to work with, never legal advice. Other duties may exist, and these may not "
    "apply: ask your counsel."
)
# Who is a covered entity by what it is (45 CFR 160.103); others may hold data for one.
_COVERED = frozenset(
    {"hospital", "practice", "health-plan", "clearinghouse", "laboratory", "pharmacy"}
)
_MOST_RULES = 200
_LAST_YEAR = dt.MAXYEAR - 100

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern="^[a-z0-9][a-z0-9-]*$")]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Span = Annotated[int, msgspec.Meta(ge=1, le=36_500)]
Persons = Annotated[int, msgspec.Meta(ge=0)]


class Start(StrEnum):
    """The moment from which a clock counts."""

    STARTED = "started"
    FOUND = "found"
    CONTAINED = "contained"
    PAID = "paid"


class Condition(StrEnum):
    """When a clock applies."""

    ALWAYS = "always"
    # A cyber incident that happened or may have happened.
    INCIDENT = "incident"
    # Unsecured health information, at a covered entity or at one who works for it.
    BREACH = "breach"
    BREACH_AT_ASSOCIATE = "breach-at-associate"
    # Any information of persons: what laws of states and contracts ask for.
    PERSONAL_DATA = "personal-data"
    DISRUPTION = "disruption"
    PAYMENT = "payment"


class Rule(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One clock. *Shape*: either hours, or days (calendar days; the last one counts)."""

    name: Name
    title: Words
    duty: Words
    source: Words
    as_of: dt.date
    start: Start = Start.FOUND
    hours: Span | None = None
    days: Span | None = None
    # Days count from the end of the year of the moment.
    after_year_end: bool = False
    condition: Condition = Condition.ALWAYS
    persons_from: Persons | None = None
    persons_to: Persons | None = None
    # Why it does not bind yet; empty where it does.
    pending: str = ""

    def __post_init__(self) -> None:
        """Refuse what counts neither hours nor days, or both."""
        if (self.hours is None) == (self.days is None):
            raise ValueError("a clock has either hours or days")
        if self.after_year_end and self.days is None:
            raise ValueError("after_year_end goes with days")


class Sure(StrEnum):
    """Whether a clock runs."""

    RUNS = "runs"
    MAY_RUN = "may-run"


class Missing(NamedTuple):
    """An answer that would tell: where in the report, and the question in plain words."""

    pointer: str
    question: str


class Due(NamedTuple):
    """A clock that runs or may run."""

    rule: Rule
    sure: Sure
    why: str
    # The last day (days), or the instant (hours); None where its start is not told.
    day: dt.date | None
    at: dt.datetime | None
    missing: tuple[Missing, ...]
    # Whether it has run out at `now`.
    over: bool


class Factor(NamedTuple):
    """One of the four factors by which a low probability of compromise is shown."""

    code: str
    question: str
    source: str
    # What the report says of it already.
    told: tuple[str, ...]


@lru_cache(maxsize=1)
def standard() -> tuple[Rule, ...]:
    """The clocks that Wardline knows of."""
    path = resources.files("wardline.incidents").joinpath("data/clocks.json")
    return parse_rules(path.read_bytes())


def parse_rules(data: bytes) -> tuple[Rule, ...]:
    """The clocks in a JSON list. *Raises* UnprocessableError with the place of the fault."""
    try:
        return _checked(msgspec.json.decode(data, type=tuple[Rule, ...]))
    except jsonio.BROKEN as error:
        raise _unfit(error) from error


def rules_of(value: Any) -> tuple[Rule, ...]:
    """The clocks in decoded JSON or TOML. *Raises* UnprocessableError."""
    try:
        return _checked(msgspec.convert(value, type=tuple[Rule, ...]))
    except (msgspec.ValidationError, RecursionError) as error:
        raise _unfit(error) from error


def with_own(rules: Iterable[Rule], own: Iterable[Rule]) -> tuple[Rule, ...]:
    """`rules` with a member's own: one of the same name takes the place of the older text.

    *Raises* UnprocessableError where two of its own have one name.
    """
    named = {rule.name: rule for rule in _checked(tuple(own))}
    return (*(named.pop(rule.name, rule) for rule in rules), *named.values())


def _checked(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if len(rules) > _MOST_RULES or twice is not None:
        raise UnprocessableError(
            f"The clock {twice!r} stands twice." if twice else "There are too many clocks.",
            hint="Give each clock a name of its own.",
        )
    return rules


def _unfit(error: Exception) -> UnprocessableError:
    return UnprocessableError(
        f"The clocks cannot be read: {error}.",
        hint='Write each like {"name": "oh-breach", "title": "…", "duty": "…", "source": "…", '
        '"as_of": "2026-01-31", "start": "found", "days": 45, "condition": "personal-data"}.',
    )


def due(
    report: Report, rules: Iterable[Rule], now: dt.datetime, zone: dt.tzinfo = dt.UTC
) -> list[Due]:
    """The clocks that run or may run, the first to end first; days are counted in `zone`."""
    found = (_due(report, rule, now, zone) for rule in rules)
    return sorted((each for each in found if each is not None), key=_order)


def _order(each: Due) -> tuple[bool, str]:
    end = each.at.date() if each.at else each.day
    return end is None, f"{end} {each.at or ''} {each.rule.name}"


def _due(report: Report, rule: Rule, now: dt.datetime, zone: dt.tzinfo) -> Due | None:
    answer = _CONDITIONS[rule.condition](report)
    if answer is None:
        return None
    why, missing = answer
    if rule.persons_from is not None or rule.persons_to is not None:
        persons = report.extent.persons
        if persons is None:
            missing = [*missing, Missing("/extent/persons", "How many persons are concerned?")]
        elif (
            not (rule.persons_from or 0)
            <= persons
            <= (persons if rule.persons_to is None else rule.persons_to)
        ):
            return None
        else:
            why = f"{why} {persons:,} persons are concerned."
    start = _start(report, rule.start)
    if start is None:
        missing = [*missing, _STARTS[rule.start]]
    day, at = _end(rule, start, zone)
    sure = Sure.MAY_RUN if missing or rule.pending else Sure.RUNS
    return Due(rule, sure, why, day, at, tuple(missing), _over(day, at, now, zone))


def _start(report: Report, start: Start) -> Moment | None:
    if start is Start.PAID:
        return report.attacker.ransom.paid_at
    return {
        Start.STARTED: report.when.started,
        Start.FOUND: report.when.found,
        Start.CONTAINED: report.when.contained,
    }[start]


def _end(
    rule: Rule, start: Moment | None, zone: dt.tzinfo
) -> tuple[dt.date | None, dt.datetime | None]:
    """When it runs out; a rough moment counts from the first instant that it may mean."""
    if start is None or start.at.year > _LAST_YEAR:
        return None, None
    if rule.hours is not None:
        return None, start.at + dt.timedelta(hours=rule.hours)
    first = start.at.astimezone(zone).date() if start.at.year > dt.MINYEAR else start.at.date()
    if rule.after_year_end:
        first = dt.date(first.year, 12, 31)
    return first + dt.timedelta(days=rule.days or 0), None


def _over(day: dt.date | None, at: dt.datetime | None, now: dt.datetime, zone: dt.tzinfo) -> bool:
    if at is not None:
        return at < now
    return day is not None and day < now.astimezone(zone).date()


_STARTS = {
    Start.STARTED: Missing("/when/started", "When did it start?"),
    Start.FOUND: Missing("/when/found", "When was it found?"),
    Start.CONTAINED: Missing("/when/contained", "When was it contained?"),
    Start.PAID: Missing("/attacker/ransom/paid_at", "When was the ransom paid?"),
}

# -- conditions: None where it does not apply, else why it may, and what would tell ---------------

_Answer = tuple[str, list[Missing]] | None


def _always(_: Report) -> _Answer:
    return "It counts for every incident.", []


def _incident(report: Report) -> _Answer:
    certainty = report.what.certainty
    if certainty in (Certainty.FALSE_ALARM, Certainty.NEAR_MISS):
        return None
    if certainty is Certainty.CONFIRMED:
        return "You are sure that it happened.", []
    return "You suspect it.", [Missing("/what/certainty", "Are you sure that it happened?")]


def _breach(report: Report) -> _Answer:
    if report.victim.kind and report.victim.kind not in _COVERED:
        return None
    answer = _unsecured(report, {"Medical"}, "health information")
    if answer is not None and not report.victim.kind:
        answer[1].append(Missing("/victim/kind", "What kind of organization are you?"))
    return answer


def _associate(report: Report) -> _Answer:
    if report.victim.kind in _COVERED or not report.victim.kind:
        return None
    answer = _unsecured(report, {"Medical"}, "health information")
    if answer is not None:
        question = "Do you hold the information for a hospital, practice or plan?"
        answer[1].append(Missing("/victim/kind", question))
    return answer


def _personal(report: Report) -> _Answer:
    kinds = {"Medical", "Personal", "Sensitive Personal", "Payment", "Bank", "Credentials"}
    return _unsecured(report, kinds, "information of persons")


def _unsecured(report: Report, kinds: set[str], words: str) -> _Answer:
    """Whether information of some kinds that was not encrypted may have become known."""
    extent = report.extent
    named = kinds & set(extent.data)
    taken = Harm.DATA_TAKEN in report.what.harms
    if report.what.certainty is Certainty.FALSE_ALARM:
        return None
    if extent.disclosure is Disclosure.NO or extent.encrypted is Answer.YES:
        return None
    if extent.data and not named and "Unknown" not in extent.data:
        return None
    missing = []
    if not named:
        missing.append(Missing("/extent/data", f"Was {words} concerned?"))
    if extent.disclosure is not Disclosure.YES and not taken:
        missing.append(Missing("/extent/disclosure", "Did others see or take data?"))
    if extent.encrypted is not Answer.NO:
        missing.append(
            Missing("/extent/encrypted", "Was the data encrypted, and the key kept safe?")
        )
    if named and (extent.disclosure is Disclosure.YES or taken):
        return f"Others saw or took {words}.", missing
    if named:
        return f"Others may have seen or taken {words}.", missing
    return f"It is not known whether {words} was concerned.", missing


def _disruption(report: Report) -> _Answer:
    care = report.care
    if Harm.OPERATIONS_DISRUPTED in report.what.harms or care.downtime_hours:
        return "Work was disrupted.", []
    if care.diversion is Answer.YES:
        return "Patients were diverted.", []
    return None


def _payment(report: Report) -> _Answer:
    ransom = report.attacker.ransom
    if ransom.paid is Answer.YES:
        return "A ransom was paid.", []
    if ransom.demanded is Answer.YES and ransom.paid is not Answer.NO:
        question = "Was the ransom paid, by you or by somebody for you?"
        return "A ransom was demanded.", [Missing("/attacker/ransom/paid", question)]
    return None


_CONDITIONS: dict[Condition, Callable[[Report], _Answer]] = {
    Condition.ALWAYS: _always,
    Condition.INCIDENT: _incident,
    Condition.BREACH: _breach,
    Condition.BREACH_AT_ASSOCIATE: _associate,
    Condition.PERSONAL_DATA: _personal,
    Condition.DISRUPTION: _disruption,
    Condition.PAYMENT: _payment,
}


def worksheet(report: Report) -> list[Factor]:
    """The four factors of 45 CFR 164.402(2), with what the report tells of each already."""
    extent, attacker = report.extent, report.attacker
    nature = [f"Kinds of data: {', '.join(extent.data)}."] if extent.data else []
    if extent.records is not None:
        nature.append(f"Records: {extent.records:,}.")
    who = [f"Seen from you: {attacker.kind.value}."] if attacker.kind else []
    if attacker.motive:
        who.append(f"Motive: {attacker.motive}.")
    viewed = [f"Did others see or take data: {extent.disclosure.value}."] if (
        extent.disclosure) else []  # fmt: skip # one step
    if Harm.DATA_TAKEN in report.what.harms:
        viewed.append("You said that data was taken.")
    eased = ["The data was encrypted."] if extent.encrypted is Answer.YES else []
    if report.when.contained:
        eased.append(f"Contained: {report.when.contained.at:%Y-%m-%d}.")
    rows = (
        ("nature", "What information was it, and how easily could persons be told by it?", nature),
        ("who", "Who used it, or to whom did it go?", who),
        ("viewed", "Was it really acquired or viewed?", viewed),
        ("mitigated", "How far has the risk been lessened?", eased),
    )
    numbers = ("i", "ii", "iii", "iv")
    return [
        Factor(code, question, f"45 CFR 164.402(2)({number})", tuple(told))
        for number, (code, question, told) in zip(numbers, rows, strict=True)
    ]
