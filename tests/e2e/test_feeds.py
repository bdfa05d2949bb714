"""The hub pulls its feeds by itself: each by one, none held up by another, whoever is killed."""

from __future__ import annotations

import contextlib
import http.server
import json
import subprocess
import sys
import threading
import time

import pytest

import console
from wardline.core.clock import now
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.puller import LEASE, MOST, Puller


class Peer:
    """A web server that gives indicators as text; it hangs under /hang and counts who asks."""

    def __init__(self):
        self.asked: list[str] = []
        self.held = threading.Event()
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # as the library names it
                peer.asked.append(self.path)
                if self.path.startswith("/hang"):
                    peer.held.wait(120)
                body = f"{self.path.strip('/').replace('/', '-')}.feed.example\n".encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.held.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(name="peer")
def peer_fixture():
    made = Peer()
    yield made
    made.close()


def settings(hub, every: int = 1, limit: int = 30) -> None:
    text = f"[feeds]\nallow_private = true\nevery_minutes = {every}\nlimit_minutes = {limit}\n"
    (hub.data / "wardline.toml").write_text(text)


def add(hub, url: str, target: str) -> str:
    return hub.cli("feed", "add", url, "--kind", "text", "--collection", target)["id"]


# Hubs are started and killed, beside whatever else the machine does.
pytestmark = pytest.mark.timeout(300)


@contextlib.contextmanager
def opened(hub):
    database = open_database(hub.database, hub.data / "wardline.sqlite3")
    with contextlib.closing(database):
        yield database


def states(hub) -> dict[str, dict]:
    return {row["url"].rpartition("/")[2]: row for row in hub.cli("feed", "list")}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_serve_pulls_by_itself_and_a_peer_that_hangs_holds_up_nobody(
    kind, make_hub, peer, eventually
):
    hub = make_hub(kind, workers=2, start=False)
    settings(hub)
    hub.start()
    member, target = hub.member(), hub.collection()
    add(hub, f"{peer.url}/hang", target)
    for name in ("one", "two"):
        add(hub, f"{peer.url}/{name}", target)
    eventually(lambda: len(member.ids(target)) == 2, 60)
    assert sorted(path for path in peer.asked if path != "/hang") == ["/one", "/two"]
    found = states(hub)
    assert found["hang"]["pulled"] is None
    assert found["one"]["added"] == 1
    # Killed whole while one hangs: started again, that one goes on when its lease is over.
    assert "/hang" in peer.asked
    hub.kill()
    peer.held.set()
    with opened(hub) as database, database.transaction() as transaction:
        transaction.run("UPDATE exchange_feed SET lease_until = 1 WHERE lease_until > 0", {})
    hub.start()
    eventually(lambda: len(member.ids(target)) == 3, 60)
    words = ["audit", "export", "--action", "feed.pulled", "--data", str(hub.data)]
    told = console.run(*words, env=hub.environment, check=True).stdout
    assert {json.loads(line)["actor"]["kind"] for line in told.splitlines()} == {"system"}
    hub.stop()


def test_without_the_setting_nothing_is_pulled(make_hub, peer):
    hub = make_hub(start=False)
    settings(hub, every=0)
    hub.start()
    add(hub, f"{peer.url}/one", hub.collection())
    time.sleep(4)
    assert peer.asked == []
    hub.stop()


@pytest.fixture(name="slow", params=["sqlite", "postgresql"])
def slow_fixture(request, make_hub, tmp_path):
    """A hub that does not run, with six feeds; pulls that wait and write down their feed."""
    hub = make_hub(request.param, start=False)
    settings(hub)
    target = hub.collection()
    numbers = [add(hub, f"https://feeds.made-up.example/{n}", target) for n in range(6)]
    script = tmp_path / "pull.py"
    script.write_text(
        "import sys, time, pathlib\n"
        f"with pathlib.Path({str(tmp_path / 'log')!r}).open('a') as file:\n"
        "    file.write(sys.argv[1] + '\\n')\n"
        "time.sleep(100)\n"
    )
    return hub, numbers, [sys.executable, str(script)], tmp_path / "log"


def config(hub):
    environ = {"WARDLINE_DATABASE__URL": hub.database} if hub.database else {}
    return load(hub.data, environ)


def test_two_pullers_never_take_the_same_feed_and_few_at_a_time(slow, eventually):
    hub, numbers, command, log = slow
    with opened(hub) as one, opened(hub) as other:
        pullers = [Puller(config(hub), database, command) for database in (one, other)]
        counts = [puller.turn() for puller in (*pullers, *pullers)]
        assert counts == [MOST, 2, MOST, 2]
        eventually(lambda: log.exists() and len(log.read_text().split()) == len(numbers), 30)
        assert sorted(log.read_text().split()) == sorted(numbers)
        for puller in pullers:
            puller.close()
        # Given back in good order: whoever comes next takes them at once.
        assert pullers[1].turn() == MOST
        pullers[1].close()


def test_a_killed_puller_s_feeds_are_taken_when_the_lease_is_over(slow, monkeypatch):
    hub, _numbers, command, _log = slow
    with opened(hub) as one, opened(hub) as other:
        dead = Puller(config(hub), one, command)
        assert dead.turn() == MOST
        for pull in dead._running.values():
            pull.process.kill()
            pull.process.wait()
            pull.process.stdin.close()
        heir = Puller(config(hub), other, command)
        assert heir.turn() == 2
        later = now() + LEASE + 1
        monkeypatch.setattr("wardline.hub.puller.now", lambda: later)
        assert heir.turn() == MOST
        heir.close()


def test_a_pull_over_its_limit_is_stopped_told_and_due_again(slow, monkeypatch):
    hub, _numbers, command, _log = slow
    settings(hub, every=5, limit=1)
    with opened(hub) as database:
        puller = Puller(config(hub), database, command)
        puller.turn()
        processes = [pull.process for pull in puller._running.values()]
        later = now() + 61 * 1_000_000
        monkeypatch.setattr("wardline.hub.puller.now", lambda: later)
        puller.turn()
        assert all(process.poll() is not None for process in processes)
        rows = database.read(
            "SELECT problem, failures, next_at FROM exchange_feed WHERE failures > 0", {}
        )
        assert len(rows) == MOST
        for problem, failures, due in rows:
            assert "took longer than its limit (1 min)" in problem
            assert failures == 1
            assert later < due <= later + 5 * 60 * 1_000_000
        puller.close()


def test_a_pull_ends_with_its_parent(make_hub, peer, eventually):
    hub = make_hub(start=False)
    settings(hub)
    number = add(hub, f"{peer.url}/hang", hub.collection())
    environ = {**hub.environment, "WARDLINE_DATA": str(hub.data)}
    command = [sys.executable, "-m", "wardline.hub.puller", number]
    process = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE)
    eventually(lambda: "/hang" in peer.asked, 30)
    process.stdin.close()
    assert process.wait(10) == 1
