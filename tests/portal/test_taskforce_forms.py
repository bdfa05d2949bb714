"""The forms of the Task Force: what they show is what they save, row by row."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from convening import ZONE, local, problems


@pytest.fixture
def staff(portal):
    return portal.person("docket-staff", staff=True)


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
