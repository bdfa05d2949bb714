"""The report in the portal: written, checked, proposed by one, released by another, frozen."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from wardline.core.errors import ConflictError, ForbiddenError, UsageError

DAY = "2026-11-01"
WORDS = "We lack people who know both care and computers."
PARTS = {
    "title": "What we ask for (made up)",
    "publisher": "A made-up Task Force",
    "letter": "We send you our report.",
    "signed": "Made Up, chair",
    "summary": "In short.",
    "charge": "The law asks.",
    "method": "We asked.",
    "risks": "Care stops.",
    "glossary": "Finding | what the evidence shows",
    "help": "small | First steps | https://help.example/ | Two pages.",
}


@pytest.fixture(name="staff")
def staff_fixture(portal):
    return portal.person("docket-staff", staff=True)


@pytest.fixture(name="other")
def other_fixture(portal):
    return portal.person("docket-staff", staff=True)


@pytest.fixture(name="clean")
def clean_fixture(portal):
    """A report that nobody wrote in yet, and no finding of earlier tests: they share one hub."""
    from wardline.hub.evidence.models import Finding
    from wardline.hub.report.models import Edition, Item, ItemVersion, Part

    for model in (Edition, ItemVersion, Part):
        model.objects.all().delete()
    Finding.objects.update(state="withdrawn")
    Item.objects.update(parent=None)
    Item.objects.all().delete()


@pytest.fixture(name="comment")
def comment_fixture(clean, staff):
    """A posted comment: its tracking number, and its evidence."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service
    from wardline.hub.evidence import service as evidence

    call = calls.find("cybersecurity-rfi")
    sent = service.submit(call, service.Sent(Record("", answers={"2": f"{WORDS} Truly."})))
    row = service.Comment.objects.get(number=sent.number)
    service.Comment.objects.filter(pk=row.pk).update(state="screened")
    service.decide(staff.actor, row.pk, service.Decision("post"))
    return sent.tracking, next(iter(evidence.of("docket", f"comment:{row.pk}")))


@pytest.fixture(name="finding")
def finding_fixture(staff, comment):
    from wardline.hub.evidence import findings

    made = findings.Content(
        kind="gap", duty="B", title={"en": "Too few hands"}, text={"en": "Few know both."}
    )
    row = findings.save(staff.actor, None, made)
    findings.cite(staff.actor, row.pk, comment[1].pk, WORDS)
    return findings.publish(staff.actor, row.pk, row.version)


@pytest.fixture(name="written")
def written_fixture(clean, staff, finding):
    """A whole report, written through the pages; the recommendation's item."""
    for name, text in PARTS.items():
        sent = staff.post(f"/staff/report/parts/{name}/", {"version": 0, "text": text})
        assert sent.status_code == 302, sent.content.decode()
    new = "/staff/report/items/new/"
    assert staff.post(new, {"kind": "imperative", "title": "Have enough people"}).status_code == 302
    from wardline.hub.report.models import Item

    top = Item.objects.get(kind="imperative")
    given = {"kind": "recommendation", "parent": top.pk, "title": "Share experts"}
    assert staff.post(new, {**given, "findings": f"f-{finding.pk}"}).status_code == 302
    middle = Item.objects.get(kind="recommendation")
    action = {"kind": "action", "parent": middle.pk, "title": "Try it", "due": "2026-06-01"}
    assert staff.post(new, action).status_code == 302
    return middle


def missing(staff):
    told = staff.get("/staff/report.json").json()
    return {(one["where"].partition(" ")[0], one["code"]) for one in told["missing"]}


def released(staff, other):
    sent = staff.post("/staff/report/", {"as_of": DAY})
    assert sent.status_code == 302, sent.content.decode()
    address = sent.headers["Location"]
    done = other.post(address, {"do": "release"})
    assert done.status_code == 302, done.content.decode()
    return done.headers["Location"]


def test_an_empty_report_says_all_that_is_missing(clean, staff):
    codes = {code for _, code in missing(staff)}
    assert codes == {"no-text", "unsigned", "no-items", "no-title"}
    refused = staff.post("/staff/report/", {"as_of": DAY})
    assert refused.status_code == 400
    assert b"Not proposed" in refused.content
    preview = staff.get("/staff/report/preview/").content.decode()
    assert "It cannot be read yet" in preview
    assert preview.count("<li>") >= 4


def test_written_by_pages_proposed_by_one_released_by_another(portal, written, staff, other):
    assert missing(staff) == set()
    preview = staff.get("/staff/report/preview/")
    assert preview.status_code == 200
    assert WORDS.encode() in preview.content
    assert "sha256-" in preview.headers["Content-Security-Policy"]
    sent = staff.post("/staff/report/", {"as_of": DAY})
    address = sent.headers["Location"]
    # Nobody else reads it before a second person says so.
    assert portal.anybody().get("/reports.json", secure=True).json() == {"editions": []}
    assert portal.anybody().get("/reports/1/", secure=True).status_code == 404
    own = staff.post(address, {"do": "release"})
    assert own.status_code == 403
    proposed = staff.get(f"{address}files/report.pdf").content
    done = other.post(address, {"do": "release"})
    assert done.status_code == 302
    told = portal.anybody().get("/reports/1.json", secure=True).json()
    names = [one["name"] for one in told["files"]]
    assert names == ["progress.html", "report.docx", "report.html", "report.json", "report.pdf"]
    for one in told["files"]:
        got = portal.anybody().get(f"/reports/1/files/{one['name']}", secure=True)
        assert got.status_code == 200
        assert hashlib.sha256(got.content).hexdigest() == one["sha256"]
    pdf = portal.anybody().get("/reports/1/files/report.pdf", secure=True)
    assert pdf.content == proposed
    assert pdf.content.startswith(b"%PDF")
    word = portal.anybody().get("/reports/1/files/report.docx", secure=True).content
    assert zipfile.ZipFile(io.BytesIO(word)).testzip() is None
    made = json.loads(portal.anybody().get("/reports/1/files/report.json", secure=True).content)
    assert made["sources"][0]["address"].startswith("/docket/comments/")
    assert [one["number"] for one in made["items"]] == ["1", "1.1", "1.1.1"]
    assert made["items"][2]["late"] is True
    page = portal.anybody().get("/reports/", secure=True)
    assert b"Edition 1" in page.content


def test_an_edition_stays_while_the_draft_goes_on(portal, written, staff, other):
    from wardline.hub.report import service

    released(staff, other)
    before = portal.anybody().get("/reports/1.json", secure=True).json()
    form = {"do": "save", "version": 1, "title": "Share experts soon", "findings": ""}
    held = service.content(written)
    form["findings"] = " ".join(held.findings)
    assert staff.post(f"/staff/report/items/{written.pk}/", form).status_code == 302
    action = written.below.get()
    assert staff.post(f"/staff/report/items/{action.pk}/", {"do": "drop"}).status_code == 302
    given = {"kind": "action", "parent": written.pk, "title": "Try it again"}
    assert staff.post("/staff/report/items/new/", given).status_code == 302
    assert portal.anybody().get("/reports/1.json", secure=True).json() == before
    released(staff, other)
    made = portal.anybody().get("/reports/2/files/report.json", secure=True)
    assert [one["number"] for one in json.loads(made.content)["items"]] == ["1", "1.1", "1.1.2"]
    told = portal.anybody().get("/reports/2/files/changes.json", secure=True)
    changes = json.loads(told.content)
    assert [one["number"] for one in changes["dropped"]] == ["1.1.1"]
    assert [one["number"] for one in changes["added"]] == ["1.1.2"]
    assert portal.anybody().get("/reports/1.json", secure=True).json() == before


def test_a_comment_that_is_taken_back_stops_the_report(written, staff, other, comment):
    from wardline.hub.docket import service as docket

    address = staff.post("/staff/report/", {"as_of": DAY}).headers["Location"]
    docket.withdraw(comment[0])
    late = other.post(address, {"do": "release"})
    assert late.status_code == 409
    assert b"changed since" in late.content
    assert {code for _, code in missing(staff)} == {"withdrawn"}
    assert other.post(address, {"do": "discard"}).status_code == 302
    refused = staff.post("/staff/report/", {"as_of": DAY})
    assert refused.status_code == 400
    page = staff.get("/staff/report/").content.decode()
    assert "took back" in page


def test_a_finding_that_is_taken_back_stops_the_report_with_its_place(written, staff, finding):
    from wardline.hub.evidence import findings

    findings.take_back(staff.actor, finding.pk)
    assert missing(staff) == {(f"R-{written.pk}", "missing-finding")}
    page = staff.get("/staff/report/").content.decode()
    assert f"/staff/report/items/{written.pk}/" in page


def test_two_people_who_write_at_once_do_not_lose_each_others_words(written, staff, other):
    address = f"/staff/report/items/{written.pk}/"
    form = {"do": "save", "version": 1, "title": "First"}
    assert staff.post(address, form).status_code == 302
    late = other.post(address, {**form, "title": "Second"})
    assert late.status_code == 400
    assert "Somebody else changed" in late.content.decode()
    assert "Second" in late.content.decode()
    part = "/staff/report/parts/summary/"
    assert staff.post(part, {"version": 1, "text": "Mine."}).status_code == 302
    assert other.post(part, {"version": 1, "text": "Theirs."}).status_code == 400


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("glossary", "Only a word", "Line 1"),
        ("glossary", "One | what it means\n\nTwo | of | three", "Line 3"),
        ("help", "tiny | One | | ", "Line 1"),
    ],
)
def test_lists_that_cannot_be_read_name_the_line(clean, staff, name, text, word):
    sent = staff.post(f"/staff/report/parts/{name}/", {"version": 0, "text": text})
    assert sent.status_code == 400
    assert word in sent.content.decode()


def test_what_cannot_be_an_item_is_refused_with_the_way_out(clean, staff):
    new = "/staff/report/items/new/"
    for given in (
        {"kind": "imperative", "title": "x" * 300},
        {"kind": "imperative", "title": ""},
        {"kind": "recommendation", "title": "Alone"},
        {"kind": "imperative", "title": "One", "findings": "seven"},
        {"kind": "imperative", "title": "One", "due": "soon"},
        {"kind": "wish", "title": "One"},
    ):
        assert staff.post(new, given).status_code == 400, given
    from wardline.hub.report.models import Item

    assert not Item.objects.exists()


def test_responses_and_progress_are_kept(written, staff):
    from wardline.hub.report import service

    address = f"/staff/report/items/{written.pk}/"
    form = {
        "do": "save", "version": 1, "title": "Share experts", "asked": "2026-01-01",
        "answer": "partly", "answered": "2026-02-01", "plan": "Half of it.",
        "told": "2026-03-01", "status": "under-way", "news": "Begun.",
        "findings": " ".join(service.content(written).findings),
    }  # fmt: skip
    assert staff.post(address, form).status_code == 302
    more = {**form, "version": 2, "told": "2026-04-01", "status": "done", "news": "All done."}
    assert staff.post(address, more).status_code == 302
    written.refresh_from_db()
    held = service.content(written)
    assert [one.text for one in held.updates] == ["Begun.", "All done."]
    assert held.response.text == "Half of it."
    lacks = staff.post(address, {**more, "version": 3, "answered": ""})
    assert lacks.status_code == 400
    shown = staff.get("/staff/report/preview/").content.decode()
    assert "Concurs in part, 2026-02-01" in shown


def test_items_move_among_their_neighbours(written, staff):
    from wardline.hub.report import service

    made = service.add(
        staff.actor, service.Kind.ACTION, written.pk, service.Content(title="Second")
    )
    assert staff.post(f"/staff/report/items/{made.pk}/", {"do": "up"}).status_code == 302
    told = staff.get("/staff/report.json").json()
    order = [(one["number"], one["title"]) for one in told["items"] if one["depth"] == 2]
    assert order == [("1.1.1", "Second"), ("1.1.2", "Try it")]


def test_what_was_dropped_comes_back_with_all_below_it(written, staff):
    from wardline.hub.report import service

    def shown():
        return staff.get("/staff/report.json").json()

    before = [one["id"] for one in shown()["items"]]
    above = written.parent
    name = service.name(above)
    assert staff.post(f"/staff/report/items/{above.pk}/", {"do": "drop"}).status_code == 302
    assert shown()["items"] == []
    assert [one["id"] for one in shown()["dropped"]] == [name]
    inner = staff.post(f"/staff/report/items/{written.pk}/", {"do": "back"})
    assert (inner.status_code, "Bring that one back first" in inner.content.decode()) == (400, True)
    assert staff.post(f"/staff/report/items/{above.pk}/", {"do": "back"}).status_code == 302
    assert [one["id"] for one in shown()["items"]] == before
    assert shown()["dropped"] == []


def test_only_the_staff_writes(portal, written, staff):
    from wardline.hub.report import service

    member = portal.person("admin")
    for path in ("/staff/report/", "/staff/report/items/new/", "/staff/report/parts/summary/"):
        assert member.get(path).status_code == 403
        assert staff.get(path).status_code == 200
    for verb in (
        lambda who: service.save_part(who, "summary", "x", 1),
        lambda who: service.drop(who, written.pk),
        lambda who: service.move(who, written.pk, 1),
        lambda who: service.save(who, written.pk, service.content(written), 1),
    ):
        with pytest.raises(ForbiddenError):
            verb(member.actor)


def test_an_edition_of_tomorrow_or_a_second_one_waiting_is_refused(written, staff):
    from datetime import date

    from wardline.hub.report import collecting, service

    snapshot = collecting.snapshot(date(2026, 11, 1))
    with pytest.raises(UsageError):
        service.propose(staff.actor, snapshot, date(2999, 1, 1))
    service.propose(staff.actor, snapshot, date(2026, 11, 1))
    with pytest.raises(ConflictError):
        service.propose(staff.actor, snapshot, date(2026, 11, 1))


def test_each_step_is_in_the_log(portal, written, staff, other):

    from wardline.hub.audit import reading

    released(staff, other)
    portal.seal()
    found = {one.draft.action for one in reading.every(reading.Filter(actor=str(staff.user.pk)))}
    found |= {one.draft.action for one in reading.every(reading.Filter(actor=str(other.user.pk)))}
    assert {"report.saved", "report.proposed", "report.published"} <= found


def test_a_snapshot_holds_what_other_rooms_show_everybody_in_english(portal, written, staff):
    import datetime as dt

    from django.utils import translation

    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service
    from wardline.hub.report import collecting
    from wardline.hub.taskforce import service as taskforce
    from wardline.report import checks, reading
    from wardline.taskforce import model

    today = dt.datetime.now(dt.UTC).date()
    day = today + dt.timedelta(days=1)
    call = calls.find("cybersecurity-rfi")
    service.group(call)
    before = collecting.snapshot(day)
    letter = "Let small clinics share what they see without fear of a fine, as of next year."
    for _ in range(3):
        sent = service.submit(call, service.Sent(Record("", answers={"2": letter})))
        row = service.Comment.objects.get(number=sent.number)
        service.Comment.objects.filter(pk=row.pk).update(state="screened")
        service.decide(staff.actor, row.pk, service.Decision("post"))
    service.group(call)
    seat = taskforce.save(staff.actor, model.Seat({"en": "Made-up payers"}, "2026-01-01"))
    taskforce.publish(staff.actor, seat.pk, seat.version)
    term = model.Term("Made Up Payer", seat.pk, "2026-01-01", role="chair")
    sits = taskforce.save(staff.actor, term)
    taskforce.publish(staff.actor, sits.pk, sits.version)
    with translation.override("es"):
        after = collecting.snapshot(day)
    assert after.heard.comments == before.heard.comments + 3
    assert after.heard.distinct == before.heard.distinct + 1
    second = next(one for one in after.heard.questions if one.id.endswith("/2"))
    assert second.comments - second.distinct >= 2
    assert "hard for you" in second.text
    assert any(one.copies == 3 for one in after.heard.campaigns)
    assert ("Made Up Payer", "Made-up payers", "chair") in {
        (one.name, one.organization, one.role) for one in after.members
    }
    assert after.practices
    assert all(one.text.startswith("What they do: ") for one in after.practices)
    assert checks.problems(after) == []
    assert reading.read(reading.encode(after)) == after


def test_what_nobody_posted_is_in_no_snapshot(portal, written):
    import datetime as dt

    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service
    from wardline.hub.report import collecting
    from wardline.report import reading

    secret = "Only the staff may know that Zebediah Quillfeather wrote this."
    call = calls.find("cybersecurity-rfi")
    service.submit(call, service.Sent(Record("", answers={"2": secret})))
    held = reading.encode(collecting.snapshot(dt.date(2999, 1, 1)))
    assert b"Quillfeather" not in held


# --- what exercises showed


@pytest.fixture(name="played")
def played_fixture(portal, staff):
    """An exercise with a public report: its number, and how to write the next version of that."""
    from wardline.hub.taskforce import service
    from wardline.taskforce import model

    start, end = (f"2026-06-01T{hour}:00:00+00:00" for hour in ("09", "12"))
    scope = {"en": "One made-up hospital"}
    title = {"en": "A made-up ransom note"}
    exercise = model.Exercise(title, "tabletop", start, end, "UTC", scope)
    sheet = service.save(staff.actor, exercise)
    service.publish(staff.actor, sheet.pk, sheet.version)
    cause = {"en": "Nobody looks after it."}
    seen = model.Observation(
        1, "improvement", {"en": "The made-up call list is too old."}, cause=cause
    )
    after = model.AfterAction(
        {"en": "It showed something."},
        observations=[seen],
        actions=[
            model.CorrectiveAction(
                2, 1, {"en": "Write a new call list"}, "Front office", "2026-09-01"
            ),
            model.CorrectiveAction(3, 1, {"en": "Buy radios"}, "IT", "2026-08-01", "2026-07-15"),
        ],
        last=3,
    )
    report = service.save(staff.actor, after, of=sheet)
    report = service.publish(staff.actor, report.pk, report.version)

    def again(made):
        row = service.save(staff.actor, made, report.pk, service.find(report.pk).version)
        service.publish(staff.actor, row.pk, row.version)

    return sheet.pk, after, again


def test_a_corrective_action_becomes_an_action_item_that_keeps_what_was_seen(
    portal, written, staff, other, played
):
    from wardline.hub.report.models import Item

    number, _after, _again = played
    told = {one["id"]: one for one in staff.get("/staff/report.json").json()["offered"]}
    one, done = told[f"X-{number}.2"], told[f"X-{number}.3"]
    assert one["evidence"].startswith("E-")
    desk = staff.get("/staff/report/").content.decode()
    assert f"/staff/report/items/new/?from=X-{number}.2" in desk
    form = staff.get("/staff/report/items/new/", **{"from": one["id"]}).content.decode()
    for words in ("Write a new call list", "Front office", "2026-09-01", one["evidence"],
                  "A made-up ransom note showed: The made-up call list is too old."):  # fmt: skip
        assert words in form
    assert (
        "2026-07-15"
        in staff.get("/staff/report/items/new/", **{"from": done["id"]}).content.decode()
    )
    new = "/staff/report/items/new/"
    given = {"kind": "action", "parent": written.pk, "title": "Write a new call list",
             "source": one["id"], "evidence": one["evidence"], "lead": "Front office"}  # fmt: skip
    assert staff.post(new, given).status_code == 302
    # It is offered no more, nor made twice; what nobody offered is refused.
    assert one["id"] not in {row["id"] for row in staff.get("/staff/report.json").json()["offered"]}
    assert b"an item was made from it" in staff.post(new, given).content
    assert staff.post(new, given | {"source": "X-9.9"}).status_code == 400
    item = Item.objects.get(kind="action", parent=written.pk, place=1)
    address = released(staff, other)
    made = portal.anybody().get(f"{address}files/report.json", secure=True).json()
    [shown] = [row for row in made["items"] if row["id"] == f"A-{item.pk}"]
    assert shown["evidence"] == [one["evidence"]]
    [source] = [row for row in made["sources"] if row["id"] == one["evidence"]]
    assert source["cited_by"] == [f"A-{item.pk}"]
    assert source["kind"] == "observation"
    page = portal.anybody().get(f"{address}files/report.html", secure=True).content.decode()
    assert f'href="#{one["evidence"]}"' in page
    assert "Exercise: " in page


def test_an_action_item_whose_observation_is_gone_stops_the_report_with_its_place(
    written, staff, played
):
    from msgspec.structs import replace

    from wardline.hub.report.models import Item
    from wardline.taskforce import model

    number, after, again = played
    told = {one["id"]: one for one in staff.get("/staff/report.json").json()["offered"]}
    one = told[f"X-{number}.2"]
    given = {"kind": "action", "parent": written.pk, "title": "Write it", "source": one["id"],
             "evidence": one["evidence"]}  # fmt: skip
    assert staff.post("/staff/report/items/new/", given).status_code == 302
    item = Item.objects.get(kind="action", parent=written.pk, place=1)
    assert missing(staff) == set()
    other = model.Observation(4, "strength", {"en": "Something else."})
    again(replace(after, observations=[other], actions=[], last=4))
    assert missing(staff) == {(f"A-{item.pk}", "withdrawn")}
    # The way out: take the evidence away on the item's page; what it says of itself stays.
    page = f"/staff/report/items/{item.pk}/"
    wrong = staff.post(page, {"do": "save", "version": 1, "title": "Write it", "evidence": "7"})
    assert b"such as E-7 E-12" in wrong.content
    saved = staff.post(page, {"do": "save", "version": 1, "title": "Write it", "evidence": ""})
    assert saved.status_code == 302
    assert missing(staff) == set()
