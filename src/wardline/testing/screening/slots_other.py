"""Slots: what looks private and is not, and secrets."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from wardline.testing.screening import lists, numbers
from wardline.testing.screening.base import (
    ALNUM,
    MAKERS,
    MONTHS,
    Maker,
    Piece,
    Site,
    date_text,
    drawn,
    hexed,
    made_uuid,
    made_word,
    neg,
    remove,
    slot,
)


def _of_list(label: str, words: list[str] | tuple[str, ...]) -> Maker:
    return lambda site, _arg: neg(label, site.rng.choice(words))


MAKERS["vendor"] = _of_list("VENDOR", lists.VENDORS)
MAKERS["model"] = _of_list("MODEL", lists.MODELS)
MAKERS["eponym"] = _of_list("EPONYM", lists.EPONYMS)
MAKERS["phrase"] = _of_list("PHRASE", lists.PHRASES)
MAKERS["public_line"] = _of_list("PUBLIC_LINE", lists.PUBLIC_LINES)


@slot("version")
def _version(site: Site, _arg: str) -> Piece:
    rng = site.rng
    a, b, c, d = (rng.randrange(1, 30) for _ in range(4))
    a += a == 10  # 10.x.y.z is an address before it is a version
    ways = (f"v{a}.{b}.{c}", f"{a}.{b}.{c}.{d}", f"{a}.{b}.{c}", f"{a}.{b}.{c}-{d}",
            f"20{rng.randrange(19, 27)}.{c % 12 + 1:02d}.{d:02d}",
            f"{numbers.digits(rng, 3)}-{numbers.digits(rng, 3)}-{numbers.digits(rng, 2)}",
            f"R{a}.{b} SP{c % 4 + 1}", f"build {numbers.digits(rng, 5)}", f"{a}.{b}(1){c}")  # fmt: skip
    return neg("VERSION", rng.choice(ways))


@slot("event_date")
def _event_date(site: Site, arg: str) -> Piece:
    return neg("EVENT_DATE", date_text(site.rng, 2022, 2026, arg))


@slot("ts")
def _ts(site: Site, arg: str) -> Piece:
    rng = site.rng
    day = date_text(rng, 2023, 2026, "iso")
    hour, minute, second = rng.randrange(24), rng.randrange(60), rng.randrange(60)
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    month = MONTHS[int(day[5:7]) - 1][:3]
    ways = {
        "": f"{day}T{clock}Z",
        "ms": f"{day}T{clock}.{rng.randrange(1000):03d}Z",
        "space": f"{day} {clock}",
        "syslog": f"{month} {int(day[8:]):>2} {clock}",
        "hl7": day.replace("-", "") + clock.replace(":", ""),
        "apache": f"{day[8:]}/{month}/{day[:4]}:{clock} -0500",
        "mail": f"Tue, {int(day[8:])} {month} {day[:4]} {clock} -0400",
        "epoch": f"17{numbers.digits(rng, 8)}.{numbers.digits(rng, 6)}",
        "us": f"{day[5:7]}/{day[8:]}/{day[:4]} {hour % 12 + 1}:{minute:02d} {'PM' if hour > 11 else 'AM'}",  # one shape
        "dicom": f"{day} {clock}.{rng.randrange(10**6):06d}",
    }
    # The time of an HL7 message may be the date of care: whether it stays is not judged.
    action = "either" if arg == "hl7" else "neg"
    return Piece(ways[arg], "EVENT_DATE", action, "ts")


@slot("number")
def _number(site: Site, _arg: str) -> Piece:
    rng = site.rng
    text = rng.choice(lists.NUMBERS).format(
        i=numbers.digits(rng, rng.choice((4, 7, 9))), p=numbers.digits(rng, 5),
        m=f"{rng.randrange(5, 99)},{rng.randrange(1000):03d}",
        t=f"{rng.randrange(1, 900)},{rng.randrange(1000):03d}",
        l=f"{numbers.digits(rng, 5)}-{rng.randrange(10)}", q=rng.choice((22, 443, 3389, 8443, 11112)),
        e=rng.choice((4624, 4625, 7045, 1102)), c=rng.randrange(1, 9), n=numbers.digits(rng, 2),
        h=hexed(rng, 4), s=numbers.digits(rng, 8),
    )  # fmt: skip
    return neg("NUMBER", text)


@slot("luhn")
def _luhn_by_chance(site: Site, _arg: str) -> Piece:
    """A number that passes a card's check digit and is no card."""
    return neg("NUMBER", numbers.with_luhn(numbers.digits(site.rng, 15)), "luhn")


@slot("age")
def _age(site: Site, _arg: str) -> Piece:
    return neg("NUMBER", str(site.rng.randrange(2, 89)), "age")


@slot("oid")
def _oid(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return neg(
        "OID", f"1.2.840.{numbers.digits(rng, 5)}.{rng.randrange(1, 9)}.{rng.randrange(10, 99)}"
    )


@slot("uuid")
def _uuid_piece(site: Site, arg: str) -> Piece:
    prefix = f"{arg}--" if arg else ""
    return neg("UUID", f"{prefix}{made_uuid(site.rng)}")


@slot("docket")
def _docket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return neg("DOCKET", rng.choice(lists.DOCKETS).format(
        y=rng.randrange(2021, 2027), n=numbers.digits(rng, 2)))  # fmt: skip


@slot("ticket")
def _ticket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 7)
    ways = (f"INC{number}", f"case {number}1", f"CHG{number}", f"SR-{number[:6]}", f"PRB{number}",
            f"ticket #{number[:5]}", f"REQ{number}", f"JIRA SEC-{number[:4]}")  # fmt: skip
    return neg("TICKET", rng.choice(ways))


@slot("marking")
def _marking(site: Site, _arg: str) -> Piece:
    text = site.rng.choice(lists.MARKINGS).format(v=site.rng.choice(lists.VENDORS))
    return remove("MARKING", text)


# -- secrets


def _password(rng: random.Random) -> str:
    season = rng.choice(
        "Winter Summer Clinic Nurse Spring Welcome Hospital Password Radiology".split()
    )
    word = made_word(rng).capitalize()
    ways = (f"{season}{rng.randrange(2019, 2027)}{rng.choice('!@#$')}", f"{season}{rng.randrange(1, 99)}!",
            f"{word}{rng.randrange(10, 999)}{rng.choice('!$#*')}", drawn(rng, 12, ALNUM + "!#$%*+-"),
            f"{word.lower()}-{made_word(rng)}-{rng.randrange(10, 99)}", f"P@ssw0rd{rng.randrange(10, 99)}")  # fmt: skip
    return rng.choice(ways)


@slot("pw")
def _pw(site: Site, arg: str) -> Piece:
    if arg == "conn":
        return remove("SECRET", drawn(site.rng, 12), "conn")
    return remove("SECRET", _password(site.rng), "pw")


@slot("conn")
def _conn(site: Site, _arg: str) -> Piece:
    return remove("SECRET", f"svc_{made_word(site.rng)}:{drawn(site.rng, 12)}", "conn")


@slot("token")
def _token(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways: dict[str, Callable[[], str]] = {
        "aws": lambda: rng.choice(("AKIA", "ASIA")) + drawn(rng, 16, string.ascii_uppercase + "234567"),
        "github": lambda: rng.choice(("ghp_", "gho_", "ghs_")) + drawn(rng, 36),
        "slack": lambda: f"xoxb-{numbers.digits(rng, 12)}-{numbers.digits(rng, 12)}-{drawn(rng, 24)}",
        "google": lambda: "AIza" + drawn(rng, 35, ALNUM + "_-"),
        "stripe": lambda: "sk_live_" + drawn(rng, 24),
        "gitlab": lambda: "glpat-" + drawn(rng, 20),
        "sendgrid": lambda: f"SG.{drawn(rng, 22)}.{drawn(rng, 43)}",
        "npm": lambda: "npm_" + drawn(rng, 36),
        "azure": lambda: base64.b64encode(rng.randbytes(64)).decode(),
    }  # fmt: skip
    kind = arg or rng.choice(
        ("aws", "aws", "github", "slack", "google", "stripe", "gitlab", "sendgrid")
    )
    return remove("SECRET", ways[kind](), kind)


def _part(text: str) -> str:
    """One segment of a JWT."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@slot("jwt")
def _jwt(site: Site, _arg: str) -> Piece:
    rng = site.rng
    head = _part('{"alg":"' + rng.choice(("HS256", "RS256")) + '","typ":"JWT"}')
    body = _part(f'{{"sub":"{numbers.digits(rng, 8)}","iat":{numbers.digits(rng, 10)}}}')
    return remove("SECRET", f"{head}.{body}.{drawn(rng, 43, ALNUM + '_-')}", "jwt")


@slot("pem")
def _pem(site: Site, arg: str) -> Piece:
    rng = site.rng
    name = rng.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY",
                       "ENCRYPTED PRIVATE KEY"))  # fmt: skip
    lines = [drawn(rng, 64, ALNUM + "+/") for _ in range(rng.randrange(3, 8))]
    glue = "\\n" if arg == "json" else "\n"
    text = glue.join((f"-----BEGIN {name}-----", *lines, f"-----END {name}-----"))
    return remove("SECRET", text, "pem")


@slot("basic")
def _basic(site: Site, _arg: str) -> Piece:
    pair = f"svc_{made_word(site.rng)}:{drawn(site.rng, 12)}"
    return remove("SECRET", base64.b64encode(pair.encode()).decode(), "basic")
