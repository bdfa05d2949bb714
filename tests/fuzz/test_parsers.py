"""Every parser: hostile bytes end in a result or in an error of ours, soon.

What was found once is kept in `corpus/`, a folder for each target, and read again here. On top each
target gets changed inputs for WARDLINE_FUZZ_SECONDS (0.25; from 5 on with coverage, by atheris).
`python -m wardline.testing.fuzz NAME --seconds 600` is the long run: docs/fuzzing.md.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wardline import importers
from wardline.core.errors import UsageError
from wardline.hunt import readers
from wardline.testing.fuzz import model, quick
from wardline.testing.fuzz.model import Finding, Target
from wardline.testing.fuzz.targets import TARGETS, target

CORPUS = Path(__file__).parent / "corpus"
SECONDS = float(os.environ.get("WARDLINE_FUZZ_SECONDS", "0.25"))
# The same each time, so that a change is judged by what it changes; who sets the seconds is looking
# for what is new.
SEED = random.randrange(2**32) if "WARDLINE_FUZZ_SECONDS" in os.environ else 20_261_127
# From here on a guided run in a process of its own is worth its start.
GUIDED = 5
# Those that need a database stand in tests/portal/test_fuzz.py.
PURE = [one for one in TARGETS if not one.portal]


@pytest.mark.parametrize("one", PURE, ids=lambda one: one.name)
def test_what_was_found_once_stays_mended(one):
    kept = quick.corpus(CORPUS / one.name)
    assert kept
    for data in kept:
        model.give(one, data)


@pytest.mark.timeout(max(300, 3 * SECONDS + 120))
@pytest.mark.parametrize("one", PURE, ids=lambda one: one.name)
def test_changed_inputs_end_in_a_result_or_in_our_error(one, tmp_path):
    if SECONDS >= GUIDED:
        guided(one, tmp_path)
    else:
        assert quick.run(one, quick.corpus(CORPUS / one.name), SECONDS, SEED)


def guided(one: Target, folder: Path) -> None:
    words = ["--seconds", str(int(SECONDS)), "--corpus", str(CORPUS), "--found", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "wardline.testing.fuzz", one.name, *words],
        capture_output=True,
        text=True,
        timeout=2 * SECONDS + 120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]


def test_every_reader_and_importer_is_in_the_table():
    names = {one.name for one in TARGETS}
    assert {f"log-{name}" for name in readers.OURS} <= names
    assert {f"import-{kind}" for kind in importers.ORDER} <= names
    assert len(names) == len(TARGETS)
    assert {path.name for path in CORPUS.iterdir() if path.is_dir()} == names


def made(run, **more) -> Target:
    return Target("made-up", run, **more)


def test_a_foreign_error_is_a_finding_that_shows_its_input():
    def run(data: bytes) -> None:
        raise KeyError(data)

    with pytest.raises(Finding, match=r"KeyError came out of .* for b'abc'.*corpus/made-up"):
        model.give(made(run), b"abc")
    model.give(made(run, declared=(KeyError,)), b"abc")


def test_an_error_of_ours_is_none_and_too_long_is_one(monkeypatch):
    def refuse(_: bytes) -> None:
        raise UsageError("No.")

    def busy(_: bytes) -> None:
        until = time.process_time() + 0.03
        while time.process_time() < until:
            pass

    model.give(made(refuse), b"")
    model.give(made(busy), b"")
    monkeypatch.setattr(model, "SECONDS", 0.01)
    with pytest.raises(Finding, match="s for 2 bytes"):
        model.give(made(busy), b"ab")


def test_the_quick_fuzzer_reaches_what_lies_behind_a_word():
    def run(data: bytes) -> None:
        if b"magic" in data and b"\x00" in data:
            raise ZeroDivisionError

    with pytest.raises(Finding, match="ZeroDivisionError"):
        quick.run(made(run, words=("magic",)), [b"kept"], 5, seed=1)


def test_the_same_chance_gives_the_same_inputs():
    def inputs(seed: int) -> list[bytes]:
        chance = random.Random(seed)
        return [quick.changed(chance, [b"kept one", b"other"], [b"word"]) for _ in range(50)]

    assert inputs(7) == inputs(7)
    assert inputs(7) != inputs(8)


def test_an_unknown_target_is_a_sentence():
    with pytest.raises(UsageError, match="no target 'nothing'"):
        target("nothing")
    done = subprocess.run(
        [sys.executable, "-m", "wardline.testing.fuzz", "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no target 'nothing'. See --list.\n"


def test_the_command_fuzzes_without_atheris_too():
    words = ["tracking", "--quick", "--seconds", "1", "--corpus", str(CORPUS)]
    done = subprocess.run(
        [sys.executable, "-m", "wardline.testing.fuzz", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" inputs, nothing found.\n")
