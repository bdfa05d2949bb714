"""Indicators taken apart into claims: values that stand alone, and tests of one observation.

*Source*: STIX 2.1 chapter 9 (patterns), 4.7 (indicator).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from wardline.core import ids, jsonio
from wardline.core.clock import instant
from wardline.core.markings import meaning
from wardline.core.observables import normalize, of_path
from wardline.core.pattern import Combined, Comparison, Node, Observation, PatternError, parse
from wardline.core.policy import UNMARKED, UNREADABLE
from wardline.core.tlp import TLP
from wardline.defend.base import FOREVER, Facts, Value

# The most frequent form of all, read without building a tree.
_QUICK = re.compile(
    r"\[(ipv4-addr|ipv6-addr|domain-name|url|email-addr):value ?= ?'([^'\\]*)'\]", re.ASCII
)
# An IPv4 address that is in its normal form already.
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}", re.ASCII)
_ROLES = {
    "network-traffic:src_ref.value": "src",
    "network-traffic:dst_ref.value": "dst",
}
_MAX_NAME = 200


class Parts(NamedTuple):
    """A pattern taken apart; any one value or test alone fulfils it."""

    values: tuple[Value, ...] = ()
    tests: tuple[Node, ...] = ()
    # Why (the rest of) the pattern cannot be carried anywhere, or "".
    refusal: str = ""


def parts(indicator: Mapping[str, Any]) -> Parts:
    """What any one of which fulfils the indicator's pattern."""
    pattern = indicator.get("pattern")
    if type(pattern) is not str:
        return Parts(refusal="it has no pattern")
    language = indicator.get("pattern_type", "stix")
    if language != "stix":
        return Parts(refusal=f"its pattern is {str(language)[:20]}, which is not rewritten")
    quick = _QUICK.fullmatch(pattern)
    if quick is not None:
        if quick[1] == "ipv4-addr" and _IPV4.fullmatch(quick[2]):
            return Parts((Value("ipv4-addr", quick[2]),))
        found = normalize(quick[1], quick[2])
        if found is not None:
            return Parts((Value(found.kind, found.value),))
        return Parts(refusal=f"its value is no {quick[1]}")
    try:
        node = parse(pattern)
    except PatternError as error:
        return Parts(refusal=error.message)
    return _apart(node)


def _apart(node: Node) -> Parts:
    """Observations joined by OR, each by itself."""
    if isinstance(node, Combined) and node.operator == "OR":
        return _joined([_apart(part) for part in node.parts])
    if isinstance(node, Observation):
        return _tests(node.test)
    if isinstance(node, Combined):
        return Parts(refusal=f"it joins observations by {node.operator}")
    return Parts(refusal="it counts or times observations")


def _tests(test: Node) -> Parts:
    """The operands of an OR, each by itself; what is no plain value stays a test."""
    if isinstance(test, Combined) and test.operator == "OR":
        return _joined([_tests(part) for part in test.parts])
    if isinstance(test, Comparison):
        values = values_of(test)
        if values is not None:
            return Parts(values)
    return Parts(tests=(test,))


def _joined(many: list[Parts]) -> Parts:
    return Parts(
        tuple(value for one in many for value in one.values),
        tuple(test for one in many for test in one.tests),
        next((one.refusal for one in many if one.refusal), ""),
    )


def values_of(test: Comparison) -> tuple[Value, ...] | None:
    """The values of which any one fulfils the comparison, or None where it is none."""
    if test.negated or test.operator not in ("=", "IN"):
        return None
    path = test.path_text()
    wanted = test.value if isinstance(test.value, tuple) else (test.value,)
    found = []
    for item in wanted:
        observable = of_path(path, str(item)) if type(item) in (str, int) else None
        if observable is None:
            return None
        role = "cert" if test.type == "x509-certificate" else _ROLES.get(path, "")
        found.append(Value(observable.kind, observable.value, role))
    return tuple(found)


def facts(indicator: Mapping[str, Any]) -> Facts:
    """Where a rule made of `indicator` comes from."""
    name = indicator.get("name")
    confidence = indicator.get("confidence")
    known = type(confidence) is int and 0 <= confidence <= 100  # noqa: PLR2004 # STIX 2.1 appendix A
    modified = _instant(indicator, "modified") or _instant(indicator, "created") or 0
    return Facts(
        id=_id(indicator),
        name=name[:_MAX_NAME] if type(name) is str else "",
        tlp=label(indicator),
        confidence=confidence if known else None,
        modified=modified,
        start=_instant(indicator, "valid_from") or 0,
        until=_instant(indicator, "valid_until") or FOREVER,
    )


def _id(indicator: Mapping[str, Any]) -> str:
    """Its own id, or one made of its pattern where it has none that a tool could keep."""
    own = indicator.get("id")
    if ids.type_of(own) == "indicator":
        return str(own)
    return ids.named_id("indicator", ids.NAMESPACE, str(indicator.get("pattern")))


def _instant(indicator: Mapping[str, Any], name: str) -> int | None:
    value = indicator.get(name)
    return instant(value) if type(value) is str else None


def label(indicator: Mapping[str, Any]) -> TLP:
    """The strictest TLP among its own markings and those of its parts."""
    refs = [ref for ref in _list(indicator, "object_marking_refs") if type(ref) is str]
    for entry in _list(indicator, "granular_markings"):
        ref = entry.get("marking_ref") if isinstance(entry, dict) else None
        if type(ref) is str:
            refs.append(ref)
    if not refs:
        return UNMARKED
    strictest = None
    for ref in refs:
        means = meaning(ref, {})
        tlp = means.tlp if means.known else UNREADABLE
        if tlp is not None and (strictest is None or tlp > strictest):
            strictest = tlp
    return UNMARKED if strictest is None else strictest


def _list(indicator: Mapping[str, Any], name: str) -> list[Any]:
    found = indicator.get(name)
    return found if type(found) is list else []


def raw(indicator: Mapping[str, Any]) -> bytes:
    """The indicator's canonical bytes: those that a hub stored and sent."""
    return jsonio.encode(indicator)
