"""Retention of the log: disclosures past their time leave it, and the rest is proved as before.

Who was given what is most of the log, and tells how members read: it goes by age, where the hub's
staff sets one. What was changed, released, shared and decided stays. A disclosure's row goes; what
stands for it is the hash of a subtree, as large as kept entries and heads allow (`tree.pruned`). So
heads that somebody keeps, and proofs of entries that stay, hold on. An entry names the stretch, how
many went, from when to when they were, and the rule.

By blocks of 256 entries, in order: the log is never looked through for what is old. A block goes
where every entry in it is past the time, of whatever kind: one clock that was behind makes nothing
old. What is no longer as it was recorded does not go: it is for `audit verify` to be found there.
Free of Django: the keeper runs it.

*Source*: 6 U.S.C. 1504(b)(3) (retention limits, timely destruction).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.core.clock import format_timestamp
from wardline.core.errors import ConflictError, UsageError
from wardline.hub.audit import log, queries, tree
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, Actor, Who, body, draft
from wardline.hub.audit.log import entry_of
from wardline.hub.db import Database, Dialect, Params, Query, Transaction

DAY = 86_400_000_000
# A year at least: no slip, and nobody in a hurry, empties the record of what they just read.
FEWEST_DAYS = 365
MOST_DAYS = 36_500
_LEVEL = 8
BLOCK = 1 << _LEVEL
# Blocks in one transaction: other writers wait that long at most.
_MANY = 4
_OVERWRITE = Dialect("PRAGMA secure_delete = ON", "SELECT 1")
_DISCLOSED = "disclosed."
TARGET = "disclosures"

Read = Callable[[Query, Params], list[tuple[Any, ...]]]


class Rule(NamedTuple):
    """How long disclosures are kept (None: for ever), and how far they are gone."""

    days: int | None
    forgotten: int
    size: int


def rule(read: Read) -> Rule:
    """The rule that holds."""
    [(days, forgotten, size)] = read(queries.RULE, {})
    return Rule(None if days is None else int(days), int(forgotten), int(size))


def set_rule(transaction: Transaction, actor: Actor | Who, days: int | None, at: int) -> None:
    """Keep disclosures for so many days, from now on; None: for ever.

    The caller has checked that the actor may. *Raises* UsageError.
    """
    if days is not None and not FEWEST_DAYS <= days <= MOST_DAYS:
        raise UsageError(
            f"The record of disclosures is kept for {FEWEST_DAYS} to {MOST_DAYS} days, or for ever."
        )
    transaction.run(queries.SET_RULE, {"days": days})
    told = {"days": days}
    log.add(transaction, [draft(actor, Action.RETENTION_CHANGED, TARGET, told, at=at)])


class Past(NamedTuple):
    """What of the disclosures is past a time: how many, how many stay, from when to when."""

    gone: int
    left: int
    oldest: int | None
    newest: int | None


def past(read: Read, days: int | None, at: int) -> Past:
    """What would go now if disclosures were kept for so many days; it looks through the log."""
    before = 0 if days is None else at - days * DAY
    [(all_, gone, oldest, newest)] = read(queries.PAST, {"before": before})
    return Past(int(gone), int(all_) - int(gone), oldest if gone else None, newest)


def some(database: Database, at: int) -> int:
    """Let the next disclosures past their time go, in one transaction.

    How many entries that concerned; 0: nothing is due. *Raises* ConflictError where the log is not
    what was recorded: nothing goes then.
    """
    if _next(database.read, at) is None:
        return 0
    with database.transaction(quiet=True) as transaction:
        # The end is locked before the mark is read, as by whoever appends.
        transaction.rows(queries.END, {})
        due = _next(transaction.rows, at)
        if due is None:
            return 0
        _forget(transaction, due, at)
    return due.end - due.start


class _Stretch(NamedTuple):
    """Whole blocks of which every entry is past the time."""

    start: int
    end: int
    before: int
    # (number, time) of what goes, and the hash of every entry that is there.
    gone: list[tuple[int, int]]
    hashes: dict[int, bytes]


def _next(read: Read, at: int) -> _Stretch | None:
    found = rule(read)
    start = found.forgotten
    end = min(start + _MANY * BLOCK, found.size - found.size % BLOCK)
    if found.days is None or end <= start:
        return None
    before = at - found.days * DAY
    rows = read(queries.STRETCH, {"start": start, "end": end})
    told = [(int(row[0]), int(row[2])) for row in rows if str(row[1]).startswith(_DISCLOSED)]
    fresh = min((int(row[0]) for row in rows if int(row[2]) >= before), default=end)
    end = fresh - fresh % BLOCK
    if end <= start:
        return None
    gone = [one for one in told if one[0] < end]
    hashes = {int(row[0]): bytes(row[3]) for row in rows if int(row[0]) < end}
    return _Stretch(start, end, before, gone, hashes)


def _forget(transaction: Transaction, due: _Stretch, at: int) -> None:
    """Put what stands for them in the place of what goes, and tell it; or only move the mark."""
    transaction.run(queries.MOVE_FORGOTTEN, {"end": due.end})
    if not due.gone:
        return
    _check(transaction, due)
    _stand_in(transaction, due)
    transaction.run(_OVERWRITE, {})
    transaction.run(queries.FORGET, {"start": due.start, "end": due.end})
    times = [given for _, given in due.gone]
    told = {
        "before": format_timestamp(due.before),
        "end": due.end,
        "entries": len(due.gone),
        "newest": format_timestamp(max(times)),
        "oldest": format_timestamp(min(times)),
        "start": due.start,
    }
    log.add(transaction, [draft(SYSTEM, Action.RETENTION_DESTROYED, TARGET, told, at=at)])


def _check(transaction: Transaction, due: _Stretch) -> None:
    """A row that calls itself an old disclosure, and was none, is not to go."""
    rows = transaction.rows(queries.ENTRIES, {"start": due.start, "many": due.end - due.start})
    for number, entry in zip(range(due.start, due.end), map(entry_of, rows), strict=False):
        right = tree.leaf_hash(body(entry.draft, number, entry.previous)) == entry.hash
        if entry.number == number and right:
            continue
        raise ConflictError(
            f"Entry {number} of the audit log is not what was recorded: no disclosure leaves it.",
            hint="Keep a copy of the database at once, then: wardline audit verify --heads FILE",
        )


def _stand_in(transaction: Transaction, due: _Stretch) -> None:
    kept = sorted(due.hashes.keys() - {number for number, _ in due.gone})
    cuts = [int(row[0]) for row in transaction.rows(queries.CUTS, due._asdict())]
    rows = []
    for block in range(due.start >> _LEVEL, due.end >> _LEVEL):
        for level, position in tree.pruned(_LEVEL, block, kept, cuts):
            # That of a whole block is there since it was filled.
            if level < _LEVEL:
                leaves = range(position << level, (position + 1) << level)
                value = tree.combine([due.hashes[leaf] for leaf in leaves])
                rows.append((level, position, value))
    transaction.insert("audit_node", queries.NODE_COLUMNS, rows)
