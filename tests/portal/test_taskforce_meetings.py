"""Meetings of the Task Force: drafts and publishing, statements, minutes, papers."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pytest

from convening import announced, local, meeting_form, problems, text

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def staff(portal):
    return portal.person("docket-staff", staff=True)


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


def test_a_draft_that_somebody_changed_meanwhile_is_not_thrown_away(staff):
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form("Written twice", do="save"))
    where = answer["Location"]
    newer = meeting_form("Written with care", version="1", do="save")
    assert staff.post(where, newer).status_code == 302
    stale = staff.post(where, meeting_form("Written twice", version="1", do="discard"))
    assert stale.status_code == 409
    assert "Somebody else changed this" in problems(stale)
    assert "Written with care" in text(staff.get(where))


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
    # A form without its button shows nothing to anybody.
    assert staff.post(f"/staff/taskforce/papers/{paper}/", {"whole": "yes"}).status_code == 400
    assert client.get(public, secure=True).status_code == 404
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
