"""Recovery to a point in time with PostgreSQL, as docs/operations.md walks through it.

A server of its own archives its log; a base backup is taken while the hub's tables are written to;
somebody then destroys everything; a second server recovers to the moment before that.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

import console
from wardline.testing.procs import free_port


class Server:
    """A PostgreSQL server in `folder`, started with the settings of the page."""

    def __init__(self, folder: Path, name: str):
        self.base, self.data, self.port = folder, folder / name, free_port()
        self.user = "postgres" if os.geteuid() == 0 else None
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            pytest.fail("PostgreSQL is missing: apt-get install postgresql, or run ./test.")
        self.binaries = found[-1].parent

    def run(self, program, *words):
        subprocess.run(
            [str(self.binaries / program), *map(str, words)],
            check=True,
            capture_output=True,
            user=self.user,
            cwd=self.base,
            timeout=60,
        )

    def start(self, *settings):
        with (self.data / "postgresql.conf").open("a") as file:
            # What is tried is the recovery; nothing of the test has to reach the disk.
            file.write("\n".join(["", *settings, "fsync = off", "shared_buffers = 16MB", ""]))
        options = f"-p {self.port} -k {self.base} -c listen_addresses=127.0.0.1"
        words = ("-D", self.data, "-o", options, "-w", "-l", self.base / "log", "start")
        self.run("pg_ctl", *words)

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @property
    def address(self):
        return f"postgresql://w@127.0.0.1:{self.port}/hub"

    @property
    def words(self):
        return ("-h", "127.0.0.1", "-p", self.port, "-U", "w")

    def connect(self):
        return psycopg.connect(self.address, autocommit=True)


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="wardline-pitr-"))
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(made, entry.pw_uid, entry.pw_gid)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def wardline(data, server, *words):
    """What a command says as JSON, for the hub in `data` whose database is `server`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("WARDLINE_")}
    env["WARDLINE_DATABASE__URL"] = server.address
    done = console.run(*words, "--data", data, "--json", env=env, check=True)
    return json.loads(done.stdout)


def archived(database, server):
    """Wait until the log up to now is in the archive."""
    database.execute("SELECT pg_switch_wal()")
    deadline = time.monotonic() + 20
    while list((server.data / "pg_wal/archive_status").glob("*.ready")):
        assert time.monotonic() < deadline, (server.base / "log").read_text()
        time.sleep(0.05)


def test_a_destroyed_hub_comes_back_as_it_was_a_moment_before(folder, tmp_path):
    first, second = Server(folder, "first"), Server(folder, "second")
    (folder / "archive").mkdir()
    if first.user:
        shutil.chown(folder / "archive", first.user)
    first.run("initdb", "-D", first.data, "-A", "trust", "-E", "UTF8", "-U", "w", "-N")
    archive = f"archive_command = 'test ! -f {folder}/archive/%f && cp %p {folder}/archive/%f'"
    first.start("wal_level = replica", "archive_mode = on", archive)
    try:
        first.run("createdb", *first.words, "hub")
        before = wardline(tmp_path, first, "org", "add", "Before", "--kind", "hospital")["id"]
        first.run("pg_basebackup", *first.words, "-D", second.data, "-X", "stream", "-c", "fast")
        # Acknowledged after the base backup: only the archive has it.
        after = wardline(tmp_path, first, "org", "add", "After", "--kind", "hospital")["id"]
        with first.connect() as database:
            [moment] = database.execute("SELECT clock_timestamp()::text").fetchone()
            time.sleep(0.05)
            database.execute("DROP SCHEMA public CASCADE")
            archived(database, first)
    finally:
        first.stop()
    (second.data / "recovery.signal").touch()
    if first.user:
        shutil.chown(second.data / "recovery.signal", first.user)
    second.start(
        f"restore_command = 'cp {folder}/archive/%f %p'",
        f"recovery_target_time = '{moment}'",
        "recovery_target_action = promote",
    )
    try:
        with second.connect() as database:
            deadline = time.monotonic() + 20
            while database.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            rows = database.execute("SELECT id FROM members_organization").fetchall()
        assert {before, after} <= {row[0] for row in rows}
        verdict = wardline(tmp_path, second, "audit", "verify")
        assert verdict["ok"]
        assert verdict["entries"] >= 2
    finally:
        second.stop()
