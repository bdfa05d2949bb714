"""The audit log on both databases: complete, in one order, and no change stays unseen."""

# ruff: noqa: S608 # whoever owns the database writes SQL; here it is put together from constants

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
import subprocess
import sys
import threading

import psycopg
import pytest

import console
from keptlog import Log
from wardline.hub.audit import log, tree
from wardline.hub.audit.entries import SYSTEM, Who, draft


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, make_hub) -> Log:
    return Log(make_hub(request.param, start=False, new=True))


def test_what_commands_do_is_in_the_log(kept):
    hub = kept.hub
    member = hub.cli("org", "add", "Second", "--kind", "practice")["id"]
    key = hub.cli("key", "add", "--org", member, "--label", "SIEM", "--can", "read")
    hub.cli("collection", "add", "Indicators", "--read", "all", "--write", "none")
    console.run("key", "revoke", key["id"], "--data", hub.data, env=hub.environment, check=True)
    exported = kept.export()
    brought, entries = exported[: kept.brought], exported[kept.brought :]
    assert {entry["actor"]["kind"] for entry in brought} <= {"system"}
    assert [entry["action"] for entry in entries] == [
        "organization.added",
        "organization.added",
        "key.added",
        "collection.added",
        "key.revoked",
        "audit.exported",
    ]
    assert {entry["actor"]["kind"] for entry in entries} == {"command"}
    told = {"organization": member, "label": "SIEM", "can": "read", "expires_at": None}
    assert entries[2]["detail"] == told
    assert key["key"] not in json.dumps(entries)
    assert [e["target"] for e in kept.export("--action", "key")] == [f"key:{key['id']}"] * 2
    assert kept.verify()["ok"]


def change(column: str, value: str):
    return f"UPDATE audit_entry SET {column} = {value} WHERE number = 300"


COLUMNS = (
    "number, id, at, kind, actor, name, organization, address, action, target, detail, first, "
    "last, previous, hash"
)
INSERTED = (
    f"INSERT INTO audit_entry ({COLUMNS}) SELECT 601, 'new', at, kind, actor, name, organization, "
    "address, action, target, detail, first, last, previous, hash FROM audit_entry "
    "WHERE number = 300"
)
TAMPERED = {
    "changed time": ([change("at", "at + 1")], 300),
    "changed actor": ([change("actor", "'somebody'")], 300),
    "changed kind": ([change("kind", "'user'")], 300),
    "changed name": ([change("name", "'somebody'")], 300),
    "changed organization": ([change("organization", "'x'")], 300),
    "changed address": ([change("address", "'192.0.2.1'")], 300),
    "changed action": ([change("action", "'key.added'")], 300),
    "changed target": ([change("target", "'x'")], 300),
    "changed detail": ([change("detail", "'{}'")], 300),
    "changed span": ([change("first", "1"), change("last", "2")], 300),
    "changed id": ([change("id", "'x'")], 300),
    "changed chain": ([change("previous", "hash")], 300),
    "changed hash": ([change("hash", "previous")], 300),
    "removed": (["DELETE FROM audit_entry WHERE number = 300"], 300),
    "removed first": (["DELETE FROM audit_entry WHERE number = 0"], 0),
    "removed last": (["DELETE FROM audit_entry WHERE number = 600"], 600),
    "removed and closed up": (
        [
            "DELETE FROM audit_entry WHERE number = 300",
            "UPDATE audit_entry SET number = 300 WHERE number = 600",
        ],
        300,
    ),
    "inserted": ([INSERTED], 601),
    "reordered": (
        [
            "UPDATE audit_entry SET number = -1 WHERE number = 300",
            "UPDATE audit_entry SET number = 300 WHERE number = 301",
            "UPDATE audit_entry SET number = 301 WHERE number = -1",
        ],
        300,
    ),
    "cut": (
        [
            "DELETE FROM audit_entry WHERE number >= 590",
            "UPDATE audit_state SET size = 590",
            "UPDATE audit_state SET hash = (SELECT hash FROM audit_entry WHERE number = 589)",
        ],
        None,
    ),
    "changed node": (["UPDATE audit_node SET hash = (SELECT hash FROM audit_state)"], 256),
    "removed node": (["DELETE FROM audit_node WHERE position = 1"], 512),
    "changed head": (["UPDATE audit_head SET root = (SELECT hash FROM audit_state)"], 601),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long_log(request, make_hub) -> Log:
    kept = Log(make_hub(request.param, start=False, new=True))
    kept.add(600 - kept.brought)
    kept.hub.cli("audit", "head")
    return kept


@pytest.mark.parametrize("how", list(TAMPERED))
def test_whatever_is_changed_is_found(long_log, how):
    from wardline.hub.audit.verify import verify

    statements, entry = TAMPERED[how]
    with long_log.open() as database:
        assert verify(database.read).problem == ""
        saved = {
            table: database.read(f"SELECT * FROM {table} ORDER BY 1", {})
            for table in ("audit_entry", "audit_node", "audit_head", "audit_state")
        }
        marks = {table: len(rows[0]) for table, rows in saved.items()}
    try:
        long_log.sql(*statements)
        with long_log.open() as database:
            found = verify(database.read)
        assert found.problem
        assert found.entry == entry
        if entry is not None and not how.endswith(("node", "last", "head")):
            assert f"entry {entry}" in found.problem
    finally:
        with long_log.open() as database, database.transaction() as transaction:
            for table, rows in saved.items():
                transaction.run(f"DELETE FROM {table}", {})
                assert all(len(row) == marks[table] for row in rows)
                columns = _columns(long_log, table)
                transaction.insert(table, columns, rows)


def _columns(kept: Log, table: str) -> list[str]:
    if kept.hub.database:
        with psycopg.connect(kept.hub.database) as connection:
            cursor = connection.execute(f"SELECT * FROM {table} LIMIT 0")
            return [column.name for column in cursor.description]
    with contextlib.closing(sqlite3.connect(kept.hub.data / "wardline.sqlite3")) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def test_the_database_itself_refuses_to_change_or_remove(kept):
    kept.add(3)
    kept.hub.cli("audit", "head")
    for statement in (
        "UPDATE audit_entry SET name = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE audit_head SET size = 1",
        "DELETE FROM audit_head",
        *(["TRUNCATE audit_entry"] if kept.hub.database else []),
    ):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
            kept.sql(statement, free=False)
    assert kept.verify()["ok"]


def test_a_log_written_anew_fits_itself_but_not_the_heads_kept_elsewhere(kept, tmp_path):
    kept.add(20)
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps({"heads": [kept.hub.cli("audit", "head")]}))
    assert kept.verify("--heads", str(heads))["ok"]
    with kept.open() as database:
        drafts = [log.entry_of(row).draft for row in _entries(database)]
    kept.sql(
        *(f"DELETE FROM {table}" for table in ("audit_entry", "audit_node", "audit_head")),
        "UPDATE audit_state SET size = 0, hash = "
        + ("decode(repeat('00', 32), 'hex')" if kept.hub.database else "zeroblob(32)"),
    )
    forged = [one._replace(who=Who("system", "", "somebody else")) for one in drafts]
    with kept.open() as database, database.transaction() as transaction:
        log.add(transaction, forged)
    assert kept.verify()["ok"]
    found = kept.verify("--heads", str(heads))
    assert not found["ok"]
    assert "kept elsewhere" in found["problem"]


def _entries(database):
    from wardline.hub.audit import queries

    return database.read(queries.ENTRIES, {"start": 0, "many": 10_000})


def test_many_writers_and_two_sealers_make_one_chain(kept):
    done = threading.Event()

    def write(name: str) -> None:
        with kept.open() as database:
            for i in range(60):
                with database.transaction() as transaction:
                    one = draft(SYSTEM, "setting.changed", f"setting:{name}-{i}", at=1)
                    log.add(transaction, [one])

    def seal() -> None:
        with kept.open() as database:
            while not done.is_set():
                with database.transaction() as transaction:
                    log.seal(transaction)

    sealers = [threading.Thread(target=seal) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(f"w{n}",)) for n in range(4)]
    for thread in (*sealers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    verdict = kept.verify()
    assert (verdict["ok"], verdict["entries"]) == (True, kept.brought + 1 + 4 * 60)
    targets = [entry["target"] for entry in kept.export("--action", "setting.changed")]
    assert sorted(targets) == sorted(f"setting:w{n}-{i}" for n in range(4) for i in range(60))
    for n in range(4):
        own = [target for target in targets if target.startswith(f"setting:w{n}-")]
        assert own == [f"setting:w{n}-{i}" for i in range(60)]


KILLED = """
import sys
from pathlib import Path
from wardline.hub.audit import log
from wardline.hub.audit.entries import SYSTEM, draft
from wardline.hub.db import open_database
database = open_database(sys.argv[2], Path(sys.argv[1]) / "wardline.sqlite3")
number = int(sys.argv[3])
while True:
    with database.transaction() as transaction:
        log.add(transaction, [draft(SYSTEM, "setting.changed", f"setting:{number}", at=1)])
    print(number, flush=True)
    number += 1
    if number % 3 == 0:
        with database.transaction() as transaction:
            log.seal(transaction)
"""


def test_a_killed_writer_and_sealer_loses_nothing_and_doubles_nothing(kept):
    number = 0
    for _ in range(3):
        words = [str(kept.hub.data), kept.hub.database, str(number)]
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, *words],
            stdout=subprocess.PIPE,
            text=True,
            env=kept.hub.environment,
        )
        for _ in range(40):
            number = int(process.stdout.readline()) + 1
        process.kill()
        told = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        # One more may have been committed and not told.
        number = (int(told[-1]) + 1 if told else number) + 1
    targets = [entry["target"] for entry in kept.export("--action", "setting.changed")]
    assert len(targets) == len(set(targets))
    missing = {f"setting:{n}" for n in range(number)} - set(targets)
    # Only those that were never told may be missing: at most one for each kill.
    assert len(missing) <= 3
    assert kept.verify()["ok"]


def test_an_old_backup_is_told_by_the_heads_of_later_days(make_hub, tmp_path):
    kept = Log(make_hub(start=False, new=True))
    kept.add(5)
    kept.hub.cli("audit", "head")
    console.run("backup", tmp_path / "b", "--data", kept.hub.data, check=True)
    kept.add(5, "later")
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps(kept.hub.cli("audit", "head")))
    target = tmp_path / "restored"
    console.run("restore", tmp_path / "b", "--data", target, "--verify", check=True)
    restored = Log.__new__(Log)
    restored.hub = type(kept.hub)(target)
    actions = [entry["action"] for entry in restored.export()]
    assert actions[-2:] == ["backup.restored", "audit.exported"]
    assert restored.verify()["ok"]
    found = restored.verify("--heads", str(heads))
    assert (found["ok"], "kept elsewhere" in found["problem"]) == (False, True)


def test_a_proof_is_checked_without_the_hub(kept, tmp_path):
    kept.add(30)
    head = kept.hub.cli("audit", "head")
    entry = kept.export("--target", "setting:test-7")[0]
    assert tree.leaf_hash(
        json.dumps(
            {k: v for k, v in entry.items() if k != "hash"},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()
    ) == bytes.fromhex(entry.pop("hash"))
    with kept.open() as database, database.transaction() as transaction:
        path = tree.inclusion(entry["number"], head["size"], log.Stored(transaction))
    proof = {"size": head["size"], "root": head["root"], "path": [step.hex() for step in path]}
    file = tmp_path / "proof.json"
    file.write_text(json.dumps({"entry": entry, "proof": proof}))
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps(head))
    words = ("--proof", str(file), "--heads", str(heads))
    assert kept.verify(*words)["ok"]
    file.write_text(json.dumps({"entry": {**entry, "target": "x"}, "proof": proof}))
    assert not kept.verify(*words)["ok"]
    heads.write_text(json.dumps({**head, "root": "00" * 32}))
    file.write_text(json.dumps({"entry": entry, "proof": proof}))
    assert "kept" in kept.verify(*words)["problem"]


def test_the_keeper_closes_each_day_once_whenever_it_runs(kept):
    from wardline.hub.audit import queries
    from wardline.hub.config import load
    from wardline.hub.keeper import Keeper

    day = 86_400_000_000
    noon = 20_000 * day + day // 2
    with kept.open() as database:
        settings = load(kept.hub.data, kept.hub.environment)
        for at in (noon, noon + 1, noon + day, noon + 3 * day):
            kept.add(2, f"at-{at}")
            first, second = (Keeper(settings, database) for _ in range(2))
            first.seal()
            first.close_day(at)
            # Another one, or the same started again, takes no second head of a day.
            second.close_day(at)
        heads = database.read(queries.HEADS, {})
    assert [(row[0], row[2]) for row in heads] == [
        ("2024-10-03", kept.brought + 3),
        ("2024-10-04", kept.brought + 7),
        ("2024-10-06", kept.brought + 9),
    ]
    assert kept.verify()["heads"] == 3


def test_a_day_of_disclosures_of_one_key_is_few_entries_and_every_page_is_in_them(kept):
    from wardline.hub.audit.spool import Disclosures, Given, Reader
    from wardline.hub.config import load
    from wardline.hub.keeper import Keeper

    class Sight:
        uuid = "6f1e4c1a-0000-4000-8000-000000000000"
        visibilities = tuple(range(2000))

    settings = load(kept.hub.data, kept.hub.environment)
    clock = itertools.count(10**15)
    spool = Disclosures(settings.data, lambda: next(clock))
    who = Reader("k", "Key", "o")
    for number in range(2000):
        spool.note("pages", who, Sight, "objects", Given(number, number, 1), "id=" + "x" * 50)
    spool.close()
    with kept.open() as database:
        entries = Keeper(settings, database).seal()
    found = kept.export("--target", f"collection:{Sight.uuid}")
    pages = [page for one in found for page in one["detail"]["pages"]]
    assert [page[1] for page in pages] == list(range(2000))
    assert len(found) < 50
    assert entries >= len(found)
    assert list((settings.data / "spool").glob("*.log")) == []
