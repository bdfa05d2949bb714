"""Logs that are followed: what cannot be read stops no other, and rotated ones are known again."""

from __future__ import annotations

import pytest

from wardline.core.warninglists import WarningLists
from wardline.hunt.engine import Hunt, Options
from wardline.hunt.follow import Memory, Round, follow
from wardline.hunt.wanted import want
from wardline.testing.readers import NOW, indicator

KNOWN, LATER = (indicator(f"[domain-name:value = '{name}.example']", number)
                for number, name in enumerate(("known", "later"), 1))  # fmt: skip


@pytest.fixture
def memory(tmp_path):
    made = Memory(tmp_path / "agent")
    yield made
    made.close()


def one_round(memory, logs, known, new=()):
    """The hits of a round as (file, line), and its problems."""

    def hunt(found):
        wanted = want(found, NOW, WarningLists({}))
        return Hunt(wanted, Options(workers=1), memory.parts, joins=False)

    hunts = Round(hunt(known), hunt(new) if new else None)
    hits = [(hit.file.rpartition("/")[2], hit.line) for hit in follow(logs, memory, hunts)]
    problems = [*hunts.everything.counts.problems, *(hunts.new.counts.problems if new else ())]
    return hits, problems


def test_a_log_that_cannot_be_read_again_stops_no_other(tmp_path, memory):
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    for log in (first, second):
        log.write_text("asked for later.example\n")
    assert one_round(memory, [first, second], [KNOWN]) == ([], [])
    # Something else lies there now.
    first.unlink()
    first.mkdir()
    with second.open("a") as out:
        out.write("asked for known.example\n")
    hits, problems = one_round(memory, [second], [KNOWN, LATER], [LATER])
    assert hits == [("b.log", 1), ("b.log", 2)]
    assert [str(first) in problem for problem in problems] == [True]


@pytest.mark.parametrize("name", ["fw[1].log", "fw*.log", "fw?.log"])
def test_a_rotated_log_is_known_again_whatever_it_is_called(name, tmp_path, memory):
    log = tmp_path / name
    log.write_text("nothing yet\n")
    assert one_round(memory, [log], [KNOWN]) == ([], [])
    with log.open("a") as out:
        out.write("asked for known.example\n")
    log.rename(tmp_path / f"{name}.1")
    log.write_text("begun anew, and known.example again\n")
    hits, problems = one_round(memory, [log], [KNOWN])
    assert hits == [(f"{name}.1", 2), (name, 1)]
    assert problems == []
