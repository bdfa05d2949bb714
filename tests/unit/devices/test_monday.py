"""The Monday page: five jobs at most, nothing dropped, quiet when there is nothing."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from wardline.devices.harm import UNKNOWN, harm_of
from wardline.devices.makers import Makers
from wardline.devices.monday import About, Task, monday
from wardline.devices.pages import monday_html, monday_text
from wardline.devices.track import State
from wardline.devices.typeset import monday_pdf

TODAY = date(2026, 3, 2)
ABOUT = About(TODAY, 24, 1, 2000, 0, "R. Engineer")
MAKERS = Makers.bundled()
ADVISORIES = {
    "ICSMA-1": {
        "title": "BD Alaris 8015",
        "risk": "Somebody could read the wireless key.",
        "link": "https://example.org/1",
        "fixes": ["Update to 12.1.2."],
        "steps": ["Close port 1688."],
        "private": False,
    },
    "BD-7": {"title": "Secret words", "risk": "Secret risk", "fixes": ["Secret"], "private": True},
}


def task(number=1, **more):
    values = {
        "number": number,
        "tag": f"T{number}",
        "ward": "ICU",
        "maker": "BD",
        "model": "Alaris 8015",
        "kind": "Infusion pump",
        "version": "9.33",
        "state": State.AFFECTED,
        "advisory": "ICSMA-1",
        "outcome": "scheduled",
        "priority": 61.5,
        "sum": "50·0.75 harm = 61.5",
        "fda": "controlled",
        "due": TODAY + timedelta(days=9),
        "rule": "the hospital's policy",
        "reason": "as the test says",
    }
    return Task(**(values | more))


def page(*tasks, about=ABOUT):
    return monday(tasks, ADVISORIES, about, MAKERS)


def test_a_quiet_week_is_one_line():
    made = page()
    assert made.news == "Nothing new. 24 advisories checked. Feed is 1 day old."
    assert made.jobs == ()
    assert made.news in monday_text(made)
    old = page(about=About(TODAY, 1, None, 0, 0))
    assert old.news == "Nothing new. 1 advisory checked. Nobody knows how old the feed is."


def test_a_job_says_where_what_today_the_fix_who_and_by_when():
    made = page(task(1), task(2, ward="ED", model="ALARIS 8015 PC UNIT", maker="CareFusion"))
    [job] = made.jobs
    text = monday_text(made)
    assert "ED: T2; ICU: T1" in text
    assert "A patient could get too much, too little or none of a medicine." in text
    assert "Close port 1688." in text
    assert "Update to 12.1.2." in text
    assert "Who, by when: R. Engineer, by 2026-03-11 (the hospital's policy)" in text
    assert job.devices == 2
    assert "wardline devices set --group 1 --to planned" in text


def test_at_most_five_jobs_and_the_rest_is_counted():
    made = page(*[task(n, model=f"Model {n}00", priority=float(n)) for n in range(1, 9)])
    assert [job.priority for job in made.jobs] == [8.0, 7.0, 6.0, 5.0, 4.0]
    assert made.more_jobs == 3
    assert "Behind these: 3 more groups of devices" in monday_text(made)


def test_the_class_counts_before_the_sum():
    first = task(1, model="A 100", outcome="immediate", priority=10.0)
    made = page(task(2, model="B 200", priority=90.0), first)
    assert [job.outcome for job in made.jobs] == ["immediate", "scheduled"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.CHECK_MATCH, "Read the label of T1 (ICU)"),
        (State.CHECK_VERSION, "Read the software version on 1 device"),
        (State.FIXED, "only then is it done"),
        (State.WAITING, "Ask the maker again"),
        (State.IN_WORK, "how far the work"),
    ],
)
def test_the_step_of_today_fits_where_the_finding_stands(state, words):
    [job] = page(task(state=state)).jobs
    assert words in job.today


def test_what_is_planned_for_later_waits_until_its_day_comes():
    later = task(state=State.PLANNED, planned=TODAY + timedelta(days=1), assignee="B. Tech")
    made = page(later)
    assert (made.jobs, made.waiting) == ((), 1)
    [job] = page(later._replace(planned=TODAY)).jobs
    assert "The day that was planned has come: B. Tech" in job.today
    [job] = page(later._replace(reopened="it is now known to be exploited (KEV)")).jobs
    assert "KEV" in job.again


def test_overdue_is_told_in_words():
    assert "2026-02-01 (OVERDUE)" in monday_text(page(task(due=date(2026, 2, 1))))


def test_a_long_list_of_tags_is_cut_with_its_count():
    [job] = page(*[task(n) for n in range(1, 41)]).jobs
    assert (len(job.wards[0].tags), job.wards[0].more) == (5, 35)
    assert job.devices == 40


def test_hostile_words_stay_words():
    evil = "<script>alert(1)</script> #panic() *x* $y$"
    made = page(task(ward=evil, model=evil))
    html = monday_html(made)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    pdf = monday_pdf(made)
    assert "#panic()" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_customer_only_notice_stays_in_the_house():
    made = page(task(advisory="BD-7"))
    assert "Secret" in monday_text(made)
    for outside in (monday_text(made, outside=True), monday_html(made, outside=True)):
        assert "Secret" not in outside
        assert "BD-7" in outside


def fullest():
    """Five jobs of which every text is as long as it can be."""
    long = "A word that goes on and on for a whole sentence. " * 6
    facts = {"title": long, "risk": long, "fixes": [long], "steps": [long]}
    advisories = {f"ICSMA-20-{n:03}-01": facts for n in range(60)}
    tasks = [
        task(
            n,
            tag=f"EQUIPMENT-{n:06}",
            ward=f"Building {n % 7}, surgical intensive care unit {n % 9}",
            model=f"IntelliVue Patient Monitor {n % 8}00",
            advisory=f"ICSMA-20-{n % 60:03}-01",
            reopened=long,
        )
        for n in range(900)
    ]
    return monday(tasks, advisories, ABOUT._replace(losses=9), MAKERS)


def test_the_fullest_page_is_one_accessible_sheet():
    reader = PdfReader(io.BytesIO(monday_pdf(fullest())))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    text = reader.pages[0].extract_text()
    assert "5. BD IntelliVue" in text
    assert "In the inventory: 2,000 devices." in text


def test_nothing_known_is_never_told_as_harmless():
    assert harm_of("", "", "") == UNKNOWN
    assert "treat it as if" in harm_of("Thing", "X-9")
    assert "medicine" in harm_of("", "Alaris 8015")
    assert "alarm" in harm_of("", "MX450", "Philips Patient Monitoring Devices")
