"""The clocks of an incident: due dates, one's own, the law's, calendar, reminders, worksheet."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

BREACH = {
    "what.harms": "data-taken",
    "when.found": "2026-11-20 14:30",
    "extent.disclosure": "yes",
    "extent.data": "Medical",
    "extent.encrypted": "no",
    "extent.persons": "612",
    "victim.kind": "hospital",
}
OWN = {
    "title": "Contract with a made-up plan",
    "duty": "Tell the plan's security office.",
    "source": "Contract, section 7",
    "as_of": "2026-11-01",
    "start": "found",
    "hours": "48",
    "days": "",
    "condition": "always",
    "pending": "",
}


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Clock {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


def reported(person, collection, **answers):
    """The address of an incident that was released by name."""
    page = person.get("/incidents/new/").content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    sent = {"token": token, "what.kind": "ransomware", "what.certainty": "confirmed",
            "release": "named", "collection": collection, "tlp": "amber", "do": "check",
            **answers}  # fmt: skip
    where = person.post("/incidents/new/", sent)["Location"]
    preview = person.get(where.rstrip("/") + ".json").json()
    sent = {"token": preview["token"], "digest": preview["digest"], "word": "share", "odd": "1"}
    answer = person.post(where.replace("/preview/", "/release/"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def clocks_of(person, address):
    told = person.get(address.rstrip("/") + ".json").json()["clocks"]
    return {one["name"]: one for one in told}


def test_the_clocks_that_run_stand_with_their_day_zone_and_source(portal, collection):
    person = portal.person("member")
    address = reported(person, collection, **BREACH)
    found = clocks_of(person, address)
    assert found["hipaa-individuals"]["day"] == "2027-01-19"
    assert found["hipaa-individuals"]["sure"] == "runs"
    assert found["hipaa-hhs"]["day"] == "2027-01-19"
    assert "hipaa-hhs-yearly" not in found
    assert found["circia-incident"]["at"] == "2026-11-23T14:30:00+00:00"
    assert found["circia-incident"]["sure"] == "may-run"
    page = person.get(address).content.decode()
    assert "never legal advice" in page
    assert "2027-01-19 (UTC)" in page
    assert "45 CFR 164.404" in page
    assert "as read on 2026-03-01" in page


def test_an_administrator_adds_changes_and_removes_an_own_clock(portal, collection):
    admin = portal.person("admin")
    member = portal.person("member", admin.organization)
    other = portal.person("admin")
    assert member.post("/incidents/clocks/new/", OWN).status_code == 403
    assert admin.post("/incidents/clocks/new/", {**OWN, "days": "3"}).status_code == 400
    assert admin.post("/incidents/clocks/new/", {**OWN, "as_of": "2099-01-01"}).status_code == 400
    assert admin.post("/incidents/clocks/new/", OWN).status_code == 302
    again = admin.post("/incidents/clocks/new/", OWN)
    assert "There is a clock with this title already" in again.content.decode()
    name = admin.get("/incidents/clocks.json").json()["own"][0]["name"]
    assert other.get("/incidents/clocks.json").json()["own"] == []
    assert other.get(f"/incidents/clocks/{name}/").status_code == 404
    assert other.post(f"/incidents/clocks/{name}/", {"remove": "1"}).status_code == 404
    address = reported(member, collection, **BREACH)
    assert clocks_of(member, address)[name]["at"] == "2026-11-22T14:30:00+00:00"
    changed = {**OWN, "hours": "24"}
    assert admin.post(f"/incidents/clocks/{name}/", changed).status_code == 302
    assert clocks_of(member, address)[name]["at"] == "2026-11-21T14:30:00+00:00"
    assert admin.post(f"/incidents/clocks/{name}/", {"remove": "1"}).status_code == 302
    assert name not in clocks_of(member, address)


def test_the_hubs_staff_keep_the_laws_clocks_true_with_their_day(portal, collection):
    staff, admin = portal.person("admin", staff=True), portal.person("admin")
    page = "/staff/clocks/circia-payment/"
    assert admin.get(page).status_code == 403
    law = {"title": "CIRCIA: report a payment", "duty": "Report it.", "source": "6 U.S.C. 681b",
           "as_of": "2026-11-25", "start": "paid", "hours": "24", "days": "",
           "condition": "payment", "pending": ""}  # fmt: skip
    try:
        assert staff.post(page, law).status_code == 302
        shown = admin.get("/incidents/clocks.json").json()["federal"]
        kept = next(one for one in shown if one["name"] == "circia-payment")
        assert (kept["as_of"], kept["pending"]) == ("2026-11-25", "")
    finally:
        assert staff.post(page, {"remove": "1"}).status_code == 302
    shown = admin.get("/incidents/clocks.json").json()["federal"]
    assert next(one for one in shown if one["name"] == "circia-payment")["pending"]


def test_the_rules_for_numbers_of_persons_outlive_a_change_by_staff(portal, collection):
    staff, person = portal.person("admin", staff=True), portal.person("member")
    page = "/staff/clocks/hipaa-hhs/"
    law = {"title": "HIPAA: tell HHS", "duty": "Tell it.", "source": "45 CFR 164.408(b)",
           "as_of": "2026-11-25", "start": "found", "hours": "", "days": "60",
           "condition": "breach", "pending": ""}  # fmt: skip
    try:
        assert staff.post(page, law).status_code == 302
        few = reported(person, collection, **{**BREACH, "extent.persons": "20"})
        assert "hipaa-hhs" not in clocks_of(person, few)
    finally:
        staff.post(page, {"remove": "1"})


def test_the_calendar_holds_the_days_and_nothing_of_the_incident(portal, collection):
    from icalendar import Calendar

    person = portal.person("member")
    address = reported(person, collection, **BREACH, **{"what.text": "The made-up lab was hit."})
    answer = person.get(f"{address}calendar/")
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    days = {str(event["SUMMARY"]): event["DTSTART"].dt for event in events}
    assert days["HIPAA: tell the persons concerned"] == dt.date(2027, 1, 19)
    assert all(event.walk("VALARM") for event in events if event.get("STATUS") != "CANCELLED")
    assert b"made-up lab" not in answer.content
    other = portal.person("member")
    assert other.get(f"{address}calendar/").status_code == 404


def test_reminders_come_once_in_each_span_and_end_when_it_is_done(portal, collection):
    from wardline.hub.incidents import timing

    person = portal.person("member")
    admin = portal.person("admin", person.organization)
    bystander = portal.person("analyst", person.organization)
    stranger = portal.person("admin")
    found = dt.datetime(2031, 3, 3, 12, tzinfo=dt.UTC)
    address = reported(person, collection, **{**BREACH, "when.found": "2031-03-03 12:00"})

    def told(who):
        rows = who.get("/notices.json").json()["notices"]
        return [one for one in rows if one["link"] == address]

    def at(**later):
        timing.remind(int((found + dt.timedelta(**later)).timestamp() * 1_000_000))
        return len(told(person))

    assert at(hours=10) == 0
    assert at(hours=49) == 1
    assert at(hours=50) == 1
    assert at(hours=69) == 2
    assert at(hours=71, minutes=30) == 3
    assert at(hours=73) == 4
    assert "has run out" in told(person)[0]["headline"]
    assert len(told(admin)) == 4
    assert told(bystander) == told(stranger) == []
    # Days: 14 before, and then it is done.
    assert at(days=40) == 4
    later = at(days=48)
    assert later > 4
    for name in clocks_of(person, address):
        assert person.post(f"{address}clocks/{name}/", {"done": "1"}).status_code == 302
    assert at(days=58) == later
    assert clocks_of(person, address)["hipaa-individuals"]["done"]["by"] == person.user.name
    person.post(f"{address}clocks/hipaa-individuals/")
    assert clocks_of(person, address)["hipaa-individuals"]["done"] is None
    assert at(days=59) > later


def test_the_worksheet_is_kept_and_names_nobody(portal, collection):
    person = portal.person("member")
    address = reported(person, collection, **BREACH)
    page = person.get(f"{address}worksheet/").content.decode()
    assert "Kinds of data: Medical" in page
    assert "never legal advice" in page
    typed = {"nature-level": "high", "nature-text": "Diagnoses; persons can be told by them."}
    wrong = {**typed, "who-text": "Taken by Zebediah Marrowstone, SSN 123-45-6789."}
    answer = person.post(f"{address}worksheet/", wrong)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "was not saved" in page
    assert "Marrowstone" in page
    assert person.post(f"{address}worksheet/", typed).status_code == 302
    kept = person.get(f"{address}worksheet.json").json()["factors"]
    assert (kept[0]["level"], kept[0]["text"]) == ("high", typed["nature-text"])
    for path, held in portal.stored():
        assert b"Marrowstone" not in held, path
    assert json.dumps(kept)
