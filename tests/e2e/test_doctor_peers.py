"""`wardline doctor` on feeds and peers: late ones, their folders, keys and certificates."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import threading
import time

import pytest

import examining
from examining import change, examined
from wardline.hub.doctor import peers
from wardline.hub.doctor.scene import DAY, SECOND

still, data = examining.still_fixture, examining.data_fixture


COLLECTION = """INSERT INTO exchange_collection (uuid, title, description, read_all, write_all,
    last_added, created_at) VALUES ('u', 'Old', '', 1, 1, 5, 1)"""
FEED = """INSERT INTO exchange_feed (id, url, kind, collection_id, secret_file, cursor, created_at,
    pulled_at, problem, added, failed, next_at, lease_until, failures, direction, peer, stones,
    withdrawn) SELECT ?, ?, ?, max(id), ?, '', ?, ?, '', 0, 0, 0, 0, 0, ?, ?, '', 0
    FROM exchange_collection"""


def feed(number, url, *, kind="taxii", key="", made=None, done=None, out=False, peer=""):
    """A row of a feed that has not failed yet."""
    made = int(time.time()) * SECOND if made is None else made
    return (FEED, (number, url, kind, key, made, done, "out" if out else "in", peer))


def test_feeds_that_nobody_pulls(data):
    week = int(time.time()) * SECOND - 8 * DAY
    new = feed("n", "https://new.made-up.example/taxii2/")
    never = feed("a", "https://never.made-up.example/taxii2/", made=week)
    long_ago = feed("b", "/srv/made-up", kind="misp", made=week, done=week, out=True)
    change(data, COLLECTION, new, never, long_ago)
    told = examined(data)["feeds"][1]
    assert "from never.made-up.example was pulled never" in told
    assert "The misp feed to a folder was pushed not since" in told
    assert "wardline feed push b" in told
    assert "new.made-up.example" not in told
    # By the clock a few hours are long.
    by_clock = {"WARDLINE_FEEDS__EVERY_MINUTES": "10"}
    later = int(time.time()) * SECOND + DAY
    told = examined(data, by_clock, clock=lambda: later)["feeds"][1]
    assert "from new.made-up.example was pulled never" in told


def test_folders_of_feeds_out(data, tmp_path, monkeypatch):
    now = int(time.time()) * SECOND
    good, file = tmp_path / "good", tmp_path / "file"
    good.mkdir()
    file.touch()
    (good / "manifest.json").write_text("{}")
    out = {"kind": "misp", "out": True, "done": now}
    change(data, COLLECTION, feed("a", str(good), **out))
    assert examined(data)["feed-folders"][0] == "fine"
    (good / "manifest.json").unlink()
    assert "no manifest.json" in examined(data)["feed-folders"][1]
    change(
        data,
        feed("b", f"{good}/", **out),
        feed("c", str(file / "feed"), **out),
        feed("d", str(data / "feed"), **out),
    )
    told = examined(data)["feed-folders"][1]
    assert f"2 feeds are written into {good}" in told
    assert f"may not write into {file / 'feed'}" in told
    assert f"written into {data / 'feed'}, inside the data folder" in told
    monkeypatch.setattr(peers.os, "access", lambda path, _mode: path != good)
    assert f"may not write into {good}" in examined(data)["feed-folders"][1]


def test_keys_for_peers(data):
    (data / "feeds").mkdir(mode=0o700)
    key = data / "feeds" / "a.key"
    key.write_text("made-up")
    key.chmod(0o600)
    change(data, COLLECTION, feed("a", "https://a.made-up.example/x/", key="feeds/a.key"))
    assert examined(data)["feed-keys"][0] == "fine"
    data.chmod(0o755)
    key.chmod(0o644)
    assert str(key) in examined(data)["secret-files"][1]
    data.chmod(0o700)
    key.unlink()
    assert "wardline feed key a --key-file" in examined(data)["feed-keys"][1]
    change(data, feed("b", "http://b.made-up.example/x/", key="feeds/a.key"))
    assert "in the clear" in examined(data)["feed-keys"][1]


def test_peers_with_whom_nothing_passes(data):
    now = int(time.time()) * SECOND
    change(
        data,
        COLLECTION,
        """INSERT INTO members_organization (id, name, kind, active, operator, created_at)
        VALUES ('p', 'Made-up Peer', 'other', 1, 0, 1)""",
        """INSERT INTO members_peer (organization_id, hub, ceiling, relays, agreement, created_at)
        VALUES ('p', 'p', 1, 1, '', 1)""",
    )
    assert "Nothing can pass between this hub and Made-up Peer" in examined(data)["peers"][1]
    key = """INSERT INTO members_key (id, organization_id, label, digest, scopes, created_at,
        expires_at, revoked_at) VALUES (?, 'p', 'x', ?, 'read', 1, ?, NULL)"""
    change(data, (key, ("k", b"1", now + 5 * DAY)))
    assert "The last key of Made-up Peer ends on" in examined(data)["peers"][1]
    change(data, (key, ("l", b"2", None)))
    assert examined(data)["peers"][0] == "fine"
    change(
        data,
        feed("a", "https://p.made-up.example/x/", peer="p"),
        "UPDATE members_organization SET active = 0 WHERE id = 'p'",
    )
    assert "was put out, and 1 feeds" in examined(data)["peers"][1]


@pytest.fixture(scope="module")
def secured(tmp_path_factory):
    """A server that speaks TLS, with a certificate that ends in two days."""
    folder = tmp_path_factory.mktemp("tls")
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-subj", "/CN=localhost", "-keyout", folder / "key", "-out", folder / "cert"]
    subprocess.run([*words.split(), *map(str, files)], check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert", folder / "key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_certificates_of_peers(data, secured):
    change(
        data,
        COLLECTION,
        feed("a", f"https://127.0.0.1:{secured}/taxii2/"),
        feed("b", "https://127.0.0.1:9/taxii2/"),
    )
    told = examined(data, offline=False)["peer-certificates"][1]
    assert "The certificate of 127.0.0.1 at 127.0.0.1 ends on" in told
    assert "does not answer at 127.0.0.1 port 9" in told
    later = int(time.time()) * SECOND + 3 * DAY
    told = examined(data, offline=False, clock=lambda: later)["peer-certificates"]
    assert told[0] == "wrong"
    assert "ended on" in told[1]
