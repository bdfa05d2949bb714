"""An incident as the statistics count it: one value of each dimension, and what can be compared.

Nothing here is text that somebody typed. What an incident has several of counts once, by the first
that the reporter named, so that each table's rows add up to its total.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from wardline.incidents import choices
from wardline.incidents.model import Category, Certainty, Harm, Moment, Report

KINDS = tuple(one.code for one in choices.VICTIMS)
ACTIONS = tuple(one.value for one in Category)
HARMS = ("data-taken", "operations-disrupted", "both", "none-named")
VECTORS = ("email", "web", "remote-access", "partner", "person", "physical", "other", "unknown")
SIZES = ("1 to 10", "11 to 100", "101 to 1000", "1001 to 10000", "Over 10000", "Unknown")
REGIONS = (*(str(number) for number in range(1, 11)), "unknown")
BEFORE = "before"
# How the name of a member begins that stands for anonymous reports.
UNKNOWN = "unknown "

# Regions of the Department of Health and Human Services: coarser than states, and even.
# *Source*: hhs.gov, "HHS Regional Offices".
_STATES = {
    "1": "CT ME MA NH RI VT",
    "2": "NJ NY PR VI",
    "3": "DE DC MD PA VA WV",
    "4": "AL FL GA KY MS NC SC TN",
    "5": "IL IN MI MN OH WI",
    "6": "AR LA NM OK TX",
    "7": "IA KS MO NE",
    "8": "CO MT ND SD UT WY",
    "9": "AZ CA HI NV AS GU MP",
    "10": "AK ID OR WA",
}
_REGION = {state: region for region, states in _STATES.items() for state in states.split()}
# VERIS's vectors by the words in them, the first that fits.
_VECTOR_WORDS = (
    ("email", ("email",)),
    ("web", ("web", "website", "instant messaging", "download")),
    ("remote-access", ("vpn", "desktop", "backdoor", "command shell", "remote", "network", "api")),
    ("partner", ("partner", "software update", "hosted", "supply")),
    ("person", ("phone", "in-person", "sms", "social media", "documents", "lan access")),
    ("physical", ("media", "premises", "personal", "public", "victim", "facility", "vehicle")),
    ("unknown", ("unknown",)),
)
_LARGEST = ("10001", "25001", "50001", "Over")
_HOUR = 3600.0


class Taken(NamedTuple):
    """A report as the hub's store holds it.

    *Units*: `at` in microseconds, when it first came in. `incident` and `member` are keyed digests.
    """

    incident: str
    at: int
    # Empty for an anonymous report: nobody knows whose it is.
    member: str
    # The member's kind in the register, for a report that does not say.
    kind: str
    report: Report


class Counted(NamedTuple):
    """One incident in the statistics."""

    incident: str
    member: str
    kind: str
    action: str
    harm: str
    vector: str
    size: str
    region: str
    quarter: str
    # Numbers for benchmarks: hours, patients, controls; what is not known is not there.
    measures: dict[str, Any]


def counts(report: Report) -> bool:
    """Whether it was an incident: near misses and false alarms are none."""
    return report.what.certainty in (Certainty.CONFIRMED, Certainty.SUSPECTED)


def counted(taken: Taken) -> Counted:
    """The incident's place in each dimension."""
    report = taken.report
    action = report.what.actions[0] if report.what.actions else None
    kind = report.victim.kind or taken.kind
    region = _REGION.get(report.victim.state, "unknown")
    return Counted(
        taken.incident,
        taken.member,
        kind if kind in KINDS else "other",
        (action.category if action else Category.UNKNOWN).value,
        _harm(frozenset(report.what.harms)),
        _vector(action.vectors if action else ()),
        _size(report.victim.size),
        region,
        quarter_of(_when(report, taken.at)),
        _measures(report),
    )


def quarter_of(at: int) -> str:
    """The quarter of a time in microseconds, as 2026-Q1."""
    day = datetime.fromtimestamp(at / 1e6, UTC)
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def quarter_start(quarter: str) -> int:
    """When a quarter begins, in microseconds."""
    year, number = quarter.split("-Q")
    return int(datetime(int(year), 3 * int(number) - 2, 1, tzinfo=UTC).timestamp() * 1e6)


def quarters(first: str, last: str) -> tuple[str, ...]:
    """The quarters from `first` to `last`."""
    year, number = (int(part) for part in first.split("-Q"))
    found = [first]
    while found[-1] < last:
        year, number = (year, number + 1) if number < 4 else (year + 1, 1)  # noqa: PLR2004
        found.append(f"{year:04d}-Q{number}")
    return tuple(found)


def _when(report: Report, taken: int) -> int:
    """When it was found, else when it began; never after the hub was told."""
    moment = report.when.found or report.when.started
    return min(taken, int(moment.at.timestamp() * 1e6)) if moment else taken


def _harm(harms: frozenset[Harm]) -> str:
    if len(harms) > 1:
        return "both"
    return next(iter(harms)).value if harms else "none-named"


def _vector(vectors: tuple[str, ...]) -> str:
    if not vectors:
        return "unknown"
    words = vectors[0].lower()
    for group, parts in _VECTOR_WORDS:
        if any(part in words for part in parts):
            return group
    return "other"


def _size(size: str) -> str:
    if size.startswith(_LARGEST):
        return "Over 10000"
    return size if size in SIZES else "Unknown"


def _measures(report: Report) -> dict[str, Any]:
    when, care = report.when, report.care
    found: dict[str, Any] = {
        "downtime": care.downtime_hours,
        "find": _hours(when.started, when.found),
        "contain": _hours(when.found, when.contained),
        "patients": _together(care.delayed, care.cancelled),
        "controls": sorted({one for one in report.helped.controls if one in _CONTROLS}),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


_CONTROLS = frozenset(one.code for one in choices.CONTROLS)


def _together(one: int | None, two: int | None) -> int | None:
    return None if one is None and two is None else (one or 0) + (two or 0)


def _hours(start: Moment | None, end: Moment | None) -> float | None:
    if start is None or end is None or end.at < start.at:
        return None
    return (end.at - start.at).total_seconds() / _HOUR
