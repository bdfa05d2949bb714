"""Retention: what was kept for long enough is destroyed, and the log has the proof.

Members are told as of any deletion, so that their copies end as well. Each version goes when its
own time is over; a newer one of the same object stays. Free of Django: the keeper runs it.

*Source*: 6 U.S.C. 1504(b)(3) (retention limits, timely destruction).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from wardline.core.clock import Clock, format_timestamp
from wardline.hub.audit import log
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, draft
from wardline.hub.db import Database, Params, Query
from wardline.hub.exchange import queries
from wardline.hub.exchange.batch import Batch
from wardline.hub.exchange.chains import Identity, Row
from wardline.hub.exchange.incoming import HUB_SENDER
from wardline.hub.exchange.names import Names

# Gives the rows of a query: of the database, or of an open transaction.
Read = Callable[[Query, Params], list[tuple[Any, ...]]]

DAY = 86_400_000_000
_PREFIX = "keep:"
# Objects in one transaction: other writers wait that long at most.
_MANY = 200


def name_of(collection: str) -> str:
    """The setting that holds how many days a collection (its UUID) keeps."""
    return f"{_PREFIX}{uuid.UUID(collection).hex}"


def days(database: Database) -> dict[str, int]:
    """How many days each collection keeps, by its UUID; others keep for ever."""
    rows = database.read(queries.KEEPS, {})
    return {str(uuid.UUID(name.removeprefix(_PREFIX))): int(value) for name, value in rows}


class PastTime(NamedTuple):
    """What is past a time: how many versions, how many stay, and from when to when they are."""

    versions: int
    left: int
    oldest: int | None
    newest: int | None


def past(database: Database, collection: str, days_kept: int | None, at: int) -> PastTime:
    """What of a collection (its UUID) would be destroyed now if it kept for so many days."""
    before = 0 if days_kept is None else at - days_kept * DAY
    [number] = [row[0] for row in database.read(queries.COLLECTION_IDS, {}) if row[1] == collection]
    params = {"collection": number, "before": before}
    [(versions, gone, oldest, newest)] = database.read(queries.PAST, params)
    return PastTime(int(gone), int(versions) - int(gone), oldest, newest)


def destroy(database: Database, clock: Clock) -> int:
    """Destroy all that is past its time; how many versions that were."""
    kept = days(database)
    if not kept:
        return 0
    total = 0
    for number, name in database.read(queries.COLLECTION_IDS, {}):
        if name in kept:
            before = clock() - kept[name] * DAY
            while done := _destroy_some(database, (int(number), str(name)), before, clock()):
                total += done
    return total


def _destroy_some(database: Database, collection: tuple[int, str], before: int, at: int) -> int:
    """One transaction of it; how many versions were destroyed."""
    number, name = collection
    if not _oldest(database.read, number, before):
        return 0
    with database.transaction() as transaction:
        transaction.run(queries.OVERWRITE, {})
        batch = Batch(transaction, Names().within(transaction), number, HUB_SENDER, at)
        gone: list[str] = []
        for identity in _oldest(transaction.rows, number, before):
            picked = _Past(before)
            batch.remove(identity, picked)
            known_as = f"{identity.type}--{uuid.UUID(bytes=identity.uuid)}"
            gone += [f"{known_as} {version}" for version in picked.versions]
        if not gone:
            return 0
        told = {"before": format_timestamp(before), "versions": len(gone), "sha256": _digest(gone)}
        target = f"collection:{name}"
        log.add(transaction, [draft(SYSTEM, Action.RETENTION_DESTROYED, target, told, at=at)])
    return len(gone)


# Of one giver, the newest: whoever errs in each object must not fill the database with it.
MOST_CLASHES = 10_000


def destroy_clashes(database: Database, days_kept: int, at: int) -> int:
    """Destroy conflicts with peers that came for the last time so many days ago; how many."""
    before = at - days_kept * DAY
    [(held, oldest)] = database.read(queries.CLASHES, {})
    total = 0
    if held and int(oldest) < before:
        total += _destroy_clashes(database, queries.OLD_CLASHES, {"before": before}, at)
    if held > MOST_CLASHES:
        total += _destroy_clashes(database, queries.SURPLUS_CLASHES, {"most": MOST_CLASHES}, at)
    return total


def _destroy_clashes(database: Database, query: Query, params: Params, at: int) -> int:
    total = 0
    many = _MANY
    while many == _MANY:
        with database.transaction(quiet=True) as transaction:
            transaction.run(queries.OVERWRITE, {})
            gone = [" ".join(row) for row in transaction.rows(query, {**params, "many": _MANY})]
            many = len(gone)
            if gone:
                told = {"conflicts": many, "sha256": _digest(gone)}
                entry = draft(SYSTEM, Action.RETENTION_DESTROYED, "conflicts", told, at=at)
                log.add(transaction, [entry])
        total += many
    return total


def _digest(gone: Sequence[str]) -> str:
    """By which whoever has a list of what was destroyed can show that it is that one."""
    return hashlib.sha256("\n".join(sorted(gone)).encode()).hexdigest()


class _Past:
    """Picks the versions of which every record is past its time, and remembers them."""

    def __init__(self, before: int) -> None:
        self._before = before
        self.versions: list[int] = []

    def __call__(self, rows: Sequence[Row]) -> set[int]:
        fresh = {row.version for row in rows if row.added >= self._before}
        picked = {row.version for row in rows} - fresh
        self.versions = sorted(picked)
        return picked


def _oldest(read: Read, collection: int, before: int) -> list[Identity]:
    """Objects with records past their time, some of them."""
    found: dict[Identity, None] = {}
    for (visibility,) in read(queries.PRESENT_IN, {"collection": collection}):
        for latest in (0, 1):
            params = {
                "collection": collection,
                "visibility": visibility,
                "latest": latest,
                "before": before,
                "many": _MANY,
            }
            for kind, number in read(queries.OLDEST, params):
                found[Identity(bytes(number), kind)] = None
        if len(found) >= _MANY:
            break
    return list(found)[:_MANY]
