"""Who sits where on a day, and which seats are empty since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from wardline.taskforce.model import Seat, Term, day

# A term that ends within so many days is told, so that somebody follows in time.
SOON_DAYS = 60


class Vacancy(NamedTuple):
    """A seat on which nobody sits."""

    seat: int
    since: dt.date
    days: int


def sits(term: Term, on: dt.date) -> bool:
    """Whether a term covers a day; its last day counts."""
    begins, ends = day(term.begins), day(term.ends)
    return begins is not None and begins <= on and (ends is None or on <= ends)


def stands(seat: Seat, on: dt.date) -> bool:
    """Whether a seat is to be filled on a day."""
    since, until = day(seat.since), day(seat.until)
    return since is not None and since <= on and (until is None or on <= until)


def vacancies(
    seats: Mapping[int, Seat], terms: Mapping[int, Term], today: dt.date
) -> list[Vacancy]:
    """The seats on which nobody sits today, the longest empty first."""
    found = []
    for number, seat in seats.items():
        of_seat = [term for term in terms.values() if term.seat == number]
        if not stands(seat, today) or any(sits(term, today) for term in of_seat):
            continue
        ends = [ended for term in of_seat if (ended := day(term.ends)) and ended < today]
        since = max([dt.date.fromisoformat(seat.since), *(e + dt.timedelta(days=1) for e in ends)])
        found.append(Vacancy(number, since, (today - since).days))
    return sorted(found, key=lambda one: (one.since, one.seat))


def ending(terms: Mapping[int, Term], today: dt.date) -> list[tuple[int, dt.date]]:
    """The terms that end soon and that nobody follows on the day after, by their last day."""
    found = []
    for number, term in terms.items():
        ends = day(term.ends)
        if ends is None or not today <= ends <= today + dt.timedelta(days=SOON_DAYS):
            continue
        after = ends + dt.timedelta(days=1)
        if not any(sits(other, after) for other in terms.values() if other.seat == term.seat):
            found.append((number, ends))
    return sorted(found, key=lambda one: (one[1], one[0]))


def chairs(terms: Mapping[int, Term], on: dt.date) -> dict[int, Term]:
    """Those who may certify minutes on a day."""
    return {n: t for n, t in terms.items() if t.role in ("chair", "co-chair") and sits(t, on)}
