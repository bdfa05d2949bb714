"""Members talk about an object: seen by whoever may see it, through the gate, withdrawn at will."""

from __future__ import annotations

import uuid

import pytest


@pytest.fixture(name="room")
def room_fixture(portal):
    """A collection of two organizations, with an object of the first in it."""
    from wardline.hub.exchange import collections

    ours, theirs = portal.person("member"), portal.person("member")
    both = [ours.organization, theirs.organization]
    title = f"Talk {uuid.uuid4().hex[:6]}"
    number = collections.add_collection(title, read=both, write=both)
    typed = {
        "text": f"bad-{uuid.uuid4().hex[:8]}[.]example\n", "kind": "values", "days": "30",
        "collection": number, "tlp": "amber",
    }  # fmt: skip
    assert ours.post("/share/", typed).status_code == 302
    preview = ours.get("/share/preview.json").json()
    sent = {"token": preview["token"], "digest": preview["digest"], "word": "share"}
    receipt = ours.post("/share/release/", sent)["Location"]
    shared = ours.get(receipt.rstrip("/") + ".json").json()["objects"][0]["id"]
    return ours, theirs, f"/objects/{shared}/talk/"


def say(person, address, **typed):
    page = person.get(address).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    return person.post(address, {"token": token, **typed}), token


def told(person, address):
    return person.get(address.rstrip("/") + ".json").json()["said"]


def test_a_comment_and_an_opinion_are_seen_by_the_other_and_by_nobody_else(room, portal):
    ours, theirs, address = room
    answer, _token = say(theirs, address, text="We saw it on Monday, too.", confidence="85")
    assert answer.status_code == 302
    answer, _token = say(theirs, address, text="It is a sinkhole by now.", opinion="disagree")
    assert answer.status_code == 302
    found = told(ours, address)
    assert [one["text"] for one in found] == [
        "We saw it on Monday, too.",
        "It is a sinkhole by now.",
    ]
    assert (found[0]["confidence"], found[1]["opinion"]) == (85, "disagree")
    assert [one["own"] for one in found] == [False, False]
    assert [one["own"] for one in told(theirs, address)] == [True, True]
    page = ours.get(address).content.decode()
    assert theirs.user.organization.name not in page
    stranger = portal.person("admin")
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"/objects/{found[0]['id']}/").status_code == 404
    assert stranger.post(address, {"text": "x"}).status_code == 404


def test_sent_twice_it_is_said_once(room):
    _ours, theirs, address = room
    answer, token = say(theirs, address, text="Seen here.")
    again = theirs.post(address, {"token": token, "text": "Seen here."})
    assert answer.status_code == again.status_code == 302
    assert len(told(theirs, address)) == 1


def test_what_the_gate_finds_does_not_leave_and_stays_typed(room):
    ours, theirs, address = room
    text = "Ask Zebediah Quillfeather, SSN 123-45-6789, at the desk."
    answer, _token = say(theirs, address, text=text)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Nothing has left" in page
    assert "Quillfeather" in page
    assert told(ours, address) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Write something"),
        ({"text": "x" * 4001}, "4,001 characters"),
        ({"opinion": "maybe"}, "Choose one of what the form offers"),
        ({"text": "x", "token": "1"}, "not whole"),
    ],
)
def test_what_is_wrong_is_told(room, typed, words):
    ours, theirs, address = room
    token = str(uuid.uuid4())
    answer = theirs.post(address, {"token": token, **typed})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert told(ours, address) == []


def test_an_own_comment_is_withdrawn_and_gone_for_all(room):
    ours, theirs, address = room
    say(theirs, address, text="A slip of the pen.")
    number = told(theirs, address)[0]["id"]
    assert ours.post(f"/objects/{number}/withdraw/", {"word": "withdraw"}).status_code == 404
    assert theirs.post(f"/objects/{number}/withdraw/", {"word": "withdraw"}).status_code == 302
    assert told(ours, address) == []


def test_whoever_only_reads_sees_it_and_cannot_say_anything(room, portal):
    ours, theirs, address = room
    say(theirs, address, text="Seen here.")
    reader = portal.person("readonly", ours.organization)
    page = reader.get(address).content.decode()
    assert "Seen here." in page
    assert 'name="opinion"' not in page
    assert reader.post(address, {"token": str(uuid.uuid4()), "text": "x"}).status_code == 403
