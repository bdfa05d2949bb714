"""What ends by itself: token keys with their epoch, spent tokens with the grace, letters by day."""

from __future__ import annotations

import json

import httpx
import pytest

EPOCHS = """
import json, os, sys
from pathlib import Path
from wardline.hub import setup
setup.migrate(Path(sys.argv[1]))
from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.tokens import service
from wardline.incidents import tokens

settings = load(Path(sys.argv[1]))
database = open_database(settings["database.url"], settings.sqlite_path)
issuer = service.Issuer(database, settings)
told = {}

def draw(at):
    epoch = service.current(database, settings, at)
    name = service.name(settings, database.read)
    drawing = tokens.draw(epoch.public, tokens.challenge(name), 1, os.urandom)
    answer = issuer.issue("made up", drawing.body, at)
    return epoch, tokens.finish(epoch.public, drawing, answer)[0]

def check(token, at):
    try:
        service.check(database.read, settings, token, at)
        return "good"
    except WardlineError as error:
        return str(error)

def kept():
    return sorted(path.stem for path in Path(sys.argv[1], "tokens").glob("*.key"))

def rows(table):
    return database.read(f"SELECT COUNT(*) FROM {table}", {})[0][0]

start = now()
first, token = draw(start)
with database.transaction() as transaction:
    assert service.spend(transaction, token)
    assert not service.spend(transaction, token)
told["within"] = check(token, start)
end = first.ends_at
service.tidy(database, settings, end - 1)
told["before the end"] = kept() == [first.id]
second, other = draw(end)
told["another key"] = second.id != first.id and second.begins_at == first.ends_at
service.tidy(database, settings, end)
told["after the end"] = kept() == [second.id]
# The old key is gone for ever; its tokens are good for two days more.
told["in the grace"] = check(token, end + 2 * tokens.DAY - 1)
told["remembered"] = [rows("tokens_spent"), rows("tokens_drawn")]
told["after the grace"] = check(token, end + 2 * tokens.DAY)
service.tidy(database, settings, end + 2 * tokens.DAY)
told["forgotten"] = [rows("tokens_spent"), rows("tokens_drawn")]
# Whoever asks with a key from before is told to fetch the new one.
drawing = tokens.draw(first.public, tokens.challenge("x"), 1, os.urandom)
try:
    issuer.issue("made up", drawing.body, end)
except WardlineError as error:
    told["old key"] = str(error)
database.close()
print(json.dumps(told))
"""
# A report that was handed in two days ago.
BEFORE = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from wardline.core.clock import now
from wardline.hub.anonymous import service
from wardline.incidents.model import parse
service.now = lambda: now() - 2 * 86_400_000_000
report = parse(json.dumps({"what": {"text": "Made up: two days ago"}}).encode())
print(service.hand_in(sys.argv[2], report).address)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_key_ends_with_its_epoch_and_all_that_is_left_of_it_with_the_grace(kind, make_hub):
    hub = make_hub(kind, start=False)
    told = json.loads(hub.run(code=EPOCHS))
    assert told["within"] == told["in the grace"] == "good"
    assert told["before the end"]
    assert told["another key"]
    assert told["after the end"]
    assert "epoch that is over; it was good until 20" in told["after the grace"]
    assert told["remembered"] == [1, 2]
    assert told["forgotten"] == [0, 1]
    assert "another key" in told["old key"]
    log = hub.run("audit", "export")
    assert log.count("token-key.made") == 2
    assert log.count("token-key.destroyed") == 1
    assert hub.cli("audit", "verify")["ok"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.timeout(300)
def test_the_keeper_empties_the_letter_box_and_destroys_the_key_of_the_day(
    kind, make_hub, eventually
):
    hub = make_hub(kind)
    hub.collection(alias="incidents")
    [token] = hub.draw(hub.member())
    hub.stop()
    address = hub.run(token, code=BEFORE).strip()
    days = list((hub.data / "anonymous").glob("day-*.key"))
    hub.start()

    def state() -> str:
        asked = {"address": address}
        answer = httpx.post(f"{hub.url}incidents/anonymous/reply", json=asked, timeout=60)
        return answer.json().get("state", "")

    assert eventually(lambda: state() == "waiting", 120)
    assert eventually(lambda: not min(days).exists(), 120)
    log = hub.run("audit", "export")
    [held] = [json.loads(line) for line in log.splitlines() if '"submission.held"' in line]
    assert (held["actor"]["kind"], held["detail"]["to"]) == ("system", "hub")
    hub.stop()
