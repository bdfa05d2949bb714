"""Calls and public comments as others read them: search, the API, the feed, tables."""

from __future__ import annotations

import uuid

import pytest

from docketing import comment, form_of, screened, send, text, tracking


@pytest.fixture(autouse=True)
def full_budget(monkeypatch):
    """Each test begins with nobody having sent anything."""
    from wardline.hub.docket import flood

    monkeypatch.setattr(flood, "METER", flood.Meter())


@pytest.fixture
def call(portal):
    """A new open call of the staff's, made by the form alone."""
    staff = portal.person("docket-staff", staff=True)
    number = f"rfi-{uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/docket/calls/new/", form_of(number))
    assert answer.status_code == 302, text(answer)
    return number


def test_search_and_filters_stand_in_the_url(portal, call):
    from wardline.hub.docket import service

    client = portal.anybody()
    actor = portal.person("docket-staff", staff=True).actor
    said = {
        "a": {
            "answer__1": "The Infusión pumps xylophone failed.",
            "kind": "organization",
            "organization": "Xylo Org",
        },
        "b": {"answer__2": "Nothing about xylophones here.", "kind": "anonymous"},
    }
    keys = {}
    for name, fields in said.items():
        tracking(send(client, call, **fields))
        screened()
        keys[name] = comment(call).pk
        service.decide(actor, keys[name], service.Decision("post"))

    def found(**query):
        answer = client.get("/docket/comments.json", {"call": call, **query}, secure=True)
        return {row["key"] for row in answer.json()["comments"]}

    both = set(keys.values())
    assert found() == both
    assert found(q="xylophone") == both
    assert found(q="XYLOPHONE infusion") == {keys["a"]}
    assert found(q='"xylophone failed"') == {keys["a"]}
    assert found(q='"failed xylophone"') == set()
    assert found(question="2") == {keys["b"]}
    assert found(kind="organization") == {keys["a"]}
    assert found(since="2046-01-01") == set()
    assert found(q='"; DROP TABLE docket_search; --') == set()
    assert found(q='NEAR(" * AND OR ^') == set()
    wrong = client.get("/docket/comments/?since=yesterday", secure=True)
    assert (wrong.status_code, "2026-01-31" in text(wrong)) == (400, True)


def test_the_api_has_the_shape_of_version_4(portal, call):
    from wardline.hub.docket import service

    client = portal.anybody()
    actor = portal.person("docket-staff", staff=True).actor
    for n in range(7):
        tracking(
            send(
                client,
                call,
                comment=f"Number {n} of seven alone.",
                kind="individual",
                name="Ada Made-Up",
            )
        )
    screened()
    for one in service.Comment.objects.filter(call=call):
        service.decide(actor, one.pk, service.Decision("post"))
    path = "/docket/api/v4/comments"
    query = {"filter[docketId]": call, "page[size]": 5, "sort": "documentId"}
    first = client.get(path, query, secure=True)
    assert first["Content-Type"] == "application/vnd.api+json"
    meta = first.json()["meta"]
    assert (meta["totalElements"], meta["totalPages"], meta["hasNextPage"]) == (7, 2, True)
    second = client.get(path, query | {"page[number]": 2}, secure=True).json()
    ids = [one["id"] for one in first.json()["data"] + second["data"]]
    assert ids == [f"{call}-{n:04d}" for n in range(1, 8)]
    one = client.get(f"{path}/{ids[3]}", secure=True).json()["data"]
    assert one["type"] == "comments"
    assert one["attributes"]["comment"] == "Number 3 of seven alone."
    assert one["attributes"]["firstName"] == "Ada"
    assert one["attributes"]["documentType"] == "Public Submission"
    wrong = client.get(path, {"page[size]": 3}, secure=True)
    assert (wrong.status_code, wrong.json()["errors"][0]["status"]) == (400, "400")
    missing = client.get(f"{path}/nothing", secure=True)
    assert missing.status_code == 404
    docket = client.get(f"/docket/api/v4/dockets/{call}", secure=True).json()["data"]
    assert docket["attributes"]["openForComment"] is True


@pytest.mark.parametrize("few", [0, 500])
def test_the_api_counts_and_pages_what_a_search_finds(portal, call, monkeypatch, few):
    from wardline.hub.docket import api, service

    # With many hits the newest are read from another index: both ways say the same.
    monkeypatch.setattr(api, "_FEW", few)
    client = portal.anybody()
    actor = portal.person("docket-staff", staff=True).actor
    word = f"quern{uuid.uuid4().hex[:6]}"
    for n in range(9):
        tracking(send(client, call, comment=f"{word if n != 4 else 'Other'} and {n}."))
    screened()
    made = {one.number: one for one in service.Comment.objects.filter(call=call)}
    for one in made.values():
        service.decide(actor, one.pk, service.Decision("post"))

    def asked(**query):
        answer = client.get("/docket/api/v4/comments", query | {"page[size]": 5}, secure=True)
        told = answer.json()
        return [one["id"] for one in told["data"]], told["meta"]

    found = {"filter[searchTerm]": f"and {word}"}
    oldest = [f"{call}-{n + 1:04d}" for n in range(9) if n != 4]
    first, meta = asked(**found, sort="documentId")
    second, last = asked(**found, sort="documentId", **{"page[number]": 2})
    assert first + second == oldest
    assert (meta["totalElements"], meta["totalPages"], last["lastPage"]) == (8, 2, True)
    newest, _meta = asked(**found)
    assert newest == oldest[:-6:-1]
    assert asked(**found, **{"filter[docketId]": call})[1]["totalElements"] == 8
    assert asked(**found, **{"filter[docketId]": "another"})[0] == []
    assert asked(**found, **{"filter[postedDate][ge]": "2046-01-01"})[1]["totalElements"] == 0
    service.decide(actor, made[oldest[0]].pk, service.Decision("withhold", reason="personal"))
    assert asked(**found, sort="documentId")[1]["totalElements"] == 7


def test_the_feed_is_atom(portal, call):
    import xml.etree.ElementTree as ET

    from wardline.hub.docket import service

    tracking(send(portal.anybody(), call, comment="<b>&amp; feed me \x0b</b>"))
    screened()
    actor = portal.person("docket-staff", staff=True).actor
    service.decide(actor, comment(call).pk, service.Decision("post"))
    answer = portal.anybody().get("/docket/comments.atom", secure=True)
    feed = ET.fromstring(answer.content)  # noqa: S314 # our own feed
    assert "atom+xml" in answer["Content-Type"]
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert "<b>&amp; feed me" in entry.find("{http://www.w3.org/2005/Atom}summary").text


def test_the_public_csv_goes_back_in(portal, call):
    from wardline.docket import formats
    from wardline.hub.docket import service

    tracking(
        send(
            portal.anybody(),
            call,
            comment="=1+1 is two",
            answer__1="@yes",
            kind="individual",
            name="Ada Made-Up",
        )
    )
    screened()
    actor = portal.person("docket-staff", staff=True).actor
    service.decide(actor, comment(call).pk, service.Decision("post"))
    answer = portal.anybody().get(f"/docket/bulk?call={call}", secure=True)
    [record] = formats.read(answer.content)
    assert (record.text, record.answers, record.name) == (
        "=1+1 is two",
        {"1": "@yes"},
        "Ada Made-Up",
    )


def test_the_first_call_asks_five_questions_in_two_languages(portal):
    client = portal.anybody()
    english = text(client.get("/docket/calls/cybersecurity-rfi/", secure=True))
    assert "What makes it hard for you" in english
    assert "America/New_York" in english
    page = client.get("/docket/calls/cybersecurity-rfi.json", secure=True).json()
    assert len(page["call"]["questions"]) == 5
    spanish = client.get("/docket/calls/cybersecurity-rfi/", secure=True, HTTP_ACCEPT_LANGUAGE="es")
    assert "¿Qué hace difícil para usted" in text(spanish)


def test_a_call_keeps_its_versions_and_a_late_change_is_told(portal, call):
    staff = portal.person("docket-staff", staff=True)
    changed = form_of(call, title_en="Another title", version="1")
    assert staff.post(f"/staff/docket/calls/{call}/", changed).status_code == 302
    stale = staff.post(f"/staff/docket/calls/{call}/", changed)
    assert stale.status_code == 400
    assert "Somebody else changed this call" in text(stale)
    client = portal.anybody()
    assert "Another title" in text(client.get(f"/docket/calls/{call}/", secure=True))
    old = text(client.get(f"/docket/calls/{call}/versions/1/", secure=True))
    assert "Made-up call" in old
    assert "old version" in old
    assert client.get(f"/docket/calls/{call}/versions/9/", secure=True).status_code == 404


def test_an_old_version_of_a_call_tells_its_own_days(portal, call):
    staff = portal.person("docket-staff", staff=True)
    later = form_of(call, version="1", closes="2047-02-02 17:00")
    assert staff.post(f"/staff/docket/calls/{call}/", later).status_code == 302
    client = portal.anybody()
    told = [
        client.get(f"/docket/calls/{call}{path}.json", secure=True).json()["call"]["closes"]
        for path in ("/versions/1", "/versions/2", "")
    ]
    assert [one[:10] for one in told] == ["2046-01-01", "2047-02-02", "2047-02-02"]


def test_a_question_in_spanish_stays_beside_its_own(portal, call):
    staff = portal.person("docket-staff", staff=True)
    where = f"/staff/docket/calls/{call}/"
    form = form_of(call, version="1", questions_en="One?\nTwo?\nThree?", questions_es="\n¿Dos?")
    assert staff.post(where, form).status_code == 302
    asked = [
        [one["text"] for one in answer.json()["call"]["questions"]]
        for language in ("en", "es")
        for answer in [
            portal.anybody().get(
                f"/docket/calls/{call}.json", secure=True, HTTP_ACCEPT_LANGUAGE=language
            )
        ]
    ]
    assert asked == [["One?", "Two?", "Three?"], ["One?", "¿Dos?", "Three?"]]
    # The page shows it as it was typed.
    shown = staff.get(where).content.decode()
    assert 'name="questions_es"' in shown
    assert "\n\n¿Dos?</textarea>" in shown


def test_the_warning_stands_before_the_first_box(portal, call):
    page = text(portal.anybody().get(f"/docket/calls/{call}/comment/", secure=True))
    warning = page.index("proprietary, personal, sensitive or confidential")
    assert page.index("Your answers may be made public") < warning < page.index("<textarea")
