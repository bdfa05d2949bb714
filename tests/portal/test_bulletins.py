"""Bulletins: written once, released by two people, read by whom they concern and no one else."""

from __future__ import annotations

import email
import email.policy
import io
import json
import re
import uuid
import xml.etree.ElementTree as ET

import pytest

from wardline.core.clock import now

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = 86_400_000_000


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture(autouse=True)
def nothing_waits(portal):
    """What other tests released has gone its ways."""
    from wardline.hub.bulletins.models import Going

    Going.objects.filter(done_at=None).update(done_at=now())


@pytest.fixture(name="writer")
def writer_fixture(portal):
    return portal.person("analyst", staff=True)


@pytest.fixture(name="second")
def second_fixture(portal):
    return portal.person("reviewer", staff=True)


@pytest.fixture(name="written")
def written_fixture(writer):
    """A function: a whole draft with what is given changed; its number."""

    def write(**changed) -> str:
        import msgspec

        from wardline.bulletins import starting
        from wardline.hub.bulletins import service

        word = uuid.uuid4().hex[:8]
        facts = {
            "type": "vulnerability",
            "id": f"vulnerability--{uuid.uuid4()}",
            "name": "CVE-2026-12345",
            "x_kev_vendor": "Made-up",
            "x_kev_product": f"Pump {word}",
            "x_kev_due_date": "2026-12-24",
            "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
        }
        made = starting.start([facts], "hub@made-up.example")
        made = msgspec.structs.replace(made, **({"systems": ()} | changed))
        return service.start(writer.actor, made).bulletin_id

    return write


@pytest.fixture(name="released")
def released_fixture(writer, second, written):
    """A function: a released bulletin; its number."""

    def release(**changed) -> str:
        number = written(**changed)
        agree(writer, second, number)
        return number

    return release


def agree(writer, second, number: str) -> None:
    """The writer asks, the second person releases, on the pages."""
    asked = writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    assert asked.status_code == 302, text(asked)
    shown = second.get(f"/staff/bulletins/{number}.json").json()
    label = shown["tlp"].upper()
    form = {"digest": shown["digest"], "word": f"TLP:{label}"}
    done = second.post(f"/staff/bulletins/{number}/release/", form)
    assert done.status_code == 302, text(done)


def go(at: int | None = None) -> None:
    """Let everything go its ways until nothing more is due."""
    from wardline.hub.bulletins import telling

    for _ in range(200):
        if not telling.turn(at):
            return
    raise AssertionError("it does not end")


def told(person) -> list[dict]:
    from wardline.hub.notices.models import Notice

    rows = Notice.objects.filter(user=person.user, event="bulletin").order_by("id")
    return [json.loads(row.facts) for row in rows]


# --- Written and released ----------------------------------------------------------------------


def test_a_bulletin_is_written_on_the_page_and_released_by_a_second_person(portal, writer, second):
    started = writer.post("/staff/bulletins/new/", {"from": "CVE-2026-77777"})
    number = re.search(r"WB-\d{4}-\d{4}", started["location"])[0]
    page = text(writer.get(f"/staff/bulletins/{number}/"))
    assert "CVE-2026-77777" in page
    form = dict(filled(number)) | {"title_en": "Shut the made-up pump off", "tlp": "clear",
                                   "contact": "hub@made-up.example"}  # fmt: skip
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    assert portal.anybody().get(f"/bulletins/{number}/", secure=True).status_code == 404
    assert writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"}).status_code == 302
    digest = second.get(f"/staff/bulletins/{number}.json").json()["digest"]
    # The writer is not the second person, a wrong label is no yes, another text is no text.
    path = f"/staff/bulletins/{number}/release/"
    assert writer.post(path, {"digest": digest, "word": "clear"}).status_code == 403
    assert second.post(path, {"digest": digest, "word": "green"}).status_code == 400
    assert second.post(path, {"digest": "0" * 64, "word": "clear"}).status_code == 409
    assert portal.anybody().get(f"/bulletins/{number}/", secure=True).status_code == 404
    assert second.post(path, {"digest": digest, "word": "clear"}).status_code == 302
    public = text(portal.anybody().get(f"/bulletins/{number}/", secure=True))
    assert "Shut the made-up pump off" in public
    assert portal.person("analyst").get("/staff/bulletins/").status_code == 403


def filled(number: str) -> dict:
    """The form of a draft as its page shows it."""
    from wardline.hub.bulletins import service
    from wardline.hub.bulletins.forms import BulletinForm

    row = service.newest(service.find(number))
    return {
        name: value
        for name, value in BulletinForm.filled(service.content_of(row), row.revision).items()
        if value not in ("", None)
    }


def test_whoever_wrote_on_it_does_not_release_it(writer, second, written):
    number = written()
    form = filled(number) | {"title_en": "Changed by the second one"}
    assert second.post(f"/staff/bulletins/{number}/", form).status_code == 302
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    digest = second.get(f"/staff/bulletins/{number}.json").json()["digest"]
    answer = second.post(f"/staff/bulletins/{number}/release/", {"digest": digest, "word": "clear"})
    assert answer.status_code == 403
    assert "you wrote on this one" in text(answer)


def test_what_was_changed_after_asking_is_not_released(writer, second, written):
    number = written()
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    digest = second.get(f"/staff/bulletins/{number}.json").json()["digest"]
    writer.post(f"/staff/bulletins/{number}/", filled(number) | {"title_en": "Slipped in"})
    form = {"digest": digest, "word": "clear"}
    assert second.post(f"/staff/bulletins/{number}/release/", form).status_code == 409


def test_two_who_write_at_once_lose_nothing(writer, second, written):
    number = written()
    both = filled(number)
    one = writer.post(f"/staff/bulletins/{number}/", both | {"title_en": "First"})
    two = second.post(f"/staff/bulletins/{number}/", both | {"title_en": "Second"})
    assert (one.status_code, two.status_code) == (302, 409)
    assert writer.get(f"/staff/bulletins/{number}.json").json()["title"] == "First"


def test_a_title_of_300_characters_is_refused_with_its_place_and_the_way_out(writer, written):
    number = written()
    form = filled(number) | {"title_en": "x" * 300}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    asked = writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    assert asked.status_code == 422
    assert "title (English): It has 300 characters; 120 fit." in text(asked)
    assert "Take out 180" in text(asked)


def png(metadata: bytes = b"") -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    more = chunk(b"tEXt", metadata) if metadata else b""
    body = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0\0\xff"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + body + chunk(b"IEND", b"")


def test_a_picture_needs_its_text_and_loses_its_metadata(portal, writer, second, written):
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = written()
    # Of this test alone: all files of a session share the database.
    author = f"Made Up {uuid.uuid4().hex}".encode()
    upload = SimpleUploadedFile("x.png", png(b"Author\0" + author))
    answer = writer.post(f"/staff/bulletins/{number}/", filled(number) | {"picture": upload})
    assert answer.status_code == 302, text(answer)
    asked = writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    assert asked.status_code == 422
    assert "pictures 1 (English): The picture has no text" in text(asked)
    form = filled(number) | {"alt_en": "A plug pulled out of a wall"}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    agree(writer, second, number)
    reader = portal.anybody()
    page = text(reader.get(f"/bulletins/{number}/", secure=True))
    assert 'alt="A plug pulled out of a wall"' in page
    data = reader.get(f"/bulletins/{number}/versions/1/pictures/1", secure=True).content
    assert data == png()
    assert author not in b"".join(body for _, body in portal.stored())
    sheet = reader.get(f"/bulletins/{number}/sheet.pdf", secure=True)
    assert b"A plug pulled out" in pdf_alt(sheet.content)


def pdf_alt(data: bytes) -> bytes:
    """The alternative texts in a tagged PDF."""
    from pypdf import PdfReader

    found = []
    for number in range(len(PdfReader(io.BytesIO(data)).xref[0]) + 1):
        obj = PdfReader(io.BytesIO(data)).get_object(number)
        if isinstance(obj, dict) and "/Alt" in obj:
            found.append(str(obj["/Alt"]))
    return "\n".join(found).encode()


@pytest.mark.parametrize("data", [b"GIF89a", png()[:-20], b"\x89PNG\r\n\x1a\n", b""])
def test_a_damaged_picture_is_refused(data):
    from wardline.bulletins import pictures
    from wardline.core.errors import UsageError

    with pytest.raises(UsageError):
        pictures.read(data)


# --- Who reads it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tlp", "public", "member", "named"),
    [
        ("clear", True, True, True),
        ("green", False, True, True),
        ("amber", False, True, True),
        ("amber+strict", False, True, True),
        ("red", False, False, True),
    ],
)
def test_the_label_decides_on_every_way(portal, released, mailing, tlp, public, member, named):
    one, other = portal.person("analyst"), portal.person("analyst")
    word = f"Word{uuid.uuid4().hex[:8]}"
    recipients = (one.organization,) if tlp == "red" else ()
    number = released(tlp=tlp, title={"en": word}, recipients=recipients)
    go()
    seen = {}
    for name, client in (
        ("public", portal.anybody()),
        ("other", other.client),
        ("named", one.client),
    ):
        for path in (
            f"/bulletins/{number}/",
            f"/bulletins/{number}.json",
            f"/bulletins/{number}/sheet.pdf",
            f"/bulletins/{number}/dates.ics",
            f"/bulletins/{number}/versions/1/",
        ):
            seen[name, path] = client.get(path, secure=True).status_code == 200
        for path in ("/bulletins/", "/bulletins.json", "/bulletins/dates.ics"):
            seen[name, path] = word in client.get(
                path, {"all": "yes"}, secure=True
            ).content.decode().replace("\r\n ", "")
    expected = {"public": public, "other": member, "named": named}
    assert seen == {(name, path): expected[name] for name, path in seen}
    # The feeds hold what is public, whoever asks.
    for path in ("/feeds/bulletins.atom", "/feeds/bulletins.json"):
        for client in (portal.anybody(), one.client):
            assert (word in text(client.get(path, secure=True))) == public
    assert (len(told(other)) == 1) == member
    assert len(told(one)) == 1
    mails = [mail_of(person) for person in (one, other)]
    for mail, may in zip(mails, (True, member), strict=True):
        assert bool(mail) == may
        assert (word in mail) == (may and tlp in ("clear", "green"))


def mail_of(person) -> str:
    """The text of a person's newest mail about a bulletin; empty: there is none."""
    from wardline.hub.notices import composing
    from wardline.hub.notices.mailing import message
    from wardline.hub.notices.models import Mail

    composing.gather(now())
    mail = Mail.objects.filter(user=person.user).order_by("-created_at").first()
    if mail is None:
        return ""
    made = email.message_from_bytes(message(mail).message().as_bytes(), policy=email.policy.default)
    parts = [
        made["Subject"],
        *(part.get_content() for part in made.walk() if not part.is_multipart()),
    ]
    return "\n".join(parts)


def test_only_whom_it_concerns_is_told(portal, released):
    clinic = portal.organization("Clinic", "practice")
    people = {
        name: portal.person("analyst", clinic)
        for name in ("small", "large", "all", "owner", "other")
    }
    hospital = portal.person("analyst")
    profiles = {"small": {"size": "small"}, "large": {"size": "large"},
                "all": {"size": "large", "everything": "on"},
                "owner": {"systems": "Made-up Pump X200, 3rd floor\nCoffee machine"},
                "other": {"systems": "Coffee machine"}}  # fmt: skip
    for name, form in profiles.items():
        assert people[name].post("/bulletins/profile/", form).status_code == 302
    number = released(kinds=("practice",), sizes=("small",), systems=("Made-up Pump X200",))
    go()
    assert {name for name, one in people.items() if told(one)} == {"small", "all", "owner"}
    assert told(hospital) == []
    assert "Made-up Pump X200, 3rd floor" in text(people["owner"].get(f"/bulletins/{number}/"))
    listed = {one["id"] for one in people["other"].get("/bulletins.json").json()["bulletins"]}
    assert number not in listed
    everything = people["other"].get("/bulletins.json", all="yes").json()["bulletins"]
    assert number in {one["id"] for one in everything}


def test_a_reader_sees_the_steps_of_their_work_in_their_language(portal, released):
    number = released()
    reader = portal.person("analyst")
    reader.post("/bulletins/profile/", {"role": "biomedical"})
    page = reader.client.get(f"/bulletins/{number}.json", secure=True, HTTP_ACCEPT_LANGUAGE="es")
    parts = page.json()["bulletin"]["parts"]
    steps = [part for part in parts if part["kind"] == "steps"]
    assert [part["heading"] for part in steps] == ["Qué hacer ahora: Ingeniería biomédica"]
    assert len(steps[0]["lines"]) == 3
    every = reader.get(f"/bulletins/{number}.json", role="").json()["bulletin"]["parts"]
    assert sum(part["kind"] == "steps" for part in every) == 5


# --- Corrections and withdrawal ----------------------------------------------------------------


def test_a_correction_is_a_version_and_reaches_whoever_had_the_first(
    portal, writer, second, released
):
    from wardline.hub.bulletins import service

    reader, late = portal.person("analyst"), portal.person("analyst")
    number = released(kinds=("hospital",))
    go()
    path = f"/staff/bulletins/{number}/do/"
    assert writer.post(path, {"do": "correct", "reason": ""}).status_code == 400
    assert writer.post(path, {"do": "correct", "reason": "Made-up mistake"}).status_code == 302
    form = filled(number) | {"title_en": "Better now", "kinds": ["pharmacy"]}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    assert "Better now" not in text(reader.get(f"/bulletins/{number}/"))
    agree(writer, second, number)
    go()
    assert [one["step"] for one in told(reader)] == ["new", "corrected"]
    page = text(late.get(f"/bulletins/{number}/"))
    assert "Better now" in page
    assert "Made-up mistake" in page
    assert "Better now" not in text(late.get(f"/bulletins/{number}/versions/1/"))
    assert service.find(number).released == 2


def test_a_stricter_correction_hides_the_old_version_too(portal, writer, second, released):
    number = released()
    reader, other = portal.person("analyst"), portal.person("analyst")
    assert reader.get(f"/bulletins/{number}/").status_code == 200
    go()
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "correct", "reason": "Made-up"})
    form = filled(number) | {"tlp": "red", "recipients": [other.organization]}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    agree(writer, second, number)
    go()
    public = portal.anybody()
    assert public.get(f"/bulletins/{number}/versions/1/", secure=True).status_code == 404
    assert reader.get(f"/bulletins/{number}/").status_code == 404
    assert number not in text(public.get("/feeds/bulletins.atom", secure=True))
    assert told(reader)[-1]["step"] == "withdrawn"
    assert report_of(number)["revoked"] is True


def test_what_is_taken_back_says_so_everywhere(portal, second, released):
    reader = portal.person("analyst")
    number = released()
    go()
    form = {"reason": "It was a made-up alarm"}
    assert second.post(f"/staff/bulletins/{number}/withdraw/", form).status_code == 302
    go()
    assert "It was a made-up alarm" in text(reader.get(f"/bulletins/{number}/"))
    assert "Do not act on it" in text(reader.get("/feeds/bulletins.atom"))
    assert [one["step"] for one in told(reader)] == ["new", "withdrawn"]
    assert report_of(number)["revoked"] is True
    calendar = text(reader.get(f"/bulletins/{number}/dates.ics"))
    assert "STATUS:CANCELLED" in calendar
    assert second.post(f"/staff/bulletins/{number}/withdraw/", form).status_code == 409


# --- Every channel -----------------------------------------------------------------------------


def report_of(number: str) -> dict:
    """The bulletin's report as it stands in the exchange."""
    from wardline.bulletins.stix import report_id
    from wardline.core.ids import split_id
    from wardline.hub.exchange.models import Record

    row = Record.objects.get(uuid=split_id(report_id(number))[1].bytes, latest=1)
    return json.loads(bytes(row.body))


def test_the_report_stands_in_the_exchange_under_the_same_label(portal, released):
    number = released(tlp="green", advisories=("CVE-2026-12345", "MADE-UP-2026-01"))
    go()
    report = report_of(number)
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


def test_a_mail_is_text_and_html_with_one_click_to_end_them(portal, released, mailing):
    from wardline.hub.notices import composing
    from wardline.hub.notices.mailing import message
    from wardline.hub.notices.models import Body, Mail

    mailing()
    people = [portal.person("analyst") for _ in range(3)]
    number = released()
    go()
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


def test_who_ends_the_mails_in_the_middle_gets_none_of_those_that_wait(portal, released, mailing):
    from wardline.hub.notices import composing, service
    from wardline.hub.notices import mailing as room
    from wardline.hub.notices.models import Mail

    one, other = portal.person("analyst"), portal.person("analyst")
    released()
    go()
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
        room._send(Mail.objects.get(user=person.user), server, now())
    assert server.taken == [other.user.email]
    assert Mail.objects.get(user=one.user).problem == "no longer wanted"


def test_what_was_taken_back_before_it_was_mailed_is_not_mailed(portal, second, released, mailing):
    reader = portal.person("analyst")
    number = released(title={"en": "A made-up alarm"})
    go()
    second.post(f"/staff/bulletins/{number}/withdraw/", {"reason": "Made up"})
    go()
    mail = mail_of(reader)
    assert "taken back" in mail
    assert "A made-up alarm" not in mail


def test_a_daily_reader_gets_titles_in_the_digest(portal, released, mailing):
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
    go()
    composing.gather(now())
    assert not Mail.objects.filter(user=reader.user).exists()
    composing.gather(now() + 2 * DAY)
    body = Mail.objects.get(user=reader.user).body
    assert "One alarm" in body
    assert "Another alarm" in body
    assert "Secret alarm" not in body
    assert "Secret alarm" in text(reader.get("/notices/"))


# --- Killed in the middle ----------------------------------------------------------------------


def test_people_are_told_once_wherever_it_is_interrupted(portal, released, monkeypatch):
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
    for _ in range(500):
        try:
            if not telling.turn():
                break
        except OSError:
            continue
    assert [len(told(one)) for one in people] == [1] * 5


# --- Answers -----------------------------------------------------------------------------------


def test_answers_are_counted_in_elevens_and_never_under_eleven(portal, released):
    number = released()

    def shown() -> dict:
        data = portal.anybody().get(f"/bulletins/{number}.json", secure=True).json()["answers"]
        return {one["state"]: one["count"] for one in data["states"]} | {"all": data["answered"]}

    def says(many: int, state: str) -> None:
        for _ in range(many):
            path = f"/bulletins/{number}/answer/"
            assert portal.person("analyst").post(path, {"state": state}).status_code == 302

    says(10, "done")
    assert set(shown().values()) == {None}
    says(1, "done")
    assert shown() == {"seen": None, "not-concerned": None, "doing": None, "done": 11, "all": 11}
    before = shown()
    says(3, "doing")
    assert shown() == before
    data = portal.anybody().get(f"/bulletins/{number}.json", secure=True).json()["answers"]
    assert data["hours"] == 0
    reader = portal.person("readonly")
    assert reader.post(f"/bulletins/{number}/answer/", {"state": "done"}).status_code == 403
    assert "shows no counts" not in text(reader.get(f"/bulletins/{number}/"))


def test_who_said_nothing_is_reminded_once_and_who_is_through_is_not(portal, released):
    silent, done, doing = (portal.person("analyst") for _ in range(3))
    number = released(severity="critical")
    go()
    for person, state in ((done, "done"), (doing, "doing")):
        person.post(f"/bulletins/{number}/answer/", {"state": state})
    go(now() + DAY - 3_600_000_000)
    assert [one["step"] for one in told(silent)] == ["new"]
    for _ in range(2):
        go(now() + DAY + 3_600_000_000)
    steps = [[one["step"] for one in told(person)] for person in (silent, doing, done)]
    assert steps == [["new", "reminder"], ["new", "reminder"], ["new"]]


# --- Started from facts ------------------------------------------------------------------------


def test_a_csaf_file_fills_the_facts_in(writer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    document = {
        "document": {
            "title": "Made-up Pump: hole in the web page",
            "distribution": {"tlp": {"label": "GREEN"}},
            "tracking": {"id": "MADE-UP-2026-07"},
            "aggregate_severity": {"text": "Critical"},
            "references": [{"summary": "More", "url": "https://made-up.example/7"}],
        },
        "product_tree": {"branches": [{"branches": [{"product": {"name": "Made-up Pump 3"}}]}]},
        "vulnerabilities": [{"cve": "CVE-2026-4242"}],
    }
    file = SimpleUploadedFile("a.json", json.dumps(document).encode())
    started = writer.post("/staff/bulletins/new/", {"file": file})
    number = started["location"].rstrip("/").rpartition("/")[2]
    draft = filled(number)
    assert draft["advisories"] == "MADE-UP-2026-07\nCVE-2026-4242"
    assert draft["devices"] == "Made-up Pump 3"
    assert (draft["tlp"], draft["severity"]) == ("green", "critical")
    assert "Made-up Pump 3" in draft["concern_en"]
    broken = SimpleUploadedFile("a.json", b"[1]")
    assert writer.post("/staff/bulletins/new/", {"file": broken}).status_code == 400
    missing = writer.post("/staff/bulletins/new/", {"from": f"indicator--{uuid.uuid4()}"})
    assert missing.status_code == 404


def test_every_step_is_in_the_log(portal, writer, second, released):
    from wardline.hub.audit import service as audit

    number = released(tlp="amber")
    reader = portal.person("analyst")
    for _ in range(2):
        reader.get(f"/bulletins/{number}/")
    reader.post(f"/bulletins/{number}/answer/", {"state": "seen"})
    second.post(f"/staff/bulletins/{number}/withdraw/", {"reason": "Made up"})
    actions = [one.action for one in audit.about(f"bulletin:{number}", 20)]
    assert actions == ["bulletin.withdrawn", "bulletin.answered", "bulletin.given",
                       "bulletin.released", "bulletin.asked", "bulletin.started"]  # fmt: skip
