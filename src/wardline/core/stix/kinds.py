"""The kinds of values that STIX properties hold, each as a check.

A check takes a decoded JSON value and gives None if it is fine, else a sentence, or a list of
`Issue` where the fault lies deeper. Checks never raise, whatever the value.

*Source*: STIX 2.1 chapter 2.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wardline.core import ids
from wardline.core.clock import instant


class Issue(NamedTuple):
    """One fault in an object: where (RFC 6901) and what."""

    pointer: str
    message: str


Verdict = str | list[Issue] | None
Check = Callable[[Any], Verdict]

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*", re.ASCII)
_DICTIONARY_KEY = re.compile(r"[a-zA-Z0-9_-]{1,250}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{1,248}[a-z0-9]", re.ASCII)


def string(value: Any) -> Verdict:
    """Any text."""
    return None if type(value) is str else "Expected a string."


def text(value: Any) -> Verdict:
    """Text that is not empty."""
    return None if type(value) is str and value else "Expected a string that is not empty."


def boolean(value: Any) -> Verdict:
    """True or false."""
    return None if type(value) is bool else "Expected true or false."


def integer(low: int | None = None, high: int | None = None) -> Check:
    """A whole number, with bounds where the standard gives them."""

    def check(value: Any) -> Verdict:
        if type(value) is int and (low is None or value >= low) and (high is None or value <= high):
            return None
        bounds = f" from {low}" if low is not None else ""
        bounds += f" to {high}" if high is not None else ""
        return f"Expected an integer{bounds}."

    return check


def number(low: float = -math.inf, high: float = math.inf) -> Check:
    """A number, with bounds where the standard gives them."""
    bounds = "" if low == -math.inf else f" from {low}"
    bounds += "" if high == math.inf else f" to {high}"

    def check(value: Any) -> Verdict:
        if type(value) in (int, float) and low <= value <= high:
            return None
        return f"Expected a number{bounds}."

    return check


def timestamp(value: Any) -> Verdict:
    """A timestamp (section 2.13)."""
    if type(value) is str and instant(value) is not None:
        return None
    return "Expected a UTC timestamp like 2026-01-31T12:00:00.000Z."


def dictionary(value: Any) -> Verdict:
    """A dictionary that is not empty (section 2.4)."""
    if type(value) is not dict or not value:
        return "Expected a dictionary that is not empty."
    for key in value:
        if not _DICTIONARY_KEY.fullmatch(key):
            return f"The key {key[:60]!r} has characters other than letters, digits, '-' and '_'."
    return None


def hexadecimal(value: Any) -> Verdict:
    """Bytes in hexadecimal (section 2.6)."""
    if type(value) is str and _HEX.fullmatch(value):
        return None
    return "Expected an even number of hexadecimal digits."


def binary(value: Any) -> Verdict:
    """Bytes in base64 (section 2.1)."""
    if type(value) is not str:
        return "Expected base64 text."
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return "Expected base64 text (RFC 4648)."
    return None


def language(value: Any) -> Verdict:
    """A language code (RFC 5646)."""
    if type(value) is str and _LANGUAGE.fullmatch(value):
        return None
    return "Expected a language code like en or es-MX."


def one_of(*values: str) -> Check:
    """A value of a closed enumeration."""
    allowed = frozenset(values)

    def check(value: Any) -> Verdict:
        if type(value) is str and value in allowed:
            return None
        return f"Expected one of {', '.join(values)}."

    return check


def constant(expected: str) -> Check:
    """The one value that is allowed."""
    message = f"Expected {expected!r}."

    def check(value: Any) -> Verdict:
        return None if value == expected and type(value) is str else message

    return check


def reference(*types: str) -> Check:
    """An identifier, of one of `types` if given (section 2.9)."""
    allowed = frozenset(types)
    expected = f"of {' or '.join(types)} " if types else ""

    def check(value: Any) -> Verdict:
        found = ids.type_of(value)
        if found is not None and (not allowed or found in allowed):
            return None
        return f"Expected an identifier {expected}like {types[0] if types else 'type'}--UUID."

    return check


def reference_except(*types: str) -> Check:
    """An identifier of anything but `types`."""
    barred = frozenset(types)

    def check(value: Any) -> Verdict:
        found = ids.type_of(value)
        if found is None:
            return "Expected an identifier like type--UUID."
        return f"A {found} cannot stand here." if found in barred else None

    return check


def list_of(item: Check) -> Check:
    """A list that is not empty (section 2.8)."""

    def check(value: Any) -> Verdict:
        if type(value) is not list or not value:
            return "Expected a list that is not empty; leave the property out instead."
        for member in value:
            if item(member) is not None:
                return [
                    issue
                    for index, each in enumerate(value)
                    for issue in located(f"/{index}", item(each))
                ]
        return None

    return check


def record(
    required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Callable[[Any], Verdict]
) -> Check:
    """An object with known properties; others are allowed, as custom properties are."""
    checks = {**required, **optional}

    def check(value: Any) -> Verdict:
        if type(value) is not dict:
            return "Expected an object."
        issues = [
            Issue("", f"The property {name!r} is required.")
            for name in required
            if name not in value
        ]
        for name, member in value.items():
            judge = checks.get(name)
            verdict = None if judge is None else judge(member)
            if verdict is not None:
                issues.extend(located(f"/{escape(name)}", verdict))
        if not issues:
            for rule in rules:
                issues.extend(located("", rule(value)))
        return issues or None

    return check


def map_of(keys: Check, values: Check) -> Check:
    """A dictionary whose keys and values are both checked."""

    def check(value: Any) -> Verdict:
        if type(value) is not dict or not value:
            return "Expected a dictionary that is not empty."
        issues: list[Issue] = []
        for key, member in value.items():
            issues.extend(located("", keys(key)))
            issues.extend(located(f"/{escape(key)}", values(member)))
        return issues or None

    return check


def type_name(value: Any) -> Verdict:
    """The name of an object type (section 2.15 and 11.2)."""
    if type(value) is str and _TYPE.fullmatch(value):
        return None
    return "Expected a type name of 3 to 250 small letters, digits and '-'."


def located(pointer: str, verdict: Verdict) -> list[Issue]:
    """`verdict` as issues below `pointer`."""
    if verdict is None:
        return []
    if type(verdict) is str:
        return [Issue(pointer, verdict)]
    return [Issue(pointer + issue.pointer, issue.message) for issue in verdict]  # type: ignore[union-attr] # a list by now


def escape(name: str) -> str:
    """A property name as part of a JSON pointer (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


# Section 2.7: the hashes whose form is fixed, by their length in hexadecimal digits.
_HASH_LENGTHS = {
    "MD5": 32,
    "SHA-1": 40,
    "SHA-256": 64,
    "SHA-512": 128,
    "SHA3-256": 64,
    "SHA3-512": 128,
}
_HASH_NAME = re.compile(r"[A-Za-z0-9_-]{3,256}", re.ASCII)


def hashes(value: Any) -> Verdict:
    """A dictionary of hashes (section 2.7)."""
    if type(value) is not dict or not value:
        return "Expected a dictionary of hashes that is not empty."
    issues = []
    for name, digest in value.items():
        length = _HASH_LENGTHS.get(name)
        if not _HASH_NAME.fullmatch(name):
            issues.append(
                Issue("", f"The hash name {name[:60]!r} is not 3 to 256 of [A-Za-z0-9_-].")
            )
        elif type(digest) is not str or not digest:
            issues.append(Issue(f"/{name}", "Expected a string that is not empty."))
        elif length is not None and (len(digest) != length or hexadecimal(digest)):
            issues.append(Issue(f"/{name}", f"A {name} hash has {length} hexadecimal digits."))
    return issues or None


_EXTERNAL = record(
    {"source_name": text},
    {
        "description": string,
        "url": string,
        "hashes": hashes,
        "external_id": string,
    },
)


def external_reference(value: Any) -> Verdict:
    """An external reference (section 2.5)."""
    verdict = _EXTERNAL(value)
    if verdict is None and value.keys().isdisjoint(("description", "url", "external_id")):
        return "It needs a description, a url or an external_id."
    return verdict


kill_chain_phase = record({"kill_chain_name": text, "phase_name": text}, {})
