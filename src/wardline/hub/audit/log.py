"""Writing the log: what waits is put into the chain, in one order, exactly once. Free of Django.

Two steps. `add` writes an entry into the same transaction as the change that it tells of, without
a lock, so that verbs cannot wait for each other in a circle. `seal`, each second and before the log
is read, takes what waits (and the spools of disclosures) out and puts it into the chain, under the
lock of the chain's end, in one transaction: two sealers never fork it, and one that is killed has
done nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from wardline.hub.audit import queries, tree
from wardline.hub.audit.entries import Draft, Entry, Who, place
from wardline.hub.db import Transaction

# As many as a transaction holds without keeping other writers waiting.
BATCH = 2000
# Nodes are kept for complete subtrees of 256^1, 256^2 and 256^3 entries.
LEVELS = (8, 16, 24)

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Draft)

# Gives the drafts of disclosures that were spooled, and notes in the transaction how far it read.
Spooled = Callable[[Transaction], Sequence[Draft]]


def add(transaction: Transaction, drafts: Sequence[Draft]) -> None:
    """Write entries with the change that they tell of; `seal` gives them their place."""
    rows = [(_ENCODER.encode(one),) for one in drafts]
    transaction.insert("audit_waiting", queries.WAITING_COLUMNS, rows)


def seal(transaction: Transaction, spooled: Spooled | None = None) -> int:
    """Put what waits into the chain; how many entries that were.

    1. Lock the end of the chain: whoever comes second waits here until the first has committed.
    2. Take out what waits, in the order in which it was written.
    3. Give each entry its number and the hash of the one before.
    4. Keep the nodes of the subtrees that are now complete, and move the end.
    """
    size, last = transaction.rows(queries.END, {})[0]
    waiting = sorted(transaction.rows(queries.TAKE_WAITING, {"many": BATCH}))
    drafts = [_DECODER.decode(bytes(row[1])) for row in waiting]
    if spooled is not None:
        drafts.extend(spooled(transaction))
    if not drafts:
        return 0
    entries: list[Entry] = []
    previous = bytes(last)
    for number, one in enumerate(drafts, int(size)):
        entries.append(place(one, number, previous))
        previous = entries[-1].hash
    rows = [_row(entry) for entry in entries]
    transaction.insert("audit_entry", queries.ENTRY_COLUMNS, rows)
    end = int(size) + len(entries)
    _keep_nodes(transaction, int(size), end)
    transaction.run(queries.MOVE_END, {"size": end, "hash": previous})
    return len(entries)


def _keep_nodes(transaction: Transaction, old: int, new: int) -> None:
    for level in LEVELS:
        subtree = Stored(transaction, below=level)
        rows = [
            (level, position, subtree(level, position))
            for position in range(old >> level, new >> level)
        ]
        if not rows:
            return
        transaction.insert("audit_node", queries.NODE_COLUMNS, rows)


class TreeHead(NamedTuple):
    """A head: the log's first `size` entries in 32 bytes."""

    day: str | None
    at: int
    size: int
    root: bytes


def take_head(transaction: Transaction, day: str | None, at: int) -> TreeHead:
    """The head of all that is in the chain now; `day` names the day that it closes.

    A day has one head: a second one for it changes nothing.
    """
    size = int(transaction.rows(queries.END, {})[0][0])
    head = TreeHead(day, at, size, Stored(transaction).head(size))
    transaction.run(queries.ADD_HEAD, head._asdict())
    return head


class Stored:
    """The hashes of subtrees, from the entries and nodes in the database."""

    def __init__(self, transaction: Transaction, below: int = 64) -> None:
        """Use nodes of levels under `below` only."""
        self._transaction = transaction
        self._below = below

    def __call__(self, level: int, position: int) -> bytes:
        """The hash of the complete subtree of 2^level entries at `position`."""
        base = max((one for one in LEVELS if one <= level and one < self._below), default=0)
        step = level - base
        params = {"level": base, "start": position << step, "end": (position + 1) << step}
        rows = self._transaction.rows(queries.NODES if base else queries.HASHES, params)
        if len(rows) < 1 << step:
            return self._without(level, position)
        return tree.combine([bytes(row[0]) for row in rows])

    def _without(self, level: int, position: int) -> bytes:
        """The same where entries were forgotten: of what stands for them (`forgetting.py`).

        *Raises* LookupError where nothing does: no head was kept that needs it.
        """
        params = {"level": level, "start": position, "end": position + 1}
        if found := self._transaction.rows(queries.NODES, params):
            return bytes(found[0][0])
        if level == 0:
            raise LookupError(f"entry {position} was forgotten")
        return tree.node_hash(self(level - 1, 2 * position), self(level - 1, 2 * position + 1))

    def head(self, size: int) -> bytes:
        """The root over the first `size` entries."""
        return tree.root(size, self)


def _row(entry: Entry) -> tuple[object, ...]:
    one = entry.draft
    return (
        entry.number,
        one.id,
        one.at,
        one.who.kind,
        one.who.id,
        one.who.name,
        one.who.organization,
        one.who.address,
        one.action,
        one.target,
        one.detail,
        one.first,
        one.last,
        entry.previous,
        entry.hash,
    )


def entry_of(row: Sequence[object]) -> Entry:
    """The entry in a row of `queries.ENTRY_COLUMNS`, as it stands there."""
    number, id_, at, kind, actor, name, organization, address, action, target, detail = row[:11]
    first, last, previous, digest = row[11:]
    person = Who(str(kind), str(actor), str(name), str(organization), str(address))
    one = Draft(
        str(id_),
        _whole(at),
        person,
        str(action),
        str(target),
        str(detail),
        None if first is None else _whole(first),
        None if last is None else _whole(last),
    )
    return Entry(_whole(number), one, _bytes(previous), _bytes(digest))


def _whole(value: object) -> int:
    return int(str(value))


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes | memoryview | bytearray)  # noqa: S101 # a column of bytes
    return bytes(value)
