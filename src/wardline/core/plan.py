"""How to look for a pattern cheaply: what a record must show before the pattern is evaluated.

    plan = plan_of(pattern)                     PatternError where it is none

    plan.plain       (Observable, …)            the pattern says exactly "any of these is seen": a
                                                join by (kind, value) answers it, nothing is
                                                evaluated. A value with "/" is a range of addresses.
    plan.triggers    (Trigger, …) or None       the pattern cannot match a set of records unless
                                                one of them fires at least one of these
    plan.observations ((Trigger, …) or None, …) the same for each pair of brackets, in the order of
                                                `Matcher.tests` (an OR of brackets is one): a record
                                                can take part only if it fires one of one's triggers

For a hunt: plain patterns go into the join. For the others, put `plan.triggers` into the same join;
a pattern of which no trigger fired is done. Where one fired, the candidates are the records that
fire a trigger in any of `plan.observations`; `Matcher.take` or `match` decides on them, in order of
time. None means that no cheap fact is needed (only negations, EXISTS, orders, single letters): then
every record is a candidate, and the hunt should say that it scans everything for this pattern. For
a pattern of one observation (`Matcher.single`) `triggers` equals `observations[0]`.

A Trigger has three tests:

    equal     a value of `kind` in the record, in the normal form of core.observables, is `value`.
              Only kinds in WORDS: addresses, names, URLs, e-mail and MAC addresses, hashes.
    range     an address of `kind` in the record lies in the range `value`
    contains  the record's text in NFC holds `value`, A-Z and a-z as one. `value` is lower case and
              made of letters, digits and " _-.:@" only, so that escapes of JSON, XML or CSV and
              the normal forms of Unicode cannot hide it; `kind` is "text".

*Source*: STIX 2.1 chapter 9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal as Choice
from typing import NamedTuple

from wardline.core import comparing
from wardline.core.observables import Observable, of_path
from wardline.core.pattern import (
    SIMPLE,
    Combined,
    Comparison,
    Node,
    Observation,
    Qualified,
    parse,
    plain_of,
)

# Kinds that a bare word in a log tells by itself; of other kinds the text is sought.
_HASHES = frozenset({"md5", "sha1", "sha256", "sha512"})
WORDS = _HASHES | {"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "mac-addr"}
# Shorter texts stand in nearly every record.
MIN_TEXT = 3
# Numbers up to here are written out in full by every format.
_MAX_NUMBER = 10**15


class Trigger(NamedTuple):
    """One cheap fact that a record may show."""

    kind: str
    value: str
    test: Choice["equal", "range", "contains"]


Triggers = tuple[Trigger, ...]


class Plan(NamedTuple):
    """How to look for a pattern; see the module."""

    plain: tuple[Observable, ...] | None
    triggers: Triggers | None
    observations: tuple[Triggers | None, ...]


def plan_of(pattern: str) -> Plan:
    """The plan for `pattern`. *Raises* PatternError."""
    simple = SIMPLE.fullmatch(pattern)
    if simple is not None and "\\" not in pattern:
        observable = of_path(pattern[1 : simple.end(3)], simple[4])
        if observable is not None:
            triggers = _of_observable(observable)
            return Plan((observable,), triggers, (triggers,))
    node = parse(pattern)
    brackets: list[Triggers | None] = []
    found = _whole(node, brackets)
    plain = plain_of(node)
    return Plan(None if plain is None else tuple(plain), found, tuple(brackets))


def _whole(node: Node, brackets: list[Triggers | None]) -> Triggers | None:
    """Triggers of `node` above the brackets, noting those of each pair on the way."""
    if isinstance(node, Combined) and node.operator == "OR":
        return _whole_or(node, brackets)
    if isinstance(node, Qualified) and not _one_leaf(node):
        return _whole(node.part, brackets)
    if isinstance(node, Combined) and not _one_leaf(node):
        return _rarest([_whole(part, brackets) for part in node.parts])
    found = _any([_inside(test) for test in _tests(node)])
    brackets.append(found)
    return found


def _whole_or(node: Combined, brackets: list[Triggers | None]) -> Triggers | None:
    """An OR: its single observations are one pair of brackets, which comes last (matching.py)."""
    single = [part for part in node.parts if _one_leaf(part)]
    found = [_whole(part, brackets) for part in node.parts if not _one_leaf(part)]
    if single:
        leaf = _any([_inside(test) for part in single for test in _tests(part)])
        brackets.append(leaf)
        found.append(leaf)
    return _any(found)


def _one_leaf(node: Node) -> bool:
    """Whether matching.py makes one leaf of `node` that one observation fulfils."""
    if isinstance(node, Observation):
        return True
    if isinstance(node, Qualified):
        once = node.qualifier != "REPEATS" or node.first == 1
        return once and _one_leaf(node.part)
    return (
        isinstance(node, Combined)
        and node.operator == "OR"
        and all(_one_leaf(part) for part in node.parts)
    )


def _tests(node: Node) -> list[Node]:
    if isinstance(node, Observation):
        return [node.test]
    if isinstance(node, Qualified):
        return _tests(node.part)
    parts = node.parts if isinstance(node, Combined) else ()
    return [test for part in parts for test in _tests(part)]


def _inside(node: Node) -> Triggers | None:
    """Triggers of a test inside brackets."""
    if isinstance(node, Comparison):
        return _of_comparison(node)
    if not isinstance(node, Combined):
        return None
    parts = [_inside(part) for part in node.parts]
    return _any(parts) if node.operator == "OR" else _rarest(parts)


def _any(parts: list[Triggers | None]) -> Triggers | None:
    """One of the parts holds: all their triggers together, if each has some."""
    found: dict[Trigger, None] = {}
    for part in parts:
        if part is None:
            return None
        found.update(dict.fromkeys(part))
    return tuple(found)


def _rarest(parts: list[Triggers | None]) -> Triggers | None:
    """All parts hold: the triggers of the one that the fewest records fire."""
    known = [part for part in parts if part is not None]
    return max(known, key=_rarity, default=None)


def _rarity(triggers: Triggers) -> tuple[int, int]:
    """How rarely records fire them: by the commonest of them, and by their number."""
    return min((_rank(trigger) for trigger in triggers), default=100), -len(triggers)


def _rank(trigger: Trigger) -> int:
    if trigger.test == "equal":
        if trigger.kind in _HASHES:
            return 90
        return {"url": 80, "email-addr": 70, "mac-addr": 60, "domain-name": 55}.get(
            trigger.kind, 50
        )
    if trigger.test == "range":
        # Each bit of the prefix halves what it holds.
        bits = int(trigger.value.rpartition("/")[2]) if "/" in trigger.value else 32
        return min(48, 16 + bits)
    return min(45, 5 + 2 * len(trigger.value))


def _of_comparison(node: Comparison) -> Triggers | None:
    if node.negated:
        return None
    value = node.value
    if node.operator == "=":
        return _of_value(node, value)
    if node.operator == "IN" and isinstance(value, tuple):
        return _any([_of_value(node, member) for member in value])
    if not isinstance(value, str):
        return None
    if node.operator == "ISSUBSET":
        return _of_range(value)
    if node.operator == "LIKE":
        return _of_texts([re.split("[%_]", value)])
    if node.operator == "MATCHES":
        from wardline.core.literals import required

        options = required(value)
        return _rarest([_of_texts([[text] for text in option]) for option in options])
    return None


def _of_value(node: Comparison, value: object) -> Triggers | None:
    if type(value) is int and 0 <= value <= _MAX_NUMBER:
        text = str(value)
        return (Trigger("text", text, "contains"),) if len(text) >= MIN_TEXT else None
    if type(value) is not str or node.path[-1].name.endswith(("_bin", "_hex")):
        # Bytes stand in records in more than one spelling.
        return None
    observable = of_path(node.path_text(), value)
    if observable is not None:
        return _of_observable(observable)
    return _of_texts([[value]])


def _of_observable(observable: Observable) -> Triggers | None:
    if observable.kind not in WORDS:
        return _of_texts([[observable.value]])
    if observable.kind.startswith("ipv") and "/" in observable.value:
        return (Trigger(observable.kind, observable.value, "range"),)
    return (Trigger(observable.kind, observable.value, "equal"),)


def _of_range(value: str) -> Triggers | None:
    """Addresses and ranges inside `value`; a text that is no range holds nothing."""
    outer = comparing.network(value)
    if outer is None:
        return ()
    return (Trigger(f"ipv{outer.version}-addr", str(outer), "range"),)


# Not the letter before another alphabet's mark: together they may be one other letter.
_SAFE: Callable[[str], list[str]] = re.compile(
    r"[A-Za-z0-9 _\-.:@]+(?![^\x00-\x7f])", re.ASCII
).findall


def _of_texts(options: list[list[str]]) -> Triggers | None:
    """One of `options` is there, all of whose texts are: the longest safe run of each."""
    found: dict[Trigger, None] = {}
    for texts in options:
        runs = [run for text in texts for run in _SAFE(unicodedata.normalize("NFD", text))]
        best = max(runs, key=len, default="")
        if len(best) < MIN_TEXT:
            return None
        found[Trigger("text", best.lower(), "contains")] = None
    return tuple(found)
