"""A MISP server as one more peer, from the command line, on PostgreSQL.

The rest of its behaviour is tested in one process: tests/portal/test_misp_servers.py.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pymisp
import pytest

from federating import Desk
from mispserver import MispServer
from wardline.hub.db import open_database

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(name="misp")
def misp_fixture():
    server = MispServer()
    yield server
    server.close()


def test_a_misp_server_gives_and_takes_as_any_peer(make_hub, misp, make_indicator, tmp_path):
    hub = make_hub("postgresql", start=False, new=True)
    (hub.data / "wardline.toml").write_text("[feeds]\nallow_private = true\n")
    hub.cli = desk = Desk(hub)
    collection = desk("collection", "add", "Shared", "--read", "all")["id"]
    isac, ours = misp.org("Made-up ISAC"), misp.org("Wardline hub (made up)")
    people = pymisp.PyMISP(misp.url, misp.key(isac, tag_editor=True))
    made = pymisp.MISPEvent()
    made.info, made.distribution = "Phishing (made up)", 3
    made.add_attribute("domain", "one.made-up.example", to_ids=True)
    wrong = made.add_attribute("domain", "two.made-up.example", to_ids=True)
    made.add_tag("tlp:green")
    stored = people.add_event(made, pythonify=True)
    people.publish(stored)

    key = tmp_path / "key"
    key.write_text(misp.key(ours))
    peer = desk("peer", "add", "Isac", "--agreement", "Letter of 9 May (made up)")["id"]
    words = ["--kind", "misp-server", "--collection", collection, "--key-file", str(key)]
    words += ["--peer", "Isac"]
    into = desk("feed", "add", f"{misp.url}/", *words)["id"]
    out = desk("feed", "add", f"{misp.url}/", *words, "--out")["id"]
    [pulled] = desk("feed", "pull")["feeds"]
    # Two indicators, the event, its author.
    assert (pulled["added"], pulled["problem"], pulled["id"]) == (4, "", into)

    mine = make_indicator()
    (tmp_path / "mine.json").write_text(json.dumps(mine))
    desk("publish", str(tmp_path / "mine.json"), "--collection", collection)
    [pushed] = desk("feed", "push")["feeds"]
    assert (pushed["sent"], pushed["refused"], pushed["problem"]) == (1, 0, "")
    assert pushed["id"] == out
    uuid = mine["id"].partition("--")[2]
    found = people.search(eventid=[e["uuid"] for e in misp.events.values()], pythonify=True)
    there = {one.uuid: event for event in found for one in event.attributes}
    assert there[uuid].published is True
    assert there[uuid].orgc.name == "Wardline hub (made up)"
    [again] = desk("feed", "pull")["feeds"]
    assert (again["added"], again["duplicates"], again["failed"]) == (0, 0, [])

    people.delete_attribute(wrong.uuid)
    people.publish(stored)
    assert desk("feed", "pull")["feeds"][0]["withdrawn"] == 1
    desk("recall", mine["id"], "--reason", "A wrong host.")
    assert desk("feed", "push")["feeds"][0]["withdrawn"] == 1
    assert people.search(eventid=[there[uuid].uuid], pythonify=True)[0].attributes == []
    with contextlib.closing(open_database(hub.database, Path())) as database:
        left = database.read("SELECT type FROM exchange_record WHERE latest = 1", {})
    assert sorted(row[0] for row in left) == ["identity", "indicator", "report"]

    [row] = [one for one in desk("peer", "list")["peers"] if one["id"] == peer]
    assert (row["feeds_in"], row["feeds_out"], row["problems"], row["clashes"]) == (1, 1, 0, 0)
    told = {row["id"]: (row["added"], row["withdrawn"]) for row in desk("feed", "list")}
    assert told == {into: (5, 1), out: (1, 1)}
    desk.close()
