"""The arithmetic of a sector, and that a soak sees what it looks for."""

from __future__ import annotations

import math

import pytest

from wardline.testing.scale import Costs, Sector, needs
from wardline.testing.soak import Field, Got, Place, Rates, made_up

COSTS = Costs(
    empty_poll=100.0,
    page_of_100=1000.0,
    taken_in=100.0,
    pushed=50.0,
    stream_bytes=20_000.0,
    worker_bytes=200e6,
    stored_bytes=3_000.0,
)


def found(sector: Sector) -> dict:
    return {need.what: need for need in needs(sector, COSTS)}


def test_what_is_full_first_stands_first():
    full = [need.full_at for need in needs(Sector(), COSTS)]
    assert full == sorted(full)


def test_polls_cost_what_was_measured_times_how_many_there_are():
    # 60,000 practices each minute are 1,000 polls/s of 100 µs: a tenth of a core, half of it used.
    need = found(Sector(practices=60_000))["polls that find nothing"]
    assert need.needed == pytest.approx(0.2)
    assert need.full_at == pytest.approx(5.0)
    slower = found(Sector(practices=60_000, poll_seconds=120))["polls that find nothing"]
    assert slower.needed == pytest.approx(0.1)


def test_an_outbreak_brings_whole_pages():
    # 1.7 objects/s are 102 in a minute: two pages for each poll.
    need = found(Sector(practices=60, objects_a_second_at_most=1.7))["polls in an outbreak"]
    assert need.needed == pytest.approx(2 * 1000 / 1e6 / 0.5)


def test_the_record_of_disclosures_grows_with_each_poll_that_finds_something():
    # 1,000 practices each minute of a day: 1.44 million entries.
    need = found(Sector(hospitals=0, practices=1_000, kept_days=1))["the record of disclosures"]
    assert need.load.startswith("1,440,000 entries a day")
    assert need.needed == pytest.approx(1_440_000 * 775 / 500e9)
    slower = Sector(hospitals=0, practices=1_000, kept_days=1, poll_seconds=600)
    assert found(slower)["the record of disclosures"].needed == pytest.approx(need.needed / 10)


def test_nobody_needs_nothing():
    need = found(Sector(hospitals=0))["events pushed in an outbreak"]
    assert (need.needed, need.full_at) == (0, math.inf)


def test_a_reader_of_the_soak_notices_what_is_not_its_and_what_comes_twice():
    outsider, named = Got(named=False), Got(named=True)
    for got in (outsider, named):
        got.take(made_up(1, "open") + made_up(5, "red") + made_up(1, "open"))
    assert outsider.leaked == {5}
    assert named.leaked == set()
    assert outsider.counts[1] == 2


def test_the_soak_s_figures_tell_what_was_lost_repeated_and_leaked():
    place = Place("127.0.0.1", 1, "a", "b", "k", "k", "k")
    field = Field(place, place, Rates(1, 1, 0, 2))
    field.acknowledged = {1: "open", 2: "red", 3: "group"}
    named, outsider = field.readers
    named.take(made_up(1, "open"))
    outsider.take(made_up(1, "open") * 2)
    told = field.told()
    # The named reader lacks the red one; the group's stand in another collection.
    assert (told.acknowledged, told.lost, told.repeated, told.leaked) == (3, 1, 1, 0)
    field.crowd.take(made_up(2, "red"))
    named.take(made_up(2, "red"))
    told = field.told()
    assert (told.lost, told.leaked) == (0, 1)
