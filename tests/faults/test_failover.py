"""Past one machine: two hosts, pgbouncer, a primary with a synchronous replica, and what breaks.

Members poll, share and follow streams through a load balancer the whole time. Each fault is
noticed for at most ten seconds, nothing acknowledged is lost, nothing comes twice.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from wardline.core.findings import examine
from wardline.hub import doctor
from wardline.hub.db import open_database, patient
from wardline.hub.doctor.cluster import Server, same
from wardline.hub.doctor.scene import Scene
from wardline.testing.procs import free_port

NOTICED = 10.0
BOUNCER = """
[databases]
w = host=127.0.0.1 port={server} dbname=w
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
admin_users = w
pool_mode = session
max_client_conn = 500
default_pool_size = 200
server_connect_timeout = 2
server_login_retry = 1
query_wait_timeout = 8
tcp_user_timeout = 5000
logfile = {folder}/bouncer.log
pidfile = {folder}/bouncer.pid
"""


class Cluster:
    """A primary, its synchronous replica, and pgbouncer in front, which points at one of them."""

    def __init__(self, binaries: Path):
        self._binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="wardline-ha-"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self.first, self.second, self.front = free_port(), free_port(), free_port()
        self._bouncer: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgresql://w@127.0.0.1:{self.front}/w"

    @property
    def replica(self) -> str:
        return f"postgresql://w@127.0.0.1:{self.second}/w"

    def _run(self, name: str, *words: str) -> None:
        command = [str(self._binaries / name), *words]
        done = subprocess.run(
            command, capture_output=True, user=self._user, cwd=self.folder, check=False
        )
        assert done.returncode == 0, (name, done.stderr)

    def start(self) -> None:
        self._run("initdb", "-D", "one", "-A", "trust", "-E", "UTF8", "-U", "w", "--no-sync")
        self.up("one")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.first), "-U", "w", "w")
        whence = ("-h", "127.0.0.1", "-p", str(self.first), "-U", "w")
        self._run("pg_basebackup", "-D", "two", "-R", "-X", "stream", "-c", "fast", "-N", *whence)
        self.up("two")
        # What is acknowledged stands on both from now on, and the replica shows it already.
        self.tell(self.first, "ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        self.tell(self.first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.tell(self.first, "SELECT pg_reload_conf()")
        (self.folder / "users").write_text('"w" ""\n')
        self.point(self.first)

    def up(self, name: str) -> None:
        port = self.first if name == "one" else self.second
        options = f"-p {port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        # Five seconds by default, which the hub would have to wait as well.
        options += " -c max_connections=300 -c wal_retrieve_retry_interval=500ms"
        words = ("-D", name, "-o", options, "-w", "-l", f"{name}.log")
        self._run("pg_ctl", *words, "start")

    def down(self, name: str) -> None:
        """As by a power cut: nothing is said, nothing is written."""
        self._run("pg_ctl", "-D", name, "-m", "immediate", "-w", "stop")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", "two", "-w", "promote")

    def tell(self, port: int, sql: str, database: str = "w") -> list:
        where = f"postgresql://w@127.0.0.1:{port}/{database}"
        with psycopg.connect(where, autocommit=True) as connection:
            done = connection.execute(sql)
            return done.fetchall() if done.description else []

    def point(self, server: int) -> None:
        """Let pgbouncer talk to the server on this port from now on."""
        config = self.folder / "bouncer.ini"
        text = BOUNCER.format(server=server, port=self.front, folder=self.folder)
        config.write_text(text)
        if self._bouncer is not None:
            self._bouncer.send_signal(1)
            return
        self._bouncer = subprocess.Popen(
            [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", str(config)],
            user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.front)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail("pgbouncer does not start: apt-get install pgbouncer, or run ./test.")

    def close(self) -> None:
        if self._bouncer is not None:
            self._bouncer.kill()
            self._bouncer.wait()
        for name in ("two", "one"):
            words = [str(self._binaries / "pg_ctl"), "-D", name, "-m", "immediate", "stop"]
            subprocess.run(
                words, capture_output=True, user=self._user, cwd=self.folder, check=False
            )
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(name="cluster", scope="module")
def cluster_fixture():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or not (shutil.which("pgbouncer") or Path("/usr/sbin/pgbouncer").exists()):
        pytest.fail("PostgreSQL or pgbouncer is missing: run ./test, which installs them.")
    made = Cluster(found[-1].parent)
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture(name="hosts", scope="module")
def hosts_fixture(cluster, make_hub, stock):
    """Two hosts of one hub, each with a folder of its own; the second reads from the replica."""
    first, second = make_hub(start=False), make_hub(start=False)
    for hub in (first, second):
        hub.database = cluster.url
    second.words = ("--exchange-only",)
    second.settings = {"WARDLINE_DATABASE__REPLICA": cluster.replica}
    member, collections = stock(first)
    first.start()
    second.start()
    member.http.base_url = first.url
    return (first, second), member, collections


class Field:
    """Members at work: who share, who poll, who follow, all through the load balancer."""

    def __init__(self, member, collection, proxy, makers):
        share_on, poll_on, follow_stream, make = makers
        self.collection = collection
        words = (proxy.url, member.key, collection)
        self.readers = [follow_stream(*words) for _ in range(2)]
        self.sharers = [share_on(*words, make) for _ in range(2)]
        self.pollers = [poll_on(*words) for _ in range(2)]

    def shared(self) -> int:
        return min(len(one.acknowledged) for one in self.sharers)

    def check(self, eventually, stored, member) -> list[str]:
        sent = [number for one in self.sharers for number in one.stop()]
        there = stored(member, self.collection)
        assert set(sent) <= set(there)
        assert len(there) == len(set(there))
        for one in (*self.readers, *self.pollers):
            eventually(lambda one=one: len(one.ids) >= len(there), 30)
        assert all(one.ids == there for one in self.readers)
        assert all(one.stop() == there for one in self.pollers)
        return there


@pytest.fixture(name="field")
def field_fixture(hosts, between, share_on, poll_on, follow_stream, make_indicator, eventually):
    (first, second), member, collections = hosts
    proxy = between(first, second)
    makers = (share_on, poll_on, follow_stream, make_indicator)
    made = Field(member, collections.pop(), proxy, makers)
    eventually(lambda: made.shared() > 5, 30)
    return made


def worst(field) -> float:
    return max(
        *(took for one in field.sharers for took in one.took), *(one.worst for one in field.pollers)
    )


def examined(hub, **settings):
    """What `wardline doctor` finds on a host: check → level, what is wrong and how to mend it."""
    changed = {f"WARDLINE_{name.upper()}": value for name, value in settings.items()}
    scene = Scene(hub.data, {"WARDLINE_DATABASE__URL": hub.database, **hub.settings, **changed})
    try:
        found = list(examine(doctor.CHECKS, scene))
    finally:
        scene.close()
    return {
        one.name: " ".join(f"{f.level}: {f.what} {f.mend}" for f in one.findings)
        for one in found
        if one.findings
    }


# Of a cluster that is as it should be, but for what a test's machine has not.
WHOLE = {"server", "people", "balancer", "commits", "legal-texts"}


def test_the_doctor_finds_a_whole_cluster_whole_on_each_host(cluster, hosts, eventually):
    (first, second), _, _ = hosts
    eventually(lambda: len(cluster.tell(cluster.first, "SELECT 1 FROM exchange_host")) == 2, 30)
    for hub in (first, second):
        told = examined(hub)
        assert set(told) <= WHOLE, told
        # Two hosts behind a balancer that nobody named, and one replica.
        assert "portal.trusted_proxies" in told["balancer"]
        assert "portal.address" in told["balancer"]
    assert told["commits"].startswith("watch: One replica is connected")
    named = {"portal__trusted_proxies": "127.0.0.1", "portal__address": first.url}
    told = examined(second, **named)
    assert "balancer" not in told
    # What was set just now is not what the host was started with.
    assert "portal.trusted_proxies was changed after" in told["host-settings"]


def test_the_doctor_sees_hosts_that_do_not_fit(cluster, hosts, eventually):
    (first, second), _, _ = hosts
    row = """INSERT INTO exchange_host (folder, machine, pages, address, release, settings, told_at,
        ahead) SELECT {}, {}, {}, 'http://127.0.0.1:9/', '{}', '{}',
        (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - {}, {}
        FROM exchange_host WHERE NOT pages LIMIT 1"""
    hour = 3600 * 1_000_000

    def told_with(*values):
        cluster.tell(cluster.first, row.format(*values))
        try:
            return examined(first)
        finally:
            cluster.tell(cluster.first, "DELETE FROM exchange_host WHERE machine = 'third'")

    told = told_with("'f'", "'third'", True, "0.0.9", '{"taxii.page_limit": "7"}', 0, 45_000_000)
    assert "all serve the pages" in told["hosts"]
    assert "different releases: 0.0.9" in told["hosts"]
    assert "third (http://127.0.0.1:9) and the database's are 45 s apart" in told["hosts"]
    assert "taxii.page_limit is not the same" in told["host-settings"]
    assert "third (http://127.0.0.1:9): 7" in told["host-settings"]
    told = told_with("folder", "'third'", False, "0.1.0", "{}", 0, 0)
    assert "have the same data folder, or copies of one" in told["hosts"]
    told = told_with("'f'", "'third'", False, "0.1.0", "{}", hour, 0)
    assert "Nothing was heard of the host third" in told["hosts"]

    def without_pages():
        cluster.tell(cluster.first, "DELETE FROM exchange_host WHERE pages")
        return "No host serves the pages" in examined(second).get("hosts", "")

    # It is told anew now and then.
    eventually(without_pages)
    (second.data / "review").mkdir(mode=0o700)
    (second.data / "review" / "made-up.key").touch(mode=0o600)
    assert "programs alone, and its data folder holds keys" in examined(second)["host-keys"]
    shutil.rmtree(second.data / "review")
    # A host that is stopped takes its leave.
    second.stop()
    assert cluster.tell(cluster.first, "SELECT 1 FROM exchange_host WHERE NOT pages") == []
    assert "does not answer at" in examined(second)["running"]
    second.start()


def test_the_doctor_sees_a_replica_that_is_none_or_stands_still(cluster, hosts, eventually):
    (first, second), _, _ = hosts
    primary, there = cluster.url, cluster.replica
    assert (
        "does not answer"
        in examined(second, database__replica="postgresql://w@127.0.0.1:1/w")["replica"]
    )
    assert "same server" in examined(second, database__replica=primary)["replica"]
    other = there.removesuffix("/w") + "/postgres"
    assert "copy of another database" in examined(second, database__replica=other)["replica"]
    assert "leads to a replica" in examined(first, database__url=there)["server"]
    # It stands still, and a migration is not there yet.
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_commit = 'local'")
    cluster.tell(cluster.first, "ALTER ROLE w SET statement_timeout = '5s'")
    cluster.tell(cluster.first, "SELECT pg_reload_conf()")
    eventually(lambda: cluster.tell(cluster.first, "SHOW synchronous_commit") == [("local",)])
    cluster.tell(cluster.second, "SELECT pg_wal_replay_pause()")
    cluster.tell(
        cluster.first,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('made-up', '1', now())",
    )
    # Past pgbouncer, whose sessions began before.
    direct = f"postgresql://w@127.0.0.1:{cluster.first}/w"
    told = examined(second, database__url=direct)
    assert "wrong: The replica was told to stand still" in told["replaying"]
    assert "does not have the same migrations" in told["replaying"]
    assert "synchronous_commit is local" in told["commits"]
    assert "statement_timeout is 5s" in told["commits"]
    cluster.tell(cluster.second, "SELECT pg_wal_replay_resume()")
    cluster.tell(cluster.first, "DELETE FROM django_migrations WHERE app = 'made-up'")
    cluster.tell(cluster.first, "ALTER ROLE w RESET statement_timeout")
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_standby_names = ''")
    cluster.tell(cluster.first, "SELECT pg_reload_conf()")
    eventually(lambda: "waits for no replica" in examined(second).get("commits", ""))
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    cluster.tell(cluster.first, "SELECT pg_reload_conf()")
    eventually(lambda: "waits for no replica" not in examined(second)["commits"])
    assert not {"replica", "replaying"} & set(examined(second))


def test_the_doctor_tells_servers_apart():
    ours = Server(False, "7", "w", 150_004, "1.5")
    theirs = ours._replace(copying=True)
    assert list(same(theirs, ours)) == []
    [old] = same(theirs._replace(version=140_011), ours)
    assert "PostgreSQL 14, the primary 15" in old.what
    [other] = same(theirs._replace(cluster="8"), ours)
    assert "another database" in other.what


def test_what_the_replica_cannot_answer_the_primary_is_asked(cluster, hosts):
    async def asked(query):
        database = open_database(cluster.url, Path("none"), cluster.replica)
        try:
            return await database.copied_rows(query, {})
        finally:
            database.close()
            await asyncio.sleep(0.1)  # its connections end with a turn of the loop

    assert asyncio.run(asked("SELECT 1")) == [(1,)]
    # As while a new column is not there yet; a conflict with what is replayed ends queries, too.
    assert asyncio.run(asked("SELECT nothing_like_it FROM exchange_record")) is None


def test_a_database_that_is_gone_and_back_costs_seconds_and_nothing_else(
    cluster, hosts, field, eventually, stored
):
    cluster.down("one")
    time.sleep(2)
    before = field.shared()
    cluster.up("one")
    back = time.monotonic()
    eventually(lambda: field.shared() > before + 5, 30)
    assert time.monotonic() - back < NOTICED
    field.check(eventually, stored, hosts[1])
    problems = {told for one in field.sharers for told in one.problems}
    # Every refusal was a sentence that says what to do.
    assert all("again" in told for told in problems if told.startswith("{")), problems


def test_a_host_that_is_gone_is_hardly_noticed(hosts, field, eventually, stored):
    (_, second), member, _ = hosts
    second.kill()
    before = field.shared()
    eventually(lambda: field.shared() > before + 10, 30)
    second.start()
    field.check(eventually, stored, member)
    assert worst(field) < NOTICED


def test_pages_come_from_the_replica_and_go_on_without_it(cluster, hosts, field, stored):
    (_, second), member, _ = hosts
    # A replica that stands still: what is new is not there, and no cursor goes past it.
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_commit = 'local'")
    cluster.tell(cluster.first, "SELECT pg_reload_conf()")
    time.sleep(0.5)
    cluster.tell(cluster.second, "SELECT pg_wal_replay_pause()")
    time.sleep(0.5)
    path = f"{second.url}taxii2/sector/collections/{field.collection}/objects/"
    there = member.http.get(path, params={"limit": 1000})
    still = [one["id"] for one in there.json()["objects"]]
    all_of_it = stored(member, field.collection)
    time.sleep(1)
    again = member.http.get(path, params={"limit": 1000})
    assert [one["id"] for one in again.json()["objects"]] == still
    assert all_of_it[: len(still)] == still
    assert len(stored(member, field.collection)) > len(still)
    cluster.tell(cluster.second, "SELECT pg_wal_replay_resume()")
    cluster.tell(cluster.first, "ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
    cluster.tell(cluster.first, "SELECT pg_reload_conf()")


def test_failover_to_the_replica_loses_and_repeats_nothing(
    cluster, hosts, field, eventually, stored
):
    cluster.down("one")
    gone = time.monotonic()
    cluster.promote()
    cluster.point(cluster.second)
    before = field.shared()
    eventually(lambda: field.shared() > before + 5, 30)
    took = time.monotonic() - gone
    there = field.check(eventually, stored, hosts[1])
    assert len(there) > 10
    assert max(took, worst(field)) < NOTICED
    # What was the replica is the primary now: there is none.
    assert "same server" in examined(hosts[0][1])["replica"]


def test_a_server_that_is_silent_is_waited_for_in_seconds_unless_the_address_says_so():
    assert "tcp_user_timeout=8000" in patient("postgresql://w@a.example/w")
    assert "tcp_user_timeout=77" in patient("postgresql://w@a.example/w?tcp_user_timeout=77")
