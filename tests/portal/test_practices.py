"""Practices of other sectors: shown to all, compared, changed by staff, cited as evidence."""

from __future__ import annotations

import html
import json
import uuid
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from wardline.testing.reading import grade


@pytest.fixture(name="staff")
def staff_fixture(portal):
    return portal.person("docket-staff", staff=True)


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def fields(number: str, **more) -> dict:
    from wardline.hub.practices.words import FIELDS

    texts = {f"text_{name}_en": f"Made up {name}." for name in FIELDS}
    return {
        "version": "0", "number": number, "sector": "rail", "small": "good", "large": "poor",
        "title_en": f"Made-up practice {number}", "title_es": "Inventada", **texts,
        "sources": "2026-01-31 | https://made-up.example/a | A source", "shown": "on",
    } | more  # fmt: skip


def shipped() -> dict:
    data = files("wardline.hub.practices").joinpath("data/first-practices.json").read_bytes()
    return json.loads(data)


def test_the_first_set_is_sourced_plain_and_shown(portal):
    known = shipped()
    assert len(known) >= 15
    assert len({one["sector"] for one in known.values()}) >= 8
    client = portal.anybody()
    page = text(client.get("/practices/", secure=True))
    for number, one in known.items():
        assert one["title"]["en"] in page
        assert all(urlsplit(source["url"]).scheme == "https" for source in one["sources"])
        whole = text(client.get(f"/practices/{number}/", secure=True))
        assert one["texts"]["works"]["en"] in whole
        assert one["sources"][0]["url"] in whole
        found = grade([one["title"]["en"], *(said["en"] for said in one["texts"].values())])
        assert found.grade <= 8, (number, found)
        assert found.sentence < 20


def test_filters_stand_in_the_url(portal):
    client = portal.anybody()
    rows = client.get("/practices.json?sector=rail", secure=True).json()["practices"]
    assert {one["sector"] for one in rows} == {"rail"}
    fit = client.get("/practices.json?fits=small&q=NASA+near", secure=True).json()["practices"]
    assert "aviation-asrs" in {one["id"] for one in fit}
    assert all(one["small_fit"] == "good" for one in fit)
    table = text(client.get("/practices.csv?sector=rail", secure=True))
    assert table.startswith("id,sector,")
    assert "Nothing found." in text(client.get("/practices/?q=zzzz", secure=True))


def test_staff_write_show_hide_and_it_is_evidence_meanwhile(portal, staff):
    from wardline.hub.evidence import service as evidence

    number = f"made-{uuid.uuid4().hex[:8]}"
    client = portal.anybody()
    hidden = fields(number, shown="")
    assert staff.post("/staff/practices/new/", hidden).status_code == 302
    assert client.get(f"/practices/{number}/", secure=True).status_code == 404
    assert number not in text(client.get("/practices.json", secure=True))
    here = f"/staff/practices/{number}/"
    assert staff.post(here, fields(number, version="1")).status_code == 302
    page = text(client.get(f"/practices/{number}/", secure=True))
    (made,) = evidence.of("practices", number)
    assert f"E-{made.pk}" in page
    assert "Made up works." in made.text
    assert "https://made-up.example/a" in made.text
    assert staff.post(here, fields(number, version="1")).status_code == 409
    assert staff.post(here, fields(number, version="2", shown="")).status_code == 302
    assert client.get(f"/practices/{number}/", secure=True).status_code == 404
    assert evidence.get(made.pk).state == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sources": ""},
        {"sources": "2026-01-31 | javascript:alert(1) | x"},
        {"sources": "yesterday | https://made-up.example/ | x"},
        {"title_en": ""},
        {"text_works_en": ""},
        {"text_works_en": "a\u202eb"},
        {"sector": "moon"},
        {"number": "No slug!"},
    ],
)
def test_what_is_incomplete_is_refused_with_what_was_typed(staff, wrong):
    answer = staff.post("/staff/practices/new/", fields(f"w-{uuid.uuid4().hex[:8]}") | wrong)
    assert answer.status_code == 400
    assert "Made up cost." in text(answer)


def test_only_the_staff_of_the_docket_write(portal):
    for person in (portal.person("admin"), portal.person("analyst", staff=True)):
        assert person.get("/staff/practices/").status_code == 403
        number = f"n-{uuid.uuid4().hex[:8]}"
        assert person.post("/staff/practices/new/", fields(number)).status_code == 403
