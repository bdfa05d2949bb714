"""The last bytes that a value must have in a log, in any of its written forms.

The sieve (`hunt.sieve`) looks only at ends of words. A *tail* is what must stand, but for the case
of its letters, before such an end wherever the value occurs: at most 16 bytes, ending in a letter
or digit. It may hit too much (what it finds is then compared exactly), never too little.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from wardline.core.observables import Observable

LENGTH = 16
# A path's tail says more than the host's if it is this long.
_TELLING = 6
# What logs escape or encode, so that it may be written otherwise: a tail begins behind it.
# A query (behind ?) may stand in a field of its own.
_PLAIN_RUN = re.compile(r"[A-Za-z0-9_.\-@:~+$!*,;#]*\Z")
_USUAL_URL = re.compile(r"https?://([a-z0-9.-]+)(?::\d{1,5})?(/[^#\s\\]*)", re.ASCII)
_WORD_CHAR = re.compile(r"[A-Za-z0-9_-]")


class NoTailError(Exception):
    """A value without any letter or digit in its end: every line has to be looked at."""


def tails(observable: Observable) -> Iterator[bytes]:
    """The tails of `observable`, in lower case. *Raises* NoTailError."""
    kind, value = observable
    if kind == "ipv4-addr":
        yield from _ipv4(value)
    elif kind == "ipv6-addr":
        yield from _ipv6(value)
    elif kind == "mac-addr":
        yield from _mac(value)
    elif kind == "domain-name":
        yield from _name(value)
    elif kind == "email-addr":
        local, _, host = value.rpartition("@")
        for tail in _name(host):
            yield _cut(f"{local}@{tail.decode()}") if len(tail) < LENGTH else tail
    elif kind == "url":
        yield from _url(value)
    else:
        yield _cut(value)


def _cut(text: str) -> bytes:
    """The last plain run of `text` that ends in a word character."""
    while text and not (_WORD_CHAR.match(text[-1])):
        if not text[-1].isascii():
            raise NoTailError
        text = text[:-1]
    match = _PLAIN_RUN.search(text[-LENGTH:])
    run = match[0] if match else ""
    if not run:
        raise NoTailError
    return run.lower().encode()


def _name(value: str) -> Iterator[bytes]:
    yield value[-LENGTH:].encode()
    if "xn--" in value:
        try:
            shown = value.encode().decode("idna")
        except (UnicodeError, ValueError):
            return
        yield _cut(shown)


def _url(value: str) -> Iterator[bytes]:
    """The end of the path where it tells enough, else the host."""
    usual = _USUAL_URL.fullmatch(value)
    if usual is not None:
        host, rest = usual[1], usual[2]
    else:
        try:
            parts = urlsplit(value)
            host = parts.hostname or ""
        except ValueError:
            raise NoTailError from None
        rest = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        path = _cut(rest)
    except NoTailError:
        path = b""
    if len(path) >= _TELLING:
        yield path
    elif ":" in host:
        yield from _ipv6(host)
    else:
        yield from _name(host)


def _ipv4(value: str) -> Iterator[bytes]:
    """An address; of a range, the whole bytes that all its addresses begin with."""
    if "/" not in value:
        yield value[-LENGTH:].encode()
        return
    network = ipaddress.ip_network(value)
    steps = (network.prefixlen + 7) // 8
    if steps == 0:
        raise NoTailError
    for part in network.subnets(new_prefix=max(steps * 8, network.prefixlen)):
        yield ".".join(str(part.network_address).split(".")[:steps]).encode()


def _ipv6(value: str) -> Iterator[bytes]:
    """Each way to write the last eight characters: with zeros or without, compressed or not."""
    if "/" in value:
        yield from _ipv6_range(ipaddress.IPv6Network(value))
        return
    groups = ipaddress.IPv6Address(value).exploded.split(":")
    found = set()
    for style in (groups, [group.lstrip("0") or "0" for group in groups]):
        found.add(":".join(style)[-8:])
        for start in range(8):
            end = start
            while end < 8 and groups[end] == "0000":  # noqa: PLR2004 # groups of an address
                end += 1
                found.add((":".join(style[:start]) + "::" + ":".join(style[end:]))[-8:])
    short = [group.lstrip("0") or "0" for group in groups[:7]]
    found.add(":".join([*short, groups[7]])[-8:])
    for tail in found:
        text = tail.rstrip(":")
        if not text:
            raise NoTailError
        yield text.encode()
    if value.startswith("::ffff:"):
        number = int(ipaddress.IPv6Address(value)) & 0xFFFFFFFF
        yield str(ipaddress.IPv4Address(number)).encode()[-8:]


def _ipv6_range(network: ipaddress.IPv6Network) -> Iterator[bytes]:
    """The longest run of groups that all addresses of a range have and none may leave out."""
    whole = network.prefixlen // 16
    runs: list[list[str]] = [[]]
    for group in network.network_address.exploded.split(":")[:whole]:
        if group == "0000":
            runs.append([])
        else:
            runs[-1].append(group)
    kept = max(runs, key=len)
    if not kept:
        raise NoTailError
    yield ":".join(kept)[-8:].encode()
    yield ":".join(group.lstrip("0") for group in kept)[-8:].encode()


def _mac(value: str) -> Iterator[bytes]:
    plain = value.replace(":", "")
    yield value.encode()[-LENGTH:]
    yield value.replace(":", "-").encode()[-LENGTH:]
    yield f"{plain[4:8]}.{plain[8:]}".encode()
