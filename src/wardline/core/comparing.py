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
from typing import Any

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
    parts = [_piece(part) for part in re.split("%+", pattern)]
    if len(parts) == 1:
        whole = parts[0]
        return lambda seen: (text := _text(seen)) is not None and whole.fullmatch(text) is not None
    first, *middle, last = parts
    tail = len(re.split("%+", pattern)[-1])

    def test(seen: Any) -> bool:
        text = _text(seen)
        if text is None:
            return False
        found = first.match(text)
        at = found.end() if found is not None else len(text) + 1
        for piece in middle:
            found = piece.search(text, at) if found is not None else None
            if found is None:
                return False
            at = found.end()
        return len(text) - tail >= at and last.match(text, len(text) - tail) is not None

    return test


def _piece(part: str) -> re.Pattern[str]:
    return re.compile("".join("." if char == "_" else re.escape(char) for char in part), re.DOTALL)


@lru_cache(maxsize=65_536)
def network(text: str) -> Network | None:
    """An address or a range, host bits ignored; None where `text` is neither."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _inside(inner: Network | None, outer: Network | None) -> bool:
    if inner is None or outer is None or inner.version != outer.version:
        return False
    return inner.prefixlen >= outer.prefixlen and int(inner.network_address) & int(
        outer.netmask
    ) == int(outer.network_address)


def _subset(constant: str) -> Check:
    outer = network(constant)
    return lambda seen: type(seen) is str and _inside(network(seen), outer)


def _superset(constant: str) -> Check:
    inner = network(constant)
    return lambda seen: type(seen) is str and _inside(inner, network(seen))


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
