"""Run a verb of the hub in a child that is killed (-9) at a step, for every step that is asked for.

    python dying.py VERB HUB [HOW MANY] → {"steps": N, "died": [step, …], "wrong": […]}

A step is a statement of SQL, or a file that is opened to be written, renamed or removed: between
two of them nothing changes on the disk. Each time a copy of the hub is taken; after the kill the
verb is run again, whole, and what is there then must be what one run would have left.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.copyfile"}
_connect = sqlite3.connect


class Steps:
    """Counts steps, and dies at one."""

    def __init__(self) -> None:
        self.count, self.last = 0, 0
        self.counting = False

    def step(self, *_: object) -> None:
        if self.counting:
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)

    def hook(self, event: str, words: tuple) -> None:
        opened = event == "open" and isinstance(words[2], int) and words[2] & WRITES
        if opened or event in EVENTS:
            self.step()


steps = Steps()


def connect(*words, **more):
    made = _connect(*words, **more)
    made.set_trace_callback(steps.step)
    return made


def rows(path: Path, sql: str) -> list:
    with contextlib.closing(_connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def objects() -> list[bytes]:
    return [
        json.dumps(
            {
                "type": "indicator",
                "spec_version": "2.1",
                "id": f"indicator--00000000-0000-4000-8000-{number:012}",
                "created": "2026-01-01T00:00:00.000Z",
                "modified": "2026-01-01T00:00:00.000Z",
                "name": "Made up",
                "pattern": f"[domain-name:value = 'a{number:x}.example']",
                "pattern_type": "stix",
                "valid_from": "2026-01-01T00:00:00Z",
            }
        ).encode()
        for number in range(20)
    ]


def waiting(base: Path, action: str) -> int:
    """How many entries of an action wait for their place in the log."""
    found = rows(base, "SELECT CAST(body AS TEXT) FROM audit_waiting")
    return sum(f'"{action}"' in row[0] for row in found)


def publish(hub: Path, _: Path) -> None:
    """What all ways in come to: one batch through the gate into a collection."""
    from wardline.hub.exchange.service import HUB_SENDER, SOURCE
    from wardline.hub.worker import writing

    with writing(hub) as exchange:
        exchange.ingest(1, HUB_SENDER, objects(), way=SOURCE)


def published(hub: Path, _: Path) -> list[str]:
    base = hub / "wardline.sqlite3"
    found = rows(base, "SELECT uuid, added FROM exchange_record ORDER BY added")
    wrong = [] if len(found) == len({row[0] for row in found}) == 20 else [f"{len(found)} records"]
    told = waiting(base, "objects.published")
    return wrong + ([] if told == 1 else [f"{told} entries in the log"])


def keep(hub: Path, _: Path) -> None:
    """A turn of the keeper: spooled disclosures and waiting entries go into the chain."""
    from wardline.hub.config import load
    from wardline.hub.db import open_database
    from wardline.hub.keeper import Keeper

    settings = load(hub, {})
    with contextlib.closing(open_database("", settings.sqlite_path)) as database:
        Keeper(settings, database).seal()


def kept(hub: Path, _: Path) -> list[str]:
    base = hub / "wardline.sqlite3"
    pages = rows(base, "SELECT detail FROM audit_entry WHERE action = 'disclosed.pages'")
    given = sum(len(json.loads(row[0])["pages"]) for row in pages)
    entries = rows(base, "SELECT number, previous, hash FROM audit_entry ORDER BY number")
    numbers = [row[0] for row in entries] == list(range(len(entries)))
    chained = all(b[1] == a[2] for a, b in pairwise(entries))
    left = rows(base, "SELECT count(*) FROM audit_waiting")[0][0]
    wrong = [] if given == 30 else [f"{given} pages in the log"]
    return wrong + ([] if numbers and chained and not left else ["the chain is broken"])


def _run(name: str, *words: str) -> None:
    from wardline.cli import main

    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 # until this process ends
    if main([name, *words]):
        raise SystemExit(f"{name} failed")


def backup(hub: Path, beside: Path) -> None:
    if not (beside / "b").exists():
        _run("backup", str(beside / "b"), "--data", str(hub))


def backed_up(hub: Path, beside: Path) -> list[str]:
    found = rows(beside / "b", "SELECT count(*) FROM exchange_setting")[0][0]
    sound = rows(beside / "b", "PRAGMA integrity_check")[0][0]
    left = sorted(path.name for path in beside.iterdir())
    return [] if found and sound == "ok" and left == ["b"] else [f"{sound}, {left}"]


def restore(hub: Path, beside: Path) -> None:
    """As an operator who gives the same again after a power cut, unless there is a hub by then."""
    target = beside / "new"
    if (target / "wardline.sqlite3").exists() and not (target / "restoring").exists():
        return
    _run("restore", str(hub / "wardline.sqlite3"), "--verify", "--data", str(target))


def restored(hub: Path, beside: Path) -> list[str]:
    base = beside / "new" / "wardline.sqlite3"
    told = waiting(base, "backup.restored")
    before = rows(hub / "wardline.sqlite3", "SELECT count(*) FROM exchange_collection")
    same = rows(base, "SELECT count(*) FROM exchange_collection") == before
    inside = rows(base, "SELECT count(*) FROM django_session")[0][0]
    left = sorted(path.name for path in (beside / "new").glob("*restoring*"))
    wrong = [] if same and told == 1 else [f"{told}, {same}"]
    return wrong + ([] if inside == 0 and not left else [f"{inside} sessions, {left}"])


VERBS: dict[str, tuple[Callable, Callable]] = {
    "publish": (publish, published),
    "keeper": (keep, kept),
    "backup": (backup, backed_up),
    "restore": (restore, restored),
}


def child(act: Callable, hub: Path, beside: Path, last: int) -> tuple[int, int]:
    """The exit status of `act` in a child that dies at step `last` (0: never), and its steps."""
    reads, writes = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(reads)
        code = 1
        try:
            steps.last, steps.counting = last, True
            act(hub, beside)
            steps.counting = False
            code = 0
        except BaseException as error:  # noqa: BLE001 # told by the parent
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os.write(writes, str(steps.count).encode())
        os._exit(code)
    os.close(writes)
    with os.fdopen(reads) as told:
        count = int(told.read() or 0)
    return os.waitpid(number, 0)[1], count


def main() -> None:
    verb, hub, many = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    act, check = VERBS[verb]
    sqlite3.connect = connect
    sys.addaudithook(steps.hook)
    if verb in ("publish", "keeper"):
        # Read once, before the children: modules and tables take longer than the work.
        import_module("wardline.hub.keeper")
        import_module("wardline.hub.worker")
    scratch = Path(tempfile.mkdtemp(prefix="wardline-dying-"))

    def fresh(name: str) -> tuple[Path, Path]:
        shutil.copytree(hub, scratch / name / "hub")
        (scratch / name / "beside").mkdir()
        return scratch / name / "hub", scratch / name / "beside"

    wrong, died = [], []
    status, count = child(act, *fresh("whole"), 0)
    if status:
        raise SystemExit(f"{verb} failed without any fault")
    for last in sorted({1 + count * part // many for part in range(many)} | {count}):
        places = fresh(str(last))
        status, _ = child(act, *places, last)
        if os.WIFSIGNALED(status):
            died.append(last)
        status, _ = child(act, *places, 0)
        problems = [f"status {status}"] if status else check(*places)
        wrong += [f"killed at step {last} of {count}: {one}" for one in problems]
        shutil.rmtree(scratch / str(last))
    shutil.rmtree(scratch)
    sys.stdout.write(json.dumps({"steps": count, "died": died, "wrong": wrong}))


if __name__ == "__main__":
    main()
