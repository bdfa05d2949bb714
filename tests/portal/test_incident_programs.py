"""Reports from programs: JSON in two steps, by key or session; what is shown is what leaves."""

from __future__ import annotations

import json
import uuid

import pytest


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Prog {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


class Program:
    """A program of an organization's, with a key."""

    def __init__(self, portal, scopes=("read", "write")):
        from wardline.hub.members import service

        self.organization = portal.organization("Made-up Falls")
        self.id, self.key = service.add_key(self.organization, "SIEM", scopes)
        self.http = portal.anybody()

    def send(self, body, number="", method="post", key=""):
        address = f"/incidents/reports/{number + '/' if number else ''}"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return getattr(self.http, method)(
            address,
            content,
            content_type="application/json",
            secure=True,
            headers={"authorization": f"Bearer {key or self.key}"},
        )


def report(collection, text="A message asked our billing office for passwords.", **more):
    told = {
        "what": {"actions": [{"category": "social", "varieties": ["Phishing"]}], "text": text},
        "when": {"found": {"at": "2026-11-20T14:37:00Z"}},
        "attacker": {"observables": [f"hxxps://login[.]made-up-{uuid.uuid4().hex[:8]}[.]example"]},
    }
    return {"report": told, "collection": collection, "release": "named", **more}


def test_what_is_shown_is_released_once_and_the_log_names_the_key(portal, collection):
    from wardline.hub.audit import reading
    from wardline.hub.audit import service as audit

    program = Program(portal)
    shown = program.send(report(collection))
    assert shown.status_code == 200, shown.content
    told = shown.json()
    reader = portal.person()
    number = next(one["id"] for one in told["leaves"] if one["type"] == "incident")
    assert reader.get(f"/objects/{number}/").status_code == 404
    done = program.send({"confirm": told["confirm"]})
    assert done.status_code == 201, done.content
    assert done.json()["state"] == "released"
    assert done.json()["sha256"] == told["sha256"]
    again = program.send({"confirm": told["confirm"]}).json()
    assert (again["incident"], again["version"]) == (told["incident"], 1)
    raws = []
    for one in told["leaves"]:
        bundle = reader.get(f"/objects/{one['id']}/file/bundle/").content
        (found,) = json.loads(bundle)["objects"]
        assert found == one
        raws.append(json.dumps(one))
    assert len(raws) == len(told["leaves"])
    audit.seal()
    entries = [one.draft for one in reading.every(reading.Filter(actor=program.id))]
    assert {"incident.reported", "incident.released"} <= {one.action for one in entries}
    assert {(one.who.kind, one.who.organization) for one in entries} == {
        ("key", program.organization)
    }
    colleague = portal.person("member", program.organization)
    page = colleague.get(f"/incidents/{told['incident']}.json").json()
    assert page["by"] == f"key {program.id}"


def test_known_to_the_hub_alone_it_waits_for_the_batch(portal, collection):
    program = Program(portal)
    told = program.send(report(collection, release="hub-only")).json()
    done = program.send({"confirm": told["confirm"]}).json()
    assert (done["state"], done["released"]) == ("waiting", None)
    assert done["due"] == told["due"] > 0
    assert "14:37" not in json.dumps(told["leaves"])


def test_put_adds_to_the_same_incident_and_is_its_own_number(portal, collection):
    program, number = Program(portal), str(uuid.uuid4())
    first = program.send(report(collection), number, "put").json()
    assert (first["incident"], first["adds"]) == (number, False)
    assert program.send({"confirm": first["confirm"]}, number, "put").status_code == 201
    sent = report(collection)
    sent["report"]["care"] = {"downtime_hours": 9}
    second = program.send(sent, number, "put").json()
    assert second["adds"] is True
    done = program.send({"confirm": second["confirm"]}, number, "put").json()
    assert (done["version"], done["state"]) == (2, "released")
    # Another organization's number is no incident of theirs, and nothing tells that it is taken.
    other = Program(portal)
    theirs = other.send(report(collection), number, "put")
    assert theirs.json()["adds"] is False
    assert other.send({"confirm": theirs.json()["confirm"]}, number, "put").status_code == 409


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "no JSON"),
        (b"[]", 400, "object"),
        ({"reprot": {}}, 400, "reprot"),
        ({}, 400, "no report"),
        ({"report": {"wat": 1}}, 422, "wat"),
        ({"report": {"what": {}}}, 422, "what happened"),
        ({"confirm": "forged"}, 409, "not what was checked last"),
    ],
)
def test_bad_input_is_a_sentence_and_releases_nothing(portal, body, status, words):
    answer = Program(portal).send(body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_without_a_good_key_of_scope_write_nothing_is_said(portal, collection):
    from wardline.hub.members.models import Key

    program = Program(portal)
    assert program.send(report(collection), key="wardline_made-up").status_code == 401
    assert portal.anybody().post("/incidents/reports/", {}, secure=True).status_code == 401
    readonly = Program(portal, scopes=("read",))
    assert readonly.send(report(collection)).status_code == 403
    told = program.send(report(collection)).json()
    # What was shown to one organization can be confirmed by no other.
    assert Program(portal).send({"confirm": told["confirm"]}).status_code == 409
    Key.objects.filter(id=program.id).update(revoked_at=1)
    assert program.send({"confirm": told["confirm"]}).status_code == 401
    # A key opens no page.
    client = portal.anybody()
    header = {"authorization": f"Bearer {readonly.key}"}
    assert client.get("/incidents/", secure=True, headers=header).status_code == 302


def test_what_is_odd_or_in_doubt_is_told_and_needs_its_word(portal, collection):
    program = Program(portal)
    sent = report(collection)
    sent["report"]["when"]["contained"] = {"at": "2026-11-01T00:00:00Z"}
    sent["report"]["when"]["started"] = {"at": "2099-01-01T00:00:00Z"}
    told = program.send(sent).json()
    assert len(told["odd"]) >= 2
    assert program.send({"confirm": told["confirm"]}).status_code == 400
    assert program.send({"confirm": told["confirm"], "odd": True}).status_code == 201
    doubtful = report(collection)
    doubtful["report"]["attacker"]["observables"] = ["10.20.30.40"]
    told = program.send(doubtful).json()
    assert told["doubts"] > 0
    refused = program.send({"confirm": told["confirm"], "reviewed": True})
    assert refused.status_code == 403


def doubtful(collection, **more):
    sent = report(collection, **more)
    sent["report"]["attacker"]["observables"] = ["10.20.30.40"]
    return sent


def test_what_the_gate_doubts_goes_to_a_reviewer_and_leaves_once_approved(portal, collection):
    from wardline.hub.incidents import leaving
    from wardline.hub.objects.service import objects
    from wardline.hub.settings import CONFIG

    program = Program(portal)
    colleague = portal.person("member", program.organization)
    reviewer = portal.person("reviewer", program.organization)
    told = program.send(doubtful(collection)).json()
    asked = {"confirm": told["confirm"], "review": "organization", "note": "Our own scanner?"}
    assert program.send(asked | {"review": "everybody"}).status_code == 400
    held = program.send(asked)
    assert (held.status_code, held.json()["state"]) == (202, "review"), held.content
    assert program.send(asked).json()["version"] == 1
    [queued] = reviewer.get("/review.json").json()["queue"]
    assert [one["id"] for one in colleague.get("/review.json").json()["own"]] == [queued["id"]]
    page = reviewer.get(f"/review/{queued['id']}/").content.decode()
    assert "10.20.30.40" in page
    assert "Our own scanner?" in page
    # Its people see where it stands; to decide on it is for those who review.
    approval = {"word": "release", "revision": "1"}
    assert colleague.post(f"/review/{queued['id']}/claim/").status_code == 403
    assert portal.person("reviewer").get(f"/review/{queued['id']}/").status_code == 404
    reviewer.post(f"/review/{queued['id']}/claim/")
    assert reviewer.post(f"/review/{queued['id']}/approve/", approval).status_code == 302
    leaving.turn(objects(CONFIG.data))
    done = program.send(asked).json()
    assert done["state"] == "released"
    number = next(one["id"] for one in told["leaves"] if one["type"] == "incident")
    assert portal.person().get(f"/objects/{number}/").status_code == 200


def test_without_a_doubt_there_is_nothing_to_review(portal, collection):
    program = Program(portal)
    told = program.send(report(collection)).json()
    answer = program.send({"confirm": told["confirm"], "review": "organization"})
    assert answer.status_code == 400
    assert "doubts nothing" in answer.json()["detail"]


def test_asked_again_however_late_the_answer_tells_where_it_stands(portal, collection, monkeypatch):
    """A program that was down, or waits for a reviewer, is not told that nothing was released."""
    from wardline.hub.incidents import programs

    program = Program(portal)
    portal.person("reviewer", program.organization)
    told = program.send(report(collection)).json()
    held = program.send(doubtful(collection)).json()
    never = program.send(report(collection)).json()
    asked = {"confirm": held["confirm"], "review": "organization"}
    assert program.send({"confirm": told["confirm"]}).status_code == 201
    assert program.send(asked).status_code == 202
    # As if the hour were over.
    monkeypatch.setattr(programs, "_HOUR_SECONDS", -1)
    again = program.send({"confirm": told["confirm"]})
    assert (again.status_code, again.json()["state"]) == (201, "released"), again.content
    again = program.send(asked)
    assert (again.status_code, again.json()["state"]) == (202, "review"), again.content
    late = program.send({"confirm": never["confirm"]})
    assert late.status_code == 409
    assert "older than an hour" in late.json()["detail"]


def test_what_was_shown_under_one_number_is_confirmed_under_no_other(portal, collection):
    program, number = Program(portal), str(uuid.uuid4())
    told = program.send(report(collection), number, "put").json()
    wrong = program.send({"confirm": told["confirm"]}, str(uuid.uuid4()), "put")
    assert wrong.status_code == 409
    assert "another incident" in wrong.json()["detail"]
    assert program.send({"confirm": told["confirm"]}, number, "put").status_code == 201


def test_a_reviewer_asks_back_and_the_programs_people_answer(portal, collection):
    from wardline.hub.notices import watch

    program = Program(portal)
    colleague = portal.person("member", program.organization)
    reviewer = portal.person("reviewer", program.organization)
    told = program.send(doubtful(collection)).json()
    program.send({"confirm": told["confirm"], "review": "organization"})
    [queued] = reviewer.get("/review.json").json()["queue"]
    reviewer.post(f"/review/{queued['id']}/claim/")
    reviewer.post(f"/review/{queued['id']}/return/", {"question": "Is it yours?"})
    watch.reviews()
    rows = colleague.get("/notices.json").json()["notices"]
    assert any(one["link"] == f"/review/{queued['id']}/" for one in rows)
    done = colleague.post(f"/review/{queued['id']}/answer/", {"answer": "No, the attacker's."})
    assert done.status_code == 302, done.content
    assert "the attacker's" in reviewer.get(f"/review/{queued['id']}/").content.decode().replace(
        "&#x27;", "'"
    )


def test_what_could_not_be_kept_as_an_incident_waits_for_no_reviewer(portal, collection):
    program, other = Program(portal), Program(portal)
    number = str(uuid.uuid4())
    reviewer = portal.person("reviewer", other.organization)
    theirs = other.send(doubtful(collection), number, "put").json()
    mine = program.send(report(collection), number, "put").json()
    assert program.send({"confirm": mine["confirm"]}, number, "put").status_code == 201
    answer = other.send({"confirm": theirs["confirm"], "review": "organization"}, number, "put")
    assert answer.status_code == 409
    assert reviewer.get("/review.json").json()["queue"] == []


def test_50_mb_of_log_are_answered_in_a_sentence(portal, collection):
    program = Program(portal)
    answer = program.send(report(collection, text="x" * 50_000_000))
    assert answer.status_code == 413
    assert "at most" in answer.json()["detail"]


def test_a_session_needs_its_token_and_a_confirmed_person(portal, collection):
    from django.test import Client

    person = portal.person("member")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = person.client.cookies
    content = json.dumps(report(collection))
    kind = {"content_type": "application/json", "secure": True}
    assert strict.post("/incidents/reports/", content, **kind).status_code == 403
    shown = person.client.post("/incidents/reports/", content, **kind)
    assert shown.status_code == 200
    again = json.dumps({"confirm": shown.json()["confirm"]})
    assert person.client.post("/incidents/reports/", again, **kind).status_code == 201
    tired = portal.person("member", confirmed=False)
    shown = tired.client.post("/incidents/reports/", content, **kind).json()
    late = tired.client.post(
        "/incidents/reports/", json.dumps({"confirm": shown["confirm"]}), **kind
    )
    assert late.status_code == 403


def test_the_report_is_there_as_veris_too(portal, collection):
    from wardline.incidents import model
    from wardline.incidents.veris import from_veris

    program = Program(portal)
    told = program.send(report(collection)).json()
    program.send({"confirm": told["confirm"]})
    colleague = portal.person("member", program.organization)
    address = f"/incidents/{told['incident']}/"
    assert f"{address}file/veris/" in colleague.get(address).content.decode()
    record = json.loads(colleague.get(f"{address}file/veris/").content)
    assert record["schema_version"].startswith("1.4")
    assert "Phishing" in record["action"]["social"]["variety"]
    kept = colleague.get(f"{address}file/report/").content
    assert model.encode(from_veris(record).report) == model.encode(model.parse(kept))


def test_programs_leave_threads_for_people_and_for_each_other(portal, collection):
    """A report is seconds of work for one of the portal's few threads."""
    from wardline.hub.portal import programs

    first, second, third = Program(portal), Program(portal), Program(portal)
    sent = report(collection)
    with programs.turn(first.organization):
        refused = first.send(sent)
        assert (refused.status_code, refused["Retry-After"]) == (429, "2")
        assert refused["Content-Type"] == "application/problem+json"
        assert second.send(sent).status_code == 200
        with programs.turn(second.organization):
            assert third.send(sent).status_code == 429
            assert portal.person("member").get("/incidents/").status_code == 200
    assert first.send(sent).status_code == 200
    # Whoever shows no good key is told that, whatever goes on.
    with programs.turn(first.organization), programs.turn(second.organization):
        assert third.send(sent, key="wardline_made-up").status_code == 401
