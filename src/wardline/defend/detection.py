"""Detections: what to look for in one category of log, as the body of a Sigma rule.

A value becomes an item of a list; a test of one observation (AND, OR, NOT) becomes a condition
over selections, but only if all that it asks for stands in one category of log, and each
comparison means in Sigma exactly what it means in the pattern.

*Source*: the Sigma specification 2.0 (detections, modifiers, wildcards); STIX 2.1 section 9.6.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import NamedTuple

from wardline.core.pattern import Combined, Comparison, Node
from wardline.defend.base import Value
from wardline.defend.fields import KINDS, NUMBERS, PATHS, Field, Log

Dialect = Mapping[str, Log]
_ORDERS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


class Item(NamedTuple):
    """A field (with its modifier) and a value in Sigma's writing."""

    field: str
    value: str


class Unsaid(Exception):  # noqa: N818 # a reason, not an error
    """Why a test cannot be said exactly."""


def quoted(data: str | int | bool) -> str:
    """A YAML scalar: a number, or a string in double quotes, which JSON's are."""
    return json.dumps(data, ensure_ascii=False)


def literal(data: str) -> str:
    """Text in which Sigma's wildcards stand for themselves. *Raises* Unsaid."""
    if not data.isprintable() or not data:
        raise Unsaid("it holds characters that a rule cannot carry")
    return data.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")


def _like(pattern: str) -> str:
    """STIX's LIKE (% and _) in Sigma's wildcards. *Raises* Unsaid."""
    return "".join({"%": "*", "_": "?"}.get(char) or literal(char) for char in pattern)


def of_value(value: Value, dialect: Dialect) -> tuple[str, list[Item]]:
    """The category and the items any one of which finds `value`. *Raises* Unsaid."""
    if value.role == "cert":
        raise Unsaid("no common log field holds a certificate's hash")
    category, field = KINDS[value.kind]
    log = dialect.get(category)
    if log is None:
        raise Unsaid(f"Sigma has no category of log for {value.kind}")
    if value.kind == "domain-name":
        written = log.fields[field].name
        name = literal(value.value)
        return category, [
            Item(written, quoted(name)),
            Item(f"{written}|endswith", quoted(f".{name}")),
        ]
    if value.kind in ("ipv4-addr", "ipv6-addr"):
        return category, _address(value, log)
    return category, [_item(log.fields[field], literal(value.value))]


def _address(value: Value, log: Log) -> list[Item]:
    modifier = "|cidr" if "/" in value.value else ""
    fields = {"src": ("SourceIp",), "dst": ("DestinationIp",)}.get(
        value.role, ("DestinationIp", "SourceIp")
    )
    return [Item(f"{log.fields[f].name}{modifier}", quoted(value.value)) for f in fields]


def _item(field: Field, value: str) -> Item:
    name = f"{field.name}|{field.modifier}" if field.modifier else field.name
    form = field.form.replace("\\", "\\\\")
    return Item(name, quoted(form.replace("{}", value)))


class Condition(NamedTuple):
    """A test as selections and a condition over them."""

    category: str
    selections: dict[str, list[str]]
    condition: str


def of_test(test: Node, dialect: Dialect) -> Condition:
    """The condition that means exactly `test`. *Raises* Unsaid."""
    wanted = _fields(test)
    for category, log in dialect.items():
        chosen = {
            path: next((f for f in fields if f in log.fields), None)
            for path, fields in wanted.items()
        }
        if all(chosen.values()):
            writer = _Writer(log, {path: field for path, field in chosen.items() if field})
            condition = writer.node(test)
            return Condition(category, writer.selections, condition)
    raise Unsaid("what it asks for does not stand in one kind of log")


def _path(test: Comparison) -> str:
    return test.path_text().replace("'", "")


def _fields(test: Node) -> dict[str, tuple[str, ...]]:
    """Each object path of the test, and our fields for it. *Raises* Unsaid."""
    if isinstance(test, Comparison):
        path = _path(test)
        if path not in PATHS:
            raise Unsaid(f"no common log field holds {path[:80]}")
        return {path: PATHS[path]}
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(test, Combined):
        for part in test.parts:
            found.update(_fields(part))
    return found


class _Writer:
    """Writes the comparisons as numbered selections."""

    def __init__(self, log: Log, chosen: dict[str, str]) -> None:
        self._log = log
        self._chosen = chosen
        self.selections: dict[str, list[str]] = {}

    def node(self, test: Node) -> str:
        """The condition of a part."""
        if isinstance(test, Comparison):
            return self._comparison(test)
        if isinstance(test, Combined) and test.operator in ("AND", "OR"):
            if test.operator == "AND":
                self._check_once(test)
            word = f" {test.operator.lower()} "
            return f"({word.join(self.node(part) for part in test.parts)})"
        raise Unsaid("it is no test of one observation")

    def _check_once(self, test: Combined) -> None:
        """Two equalities of one field in an AND mean two objects; a log line has the field once."""
        seen: set[str] = set()
        for part in test.parts:
            if isinstance(part, Comparison) and part.operator in ("=", "IN") and not part.negated:
                field = self._chosen[_path(part)]
                if field in seen:
                    raise Unsaid("it asks one field of a log line for two values")
                seen.add(field)

    def _comparison(self, test: Comparison) -> str:
        ours = self._chosen[_path(test)]
        field = self._log.fields[ours]
        negated = test.negated != (test.operator == "!=")
        name, values = _compared(test, ours, field)
        selection = self._add(name, values)
        if not negated:
            return selection
        # A pattern's NOT holds only where the property is there.
        there = self._add(f"{field.name}|exists", ["true"])
        return f"({there} and not {selection})"

    def _add(self, name: str, values: list[str]) -> str:
        selection = f"selection_{len(self.selections) + 1}"
        lines = [f"{name}:"] + [f"  - {value}" for value in values]
        self.selections[selection] = lines if len(values) > 1 else [f"{name}: {values[0]}"]
        return selection


def _compared(test: Comparison, ours: str, field: Field) -> tuple[str, list[str]]:
    """The field with its modifiers, and the values. *Raises* Unsaid."""
    operator, value = test.operator, test.value
    if operator in ("=", "!=", "IN"):
        many = value if isinstance(value, tuple) else (value,)
        if not many:
            raise Unsaid("it asks for one of no values")
        items = [_equal(one, ours, field) for one in many]
        return items[0].field, [item.value for item in items]
    if operator in _ORDERS:
        if ours not in NUMBERS or type(value) is not int:
            raise Unsaid("it orders what a log holds as text")
        return f"{field.name}|{_ORDERS[operator]}", [str(value)]
    if operator == "LIKE" and not field.modifier and ours not in NUMBERS:
        return field.name, [quoted(_like(str(value)))]
    if operator == "ISSUBSET" and ours.endswith("Ip"):
        return f"{field.name}|cidr", [quoted(_network(str(value)))]
    if operator == "EXISTS":
        return f"{field.name}|exists", ["true"]
    raise Unsaid(f"{operator} does not mean the same in all tools")


def _equal(value: object, ours: str, field: Field) -> Item:
    if ours in NUMBERS:
        if type(value) is not int:
            raise Unsaid("it compares a port with text")
        return Item(field.name, str(value))
    if type(value) is not str:
        raise Unsaid("it compares text with something else")
    if ours.endswith("Ip") and "/" in value:
        return Item(f"{field.name}|cidr", quoted(_network(value)))
    return _item(field, literal(value))


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        raise Unsaid("its range is no address range") from None
