"""Rule numbers that stay: each depends on its indicator and what the rule looks at.

The range is 1,000,000,000 to 1,999,999,999: above all ranges that rule makers have taken, below
2^31 (some consoles keep the number in 32 bits with a sign). Where two rules of one file would get
one number, the later (in the order of the file) moves to the next that its own number gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wardline.defend import text
from wardline.defend.base import Entry, Facts, Output

FIRST = 1_000_000_000
COUNT = 1_000_000_000
_MAX_REV = 2**31 - 1
_CHUNK = 4096


class Rule(NamedTuple):
    """A rule but for its number: `head` ends before `sid`, `wish` is the number that it wants."""

    head: str
    wish: int


def revision(facts: Facts) -> int:
    """A revision that rises with `modified`: its seconds since 1970."""
    return min(max(1, facts.modified // 1_000_000), _MAX_REV)


def numbered(entries: Sequence[Entry]) -> Iterator[str]:
    """Each rule of each entry with its number and revision."""
    used: set[int] = set()
    for entry in entries:
        rev = revision(entry.facts)
        for rule in entry.body:
            wish = rule.wish
            while (sid := FIRST + wish % COUNT) in used:
                wish = text.number(str(wish))
            used.add(sid)
            yield f"{rule.head} sid:{sid}; rev:{rev};)\n"


def write(heading: str, entries: Sequence[Entry], out: Output) -> None:
    """The heading and all rules, in pieces."""
    out.write(heading.encode())
    piece: list[str] = []
    for line in numbered(entries):
        piece.append(line)
        if len(piece) >= _CHUNK:
            out.write("".join(piece).encode())
            piece.clear()
    out.write("".join(piece).encode())


def metadata(facts: Facts) -> str:
    """Where a rule comes from, as its `metadata` option."""
    told = ", ".join(f"{name} {value}" for name, value in text.origin(facts))
    return f"metadata:{told};"


def message(facts: Facts, what: str) -> str:
    """The `msg` option: our mark, what was seen, and what the sharer calls it."""
    name = text.words(facts.name)
    told = f"Wardline {text.words(what)}" + (f" - {name}" if name else "")
    return f'msg:"{told}";'
