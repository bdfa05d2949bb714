"""What is late or missing of a year's meetings, worked out by hand beside what the code says."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from wardline.taskforce import due, model, terms
from wardline.taskforce.due import Known, Published, Rules

RULES = Rules()


def meeting(on: str, **more) -> model.Meeting:
    return model.Meeting(
        title={"en": "Made-up meeting"},
        start=f"{on}T13:00:00-05:00",
        end=f"{on}T16:00:00-05:00",
        zone="America/New_York",
        open=more.pop("open", True),
        place={},
        contact="x@made-up.example",
        agenda={"en": "Opening"},
        **more,
    )


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def known(number: int, on: str, told: str, **more) -> Known:
    made = meeting(on, **{k: v for k, v in more.items() if k not in ("minutes", "certified")})
    kept = {k: v for k, v in more.items() if k in ("minutes", "certified")}
    return Known(number, [Published(made, day(told))], **kept)


def codes(found) -> list[tuple]:
    return [(one.code, one.about, one.days, str(one.on)) for one in found]


@pytest.mark.parametrize(("told", "short"), [
    ("2026-02-01", 0), ("2026-02-02", 0), ("2026-02-03", 1), ("2026-02-05", 3),
    ("2026-02-17", 15), ("2026-02-20", 18),
])  # fmt: skip
def test_a_notice_is_counted_in_days_of_the_place(told, short):
    assert due.short(known(1, "2026-02-17", told), RULES) == short


def test_a_notice_counts_for_the_time_that_it_told():
    first, moved = meeting("2026-02-17"), meeting("2026-02-24")
    versions = [Published(first, day("2026-01-10")), Published(moved, day("2026-02-12"))]
    assert due.noticed(versions) == day("2026-02-12")
    assert due.short(Known(1, versions), RULES) == 3
    # Moved back: the first notice counts again.
    back = [*versions, Published(first, day("2026-02-14"))]
    assert due.short(Known(1, back), RULES) == 0


def test_a_notice_in_the_federal_register_counts_for_its_own_time_only():
    cited = {"notice_on": "2026-01-20", "notice_cited": "91 FR 12345"}
    first, moved = meeting("2026-02-17", **cited), meeting("2026-02-24", **cited)
    versions = [Published(first, day("2026-02-10"))]
    assert due.noticed(versions) == day("2026-01-20")
    assert due.noticed([*versions, Published(moved, day("2026-02-12"))]) == day("2026-02-12")
    # Another notice, for the new time.
    anew = msgspec.structs.replace(moved, notice_on="2026-02-05", notice_cited="91 FR 54321")
    assert due.noticed([*versions, Published(anew, day("2026-02-12"))]) == day("2026-02-05")


def test_what_is_missing_is_told_by_month_and_quarter():
    meetings = [
        known(1, "2026-01-20", "2026-01-01", certified=day("2026-02-01"), minutes=True),
        known(2, "2026-02-17", "2026-01-20", open=False, certified=day("2026-02-20"), minutes=True),
        known(3, "2026-04-21", "2026-04-01", open=False, minutes=True),
    ]
    assert codes(due.late(meetings, RULES, day("2026-05-02"))) == [
        ("quarter-yet", 0, 0, "2026-04-01"),
        ("month-yet", 0, 0, "2026-05-01"),
        ("month-missing", 0, 0, "2026-03-01"),
    ]
    later = codes(due.late(meetings, RULES, day("2026-08-01")))
    assert ("quarter-missing", 0, 0, "2026-04-01") in later
    assert ("minutes-uncertified", 3, 12, "2026-04-21") in later


def test_a_meeting_that_is_called_off_fills_no_month():
    off = known(1, "2026-01-20", "2026-01-01", cancelled=True)
    assert [one.code for one in due.late([off], RULES, day("2026-01-31"))] == [
        "quarter-yet", "month-yet",
    ]  # fmt: skip


def test_minutes_are_late_from_the_day_after_the_last_one():
    held = known(1, "2026-01-20", "2026-01-01")
    by = due.certify_by(held, RULES)
    assert by == day("2026-04-20")
    on_time = [one.code for one in due.late([held], RULES, by)]
    assert "minutes-missing" not in on_time
    after = due.late([held], RULES, by + dt.timedelta(days=1))
    assert ("minutes-missing", 1, 1, "2026-01-20") in codes(after)
    signed = held._replace(minutes=True, certified=day("2026-04-30"))
    assert ("minutes-certified-late", 1, 10, "2026-01-20") in codes(due.late([signed], RULES, by))


def test_nothing_is_late_before_the_first_meeting():
    assert due.late([], RULES, day("2026-01-31")) == []


def test_a_seat_is_empty_from_the_day_after_the_last_term():
    seats = {1: model.Seat({"en": "Clinics"}, "2026-01-01"),
             2: model.Seat({"en": "Old"}, "2026-01-01", "2026-02-01")}  # fmt: skip
    sitting = {
        7: model.Term("Ada", 1, "2026-01-10", "2026-03-31", role="chair"),
        8: model.Term("Ben", 2, "2026-01-01", "2026-02-01"),
    }
    assert terms.vacancies(seats, sitting, day("2026-03-31")) == []
    assert terms.vacancies(seats, sitting, day("2026-04-03")) == [(1, day("2026-04-01"), 2)]
    assert terms.vacancies(seats, {}, day("2026-01-31"))[0] == (1, day("2026-01-01"), 30)
    assert terms.ending(sitting, day("2026-03-01")) == [(7, day("2026-03-31"))]
    follows = sitting | {9: model.Term("Cleo", 1, "2026-04-01")}
    assert terms.ending(follows, day("2026-03-01")) == []
    assert list(terms.chairs(sitting, day("2026-02-01"))) == [7]
    assert terms.chairs(sitting, day("2026-04-01")) == {}
