"""Disclosures leave the log by their age; heads, proofs and all that stays hold on."""

# ruff: noqa: S608 # whoever owns the database writes SQL; here it is put together from constants

from __future__ import annotations

import contextlib
import itertools
import json
import random
import sqlite3
import threading

import psycopg
import pytest

from keptlog import Log
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import ConflictError, UsageError
from wardline.hub.audit import forgetting, log, tree, verify
from wardline.hub.audit.entries import SYSTEM, Who, document, draft
from wardline.hub.doctor import stored
from wardline.hub.doctor.scene import Scene

DAY = 86_400_000_000
# Made up: 2,000 entries over 1,000 days, most of them disclosures, as on a hub. They come after
# what a new hub writes of itself today: a block goes where all in it is old.
MANY, FIRST = 2000, now() + DAY
RULE = 400


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, make_hub) -> Log:
    return Log(make_hub(request.param, start=False, new=True))


def at_of(number: int) -> int:
    return FIRST + number * DAY // 2


def fill(kept: Log) -> tuple[set[int], list[tuple[int, bytes]]]:
    """The log filled; the numbers of what is no disclosure, and heads that somebody keeps."""
    dice = random.Random(7)
    heads, others = [], set()
    with kept.open() as database:
        seal(database)
        start = size_of(database)
        others |= set(range(start))
        number = start
        while number < MANY:
            drafts = []
            for _ in range(dice.randint(1, 160)):
                at = at_of(number)
                if dice.random() < 0.03:
                    others.add(number)
                    drafts.append(draft(SYSTEM, "setting.changed", f"setting:{number}", {}, at=at))
                else:
                    who = Who("key", f"key-{dice.randint(1, 9)}", "Made up", "org")
                    told = {"pages": [[at, number, number, 1]], "visibilities": [1]}
                    span = (number, number)
                    drafts.append(
                        draft(who, "disclosed.pages", "collection:c", told, at=at, span=span)
                    )
                number += 1
            with database.transaction() as transaction:
                log.add(transaction, drafts)
            seal(database)
            with database.transaction() as transaction:
                head = log.take_head(transaction, None, at_of(number))
            heads.append((head.size, head.root))
    return others, heads


def seal(database) -> None:
    done = 1
    while done:
        with database.transaction() as transaction:
            done = log.seal(transaction)


def size_of(database) -> int:
    return forgetting.rule(database.read).size


def numbers(database) -> set[int]:
    return {int(row[0]) for row in database.read("SELECT number FROM audit_entry", {})}


def forget(database, at: int) -> int:
    total = 0
    while done := forgetting.some(database, at):
        total += done
    seal(database)
    return total


def test_what_is_past_its_time_goes_and_everything_else_is_proved_as_before(kept, tmp_path):
    others, heads = fill(kept)
    file = tmp_path / "heads.json"
    file.write_text(json.dumps([{"size": size, "root": root.hex()} for size, root in heads]))
    # 700 of the days are over; what is older than 400 of them goes: some 600 entries.
    at = at_of(1400)
    with kept.open() as database:
        assert forget(database, at) == 0
    told = kept.hub.cli("audit", "retain", "--days", str(RULE))
    assert told["keeps_days"] == RULE
    with kept.open() as database:
        gone = forget(database, at)
        assert gone == 600 // 256 * 256
        left = numbers(database)
        whole = size_of(database)
        assert left == {n for n in range(whole) if n in others or n >= gone}
        # Nothing more is due, and nothing is told twice.
        assert forget(database, at) == 0
        assert size_of(database) == whole
    found = kept.verify("--heads", str(file))
    assert found["ok"], found
    assert found["entries"] == whole
    assert found["forgotten"] == gone - len({n for n in others if n < gone})
    [entry] = kept.export("--target", "disclosures", "--action", "retention.destroyed")
    assert entry["detail"]["entries"] == found["forgotten"]
    assert (entry["detail"]["start"], entry["detail"]["end"]) == (0, gone)
    with kept.open() as database, database.transaction() as transaction:
        known = log.Stored(transaction)
        newest = (whole, known.head(whole))
        for size, root in heads:
            assert known.head(size) == root
            proof = tree.consistency(size, whole, known)
            assert tree.consistent((size, root), newest, proof)
        for number in sorted(others):
            for size, root in heads:
                if number < size:
                    path = tree.inclusion(number, size, known)
                    leaf = known(0, number)
                    assert tree.included(leaf, number, size, path, root)
        # Of a size of which nobody has a head, nothing is kept.
        sizes = {size for size, _ in heads}
        unknown = [n for n in range(1, gone) if n not in sizes and n % 256]
        assert any(_lacks(known, size) for size in unknown)


def _lacks(known, size: int) -> bool:
    try:
        known.head(size)
    except LookupError:
        return True
    return False


def test_the_rest_goes_in_its_time_and_for_ever_ends_it(kept):
    others, _ = fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    late = at_of(MANY) + 2 * RULE * DAY
    with kept.open() as database:
        forget(database, late)
        whole = size_of(database)
        # What the log tells of itself is no disclosure; the last block is not whole.
        assert {n for n in numbers(database) if n < MANY // 256 * 256} == {
            n for n in others if n < MANY // 256 * 256
        }
    assert kept.verify()["ok"]
    # The doctor, too, takes what went by its age for no lack.
    with contextlib.closing(Scene(kept.hub.data, kept.hub.environment)) as scene:
        assert list(stored.audit(scene)) == []
    kept.hub.cli("audit", "retain", "--for-ever")
    kept.add(700)
    with kept.open() as database:
        assert forget(database, late + 4000 * DAY) == 0
        assert size_of(database) > whole
    assert kept.verify()["ok"]


def test_two_keepers_at_once_tell_of_each_entry_once(kept):
    _, _ = fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    at = at_of(MANY)

    def run() -> None:
        with kept.open() as database:
            while forgetting.some(database, at):
                pass

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    found = kept.verify()
    assert found["ok"], found
    told = kept.export("--target", "disclosures", "--action", "retention.destroyed")
    assert sum(one["detail"]["entries"] for one in told) == found["forgotten"]
    ends = sorted((one["detail"]["start"], one["detail"]["end"]) for one in told)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ends))


def test_one_that_is_stopped_in_the_middle_has_done_nothing(kept, monkeypatch):
    fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))

    def stop(*_):
        raise KeyboardInterrupt

    with kept.open() as database:
        before = numbers(database)
        with monkeypatch.context() as patched:
            patched.setattr(forgetting.log, "add", stop)
            with pytest.raises(KeyboardInterrupt):
                forgetting.some(database, at_of(MANY))
        assert numbers(database) == before
        assert forgetting.rule(database.read).forgotten == 0
        assert verify.verify(database.read).problem == ""
        assert forget(database, at_of(MANY)) > 0
    assert kept.verify()["ok"]


@pytest.fixture
def forgotten(kept) -> tuple[Log, int, set[int]]:
    others, _ = fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    with kept.open() as database:
        gone = forget(database, at_of(1400))
    return kept, gone, others


def test_the_database_lets_nothing_else_go(forgotten):
    kept, gone, _ = forgotten
    for what in (f"number < {gone}", f"number = {gone + 1}", "action = 'disclosed.pages'"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
            kept.sql(f"DELETE FROM audit_entry WHERE {what}", free=False)
    assert kept.verify()["ok"]


def test_whoever_takes_out_more_is_found(forgotten):
    kept, gone, others = forgotten
    # Its owner takes out an entry that was to stay, and puts what stands for it in its place.
    victim = max(n for n in others if n < gone)
    take_out(kept, victim)
    found = kept.verify()
    assert not found["ok"]
    assert "the log tells of" in found["problem"]


def told(kept: Log, at: int, **detail: object) -> None:
    """An entry as the keeper writes it, by whoever owns the database."""
    told = {"before": format_timestamp(at - RULE * DAY), "newest": "", "oldest": "", **detail}
    with kept.open() as database:
        with database.transaction() as transaction:
            made = draft(SYSTEM, "retention.destroyed", "disclosures", told, at=at)
            log.add(transaction, [made])
        seal(database)


def take_out(kept: Log, number: int) -> None:
    with kept.open() as database, database.transaction() as transaction:
        value = log.Stored(transaction)(0, number)
    hexed = f"decode('{value.hex()}', 'hex')" if kept.hub.database else f"x'{value.hex()}'"
    kept.sql(
        f"INSERT INTO audit_node (level, position, hash) VALUES (0, {number}, {hexed})",
        f"DELETE FROM audit_entry WHERE number = {number}",
    )


@pytest.mark.parametrize("ruled", [False, True])
def test_an_excuse_that_no_rule_gives_is_none(kept, ruled):
    fill(kept)
    if ruled:
        kept.hub.cli("audit", "retain", "--days", str(RULE))
    take_out(kept, 300)
    # Of one entry where the keeper takes blocks; or of a block, where nothing was ever to go.
    told(kept, at_of(MANY), start=300 if ruled else 256, end=301 if ruled else 512, entries=1)
    found = kept.verify()
    assert not found["ok"]
    assert "no rule of that time" in found["problem"]


def test_an_excuse_that_cannot_be_read_is_none(kept):
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    told(kept, at_of(MANY), start="x", end=256, entries=1)
    found = kept.verify()
    assert not found["ok"]
    assert "nothing that can be read" in found["problem"]


def test_what_is_young_does_not_go_by_its_age(kept):
    fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    # The rule is there and its days are kept to: but what went was given a day ago.
    young = 1700 // 256 * 256
    kept.sql(f"DELETE FROM audit_entry WHERE number >= {young} AND number < {young + 256}")
    told(kept, at_of(MANY), start=young, end=young + 256, entries=256)
    found = kept.verify()
    assert not found["ok"]
    assert "younger" in found["problem"]


def test_a_head_in_what_is_gone_is_no_head_of_this_log(forgotten, tmp_path):
    kept, gone, _ = forgotten
    with kept.open() as database, database.transaction() as transaction:
        known = log.Stored(transaction)
        size = next(n for n in range(1, gone) if _lacks(known, n))
    file = tmp_path / "heads.json"
    file.write_text(json.dumps([{"size": size, "root": "00" * 32}]))
    found = kept.verify("--heads", str(file))
    assert not found["ok"]
    assert "took no head there" in found["problem"]


def test_what_was_relabelled_does_not_go(kept):
    others, _ = fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    victim = max(n for n in others if n < 256)
    kept.sql(f"UPDATE audit_entry SET action = 'disclosed.pages' WHERE number = {victim}")
    with kept.open() as database:
        with pytest.raises(ConflictError, match=f"Entry {victim} "):
            forget(database, at_of(1400))
        assert forgetting.rule(database.read).forgotten == 0
        assert victim in numbers(database)
    assert f"entry {victim} " in kept.verify()["problem"]


def test_a_clock_that_was_behind_makes_nothing_old(kept):
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    late = at_of(MANY)
    who = Who("key", "key-1", "Made up", "org")

    def change():
        return draft(SYSTEM, "setting.changed", "setting:x", {}, at=late)

    def given():
        return draft(who, "disclosed.pages", "collection:c", {"pages": []}, at=DAY, span=(1, 1))

    with kept.open() as database:
        seal(database)
        lead = 256 - size_of(database) % 256
        made = [given() for _ in range(300)]
        with database.transaction() as transaction:
            made = [*(change() for _ in range(lead)), *made[:100], change(), *made[100:]]
            log.add(transaction, made)
        seal(database)
        before = numbers(database)
        forget(database, late)
        assert numbers(database) == before


def test_a_check_beside_the_keeper_sees_one_moment(kept):
    fill(kept)
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    with kept.open() as database, kept.open() as beside:
        with beside.snapshot() as read:
            assert read(verify.queries.SIZE, {})
            assert forget(database, at_of(1400)) > 0
            assert verify.verify(read).forgotten == 0
            assert verify.verify(read).problem == ""
        with beside.snapshot() as read:
            assert verify.verify(read).forgotten > 0


def test_whoever_takes_out_a_whole_block_unsaid_is_found(forgotten):
    kept, gone, _ = forgotten
    kept.sql(f"DELETE FROM audit_entry WHERE number >= {gone} AND number < {gone + 256}")
    found = kept.verify()
    assert not found["ok"]
    assert "does not tell" in found["problem"]


def test_another_hash_in_the_place_of_what_is_gone_is_found(forgotten):
    kept, _, _ = forgotten
    kept.sql("UPDATE audit_node SET hash = (SELECT hash FROM audit_state) WHERE level < 8")
    assert not kept.verify()["ok"]


@pytest.mark.parametrize("days", [-1, 0, 30, 364, 36_501])
def test_nobody_empties_the_record_of_what_they_just_read(kept, days):
    with (
        kept.open() as database,
        database.transaction() as transaction,
        pytest.raises(UsageError, match="365"),
    ):
        forgetting.set_rule(transaction, SYSTEM, days, FIRST)


def test_a_proof_that_was_kept_holds_after_the_neighbours_went(kept, tmp_path):
    others, heads = fill(kept)
    number = max(n for n in others if n < 500)
    size, root = next(one for one in heads if one[0] > number)
    with kept.open() as database, database.transaction() as transaction:
        known = log.Stored(transaction)
        path = [step.hex() for step in tree.inclusion(number, size, known)]
        row = transaction.rows(verify.queries.ENTRIES, {"start": number, "many": 1})[0]
    entry = document(log.entry_of(row))
    proof = {"size": size, "root": root.hex(), "path": path}
    file = tmp_path / "proof.json"
    file.write_text(json.dumps({"entry": entry, "proof": proof}))
    kept.hub.cli("audit", "retain", "--days", str(RULE))
    with kept.open() as database:
        assert forget(database, at_of(1400))
        with database.transaction() as transaction:
            again = tree.inclusion(number, size, log.Stored(transaction))
    assert [step.hex() for step in again] == path
    assert kept.verify("--proof", str(file))["ok"]
