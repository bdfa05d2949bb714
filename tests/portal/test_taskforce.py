"""The Task Force as the public meets it, and who runs it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import xml.etree.ElementTree as ET

import icalendar
import pytest

from convening import announced, meeting_form, text


@pytest.fixture
def staff(portal):
    return portal.person("docket-staff", staff=True)


# --- the year


def test_the_year_is_all_there(portal, year):
    _first, sheets = year
    page = portal.anybody().get("/meetings.json", secure=True).json()
    mine = {row["number"]: row for row in page["meetings"]}
    played = {key: mine[sheet.pk] for key, sheet in sheets.items() if key.startswith("meeting:")}
    assert played["meeting:4"]["state"] == "cancelled"
    assert played["meeting:8"]["notice_short"] == 3
    assert {row["notice_short"] for key, row in played.items() if key != "meeting:8"} == {0}
    assert played["meeting:1"]["minutes"] == "done"
    assert played["meeting:4"]["minutes"] == "none"
    assert played["meeting:3"]["minutes"] == "certify"


def test_what_is_late_is_told_in_words_and_days(portal, year):
    from wardline.hub.evidence.models import Finding

    _first, sheets = year
    # Other files on this hub may have published one.
    Finding.objects.filter(duty="E").update(state="withdrawn")
    client = portal.anybody()
    told = [one["text"] for one in client.get("/taskforce.json", secure=True).json()["late"]]
    third = sheets["meeting:3"]
    start = dt.datetime.fromisoformat(client.get(f"/meetings/{third.pk}.json", secure=True)
                                      .json()["meeting"]["start"])  # fmt: skip
    over = (dt.datetime.now(dt.UTC).date() - start.date()).days - 90
    assert any(t.startswith("“Meeting 3:") and f"is {over} days late to certify" in t for t in told)
    assert any(t.startswith("“Meeting 8:") and "the notice is 3 days short" in t for t in told)
    assert any("The seat “Patients” has been empty for" in t for t in told)
    assert any(t.startswith("An action is ") and t.endswith("Write a new call list.") for t in told)
    assert "Duty E has no next step." in told
    assert "Duty E has no finding yet." in told

    assert any(t.startswith("No meeting in ") for t in told)
    spanish = client.get("/taskforce.json", secure=True, HTTP_ACCEPT_LANGUAGE="es").json()["late"]
    assert {one["code"] for one in spanish} == {
        one["code"] for one in client.get("/taskforce.json", secure=True).json()["late"]
    }
    assert not {one["text"] for one in spanish} & set(told)


def test_the_calendar_holds_every_meeting_once_by_a_uid_that_stays(portal, year):
    _first, sheets = year
    answer = portal.anybody().get("/meetings.ics", secure=True)
    assert answer["Content-Type"].startswith("text/calendar")
    events = {
        str(one["url"]).rstrip("/").rpartition("/")[2]: one
        for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    }
    off, moved, plain = (events[str(sheets[f"meeting:{n}"].pk)] for n in (4, 6, 1))
    assert (off["status"], off["sequence"]) == ("CANCELLED", 1)
    assert "A storm shut the building." in off["description"]
    assert "meet.made-up.example" not in off["description"]
    assert (moved["status"], moved["sequence"]) == ("CONFIRMED", 1)
    assert (plain["status"], plain["sequence"]) == ("CONFIRMED", 0)
    assert "meet.made-up.example" in plain["description"]
    assert len({str(one["uid"]) for one in events.values()}) == len(events)
    alone = portal.anybody().get(f"/meetings/{sheets['meeting:6'].pk}.ics", secure=True)
    [again] = icalendar.Calendar.from_ical(alone.content).walk("VEVENT")
    assert (again["uid"], again["dtstart"].dt) == (moved["uid"], moved["dtstart"].dt)
    page = text(portal.anybody().get(f"/meetings/{sheets['meeting:6'].pk}/", secure=True))
    assert "It was planned for" in page


def test_the_feed_is_atom_and_tells_of_minutes(portal, year):
    answer = portal.anybody().get("/meetings.atom", secure=True)
    feed = ET.fromstring(answer.content)  # noqa: S314 # our own feed
    assert "atom+xml" in answer["Content-Type"]
    name = "{http://www.w3.org/2005/Atom}"
    titles = [entry.find(f"{name}title").text for entry in feed.iter(f"{name}entry")]
    assert any(title.startswith("Minutes: Meeting 1:") for title in titles)
    assert any(title.startswith("Called off: Meeting 4:") for title in titles)


def test_minutes_and_observations_are_evidence(portal, year):
    from wardline.hub.evidence import service as evidence

    _first, sheets = year
    told = evidence.of("taskforce", f"minutes:{sheets['minutes:1'].pk}")
    assert [row.kind for row in told] == ["statement"] * 3
    assert told[0].address == f"/meetings/{sheets['meeting:1'].pk}/"
    seen = evidence.of("taskforce", f"after-action:{sheets['after:1'].pk}")
    assert [(row.part, row.kind) for row in seen] == [
        ("observation:3", "observation"), ("observation:4", "observation"),
    ]  # fmt: skip
    assert "The call list is older than the building." in seen[1].text


def test_what_is_to_be_done_is_there_for_the_report(portal, year):
    from wardline.hub.evidence import service as evidence
    from wardline.hub.taskforce import service

    _first, sheets = year
    number = sheets["exercise:1"].pk
    rows = {row["id"]: row for row in service.corrective_actions()}
    assert rows[f"X-{number}.5"]["state"] == "overdue"
    assert rows[f"X-{number}.5"]["days_overdue"] > 0
    assert rows[f"X-{number}.6"]["state"] == "open"
    assert rows[f"X-{number}.7"]["state"] == "done"
    room, source, part = rows[f"X-{number}.5"]["evidence"]
    assert evidence.of(room, source).filter(part=part).count() == 1
    listed = portal.anybody().get("/exercises/actions.csv", secure=True).content.decode()
    assert f"X-{number}.6" in listed


def test_the_report_on_an_exercise_is_a_tagged_pdf_that_stays_the_same(portal, year):
    import pypdf

    _first, sheets = year
    path = f"/exercises/{sheets['exercise:1'].pk}/report.pdf"
    once, twice = (portal.anybody().get(path, secure=True) for _ in range(2))
    assert once["Content-Type"] == "application/pdf"
    assert once.content == twice.content
    read = pypdf.PdfReader(io.BytesIO(once.content))
    said = " ".join(page.extract_text() for page in read.pages)
    for words in ("After-action report", "Ransom note at a 25-bed hospital", "Buy radios.",
                  "Performed with Major Challenges", "older than the building"):  # fmt: skip
        assert words in " ".join(said.split()), words
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "ransom note." not in said, "an inject is for the staff alone"


def test_injects_are_for_the_staff_alone(portal, year, staff):
    _first, sheets = year
    number = sheets["exercise:1"].pk
    client = portal.anybody()
    for path in (f"/exercises/{number}/", f"/exercises/{number}.json", "/exercises.json"):
        assert "Phones fail too" not in text(client.get(path, secure=True))
    day = f"/staff/taskforce/{number}/day"
    assert client.get(f"{day}/", secure=True).status_code in (302, 401, 403)
    assert portal.person("docket-staff").get(f"{day}/").status_code == 403
    page = staff.get(f"{day}/")
    assert "Phones fail too" in text(page)
    assert text(page).index("A nurse sees") < text(page).index("Phones fail too")
    assert staff.post(f"{day}/", {"inject": "4", "note": "Runners went."}).status_code == 302
    step = next(one for one in staff.get(f"{day}.json").json()["steps"] if one["id"] == 4)
    assert step["note"] == "Runners went."
    assert step["given"]
    assert staff.post(f"{day}/", {"inject": "99"}).status_code == 404


# --- who may, and what the log says


@pytest.mark.parametrize("role", ["admin", "analyst", "docket-staff", "readonly"])
def test_only_the_hub_s_staff_writes(portal, staff, role):
    _title, number = announced(staff)
    member = portal.person(role)
    paths = ("/staff/taskforce/", "/staff/taskforce.json", "/staff/taskforce/new/meeting/",
             f"/staff/taskforce/{number}/", f"/staff/taskforce/{number}/preview/",
             f"/staff/taskforce/{number}/papers/", f"/staff/taskforce/{number}/new/minutes/",
             "/staff/taskforce/rules/notice/")  # fmt: skip
    for path in paths:
        assert member.get(path).status_code == 403, path
        assert staff.get(path).status_code == 200, path
    title = "Written by somebody else"
    refused = member.post(f"/staff/taskforce/{number}/", meeting_form(title, version="1"))
    assert refused.status_code == 403
    assert title not in text(portal.anybody().get("/meetings/", secure=True))


def test_each_change_is_in_the_log(staff):
    from wardline.hub.audit import service as audit

    title, number = announced(staff)
    off = meeting_form(title, version="1", cancelled="on", cancelled_reason_en="Snow.")
    staff.post(f"/staff/taskforce/{number}/", off)
    assert [entry.action for entry in reversed(audit.about(f"meeting:{number}", 10))] == [
        "taskforce.saved", "taskforce.published", "taskforce.saved", "taskforce.published",
    ]  # fmt: skip


def test_a_rule_is_a_dated_setting(portal, staff):
    from wardline.hub.taskforce.models import Rule

    was = Rule.objects.get(name="notice")
    form = {"days": "16", "source": "A made-up rule", "as_of": "2046-01-01"}
    refused = staff.post("/staff/taskforce/rules/notice/", form)
    assert refused.status_code == 400
    assert (
        staff.post("/staff/taskforce/rules/notice/", form | {"as_of": "2026-02-02"}).status_code
        == 302
    )
    try:
        rows = portal.anybody().get("/taskforce/rules.json", secure=True).json()["rules"]
        rule = next(row for row in rows if row["name"] == "notice")
        assert (rule["days"], rule["source"], rule["as_of"]) == (16, "A made-up rule", "2026-02-02")
        assert rule["old"] is True
        title = f"Rule {uuid.uuid4().hex[:8]}"
        staff.post("/staff/taskforce/new/meeting/", meeting_form(title, 15))
        assert title not in text(portal.anybody().get("/meetings/", secure=True))
    finally:
        was.save()


# --- progress


def test_the_numbers_of_a_duty_are_counted(portal, staff, year):
    from wardline.hub.evidence import findings
    from wardline.hub.evidence import service as evidence

    _first, sheets = year
    client = portal.anybody()

    def duty(letter: str) -> dict:
        rows = client.get("/taskforce/progress.json", secure=True).json()["duties"]
        return next(row for row in rows if row["duty"] == letter)

    before = duty("C")
    assert before["exercises"] >= 1
    assert before["meetings"] >= 1
    made = findings.Content("risk", "C", {"en": "Old pumps"}, {"en": "They cannot be mended."})
    finding = findings.save(staff.actor, None, made)
    [_one, seen] = evidence.of("taskforce", f"after-action:{sheets['after:1'].pk}")
    findings.cite(staff.actor, finding.pk, seen.pk, "Nobody knew who calls the other units.")
    assert duty("C")["findings"] == before["findings"]
    findings.publish(staff.actor, finding.pk, finding.version)
    after = duty("C")
    assert after["findings"] == before["findings"] + 1
    assert after["statements_cited"] == before["statements_cited"] + 1
    assert "Duty C has no finding yet." not in text(client.get("/taskforce/", secure=True))
