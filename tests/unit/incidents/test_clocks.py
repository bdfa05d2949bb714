"""Clocks: what starts each, when it runs out, what is missing to know, and the calendar file."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest

from wardline.core.errors import UnprocessableError
from wardline.incidents.clocks import (
    ADVICE,
    Sure,
    due,
    parse_rules,
    rules_of,
    standard,
    with_own,
    worksheet,
)
from wardline.incidents.ical import to_ics, uid
from wardline.incidents.model import parse

NOW = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
MICROS = 1_770_000_000_000_000
ID = "incident--5fb2a7ae-8c3e-4a3a-9d3a-2f0f6f4b7f10"
# Made up.
BREACH = (
    '"what":{"certainty":"confirmed","text":"x","harms":["data-taken"]},'
    '"when":{"found":{"at":"2026-01-15T15:00:00Z"}},"victim":{"kind":"hospital"},'
    '"extent":{"disclosure":"yes","data":["Medical"],"encrypted":"no"%s}'
)


def of(parts: str, **more):
    report = parse(f"{{{parts}}}".encode())
    found = due(report, more.get("rules", standard()), NOW, more.get("zone", dt.UTC))
    return {each.rule.name: each for each in found}


def test_a_breach_of_500_persons_runs_for_60_days_from_its_discovery():
    found = of(BREACH % ',"persons":500')
    for name in ("hipaa-individuals", "hipaa-hhs"):
        assert found[name].day == dt.date(2026, 3, 16)
        assert found[name].sure is Sure.RUNS
        assert found[name].missing == ()
    # The press: more than 500.
    assert "hipaa-media" not in found
    assert "hipaa-hhs-yearly" not in found
    assert "hipaa-media" in of(BREACH % ',"persons":501')


def test_a_smaller_breach_is_told_to_hhs_60_days_after_the_end_of_the_year():
    found = of(BREACH % ',"persons":499')
    assert found["hipaa-hhs-yearly"].day == dt.date(2027, 3, 1)
    assert {"hipaa-hhs", "hipaa-media"} & found.keys() == set()
    assert found["hipaa-individuals"].day == dt.date(2026, 3, 16)


def test_without_the_number_both_may_run_and_the_question_is_asked():
    found = of(BREACH % "")
    for name in ("hipaa-hhs", "hipaa-hhs-yearly"):
        assert found[name].sure is Sure.MAY_RUN
        assert "/extent/persons" in [missing.pointer for missing in found[name].missing]


@pytest.mark.parametrize(
    "extent",
    [
        '"disclosure":"no","data":["Medical"]',
        '"disclosure":"yes","data":["Medical"],"encrypted":"yes"',
        '"disclosure":"yes","data":["System"]',
    ],
)
def test_what_is_no_breach_of_unsecured_information_starts_no_clock_of_hipaa(extent):
    found = of(f'"what":{{"text":"x"}},"victim":{{"kind":"hospital"}},"extent":{{{extent}}}')
    assert not [name for name in found if name.startswith("hipaa")]


def test_a_false_alarm_starts_nothing():
    assert of('"what":{"certainty":"false-positive","text":"x"}') == {}


def test_what_is_not_told_is_asked_and_never_taken_for_no():
    found = of('"what":{"text":"x"}')
    asked = {missing.pointer for missing in found["hipaa-individuals"].missing}
    assert asked == {
        "/extent/data",
        "/extent/disclosure",
        "/extent/encrypted",
        "/victim/kind",
        "/when/found",
    }
    assert found["hipaa-individuals"].day is None


def test_a_business_associate_has_its_own_clock():
    found = of((BREACH % "").replace("hospital", "health-it"))
    assert "hipaa-individuals" not in found
    assert found["hipaa-associate"].day == dt.date(2026, 3, 16)


def test_circia_counts_72_hours_from_the_belief_and_24_from_a_payment_and_says_it_waits():
    found = of(
        '"what":{"certainty":"confirmed","text":"x"},'
        '"when":{"found":{"at":"2026-01-30T15:00:00Z"}},'
        '"attacker":{"ransom":{"paid":"yes","paid_at":{"at":"2026-02-01T10:30:00Z"}}}'
    )
    assert found["circia-incident"].at == dt.datetime(2026, 2, 2, 15, tzinfo=dt.UTC)
    assert found["circia-payment"].at == dt.datetime(2026, 2, 2, 10, 30, tzinfo=dt.UTC)
    for name in ("circia-incident", "circia-payment"):
        assert found[name].sure is Sure.MAY_RUN
        assert "final rule" in found[name].rule.pending
        assert not found[name].over


def test_a_demand_asks_whether_it_was_paid():
    found = of('"what":{"text":"x"},"attacker":{"ransom":{"demanded":"yes"}}')
    assert "/attacker/ransom/paid" in [m.pointer for m in found["circia-payment"].missing]
    assert "circia-payment" not in of(
        '"what":{"text":"x"},"attacker":{"ransom":{"demanded":"yes","paid":"no"}}'
    )


def test_days_are_counted_where_the_reporter_is():
    """At 03:00 UTC it is still the day before in Montana: the earlier day ends earlier."""
    told = (BREACH % "").replace("T15:00", "T03:00")
    assert of(told)["hipaa-individuals"].day == dt.date(2026, 3, 16)
    there = of(told, zone=ZoneInfo("America/Denver"))
    assert there["hipaa-individuals"].day == dt.date(2026, 3, 15)


def test_a_rough_moment_counts_from_its_first_instant():
    told = (BREACH % "").replace(
        '{"at":"2026-01-15T15:00:00Z"}', '{"at":"2026-01-15T15:00:00Z","fidelity":"month"}'
    )
    assert of(told)["hipaa-individuals"].day == dt.date(2026, 3, 2)


def test_what_has_run_out_is_told_and_the_first_to_end_comes_first():
    told = (
        '"what":{"certainty":"confirmed","text":"x"},"when":{"found":{"at":"2025-01-15T00:00:00Z"}}'
    )
    found = list(of(told).values())
    assert found[0].rule.name == "circia-incident"
    assert found[0].over
    ends = [each.at.date() if each.at else each.day for each in found if each.at or each.day]
    assert ends == sorted(ends)


def test_a_member_adds_clocks_of_its_state_and_its_contracts():
    rules = rules_of(
        [
            {
                "name": "oh-breach",
                "title": "Made-up State: tell residents",
                "duty": "Write to residents.",
                "source": "Made-up Code 1347.12",
                "as_of": dt.date(2026, 1, 31),
                "days": 45,
                "condition": "personal-data",
            },
            {
                "name": "plan-contract",
                "title": "Contract with a plan",
                "duty": "Call the plan.",
                "source": "Contract, section 9",
                "as_of": "2026-01-31",
                "start": "found",
                "hours": 24,
            },
        ]
    )
    found = of(BREACH % "", rules=[*standard(), *rules])
    assert found["oh-breach"].day == dt.date(2026, 3, 1)
    assert found["plan-contract"].at == dt.datetime(2026, 1, 16, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "data",
    [
        b"[",
        b"{}",
        b'[{"name":"x"}]',
        b'[{"name":"x","title":"t","duty":"d","source":"s","as_of":"2026-01-31"}]',
        b'[{"name":"x","title":"t","duty":"d","source":"s","as_of":"2026-01-31","days":1,"hours":1}]',
        b'[{"name":"x","title":"t","duty":"d","source":"s","as_of":"soon","days":1}]',
    ],
)
def test_a_clock_that_does_not_fit_is_refused_with_an_example(data):
    with pytest.raises(UnprocessableError, match="personal-data"):
        parse_rules(data)


def test_two_clocks_of_one_name_are_refused():
    rule = b'{"name":"x","title":"t","duty":"d","source":"s","as_of":"2026-01-31","days":1}'
    with pytest.raises(UnprocessableError, match="twice"):
        parse_rules(b"[" + rule + b"," + rule + b"]")


def test_a_newer_text_takes_the_place_of_an_older_one():
    """As when a final rule takes effect: a member need not wait for us."""
    old = next(rule for rule in standard() if rule.name == "circia-incident")
    new = rules_of([{**old_values(old), "as_of": "2026-06-01", "source": "6 CFR 226 (made up)"}])
    rules = with_own(standard(), new)
    assert len(rules) == len(standard())
    told = (
        '"what":{"certainty":"confirmed","text":"x"},"when":{"found":{"at":"2026-02-01T00:00:00Z"}}'
    )
    found = of(told, rules=rules)["circia-incident"]
    assert (found.sure, found.rule.source) == (Sure.RUNS, "6 CFR 226 (made up)")


def old_values(rule):
    return {name: value for name, value in msgspec.to_builtins(rule).items() if name != "pending"}


def test_every_clock_has_its_source_and_the_day_it_was_read():
    for rule in standard():
        assert rule.source
        assert rule.as_of.year >= 2026
    assert "never legal advice" in ADVICE


def test_times_at_the_ends_of_the_calendar_raise_nothing():
    for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        found = of(
            (BREACH % "").replace("2026-01-15T15:00:00Z", at), zone=ZoneInfo("Pacific/Honolulu")
        )
        assert "hipaa-individuals" in found


def test_the_worksheet_has_the_four_factors_and_what_is_told_already():
    report = parse(f"{{{BREACH % ''}}}".encode())
    factors = worksheet(report)
    assert [factor.source[-4:].strip("(2)") for factor in factors] == ["i", "ii", "iii", "iv"]
    assert "Medical" in " ".join(factors[0].told)
    assert factors[1].told == ()


def entries(data: bytes):
    return {str(e["uid"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_the_calendar_file_holds_each_clock_with_alarms_and_a_lasting_name():
    report = parse(f"{{{BREACH % ''}}}".encode())
    found = due(report, standard(), NOW)
    events = entries(to_ics(found, ID, MICROS))
    rule = next(rule for rule in standard() if rule.name == "hipaa-individuals")
    event = events[uid(ID, rule)]
    assert event["dtstart"].dt == dt.date(2026, 3, 16)
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        -dt.timedelta(days=14),
        -dt.timedelta(days=3),
        -dt.timedelta(days=1),
    ]
    assert "never legal advice" in event["description"]
    assert "45 CFR 164.404" in event["description"]
    circia = events[uid(ID, next(r for r in standard() if r.name == "circia-incident"))]
    assert circia["dtstart"].dt == dt.datetime(2026, 1, 18, 15, tzinfo=dt.UTC)
    assert str(circia["summary"]).startswith("Perhaps: ")


def test_a_later_file_replaces_the_entries_of_an_earlier_one_and_cancels_what_ended():
    report = parse(f"{{{BREACH % ''}}}".encode())
    found = due(report, standard(), NOW)
    first = entries(to_ics(found, ID, MICROS))
    later = entries(to_ics(found[:1], ID, MICROS + 3_600_000_000, [each.rule for each in found]))
    kept = uid(ID, found[0].rule)
    assert later[kept]["sequence"] > first[kept]["sequence"]
    assert "status" not in later[kept]
    assert set(later) == {uid(ID, each.rule) for each in found}
    gone = later[uid(ID, found[1].rule)]
    assert str(gone["status"]) == "CANCELLED"
    # Another incident's clocks are others.
    assert set(entries(to_ics(found, ID.replace("5fb2", "5fb3"), MICROS))).isdisjoint(first)
