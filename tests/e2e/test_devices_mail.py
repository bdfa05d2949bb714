"""The Monday page as a mail, sent by the hospital's own server: taken or told, never half."""

from __future__ import annotations

import email
import email.policy
import gc

import pytest
from aiosmtpd.controller import Controller

from wardline.cli import main
from wardline.testing.procs import free_port

ROWS = "Asset No,Mfr,Model,SW Ver,Dept\n1,BD,Alaris 8015,9.33,ICU\n2,Acme,Zubra 7,1,ICU\n"
TO = ("--to", "biomed@made-up.example", "--send")


class Box:
    """A mail server on this machine that keeps what it takes."""

    def __init__(self):
        self.mails = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 # aiosmtpd calls it so
        if address.startswith("nobody@"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 # as above
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture(name="box")
def box_fixture():
    box = Box()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=60)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture(name="desk")
def desk_fixture(tmp_path, shared, box, capsys):
    data = tmp_path / "data"
    inventory = tmp_path / "inventory.csv"
    inventory.write_text(ROWS)
    advisory = shared("csaf", "medical", "icsma-17-017-02.json")

    def run(*words, code, mail=f'host = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\n'):
        data.mkdir(exist_ok=True)
        if mail is not None:
            text = f'from = "Wardline <desk@made-up.example>"\n{mail}'
            (data / "mail.toml").write_text(text)
        assert main(["devices", *map(str, words), "--data", str(data)]) == code
        gc.enable()
        return capsys.readouterr()

    notice = ("--add", "ACME-SECRET", "--maker", "Acme", "--model", "Zubra 7", "--who", "R. E.")
    run("notice", *notice, "--versions", "all", "--risk", "Secret words", code=0)
    run("match", inventory, "--advisories", advisory, "--track", code=1)
    return run


def test_a_mail_is_sent_in_the_readers_language_and_without_what_is_for_customers_only(desk, box):
    told = desk("monday", *TO, "--language", "es", code=1)
    assert "took the mail" in told.err
    assert told.out == ""
    [taken] = box.mails
    assert taken.rcpt_tos == ["biomed@made-up.example"]
    mail = email.message_from_bytes(taken.content, policy=email.policy.default)
    assert mail["Subject"].startswith("Dispositivos médicos, semana del")
    assert mail["From"] == "Wardline <desk@made-up.example>"
    assert mail["X-Unsent"] is None
    for form in ("plain", "html"):
        text = mail.get_body((form,)).get_content()
        assert "Alaris 8015" in text
        assert "ACME-SECRET" in text
        assert "Secret words" not in text


@pytest.mark.parametrize(
    ("mail", "told", "code"),
    [
        ('host = "127.0.0.1"\nport = {port}\n', "took no mail", 4),
        ('host = "127.0.0.1"\nport = 1\nsecurity = "none"\n', "took no mail", 4),
        ('host = "x"\nuser = "u"\nsecurity = "none"\n', "in the clear", 3),
        ('host = "x"\nhots = "y"\n', "cannot be used", 3),
        ('host = "x"\nsecurity = "maybe"\n', "no security 'maybe'", 3),
    ],
)
def test_what_is_not_sent_is_told_with_the_next_step(desk, box, capsys, mail, told, code):
    assert told in desk("monday", *TO, code=code, mail=mail.format(port=box.port)).err
    assert box.mails == []


def test_an_address_that_the_server_does_not_know_is_told(desk, box):
    err = desk("monday", "--to", "nobody@made-up.example", "--send", code=4).err
    assert "does not take mail for this address" in err
    assert box.mails == []
    assert "--to is missing" in desk("monday", "--send", code=2).err
