"""Peers as the hub's staff sees them: agreements, health, conflicts; nobody else sees any of it."""

from __future__ import annotations

import json
import uuid

import pytest


@pytest.fixture(name="staff")
def staff_fixture(portal):
    return portal.person("analyst", staff=True)


def added(staff, **fields) -> str:
    form = {"name": f"Made-up hub {uuid.uuid4().hex[:6]}", "ceiling": "GREEN", "relays": "on"}
    answer = staff.post("/staff/peers/", {**form, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].split("/")[-2]


def clash(portal, giver: str, kind: str = "owner", **more):
    from wardline.core.clock import now
    from wardline.hub.exchange import collections
    from wardline.hub.exchange.models import Clash

    number = collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["all"], write=[])
    fields = {"giver": giver, "kind": kind, "object": f"indicator--{uuid.uuid4()}"} | more
    target = collections.find(number)
    at = now()
    return Clash.objects.create(
        collection=target, direction="in", version="", first_at=at, last_at=at, **fields
    )


def test_an_agreement_is_made_changed_and_recorded(portal, staff):
    from wardline.hub.audit import service as audit

    number = added(staff, agreement="Treaty 7 (made up)")
    page = json.loads(staff.get(f"/staff/peers/{number}.json").content)
    assert (page["ceiling"], page["relays"], page["agreement"]) == (
        "GREEN",
        True,
        "Treaty 7 (made up)",
    )
    assert staff.post(f"/staff/peers/{number}/", {"ceiling": "AMBER"}).status_code == 302
    page = json.loads(staff.get(f"/staff/peers/{number}.json").content)
    assert (page["ceiling"], page["relays"], page["agreement"]) == ("AMBER", False, "")
    done = [one.action for one in audit.about(f"organization:{number}", 10)]
    assert {"peer.added", "peer.changed"} <= set(done)
    assert staff.post(f"/staff/peers/{number}/", {"ceiling": "PURPLE"}).status_code == 400
    listed = json.loads(staff.get("/staff/peers.json").content)
    [row] = [row for row in listed["peers"] if row["id"] == number]
    assert (row["ceiling"], row["feeds_in"], row["feeds_out"], row["problems"]) == (
        "TLP:AMBER",
        0,
        0,
        0,
    )
    assert uuid.UUID(listed["hub"])
    for path in ("/staff/peers/", f"/staff/peers/{number}/", "/staff/feeds/"):
        assert staff.get(path).status_code == 200


def test_only_the_staff_for_feeds_sees_peers_and_conflicts(portal, staff):
    number = added(staff)
    found = clash(portal, number)
    for person in (portal.person("admin"), portal.person("reviewer", staff=True)):
        for path in ("", f"{number}/", "conflicts/"):
            assert person.get(f"/staff/peers/{path}").status_code == 403
        assert person.post("/staff/peers/", {"name": "X", "ceiling": "RED"}).status_code == 403
        answer = person.post("/staff/peers/conflicts/", {"clash": found.pk})
        assert answer.status_code == 403
    found.refresh_from_db()
    assert found.settled_at is None


def test_a_conflict_tells_the_rule_until_somebody_looked_at_it(portal, staff):
    number = added(staff)
    found = clash(portal, number)
    other = clash(portal, number, "refused", reason="The peer's disk is full.")
    page = staff.get("/staff/peers/conflicts/").content.decode()
    assert found.object in page
    assert "Somebody else shared it here; only they may change it." in page
    assert "The peer&#x27;s disk is full." in page
    only = json.loads(staff.get("/staff/peers/conflicts.json", kind="refused").content)["clashes"]
    assert other.object in {row["object"] for row in only}
    assert found.object not in {row["object"] for row in only}
    assert staff.post("/staff/peers/conflicts/", {"clash": found.pk}).status_code == 302
    assert found.object not in staff.get("/staff/peers/conflicts/").content.decode()
    assert found.object in staff.get("/staff/peers/conflicts/", settled="1").content.decode()
    assert staff.post("/staff/peers/conflicts/", {"clash": "0"}).status_code == 404
    # The filter stays, and holds for the twins.
    where = "/staff/peers/conflicts/?kind=refused"
    assert staff.post(where, {"clash": other.pk})["Location"] == where
    page = staff.get("/staff/peers/conflicts/", kind="refused", settled="1").content.decode()
    assert "conflicts.csv?kind=refused&amp;settled=1" in page
    listed = staff.get("/staff/peers/conflicts.csv", settled="1").content.decode()
    assert other.object in listed


def test_a_peer_s_own_people_see_no_more_than_was_agreed(portal, staff):
    """Also in the portal: its people read as its programs do."""
    from wardline.core.policy import Scope, Visibility, decide
    from wardline.core.tlp import TLP
    from wardline.hub.members import peers

    number = added(staff)
    for ceiling in (TLP.CLEAR, TLP.GREEN, TLP.RED):
        staff.post(f"/staff/peers/{number}/", {"ceiling": ceiling.name})
        who = peers.recipient(number, named=True)
        seen = {tlp for tlp in TLP if decide(Visibility(Scope(tlp, "x")), who).allowed}
        assert seen == {tlp for tlp in TLP if tlp <= ceiling}


def test_a_feed_out_needs_an_agreement_and_a_reader(portal, staff):
    from wardline.core.errors import ForbiddenError, UsageError
    from wardline.core.tlp import TLP
    from wardline.hub.exchange import collections, feeds

    number = added(staff)
    closed = collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["none"], write=[])
    url = "https://peer.made-up.example/taxii2/collections/1/"
    wanted = feeds.Wanted(url, "taxii", closed, direction=feeds.OUT)
    with pytest.raises(UsageError, match="needs the peer"):
        feeds.add_feed(wanted)
    with pytest.raises(ForbiddenError, match="may not read"):
        feeds.add_feed(wanted._replace(peer=number))
    with pytest.raises(ForbiddenError, match="ends at TLP:GREEN"):
        feeds.add_feed(wanted._replace(peer=number, ceiling=TLP.AMBER))
    collections.change_collection(
        portal.person("admin", staff=True).actor, closed, "Made-up", "", [number], ["none"]
    )
    made = feeds.add_feed(wanted._replace(peer=number, ceiling=TLP.CLEAR))
    assert feeds.find(made).ceiling == int(TLP.CLEAR)


def test_a_key_for_a_peer_is_kept_for_the_hub_alone(portal, staff, tmp_path):
    from wardline.hub.exchange import collections, feeds

    target = collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["all"], write=[])
    source = tmp_path / "key"
    source.write_text("made-up-secret-of-a-peer\n")
    url = f"https://peer.made-up.example/{uuid.uuid4()}"
    number = feeds.add_feed(feeds.Wanted(url, "text", target, source))
    source.unlink()
    kept = portal.data / feeds.find(number).secret_file
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert "made-up-secret" not in staff.get("/staff/feeds/").content.decode()
    assert not any(b"made-up-secret" in body for _, body in portal.stored())
    feeds.remove(number)
    assert not kept.exists()


def test_an_object_s_page_says_by_which_hubs_it_came(portal, staff):
    from wardline.hub.exchange import collections, paths
    from wardline.hub.exchange.incoming import Sender
    from wardline.hub.exchange.service import SOURCE
    from wardline.hub.members import peers
    from wardline.hub.worker import writing

    first, second = (peers.find(added(staff)) for _ in range(2))
    number = collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["all"], write=[])
    own = uuid.uuid4()
    given = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{own}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": f"[domain-name:value = '{own.hex}.example']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    sender = Sender(
        second.organization_id,
        can_read=True,
        recipient=peers.recipient(second.organization_id, named=True),
        path=paths.onwards(first.hub, second.hub),
    )
    with writing(portal.data) as exchange:
        [done] = exchange.ingest(
            collections.find(number).id, sender, [json.dumps(given).encode()], way=SOURCE
        )
    assert done.state == "added"
    reader = portal.person("analyst")
    page = json.loads(reader.get(f"/objects/{given['id']}.json").content)
    way = f"{first.organization.name} → {second.organization.name}"
    assert way in page["released_by"]["words"]
    assert page["own"] is False
    assert way in reader.get(f"/objects/{given['id']}/").content.decode()


def test_all_that_a_page_showed_is_looked_at_at_once_and_nothing_that_came_since(portal, staff):
    number = added(staff)
    shown = [clash(portal, number, kind) for kind in ("owner", "owner", "refused")]
    page = staff.get("/staff/peers/conflicts/", kind="owner").content.decode()
    until = page.split('name="until" value="')[1].split('"')[0]
    listed = json.loads(staff.get("/staff/peers/conflicts.json", kind="owner").content)
    assert listed["open"] >= 2
    later = clash(portal, number)
    sent = {"until": until}
    assert portal.person("admin").post("/staff/peers/conflicts/", sent).status_code == 403
    assert staff.post("/staff/peers/conflicts/?kind=owner", sent).status_code == 302
    for one in (*shown, later):
        one.refresh_from_db()
    assert [one.settled_at is not None for one in shown] == [True, True, False]
    assert later.settled_at is None


def test_two_feeds_out_never_share_a_folder(portal, staff, tmp_path):
    from wardline.core.errors import ConflictError
    from wardline.hub.exchange import collections, feeds

    number = added(staff)
    first, second = (
        collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["all"], write=[])
        for _ in range(2)
    )
    folder = tmp_path / "misp"
    (tmp_path / "link").symlink_to(folder)
    wanted = feeds.Wanted(str(folder), "misp", first, direction=feeds.OUT, peer=number)
    made = feeds.add_feed(wanted)
    for spelled in (f"{folder}/", f"{tmp_path}/other/../misp", str(tmp_path / "link")):
        with pytest.raises(ConflictError, match=f"{made}.*folder of its own"):
            feeds.add_feed(wanted._replace(url=spelled, collection=second))
    other = feeds.add_feed(wanted._replace(url=f"{folder}/inside", collection=second))
    for one in (made, other):
        feeds.remove(one)


def test_a_key_that_cannot_be_kept_leaves_no_feed(portal, staff, tmp_path):
    from wardline.core.errors import UsageError
    from wardline.hub.exchange import collections, feeds

    target = collections.add_collection(f"Made-up {uuid.uuid4().hex[:6]}", read=["all"], write=[])
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    url = f"https://peer.made-up.example/{uuid.uuid4()}"
    for name in ("binary", "missing"):
        with pytest.raises(UsageError, match="key file"):
            feeds.add_feed(feeds.Wanted(url, "text", target, tmp_path / name))
    assert url not in [one.url for one in feeds.feeds()]
