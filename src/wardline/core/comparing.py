"""One value against one constant: the comparison operators.

A check is a function of a value as JSON holds it. Values of another type than the constant are
unequal, in no order, and fulfil no other operator; NOT turns each answer around, except that
what has no order stays false.

*Source*: STIX 2.1 sections 9.6.1 (operators), 9.6.2 (strings by code point, no normal form; NFC
for LIKE and MATCHES only), 9.6.3 (bytes), 9.6.4 (native formats).
"""

from __future__ import annotations

import binascii
import ipaddress
import operator as operators
import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from wardline.core import regex
from wardline.core.clock import parse_timestamp
from wardline.core.pattern import Comparison, Instant, Literal

Check = Callable[[Any], bool]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
_NONE = object()
# Time is bounded by the length of a value times that of the pattern; no person writes longer ones.
MAX_LIKE = 16_384
MAX_WILDCARDS = 1_024


def check(comparison: Comparison) -> Check:
    """The test that `comparison` makes of one value. *Raises* UnsupportedError (MATCHES)."""
    operator, value = comparison.operator, comparison.value
    if operator in _ORDERS:
        return _ordered(_ORDERS[operator], value, negated=comparison.negated)
    found = _check(operator, value)
    if comparison.negated != (operator == "!="):
        return lambda seen: not found(seen)
    return found


def _check(operator: str, value: Any) -> Check:
    if operator in ("=", "!="):
        return _equal(value)
    if operator == "IN":
        return _member(value)
    if operator == "LIKE":
        return _like(value)
    if operator == "MATCHES":
        search = regex.searcher(value)
        return lambda seen: type(seen) in (str, bytes) and search(seen)
    return _subset(value) if operator == "ISSUBSET" else _superset(value)


def _equal(constant: Literal) -> Check:
    """Equality by the constant's type: numbers with numbers, text or bytes with either."""
    kind = type(constant)
    if kind is str:
        octets = _octets(constant)
        return lambda seen: seen == constant or (type(seen) is bytes and seen == octets)
    if kind in (int, float):
        return lambda seen: type(seen) in (int, float) and seen == constant
    return lambda seen: _common(constant, seen) == constant


def _octets(text: Any) -> bytes | None:
    """Text as bytes, one for each code point; None where a code point is above 255 (9.6.3)."""
    try:
        return bytes(text, "latin-1")
    except UnicodeEncodeError:
        return None


def _common(constant: Any, seen: Any) -> Any:
    """`seen` in the form of `constant`, or a value that equals and orders with nothing."""
    kind = type(constant)
    if kind in (int, float):
        return seen if type(seen) in (int, float) else _NONE
    if kind is Instant:
        micros = parse_timestamp(seen) if type(seen) is str else None
        return _NONE if micros is None else Instant(constant.text, micros)
    if kind is bytes and type(seen) is str:
        octets = _octets(seen)
        return _NONE if octets is None else octets
    return seen if type(seen) is kind else _NONE


def _ordered(compare: Callable[[Any, Any], bool], constant: Any, *, negated: bool) -> Check:
    octets = _octets(constant) if type(constant) is str else None

    def test(seen: Any) -> bool:
        if type(seen) is bytes and type(constant) is str:
            if octets is None:
                return False
            return compare(seen, octets) is not negated
        other = _common(constant, seen)
        if other is _NONE:
            return False
        if type(constant) is Instant:
            return compare(other.micros, constant.micros) is not negated
        return compare(other, constant) is not negated

    return test


def _member(constants: tuple[Literal, ...]) -> Check:
    """IN: equal to one of the set; sets of text are looked up, not walked."""
    if all(type(constant) is str for constant in constants):
        texts = frozenset(constants)
        octets = frozenset(map(_octets, constants))
        return lambda seen: (
            seen in texts if type(seen) is str else type(seen) is bytes and seen in octets
        )
    if all(type(constant) in (int, float) for constant in constants):
        numbers = frozenset(constants)
        return lambda seen: type(seen) in (int, float) and seen in numbers
    checks = [_equal(constant) for constant in constants]
    return lambda seen: any(test(seen) for test in checks)


def _text(seen: Any) -> str | None:
    """A value as NFC text: LIKE reads binary properties as UTF-8."""
    if type(seen) is bytes:
        seen = seen.decode("utf-8", errors="replace")
    if type(seen) is not str:
        return None
    return seen if seen.isascii() else unicodedata.normalize("NFC", seen)


def _like(pattern: str) -> Check:
    """LIKE: `%` is any text, `_` any one character, the whole value is meant.

    The parts between `%` are sought one behind the other, the first place being as good as any,
    so that the time is bounded by the length of the text times that of the pattern.
    """
    pattern = unicodedata.normalize("NFC", pattern)
    if len(pattern) > (MAX_WILDCARDS if "_" in pattern else MAX_LIKE):
        raise regex.UnsupportedError(
            f"LIKE takes at most {MAX_LIKE} characters here, or {MAX_WILDCARDS} with '_' in them.",
            hint="Shorten the text behind LIKE.",
        )
    first, *rest = pattern.split("%")
    if not rest:
        whole = _finder(first)
        return lambda seen: (
            (text := _text(seen)) is not None
            and len(text) == len(first)
            and whole(text, 0) == len(first)
        )
    middle = [_finder(part) for part in rest[:-1] if part]
    start, end = _finder(first), _finder(rest[-1])
    head, tail = len(first), len(rest[-1])

    def test(seen: Any) -> bool:
        text = _text(seen)
        if text is None or len(text) < head + tail or start(text[:head], 0) != head:
            return False
        at, last = head, len(text) - tail
        if end(text[last:], 0) != tail:
            return False
        for find in middle:
            at = find(text, at)
            if not 0 <= at <= last:
                return False
        return True

    return test


def _finder(part: str) -> Callable[[str, int], int]:
    """Where the first `part` from a place on ends, or -1; `_` in it is any one character."""
    size = len(part)
    if "_" not in part:

        def find(text: str, at: int) -> int:
            found = text.find(part, at)
            return -1 if found < 0 else found + size

        return find
    joined = "".join("." if char == "_" else re.escape(char) for char in part)
    search = re.compile(joined, re.DOTALL).search

    def look(text: str, at: int) -> int:
        match = search(text, at)
        return -1 if match is None else match.end()

    return look


# No address or range is written in more characters.
_LONGEST = 64


def network(text: str) -> Network | None:
    """An address or a range, host bits ignored; None where `text` is neither."""
    return _network(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=65_536)
def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


class _Span(NamedTuple):
    """A range of addresses: its family, its first address and the length of its prefix."""

    version: int
    address: int
    prefix: int


def _span(text: str) -> _Span | None:
    """As `network`, without its objects: a plain IPv4 address in a microsecond."""
    parts = text.split(".")
    if len(parts) == 4 and all(part.isdecimal() and part.isascii() for part in parts):  # noqa: PLR2004 # IPv4
        a, b, c, d = map(int, parts) if max(map(len, parts)) <= 3 else (256,) * 4  # noqa: PLR2004 # digits
        # No leading zeros: they could be octal.
        if max(a, b, c, d) < 256 and sum(map(len, map(str, (a, b, c, d)))) + 3 == len(text):  # noqa: PLR2004 # a byte
            return _Span(4, a << 24 | b << 16 | c << 8 | d, 32)
        return None
    found = network(text)
    if found is None:
        return None
    return _Span(found.version, int(found.network_address), found.prefixlen)


def _inside(inner: _Span | None, outer: _Span | None) -> bool:
    if inner is None or outer is None or inner.version != outer.version:
        return False
    bits = (32 if outer.version == 4 else 128) - outer.prefix  # noqa: PLR2004 # IPv4
    return inner.prefix >= outer.prefix and inner.address >> bits == outer.address >> bits


def _subset(constant: str) -> Check:
    outer = _span(constant)
    return lambda seen: type(seen) is str and _inside(_span(seen), outer)


def _superset(constant: str) -> Check:
    inner = _span(constant)
    return lambda seen: type(seen) is str and _inside(inner, _span(seen))


def native(name: str, value: Any) -> Any:
    """A property's value in its type: `_bin` is base64 and `_hex` hexadecimal (3.2, 9.6.4).

    What does not decode is of no type: unequal to all.
    """
    if type(value) is not str:
        return value
    try:
        return b64decode(value, validate=True) if name.endswith("_bin") else bytes.fromhex(value)
    except (binascii.Error, ValueError):
        return _NONE
