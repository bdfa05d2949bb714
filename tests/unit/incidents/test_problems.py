"""Answers that contradict each other are told with place and remedy; honest ones never are."""

from __future__ import annotations

import datetime as dt

import pytest

from wardline.incidents.model import parse
from wardline.incidents.problems import problems

NOW = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)


def told(parts: str) -> list[str]:
    report = parse(f'{{"what":{{"text":"Made up"}},{parts}}}'.encode())
    found = problems(report, NOW)
    assert all(problem.message.endswith(".") for problem in found)
    return [problem.pointer for problem in found]


def at(text: str, fidelity: str = "minute") -> str:
    return f'{{"at":"{text}","fidelity":"{fidelity}"}}'


def when(**times: str) -> str:
    return '"when":{' + ",".join(f'"{name}":{time}' for name, time in times.items()) + "}"


JAN_3 = at("2026-01-03T14:00:00Z")
JAN_5 = at("2026-01-05T14:00:00Z")
JAN_7 = at("2026-01-07T14:00:00Z")


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        (when(found=at("2026-02-02T00:00:00Z")), "/when/found"),
        (when(started=at("1926-01-03T00:00:00Z", "year")), "/when/started"),
        (when(started=JAN_5, found=JAN_3), "/when/started"),
        (when(found=JAN_5, contained=JAN_3), "/when/contained"),
        (when(started=JAN_5, contained=JAN_3), "/when/contained"),
        (when(started=JAN_5, recovered=JAN_3), "/when/recovered"),
        ('"touched":{"devices":"no","device_count":4}', "/touched/devices"),
        ('"touched":{"ehr":"no","ehr_product":"Made-up Chart"}', "/touched/ehr"),
        ('"touched":{"vendor":"no","vendor_name":"Made-up Billing"}', "/touched/vendor"),
        ('"care":{"diversion":"no","diversion_hours":4}', "/care/diversion"),
        (
            when(started=JAN_3, recovered=JAN_5) + ',"care":{"downtime_hours":400}',
            "/care/downtime_hours",
        ),
        ('"extent":{"records":0,"persons":5}', "/extent/records"),
        ('"extent":{"records":5,"persons":0,"data":["Medical"]}', "/extent/persons"),
        ('"attacker":{"ransom":{"demanded":"no","paid":"yes"}}', "/attacker/ransom/demanded"),
        (f'"attacker":{{"ransom":{{"paid":"no","paid_at":{JAN_3}}}}}', "/attacker/ransom/paid"),
        (
            when(started=JAN_5) + f',"attacker":{{"ransom":{{"paid":"yes","paid_at":{JAN_3}}}}}',
            "/attacker/ransom/paid_at",
        ),
        ('"attacker":{"ransom":{"amount":5}}', "/attacker/ransom/currency"),
    ],
)
def test_a_contradiction_is_told_at_its_place(parts, pointer):
    assert pointer in told(parts)


@pytest.mark.parametrize(
    ("what", "more", "pointer"),
    [
        ('"certainty":"false-positive","harms":["data-taken"]', "", "/what/certainty"),
        ('"certainty":"near-miss","harms":["data-taken"]', "", "/what/certainty"),
        ('"harms":["data-taken"]', ',"extent":{"disclosure":"no"}', "/extent/disclosure"),
        (
            '"certainty":"false-positive","text":"x"',
            ',"extent":{"disclosure":"yes"}',
            "/extent/disclosure",
        ),
        (
            '"certainty":"false-positive","text":"x"',
            ',"care":{"harm":"confirmed"}',
            "/care/harm",
        ),
    ],
)
def test_what_happened_and_what_it_did_must_go_together(what, more, pointer):
    report = parse(f'{{"what":{{{what}}}{more}}}'.encode())
    assert pointer in [problem.pointer for problem in problems(report, NOW)]


@pytest.mark.parametrize(
    "parts",
    [
        when(started=JAN_3, found=JAN_5, contained=JAN_7, recovered=JAN_7),
        # The day holds the hour: nothing is certain.
        when(started=JAN_3, found=at("2026-01-03T00:00:00Z", "day")),
        when(started=at("2026-01-03T00:00:00Z", "day"), found=at("2026-01-01T00:00:00Z", "month")),
        when(found=at("2026-02-01T12:05:00Z")),
        when(found=at("2026-01-01T00:00:00Z", "year")),
        '"extent":{"records":5,"persons":9}',
        '"care":{"delayed":3,"cancelled":90}',
        '"attacker":{"ransom":{"demanded":"yes","paid":"yes","amount":5,"currency":"BTC"}}',
    ],
)
def test_what_may_be_true_is_not_doubted(parts):
    assert told(parts) == []


def test_times_at_the_ends_of_the_calendar_raise_nothing():
    told(
        when(
            started=at("9999-12-31T23:59:59Z", "second"), found=at("9999-12-01T00:00:00Z", "month")
        )
    )
    told(when(started=at("9999-01-01T00:00:00Z", "year"), found=at("0001-01-01T00:00:00Z", "year")))
