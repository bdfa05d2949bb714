"""Bulletins on every channel: exchange, feeds, paper, calendar, mail; once, wherever it is cut."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import uuid
import xml.etree.ElementTree as ET

from wardline.core.clock import now

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = 86_400_000_000


def text(answer) -> str:
    return answer.content.decode()


# --- Every channel -----------------------------------------------------------------------------


def test_the_report_stands_in_the_exchange_under_the_same_label(portal, room, released):
    number = released(tlp="green", advisories=("CVE-2026-12345", "MADE-UP-2026-01"))
    room.go()
    report = room.report_of(number)
    assert report["object_marking_refs"] == [
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    ]
    named = {one["external_id"]: one["source_name"] for one in report["external_references"]
             if one["source_name"] != "bulletin" and "external_id" in one}  # fmt: skip
    assert named == {"CVE-2026-12345": "cve", "MADE-UP-2026-01": "csaf"}
    assert [ref.partition("--")[0] for ref in report["object_refs"]] == ["vulnerability"]
    state = portal.person("analyst", staff=True).get(f"/staff/bulletins/{number}.json").json()
    assert {one["what"]: one["problem"] for one in state["went"]} == {
        "stix": "", "hooks": "", "people": "", "remind": ""}  # fmt: skip


def test_a_withdrawal_that_the_exchange_cannot_write_now_is_written_later(
    room, second, released, monkeypatch
):
    from wardline.core.errors import UnavailableError
    from wardline.hub.exchange.service import Exchange

    number = released()
    room.go()
    second.post(f"/staff/bulletins/{number}/withdraw/", {"reason": "It was a made-up alarm"})
    ingest = Exchange.ingest

    def full(*_args, **_named):
        raise UnavailableError("The disk is full (made up).")

    monkeypatch.setattr(Exchange, "ingest", full)
    room.go()
    assert "revoked" not in room.report_of(number)
    monkeypatch.setattr(Exchange, "ingest", ingest)
    room.go()
    assert room.report_of(number)["revoked"] is True


def test_the_feeds_are_what_their_standards_say(portal, released):
    number = released(title={"en": 'Bad <b>&amp; "worse"', "es": "Malo"})
    answer = portal.anybody().get("/feeds/bulletins.atom", secure=True)
    assert answer["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(text(answer))  # noqa: S314 # our own
    entries = {one.find(f"{ATOM}id").text: one for one in feed.findall(f"{ATOM}entry")}
    entry = next(entries[one] for one in entries if number in one)
    assert entry.find(f"{ATOM}title").text == 'Bad <b>&amp; "worse"'
    for name in ("published", "updated", "summary", "content", "link"):
        assert entry.find(ATOM + name) is not None
    same = portal.anybody().get(
        "/feeds/bulletins.atom", secure=True, HTTP_IF_NONE_MATCH=answer["etag"]
    )
    assert same.status_code == 304
    spanish = portal.anybody().get("/feeds/bulletins.json", {"language": "es"}, secure=True).json()
    assert spanish["version"] == "https://jsonfeed.org/version/1.1"
    [item] = [one for one in spanish["items"] if number in one["id"]]
    assert item["title"] == "Malo"
    assert {"id", "url", "content_html", "date_published"} <= set(item)


def test_the_sheet_is_one_accessible_page(portal, released):
    from pypdf import PdfReader

    number = released()
    answer = portal.anybody().get(f"/bulletins/{number}/sheet.pdf", {"role": ""}, secure=True)
    assert answer["content-type"] == "application/pdf"
    made = PdfReader(io.BytesIO(answer.content))
    assert len(made.pages) == 1
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in made.trailer["/Root"]["/Metadata"].get_data().decode()
    words = made.pages[0].extract_text()
    assert number in words
    assert "TLP:CLEAR" in words


def test_the_calendar_has_the_due_days(portal, released):
    from icalendar import Calendar

    number = released()
    data = (
        portal.anybody().get(f"/bulletins/{number}/dates.ics", {"role": "it"}, secure=True).content
    )
    [event] = list(Calendar.from_ical(data).walk("VEVENT"))
    assert event["DTSTART"].dt.isoformat() == "2026-12-24"


def test_indicators_are_shown_as_they_stand_now_and_as_far_as_one_may_see_them(portal, released):
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.service import HUB_SENDER, SOURCE
    from wardline.hub.objects.service import objects
    from wardline.hub.settings import CONFIG

    own = objects(CONFIG.data)
    place = collections.find(collections.add_collection("Made-up", read=["all"], write=["none"]))
    hidden = collections.find(collections.add_collection("Hidden", read=["none"], write=["none"]))

    def put(
        host: str,
        marking: str,
        where,
        modified: str = "2026-01-01T00:00:00.000Z",
        number: str = "",
        **more,
    ):
        made = {
            "type": "indicator", "spec_version": "2.1",
            "id": number or f"indicator--{uuid.uuid4()}",
            "created": "2026-01-01T00:00:00.000Z", "modified": modified, "name": host,
            "pattern": f"[domain-name:value = '{host}']", "pattern_type": "stix",
            "valid_from": "2026-01-01T00:00:00Z",
            "object_marking_refs": [f"marking-definition--{marking}"],
        } | more  # fmt: skip
        [outcome] = own.exchange.ingest(
            where.id, HUB_SENDER, [json.dumps(made).encode()], way=SOURCE
        )
        assert outcome.state == "added", outcome
        return made["id"]

    clear, green = "94868c89-83c2-464b-929b-a1a8aa3c8487", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    one = put("clear.made-up.example", clear, place)
    two = put("green.made-up.example", green, place)
    three = put("hidden.made-up.example", clear, hidden)
    number = released(indicators=(one, two, three))

    def seen(client) -> list[str]:
        rows = client.get(f"/bulletins/{number}.json", secure=True).json()["indicators"]
        return [each["observables"][0]["value"] for each in rows]

    member = portal.person("analyst")
    assert seen(portal.anybody()) == ["clear.made-up.example"]
    assert seen(member.client) == ["clear.made-up.example", "green.made-up.example"]
    page = text(member.get(f"/bulletins/{number}/"))
    assert "green[.]made-up[.]example" in page
    put("newer.made-up.example", green, place, "2026-02-01T00:00:00.000Z", two)
    assert seen(member.client)[1] == "newer.made-up.example"
    assert seen(portal.anybody()) == ["clear.made-up.example"]


# --- Mail --------------------------------------------------------------------------------------


def test_a_mail_is_text_and_html_with_one_click_to_end_them(portal, room, released, mailing):
    from wardline.hub.notices import composing
    from wardline.hub.notices.mailing import message
    from wardline.hub.notices.models import Body, Mail

    mailing()
    people = [portal.person("analyst") for _ in range(3)]
    number = released()
    room.go()
    composing.gather(now())
    mails = [Mail.objects.get(user=one.user) for one in people]
    assert len({mail.shared_id for mail in mails}) == 1
    assert Body.objects.filter(digest=mails[0].shared_id).exists()
    made = email.message_from_bytes(
        message(mails[0]).message().as_bytes(), policy=email.policy.default
    )
    assert made["Subject"].startswith("[TLP:CLEAR]")
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    kinds = [part.get_content_type() for part in made.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    end = made["List-Unsubscribe"].strip(" <>")
    for part in (made.get_body(("plain",)), made.get_body(("html",))):
        content = part.get_content()
        assert end in content
        assert f"https://hub.test/bulletins/{number}/" in content
        assert not re.search("[\x00-\x08]", content)
    other = message(mails[1]).extra_headers["List-Unsubscribe"]
    assert other.strip("<>") != end
    # A mail program posts, without a cookie.
    path = end.removeprefix("https://hub.test")
    assert (
        portal.anybody().post(path, {"List-Unsubscribe": "One-Click"}, secure=True).status_code
        == 200
    )


def test_who_ends_the_mails_in_the_middle_gets_none_of_those_that_wait(
    portal, room, released, mailing
):
    from wardline.hub.notices import composing, service
    from wardline.hub.notices import mailing as mailer
    from wardline.hub.notices.models import Mail

    one, other = portal.person("analyst"), portal.person("analyst")
    released()
    room.go()
    composing.gather(now())
    service.unsubscribe(service.reader(one.user).token)

    class Server:
        connection = None
        taken: list[str] = []  # noqa: RUF012 # one test

        def open(self):
            return None

        def send_messages(self, made):
            self.taken += [address for one in made for address in one.to]

    server = Server()
    for person in (one, other):
        mailer._send(Mail.objects.get(user=person.user), server, now())
    assert server.taken == [other.user.email]
    assert Mail.objects.get(user=one.user).problem == "no longer wanted"


def test_what_was_taken_back_before_it_was_mailed_is_not_mailed(
    portal, room, second, released, mailing
):
    reader = portal.person("analyst")
    number = released(title={"en": "A made-up alarm"})
    room.go()
    second.post(f"/staff/bulletins/{number}/withdraw/", {"reason": "Made up"})
    room.go()
    mail = room.mail_of(reader)
    assert "taken back" in mail
    assert "A made-up alarm" not in mail


def test_a_daily_reader_gets_titles_in_the_digest(portal, room, released, mailing):
    from wardline.hub.notices import composing, service
    from wardline.hub.notices.events import Event
    from wardline.hub.notices.models import Mail
    from wardline.hub.notices.service import Choice
    from wardline.hub.notices.times import Hours, How

    reader = portal.person("analyst")
    wishes = {Event.BULLETIN: Choice(How.DAILY, {})}
    service.want(reader.actor, wishes, Hours(), mail=True)
    for word in ("One alarm", "Another alarm"):
        released(title={"en": word})
    released(tlp="amber", title={"en": "Secret alarm"})
    room.go()
    composing.gather(now())
    assert not Mail.objects.filter(user=reader.user).exists()
    composing.gather(now() + 2 * DAY)
    body = Mail.objects.get(user=reader.user).body
    assert "One alarm" in body
    assert "Another alarm" in body
    assert "Secret alarm" not in body
    assert "Secret alarm" in text(reader.get("/notices/"))


# --- Killed in the middle ----------------------------------------------------------------------


def test_people_are_told_once_wherever_it_is_interrupted(portal, room, released, monkeypatch):
    from wardline.hub.bulletins import telling

    people = [portal.person("analyst") for _ in range(5)]
    monkeypatch.setattr(telling, "PORTION", 2)
    released()
    real, calls = telling.notices.tell, []

    def breaks(*arguments, **more):
        calls.append(1)
        done = real(*arguments, **more)
        if len(calls) % 3 == 2:
            raise OSError("killed")
        return done

    monkeypatch.setattr(telling.notices, "tell", breaks)
    for _ in range(5000):
        try:
            if not telling.turn():
                break
        except OSError:
            continue
    assert [len(room.told(one)) for one in people] == [1] * 5
