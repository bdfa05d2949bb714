"""The arithmetic of a whole sector on a hub: from what one of all costs to what is full first.

Nothing is measured here (`wardline bench scale` does): `needs` multiplies what was measured with
what is assumed, and both are shown beside each result, so that anybody can put in their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

_DAY = 86_400
_MB = 1e6
_GB = 1e9
# An entry of the audit log with its indexes, measured on SQLite with 100,000 of `disclosed.pages`.
_ENTRY_BYTES = 775
_DISK, _DISKS = 500 * _GB, "disks of 500 GB"


class Sector(NamedTuple):
    """Who takes part, and what each does; every field is an assumption."""

    hospitals: int = 6_000
    practices: int = 200_000
    # Hospitals hold a stream open; practices' programs poll. *Units*: seconds between two polls.
    poll_seconds: float = 60.0
    # What the sector shares in a day, and in its busiest second (an outbreak).
    objects_a_day: int = 50_000
    objects_a_second_at_most: float = 50.0
    # How many objects a poll brings in the busiest minute; most of the day nearly all are empty.
    object_bytes: int = 1_300
    # TLS, as a share of the work on bytes, is done by the load balancer and not counted.
    kept_days: int = 365
    # How full a core is planned to be: above that, waiting times grow quickly.
    busy: float = 0.5


class Costs(NamedTuple):
    """What one of everything costs on the machine that was measured.

    *Units*: microseconds of processor time; bytes.
    """

    empty_poll: float
    page_of_100: float
    taken_in: float
    pushed: float
    stream_bytes: float
    worker_bytes: float
    stored_bytes: float
    network_bytes_a_second: float = 125_000_000.0
    cores: int = 2


class Need(NamedTuple):
    """One resource: what the sector asks of it, what one unit carries, how many that takes."""

    what: str
    load: str
    one_carries: str
    needed: float
    unit: str
    # The sector's size, in times of the one assumed, at which a single unit is full.
    full_at: float
    then: str


def needs(sector: Sector, costs: Costs) -> list[Need]:
    """What the sector needs of each resource, the one that is full first at the top."""
    found = [make(sector, costs) for make in _ALL]
    return sorted(found, key=lambda need: need.full_at)


def polls_a_second(sector: Sector) -> float:
    """Polls of all practices, spread evenly over the interval."""
    return sector.practices / sector.poll_seconds


def _need(what: str, load: str, one: str, needed: float, unit: str, then: str) -> Need:
    full = math.inf if needed <= 0 else 1 / needed
    return Need(what, load, one, needed, unit, full, then)


class _Asked(NamedTuple):
    """What is asked of cores: so much a second, of what, and that in words."""

    rate: float
    of: str
    words: str


def _on_cores(what: str, asked: _Asked, micros: float, sector: Sector, *, then: str) -> Need:
    """What takes processor time: `micros` for each, on cores that are as busy as is planned."""
    one = 1e6 / micros * sector.busy
    return _need(
        what,
        f"{asked.rate:,.0f} {asked.words}",
        f"{one:,.0f} {asked.of}/s a core",
        asked.rate / one,
        "cores of exchange hosts",
        then,
    )


def _on_disks(what: str, said: str, total: float, sector: Sector, *, then: str) -> Need:
    """What is kept: `total` bytes."""
    load = f"{said}{total / _GB:,.1f} GB in {sector.kept_days} days"
    return _need(what, load, f"{_DISK / _GB:,.0f} GB a disk", total / _DISK, _DISKS, then)


def _polling(sector: Sector, costs: Costs) -> Need:
    """Quiet: a poll finds nothing and costs one index probe."""
    return _on_cores(
        "polls that find nothing",
        _Asked(polls_a_second(sector), "polls", "polls/s"),
        costs.empty_poll,
        sector,
        then="add workers, then hosts: they share nothing but the database; or poll less often",
    )


def _outbreak(sector: Sector, costs: Costs) -> Need:
    """Busy: each poll brings what came in its interval, in pages of 100."""
    new = sector.objects_a_second_at_most * sector.poll_seconds
    pages = math.ceil(new / 100) * polls_a_second(sector)
    words = f"pages of 100/s ({new:,.0f} new objects each {sector.poll_seconds:g} s)"
    return _on_cores(
        "polls in an outbreak",
        _Asked(pages, "pages", words),
        costs.page_of_100,
        sector,
        then="hosts beside a replica each (database.replica); pages of TLP:CLEAR from a cache",
    )


def _bandwidth(sector: Sector, costs: Costs) -> Need:
    members = sector.hospitals + sector.practices
    rate = members * sector.objects_a_second_at_most * sector.object_bytes
    return _need(
        "bytes out in an outbreak, not packed",
        f"{rate / _GB:,.2f} GB/s to {members:,} members",
        f"{costs.network_bytes_a_second / _GB:.3f} GB/s a 1 Gbit/s line",
        rate / costs.network_bytes_a_second,
        "lines of 1 Gbit/s",
        "pack (gzip or zstd: a fifth to a tenth); more hosts on lines of their own; a cache",
    )


def _taking_in(sector: Sector, costs: Costs) -> Need:
    one = 1e6 / costs.taken_in
    return _need(
        "objects taken in at most",
        f"{sector.objects_a_second_at_most:,.0f} objects/s",
        f"{one:,.0f} objects/s a collection (one writer at a time, in order)",
        sector.objects_a_second_at_most / one,
        "collections' writers",
        "a collection for each kind of thing: each has an order, and so a writer, of its own",
    )


def _pushing(sector: Sector, costs: Costs) -> Need:
    rate = sector.hospitals * sector.objects_a_second_at_most
    return _on_cores(
        "events pushed in an outbreak",
        _Asked(rate, "events", f"events/s to {sector.hospitals:,} streams"),
        costs.pushed,
        sector,
        then="more workers: streams spread over them, each reads what is new once for all its own",
    )


def _streams(sector: Sector, costs: Costs) -> Need:
    total = sector.hospitals * costs.stream_bytes + costs.worker_bytes
    one = 8 * _GB
    return _need(
        "memory of open streams",
        f"{total / _MB:,.0f} MB for {sector.hospitals:,} streams",
        f"{one / _GB:.0f} GB a host",
        total / one,
        "hosts of 8 GB",
        "more hosts; 20,000 connections a worker are the server's limit",
    )


def _storing(sector: Sector, costs: Costs) -> Need:
    return _on_disks(
        "disk for what is kept",
        "",
        sector.objects_a_day * sector.kept_days * costs.stored_bytes,
        sector,
        then="keep less long (collection retain); partitions by collection",
    )


def _recording(sector: Sector, costs: Costs) -> Need:  # noqa: ARG001 # one signature for all
    # An entry for each key, collection and second in which a page gave something; for a stream one
    # each ten seconds at most (docs/adr/0011).
    polls = min(sector.objects_a_day, _DAY / sector.poll_seconds)
    bursts = min(sector.objects_a_day, _DAY / 10)
    entries = sector.practices * polls + sector.hospitals * bursts
    return _on_disks(
        "the record of disclosures",
        f"{entries:,.0f} entries a day at most, ",
        entries * _ENTRY_BYTES * sector.kept_days,
        sector,
        then="poll less often; let it go by age (wardline audit retain)",
    )


_ALL: tuple[Callable[[Sector, Costs], Need], ...] = (
    _polling,
    _outbreak,
    _bandwidth,
    _taking_in,
    _pushing,
    _streams,
    _storing,
    _recording,
)
