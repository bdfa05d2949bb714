"""Slots of the group "unseen"; none is shared with another group, so that its shapes are its own.

A slot `«LABEL:shape»` is a value of that label and shape: `#` a digit, `~` a digit but 0, `@` a capital,
`$` a capital or digit, `*` a small letter, `^` a small and `&` a large hexadecimal digit; `{ad}`,
`{dom}`, `{w}` the organization's prefix and domain, and a word. `;sub` after the shape is its sub-label.
A name of a slot that ends in a digit keeps its value through the text (`«host1»`). Every person,
number and secret is made up.
"""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
import random
import string
from collections.abc import Callable
from functools import cache

from wardline.testing.screening import lists_unseen as words
from wardline.testing.screening import numbers
from wardline.testing.screening.base import (
    ALNUM,
    MAKERS,
    MONTHS,
    SPANISH,
    Maker,
    Piece,
    Site,
    drawn,
    first_octet,
    hexed,
    keep,
    made_uuid,
    made_word,
    neg,
    once,
    remove,
)
from wardline.testing.screening.people import Person, ascii_of

_SIGNS = {"#": string.digits, "~": "123456789", "@": string.ascii_uppercase, "*": string.ascii_lowercase,
          "$": string.ascii_uppercase + string.digits, "^": "0123456789abcdef", "&": "0123456789ABCDEF"}  # fmt: skip
_REMOVED = "SSN CARD MRN DOB ACCOUNT PLAN_ID LICENSE DEVICE_SERIAL VEHICLE HOST USER SECRET ADDRESS ZIP CARE_DATE AGE90 BIOMETRIC MARKING EMAIL PHONE FAX PATIENT_URL".split()
_NEGATIVE = (
    "VERSION MODEL NUMBER OID DOCKET TICKET PHRASE EVENT_DATE VENDOR EPONYM PUBLIC_LINE".split()
)
_KEPT = "IOC_FILE IOC_HASH IOC_REG IOC_WALLET CVE ATTACK_ID".split()


def _shaped(site: Site, shape: str) -> str:
    rng = site.rng
    for name, value in (("{ad}", site.ad), ("{dom}", site.domain), ("{w}", made_word(rng, 2))):
        shape = shape.replace(name, value)
    return "".join(rng.choice(_SIGNS[c]) if c in _SIGNS else c for c in shape)


def _labelled(kind: Callable[..., Piece], label: str) -> Maker:
    def make(site: Site, arg: str) -> Piece:
        shape, _, sub = arg.partition(";")
        made = [_shaped(site, each) for each in (shape.split(" / ") if " / " in shape else [shape])]
        return kind(label, site.rng.choice(made), sub)

    return make


def _one_of(kind: Callable[..., Piece], label: str, values: tuple[str, ...]) -> Maker:
    return lambda site, _arg: kind(label, site.rng.choice(values))


def _weighted(rng: random.Random, *ways: Callable[[], str]) -> str:
    return rng.choice(ways)()


# People


def person_piece(site: Site, who: str, form: str) -> Piece:
    """A person in one of the forms in which people and systems write them."""
    each = site.person(who)
    rng = site.rng
    if form == "email":
        return remove("EMAIL", f"{_local(each, rng)}@{site.domain}", "own")
    if form == "home":
        number = rng.choice(("", "", str(rng.randrange(60, 99)), "_rn"))
        return remove(
            "EMAIL", f"{_local(each, rng)}{number}@{rng.choice(words.EMAIL_HOSTS)}", "personal"
        )
    if form == "user":
        return once(site, f"{who}.user", lambda: remove("USER", _user(each, rng)))
    if form == "ad":
        return remove(
            "USER",
            f"{site.ad}\\{once(site, f'{who}.user', lambda: remove('USER', _user(each, rng))).text}",
            "ad",
        )
    return remove("NAME", _NAMES[form or "any"](each, rng), each.sub)


def _user(each: Person, rng: random.Random) -> str:
    first, last = ascii_of(each.first), ascii_of(each.last)
    return rng.choice((f"{first[:1]}{last}"[:8], f"{last[:6]}{first[:2]}{rng.randrange(10)}", f"{first}.{last}",
                       f"{first[:1]}{each.middle.lower()}{last[:5]}{rng.randrange(10, 99)}"))  # fmt: skip


def _local(each: Person, rng: random.Random) -> str:
    first, last = ascii_of(each.first), ascii_of(each.last)
    return rng.choice(
        (
            f"{first}.{last}",
            f"{first[:1]}{last}",
            f"{last}{first[:1]}",
            f"{first}_{last}",
            f"{first}-{last}",
        )
    )


_NAMES: dict[str, Callable[[Person, random.Random], str]] = {
    "full": lambda p, _: f"{p.first} {p.last}",
    "mid": lambda p, _: f"{p.first} {p.middle}. {p.last}",
    "comma": lambda p, _: f"{p.last}, {p.first}",
    "commamid": lambda p, _: f"{p.last}, {p.first} {p.middle}",
    "caps": lambda p, _: f"{p.last}, {p.first}".upper(),
    "capsfull": lambda p, _: f"{p.first} {p.last}".upper(),
    "small": lambda p, _: f"{p.first} {p.last}".lower(),
    "last": lambda p, _: p.last,
    "first": lambda p, _: p.first,
    "initial": lambda p, _: f"{p.first[0]}. {p.last}",
    "lastinit": lambda p, _: f"{p.last} {p.first[0]}.",
    "jr": lambda p, r: f"{p.first} {p.last} {r.choice(words.SUFFIXES)}",
    "hl7": lambda p, _: f"{p.last}^{p.first}^{p.middle}".upper(),
    "hl7short": lambda p, _: f"{p.last}^{p.first}",
    "es": lambda p, r: f"{p.first} {p.last} {r.choice(words.SECOND_SURNAMES)}",
}  # fmt: skip
_NAMES["any"] = lambda p, r: _NAMES[r.choice(("full", "full", "mid", "comma", "jr"))](p, r)


# Numbers and ways to reach people


def _ssn(site: Site, arg: str) -> Piece:
    a, b, c = numbers.ssn(site.rng)
    ways = {"": f"{a}-{b}-{c}", "raw": a + b + c, "space": f"{a} {b} {c}", "dot": f"{a}.{b}.{c}"}
    return remove("SSN", ways[arg])


def _card(site: Site, arg: str) -> Piece:
    card = numbers.card(site.rng)
    if arg == "raw":
        return remove("CARD", card)
    sign = site.rng.choice(" -")
    cut = (4, 10) if len(card) == 15 else (4, 8, 12)
    at = (0, *cut, len(card))
    return remove("CARD", sign.join(card[i:j] for i, j in itertools.pairwise(at)))


def _mbi(site: Site, arg: str) -> Piece:
    mbi = numbers.mbi(site.rng)
    return remove("PLAN_ID", f"{mbi[:4]}-{mbi[4:7]}-{mbi[7:]}" if arg == "dash" else mbi, "mbi")


def _area(rng: random.Random) -> int:
    """An area code of a place: one that is free to the caller is a firm's, not a person's."""
    free = (800, 811, 833, 844, 855, 866, 877, 888)
    return rng.choice([code for code in range(201, 980) if code not in free])


def _phone(label: str) -> Maker:
    def make(site: Site, arg: str) -> Piece:
        rng = site.rng
        a, o, n = _area(rng), rng.randrange(201, 999), f"{rng.randrange(10000):04d}"
        ways = (f"{a}-{o}-{n}", f"({a}) {o}-{n}", f"{a}.{o}.{n}", f"+1 ({a}) {o}-{n}", f"1-{a}-{o}-{n}", f"{a} {o} {n}",
                f"+1{a}{o}{n}", f"({a}){o}-{n}", f"tel:+1-{a}-{o}-{n}", f"{a}{o}{n}", f"{a}-{o}-{n} x{rng.randrange(100, 9999)}",
                f"{a}-{o}-{n} ext. {rng.randrange(100, 9999)}")  # fmt: skip
        if arg.isdigit():
            return remove(label, ways[int(arg)].removeprefix("tel:"))
        # A bare run of ten digits only where the words beside it say what it is.
        if label == "FAX":
            return remove(label, rng.choice(ways[:8]))
        return remove(
            label,
            rng.choice((*ways[:8], ways[10]) if arg != "cued" else (*ways[:8], ways[9], ways[11])),
        )

    return make


def _address(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "box":
        return remove(
            "ADDRESS",
            rng.choice(
                ("PO Box {n}", "P.O. Box {n}", "P O Box {n}", "HC 61 Box {n}", "RR 3 Box {n}")
            ).format(n=rng.randrange(12, 9000)),
        )
    number = rng.choice((str(rng.randrange(1, 99)), str(rng.randrange(100, 9999)), f"{rng.randrange(10000, 39999)}", f"{rng.randrange(100, 990)}½",
                         f"{rng.randrange(100, 990)}-{rng.choice('ABC')}"))  # fmt: skip
    return remove(
        "ADDRESS",
        f"{number} {rng.choice(words.STREET_NAMES)} {rng.choice(words.STREETS)}{rng.choice(words.DOORS)}",
    )


def _zip(site: Site, arg: str) -> Piece:
    five = f"{site.rng.randrange(501, 99950):05d}"
    return remove(
        "ZIP",
        five
        if arg == "5" or site.rng.random() < 0.7
        else f"{five}-{site.rng.randrange(1000, 9999)}",
    )


def _city(site: Site, arg: str) -> Piece:
    """A town and its state; both may stay or go."""
    town, state = site.rng.choice(words.CITIES)
    shown = f"{town}, {state}" if arg != "comma" else f"{town},{state}"
    return Piece(shown if arg != "hl7" else f"{town}^{state}", "TOWN", "either")


# Dates


def _moment(rng: random.Random, first: int, last: int) -> dt.datetime:
    return dt.datetime(rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(24),
                       rng.randrange(60), rng.randrange(60), rng.randrange(10**6), dt.UTC)  # fmt: skip


def _day(at: dt.datetime, rng: random.Random, arg: str) -> str:
    name = MONTHS[at.month - 1]
    ways = {
        "us": f"{at.month}/{at.day}/{at.year}", "us0": f"{at:%m/%d/%Y}", "us2": f"{at.month}/{at.day}/{at:%y}", "iso": f"{at:%Y-%m-%d}",
        "long": f"{name} {at.day}, {at.year}", "dmy": f"{at.day} {name} {at.year}", "mil": f"{at:%d}{name[:3].upper()}{at:%y}",
        "dash": f"{at:%m-%d-%Y}", "dash2": f"{at:%m-%d-%y}", "dot": f"{at:%m.%d.%Y}", "hyph": f"{at:%d}-{name[:3]}-{at.year}",
        "hl7": f"{at:%Y%m%d}", "week": f"{at:%A}, {name} {at.day}, {at.year}", "ord": f"the {at.day}th of {name} {at.year}" if 3 < at.day < 21 else f"{name} {at.day} {at.year}",
        "slashy": f"{at:%Y/%m/%d}", "es": f"{at.day} de {SPANISH[at.month - 1]} de {at.year}", "es2": f"{at:%d/%m/%Y}",
    }  # fmt: skip
    usual = "us us us0 us0 us2 iso long long dmy mil dash dash2 hyph slashy dot".split()
    return ways[arg or rng.choice(usual)]


def _date(kind: Callable[..., Piece], label: str, first: int, last: int) -> Maker:
    return lambda site, arg: kind(label, _day(_moment(site.rng, first, last), site.rng, arg))


def _stamp(site: Site, arg: str) -> Piece:
    """When something happened on a machine: it stays."""
    at = _moment(site.rng, 2023, 2026)
    ways = {
        "iso": f"{at:%Y-%m-%dT%H:%M:%S}Z", "isoms": f"{at:%Y-%m-%dT%H:%M:%S}.{at:%f}"[:-3] + "Z", "off": f"{at:%Y-%m-%dT%H:%M:%S}-05:00",
        "sys": f"{at:%b} {at.day:>2} {at:%H:%M:%S}", "space": f"{at:%Y-%m-%d %H:%M:%S}", "us": f"{at.month}/{at.day}/{at.year} {at:%I:%M:%S %p}",
        "mail": f"{at:%a}, {at.day} {at:%b} {at.year} {at:%H:%M:%S} -0500", "apache": f"{at:%d/%b/%Y:%H:%M:%S} +0000", "hl7": f"{at:%Y%m%d%H%M%S}",
        "comma": f"{at:%Y-%m-%d %H:%M:%S},{at:%f}"[:-3], "epoch": str(int(at.timestamp())), "outlook": f"{at:%A}, {at:%B} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M %p}",
        "clock": f"{at:%H:%M}", "ampm": f"{at.hour % 12 or 12}:{at:%M %p}", "slash": f"{at:%Y/%m/%d %H:%M:%S}", "date": f"{at:%Y-%m-%d}", "nice": f"{at:%b} {at.day}, {at.year}",
    }  # fmt: skip
    return neg("EVENT_DATE", ways[arg], "ts")


# Secrets


def _secret(site: Site, arg: str) -> Piece:
    rng = site.rng
    upper = string.ascii_uppercase + string.digits
    makers: dict[str, Callable[[], str]] = {
        "aws": lambda: "AKIA" + drawn(rng, 16, string.ascii_uppercase + "234567"),
        "github": lambda: rng.choice(("ghp_", "gho_")) + drawn(rng, 36),
        "slack": lambda: f"xoxb-{drawn(rng, 12, string.digits)}-{drawn(rng, 12, string.digits)}-{drawn(rng, 24)}",
        "google": lambda: "AIza" + drawn(rng, 35, ALNUM + "-_"),
        "stripe": lambda: "sk_live_" + drawn(rng, 24),
        "gitlab": lambda: "glpat-" + drawn(rng, 20),
        "sendgrid": lambda: f"SG.{drawn(rng, 22)}.{drawn(rng, 43)}",
        "npm": lambda: "npm_" + drawn(rng, 36),
        "twilio": lambda: "SK" + hexed(rng, 32),
        "azure": lambda: base64.b64encode(rng.randbytes(64)).decode(),
        "jwt": lambda: _jwt(rng),
        "pem": lambda: _pem(rng),
        "pw": lambda: _weighted(
            rng, lambda: f"{rng.choice(words.PASS_STEMS)}{rng.choice('!@#$')}{rng.randrange(10, 9999)}", lambda: drawn(rng, 12, ALNUM + "!#%&*"),
            lambda: f"{rng.choice(words.PASS_STEMS)}-{rng.choice(words.PASS_STEMS)}-{rng.randrange(10, 99)}",
        ),
        "key": lambda: hexed(rng, rng.choice((32, 40, 64))),
        "crypt": lambda: f"$1${drawn(rng, 4)}${drawn(rng, 22)}",
        "psk": lambda: drawn(rng, rng.choice((16, 20, 24)), ALNUM),
        "enc": lambda: drawn(rng, 40, upper),
    }  # fmt: skip
    return remove(
        "SECRET", makers[arg](), arg if arg not in ("key", "psk", "enc", "crypt") else "pw"
    )


def _jwt(rng: random.Random) -> str:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head, body = (
        part({"alg": "HS256", "typ": "JWT"}),
        part({"sub": hexed(rng, 12), "exp": rng.randrange(10**9, 2 * 10**9)}),
    )
    return f"{head}.{body}.{drawn(rng, 43, ALNUM + '-_')}"


def _pem(rng: random.Random) -> str:
    kind = rng.choice(("RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY"))
    body = "\n".join(drawn(rng, 64, ALNUM + "+/") for _ in range(rng.randrange(3, 7)))
    return f"-----BEGIN {kind}-----\n{body}\n{drawn(rng, 22)}==\n-----END {kind}-----"


# The network


def _private_ip(site: Site, _arg: str) -> Piece:
    rng = site.rng
    low = rng.randrange(1, 255)
    ways = (f"10.{rng.randrange(256)}.{rng.randrange(256)}.{low}", f"172.{rng.randrange(16, 32)}.{rng.randrange(256)}.{low}",
            f"192.168.{rng.randrange(256)}.{low}")  # fmt: skip
    return remove("PRIV_IP", rng.choice(ways))


def _host(site: Site, arg: str) -> Piece:
    """A machine's name; where no `:arg` says so, one that its digits or domain give away."""
    rng = site.rng
    role = rng.choice(
        ("DC", "FS", "SQL", "EPIC", "PACS", "WS", "LT", "KIOSK", "PRT", "CTX", "EXCH", "VEEAM")
    )
    plain = f"{rng.choice((site.ad, site.ad[:3], role))}-{rng.choice((role, 'ED', 'RAD', 'LAB', 'HIM', 'OR'))}{rng.choice(('', '-'))}{rng.randrange(1, 400):0{rng.choice((2, 3))}d}"
    qualified = f"{role.lower()}{rng.randrange(1, 30):02d}.{rng.choice(('', 'corp.', 'ad.', 'clin.'))}{site.domain}"
    local = f"{role.lower()}{rng.randrange(1, 30):02d}.{site.ad.lower()}.local"
    ways = {
        "plain": plain,
        "fqdn": qualified,
        "local": local,
        "win": f"{rng.choice(('DESKTOP', 'LAPTOP'))}-{drawn(rng, 7, string.ascii_uppercase + string.digits)}",
    }
    return remove("HOST", ways[arg or rng.choice(("plain", "plain", "fqdn", "local", "win"))])


def _evil_ip(site: Site) -> str:
    rng = site.rng
    return f"{first_octet(rng)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def _evil_domain(rng: random.Random) -> str:
    word, lure, tld = (
        made_word(rng, rng.choice((2, 3))),
        rng.choice(words.EVIL_WORDS),
        rng.choice(words.EVIL_TLDS),
    )
    stem = rng.choice(
        (
            f"{lure}-{word}",
            f"{word}{lure}",
            word,
            f"{lure}.{word}",
            f"{word}-{rng.randrange(10, 99)}",
        )
    )
    return f"{stem}.{tld}"


def _defanged(rng: random.Random, value: str, arg: str) -> str:
    if arg == "raw":
        return value
    dot = rng.choice(("[.]", "[.]", "(.)", "[dot]", "{.}", " [.] "))
    if arg == "fang" or rng.random() < 0.35:
        value = (
            value.replace("http", rng.choice(("hxxp", "hXXp", "meow")), 1)
            if value.startswith("http")
            else value
        )
        if rng.random() < 0.2 and "://" in value:
            value = value.replace("://", "[://]", 1)
        head, _, tail = value.partition("?")
        return head.replace(".", dot if "://" not in head else "[.]") + (f"?{tail}" if tail else "")
    return value


def _evil_url(site: Site, arg: str) -> Piece:
    rng = site.rng
    where = rng.choice(
        (_evil_domain(rng), _evil_domain(rng), f"{_evil_ip(site)}:{rng.choice((8080, 8443, 4443))}")
    )
    path = rng.choice(
        (
            "/login",
            f"/{made_word(rng)}/index.php?id={rng.randrange(10**5)}",
            f"/wp-content/{made_word(rng)}.zip",
            "/",
            f"/a/{hexed(rng, 8)}",
            f"/gate.php?b={hexed(rng, 12)}",
        )
    )
    return keep("IOC_URL", _defanged(rng, f"{rng.choice(('http', 'https'))}://{where}{path}", arg))


def _evil_file(site: Site, _arg: str) -> Piece:
    return keep(
        "IOC_FILE",
        site.rng.choice(words.EVIL_FILES).format(
            n=site.rng.randrange(100, 99999), w=made_word(site.rng, 2)
        ),
    )


def _hash(site: Site, arg: str) -> Piece:
    made = hexed(
        site.rng,
        {"md5": 32, "sha1": 40, "sha256": 64}[arg or site.rng.choice(("md5", "sha1", "sha256"))],
    )
    return keep("IOC_HASH", made.upper() if site.rng.random() < 0.25 else made)


def _wallet(site: Site, _arg: str) -> Piece:
    rng = site.rng
    bech, b58 = "023456789acdefghjklmnpqrstuvwxyz", ALNUM.translate({ord(c): None for c in "0OIl"})
    return keep(
        "IOC_WALLET",
        rng.choice(
            (f"bc1q{drawn(rng, 38, bech)}", f"0x{hexed(rng, 40)}", f"4{drawn(rng, 94, b58)}")
        ),
    )


def _ip6(site: Site, _arg: str) -> Piece:
    return keep(
        "IOC_IP6",
        f"2{site.rng.choice(('a0', '40', '60'))}{hexed(site.rng, 1)}:{hexed(site.rng, 4)}:{hexed(site.rng, 4)}::{hexed(site.rng, 3)}",
    )


_MADE: dict[str, Maker] = {
    "ssn": _ssn, "card": _card, "mbi": _mbi, "phone": _phone("PHONE"), "fax": _phone("FAX"), "address": _address, "zip": _zip,
    "city": _city, "ts": _stamp, "secret": _secret, "ip": _private_ip, "host": _host, "url": _evil_url, "file": _evil_file,
    "hash": _hash, "wallet": _wallet, "ip6": _ip6,
    "dob": _date(remove, "DOB", 1921, 2019), "care": _date(remove, "CARE_DATE", 2022, 2026), "when": _date(neg, "EVENT_DATE", 2023, 2026),
    "anydate": _date(lambda label, text: Piece(text, label, "either"), "DATE", 1995, 2025),
    "own": lambda site, arg: remove("EMAIL", f"{arg}@{site.domain}", "own"),
    "vin": lambda site, _arg: remove("VEHICLE", numbers.vin(site.rng), "vin"),
    "dea": lambda site, arg: remove("LICENSE", numbers.dea(site.rng, ascii_of(site.person(arg or "p1").last)[:1].upper()), "dea"),
    "npi": lambda site, _arg: Piece(numbers.npi(site.rng), "NPI", "either"),
    "ownip": lambda site, _arg: remove("OWN_PUBLIC_IP", f"{site.net}.{site.rng.randrange(1, 255)}"),
    "owndomain": lambda site, arg: remove("OWN_DOMAIN", f"{arg}{site.domain}"),
    "org": lambda site, _arg: remove("OWN_ORG", site.name),
    "charturl": lambda site, _arg: remove("PATIENT_URL", f"https://{site.rng.choice(('mychart', 'portal', 'records'))}.{site.domain}/{site.rng.choice(('chart', 'p', 'visit'))}/{site.rng.randrange(10**6, 10**8)}"),
    "age": lambda site, _arg: remove("AGE90", str(site.rng.randrange(90, 104))),
    "badip": lambda site, arg: keep("IOC_IP", _defanged(site.rng, _evil_ip(site), arg)),
    "baddom": lambda site, arg: keep("IOC_DOMAIN", _defanged(site.rng, _evil_domain(site.rng), arg)),
    "badmail": lambda site, arg: keep("IOC_EMAIL", f"{site.rng.choice(words.EVIL_LOCALS)}@{_evil_domain(site.rng)}".replace("@", "[@]" if arg == "at" else "@")),
    "ua": lambda site, _arg: keep("IOC_UA", site.rng.choice(words.UAS).format(n=site.rng.randrange(80, 130), d=site.rng.randrange(20, 60))),
    "reg": lambda site, _arg: keep("IOC_REG", site.rng.choice(words.REG_KEYS).format(w=made_word(site.rng))),
    "cve": lambda site, _arg: keep("CVE", f"CVE-{site.rng.randrange(2017, 2027)}-{site.rng.randrange(1000, 60000)}"),
    "attack": lambda site, _arg: keep("ATTACK_ID", f"T{site.rng.randrange(1001, 1650)}{site.rng.choice(('', f'.{site.rng.randrange(1, 9):03d}'))}"),
    "vendor": _one_of(neg, "VENDOR", words.VENDORS), "model": _one_of(neg, "MODEL", words.MODELS), "eponym": _one_of(neg, "EPONYM", words.EPONYMS),
    "actor": _one_of(neg, "PHRASE", words.ACTORS), "line": _one_of(neg, "PUBLIC_LINE", words.PUBLIC_LINES), "marking": _one_of(remove, "MARKING", words.MARKINGS),
    "uuid": lambda site, _arg: neg("UUID", str(made_uuid(site.rng))),
    "oid": lambda site, _arg: neg("OID", f"1.2.840.{site.rng.randrange(10000, 120000)}.{site.rng.randrange(1, 9)}.{site.rng.randrange(10, 99999)}.{site.rng.randrange(1, 999)}"),
    "unit": lambda site, _arg: Piece(site.rng.choice(words.UNITS), "UNIT", "either"),
    "w": lambda site, _arg: Piece(made_word(site.rng, 2)),
    "n": lambda site, arg: Piece(_shaped(site, arg)),
    "cred": lambda site, _arg: Piece(site.rng.choice(words.CREDENTIALS), "CREDENTIAL", "either"),
    "title": lambda site, _arg: Piece(site.rng.choice(words.TITLES), "TITLE", "either"),
    "mac": lambda site, arg: remove("DEVICE_SERIAL", (arg or ":").join(hexed(site.rng, 2).upper() for _ in range(6)), "mac"),
}  # fmt: skip


def _kept(name: str, maker: Maker) -> Maker:
    return lambda site, arg: once(site, name, lambda: maker(site, arg))


@cache
def register() -> None:
    """Enter the slots of this group under its name."""
    found = dict(_MADE)
    for labels, kind in ((_REMOVED, remove), (_NEGATIVE, neg), (_KEPT, keep)):
        found |= {label: _labelled(kind, label) for label in labels}
    for name, maker in found.items():
        MAKERS[f"unseen/{name}"] = maker
        for number in "123":
            MAKERS[f"unseen/{name}{number}"] = _kept(f"{name}{number}", maker)
