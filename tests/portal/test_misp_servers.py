"""MISP servers as peers, both ways: a strict made-up one, written to by PyMISP as its people would.

tests/mispserver.py is held to what PyMISP expects; what arrives there is read by PyMISP as well.
"""

from __future__ import annotations

import json
import uuid

import pymisp
import pytest

import mispside
from mispside import Side, attribute, event, host, indicator, label, number, put, read, report
from wardline.core.tlp import TLP
from wardline.importers.mispreach import narrowed

misp, people, side = mispside.misp_fixture, mispside.people_fixture, mispside.side_fixture


# --- In


def test_what_was_published_since_the_last_look_comes_once_and_edits_follow(side, people, misp):
    first, second, waiting = host(), host(), host()
    made = event("Phishing (made up)", ("domain", first))
    holder = pymisp.MISPObject("file", strict=False)
    holder.add_attribute("sha256", value="ab" * 32, type="sha256", to_ids=True)
    made.add_object(holder)
    stored = put(people, made)
    put(people, event("A draft", ("domain", waiting)), publish=False)
    done = side.pull()
    assert (done.problem, done.failed) == ("", [])
    found = side.values()
    assert first in found
    assert waiting not in found
    indicator = found[first]
    assert indicator["id"] == f"indicator--{stored.attributes[0].uuid}"
    assert indicator["pattern"] == f"[domain-name:value = '{first}']"
    assert indicator["indicator_types"] == ["malicious-activity"]
    assert "misp:object=file" in found["ab" * 32]["labels"]
    report = side.here()[f"report--{stored.uuid}"]
    assert report["name"] == "Phishing (made up)"
    assert indicator["id"] in report["object_refs"]
    # Nothing new: nothing is fetched.
    misp.asked.clear()
    again = side.pull()
    assert (again.added, again.duplicates, again.problem) == (0, 0, "")
    assert not [path for path in misp.asked if "restSearch" in path]
    # An edit comes when it is published, and not before.
    people.add_attribute(stored, attribute("domain", second, to_ids=False))
    side.pull()
    assert second not in side.values()
    people.publish(stored)
    assert side.pull().problem == ""
    assert side.values()[second]["indicator_types"] == ["unknown"]
    assert side.clashes() == []


@pytest.mark.parametrize("sync", [True, False])
def test_what_is_deleted_there_is_withdrawn_here(portal, misp, people, tmp_path, sync):
    """Softly or for good, in whatever key's eyes."""
    side = Side(portal, misp, tmp_path, sync=sync)
    names = [host() for _ in range(4)]
    stored = put(people, event("Four hosts", *[("domain", name) for name in names]))
    side.pull()
    assert set(names) <= set(side.values())
    by_value = {one.value: one for one in stored.attributes}
    people.delete_attribute(by_value[names[0]])
    people.delete_attribute(by_value[names[1]], hard=True)
    people.publish(stored)
    done = side.pull()
    assert (done.withdrawn, done.problem) == (2, "")
    assert set(names) & set(side.values()) == {names[2], names[3]}
    # One that they restore comes back: they gave it.
    people.restore_attribute(by_value[names[0]].id)
    people.publish(stored)
    assert side.pull().problem == ""
    assert names[0] in side.values()
    assert side.clashes() == []


def test_a_deleted_event_is_withdrawn_at_the_daily_look(side, people, monkeypatch):
    from wardline.core.clock import now

    gone, stays = host(), host()
    stored = put(people, event("Wrong (made up)", ("domain", gone)))
    kept = put(people, event("Right (made up)", ("domain", stays)))
    side.pull()
    people.delete_event(stored)
    people.unpublish(kept)
    assert side.pull().withdrawn == 0
    later = now() + 25 * 3600 * 1_000_000
    monkeypatch.setattr("wardline.hub.exchange.misppull.now", lambda: later)
    done = side.pull()
    assert (done.withdrawn, done.problem) == (2, "")
    assert f"report--{stored.uuid}" not in side.here()
    assert gone not in side.values()
    # One that is being worked on is there.
    assert stays in side.values()


def test_a_key_that_sees_nothing_more_withdraws_nothing(side, people, misp, monkeypatch):
    from wardline.core.clock import now

    names = [host() for _ in range(21)]
    for name in names:
        put(people, event(f"Many {name}", ("domain", name)))
    side.pull()
    kept = dict(misp.events)
    misp.events.clear()
    later = now() + 25 * 3600 * 1_000_000
    monkeypatch.setattr("wardline.hub.exchange.misppull.now", lambda: later)
    done = side.pull()
    misp.events.update(kept)
    assert "nothing was withdrawn" in done.problem
    assert set(names) <= set(side.values())


def test_markings_follow_distribution_and_tags_and_own_matters_stay_there(side, people, misp):
    cases = {
        (3, ("tlp:clear",)): "CLEAR",
        (3, ()): "GREEN",
        (3, ("tlp:amber",)): "AMBER",
        (3, ("tlp:unclear",)): "AMBER_STRICT",
        (2, ("tlp:green",)): "AMBER",
        (1, ("tlp:green",)): "AMBER_STRICT",
        (1, ("tlp:red",)): "RED",
    }
    misp.tags.add("tlp:unclear")
    named = {case: host() for case in cases}
    for (distribution, tags), name in named.items():
        put(people, event(name, ("domain", name), distribution=distribution, tags=tags))
    misp.groups["7"] = {misp.ours.id}
    grouped, secret, private = host(), host(), host()
    put(people, event(grouped, ("domain", grouped), distribution=4, sharing_group_id=7))
    # Of its own organisation this key would see what is for that one alone.
    own = pymisp.PyMISP(misp.url, misp.key(misp.ours, tag_editor=True))
    put(own, event(secret, ("domain", secret), distribution=0))
    mixed = event("Mixed", ("domain", private), ("domain", f"open.{private}"))
    mixed.attributes[0].distribution = 0
    put(own, mixed)
    assert side.pull().problem == ""
    found = side.values()
    assert {case: label(found[name]) for case, name in named.items()} == cases
    assert label(found[grouped]) == "RED"
    assert f"open.{private}" in found
    assert not {secret, private} & set(found)
    assert secret not in json.dumps(side.here())
    # What they keep to themselves from now on is ours no longer.
    case = (3, ("tlp:clear",))
    stored = next(one for one in people.events(pythonify=True) if one.info == named[case])
    whole = people.get_event(stored, pythonify=True)
    whole.distribution, whole.sharing_group_id = 4, 7
    whole.timestamp = misp.tick()
    people.update_event(whole)
    people.publish(whole)
    side.pull()
    assert label(side.values()[named[case]]) == "RED"
    assert side.clashes() == []


def test_a_label_that_changes_at_the_event_changes_each_attribute_once(side, people, misp):
    name = host()
    stored = put(people, event("Widely known", ("domain", name)))
    side.pull()
    assert label(side.values()[name]) == "GREEN"
    people.tag(stored, "tlp:amber")
    people.publish(stored)
    side.pull()
    narrowed_one = side.values()[name]
    assert label(narrowed_one) == "AMBER"
    # Nor does anybody see the wider form any more.
    assert side.everything(name) == [narrowed_one]
    people.add_attribute(stored, attribute("ip-dst", "198.51.100.7"))
    people.publish(stored)
    assert side.pull().problem == ""
    # The next edit of the event makes no further version of what did not change.
    assert side.values()[name] == narrowed_one
    assert side.clashes() == []


def test_a_pull_that_is_cut_goes_on_and_pages_lose_nothing(side, people, misp, monkeypatch):
    monkeypatch.setattr("wardline.client.misp._LISTED", 3)
    monkeypatch.setattr("wardline.hub.exchange.misppull._EVENTS", 2)
    names = [host() for _ in range(8)]
    stored = [put(people, event(name, ("domain", name))) for name in names]
    # Several published in one second: more than a part of the list holds.
    for one in stored[:5]:
        misp.events[one.uuid]["publish_timestamp"] = str(misp.clock)
    misp.failures.append(("restSearch", 500, {}))
    cut = side.pull()
    assert "500" in cut.problem
    assert len(set(names) & set(side.values())) < len(names)
    # An event that is published again meanwhile changes its place in the list.
    people.publish(stored[6])
    done = side.pull()
    assert done.problem == ""
    assert set(names) <= set(side.values())
    assert side.pull().added == 0


def test_what_changes_in_the_moment_of_its_publication_is_seen_later(
    side, people, misp, monkeypatch
):
    """MISP's times are whole seconds: none of them tells of it."""
    before, after = host(), host()
    stored = put(people, event("In haste", ("domain", before)))
    at = (misp.clock + 1) * 1_000_000
    monkeypatch.setattr("wardline.hub.exchange.misppull.now", lambda: at)
    side.pull()
    made = misp.events[stored.uuid]["Attribute"][0]
    misp.events[stored.uuid]["Attribute"] = [{**made, "uuid": str(uuid.uuid4()), "value": after}]
    monkeypatch.setattr("wardline.hub.exchange.misppull.now", lambda: at + 10_000_000)
    assert side.pull().withdrawn == 1
    assert {before, after} & set(side.values()) == {after}
    misp.asked.clear()
    side.pull()
    assert not [path for path in misp.asked if "restSearch" in path]


def test_a_server_that_says_wait_is_waited_for_and_one_that_says_no_is_told(side, people, misp):
    name = host()
    put(people, event(name, ("domain", name)))
    misp.failures.append(("events/index", 429, {"retry-after": "0"}))
    assert side.pull().problem == ""
    assert name in side.values()
    misp.failures.append(("events/index", 403, {}))
    done = side.pull()
    assert "does not allow this (/events/index). It says: made up" in done.problem
    user = misp.users.pop(side.key)
    assert "Authentication failed" in side.pull().problem
    misp.users[side.key] = user


# --- Out


def test_what_the_agreement_allows_arrives_as_published_events(side, people, misp):
    inside, outside, loose = indicator(host()), indicator(host(), TLP.AMBER), indicator(host())
    clear = indicator(host(), TLP.CLEAR)
    told = report("Campaign (made up)", inside, outside, labels=["ransomware"])
    public = report("Known to all", clear, tlp=TLP.CLEAR)
    misp.tags.add("ransomware")
    side.share(inside, outside, loose, clear, told, public)
    done = side.push()
    assert (done.problem, done.refused) == ("", 0)
    assert done.sent == 3
    there = read(people, told)
    assert (there.info, there.published, there.distribution) == ("Campaign (made up)", True, 2)
    assert {tag.name for tag in there.tags} == {"tlp:green", "ransomware"}
    [only] = there.attributes
    assert (only.uuid, only.type, only.value) == (number(inside), "domain", inside["name"])
    assert only.to_ids is True
    assert read(people, public).distribution == 3
    everything = json.dumps(misp.events)
    assert loose["name"] in everything
    assert outside["name"] not in everything
    # Nothing changed: nothing is sent, and nothing is written into the log of disclosures.
    misp.asked.clear()
    again = side.push()
    assert (again.sent, again.withdrawn, again.problem) == (0, 0, "")
    assert [path for path in misp.asked if "users" not in path] == []


def test_labels_beneath_a_higher_ceiling_say_who_gets_it_there(portal, misp, people, tmp_path):
    side = Side(portal, misp, tmp_path, "RED")
    cases = {TLP.CLEAR: "3", TLP.GREEN: "2", TLP.AMBER: "1", TLP.AMBER_STRICT: "0"}
    told = {tlp: report(f"Made up {tlp.name}", tlp=tlp) for tlp in cases}
    objects = {tlp: indicator(host(), tlp) for tlp in cases}
    for tlp, one in told.items():
        one["object_refs"] = [objects[tlp]["id"]]
    narrower = indicator(host(), TLP.AMBER)
    told[TLP.GREEN]["object_refs"].append(narrower["id"])
    side.share(*objects.values(), narrower, *told.values())
    assert side.push().problem == ""
    found = {tlp: misp.events[number(one)] for tlp, one in told.items()}
    assert {tlp: one["distribution"] for tlp, one in found.items()} == cases
    [one] = [a for a in found[TLP.GREEN]["Attribute"] if a["uuid"] == number(narrower)]
    assert (one["distribution"], one["Tag"][0]["name"]) == ("1", "tlp:amber")
    # Their own people, of another organisation, see none of what is for the key's alone.
    assert people.get_event(number(told[TLP.AMBER_STRICT]))["errors"][0] == 404


def test_edits_and_withdrawals_follow(side, people, misp):
    kept, wrong, changed = (indicator(host()) for _ in range(3))
    told = report("Three hosts", kept, wrong, changed)
    other = report("Mistaken", wrong)
    side.share(kept, wrong, changed, told, other)
    side.push()
    before = {one.value for one in read(people, told).attributes}
    assert before == {kept["name"], wrong["name"], changed["name"]}
    # A second version in the same second as the first: MISP would see no change by itself.
    later = {**changed, "modified": "2026-01-02T00:00:00.500Z", "indicator_types": ["benign"]}
    side.share(later)
    side.recall(wrong["id"])
    done = side.push()
    assert (done.problem, done.refused) == ("", 0)
    assert done.withdrawn >= 1
    there = read(people, told)
    assert {one.value for one in there.attributes} == {kept["name"], changed["name"]}
    assert {one.value: one.to_ids for one in there.attributes}[changed["name"]] is False
    assert there.published is True
    gone = people.get_event(number(told), deleted=[0, 1], pythonify=True)
    assert {one.value for one in gone.attributes if one.deleted} == {wrong["name"]}
    # A report that is withdrawn takes its title with it.
    side.recall(told["id"])
    assert side.push().problem == ""
    assert number(told) not in misp.events
    assert "Three hosts" not in json.dumps(misp.events)
    values = [
        a["value"] for one in misp.events.values() for a in one["Attribute"] if not a["deleted"]
    ]
    assert kept["name"] in values
    assert side.push().sent == 0


def test_nothing_that_came_from_there_is_sent_back_and_ours_is_not_taken(side, people, misp):
    theirs, ours = host(), indicator(host())
    stored = put(people, event("Theirs", ("domain", theirs)))
    side.pull()
    side.share(ours, told := report("Ours", ours))
    before = json.dumps(misp.events[stored.uuid])
    done = side.push()
    assert (done.sent, done.problem) == (1, "")
    assert json.dumps(misp.events[stored.uuid]) == before
    again = side.pull()
    assert (again.added, again.duplicates, again.failed, again.problem) == (0, 0, [], "")
    assert side.here()[told["id"]]["name"] == "Ours"
    assert side.clashes() == []


def test_what_the_server_refuses_is_told_and_sent_again_when_staff_says_so(side, misp):
    from wardline.hub.exchange import feeds

    good, odd = indicator(host()), indicator(host())
    blocked = report("Blocked there", good)
    whole = report("Taken", odd, good)
    misp.blocklist.add(number(blocked))
    side.share(good, odd, blocked, whole)
    done = side.push()
    assert (done.problem, done.refused) == ("", 1)
    [told] = side.clashes()
    assert told["object"] == blocked["id"]
    assert "Blocked by blocklist" in told["reason"]
    assert number(whole) in misp.events
    # It is not tried again and again, but when somebody lets it.
    assert (side.push().refused, side.clashes()[0]["times"]) == (0, 1)
    misp.blocklist.clear()
    assert feeds.again(side.out) == 1
    done = side.push()
    assert (done.refused, done.problem) == (0, "")
    assert number(blocked) in misp.events
    assert side.clashes() == []


def test_an_attribute_that_misp_drops_is_told(side, misp):
    """MISP answers 200 and only writes into its log."""
    bad = indicator(host(), pattern="[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']")
    told = report("With a hash", bad, fine := indicator(host()))
    side.share(bad, fine, told)
    # Somebody there used its UUID in an event of their own.
    taken = event("Another")
    taken.add_attribute("domain", host(), uuid=number(bad))
    assert "Event" in pymisp.PyMISP(misp.url, misp.key(misp.ours)).add_event(taken)
    done = side.push()
    assert (done.sent, done.refused, done.problem) == (1, 1, "")
    [one] = side.clashes()
    assert one["object"] == bad["id"]
    assert "stored the event without this (md5" in one["reason"]


def test_without_its_label_nothing_is_published(portal, misp, tmp_path):
    side = Side(portal, misp, tmp_path, tagger=False)
    misp.tags.discard("tlp:clear")
    one = indicator(host(), TLP.CLEAR)
    side.share(one, told := report("Clear", one, tlp=TLP.CLEAR))
    done = side.push()
    misp.tags.add("tlp:clear")
    assert (done.refused, done.problem) == (1, "")
    assert misp.events[number(told)]["published"] is False
    assert "did not keep the label TLP:CLEAR" in side.clashes()[0]["reason"]


def test_a_push_that_is_cut_goes_on_without_doubles(side, misp):
    reports = [report(f"Made up {n}", indicator(host())) for n in range(3)]
    objects = [indicator(host()) for _ in reports]
    for one, held in zip(reports, objects, strict=True):
        one["object_refs"] = [held["id"]]
    side.share(*objects, *reports)
    ours = {number(one) for one in reports}
    # Stored, and the answer lost: the next push finds it there.
    misp.failures += [("events/publish", 500, {}), ("events/publish", 500, {})]
    done = side.push()
    assert "500" in done.problem
    assert any(not misp.events[one]["published"] for one in ours if one in misp.events)
    done = side.push()
    assert (done.problem, done.refused) == ("", 0)
    assert all(misp.events[one]["published"] for one in ours)
    assert [len(misp.events[one]["Attribute"]) for one in ours] == [1, 1, 1]
    assert side.push().sent == 0


def test_a_large_event_goes_in_parts(side, people, misp, monkeypatch):
    monkeypatch.setattr("wardline.hub.exchange.misppush._AT_ONCE", 2)
    many = [indicator(host()) for _ in range(5)]
    side.share(*many, told := report("Five in three requests", *many))
    assert (done := side.push()).sent == 5, done
    assert {one.value for one in read(people, told).attributes} == {one["name"] for one in many}
    assert len([path for path in misp.asked if number(told) in path and "edit" in path]) == 2
    # By the same parts, where the first answer was lost.
    from wardline.hub.exchange.models import MispEvent

    MispEvent.objects.filter(feed=side.out).update(stamp="")
    assert (side.push().refused, len(read(people, told).attributes)) == (0, 5)


def test_one_event_at_which_the_server_fails_does_not_hold_up_the_others(side, misp):
    reports = [report(f"Made up {n}") for n in range(3)]
    objects = [indicator(host()) for _ in reports]
    for one, held in zip(reports, objects, strict=True):
        one["object_refs"] = [held["id"]]
    side.share(*objects, *reports)
    misp.failures.append(("events/add", 500, {}))
    done = side.push()
    assert "500" in done.problem
    assert len([one for one in reports if number(one) in misp.events]) == 2
    assert side.push().problem == ""
    assert all(number(one) in misp.events for one in reports)


def test_a_key_that_may_not_add_is_told_what_it_needs(portal, misp, tmp_path):
    side = Side(portal, misp, tmp_path, add=False)
    side.share(indicator(host()))
    done = side.push()
    assert "does not let this key add events" in done.problem
    assert done.sent == 0


# --- How far


def test_no_part_goes_further_than_what_holds_it():
    """Objects' own distribution counts for their attributes."""
    attribute = {"uuid": str(uuid.uuid4()), "type": "domain", "value": "a.made-up.example"}
    holder = {"name": "file", "distribution": "1", "timestamp": "20", "Attribute": [attribute]}
    own = {**holder, "distribution": "0"}
    whole = {"distribution": "3", "Tag": [{"name": "tlp:clear"}], "Object": [holder, own]}
    taken = narrowed(whole, withdraw=True)
    assert taken.label is TLP.CLEAR
    [only] = taken.event["Object"]
    [inner] = only["Attribute"]
    assert inner["Tag"] == [{"name": "tlp:amber+strict"}]
    assert inner["timestamp"] == "20"
    assert narrowed({**whole, "distribution": "0"}, withdraw=True) is None
    assert narrowed({**whole, "distribution": "9"}, withdraw=True).label is TLP.RED
