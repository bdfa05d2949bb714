"""`wardline doctor` on installations that are broken in each way, and on ones that are whole."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from types import SimpleNamespace

import httpx
import pytest

import console
import examining
from examining import PERSON, change, examined, states
from wardline.hub import doctor, health
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.doctor import machine, reach
from wardline.hub.doctor.scene import DAY, SECOND, Scene
from wardline.testing.procs import free_port

still, data = examining.still_fixture, examining.data_fixture


@pytest.fixture(scope="module")
def whole(make_hub):
    """A running hub that somebody runs."""
    hub = make_hub()
    hub.run(code=PERSON)
    # The exchange answers before the first page can.
    assert httpx.get(f"{hub.url}account/login/", timeout=60).status_code == 200
    return hub


def test_a_whole_hub_has_no_findings(whole, data):
    done = console.run("doctor", "--data", whole.data, "--json", env=whole.environment)
    told = json.loads(done.stdout)
    assert [one for one in told["checks"] if one["findings"]] == []
    assert (done.returncode, told["ok"]) == (0, True)
    assert {one["state"] for one in told["checks"]} == {"fine"}
    # A copy that does not run: all that is stored is fine as well.
    assert states(examined(data)) == {}


def test_findings_are_told_with_their_mending_and_no_secret(whole, data):
    environ = whole.environment | {
        "WARDLINE_MAIL__HOST": "mail.made-up.example",
        "WARDLINE_NO__SUCH": "1",
        "WARDLINE_DATABASE__URL": "postgresql://w:hunter2secret@127.0.0.1:1/none",
    }
    done = console.run("doctor", "--offline", "--data", data, env=environ)
    assert done.returncode == 1
    assert "WRONG mail-settings: mail.host is set, but mail.from is not" in done.stdout
    assert "→ Set mail.from" in done.stdout
    assert "WARDLINE_NO__SUCH" in done.stdout
    assert "database" in done.stdout
    assert "hunter2secret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


SETTINGS = [
    ({"mail.host": "mail.made-up.example"}, "mail-settings", "mail.from"),
    ({"mail.from": "hub@made-up.example"}, "mail-settings", "mail.host"),
    (
        {"mail.host": "m.example", "mail.from": "a@b.example", "mail.user": "u"},
        "mail-settings",
        "mail.password_file",
    ),
    (
        {"mail.host": "m.example", "mail.from": "a@b.example", "mail.security": "none"},
        "mail-settings",
        "in the clear",
    ),
    ({"mail.host": "m.example", "mail.from": "a@b.example"}, "address", "portal.address"),
    ({"portal.address": "http://hub.example.org/"}, "address", "https://"),
    ({"portal.address": "hub.example.org"}, "address", "no web address"),
    ({"portal.address": "https://hub.example.org/x/"}, "address", "a path"),
    ({"review.deadline_hours": "400", "review.keep_days": "14"}, "review-settings", "destroyed"),
    ({"tokens.grace_days": "9", "tokens.epoch_days": "7"}, "review-settings", "grace"),
    ({"oidc.server": "https://id.example.org/"}, "sign-in", "oidc.client"),
    ({"security.second_factor": "none"}, "sign-in", "second factor"),
    ({"security.idle_minutes": "0"}, "sign-in", "pause"),
    ({"feeds.allow_private": "true"}, "inner-addresses", "feeds.allow_private"),
    ({"webhooks.allow_private": "true"}, "inner-addresses", "webhooks.allow_private"),
    ({"taxii.page_limit": "many"}, "settings", "taxii.page_limit"),
    ({"mail.password_file": "/nonexistent/word"}, "secret-files", "not there"),
    ({"review.keys_file": "/nonexistent/disk/keys"}, "secret-files", "Mount its disk"),
]


@pytest.mark.parametrize(("settings", "check", "said"), SETTINGS)
def test_settings_that_contradict_each_other(data, settings, check, said):
    environ = {f"WARDLINE_{k.upper().replace('.', '__')}": v for k, v in settings.items()}
    state, told = examined(data, environ)[check]
    assert state in ("wrong", "watch")
    assert said in told


def test_a_database_elsewhere_without_tls(tmp_path):
    # An address of the documentation's range: nothing answers there.
    environ = {"WARDLINE_DATABASE__URL": "postgresql://w@192.0.2.1/hub"}
    scene = Scene(tmp_path, environ)
    [check] = [one for one in doctor.CHECKS if one.name == "database-way"]
    assert "sslmode=verify-full" in next(iter(check.find(scene))).mend
    safe = Scene(
        tmp_path, {"WARDLINE_DATABASE__URL": "postgresql://w@192.0.2.1/hub?sslmode=verify-full"}
    )
    assert list(check.find(safe)) == []


def test_folders_files_and_owners(data, tmp_path):
    assert states(examined(tmp_path / "none")) == {"folder": "wrong"}
    data.chmod(0o755)
    assert "chmod 700" in examined(data)["owner"][1]
    data.chmod(0o700)
    # Nobody gets as far as its files then.
    (data / "wardline.sqlite3").chmod(0o644)
    assert examined(data)["secret-files"][0] == "fine"
    data.chmod(0o755)
    assert "chmod go=" in examined(data)["secret-files"][1]
    (data / "wardline.sqlite3").chmod(0o600)
    (data / "docket").mkdir(mode=0o700)
    key = data / "docket" / "master.key"
    key.write_bytes(bytes(32))
    key.chmod(0o640)
    assert str(key) in examined(data)["secret-files"][1]
    key.chmod(0o600)
    data.chmod(0o700)
    assert "review.keys_file" in examined(data)["keys-place"][1]
    inside = {"WARDLINE_REVIEW__KEYS_FILE": str(data / "keys")}
    assert "another disk" in examined(data, inside)["keys-place"][1]
    word = tmp_path / "word"
    word.write_text("hunter2")
    word.chmod(0o644)
    named = {"WARDLINE_MAIL__PASSWORD_FILE": str(word)}
    assert str(word) in examined(data, named)["secret-files"][1]


def test_somebody_elses_files(data):
    def other(scene):
        scene.user = 4_000_000

    assert "belongs to user" in examined(data, change=other)["owner"][1]
    if os.geteuid() == 0:
        (data / "spool").mkdir(mode=0o700)
        os.chown(data / "spool", 65_534, 65_534)
        assert "as root" in examined(data)["owner"][1]


def test_old_interpreters_and_libraries(data):
    def old(scene):
        scene.python, scene.sqlite = (3, 10, 2), (3, 34, 1)

    told = examined(data, change=old)
    assert (told["python"][0], told["sqlite"][0]) == ("wrong", "wrong")
    late = examined(data, clock=lambda: 1_900_000_000 * SECOND)
    assert late["python"][0] == "watch"


@pytest.mark.parametrize(("free", "state"), [(100 * 2**20, "wrong"), (2**30, "watch")])
def test_room_on_the_disk(data, monkeypatch, free, state):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert examined(data)["disk"][0] == state


def test_a_network_file_system(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    assert machine.filesystem(tmp_path / "data", mounts) == "nfs4"
    assert machine.filesystem(tmp_path.parent, mounts) == "ext4"


def test_databases_of_another_release(data):
    change(data, "DELETE FROM django_migrations WHERE app = 'exchange' AND name LIKE '0005%'")
    told = examined(data)
    assert "exchange.0005_feed_lease" in told["migrations"][1]
    assert told["audit-log"][0] == "skipped"
    change(
        data,
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('exchange', '0999_later', '2026-01-01')",
    )
    assert "newer than the program" in examined(data)["migrations"][1]


def test_an_empty_and_a_damaged_database(data, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    sqlite3.connect(empty / "wardline.sqlite3").execute(
        "PRAGMA journal_mode=WAL"
    ).connection.close()
    assert "is empty" in examined(empty)["migrations"][1]
    path = data / "wardline.sqlite3"
    for one in data.glob("wardline.sqlite3-*"):
        one.unlink()
    content = bytearray(path.read_bytes())
    for page in range(20, 60):
        content[page * 16_384 : page * 16_384 + 400] = os.urandom(400)
    path.write_bytes(content)
    told = examined(data)
    assert told["damage"][0] == "wrong"
    path.write_bytes(b"nonsense" * 4000)
    assert examined(data)["database"][0] == "wrong"


def test_clocks_that_are_off(data):
    year = int(time.time()) * SECOND - 365 * DAY
    assert "still to come" in examined(data, clock=lambda: year)["clock"][1]


def test_backups_legal_texts_and_secrets_that_grow_old(data):
    ahead = {days: int(time.time()) * SECOND + days * DAY for days in (4, 200, 400)}
    console.run("backup", f"{data}.backup", "--data", data, check=True)
    assert "3 days old" in examined(data, clock=lambda: ahead[4])["backup"][1]
    assert (
        "compared with their source" in examined(data, clock=lambda: ahead[200])["legal-texts"][1]
    )
    assert "wardline secret renew portal" in examined(data, clock=lambda: ahead[400])["secrets"][1]


def test_there_was_never_a_backup(still):
    later = int(time.time()) * SECOND + 3 * DAY
    assert examined(still.data, clock=lambda: later)["backup"][0] == "wrong"
    assert examined(still.data)["backup"][0] == "fine"


async def checked(hub, clock):
    """What /readyz would tell of a hub that does not run."""
    settings = load(hub.data, {"WARDLINE_DATABASE__URL": hub.database})
    database = open_database(hub.database, hub.data / "none")
    try:
        return await health.checks(database, settings, clock)
    finally:
        database.close()
        await asyncio.sleep(0.1)  # its connections end with a turn of the loop


def test_a_postgresql_server_that_may_lose_what_it_confirmed(make_hub):
    hub = make_hub("postgresql", start=False)
    hub.run(code=PERSON)
    environ = {"WARDLINE_DATABASE__URL": hub.database}
    told = examined(hub.data, environ)
    # The server of the tests is quick and careless; all else is as it should be.
    assert states(told) == {"server": "wrong"}
    assert "ALTER SYSTEM SET fsync = on" in told["server"][1]
    assert "full_page_writes" in told["server"][1]
    minute = examined(hub.data, environ, clock=lambda: int(time.time() + 60) * SECOND)
    assert minute["clock"][0] == "wrong"
    assert "the database server's are" in minute["clock"][1]
    later = asyncio.run(checked(hub, lambda: int(time.time() + 60) * SECOND))
    assert (later["clock"], health.ready(later)) == ("off", False)
    away = examined(hub.data, {"WARDLINE_DATABASE__URL": "postgresql://w:hunter2@127.0.0.1:1/x"})
    assert (away["database"][0], away["migrations"][0]) == ("wrong", "skipped")
    assert "hunter2" not in str(away)


QUEUE = """
INSERT INTO notices_mail (id, user_id, address, subject, body, created_at, next_at, tries, problem)
SELECT 'a', id, 'x@made-up.example', 's', 'b', 1, 1, 0, '' FROM members_user LIMIT 1"""
HOOK = """
INSERT INTO notices_hook (id, organization_id, url, secret, events, made_by, created_at, failures,
    active, problem)
SELECT 'h', id, 'https://h.example/', 's', '', 'm', 1, 9, 0, 'gone'
FROM members_organization LIMIT 1"""
CALL = """
INSERT INTO notices_call (id, hook_id, key, body, created_at, next_at, tries, problem)
VALUES ('c', 'h', 'k', '{}', 1, 1, 0, '')"""
MAIL = {
    "WARDLINE_MAIL__HOST": "127.0.0.1",
    "WARDLINE_MAIL__FROM": "a@made-up.example",
    "WARDLINE_PORTAL__ADDRESS": "https://hub.made-up.example/",
}


def test_queues_that_are_stuck(data):
    change(data, QUEUE, HOOK, CALL)
    state, told = examined(data, MAIL)["queues"]
    assert state == "wrong"
    assert "1 mails are stuck" in told
    assert "1 calls of webhooks are stuck" in told
    assert "1 webhooks were switched off" in told
    assert "made-up.example" not in told


def test_a_keeper_that_is_behind(data):
    spool = data / "spool"
    spool.mkdir(mode=0o700)
    (spool / "old").write_bytes(b"x")
    os.utime(spool / "old", (1, 1))
    assert "wait for the audit log" in examined(data)["keeper"][1]
    shutil.rmtree(spool)
    later = int(time.time()) * SECOND + 5 * DAY
    assert "head of yesterday" in examined(data, clock=lambda: later)["keeper"][1]


def test_feeds_and_providers_that_fail(data):
    change(
        data,
        """INSERT INTO exchange_collection (uuid, title, description, read_all, write_all,
        last_added, created_at) VALUES ('u', 'Old', '', 1, 1, 5, 1)""",
        """INSERT INTO exchange_feed (id, url, kind, collection_id, secret_file, cursor,
        created_at, problem, added, failed, next_at, lease_until, failures, direction, peer, stones,
        withdrawn) SELECT 'f', 'https://user:hunter2@peer.made-up.example/path', 'taxii', max(id),
        '', '', 1, 'It does not answer.', 0, 0, 0, 0, 4, 'in', '', '', 0
        FROM exchange_collection""",
        """INSERT INTO advisories_provider (id, url, folder, name, namespace, category, role,
        listed, mirrored, updated, keys, seen, active, added_at, next_at, taken, problem,
        failures, marks, secret_file, secret_header)
        VALUES ('p', 'https://csaf.made-up.example/x.json', '', '', '', 'other',
        'csaf_provider', 1, 1, '', '[]', '{}', 1, 1, 0, 0, 'It does not answer.', 3,
        '{}', '', '')""",
    )
    state, told = examined(data)["feeds"]
    assert state == "watch"
    assert "peer.made-up.example" in told
    assert "hunter2" not in told
    state, told = examined(data)["providers"]
    assert state == "watch"
    assert "csaf.made-up.example fails" in told


def test_a_provider_that_nobody_looks_at_and_what_it_is_shown(data, tmp_path):
    key = tmp_path / "client.key"
    key.write_text("made up")
    key.chmod(0o644)
    change(
        data,
        """INSERT INTO advisories_provider (id, url, folder, name, namespace, category, role,
        listed, mirrored, updated, keys, seen, active, added_at, next_at, taken, problem,
        failures, marks, secret_file, secret_header, pulled_at, client_cert, client_key)
        VALUES ('p', 'https://csaf.made-up.example/x.json', '', '', '', 'other',
        'csaf_provider', 1, 1, '', '[]', '{}', 1, 1, 0, 0, '', 0,
        '{}', 'FOLDER/gone', '', 1, 'FOLDER/client.pem', 'FOLDER/client.key')""".replace(
            "FOLDER", str(tmp_path)
        ),
    )
    (data / "wardline.toml").write_text("[advisories]\nevery_minutes = 60\n")
    state, told = examined(data)["providers"]
    assert state == "wrong"
    assert "was not looked at since 1970" in told
    assert f"{tmp_path}/gone" in told
    assert f"{tmp_path}/client.pem" in told
    assert f"may read {key}" in told


def test_how_a_request_came_is_told(whole):
    way = {"scheme": "http", "by": "direct"}
    assert httpx.get(f"{whole.url}healthz").json()["asked"] == way
    sent = {"x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https"}
    # For whom a proxy asks that nobody named is not known.
    assert "asked" not in httpx.get(f"{whole.url}healthz", headers=sent).json()


@pytest.mark.parametrize(
    ("scheme", "by", "said"),
    [
        ("http", "direct", "neither for whom it asks nor"),
        ("http", "proxy", "does not say that it was asked by HTTPS"),
        ("https", "proxy", ""),
        ("https", "direct", ""),
    ],
)
def test_what_stands_before_the_hub(data, monkeypatch, scheme, by, said):
    answer = {"hub": "made-up", "asked": {"scheme": scheme, "by": by}}
    change(data, "UPDATE exchange_setting SET value = 'made-up' WHERE name = 'identity'")
    change(data, "INSERT INTO exchange_setting VALUES ('address', 'http://127.0.0.1:8400/')")
    monkeypatch.setattr(reach.httpx, "get", lambda *_, **__: httpx.Response(200, json=answer))
    environ = {"WARDLINE_PORTAL__ADDRESS": "https://hub.made-up.example/"}
    only = ("public-address", "forwarded")
    told = examined(data, environ, offline=False, only=only)
    assert told["public-address"][0] == "fine"
    assert told["forwarded"][0] == ("wrong" if said else "fine")
    assert said in told["forwarded"][1]


@pytest.mark.parametrize(
    ("proxies", "address", "state", "said"),
    [
        ("", "https://hub.made-up.example/", "wrong", "Name the proxy's address in portal.trusted"),
        ("192.0.2.1", "https://hub.made-up.example/", "watch", "outside metrics.networks"),
        ("", "http://hub.made-up.example/", "watch", "outside metrics.networks"),
    ],
)
def test_where_it_is_not_told_what_stands_before_the_hub(
    data, monkeypatch, proxies, address, state, said
):
    change(data, "UPDATE exchange_setting SET value = 'made-up' WHERE name = 'identity'")
    change(data, "INSERT INTO exchange_setting VALUES ('address', 'http://127.0.0.1:8400/')")
    answer = httpx.Response(200, json={"hub": "made-up"})
    monkeypatch.setattr(reach.httpx, "get", lambda *_, **__: answer)
    environ = {
        "WARDLINE_PORTAL__ADDRESS": address,
        "WARDLINE_PORTAL__TRUSTED_PROXIES": proxies,
    }
    only = ("public-address", "forwarded")
    told = examined(data, environ, offline=False, only=only)
    assert told["forwarded"][0] == state
    assert said in told["forwarded"][1]


@pytest.mark.parametrize("what", ["changed", "cut"])
def test_an_audit_log_that_was_changed(data, what):
    triggers = [
        row[0]
        for row in sqlite3.connect(data / "wardline.sqlite3").execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        )
    ]
    change(
        data,
        *[f"DROP TRIGGER {name}" for name in triggers],
        "UPDATE audit_entry SET name = 'Somebody else' WHERE number = 1"
        if what == "changed"
        else "DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)",
    )
    state, told = examined(data)["audit-log"]
    assert state == "wrong"
    assert "wardline audit verify" in told


def test_nobody_can_run_it(data):
    change(data, "UPDATE members_user SET is_active = 0")
    assert "No administrator" in examined(data)["people"][1]
    change(data, "DELETE FROM members_user")
    assert examined(data)["people"][0] == "watch"


def test_a_hub_that_does_not_run_or_is_another(whole, data):
    assert "never started" in examined(data, offline=False)["running"][1]
    change(data, "INSERT INTO exchange_setting VALUES ('address', 'http://127.0.0.1:9/')")
    told = examined(data, offline=False)
    assert "does not answer" in told["running"][1]
    assert told["portal"][0] == "skipped"
    change(
        data,
        ("UPDATE exchange_setting SET value = ? WHERE name = 'address'", (whole.url,)),
        "UPDATE exchange_setting SET value = 'made-up' WHERE name = 'identity'",
    )
    assert "another hub answers" in examined(data, offline=False)["running"][1]


def test_the_public_address(whole):
    wrong = {"WARDLINE_PORTAL__ADDRESS": "http://127.0.0.1:9/"}
    assert "does not answer" in examined(whole.data, wrong, offline=False)["public-address"][1]
    right = {"WARDLINE_PORTAL__ADDRESS": whole.url}
    assert examined(whole.data, right, offline=False)["public-address"][0] == "fine"


def test_a_portal_that_is_down(whole, monkeypatch):
    # More than the exchange takes to answer; the front door waits for its portal for 30 s.
    monkeypatch.setattr(reach, "PATIENCE", 3.0)
    stop, killed = threading.Event(), threading.Event()

    def kill():
        while not stop.is_set():
            whole.kill_portal()
            killed.set()
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        assert killed.wait(30)
        told = examined(whole.data, offline=False, only=("running", "portal"))
    finally:
        stop.set()
        thread.join()
    assert told["running"][0] == "fine"
    assert "The portal does not answer" in told["portal"][1]


def test_a_keeper_that_does_not_run(whole, eventually):
    beat = whole.data / "keeper.beat"
    eventually(beat.exists)
    words = ["pgrep", "-g", str(whole.process.pid), "-f", "wardline.hub.keeper"]
    found = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    for number in found:
        os.kill(int(number), signal.SIGSTOP)  # it is there, and does nothing
    time.sleep(0.2)
    os.utime(beat, (1, 1))
    time.sleep(1.1)  # what /readyz told is kept for a second
    try:
        told = examined(whole.data, offline=False, only=("running", "keeper-process"))
    finally:
        for number in found:
            os.kill(int(number), signal.SIGCONT)
    assert told["running"][0] == "fine"
    assert "The keeper's process does not work" in told["keeper-process"][1]


def test_a_mail_server_that_is_away_or_refuses(data):
    port = free_port()
    environ = {**MAIL, "WARDLINE_MAIL__PORT": str(port)}
    assert "does not answer" in examined(data, environ, offline=False)["mail-server"][1]
    from aiosmtpd.controller import Controller

    class Handler:
        pass

    server = Controller(Handler(), hostname="127.0.0.1", port=port, ready_timeout=60)
    server.start()
    try:
        lacks = examined(data, environ, offline=False)["mail-server"][1]
        assert "does not offer" in lacks
        plain = {**environ, "WARDLINE_MAIL__SECURITY": "none"}
        assert examined(data, plain, offline=False)["mail-server"][0] == "fine"
    finally:
        server.stop()
