"""MISP servers and members that mean harm: what they may not do to each other by way of the hub."""

from __future__ import annotations

import json
import uuid

import pymisp
import pytest

import mispside
from mispside import Side, event, host, indicator, number, put, report
from wardline.core.tlp import TLP

misp, people, side = mispside.misp_fixture, mispside.people_fixture, mispside.side_fixture


def of_the_key(misp):
    """The people of the key's own organisation, by PyMISP."""
    return pymisp.PyMISP(misp.url, misp.key(misp.ours, tag_editor=True))


# --- Events that the hub did not make


def test_an_event_that_the_hub_did_not_make_is_never_touched(side, misp):
    theirs = put(of_the_key(misp), event("By hand", ("domain", host())), publish=False)
    before = json.dumps(misp.events[theirs.uuid])
    one = indicator(host())
    told = report("Takes its UUID", one, id=f"report--{theirs.uuid}")
    side.share(one, told)
    done = side.push()
    assert (done.refused, done.problem) == (1, "")
    [noted] = side.clashes()
    assert (noted["object"], noted["kind"]) == (told["id"], "refused")
    assert "did not make" in noted["reason"]
    assert json.dumps(misp.events[theirs.uuid]) == before
    # Nor when it is sent again, nor when the report is taken back.
    from wardline.hub.exchange import feeds

    assert feeds.again(side.out, everything=True) == 1
    assert side.push().refused == 1
    side.recall(told["id"])
    assert side.push().problem == ""
    assert json.dumps(misp.events[theirs.uuid]) == before


def test_one_that_somebody_makes_in_the_same_moment_is_not_touched(side, misp, monkeypatch):
    theirs = put(of_the_key(misp), event("By hand", ("domain", host())), publish=False)
    before = json.dumps(misp.events[theirs.uuid])
    monkeypatch.setattr("wardline.client.misp.Misp.present", lambda *_: set())
    one = indicator(host())
    told = report("Takes its UUID", one, id=f"report--{theirs.uuid}")
    side.share(one, told)
    assert side.push().refused == 1
    side.recall(told["id"])
    assert side.push().problem == ""
    assert json.dumps(misp.events[theirs.uuid]) == before


def test_what_was_sent_before_a_kill_is_ours_and_is_taken_back(side, misp, monkeypatch):
    from wardline.client.misp import Misp

    one, stays = indicator(host()), indicator(host())
    told = report("Cut", one, stays)
    side.share(one, stays, told)
    add = Misp.add

    def killed(self, body):
        add(self, body)
        raise KeyboardInterrupt

    monkeypatch.setattr(Misp, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        side.push()
    monkeypatch.setattr(Misp, "add", add)
    side.recall(one["id"])
    done = side.push()
    assert (done.problem, done.refused) == ("", 0)
    there = misp.events[number(told)]
    assert there["published"] is True
    assert [a["value"] for a in there["Attribute"] if not a["deleted"]] == [stays["name"]]


def test_an_event_of_theirs_whose_uuid_a_member_took_is_taken_in_still(side, people, misp):
    """A refused push does not make it ours."""
    first, second = host(), host()
    taken = str(uuid.uuid4())
    one = indicator(host())
    side.share(one, report("Takes its UUID", one, id=f"report--{taken}"))
    misp.blocklist.add(taken)
    assert side.push().refused == 1
    misp.blocklist.discard(taken)
    stored = put(people, event("Theirs", ("domain", first), uuid=taken))
    side.pull()
    assert first in side.values()
    people.add_attribute(stored, mispside.attribute("domain", second))
    people.publish(stored)
    side.pull()
    assert second in side.values()


def test_what_lost_its_label_is_published_by_no_later_way(portal, misp, tmp_path):
    side = Side(portal, misp, tmp_path, tagger=False)
    misp.tags.discard("tlp:clear")
    one, other = indicator(host(), TLP.CLEAR), indicator(host(), TLP.CLEAR)
    side.share(one, other, told := report("Clear", one, other, tlp=TLP.CLEAR))
    side.push()
    assert misp.events[number(told)]["published"] is False
    # Nothing of it may be given any more, and one of it was withdrawn.
    from wardline.hub.exchange import feeds

    side.recall(one["id"])
    from wardline.hub.exchange import mispfiles

    def nothing(sight, database):
        objects, given = visible(sight, database)
        return [obj for obj in objects if obj["id"] not in (told["id"], other["id"])], given

    visible = mispfiles.visible
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mispfiles, "visible", nothing)
        assert side.push().problem == ""
    misp.tags.add("tlp:clear")
    [gone] = [a for a in misp.events[number(told)]["Attribute"] if a["value"] == one["name"]]
    assert gone["deleted"] is True
    assert misp.events[number(told)]["published"] is False
    assert feeds.find(side.out).problem == ""


# --- Public servers, without an agreement


class Public:
    """A collection with feeds of a MISP server that is no peer, and a hub's clerk who publishes."""

    def __init__(self, side, tmp_path):
        from wardline.hub.exchange import collections

        self.side, self._key = side, tmp_path / f"key-{uuid.uuid4()}"
        self._key.write_text(side.key)
        name = f"Public {uuid.uuid4().hex[:8].translate(str.maketrans('0123456789', 'ghijklmnop'))}"
        self.collection = collections.add_collection(name, read=["all"], write=["all"])
        self.number = collections.find(self.collection).id

    def feed(self, url: str) -> str:
        from wardline.hub.exchange import feeds

        return feeds.add(url, feeds.MISP_SERVER, self.collection, self._key)

    def pull(self, feed: str):
        from wardline.hub.exchange import feeds, pulling
        from wardline.hub.worker import writing

        with writing(self.side.portal.data) as exchange:
            done = pulling.pull(feeds.find(feed), exchange, allow_private=True)
        assert done.problem == ""
        return done

    def publish(self, objects) -> None:
        """As `wardline publish` does."""
        from wardline.hub.exchange.service import HUB_SENDER, SOURCE
        from wardline.hub.worker import writing

        with writing(self.side.portal.data) as exchange:
            raws = [json.dumps(obj).encode() for obj in objects]
            done = exchange.ingest(self.number, HUB_SENDER, raws, way=SOURCE)
        assert {one.state for one in done} == {"added"}, done

    def here(self) -> dict[str, dict]:
        from wardline.hub.exchange.models import Record

        rows = Record.objects.filter(collection_id=self.number, latest=1).order_by("version")
        found = [json.loads(bytes(body)) for body in rows.values_list("body", flat=True)]
        return {obj["id"]: obj for obj in found}

    def clashes(self) -> list[str]:
        from wardline.hub.exchange.models import Clash

        rows = Clash.objects.filter(collection_id=self.number, kind="owner")
        return sorted(rows.values_list("object", flat=True))


def relabelled(people, stored) -> None:
    """They say something else of what they said."""
    people.tag(stored, "tlp:red")
    whole = people.get_event(stored, pythonify=True)
    people.update_attribute({"comment": "Rewritten", "to_ids": False}, whole.attributes[0].id)
    people.publish(stored)


def test_a_public_server_changes_nothing_that_the_hub_published(side, people, misp, tmp_path):
    stored = put(people, event("Known (made up)", ("domain", host())))
    first, public = Public(side, tmp_path), Public(side, tmp_path)
    first.pull(first.feed(misp.url))
    published = first.here()
    public.publish(published.values())
    relabelled(people, stored)
    done = public.pull(public.feed(misp.url))
    assert done.added == 0
    assert public.here() == published
    assert set(public.clashes()) == {f"report--{stored.uuid}", *_indicators(published)}


def test_a_public_server_changes_nothing_that_another_gave_and_all_of_its_own(
    side, people, misp, tmp_path
):
    stored = put(people, event("Known (made up)", ("domain", host())))
    public = Public(side, tmp_path)
    one, other = public.feed(misp.url), public.feed(f"{misp.url}/")
    public.pull(one)
    given = public.here()
    [name] = _indicators(given)
    relabelled(people, stored)
    assert public.pull(other).added == 0
    assert public.here() == given
    assert name in public.clashes()
    assert public.pull(one).added > 0
    assert public.here()[name]["indicator_types"] == ["unknown"]


def test_under_a_new_address_a_public_feed_goes_on(side, people, misp, tmp_path):
    from wardline.hub.exchange import feeds

    stored = put(people, event("Known (made up)", ("domain", host())))
    public = Public(side, tmp_path)
    public.pull(old := public.feed(misp.url))
    [name] = _indicators(public.here())
    feeds.remove(old)
    people.tag(stored, "tlp:amber")
    whole = people.get_event(stored, pythonify=True)
    people.update_attribute({"to_ids": False}, whole.attributes[0].id)
    people.publish(stored)
    public.pull(public.feed(f"{misp.url}/"))
    assert public.here()[name]["indicator_types"] == ["unknown"]
    assert public.clashes() == []


def _indicators(objects) -> list[str]:
    return [name for name in objects if name.startswith("indicator--")]


# --- What changes while it is sent


@pytest.mark.parametrize("change", ["recall", "rights"])
def test_what_changes_while_a_push_sends_stops_what_is_left(side, misp, monkeypatch, change):
    from wardline.client.misp import Misp
    from wardline.core.ids import split_id
    from wardline.hub.exchange import feeds, pushing
    from wardline.hub.exchange.service import HUB_SENDER, Identity, every_version
    from wardline.hub.members import peers
    from wardline.hub.members.actor import COMMAND_LINE
    from wardline.hub.worker import writing

    objects = [indicator(host()) for _ in range(3)]
    reports = sorted((report(f"Made up {n}", one) for n, one in enumerate(objects)), key=number)
    held = {one["id"]: one for one in objects}
    names = [held[one["object_refs"][0]] for one in reports]
    side.share(*objects, *reports)
    publish = Misp.publish
    with writing(side.portal.data) as exchange:

        def changed(self, event):
            monkeypatch.setattr(Misp, "publish", publish)
            if change == "rights":
                peers.change(side.peer, TLP.CLEAR, relays=False, agreement="", actor=COMMAND_LINE)
                return publish(self, event)
            for name in (names[2]["id"], reports[2]["id"]):
                kind, uid = split_id(name)
                what = Identity(uid.bytes, kind)
                exchange.delete(side.number, HUB_SENDER, what, every_version, "Wrong.")
            return publish(self, event)

        monkeypatch.setattr(Misp, "publish", changed)
        done = pushing.push(feeds.find(side.out), exchange, allow_private=True)
    everything = json.dumps(misp.events)
    assert done.problem == ""
    assert number(reports[0]) in misp.events
    assert names[2]["name"] not in everything
    assert (names[1]["name"] in everything) is (change == "recall")
    # What was sent before is not sent again.
    assert not [path for path in misp.asked if number(reports[0]) in path and "edit" in path]


def test_a_collection_that_never_rests_ends_the_push_and_says_so(side, misp, monkeypatch):
    from wardline.hub.exchange import misppush

    def outdated(_):
        raise misppush.OutdatedError

    side.share(one := indicator(host()), told := report("Made up", one))
    monkeypatch.setattr("wardline.hub.exchange.misppush.Task._check", outdated)
    done = side.push()
    assert "times while it was sent" in done.problem
    monkeypatch.undo()
    assert side.push().problem == ""
    assert number(told) in misp.events


def test_references_count_toward_how_much_is_sent(side, misp, monkeypatch):
    objects = [indicator(host()) for _ in range(4)]
    side.share(*objects, *(report(f"Made up {n}", *objects) for n in range(4)))
    monkeypatch.setattr("wardline.hub.exchange.misppush._MOST", 20)
    done = side.push()
    assert "more than 20 objects and references" in done.problem
    assert misp.events == {}
    monkeypatch.setattr("wardline.hub.exchange.misppush._MOST", 24)
    assert (done := side.push()).problem == ""
    assert done.sent == 16


# --- Answers of any form


def answers(monkeypatch, misp, path: str, make) -> None:
    """The server answers what `make` makes of its answer to `path`."""
    true = misp.answer

    def odd(method, asked, key, body):
        status, told, more = true(method, asked, key, body)
        return make(status, told, more) if path in asked else (status, told, more)

    monkeypatch.setattr(misp, "answer", odd)


def recorded(feed: str) -> dict:
    """What the audit tells of a feed's only run."""
    from wardline.hub.audit import service as audit

    ran = ("feed.pulled", "feed.pushed")
    [run] = [one for one in audit.about(f"feed:{feed}", 10) if one.action in ran]
    return json.loads(run.detail)


def with_all(**more):
    return lambda status, told, head: (status, [{**one, **more} for one in told], head)


ODD = {
    "digits": ("events/index", with_all(publish_timestamp="9" * 5000), ""),
    "long": ("events/index", with_all(uuid="x" * 5000), ""),
    "nul": ("events/index", lambda *_: (403, {"message": "no\0thing"}, {}), "no\ufffdthing"),
    "moved": ("events/index", lambda *_: (302, {}, {"location": "https://["}), "no web address"),
    "seconds": (
        "restSearch",
        lambda status, told, head: (
            status,
            {"response": [{"Event": _later(one["Event"])} for one in told["response"]]},
            head,
        ),
        "",
    ),
}


def _later(one: dict) -> dict:
    held = {"name": "file", "timestamp": "9" * 5000, "Attribute": one["Attribute"]}
    return {**one, "Tag": 5, "Attribute": 5, "Object": [held]}


@pytest.mark.parametrize("odd", ODD)
def test_a_pull_of_odd_answers_ends_with_a_record(side, people, misp, monkeypatch, odd):
    path, make, said = ODD[odd]
    put(people, event("Odd", ("domain", host())))
    answers(monkeypatch, misp, path, make)
    done = side.pull()
    assert said in done.problem
    assert bool(done.problem) is bool(said)
    assert "\0" not in done.problem
    assert recorded(side.into)["problem"] is bool(said)


def test_a_pull_that_breaks_is_told_without_what_broke_it(side, monkeypatch):
    def broken(_):
        raise ValueError("something private (made up)")

    monkeypatch.setattr("wardline.hub.exchange.misppull.Task.parts", broken)
    done = side.pull()
    assert "(ValueError)" in done.problem
    assert "private" not in done.problem
    assert recorded(side.into)["problem"] is True


@pytest.mark.parametrize("odd", [{"Tag": 5}, {"Attribute": 5}, {"Tag": "tlp:green"}])
def test_a_push_that_gets_odd_answers_ends_with_a_record(side, misp, monkeypatch, odd):
    def make(status, told, more):
        return status, {"Event": {**told["Event"], **odd}} if "Event" in told else told, more

    answers(monkeypatch, misp, "events/add", make)
    side.share(one := indicator(host()), report("Made up", one))
    done = side.push()
    assert (done.problem, done.refused) == ("", 1)
    told = recorded(side.out)
    assert (told["refused"], told["problem"]) == (1, False)


def test_a_refusal_is_kept_without_what_no_database_takes(side, misp, monkeypatch):
    def make(*_):
        return 403, {"saved": False, "name": "Not\0taken", "errors": "made up"}, {}

    answers(monkeypatch, misp, "events/add", make)
    side.share(one := indicator(host()), report("Made up", one))
    assert side.push().refused == 1
    assert side.clashes()[0]["reason"].startswith("Not\ufffdtaken")


def test_a_large_answer_is_not_taken(side, people, misp, monkeypatch):
    put(people, event("Large", *[("domain", host()) for _ in range(30)]))
    monkeypatch.setattr("wardline.client.misp.MAX_BYTES", 3000)
    assert "more than 3000 bytes" in side.pull().problem
    monkeypatch.undo()
    assert side.pull().problem == ""


# --- What fails half-way


def test_an_event_that_cannot_be_read_takes_nothing_back(side, people, monkeypatch):
    from wardline.core.errors import MalformedError

    kept = host()
    stored = put(people, event("One host", ("domain", kept)))
    side.pull()
    assert kept in side.values()

    def broken(*_, **__):
        raise MalformedError("made up")

    stored.info = "Changed"
    people.update_event(stored)
    people.publish(stored)
    with monkeypatch.context() as within:
        within.setattr("wardline.importers.read", broken)
        done = side.pull()
    assert (done.withdrawn, done.problem) == (0, "")
    assert [failure["reason"] for failure in done.failed] == ["made up"]
    assert kept in side.values()


def test_a_deletion_that_the_server_refuses_is_told(side, misp, monkeypatch):
    one = indicator(host())
    told = report("Told too early", one)
    side.share(one, told)
    assert side.push().problem == ""
    side.recall(told["id"])
    monkeypatch.setattr("wardline.client.misp.Misp.delete", lambda *_: "Not yours to delete.")
    assert side.push().problem == ""
    [noted] = [row for row in side.clashes() if row["kind"] == "not-told"]
    assert (noted["object"], noted["reason"]) == (told["id"], "Not yours to delete.")
    monkeypatch.undo()
    assert side.push().problem == ""
    assert number(told) not in misp.events


def test_what_fails_again_and_again_sends_nothing_else_again(side, misp, monkeypatch):
    from wardline.client.misp import Misp
    from wardline.core.errors import NetworkError

    reports = [report(f"Made up {n}", indicator(host())) for n in range(4)]
    held = [indicator(host(), id=one["object_refs"][0]) for one in reports]
    side.share(*held, *reports)
    bad = sorted(map(number, reports))[:2]
    asked = []

    def sent(verb):
        def send(self, *words, **more):
            name = words[0] if isinstance(words[0], str) else words[0]["uuid"]
            asked.append(name)
            if name in bad:
                raise NetworkError("It answers with 500.")
            return verb(self, *words, **more)

        return send

    monkeypatch.setattr(Misp, "add", sent(Misp.add))
    monkeypatch.setattr(Misp, "edit", sent(Misp.edit))
    assert "500" in side.push().problem
    assert set(map(number, reports)) - set(bad) <= set(misp.events)
    asked.clear()
    assert "500" in side.push().problem
    assert set(asked) == set(bad)
