"""An anonymous report from a member's machine to the hub, and what neither keeps of it."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

import console
from wardline.agent.tokens import FILE_NAME
from wardline.incidents import tokens

REPORT = {
    "what": {
        "text": "Made up: files are encrypted at Quillfeather Clinic.",
        "harms": ["data-taken"],
    },
    "when": {"found": {"at": "2026-01-31T14:23:11Z", "fidelity": "second"}},
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hub(request, make_hub):
    made = make_hub(request.param)
    made.collection(alias="incidents")
    return made


class Agent:
    """A member's machine."""

    def __init__(self, hub, folder: Path):
        self.hub, self.data = hub, folder / "agent"
        self.member = hub.member()
        key = folder / "key"
        key.write_text(self.member.key)
        self.report = folder / "report.json"
        self.report.write_text(json.dumps(REPORT))
        self.run("agent", "init", "--hub", hub.url, "--key-file", str(key))
        (self.data / "profile.toml").write_text('name = "Quillfeather Clinic"\n')

    def run(self, *words: str, code: int = 0, stdin: str = "", **environ) -> str:
        done = console.run(
            *words,
            "--data",
            self.data,
            input=stdin,
            env=self.hub.environment | environ,
            timeout=120,
        )
        self.stderr = done.stderr
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def send(self, *words: str, code: int = 0, **more) -> str:
        report = ["incident", "report", str(self.report), "--anonymous", "--yes", *words]
        return self.run(*report, code=code, **more)

    def states(self) -> list[str]:
        with sqlite3.connect(self.data / FILE_NAME) as file:
            return [row[0] for row in file.execute("SELECT state FROM token ORDER BY state")]


@pytest.fixture(scope="module")
def own_hub(make_hub):
    """For the member's machine, to which the hub's database is all the same."""
    made = make_hub("sqlite")
    made.collection(alias="incidents")
    return made


@pytest.fixture
def agent(own_hub, tmp_path):
    return Agent(own_hub, tmp_path)


def test_a_report_is_drawn_for_sent_once_and_looked_after(agent):
    assert (
        json.loads(agent.run("incident", "token", "draw", "--count", "2", "--json"))["drawn"] == 2
    )
    file = agent.data / FILE_NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert agent.states() == ["ready", "ready"]
    # Drawn today: the times would tell.
    agent.send(code=5)
    assert "drawn today" in agent.stderr
    assert agent.states() == ["ready", "ready"]
    out = agent.data.parent / "box"
    agent.send("--fresh", "--out", str(out))
    assert "network address" in agent.stderr
    # What was the member's own did not leave, and no time finer than a day.
    assert "Quillfeather" not in agent.stderr.split("What could still tell")[0]
    assert "14:23" not in agent.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch("[a-z2-7]{32}\n", out.read_text())
    # The used one is wiped: nobody who takes this machine finds it.
    assert agent.states() == ["ready"]
    told = agent.run("incident", "reply", str(out))
    assert "letter box" in told
    message = agent.data.parent / "message"
    message.write_text("Made up: one more thing.")
    told = json.loads(agent.run("incident", "reply", str(out), "--message", str(message), "--json"))
    assert told["waiting"] == 1
    [row] = json.loads(agent.run("incident", "token", "list", "--json"))["ready"]
    assert row["tokens"] == 1


def test_a_printed_token_works_on_another_machine_without_an_agent(agent, tmp_path):
    [token] = agent.run("incident", "token", "draw", "--count", "1", "--print").split()
    other = tmp_path / "other"
    words = ["--token-file", "-", "--hub", agent.hub.url, "--json"]
    agent.data = other
    told = json.loads(agent.send(*words, stdin=f"{token[:200]}\n{token[200:]}\n"))
    assert told["address"]
    agent.send(*words, code=2, stdin="x")
    assert "whole token" in agent.stderr
    agent.report.write_text('{"what":{"text":"Made up: another"}}')
    agent.send(*words, code=2, stdin=token)
    assert "used already" in agent.stderr


def test_a_dry_run_and_a_doubt_send_nothing(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    agent.send("--fresh", "--dry-run")
    assert agent.states() == ["ready"]
    agent.run("incident", "report", str(agent.report), "--anonymous", "--fresh", code=5)
    assert "Nobody is here to confirm" in agent.stderr
    assert agent.states() == ["ready"]


def test_without_a_token_it_says_how_to_get_one(agent):
    agent.send(code=2)
    assert "wardline incident token draw" in agent.stderr


def test_a_hub_that_cannot_be_reached_costs_no_token(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{probe.getsockname()[1]}"
        agent.send("--fresh", "--proxy", closed, code=4)
    assert "nothing was sent" in agent.stderr
    assert agent.states() == ["ready"]


class Between:
    """A proxy that passes the first request on, and drops the answer to each later one."""

    def __init__(self, hub):
        self.port = hub.port
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.seen: list[bytes] = []
        self.drops = True
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, socket.create_connection(("127.0.0.1", self.port)) as hub:
                request = self._read(client)
                self.seen.append(request)
                head, _, body = request.partition(b"\r\n\r\n")
                hub.sendall(head + b"\r\nconnection: close\r\n\r\n" + body)
                answer = b""
                while part := hub.recv(65536):
                    answer += part
                if b"POST" not in request[:5] or not self.drops:
                    client.sendall(answer)

    def _read(self, client) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            data += client.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += client.recv(65536)
        return head + b"\r\n\r\n" + body


def test_an_answer_that_is_lost_never_sends_the_token_again(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    between = Between(agent.hub)
    agent.send("--fresh", "--proxy", between.url, code=4)
    assert "may have arrived" in agent.stderr
    assert agent.states() == ["sent"]
    # It is not tried again, by this run or by the next.
    assert sum(request.startswith(b"POST") for request in between.seen) == 1
    agent.send("--fresh", "--proxy", between.url, code=2)
    assert sum(request.startswith(b"POST") for request in between.seen) == 1
    told = json.loads(agent.run("incident", "token", "list", "--json"))
    assert told == {"ready": [], "sent_without_answer": 1}
    between.socket.close()


def test_the_request_says_nothing_of_the_program_the_key_or_the_language(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    between = Between(agent.hub)
    between.drops = False
    agent.send("--fresh", "--proxy", between.url)
    between.socket.close()
    assert [request.split(b" ")[0] for request in between.seen] == [b"GET", b"POST"]
    for request in between.seen:
        head = request.partition(b"\r\n\r\n")[0].decode().lower()
        names = {line.partition(":")[0] for line in head.split("\r\n")[1:]}
        assert names <= {"host", "accept", "connection", "content-type", "content-length"}
        assert agent.member.key not in request.decode("latin-1")


def test_a_kill_between_taking_out_and_sending_never_sends_twice(agent, monkeypatch):
    agent.run("incident", "token", "draw", "--count", "1")
    # As if the machine stopped after the token was taken out and before the first byte left.
    code = (
        "import os, sys\n"
        "from wardline.client import anonymous\n"
        "anonymous.post = lambda *_: os._exit(9)\n"
        "from wardline.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    words = ["incident", "report", str(agent.report), "--anonymous", "--yes", "--fresh"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--data", str(agent.data)],
        env=agent.hub.environment,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 9
    assert agent.states() == ["sent"]
    agent.send("--fresh", code=2)


def test_a_hub_with_a_key_of_its_own_for_a_member_is_found_out(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    with sqlite3.connect(agent.data / FILE_NAME) as file:
        # As if the token had been drawn under a key that only this member was shown.
        file.execute("UPDATE token SET key_id = ?", ("00" * 32,))
    agent.send("--fresh", code=5)
    assert "a key of your own" in agent.stderr
    assert agent.states() == ["ready"]


def test_nothing_of_who_asked_is_in_the_hubs_files_and_logs(hub):
    """Access logs, `lately`, the audit record, limits: none has the address or the browser."""
    browser = f"Telling{os.urandom(6).hex()}"
    session = os.urandom(16).hex()
    with httpx.Client(base_url=hub.url, headers={"user-agent": browser}, timeout=60) as client:
        headers = {"cookie": f"__Host-session={session}", "referer": "https://intranet.example/x"}
        for path in ("incidents/anonymous/new", "incidents/anonymous/reply"):
            page = client.get(path, headers=headers)
            assert page.status_code == 200
            assert "set-cookie" not in page.headers
            assert page.headers["referrer-policy"] == "no-referrer"
        body = {"token": "x", "report": {"what": {"text": "x"}}}
        assert client.post("incidents/anonymous", json=body, headers=headers).status_code == 400
        asked = {"address": "a" * 32}
        assert client.post("incidents/anonymous/reply", json=asked).status_code == 404
    needles = [browser.encode(), session.encode(), b"intranet.example", b"a" * 32]
    held = [path for path, content in hub.files() if any(needle in content for needle in needles)]
    assert held == []
    assert "incidents/anonymous" not in hub.run("audit", "export")


def test_programs_find_the_key_as_rfc_9578_says(hub):
    answer = httpx.get(f"{hub.url}{tokens.DIRECTORY[1:]}")
    told = answer.json()
    assert told["issuer-request-uri"] == "/tokens/"
    assert set(told["token-keys"][0]) == {"token-type", "token-key", "not-before"}


def test_the_secret_address_is_kept_or_nothing_is_sent(agent):
    agent.run("incident", "token", "draw", "--count", "1")
    older = agent.data.parent / "older"
    older.write_text("the address of another box, made up\n")
    agent.send("--fresh", "--out", str(older), code=2)
    assert "nothing was sent" in agent.stderr
    assert older.read_text() == "the address of another box, made up\n"
    agent.send("--fresh", "--out", str(agent.data.parent / "nowhere" / "box"), code=2)
    # Where nothing could be sent, no empty file looks like an address.
    out = agent.data.parent / "box"
    agent.send("--fresh", "--out", str(out), "--proxy", "http://127.0.0.1:9", code=4)
    assert not out.exists()
    assert agent.states() == ["ready"]
    (agent.data.parent / "noise").write_bytes(b"\xff\xfe\x00")
    agent.run("incident", "reply", str(agent.data.parent / "noise"), code=2)
    assert "UTF-8" in agent.stderr


def test_what_only_an_anonymous_report_takes_is_never_ignored(agent):
    words = ["incident", "report", str(agent.report), "--collection", "incidents", "--yes"]
    for more in (["--proxy", "http://127.0.0.1:9"], ["--fresh"], ["--token-file", "-"]):
        agent.run(*words, *more, code=2)
        assert "--anonymous" in agent.stderr
        assert "nothing was sent" in agent.stderr
