"""The Task Force as the public meets it, and as its staff run it."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import uuid
import xml.etree.ElementTree as ET
import zoneinfo
from html.parser import HTMLParser

import icalendar
import pytest

ZONE = "America/New_York"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def local(days: int, hour: int = 13) -> str:
    at = dt.datetime.now(zoneinfo.ZoneInfo(ZONE)) + dt.timedelta(days=days)
    return f"{at:%Y-%m-%d} {hour:02d}:00"


@pytest.fixture(scope="module")
def year(portal):
    """A made-up year that ends a month from now: what was played, by key."""
    from wardline.hub.taskforce import playing
    from wardline.testing import taskforce

    now = dt.datetime.now(zoneinfo.ZoneInfo(ZONE))
    month = (now.year * 12 + now.month - 1) - 10
    first = now.replace(year=month // 12, month=month % 12 + 1, day=17, hour=13, minute=0,
                        second=0, microsecond=0)  # fmt: skip
    staff = portal.person("docket-staff", staff=True)
    at = [step for step in taskforce.year(first) if step.at <= now
          and (step.certified is None or step.certified[1] <= now.date())]  # fmt: skip
    return first, playing.play(staff.actor, at)


@pytest.fixture
def staff(portal):
    return portal.person("docket-staff", staff=True)


def meeting_form(title: str, days: int = 30, **more) -> dict:
    return {
        "title_en": title,
        "title_es": "",
        "start": local(days),
        "end": local(days, 16),
        "zone": ZONE,
        "open": "on",
        "contact": "taskforce@made-up.example",
        "place_en": "Made-up Hall",
        "agenda_en": "Opening\nOld pumps",
        "do": "publish",
    } | more


def announced(staff, **more) -> tuple[str, int]:
    """A new public meeting: its title and number."""
    title = f"Made-up meeting {uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form(title, **more))
    assert answer.status_code == 302, text(answer)
    return title, int(re.search(r"/(\d+)/$", answer["Location"])[1])


def problems(answer) -> str:
    """What a page says that is in the way."""
    shape = r'usa-alert__text">(.*?)</p>|usa-error-message">(.*?)<'
    return " ".join(" ".join(one) for one in re.findall(shape, text(answer), re.DOTALL))


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
    _first, sheets = year
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


def test_the_report_to_congress_takes_members_and_meetings_from_here(year, monkeypatch):
    from wardline.hub.report import collecting

    first, sheets = year
    written = {**collecting.service.texts(), "members": "", "meetings": ""}
    monkeypatch.setattr(collecting.service, "texts", lambda: written)
    made = collecting.snapshot(dt.datetime.now(dt.UTC).date())
    ada = next(one for one in made.members if one.name == "Ada Made-Up")
    assert (ada.role, ada.organization) == ("chair, Hospitals", "Made-up Hospitals")
    held = {one.address: one for one in made.meetings}
    one = held[f"/meetings/{sheets['meeting:1'].pk}/"]
    assert (one.on, one.public) == (first.date(), True)
    assert f"/meetings/{sheets['meeting:4'].pk}/" not in held
    written["members"] = "Ann Typed | Made-up Clinic | member"
    assert [one.name for one in collecting.snapshot(first.date()).members] == ["Ann Typed"]


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


# --- drafts and publishing


def test_a_draft_is_nobody_s_until_it_is_published(portal, staff):
    title = f"Secret plan {uuid.uuid4().hex[:6]}"
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form(title, do="save"))
    number = int(re.search(r"/(\d+)/$", answer["Location"])[1])
    client = portal.anybody()
    public = ("/meetings/", "/meetings.json", "/meetings.csv", "/meetings.ics", "/meetings.atom",
              "/taskforce/", "/taskforce.json")  # fmt: skip
    for path in public:
        assert title not in text(client.get(path, secure=True)), path
    assert client.get(f"/meetings/{number}/", secure=True).status_code == 404
    assert client.get(f"/meetings/{number}.ics", secure=True).status_code == 404
    assert title in text(staff.get(f"/staff/taskforce/{number}/preview/"))
    published = staff.post(f"/staff/taskforce/{number}/", meeting_form(title, version="1"))
    assert published["Location"] == f"/meetings/{number}/", problems(published)
    for path in public[:5]:
        assert title in text(client.get(path, secure=True)), path
    # A newer draft does not change what all read.
    changed = meeting_form(f"{title} changed", version="2", do="save")
    assert staff.post(f"/staff/taskforce/{number}/", changed).status_code == 302
    page = text(client.get(f"/meetings/{number}/", secure=True))
    assert f"{title} changed" not in page
    assert f"{title} changed" in text(staff.get(f"/staff/taskforce/{number}/preview/"))
    kept = staff.post(f"/staff/taskforce/{number}/", meeting_form(title, version="3", do="discard"))
    assert kept.status_code == 409


def test_a_late_change_is_told_and_nothing_is_lost(staff):
    title, number = announced(staff)
    stale = staff.post(f"/staff/taskforce/{number}/", meeting_form(f"{title} x", version="0"))
    assert stale.status_code == 409
    assert "Somebody else changed this" in problems(stale)
    assert f"{title} x" in text(stale)


def test_a_draft_can_be_thrown_away(staff):
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form("Thrown away", do="save"))
    where = answer["Location"]
    gone = staff.post(where, meeting_form("Thrown away", version="1", do="discard"))
    assert gone["Location"] == "/staff/taskforce/"
    assert staff.get(where).status_code == 404


@pytest.mark.parametrize(("days", "more", "status", "words"), [
    (15, {}, 302, ""),
    (14, {}, 302, "14 days away; 15 days of notice are asked for"),
    (14, {"short_reason_en": "A storm."}, 302, ""),
    (6, {"short_reason_en": "A storm."}, 302, "only 6 days away"),
    (6, {"short_reason_en": "A storm.", "exceptional": "on"}, 302, ""),
    (3, {"notice_on": "2026-01-02", "notice_cited": "91 FR 12345"}, 302, ""),
    (30, {"open": ""}, 302, "Say why the meeting is closed"),
])  # fmt: skip
def test_the_notice_is_measured_before_all_can_read_it(portal, staff, days, more, status, words):
    title = f"Notice {uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form(title, days, **more))
    assert answer.status_code == status
    shown = title in text(portal.anybody().get("/meetings/", secure=True))
    assert shown is (not words)
    if words:
        page = staff.get(answer["Location"])
        assert words in problems(page)
        assert title in text(page)


@pytest.mark.parametrize(("more", "words"), [
    ({"title_en": ""}, "required"),
    ({"end": local(29)}, "ends before it begins"),
    ({"start": "tomorrow"}, "Write it like 2026-01-31 09:00."),
    ({"zone": "Mars/Olympus"}, "There is no such time zone."),
    ({"notice_on": "2026-01-02"}, "needs its day and its citation"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_kept(staff, more, words):
    form = meeting_form("Kept as typed", **more) | {"comment_en": "Typed with care."}
    answer = staff.post("/staff/taskforce/new/meeting/", form)
    assert answer.status_code == 400
    assert words in problems(answer)
    assert "Typed with care." in text(answer)


def test_what_was_announced_is_called_off_with_its_reason(portal, staff):
    title, number = announced(staff)
    form = meeting_form(title, version="1", cancelled="on")
    where = f"/staff/taskforce/{number}/"
    refused = staff.post(where, form)
    assert "Say why the meeting is called off" in problems(staff.get(refused["Location"]))
    form |= {"version": "2", "cancelled_reason_en": "Snow."}
    assert staff.post(where, form)["Location"] == f"/meetings/{number}/"
    page = text(portal.anybody().get(f"/meetings/{number}/", secure=True))
    assert "This meeting is called off" in page
    assert "Snow." in page


def test_a_closed_meeting_keeps_its_link(portal, staff):
    _title, number = announced(
        staff, open="", closed_reason_en="5 U.S.C. 552b(c)(4)", link="https://in.made-up.example/x"
    )
    client = portal.anybody()
    for path in (f"/meetings/{number}/", f"/meetings/{number}.json", f"/meetings/{number}.ics"):
        assert "in.made-up.example" not in text(client.get(path, secure=True))


# --- statements


def test_an_open_meeting_takes_statements_and_none_is_public_before_a_person_decides(portal, staff):
    from wardline.hub.docket import service as docket

    title, number = announced(staff, statements_until=local(29))
    client = portal.anybody()
    call = f"meeting-{number}"
    assert f"/docket/calls/{call}/comment/" in text(client.get(f"/meetings/{number}/", secure=True))
    form = text(client.get(f"/docket/calls/{call}/comment/", secure=True))
    assert "Your answers may be made public" in form
    assert f"Statements for the meeting “{title}”" in form
    said = f"Hear the clinics {uuid.uuid4().hex[:6]}."
    sent = client.post(
        f"/docket/calls/{call}/comment/",
        {"answer-1": said, "kind": "anonymous", "do": "send"},
        secure=True,
    )
    assert sent.status_code == 201
    while docket.screen_waiting():
        pass
    assert said not in text(client.get(f"/meetings/{number}/", secure=True))
    [row] = docket.Comment.objects.filter(call=call)
    docket.decide(staff.actor, row.pk, docket.Decision("post"))
    assert said in text(client.get(f"/meetings/{number}/", secure=True))
    # Called off: it takes no more.
    off = meeting_form(title, version="1", cancelled="on", cancelled_reason_en="Snow.",
                       statements_until=local(29))  # fmt: skip
    staff.post(f"/staff/taskforce/{number}/", off)
    from wardline.hub.docket import calls

    closes = calls.find(call).closes_at
    assert calls.phase(calls.find(call), closes) == "closed"
    assert closes / 1e6 < dt.datetime.now(dt.UTC).timestamp() + 5


# --- minutes


def held(staff) -> tuple[str, int]:
    """A meeting that was yesterday."""
    return announced(staff, days=-1)


def test_minutes_are_drafted_published_and_certified_by_the_chair_alone(portal, staff, year):
    from wardline.hub.taskforce.models import Sheet

    _first, sheets = year
    _title, number = held(staff)
    where = f"/staff/taskforce/{number}/new/minutes/"
    typed = {"text_en": "The chair opened.\n\nDecided: go on.", "public": "3",
             "present": [sheets["term:hospitals"].pk], "guests": "Eve Pretend"}  # fmt: skip
    draft = staff.post(where, {**typed, "do": "save"})
    assert draft.status_code == 302, problems(draft)
    client = portal.anybody()
    assert "Decided: go on." not in text(client.get(f"/meetings/{number}/", secure=True))
    edit = draft["Location"]
    assert staff.get(where)["Location"] == edit, "one meeting has one sheet of minutes"
    minutes = Sheet.objects.get(about=number, kind="minutes")
    certify = f"/staff/taskforce/{minutes.pk}/certify/"
    today = dt.datetime.now(dt.UTC).date()
    chair = {"chair": sheets["term:hospitals"].pk, "on": today.isoformat(), "version": "0"}
    assert staff.post(certify, chair).status_code == 409
    assert staff.post(edit, {**typed, "version": "1", "do": "publish"}).status_code == 302
    page = text(client.get(f"/meetings/{number}/", secure=True))
    assert "Decided: go on." in page
    assert "Ada Made-Up" in page
    assert "The chair has not certified them yet." in page
    other = staff.post(certify, chair | {"version": "2", "chair": sheets["term:clinics"].pk})
    assert other.status_code == 400
    early = (today - dt.timedelta(days=5)).isoformat()
    assert staff.post(certify, chair | {"version": "2", "on": early}).status_code == 400
    assert staff.post(certify, chair | {"version": "2"}).status_code == 302
    page = text(client.get(f"/meetings/{number}/", secure=True))
    assert f"Ada Made-Up, who was in the chair, certified them on {today}" in page
    # A correction asks for the chair again, and keeps what cites the rest.
    from wardline.hub.evidence import service as evidence

    cited = {row.text: row.pk for row in evidence.of("taskforce", f"minutes:{minutes.pk}")}
    changed = {
        **typed,
        "text_en": "Seven were there.\n\nThe chair opened.\n\nDecided: stop.",
        "version": "2",
    }
    assert staff.post(edit, {**changed, "do": "publish"}).status_code == 302
    page = text(client.get(f"/meetings/{number}/", secure=True))
    assert "The chair has not certified them yet." in page
    assert "They were corrected since." in page
    after = {row.text: row.pk for row in evidence.of("taskforce", f"minutes:{minutes.pk}")}
    assert set(after) == {"Seven were there.", "The chair opened.", "Decided: stop."}
    assert after["The chair opened."] == cited["The chair opened."]


# --- papers


def add_paper(staff, number: int, data: bytes, name: str = "paper.txt"):
    file = io.BytesIO(data)
    file.name = name
    return staff.post(f"/staff/taskforce/{number}/papers/", {"title_en": "A paper", "file": file})


def test_a_paper_is_screened_sealed_and_shown_by_a_person(portal, staff):
    _title, number = announced(staff)
    secret = f"pumpword{uuid.uuid4().hex[:8]}"
    body = f"About old pumps, {secret}. Call Zebediah Quillfeather at 555-010-0199.\n".encode()
    taken = add_paper(staff, number, body)
    assert taken.status_code == 302, problems(taken)
    paper = int(re.search(r"/(\d+)/$", taken["Location"])[1])
    page = text(staff.get(taken["Location"]))
    assert "555-010-0199</mark>" in page
    for path, raw in portal.stored():
        assert secret.encode() not in raw, path
    client = portal.anybody()
    public = f"/meetings/{number}/papers/{paper}/"
    assert client.get(public, secure=True).status_code == 404
    assert client.get(f"{public}file", secure=True).status_code == 404
    assert "A paper" not in text(client.get(f"/meetings/{number}/", secure=True))
    staff.post(f"/staff/taskforce/papers/{paper}/", {"do": "show"})
    assert secret in text(client.get(public, secure=True))
    assert client.get(f"{public}file", secure=True).status_code == 404
    staff.post(f"/staff/taskforce/papers/{paper}/", {"do": "show", "whole": "yes"})
    file = client.get(f"{public}file", secure=True)
    assert file.content == body
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    staff.post(f"/staff/taskforce/papers/{paper}/", {"do": "remove"})
    assert client.get(public, secure=True).status_code == 404
    assert "A paper (removed)" in re.sub(
        r"\s+", " ", text(client.get(f"/meetings/{number}/", secure=True))
    )
    again = staff.post(f"/staff/taskforce/papers/{paper}/", {"do": "show"})
    assert again.status_code == 409


@pytest.mark.parametrize(("data", "name", "words"), [
    (EICAR, "notes.txt", "looks like a virus"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "slides.pdf", "picture"),
    (b"   ", "empty.txt", "empty"),
])  # fmt: skip
def test_what_cannot_be_a_paper_is_refused(staff, data, name, words):
    _title, number = announced(staff)
    answer = add_paper(staff, number, data, name)
    assert answer.status_code == 400
    assert words in problems(answer)


# --- forms


class Shown(HTMLParser):
    """What a browser would send of a page's form, were its button pressed at once."""

    def __init__(self, page: str):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(page[page.index('<form class="usa-form') :].partition("</form>")[0])

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "input" and "name" in found:
            box = found.get("type") in ("checkbox", "radio")
            if not box or "checked" in found:
                value = found.get("value", "on" if box else "")
                self.sent.setdefault(found["name"], []).append(value)
        elif tag == "textarea":
            self._area = found["name"]
            self.sent[self._area] = [""]
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and ("selected" in found or self._select not in self.sent):
            self.sent[self._select] = [found["value"]]

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] = [self.sent[self._area][0] + data]

    def handle_endtag(self, tag):
        if tag == "textarea":
            typed = self.sent[self._area][0].removeprefix("\n").replace("\r\n", "\n")
            self.sent[self._area] = [typed.replace("\n", "\r\n")]
            self._area = ""


@pytest.mark.parametrize("key", [
    "seat:clinics", "term:patients", "meeting:1", "meeting:4", "minutes:1", "exercise:1",
    "after:1", "duty:A",
])  # fmt: skip
def test_what_a_form_shows_is_what_it_saves(staff, year, key):
    from wardline.hub.taskforce import service

    _first, sheets = year
    sheet = service.find(sheets[key].pk)
    where = f"/staff/taskforce/{sheet.pk}/"
    sent = Shown(staff.get(where).content.decode()).sent
    answer = staff.post(where, {**sent, "do": "save"})
    assert answer.status_code == 302, problems(answer)
    again = service.find(sheet.pk)
    assert again.version == sheet.version + 1
    assert service.content(again) == service.content(sheet)
    assert again.shown == sheet.shown


def test_rows_of_a_report_are_added_by_the_form_alone(staff, year):
    from wardline.hub.taskforce import service

    answer = staff.post(
        "/staff/taskforce/new/exercise/",
        exercise_form("Reported", [{"text_en": "Tell all", "capability": "Made up"}]),
    )
    number = int(re.search(r"/(\d+)/$", answer["Location"])[1])
    where = f"/staff/taskforce/{number}/new/after-action/"
    sent = Shown(staff.get(where).content.decode()).sent
    typed = {"summary_en": "It went.", "ratings-0-objective": "1", "ratings-0-rating": "M",
             "observations-0-kind": "improvement", "observations-0-text_en": "Slow.",
             "observations-1-kind": "strength", "observations-1-text_en": "Kind."}  # fmt: skip
    answer = staff.post(where, {**sent, **typed, "do": "save"})
    assert answer.status_code == 302, problems(answer)
    where = answer["Location"]
    made = service.content(service.find(int(re.search(r"/(\d+)/$", where)[1])))
    assert [(one.objective, one.rating) for one in made.ratings] == [(1, "M")]
    assert [one.text["en"] for one in made.observations] == ["Slow.", "Kind."]
    sent = Shown(staff.get(where).content.decode()).sent
    typed = {"actions-0-text_en": "Be quick.", "actions-0-owner": "Safety office",
             "actions-0-due": "2046-01-31"}  # fmt: skip
    unsaid = staff.post(where, {**sent, **typed, "do": "save"})
    assert unsaid.status_code == 400, "an action says what it answers"
    typed["actions-0-observation"] = str(made.observations[0].id)
    assert staff.post(where, {**sent, **typed, "do": "save"}).status_code == 302
    # It cannot be public before its exercise is, nor without causes.
    sent = Shown(staff.get(where).content.decode()).sent
    page = staff.get(staff.post(where, {**sent, "do": "publish"})["Location"])
    assert "Show first what it is about" in problems(page)
    plan = f"/staff/taskforce/{number}/"
    staff.post(plan, {**Shown(staff.get(plan).content.decode()).sent, "do": "publish"})
    sent = Shown(staff.get(where).content.decode()).sent
    page = staff.get(staff.post(where, {**sent, "do": "publish"})["Location"])
    assert "needs its cause" in problems(page)
    sent = Shown(staff.get(where).content.decode()).sent | {"observations-0-cause_en": "No list."}
    done = staff.post(where, {**sent, "do": "publish"})
    assert done["Location"] == f"/exercises/{number}/"


# --- rows of an exercise


def exercise_form(title: str, rows: list[dict], initial: int = 0, **more) -> dict:
    made = {
        "title_en": title, "kind": "tabletop", "start": local(-2), "end": local(-2, 16),
        "zone": ZONE, "scope_en": "Made up.", "do": "save",
        "injects-TOTAL_FORMS": "0", "injects-INITIAL_FORMS": "0",
        "objectives-TOTAL_FORMS": str(len(rows)), "objectives-INITIAL_FORMS": str(initial),
    }  # fmt: skip
    for place, row in enumerate(rows):
        made |= {f"objectives-{place}-{name}": value for name, value in row.items()}
    return made | more


def test_the_number_of_a_row_is_never_given_twice(staff):
    from wardline.hub.taskforce import service

    rows = [{"text_en": f"Objective {n}", "capability": "Made up"} for n in (1, 2)]
    answer = staff.post("/staff/taskforce/new/exercise/", exercise_form("Rows", rows))
    where = answer["Location"]
    number = int(re.search(r"/(\d+)/$", where)[1])
    again = [
        {**rows[0], "id": "1"},
        {**rows[1], "id": "2", "DELETE": "on"},
        {"text_en": "Objective 3", "capability": "Made up", "id": "2"},
    ]
    staff.post(where, exercise_form("Rows", again, 2, version="1"))
    made = service.content(service.find(number))
    assert [(one.id, one.text["en"]) for one in made.objectives] == [
        (1, "Objective 1"), (3, "Objective 3"),
    ]  # fmt: skip
    assert made.last == 3


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
