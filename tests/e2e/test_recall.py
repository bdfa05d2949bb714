"""An object that was found wrong is taken back, and everybody who has it is told (DESIGN L3)."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

import console
from wardline.core.tlp import TLP

REASON = "It named a hospital's own mail server."


def wardline(hub, *words, code=0):
    done = console.run(*words, env=hub.environment, timeout=60)
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def one_hub(make_hub):
    return make_hub()


def connect(hub, folder, member):
    folder.mkdir()
    key = folder / "key"
    key.write_text(member.key)
    wardline(hub, "agent", "init", "--hub", hub.url, "--key-file", key, "--data", folder)
    return folder


def test_a_recall_reaches_copies_by_pull_and_by_stream(one_hub, tmp_path, make_indicator):
    sharer, reader = one_hub.member(), one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator()
    assert sharer.post(collection, [sent]).status_code == 202
    folder = connect(one_hub, tmp_path / "reader", reader)
    wardline(one_hub, "agent", "pull", "--data", folder)
    other = connect(one_hub, tmp_path / "watcher", one_hub.member())
    watcher = subprocess.Popen(
        [sys.executable, "-m", "wardline", "agent", "watch", "--jsonl", "--data", str(other)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=one_hub.environment,
    )
    try:
        assert watcher.stderr.readline().startswith("Following")
        where = ["--data", one_hub.data, "--json"]
        done = wardline(one_hub, "recall", sent["id"], "--reason", REASON, *where)
        assert json.loads(done.stdout) == {"id": sent["id"], "recalled": {collection: 1}}
        line = json.loads(watcher.stdout.readline())
        assert (line["id"], line["recalled"]) == (sent["id"], REASON)
    finally:
        watcher.terminate()
        watcher.communicate(timeout=60)
    out = wardline(one_hub, "agent", "pull", "--data", folder, "--json").stdout
    [told] = [c for c in json.loads(out)["collections"] if c["recalled"]]
    assert told["recalled"] == [{"id": sent["id"], "version": sent["modified"], "recalled": REASON}]
    done = wardline(one_hub, "agent", "status", "--data", folder, "--json", code=0)
    [kept] = json.loads(done.stdout)["recalled"]
    assert (kept["id"], kept["reason"]) == (sent["id"], REASON)
    assert sharer.get(f"collections/{collection}/objects/{sent['id']}/").status_code == 404
    # Told once: a second pull brings nothing new.
    out = wardline(one_hub, "agent", "pull", "--data", folder, "--json").stdout
    assert not any(c["recalled"] for c in json.loads(out)["collections"])


def test_who_could_not_see_it_is_not_told(one_hub, make_indicator):
    sharer, other = one_hub.member(), one_hub.member()
    collection = one_hub.collection()
    red = make_indicator(object_marking_refs=[TLP.RED.marking_id])
    sharer.post(collection, [red])
    wardline(one_hub, "recall", red["id"], "--reason", REASON, "--data", one_hub.data)
    path = f"collections/{collection}/x-deleted/"
    assert other.get(path).json() == {}
    [told] = sharer.get(path).json()["objects"]
    assert (told["id"], told["recalled"]) == (red["id"], REASON)


def test_what_a_recall_needs(one_hub, make_indicator):
    missing = make_indicator()["id"]
    where = ["--data", one_hub.data]
    done = wardline(one_hub, "recall", missing, "--reason", REASON, *where, code=2)
    assert "No collection holds" in done.stderr
    done = wardline(one_hub, "recall", "nonsense", "--reason", REASON, *where, code=2)
    assert "no STIX id" in done.stderr
    done = wardline(one_hub, "recall", missing, "--reason", "  ", *where, code=2)
    assert "needs a reason" in done.stderr


def test_a_version_shared_again_after_a_deletion_stays(one_hub, tmp_path, make_indicator):
    """A follower that gets both at once keeps what came last."""
    sharer = one_hub.member()
    collection = one_hub.collection()
    sent = make_indicator()
    folder = connect(one_hub, tmp_path / "late", one_hub.member())
    wardline(one_hub, "agent", "pull", "--data", folder)
    sharer.post(collection, [sent])
    sharer.delete(collection, sent["id"])
    sharer.post(collection, [sent])
    follower = subprocess.Popen(
        [sys.executable, "-m", "wardline", "agent", "watch", "--jsonl", "--data", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=one_hub.environment,
    )
    try:
        assert follower.stderr.readline().startswith("Following")
        time.sleep(0.5)
    finally:
        follower.terminate()
        follower.communicate(timeout=60)
    out = wardline(one_hub, "agent", "status", "--data", folder, "--json").stdout
    assert json.loads(out)["indicators"]["active"] == 1
