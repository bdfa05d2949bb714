"""A bulletin as values: what is wrong with it, whom it concerns, how it reads, how it looks."""

from __future__ import annotations

import json
import uuid

import msgspec
import pytest

from wardline.bulletins import calendar, feeds, lessons, mail, model, practices, starting, stix
from wardline.bulletins.model import Bulletin, Link, Picture, Step
from wardline.bulletins.problems import place_words, problems
from wardline.bulletins.readers import Reader, concern
from wardline.bulletins.sheet import Issue, sheet
from wardline.bulletins.words import TABLE
from wardline.core import stix as checked
from wardline.testing.reading import grade

ISSUE = Issue("WB-2026-0001", 1, "2026-11-26", "https://hub.test/bulletins/WB-2026-0001/")


def hole(**more) -> dict:
    return {
        "type": "vulnerability",
        "id": f"vulnerability--{uuid.uuid4()}",
        "name": "CVE-2026-12345",
        "x_kev_vendor": "Made-up",
        "x_kev_product": "Pump",
        "x_kev_due_date": "2026-12-24",
        "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
    } | more


def whole(**more) -> Bulletin:
    return msgspec.structs.replace(starting.start([hole()], "hub@made-up.example"), **more)


def places(**more) -> list[str]:
    return [one.place for one in problems(whole(**more))]


def test_a_draft_from_facts_is_whole():
    assert places() == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"title": {"en": "x" * 300}}, "title.en"),
        ({"title": {"es": "Hola"}}, "title.en"),
        ({"title": {"en": "Hidden \u202e here"}}, "title.en"),
        ({"title": {"en": "Two\nlines"}}, "title.en"),
        ({"title": {"en": "A", "fr": "B"}}, "title.fr"),
        ({"concern": {}}, "concern.en"),
        ({"harm": {"en": " "}}, "harm.en"),
        ({"contact": ""}, "contact"),
        ({"steps": {}}, "steps.office-manager"),
        ({"tlp": "purple"}, "tlp"),
        ({"tlp": "red"}, "recipients"),
        ({"recipients": ("x",)}, "recipients"),
        ({"severity": "bad"}, "severity"),
        ({"kinds": ("castle",)}, "kinds"),
        ({"sizes": ("huge",)}, "sizes"),
        ({"indicators": ("x",)}, "indicators"),
        ({"advisories": ("<script>",)}, "advisories"),
        ({"practices": ("hicp-99",)}, "practices"),
        ({"devices": tuple("abcdefghij" * 5)}, "devices"),
        ({"references": (Link("x", "javascript:alert(1)"),)}, "references"),
        ({"references": (Link("x", "https://[bad"),)}, "references"),
        ({"pictures": (Picture("0" * 64, {}),)}, "pictures.1.en"),
        ({"pictures": (Picture("x", {"en": "A plug"}),)}, "pictures.1"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(changed, place):
    found = {one.place: one for one in problems(whole(**changed))}
    assert place in found
    assert found[place].message.endswith(".")
    assert found[place].hint


def test_each_role_has_three_steps():
    steps = dict(whole().steps)
    steps["it"] = steps["it"][:2]
    steps["security"] = (*steps["security"][:2], Step({"en": "x"}, "2026-02-31"))
    steps["nurse"] = steps["it"]
    assert places(steps=steps) == ["steps.nurse", "steps.it", "steps.security.3"]
    assert place_words("steps.it.2.es") == "steps it 2 (Spanish)"


@pytest.mark.parametrize(
    ("bulletin", "reader", "concerned", "why"),
    [
        ({}, {}, True, ""),
        ({"kinds": ("practice",)}, {"kind": "practice"}, True, ""),
        ({"kinds": ("practice",)}, {"kind": "hospital"}, False, "kind"),
        ({"sizes": ("small",)}, {"size": "large"}, False, "size"),
        ({"sizes": ("small",)}, {"size": ""}, True, ""),
        ({"systems": ("Made-up Pump X200",)}, {"systems": ()}, True, ""),
        ({"systems": ("Made-up Pump X2",)}, {"systems": ("X2 (made-up) PUMP",)}, True, "system"),
        ({"systems": ("Made-up Pump X200",)}, {"systems": ("X200",)}, True, "system"),
        ({"systems": ("Made-up Pump X200",)}, {"systems": ("Pump X20",)}, False, "system"),
        ({"systems": ("Pump",)}, {"systems": ("!!!",)}, False, "system"),
    ],
)  # fmt: skip
def test_whom_it_concerns(bulletin, reader, concerned, why):
    found = concern(whole(**({"systems": ()} | bulletin)), Reader(**reader))
    assert (found.concerned, found.why) == (concerned, why)


@pytest.mark.parametrize("name", ["vulnerability", "incident", "plain"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_texts_of_templates_are_plain(name, language):
    one = starting.templates()[name]
    steps = [step for role in one.steps.values() for step in role]
    words = [one.title, one.concern, one.harm, one.detect, *steps]
    texts = [text for each in words if (text := each[language])]
    found = grade(texts, language)
    assert found.words > 100
    assert found.sentence < 20
    assert found.grade <= 8
    assert max(grade([text], language).sentence for text in texts) < 20


@pytest.mark.parametrize("language", ["en", "es"])
def test_lessons_and_exercises_are_plain(language):
    for objects in ([hole()], [{"type": "incident", "id": f"incident--{uuid.uuid4()}"}] * 2):
        made = starting.start(objects)
        game = lessons.tabletop(made, language)
        lesson = lessons.lesson(made, "", language)
        texts = [game.purpose, game.scenario, *game.close]
        texts += [text for one in game.injects for text in (one.text, *one.questions)]
        texts += [line for card in lesson.cards for line in card.lines]
        texts += [text for one in lesson.questions for text in (one.text, *one.choices, one.why)]
        texts += [one.text for one in lesson.glossary]
        found = grade(texts, language)
        assert found.sentence < 20
        assert found.grade <= 8


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_of_practices_are_plain_and_in_both_languages(language):
    assert set(TABLE["es"]) == set(TABLE["en"])
    texts = [one.text[language] for table in practices.tables() for one in table.practices]
    assert len(texts) == 30
    assert grade(texts, language).grade <= 8
    for table in practices.tables():
        assert table.edition
        assert table.url.startswith("https://")


def test_a_lesson_has_an_answer_to_each_question_and_an_exercise_its_order():
    made = whole(detect={"en": "Ask the Health Sharing Center (HSC) for {help}."})
    lesson = lessons.lesson(made, "it", "en")
    assert "Put in the fix. If there is none, take it off the internet." in lesson.cards[2].lines
    assert [one.choices[one.right] for one in lesson.questions] == [
        "Yes, or we find out today",
        made.steps["it"][0].text["en"],
        "Tell the person in charge, and do not switch it off",
    ]
    assert ("HSC", "Health Sharing Center") in lesson.glossary
    game = lessons.tabletop(made, "en")
    assert [one.minute for one in game.injects] == [0, 10, 20]
    assert "{help}" in game.injects[1].text
    assert len(game.roles) == 5


def test_a_mail_holds_nothing_that_a_program_runs_or_loads():
    made = whole(
        title={"en": "<script>x</script> & {address}"},
        references=(Link('"><img src=x>', "https://made-up.example/a?b=1&c=2"),),
    )
    html = mail.rich(sheet(made, ISSUE, Reader()))
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;x&lt;/script&gt; &amp; {address}" in html
    assert mail.subject(sheet(made, ISSUE, Reader())).startswith("[TLP:CLEAR] ")
    for line in mail.plain(sheet(made, ISSUE, Reader(language="es"))).splitlines():
        assert len(line) <= 80 or "http" in line
    assert html.count(mail.END) == html.count(mail.SETTINGS) == 1


def test_english_within_a_spanish_page_says_so():
    made = whole(title={"en": "Only English"})
    assert '<h1 style="font-size:24px" lang="en">' in mail.rich(
        sheet(made, ISSUE, Reader(language="es"))
    )


def test_every_object_of_a_report_keeps_to_the_standard():
    namespace = uuid.uuid4()
    indicator = f"indicator--{uuid.uuid4()}"
    for made in (whole(), whole(advisories=(), indicators=(indicator,)), whole(advisories=())):
        for gone in (False, True):
            told = ISSUE._replace(withdrawn=gone, version=2)
            objects = stix.to_stix(made, told, 10**15, 2 * 10**15, namespace)
            assert [checked.errors(one) for one in objects] == [[]] * len(objects)
            report = objects[-1]
            assert report["type"] == "report"
            assert report["object_refs"]
            assert report.get("revoked", False) == gone
            assert report["id"] == stix.report_id("WB-2026-0001")


def test_the_calendar_cancels_what_was_taken_back():
    from icalendar import Calendar

    made, told = whole(), ISSUE
    first = Calendar.from_ical(calendar.to_ics([(made, told)], "", "en", 10**15)).walk("VEVENT")
    gone = told._replace(withdrawn=True)
    second = Calendar.from_ical(calendar.to_ics([(made, gone)], "", "en", 10**15)).walk("VEVENT")
    assert [one["UID"] for one in first] == [one["UID"] for one in second]
    assert second[0]["STATUS"] == "CANCELLED"
    assert second[0]["SEQUENCE"] > first[0]["SEQUENCE"]


def test_a_draft_takes_the_strictest_label_and_no_organization():
    objects = [
        hole(),
        {"type": "incident", "id": f"incident--{uuid.uuid4()}", "name": "At Made-up Falls",
         "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]},
        {"type": "identity", "id": f"identity--{uuid.uuid4()}", "name": "Made-up Falls"},
        {"type": "malware", "id": f"malware--{uuid.uuid4()}", "name": "Heron{what}"},
        {"type": "indicator", "id": f"indicator--{uuid.uuid4()}"},
    ]  # fmt: skip
    made = starting.start(objects)
    assert made.tlp == "amber"
    assert "Made-up Falls" not in model.encode(made)
    assert made.title["en"].startswith("Heron{what} hits health care")
    assert made.indicators == (objects[4]["id"],)
    unknown = starting.start([hole(object_marking_refs=[f"marking-definition--{uuid.uuid4()}"])])
    assert unknown.tlp == "amber+strict"
    assert starting.start([hole(object_marking_refs=[])]).tlp == "green"


def test_a_listed_hole_is_urgent_and_due():
    made = starting.start([hole(x_kev_date_added="2026-12-01")])
    assert made.severity == "critical"
    assert made.steps["it"][1].due == "2026-12-24"
    assert starting.start([hole(x_kev_due_date="soon")]).steps["it"][1].due == ""


def test_an_advisory_that_is_odd_everywhere_still_makes_a_draft():
    for document in ({}, {"document": []}, {"document": {"tracking": 5, "references": [1]}},
                     {"vulnerabilities": {}, "product_tree": {"branches": [[]]}}):  # fmt: skip
        made = starting.from_csaf(document)
        assert made.title["en"]


def test_a_bulletin_is_stored_as_the_same_bytes():
    made = whole()
    assert model.decode(model.encode(made)) == made
    assert model.digest(made) == model.digest(model.decode(model.encode(made)))
    assert json.loads(model.encode(made))["tlp"] == "clear" or made.tlp == "clear"


def test_a_summary_says_first_that_it_was_taken_back():
    made = sheet(whole(), ISSUE._replace(withdrawn=True), Reader())
    assert feeds.summary(made).startswith("This was taken back.")


def test_each_name_of_a_practice_says_where_it_was_read_or_stands_among_those_that_were_not():
    import re
    from importlib import resources

    from wardline.bulletins import practices

    notice = resources.files("wardline.bulletins").joinpath("data/NOTICE.md").read_text("utf-8")
    open_ = notice.partition("**Not found in a list that names its source**:")[2].partition(". ")[0]
    listed = {code for code, (_table, one) in practices.by_code().items() if not one.source}
    assert set(re.findall(r"[a-z]+-[a-z]?\d+", open_)) == listed
    for table, one in practices.by_code().values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", table.checked)
        assert one.source == "" or one.source.startswith("https://")
