"""The disk of the hub is full, may only be read, or is slow: said so, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

# More than a new hub takes, and soon full.
SIZE = 24 * 2**20


def mount(*words: str) -> int:
    return subprocess.run(("mount", *words), capture_output=True, check=False).returncode


@pytest.fixture(name="disk", scope="module")
def disk_fixture(tmp_path_factory):
    """A small disk of its own (in memory)."""
    path = tmp_path_factory.mktemp("disk")
    if os.geteuid() != 0 or mount("-t", "tmpfs", "-o", f"size={SIZE}", "none", str(path)):
        pytest.skip("a disk of its own needs root and the right to mount")
    yield path
    for _ in range(50):
        words = ("umount", str(path))
        if not subprocess.run(words, capture_output=True, check=False).returncode:
            return
        time.sleep(0.1)
    subprocess.run(("umount", "-l", str(path)), check=False)


@pytest.fixture(name="ready", scope="module")
def ready_fixture(disk, make_hub, stock):
    hub = make_hub(start=False)
    hub.data = disk / "hub"
    member, collections = stock(hub)
    hub.start()
    member.http.base_url = hub.url
    yield hub, member, collections
    hub.stop()


@contextlib.contextmanager
def full(disk: Path):
    """Nothing more fits on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(65_536))
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x")
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def only_read(disk: Path):
    """The disk is mounted anew so that nobody may write, as a system does when it finds damage."""
    # Files that are open for writing would keep it writable: who has them is stopped meanwhile,
    # and may take a moment to be gone.
    for _ in range(100):
        if mount("-o", "remount,ro", str(disk)) == 0:
            break
        time.sleep(0.1)
    else:
        pytest.fail("The disk stays writable.")
    try:
        yield
    finally:
        assert mount("-o", "remount,rw", str(disk)) == 0


def big(make) -> dict:
    return make(description="Made up for a fault. " * 2000)


def test_on_a_full_disk_sharing_is_refused_with_a_sentence_and_goes_on_afterwards(
    disk, ready, make_indicator, eventually, stored
):
    hub, member, collections = ready
    collection = collections.pop()
    acknowledged = []

    def share() -> httpx.Response:
        batch = [big(make_indicator) for _ in range(20)]
        answer = member.post(collection, batch)
        if answer.status_code == 202:
            acknowledged.extend(one["id"] for one in batch)
        return answer

    assert share().status_code == 202
    with full(disk):
        answers = [share() for _ in range(3)]
        refused = [one for one in answers if one.status_code != 202]
        assert refused
        for one in refused:
            assert one.status_code == 503
            assert one.headers["retry-after"]
            told = one.json()["description"]
            assert "cannot write right now" in told
            assert "is not kept twice" in told
        # What is disclosed could not be recorded: then it is not disclosed.
        page = member.objects(collection, limit=1)
        assert page.status_code in (200, 503)
        if page.status_code == 503:
            assert "cannot record this disclosure" in page.json()["description"]
        # A page for people says what is wrong, and is no bare failure.
        home = httpx.get(hub.url, timeout=60, headers={"accept": "text/html"})
        assert home.status_code in (200, 503)
    eventually(lambda: share().status_code == 202, 20)
    assert stored(member, collection) == acknowledged
    hub.run("audit", "verify")


def test_a_backup_to_a_full_disk_leaves_nothing_and_says_what_to_do(disk, ready):
    hub, _, _ = ready
    with full(disk):
        done = run(hub, "backup", str(disk / "backup"))
    assert done.returncode == 4
    assert "Make room there" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in disk.iterdir()) == ["hub"]


def test_a_restore_to_a_full_disk_leaves_no_hub_and_works_once_there_is_room(disk, ready, tmp_path):
    hub, _, _ = ready
    assert run(hub, "backup", str(tmp_path / "backup")).returncode == 0
    target = disk / "restored"
    words = [sys.executable, "-m", "wardline", "restore", str(tmp_path / "backup"), "--verify"]

    def restore() -> subprocess.CompletedProcess:
        return subprocess.run(
            [*words, "--data", str(target)],
            capture_output=True, text=True, env=hub.environment, check=False,
        )  # fmt: skip

    with full(disk):
        done = restore()
    assert done.returncode == 4
    assert "restore again" in done.stderr
    assert not (target / "wardline.sqlite3").exists()
    done = restore()
    assert done.returncode == 0, done.stderr
    shutil.rmtree(target)


def run(hub, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "wardline", *words, "--data", str(hub.data)]
    return subprocess.run(command, capture_output=True, text=True, env=hub.environment, check=False)


def traced(process: int) -> bool:
    """Whether each of its threads is traced (proc(5): status)."""
    tasks = Path(f"/proc/{process}/task").glob("*/status")
    return all(not re.search(r"TracerPid:\s*0\n", one.read_text()) for one in tasks)


def test_a_slow_disk_makes_sharing_slow_and_nothing_else(ready, make_indicator, stored, eventually):
    """Each fdatasync takes half a second: the system calls of the hub are held up (strace)."""
    if shutil.which("strace") is None:
        pytest.skip("a slow disk is made with strace: apt-get install strace")
    hub, member, collections = ready
    collection = collections.pop()
    [worker] = workers(hub)
    slow = "inject=fdatasync,fsync:delay_enter=500000"
    trace = subprocess.Popen(
        ["strace", "-f", "-qq", "-p", str(worker), "-e", "trace=fdatasync,fsync", "-e", slow],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        eventually(lambda: trace.poll() is not None or traced(worker), 30)
        if trace.poll() is not None:
            pytest.skip("this machine lets nobody trace processes")
        sent = [make_indicator() for _ in range(3)]
        started = time.monotonic()
        assert member.post(collection, sent).is_success
        assert time.monotonic() - started > 0.4
        assert stored(member, collection) == [one["id"] for one in sent]
    finally:
        trace.send_signal(signal.SIGTERM)
        trace.wait()


def test_a_disk_that_may_only_be_read_is_said_and_what_was_there_comes_back(
    disk, ready, make_indicator, stored
):
    hub, member, collections = ready
    collection = collections.pop()
    sent = [make_indicator() for _ in range(5)]
    assert member.post(collection, sent).is_success
    hub.stop()
    with only_read(disk):
        done = run(hub, "publish", str(disk / "hub" / "wardline.sqlite3"), "--collection", "x")
        assert done.returncode
        assert "Traceback" not in done.stderr
        words = [sys.executable, "-m", "wardline", "serve", "--port", "0"]
        done = subprocess.run(
            [*words, "--data", str(hub.data)],
            capture_output=True, text=True, env=hub.environment, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 3
        assert "Check database.url, the disk" in done.stderr
        assert "Traceback" not in done.stderr
    hub.start()
    again = hub.member_of(member.organization, member.key_id, member.key)
    assert stored(again, collection) == [one["id"] for one in sent]
    assert again.post(collection, [make_indicator()]).is_success


def workers(hub) -> list[int]:
    """The processes that serve the exchange."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            ours = os.getpgid(int(entry.name)) == hub.process.pid
            if ours and b"wardline\0serve" in command and int(entry.name) != hub.process.pid:
                found.append(int(entry.name))
    return found
