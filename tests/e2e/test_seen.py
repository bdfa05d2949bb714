"""What a hunt saw goes back to the sharer by count and time only, and small numbers stay hidden."""

from __future__ import annotations

import json

import pytest

import console

INDICATOR = {"pattern": "[domain-name:value = 'seen.example']"}


def wardline(hub, *words, data, code=0):
    done = console.run(*words, "--data", data, env=hub.environment, timeout=60)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def one_hub(make_hub):
    return make_hub()


def agent_of(hub, folder, member):
    folder.mkdir()
    (folder / "key").write_text(member.key)
    wardline(hub, "agent", "init", "--hub", hub.url, "--key-file", folder / "key", data=folder)
    wardline(hub, "agent", "pull", data=folder)
    return folder


def sighting(of, number):
    stamp = f"2026-03-0{1 + number % 9}T00:00:00.000Z"
    return {
        "type": "sighting",
        "spec_version": "2.1",
        "id": f"sighting--00000000-0000-4000-8000-{number:012d}",
        "created": stamp,
        "modified": stamp,
        "count": 1,
        "sighting_of_ref": of,
    }


def test_a_hunt_tells_count_and_time_and_nothing_else(one_hub, make_indicator, tmp_path):
    sharer, hunter = one_hub.member(), one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator(**INDICATOR)
    sharer.post(collection, [sent])
    folder = agent_of(one_hub, tmp_path / "hunter", hunter)
    log = tmp_path / "secret-host-dns.jsonl"
    log.write_text(
        '{"ts": 1772000000, "host": "icu-pc07", "query": "a.seen.example"}\n'
        '{"ts": 1772000100, "host": "icu-pc07", "query": "seen.example"}\n'
    )
    done = wardline(one_hub, "hunt", log, "--sight", "--jsonl", data=folder, code=1)
    assert "Told: 1 indicators were seen in 2 lines." in done.stderr
    [told] = [o for o in sharer.objects(collection).json()["objects"] if o["type"] == "sighting"]
    assert (told["count"], told["sighting_of_ref"]) == (2, sent["id"])
    assert told["first_seen"] == "2026-02-25T06:13:20.000Z"
    assert told["last_seen"] == "2026-02-25T06:15:00.000Z"
    allowed = {"type", "spec_version", "id", "created", "modified", "count", "sighting_of_ref"}
    assert set(told) == allowed | {"first_seen", "last_seen"}
    # Hunting the same log again tells nothing new.
    wardline(one_hub, "hunt", log, "--sight", data=folder, code=1)
    kinds = [o["type"] for o in sharer.objects(collection).json()["objects"]]
    assert kinds.count("sighting") == 1


def test_only_the_sharer_learns_how_many_and_never_a_few(one_hub, make_indicator, tmp_path):
    sharer, reader = one_hub.member(), one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator()
    sharer.post(collection, [sent])
    path = f"collections/{collection}/x-seen/{sent['id']}/"
    members = [one_hub.member() for _ in range(11)]
    for number, member in enumerate(members[:10]):
        member.post(collection, [sighting(sent["id"], number)])
    # Twice by the same member is one member.
    members[0].post(collection, [sighting(sent["id"], 77)])
    told = sharer.get(path).json()
    assert told["seen_by"] is None
    assert "fewer than 11" in told["note"]
    members[10].post(collection, [sighting(sent["id"], 10)])
    assert sharer.get(path).json() == {"id": sent["id"], "seen_by": 11}
    # From there on it goes in elevens: one member more does not show.
    members.append(one_hub.member())
    members[11].post(collection, [sighting(sent["id"], 11)])
    assert sharer.get(path).json()["seen_by"] == 11
    assert members[11].delete(collection, sighting(sent["id"], 11)["id"]).status_code == 200
    assert reader.get(path).status_code == 403
    missing = path.replace(sent["id"], make_indicator()["id"])
    assert sharer.get(missing).status_code == 404
    # Taken back, it no longer counts.
    gone = sighting(sent["id"], 10)["id"]
    assert members[10].delete(collection, gone).status_code == 200
    assert sharer.get(path).json()["seen_by"] is None
    folder = agent_of(one_hub, tmp_path / "sharer", sharer)
    done = wardline(one_hub, "agent", "seen", sent["id"], data=folder)
    assert "fewer than 11" in done.stdout


def test_sight_needs_the_copy(one_hub, tmp_path):
    log = tmp_path / "x.log"
    log.write_text("nothing\n")
    folder = agent_of(one_hub, tmp_path / "agent", one_hub.member())
    done = wardline(one_hub, "hunt", log, "--sight", "--indicators", log, data=folder, code=2)
    assert "--sight" in done.stderr
    assert json.loads(wardline(one_hub, "hunt", log, "--json", data=folder).stdout)["hits"] == []


def test_nobody_takes_anothers_sighting_out_of_the_count(one_hub, make_indicator):
    """A sighting that is unseen by an attacker still counts after one with its id is sent."""
    sharer, attacker = one_hub.member(), one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator()
    sharer.post(collection, [sent])
    red = {"object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}
    members = [one_hub.member() for _ in range(11)]
    for number, member in enumerate(members):
        member.post(collection, [sighting(sent["id"], number) | red])
    path = f"collections/{collection}/x-seen/{sent['id']}/"
    assert sharer.get(path).json()["seen_by"] == 11
    for number in range(11):
        attacker.post(collection, [sighting(sent["id"], number)])
        attacker.delete(collection, sighting(sent["id"], number)["id"])
    assert sharer.get(path).json()["seen_by"] == 11
