"""Collections: what there is, set-ups with the real address, and why a program gets nothing."""

from __future__ import annotations

import json
import uuid

import pytest


@pytest.fixture(name="collection")
def collection_fixture(portal):
    from wardline.hub.exchange import collections

    return collections.add_collection(f"Shelf {uuid.uuid4().hex[:6]}", read=["all"], write=["none"])


def test_only_what_one_may_use_is_listed_and_opened(portal, collection):
    from wardline.hub.exchange import collections

    person = portal.person()
    closed = collections.add_collection(
        f"Closed {uuid.uuid4().hex[:6]}", read=[portal.organization()], write=["none"]
    )
    listed = {one["id"]: one for one in person.get("/collections.json").json()["collections"]}
    assert listed[collection]["may_read"] is True
    assert listed[collection]["may_write"] is False
    assert closed not in listed
    assert person.get(f"/collections/{collection}/").status_code == 200
    assert person.get(f"/collections/{closed}/").status_code == 404


def test_set_ups_are_ready_to_paste_with_the_address_that_was_asked(portal, collection):
    page = portal.person().get(f"/collections/{collection}/").content.decode()
    for line in (
        "https://testserver/taxii2/sector/",
        f"https://testserver/lists/{collection}/edl-ip",
        f"TAXII2_COLLECTIONS=sector.{collection}",
        "wardline agent init --hub https://testserver/",
    ):
        assert line in page
    assert "YOUR-KEY" in page


def test_a_small_group_is_not_counted(portal):
    from wardline.hub.exchange import collections

    person = portal.person()
    small = collections.add_collection(
        f"Group {uuid.uuid4().hex[:6]}",
        read=[person.organization, portal.organization()],
        write=["none"],
    )
    data = person.get(f"/collections/{small}.json").json()
    assert data["readers"].startswith("Fewer than 11")


def test_each_key_says_what_became_of_its_last_request(portal):
    import sqlite3

    from wardline.core.clock import now
    from wardline.hub.exchange import lately
    from wardline.hub.members import service
    from wardline.hub.members.credentials import digest

    admin, other = portal.person("admin"), portal.person("admin")
    key = service.add_key(admin.organization, "SIEM of the ward", ["read"])
    quiet = service.add_key(admin.organization, "Firewall", ["read"])
    lines = [[now(), "GET", "/taxii2/", 406, "It does not accept it."]]
    file = sqlite3.connect(portal.data / lately.FILE_NAME)
    file.execute(lately._SCHEMA)
    with file:
        file.execute(
            "REPLACE INTO lately VALUES (?, 1, ?, ?)",
            (lately.mark_of_key(digest(key.secret)), now(), json.dumps(lines).encode()),
        )
    file.close()
    rows = {row["label"]: row for row in admin.get("/collections/connection.json").json()["keys"]}
    assert "Set it to TAXII 2.1" in rows["SIEM of the ward"]["verdict"]
    assert "Nothing has come with this key" in rows["Firewall"]["verdict"]
    page = admin.get("/collections/connection/").content.decode()
    assert "SIEM of the ward" in page
    assert key.secret not in page
    assert quiet.secret not in page
    assert "SIEM of the ward" not in other.get("/collections/connection/").content.decode()
