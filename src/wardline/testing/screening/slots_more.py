"""Slots of a group whose words and shapes stand in a module `lists_GROUP`.

Shapes: `#` a digit, `~` a digit but 0, `@` a capital, `%` a capital or digit, `^` a hexadecimal digit.
"""

from __future__ import annotations

import datetime as dt
import random
import string
from collections.abc import Callable
from functools import cache
from types import ModuleType

from wardline.testing.screening import people as folk
from wardline.testing.screening import slots_fresh
from wardline.testing.screening.base import (
    MAKERS,
    MONTHS,
    SPANISH,
    Maker,
    Piece,
    Site,
    drawn,
    group_words,
    hexed,
    keep,
    made_uuid,
    made_word,
    neg,
    once,
    remove,
)
from wardline.testing.screening.slots_threat import foreign_ip

_SIGNS = {"#": string.digits, "~": "123456789", "@": string.ascii_uppercase,
          "%": string.ascii_uppercase + string.digits, "^": "0123456789abcdef"}  # fmt: skip


def shaped(rng: random.Random, shape: str) -> str:
    """A shape with its signs drawn."""
    return "".join(rng.choice(_SIGNS[c]) if c in _SIGNS else c for c in shape)


def _when(rng: random.Random, first: int, last: int, form: str) -> str:
    at = dt.datetime(rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29),
                           rng.randrange(24), rng.randrange(60), rng.randrange(60),
                           rng.randrange(10**6), dt.UTC)  # fmt: skip
    return form.format(
        Y=at.year, y=f"{at.year % 100:02d}", m=f"{at.month:02d}", M=at.month, d=f"{at.day:02d}", D=at.day,
        b=MONTHS[at.month - 1][:3], B=MONTHS[at.month - 1], a=f"{at:%a}", A=f"{at:%A}", H=f"{at:%H}", I=f"{at:%I}",
        h=at.hour % 12 or 12, N=f"{at:%M}", S=f"{at:%S}", p=f"{at:%p}", f=f"{at:%f}", ms=f"{at:%f}"[:3],
        BU=MONTHS[at.month - 1][:3].upper(), es=SPANISH[at.month - 1], e=int(at.timestamp()),
    )  # fmt: skip


@cache
def words_of(group: str) -> ModuleType:
    """The words of a group, its slots registered.

    *Raises*: ConfigError where the group is not installed.
    """
    words = group_words(group)
    for name, maker in _makers(words).items():
        MAKERS[f"{group}/{name}"] = maker
    return words


def _makers(words: ModuleType) -> dict[str, Maker]:
    makers = _private(words) | _dates(words) | _threat(words)
    for name, label in (("vendor", "VENDOR"), ("model", "MODEL"), ("eponym", "EPONYM"), ("actor", "PHRASE"),
                        ("phrase", "PHRASE"), ("public_line", "PUBLIC_LINE")):  # fmt: skip
        makers[name] = _plain(label, getattr(words, f"{name.upper()}S"))
    for name in ("number", "version", "ticket", "docket"):
        makers[name] = _shape(neg, name.upper(), getattr(words, f"{name.upper()}S"))
    return makers


def _plain(label: str, values: list[str]) -> Maker:
    return lambda site, _arg: neg(label, site.rng.choice(values))


def _shape(kind: Callable[..., Piece], label: str, shapes: list[str], sub: str = "") -> Maker:
    return lambda site, arg: kind(
        label, shaped(site.rng, shapes[int(arg)] if arg.isdigit() else site.rng.choice(shapes)), sub
    )


def _private(words: ModuleType) -> dict[str, Maker]:
    made = {
        name: _shape(remove, label, getattr(words, f"{name.upper()}S"), sub)
        for name, label, sub in (
            ("mrn", "MRN", ""), ("account", "ACCOUNT", ""), ("plan_id", "PLAN_ID", ""),
            ("license", "LICENSE", ""), ("serial", "DEVICE_SERIAL", ""), ("mac", "DEVICE_SERIAL", "mac"),
            ("plate", "VEHICLE", "plate"), ("pobox", "ADDRESS", ""), ("zipcode", "ZIP", ""),
        )
    }  # fmt: skip
    made |= {"phone": _phone(words, "PHONE"), "fax": _phone(words, "FAX")}

    def address(site: Site, _arg: str) -> Piece:
        rng = site.rng
        road = f"{rng.choice(words.STREET_NAMES)} {rng.choice(words.STREETS)}"
        return remove(
            "ADDRESS",
            shaped(
                rng, f"{rng.choice(('~#', '~##', '~###', '~####'))} {road}{rng.choice(words.DOORS)}"
            ),
        )  # one shape

    def town(site: Site, _arg: str) -> Piece:
        rng = site.rng
        city, state = rng.choice(words.CITIES).rsplit(" ", 1)
        tail = shaped(rng, rng.choice(("#####", "#####", "#####-####")))
        return remove("ZIP", f"{city}{rng.choice((', ', ', ', ' '))}{state} {tail}")

    def url(site: Site, _arg: str) -> Piece:
        form = shaped(site.rng, site.rng.choice(words.PATIENT_URLS))
        return remove("PATIENT_URL", form.format(d=site.domain, w=made_word(site.rng)))

    def pw(site: Site, arg: str) -> Piece:
        rng = site.rng
        if arg == "conn":
            return remove(
                "SECRET", f"{made_word(rng, 2)}{drawn(rng, 9)}{rng.randrange(10)}", "conn"
            )
        form = shaped(rng, rng.choice(words.PASSWORDS))
        return remove("SECRET", form.format(w=rng.choice(words.PASS_WORDS), m=made_word(rng),
                                            r=drawn(rng, 11) + str(rng.randrange(10))), "pw")  # fmt: skip

    def marking(site: Site, _arg: str) -> Piece:
        return remove(
            "MARKING", site.rng.choice(words.MARKINGS).format(v=site.rng.choice(words.VENDORS))
        )

    return made | {"address": address, "zip": town, "patient_url": url, "pw": pw, "marking": marking,
                   "host": _host(words)}  # fmt: skip


def _phone(words: ModuleType, label: str) -> Maker:
    def make(site: Site, arg: str) -> Piece:
        shapes = words.PHONES if not arg else [words.PHONE_STYLES[arg]]
        area, office = site.rng.randrange(203, 980), site.rng.randrange(203, 990)
        return remove(label, shaped(site.rng, site.rng.choice(shapes)).format(a=area, o=office))

    return make


def _host(words: ModuleType) -> Maker:
    def host(site: Site, arg: str) -> Piece:
        style, _, key = arg.partition("=")

        def make() -> Piece:
            rng = site.rng
            name = style or rng.choice(tuple(words.HOSTS))
            form = shaped(rng, rng.choice(words.HOSTS[name]))
            return remove("HOST", form.format(ad=site.ad, al=site.ad.lower(), d=site.domain,
                                              r=rng.choice(words.SERVER_ROLES), p=rng.choice(words.PLACES)), name)  # fmt: skip

        return once(site, f"host={key}", make) if key else make()

    return host


def _dates(words: ModuleType) -> dict[str, Maker]:
    usual = [form for name, form in words.DATES.items() if not name.startswith(("compact", "es"))]

    def form_of(site: Site, arg: str) -> str:
        return str(words.DATES[arg]) if arg else site.rng.choice(usual)

    def ts(site: Site, arg: str) -> Piece:
        text = _when(site.rng, 2023, 2026, words.TIMES[arg or "plain"])
        # The time in an HL7 or EDI envelope may be the date of care: whether it stays is not judged.
        return Piece(text, "EVENT_DATE", "either" if arg in ("hl7", "edi") else "neg", "ts")

    return {
        "dob": lambda site, arg: remove("DOB", _when(site.rng, 1934, 2019, form_of(site, arg))),
        "care_date": lambda s, arg: remove("CARE_DATE", _when(s.rng, 2021, 2026, form_of(s, arg))),
        "event_date": lambda s, arg: neg("EVENT_DATE", _when(s.rng, 2023, 2026, form_of(s, arg))),
        "ts": ts,
    }


def _bad_domain(words: ModuleType, rng: random.Random) -> str:
    stem = shaped(rng, rng.choice(words.BAD_STEMS)).format(
        w=made_word(rng), v=made_word(rng, 2), b=rng.choice(words.BRANDS)
    )
    return f"{stem}.{rng.choice(words.TLDS)}"


def _defanged(words: ModuleType, rng: random.Random, text: str, style: str) -> str:
    if style == "raw" or (style != "defang" and rng.random() < 0.6):
        return text
    return text.replace(".", rng.choice(words.DOTS))


def _threat(words: ModuleType) -> dict[str, Maker]:
    def domain(site: Site, arg: str) -> Piece:
        style, _, key = arg.partition("=")
        if style == "onion":
            return MAKERS["ioc_domain"](site, arg)

        def make() -> Piece:
            return keep(
                "IOC_DOMAIN", _defanged(words, site.rng, _bad_domain(words, site.rng), style)
            )

        return once(site, f"ioc_domain={key}", make) if key else make()

    def url(site: Site, arg: str) -> Piece:
        rng = site.rng
        host = _bad_domain(words, rng) if rng.random() < 0.7 else foreign_ip(site)
        path = shaped(rng, rng.choice(words.PATHS)).format(w=made_word(rng), x=hexed(rng, 10))
        text = f"{rng.choice(('http', 'https'))}://{host}{rng.choice(('', '', ':8081'))}/{path}"
        if arg == "defang" or (arg != "raw" and rng.random() < 0.35):
            text = text.replace("http", "hxxp", 1).replace(host, host.replace(".", "[.]"), 1)
        return keep("IOC_URL", text)

    def email(site: Site, arg: str) -> Piece:
        style, _, key = arg.partition("=")

        def make() -> Piece:
            mail = f"{shaped(site.rng, site.rng.choice(words.BAD_LOCALS))}@{_bad_domain(words, site.rng)}"
            return keep("IOC_EMAIL", mail.replace("@", "[@]") if style == "defang" else mail)

        return once(site, f"ioc_email={key}", make) if key else make()

    def file(site: Site, _arg: str) -> Piece:
        rng = site.rng
        stem = shaped(rng, rng.choice(words.FILES)).format(
            w=made_word(rng), l=rng.choice(words.LURES)
        )
        return keep("IOC_FILE", f"{stem}.{rng.choice(words.ENDS)}")

    def reg(site: Site, _arg: str) -> Piece:
        word = made_word(site.rng).capitalize()
        uid = str(made_uuid(site.rng)).upper()
        return keep("IOC_REG", site.rng.choice(words.REG_KEYS).format(w=word, u=uid))

    def agent(site: Site, _arg: str) -> Piece:
        return keep("IOC_UA", shaped(site.rng, site.rng.choice(words.UAS)))

    return {"ioc_domain": domain, "ioc_url": url, "ioc_email": email, "ioc_file": file,
            "ioc_reg": reg, "ioc_ua": agent}  # fmt: skip


# -- people


def _parts(site: Site, key: str) -> dict[str, str]:
    who = site.person(key)
    first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
    if len(first) < 2 or len(last) < 2:
        first, last = made_word(site.rng, 2), made_word(site.rng)
    return {"first": first, "last": last, "f": first[0], "l": last[0], "m": who.middle.lower(),
            "f3": first[:3], "l5": last[:5], "l7": last[:7]}  # fmt: skip


def _user(site: Site, key: str) -> Piece:
    words = words_of(site.group)
    return once(site, f"{key}.user", lambda: remove(
        "USER", shaped(site.rng, site.rng.choice(words.USERS)).format(**_parts(site, key))))  # fmt: skip


def _mail(site: Site, key: str, domain: str, sub: str) -> Piece:
    words = words_of(site.group)
    return once(site, f"{key}.{sub}", lambda: remove(
        "EMAIL", shaped(site.rng, site.rng.choice(words.LOCALS)).format(**_parts(site, key)) + f"@{domain}", sub))  # fmt: skip


def person_piece(site: Site, key: str, form: str) -> Piece:
    """What is written of the person of this key, in this form."""
    if form == "user":
        return _user(site, key)
    if form in ("ad", "adlower"):
        ad = site.ad if form == "ad" else site.ad.lower()
        return remove("USER", f"{ad}\\{_user(site, key).text}", "ad")
    if form in ("email", "upn"):
        return _mail(site, key, site.domain, "own")
    if form == "pmail":
        words = words_of(site.group)
        return _mail(site, key, site.rng.choice(words.PERSONAL_MAIL), "personal")
    return slots_fresh.person_piece(site, key, form)
