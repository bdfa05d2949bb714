"""What goes out under each release is what the form says: rough times and numbers, no state."""

from __future__ import annotations

import datetime as dt

import pytest

from wardline.incidents import model as m
from wardline.incidents.choices import SECTIONS, Release
from wardline.incidents.release import released, rounded

AT = m.Moment(at=dt.datetime(2026, 1, 31, 14, 7, 9, tzinfo=dt.UTC), fidelity=m.Fidelity.SECOND)
REPORT = m.Report(
    what=m.What(text="Made up: files are encrypted"),
    when=m.When(started=AT, found=AT, contained=AT, recovered=AT),
    touched=m.Touched(assets=(m.Asset(variety="S - File", amount=37),), device_count=114),
    care=m.Care(delayed=12, cancelled=199, downtime_hours=37.5, diversion_hours=0.25),
    extent=m.Extent(records=10_437, persons=9_821, sites=3),
    attacker=m.Attacker(ransom=m.Ransom(amount=312_450.5, currency="USD", paid_at=AT)),
    victim=m.Victim(kind="hospital", size="101 to 1000", state="MT"),
)


def test_with_the_name_it_goes_out_as_told():
    assert released(REPORT, Release.NAMED) is REPORT


@pytest.mark.parametrize(
    ("release", "finest", "at", "size"),
    [
        (Release.HUB_ONLY, m.Fidelity.DAY, dt.datetime(2026, 1, 31, tzinfo=dt.UTC), "101 to 1000"),
        (Release.ANONYMOUS, m.Fidelity.MONTH, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ""),
    ],
)
def test_without_the_name_times_and_numbers_are_rough(release, finest, at, size):
    out = released(REPORT, release)
    assert {moment.fidelity for _, moment in m.moments(out)} == {finest}
    assert {moment.at for _, moment in m.moments(out)} == {at}
    assert out.victim == m.Victim(kind="hospital", size=size)
    assert (out.extent.records, out.extent.persons, out.extent.sites) == (10_000, 10_000, 3)
    assert (out.care.delayed, out.care.cancelled) == (10, 200)
    assert (out.care.downtime_hours, out.care.diversion_hours) == (40, 0.2)
    assert (out.touched.assets[0].amount, out.touched.device_count) == (40, 100)
    assert out.attacker.ransom.amount == 300_000
    assert out.what == REPORT.what


def test_what_is_rough_is_not_made_exact():
    year = m.Moment(at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), fidelity=m.Fidelity.YEAR)
    report = m.Report(what=m.What(text="x"), when=m.When(started=year))
    assert released(report, Release.ANONYMOUS).when.started == year


@pytest.mark.parametrize(
    ("count", "out"), [(0, 0), (9, 9), (10, 10), (14, 10), (15, 20), (96, 100), (5_499, 5_000)]
)
def test_a_count_keeps_one_digit(count, out):
    assert rounded(count) == out


def test_a_part_that_is_changed_says_so_and_one_that_is_not_says_nothing():
    """The sentences of the form and the function tell the same."""
    for release in (Release.HUB_ONLY, Release.ANONYMOUS):
        out = released(REPORT, release)
        for section in SECTIONS:
            changed = getattr(out, section.code) != getattr(REPORT, section.code)
            told = any(
                word in section.seen[release]
                for word in ("day", "month", "rounded", "never the state", "no more")
            )
            assert told == changed, (release, section.code)
