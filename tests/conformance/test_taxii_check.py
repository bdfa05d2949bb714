"""The tester itself: it passes a sound server, and finds each fault where it is, and only there."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import console
from wardline.client.http import Credentials
from wardline.testing.taxii.check import run, summary
from wardline.testing.taxii.session import Session

MEDIA = "application/taxii+json;version=2.1"


def key_files(hub, member, folder, monkeypatch=None):
    files = {"key": member.key, "read": hub.key_for(member.organization, "read").key}
    files["write"] = hub.key_for(member.organization, "write").key
    files["other"] = hub.member("Other").key
    for name, key in files.items():
        (folder / name).write_text(key)
    return files


def test_our_hub_passes_every_check(hub, member, collection, tmp_path):
    key_files(hub, member, tmp_path)
    done = console.run(
        "taxii",
        "check",
        f"{hub.url}taxii2/",
        "--key-file",
        tmp_path / "key",
        "--read-key-file",
        tmp_path / "read",
        "--write-key-file",
        tmp_path / "write",
        "--other-key-file",
        tmp_path / "other",
        "--collection",
        collection,
        "--json",
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    bad = [c for c in document["checks"] if c["result"] in ("fail", "warn")]
    assert bad == []
    not_run = {c["id"] for c in document["checks"] if c["result"] == "not-run"}
    assert not_run == {"tls", "crash_safety", "dns_srv"}
    assert document["summary"]["must"]["passed"] >= 50
    # It leaves nothing behind.
    assert member.ids(collection) == []


class Proxy(BaseHTTPRequestHandler):
    """Passes requests to a sound hub, and spoils the answers by one fault."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    hub = ""
    fault = ""
    http: httpx.Client

    def log_message(self, *_):
        pass

    def _answer(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
        path = self.path
        query = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        if self.fault == "limit ignored" and "limit" in query and query["limit"].isdigit():
            path = path.replace(f"limit={query['limit']}", f"limit={int(query['limit']) + 1}")
        if self.fault == "bad limit served" and not query.get("limit", "1").isdigit():
            path = urlsplit(path).path
        answer = self.http.request(
            self.command, f"{self.hub}{path.lstrip('/')}", headers=headers, content=body
        )
        self._send(answer, path)

    def _send(self, answer, path):
        status, content = answer.status_code, answer.content
        headers = {
            k: v
            for k, v in answer.headers.items()
            if k not in ("content-length", "content-encoding", "date", "server")
        }
        is_page = "/objects/" in path or "/manifest/" in path
        if self.fault == "wrong media type":
            headers["content-type"] = "application/json"
        if self.fault == "no challenge":
            headers.pop("www-authenticate", None)
        if self.fault == "no date headers":
            headers = {k: v for k, v in headers.items() if not k.startswith("x-taxii")}
        if self.fault == "swapped date headers" and "x-taxii-date-added-first" in headers:
            first, last = headers["x-taxii-date-added-first"], headers["x-taxii-date-added-last"]
            headers["x-taxii-date-added-first"] = last
            headers["x-taxii-date-added-last"] = first
        if self.fault == "empty list" and is_page and content == b"{}" and status == 200:
            content = b'{"objects":[]}'
        if self.fault == "traceback" and status == 404:
            content = b'{"title":"x","description":"Traceback (most recent call last)"}'
        if self.fault == "500 for malformed" and status == 400 and self.command == "POST":
            status = 500
        if self.fault == "numeric next" and b'"next":"' in content:
            page = json.loads(content)
            content = json.dumps({**page, "next": 7}).encode()
        if self.fault == "drops unknown properties" and b"x_made_up" in content:
            page = json.loads(content)
            for obj in page.get("objects", []):
                obj.pop("x_made_up", None)
            content = json.dumps(page).encode()
        if self.fault == "garbage":
            content = b"<html>"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_PATCH = _answer  # noqa: N815 # http.server's names


@pytest.fixture(scope="module")
def faulty(make_hub):
    """One hub behind all the faults, and its member."""
    hub = make_hub()
    return hub, hub.member()


@pytest.fixture
def spoiled(faulty, request):
    """Runs the checks against a hub behind a proxy that spoils its answers by a fault."""
    hub, member = faulty
    collection = hub.collection()
    http = httpx.Client(timeout=20, verify=False)  # noqa: S501 # plain http on loopback
    handler = type("Spoiled", (Proxy,), {"hub": hub.url, "fault": request.param, "http": http})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/taxii2/"
    session = Session(url, Credentials(member.key), write=True, collection=collection)
    yield session, request.param
    server.shutdown()
    server.server_close()
    http.close()


FAULTS = {
    "wrong media type": {"content_type"},
    "no challenge": {"challenge"},
    "no date headers": {"date_headers", "date_headers_match"},
    "swapped date headers": {"date_headers", "date_headers_match", "walk_added_after"},
    "limit ignored": {"limit_held"},
    "bad limit served": {"limit_malformed", "error_resource"},
    "empty list": {"empty_result"},
    "traceback": {"error_resource"},
    "500 for malformed": {"malformed"},
    "numeric next": {"more_and_next"},
    "drops unknown properties": {"round_trip"},
}


@pytest.mark.parametrize("spoiled", list(FAULTS), indirect=True)
def test_each_fault_is_found(spoiled):
    session, fault = spoiled
    results = run(session)
    found = {r.id for r in results if r.result in ("fail", "warn")}
    assert FAULTS[fault] <= found
    # A broken cursor shows in the walks as well; nothing else is blamed.
    related = {"walk_next", "walk_added_after", "next_twice", "concurrent_walk", "compression"}
    related |= {"limit_malformed"} if fault == "limit ignored" else set()
    assert found - FAULTS[fault] <= related
    assert summary(results)["must"]["failed"] + summary(results)["quality"]["failed"] > 0


@pytest.mark.parametrize("spoiled", ["garbage"], indirect=True)
def test_a_server_that_is_none_is_told_in_a_sentence(spoiled):
    from wardline.core.errors import WardlineError

    with pytest.raises(WardlineError, match="There is no"):
        run(spoiled[0])
    spoiled[0].close()


def test_nobody_there(tmp_path):
    (tmp_path / "key").write_text("x")
    done = console.run(
        "taxii", "check", "http://127.0.0.1:9/taxii2/", "--key-file", tmp_path / "key"
    )
    assert done.returncode == 4
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("mode", ["pages", "empty", "object", "manifest", "write"])
def test_the_load_meter_counts_what_the_server_gives(member, hub, make_indicator, tmp_path, mode):
    collection = hub.collection()
    member.post(collection, [make_indicator(i) for i in range(25)])
    (tmp_path / "key").write_text(member.key)
    done = console.run(
        "taxii",
        "load",
        f"{hub.url}taxii2/sector/collections/{collection}/",
        "--key-file",
        tmp_path / "key",
        "--mode",
        mode,
        "--clients",
        "3",
        "--seconds",
        # Writing takes longer than reading, of which a key may do so much a second.
        "3" if mode == "write" else "0.5",
        "--limit",
        "10",
        "--batch",
        "20",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["requests"] > 3
    assert figures["errors"] == 0
    assert (figures["objects"] > 0) == (mode != "empty")
    if mode == "write":
        stored = len(member.ids(collection, limit=1000))
        assert stored == min(25 + figures["objects"], 1000)
