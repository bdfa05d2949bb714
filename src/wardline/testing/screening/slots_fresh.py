"""Slots of the group "fresh": the labels of the others, with shapes and words of its own."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from wardline.testing.screening import lists_fresh as words
from wardline.testing.screening import numbers, slots_people
from wardline.testing.screening import people as folk
from wardline.testing.screening.base import (
    ALNUM,
    MAKERS,
    MONTHS,
    SPANISH,
    Maker,
    Piece,
    Site,
    drawn,
    hexed,
    keep,
    made_uuid,
    made_word,
    neg,
    once,
    remove,
)
from wardline.testing.screening.slots_threat import foreign_ip

_UPPER = string.ascii_uppercase
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _slot(name: str) -> Callable[[Maker], Maker]:
    def add(maker: Maker) -> Maker:
        MAKERS[f"fresh/{name}"] = maker
        return maker

    return add


def _of_list(label: str, values: list[str]) -> Maker:
    return lambda site, _arg: neg(label, site.rng.choice(values))


MAKERS["fresh/vendor"] = _of_list("VENDOR", words.VENDORS)
MAKERS["fresh/model"] = _of_list("MODEL", words.MODELS)
MAKERS["fresh/eponym"] = _of_list("EPONYM", words.EPONYMS)
MAKERS["fresh/phrase"] = _of_list("PHRASE", words.PHRASES)
MAKERS["fresh/actor"] = _of_list("PHRASE", words.ACTORS)
MAKERS["fresh/public_line"] = _of_list("PUBLIC_LINE", words.PUBLIC_LINES)


# -- dates, telephones, numbers


def _date(rng: random.Random, first: int, last: int, style: str) -> str:
    year, month, day = rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29)
    name = MONTHS[month - 1]
    ways = {
        "iso": f"{year}-{month:02d}-{day:02d}",
        "compact": f"{year}{month:02d}{day:02d}",
        "us": f"{month}/{day}/{year}",
        "slashes": f"{year}/{month:02d}/{day:02d}",
        "excel": f"{day}-{name[:3]}-{year % 100:02d}",
        "excel4": f"{day:02d}-{name[:3]}-{year}",
        "words": f"{name[:3]} {day} {year}",
        "of": f"{day}{_ending(day)} of {name} {year}",
        "european": f"{day:02d}/{name[:3]}/{year}",
        "dots": f"{day}.{month}.{year}",
        "spaced": f"{month:02d} / {day:02d} / {year}",
        "long": f"{name} {day}, {year}",
        "es": f"{day}/{month:02d}/{year}",
        "eslong": f"{day} de {SPANISH[month - 1]} del {year}",
    }
    usual = ("iso", "us", "us", "slashes", "excel", "excel4", "words", "of", "european", "long")
    return ways[style or rng.choice(usual)]


def _ending(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


@_slot("dob")
def _dob(site: Site, arg: str) -> Piece:
    return remove("DOB", _date(site.rng, 1931, 2020, arg))


@_slot("care_date")
def _care_date(site: Site, arg: str) -> Piece:
    return remove("CARE_DATE", _date(site.rng, 2020, 2026, arg))


@_slot("event_date")
def _event_date(site: Site, arg: str) -> Piece:
    return neg("EVENT_DATE", _date(site.rng, 2023, 2026, arg))


@_slot("ts")
def _ts(site: Site, arg: str) -> Piece:
    rng = site.rng
    day = _date(rng, 2023, 2026, "iso")
    hour, minute, second = rng.randrange(24), rng.randrange(60), rng.randrange(60)
    clock = f"{hour:02d}:{minute:02d}:{second:02d}"
    month = MONTHS[int(day[5:7]) - 1]
    ways = {
        "": f"{day}T{clock}+00:00",
        "ns": f"{day}T{clock}.{rng.randrange(10**9):09d}Z",
        "hm": f"{hour:02d}:{minute:02d}",
        "hms": clock,
        "military": f"{hour:02d}{minute:02d} hrs",
        "words": f"{month[:3]} {int(day[8:])}, {day[:4]} at {hour % 12 + 1}:{minute:02d} {'PM' if hour > 11 else 'AM'}",
        "comma": f"{day} {clock},{rng.randrange(1000):03d}",
        "cisco": f"{month[:3]} {int(day[8:]):02d} {day[:4]} {clock}",
        "mail": f"{rng.choice(_DAYS)[:3]}, {int(day[8:])} {month[:3]} {day[:4]} {clock} +0000 (UTC)",
        "epoch": f"17{numbers.digits(rng, 8)}{numbers.digits(rng, 3)}",
        "edi": day.replace("-", "")[2:],
        "hl7": day.replace("-", "") + clock.replace(":", "") + "-0600",
        "slashes": f"{day[:4]}/{day[5:7]}/{day[8:]} {clock}",
    }
    # The date in an EDI or HL7 envelope may be the date of care: whether it stays is not judged.
    return Piece(ways[arg], "EVENT_DATE", "either" if arg in ("edi", "hl7") else "neg", "ts")


def _number_text(rng: random.Random, style: str) -> str:
    area, office, line = rng.randrange(203, 980), rng.randrange(203, 990), f"{rng.randrange(10000):04d}"  # fmt: skip
    ways = {
        "nbhyphen": f"{area}\u2011{office}\u2011{line}",
        "slashed": f"({area}) {office}.{line}",
        "plusparen": f"+1 ({area}) {office}-{line}",
        "plusdot": f"+1.{area}.{office}.{line}",
        "oneparen": f"1 ({area}) {office}-{line}",
        "spaced": f"{area} - {office} - {line}",
        "dash": f"{area}-{office}-{line}",
        "mixed": f"{area} {office}-{line}",
        "raw": f"{area}{office}{line}",
        "fr": f"+33 1 {rng.randrange(40, 56)} {rng.randrange(10, 99)} {rng.randrange(10, 99)} {rng.randrange(10, 99)}",
        "in": f"+91 98{rng.randrange(100, 999)} {numbers.digits(rng, 5)}",
        "au": f"+61 2 5550 {line}",
    }
    usual = ("nbhyphen", "slashed", "plusparen", "plusparen", "plusdot", "oneparen", "spaced", "dash",
             "dash", "mixed", "mixed", "fr", "in", "au")  # fmt: skip
    return ways[style or rng.choice(usual)]


@_slot("phone")
def _phone(site: Site, arg: str) -> Piece:
    return remove("PHONE", _number_text(site.rng, arg))


@_slot("fax")
def _fax(site: Site, arg: str) -> Piece:
    return remove("FAX", _number_text(site.rng, arg))


@_slot("mrn")
def _mrn(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "m": f"M{numbers.digits(rng, 8)}",
        "9": numbers.digits(rng, 9),
        "check": f"{numbers.digits(rng, 7)}-{rng.randrange(10)}",
        "pairs": "-".join(f"{rng.randrange(100):02d}" for _ in range(4)),
        "zeros": f"00{numbers.digits(rng, 6)}",
        "mr": f"MR{numbers.digits(rng, 7)}",
        "site": f"{drawn(rng, 2, _UPPER)}-{numbers.digits(rng, 7)}",
    }
    return remove("MRN", ways[arg or rng.choice(tuple(ways))])


@_slot("account")
def _account(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "11": numbers.digits(rng, 11),
        "dot": f"{numbers.digits(rng, 4)}.{numbers.digits(rng, 6)}",
        "fin": f"FIN{numbers.digits(rng, 10)}",
        "c": f"C{numbers.digits(rng, 8)}-{rng.randrange(1, 9)}",
        "8": numbers.digits(rng, 8),
        "groups": f"{numbers.digits(rng, 4)} {numbers.digits(rng, 4)} {numbers.digits(rng, 2)}",
    }
    return remove("ACCOUNT", ways[arg or rng.choice(tuple(ways))])


@_slot("plan_id")
def _plan_id(site: Site, _arg: str) -> Piece:
    rng = site.rng
    ways = (f"H{numbers.digits(rng, 10)}", f"{drawn(rng, 2, 'KRTVX')}{numbers.digits(rng, 8)}A",
            f"{numbers.digits(rng, 11)}", f"JQU{numbers.digits(rng, 3)}M{numbers.digits(rng, 5)}",
            f"{numbers.digits(rng, 8)}02W")  # fmt: skip
    return remove("PLAN_ID", rng.choice(ways))


@_slot("license")
def _license(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 7)
    ways = (f"LPN-{number[:6]}", f"{number[:2]}.{number[:6]}", f"PA{number[:5]}", f"{number}",
            f"OS {number[:5]}", f"R.{number[:6]}", f"TX{number[:6]}")  # fmt: skip
    return remove("LICENSE", rng.choice(ways))


@_slot("serial")
def _serial(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways = {
        "q": f"{rng.choice('CDFMQ')}{drawn(rng, 10, _UPPER + string.digits)}{rng.randrange(10)}",
        "year": f"{rng.randrange(2015, 2026)}-{numbers.digits(rng, 5)}",
        "num": numbers.digits(rng, 10),
        "pair": f"{drawn(rng, 2, _UPPER)}{numbers.digits(rng, 4)}-{numbers.digits(rng, 4)}",
        "fch": f"FCH{numbers.digits(rng, 4)}{drawn(rng, 4, _UPPER + string.digits)}",
    }
    return remove("DEVICE_SERIAL", ways[arg or rng.choice(tuple(ways))])


@_slot("mac")
def _mac(site: Site, _arg: str) -> Piece:
    value = hexed(site.rng, 12)
    ways = (f"{value[:4]}.{value[4:8]}.{value[8:]}",
            ":".join(value[i : i + 2] for i in range(0, 12, 2)).upper())  # fmt: skip
    return remove("DEVICE_SERIAL", site.rng.choice(ways), "mac")


@_slot("biometric")
def _biometric(site: Site, _arg: str) -> Piece:
    return remove("BIOMETRIC", base64.b64encode(site.rng.randbytes(27)).decode())


@_slot("plate")
def _plate(site: Site, _arg: str) -> Piece:
    rng = site.rng
    ways = (f"{drawn(rng, 2, _UPPER)}{numbers.digits(rng, 2)} {drawn(rng, 3, _UPPER)}",
            f"{numbers.digits(rng, 3)}-{drawn(rng, 3, _UPPER)}")  # fmt: skip
    return remove("VEHICLE", rng.choice(ways), "plate")


@_slot("address")
def _address(site: Site, arg: str) -> Piece:
    rng = site.rng
    if arg == "pobox":
        return remove("ADDRESS", f"PO Box {rng.randrange(100, 99999)}")
    road = f"{rng.choice(words.STREET_NAMES)} {rng.choice(words.STREETS.split('|'))}"
    unit = rng.choice(("", "", "", f", Apt {rng.randrange(1, 40)}", f", Ste. {rng.randrange(10, 99)}0",
                       f" Unit {rng.choice('ABCDEF')}", f", Floor {rng.randrange(2, 9)}"))  # fmt: skip
    return remove("ADDRESS", f"{rng.randrange(10, 29999)} {road}{unit}")


@_slot("zip")
def _zip(site: Site, arg: str) -> Piece:
    rng = site.rng
    code = f"{rng.randrange(1001, 99900):05d}"
    if arg == "code":
        return remove("ZIP", code)
    state = rng.choice(
        "AZ CA FL GA IA IL IN KS LA MI MN MO MS NC NE NM NV NY OH OK PA TN TX VA WA PR".split()
    )
    return remove("ZIP", f"{rng.choice(words.CITIES)} {state} {code}" if rng.random() < 0.4
                  else f"{rng.choice(words.CITIES)}, {state}  {code}")  # fmt: skip


@_slot("patient_url")
def _patient_url(site: Site, _arg: str) -> Piece:
    rng = site.rng
    ways = (f"https://my.{site.domain}/mychart/inside.asp?mode=visitsummary&csn={numbers.digits(rng, 9)}",
            f"https://records.{site.domain}/patients/{numbers.digits(rng, 7)}/labs",
            f"https://{site.domain}/portal/#/pt/{drawn(rng, 12)}")  # fmt: skip
    return remove("PATIENT_URL", rng.choice(ways))


# -- what looks private and is not


@_slot("version")
def _version(site: Site, _arg: str) -> Piece:
    rng = site.rng
    a, b, c, d = (rng.randrange(1, 40) for _ in range(4))
    a += a == 10
    ways = (f"{a}.{b}", f"{a}.{b}.{c}b{d}", f"ver. {a}.{b}.{c}", f"{a}.{b}.{c}.{d}000", f"{a}.{b}R{c}-S{d}",
            f"20{rng.randrange(20, 27)} R{c % 3 + 1}", f"{a}.{b}.{c}-h{d}", f"rel-{a}_{b}_{c}",
            f"firmware {a}.{b:02d}", f"v{a}.{b}-rc{c % 9}")  # fmt: skip
    return neg("VERSION", rng.choice(ways))


@_slot("number")
def _number(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return neg("NUMBER", rng.choice(words.NUMBERS).format(
        i=numbers.digits(rng, rng.choice((5, 8))), p=numbers.digits(rng, 5),
        m=f"{rng.randrange(5, 99)},{rng.randrange(1000):03d}",
        t=f"{rng.randrange(1, 900)},{rng.randrange(1000):03d}",
        q=rng.choice((25, 389, 445, 1433, 5985, 2575)), e=rng.choice((4688, 4720, 4769, 7036)),
        c=rng.randrange(1, 9), n=numbers.digits(rng, 2), h=hexed(rng, 6), s=numbers.digits(rng, 9),
    ))  # fmt: skip


@_slot("docket")
def _docket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return neg("DOCKET", rng.choice(words.DOCKETS).format(
        y=rng.randrange(2022, 2027), n=numbers.digits(rng, 2)))  # fmt: skip


@_slot("ticket")
def _ticket(site: Site, _arg: str) -> Piece:
    rng = site.rng
    number = numbers.digits(rng, 6)
    ways = (f"SCTASK0{number}", f"HD-{number}", f"IR-2026-{number[:4]}", f"OPS-{number[:4]}", f"RITM0{number}",
            f"SIR{number}1", f"WO#{number}", f"TT{number}2")  # fmt: skip
    return neg("TICKET", rng.choice(ways))


@_slot("marking")
def _marking(site: Site, _arg: str) -> Piece:
    return remove(
        "MARKING", site.rng.choice(words.MARKINGS).format(v=site.rng.choice(words.VENDORS))
    )


# -- secrets


@_slot("pw")
def _pw(site: Site, arg: str) -> Piece:
    rng = site.rng
    word = rng.choice(words.PASS_WORDS)
    if arg == "conn":
        return remove("SECRET", f"{made_word(rng, 2)}{drawn(rng, 9)}{rng.randrange(10)}", "conn")
    ways = (f"{word}#{rng.randrange(10, 999)}", f"{word}{rng.randrange(100, 9999)}",
            f"{word.replace('e', '3').replace('o', '0')}!{rng.randrange(1, 99)}",
            f"{made_word(rng)}_{made_word(rng, 2).upper()}{rng.randrange(10)}",
            drawn(rng, 10, ALNUM + "@%&=?") + str(rng.randrange(10)), f"{word}.{word}.{rng.randrange(10, 99)}")  # fmt: skip
    return remove("SECRET", rng.choice(ways), "pw")


@_slot("conn")
def _conn(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return remove(
        "SECRET",
        f"{rng.choice(('app', 'etl', 'intf'))}{made_word(rng, 2)}:{drawn(rng, 14)}",
        "conn",
    )


@_slot("token")
def _token(site: Site, arg: str) -> Piece:
    rng = site.rng
    ways: dict[str, Callable[[], str]] = {
        "aws": lambda: "AKIA" + drawn(rng, 16, _UPPER + "234567"),
        "github": lambda: f"github_pat_{drawn(rng, 22)}_{drawn(rng, 59)}",
        "slack": lambda: (
            f"xoxp-{numbers.digits(rng, 11)}-{numbers.digits(rng, 12)}-{numbers.digits(rng, 12)}-{hexed(rng, 32)}"
        ),
        "google": lambda: "GOCSPX-" + drawn(rng, 28),
        "stripe": lambda: "rk_live_" + drawn(rng, 28),
        "gitlab": lambda: "glpat-" + drawn(rng, 20),
        "npm": lambda: "npm_" + drawn(rng, 36),
        "vault": lambda: "hvs." + drawn(rng, 90),
        "twilio": lambda: "SK" + hexed(rng, 32),
        "digitalocean": lambda: "dop_v1_" + hexed(rng, 64),
        "docker": lambda: "dckr_pat_" + drawn(rng, 27),
        "azure": lambda: base64.b64encode(rng.randbytes(64)).decode(),
    }
    kind = arg or rng.choice([name for name in ways if name != "azure"])
    return remove("SECRET", ways[kind](), kind)


# -- hosts and observables


@_slot("host")
def _host(site: Site, arg: str) -> Piece:
    rng = site.rng
    role, number = rng.choice(words.SERVER_ROLES), rng.randrange(1, 60)
    ways = {
        "ad": f"{site.ad}{rng.choice(('W11', 'DT', 'NB', 'VDI'))}-{rng.choice(words.PLACES)}-{numbers.digits(rng, 4)}",
        "fqdn": f"{role}{number}.{rng.choice(('ad', 'prod', 'clin'))}.{site.domain}",
        "own": f"{role}-{number:02d}.{site.domain}",
        "local": f"{role}{number}.{site.ad.lower()}.lan",
        "bare": f"{rng.choice(('srv', 'vm', 'p', 'wks'))}-{role}-{number:02d}",
        "win": f"{rng.choice(('DESKTOP', 'LAPTOP'))}-{drawn(rng, 7, _UPPER + string.digits)}",
    }
    style, _, key = arg.partition("=")

    def make() -> Piece:
        return remove("HOST", ways[style or rng.choice(tuple(ways))], style)

    return once(site, f"host={key}", make) if key else make()


def _bad_domain(rng: random.Random) -> str:
    stem = rng.choice((f"{made_word(rng, 4)}", f"{rng.choice(words.BRANDS)}-{made_word(rng, 2)}",
                       f"{made_word(rng, 2)}.{made_word(rng)}", f"{made_word(rng, 2)}{hexed(rng, 4)}",
                       f"secure.{rng.choice(words.BRANDS)}{rng.randrange(10, 99)}"))  # fmt: skip
    return f"{stem}.{rng.choice(words.TLDS)}"


def _maybe_defanged(rng: random.Random, text: str, arg: str) -> str:
    if arg == "raw" or (arg != "defang" and rng.random() < 0.6):
        return text
    head, dot, tail = text.rpartition(".")
    return head + "[.]" + tail if dot and rng.random() < 0.8 else text.replace(".", "{.}")


@_slot("ioc_domain")
def _ioc_domain(site: Site, arg: str) -> Piece:
    style, _, key = arg.partition("=")
    if style == "onion":
        return keep("IOC_DOMAIN", drawn(site.rng, 56, string.ascii_lowercase + "234567") + ".onion")

    def make() -> Piece:
        return keep("IOC_DOMAIN", _maybe_defanged(site.rng, _bad_domain(site.rng), style))

    return once(site, f"ioc_domain={key}", make) if key else make()


@_slot("ioc_url")
def _ioc_url(site: Site, arg: str) -> Piece:
    rng = site.rng
    host = _bad_domain(rng) if rng.random() < 0.7 else foreign_ip(site)
    path = rng.choice((f"{made_word(rng)}.aspx", f"s/{drawn(rng, 6)}?t={hexed(rng, 8)}", f"{hexed(rng, 8)}/p.bin",
                       f"remote/login?lang=en&u={numbers.digits(rng, 5)}", f"~{made_word(rng, 2)}/doc.php", "",
                       f"api/v1/{made_word(rng)}/beacon"))  # fmt: skip
    url = f"{rng.choice(('http', 'https', 'https'))}://{host}{rng.choice(('', '', ':4443'))}/{path}"
    if arg == "defang" or (arg != "raw" and rng.random() < 0.35):
        url = url.replace("http", "hXXp", 1).replace("://", "[://]", 1).replace(host, host.replace(".", "[.]"), 1)  # fmt: skip
    return keep("IOC_URL", url)


@_slot("ioc_email")
def _ioc_email(site: Site, arg: str) -> Piece:
    style, _, key = arg.partition("=")

    def make() -> Piece:
        rng = site.rng
        who = folk.fresh_person(rng, "common")
        first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
        local = rng.choice((f"{first}{last[:1]}", f"{last}.{first}", "accounts", "notification", "docs",
                            f"it-desk{rng.randrange(9)}"))  # fmt: skip
        mail = f"{local}@{_bad_domain(rng)}"
        return keep("IOC_EMAIL", mail.replace("@", "[at]") if style == "defang" else mail)

    return once(site, f"ioc_email={key}", make) if key else make()


@_slot("ioc_file")
def _ioc_file(site: Site, _arg: str) -> Piece:
    rng = site.rng
    end = rng.choice(
        "exe dll scr wsf cab hta docm xlsb iso img msix sh elf txt chm url jar".split()
    )
    stem = rng.choice((made_word(rng, 4), f"{rng.choice(words.LURES)}{rng.randrange(10, 9999)}",
                       f"{rng.choice(words.LURES)}", f"{made_word(rng, 2)}{hexed(rng, 4)}", f"svc{made_word(rng, 2)}"))  # fmt: skip
    return keep("IOC_FILE", f"{stem}.{end}")


@_slot("ioc_reg")
def _ioc_reg(site: Site, _arg: str) -> Piece:
    return keep(
        "IOC_REG", site.rng.choice(words.REG_KEYS).format(w=made_word(site.rng).capitalize())
    )


@_slot("ioc_ua")
def _ioc_ua(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return keep(
        "IOC_UA", rng.choice(words.UAS).format(a=rng.randrange(10, 99), c=rng.randrange(1, 9))
    )


@_slot("uuid")
def _uuid(site: Site, arg: str) -> Piece:
    value = str(made_uuid(site.rng))
    return neg("UUID", f"{arg}--{value}" if arg else site.rng.choice((value, value.upper())))


# -- people


def _fresh_user(site: Site, key: str) -> Piece:
    def make() -> Piece:
        who, rng = site.person(key), site.rng
        first, last = folk.ascii_of(who.first), folk.ascii_of(who.last)
        if len(first) < 2 or len(last) < 2:
            first, last = made_word(rng, 2), made_word(rng)
        shapes = (f"{last}{first[0]}", f"{first}_{last[0]}", f"{first[:2]}{last[:4]}{rng.randrange(1, 9)}",
                  f"adm-{first[0]}{last}", f"{first[0]}{who.middle.lower()}{last}", f"{last}.{first}")  # fmt: skip
        return remove("USER", rng.choice(shapes))

    return once(site, f"{key}.user", make)


def _fresh_mail(site: Site, key: str, domain: str, sub: str) -> Piece:
    def make() -> Piece:
        who, rng = site.person(key), site.rng
        first = folk.ascii_of(who.first) or made_word(rng, 2)
        last = folk.ascii_of(who.last) or made_word(rng)
        local = rng.choice((f"{last}{first[0]}", f"{first}-{last}", f"{first}.{who.middle.lower()}.{last}",
                            f"{last}.{first}", f"{first}{rng.randrange(50, 99)}"))  # fmt: skip
        return remove("EMAIL", f"{local}@{domain}", sub)

    return once(site, f"{key}.{sub}", make)


_FORMS: dict[str, Callable[[Site, str], Piece]] = {
    "user": _fresh_user,
    "ad": lambda site, key: remove("USER", f"{site.ad}\\{_fresh_user(site, key).text}", "ad"),
    "adlower": lambda site, key: remove("USER", f"{site.ad.lower()}\\{_fresh_user(site, key).text}", "ad"),
    "upn": lambda site, key: _fresh_mail(site, key, site.domain, "own"),
    "email": lambda site, key: _fresh_mail(site, key, site.domain, "own"),
    "pmail": lambda site, key: _fresh_mail(
        site, key, site.rng.choice(words.PERSONAL_MAIL), "personal"),
    "tight": lambda site, key: _name(site, key, "{last},{first}"),
    "caps_space": lambda site, key: _name(site, key, "{LAST} {FIRST}"),
    "dotted": lambda site, key: _name(site, key, "{last}, {f}."),
}  # fmt: skip


def _name(site: Site, key: str, shape: str) -> Piece:
    who = site.person(key)
    text = shape.format(first=who.first, last=who.last, f=who.first[0], FIRST=who.first.upper(),
                        LAST=who.last.upper())  # fmt: skip
    return remove("NAME", text, who.sub)


def person_piece(site: Site, key: str, form: str) -> Piece:
    """What is written of the person of this key, in this form."""
    if form in _FORMS:
        return _FORMS[form](site, key)
    return slots_people.person_piece(site, key, form)
