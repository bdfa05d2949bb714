"""The review queue on both databases, with the keeper beside it."""

from __future__ import annotations

import json
import time

import pytest

import console

SET_UP = """
import json, sys, threading, uuid
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from wardline.core.errors import WardlineError
from wardline.hub.exchange import collections
from wardline.hub.members.actor import Actor
from wardline.hub.review import service

def actor(number, role):
    return Actor(number, f"Person {number}", sys.argv[2], "Org", role, operator=False)

nurse, first, second = actor(1, "member"), actor(2, "reviewer"), actor(3, "admin")

def indicator():
    return {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
        "description": "Seen by Zebediah Quillfeather", "pattern_type": "stix",
        "pattern": "[domain-name:value = 'evil.example']", "valid_from": "2026-01-01T00:00:00Z"}
"""
RELEASE = """
number = service.submit(nurse, sys.argv[3], indicator(), four_eyes=True)
assert service.submit(nurse, sys.argv[3], service.read(nurse, number).objects) == number
service.claim(first, number)
service.ask(first, number, "Who?")
service.answer(nurse, number, "Somebody.")
revision = service.summary(first, number).revision
assert service.approve(first, number, revision) == "approved"
answers = []

def decide(person):
    from django.db import connection
    try:
        answers.append(service.approve(person, number, revision))
    except WardlineError as error:
        answers.append(type(error).__name__)
    connection.close()

people = [actor(n, "reviewer") for n in range(10, 14)]
threads = [threading.Thread(target=decide, args=(person,)) for person in people]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
told = service.summary(nurse, number)
print(json.dumps({"answers": sorted(answers), "state": told.state, "released": told.released}))
"""
EXPIRE = """
from wardline.hub.review.models import Submission
number = service.submit(nurse, sys.argv[3], indicator())
Submission.objects.filter(id=number).update(expires_at=1)
print(json.dumps({"id": number}))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def queue(request, make_hub):
    hub = make_hub(request.param)
    member = hub.member()
    collection = hub.collection()

    def run(code: str) -> dict:
        words = [str(hub.data), member.organization, collection]
        done = console.run(*words, env=hub.environment, code=SET_UP + code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    yield hub, member, collection, run
    hub.stop()


def test_of_many_second_approvals_at_once_one_releases_and_the_others_are_told(queue):
    hub, member, collection, run = queue
    told = run(RELEASE)
    assert told["answers"].count("released") == 1
    assert set(told["answers"]) <= {"released", "ConflictError"}
    assert told["state"] == "released"
    assert member.ids(collection) == told["released"]
    assert hub.cli("audit", "verify")["ok"]


def test_the_keeper_destroys_what_nobody_decided_on(queue):
    hub, _, _, run = queue
    number = run(EXPIRE)["id"]
    key = hub.data / "review" / f"{number}.key"
    assert key.exists()
    hub.stop()
    # It looks once when it starts, then each minute.
    hub.start()
    for _ in range(300):
        if not key.exists():
            break
        time.sleep(0.1)
    assert not key.exists()
    words = ["audit", "export", "--data", hub.data, "--target", f"submission:{number}"]
    done = console.run(*words, env=hub.environment, check=True)
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    assert [entry["action"] for entry in entries] == [
        "submission.held",
        "submission.expired",
        "submission.destroyed",
    ]
    assert entries[0]["detail"]["sealed"] == entries[2]["detail"]["sealed"]
