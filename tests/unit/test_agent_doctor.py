"""`wardline agent doctor` on copies that are broken in each way, and on one that is whole."""

from __future__ import annotations

import base64
import http.server
import threading
import time
from email.utils import formatdate

import pytest

from serving import serving
from wardline.agent import doctor
from wardline.agent.copy import FILE_NAME, Copy, Link
from wardline.core.findings import examine

KEY = "made-up-key-of-nobody"
BASIC = base64.b64encode(f"somebody:{KEY}".encode()).decode()


class Answers(http.server.BaseHTTPRequestHandler):
    """A hub that knows one key; `ahead` is how far its clock is from ours, in seconds."""

    ahead = 0.0

    def do_GET(self):
        known = self.headers["authorization"] in (f"Bearer {KEY}", f"Basic {BASIC}")
        self.send_response_only(200 if known else 401)
        self.send_header("date", formatdate(time.time() + type(self).ahead, usegmt=True))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(name="hub")
def hub_fixture():
    Answers.ahead = 0.0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(name="copy")
def copy_fixture(tmp_path, hub):
    key = tmp_path / "key"
    key.write_text(KEY)
    key.chmod(0o600)
    copy = Copy(tmp_path / "copy", create=True)
    copy.connect(Link(hub, str(key)))
    copy.set_collections([("c", "Sector", f"{hub}c/")])
    copy.store("c", [], None, int(time.time() * 1_000_000))
    copy.close()
    return tmp_path / "copy"


def states(data, clock=None):
    scene = doctor.Scene(data, clock) if clock else doctor.Scene(data)
    found = list(examine(doctor.CHECKS, scene))
    told = {f.what + f.mend for one in found for f in one.findings}
    assert not any(KEY in text for text in told)
    return {one.name: one.state for one in found if one.state not in ("fine", "skipped")}


def test_a_whole_copy_has_no_findings(copy):
    assert states(copy) == {}


def test_no_copy(tmp_path):
    assert states(tmp_path / "none") == {"folder": "wrong"}


def test_an_open_folder_and_an_open_key(copy, tmp_path):
    copy.chmod(0o755)
    (tmp_path / "key").chmod(0o644)
    assert states(copy) == {"owner": "wrong", "key": "wrong"}


def test_a_key_that_is_gone_empty_or_unknown(copy, tmp_path):
    (tmp_path / "key").write_text("another")
    assert states(copy) == {"hub": "wrong"}
    (tmp_path / "key").write_text("\n")
    assert states(copy) == {"key": "wrong"}
    (tmp_path / "key").unlink()
    assert states(copy) == {"key": "wrong"}


def test_a_key_file_may_hold_a_user_and_a_password(copy, tmp_path):
    (tmp_path / "key").write_text(f"somebody:{KEY}\n")
    assert states(copy) == {}


def test_an_answer_without_an_end_is_not_read(copy, tmp_path):
    def endless():
        while True:
            yield b"x" * 2**20

    with serving(lambda *_: (200, {}, endless())) as url:
        made = Copy(copy)
        made.connect(Link(url, str(tmp_path / "key")))
        made.close()
        assert "hub" not in states(copy)


def test_a_hub_that_is_away_or_asked_in_the_clear(copy, tmp_path):
    for address, check in (("http://127.0.0.1:9/", "hub"), ("http://192.0.2.1/", "address")):
        held = Copy(copy)
        held.connect(Link(address, str(tmp_path / "key")))
        held.set_collections([("c", "Sector", f"{address}c/")])
        held.store("c", [], None, int(time.time() * 1_000_000))
        held.close()
        assert states(copy) == {check: "wrong"}


def test_a_clock_that_is_off(copy):
    Answers.ahead = 20.0
    assert states(copy) == {"hub": "watch"}
    Answers.ahead = -300.0
    assert states(copy) == {"hub": "wrong"}


def test_a_copy_that_is_old_not_connected_or_damaged(copy, tmp_path):
    Answers.ahead = 2 * 86_400.0
    later = int((time.time() + 2 * 86_400) * 1_000_000)
    assert states(copy, lambda: later) == {"fresh": "watch"}
    Copy(tmp_path / "new", create=True).close()
    assert states(tmp_path / "new") == {"key": "wrong"}
    (copy / FILE_NAME).write_bytes(b"nonsense" * 2000)
    assert states(copy) == {"copy": "wrong"}


def test_a_damaged_work_list(copy):
    (copy / "devices.sqlite3").write_bytes(b"nonsense" * 2000)
    assert states(copy) == {"work-list": "wrong"}
