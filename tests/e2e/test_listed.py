"""A list feed takes back by leaving out: what it names no more ends, and holds again when back."""

from __future__ import annotations

import contextlib
import json

import pytest

from serving import Answer, serving
from wardline.hub.db import open_database

DAY = 86_400_000_000
BUNDLE = "bundle--5d5b7f4e-3c59-4d1e-9a1b-6a8b6f0c7a11"


class Lists:
    """What a web server gives: lists by their paths, with a tag that follows the content.

    Of a path without a list it knows nothing.
    """

    def __init__(self):
        self.bodies: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        if path not in self.bodies:
            return 404, {}, b""
        body = self.bodies[path].encode()
        tag = f'"{hash(body)}"'
        known = {name.lower(): value for name, value in headers.items()}.get("if-none-match", "")
        self.asked.append((path, known))
        return (304, {"etag": tag}, b"") if known == tag else (200, {"etag": tag}, body)


@pytest.fixture(name="lists")
def lists_fixture():
    made = Lists()
    with serving(made.answer) as url:
        made.url = url.rstrip("/")
        yield made


@pytest.fixture(name="hub", params=["sqlite", "postgresql"])
def hub_fixture(request, make_hub):
    hub = make_hub(request.param, start=False)
    (hub.data / "wardline.toml").write_text("[feeds]\nallow_private = true\nevery_minutes = 0\n")
    hub.start()
    yield hub
    hub.stop()


def pulled(hub) -> list[dict]:
    told = hub.cli("feed", "pull", check=False)
    return told["feeds"] if isinstance(told, dict) else told


def add(hub, lists, path: str, target: str, kind: str = "text", *words: str) -> str:
    wanted = ("--kind", kind, "--collection", target, *words)
    return hub.cli("feed", "add", f"{lists.url}{path}", *wanted)["id"]


def holding(member, target: str) -> set[str]:
    """The values that hold now, as members' tools take them."""
    found = member.objects(target, limit=1000).json().get("objects", [])
    return {
        one["name"]
        for one in found
        if one["type"] == "indicator" and "valid_until" not in one and not one.get("revoked")
    }


def later(hub, days: int) -> None:
    """Let a doubt be so many days old."""
    database = open_database(hub.database, hub.data / "wardline.sqlite3")
    with contextlib.closing(database), database.transaction() as transaction:
        rows = transaction.rows("SELECT id, stones FROM exchange_feed WHERE stones > '0'", {})
        for number, since in rows:
            query = "UPDATE exchange_feed SET stones = :since WHERE id = :id"
            moment, _, rest = since.partition(" ")
            told = f"{int(moment) - days * DAY} {rest}"
            transaction.run(query, {"since": told, "id": number})


def listed(*values: str) -> str:
    return "".join(f"{value}\n" for value in values)


def test_what_a_list_leaves_out_ends_and_is_back_when_it_is_named_again(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target)
    lists.bodies["/a"] = listed("one.example", "two.example", "203.0.113.9")
    [told] = pulled(hub)
    assert (told["added"], told["withdrawn"]) == (3, 0)
    lists.bodies["/a"] = listed("two.example", "203.0.113.9", "four.example")
    [told] = pulled(hub)
    assert (told["added"], told["withdrawn"]) == (1, 1)
    assert holding(member, target) == {"two.example", "203.0.113.9", "four.example"}
    # It is not gone: a hunt in older logs looks for it, and it tells when it ended.
    [gone] = [
        one for one in member.objects(target).json()["objects"] if one["name"] == "one.example"
    ]
    assert gone["valid_until"] == gone["modified"]
    # The same list changes nothing.
    [told] = pulled(hub)
    assert (told["added"], told["withdrawn"], told["duplicates"]) == (0, 0, 0)
    lists.bodies["/a"] = listed("two.example", "203.0.113.9", "four.example", "one.example")
    [told] = pulled(hub)
    assert told["withdrawn"] == 0
    assert "one.example" in holding(member, target)
    lists.bodies["/a"] = listed("two.example", "203.0.113.9", "four.example")
    [told] = pulled(hub)
    assert told["withdrawn"] == 1
    assert "one.example" not in holding(member, target)


def test_what_another_list_names_stays_until_both_leave_it_out(hub, lists):
    member, target, elsewhere = hub.member(), hub.collection(), hub.collection()
    add(hub, lists, "/a", target)
    add(hub, lists, "/b", target, "json")
    add(hub, lists, "/c", elsewhere)
    lists.bodies["/a"] = lists.bodies["/c"] = listed("one.example", "two.example", "three.example")
    lists.bodies["/b"] = '["one.example", "four.example", "five.example"]'
    pulled(hub)
    lists.bodies["/a"] = listed("two.example", "three.example")
    pulled(hub)
    assert "one.example" in holding(member, target)
    lists.bodies["/b"] = '["four.example", "five.example"]'
    pulled(hub)
    # Given by the first list, left out by both; the other collection has its own.
    assert "one.example" not in holding(member, target)
    assert "one.example" in holding(member, elsewhere)
    # One that never named it before brings it back.
    lists.bodies["/b"] = '["four.example", "five.example", "one.example", "two.example"]'
    pulled(hub)
    assert "one.example" in holding(member, target)
    lists.bodies["/b"] = '["four.example", "five.example", "two.example"]'
    pulled(hub)
    assert "one.example" not in holding(member, target)
    assert "two.example" in holding(member, target)


def test_a_list_that_lost_much_is_not_believed_for_a_day(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target)
    names = [f"n{place}.example" for place in range(40)]
    lists.bodies["/a"] = listed(*names)
    pulled(hub)
    for body in ("<html><body>Error 503, made up</body></html>\n", "", listed(*names[:10])):
        lists.bodies["/a"] = body
        [told] = pulled(hub)
        assert told["withdrawn"] == 0
        doubted = any("lost more than half" in one["reason"] for one in told["failed"])
        # What is no list at all may fail as a whole.
        assert doubted or (told["problem"] and "example" not in body)
        assert holding(member, target) == set(names)
    # The staff sees it, and the feed is not left alone for it.
    [row] = hub.cli("feed", "list")
    assert "lost more than half" in row["problem"]
    # It is asked for whole each time, though its tag is the same.
    asked = len(lists.asked)
    pulled(hub)
    assert lists.asked[asked:] == [("/a", "")]
    # It is back: forgotten.
    lists.bodies["/a"] = listed(*names)
    [told] = pulled(hub)
    assert told["failed"] == []
    later(hub, 2)
    lists.bodies["/a"] = listed(*names[:10])
    [told] = pulled(hub)
    assert told["withdrawn"] == 0
    later(hub, 2)
    [told] = pulled(hub)
    assert told["withdrawn"] == 30
    assert holding(member, target) == set(names[:10])


def test_what_a_member_shares_is_not_ended_by_a_list(hub, lists, make_indicator):
    member, target = hub.member(), hub.collection()
    own = make_indicator(1)
    assert member.post(target, [own]).json()["success_count"] == 1
    add(hub, lists, "/a", target, "csv")
    lists.bodies["/a"] = (
        "url,malware\nhttps://evil.example/x,made up\nhttps://bad.example/y,made up\n"
    )
    pulled(hub)
    lists.bodies["/a"] = "url,malware\nhttps://bad.example/y,made up\n"
    [told] = pulled(hub)
    assert told["withdrawn"] == 1
    assert own["name"] in holding(member, target)


def test_a_short_list_that_lost_all_is_not_believed_for_a_day(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target)
    names = ["one.example", "two.example"]
    lists.bodies["/a"] = listed(*names)
    pulled(hub)
    # An error page that is read as other values, again and again: it does not vouch for itself.
    lists.bodies["/a"] = listed("error.example", "sorry.example", "made.example", "up.example")
    for _ in range(3):
        [told] = pulled(hub)
        assert told["withdrawn"] == 0
        assert holding(member, target) >= set(names)
    # Back: what the error page named ends.
    lists.bodies["/a"] = listed(*names)
    [told] = pulled(hub)
    assert (told["withdrawn"], told["failed"]) == (4, [])
    assert holding(member, target) == set(names)
    # The same mishap once more is doubted as before, and so is the next after one was believed.
    lists.bodies["/a"] = listed("error.example", "sorry.example")
    assert [pulled(hub)[0]["withdrawn"] for _ in range(2)] == [0, 0]
    later(hub, 2)
    assert pulled(hub)[0]["withdrawn"] == 2
    assert holding(member, target) == {"error.example", "sorry.example"}
    lists.bodies["/a"] = listed("other.example")
    assert pulled(hub)[0]["withdrawn"] == 0


def test_an_answer_that_cannot_be_used_is_never_believed(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target, "csv")
    names = {f"n{place}.example" for place in range(30)}
    rows = "".join(f"{name},made up\n" for name in sorted(names))
    lists.bodies["/a"] = f"domain,malware\n{rows}"
    pulled(hub)
    part = "".join(f"{name},made up\n" for name in sorted(names)[:5])
    refused = "".join(f"no. {place},made up\n" for place in range(25))
    for body in (
        "",
        "domain,malware\n",
        f"malware,domain\n{rows}",
        f"domain,malware\n{part}{refused}",
    ):
        lists.bodies["/a"] = body
        for _ in range(2):
            assert pulled(hub)[0]["withdrawn"] == 0
            later(hub, 2)
        assert holding(member, target) == names
        # Nor do the days of such answers count for one that can be used.
        lists.bodies["/a"] = f"domain,malware\n{part}"
        assert pulled(hub)[0]["withdrawn"] == 0
    [row] = hub.cli("feed", "list")
    assert "lost more than half" in row["problem"]
    later(hub, 2)
    assert pulled(hub)[0]["withdrawn"] == 25


def test_a_pull_that_failed_starts_the_day_of_doubt_anew(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target)
    lists.bodies["/a"] = listed("one.example", "two.example")
    pulled(hub)
    lists.bodies["/a"] = listed("three.example")
    pulled(hub)
    kept = lists.bodies.pop("/a")
    assert pulled(hub)[0]["problem"]
    later(hub, 2)
    lists.bodies["/a"] = kept
    assert pulled(hub)[0]["withdrawn"] == 0
    assert holding(member, target) == {"one.example", "two.example", "three.example"}
    later(hub, 2)
    assert pulled(hub)[0]["withdrawn"] == 2


def test_what_is_back_holds_as_long_as_the_list_says(hub, lists):
    member, target = hub.member(), hub.collection()
    add(hub, lists, "/a", target, "csv")
    head = "domain,expires\nstays.example,\n"
    whole = f"{head}past.example,2024-06-01\nahead.example,2999-06-01\nfree.example,\n"
    lists.bodies["/a"] = whole

    def until() -> dict[str, str]:
        found = member.objects(target, limit=1000).json()["objects"]
        return {one["name"]: one.get("valid_until", "")[:10] for one in found}

    pulled(hub)
    first = until()
    assert first == {
        "stays.example": "",
        "past.example": "2024-06-01",
        "ahead.example": "2999-06-01",
        "free.example": "",
    }
    lists.bodies["/a"] = head
    # What had expired by itself is not ended once more.
    assert pulled(hub)[0]["withdrawn"] == 2
    assert until()["ahead.example"] < "2999"
    assert until()["past.example"] == "2024-06-01"
    lists.bodies["/a"] = whole
    pulled(hub)
    assert until() == first
    # Named anew with another end, or none.
    lists.bodies["/a"] = head
    pulled(hub)
    lists.bodies["/a"] = f"{head}past.example,2998-06-01\nahead.example,\n"
    pulled(hub)
    assert until()["past.example"] == "2998-06-01"
    assert until()["ahead.example"] == ""


def test_a_peers_list_does_not_end_what_the_peer_may_give_otherwise(hub, lists):
    member, both, alone = hub.member(), hub.collection(), hub.collection()
    peer = hub.cli("peer", "add", "Isac", "--agreement", "Letter of 9 May (made up)")["id"]
    add(hub, lists, "/a", both, "text", "--peer", peer)
    add(hub, lists, "/a", alone, "text", "--peer", peer)
    add(hub, lists, "/b", both, "stix", "--peer", peer)
    lists.bodies["/b"] = json.dumps({"type": "bundle", "id": BUNDLE, "objects": []})
    lists.bodies["/a"] = listed("one.example", "two.example")
    pulled(hub)
    given = member.objects(both).json()["objects"]
    lists.bodies["/b"] = json.dumps({"type": "bundle", "id": BUNDLE, "objects": given})
    lists.bodies["/a"] = listed("two.example")
    pulled(hub)
    assert holding(member, both) == {"one.example", "two.example"}
    assert holding(member, alone) == {"two.example"}
