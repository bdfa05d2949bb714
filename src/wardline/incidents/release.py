"""What of a report goes out under each release: named, known to the hub alone, or anonymous.

`choices.SECTIONS` says the same in sentences; a test holds the two together. What a text tells is
the writer's and the privacy gate's business, not this one's.

    what      named      hub-only   anonymous
    times     as told    the day    the month
    counts    as told    one digit  one digit
    state     as told    left out   left out
    size      as told    as told    left out

Exact counts are left out because what is published elsewhere names its reporter by them (the list
of breaches of 500 persons and more shows the number of each, 45 CFR 164.408).
"""

from __future__ import annotations

from msgspec.structs import replace

from wardline.incidents.choices import Release
from wardline.incidents.model import (
    Asset,
    Attacker,
    Care,
    Extent,
    Fidelity,
    Moment,
    Report,
    Touched,
    Victim,
    When,
)

_ORDER = list(Fidelity)


def released(report: Report, release: Release) -> Report:
    """`report` as others get it; the same where it is released with the name."""
    if release is Release.NAMED:
        return report
    finest = Fidelity.DAY if release is Release.HUB_ONLY else Fidelity.MONTH
    victim = Victim(kind=report.victim.kind)
    if release is Release.HUB_ONLY:
        victim = replace(victim, size=report.victim.size)
    return replace(
        report,
        when=_when(report.when, finest),
        touched=_touched(report.touched),
        care=_care(report.care),
        extent=_extent(report.extent),
        attacker=_attacker(report.attacker, finest),
        victim=victim,
    )


def rounded(count: int) -> int:
    """`count` with one digit that is not zero; what is under 10 stays.

    Rounds to the nearest, so that a sum of many is about right.
    """
    if count < 10:  # noqa: PLR2004 # one digit
        return count
    unit = int(10 ** (len(str(count)) - 1))
    return (count + unit // 2) // unit * unit


def coarsened(moment: Moment | None, finest: Fidelity) -> Moment | None:
    """`moment`, told no finer than `finest`."""
    if moment is None or _ORDER.index(moment.fidelity) <= _ORDER.index(finest):
        return moment
    return Moment(at=moment.at, fidelity=finest)


def _when(when: When, finest: Fidelity) -> When:
    return When(
        started=coarsened(when.started, finest),
        found=coarsened(when.found, finest),
        contained=coarsened(when.contained, finest),
        recovered=coarsened(when.recovered, finest),
    )


def _touched(touched: Touched) -> Touched:
    assets = tuple(Asset(variety=a.variety, amount=rounded(a.amount)) for a in touched.assets)
    return replace(touched, assets=assets, device_count=_count(touched.device_count))


def _care(care: Care) -> Care:
    return replace(
        care,
        delayed=_count(care.delayed),
        cancelled=_count(care.cancelled),
        diversion_hours=_amount(care.diversion_hours),
        downtime_hours=_amount(care.downtime_hours),
    )


def _extent(extent: Extent) -> Extent:
    return replace(
        extent,
        records=_count(extent.records),
        persons=_count(extent.persons),
        sites=_count(extent.sites),
    )


def _attacker(attacker: Attacker, finest: Fidelity) -> Attacker:
    ransom = replace(
        attacker.ransom,
        amount=_amount(attacker.ransom.amount),
        paid_at=coarsened(attacker.ransom.paid_at, finest),
    )
    return replace(attacker, ransom=ransom)


def _count(count: int | None) -> int | None:
    return None if count is None else rounded(count)


def _amount(amount: float | None) -> float | None:
    """An amount or a number of hours with one digit."""
    return None if amount is None else float(f"{amount:.0e}")
