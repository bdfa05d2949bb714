"""The work list as it is kept: runs, answers, changes, ends; nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pytest

from wardline.agent.worklist import FILE_NAME, Scope, Worklist, addressed
from wardline.core.clock import day_of
from wardline.core.errors import ConfigError, NotFoundError, UnprocessableError
from wardline.devices.claims import Claim, keys_of
from wardline.devices.model import Device
from wardline.devices.track import State, Step, Told

DAY = 86_400_000_000
NOW = 1_780_000_000_000_000
TODAY = day_of(NOW)


def claim(asset="A1", advisory="ICSMA-1", asks=State.AFFECTED, **told):
    status = {State.AFFECTED: "affected", None: "not_affected"}.get(asks, "check")
    body = {
        "device": {"asset_id": asset, "maker": "BD", "model": "Alaris 8015", "location": "ICU"},
        "status": status,
        "reason": "as the test says",
        "class": "scheduled",
        "priority": 50.0,
        "due": None,
        "cves": [],
    }
    seen = {"revision": "1", "version": "9.33", "network": "vlan 7", "device": "BD Alaris 8015 S1"}
    return Claim(asset, advisory, Told(**(seen | told), asks=asks), body)


class Kept:
    """A work list with a run at a time of its own."""

    def __init__(self, folder):
        self.worklist = Worklist(folder, create=True)
        self.now = NOW

    def run(self, *claims, devices=("A1", "A2"), advisories=("ICSMA-1",), days=7):
        self.now += days * DAY
        scope = Scope("devices", frozenset(advisories), frozenset(devices), {})
        return self.worklist.take_in(scope, claims, [], self.now)

    def set(self, number, to, who="R. Engineer", **more):
        step = Step(to, who, day_of(self.now), **more)
        return self.worklist.decide([number], step, self.now)[0]

    def one(self, number=1):
        return next(item for item in self.worklist.items() if item.number == number)


@pytest.fixture(name="kept")
def kept_fixture(tmp_path):
    kept = Kept(tmp_path / "data")
    yield kept
    kept.worklist.close()


def safe(kept):
    return kept.set(1, State.NOT_AFFECTED, justification="component_not_present")


def test_a_run_that_says_the_same_changes_nothing(kept):
    assert kept.run(claim()).new == 1
    lines = kept.worklist.history()
    assert [line.state for line in lines] == ["new", "affected"]
    assert set(kept.run(claim())) == {0}
    assert kept.worklist.history() == lines


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revision": "2"}, "new revision"),
        ({"version": "9.40"}, "from '9.33' to '9.40'"),
        ({"network": "guest"}, "network changed"),
        ({"device": "BD Alaris 8100 S9"}, "another device"),
        ({"in_kev": True}, "KEV"),
        ({"epss": 0.2}, "EPSS"),
    ],
)
def test_an_answer_is_asked_again_only_when_something_changed(kept, change, words):
    kept.run(claim(in_kev=False, epss=0.01))
    safe(kept)
    kept.run(claim(in_kev=False, epss=0.01))
    assert addressed(kept.one(), kept.now)
    assert kept.run(claim(**change)).reopened == 1
    assert words in kept.one().finding.reopened
    assert not addressed(kept.one(), kept.now)
    assert kept.worklist.history()[-1].kind == "reopened"
    assert kept.run(claim(**change)).reopened == 0
    safe(kept)
    kept.run(claim(**change))
    assert addressed(kept.one(), kept.now)


def test_a_run_without_kev_or_epss_forgets_neither(kept):
    kept.run(claim(in_kev=True, epss=0.5))
    safe(kept)
    kept.run(claim())
    assert kept.run(claim(in_kev=True, epss=0.5)).reopened == 0
    assert kept.run(claim(in_kev=True, epss=0.07)).reopened == 0
    assert kept.run(claim(in_kev=True, epss=0.12)).reopened == 0
    assert kept.run(claim(in_kev=True, epss=0.01)).reopened == 0
    assert kept.run(claim(in_kev=True, epss=0.12)).reopened == 1


def test_what_has_an_end_comes_back_on_the_day_after_it(kept):
    kept.run(claim())
    until = day_of(kept.now) + timedelta(days=30)
    kept.set(1, State.MITIGATED, control="rule 7", tested=True, until=until)
    assert kept.worklist.reopen_ended(kept.now + 30 * DAY) == 0
    assert addressed(kept.one(), kept.now + 30 * DAY)
    assert kept.worklist.reopen_ended(kept.now + 31 * DAY) == 1
    assert "ended on" in kept.one().finding.reopened
    assert kept.worklist.reopen_ended(kept.now + 31 * DAY) == 0


def test_the_record_that_catches_up_with_what_was_read_asks_nothing(kept):
    kept.run(claim())
    kept.set(1, State.FIXED)
    kept.set(1, State.VERIFIED, version="v12.1.2", fixes=True)
    assert kept.run(claim(version="12.1.2", asks=None)).reopened == 0
    assert addressed(kept.one(), kept.now)
    assert kept.run(claim(version="9.33")).reopened == 1


def test_a_version_on_record_alone_addresses_nothing_once_somebody_works_on_it(kept):
    kept.run(claim())
    kept.set(1, State.PLANNED, assignee="B. Tech")
    kept.run(claim(version="12.1.2", asks=None))
    item = kept.one()
    assert (item.finding.state, addressed(item, kept.now)) == (State.PLANNED, False)
    assert "to '12.1.2'" in item.finding.reopened


def test_what_nobody_answered_is_withdrawn_when_it_is_no_longer_claimed_and_comes_back(kept):
    kept.run(claim())
    assert kept.run(claim(asks=None)).withdrawn == 1
    assert kept.one().withdrawn_at
    assert kept.run(claim(asks=None)).withdrawn == 0
    assert kept.run(claim()).new == 1
    assert kept.one().withdrawn_at is None
    kinds = [line.kind for line in kept.worklist.history()]
    assert kinds == ["claimed", "state", "withdrawn", "claimed"]


def test_a_device_that_left_the_inventory_stays_on_the_list_until_somebody_says_why(kept):
    kept.run(claim(), claim("A2"))
    assert kept.run(claim(), devices=("A1",)).missing == 1
    item = kept.one(2)
    assert item.missing_at
    assert not addressed(item, kept.now)
    with pytest.raises(UnprocessableError, match="a proof"):
        kept.set(2, State.RETIRED)
    assert addressed(kept.set(2, State.RETIRED, proof="scrap note 7"), kept.now)


def test_an_advisory_that_a_run_did_not_have_says_nothing(kept):
    kept.run(claim())
    kept.run(advisories=())
    assert kept.one().withdrawn_at is None
    assert kept.run(advisories=("ICSMA-1",)).withdrawn == 1


def test_a_decided_match_that_no_longer_holds_is_asked_again(kept):
    kept.run(claim())
    kept.set(1, State.PLANNED)
    assert kept.run().reopened == 1
    assert kept.one().finding.state is State.CHECK_MATCH


def test_yes_it_is_this_product_is_said_once_for_all_devices_of_the_same_texts(kept):
    kept.run(claim(asks=State.CHECK_MATCH))
    kept.set(1, State.AFFECTED)
    taken = kept.run(claim(asks=State.CHECK_MATCH), claim("A2", asks=State.CHECK_MATCH))
    assert (taken.new, taken.answered) == (1, 1)
    assert kept.one(2).finding.state is State.CHECK_VERSION
    assert "R. Engineer answered" in kept.worklist.history([2])[-1].why
    # A new revision is a new question.
    again = kept.run(claim("A3", asks=State.CHECK_MATCH, revision="2"), devices=("A3",))
    assert again.answered == 0


def test_steps_for_several_are_all_taken_or_none(kept):
    kept.run(claim(), claim("A2"))
    kept.set(1, State.FIXED)
    step = Step(State.VERIFIED, "R. Engineer", TODAY, version="12", fixes=True)
    with pytest.raises(UnprocessableError, match="cannot become"):
        kept.worklist.decide([1, 2], step, kept.now)
    assert kept.one().finding.state is State.FIXED
    with pytest.raises(NotFoundError):
        kept.worklist.decide([1, 99], step, kept.now)
    assert kept.one().finding.state is State.FIXED


def test_the_history_can_neither_be_changed_nor_shortened(kept, tmp_path):
    kept.run(claim())
    db = sqlite3.connect(tmp_path / "data" / FILE_NAME)
    for statement in ("DELETE FROM history", "UPDATE history SET who = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            db.execute(statement)
    db.close()


def test_a_file_that_is_missing_or_is_something_else_is_told_with_the_next_step(tmp_path):
    with pytest.raises(ConfigError, match="--track"):
        Worklist(tmp_path / "none")
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, but long enough to be read as one" * 9)
    with pytest.raises(ConfigError, match="no database"):
        Worklist(tmp_path)


def test_two_people_at_once_lose_nothing(kept, tmp_path):
    kept.run(*[claim(f"A{number}") for number in range(40)], devices=())
    failures = []

    def work(who, numbers):
        worklist = Worklist(tmp_path / "data")
        try:
            for number in numbers:
                worklist.decide([number], Step(State.PLANNED, who, TODAY), kept.now)
        except Exception as error:  # noqa: BLE001 # told below
            failures.append(error)
        worklist.close()

    threads = [
        threading.Thread(target=work, args=(who, range(1, 41))) for who in ("A. One", "B. Two")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    whos = [line.who for line in kept.worklist.history() if line.kind == "step"]
    assert sorted(whos) == ["A. One"] * 40 + ["B. Two"] * 40


KILLED = """
import sys
from datetime import date
from pathlib import Path
from wardline.agent.worklist import Worklist
from wardline.devices.track import State, Step
worklist = Worklist(Path(sys.argv[1]))
for number in range(1, 301):
    worklist.decide([number], Step(State.PLANNED, "R. Engineer", date(2026, 1, 1)), number)
    print(number, flush=True)
"""


def test_killed_in_the_middle_what_was_acknowledged_is_there(kept, tmp_path):
    kept.run(*[claim(f"A{number}") for number in range(300)], devices=())
    folder = tmp_path / "data"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True
    )
    acknowledged = [int(process.stdout.readline()) for _ in range(20)]
    process.kill()
    acknowledged += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    planned = [i.number for i in kept.worklist.items() if i.finding.state is State.PLANNED]
    assert set(acknowledged) <= set(planned)
    assert len(planned) - len(acknowledged) <= 1
    assert len(planned) < 300


def test_a_run_that_is_killed_has_not_happened(kept, tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from test_worklist_store import NOW, Scope, Worklist, claim\n"
        "def slowly():\n"
        "    for number in range(100000):\n"
        "        if number == 50: print('begun', flush=True)\n"
        "        yield claim(f'B{number}')\n"
        "scope = Scope('devices', frozenset(), frozenset(), {})\n"
        "Worklist(Path(sys.argv[1])).take_in(scope, slowly(), [], NOW)\n"
    )
    kept.run(claim())
    here = str(__file__.rpartition("/")[0])
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "data"), here],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.05)
    process.kill()
    process.wait()
    process.stdout.close()
    assert [item.finding.asset_id for item in kept.worklist.items()] == ["A1"]
    assert kept.run(claim(), claim("B1"), devices=("A1", "B1")).new == 1


def test_devices_without_a_tag_or_with_the_same_tag_keep_a_key_of_their_own():
    rows = [
        Device("line 2", "BD", "Alaris", place="line 2", location="ICU"),
        Device("7", "BD", "Alaris", place="line 3", extra={"serial": "S1"}),
        Device("7", "BD", "Alaris", place="line 4", extra={"serial": "S2"}),
        Device("8", "BD", "Alaris", place="line 5"),
        Device("line 6", "BD", "Alaris", place="line 6", location="ICU"),
    ]
    keys = keys_of(rows)
    assert keys == ["BD / Alaris / ICU", "7 / S1", "7 / S2", "8", "BD / Alaris / ICU #2"]
    moved = [Device(d.asset_id, d.maker, d.model, place="x", extra=d.extra) for d in rows[1:4]]
    assert keys_of(moved[::-1]) == keys[1:4][::-1]


def test_the_day_of_a_step_is_kept_as_it_was_given(kept):
    kept.run(claim())
    kept.set(1, State.PLANNED, assignee="B. Tech", due=date(2026, 12, 20))
    assert kept.one().finding.last.due == date(2026, 12, 20)
    assert kept.worklist.history()[-1].body["assignee"] == "B. Tech"
