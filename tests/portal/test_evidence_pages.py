"""The pages of the evidence: the desk, findings with their sources, the codebook, replies."""

from __future__ import annotations

import html
import re
import uuid

import pytest

from plainness import texts_of
from wardline.testing.reading import grade


@pytest.fixture(autouse=True)
def clean(portal):
    from wardline.hub.evidence import codebooks, models

    for table in (models.Coded, models.Settled, models.Citation, models.Finding, models.Evidence):
        table.objects.all().delete()
    models.Codebook.objects.all().delete()
    codebooks.ship()


@pytest.fixture(name="staff")
def staff_fixture(portal):
    return portal.person("docket-staff", staff=True)


@pytest.fixture(name="posted")
def posted_fixture(staff):
    """A function that posts a comment: its key, its one evidence, its tracking number."""
    from wardline.docket.record import Record
    from wardline.hub.docket import calls, service
    from wardline.hub.evidence import service as evidence

    def post(text: str):
        call = calls.find("cybersecurity-rfi")
        sent = service.submit(call, service.Sent(Record("", answers={"1": text})))
        row = service.Comment.objects.get(number=sent.number)
        service.Comment.objects.filter(pk=row.pk).update(state="screened")
        service.decide(staff.actor, row.pk, service.Decision("post"))
        (made,) = evidence.of("docket", f"comment:{row.pk}")
        return row.pk, made.pk, sent.tracking

    return post


def text(answer) -> str:
    return html.unescape(answer.content.decode())


FINDING = {
    "do": "save",
    "version": "0",
    "kind": "gap",
    "duty": "B",
    "sector": "rural",
    "question": "cybersecurity-rfi/1",
    "title_en": "Too few people",
    "title_es": "Pocas personas",
    "text_en": "Small clinics lack people.",
    "text_es": "",
}


def test_from_a_comment_to_a_public_finding_and_back(portal, staff, posted):
    word = uuid.uuid4().hex
    key, evidence, tracking = posted(f"We lack <b>staff</b> {word}. Money too.")
    answer = staff.post("/staff/findings/new/", FINDING)
    assert answer.status_code == 302, text(answer)
    here = answer["location"]
    number = int(re.search(r"(\d+)/$", here)[1])
    anybody = portal.anybody()

    def seen(path):
        return anybody.get(path, secure=True)

    assert seen(f"/findings/{number}/").status_code == 404
    refused = staff.post(here, {"do": "publish", "version": "1"})
    assert refused.status_code == 400
    assert "rests on nothing" in text(refused)
    wrong = staff.post(here, {"do": "cite", "evidence": f"E-{evidence}", "quote": "We have"})
    assert "not in this text" in text(wrong)
    assert "We have" in text(wrong)
    quote = f"<b>staff</b> {word}"
    cited = staff.post(here, {"do": "cite", "evidence": f"e-{evidence}", "quote": quote})
    assert cited.status_code == 302
    assert staff.post(here, {"do": "publish", "version": "1"}).status_code == 302
    staff.post(here, {"do": "reply", "reply_en": "We started a course.", "reply_es": "Un curso."})
    page = seen(f"/findings/{number}/")
    assert f"<bdi>&lt;b&gt;staff&lt;/b&gt; {word}</bdi>" in page.content.decode()
    assert "We started a course." in text(page)
    assert seen(f"/findings/{number}.json").json()["finding"]["citations"][0]["quote"] == quote
    assert "Pocas personas" in text(
        anybody.get(f"/findings/{number}/", secure=True, HTTP_ACCEPT_LANGUAGE="es")
    )
    for path in (
        "/findings/",
        "/findings.csv",
        "/findings/?q=clinics&duty=B&kind=gap&sector=rural",
    ):
        assert "Too few people" in text(seen(path)), path
    assert "Too few people" not in text(seen("/findings/?duty=C"))
    # The comment's page says what rests on it.
    comment = text(seen(f"/docket/comments/{key}/"))
    assert f"F-{number}: Too few people" in comment
    assert quote in comment
    assert f"/findings/{number}/" in text(seen(f"/evidence/{evidence}/"))
    # Taken back, its words are nowhere, and the staff see the broken citation.
    from wardline.hub.docket import service

    service.withdraw(tracking)
    for path in (f"/findings/{number}/", f"/evidence/{evidence}/", f"/docket/comments/{key}/",
                 "/findings.json", "/evidence.json", f"/evidence/?q={word[:8]}x"):  # fmt: skip
        assert word not in text(seen(path)), path
    assert "its author took it back" in text(seen(f"/findings/{number}/"))
    assert word not in text(staff.get(here))
    assert "Broken:" in text(staff.get(here))
    assert "1 citation is broken" in text(staff.get("/staff/findings/?broken=1"))


def test_a_finding_is_taken_back_and_a_newer_version_waits(portal, staff, posted):
    _, evidence, _ = posted("We lack staff.")
    here = staff.post("/staff/findings/new/", FINDING)["location"]
    number = re.search(r"(\d+)/$", here)[1]
    staff.post(f"/staff/evidence/{evidence}/", {"do": "cite", "finding": number, "quote": "staff"})
    staff.post(here, {"do": "publish", "version": "1"})
    newer = FINDING | {"version": "1", "text_en": "Newer words."}
    assert staff.post(here, newer).status_code == 302
    public = text(portal.anybody().get(f"/findings/{number}/", secure=True))
    assert "Newer words." not in public
    assert "is not public yet" in text(staff.get(here))
    assert staff.post(here, newer).status_code == 409
    assert staff.post(here, {"do": "publish", "version": "2"}).status_code == 302
    assert "Newer words." in text(portal.anybody().get(f"/findings/{number}/", secure=True))
    staff.post(here, {"do": "take-back"})
    assert portal.anybody().get(f"/findings/{number}/", secure=True).status_code == 404


def test_a_reply_to_a_comment_stands_on_its_page(portal, staff, posted):
    key, evidence, _ = posted("Please call us back.")
    here = f"/staff/evidence/{evidence}/"
    assert staff.post(here, {"do": "reply", "reply_en": ""}).status_code == 400
    assert staff.post(here, {"do": "reply", "reply_en": "We did call."}).status_code == 302
    page = portal.anybody().get(f"/docket/comments/{key}/", secure=True)
    assert "You said, we did" in text(page)
    assert "We did call." in text(page)
    reply = re.search(r'value="(unreply-\d+)"', staff.get(here).content.decode())[1]
    staff.post(here, {"do": reply})
    assert "We did call." not in text(portal.anybody().get(f"/docket/comments/{key}/", secure=True))


def test_the_desk_codes_settles_and_shows_how_far_it_is(portal, staff, posted):
    _, evidence, _ = posted("We lack staff, and our pumps are old.")
    other = portal.person("docket-staff", staff=True)
    page = staff.get("/staff/coding/next/")
    assert "We lack staff, and our pumps are old." in text(page)
    assert page.content.decode().count("data-key=") == 9
    form = {"code": ["staff", "devices"], "words-staff": "We lack staff", "version": "1"}
    here = f"/staff/coding/{evidence}/"
    bad = staff.post(here, form | {"words-staff": "We have staff"})
    assert bad.status_code == 400
    assert 'value="We have staff"' in bad.content.decode()
    assert staff.post(here, form).status_code == 302
    assert "Nothing waits for you" in text(staff.get("/staff/coding/next/"))
    # Blind: the other sees neither what the first chose, nor the page of all.
    assert other.get(f"{here}settle/").status_code == 403
    blind = other.get("/staff/coding/next/").content.decode()
    assert " checked>" not in re.sub(r"data-keys.*", "", blind)
    assert "Made Up" not in blind.split("<main")[1].split("<footer")[0]
    assert other.post(here, {"code": ["staff"], "version": "1"}).status_code == 302
    overview = text(staff.get("/staff/coding/"))
    assert f"E-{evidence}" in overview
    told = staff.get("/staff/coding.json").json()
    assert told["progress"]["differ"] == 1
    by = {one["code"]: one for one in told["codes"]}
    assert (by["devices"]["observed"], by["staff"]["observed"]) == (0, 1)
    settled = {"code": ["staff", "devices"], "note": "Both.", "version": "1"}
    assert other.post(f"{here}settle/", settled).status_code == 302
    told = staff.get("/staff/coding.json").json()
    assert {one["code"] for one in told["codes"] if one["texts"]} == {"staff", "devices"}
    assert told["saturation"] == [{"first": 1, "last": 1, "new": 2, "total": 2}]
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in staff.get("/staff/coding/").content.decode()
    assert staff.post(here, {"code": ["staff"], "version": "7"}).status_code == 409


def test_the_codebook_is_changed_without_code(portal, staff, posted):
    _, evidence, _ = posted("We lack staff.")
    fields = {"version": "1", "code": "people", "title_en": "People", "definition_en": "Few."}
    wrong = staff.post("/staff/codebook/new/", fields | {"code": "staff"})
    assert wrong.status_code == 400
    assert "a name of its own" in text(wrong)
    staff.post(f"/staff/coding/{evidence}/", {"code": ["staff"], "version": "1"})
    moved = staff.post("/staff/codebook/staff/", fields | {"note": "A better word."})
    assert moved.status_code == 302, text(moved)
    staff.post("/staff/codebook/law/", {"do": "remove", "version": "2", "note": ""})
    page = text(portal.anybody().get("/codebook/", secure=True))
    assert "other name: staff → people" in page
    assert "taken out: law" in page
    assert "part of people" in page
    old = text(portal.anybody().get("/codebook/versions/1/", secure=True))
    assert "This is an old version." in old
    # What was coded before follows.
    told = staff.get("/staff/coding.json").json()
    assert [one["code"] for one in told["codes"] if one["texts"]] == ["people"]


def test_what_is_not_public_is_not_there_for_others(portal, staff):
    from wardline.hub.evidence import service

    word = uuid.uuid4().hex
    offer = service.Offer("taskforce", word, "1", "observation", f"Seen {word}", "/x/", f"T {word}")
    (number,) = service.record(staff.actor, [offer._replace(public=False)])
    client = portal.anybody()
    for path in (f"/evidence/{number}/", f"/evidence/{number}.json", f"/staff/evidence/{number}/"):
        assert client.get(path, secure=True).status_code in (302, 401, 403, 404)
    told = "".join(
        text(client.get(path, secure=True))
        for path in ("/evidence/", "/evidence.json", "/evidence.csv", f"/evidence/?q={word}")
    )
    assert f"Seen {word}" not in told
    assert f"E-{number}:" not in told
    assert f"Seen {word}" in text(staff.get(f"/staff/evidence/?q={word}"))


@pytest.mark.parametrize(
    "path", ["/findings/?before=x", "/evidence/?before=-1", "/findings/?q=" + "a+" * 30]
)
def test_what_is_asked_wrongly_is_told(portal, path):
    assert portal.anybody().get(path, secure=True).status_code == 400


def test_bad_buttons_and_numbers_are_refused_in_words(staff, posted):
    _, evidence, _ = posted("We lack staff.")
    here = staff.post("/staff/findings/new/", FINDING)["location"]
    wrong = (
        {"do": "x"},
        {"do": "uncite-x"},
        {"do": "publish", "version": "\u0663"},
        {"do": "cite", "evidence": "E-9999999", "quote": "a"},
        {"do": "uncite-999"},
    )
    for form in wrong:
        assert staff.post(here, form).status_code in (400, 409), form
    assert staff.post(f"/staff/evidence/{evidence}/", {"do": "x"}).status_code == 400
    assert staff.post(here, FINDING | {"version": "1", "title_en": ""}).status_code == 400


@pytest.mark.parametrize("language", ["en", "es"])
def test_public_texts_are_plain(portal, language):
    every: list[str] = []
    for path in ("/findings/", "/evidence/", "/codebook/"):
        page = portal.anybody().get(path, secure=True, HTTP_ACCEPT_LANGUAGE=language)
        texts = texts_of(page.content.decode())
        every += [one for one in texts if len(one.split()) > 3]
    found = grade(every, language)
    assert found.sentence < 20
    assert found.grade <= 8, found
