"""Notices through a real mail server and a real webhook, on both databases, killed in between."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import shutil
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from wardline.testing.procs import free_port

# Runs beside the hub, in one process of its own: Django is set up once in a process.
BESIDE = """
import json, sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from django.db import close_old_connections
from wardline.hub.members.models import Organization, User
from wardline.hub.notices.models import Call, Hook, Mail, Notice, Reader, Wish
from wardline.hub.notices.service import reader

def people(organization, names, collection):
    told = {}
    for name in names:
        user = User.objects.create_user(f"{name}@made-up.example", None, role="readonly",
                                        organization_id=organization, name=name)
        filters = json.dumps({"collections": [collection]})
        Wish.objects.create(user=user, event="new", how="now", filters=filters)
        told[name] = reader(user).token
    return told

def organization(name):
    from wardline.hub.members.service import add_organization
    return add_organization(name, "practice")

def hook(organization, number, url):
    Hook.objects.update(active=False)
    Hook.objects.create(id=number, organization_id=organization, url=url, secret="s" * 64,
                        events="new", made_by="test", created_at=0)

def soon():
    for kind in (Mail, Call):
        kind.objects.filter(next_at__isnull=False).update(next_at=0)

def mails(name):
    rows = Mail.objects.filter(address__startswith=name).order_by("created_at")
    return list(rows.values("sent_at", "next_at", "tries", "problem"))

def state(name):
    return Reader.objects.filter(user__name=name).values("mail", "bounces", "bounce").get()

def calls(number):
    return list(Call.objects.filter(hook=number).values("sent_at", "next_at", "tries", "problem"))

def hooked(number):
    return Hook.objects.filter(id=number).values("active", "failures", "problem").get()

def readers(many, start):
    from wardline.hub.members.service import add_organization
    owner = add_organization(f"Clinic {start}", "practice")
    User.objects.bulk_create([
        User(email=f"{start}{n}@made-up.example", name="Made Up", role="readonly", password="!",
             organization_id=owner) for n in range(many)])

def bulletin():
    from wardline.bulletins import starting
    from wardline.hub.bulletins import service
    from wardline.hub.members.actor import Actor
    owner = organization("Made-up ISAC")
    Organization.objects.filter(id=owner).update(operator=True)
    people = [User.objects.create_user(f"{name}@made-up.example", None, role="admin", name=name,
                                       organization_id=owner) for name in ("writer", "second")]
    writer, second = (Actor(one.pk, one.name, owner, "", "admin", True) for one in people)
    facts = {"type": "vulnerability", "name": "CVE-2026-12345",
             "id": "vulnerability--6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b10",
             "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}
    row = service.start(writer, starting.start([facts], "hub@made-up.example"))
    service.ask(writer, row.bulletin_id)
    service.release(second, row.bulletin_id, row.digest, "clear")
    return row.bulletin_id

for line in sys.stdin:
    name, words = json.loads(line)
    close_old_connections()
    print(json.dumps(globals()[name](*words)), flush=True)
"""


class Post:
    """A mail server that keeps what it takes; `answer` decides on each recipient and each mail."""

    def __init__(self):
        self.mails: list[email.message.EmailMessage] = []
        self.secured: list[bool] = []
        self.refuse: dict[str, str] = {}
        # Set: a mail is kept, but its sender never hears so.
        self.silent = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802 # its API
        for start, said in self.refuse.items():
            if address.startswith(start):
                return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802 # its API
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(mail)
        self.secured.append(session.ssl is not None and session.authenticated)
        if self.silent.is_set():
            await asyncio.sleep(3600)
        return "250 OK"

    def to(self, name: str) -> list[email.message.EmailMessage]:
        return [mail for mail in self.mails if mail["To"].startswith(name)]


def certificate(folder):
    """A certificate of its own for the mail server, as hospitals have."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    more = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        [*words.split(), *more, "-keyout", str(key), "-out", str(cert)],
        check=True,
        capture_output=True,
    )
    return key, cert


@pytest.fixture(name="post", scope="module")
def post_fixture(tmp_path_factory):
    """A mail server on this machine that takes mails only over TLS and with a password."""
    if not shutil.which("openssl"):
        pytest.fail("openssl is missing: apt-get install openssl.")
    folder = tmp_path_factory.mktemp("post")
    key, cert = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    post = Post()

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"made-up secret")

    class Server(Controller):
        def factory(self):
            return SMTP(
                self.handler,
                tls_context=context,
                require_starttls=True,
                auth_required=True,
                authenticator=authenticate,
            )

    post.port = free_port()
    server = Server(post, hostname="127.0.0.1", port=post.port)
    server.start()
    post.ca_file = cert
    post.password_file = folder / "password"
    post.password_file.write_text("made-up secret\n")
    yield post
    server.stop()


class Program(http.server.ThreadingHTTPServer):
    """A member's program that is called: keeps the calls, answers as told."""

    def __init__(self):
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?x=1"


class Answering(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # its API
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.calls.append((dict(self.headers.items()), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(name="program", scope="module")
def program_fixture():
    program = Program()
    threading.Thread(target=program.serve_forever, daemon=True).start()
    yield program
    program.shutdown()
    program.server_close()


class Told:
    """A hub with people, a mail server and a program that is called."""

    def __init__(self, hub, post, program):
        self.hub, self.post, self.program = hub, post, program
        (hub.data / "wardline.toml").write_text(
            f"""
            [mail]
            host = "127.0.0.1"
            port = {post.port}
            ca_file = "{post.ca_file}"
            user = "wardline"
            password_file = "{post.password_file}"
            from = "Wardline <hub@made-up.example>"
            [portal]
            address = "https://hub.made-up.example"
            [notices]
            gap_seconds = 0
            [webhooks]
            allow_private = true
            """
        )
        hub.start()
        self._beside = subprocess.Popen(
            [sys.executable, "-c", BESIDE, str(hub.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=hub.environment,
        )
        self.organization = self.collection = ""

    def stop(self) -> None:
        self._beside.stdin.close()
        self._beside.wait(20)
        self._beside.stdout.close()
        self.hub.stop()

    def ask(self, name: str, *words):
        """The answer of a function of BESIDE."""
        self._beside.stdin.write(json.dumps([name, words]) + "\n")
        self._beside.stdin.flush()
        return json.loads(self._beside.stdout.readline())

    def people(self, *names: str):
        """New people of a new organization, who want to know of a new collection at once."""
        self.organization = self.ask("organization", f"Clinic {uuid.uuid4().hex[:8]}")
        self.collection = self.hub.collection()
        return self.ask("people", self.organization, names, self.collection)

    def publish(self, make_indicator, many: int = 1, **more) -> list[str]:
        objects = [make_indicator(n, **more) for n in range(many)]
        file = self.hub.data / f"{uuid.uuid4().hex}.json"
        file.write_text(
            json.dumps({"type": "bundle", "id": f"bundle--{uuid.uuid4()}", "objects": objects})
        )
        self.hub.cli("publish", str(file), "--collection", self.collection)
        file.unlink()
        return [one["id"] for one in objects]


@pytest.fixture(name="told", params=["sqlite", "postgresql"], scope="module")
def told_fixture(request, make_hub, post, program):
    told = Told(make_hub(request.param, start=False), post, program)
    yield told
    told.stop()


@pytest.fixture(autouse=True)
def _clean(post, program):
    yield
    post.refuse, program.answers, program.calls = {}, [], []


def test_a_mail_goes_out_over_tls_with_all_that_mail_programs_ask_for(
    told, make_indicator, eventually
):
    ana = f"ana{told.hub.port}"
    tokens = told.people(ana)
    told.publish(make_indicator, 2)
    eventually(lambda: told.post.to(ana), 60)
    [mail] = told.post.to(ana)
    assert told.post.secured[-1]
    assert mail["From"] == "Wardline <hub@made-up.example>"
    assert mail["Subject"] == "Wardline: 2 new objects for you"
    end = f"https://hub.made-up.example/notices/unsubscribe/{tokens[ana]}/"
    assert mail["List-Unsubscribe"].strip() == f"<{end}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_content()
    assert "indicator: Made up 0" in body
    assert "https://hub.made-up.example/objects/" in body
    assert end in body
    eventually(lambda: told.ask("mails", ana)[0]["sent_at"], 30)


def test_a_killed_hub_loses_no_mail_and_sends_none_twice(told, make_indicator, eventually):
    ana, ben = people = [f"{name}{told.hub.port}" for name in ("kana", "kben")]
    told.people(*people)
    rounds = [f"Round {turn}" for turn in range(3)]
    for turn, name in enumerate(rounds):
        told.publish(make_indicator, name=name)
        if turn % 2:
            told.hub.kill_portal()
    told.hub.kill()
    told.hub.start()

    def done() -> bool:
        # A mail that was on its way at a kill goes out again once its lease ended.
        told.ask("soon")
        texts = ["".join(mail.get_content() for mail in told.post.to(one)) for one in people]
        time.sleep(0.5)
        return all(name in text for text in texts for name in rounds)

    eventually(done, 90)
    for name in (ana, ben):
        once = {mail["Message-ID"]: mail.get_content() for mail in told.post.to(name)}
        text = "".join(once.values())
        assert all(text.count(one) == 1 for one in rounds), text


def test_a_bulletin_to_many_reaches_each_once_though_the_portal_is_killed_thrice(
    told, make_indicator, eventually
):
    start, many = f"many{told.hub.port}x", 150
    told.ask("readers", many, start)
    number = told.ask("bulletin")

    def taken() -> Counter:
        return Counter((mail["To"], mail["Message-ID"]) for mail in told.post.to(start))

    for upto in (15, 50, 90):
        eventually(lambda n=upto: len(taken()) >= n, 60)
        told.hub.kill_portal()
    # All but the one that was on its way at each kill go at once.
    eventually(lambda: len(taken()) >= many - 3, 60)
    told.ask("soon")
    eventually(lambda: len(taken()) >= many, 60)
    time.sleep(1)
    assert Counter(to for to, _ in taken()).most_common(1)[0][1] == 1
    assert len({to for to, _ in taken()}) == many
    # A server that takes a mail whose sender dies before it hears so gets the same one again.
    assert sum(taken().values()) <= many + 3
    [mail] = told.post.to(f"{start}0@")[:1]
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]
    assert (
        f"https://hub.made-up.example/bulletins/{number}/"
        in mail.get_body(("plain",)).get_content()
    )
    page = httpx.get(f"{told.hub.url.rstrip(chr(47))}/bulletins/{number}.json", timeout=60)
    assert page.json()["bulletin"]["id"] == number
    assert (
        number in httpx.get(f"{told.hub.url.rstrip(chr(47))}/feeds/bulletins.atom", timeout=60).text
    )


def test_killed_before_the_servers_answer_the_same_mail_goes_again(
    told, make_indicator, eventually
):
    ana = f"wana{told.hub.port}"
    told.people(ana)
    told.post.silent.set()
    told.publish(make_indicator)
    eventually(lambda: told.post.to(ana), 60)
    told.hub.kill_portal()
    told.post.silent.clear()
    assert told.ask("mails", ana)[0]["sent_at"] is None
    eventually(lambda: told.ask("soon") or time.sleep(0.3) or len(told.post.to(ana)) > 1, 60)
    eventually(lambda: told.ask("mails", ana)[0]["sent_at"], 30)
    first, second = told.post.to(ana)[:2]
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_refused_addresses_are_noted_and_left_alone_others_tried_again(
    told, make_indicator, eventually
):
    gone, busy, well = names = [f"{name}{told.hub.port}" for name in ("gone", "busy", "well")]
    told.people(*names)
    told.post.refuse = {"gone": "550 5.1.1 No such mailbox", "busy": "451 4.7.1 Try later"}
    for turn in range(3):
        told.publish(make_indicator)
        eventually(lambda n=turn: len(told.post.to(well)) > n, 60)
    eventually(lambda: told.ask("state", gone)["bounces"] == 3, 30)
    state = told.ask("state", gone)
    assert not state["mail"]
    assert "No such mailbox" in state["bounce"]
    assert told.ask("state", busy)["mail"]
    assert told.ask("state", well)["bounces"] == 0

    def waits() -> bool:
        rows = told.ask("mails", busy)
        return len(rows) == 3 and all("Try later" in row["problem"] for row in rows)

    eventually(waits, 30)
    assert all(row["next_at"] and row["sent_at"] is None for row in told.ask("mails", busy))
    told.post.refuse = {}
    eventually(lambda: told.ask("soon") or time.sleep(0.3) or len(told.post.to(busy)) == 3, 60)


def test_a_webhook_is_called_signed_and_again_until_it_answers(told, make_indicator, eventually):
    told.people(f"hana{told.hub.port}")
    told.ask("hook", told.organization, "again", told.program.url)
    told.program.answers = [500, 302]
    [number] = told.publish(make_indicator)
    eventually(lambda: told.ask("soon") or time.sleep(0.3) or len(told.program.calls) >= 3, 90)
    eventually(lambda: told.ask("calls", "again")[0]["sent_at"], 30)
    assert len(told.program.calls) == 3
    headers, body = told.program.calls[-1]
    found = {name.lower(): value for name, value in headers.items()}
    signed = f"{found['wardline-timestamp']}.".encode() + body
    expected = hmac.new(b"s" * 64, signed, hashlib.sha256).hexdigest()
    assert found["wardline-signature"] == f"v1={expected}"
    age = dt.datetime.now(dt.UTC).timestamp() - int(found["wardline-timestamp"])
    assert 0 <= age < 60
    assert found["host"] == told.program.url.split("/")[2]
    said = json.loads(body)
    assert (said["event"], said["count"], said["objects"]) == ("new", 1, [number])
    assert said["id"] == found["wardline-id"]
    assert {call[1] for call in told.program.calls} == {body}
    assert told.ask("hooked", "again") == {"active": True, "failures": 0, "problem": ""}


def test_a_webhook_that_is_gone_is_called_no_more(told, make_indicator, eventually):
    ana = f"gana{told.hub.port}"
    told.people(ana)
    told.ask("hook", told.organization, "gone", told.program.url)
    told.program.answers = [410]
    told.publish(make_indicator)
    eventually(lambda: not told.ask("hooked", "gone")["active"], 60)
    # Hooks and mails are two threads: both notices may else come in one mail.
    eventually(lambda: len(told.post.to(ana)) == 1, 60)
    told.publish(make_indicator)
    eventually(lambda: len(told.post.to(ana)) == 2, 60)
    assert len(told.program.calls) == 1
