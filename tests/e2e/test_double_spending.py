"""A token is used once: under 32 tries at once, over two processes, and after kill -9."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

TRIES = 32
SPEND = """
import json, sys, threading, time
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from django.db import connection
from wardline.core.errors import ConflictError
from wardline.hub.anonymous import service
from wardline.incidents.model import parse
tokens, begin, name = json.loads(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
taken = []

def run(number):
    time.sleep(max(0.0, begin - time.time()))
    for token in tokens:
        text = f"Made up: by {name} {number}"
        try:
            service.hand_in(token, parse(json.dumps({"what": {"text": text}}).encode()))
            taken.append(token)
        except ConflictError:
            pass
    connection.close()

threads = [threading.Thread(target=run, args=(number,)) for number in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(taken))
"""
SHAKE = """
import sys, time
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from wardline.hub.anonymous import box
from wardline.hub.config import load
from wardline.hub.db import open_database
settings = load(Path(sys.argv[1]))
database = open_database(settings["database.url"], settings.sqlite_path)
while time.time() < float(sys.argv[2]):
    box.shake(database, settings)
database.close()
"""
COUNT = """
import sys
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from wardline.hub.anonymous.models import Box, Letter
from wardline.hub.tokens.models import Spent
print(Letter.objects.filter(kind="report").count(), Spent.objects.count(), Box.objects.count())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def hub(request, make_hub):
    made = make_hub(request.param)
    made.collection(alias="incidents")
    yield made
    made.stop()


def counts(hub) -> list[int]:
    return [int(word) for word in hub.run(code=COUNT).split()]


@pytest.mark.timeout(600)
def test_of_32_at_once_one_is_taken(hub):
    for token in hub.draw(hub.member(), 3):
        before = counts(hub)
        gate = threading.Barrier(TRIES)

        def one(number, token=token, gate=gate):
            gate.wait()
            return hub.hand_in(token, f"Made up: report {number}").status_code

        with ThreadPoolExecutor(TRIES) as pool:
            statuses = list(pool.map(one, range(TRIES)))
        assert sorted(statuses) == [201] + [409] * (TRIES - 1)
        assert counts(hub) == [many + 1 for many in before]


@pytest.mark.timeout(600)
def test_of_two_processes_one_takes_it_while_a_third_writes_it_all_anew(hub):
    drawn = hub.draw(hub.member(), 10)
    begin = str(time.time() + 4)
    words = [sys.executable, "-c", SHAKE, str(hub.data), str(time.time() + 12)]
    shaker = subprocess.Popen(words, env=hub.environment)
    words = [sys.executable, "-c", SPEND, str(hub.data), json.dumps(drawn), begin]
    processes = [
        subprocess.Popen([*words, name], env=hub.environment, stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert shaker.wait(timeout=300) == 0
    assert [process.returncode for process in processes] == [0, 0]
    taken = [token for output in outputs for token in json.loads(output)]
    assert sorted(taken) == sorted(drawn)
    assert counts(hub) == [len(drawn)] * 3


@pytest.mark.timeout(600)
def test_after_kill_9_nothing_taken_is_lost_and_nothing_is_taken_twice(hub):
    chance = random.Random(7)
    told: dict[str, str] = {}
    drawn: list[str] = []
    for _ in range(2):
        fresh = hub.draw(hub.member(), 10)
        drawn += fresh
        kill_at = time.monotonic() + chance.uniform(0.05, 0.6)
        _send_until_killed(hub, fresh, told, kill_at)
        hub.start()
    # What was answered is there; what was not answered is sent again, and taken once all in all.
    for token in drawn:
        answer = hub.hand_in(token, f"Made up: {token[:20]}")
        assert answer.status_code == 201, answer.text
        assert told.get(token, answer.json()["address"]) == answer.json()["address"]
        assert hub.hand_in(token, "Made up: another").status_code == 409
        asked = {"address": answer.json()["address"]}
        box = httpx.post(f"{hub.url}incidents/anonymous/reply", json=asked, timeout=30)
        assert box.json()["state"] == "letter-box"
    assert counts(hub) == [len(drawn)] * 3
    assert told, "no report was answered before a kill: nothing was tested"


def _send_until_killed(hub, fresh: list[str], told: dict[str, str], kill_at: float) -> None:
    def send(token: str) -> None:
        try:
            answer = hub.hand_in(token, f"Made up: {token[:20]}")
        except httpx.HTTPError:
            return
        if answer.status_code == 201:
            told[token] = answer.json()["address"]

    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, token) for token in fresh]
        # At least one answer first, so that there is something to lose.
        while not told or time.monotonic() < kill_at:
            time.sleep(0.01)
        hub.kill()
        for one in sent:
            one.result()
