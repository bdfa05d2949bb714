"""What stands in a slot of a template: a value of its kind, and what a gate must do with it."""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable
from typing import NamedTuple

from wardline.testing.screening import lists, numbers
from wardline.testing.screening import people as folk

_ALNUM = string.ascii_letters + string.digits
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


class Piece(NamedTuple):
    """A stretch of text with its label; plain text has none."""

    text: str
    label: str = ""
    action: str = ""
    sub: str = ""


class Site:
    """The organization and the people of one text; everything that has to agree in it."""

    def __init__(self, rng: random.Random) -> None:
        """Draw the organization."""
        self.rng = rng
        self.people: dict[str, folk.Person] = {}
        self.kept: dict[str, Piece] = {}
        stem = "".join(rng.choice("bdfghklmnprstvz") + rng.choice("aeiou") for _ in range(3))
        word, suffix = rng.choice(lists.ORG_KINDS)
        self.name = f"{stem.capitalize()} {word}"
        self.domain = f"{stem}{suffix}.{rng.choice(('org', 'org', 'com', 'net'))}"
        self.ad = stem.upper()[:6]
        self.net = f"{_first_octet(rng)}.{rng.randrange(256)}.{rng.randrange(256)}"

    def profile(self) -> dict[str, object]:
        """What the organization would have configured."""
        return {
            "domains": [self.domain],
            "ad": self.ad,
            "name": self.name,
            "public_nets": [f"{self.net}.0/24"],
        }

    def person(self, key: str, origin: str = "") -> folk.Person:
        """The person of this key in this text."""
        if key not in self.people:
            self.people[key] = folk.person(self.rng, origin)
        return self.people[key]


Maker = Callable[[Site, str], Piece]
MAKERS: dict[str, Maker] = {}


def _slot(name: str) -> Callable[[Maker], Maker]:
    def add(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return add


def _remove(label: str, text: str, sub: str = "") -> Piece:
    return Piece(text, label, "remove", sub)


def _keep(label: str, text: str, sub: str = "") -> Piece:
    return Piece(text, label, "keep", sub)


def _neg(label: str, text: str, sub: str = "") -> Piece:
    return Piece(text, label, "neg", sub)


# -- small material


def _first_octet(rng: random.Random) -> int:
    return rng.choice([n for n in range(11, 223) if n not in (100, 127, 169, 172, 192, 198, 203)])


def _word(rng: random.Random, parts: int = 3) -> str:
    return "".join(rng.choice("bcdfghjklmnprstvwz") + rng.choice("aeiou") for _ in range(parts))


def _text(rng: random.Random, count: int, alphabet: str = _ALNUM) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def _hex(rng: random.Random, count: int) -> str:
    return _text(rng, count, "0123456789abcdef")


def date_text(rng: random.Random, first: int, last: int, style: str = "") -> str:
    """A date in one of the ways in which people and systems write it."""
    year, month, day = rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29)
    name = _MONTHS[month - 1]
    ways = {
        "iso": f"{year}-{month:02d}-{day:02d}",
        "compact": f"{year}{month:02d}{day:02d}",
        "us": f"{month:02d}/{day:02d}/{year}",
        "short": f"{month}/{day}/{year % 100:02d}",
        "long": f"{name} {day}, {year}",
        "dmy": f"{day} {name[:3]} {year}",
        "oracle": f"{day:02d}-{name[:3].upper()}-{year}",
        "dots": f"{day:02d}.{month:02d}.{year}",
        "dashes": f"{month:02d}-{day:02d}-{year}",
        "ordinal": f"{name} {day}{_ordinal(day)}, {year}",
        "medium": f"{name[:3]}. {day}, {year}",
        "es": f"{day} de {_SPANISH[month - 1]} de {year}",
    }
    usual = ("iso", "us", "us", "short", "long", "long", "dmy", "oracle", "dashes", "ordinal",
             "medium")  # fmt: skip
    return ways[style or rng.choice(usual)]


_SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def phone_text(rng: random.Random, style: str = "") -> str:
    """A North American number that is nobody's service line, or one from abroad."""
    area, office = rng.randrange(201, 980), rng.randrange(202, 990)
    line = f"{rng.randrange(10000):04d}"
    ways = {
        "dash": f"{area}-{office}-{line}",
        "paren": f"({area}) {office}-{line}",
        "dot": f"{area}.{office}.{line}",
        "space": f"{area} {office} {line}",
        "plus": f"+1 {area} {office} {line}",
        "plusdash": f"+1-{area}-{office}-{line}",
        "one": f"1-{area}-{office}-{line}",
        "tight": f"({area}){office}-{line}",
        "e164": f"+1{area}{office}{line}",
        "raw": f"{area}{office}{line}",
        "slash": f"{area}/{office}-{line}",
        "uk": f"+44 20 7946 {line}",
        "mx": f"+52 55 {rng.randrange(1000, 9999)} {line}",
        "de": f"+49 30 {rng.randrange(100000, 999999)}",
    }
    usual = ("dash", "dash", "paren", "paren", "dot", "space", "plus", "plusdash", "one", "tight",
             "e164")  # fmt: skip
    return ways[style or rng.choice(usual)]


# -- identifiers of persons


@_slot("ssn")
def _ssn(site: Site, arg: str) -> Piece:
    glue = {"dash": "-", "raw": "", "space": " ", "dot": "."}
    joined = glue[arg] if arg else site.rng.choice(("-", "-", "-", " ", ""))
    return _remove("SSN", joined.join(numbers.ssn(site.rng)))


@_slot("card")
def _card(site: Site, arg: str) -> Piece:
    number = numbers.card(site.rng)
    glue = {"raw": "", "space": " ", "dash": "-"}
    joined = glue[arg] if arg else site.rng.choice(("", " ", "-"))
    cuts = (4, 10) if len(number) == 15 else (4, 8, 12)
    parts = [number[a:b] for a, b in zip((0, *cuts), (*cuts, len(number)), strict=True)]
    return _remove("CARD", joined.join(parts))


@_slot("mrn")
def _mrn(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "7": numbers.digits(rng, 7),
        "8": f"{rng.randrange(10**8):08d}",
        "e": f"E{numbers.digits(rng, 7)}",
        "h": f"H{rng.randrange(10**9):09d}",
        "dash": f"{_text(rng, 2, string.digits)}-{_text(rng, 2, string.digits)}-{_text(rng, 3, string.digits)}",  # noqa: E501 # one shape
        "mrn": f"MRN-{numbers.digits(rng, 6)}",
        "6": numbers.digits(rng, 6),
        "10": f"{rng.randrange(10**10):010d}",
    }
    return _remove("MRN", ways[arg or rng.choice(("7", "8", "e", "h", "dash", "6", "10"))])


@_slot("dob")
def _dob(site: Site, arg: str) -> Piece:
    return _remove("DOB", date_text(site.rng, 1935, 2018, arg))


@_slot("care_date")
def _care_date(site: Site, arg: str) -> Piece:
    return _remove("CARE_DATE", date_text(site.rng, 2021, 2026, arg))


@_slot("age90")
def _age90(site: Site, _arg: str) -> Piece:
    return _remove("AGE90", str(site.rng.randrange(90, 104)))


@_slot("phone")
def _phone(site: Site, arg: str) -> Piece:
    return _remove("PHONE", phone_text(site.rng, arg))


@_slot("fax")
def _fax(site: Site, arg: str) -> Piece:
    return _remove("FAX", phone_text(site.rng, arg))


@_slot("address")
def _address(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "pobox":
        return _remove("ADDRESS", f"P.O. Box {rng.randrange(10, 9999)}")
    road = f"{rng.choice(lists.STREET_NAMES)} {rng.choice(lists.STREETS.split('|'))}"
    unit = rng.choice(("", "", "", f" Apt {rng.randrange(1, 99)}{rng.choice('ABC')}",
                       f" Suite {rng.randrange(100, 999)}", f", Unit {rng.randrange(1, 40)}",
                       f" Apt. {rng.randrange(100, 999)}", f" #{rng.randrange(1, 400)}"))  # fmt: skip
    return _remove("ADDRESS", f"{rng.randrange(1, 19999)} {road}{unit}")


@_slot("zip")
def _zip(site: Site, arg: str) -> Piece:
    rng = site.rng
    code = f"{rng.randrange(501, 99950):05d}"
    if arg == "code":
        return _remove("ZIP", code)
    if arg == "plus4" or rng.random() < 0.2:
        code += f"-{rng.randrange(1, 9999):04d}"
    return _remove("ZIP", f"{rng.choice(lists.CITIES)}, {rng.choice(lists.STATES)} {code}")


@_slot("account")
def _account(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "10": numbers.digits(rng, 10),
        "12": f"{rng.randrange(10**12):012d}",
        "har": f"HAR-{numbers.digits(rng, 8)}",
        "dash": f"{rng.randrange(100):02d}-{numbers.digits(rng, 5)}-{rng.randrange(10)}",
        "claim": f"CLM{numbers.digits(rng, 9)}",
        "v": f"V{rng.randrange(10**11):011d}",
        "9": numbers.digits(rng, 9),
    }
    return _remove("ACCOUNT", ways[arg or rng.choice(("10", "12", "har", "dash", "v"))])


@_slot("plan_id")
def _plan_id(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "mbi":
        return _mbi(site, "")
    ways = (f"W{numbers.digits(rng, 9)}", f"XYH{numbers.digits(rng, 9)}",
            f"{_text(rng, 3, 'ABCDEFGHJKMNPQRTUVWXY')}{numbers.digits(rng, 9)}",
            f"{numbers.digits(rng, 9)}-01", f"U{numbers.digits(rng, 8)}")  # fmt: skip
    return _remove("PLAN_ID", rng.choice(ways))


@_slot("mbi")
def _mbi(site: Site, arg: str) -> Piece:
    code = numbers.mbi(site.rng)
    if arg == "dash" or (not arg and site.rng.random() < 0.5):
        code = f"{code[:4]}-{code[4:7]}-{code[7:]}"
    return _remove("PLAN_ID", code, "mbi")


@_slot("dea")
def _dea(site: Site, _arg: str) -> Piece:
    return _remove("LICENSE", numbers.dea(site.rng, site.rng.choice(string.ascii_uppercase)), "dea")


@_slot("npi")
def _npi(site: Site, _arg: str) -> Piece:
    return _remove("LICENSE", numbers.npi(site.rng), "npi")


@_slot("license")
def _license(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 6)
    ways = (f"RN{number}", f"MD{number}", f"{rng.choice('AGC')}{number}", f"PH-{number[:5]}",
            f"D{number}1", f"{rng.choice(lists.STATES)}-{number}")  # fmt: skip
    return _remove("LICENSE", rng.choice(ways))


@_slot("serial")
def _serial(site: Site, arg: str) -> Piece:
    rng = site.rng
    upper = string.ascii_uppercase
    ways = {
        "sn": f"SN{numbers.digits(rng, 8)}",
        "mix": f"{_text(rng, 3, upper)}{numbers.digits(rng, 6)}{rng.choice(upper)}",
        "num": numbers.digits(rng, 8),
        "us": f"US{numbers.digits(rng, 2)}{_text(rng, 1, upper)}{numbers.digits(rng, 5)}",
        "udi": f"(21){_text(rng, 10, upper + string.digits)}",
        "dash": f"{numbers.digits(rng, 4)}-{_text(rng, 2, upper)}-{numbers.digits(rng, 4)}",
    }
    return _remove("DEVICE_SERIAL", ways[arg or rng.choice(("sn", "mix", "num", "us", "dash"))])


@_slot("mac")
def _mac(site: Site, arg: str) -> Piece:
    pairs = [_hex(site.rng, 2) for _ in range(6)]
    return _remove("DEVICE_SERIAL", ("-" if arg == "dash" else ":").join(pairs), "mac")


@_slot("biometric")
def _biometric(site: Site, _arg: str) -> Piece:
    return _remove("BIOMETRIC", _text(site.rng, site.rng.choice((24, 24, 32))))


@_slot("vin")
def _vin(site: Site, _arg: str) -> Piece:
    return _remove("VEHICLE", numbers.vin(site.rng), "vin")


@_slot("plate")
def _plate(site: Site, _arg: str) -> Piece:
    rng = site.rng
    upper = string.ascii_uppercase
    ways = (f"{_text(rng, 3, upper)}-{numbers.digits(rng, 4)}", f"{rng.randrange(1, 9)}{_text(rng, 3, upper)}{numbers.digits(rng, 3)}",  # noqa: E501 # one shape
            f"{_text(rng, 3, upper)} {numbers.digits(rng, 4)}")  # fmt: skip
    return _remove("VEHICLE", rng.choice(ways), "plate")


@_slot("patient_url")
def _patient_url(site: Site, _arg: str) -> Piece:
    rng = site.rng
    base = f"https://{rng.choice(('mychart', 'portal', 'patients'))}.{site.domain}"
    ways = (f"{base}/chart/{numbers.digits(rng, 8)}?user={_word(rng)}",
            f"{base}/p/{_text(rng, 10)}/results", f"{base}/patient?mrn={numbers.digits(rng, 7)}",
            f"{base}/visit/{numbers.digits(rng, 9)}/notes?tab=2")  # fmt: skip
    return _remove("PATIENT_URL", rng.choice(ways))


# -- names and accounts


def person_piece(site: Site, key: str, form: str) -> Piece:
    """What is written of the person of this key, in this form."""
    who = site.person(key)
    rng = site.rng
    if form in _NAME_FORMS:
        return _remove("NAME", _NAME_FORMS[form](who, rng), who.sub)
    return _ACCOUNT_FORMS[form](site, key)


def _nick(who: folk.Person, rng: random.Random) -> str:
    return f'{who.first} "{rng.choice(("Bob", "Peg", "Skip", "Lou"))}" {who.last}'


_NAME_FORMS: dict[str, Callable[[folk.Person, random.Random], str]] = {
    "full": lambda who, _: f"{who.first} {who.last}",
    "first": lambda who, _: who.first,
    "last": lambda who, _: who.last,
    "mi": lambda who, _: f"{who.first} {who.middle}. {who.last}",
    "comma": lambda who, _: f"{who.last}, {who.first}",
    "comma_mi": lambda who, _: f"{who.last}, {who.first} {who.middle}",
    "hl7": lambda who, _: f"{who.last}^{who.first}".upper(),
    "hl7_mi": lambda who, _: f"{who.last}^{who.first}^{who.middle}".upper(),
    "hl7_mixed": lambda who, _: f"{who.last}^{who.first}",
    "caps": lambda who, _: f"{who.first} {who.last}".upper(),
    "caps_comma": lambda who, _: f"{who.last}, {who.first}".upper(),
    "lower": lambda who, _: f"{who.first} {who.last}".lower(),
    "initial": lambda who, _: f"{who.first[0]}. {who.last}",
    "initials": lambda who, _: f"{who.first[0]}.{who.middle}. {who.last}",
    "nick": _nick,
    "jr": lambda who, rng: f"{who.first} {who.last} {rng.choice(('Jr.', 'III', 'Sr.'))}",
}


def _local_part(site: Site, key: str) -> str:
    who, rng = site.person(key), site.rng
    first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
    if not first or not last:
        first, last = _word(rng, 2), _word(rng)
    return rng.choice((f"{first}.{last}", f"{first}{last}", f"{first}_{last}", f"{first[0]}{last}",
                       f"{first}.{last}{rng.randrange(1, 9)}"))  # fmt: skip


def _once(site: Site, key: str, make: Callable[[], Piece]) -> Piece:
    if key not in site.kept:
        site.kept[key] = make()
    return site.kept[key]


def _own_mail(site: Site, key: str) -> Piece:
    return _once(site, f"{key}.email", lambda: _remove(
        "EMAIL", f"{_local_part(site, key)}@{site.domain}", "own"))  # fmt: skip


def _personal_mail(site: Site, key: str) -> Piece:
    return _once(site, f"{key}.pmail", lambda: _remove(
        "EMAIL", f"{_local_part(site, key)}@{site.rng.choice(lists.PERSONAL_MAIL)}",
        "personal"))  # fmt: skip


def _user(site: Site, key: str) -> Piece:
    def make() -> Piece:
        who, rng = site.person(key), site.rng
        first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
        if len(first) < 2 or len(last) < 2:
            first, last = _word(rng, 2), _word(rng)
        shapes = (f"{first[0]}{last}", f"{first[0]}{last}{rng.randrange(1, 9)}", f"{first}.{last}",
                  f"{last[:6]}{first[0]}", f"{last[:5]}{rng.randrange(10, 99)}")  # fmt: skip
        return _remove("USER", rng.choice(shapes).replace("-", ""))

    return _once(site, f"{key}.user", make)


def _ad_user(site: Site, key: str) -> Piece:
    return _remove("USER", f"{site.ad}\\{_user(site, key).text}", "ad")


_ACCOUNT_FORMS: dict[str, Callable[[Site, str], Piece]] = {
    "email": _own_mail,
    "pmail": _personal_mail,
    "user": _user,
    "ad": _ad_user,
}


@_slot("own_org")
def _own_org(site: Site, _arg: str) -> Piece:
    return _remove("OWN_ORG", site.name)


@_slot("own_domain")
def _own_domain(site: Site, _arg: str) -> Piece:
    return _remove("OWN_DOMAIN", site.domain)


@_slot("own_mail")
def _own_role_mail(site: Site, arg: str) -> Piece:
    return _remove("EMAIL", f"{arg or 'helpdesk'}@{site.domain}", "own")


# -- hosts and addresses of ours


@_slot("host")
def _host(site: Site, arg: str) -> Piece:
    def make() -> Piece:
        rng = site.rng
        role, number = rng.choice(lists.ROLES), rng.randrange(1, 99)
        desk = f"{site.ad}-{rng.choice(lists.UNITS)}-{rng.choice(('WS', 'PC', 'LT'))}{numbers.digits(rng, 3)}"  # noqa: E501 # one shape
        ways = {
            "ad": desk,
            "fqdn": f"{role}{number:02d}.int.{site.domain}",
            "own": f"{role}{number:02d}.{site.domain}",
            "local": f"{role}-{rng.choice(('icu', 'lab', 'pharm'))}.corp.{site.ad.lower()}.local",
            "bare": f"{role}{rng.choice(('icu', 'lab', 'srv', 'west', 'er'))}{number:02d}",
        }
        style, _, _key = arg.partition("=")
        return _remove("HOST", ways[style or rng.choice(tuple(ways))], style)

    key = arg.partition("=")[2]
    return _once(site, f"host={key}", make) if key else make()


@_slot("priv_ip")
def _priv_ip(site: Site, arg: str) -> Piece:
    rng = site.rng
    octet = lambda low=0: rng.randrange(low, 255)  # noqa: E731 # a word used four times below
    ways = {
        "10": f"10.{octet()}.{octet()}.{octet(1)}",
        "172": f"172.{rng.randrange(16, 32)}.{octet()}.{octet(1)}",
        "192": f"192.168.{octet()}.{octet(1)}",
        "ula": f"fd{_hex(rng, 2)}:{_hex(rng, 4)}::{rng.randrange(1, 255):x}",
        "ll": f"fe80::{_hex(rng, 4)}:{_hex(rng, 4)}:{_hex(rng, 4)}:{_hex(rng, 4)}",
        "cidr": f"10.{octet()}.{octet()}.0/24",
        "cgn": f"100.{rng.randrange(64, 128)}.{octet()}.{octet(1)}",
    }
    return _remove("PRIV_IP", ways[arg or rng.choices(
        tuple(ways), (40, 20, 20, 6, 3, 6, 5))[0]])  # fmt: skip


@_slot("own_ip")
def _own_ip(site: Site, _arg: str) -> Piece:
    return _remove("OWN_PUBLIC_IP", f"{site.net}.{site.rng.randrange(1, 255)}")


# -- observables of threats


def _foreign_ip(site: Site) -> str:
    rng = site.rng
    while True:
        found = (
            f"{_first_octet(rng)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        )
        if not found.startswith(site.net + "."):
            return found


def _defanged(rng: random.Random, text: str, arg: str) -> str:
    if arg == "raw" or (arg != "defang" and rng.random() < 0.65):
        return text
    return text.replace(".", rng.choice(("[.]", "[.]", "(.)", "[dot]")))


@_slot("ioc_ip")
def _ioc_ip(site: Site, arg: str) -> Piece:
    def make() -> Piece:
        style = arg.partition("=")[0]
        return _keep("IOC_IP", _defanged(site.rng, _foreign_ip(site), style))

    key = arg.partition("=")[2]
    return _once(site, f"ioc_ip={key}", make) if key else make()


@_slot("ioc_ip6")
def _ioc_ip6(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return _keep("IOC_IP6", f"2a{_hex(rng, 2)}:{_hex(rng, 4)}:{_hex(rng, 4)}::{_hex(rng, 3)}")


def _bad_domain(rng: random.Random) -> str:
    stem = rng.choice((f"{_word(rng)}", f"{_word(rng, 2)}-{_word(rng, 2)}",
                       f"{rng.choice(lists.BRANDS)}-{rng.choice(('verify', 'update', 'login'))}{rng.randrange(1, 9)}",
                       f"cdn.{_word(rng)}{rng.randrange(10, 99)}", _text(rng, 14, "abcdefghijkmnpqrstuvwxyz")))  # noqa: E501 # one shape  # fmt: skip
    return f"{stem}.{rng.choice(lists.TLDS)}"


@_slot("ioc_domain")
def _ioc_domain(site: Site, arg: str) -> Piece:
    if arg == "onion":
        return _keep(
            "IOC_DOMAIN", _text(site.rng, 56, "abcdefghijklmnopqrstuvwxyz234567") + ".onion"
        )

    def make() -> Piece:
        return _keep(
            "IOC_DOMAIN", _defanged(site.rng, _bad_domain(site.rng), arg.partition("=")[0])
        )

    key = arg.partition("=")[2]
    return _once(site, f"ioc_domain={key}", make) if key else make()


@_slot("ioc_url")
def _ioc_url(site: Site, arg: str) -> Piece:
    rng = site.rng
    host = _bad_domain(rng) if rng.random() < 0.6 else _foreign_ip(site)
    port = rng.choice(("", "", "", ":8080", ":8443"))
    path = rng.choice((f"a/{_text(rng, 8)}", f"login.php?id={numbers.digits(rng, 4)}",
                       f"dl/{_word(rng)}.zip", f"{_word(rng)}/gate.php", "owa/auth",
                       f"wp-content/{_word(rng)}/?e={_text(rng, 12)}", f"x/{_hex(rng, 32)}"))  # fmt: skip
    url = f"{rng.choice(('http', 'https'))}://{host}{port}/{path}"
    if arg == "defang" or (arg != "raw" and rng.random() < 0.35):
        url = url.replace("http", "hxxp", 1).replace(host, host.replace(".", "[.]"), 1)
    return _keep("IOC_URL", url)


@_slot("ioc_email")
def _ioc_email(site: Site, arg: str) -> Piece:
    def make() -> Piece:
        rng = site.rng
        who = folk.person(rng, "common")
        local = rng.choice(("no-reply", "billing", "hr.notice", f"support{rng.randrange(1, 99)}",
                            f"{folk.ascii_of(who.first)}.{folk.ascii_of(who.last)}",
                            "ceo.office"))  # fmt: skip
        mail = f"{local}@{_bad_domain(rng)}"
        if arg.startswith("defang"):
            mail = mail.replace("@", "[@]").replace(".", "[.]")
        return _keep("IOC_EMAIL", mail)

    key = arg.partition("=")[2]
    return _once(site, f"ioc_email={key}", make) if key else make()


@_slot("ioc_file")
def _ioc_file(site: Site, _arg: str) -> Piece:
    rng = site.rng
    end = rng.choice("exe dll ps1 iso docm xlsm lnk js vbs zip hta bat msi one html".split())
    stem = rng.choice((_word(rng), numbers.digits(rng, 6),
                       f"{rng.choice(lists.LURES)}_{numbers.digits(rng, 6)}",
                       f"{rng.choice(lists.LURES)}-{_word(rng, 2)}", f"{_word(rng)}.pdf"))  # fmt: skip
    return _keep("IOC_FILE", f"{stem}.{end}")


@_slot("ioc_hash")
def _ioc_hash(site: Site, arg: str) -> Piece:
    sizes = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
    size = sizes[arg] if arg else site.rng.choice((32, 40, 64, 64))
    value = _hex(site.rng, size)
    return _keep("IOC_HASH", value.upper() if site.rng.random() < 0.15 else value)


@_slot("ioc_reg")
def _ioc_reg(site: Site, _arg: str) -> Piece:
    template = site.rng.choice(lists.REG_KEYS)
    word = _word(site.rng, 3).capitalize()
    return _keep("IOC_REG", template.format(w=word, u=str(_uuid(site.rng)).upper()))


@_slot("ioc_ua")
def _ioc_ua(site: Site, _arg: str) -> Piece:
    rng = site.rng
    parts = {"a": rng.randrange(10, 99), "b": rng.randrange(1000, 9999), "c": rng.randrange(1, 9)}
    return _keep("IOC_UA", rng.choice(lists.UAS).format(**parts))


@_slot("ioc_wallet")
def _ioc_wallet(site: Site, _arg: str) -> Piece:
    rng = site.rng
    base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    ways = (f"bc1q{_text(rng, 38, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')}",
            f"{rng.choice('13')}{_text(rng, 33, base58)}", f"0x{_hex(rng, 40)}",
            f"4{rng.choice('0123456789AB')}{_text(rng, 93, base58)}")  # fmt: skip
    return _keep("IOC_WALLET", rng.choice(ways))


@_slot("cve")
def _cve(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return _keep(
        "CVE", f"CVE-{rng.randrange(2014, 2027)}-{numbers.digits(rng, rng.choice((4, 5)))}"
    )


@_slot("attack_id")
def _attack_id(site: Site, _arg: str) -> Piece:
    rng = site.rng
    sub = f".{rng.randrange(1, 13):03d}" if rng.random() < 0.4 else ""
    return _keep("ATTACK_ID", f"T1{numbers.digits(rng, 3)}{sub}")


# -- what looks private and is not


def _of_list(label: str, words: list[str] | tuple[str, ...]) -> Maker:
    return lambda site, _arg: _neg(label, site.rng.choice(words))


MAKERS["vendor"] = _of_list("VENDOR", lists.VENDORS)
MAKERS["model"] = _of_list("MODEL", lists.MODELS)
MAKERS["eponym"] = _of_list("EPONYM", lists.EPONYMS)
MAKERS["phrase"] = _of_list("PHRASE", lists.PHRASES)
MAKERS["public_line"] = _of_list("PUBLIC_LINE", lists.PUBLIC_LINES)


@_slot("version")
def _version(site: Site, _arg: str) -> Piece:
    rng = site.rng
    a, b, c, d = (rng.randrange(1, 30) for _ in range(4))
    ways = (f"v{a}.{b}.{c}", f"{a}.{b}.{c}.{d}", f"{a}.{b}.{c}", f"{a}.{b}.{c}-{d}",
            f"20{rng.randrange(19, 27)}.{c % 12 + 1:02d}.{d:02d}",
            f"{numbers.digits(rng, 3)}-{numbers.digits(rng, 3)}-{numbers.digits(rng, 2)}",
            f"R{a}.{b} SP{c % 4 + 1}", f"build {numbers.digits(rng, 5)}", f"{a}.{b}(1){c}")  # fmt: skip
    return _neg("VERSION", rng.choice(ways))


@_slot("event_date")
def _event_date(site: Site, arg: str) -> Piece:
    return _neg("EVENT_DATE", date_text(site.rng, 2022, 2026, arg))


@_slot("ts")
def _ts(site: Site, arg: str) -> Piece:
    rng = site.rng
    day = date_text(rng, 2023, 2026, "iso")
    hour, minute, second = rng.randrange(24), rng.randrange(60), rng.randrange(60)
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    month = _MONTHS[int(day[5:7]) - 1][:3]
    ways = {
        "": f"{day}T{clock}Z",
        "ms": f"{day}T{clock}.{rng.randrange(1000):03d}Z",
        "space": f"{day} {clock}",
        "syslog": f"{month} {int(day[8:]):>2} {clock}",
        "hl7": day.replace("-", "") + clock.replace(":", ""),
        "apache": f"{day[8:]}/{month}/{day[:4]}:{clock} -0500",
        "mail": f"Tue, {int(day[8:])} {month} {day[:4]} {clock} -0400",
        "epoch": f"17{numbers.digits(rng, 8)}.{numbers.digits(rng, 6)}",
        "us": f"{day[5:7]}/{day[8:]}/{day[:4]} {hour % 12 + 1}:{minute:02d} {'PM' if hour > 11 else 'AM'}",  # noqa: E501 # one shape
        "dicom": f"{day} {clock}.{rng.randrange(10**6):06d}",
    }
    return _neg("EVENT_DATE", ways[arg], "ts")


@_slot("number")
def _number(site: Site, _arg: str) -> Piece:
    rng = site.rng
    text = rng.choice(lists.NUMBERS).format(
        i=numbers.digits(rng, rng.choice((4, 7, 9))), p=numbers.digits(rng, 5),
        m=f"{rng.randrange(5, 99)},{rng.randrange(1000):03d}",
        t=f"{rng.randrange(1, 900)},{rng.randrange(1000):03d}",
        l=f"{numbers.digits(rng, 5)}-{rng.randrange(10)}", q=rng.choice((22, 443, 3389, 8443, 11112)),
        e=rng.choice((4624, 4625, 7045, 1102)), c=rng.randrange(1, 9), n=numbers.digits(rng, 2),
        h=_hex(rng, 4), s=numbers.digits(rng, 8),
    )  # fmt: skip
    return _neg("NUMBER", text)


@_slot("luhn")
def _luhn_by_chance(site: Site, _arg: str) -> Piece:
    """A number that passes a card's check digit and is no card."""
    return _neg("NUMBER", numbers.with_luhn(numbers.digits(site.rng, 15)), "luhn")


@_slot("age")
def _age(site: Site, _arg: str) -> Piece:
    return _neg("NUMBER", str(site.rng.randrange(2, 89)), "age")


@_slot("oid")
def _oid(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return _neg(
        "OID", f"1.2.840.{numbers.digits(rng, 5)}.{rng.randrange(1, 9)}.{rng.randrange(10, 99)}"
    )


def _uuid(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


@_slot("uuid")
def _uuid_piece(site: Site, arg: str) -> Piece:
    prefix = f"{arg}--" if arg else ""
    return _neg("UUID", f"{prefix}{_uuid(site.rng)}")


@_slot("docket")
def _docket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return _neg("DOCKET", rng.choice(lists.DOCKETS).format(
        y=rng.randrange(2021, 2027), n=numbers.digits(rng, 2)))  # fmt: skip


@_slot("ticket")
def _ticket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 7)
    ways = (f"INC{number}", f"case {number}1", f"CHG{number}", f"SR-{number[:6]}", f"PRB{number}",
            f"ticket #{number[:5]}", f"REQ{number}", f"JIRA SEC-{number[:4]}")  # fmt: skip
    return _neg("TICKET", rng.choice(ways))


@_slot("marking")
def _marking(site: Site, _arg: str) -> Piece:
    text = site.rng.choice(lists.MARKINGS).format(v=site.rng.choice(lists.VENDORS))
    return _remove("MARKING", text)


# -- secrets


def _password(rng: random.Random) -> str:
    season = rng.choice(
        "Winter Summer Clinic Nurse Spring Welcome Hospital Password Radiology".split()
    )
    word = _word(rng).capitalize()
    ways = (f"{season}{rng.randrange(2019, 2027)}{rng.choice('!@#$')}", f"{season}{rng.randrange(1, 99)}!",
            f"{word}{rng.randrange(10, 999)}{rng.choice('!$#*')}", _text(rng, 12, _ALNUM + "!#$%*+-"),
            f"{word.lower()}-{_word(rng)}-{rng.randrange(10, 99)}", f"P@ssw0rd{rng.randrange(10, 99)}")  # fmt: skip
    return rng.choice(ways)


@_slot("pw")
def _pw(site: Site, arg: str) -> Piece:
    if arg == "conn":
        return _remove("SECRET", _text(site.rng, 12), "conn")
    return _remove("SECRET", _password(site.rng), "pw")


@_slot("conn")
def _conn(site: Site, _arg: str) -> Piece:
    return _remove("SECRET", f"svc_{_word(site.rng)}:{_text(site.rng, 12)}", "conn")


@_slot("token")
def _token(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways: dict[str, Callable[[], str]] = {
        "aws": lambda: rng.choice(("AKIA", "ASIA")) + _text(rng, 16, string.ascii_uppercase + "234567"),
        "github": lambda: rng.choice(("ghp_", "gho_", "ghs_")) + _text(rng, 36),
        "slack": lambda: f"xoxb-{numbers.digits(rng, 12)}-{numbers.digits(rng, 12)}-{_text(rng, 24)}",
        "google": lambda: "AIza" + _text(rng, 35, _ALNUM + "_-"),
        "stripe": lambda: "sk_live_" + _text(rng, 24),
        "gitlab": lambda: "glpat-" + _text(rng, 20),
        "sendgrid": lambda: f"SG.{_text(rng, 22)}.{_text(rng, 43)}",
        "npm": lambda: "npm_" + _text(rng, 36),
        "azure": lambda: base64.b64encode(rng.randbytes(64)).decode(),
    }  # fmt: skip
    kind = arg or rng.choice(
        ("aws", "aws", "github", "slack", "google", "stripe", "gitlab", "sendgrid")
    )
    return _remove("SECRET", ways[kind](), kind)


@_slot("jwt")
def _jwt(site: Site, _arg: str) -> Piece:
    rng = site.rng
    part = lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")  # noqa: E731 # twice below
    head = part('{"alg":"' + rng.choice(("HS256", "RS256")) + '","typ":"JWT"}')
    body = part(f'{{"sub":"{numbers.digits(rng, 8)}","iat":{numbers.digits(rng, 10)}}}')
    return _remove("SECRET", f"{head}.{body}.{_text(rng, 43, _ALNUM + '_-')}", "jwt")


@_slot("pem")
def _pem(site: Site, arg: str) -> Piece:
    rng = site.rng
    name = rng.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY",
                       "ENCRYPTED PRIVATE KEY"))  # fmt: skip
    lines = [_text(rng, 64, _ALNUM + "+/") for _ in range(rng.randrange(3, 8))]
    glue = "\\n" if arg == "json" else "\n"
    text = glue.join((f"-----BEGIN {name}-----", *lines, f"-----END {name}-----"))
    return _remove("SECRET", text, "pem")


@_slot("basic")
def _basic(site: Site, _arg: str) -> Piece:
    pair = f"svc_{_word(site.rng)}:{_text(site.rng, 12)}"
    return _remove("SECRET", base64.b64encode(pair.encode()).decode(), "basic")
