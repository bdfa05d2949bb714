"""Reports that are released in the portal, as programs get them, on both databases."""

from __future__ import annotations

import json
import time

import pytest

import console

SET_UP = """
import json, sys, threading, uuid
from pathlib import Path
from wardline.hub import setup
data = Path(sys.argv[1])
setup.portal(data)
from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub.incidents import leaving, service
from wardline.hub.incidents.models import Version
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization
from wardline.hub.objects.service import open_objects
from wardline.incidents import model

hub = open_objects(data)
owner = Organization.objects.get(id=sys.argv[2])
nurse = Actor(7, "Sam Made-Up", owner.id, owner.name, "member", operator=False)
report = model.parse(json.dumps({
    "what": {"actions": [{"category": "malware", "varieties": ["Ransomware"]}],
             "text": "Files of the made-up lab were locked."},
    "when": {"found": {"at": "2026-11-20T14:37:00Z"}},
    "attacker": {"observables": ["hxxps://pay[.]made-up-heron[.]example/" + uuid.uuid4().hex]},
}).encode())

def preview(choice):
    asked = service.Asked(str(uuid.uuid4()), False, choice, sys.argv[3], "green", {})
    return service.check(hub, nurse, report, asked)

def confirmed(made):
    return service.Confirmed(made["token"], made["digest"], "share")

def at_once(many, what):
    answers = []
    def one():
        from django.db import connection
        try:
            answers.append(what())
        except WardlineError as error:
            answers.append(type(error).__name__)
        connection.close()
    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
"""
NAMED = """
made = preview("named")
answers = at_once(8, lambda: service.release(hub, nurse, made, confirmed(made)).state)
print(json.dumps({"answers": answers, "versions": Version.objects.count(),
                  "leaves": made["leaves"]}))
"""
HUB_ONLY = """
made = preview("hub-only")
service.release(hub, nurse, made, confirmed(made))
print(json.dumps({"leaves": made["leaves"], "due": made["due"]}))
"""
DUE = """
Version.objects.filter(state="waiting").update(due_at=1)
answers = at_once(6, lambda: leaving.turn(hub))
print(json.dumps({"answers": answers}))
"""
MADE_DUE = """
made = preview("hub-only")
service.release(hub, nurse, made, confirmed(made))
Version.objects.filter(state="waiting").update(due_at=1)
print(json.dumps({"leaves": made["leaves"]}))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request, make_hub):
    hub = make_hub(request.param)
    member = hub.member("Made-up Falls")
    collection = hub.collection()

    def run(code: str) -> dict:
        words = [str(hub.data), member.organization, collection]
        done = console.run(*words, env=hub.environment, code=SET_UP + code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    yield hub, member, collection, run
    hub.stop()


def bodies(reader, collection):
    """The objects that a program of another member gets, by id."""
    answer = reader.get(f"collections/{collection}/objects/", params={"limit": "1000"})
    return {one["id"]: one for one in answer.json().get("objects", [])}


def test_released_eight_times_at_once_it_is_one_and_programs_get_what_was_shown(room):
    hub, _member, collection, run = room
    told = run(NAMED)
    assert "released" in told["answers"], told["answers"]
    assert set(told["answers"]) <= {"released", "waiting"}
    assert told["versions"] == 1
    found = bodies(hub.member("Reader"), collection)
    for raw in told["leaves"]:
        thing = json.loads(raw)
        assert found[thing["id"]] == thing
    assert hub.cli("audit", "verify")["ok"]


def test_what_waits_leaves_once_and_nothing_in_it_tells_whose_it_is(room):
    hub, member, collection, run = room
    told = run(HUB_ONLY)
    reader = hub.member("Reader")
    assert bodies(reader, collection) == {}
    assert told["due"] > time.time() * 1_000_000
    # The running hub would be quicker.
    hub.kill()
    answers = run(DUE)["answers"]
    assert sorted(answers) == [0, 0, 0, 0, 0, 1]
    hub.start()
    reader = hub.member("Reader")
    found = bodies(reader, collection)
    for raw in told["leaves"]:
        thing = json.loads(raw)
        assert found[thing["id"]] == thing
    text = json.dumps(found)
    assert member.organization not in text
    assert "Falls" not in text
    assert "Sam" not in text
    assert "14:37" not in text
    assert hub.cli("audit", "verify")["ok"]


def test_the_running_hub_lets_it_leave_when_it_is_due_also_after_kill_9(room):
    hub, _member, collection, run = room
    hub.kill()
    told = run(MADE_DUE)
    hub.start()
    reader = hub.member("Reader")
    number = next(n for n in (json.loads(raw)["id"] for raw in told["leaves"]) if "incident" in n)
    deadline = time.monotonic() + 60
    while number not in bodies(reader, collection):
        assert time.monotonic() < deadline, "it did not leave"
        time.sleep(0.3)
