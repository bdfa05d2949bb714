"""kill -9 at each step: what was acknowledged is there; the same verb again ends what was cut."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wardline.core.clock import now
from wardline.hub.audit.spool import Disclosures, Given

DYING = Path(__file__).with_name("dying.py")
# A turn of publish has some 40 steps, a restore (with its migrations) some thousand.
KILLS = {"publish": 16, "keeper": 12, "backup": 8, "restore": 8}


@pytest.fixture(name="made", scope="module")
def made_fixture(make_hub, stock):
    """A hub that is set up and does not run, its member and its collections."""
    hub = make_hub(start=False)
    return hub, *stock(hub)


@pytest.mark.parametrize("verb", KILLS)
def test_a_kill_at_any_step_leaves_nothing_half_done(made, verb):
    hub, member, collections = made
    if verb == "keeper":
        spool(hub, member, collections[0])
    if verb == "restore":
        sign_in(hub)
    words = [sys.executable, str(DYING), verb, str(hub.data), str(KILLS[verb])]
    env = {k: v for k, v in hub.environment.items() if k != "WARDLINE_DATA"}
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert len(told["died"]) >= min(KILLS[verb], told["steps"]) * 3 // 4


def sign_in(hub) -> None:
    """Somebody who was signed in when the backup was made; made up."""
    with contextlib.closing(sqlite3.connect(hub.data / "wardline.sqlite3")) as database, database:
        database.execute("INSERT INTO django_session VALUES ('made-up', '', '2099-01-01')")


class Sight:
    def __init__(self, uuid: str):
        self.uuid, self.visibilities = uuid, (1,)


class Holder:
    key_id, name, organization = "made-up", "Made up", "made-up"


def spool(hub, member, collection: str) -> None:
    """Thirty pages that were given out, as a worker writes them down before it answers."""
    disclosures = Disclosures(hub.data, now)
    for number in range(30):
        disclosures.note("pages", Holder(), Sight(collection), "objects", Given(number, number, 1))
    disclosures.close()


def children(hub, word: bytes) -> list[int]:
    """The hub's own processes whose command holds `word`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            ours = os.getpgid(int(entry.name)) == hub.process.pid
        except OSError:
            continue
        if ours and word in command and int(entry.name) != hub.process.pid:
            found.append(int(entry.name))
    return found


def test_members_notice_no_more_than_a_pause_when_any_process_of_the_hub_is_killed(
    made, make_indicator, follow_stream, share_on, poll_on, eventually, stored
):
    hub, member, collections = made
    collection = collections.pop()
    hub.start()
    member.http.base_url = hub.url
    reader = follow_stream(hub.url, member.key, collection)
    sharer = share_on(hub.url, member.key, collection, make_indicator)
    poller = poll_on(hub.url, member.key, collection)
    eventually(lambda: len(sharer.acknowledged) > 5, 20)
    # The worker of the exchange in the middle of its work, and again as soon as it works, which
    # ends granian; the keeper; the portal.
    for word in (b"wardline\0serve", b"wardline\0serve", b"hub.keeper", b"portal.run"):
        before = len(sharer.acknowledged)
        for number in children(hub, word):
            os.kill(number, signal.SIGKILL)
        eventually(lambda before=before: len(sharer.acknowledged) > before + 5, 30)
        time.sleep(0.2)
    sent = sharer.stop()
    there = stored(member, collection)
    assert set(sent) <= set(there)
    assert len(there) == len(set(there))
    eventually(lambda: len(reader.ids) >= len(there) and len(poller.ids) >= len(there), 30)
    assert reader.ids == there == poller.stop()
    # What was disclosed meanwhile is in the chain, which is whole.
    hub.stop()
    hub.run("audit", "verify")
