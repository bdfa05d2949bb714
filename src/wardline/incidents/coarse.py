"""What an anonymous report leaves out: times finer than a day, and what tells whose it is."""

from __future__ import annotations

from msgspec.structs import replace

from wardline.incidents.model import Fidelity, Moment, Report, Victim, When

_FINER = frozenset({Fidelity.HOUR, Fidelity.MINUTE, Fidelity.SECOND})


def coarse(report: Report) -> Report:
    """The report with times to the day, and of its organization the kind alone."""
    when, ransom = report.when, report.attacker.ransom
    return replace(
        report,
        when=When(
            started=_day(when.started),
            found=_day(when.found),
            contained=_day(when.contained),
            recovered=_day(when.recovered),
        ),
        attacker=replace(report.attacker, ransom=replace(ransom, paid_at=_day(ransom.paid_at))),
        victim=Victim(kind=report.victim.kind),
    )


def _day(moment: Moment | None) -> Moment | None:
    if moment is None or moment.fidelity not in _FINER:
        return moment
    return Moment(at=moment.at, fidelity=Fidelity.DAY)
