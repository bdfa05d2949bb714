"""Hubs and peers: what goes around comes to rest, markings never widen, withdrawals arrive."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import pytest
import stix2
from pymisp import MISPEvent
from taxii2client.v21 import Collection, as_pages

from federating import Desk, Node
from wardline.client.http import Client, Credentials
from wardline.client.taxii import Taxii
from wardline.core.tlp import TLP
from wardline.hub.db import open_database
from wardline.testing.procs import free_port
from wardline.testing.taxii import peers

pytestmark = pytest.mark.timeout(900)
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("alpha", "bravo", "charlie")


def walked(member, collection: str) -> list[str]:
    """The ids of all that a member may see, page by page."""
    found, params = [], {"limit": 1000}
    while True:
        page = member.objects(collection, **params).json()
        found += [obj["id"] for obj in page.get("objects", [])]
        if not page.get("more"):
            return found
        params["next"] = page["next"]


def stored_ids(node) -> list[str]:
    """The ids of all records of a hub that does not run, each as often as it stands there."""
    with contextlib.closing(open_database("", node.hub.data / "wardline.sqlite3")) as database:
        rows = database.read("SELECT type, uuid FROM exchange_record", {})
    return sorted(f"{kind}--{uuid.UUID(bytes=number)}" for kind, number in rows)


def settings(hub) -> None:
    """Feeds may come from this machine, and clients are told the hub's whole address."""
    hub.port = free_port()
    address = f"http://127.0.0.1:{hub.port}/"
    (hub.data / "wardline.toml").write_text(
        f'[feeds]\nallow_private = true\n[portal]\naddress = "{address}"\n'
    )


@pytest.fixture(name="ring", scope="module")
def ring_fixture(make_hub, tmp_path_factory):
    """Three hubs, each pulling from the one before it."""
    tmp_path = tmp_path_factory.mktemp("keys")
    kinds = ("sqlite", "postgresql", "sqlite")
    nodes = []
    for name, kind in zip(NAMES, kinds, strict=True):
        hub = make_hub(kind, start=False)
        settings(hub)
        nodes.append(Node(hub.start(), name))
    for place, node in enumerate(nodes):
        node.agree(nodes[place - 1])
        node.agree(nodes[(place + 1) % 3])
    for place, node in enumerate(nodes):
        node.pulls(nodes[place - 1], tmp_path)
    yield nodes
    for node in nodes:
        node.desk.close()


def around(ring, times: int = 3) -> list[int]:
    """Let each pull in turn; how much was added in each round."""
    return [sum(feed["added"] for node in ring for feed in node.pull()) for _ in range(times)]


def test_three_hubs_in_a_ring_come_to_rest_with_equal_content(ring, make_indicator):
    alpha, bravo, charlie = ring
    sent = {node.name: [make_indicator(i) for i in range(20)] for node in ring}
    for node in ring:
        node.member.post(node.collection, sent[node.name])
    added = around(ring)
    assert sum(added) == 2 * 60
    assert added[-1] == 0
    assert alpha.versions() == bravo.versions() == charlie.versions()
    assert len(alpha.versions()) == 60
    # A change of its sharer's goes around as well, once.
    changed = {**sent["alpha"][0], "modified": "2026-02-01T00:00:00.000Z", "name": "Changed"}
    alpha.member.post(alpha.collection, [changed])
    assert sum(around(ring)) == 2
    assert len(alpha.versions()) == 61
    assert alpha.versions() == bravo.versions() == charlie.versions()
    assert [node.clashes() for node in ring] == [[], [], []]
    # Nobody was given back what it gave: there was nothing that was here already.
    assert sum(feed["duplicates"] for node in ring for feed in node.pull()) == 0
    # What came from elsewhere is nobody's own here.
    for node in (bravo, charlie):
        seen = node.member.get(f"collections/{node.collection}/x-seen/{changed['id']}/")
        assert seen.status_code == 403


def test_a_withdrawal_goes_around_and_nobody_brings_it_back(ring, make_indicator):
    alpha, _bravo, charlie = ring
    wrong = make_indicator()
    alpha.member.post(alpha.collection, [wrong])
    around(ring)
    assert all(wrong["id"] in "".join(node.versions()) for node in ring)
    alpha.hub.cli("recall", wrong["id"], "--reason", "A wrong host was named.")
    # Before anybody is told, one who still has it gives it back: by a peer's own key, as a push.
    charlie_key = alpha.hub.key_for(alpha.peers["charlie"], "read,write")
    status = charlie_key.post(alpha.collection, [wrong]).json()
    assert status["failure_count"] == 1
    assert "withdrawn" in status["failures"][0]["message"]
    around(ring)
    assert not any(wrong["id"] in "".join(node.versions()) for node in ring)
    told = charlie.member.get(f"collections/{charlie.collection}/x-deleted/").json()["objects"]
    [one] = [entry for entry in told if entry["id"] == wrong["id"]]
    assert one["recalled"] == "A wrong host was named."
    assert {one["kind"] for one in alpha.clashes()} == {"withdrawn"}


@pytest.fixture(name="pair", scope="module")
def pair_fixture(ring, tmp_path_factory):
    """Alpha sends to bravo, into collections of their own, as another agreement says."""
    alpha, bravo, _ = ring
    for node in (alpha, bravo):
        node.shared = node.collection
        node.collection = node.hub.collection()
    tmp_path = tmp_path_factory.mktemp("pair")
    feed = alpha.pushes(bravo, tmp_path)
    yield alpha, bravo, feed
    for node in (alpha, bravo):
        node.collection = node.shared


def test_what_leaves_is_what_the_agreement_says_and_it_stays_marked(pair, make_indicator):
    alpha, bravo, feed = pair
    marked = {
        label: make_indicator(object_marking_refs=[label.marking_id])
        for label in (TLP.CLEAR, TLP.GREEN, TLP.AMBER, TLP.AMBER_STRICT, TLP.RED)
    }
    alpha.member.post(alpha.collection, list(marked.values()))
    [done] = alpha.push()
    assert (done["sent"], done["refused"], done["problem"]) == (2, 0, "")
    got = set(bravo.member.ids(bravo.collection, limit=100))
    assert got == {marked[TLP.CLEAR]["id"], marked[TLP.GREEN]["id"]}
    # By a key of the peer's own, nothing more is to be had than is sent.
    peer = alpha.hub.key_for(alpha.peers["bravo"], "read")
    assert set(peer.ids(alpha.collection, limit=100)) == got
    assert peer.get(f"collections/{alpha.collection}/objects/{marked[TLP.RED]['id']}/").is_error
    # More is agreed on: what stood there waits no longer, and is what it was.
    alpha.desk("peer", "change", "bravo", "--ceiling", "AMBER")
    alpha.desk("feed", "again", feed, "--everything")
    [done] = alpha.push()
    assert done["problem"] == ""
    amber = bravo.member.get(
        f"collections/{bravo.collection}/objects/{marked[TLP.AMBER]['id']}/"
    ).json()["objects"]
    assert amber == [marked[TLP.AMBER]]
    alpha.desk("peer", "change", "bravo", "--ceiling", "GREEN")
    assert set(peer.ids(alpha.collection, limit=100)) == got


def test_what_is_withdrawn_is_taken_back_at_the_peer_with_its_reason(pair, make_indicator):
    alpha, bravo, _ = pair
    kept, wrong = make_indicator(), make_indicator()
    alpha.member.post(alpha.collection, [kept, wrong])
    alpha.push()
    assert {kept["id"], wrong["id"]} <= set(bravo.member.ids(bravo.collection, limit=100))
    alpha.desk("recall", wrong["id"], "--reason", "It names a wrong host: sorry.")
    [done] = alpha.push()
    assert (done["withdrawn"], done["problem"]) == (1, "")
    there = set(bravo.member.ids(bravo.collection, limit=100))
    assert kept["id"] in there
    assert wrong["id"] not in there
    told = bravo.member.get(f"collections/{bravo.collection}/x-deleted/").json()["objects"]
    reasons = {entry["id"]: entry.get("recalled") for entry in told}
    assert reasons[wrong["id"]] == "It names a wrong host: sorry."
    assert alpha.push()[0]["withdrawn"] == 0


def test_conflicts_are_decided_by_rule_and_told(pair, make_indicator):
    _, bravo, _ = pair
    giver = bravo.hub.key_for(bravo.peers["alpha"], "read,write,vouched")
    own, theirs = make_indicator(), make_indicator()
    stranger = f"identity--{make_indicator()['id'].partition('--')[2]}"
    foreign = make_indicator(created_by_ref=stranger)
    bravo.member.post(bravo.collection, [own])
    assert giver.post(bravo.collection, [theirs, foreign]).json()["success_count"] == 2
    later = "2026-03-01T00:00:00.000Z"
    tried = {
        # A member's object is nobody else's, whatever time another hub writes on it.
        "owner": {**own, "modified": later, "revoked": True},
        "content": {**theirs, "name": "Another text"},
        "creator": {**foreign, "modified": later, "created_by_ref": stranger[:-1] + "0"},
    }
    if tried["creator"]["created_by_ref"] == stranger:
        tried["creator"]["created_by_ref"] = stranger[:-1] + "1"
    status = giver.post(bravo.collection, list(tried.values())).json()
    assert status["failure_count"] == 3
    assert (
        giver.post(bravo.collection, [{**theirs, "modified": later}]).json()["success_count"] == 1
    )
    older = {**theirs, "modified": "2026-02-01T00:00:00.000Z"}
    assert giver.post(bravo.collection, [older]).json()["failure_count"] == 1
    told = {
        row["kind"]: row
        for row in bravo.clashes()
        if row["object"] in str([tried, older, stranger])
    }
    assert set(told) == {"owner", "content", "creator", "newer", "unknown-creator"}
    assert {row["peer"] for row in told.values()} == {"alpha"}
    assert all(row["decision"] and row["times"] == 1 for row in told.values())
    eraser = bravo.hub.key_for(bravo.peers["alpha"], "read,write,delete")
    assert eraser.delete(bravo.collection, own["id"]).status_code == 403
    standing = bravo.member.get(f"collections/{bravo.collection}/objects/{own['id']}/").json()
    assert standing["objects"] == [own]


def test_a_withdrawal_tells_a_peer_nothing_of_what_it_could_not_see(pair, make_indicator):
    """An id that can be computed must not be an oracle: hidden is answered as never there."""
    _, bravo, _ = pair
    giver = bravo.hub.key_for(bravo.peers["alpha"], "read,write,vouched")
    hidden = make_indicator(object_marking_refs=[TLP.AMBER.marking_id])
    open_one, never = make_indicator(), make_indicator()
    bravo.member.post(bravo.collection, [hidden, open_one])
    for one in (hidden, open_one):
        bravo.desk("recall", one["id"], "--reason", "It was wrong.")
    sent = [{**hidden, "object_marking_refs": [TLP.GREEN.marking_id]}, never, open_one]
    status = giver.post(bravo.collection, sent).json()
    told = {one["id"]: one.get("message", "") for one in status["successes"]}
    assert told == {hidden["id"]: "", never["id"]: ""}
    [refused] = status["failures"]
    assert (refused["id"], "withdrawn" in refused["message"]) == (open_one["id"], True)
    # The staff learn of it, and can take it out once more.
    kinds = {row["object"]: row["kind"] for row in bravo.clashes()}
    assert kinds[hidden["id"]] == "withdrawn-unseen"
    assert never["id"] not in kinds
    # Nor does it matter what stands here now that it cannot see.
    bravo.member.post(
        bravo.collection,
        [
            {**open_one, "modified": "2026-02-01T00:00:00.000Z"}
            | {"object_marking_refs": [TLP.AMBER.marking_id]}
        ],
    )
    assert giver.post(bravo.collection, [open_one]).json()["failure_count"] == 1


def test_a_peer_s_list_and_stream_are_its_own_and_members_lack_nothing(pair, make_indicator):
    """What came by a peer is not given back to it; whoever else sees the same gets it all."""
    _, bravo, _ = pair
    collection = bravo.hub.collection()
    giver = bravo.hub.key_for(bravo.peers["alpha"], "read,write,delete,vouched")
    given = make_indicator(pattern="[domain-name:value = 'given.made-up.example']")
    own = make_indicator(pattern="[domain-name:value = 'own.made-up.example']")
    giver.post(collection, [given])
    bravo.member.post(collection, [own])
    address = f"{bravo.hub.url}lists/{collection}/edl-domain"
    assert giver.http.get(address).text.split()[-1:] == ["own.made-up.example"]
    assert {"given.made-up.example", "own.made-up.example"} <= set(
        bravo.member.http.get(address).text.split()
    )
    bravo.desk("recall", given["id"], "--reason", "It was wrong.")
    bravo.desk("recall", own["id"], "--reason", "It was wrong.")
    told = giver.get(f"collections/{collection}/x-deleted/").json()["objects"]
    stream = f"{bravo.hub.url}stream/{collection}?added_after=2026-01-01T00:00:00Z"
    with giver.http.stream("GET", stream, timeout=20) as answer:
        lines = answer.iter_lines()
        gone = next(json.loads(line[6:]) for line in lines if '"recalled"' in line)
    assert [one["id"] for one in told] == [gone["id"]] == [own["id"]]


def test_one_peer_takes_nothing_back_that_another_gave(pair, make_indicator):
    _, bravo, _ = pair
    giver, other = (
        bravo.hub.key_for(bravo.peers[name], "read,write,delete") for name in ("alpha", "charlie")
    )
    given = make_indicator()
    assert giver.post(bravo.collection, [given]).json()["success_count"] == 1
    later = {**given, "modified": "2026-03-01T00:00:00.000Z"}
    status = other.post(bravo.collection, [{**later, "revoked": True}]).json()
    assert status["failure_count"] == 1
    assert "Somebody else shared this object" in status["failures"][0]["message"]
    assert other.delete(bravo.collection, given["id"]).status_code == 403
    # A better version it may bring; and who gave it may take it back.
    assert other.post(bravo.collection, [{**later, "name": "Better"}]).json()["success_count"] == 1
    last = {**given, "modified": "2026-04-01T00:00:00.000Z", "revoked": True}
    assert giver.post(bravo.collection, [last]).json()["success_count"] == 1


def test_a_publication_without_an_agreement_takes_nothing_back(pair, make_indicator, tmp_path):
    alpha, bravo, _ = pair
    shared = make_indicator()
    alpha.member.post(alpha.collection, [shared])
    (tmp_path / "own.json").write_text(json.dumps({"objects": [shared]}))
    target = bravo.hub.collection()
    bravo.desk("publish", str(tmp_path / "own.json"), "--collection", target)
    key = alpha.key_for(bravo, "read", tmp_path / "key")
    words = ["--kind", "taxii", "--collection", target, "--key-file", key]
    feed = bravo.desk("feed", "add", alpha.address, *words)["id"]
    bravo.pull()
    alpha.desk("recall", shared["id"], "--reason", "It was wrong.")
    [done] = [one for one in bravo.pull() if one["id"] == feed]
    assert (done["withdrawn"], done["problem"]) == (0, "")
    assert shared["id"] in bravo.member.ids(target, limit=100)
    bravo.desk("feed", "remove", feed)


def test_what_came_by_a_peer_is_not_taken_back_there(pair, make_indicator, tmp_path):
    alpha, bravo, _ = pair
    kept = alpha.collection, bravo.collection
    alpha.collection, bravo.collection = alpha.hub.collection(), bravo.hub.collection()
    inwards, outwards = bravo.pulls(alpha, tmp_path), bravo.pushes(alpha, tmp_path)
    theirs = make_indicator()
    alpha.member.post(alpha.collection, [theirs])
    bravo.pull()
    assert bravo.member.ids(bravo.collection) == [theirs["id"]]
    bravo.desk("recall", theirs["id"], "--reason", "Not for our members.")
    [done] = [one for one in bravo.push() if one["id"] == outwards]
    assert (done["withdrawn"], done["refused"], done["problem"]) == (0, 0, "")
    assert alpha.member.ids(alpha.collection) == [theirs["id"]]
    for feed in (inwards, outwards):
        bravo.desk("feed", "remove", feed)
    alpha.collection, bravo.collection = kept


def test_a_peer_that_was_put_out_gets_and_gives_nothing(pair, make_indicator):
    alpha, bravo, feed = pair
    waits = make_indicator()
    alpha.member.post(alpha.collection, [waits])

    def put(active: int) -> None:
        path = alpha.hub.data / "wardline.sqlite3"
        with contextlib.closing(open_database("", path)) as database, database.transaction() as one:
            params = {"active": active, "id": alpha.peers["bravo"]}
            one.run("UPDATE members_organization SET active = :active WHERE id = :id", params)

    put(0)
    [done] = [one for one in alpha.push() if one["id"] == feed]
    assert done["sent"] == 0
    assert "was put out" in done["problem"]
    put(1)
    [done] = [one for one in alpha.push() if one["id"] == feed]
    assert (done["sent"], done["problem"]) == (1, "")
    assert waits["id"] in bravo.member.ids(bravo.collection, limit=100)


def test_a_catch_up_that_is_killed_goes_on_without_loss_or_doubles(
    pair, make_indicator, make_hub, tmp_path
):
    alpha, _, _ = pair
    many = [make_indicator(i) for i in range(4_000)]
    assert alpha.member.post(alpha.collection, many).is_success
    hub = make_hub(start=False)
    settings(hub)
    hub.cli = desk = Desk(hub)
    desk("org", "list")
    delta = Node.__new__(Node)
    delta.hub, delta.name, delta.desk, delta.peers = hub, "delta", desk, {}
    delta.collection = hub.collection()
    alpha.agree(delta)
    delta.agree(alpha)
    delta.pulls(alpha, tmp_path)
    [number] = [feed["id"] for feed in desk("feed", "list")]
    command = [sys.executable, "-m", "wardline.hub.puller", number]
    environ = {**hub.environment, "WARDLINE_DATA": str(hub.data)}
    kills = 0
    while kills < 3:
        before = delta.count("exchange_record")
        process = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE)
        while process.poll() is None and delta.count("exchange_record") == before:
            time.sleep(0.005)
        over = process.poll() is not None
        process.kill()
        process.wait()
        process.stdin.close()
        if over:
            break
        kills += 1
    assert kills
    [done] = delta.pull()
    assert done["problem"] == ""
    # Nothing that was taken before came a second time.
    assert done["duplicates"] == 0
    given = walked(alpha.hub.key_for(alpha.peers["delta"], "read"), alpha.collection)
    assert len(given) >= len(many)
    assert stored_ids(delta) == sorted(given)
    desk.close()


# --- Servers and clients by others


@pytest.fixture(name="others", scope="module")
def others_fixture():
    """The Python that has others' servers and clients; never one environment with ours."""
    found = ROOT / ".venv-peers" / "bin" / "python"
    if not found.exists():
        pytest.fail(f"{found} is missing: run ./test, which makes it from requirements/peers.txt.")
    return found


@pytest.fixture(name="outside", scope="module")
def outside_fixture(ring):
    """Alpha with a collection of its own for what goes to and comes from others' servers."""
    alpha = ring[0]
    kept, alpha.collection = alpha.collection, alpha.hub.collection()
    yield alpha
    alpha.collection = kept


@pytest.mark.parametrize("server", ["medallion", "opentaxii"])
def test_others_servers_are_pulled_from_and_pushed_to(
    server, outside, others, tmp_path, make_indicator
):
    node = outside
    node.collection = node.hub.collection()
    node.desk("peer", "add", server)
    with getattr(peers, server)(others, tmp_path, 12) as to:
        url = f"http://{to.host}:{to.port}{to.path}"
        key = tmp_path / "key"
        key.write_text("bench:bench")
        words = ["--kind", "taxii", "--collection", node.collection, "--key-file", str(key)]
        words += ["--peer", server]
        into = node.desk("feed", "add", url, *words)["id"]
        out = node.desk("feed", "add", url, *words, "--out")["id"]
        [pulled] = node.desk("feed", "pull", into, check=False)["feeds"]
        assert (pulled["added"], pulled["problem"]) == (12, "")
        mine, wrong = make_indicator(), make_indicator()
        node.member.post(node.collection, [mine, wrong])
        [pushed] = node.desk("feed", "push", out, check=False)["feeds"]
        assert (pushed["refused"], pushed["problem"]) == (0, "")
        # What came from there is not given back.
        assert pushed["sent"] == 2
        there = Taxii(Client(url, Credentials("bench", "bench")))
        assert there.object(url, mine["id"]) == mine
        again = node.desk("feed", "push", out, check=False)["feeds"][0]
        assert (again["sent"], again["refused"], again["problem"]) == (0, 0, "")
        assert node.desk("feed", "pull", into, check=False)["feeds"][0]["added"] == 0
        node.desk("recall", wrong["id"], "--reason", "A wrong host.")
        gone = node.desk("feed", "push", out, check=False)["feeds"][0]
        assert (gone["withdrawn"], gone["problem"]) == (1, "")
        left = there.object(url, wrong["id"])
        assert left is None or left["revoked"] is True
        assert there.object(url, mine["id"]) == mine
        # And what was withdrawn does not come back from there.
        node.desk("feed", "pull", into, check=False)
        assert wrong["id"] not in walked(node.member, node.collection)
        for number in (into, out):
            node.desk("feed", "remove", number)
        there.client.close()


def test_taxii2_client_and_stix2_stores_read_and_write_here(outside, make_indicator):
    key = outside.hub.key_for(outside.member.organization, "read,write,delete")
    collection = Collection(outside.address, user="any", password=key.key, verify=False)
    sent = make_indicator()
    assert collection.add_objects({"objects": [sent]}).status == "complete"
    pages = list(as_pages(collection.get_objects, per_request=5))
    found = [obj["id"] for page in pages for obj in page.get("objects", [])]
    assert sent["id"] in found
    assert len(found) == len(set(found)) == len(walked(outside.member, outside.collection))
    store = stix2.TAXIICollectionStore(collection, allow_custom=True)
    made = stix2.v21.Indicator(
        name="Made up", pattern="[domain-name:value = 'store.example']", pattern_type="stix"
    )
    store.add(made)
    assert store.get(made.id).serialize() == made.serialize()
    [asked] = store.query([stix2.Filter("id", "=", sent["id"])])
    assert asked.pattern == sent["pattern"]
    later = made.new_version(name="Made up, later")
    store.add(later)
    assert store.get(made.id).name == "Made up, later"
    assert len(store.all_versions(made.id)) == 2
    collection.delete_object(sent["id"])
    assert sent["id"] not in walked(outside.member, outside.collection)
    collection.close()


_CYTAXII = """
import json, sys
from cytaxii2 import cytaxii2
url, user, password, number, body = sys.argv[1:]
client = cytaxii2.cytaxii2(url + "taxii2/", username=user, password=password, version=2.1)
out = {
    "discovery": client.discovery_request(),
    "roots": client.root_discovery(),
    "collections": client.collection_request(),
    "added": client.inbox_request(collection_id=number, stix_bundle=body),
    "polled": client.poll_request(collection_id=number),
}
print(json.dumps(out))
"""


def test_cytaxii2_reads_and_writes_here(outside, others, make_indicator):
    key = outside.hub.key_for(outside.member.organization, "read,write")
    sent = make_indicator()
    words = [outside.hub.url, "any", key.key, outside.collection, json.dumps({"objects": [sent]})]
    done = subprocess.run(
        [others, "-c", _CYTAXII, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert all(answer["status"] for answer in told.values()), told
    listed = told["collections"]["response"]["collections"]
    assert outside.collection in {one["id"] for one in listed}
    assert sent["id"] in walked(outside.member, outside.collection)


def test_a_misp_feed_is_given_by_key_and_as_files_and_taken_by_another_hub(
    ring, outside, tmp_path, shared
):
    """PyMISP reads it and makes the same hashes; another hub takes it in."""
    alpha, _, charlie = ring
    source = alpha.hub.collection()
    real = shared("misp", "misp-turla-crutch-event.json")
    alpha.desk("publish", str(real), "--collection", source, check=False)
    peer = alpha.hub.key_for(alpha.peers["charlie"], "read")
    base = f"{alpha.hub.url}misp/{source}/"
    manifest = peer.http.get(f"{base}manifest.json").json()
    listed = set(peer.http.get(f"{base}hashes.csv").text.split())
    assert len(manifest) >= 1
    hashes: set[str] = set()
    attributes = 0
    for number, head in manifest.items():
        event = MISPEvent()
        event.load(peer.http.get(f"{base}{number}.json").json())
        assert (event.uuid, event.info, event.orgc.name) == (number, head["info"], "ESET")
        attributes += len(event.attributes)
        made = event.to_feed(with_meta=True)
        hashes |= {f"{one},{number}" for one in made["Event"].get("_hashes", [])}
    assert attributes > 10
    assert hashes <= listed
    etag = peer.http.get(f"{base}manifest.json").headers["etag"]
    same = peer.http.get(f"{base}manifest.json", headers={"if-none-match": etag})
    assert same.status_code == 304
    assert httpx.get(f"{base}manifest.json").status_code == 401
    # As files.
    folder = tmp_path / "feed"
    words = ["--kind", "misp", "--collection", source, "--peer", "charlie", "--out"]
    out = alpha.desk("feed", "add", str(folder), *words)["id"]
    [done] = alpha.desk("feed", "push", out, check=False)["feeds"]
    assert (done["sent"], done["problem"]) == (attributes, "")
    assert json.loads((folder / "manifest.json").read_text()) == manifest
    # A folder is one feed's: another would take out its events. And never the hub's own.
    other = ["--kind", "misp", "--collection", alpha.collection, "--peer", "charlie", "--out"]
    for path in (f"{folder}/", str(alpha.hub.data / "feed")):
        assert alpha.desk("feed", "add", path, *other, check=False) == 2
    # Taken by another hub, as from any MISP.
    target = charlie.hub.collection()
    key = tmp_path / "key"
    key.write_text(peer.key)
    words = ["--kind", "misp", "--collection", target, "--key-file", str(key), "--peer", "alpha"]
    into = charlie.desk("feed", "add", base, *words)["id"]
    [taken] = charlie.desk("feed", "pull", into, check=False)["feeds"]
    assert taken["problem"] == ""
    assert taken["failed"] == []
    there = {
        obj["pattern"]
        for obj in charlie.member.objects(target, limit=1000).json()["objects"]
        if obj["type"] == "indicator"
    }
    here = {
        obj["pattern"]
        for obj in alpha.member.objects(source, limit=1000).json()["objects"]
        if obj["type"] == "indicator"
    }
    assert there == here


def test_a_misp_feed_follows_its_collection_and_its_folder_is_written_where_it_lacks_something(
    ring, make_indicator, tmp_path
):
    alpha = ring[0]
    source = alpha.hub.collection()
    peer = alpha.hub.key_for(alpha.peers["charlie"], "read")
    base, folder = f"{alpha.hub.url}misp/{source}/", tmp_path / "feed"
    first, added = (
        make_indicator(
            pattern=f"[domain-name:value = '{name}.made-up.example']", created=stamp, modified=stamp
        )
        for name, stamp in (("a", "2026-01-01T00:00:00.000Z"), ("b", "2026-01-02T00:00:00.000Z"))
    )
    assert alpha.member.post(source, [first]).json()["success_count"] == 1
    manifest = peer.http.get(f"{base}manifest.json").json()
    alpha.member.post(source, [added])
    [number] = set(peer.http.get(f"{base}manifest.json").json()) - set(manifest)
    assert added["id"].partition("--")[2] in peer.http.get(f"{base}{number}.json").text
    alpha.desk("recall", added["id"], "--reason", "Made up.")
    assert peer.http.get(f"{base}manifest.json").json() == manifest
    assert peer.http.get(f"{base}{number}.json").status_code == 404

    words = ["--kind", "misp", "--collection", source, "--peer", "charlie", "--out"]
    out = alpha.desk("feed", "add", str(folder), *words)["id"]

    def pushed() -> int:
        [done] = alpha.desk("feed", "push", out, check=False)["feeds"]
        assert done["problem"] == ""
        assert json.loads((folder / "manifest.json").read_text()) == manifest
        return done["sent"]

    assert pushed() == 1
    [row] = [row for row in alpha.desk("peer", "list")["peers"] if row["name"] == "charlie"]
    assert row["behind_seconds"] == 0
    # Nothing changed: nothing is read or written, unless the folder lost it.
    assert pushed() == 0
    (folder / "manifest.json").unlink()
    pushed()
