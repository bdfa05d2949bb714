"""Mails that come back: counted for who got them, by nobody else's word, with a way back."""

from __future__ import annotations

import uuid

import pytest

import console
from wardline.testing.procs import free_port

REPORT = """\
Return-Path: <>
Delivered-To: {to}
From: Mail Delivery System <MAILER-DAEMON@mx.made-up.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail was not delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.made-up.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox \x07here

--b
Content-Type: text/rfc822-headers

Subject: Wardline
--b--
"""


def report(to: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    text = REPORT.format(to=to, action=action, status=status, address="somebody@made-up.example")
    return text.replace("\n", "\r\n").encode()


@pytest.fixture(name="sent")
def sent_fixture(portal, mailing):
    """A function that writes down a mail to a person as sent; its envelope sender."""
    from wardline.core.clock import now
    from wardline.hub.notices import bouncing, service
    from wardline.hub.notices.models import Mail

    mailing(mail__bounce_address="bounces@hub.made-up.example")

    def send(person) -> str:
        service.reader(person.user)
        mail = Mail.objects.create(
            id=str(uuid.uuid4()),
            user=person.user,
            address=person.user.email,
            subject="Wardline",
            body="x",
            created_at=now(),
            sent_at=now(),
        )
        return bouncing.sender(mail.id)

    return send


def state(person):
    from wardline.hub.notices import service

    return service.reader(person.user)


def take(raw: bytes, to: str = "") -> str:
    from wardline.hub.notices import bouncing

    return bouncing.take(raw, to).state


def test_after_three_no_mail_is_sent_and_the_person_finds_the_way_back(portal, sent):
    from wardline.hub.audit import service as audit
    from wardline.hub.audit.models import Entry

    person = portal.person("analyst")
    for expected in ("noted", "noted", "off"):
        assert state(person).mail
        assert take(report(sent(person))) == expected
    assert not state(person).mail
    tasks = person.get("/index.json").json()["tasks"]
    assert tasks[0]["urgent"]
    assert "Mails to you came back" in tasks[0]["what"]
    assert tasks[0]["address"] == "/notices/settings/"
    page = person.get("/notices/settings/").content.decode()
    assert "Mails to you were stopped" in page
    assert "5.1.1 smtp; 550 5.1.1 No such mailbox here" in page
    audit.seal()
    entry = Entry.objects.filter(target=f"user:{person.user.pk}").latest("number")
    assert (entry.action, entry.kind) == ("notices.changed", "system")
    assert "bounced" in entry.detail
    form = {
        "how_new": "now", "how_recalled": "now", "how_review": "now", "how_key": "now",
        "how_clock": "now",
        "how_bulletin": "daily",
        "how_proposal": "daily",
        "mail": "on", "digest_hour": "8", "quiet_from": "00:00", "quiet_to": "00:00",
    }  # fmt: skip
    assert person.post("/notices/settings/", form).status_code == 302
    assert state(person).mail
    assert state(person).bounces == 0
    assert not any("came back" in one["what"] for one in person.get("/index.json").json()["tasks"])


def test_nobody_switches_off_anothers_mails(portal, sent):
    victim, other = portal.person("analyst"), portal.person("analyst")
    good, own = sent(victim), sent(other)
    name, _, host = good.partition("@")
    token = name.partition("+")[2]
    forged = [
        f"bounces@{host}",
        f"bounces+@{host}",
        *(f"bounces+{token[:-1]}{last}@{host}" for last in "abcdz7" if last != token[-1]),
        f"bounces+{token[:26]}{own.partition('+')[2][26:]}",
        f"bounces+{'a' * 42}@{host}",
        victim.user.email,
    ]
    for to in forged:
        assert take(report(to)) == "ignored", to
    assert state(victim).bounces == 0
    # The token is the same whatever a server does to its case, and it counts once.
    assert take(report(good.upper())) == "noted"
    assert take(report(good)) == "ignored"
    assert state(victim).bounces == 1
    assert state(other).bounces == 0


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0"), ("relayed", "5.1.1"),
     ("failed", "x"), ("", "")],
)  # fmt: skip
def test_only_what_failed_for_good_counts(portal, sent, action, status):
    person = portal.person("analyst")
    assert take(report(sent(person), action, status)) == "ignored"
    assert state(person).bounces == 0


def test_somebody_with_a_new_address_keeps_their_mails(portal, sent):
    person = portal.person("analyst")
    to = sent(person)
    person.user.email = f"new-{uuid.uuid4().hex[:8]}@made-up.example"
    person.user.save()
    assert take(report(to)) == "ignored"
    assert state(person).bounces == 0


def test_the_server_may_say_apart_to_whom_it_came(portal, sent):
    person = portal.person("analyst")
    raw = report("nobody@made-up.example")
    assert take(raw) == "ignored"
    assert take(raw, sent(person)) == "noted"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 1000,
        b"Content-Type: multipart/report; boundary=x\r\n\r\n" + b"--x\r\n" * 100_000,
        b"To: " + b"<a@b>," * 50_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n",
        b"To: =?utf-8?b?////?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nx",
        b"x" * (3 * 2**20),
    ],
    ids=["empty", "noise", "endless parts", "many addresses", "nested", "bare", "coded", "large"],
)
def test_hostile_mails_are_left_alone(portal, raw):
    assert take(raw) == "ignored"


def test_a_mail_taken_since_makes_an_old_refusal_void_but_not_a_new_one(portal, sent, monkeypatch):
    from wardline.core.clock import now
    from wardline.hub.notices import mailing as room
    from wardline.hub.notices.models import Mail, Reader

    class Server:
        connection = None

        def open(self):
            pass

        def send_messages(self, _messages):
            return 1

    person = portal.person("analyst")
    take(report(sent(person)))
    day = 86_400_000_000
    for age, left in ((0, 1), (13, 1), (15, 0)):
        Reader.objects.filter(user=person.user).update(bounced_at=now() - age * day)
        mail = Mail.objects.filter(user=person.user).latest("created_at")
        assert room._send(mail, Server(), now())
        assert state(person).bounces == left


def test_a_mail_on_the_wire_has_its_own_envelope_and_the_hubs_name_in_it(portal, sent):
    from aiosmtpd.controller import Controller

    from wardline.hub.notices import bouncing
    from wardline.hub.notices.models import Mail

    seen = []

    class Handler:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 # its API
            seen.append((envelope.mail_from, envelope.content.decode()))
            return "250 OK"

    person = portal.person("analyst")
    sent(person)
    port = free_port()
    server = Controller(Handler(), hostname="127.0.0.1", port=port, ready_timeout=60)
    server.start()
    try:
        from django.core.mail.backends.smtp import EmailBackend

        from wardline.hub.notices.mailing import message

        mail = Mail.objects.filter(user=person.user).get()
        EmailBackend(host="127.0.0.1", port=port).send_messages([message(mail)])
    finally:
        server.stop()
    [(envelope, content)] = seen
    assert envelope == bouncing.sender(mail.id)
    assert len(envelope.partition("@")[0]) <= 64
    assert bouncing.mail_of(envelope) == mail.id
    assert "From: hub@made-up.example" in content
    assert "bounces+" not in content


def test_the_command_takes_a_mail_from_a_pipe_and_a_folder_of_them(portal, sent, tmp_path):
    import json
    import os

    person = portal.person("analyst")
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "1").write_bytes(report(sent(person)))
    (folder / "2").write_bytes(b"Subject: hello\r\n\r\nNot for us.")
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("WARDLINE_", "DJANGO"))}
    command = ["notices", "bounce", "--data", portal.data, "--json"]

    def run(*words: str, given: bytes = b""):
        done = console.run(*command, *words, input=given, env=environ)
        return done.returncode, json.loads(done.stdout or "{}").get("mails")

    code, rows = run(str(folder))
    assert (code, [row["state"] for row in rows]) == (0, ["noted", "ignored"])
    code, rows = run(given=report(sent(person)))
    assert (code, rows[0]["state"]) == (0, "noted")
    assert state(person).bounces == 2
    assert run(str(tmp_path / "none"))[0] == 2


@pytest.mark.parametrize(
    "value", ["bounces", "@x", "a+b@x.example", "x" * 22 + "@y", "ü@y.example"]
)
def test_a_wrong_address_for_what_comes_back_is_told(tmp_path, value):
    from wardline.core.errors import ConfigError
    from wardline.hub.config import load

    with pytest.raises(ConfigError, match=r"mail\.bounce_address"):
        load(tmp_path, {"WARDLINE_MAIL__BOUNCE_ADDRESS": value})
