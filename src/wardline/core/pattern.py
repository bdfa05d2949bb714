"""STIX 2.1 patterns, parsed by the whole grammar; a fault names its column.

    pattern      = sequence of observations by FOLLOWEDBY, OR, AND (the loosest first)
    observation  = "[" comparison "]"  |  "(" pattern ")"   then any of WITHIN, REPEATS, START STOP
    comparison   = by OR, AND; each a test of an object path, EXISTS, or one in parentheses

*Source*: STIX 2.1 chapter 9.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from wardline.core import clock
from wardline.core.errors import UnprocessableError
from wardline.core.observables import Observable, of_path

# Deeper patterns are not written by people, and each level costs a level of our own stack.
MAX_DEPTH = 100
MAX_LENGTH = 1_000_000
# Longer patterns are not remembered: whoever sends many of them must not fill the memory.
_KEPT = 1024


class PatternError(UnprocessableError):
    """The pattern does not follow the grammar; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        """Keep the column, and say it."""
        super().__init__(f"The pattern fails at column {column}: {message}.")
        self.column = column


@dataclass(frozen=True, slots=True)
class Instant:
    """A timestamp constant: its text and its microseconds since 1970."""

    text: str
    micros: int


Literal = str | int | float | bool | bytes | Instant
Constant = Literal | tuple[Literal, ...]


class Step(NamedTuple):
    """One step of an object path: a property, and the list index behind it if there is one."""

    name: str
    at: int | str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A test of one object path; `value` is None for EXISTS, a tuple for IN."""

    type: str
    path: tuple[Step, ...]
    operator: str
    value: Constant | None
    negated: bool = False

    def path_text(self) -> str:
        """The object path as the standard writes it."""
        steps = []
        for step in self.path:
            index = "" if step.at is None else f"[{step.at}]"
            steps.append(step.name + index)
        return f"{self.type}:{'.'.join(steps)}"


@dataclass(frozen=True, slots=True)
class Combined:
    """Two or more comparisons or observations joined by one operator."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation expression: what must hold of a single observation."""

    test: Node


@dataclass(frozen=True, slots=True)
class Qualified:
    """Observations within seconds, repeated, or between two instants."""

    part: Node
    qualifier: str
    first: float | int
    second: int = 0


Node = Comparison | Combined | Observation | Qualified


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)"
    r"|(?P<special>[tbh]'(?:[^'\\]|\\.)*')"
    r"|(?P<string>'(?:[^'\\]|\\.)*')"
    r"|(?P<float>[+-]?\d*\.\d+)"
    r"|(?P<int>[+-]?\d+)"
    r"|(?P<operator><=|>=|!=|<>|==|[=<>])"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<mark>[\[\]().,:*])",
    re.DOTALL,
)
_TESTS = {"LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET", "IN"}
_ORDERS = {"=", "==", "!=", "<>", "<", "<=", ">", ">="}
_FIXED = ("word", "mark", "operator")
_SAME = {"==": "=", "<>": "!="}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
SIMPLE = re.compile(
    r"\[([a-z][a-z0-9-]*):([a-z_][a-z0-9_]*)"
    r"((?:\.[a-z_][a-z0-9_]*|\.'[^'\\]{1,60}')*) ?= ?'([^'\\]*)'\]"
)


def parse(text: str) -> Node:
    """The pattern as a tree. *Raises* PatternError, naming the column."""
    simple = SIMPLE.fullmatch(text)
    if simple is not None:
        kind, first, more, value = simple.groups()
        names = [first, *[part.strip("'") for part in _split(more)]]
        steps = tuple(Step(name) for name in names)
        return Observation(Comparison(kind, steps, "=", value))
    if len(text) > MAX_LENGTH:
        raise PatternError(f"it is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(text).whole()


def _split(path: str) -> list[str]:
    return re.findall(r"\.('[^']*'|[^.]+)", path)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() != position:
            break
        position = match.end()
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(_Token(kind, match.group(), match.start() + 1))
    if position < len(text):
        what = "the string is not closed" if text[position] == "'" else "unexpected character"
        raise PatternError(f"{what} {text[position]!r}", position + 1)
    found.append(_Token("end", "the end", len(text) + 1))
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._now = self._tokens[0]
        self._depth = 0

    def whole(self) -> Node:
        node = self._sequence()
        if self._now.kind != "end":
            raise self._expected("an operator or the end")
        return node

    def _take(self) -> _Token:
        token = self._now
        # Nobody takes the end.
        self._at += 1
        self._now = self._tokens[self._at]
        return token

    def _is(self, *texts: str) -> bool:
        now = self._now
        return now.text in texts and now.kind in _FIXED

    def _need(self, text: str) -> _Token:
        if not self._is(text):
            raise self._expected(f"{text!r}")
        return self._take()

    def _expected(self, what: str) -> PatternError:
        shown = self._now.text if len(self._now.text) <= 40 else self._now.text[:40] + "…"  # noqa: PLR2004 # readable
        return PatternError(f"expected {what}, found {shown!r}", self._now.column)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise PatternError(f"it nests deeper than {MAX_DEPTH} levels", self._now.column)

    # Observations: FOLLOWEDBY binds loosest, then OR, then AND (section 9.5.3).

    def _sequence(self) -> Node:
        return self._joined("FOLLOWEDBY", lambda: self._joined("OR", self._observations))

    def _observations(self) -> Node:
        return self._joined("AND", self._observation)

    def _joined(self, operator: str, part: object) -> Node:
        parts = [part()]  # type: ignore[operator] # a method of ours
        while self._is(operator):
            self._take()
            parts.append(part())  # type: ignore[operator] # a method of ours
        return parts[0] if len(parts) == 1 else Combined(operator, tuple(parts))

    def _observation(self) -> Node:
        self._deeper()
        if self._is("("):
            self._take()
            node: Node = self._sequence()
            self._need(")")
        elif self._is("["):
            self._take()
            node = Observation(self._tests())
            self._need("]")
        else:
            raise self._expected("'[' or '('")
        self._depth -= 1
        return self._qualified(node)

    def _qualified(self, node: Node) -> Node:
        given: set[str] = set()
        while self._is("WITHIN", "REPEATS", "START"):
            if self._now.text in given:
                raise PatternError(f"{self._now.text} stands here twice", self._now.column)
            word = self._take().text
            given.add(word)
            if word == "WITHIN":
                node = Qualified(node, word, self._positive("a number of seconds"))
                self._need("SECONDS")
            elif word == "REPEATS":
                times = self._positive("a whole number")
                if type(times) is not int:
                    raise PatternError("REPEATS takes a whole number", self._now.column)
                node = Qualified(node, word, times)
                self._need("TIMES")
            else:
                start = self._instant()
                self._need("STOP")
                stop = self._instant()
                if stop <= start:
                    raise PatternError("STOP must be after START", self._now.column)
                node = Qualified(node, word, start, stop)
        return node

    def _positive(self, what: str) -> float | int:
        token = self._now
        if token.kind not in ("int", "float"):
            raise self._expected(what)
        self._take()
        value = _number(token)
        if value <= 0:
            raise PatternError(f"expected {what} above 0", token.column)
        return value

    def _instant(self) -> int:
        token = self._now
        if token.kind != "special" or not token.text.startswith("t"):
            raise self._expected("a timestamp like t'2026-01-31T12:00:00Z'")
        self._take()
        return _instant(token)

    # Comparisons inside one observation: OR binds looser than AND (section 9.5).

    def _tests(self) -> Node:
        return self._joined("OR", lambda: self._joined("AND", self._test))

    def _test(self) -> Node:
        self._deeper()
        if self._is("("):
            self._take()
            node = self._tests()
            self._need(")")
        elif self._is("EXISTS", "NOT"):
            negated = self._take().text == "NOT"
            if negated:
                self._need("EXISTS")
            kind, path = self._path()
            node = Comparison(kind, path, "EXISTS", None, negated)
        else:
            node = self._comparison()
        self._depth -= 1
        return node

    def _comparison(self) -> Comparison:
        kind, path = self._path()
        negated = self._is("NOT")
        if negated:
            self._take()
        if self._now.kind == "operator" and self._now.text in _ORDERS:
            operator = self._take().text
            operator = _SAME.get(operator, operator)
            value: Constant = self._literal()
            if type(value) is bool and operator not in ("=", "!="):
                raise PatternError("a boolean has no order", self._now.column)
        elif self._is(*_TESTS):
            operator = self._take().text
            value = self._set() if operator == "IN" else self._text(operator)
        else:
            raise self._expected("a comparison operator")
        return Comparison(kind, path, operator, value, negated)

    def _text(self, operator: str) -> str:
        token = self._now
        if token.kind != "string":
            raise self._expected("a string")
        self._take()
        value = _string(token.text)
        if operator == "MATCHES":
            from wardline.core import regex  # re2 is loaded only where a pattern needs it

            fault = regex.fault(value)
            if fault is not None:
                raise PatternError(fault, token.column)
        return value

    def _set(self) -> tuple[Literal, ...]:
        self._need("(")
        if self._is(")"):
            # The grammar allows an empty set; nothing is in it.
            self._take()
            return ()
        values = [self._literal()]
        while self._is(","):
            self._take()
            values.append(self._literal())
        self._need(")")
        return tuple(values)

    def _literal(self) -> Literal:
        token = self._now
        if token.kind == "string":
            self._take()
            return _string(token.text)
        if token.kind in ("int", "float"):
            self._take()
            return _number(token)
        if token.kind == "special":
            self._take()
            return _special(token)
        if self._is("true", "false", "TRUE", "FALSE"):
            return self._take().text.lower() == "true"
        raise self._expected("a value")

    def _path(self) -> tuple[str, tuple[Step, ...]]:
        """An object path: type, ':', properties by '.', list indices in brackets."""
        kind = self._now
        if kind.kind != "word":
            raise self._expected("an object type")
        self._take()
        self._need(":")
        steps = [self._step()]
        while self._is(".", "["):
            if self._take().text == ".":
                steps.append(self._step())
            else:
                last = steps[-1]
                if last.at is not None:
                    # An index behind an index is a step without a name.
                    steps.append(Step("", self._index()))
                else:
                    steps[-1] = last._replace(at=self._index())
        return kind.text, tuple(steps)

    def _step(self) -> Step:
        token = self._now
        if token.kind == "word":
            self._take()
            return Step(token.text)
        if token.kind == "string":
            self._take()
            return Step(_string(token.text))
        raise self._expected("a property name")

    def _index(self) -> int | str:
        token = self._now
        if self._is("*"):
            self._take()
            index: int | str = "*"
        elif token.kind == "int" and token.text.isdecimal() and len(token.text) < 10:  # noqa: PLR2004 # no list is longer
            self._take()
            index = int(token.text)
        else:
            raise self._expected("a list index or '*'")
        self._need("]")
        return index


def _string(token: str) -> str:
    body = token[1:-1]
    return _ESCAPE.sub(r"\1", body) if "\\" in body else body


def _number(token: _Token) -> float | int:
    if len(token.text) > 40:  # noqa: PLR2004 # no number is longer
        raise PatternError("the number is too long", token.column)
    return int(token.text) if token.kind == "int" else float(token.text)


def _instant(token: _Token) -> int:
    instant = clock.parse_timestamp(token.text[2:-1])
    if instant is None:
        raise PatternError("expected a timestamp like t'2026-01-31T12:00:00Z'", token.column)
    return instant


def _special(token: _Token) -> Literal:
    """A timestamp, or bytes in base64 or hexadecimal."""
    body = token.text[2:-1]
    if token.text[0] == "t":
        return Instant(body, _instant(token))
    try:
        if token.text[0] == "h":
            return binascii.unhexlify(body)
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise PatternError("expected h'hexadecimal' or b'base64'", token.column) from None


def plain(pattern: str) -> list[Observable] | None:
    """The observables of which any one alone fulfils `pattern`; None if it asks for more."""
    return _remembered(pattern) if len(pattern) <= _KEPT else _plain(pattern)


def _plain(pattern: str) -> list[Observable] | None:
    try:
        node = parse(pattern)
    except PatternError:
        return None
    return plain_of(node)


_remembered = lru_cache(maxsize=16_384)(_plain)


def plain_of(node: Node) -> list[Observable] | None:
    """The observables of which any one alone fulfils a parsed pattern; None if it asks for more.

    A conjunction is not taken apart: half of it would hit what the pattern does not mean.
    """
    found: dict[Observable, None] = {}
    return list(found) if _collect(node, found) else None


def _collect(node: Node, found: dict[Observable, None]) -> bool:
    if isinstance(node, Observation):
        return _collect(node.test, found)
    if isinstance(node, Combined):
        return node.operator == "OR" and all(_collect(part, found) for part in node.parts)
    if not isinstance(node, Comparison) or node.negated:
        return False
    path = node.path_text()
    # An address, or a range: a member of it is what a subset of it means.
    subset = node.operator == "ISSUBSET" and path in ("ipv4-addr:value", "ipv6-addr:value")
    if not subset and node.operator not in ("=", "IN"):
        return False
    for value in node.value if isinstance(node.value, tuple) else (node.value,):
        if type(value) not in (str, int):
            return False
        observable = of_path(path, str(value))
        if observable is None:
            return False
        found[observable] = None
    return True
