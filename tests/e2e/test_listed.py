"""A list feed takes back by leaving out: what it names no more ends, and holds again when back."""

from __future__ import annotations

import contextlib
import http.server
import threading

import pytest

from wardline.hub.db import open_database

DAY = 86_400_000_000


class Lists:
    """A web server that gives lists by their paths, with a tag that follows the content."""

    def __init__(self):
        self.bodies: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        lists = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # as the library names it
                body = lists.bodies.get(self.path, "").encode()
                tag = f'"{hash(body)}"'
                known = self.headers.get("if-none-match", "")
                lists.asked.append((self.path, known))
                self.send_response(304 if known == tag else 200)
                self.send_header("etag", tag)
                self.send_header("content-length", "0" if known == tag else str(len(body)))
                self.end_headers()
                if known != tag:
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(name="lists")
def lists_fixture():
    made = Lists()
    yield made
    made.close()


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


def add(hub, lists, path: str, target: str, kind: str = "text") -> str:
    return hub.cli("feed", "add", f"{lists.url}{path}", "--kind", kind, "--collection", target)[
        "id"
    ]


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
        rows = transaction.rows("SELECT id, stones FROM exchange_feed WHERE stones <> ''", {})
        for number, since in rows:
            query = "UPDATE exchange_feed SET stones = :since WHERE id = :id"
            transaction.run(query, {"since": str(int(since) - days * DAY), "id": number})


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
        assert any("lost more than half" in one["reason"] for one in told["failed"])
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
