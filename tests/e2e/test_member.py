"""A member's commands against a real hub, as a person types them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

import console


class Agent:
    """The member's command line with a data folder of its own."""

    def __init__(self, folder, member):
        self.data = folder / "agent"
        self.key = folder / "key"
        self.key.write_text(member.key)
        self.hub = member.hub

    def start(self, *words):
        return subprocess.Popen(
            [sys.executable, "-m", "wardline", *words, "--data", str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.hub.environment,
        )

    def __call__(self, *words, code=0):
        done = console.run(*words, "--data", self.data, env=self.hub.environment)
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr

    def connect(self):
        return self("agent", "init", "--hub", self.hub.url, "--key-file", self.key)


@pytest.fixture(scope="module")
def one_hub(make_hub):
    return make_hub()


@pytest.fixture
def agents(one_hub, tmp_path):
    """Two agents of two organizations, connected, and an empty collection."""
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append(Agent(tmp_path / name, one_hub.member()))
    collection = one_hub.collection()
    for agent in made:
        agent.connect()
    return made[0], made[1], collection


def test_share_pull_hunt_defend_sight(agents, tmp_path):
    sharer, reader, collection = agents
    listed = tmp_path / "iocs.txt"
    listed.write_text("evil[.]example\n203.0.113.9\n8.8.8.8\n")
    out, err = sharer(
        "share", listed, "--collection", collection, "--tlp", "amber", "--dry-run", "--json"
    )
    shown = json.loads(out)
    assert len(shown["leaves"]) == 3
    assert "nothing was sent" in err
    out, _ = reader("agent", "pull", "--json")
    mine = [c for c in json.loads(out)["collections"] if c["id"] == collection]
    assert mine[0]["added"] == 0
    out, _ = sharer(
        "share", listed, "--collection", collection, "--tlp", "amber", "--yes", "--json"
    )
    receipt = json.loads(out)
    # What was shown is what was sent, byte for byte.
    assert (receipt["accepted"], receipt["sha256"]) == (3, shown["sha256"])
    out, err = sharer(
        "share", listed, "--collection", collection, "--tlp", "amber", "--yes", "--json"
    )
    assert json.loads(out) == receipt
    assert "already" in err
    out, _ = reader("agent", "pull", "--json")
    mine = [c for c in json.loads(out)["collections"] if c["id"] == collection]
    assert mine[0]["added"] == 3
    log = tmp_path / "dns.log"
    log.write_text(
        '{"ts": 1795000000.5, "query": "www.evil.example"}\n'
        '{"ts": 1795000001.5, "query": "notevil.example"}\n'
        '{"ts": 1795000002.5, "id.resp_h": "1203.0.113.9"}\n'
        '{"ts": 1795000003.5, "id.resp_h": "203.0.113.9", "answers": ["8.8.8.8"]}\n'
        "{broken 203[.]0[.]113[.]9\n"
    )
    out, err = reader("hunt", log, "--jsonl", code=1)
    hits = [json.loads(line) for line in out.splitlines()]
    assert [(h["line"], h["field"], h["observed"]) for h in hits] == [
        (1, "query", "www.evil.example"),
        (4, "id.resp_h", "203.0.113.9"),
        (5, "text", "203.0.113.9"),
    ]
    assert set(hits[0]) >= {"indicator", "pattern", "file", "line", "field", "observed", "time"}
    assert "lies below evil.example" in hits[0]["why"]
    assert hits[0]["time"].startswith("2026-11-18T")
    assert "1 protected by a warning list" in err
    out, err = reader("defend", "edl-ip")
    assert "203.0.113.9\n" in out
    assert "8.8.8.8:" in err
    out, _ = reader(
        "sight", hits[0]["indicator"], "--count", 2, "--first", "2026-11-01T00:00:00Z", "--json"
    )
    again, _ = reader(
        "sight", hits[0]["indicator"], "--count", 2, "--first", "2026-11-01T00:00:00Z", "--json"
    )
    assert json.loads(again)["id"] == json.loads(out)["id"]
    out, _ = sharer("agent", "pull", "--json")
    mine = [c for c in json.loads(out)["collections"] if c["id"] == collection]
    assert mine[0]["added"] == 4
    reader("sight", "indicator--00000000-0000-4000-8000-000000000000", code=2)


def test_sharing_never_widens_and_never_sends_the_invalid(agents, tmp_path, make_indicator):
    sharer, _, collection = agents
    red = make_indicator(
        object_marking_refs=["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]
    )
    path = tmp_path / "red.json"
    path.write_text(json.dumps(red))
    _, err = sharer("share", path, "--collection", collection, "--tlp", "green", "--yes", code=5)
    assert "would widen" in err
    path.write_text(json.dumps([make_indicator(), make_indicator(pattern="[bad")]))
    _, err = sharer("share", path, "--collection", collection, "--yes", code=2)
    assert "/pattern" in err
    assert "nothing was sent" in err
    out, _ = sharer("share", path, "--collection", collection, "--yes", "--skip-invalid", "--json")
    assert json.loads(out)["accepted"] == 1


def test_anonymous_sharing_leaves_the_author_out(agents, tmp_path, make_indicator):
    sharer, _, collection = agents
    author = {
        "type": "identity",
        "spec_version": "2.1",
        "name": "Made up hospital",
        "id": "identity--0c3b3a2e-5d6f-4c1a-9a53-3f9b8d2c7e11",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
    }
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([author, make_indicator(created_by_ref=author["id"])]))
    out, _ = sharer("share", path, "--collection", collection, "--anonymous", "--dry-run", "--json")
    shown = json.loads(out)
    assert author["id"] not in json.dumps(shown["leaves"])
    assert shown["stays"] == [author["id"]]


def test_watch_follows_and_ends_cleanly(agents, one_hub, make_indicator, eventually):
    sharer, reader, collection = agents
    process = reader.start("agent", "watch", "--jsonl")
    for _ in range(200):
        if "Following" in process.stderr.readline():
            break
    time.sleep(0.5)
    path = sharer.data / "x.json"
    sent = make_indicator()
    path.write_text(json.dumps(sent))
    sharer("share", path, "--collection", collection, "--yes")
    line = json.loads(process.stdout.readline())
    assert (line["id"], line["type"], line["collection"]) == (sent["id"], "indicator", collection)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    out, _ = reader("agent", "status", "--json")
    assert json.loads(out)["indicators"]["active"] >= 1


def test_kill_9_in_a_pull_leaves_a_whole_copy(agents, one_hub, shared):
    _, reader, collection = agents
    one_hub.cli(
        "publish", str(shared("stix", "attack-28984.ndjson.gz")), "--collection", collection
    )
    for _ in range(3):
        process = reader.start("agent", "pull")
        time.sleep(0.7)
        process.kill()
        process.communicate()
    reader("agent", "pull")
    out, _ = reader("agent", "status", "--json")
    assert json.loads(out)["objects"] >= 28984


def test_messages_of_what_is_wrong(one_hub, tmp_path):
    agent = Agent(tmp_path, one_hub.member())
    _, err = agent("agent", "pull", code=3)
    assert "wardline agent init" in err
    wrong = tmp_path / "wrong"
    wrong.write_text("nonsense")
    _, err = agent("agent", "init", "--hub", one_hub.url, "--key-file", wrong, code=5)
    assert "does not know this key" in err
    _, err = agent("agent", "init", "--hub", "http://hub.example/", "--key-file", agent.key, code=5)
    assert "in the clear" in err
    _, err = agent("agent", "init", "--hub", "ftp://x", "--key-file", agent.key, code=3)
    _, err = agent("agent", "init", "--hub", "http://127.0.0.1:9", "--key-file", agent.key, code=4)
    assert "does not take connections" in err
    agent.connect()
    assert oct((agent.data / "agent.sqlite3").stat().st_mode & 0o777) == "0o600"
    _, err = agent("hunt", tmp_path / "nolog", code=2)
    assert "There is no log" in err
