"""Slots: hosts and addresses of ours, observables of threats."""

from __future__ import annotations

import random

from wardline.testing.screening import lists, numbers
from wardline.testing.screening import people as folk
from wardline.testing.screening.base import (
    Piece,
    Site,
    drawn,
    first_octet,
    hexed,
    keep,
    made_uuid,
    made_word,
    once,
    remove,
    slot,
)


@slot("host")
def _host(site: Site, arg: str) -> Piece:
    def make() -> Piece:
        rng = site.rng
        role, number = rng.choice(lists.ROLES), rng.randrange(1, 99)
        desk = f"{site.ad}-{rng.choice(lists.UNITS)}-{rng.choice(('WS', 'PC', 'LT'))}{numbers.digits(rng, 3)}"  # one shape
        ways = {
            "ad": desk,
            "fqdn": f"{role}{number:02d}.int.{site.domain}",
            "own": f"{role}{number:02d}.{site.domain}",
            "local": f"{role}-{rng.choice(('icu', 'lab', 'pharm'))}.corp.{site.ad.lower()}.local",
            "bare": f"{role}{rng.choice(('icu', 'lab', 'srv', 'west', 'er'))}{number:02d}",
        }
        style, _, _key = arg.partition("=")
        return remove("HOST", ways[style or rng.choice(tuple(ways))], style)

    key = arg.partition("=")[2]
    return once(site, f"host={key}", make) if key else make()


@slot("priv_ip")
def _priv_ip(site: Site, arg: str) -> Piece:
    rng = site.rng

    def octet(low: int = 0) -> int:
        return rng.randrange(low, 255)

    ways = {
        "10": f"10.{octet()}.{octet()}.{octet(1)}",
        "172": f"172.{rng.randrange(16, 32)}.{octet()}.{octet(1)}",
        "192": f"192.168.{octet()}.{octet(1)}",
        "ula": f"fd{hexed(rng, 2)}:{hexed(rng, 4)}::{rng.randrange(1, 255):x}",
        "ll": f"fe80::{hexed(rng, 4)}:{hexed(rng, 4)}:{hexed(rng, 4)}:{hexed(rng, 4)}",
        "cgn": f"100.{rng.randrange(64, 128)}.{octet()}.{octet(1)}",
    }
    return remove("PRIV_IP", ways[arg or rng.choices(
        tuple(ways), (40, 20, 20, 6, 3, 5))[0]])  # fmt: skip


@slot("own_ip")
def _own_ip(site: Site, _arg: str) -> Piece:
    return remove("OWN_PUBLIC_IP", f"{site.net}.{site.rng.randrange(1, 255)}")


# -- observables of threats


def foreign_ip(site: Site) -> str:
    """A public address outside the organization's own range."""
    rng = site.rng
    while True:
        found = (
            f"{first_octet(rng)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        )
        if not found.startswith(site.net + "."):
            return found


def _defanged(rng: random.Random, text: str, arg: str) -> str:
    if arg == "raw" or (arg != "defang" and rng.random() < 0.65):
        return text
    return text.replace(".", rng.choice(("[.]", "[.]", "(.)", "[dot]")))


@slot("ioc_ip")
def _ioc_ip(site: Site, arg: str) -> Piece:
    def make() -> Piece:
        style = arg.partition("=")[0]
        return keep("IOC_IP", _defanged(site.rng, foreign_ip(site), style))

    key = arg.partition("=")[2]
    return once(site, f"ioc_ip={key}", make) if key else make()


@slot("ioc_ip6")
def _ioc_ip6(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return keep("IOC_IP6", f"2a{hexed(rng, 2)}:{hexed(rng, 4)}:{hexed(rng, 4)}::{hexed(rng, 3)}")


def _bad_domain(rng: random.Random) -> str:
    stem = rng.choice((f"{made_word(rng)}", f"{made_word(rng, 2)}-{made_word(rng, 2)}",
                       f"{rng.choice(lists.BRANDS)}-{rng.choice(('verify', 'update', 'login'))}{rng.randrange(1, 9)}",
                       f"cdn.{made_word(rng)}{rng.randrange(10, 99)}", drawn(rng, 14, "abcdefghijkmnpqrstuvwxyz")))  # one shape  # fmt: skip
    return f"{stem}.{rng.choice(lists.TLDS)}"


@slot("ioc_domain")
def _ioc_domain(site: Site, arg: str) -> Piece:
    if arg == "onion":
        return keep(
            "IOC_DOMAIN", drawn(site.rng, 56, "abcdefghijklmnopqrstuvwxyz234567") + ".onion"
        )

    def make() -> Piece:
        return keep("IOC_DOMAIN", _defanged(site.rng, _bad_domain(site.rng), arg.partition("=")[0]))

    key = arg.partition("=")[2]
    return once(site, f"ioc_domain={key}", make) if key else make()


@slot("ioc_url")
def _ioc_url(site: Site, arg: str) -> Piece:
    rng = site.rng
    host = _bad_domain(rng) if rng.random() < 0.6 else foreign_ip(site)
    port = rng.choice(("", "", "", ":8080", ":8443"))
    path = rng.choice((f"a/{drawn(rng, 8)}", f"login.php?id={numbers.digits(rng, 4)}",
                       f"dl/{made_word(rng)}.zip", f"{made_word(rng)}/gate.php", "owa/auth",
                       f"wp-content/{made_word(rng)}/?e={drawn(rng, 12)}", f"x/{hexed(rng, 32)}"))  # fmt: skip
    url = f"{rng.choice(('http', 'https'))}://{host}{port}/{path}"
    if arg == "defang" or (arg != "raw" and rng.random() < 0.35):
        url = url.replace("http", "hxxp", 1).replace(host, host.replace(".", "[.]"), 1)
    return keep("IOC_URL", url)


@slot("ioc_email")
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
        return keep("IOC_EMAIL", mail)

    key = arg.partition("=")[2]
    return once(site, f"ioc_email={key}", make) if key else make()


@slot("ioc_file")
def _ioc_file(site: Site, _arg: str) -> Piece:
    rng = site.rng
    end = rng.choice("exe dll ps1 iso docm xlsm lnk js vbs zip hta bat msi one html".split())
    stem = rng.choice((made_word(rng), numbers.digits(rng, 6),
                       f"{rng.choice(lists.LURES)}_{numbers.digits(rng, 6)}",
                       f"{rng.choice(lists.LURES)}-{made_word(rng, 2)}", f"{made_word(rng)}.pdf"))  # fmt: skip
    return keep("IOC_FILE", f"{stem}.{end}")


@slot("ioc_hash")
def _ioc_hash(site: Site, arg: str) -> Piece:
    sizes = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
    size = sizes[arg] if arg else site.rng.choice((32, 40, 64, 64))
    value = hexed(site.rng, size)
    return keep("IOC_HASH", value.upper() if site.rng.random() < 0.15 else value)


@slot("ioc_reg")
def _ioc_reg(site: Site, _arg: str) -> Piece:
    template = site.rng.choice(lists.REG_KEYS)
    word = made_word(site.rng, 3).capitalize()
    return keep("IOC_REG", template.format(w=word, u=str(made_uuid(site.rng)).upper()))


@slot("ioc_ua")
def _ioc_ua(site: Site, _arg: str) -> Piece:
    rng = site.rng
    parts = {"a": rng.randrange(10, 99), "b": rng.randrange(1000, 9999), "c": rng.randrange(1, 9)}
    return keep("IOC_UA", rng.choice(lists.UAS).format(**parts))


@slot("ioc_wallet")
def _ioc_wallet(site: Site, _arg: str) -> Piece:
    rng = site.rng
    base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    ways = (f"bc1q{drawn(rng, 38, 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')}",
            f"{rng.choice('13')}{drawn(rng, 33, base58)}", f"0x{hexed(rng, 40)}",
            f"4{rng.choice('0123456789AB')}{drawn(rng, 93, base58)}")  # fmt: skip
    return keep("IOC_WALLET", rng.choice(ways))


@slot("cve")
def _cve(site: Site, _arg: str) -> Piece:
    rng = site.rng
    return keep("CVE", f"CVE-{rng.randrange(2014, 2027)}-{numbers.digits(rng, rng.choice((4, 5)))}")


@slot("attack_id")
def _attack_id(site: Site, _arg: str) -> Piece:
    rng = site.rng
    sub = f".{rng.randrange(1, 13):03d}" if rng.random() < 0.4 else ""
    return keep("ATTACK_ID", f"T1{numbers.digits(rng, 3)}{sub}")
