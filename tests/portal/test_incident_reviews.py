"""Reports that wait for a reviewer: held, approved, taken back, refused."""

from __future__ import annotations

import uuid

import pytest

from reporting import check, confirm, incident_in, leave, report


@pytest.fixture(name="person")
def person_fixture(portal):
    """Somebody of an organization that has a reviewer."""
    made = portal.person("member")
    portal.person("reviewer", made.organization)
    return made


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Report {uuid.uuid4().hex[:6]}", read=["all"], write=["all"])


def test_what_the_gate_doubts_waits_for_a_reviewer_and_is_not_kept_here(person, collection, portal):
    word = f"Quill{uuid.uuid4().hex[:6]}"
    doubt = f"The {word} machine at 10.20.30.40 was the first; ask at desk four."
    where, preview = check(person, collection, **{"attacker.observables": "10.20.30.40",
                                                  "what.text": doubt})  # fmt: skip
    assert preview["held"]
    assert confirm(person, where, preview).status_code == 403
    answer = person.post(
        where.replace("/preview/", "/review/"), {"digest": preview["digest"], "to": "organization"}
    )
    assert answer.status_code == 302
    address = answer["Location"]
    assert person.get(address.rstrip("/") + ".json").json()["state"] == "review"
    for path, held in portal.stored():
        assert word.encode() not in held, path
    approve(portal.person("reviewer", person.organization))
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "approved"
    reader, number = portal.person(), incident_in(preview)["id"]
    assert reader.get(f"/objects/{number}/").status_code == 404
    leave()
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "released"
    assert word in shown["report"]["what"]["text"]
    receipt = person.get(f"{address}receipts/1.json").json()
    assert receipt["entry"]["action"] == "incident.released"
    assert reader.get(f"/objects/{number}/").status_code == 200
    assert person.get("/review.json").json()["own"][0]["state"] == "released"


def approve(reviewer):
    """A reviewer takes what is first in the queue, and approves it; its number."""
    held = reviewer.get("/review.json").json()["queue"][0]["id"]
    reviewer.post(f"/review/{held}/claim/")
    done = reviewer.post(f"/review/{held}/approve/", {"word": "release", "revision": "1"})
    assert done.status_code == 302, done.content.decode()
    return held


def reviewed(person, collection, **more):
    """A report that the gate has doubts about, sent to review: its page and its preview."""
    where, preview = check(person, collection, **{"attacker.observables": "10.20.30.40", **more})
    assert preview["held"]
    answer = person.post(
        where.replace("/preview/", "/review/"), {"digest": preview["digest"], "to": "organization"}
    )
    return answer["Location"], preview


def test_a_reviewed_report_of_the_hubs_leaves_with_the_batch_and_not_at_the_decision(
    person, collection, portal
):
    """Known to the hub alone, two reports leave alike: neither tells when it was decided."""
    from wardline.core.clock import now

    address, _preview = reviewed(person, collection)
    _other, _seen = report(portal.person("member"), collection)
    reviewer = portal.person("reviewer", person.organization)
    at = now()
    approve(reviewer)
    version = person.get(address.rstrip("/") + ".json").json()["versions"][0]
    span = 6 * 3_600_000_000
    assert version["due"] % span == 0
    # Of the batch that was next when it was decided; an hour is more than the test may take.
    assert at < version["due"] <= at + span + 3_600_000_000
    assert leave(2) == 2


def test_a_reviewed_report_by_name_leaves_at_once(person, collection, portal):
    from wardline.hub.incidents import leaving

    address, preview = reviewed(person, collection, release="named")
    approve(portal.person("reviewer", person.organization))
    assert leaving.due() >= 1
    shown = person.get(address.rstrip("/") + ".json").json()
    assert shown["state"] == "released"
    seen = portal.person().get(f"/objects/{incident_in(preview)['id']}.json").json()
    assert seen["released_by"]["author"]["title"] == person.user.organization.name


def test_an_approved_report_is_taken_back_by_its_reviewer_or_its_people(person, collection, portal):
    address, preview = reviewed(person, collection)
    reviewer = portal.person("reviewer", person.organization)
    held = approve(reviewer)
    state = lambda: person.get(address.rstrip("/") + ".json").json()["state"]  # noqa: E731 # once
    assert state() == "approved"
    assert reviewer.post(f"/review/{held}/claim/").status_code == 302
    assert state() == "review"
    done = reviewer.post(f"/review/{held}/approve/", {"word": "release", "revision": "1"})
    assert done.status_code == 302
    assert state() == "approved"
    assert person.post(f"{address}withdraw/", {"word": "withdraw"}).status_code == 302
    assert state() == "withdrawn"
    leave(0)
    assert portal.person().get(f"/objects/{incident_in(preview)['id']}/").status_code == 404
    assert [one["state"] for one in person.get("/review.json").json()["own"]] == ["withdrawn"]


def test_withdrawn_by_its_receipt_or_its_object_the_incident_says_so(person, collection, portal):
    """Whichever way it goes, the incident's page knows, and what others share stays."""
    from wardline.hub.objects.models import Receipt

    first, _told = report(person, collection, release="named")
    number = Receipt.objects.filter(organization=person.organization).latest("at").id
    answer = person.get(f"/share/{number}/withdraw/")
    assert answer["Location"] == f"{first}withdraw/"
    assert person.post(f"/share/{number}/withdraw/", {"word": "withdraw"}).status_code == 409
    assert person.get(f"{first.rstrip('/')}.json").json()["state"] == "released"
    second, preview = report(person, collection, release="named")
    thing = incident_in(preview)["id"]
    assert person.post(f"/objects/{thing}/withdraw/", {"word": "withdraw"}).status_code == 302
    rows = {one["id"]: one["state"] for one in person.get("/incidents.json").json()["incidents"]}
    assert rows[second.split("/")[2]] == "withdrawn"
    assert rows[first.split("/")[2]] == "released"
    assert person.get(f"{second.rstrip('/')}.json").json()["state"] == "withdrawn"


def test_a_refused_report_says_so(person, collection, portal):
    where, preview = check(person, collection, **{"attacker.observables": "10.20.30.40"})
    answer = person.post(
        where.replace("/preview/", "/review/"), {"digest": preview["digest"], "to": "organization"}
    )
    reviewer = portal.person("reviewer", person.organization)
    held = reviewer.get("/review.json").json()["queue"][0]["id"]
    reviewer.post(f"/review/{held}/claim/")
    reviewer.post(f"/review/{held}/refuse/", {"reason": "It names a machine of ours."})
    assert "Refused by a reviewer" in person.get(answer["Location"]).content.decode()
