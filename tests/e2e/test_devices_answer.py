"""`wardline devices answer` against a real hub: every byte that left is looked through."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading

import httpx
import pytest

import console
from wardline.testing.advisories import NAME, NAMESPACE, made

# Made-up devices. Each of these texts would tell of the inventory.
ROWS = """Asset No,Mfr,Model,SW Ver,Serial,Comments,Dept,IP
BME-7741,BD,Alaris 8015,9.33,SN-55512,loaner,Wolf Ward,10.77.3.9
BME-7742,BD,Alaris 8015,9.33,SN-55513,,Bear Ward,10.77.3.10
BME-7743,Philips,MX450,M.01,SN-55514,,Wolf Ward,10.77.3.11
"""
SECRETS = ("BME-", "Alaris", "8015", "9.33", "SN-5", "loaner", "Ward", "10.77", "MX450", "Philips")
NOTICE = "BD-CUSTOMERS-9"


class Relay:
    """Listens on a free port of this machine; `sent` is all that went on to the server."""

    def __init__(self, url):
        target = httpx.URL(url)
        self.target, self.sent = (target.host, target.port), b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.server.accept()
                far = socket.create_connection(self.target)
                for ends in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self.carry, args=ends, daemon=True).start()

    def carry(self, one, other, keep):
        with contextlib.suppress(OSError), one:
            while data := one.recv(65536):
                self.sent += data if keep else b""
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


class Desk:
    """A hospital's desk: an inventory, two advisories, and a link to the hub by the relay."""

    def __init__(self, folder, hub, relay, documents):
        self.data, self.hub, self.inventory = folder / "data", hub, folder / "inventory.csv"
        self.inventory.write_text(ROWS)
        self.files = []
        for number, document in documents.items():
            self.files.append(folder / f"{number}.json")
            self.files[-1].write_text(json.dumps(document))
        self.member = hub.member("Desk")
        key = folder / "key"
        key.write_text(self.member.key)
        self.run("agent", "init", "--hub", relay.url, "--key-file", key)
        self.match()

    def run(self, *words, code=0):
        environ = {k: v for k, v in os.environ.items() if not k.startswith("WARDLINE_")}
        done = console.run(*words, "--data", self.data, env=environ)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def match(self):
        words = ("match", self.inventory, "--advisories", *self.files, "--track")
        self.run("devices", *words, code=1)

    def answer(self, *words, code=0):
        return json.loads(self.run("devices", "answer", *words, "--json", code=code).stdout)

    def known(self):
        """What the hub keeps of this member, by advisory."""
        rows = json.loads(self.hub.run(self.member.organization, code=_ANSWERS))
        return {row.pop("advisory__number"): row for row in rows}


_ANSWERS = """
import json, pathlib, sys
from wardline.hub import setup
setup.use(pathlib.Path(sys.argv[1]))
from wardline.hub.advisories.models import Answer
fields = ("advisory__number", "state", "devices", "addressed", "planned_for", "done_at")
print(json.dumps(list(Answer.objects.filter(organization=sys.argv[2]).values(*fields))))
"""


@pytest.fixture(name="desk")
def desk_fixture(hub, shared, tmp_path):
    """Two advisories that the hub lists (one hits, one does not), one that it does not know."""
    settings = hub.data / "wardline.toml"
    before = settings.read_text() if settings.exists() else None
    settings.write_text(f'[advisories]\npublisher = "{NAME}"\nnamespace = "{NAMESPACE}"\n')
    hub.kill_portal()
    documents = {}
    for number, source, listed in (
        ("WL-ANS-1", "icsma-17-017-02.json", True),
        ("WL-ANS-2", "icsma-22-151-01.json", True),
        ("WL-ANS-9", "icsma-17-017-02.json", False),
    ):
        real = json.loads(shared("csaf", "medical", source).read_bytes())
        documents[number] = made(real, number)
        if listed:
            file = tmp_path / f"published-{number}.json"
            file.write_text(json.dumps(documents[number]))
            hub.cli("csaf", "publish", str(file))
    relay = Relay(hub.url)
    yield Desk(tmp_path, hub, relay, documents), relay
    relay.server.close()
    settings.unlink() if before is None else settings.write_text(before)
    hub.kill_portal()


def test_answers_leave_by_consent_alone_and_tell_nothing_of_the_inventory(desk):
    desk, relay = desk
    words = ("--add", NOTICE, "--maker", "BD", "--model", "Alaris 8015", "--who", "R. Engineer")
    desk.run("devices", "notice", *words, "--versions", "all")
    desk.match()

    # Shown, and nothing sent: by a dry run, without consent, and with nobody at the terminal.
    shown = desk.answer("--dry-run")
    assert shown["consent"] is None
    [body] = shown["would_leave"]
    assert json.loads(body)["answers"] == [
        {"advisory": "WL-ANS-1", "state": "concerned"},
        {"advisory": "WL-ANS-2", "state": "not-concerned"},
    ]
    assert shown["stays"] == 2
    refused = desk.run("devices", "answer", "--yes", code=5)
    assert "Nobody has agreed" in refused.stderr
    desk.run("devices", "answer", "--agree", "--who", "C. Leader")
    desk.run("devices", "answer", code=5)
    assert desk.known() == {}

    # What was shown is what left, byte for byte.
    assert desk.answer("--yes") == {"kept": 2, "refused": {}}
    assert body.encode() in relay.sent
    told = desk.known()
    assert told["WL-ANS-1"]["state"] == "concerned"
    assert told["WL-ANS-1"]["devices"] is None
    assert told["WL-ANS-2"]["state"] == "not-concerned"
    [sent] = desk.answer("--sent")["sent"]
    assert sent["body"] == json.loads(body)

    # The same again sends nothing; what a person decides does, with counts once they are allowed.
    assert desk.answer("--dry-run")["would_leave"] == []
    desk.run("devices", "set", "--advisory", "WL-ANS-1", "--to", "planned", "--who", "R. Engineer",
             "--by", "2030-01-31")  # fmt: skip
    assert desk.answer("--yes")["kept"] == 1
    assert desk.known()["WL-ANS-1"]["planned_for"] == "2030-01-31"
    desk.run("devices", "set", "--advisory", "WL-ANS-1", "--to", "fixed", "--who", "R. Engineer")
    desk.run("devices", "set", "--advisory", "WL-ANS-1", "--to", "verified", "--who",
             "R. Engineer", "--version", "9.99", "--fixed")  # fmt: skip
    agreed = desk.answer("--agree", "--allow", "counts", "days", "--who", "C. Leader")
    assert agreed["consent"]["allows"] == ["counts", "days"]
    assert desk.answer("--yes") == {"kept": 2, "refused": {}}
    told = desk.known()["WL-ANS-1"]
    assert (told["state"], told["devices"], told["addressed"]) == ("done", 2, 2)
    assert told["done_at"]

    # Nothing of the inventory, of people or of what the hub does not list was in any byte.
    for text in (*SECRETS, NOTICE, "WL-ANS-9", "Engineer", "Leader", "R. E"):
        assert text.encode() not in relay.sent, text
    desk.run("devices", "answer", "--withdraw", "--who", "C. Leader")
    desk.run("devices", "answer", "--agree", "--allow", "wards", "--who", "C. Leader", code=2)
