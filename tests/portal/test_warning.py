"""Several members report the same within an hour: all who may see it are told, and not by whom."""

from __future__ import annotations

import uuid

import pytest


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    title = f"Warning {uuid.uuid4().hex[:6]}"
    return collections.add_collection(title, read=["all"], write=["all"])


def share(person, collection, value, tlp="amber"):
    typed = {"text": f"{value}\n", "kind": "values", "days": "30", "collection": collection,
             "tlp": tlp}  # fmt: skip
    assert person.post("/share/", typed).status_code == 302
    preview = person.get("/share/preview.json").json()
    sent = {"token": preview["token"], "digest": preview["digest"], "word": "share"}
    assert person.post("/share/release/", sent).status_code == 302
    return preview


def turn(**later):
    from wardline.core.clock import now
    from wardline.hub.incidents import warning

    return warning.turn(now() + later.get("minutes", 0) * 60_000_000)


def warned(person):
    rows = person.get("/notices.json").json()["notices"]
    return [one for one in rows if one["event"] == "several"]


def test_three_members_are_a_warning_to_all_and_name_nobody(portal, collection):
    # What other tests shared is looked at before anybody of this one is there to be told.
    turn()
    value = f"sender-{uuid.uuid4().hex[:8]}[.]example"
    sharers = [portal.person("member") for _ in range(3)]
    bystander = portal.person("readonly")
    for one in sharers[:2]:
        share(one, collection, value)
    # Twice by the same member is one member.
    turn()
    assert warned(bystander) == []
    share(sharers[2], collection, value)
    turn()
    turn()
    found = warned(bystander)
    assert len(found) == 1
    assert len(warned(sharers[0])) == 1
    page = bystander.get("/notices/").content.decode()
    assert "Several members report the same thing now" in page
    for one in sharers:
        assert one.user.organization.name not in page
    assert bystander.get(found[0]["link"]).status_code == 200


def test_what_one_may_not_see_does_not_count(portal, collection):
    turn()
    value = f"sender-{uuid.uuid4().hex[:8]}[.]example"
    sharers = [portal.person("member") for _ in range(3)]
    bystander = portal.person("analyst")
    for one, tlp in zip(sharers, ("green", "green", "red"), strict=True):
        share(one, collection, value, tlp)
    turn()
    assert warned(bystander) == []


def test_what_came_more_than_an_hour_apart_is_no_warning(portal, collection):
    turn()
    value = f"sender-{uuid.uuid4().hex[:8]}[.]example"
    bystander = portal.person("analyst")
    for _ in range(3):
        share(portal.person("member"), collection, value)
    turn(minutes=61)
    assert warned(bystander) == []


def notes(person, collection):
    """The hub's notes that somebody may see in a collection, as a program gets them."""
    from wardline.core import jsonio
    from wardline.hub.exchange.models import Record
    from wardline.hub.incidents import warning

    rows = Record.objects.filter(collection__uuid=collection, type="note", latest=1)
    found = [jsonio.decode(bytes(row.body)) for row in rows]
    assert all(one["labels"] == [warning.LABEL] for one in found)
    return [one for one in found if person.get(f"/objects/{one['id']}/").status_code == 200]


def test_programs_get_the_warning_as_a_note_of_the_hubs_that_counts_and_names_nobody(
    portal, collection
):
    turn()
    value = f"sender-{uuid.uuid4().hex[:8]}[.]example"
    sharers = [portal.person("member") for _ in range(4)]
    bystander = portal.person("readonly")
    for one in sharers[:2]:
        share(one, collection, value)
        turn()
    assert notes(bystander, collection) == []
    share(sharers[2], collection, value)
    turn()
    (note,) = notes(bystander, collection)
    assert "At least 3 members" in note["content"]
    (about,) = note["object_refs"]
    assert bystander.get(f"/objects/{about}/").status_code == 200
    assert bystander.get(f"/objects/{note['id']}.json").json()["tlp"] == "amber"
    for one in sharers:
        assert one.organization not in str(note)
        assert one.user.organization.name not in str(note)
    # A fourth, or one that takes it back, changes nothing that can be seen of the note.
    share(sharers[3], collection, value)
    turn()
    assert notes(bystander, collection) == [note]


def test_the_note_is_only_for_those_who_may_see_as_many(portal):
    """Two collections: who reads one alone counts two members there, and gets no note."""
    from wardline.hub.exchange import collections

    turn()
    value = f"sender-{uuid.uuid4().hex[:8]}[.]example"
    sharers = [portal.person("member") for _ in range(3)]
    both, half = portal.person("analyst"), portal.person("analyst")
    wide = [one.organization for one in (*sharers, both, half)]
    narrow = [one.organization for one in (*sharers, both)]
    first = collections.add_collection(f"W {uuid.uuid4().hex[:6]}", read=wide, write=wide)
    second = collections.add_collection(f"N {uuid.uuid4().hex[:6]}", read=narrow, write=narrow)
    share(sharers[0], first, value)
    share(sharers[1], first, value)
    share(sharers[2], second, value)
    turn()
    assert warned(half) == []
    assert len(warned(both)) == 1
    assert notes(half, first) == []
    assert len(notes(both, second)) == 1
