"""Answers that contradict each other or cannot be: warnings for the writer, never a refusal.

Only what is certain is told: two times are compared by the whole span that each may mean, so that
"found on the 3rd" never contradicts "started at 14:00 on the 3rd".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from wardline.incidents.model import (
    Answer,
    Certainty,
    Disclosure,
    Fidelity,
    Harm,
    Moment,
    PatientHarm,
    Report,
    moments,
)


class Problem(NamedTuple):
    """Where (RFC 6901) and a sentence that says what to do."""

    pointer: str
    message: str


# A clock that is a little ahead is no contradiction.
_SLACK = timedelta(minutes=10)
_LONG_AGO = 1990
_SPANS = {
    Fidelity.DAY: timedelta(days=1),
    Fidelity.HOUR: timedelta(hours=1),
    Fidelity.MINUTE: timedelta(minutes=1),
    Fidelity.SECOND: timedelta(seconds=1),
}
_WORDS = {
    "/when/started": "It started",
    "/when/found": "It was found",
    "/when/contained": "It was contained",
    "/when/recovered": "Systems were back",
    "/attacker/ransom/paid_at": "The ransom was paid",
}


def problems(report: Report, now: datetime) -> list[Problem]:
    """What in `report` contradicts itself or cannot be, in the order of the form."""
    return [*_what(report), *_times(report, now), *_touched(report), *_care(report),
            *_extent(report), *_ransom(report)]  # fmt: skip # as the form runs


def end_of(moment: Moment) -> datetime:
    """The first instant that `moment` can no longer mean."""
    at, last = moment.at, datetime.max.replace(tzinfo=moment.at.tzinfo)
    try:
        if moment.fidelity is Fidelity.YEAR:
            return at.replace(year=at.year + 1)
        if moment.fidelity is Fidelity.MONTH:
            return (at + timedelta(days=31)).replace(day=1)
        return at + _SPANS[moment.fidelity]
    except (OverflowError, ValueError):
        return last


def surely_before(first: Moment | None, second: Moment | None) -> bool:
    """Whether all that `first` may mean lies before all that `second` may mean."""
    return first is not None and second is not None and end_of(first) <= second.at


def _what(report: Report) -> Iterator[Problem]:
    what = report.what
    if what.certainty is Certainty.FALSE_ALARM and what.harms:
        yield Problem(
            "/what/certainty",
            "It is called a false alarm and did harm: change one of the two.",
        )
    if what.certainty is Certainty.NEAR_MISS and Harm.DATA_TAKEN in what.harms:
        yield Problem(
            "/what/certainty",
            "It is said to have nearly happened, and data was taken: choose “It happened”, or "
            "take the harm out.",
        )


def _times(report: Report, now: datetime) -> Iterator[Problem]:
    for pointer, moment in moments(report):
        if moment.at > now + _SLACK:
            yield Problem(pointer, f"{_WORDS[pointer]} in the future: check the date and the zone.")
        elif moment.at.year < _LONG_AGO:
            yield Problem(pointer, f"{_WORDS[pointer]} before {_LONG_AGO}: check the year.")
    when = report.when
    pairs = (
        ("/when/started", when.found, when.started, "started after it was found"),
        ("/when/contained", when.contained, when.started, "was contained before it started"),
        ("/when/contained", when.contained, when.found, "was contained before it was found"),
        ("/when/recovered", when.recovered, when.started, "was over before it started"),
    )
    for pointer, first, second, words in pairs:
        if surely_before(first, second):
            yield Problem(pointer, f"It {words}: exchange the times, or correct one.")


def _touched(report: Report) -> Iterator[Problem]:
    touched = report.touched
    if touched.devices is Answer.NO and (touched.device_models or touched.device_count):
        yield Problem(
            "/touched/devices",
            "No connected device was touched, and devices are listed: choose “Yes”, or "
            "take them out.",
        )
    if touched.ehr is Answer.NO and touched.ehr_product:
        yield Problem(
            "/touched/ehr",
            "The EHR was not touched, and its product is named: choose “Yes”, or take it out.",
        )
    if touched.vendor is Answer.NO and touched.vendor_name:
        yield Problem(
            "/touched/vendor",
            "No vendor was involved, and one is named: choose “Yes”, or take it out.",
        )


def _care(report: Report) -> Iterator[Problem]:
    care = report.care
    if care.diversion is Answer.NO and care.diversion_hours:
        yield Problem(
            "/care/diversion",
            "No patient was diverted, and hours of diversion are given: correct one of the two.",
        )
    started, recovered = report.when.started, report.when.recovered
    if started and recovered and care.downtime_hours is not None:
        longest = (end_of(recovered) - started.at).total_seconds() / 3600
        if 0 < longest < care.downtime_hours:
            yield Problem(
                "/care/downtime_hours",
                "The downtime is longer than the time from start to recovery: correct one.",
            )
    if (care.harm in (PatientHarm.SUSPECTED, PatientHarm.CONFIRMED)
            and report.what.certainty is Certainty.FALSE_ALARM):  # fmt: skip # reads as one
        yield Problem(
            "/care/harm",
            "It is called a false alarm, and a patient came to harm: correct one of the two.",
        )


def _extent(report: Report) -> Iterator[Problem]:
    extent, harms = report.extent, report.what.harms
    if extent.disclosure is Disclosure.NO and Harm.DATA_TAKEN in harms:
        yield Problem(
            "/extent/disclosure",
            "Data was taken, and nobody saw it: choose “Yes” or “Perhaps”, or take the harm out.",
        )
    if extent.disclosure is Disclosure.YES and report.what.certainty is Certainty.FALSE_ALARM:
        yield Problem(
            "/extent/disclosure",
            "It is called a false alarm, and others saw data: correct one of the two.",
        )
    if extent.records == 0 and (extent.persons or 0) > 0:
        yield Problem(
            "/extent/records",
            "No record was touched, and persons are: leave the records empty if you do not know.",
        )
    if extent.persons == 0 and (extent.records or 0) > 0 and "Medical" in extent.data:
        yield Problem(
            "/extent/persons",
            "Health records were touched, and nobody is concerned: leave the persons empty if "
            "you do not know.",
        )


def _ransom(report: Report) -> Iterator[Problem]:
    ransom, when = report.attacker.ransom, report.when
    at = "/attacker/ransom/paid"
    if ransom.paid is Answer.YES and ransom.demanded is Answer.NO:
        yield Problem(
            "/attacker/ransom/demanded",
            "A ransom was paid, and none was demanded: correct one of the two.",
        )
    if ransom.paid is Answer.NO and ransom.paid_at is not None:
        yield Problem(
            at,
            "The ransom was not paid, and a time of payment is given: choose “Yes”, or "
            "take the time out.",
        )
    if surely_before(ransom.paid_at, when.started):
        yield Problem(
            "/attacker/ransom/paid_at",
            "The ransom was paid before it started: exchange the times, or correct one.",
        )
    if ransom.amount is not None and not ransom.currency.strip():
        yield Problem(
            "/attacker/ransom/currency",
            "The amount has no currency: add one, such as USD or BTC.",
        )
