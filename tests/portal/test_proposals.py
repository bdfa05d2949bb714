"""A member proposes a change to another's object: its owner decides, and nobody else learns."""

from __future__ import annotations

import json
import uuid

import pytest


@pytest.fixture(name="room")
def room_fixture(portal):
    """A collection of three organizations with an indicator of the first; the third looks on."""
    from wardline.hub.exchange import collections

    people = [portal.person("member") for _ in range(3)]
    those = [one.organization for one in people]
    title = f"Propose {uuid.uuid4().hex[:6]}"
    number = collections.add_collection(title, read=those, write=those)
    shared = share(people[0], number, indicator())
    return (*people, shared)


def indicator(**more):
    stamp = "2026-11-20T08:15:00.000Z"
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": stamp,
        "modified": stamp,
        "name": "Mail gateway of a gang",
        "description": "First seen in a phishing wave.",
        "pattern": "[domain-name:value = 'update.made-up.example']",
        "pattern_type": "stix",
        "valid_from": stamp,
        "labels": ["phishing"],
        **more,
    }


def share(person, collection, obj, **more):
    typed = {"text": json.dumps(obj), "kind": "stix", "collection": collection, "tlp": "amber"}
    assert person.post("/share/", {**typed, **more}).status_code == 302
    preview = person.get("/share/preview.json").json()
    sent = {"token": preview["token"], "digest": preview["digest"], "word": "share"}
    done = person.post("/share/release/", sent)
    assert done.status_code == 302, done.content.decode()
    return obj["id"]


def propose(person, number, **changes):
    """Send the form as a browser does, with what it shows and some changes."""
    address = f"/objects/{number}/propose/"
    shown = person.get(address.rstrip("/") + ".json").json()
    page = person.get(address).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    sent = {f"p.{one['name']}": one["text"].replace("\n", "\r\n") for one in shown["properties"]}
    typed = {name: changes.pop(name) for name in ("reason", "named") if name in changes}
    sent |= {f"p.{name}": text for name, text in changes.items()}
    return person.post(address, {"token": token, **typed, **sent}), token


def proposed(person, number, **changes):
    answer, token = propose(person, number, **changes)
    assert answer.status_code == 302, answer.content.decode()
    return token


def told(person, address):
    return person.get(f"{address.rstrip('/')}.json").json()


def listed(person):
    """What waits for somebody, and what became of what they proposed."""
    page = told(person, "/proposals/")
    ours = {one["id"]: (one["state"], one["answer"]) for one in page["ours"]}
    return [one["id"] for one in page["waiting"]], ours


def take(person, proposal, word="share", **more):
    page = person.get(f"/proposals/{proposal}/").content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    return person.post(f"/proposals/{proposal}/take/", {"word": word, "version": version, **more})


def stix(person, number):
    return json.loads(person.get(f"/objects/{number}/file/bundle/").content)["objects"][0]


def notices(person):
    page = told(person, "/notices/")
    return [one["headline"] for one in page["notices"] if "ropos" in one["headline"]]


def test_a_taken_proposal_is_a_new_version_of_the_owners_with_only_that_changed(room):
    owner, proposer, reader, number = room
    before = stix(reader, number)
    proposal = proposed(
        proposer,
        number,
        description="First seen in a phishing wave of payroll mails.",
        labels="phishing\npayroll",
        confidence="85",
        reason="We had the same.",
    )
    assert listed(owner)[0] == [proposal]
    page = owner.get(f"/proposals/{proposal}/").content.decode()
    assert '<ins><span class="usa-sr-only">new: </span> of payroll mails</ins>' in page
    assert "We had the same." in page
    assert proposer.user.organization.name not in page
    page = proposer.get(f"/proposals/{proposal}/").content.decode()
    assert owner.user.organization.name not in page
    assert take(owner, proposal, word="no").status_code == 400
    assert stix(reader, number) == before
    assert take(owner, proposal).status_code == 302
    after = stix(reader, number)
    assert after["modified"] > before["modified"]
    changed = {name for name in after if after[name] != before.get(name)} - {"modified"}
    assert changed == {"description", "labels", "confidence"}
    assert (after["labels"], after["confidence"]) == (["phishing", "payroll"], 85)
    assert told(owner, f"/objects/{number}/")["own"] is True
    assert listed(owner)[0] == []
    assert listed(proposer)[1] == {proposal: ("taken", "")}
    assert len(notices(owner)) == len(notices(proposer)) == 1
    receipt = told(owner, f"/share/{proposal}/")
    assert [one["id"] for one in receipt["objects"]] == [number]


def test_nobody_else_learns_of_a_proposal(room, portal):
    owner, proposer, reader, number = room
    proposal = proposed(proposer, number, name="Quite another name")
    for other in (reader, portal.person("admin"), portal.person("admin", staff=True)):
        assert other.get(f"/proposals/{proposal}/").status_code == 404
        assert other.get(f"/proposals/{proposal}.json").status_code == 404
        for step in ("take", "decline", "withdraw"):
            assert other.post(f"/proposals/{proposal}/{step}/", {"reason": "x"}).status_code == 404
        assert proposal not in str(told(other, "/proposals/"))
        assert notices(other) == []
    assert "Quite another name" not in reader.get(f"/objects/{number}/").content.decode()
    # Who may not see the object may not propose, and cannot tell it from none.
    assert portal.person("admin").get(f"/objects/{number}/propose/").status_code == 404
    readonly = portal.person("readonly", owner.organization)
    assert readonly.get(f"/proposals/{proposal}/").status_code == 403


def test_declined_or_withdrawn_nothing_of_it_is_left(room, portal):
    owner, proposer, _reader, number = room
    words = ["Gateway of the second gang", "Gateway of the third gang"]
    first, second = (proposed(proposer, number, name=word) for word in words)
    assert owner.post(f"/proposals/{first}/decline/", {"reason": " "}).status_code == 400
    private = "Ask Zebediah Quillfeather, SSN 123-45-6789."
    assert owner.post(f"/proposals/{first}/decline/", {"reason": private}).status_code == 403
    done = owner.post(f"/proposals/{first}/decline/", {"reason": "It has another use by now."})
    assert done.status_code == 302
    assert proposer.post(f"/proposals/{second}/withdraw/").status_code == 302
    assert listed(owner)[0] == []
    for number_ in (first, second):
        assert "nothing of it is kept" in owner.get(f"/proposals/{number_}/").content.decode()
        assert told(owner, f"/proposals/{number_}/") == {"id": number_, "problem": ""}
    assert listed(proposer)[1] == {
        first: ("declined", "It has another use by now."),
        second: ("withdrawn", ""),
    }
    from wardline.hub.objects.models import Proposal

    left = Proposal.objects.filter(id__in=(first, second)).values_list("changes", "reason")
    assert list(left) == [("", ""), ("", "")]
    again = owner.post(f"/proposals/{first}/take/", {"word": "share", "version": "x"})
    assert "nothing of it is kept" in again.content.decode()


def test_the_proposers_name_is_shown_and_credited_only_by_both_wills(room):
    owner, proposer, reader, number = room
    name = proposer.user.organization.name
    hidden = proposed(proposer, number, name="One name")
    assert take(owner, hidden, credit="1").status_code == 302
    assert "external_references" not in stix(reader, number)
    shown = proposed(proposer, number, name="Two name", named="1")
    assert name in owner.get(f"/proposals/{shown}/").content.decode()
    assert take(owner, shown).status_code == 302
    assert "external_references" not in stix(reader, number)
    credited = proposed(proposer, number, name="Three name", named="1")
    assert take(owner, credited, credit="1").status_code == 302
    (reference,) = stix(reader, number)["external_references"]
    assert name in reference["description"]


def test_what_is_private_or_no_stix_is_refused_and_stays_typed(room):
    owner, proposer, _reader, number = room
    for changes, status in (
        ({"description": "Ask Zebediah Quillfeather, SSN 123-45-6789."}, 403),
        ({"reason": "Zebediah Quillfeather, SSN 123-45-6789.", "name": "Other"}, 403),
        ({"pattern": "[domain-name:value ="}, 422),
        ({"confidence": "many"}, 400),
        ({"valid_until": "2020-01-01T00:00:00Z"}, 422),
        ({"name": "", "pattern": ""}, 422),
        ({}, 400),
    ):
        answer, _token = propose(proposer, number, **changes)
        assert answer.status_code == status, changes
        for text in changes.values():
            assert text.replace("'", "&#x27;") in answer.content.decode(), changes
    assert listed(owner)[0] == []


def test_sent_and_taken_twice_it_is_one(room):
    owner, proposer, reader, number = room
    answer, token = propose(proposer, number, name="Once")
    again = proposer.post(f"/objects/{number}/propose/", {"token": token, "p.name": "Once"})
    assert answer["Location"] == again["Location"]
    assert listed(owner)[0] == [token]
    version = stix(reader, number)["modified"]
    assert take(owner, token).status_code == 302
    sent = {"word": "share", "version": version}
    assert owner.post(f"/proposals/{token}/take/", sent).status_code == 409
    assert len(told(reader, f"/objects/{number}/")["versions"]) == 2


def test_what_the_owner_changed_meanwhile_is_looked_at_again(room):
    """The difference is to what stands now; the same change of two members ends both."""
    owner, proposer, reader, number = room
    mine = proposed(proposer, number, name="A better name")
    theirs = proposed(reader, number, name="A better name")
    more = proposed(reader, number, description="Longer.", name="A better name")
    page = owner.get(f"/proposals/{more}/").content.decode()
    old = page.split('name="version" value="')[1].split('"')[0]
    assert take(owner, mine).status_code == 302
    assert listed(reader)[1][theirs] == ("stands", "")
    late = owner.post(f"/proposals/{more}/take/", {"word": "share", "version": old})
    assert late.status_code == 409
    shown = told(owner, f"/proposals/{more}/")
    assert list(shown["changes"]) == ["description"]
    assert take(owner, more).status_code == 302
    assert stix(owner, number)["description"] == "Longer."


def test_a_proposal_ends_with_its_object_or_its_time(room, monkeypatch):
    from wardline.core.clock import now
    from wardline.hub.objects import proposing

    owner, proposer, _reader, number = room
    gone = proposed(proposer, number, name="For nothing")
    assert owner.post(f"/objects/{number}/withdraw/", {"word": "withdraw"}).status_code == 302
    assert listed(owner)[0] == []
    assert listed(proposer)[1][gone] == ("gone", "")
    shown = told(proposer, f"/proposals/{gone}/")
    assert (shown["title"], shown["changes"]) == ("", {})
    proposing.forget(now() + 91 * 86_400_000_000)
    proposing.forget(now() + 91 * 86_400_000_000)
    assert listed(proposer)[1] == {}


def test_what_somebody_else_ends_meanwhile_keeps_no_other_from_ending(room, monkeypatch):
    from wardline.core.clock import now
    from wardline.hub.objects import proposing
    from wardline.hub.objects.models import Proposal

    _owner, proposer, _reader, number = room
    late = {proposed(proposer, number, name=f"Name {n}") for n in range(3)}
    tell = proposing._tell

    def meanwhile(row, step, people):
        """The first is told of: just then its proposer withdraws another."""
        tell(row, step, people)
        others = Proposal.objects.filter(id__in=late - {row.id}, state="open")
        if others.count() == 2:
            others.filter(id=min(late - {row.id})).update(state="withdrawn")

    monkeypatch.setattr(proposing, "_tell", meanwhile)
    assert proposing.forget(now() + 91 * 86_400_000_000) >= 2
    assert not Proposal.objects.filter(id__in=late, state="open").exists()


def test_the_hubs_own_objects_are_changed_by_its_staff(portal):
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.service import HUB_SENDER, SOURCE
    from wardline.hub.objects.views import here

    number = collections.add_collection(f"Hub {uuid.uuid4().hex[:6]}", read=["all"], write=[])
    obj = indicator()
    access = collections.find(number)
    here().exchange.ingest(access.id, HUB_SENDER, [json.dumps(obj).encode()], way=SOURCE)
    proposer, staff = portal.person("member"), portal.person("analyst", staff=True)
    proposal = proposed(proposer, obj["id"], revoked="true", reason="A false positive.")
    assert portal.person("admin").get(f"/proposals/{proposal}/").status_code == 404
    assert listed(staff)[0] == [proposal]
    assert take(staff, proposal).status_code == 302
    assert stix(proposer, obj["id"])["revoked"] is True


def test_facts_and_the_own_have_no_proposals(room):
    owner, proposer, _reader, number = room
    assert "No change can be proposed" in owner.get(f"/objects/{number}/propose/").content.decode()
    answer = owner.post(f"/objects/{number}/propose/", {"token": str(uuid.uuid4()), "p.name": "X"})
    assert answer.status_code == 400
    assert "Propose a change" not in owner.get(f"/objects/{number}/").content.decode()
    assert "Propose a change" in proposer.get(f"/objects/{number}/").content.decode()


def test_an_organization_cannot_flood_another(room):
    _owner, proposer, reader, number = room
    for place in range(5):
        proposed(proposer, number, name=f"Name {place}")
    answer, _token = propose(proposer, number, name="One too many")
    assert answer.status_code == 403
    assert "too many open proposals" in answer.content.decode()
    proposed(reader, number, name="Others may")


@pytest.mark.parametrize("count", [4])
def test_taken_by_two_at_once_it_leaves_once(room, count):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    owner, proposer, reader, number = room
    proposal = proposed(proposer, number, name="Raced")
    version = stix(reader, number)["modified"]

    def attempt(_place):
        try:
            sent = {"word": "share", "version": version}
            return owner.post(f"/proposals/{proposal}/take/", sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        statuses = sorted(pool.map(attempt, range(count)))
    assert statuses[0] == 302
    assert set(statuses[1:]) == {409}
    assert len(told(reader, f"/objects/{number}/")["versions"]) == 2
