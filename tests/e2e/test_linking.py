"""The linking game: 50 members, 1,000 anonymous reports, and all that the hub has, for an attacker.

The attacker gets the whole database with the order in which it lies there, every file of the data
folder with its times and the places of rows in it, the keys in it (so all that is sealed), and all
logs; besides, for half of the reports, whose they are. For the other half it names a member. Its
ways: the nearest report in any order that is stored; the nearest in time, or in order, of what the
members did by their name (they are recorded for that); traces of a member near a report; sizes.

Members behave as badly as they are told not to: they draw just before they send, poll with their
key a moment before or after, and send several reports in a row. A control shows that the attacker
wins as soon as it knows in which order reports came.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
import pytest

from wardline.incidents import tokens

MEMBERS, EACH, IN_A_ROW = 50, 20, 5
MANY = MEMBERS * EACH
# Of the half that is to be named, chance names one in fifty; 5.5 deviations above that in any one
# of some eighty tries happens in one run of thousands.
TESTED = MANY // 2
CHANCE = TESTED / MEMBERS
BOUND = CHANCE + 5.5 * (CHANCE * (1 - 1 / MEMBERS)) ** 0.5
WORDS = ("files", "mail", "server", "pump", "claims", "night", "call", "invoice", "lab")

JOIN = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.hub.members import service
from wardline.hub.members.epoch import rights_change
made = []
for number in range(int(sys.argv[2])):
    with rights_change():
        owner = service.add_organization(f"Member {number}", "hospital")
        key = service.add_key(owner, "made up", ["read", "write"], None)
    made.append([owner, key.id, key.secret])
print(json.dumps(made))
"""
STEP = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from wardline.core.clock import now
from wardline.hub.anonymous import box
from wardline.hub.config import load
from wardline.hub.db import open_database
settings = load(Path(sys.argv[1]))
database = open_database(settings["database.url"], settings.sqlite_path)
if sys.argv[2] == "shake":
    box.shake(database, settings)
else:
    moved = box.empty(database, settings, now() + 26 * 3_600_000_000)
    assert moved == int(sys.argv[3]), moved
database.close()
"""
# Every table in the order in which it lies there, with what the database keeps beside the rows.
DUMP = """
import base64, json, sys
from pathlib import Path
from wardline.hub import setup
setup.portal(Path(sys.argv[1]))
from django.db import connection
from wardline.hub.review.sealing import Vault
from wardline.hub.anonymous.box import vault
from wardline.hub.settings import CONFIG

def cell(value):
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value

dump = {}
sqlite = connection.vendor == "sqlite"
with connection.cursor() as cursor:
    for table in connection.introspection.table_names():
        beside = "rowid" if sqlite else "ctid::text, xmin::text"
        try:
            cursor.execute(f'SELECT {beside}, t.* FROM "{table}" t')
        except Exception:
            cursor.execute(f'SELECT 0, t.* FROM "{table}" t')
        names = [column[0] for column in cursor.description]
        dump[table] = [dict(zip(names, map(cell, row))) for row in cursor.fetchall()]

# The keys lie in the data folder: what is sealed is open to whoever has it.
for row in dump["anonymous_letter"]:
    opened = vault(CONFIG).open(f"day-{row['day']}", 0, bytes.fromhex(row["sealed"]))
    row["opened"] = opened.decode()
for row in dump["review_submission"]:
    sealed = bytes.fromhex(row["sealed"])
    row["opened"] = Vault(CONFIG.data).open(row["id"], row["revision"], sealed).decode()
print(json.dumps(dump, default=str))
"""


class Event(NamedTuple):
    """Something that a member did by its name, and when (as the hub's own log has it)."""

    at: int
    member: int


class Game(NamedTuple):
    """What the test knows, and the attacker must not."""

    # In the order in which they came: submission → member.
    order: list[str]
    of: dict[str, int]
    spent: dict[str, int]
    # Submission → when it came, in microseconds.
    at: dict[str, int]
    members: list


class Member:
    """A member with a key."""

    def __init__(self, hub, organization: str, key_id: str, key: str):
        self.organization, self.key_id, self.key = organization, key_id, key
        headers = {"authorization": f"Bearer {key}"}
        self.http = httpx.Client(base_url=hub.url, headers=headers, timeout=60)
        hub.clients.append(self.http)

    def poll(self, collection: str) -> None:
        path = f"/taxii2/sector/collections/{collection}/objects/"
        self.http.get(path, headers={"accept": "application/taxii+json;version=2.1"})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def played(request, make_hub, make_indicator):
    """A hub on which the game was played."""
    hub = make_hub(request.param, start=False)
    hub.log = hub.data.parent / "errors.log"
    hub.start()
    collection = hub.collection(alias="incidents")
    chance = random.Random(11)
    made = json.loads(hub.run(str(MEMBERS), code=JOIN))
    members = [Member(hub, *one) for one in made]
    # Something to be given: polls that give nothing are not recorded.
    hub.member().post(collection, [make_indicator()])
    turns = [number for number in range(MEMBERS) for _ in range(EACH // IN_A_ROW)]
    chance.shuffle(turns)
    of, spent, at, order, addresses = {}, {}, {}, [], []
    for number in turns:
        drawn = hub.draw(members[number], IN_A_ROW)
        for token in drawn:
            text = f"Made up: {' '.join(chance.choices(WORDS, k=chance.randrange(3, 90)))}"
            if chance.random() < 0.5:
                members[number].poll(collection)
            answer = hub.hand_in(token, text)
            assert answer.status_code == 201, answer.text
            addresses.append((answer.json()["address"], number, time.time_ns() // 1000))
            spent[tokens.read(token).spent.hex()] = number
    time.sleep(3)  # the keeper writes down what was disclosed
    dump = dumped(hub)
    ids = {row["digest"]: row["submission"] for row in dump["anonymous_box"]}
    for address, number, moment in addresses:
        submission = ids[hashlib.sha256(b"wardline reply box " + address.encode()).hexdigest()]
        of[submission], at[submission] = number, moment
        order.append(submission)
    assert len(of) == MANY
    return hub, Game(order, of, spent, at, members)


def dumped(hub) -> dict[str, list[dict]]:
    return json.loads(hub.run(code=DUMP))


def events(hub, game: Game) -> list[Event]:
    """What the log says of the members: polls by the second, keys, organizations."""
    found = []
    organizations = {member.organization: n for n, member in enumerate(game.members)}
    keys = {member.key_id: n for n, member in enumerate(game.members)}
    for line in hub.run("audit", "export").splitlines():
        entry = json.loads(line)
        number = keys.get(
            entry["actor"]["id"], organizations.get(entry["actor"].get("organization"))
        )
        if number is not None:
            found.append(Event(entry["at"], number))
    return sorted(found)


Order = Callable[[str], object]


def orders(hub, dump, table: str, name: str) -> dict[str, dict[str, object]]:
    """Each order in which a table's rows stand somewhere: row's key → its place."""
    rows = dump[table]
    found: dict[str, dict[str, object]] = {
        "as read": {row[name]: place for place, row in enumerate(rows)}
    }
    for column in rows[0]:
        values = {row[name]: row[column] for row in rows}
        if len({str(value) for value in values.values()}) > 1:
            found[column] = {key: _rank(value) for key, value in values.items()}
            found[f"length of {column}"] = {key: len(str(v)) for key, v in values.items()}
    for path in sorted(hub.data.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for form in (str.encode, bytes.fromhex):
            try:
                needles = {form(row[name]): row[name] for row in rows}
            except ValueError:
                continue
            places = {needles[one]: place for one, place in first_places(content, needles).items()}
            if any(place >= 0 for place in places.values()):
                found[f"place in {path.name} {form.__name__}"] = places
    return found


def first_places(content: bytes, needles: Iterable[bytes]) -> dict[bytes, int]:
    """Where each needle stands first, as `bytes.find` gives it; one pass for all of one length.

    A thousand searches of each file, one needle at a time, were most of this test's time.
    """
    found = dict.fromkeys(needles, -1)
    data = np.frombuffer(content, np.uint8)
    for length in {len(one) for one in found}:
        those = [one for one in found if len(one) == length]
        if len(data) < length or length < 4:
            found |= {one: content.find(one) for one in those}
            continue
        # What may begin there: by its first two bytes, and by the two after them.
        pairs = data[:-1].astype(np.uint16) << 8 | data[1:]
        may = np.ones(len(data) - length + 1, np.bool_)
        for step in (0, 2):
            known = np.zeros(65536, np.bool_)
            known[[int.from_bytes(one[step : step + 2], "big") for one in those]] = True
            may &= known[pairs[step : step + len(may)]]
        for place in np.flatnonzero(may)[::-1].tolist():
            here = content[place : place + length]
            if here in found:
                found[here] = place
    return found


def test_the_attackers_search_finds_what_a_plain_search_does():
    dice = random.Random(5)
    content = bytes(dice.choices(b"abcd", k=20_000))
    needles = [content[at : at + size] for at in range(0, 9_000, 31) for size in (3, 8, 16)]
    needles += [bytes(dice.choices(b"abcd", k=8)) for _ in range(200)] + [b"q" * 30_000]
    assert first_places(content, needles) == {one: content.find(one) for one in needles}


def _rank(value) -> object:
    """A value to sort by: a row's place in PostgreSQL as a pair of numbers."""
    text = str(value)
    if text.startswith("(") and text.endswith(")"):
        page, line = text[1:-1].split(",")
        return (0, int(page) * 100_000 + int(line), "")
    return (0, value, "") if isinstance(value, int | float) else (1, 0, text)


def files(hub, keys) -> dict[str, dict[str, object]]:
    """Times and numbers of the files that belong to a submission."""
    found: dict[str, dict[str, object]] = {}
    for key in keys:
        path = Path(hub.data, "review", f"{key}.key")
        if path.exists():
            told = path.stat()
            for name in ("st_mtime_ns", "st_ctime_ns", "st_ino"):
                found.setdefault(name, {})[key] = getattr(told, name)
    if found:
        folder = [path.stem for path in Path(hub.data, "review").iterdir()]
        found["order in the folder"] = {name: n for n, name in enumerate(folder) if name in keys}
    return found


def nearest(places: dict[str, object], of: dict[str, int], seed: int) -> int:
    """How many of the untold half are named rightly by the nearest of the told half."""
    chance = random.Random(seed)
    keys = [key for key in places if key in of]
    chance.shuffle(keys)
    # What stands at the same place has no order: chance decides.
    keys.sort(key=lambda key: places[key])
    told = set(chance.sample(sorted(keys), len(keys) - TESTED))
    right = 0
    for place, key in enumerate(keys):
        if key in told:
            continue
        right += _neighbour(keys, place, told, of, chance) == of[key]
    return right


def _neighbour(keys, place, told, of, chance) -> int:
    for step in range(1, len(keys)):
        sides = [place - step, place + step]
        chance.shuffle(sides)
        for side in sides:
            if 0 <= side < len(keys) and keys[side] in told:
                return of[keys[side]]
    raise AssertionError


def beside_events(
    places: dict[str, object], of: dict[str, int], did: list[Event], seed: int
) -> int:
    """As many as are named by what a member did at the same share of the way through the log."""
    chance = random.Random(seed)
    keys = [key for key in places if key in of]
    chance.shuffle(keys)
    keys.sort(key=lambda key: places[key])
    keys = keys[:: max(1, len(keys) // TESTED)][:TESTED]
    right = 0
    for place, key in enumerate(keys):
        event = did[min(len(did) - 1, int(place / len(keys) * len(did)))]
        right += event.member == of[key]
    return right


def beside_times(times: dict[str, int], of: dict[str, int], did: list[Event]) -> int:
    """As many as are named by the event that is nearest in time."""
    starts = [event.at for event in did]
    keys = sorted(key for key in times if key in of)[:TESTED]
    right = 0
    for key in keys:
        place = bisect.bisect(starts, times[key])
        near = did[max(0, place - 1) : place + 1]
        right += min(near, key=lambda event: abs(event.at - times[key])).member == of[key]
    return right


def attack(
    hub, did: list[Event], dump, table: str, name: str, of: dict[str, int]
) -> dict[str, int]:
    """Every way on one table: its name → how many were named rightly."""
    assert len(did) > MEMBERS
    results = {}
    ways = orders(hub, dump, table, name) | files(hub, set(of))
    for seed, (way, places) in enumerate(sorted(ways.items())):
        results[f"nearest by {way}"] = nearest(places, of, seed)
        results[f"events by {way}"] = beside_events(places, of, did, seed)
        numbers = {k: v[1] for k, v in places.items() if isinstance(v, tuple) and v[1]}
        if len(numbers) == len(of) and min(numbers.values()) > 10**15:
            results[f"times by {way}"] = beside_times(numbers, of, did)
    return results


def traces(hub, game: Game, dump) -> list[str]:
    """Anything that names a member beside a report, in what belongs to reports."""
    needles = {
        value
        for member in game.members
        for value in (
            member.organization,
            member.key_id,
            member.key,
            hashlib.sha256(member.key.encode()).hexdigest(),
        )
    } | {"127.0.0.1", "python-httpx"}
    own = ("anonymous_letter", "anonymous_box", "tokens_spent", "review_submission")
    text = json.dumps({table: dump[table] for table in own})
    text += "".join(json.dumps(row) for row in dump["audit_entry"] if "submission" in str(row))
    return sorted(needle for needle in needles if needle in text)


@pytest.mark.timeout(1800)
def test_nothing_that_the_hub_has_links_a_report_to_a_member(played):
    hub, game = played
    came = {key: place for place, key in enumerate(game.order)}
    # The control: with the order or the times in which they came, the same attacker wins.
    assert nearest(came, game.of, 1) > TESTED * 0.6
    # What members did is all in the log by now; nothing below adds to it.
    did = events(hub, game)
    assert beside_times(game.at, game.of, did) > BOUND

    hub.run("shake", code=STEP)
    dump = dumped(hub)
    assert len(dump["anonymous_letter"]) == MANY
    results = {
        "in the box": attack(hub, did, dump, "anonymous_letter", "id", game.of),
        "reply boxes": attack(hub, did, dump, "anonymous_box", "submission", game.of),
        "spent": attack(hub, did, dump, "tokens_spent", "digest", game.spent),
    }
    assert traces(hub, game, dump) == []

    hub.run("empty", str(MANY), code=STEP)
    dump = dumped(hub)
    assert len(dump["review_submission"]) == MANY
    results["in review"] = attack(hub, did, dump, "review_submission", "id", game.of)
    assert traces(hub, game, dump) == []

    # All drew the same: the counts tell nothing either.
    assert {row["drawn"] for row in dump["tokens_drawn"]} == {EACH}
    assert len(dump["tokens_drawn"]) == MEMBERS
    log = hub.log.read_text(encoding="utf-8", errors="replace")
    assert not [key for key in game.of if key in log]
    assert "/incidents/anonymous" not in log
    flat = {f"{table}: {way}": n for table, ways in results.items() for way, n in ways.items()}
    sys.stderr.write(json.dumps({"chance": CHANCE, "bound": round(BOUND, 1)} | flat, indent=1))
    assert len(flat) > 30
    assert {way: right for way, right in flat.items() if right > BOUND} == {}
