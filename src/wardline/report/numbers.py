"""Printed numbers: given once, kept over editions, never given again.

A new item gets the number after the highest that was ever given under its parent, wherever it is
put; where it stands between others, that is an insertion, and the report says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from wardline.report.model import Given, Node, Snapshot


class Inserted(msgspec.Struct, frozen=True, kw_only=True):
    """A new item that stands before older ones; `after` is empty where it is the first."""

    id: str
    number: str
    after: str


class Numbered(NamedTuple):
    """The numbers of an edition."""

    # In printed order: each node once, with its depth (0: an imperative).
    order: tuple[tuple[Node, int], ...]
    number: dict[str, str]
    register: tuple[Given, ...]
    inserted: tuple[Inserted, ...]


def children(nodes: Sequence[Node]) -> dict[str, list[Node]]:
    """The nodes below each, in order; the imperatives below the empty id."""
    found: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.parent or ""].append(node)
    return found


def walk(nodes: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    """The tree in printed order, with depths; what hangs in a ring or on nothing is left out.

    An id that stands twice is walked once: foreign snapshots must not lead in a circle.
    """
    seen: set[str] = set()
    below = children(nodes)
    waiting = [(node, 0) for node in reversed(below[""])]
    while waiting:
        node, depth = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        yield node, depth
        waiting += [(one, depth + 1) for one in reversed(below.get(node.id, ()))]


def numbered(snapshot: Snapshot) -> Numbered:
    """The numbers of all items of a snapshot whose tree is whole."""
    below = children(snapshot.nodes)
    order = tuple(walk(snapshot.nodes))
    number: dict[str, str] = {}
    inserted: list[Inserted] = []
    for parent in ("", *(node.id for node, _ in order)):
        inserted += _under(number.get(parent, ""), below.get(parent, []), snapshot, number)
    return Numbered(order, number, _register(snapshot, number), tuple(inserted))


def _under(
    prefix: str, nodes: Sequence[Node], snapshot: Snapshot, number: dict[str, str]
) -> list[Inserted]:
    """Number the nodes below one; the insertions among them."""
    given = [one for one in snapshot.numbers if _parent(one.number) == prefix]
    known = {one.id: one.number for one in given if one.dropped is None}
    last = max((_own(one.number) for one in given), default=0)
    fresh = []
    for node in nodes:
        if node.id not in known:
            last += 1
            fresh.append(node.id)
            known[node.id] = f"{prefix}.{last}" if prefix else str(last)
        number[node.id] = known[node.id]
    old = [at for at, node in enumerate(nodes) if node.id not in fresh]
    return [
        Inserted(id=node.id, number=known[node.id], after=known[nodes[at - 1].id] if at else "")
        for at, node in enumerate(nodes)
        if node.id in fresh and old and at < old[-1]
    ]


def _register(snapshot: Snapshot, number: dict[str, str]) -> tuple[Given, ...]:
    """All numbers that were ever given, for the next edition."""
    kept = []
    for one in snapshot.numbers:
        gone = one.dropped is None and number.get(one.id) != one.number
        kept.append(msgspec.structs.replace(one, dropped=snapshot.edition) if gone else one)
    standing = {(one.id, one.number) for one in kept if one.dropped is None}
    new = [
        Given(id=key, number=text, edition=snapshot.edition)
        for key, text in number.items()
        if (key, text) not in standing
    ]
    return tuple(sorted([*kept, *new], key=lambda one: (key_of(one.number), one.edition, one.id)))


def key_of(number: str) -> tuple[int, ...]:
    """A number as it is sorted: 1.10 after 1.9."""
    return tuple(map(int, number.split(".")))


def _parent(number: str) -> str:
    return number.rpartition(".")[0]


def _own(number: str) -> int:
    return int(number.rpartition(".")[2])
