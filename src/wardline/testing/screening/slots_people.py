"""Slots: what identifies a person, names and accounts."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from wardline.testing.screening import lists, numbers
from wardline.testing.screening import people as folk
from wardline.testing.screening.base import (
    Piece,
    Site,
    date_text,
    drawn,
    hexed,
    made_word,
    once,
    phone_text,
    remove,
    slot,
)


@slot("ssn")
def _ssn(site: Site, arg: str) -> Piece:
    glue = {"dash": "-", "raw": "", "space": " ", "dot": "."}
    joined = glue[arg] if arg else site.rng.choice(("-", "-", "-", " ", ""))
    return remove("SSN", joined.join(numbers.ssn(site.rng)))


@slot("card")
def _card(site: Site, arg: str) -> Piece:
    number = numbers.card(site.rng)
    glue = {"raw": "", "space": " ", "dash": "-"}
    joined = glue[arg] if arg else site.rng.choice(("", " ", "-"))
    cuts = (4, 10) if len(number) == 15 else (4, 8, 12)
    parts = [number[a:b] for a, b in zip((0, *cuts), (*cuts, len(number)), strict=True)]
    return remove("CARD", joined.join(parts))


@slot("mrn")
def _mrn(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "7": numbers.digits(rng, 7),
        "8": f"{rng.randrange(10**8):08d}",
        "e": f"E{numbers.digits(rng, 7)}",
        "h": f"H{rng.randrange(10**9):09d}",
        "dash": f"{drawn(rng, 2, string.digits)}-{drawn(rng, 2, string.digits)}-{drawn(rng, 3, string.digits)}",  # one shape
        "mrn": f"MRN-{numbers.digits(rng, 6)}",
        "6": numbers.digits(rng, 6),
        "10": f"{rng.randrange(10**10):010d}",
    }
    return remove("MRN", ways[arg or rng.choice(("7", "8", "e", "h", "dash", "6", "10"))])


@slot("dob")
def _dob(site: Site, arg: str) -> Piece:
    return remove("DOB", date_text(site.rng, 1935, 2018, arg))


@slot("care_date")
def _care_date(site: Site, arg: str) -> Piece:
    return remove("CARE_DATE", date_text(site.rng, 2021, 2026, arg))


@slot("age90")
def _age90(site: Site, _arg: str) -> Piece:
    return remove("AGE90", str(site.rng.randrange(90, 104)))


@slot("phone")
def _phone(site: Site, arg: str) -> Piece:
    return remove("PHONE", phone_text(site.rng, arg))


@slot("fax")
def _fax(site: Site, arg: str) -> Piece:
    return remove("FAX", phone_text(site.rng, arg))


@slot("address")
def _address(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "pobox":
        return remove("ADDRESS", f"P.O. Box {rng.randrange(10, 9999)}")
    road = f"{rng.choice(lists.STREET_NAMES)} {rng.choice(lists.STREETS.split('|'))}"
    unit = rng.choice(("", "", "", f" Apt {rng.randrange(1, 99)}{rng.choice('ABC')}",
                       f" Suite {rng.randrange(100, 999)}", f", Unit {rng.randrange(1, 40)}",
                       f" Apt. {rng.randrange(100, 999)}", f" #{rng.randrange(1, 400)}"))  # fmt: skip
    return remove("ADDRESS", f"{rng.randrange(1, 19999)} {road}{unit}")


@slot("zip")
def _zip(site: Site, arg: str) -> Piece:
    rng = site.rng
    code = f"{rng.randrange(501, 99950):05d}"
    if arg == "code":
        return remove("ZIP", code)
    if arg == "plus4" or rng.random() < 0.2:
        code += f"-{rng.randrange(1, 9999):04d}"
    return remove("ZIP", f"{rng.choice(lists.CITIES)}, {rng.choice(lists.STATES)} {code}")


@slot("account")
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
    return remove("ACCOUNT", ways[arg or rng.choice(("10", "12", "har", "dash", "v"))])


@slot("plan_id")
def _plan_id(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "mbi":
        return _mbi(site, "")
    ways = (f"W{numbers.digits(rng, 9)}", f"XYH{numbers.digits(rng, 9)}",
            f"{drawn(rng, 3, 'ABCDEFGHJKMNPQRTUVWXY')}{numbers.digits(rng, 9)}",
            f"{numbers.digits(rng, 9)}-01", f"U{numbers.digits(rng, 8)}")  # fmt: skip
    return remove("PLAN_ID", rng.choice(ways))


@slot("mbi")
def _mbi(site: Site, arg: str) -> Piece:
    code = numbers.mbi(site.rng)
    if arg == "dash" or (not arg and site.rng.random() < 0.5):
        code = f"{code[:4]}-{code[4:7]}-{code[7:]}"
    return remove("PLAN_ID", code, "mbi")


@slot("dea")
def _dea(site: Site, _arg: str) -> Piece:
    return remove("LICENSE", numbers.dea(site.rng, site.rng.choice(string.ascii_uppercase)), "dea")


@slot("npi")
def _npi(site: Site, _arg: str) -> Piece:
    return remove("LICENSE", numbers.npi(site.rng), "npi")


@slot("license")
def _license(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 6)
    ways = (f"RN{number}", f"MD{number}", f"{rng.choice('AGC')}{number}", f"PH-{number[:5]}",
            f"D{number}1", f"{rng.choice(lists.STATES)}-{number}")  # fmt: skip
    return remove("LICENSE", rng.choice(ways))


@slot("serial")
def _serial(site: Site, arg: str) -> Piece:
    rng = site.rng
    upper = string.ascii_uppercase
    ways = {
        "sn": f"SN{numbers.digits(rng, 8)}",
        "mix": f"{drawn(rng, 3, upper)}{numbers.digits(rng, 6)}{rng.choice(upper)}",
        "num": numbers.digits(rng, 8),
        "us": f"US{numbers.digits(rng, 2)}{drawn(rng, 1, upper)}{numbers.digits(rng, 5)}",
        "udi": f"(21){drawn(rng, 10, upper + string.digits)}",
        "dash": f"{numbers.digits(rng, 4)}-{drawn(rng, 2, upper)}-{numbers.digits(rng, 4)}",
    }
    return remove("DEVICE_SERIAL", ways[arg or rng.choice(("sn", "mix", "num", "us", "dash"))])


@slot("mac")
def _mac(site: Site, arg: str) -> Piece:
    pairs = [hexed(site.rng, 2) for _ in range(6)]
    return remove("DEVICE_SERIAL", ("-" if arg == "dash" else ":").join(pairs), "mac")


@slot("biometric")
def _biometric(site: Site, _arg: str) -> Piece:
    return remove("BIOMETRIC", drawn(site.rng, site.rng.choice((24, 24, 32))))


@slot("vin")
def _vin(site: Site, _arg: str) -> Piece:
    return remove("VEHICLE", numbers.vin(site.rng), "vin")


@slot("plate")
def _plate(site: Site, _arg: str) -> Piece:
    rng = site.rng
    upper = string.ascii_uppercase
    ways = (f"{drawn(rng, 3, upper)}-{numbers.digits(rng, 4)}", f"{rng.randrange(1, 9)}{drawn(rng, 3, upper)}{numbers.digits(rng, 3)}",  # one shape
            f"{drawn(rng, 3, upper)} {numbers.digits(rng, 4)}")  # fmt: skip
    return remove("VEHICLE", rng.choice(ways), "plate")


@slot("patient_url")
def _patient_url(site: Site, _arg: str) -> Piece:
    rng = site.rng
    base = f"https://{rng.choice(('mychart', 'portal', 'patients'))}.{site.domain}"
    ways = (f"{base}/chart/{numbers.digits(rng, 8)}?user={made_word(rng)}",
            f"{base}/p/{drawn(rng, 10)}/results", f"{base}/patient?mrn={numbers.digits(rng, 7)}",
            f"{base}/visit/{numbers.digits(rng, 9)}/notes?tab=2")  # fmt: skip
    return remove("PATIENT_URL", rng.choice(ways))


# -- names and accounts


def person_piece(site: Site, key: str, form: str) -> Piece:
    """What is written of the person of this key, in this form."""
    who = site.person(key)
    rng = site.rng
    if form in _NAME_FORMS:
        return remove("NAME", _NAME_FORMS[form](who, rng), who.sub)
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
        first, last = made_word(rng, 2), made_word(rng)
    return rng.choice((f"{first}.{last}", f"{first}{last}", f"{first}_{last}", f"{first[0]}{last}",
                       f"{first}.{last}{rng.randrange(1, 9)}"))  # fmt: skip


def _own_mail(site: Site, key: str) -> Piece:
    return once(site, f"{key}.email", lambda: remove(
        "EMAIL", f"{_local_part(site, key)}@{site.domain}", "own"))  # fmt: skip


def _personal_mail(site: Site, key: str) -> Piece:
    return once(site, f"{key}.pmail", lambda: remove(
        "EMAIL", f"{_local_part(site, key)}@{site.rng.choice(lists.PERSONAL_MAIL)}",
        "personal"))  # fmt: skip


def _user(site: Site, key: str) -> Piece:
    def make() -> Piece:
        who, rng = site.person(key), site.rng
        first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
        if len(first) < 2 or len(last) < 2:
            first, last = made_word(rng, 2), made_word(rng)
        shapes = (f"{first[0]}{last}", f"{first[0]}{last}{rng.randrange(1, 9)}", f"{first}.{last}",
                  f"{last[:6]}{first[0]}", f"{last[:5]}{rng.randrange(10, 99)}")  # fmt: skip
        return remove("USER", rng.choice(shapes).replace("-", ""))

    return once(site, f"{key}.user", make)


def _ad_user(site: Site, key: str) -> Piece:
    return remove("USER", f"{site.ad}\\{_user(site, key).text}", "ad")


_ACCOUNT_FORMS: dict[str, Callable[[Site, str], Piece]] = {
    "email": _own_mail,
    "pmail": _personal_mail,
    "user": _user,
    "ad": _ad_user,
}


@slot("own_org")
def _own_org(site: Site, _arg: str) -> Piece:
    return remove("OWN_ORG", site.name)


@slot("own_domain")
def _own_domain(site: Site, _arg: str) -> Piece:
    return remove("OWN_DOMAIN", site.domain)


@slot("own_mail")
def _own_role_mail(site: Site, arg: str) -> Piece:
    return remove("EMAIL", f"{arg or 'helpdesk'}@{site.domain}", "own")
