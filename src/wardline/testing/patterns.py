"""Made-up patterns and observations, small and alike enough that they often match.

For comparing two evaluators of STIX patterns: values come from few, so that equalities hold,
orders are close, and the same observation fulfils several parts.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

_TEXTS = [
    "a",
    "b",
    "ab",
    "abc",
    "a.exe",
    "evil.exe",
    "A",
    "",
    "caf\u00e9",
    "cafe\u0301",
    "10",
]
_PATTERNS = ["a%", "%b", "_", "a_", "%", "%.exe", "_%_", "e%l%", "caf\u00e9", "caf_", "a%b", "%a%"]
_REGEXES = [
    "a",
    "^a$",
    "b$",
    "a.b",
    "[a-b]+",
    "\\\\.exe",
    "^(a|ab)c?$",
    "x{2}",
    "evil|b",
    "(?i)A",
    "",
]
_ADDRESSES = ["198.51.100.1", "198.51.100.2", "198.51.100.0/30", "198.51.0.0/16", "203.0.113.9"]
_TIMES = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z", "2026-01-02T00:00:00Z"]
_BYTES = [b"a", b"ab", b"\x00\xff", b""]
_HASHES = ["0" * 32, "f" * 32]


class Made(NamedTuple):
    """One made-up observation; times in whole seconds."""

    objects: dict[str, dict[str, Any]]
    first: int
    last: int
    number: int


def observations(rng: Random, most: int = 5) -> list[Made]:
    """Up to `most` observations in order of their first time."""
    made = []
    for _ in range(rng.randint(0, most)):
        first = rng.randint(0, 8)
        last = first + (rng.randint(0, 4) if rng.random() < 0.3 else 0)  # noqa: PLR2004 # some
        number = rng.choice([1, 1, 1, 2, 3])
        made.append(Made(_objects(rng), first, last, number))
    return sorted(made, key=lambda one: one.first)


def _objects(rng: Random) -> dict[str, dict[str, Any]]:
    keys = [str(at) for at in range(rng.randint(1, 3))]
    return {key: rng.choice([_file, _address, _thing])(rng, keys) for key in keys}


def _file(rng: Random, keys: list[str]) -> dict[str, Any]:
    thing: dict[str, Any] = {"type": "file"}
    some = {
        "name": lambda: rng.choice(_TEXTS),
        "size": lambda: rng.choice([1, 2, 3, 2.0, 2.5]),
        "hashes": lambda: {"MD5": rng.choice(_HASHES), "SHA-256": "e" * 64},
        "created": lambda: rng.choice(_TIMES),
        "contains_refs": lambda: rng.sample(keys, rng.randint(1, len(keys))),
    }
    return _filled(rng, thing, some)


def _address(rng: Random, keys: list[str]) -> dict[str, Any]:
    thing: dict[str, Any] = {"type": "ipv4-addr", "value": rng.choice(_ADDRESSES)}
    return _filled(rng, thing, {"belongs_to_ref": lambda: rng.choice(keys)})


def _thing(rng: Random, keys: list[str]) -> dict[str, Any]:
    some = {
        "n": lambda: rng.choice([1, 2, 3, True, False, "a", 1.0]),
        "list": lambda: [rng.choice([1, 2, "a"]) for _ in range(rng.randint(0, 3))],
        "rows": lambda: [{"k": rng.choice([1, 2])} for _ in range(rng.randint(0, 3))],
        "data_bin": lambda: b64encode(rng.choice(_BYTES)).decode(),
        "data_hex": lambda: rng.choice(_BYTES).hex(),
        "to_ref": lambda: rng.choice(keys),
        "flag": lambda: rng.random() < 0.5,  # noqa: PLR2004 # even
    }
    return _filled(rng, {"type": "x-thing"}, some)


def _filled(
    rng: Random, thing: dict[str, Any], some: dict[str, Callable[[], Any]]
) -> dict[str, Any]:
    for name, value in some.items():
        if rng.random() < 0.7:  # noqa: PLR2004 # most
            thing[name] = value()
    return thing


def pattern(rng: Random, depth: int = 3, *, mixed: bool = False) -> str:
    """A pattern above the brackets; `mixed` joins tests of different types by AND as well."""
    if depth == 0 or rng.random() < 0.3:  # noqa: PLR2004 # some are plain
        text = f"[{expression(rng, 2, mixed=mixed)}]"
    else:
        operator = rng.choice(["AND", "OR", "FOLLOWEDBY", "FOLLOWEDBY"])
        parts = [pattern(rng, depth - 1, mixed=mixed) for _ in range(2)]
        text = f"({f' {operator} '.join(parts)})"
    if rng.random() < 0.3:  # noqa: PLR2004 # some
        text += rng.choice(
            [
                f" WITHIN {rng.choice(['1', '2', '3.5'])} SECONDS",
                f" REPEATS {rng.randint(1, 3)} TIMES",
                f" REPEATS 2 TIMES WITHIN {rng.randint(1, 3)} SECONDS",
                " START t'2026-01-01T00:00:02Z' STOP t'2026-01-01T00:00:06Z'",
            ]
        )
    return text


def expression(rng: Random, depth: int, kind: str = "", *, mixed: bool = False) -> str:
    """An expression inside brackets, of one type of object unless `mixed`."""
    if not kind and not mixed:
        kind = rng.choice(["file", "file", "ipv4-addr", "x-thing", "x-thing"])
    if depth == 0 or rng.random() < 0.5:  # noqa: PLR2004 # half are single
        return _comparison(rng, kind)
    operator = rng.choice(["AND", "OR", "OR"])
    parts = [expression(rng, depth - 1, kind, mixed=mixed) for _ in range(2)]
    return f"({f' {operator} '.join(parts)})"


def _comparison(rng: Random, type_: str) -> str:
    path, kind = rng.choice([pair for pair in _PATHS if pair[0].startswith(type_)])
    negated = "NOT " if rng.random() < 0.15 else ""  # noqa: PLR2004 # few
    operator, value = _KINDS[kind](rng)
    return f"{path} {negated}{operator} {value}"


_PATHS = [
    ("file:name", "text"),
    ("file:size", "number"),
    ("file:hashes.MD5", "hash"),
    ("file:hashes.'SHA-256'", "hash"),
    ("file:created", "time"),
    ("file:contains_refs[*].name", "text"),
    ("file:contains_refs[0].size", "number"),
    ("ipv4-addr:value", "address"),
    ("ipv4-addr:belongs_to_ref.value", "address"),
    ("x-thing:n", "order"),
    ("x-thing:n", "bool"),
    ("x-thing:flag", "bool"),
    ("x-thing:list[*]", "number"),
    ("x-thing:list[1]", "text"),
    ("x-thing:rows[*].k", "number"),
    ("x-thing:data_bin", "bytes"),
    ("x-thing:data_hex", "bytes"),
    ("x-thing:to_ref.to_ref.n", "order"),
    ("x-thing:to_ref.name", "text"),
]
_ORDERS = ["=", "!=", "<", "<=", ">", ">="]


def _quoted(text: str) -> str:
    return f"'{text}'"


def _text_test(rng: Random) -> tuple[str, str]:
    operator = rng.choice([*_ORDERS, "=", "IN", "LIKE", "LIKE", "MATCHES", "MATCHES"])
    if operator == "IN":
        return operator, f"({', '.join(_quoted(text) for text in rng.sample(_TEXTS, 2))})"
    pool = {"LIKE": _PATTERNS, "MATCHES": _REGEXES}.get(operator, _TEXTS)
    return operator, _quoted(rng.choice(pool))


def _number_test(rng: Random) -> tuple[str, str]:
    operator = rng.choice([*_ORDERS, "IN"])
    pool = ["1", "2", "3", "2.5"]
    return operator, f"({', '.join(rng.sample(pool, 2))})" if operator == "IN" else rng.choice(pool)


def _address_test(rng: Random) -> tuple[str, str]:
    operator = rng.choice(["=", "!=", "ISSUBSET", "ISSUPERSET", "ISSUBSET"])
    pool = [address for address in _ADDRESSES if operator != "ISSUBSET" or "/" in address]
    return operator, _quoted(rng.choice(pool))


def _bytes_test(rng: Random) -> tuple[str, str]:
    operator = rng.choice([*_ORDERS, "MATCHES"])
    value = rng.choice(_BYTES)
    spelled = [f"h'{value.hex()}'", f"b'{b64encode(value).decode()}'", "'ab'"]
    # The grammar has no empty base64.
    return operator, "'^a'" if operator == "MATCHES" else spelled[rng.choice([0, 2, bool(value)])]


_KINDS: dict[str, Callable[[Random], tuple[str, str]]] = {
    "text": _text_test,
    "number": _number_test,
    "order": lambda rng: (rng.choice(_ORDERS), rng.choice(["1", "2", "2.5"])),
    "address": _address_test,
    "bytes": _bytes_test,
    "hash": lambda rng: (rng.choice(["=", "!="]), _quoted(rng.choice([*_HASHES, "e" * 64]))),
    "time": lambda rng: (rng.choice(_ORDERS), f"t'{rng.choice(_TIMES)}'"),
    "bool": lambda rng: (rng.choice(["=", "!="]), rng.choice(["true", "false"])),
}
