"""What people paste who write otherwise than the gate's builders; every value is made up."""

import pytest

from wardline.screen.profile import Profile
from wardline.screen.text import screen

OWN = Profile.from_mapping(
    {"name": "Mirabel Clinic", "domains": ["mirabel.example.org"], "ad": "MIRABE"}
)


def gone(text: str, kind: str = "narrative") -> str:
    return screen(text, OWN, kind=kind).text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("snmp-server community Zx81mrKpq RO", "Zx81mrKpq"),
        ("crypto isakmp key H4tStand77 address 203.0.113.9", "H4tStand77"),
        ("tacacs-server host 10.4.4.4 key 7tallOaks", "7tallOaks"),
        ("PS C:\\> net user helper Plum!River9 /add", "Plum!River9"),
        ("Dump: pat.doe@gmail.com:Copper$118:done", "Copper$118"),
        ("I typed my AD password. It's Copper#118, the old one.", "Copper#118"),
        ("db1.mirabel.example.org:5432:emr:reader:Copper!118", "Copper!118"),
        ("Next call: bridge 312-555-0142, code 771204", "771204"),
        ("twilio sid SK0123456789abcdef0123456789abcdef", "SK0123456789abcdef0123456789abcdef"),
        ('she gave her password (now "Copper%118x") to them', "Copper%118x"),
    ],
)
def test_secrets_that_no_field_names(text, value):
    assert value not in gone(text, "log")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Shows as QRT-ED044 on the map", "QRT-ED044"),
        ("root@SQLX-OR-177:~# last -i", "SQLX-OR-177"),
        ("- domain admin adm-jrowe used it from 198.51.100.7", "adm-jrowe"),
        ("2026-01-01 10:00:00|VIEW|jrowe4||10.1.1.1|x", "jrowe4"),
    ],
)
def test_machines_and_accounts_of_other_shapes(text, value):
    assert value not in gone(text, "log")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Driver, CDL K123-4567-8901, waits", "K123-4567-8901"),
        ("Signed for it, badge 48213", "48213"),
        ("Your activation code is QWER-TYUI-78OP.", "QWER-TYUI-78OP"),
        ("Exp.: 4524431, visto hoy", "4524431"),
        ("Lives at 612-B Camino Real Ave., Apt 4", "612-B Camino Real Ave., Apt 4"),
        ("Lives at 88 State Route 14 Ln, alone", "88 State Route 14 Ln"),
        ("row | Kalispell, MT | 59901 | x", "59901"),
    ],
)
def test_numbers_and_places_of_other_shapes(text, value):
    assert value not in gone(text)


def test_a_login_under_a_heading_that_says_account():
    table = '"acct","src","mfa"\n"jroe84","198.51.100.7","y"\n"maria.poe","198.51.100.8","n"\n'
    text = gone(table, "csv")
    assert "jroe84" not in text
    assert "maria.poe" not in text
    assert "198.51.100.7" in text


@pytest.mark.parametrize(
    "text",
    [
        "The lure was citrix.badplace.net and its client",
        "Parent: PRB0013668",
        "ALARM code 598 again",
        "OBR|1||6400829011|24323-8^CMP^LN",
    ],
)
def test_what_only_looks_private_stays(text):
    kept = text.split()[-1] if "|" not in text else "CMP^LN"
    assert kept in gone(text, "log")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("um this is Dora Plimsoll calling about my letter", "Dora Plimsoll"),
        ("the voice calls as dora miller from 312-555-0142", "dora miller"),
        ("paging Dora Red Cloud now", "Dora Red Cloud"),
        ("born 23NOV49, seen today", "23NOV49"),
        ("pat.doe@gmail.com:Copper$118:219-09-9999:07/13/1957", "219-09-9999"),
        ("pat.doe@gmail.com:Copper$118:219-09-9999:07/13/1957", "07/13/1957"),
        ("id=26049676 name=ROE, JANE ssn=219-09-9999", "26049676"),
        ("I was a patient on April 15, 2023.", "April 15, 2023"),
        ("Ofc. T. Roe #8059 took it", "8059"),
        ("blood unit W4003 30 766919 for her", "W4003 30 766919"),
        ("\tAccount Domain:\t\tMIRABE\n", "MIRABE"),
        ("ADDR: 355 Quarry Ln, Apt. C-3   PH: 312-555-0142", "Apt. C-3"),
    ],
)
def test_persons_of_other_shapes(text, value):
    assert value not in gone(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Your files are encrypted. Contact: desk@badplace.top or lose them", "desk@badplace.top"),
        ("sec=9 threatname=Akira sev=8", "Akira"),
        ("the FortiGate 100F. It is fine", "100F"),
        ("encrypted by FIN12 it says", "FIN12"),
        ("Completed by: Dora Roe, 07-18-2023, clinic", "07-18-2023"),
        ("| hotline | 1-888-282-0870 |", "1-888-282-0870"),
    ],
)
def test_what_attacks_and_what_is_public_stays(text, kept):
    assert kept in gone(text)


def test_a_patient_who_writes_is_no_attacker():
    text = "From: Dora Roe <dora.roe7@gmail.com>\nTo: privacy@mirabel.example.org\n\n"
    text += "My name is Dora Roe.\n"
    assert "dora.roe7" not in gone(text, "mail")
    text = "From: Payroll <dora.roe7@gmail.com>\nTo: x@mirabel.example.org\n\nOpen the file.\n"
    assert "dora.roe7@gmail.com" in gone(text, "mail")
