"""Search, an object's page, its neighbours and files: what is shown, and what never is."""

from __future__ import annotations

import json
import uuid
from typing import Any, NamedTuple

import pytest

from wardline.core.tlp import TLP


def indicator(value: str = "", **more: Any) -> dict[str, Any]:
    value = value or f"a{uuid.uuid4().hex[:12]}.example"
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "valid_from": "2026-01-01T00:00:00Z",
        "pattern_type": "stix",
        "pattern": f"[domain-name:value = '{value}']",
        **more,
    }


def marked(label: TLP) -> dict[str, Any]:
    return {"object_marking_refs": [label.marking_id]}


class Sector(NamedTuple):
    """Two hospitals, one collection, and a way to share into it."""

    hub: Any
    collection: str
    ours: Any
    theirs: Any

    def share(self, person, *things: dict[str, Any], collection: str = ""):
        from wardline.core.policy import Recipient
        from wardline.hub.exchange.service import SOURCE, Sender

        wanted = collection or self.collection
        access = next(
            one for one in self.hub.sight.collections(person.organization) if one.uuid == wanted
        )
        sender = Sender(person.organization, access.can_read, Recipient(person.organization))
        raws = [json.dumps(thing).encode() for thing in things]
        outcomes = self.hub.exchange.ingest(access.id, sender, raws, way=SOURCE)
        assert {one.state for one in outcomes} == {"added"}, outcomes
        return things[0]["id"]

    def withdraw(self, person, number: str, reason: str = ""):
        from wardline.core.ids import split_id
        from wardline.core.policy import Recipient
        from wardline.hub.exchange.service import Identity, Sender, every_version

        access = self.hub.sight.collections(person.organization)[0]
        access = next(
            one
            for one in self.hub.sight.collections(person.organization)
            if one.uuid == self.collection
        )
        kind, number_ = split_id(number)
        sender = Sender(person.organization, True, Recipient(person.organization))
        identity = Identity(number_.bytes, kind)
        return self.hub.exchange.delete(access.id, sender, identity, every_version, reason)


@pytest.fixture(name="sector")
def sector_fixture(portal):
    from wardline.hub.exchange import collections
    from wardline.hub.objects.service import objects

    number = collections.add_collection(
        f"Sector {uuid.uuid4().hex[:6]}", read=["all"], write=["all"]
    )
    return Sector(objects(portal.data), number, portal.person(), portal.person())


def found(person, sector, **query) -> list[str]:
    answer = person.get("/objects.json", collection=sector.collection, **query)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["objects"]]


def test_a_new_object_is_found_at_once_by_words_and_by_value(sector):
    value = f"q{uuid.uuid4().hex[:10]}.evil.example"
    number = sector.share(sector.ours, indicator(value, name="Emotet loader of clinics"))
    for text in ("emotet CLINICS", '"loader of clinics"', "emot*", value.upper(),
                 value.replace(".", "[.]"), f"hxxp://{value}/gate?x=1", number):  # fmt: skip
        answer = sector.theirs.get("/objects/", q=text, collection=sector.collection)
        if answer.status_code == 302:
            answer = sector.theirs.client.get(answer["Location"], secure=True)
        assert number in answer.content.decode(), text
    assert found(sector.theirs, sector, q="emotet wards") == []


@pytest.mark.parametrize(
    ("stated", "asked", "hit"),
    [
        ("[ipv4-addr:value = '198.51.100.7']", "198[.]51[.]100[.]7", True),
        ("[ipv4-addr:value = '198.51.100.7']", "198.51.100.7:8443", True),
        ("[ipv4-addr:value = '198.51.100.0/22']", "198.51.102.9", True),
        ("[ipv4-addr:value = '198.51.100.7']", "198.51.100.0/23", True),
        ("[ipv4-addr:value = '198.51.100.7']", "198.51.102.0/23", False),
        ("[ipv4-addr:value = '198.51.100.7']", "198.51.100.8", False),
        ("[ipv6-addr:value = '2001:db8::1']", "2001:0DB8:0:0::1", True),
        ("[ipv6-addr:value = '2001:db8::1']", "2001:db8::/35", True),
        ("[domain-name:value = 'a.b.bad.example']", "bad.example", True),
        ("[domain-name:value = 'bad.example']", "deep.bad.example", True),
        ("[domain-name:value = 'bad.example']", "notbad.example", False),
        ("[url:value = 'https://bad.example/a?b=1']", "bad[.]example/a?b=1", True),
        ("[url:value = 'http://198.51.100.9/x']", "198.51.100.9", True),
        ("[file:hashes.'SHA-256' = '" + "aB" * 32 + "']", "AB" * 32, True),
        ("[email-addr:value = 'evil@bad.example']", "Evil[@]bad.example", True),
        ("[process:command_line = 'x' AND domain-name:value = 'c.example']", "c.example", True),
    ],
)
def test_a_value_is_found_however_it_is_written(sector, stated, asked, hit):
    # A question by value must not be answered by the words of the pattern's text alone.
    number = sector.share(sector.ours, indicator(pattern=stated))
    assert (number in found(sector.theirs, sector, q=asked)) is hit


def test_what_one_may_not_see_is_neither_found_nor_opened_nor_counted(sector, portal):
    word = f"secret{uuid.uuid4().hex[:8]}"
    red = indicator(name=word, **marked(TLP.RED))
    number = sector.share(sector.ours, red)
    relation = {
        "type": "relationship", "spec_version": "2.1", "id": f"relationship--{uuid.uuid4()}",
        "created": red["created"], "modified": red["modified"], "relationship_type": "indicates",
        "source_ref": number, "target_ref": f"malware--{uuid.uuid4()}",
    }  # fmt: skip
    other = sector.share(sector.ours, relation)
    assert found(sector.ours, sector, q=word) == [number]
    assert sector.ours.get(f"/objects/{number}/").status_code == 200
    assert found(sector.theirs, sector, q=word) == []
    assert found(sector.theirs, sector, tlp="red") == []
    assert found(sector.theirs, sector, own="1") == []
    hidden = sector.theirs.get(f"/objects/{number}/")
    nowhere = sector.theirs.get(f"/objects/indicator--{uuid.uuid4()}/")
    assert hidden.status_code == nowhere.status_code == 404
    assert _without_numbers(hidden) == _without_numbers(nowhere)
    for tail in ("graph/", "file/bundle/", "file/csv/"):
        assert sector.theirs.get(f"/objects/{number}/{tail}").status_code == 404
    # The relationship may be seen: its end is said to be not here, without a title.
    page = sector.theirs.get(f"/objects/{other}/").content.decode()
    assert "not in this hub, or not for your organization" in page
    assert word not in page
    assert word not in sector.theirs.get(f"/objects/{other}/graph/").content.decode()


def _without_numbers(answer) -> str:
    import re

    # The path that was asked for stands in the foot of a printed page, and the minute.
    parts = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    parts += r"|urn:\S+|number \S+|/objects/\S+|data-person=\S+|value=\"\w{64}\""
    return re.sub(parts, "", answer.content.decode())


def test_a_part_that_is_marked_more_strictly_is_not_searched_by_others(sector):
    word, secret = f"w{uuid.uuid4().hex[:9]}", f"s{uuid.uuid4().hex[:9]}"
    number = sector.share(
        sector.ours,
        indicator(
            name=word,
            description=secret,
            **marked(TLP.GREEN),
            granular_markings=[{"marking_ref": TLP.RED.marking_id, "selectors": ["description"]}],
        ),
    )
    assert found(sector.ours, sector, q=secret) == [number]
    assert found(sector.theirs, sector, q=word) == [number]
    assert found(sector.theirs, sector, q=secret) == []
    assert secret not in sector.theirs.get(f"/objects/{number}/").content.decode()
    assert secret not in sector.theirs.get(f"/objects/{number}.json").content.decode()


def test_versions_of_different_labels_show_each_reader_their_own(sector):
    old, new = f"o{uuid.uuid4().hex[:9]}", f"n{uuid.uuid4().hex[:9]}"
    first = indicator(name=old, **marked(TLP.GREEN))
    number = sector.share(sector.ours, first)
    assert found(sector.theirs, sector, q=old) == [number]
    sector.share(
        sector.ours,
        {**first, "name": new, "modified": "2026-02-01T00:00:00.000Z", **marked(TLP.RED)},
    )
    assert found(sector.ours, sector, q=new) == [number]
    assert found(sector.ours, sector, q=old) == []
    assert found(sector.theirs, sector, q=new) == []
    assert found(sector.theirs, sector, q=old) == [number]
    assert new not in sector.theirs.get(f"/objects/{number}/").content.decode()
    both = sector.ours.get(f"/objects/{number}/").content.decode()
    assert "2026-02-01" in both
    assert "?version=2026-01-01" in both
    earlier = sector.ours.get(f"/objects/{number}/", version="2026-01-01T00:00:00.000Z")
    assert old in earlier.content.decode()


def test_what_was_withdrawn_or_recalled_is_found_no_more(sector):
    word = f"w{uuid.uuid4().hex[:9]}"
    first, second = indicator(name=word), indicator(name=word)
    sector.share(sector.ours, first)
    sector.share(sector.ours, second)
    assert len(found(sector.theirs, sector, q=word)) == 2
    sector.withdraw(sector.ours, first["id"], "It was a wrong address.")
    # The index has not heard of it yet: what it finds is read from the store again.
    assert found(sector.theirs, sector, q=word) == [second["id"]]
    told = sector.theirs.get(f"/objects/{first['id']}/")
    assert told.status_code == 410
    assert "It was a wrong address." in told.content.decode()
    assert word not in told.content.decode()
    for tail in ("graph/", "file/bundle/"):
        assert sector.theirs.get(f"/objects/{first['id']}/{tail}").status_code == 404
    sector.withdraw(sector.ours, second["id"])
    assert found(sector.theirs, sector, q=word) == []


def test_a_collection_that_one_may_not_read_is_not_searched(sector, portal):
    from wardline.hub.exchange import collections

    word = f"w{uuid.uuid4().hex[:9]}"
    closed = collections.add_collection(
        f"Closed {uuid.uuid4().hex[:6]}", read=[sector.ours.organization], write=["all"]
    )
    red = indicator(name=word, **marked(TLP.RED))
    sector.share(sector.theirs, red, collection=closed)
    mine = sector.ours.get("/objects.json", q=word).json()["objects"]
    assert [row["id"] for row in mine] == [red["id"]]
    why = sector.ours.get(f"/objects/{red['id']}.json").json()["why"]
    assert why["rule"] == "tlp-red-named"
    assert sector.theirs.get("/objects.json", q=word).json()["objects"] == []
    assert sector.theirs.get("/objects.json", q=word, collection=closed).json()["objects"] == []


def test_filters_narrow_and_stand_in_the_address(sector):
    base = f"w{uuid.uuid4().hex[:9]}"
    ended = indicator(name=base, valid_until="2026-01-02T00:00:00Z", labels=["Phishing"])
    holds = indicator(
        name=base,
        modified="2026-03-05T00:00:00.000Z",
        kill_chain_phases=[{"kill_chain_name": "x", "phase_name": "Delivery"}],
        **marked(TLP.AMBER),
    )
    sighting = {
        "type": "sighting", "spec_version": "2.1", "id": f"sighting--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "sighting_of_ref": ended["id"],
    }  # fmt: skip
    sector.share(sector.ours, ended, sighting)
    sector.share(sector.theirs, holds)
    for query, wanted in (
        ({}, [holds, ended]),
        ({"valid": "1"}, [holds]),
        ({"label": "phishing"}, [ended]),
        ({"phase": "delivery"}, [holds]),
        ({"tlp": "amber"}, [holds]),
        ({"tlp": ["amber", "none"]}, [holds, ended]),
        ({"own": "1"}, [ended]),
        ({"seen": "1"}, [ended]),
        ({"type": "malware"}, []),
        ({"modified_from": "2026-03-05", "modified_to": "2026-03-05"}, [holds]),
        ({"modified_to": "2026-03-04"}, [ended]),
        ({"added_to": "2020-01-01"}, []),
        ({"added_from": "2020-01-01"}, [holds, ended]),
    ):
        assert found(sector.ours, sector, q=base, **query) == [one["id"] for one in wanted], query
    answer = sector.ours.get("/objects/", q=base, added_from="yesterday")
    assert answer.status_code == 400
    assert "Write it like 2026-01-31" in answer.content.decode()
    assert base in answer.content.decode()


def test_pages_go_on_without_gap_or_repetition(sector):
    base = f"w{uuid.uuid4().hex[:9]}"
    things = [indicator(name=base) for _ in range(120)]
    sector.share(sector.ours, *things)
    sector.withdraw(sector.ours, things[60]["id"])
    seen, address = [], "/objects.json"
    query: dict[str, str] | None = {"q": base, "collection": sector.collection}
    while query is not None:
        answer = sector.theirs.get(address, **query).json()
        seen += [row["id"] for row in answer["objects"]]
        after = answer["next"]
        query = {**query, "after": after.rpartition("after=")[2]} if after else None
    assert seen == [one["id"] for one in reversed(things) if one is not things[60]]


HOSTILE = '<script>alert(1)</script>=HYPERLINK("http://evil.example")'


def test_hostile_names_do_nothing(sector):
    long = "x" * 10_000
    names = [HOSTILE, long, "=cmd|' /C calc'!A0", "abc\u202egpj.exe", "a\u200bb"]
    numbers = [sector.share(sector.ours, indicator(name=name)) for name in names]
    for number in numbers:
        for tail in ("", "graph/"):
            page = sector.theirs.get(f"/objects/{number}/{tail}")
            assert page.status_code == 200
            text = page.content.decode()
            assert "<script>alert" not in text
            assert 'href="http' not in text
            assert "\u202e" not in text
            assert "\u200b" not in text
    listed = sector.theirs.get("/objects/", collection=sector.collection).content.decode()
    assert "x" * 200 not in listed
    assert "<script>alert" not in listed
    sheet = sector.theirs.get("/objects.csv", collection=sector.collection).content.decode()
    assert "'=cmd|" in sheet
    assert ",=cmd|" not in sheet


def test_an_object_says_what_it_is_whether_it_holds_and_what_to_do(sector):
    value = f"v{uuid.uuid4().hex[:9]}.example"
    number = sector.share(
        sector.ours, indicator(value, name="Beacon", valid_until="2026-01-02T00:00:00Z")
    )
    page = sector.theirs.get(f"/objects/{number}/").content.decode()
    assert "It ended on 2026-01-02" in page
    assert value.replace(".", "[.]") in page
    assert "A member shared it. Which one is not told to others." in page
    assert "All members may read the collection" in page
    assert sector.ours.organization not in page
    mine = sector.ours.get(f"/objects/{number}.json").json()
    assert mine["own"] is True
    assert mine["seen_by"]["members"] is None
    assert mine["gate"]["limb"] == "manual"
    assert sector.theirs.get(f"/objects/{number}.json").json()["seen_by"] is None


def test_relations_stand_both_ways_and_in_the_picture(sector):
    malware = {
        "type": "malware", "spec_version": "2.1", "id": f"malware--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "name": "Gootloader", "is_family": True,
    }  # fmt: skip
    one = indicator(name="Domain of the loader")
    relation = {
        "type": "relationship", "spec_version": "2.1", "id": f"relationship--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "relationship_type": "indicates", "source_ref": one["id"], "target_ref": malware["id"],
    }  # fmt: skip
    sector.share(sector.ours, malware, one, relation)
    out = sector.theirs.get(f"/objects/{one['id']}.json").json()["relationships"]
    back = sector.theirs.get(f"/objects/{malware['id']}.json").json()["relationships"]
    assert [(r["how"], r["outward"], r["id"]) for r in out] == [("indicates", True, malware["id"])]
    assert [(r["how"], r["outward"], r["id"]) for r in back] == [("indicates", False, one["id"])]
    first = sector.theirs.get(f"/objects/{malware['id']}/graph/")
    again = sector.theirs.get(f"/objects/{malware['id']}/graph/")
    text = first.content.decode()
    assert (
        text[text.index("<svg") : text.index("</svg")]
        == again.content.decode()[text.index("<svg") : text.index("</svg")]
    )
    assert f'href="/objects/{one["id"]}/"' in text
    assert "<script" not in text[text.index("<svg") : text.index("</svg")]


def test_files_for_tools_hold_the_object_or_say_why_not(sector):
    value = f"v{uuid.uuid4().hex[:9]}.example"
    number = sector.share(sector.ours, indicator(value))
    bundle = sector.theirs.get(f"/objects/{number}/file/bundle/")
    assert json.loads(bundle.content)["objects"][0]["id"] == number
    assert bundle["Content-Disposition"].startswith("attachment")
    listed = sector.theirs.get(f"/objects/{number}/file/edl-domain/")
    assert value in listed.content.decode()
    wrong = sector.theirs.get(f"/objects/{number}/file/edl-ip/")
    assert wrong.status_code == 422
    assert sector.theirs.get(f"/objects/{number}/file/nonsense/").status_code == 404
    red = sector.share(sector.ours, indicator(**marked(TLP.RED)))
    refused = sector.ours.get(f"/objects/{red}/file/suricata/")
    assert "may not be put into a tool" in refused.content.decode()
    several = sector.theirs.get("/objects/file/", form="edl-domain", collection=sector.collection)
    assert value in several.content.decode()


def test_only_who_is_signed_in_sees_any_of_it(portal, sector):
    number = sector.share(sector.ours, indicator(**marked(TLP.CLEAR)))
    nobody = portal.anybody()
    for path in ("/objects/", f"/objects/{number}/", f"/objects/{number}/graph/"):
        assert nobody.get(path, secure=True).status_code == 302
    assert nobody.get("/objects.json", secure=True).status_code == 401


def test_a_page_says_how_far_the_search_is_behind_and_catches_up(sector):
    things = [indicator() for _ in range(230)]
    sector.share(sector.ours, *things)
    answer = sector.theirs.get("/objects/", collection=sector.collection)
    assert "230 objects are newer than what the search knows" in answer.content.decode()
    assert sector.theirs.get("/objects.json", collection=sector.collection).json()["behind"] == 230
    while sector.hub.index.follow():
        pass
    data = sector.theirs.get("/objects.json", collection=sector.collection).json()
    assert data["behind"] == 0
    assert len(data["objects"]) == 50


def test_nobody_is_told_how_much_hidden_is_behind(sector):
    sector.share(sector.ours, *[indicator(**marked(TLP.RED)) for _ in range(230)])
    path = "/objects.json"
    assert sector.ours.get(path, collection=sector.collection).json()["behind"] == 230
    assert sector.theirs.get(path, collection=sector.collection).json()["behind"] == 0


def test_that_something_hidden_was_withdrawn_is_not_told(sector):
    number = sector.share(sector.ours, indicator(**marked(TLP.RED)))
    sector.withdraw(sector.ours, number, "It was a wrong address.")
    assert sector.ours.get(f"/objects/{number}/").status_code == 410
    hidden = sector.theirs.get(f"/objects/{number}/")
    nowhere = sector.theirs.get(f"/objects/indicator--{uuid.uuid4()}/")
    assert hidden.status_code == nowhere.status_code == 404
    assert _without_numbers(hidden) == _without_numbers(nowhere)


def test_what_is_shown_and_handed_out_is_recorded_for_the_person_who_got_it(sector, portal):
    from wardline.hub.audit import reading

    number = sector.share(sector.ours, indicator())
    person = sector.theirs
    for path, status in (
        (f"/objects/{number}/", 200),
        (f"/objects/{number}.json", 200),
        (f"/objects/{number}/graph/", 200),
        (f"/objects/{number}/file/bundle/", 200),
        (f"/objects/indicator--{uuid.uuid4()}/", 404),
    ):
        assert person.get(path).status_code == status
    assert person.get("/objects/", collection=sector.collection).status_code == 200

    portal.seal()
    found = reading.every(reading.Filter(actor=str(person.user.pk), action="disclosed"))
    entries = [entry.draft for entry in found]
    assert {one.who.kind for one in entries} == {"user"}
    assert {one.who.organization for one in entries} == {person.organization}
    assert {one.target for one in entries} == {f"collection:{sector.collection}"}
    told = [(one.action, json.loads(one.detail)) for one in entries]
    shown = {(action, detail["what"]): len(detail["pages"]) for action, detail in told}
    assert shown.pop(("disclosed.view", "search"), 1) == 1
    assert shown == {
        ("disclosed.view", "object"): 2,
        ("disclosed.view", "graph of 1"): 1,
        ("disclosed.export", "bundle"): 1,
    }
    assert all(page[4] == number for _, detail in told for page in detail["pages"] if page[4:])


def test_neighbours_titles_and_the_first_page_are_in_the_log_as_well(sector, given):
    first, second = indicator(name="Known of"), indicator(name="Neighbour")
    tie = {
        "type": "relationship",
        "spec_version": "2.1",
        "id": f"relationship--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "relationship_type": "related-to",
        "source_ref": first["id"],
        "target_ref": second["id"],
    }
    sector.share(sector.ours, first, second, tie)
    reader, name = sector.theirs, str(sector.theirs.user.pk)
    assert found(reader, sector, type="relationship") == [tie["id"]]
    assert given(name) == [(sector.collection, "disclosed.view", "search", 3)]
    assert "Neighbour" in reader.get(f"/objects/{first['id']}/").content.decode()
    told = [(what, many) for _, _, what, many in given(name)]
    # The other end and the relationship that ties it.
    assert sorted(told[1:]) == [("neighbours", 2), ("object", 1)]
    assert "Neighbour" in reader.get(f"/objects/{first['id']}/graph/").content.decode()
    told = [(what, many) for _, _, what, many in given(name)]
    assert sorted(told[3:]) == [("graph of 1", 1), ("neighbours", 2)]
    # Alone, it has none.
    lonely = sector.share(sector.ours, indicator())
    reader.get(f"/objects/{lonely}/graph/")
    assert [what for _, _, what, _ in given(name)][5:] == ["graph of 1"]


def test_the_first_page_is_recorded_and_is_not_shown_where_it_cannot_be(sector, given, monkeypatch):
    from wardline.core.errors import UnavailableError

    sector.share(sector.ours, indicator(name="Newest of all"))
    reader = sector.theirs
    home = reader.get("/index.json").json()["newest"]
    assert "Newest of all" in [row["title"] for row in home]
    told = [(collection, what, many) for collection, _, what, many in given(str(reader.user.pk))]
    assert (sector.collection, "home", 1) in told
    assert sum(many for _, what, many in told if what == "home") == len(home)

    def full(*_: object) -> None:
        raise UnavailableError("The hub cannot record this disclosure.")

    monkeypatch.setattr(type(sector.hub.disclosures), "note", full)
    answer = reader.get("/")
    assert answer.status_code == 503
    assert "Newest of all" not in answer.content.decode()
