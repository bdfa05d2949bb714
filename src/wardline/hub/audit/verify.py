"""Checking the log: recompute everything from the entries, and name the first that is wrong.

1. Every entry: its number follows the one before, it names that one's hash, and its own hash is
   that of what its columns say now.
2. Every stored node and head: what the entries give.
3. The end of the chain: where the database says it is.
4. Where disclosures went by their age (`forgetting.py`): what stands for them, that an entry tells
   of just as many, that a rule of that time let them go, and that their neighbours are as old. Of
   what kind they were nothing in the log can prove any more.
5. Heads that were kept elsewhere: each must be a head that this log had. This finds what 1 to 4
   cannot: a log that was written anew as a whole by somebody who owns the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core import jsonio
from wardline.core.clock import parse_timestamp
from wardline.core.errors import MalformedError
from wardline.hub.audit import queries, tree
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import START, Entry, body
from wardline.hub.audit.forgetting import BLOCK, DAY, TARGET
from wardline.hub.audit.log import LEVELS, entry_of
from wardline.hub.db import Params, Query

Rows = Callable[[Query, Params], list[tuple[Any, ...]]]
_MANY = 2000
# Lines of a host that was away come later than they were written: neighbours differ by so much.
_NEAR = 31 * DAY


class Pinned(NamedTuple):
    """A head as somebody keeps it."""

    size: int
    root: bytes
    told: str


class Verdict(NamedTuple):
    """What came out: how much was checked, and the first thing that is wrong (empty: nothing)."""

    entries: int
    heads: int
    root: bytes
    problem: str = ""
    # The number of the first wrong entry, where it is one entry that is wrong.
    entry: int | None = None
    # Disclosures that are gone by their age: of `entries`, so many are no more there.
    forgotten: int = 0


def verify(rows: Rows, pinned: Sequence[Pinned] = ()) -> Verdict:
    """Check the whole log, and `pinned` heads against it."""
    stored = [
        Pinned(int(size), bytes(root), f"the head of {day or 'a moment'}")
        for day, _, size, root in rows(queries.HEADS, {})
    ]
    heads = [*stored, *pinned]
    walk = _Walk(heads, rows)
    for entry in _entries(rows):
        problem = walk.take(entry)
        if problem:
            return Verdict(walk.tree.size, len(heads), walk.tree.head(), problem, walk.tree.size)
    size = int(rows(queries.SIZE, {})[0][0])
    problem = walk.pass_over(size)
    if not problem and size != walk.tree.size:
        problem = f"the log should have {size} entries, but ends after {walk.tree.size}"
        return Verdict(walk.tree.size, len(heads), walk.tree.head(), problem, walk.tree.size)
    problem = problem or walk.untold() or walk.missing() or walk.surplus()
    gone = walk.forgotten
    return Verdict(walk.tree.size, len(heads), walk.tree.head(), problem, forgotten=gone)


class _Walk:
    """What is known of the chain up to an entry."""

    def __init__(self, heads: Sequence[Pinned], rows: Rows) -> None:
        self.tree = tree.Growing()
        self._previous: bytes | None = START
        # What the log tells of entries that are gone, and which are: (first, how many), in order.
        self._gone: list[_Gone] = []
        self._missing: list[_Missing] = []
        self.forgotten = 0
        # The rule for disclosures, how far they are told to be gone, and the last entry's time.
        self._days: int | None = None
        self._told = 0
        self._latest = 0
        self._heads: dict[int, list[Pinned]] = {}
        for head in heads:
            self._heads.setdefault(head.size, []).append(head)
        self._nodes = {
            (int(level), int(position)): bytes(digest)
            for level, position, digest in rows(queries.ALL_NODES, {})
        }
        self._block = tree.Growing()
        self._filled: dict[int, list[bytes]] = {level: [] for level in LEVELS}
        self._early = self._check_heads()

    def take(self, entry: Entry) -> str:
        """What is wrong with the next entry, with its nodes, or with the heads at its place."""
        if self._early:
            return self._early
        if problem := self.pass_over(entry.number):
            return problem
        number = self.tree.size
        if entry.number != number:
            return f"entry {number} is missing; the next one there is {entry.number}"
        if self._previous is not None and entry.previous != self._previous:
            return f"entry {number} ({_of(entry)}) does not follow the entry before it"
        if tree.leaf_hash(body(entry.draft, number, entry.previous)) != entry.hash:
            return f"entry {number} ({_of(entry)}) is not what was recorded"
        if entry.draft.target == TARGET and (problem := self._retention(entry)):
            return problem
        self._previous, self._latest = entry.hash, entry.draft.at
        return self._add(entry.hash, 0)

    def _retention(self, entry: Entry) -> str:
        """Take the rule for disclosures, or what went by it; what is wrong with that."""
        try:
            if entry.draft.action == Action.RETENTION_CHANGED:
                self._days = msgspec.json.decode(entry.draft.detail, type=_Kept).days
            if entry.draft.action != Action.RETENTION_DESTROYED:
                return ""
            gone = msgspec.json.decode(entry.draft.detail, type=_Gone)
        except jsonio.BROKEN:
            # Whoever writes the log anew as a whole gives it hashes that fit.
            return f"entry {entry.number} ({_of(entry)}) says nothing that can be read"
        blocks = gone.start % BLOCK == 0 == gone.end % BLOCK
        before = parse_timestamp(gone.before)
        old = before is not None and self._days is not None
        if (
            not (blocks and self._told <= gone.start < gone.end <= entry.number and old)
            or (before or 0) > entry.draft.at - (self._days or 0) * DAY
        ):
            return (
                f"entry {entry.number} tells that disclosures from {gone.start} to {gone.end} went "
                "by their age, and no rule of that time let them"
            )
        self._told = gone.end
        self._gone.append(gone)
        return ""

    def pass_over(self, number: int) -> str:
        """Take what stands for entries before `number` that are gone; what is wrong with that.

        What follows one that is gone need not name its hash: the tree holds both.
        """
        while self.tree.size < number and (found := self._stands_here(number)) is not None:
            level, value = found
            self._missing.append(_Missing(self.tree.size, 1 << level, self._latest))
            self.forgotten += 1 << level
            self._previous = None
            if problem := self._add(value, level):
                return problem
        return ""

    def _stands_here(self, number: int) -> tuple[int, bytes] | None:
        """The subtree that stands for the next entries, the smallest: a larger one is above it."""
        start = self.tree.size
        for level in range(LEVELS[0]):
            fits = start % (1 << level) == 0 and start + (1 << level) <= number
            if fits and (value := self._nodes.pop((level, start >> level), None)) is not None:
                return level, value
        whole = LEVELS[0]
        if start % (1 << whole) or start + (1 << whole) > number:
            return None
        block = self._nodes.get((whole, start >> whole))
        return None if block is None else (whole, block)

    def untold(self) -> str:
        """Entries that are gone, and no entry of the log tells that they went."""
        place = 0
        for told in self._gone:
            if place < len(self._missing) and self._missing[place].start < told.start:
                break
            gone, before = 0, parse_timestamp(told.before) or 0
            while place < len(self._missing) and self._missing[place].start < told.end:
                one = self._missing[place]
                if one.latest >= before + _NEAR:
                    return f"entry {one.start} is gone by its age, but the one before it is younger"
                gone += one.entries
                place += 1
            if gone != told.entries:
                return (
                    f"{gone} entries from {told.start} to {told.end} are gone, but the log tells "
                    f"of {told.entries}"
                )
        if place < len(self._missing):
            at = self._missing[place].start
            return f"entry {at} is gone, and the log does not tell that it went by its age"
        return ""

    def _add(self, value: bytes, level: int) -> str:
        self.tree.add(value, level)
        self._block.add(value, level)
        return self._check_nodes() or self._check_heads()

    def missing(self) -> str:
        """A head that is longer than the log, or at a place where there are no entries any more."""
        if self._early:
            return self._early
        for size in sorted(self._heads):
            if size > self.tree.size:
                head = self._heads[size][0]
                return (
                    f"{head.told} is over {size} entries, but the log ends after {self.tree.size}"
                )
            # What stands for disclosures leaves room for each head that this log ever took.
            head = self._heads[size][0]
            return f"{head.told} is over {size} entries, and this log took no head there"
        return ""

    def surplus(self) -> str:
        """A node over entries that are not there."""
        return f"there are {len(self._nodes)} nodes too many" if self._nodes else ""

    def _check_heads(self) -> str:
        for head in self._heads.pop(self.tree.size, ()):
            if head.root != self.tree.head():
                return (
                    f"{head.told} over {head.size} entries is not what these entries give: one of "
                    "them was changed, or the log was written anew"
                )
        return ""

    def _check_nodes(self) -> str:
        if self._block.size < 1 << LEVELS[0]:
            return ""
        value = self._block.head()
        self._block = tree.Growing()
        for below, level in zip((0, *LEVELS), LEVELS, strict=False):
            if below:
                self._filled[below].append(value)
                if len(self._filled[below]) < 1 << (level - below):
                    return ""
                value = tree.combine(self._filled[below])
                self._filled[below].clear()
            position = (self.tree.size >> level) - 1
            if self._nodes.pop((level, position), None) != value:
                return f"the node over the entries up to {self.tree.size - 1} is wrong"
        return ""


class _Gone(msgspec.Struct):
    """What the log tells of a stretch of which disclosures went by their age."""

    start: int
    end: int
    entries: int
    # They were given before this time.
    before: str


class _Kept(msgspec.Struct):
    """What the log tells of the rule for disclosures."""

    days: int | None


class _Missing(NamedTuple):
    """Entries for which a subtree stands, and the time of the entry before them."""

    start: int
    entries: int
    latest: int


def _entries(rows: Rows) -> Iterator[Entry]:
    start = 0
    while True:
        found = rows(queries.ENTRIES, {"start": start, "many": _MANY})
        yield from map(entry_of, found)
        if len(found) < _MANY:
            return
        start = int(found[-1][0]) + 1


def _of(entry: Entry) -> str:
    return f"{entry.draft.action} of {entry.draft.target[:80]}"


def pinned_heads(data: bytes) -> list[Pinned]:
    """The heads in a file: /audit/heads.json as it was kept, or one JSON object a line."""
    try:
        document = msgspec.json.decode(data)
        found = document["heads"] if isinstance(document, dict) and "heads" in document else None
        lines = found if found is not None else document
        lines = [lines] if isinstance(lines, dict) else lines
    except jsonio.BROKEN:
        lines = _lines(data)
    if not isinstance(lines, list) or not lines:
        raise _no_heads("it holds none")
    return [_pinned(line) for line in lines]


def _lines(data: bytes) -> list[Any]:
    try:
        return [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]
    except jsonio.BROKEN as error:
        raise _no_heads(str(error)) from None


def _pinned(line: Any) -> Pinned:
    try:
        size, root = int(line["size"]), bytes.fromhex(line["root"])
    except (KeyError, TypeError, ValueError):
        raise _no_heads("a head has a 'size' and a 'root'") from None
    if size < 0 or len(root) != len(START):
        raise _no_heads("a root is 64 hexadecimal digits")
    day = line.get("day") if isinstance(line, Mapping) else ""
    return Pinned(size, root, f"the head kept elsewhere{f' of {day}' if day else ''}")


def _no_heads(why: str) -> MalformedError:
    return MalformedError(
        f"These are no tree heads: {why}.", hint="Keep /audit/heads.json of the hub, as it is."
    )


class Proof(NamedTuple):
    """An entry with the path to a head, as `/audit/entries/ID.json` gives it."""

    number: int
    size: int
    root: bytes
    path: list[bytes]
    leaf: bytes


def proof_in(data: bytes) -> Proof:
    """The proof in a file. *Raises* MalformedError."""
    try:
        document = msgspec.json.decode(data)
        entry, proof = document["entry"], document["proof"]
        from wardline.hub.audit.entries import hash_of

        return Proof(
            int(entry["number"]),
            int(proof["size"]),
            bytes.fromhex(proof["root"]),
            [bytes.fromhex(step) for step in proof["path"]],
            hash_of(entry),
        )
    except (*jsonio.BROKEN, KeyError, TypeError, ValueError):
        raise MalformedError(
            "This is no proof of an entry.", hint="Keep the entry's page as .json, as it is."
        ) from None
