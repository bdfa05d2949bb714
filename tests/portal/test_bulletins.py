"""Bulletins: written once, released by two people, read by whom they concern and no one else."""

from __future__ import annotations

import io
import re
import uuid

import pytest


def text(answer) -> str:
    return answer.content.decode()


# --- Written and released ----------------------------------------------------------------------


def test_a_bulletin_is_written_on_the_page_and_released_by_a_second_person(
    portal, room, writer, second
):
    started = writer.post("/staff/bulletins/new/", {"from": "CVE-2026-77777"})
    number = re.search(r"WB-\d{4}-\d{4}", started["location"])[0]
    page = text(writer.get(f"/staff/bulletins/{number}/"))
    assert "CVE-2026-77777" in page
    form = dict(room.filled(number)) | {"title_en": "Shut the made-up pump off", "tlp": "clear",
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


def test_whoever_wrote_on_it_does_not_release_it(room, writer, second, written):
    number = written()
    form = room.filled(number) | {"title_en": "Changed by the second one"}
    assert second.post(f"/staff/bulletins/{number}/", form).status_code == 302
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    digest = second.get(f"/staff/bulletins/{number}.json").json()["digest"]
    answer = second.post(f"/staff/bulletins/{number}/release/", {"digest": digest, "word": "clear"})
    assert answer.status_code == 403
    assert "you wrote on this one" in text(answer)


def test_what_was_changed_after_asking_is_not_released(room, writer, second, written):
    number = written()
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    digest = second.get(f"/staff/bulletins/{number}.json").json()["digest"]
    writer.post(f"/staff/bulletins/{number}/", room.filled(number) | {"title_en": "Slipped in"})
    form = {"digest": digest, "word": "clear"}
    assert second.post(f"/staff/bulletins/{number}/release/", form).status_code == 409


def test_two_who_write_at_once_lose_nothing(room, writer, second, written):
    number = written()
    both = room.filled(number)
    one = writer.post(f"/staff/bulletins/{number}/", both | {"title_en": "First"})
    two = second.post(f"/staff/bulletins/{number}/", both | {"title_en": "Second"})
    assert (one.status_code, two.status_code) == (302, 409)
    assert writer.get(f"/staff/bulletins/{number}.json").json()["title"] == "First"


def test_a_title_of_300_characters_is_refused_with_its_place_and_the_way_out(room, writer, written):
    number = written()
    form = room.filled(number) | {"title_en": "x" * 300}
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


def test_a_picture_needs_its_text_and_loses_its_metadata(portal, room, writer, written):
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = written()
    # Of this test alone: all files of a session share the database.
    author = f"Made Up {uuid.uuid4().hex}".encode()
    upload = SimpleUploadedFile("x.png", png(b"Author\0" + author))
    answer = writer.post(f"/staff/bulletins/{number}/", room.filled(number) | {"picture": upload})
    assert answer.status_code == 302, text(answer)
    asked = writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
    assert asked.status_code == 422
    assert "pictures 1 (English): The picture has no text" in text(asked)
    form = room.filled(number) | {"alt_en": "A plug pulled out of a wall"}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    room.agree(number)
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
def test_the_label_decides_on_every_way(
    portal, room, released, mailing, tlp, public, member, named
):
    one, other = portal.person("analyst"), portal.person("analyst")
    word = f"Word{uuid.uuid4().hex[:8]}"
    recipients = (one.organization,) if tlp == "red" else ()
    number = released(tlp=tlp, title={"en": word}, recipients=recipients)
    room.go()
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
    assert (len(room.told(other)) == 1) == member
    assert len(room.told(one)) == 1
    mails = [room.mail_of(person) for person in (one, other)]
    for mail, may in zip(mails, (True, member), strict=True):
        assert bool(mail) == may
        assert (word in mail) == (may and tlp in ("clear", "green"))


def test_only_whom_it_concerns_is_told(portal, room, released):
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
    room.go()
    assert {name for name, one in people.items() if room.told(one)} == {"small", "all", "owner"}
    assert room.told(hospital) == []
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
    portal, room, writer, released
):
    from wardline.hub.bulletins import service

    reader, late = portal.person("analyst"), portal.person("analyst")
    number = released(kinds=("hospital",))
    room.go()
    path = f"/staff/bulletins/{number}/do/"
    assert writer.post(path, {"do": "correct", "reason": ""}).status_code == 400
    assert writer.post(path, {"do": "correct", "reason": "Made-up mistake"}).status_code == 302
    form = room.filled(number) | {"title_en": "Better now", "kinds": ["pharmacy"]}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    assert "Better now" not in text(reader.get(f"/bulletins/{number}/"))
    room.agree(number)
    room.go()
    assert [one["step"] for one in room.told(reader)] == ["new", "corrected"]
    page = text(late.get(f"/bulletins/{number}/"))
    assert "Better now" in page
    assert "Made-up mistake" in page
    assert "Better now" not in text(late.get(f"/bulletins/{number}/versions/1/"))
    assert service.find(number).released == 2


def test_why_a_stricter_version_was_made_is_told_to_its_own_readers_alone(
    portal, room, writer, released
):
    number = released(tlp="amber")
    member = portal.person("analyst")

    def correct(reason, **changed):
        do = {"do": "correct", "reason": reason}
        assert writer.post(f"/staff/bulletins/{number}/do/", do).status_code == 302
        form = room.filled(number) | changed
        assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
        room.agree(number)

    correct("Made-up hospital told us more")
    correct("Everybody may know", tlp="clear")
    public = portal.anybody()
    told = public.get(f"/bulletins/{number}.json", secure=True).json()["bulletin"]["versions"]
    assert [(one["number"], one["reason"]) for one in told] == [(3, "Everybody may know")]
    assert "Made-up hospital" not in text(public.get(f"/bulletins/{number}/", secure=True))
    told = member.get(f"/bulletins/{number}.json").json()["bulletin"]["versions"]
    assert [one["number"] for one in told] == [3, 2, 1]
    assert "Made-up hospital told us more" in text(member.get(f"/bulletins/{number}/"))


def test_a_step_in_spanish_stays_beside_its_own(room, writer, written):
    from wardline.hub.bulletins import service

    number = written()
    for spanish, told in (
        ("\nDos.\n", ["", "Dos.", ""]),
        ("Uno.\n\nTres.", ["Uno.", "", "Tres."]),
        ("Uno.\nDos.\nTres.", ["Uno.", "Dos.", "Tres."]),
    ):
        form = room.filled(number) | {"steps_it_en": "One.\nTwo.\nThree.", "steps_it_es": spanish}
        assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
        # Saved once more as the page shows it, nothing moves.
        again = room.filled(number)
        assert writer.post(f"/staff/bulletins/{number}/", again).status_code == 302
        steps = service.content_of(service.newest(service.find(number))).steps["it"]
        assert [one.text["en"] for one in steps] == ["One.", "Two.", "Three."]
        assert [one.text.get("es", "") for one in steps] == told


def test_a_stricter_correction_hides_the_old_version_too(portal, room, writer, released):
    number = released()
    reader, other = portal.person("analyst"), portal.person("analyst")
    assert reader.get(f"/bulletins/{number}/").status_code == 200
    room.go()
    writer.post(f"/staff/bulletins/{number}/do/", {"do": "correct", "reason": "Made-up"})
    form = room.filled(number) | {"tlp": "red", "recipients": [other.organization]}
    assert writer.post(f"/staff/bulletins/{number}/", form).status_code == 302
    room.agree(number)
    room.go()
    public = portal.anybody()
    assert public.get(f"/bulletins/{number}/versions/1/", secure=True).status_code == 404
    assert reader.get(f"/bulletins/{number}/").status_code == 404
    assert number not in text(public.get("/feeds/bulletins.atom", secure=True))
    assert room.told(reader)[-1]["step"] == "withdrawn"
    assert room.report_of(number)["revoked"] is True


def test_what_is_taken_back_says_so_everywhere(portal, room, second, released):
    reader = portal.person("analyst")
    number = released()
    room.go()
    form = {"reason": "It was a made-up alarm"}
    assert second.post(f"/staff/bulletins/{number}/withdraw/", form).status_code == 302
    room.go()
    assert "It was a made-up alarm" in text(reader.get(f"/bulletins/{number}/"))
    assert "Do not act on it" in text(reader.get("/feeds/bulletins.atom"))
    assert [one["step"] for one in room.told(reader)] == ["new", "withdrawn"]
    assert room.report_of(number)["revoked"] is True
    calendar = text(reader.get(f"/bulletins/{number}/dates.ics"))
    assert "STATUS:CANCELLED" in calendar
    assert second.post(f"/staff/bulletins/{number}/withdraw/", form).status_code == 409
