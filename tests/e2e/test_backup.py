"""What rooms seal comes back from a backup with its keys; what ended since stays ended."""

from __future__ import annotations

import fcntl
import json
import uuid

import console
from wardline.hub.review import keysfile

# Of the other rooms that seal: two papers, two cases and the key that signs are made; after the
# backup one paper and one case end; then what still opens is told.
BESIDE = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.migrate(Path(sys.argv[1]))
setup.portal(Path(sys.argv[1]))
from wardline.core.errors import WardlineError
from wardline.hub.advisories import cases, keys
from wardline.hub.advisories.models import Case, SigningKey
from wardline.hub.members.actor import COMMAND_LINE as staff
from wardline.hub.taskforce import papers, service
from wardline.hub.taskforce.models import Paper
from wardline.taskforce import model
if sys.argv[2] == "make":
    times = ("2026-12-01T13:00:00-05:00", "2026-12-01T14:00:00-05:00", "America/New_York")
    meeting = model.Meeting({"en": "Made up"}, *times, True, {"en": "Hall"}, "a@made-up.example")
    sheet = service.save(staff, meeting)
    for n in range(2):
        papers.add(staff, sheet, {"en": f"Paper {n}"}, b"Made-up plan.", f"plan{n}.txt")
        cases.hand_in(cases.Told(f"Made-up weakness {n}"), "finder")
    keys.sign(b"made up")
elif sys.argv[2] == "end":
    papers.remove(staff, Paper.objects.order_by("id").last().pk)
    case = Case.objects.order_by("received_at").last()
    Case.objects.filter(pk=case.pk).update(state="closed")
    cases.destroy(staff, case.id)
else:
    def opens(act):
        try:
            return bool(act())
        except WardlineError:
            return False
    written = [one for case in Case.objects.all() for one in case.written.all()]
    print(json.dumps({
        "papers": [
            opens(lambda: papers.vault().open(one.vault, 1, bytes(one.sealed)))
            for one in Paper.objects.all()
        ],
        "cases": [
            opens(lambda: cases.vault().open(one.case_id, one.number, bytes(one.sealed)))
            for one in written
        ],
        "signs": opens(lambda: keys.sign(b"made up")),
        "keys": SigningKey.objects.count(),
    }))
"""


def beside(hub, what: str) -> dict:
    told = hub.run(what, code=BESIDE)
    return json.loads(told) if told else {}


def run(hub, *words: str):
    return console.run(*words, "--data", hub.data, env=hub.environment)


def test_papers_cases_and_the_signing_key_come_back_unless_they_ended(make_hub, tmp_path):
    hub, keys = make_hub(start=False), tmp_path / "away" / "keys"
    keys.parent.mkdir()
    hub.data.joinpath("wardline.toml").write_text(f'[review]\nkeys_file = "{keys}"\n')
    beside(hub, "make")
    told = run(hub, "backup", str(tmp_path / "backup"))
    assert told.returncode == 0, told.stderr
    beside(hub, "end")
    there = make_hub(start=False)
    there.data.rmdir()
    words = ("restore", str(tmp_path / "backup"), "--verify", "--keys", str(keys))
    told = run(there, *words)
    assert told.returncode == 0, told.stderr
    for what in ("Signing keys", "Cases", "Papers"):
        assert f"{what} that can be opened again: 1." in told.stderr
    for what in ("Cases", "Papers"):
        assert f"{what} that ended since the backup, and ended again: 1." in told.stderr
    left = {"papers": [True], "cases": [True], "signs": True, "keys": 1}
    assert beside(there, "tell") == left


def test_a_restore_that_was_cut_off_is_no_hub_until_it_is_done_again(make_hub, tmp_path):
    hub, keys = make_hub(start=False), tmp_path / "away" / "keys"
    keys.parent.mkdir()
    hub.data.joinpath("wardline.toml").write_text(f'[review]\nkeys_file = "{keys}"\n')
    beside(hub, "make")
    assert run(hub, "backup", str(tmp_path / "backup")).returncode == 0
    there = make_hub(start=False)
    words = ("restore", str(tmp_path / "backup"), "--keys", str(keys))
    there.data.rmdir()
    assert run(there, *words).returncode == 0
    whole = beside(there, "tell")
    assert run(there, *words).returncode == 3
    there.data.joinpath("wardline.toml").write_text(f'[review]\nkeys_file = "{keys}"\n')
    kept = keys.read_bytes()
    # As after kill -9 at its last step; what SQLite had not written over yet is there as well.
    (there.data / "restoring").touch()
    (there.data / "wardline.sqlite3-wal").write_bytes(b"made up")
    for refused in (
        ("serve", "--port", "0"),
        ("org", "list"),
        ("backup", str(tmp_path / "again")),
        ("backup", "--keys-only"),
        ("audit", "verify"),
    ):
        told = run(there, *refused)
        assert told.returncode == 3, refused
        assert "The restore into" in told.stderr
        assert "did not end" in told.stderr
    assert keys.read_bytes() == kept
    assert "A restore into the data folder did not end" in run(there, "doctor").stdout
    # As while another restore is at it: it has not been cut off.
    with (there.data / "restoring").open() as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        told = run(there, *words)
        assert told.returncode == 3
        assert "is under way" in told.stderr
        assert (there.data / "wardline.sqlite3").exists()
    told = run(there, *words)
    assert told.returncode == 0, told.stderr
    assert "Papers that can be opened again: 2." in told.stderr
    assert beside(there, "tell") == whole
    assert not list(there.data.glob("*restoring*"))


def test_without_keys_the_restore_says_what_stays_closed(make_hub, tmp_path):
    hub = make_hub(start=False)
    beside(hub, "make")
    told = run(hub, "backup", str(tmp_path / "backup"))
    assert "Not in it: the keys of 2 papers of meetings." in told.stderr
    there = make_hub(start=False)
    there.data.rmdir()
    told = run(there, "restore", str(tmp_path / "backup"))
    assert told.returncode == 0
    assert "Papers that cannot be opened: 2." in told.stderr
    assert told.stdout == ""
    closed = {"papers": [False, False], "cases": [False, False], "signs": False, "keys": 1}
    assert beside(there, "tell") == closed


def test_a_program_reads_what_a_backup_and_a_restore_did(make_hub, tmp_path):
    hub = make_hub(start=False)
    beside(hub, "make")
    file = tmp_path / "backup"
    told = json.loads(run(hub, "backup", str(file), "--json").stdout)
    left_out = {"csaf": 1, "cases": 2, "taskforce": 2}
    size = file.stat().st_size
    assert told == {"file": str(file), "bytes": size, "keys": 0, "keys_left_out": left_out}
    there = make_hub(start=False)
    there.data.rmdir()
    told = json.loads(run(there, "restore", str(file), "--json").stdout)
    closed = {row["room"]: row["closed"] for row in told["rooms"]}
    assert closed == {"review": 0, "docket": 0, **left_out}
    assert told["keys"] == {"valid": 0, "ended": 0}
    assert told["give_anew"] == []


def test_a_restore_names_the_peers_whose_keys_it_lacks(make_hub, tmp_path):
    hub = make_hub(start=False)
    collection = hub.cli("collection", "add", "Made up")["id"]
    hub.cli("peer", "add", "Alpha (made up)")
    (tmp_path / "key").write_text("made-up-secret")
    feed = ["feed", "add", "--kind", "taxii", "--collection", collection]
    with_key = ["--key-file", str(tmp_path / "key")]
    address = "https://alpha.made-up.example/taxii2/x/collections/1/"
    number = hub.cli(*feed, address, *with_key, "--peer", "Alpha (made up)")["id"]
    other = hub.cli(*feed, "https://open.made-up.example/taxii2/x/collections/1/")["id"]
    assert run(hub, "backup", str(tmp_path / "backup")).returncode == 0
    there = make_hub(start=False)
    there.data.rmdir()
    told = run(there, "restore", str(tmp_path / "backup"))
    assert told.returncode == 0, told.stderr
    assert f"Alpha (made up): wardline feed key {number} --key-file FILE" in told.stderr
    assert other not in told.stderr
    assert "made-up-secret" not in told.stderr


def test_keys_of_another_hub_end_nothing(make_hub, tmp_path):
    hub = make_hub(start=False)
    beside(hub, "make")
    assert run(hub, "backup", str(tmp_path / "backup")).returncode == 0
    for room in ("", ".docket", ".cases", ".taskforce", ".csaf"):
        foreign = {"master": bytes(range(32)), str(uuid.uuid4()): bytes(range(32))}
        keysfile.write(tmp_path / f"others{room}", foreign)
    there = make_hub(start=False)
    there.data.rmdir()
    told = run(there, "restore", str(tmp_path / "backup"), "--keys", str(tmp_path / "others"))
    assert told.returncode == 3
    assert "None of these keys fits" in told.stderr
    assert not there.data.exists()


def test_after_a_restore_nobody_is_signed_in_and_keys_end_where_that_is_asked(make_hub, tmp_path):
    hub = make_hub(start=False)
    organization = hub.cli("org", "add", "Made up", "--kind", "hospital")["id"]
    hub.cli("key", "add", "--org", organization, "--label", "made up", "--can", "read")
    assert run(hub, "backup", str(tmp_path / "backup")).returncode == 0
    for words, told, left in (
        ((), "API keys that are valid, as when the backup was made: 1.", [False]),
        (("--revoke-keys",), "API keys that were ended: 1.", [True]),
    ):
        there = make_hub(start=False)
        there.data.rmdir()
        done = run(there, "restore", str(tmp_path / "backup"), *words)
        assert done.returncode == 0, done.stderr
        assert told in done.stderr
        assert [bool(one["revoked"]) for one in there.cli("key", "list")] == left
