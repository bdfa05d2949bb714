"""Words of logs as observables, in the normal form that indicators have.

A value is compared as a whole, never as a part: `1203.0.113.9` does not hold `203.0.113.9`. What a
word *is* stands in it: an address with a port is that address, a URL also tells its host, an e-mail
address its domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from wardline.core.observables import normalize, refang

# Words with the marks of addresses, URLs and defanged values inside.
WORD = re.compile(r"[A-Za-z0-9_\-.:/@%?&=#\[\]+~*(){}$!\\^\u0080-\uffff\U00010000-\U0010ffff]+")
_SPLITS = re.compile(r"[\s\"'<>,;|`]")
_EDGE = ".,;:()[]{}\"'<>!?\\"
_DEFANG_MARK = re.compile(
    r"[\[({]\s?(?:\.|:|@|/|dot|at|punkt)|hxx|h\*\*p|f[x*]p|\\\.|[\uff0e\u3002]", re.IGNORECASE
)
# (3)www(4)evil(7)example(0), as Windows' DNS server writes names.
_COUNTED = re.compile(r"(?:\(\d{1,2}\)[A-Za-z0-9_-]{1,63})+\(0\)", re.ASCII)
_COUNT = re.compile(r"\(\d{1,2}\)")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_IPV4_RANGE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}", re.ASCII)
_ADDRESS_PORT = re.compile(
    r"(?:[A-Za-z_][\w.-]{0,40}:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5}|/\d{1,5}|#\d{1,5})?", re.ASCII
)
_V6 = re.compile(r"[0-9A-Fa-f:.]{2,45}(?:/\d{1,3})?", re.ASCII)
_V6_PORT = re.compile(r"\[([0-9A-Fa-f:.]{2,45})\](?::\d{1,5})?", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{32,128}", re.ASCII)
_MAC = re.compile(
    r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}", re.ASCII
)
_KEY = re.compile(r"[A-Za-z_][\w.\-]{0,40}=", re.ASCII)
_NAME_PORT = re.compile(r"([^/:?#\\]+)(?::\d{1,5})?", re.ASCII)
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})", re.ASCII)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_MAPPED = "::ffff:"
_MAX_WORD = 8192
_LONG = 1_000_000


class Seen(NamedTuple):
    """One observable in a word, and in what it was found ("" for the word itself)."""

    kind: str
    value: str
    inside: str = ""


def words(value: str) -> Iterator[str]:
    """The words of a value; a value without blanks is one word."""
    if _SPLITS.search(value) is None:
        if value:
            yield value
        return
    if len(value) > _LONG:
        # One by one, so that a line of 100 MB does not become a list of words many times its size.
        yield from (match[0] for match in WORD.finditer(value))
    else:
        yield from dict.fromkeys(WORD.findall(value))


@lru_cache(maxsize=200_000)
def seen(word: str) -> tuple[Seen, ...]:
    """What `word` is, each in normal form; empty where it is nothing that an indicator states."""
    if len(word) > _MAX_WORD or len(word) < 2:  # noqa: PLR2004 # nothing to know is shorter
        return ()
    if word[0] == "(" and _COUNTED.fullmatch(word):
        word = _COUNT.sub(".", word).strip(".")
    elif _DEFANG_MARK.search(word):
        word = refang(word)
    return tuple(dict.fromkeys(_seen(word)))


def _seen(word: str) -> Iterator[Seen]:
    key = _KEY.match(word)
    while key is not None:
        word = word[key.end() :]
        key = _KEY.match(word)
    bracketed = _V6_PORT.match(word)
    word = word.strip(_EDGE).removeprefix("//") if bracketed is None else word
    if not word or word.endswith("://") or len(word) > _MAX_WORD:
        return
    if "://" in word:
        yield from _of_url(word)
    elif _HEX.fullmatch(word):
        if len(word) in BY_LENGTH:
            yield Seen(BY_LENGTH[len(word)], word.lower())
    elif bracketed is not None:
        yield from _as("ipv6-addr", bracketed[1])
    elif _MAC.fullmatch(word):
        yield Seen("mac-addr", _mac(word))
    elif "@" in word:
        yield from _of_email(word)
    else:
        yield from _of_host(word)


def _mac(word: str) -> str:
    digits = re.sub(r"[^0-9a-f]", "", word.lower())
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def _of_host(word: str) -> Iterator[Seen]:
    """An address, a range, a name, or a URL that was written without its scheme."""
    if word[:1].isdigit() or ":" in word:
        if _IPV4_RANGE.fullmatch(word):
            yield from _as("ipv4-addr", word)
            if int(word.rpartition("/")[2]) <= 32:  # noqa: PLR2004 # a range, and no port
                return
        match = _ADDRESS_PORT.fullmatch(word)
        if match:
            yield from _as("ipv4-addr", match[1])
            return
        if word.count(":") > 1 and _V6.fullmatch(word):
            yield from _as("ipv6-addr", word)
            return
    head, slash, _ = word.partition("/")
    name = _NAME_PORT.fullmatch(head)
    if name is None or "." not in name[1]:
        return
    kind = "ipv4-addr" if _IPV4.fullmatch(name[1]) else "domain-name"
    yield from _as(kind, name[1], word if slash else "")
    if slash:
        for scheme in ("http", "https"):
            url = normal_url(f"{scheme}://{word}")
            if url:
                yield Seen("url", url, "a URL without its scheme")


def _as(kind: str, value: str, inside: str = "") -> Iterator[Seen]:
    if kind == "ipv6-addr" and "%" in value:
        value = value.partition("%")[0]
    found = normalize(kind, value)
    if found is None:
        return
    if kind == "ipv6-addr" and value.lower().startswith(_MAPPED) and "." in value:
        # ::ffff:203.0.113.9 is how programs write an IPv4 address where they expect IPv6.
        yield from _as("ipv4-addr", value[len(_MAPPED) :], value)
    yield Seen(*found, inside)


def _of_email(word: str) -> Iterator[Seen]:
    address = word.removeprefix("mailto:")
    found = normalize("email-addr", address)
    if found is None:
        # user:password@host/path, or host@realm: the part behind is a host.
        yield from _of_host(word.rpartition("@")[2])
        return
    yield Seen("email-addr", found.value.lower())
    yield from _as("domain-name", found.value.rpartition("@")[2], found.value)


def _of_url(word: str) -> Iterator[Seen]:
    url = normal_url(word)
    if url is not None:
        yield Seen("url", url)
    host = _host(word)
    if host:
        for kind in ("ipv4-addr", "ipv6-addr", "domain-name"):
            yield from _as(kind, host, word)


def _host(word: str) -> str:
    try:
        return urlsplit(word).hostname or ""
    except ValueError:
        return ""


def normal_url(text: str) -> str | None:
    """`text` in the normal form of URLs (RFC 3986 section 6.2.2), without fragment, or None."""
    found = normalize("url", text)
    if found is None:
        return None
    url = found.value
    return _ENCODED.sub(_recoded, url) if "%" in url else url


def _recoded(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()
