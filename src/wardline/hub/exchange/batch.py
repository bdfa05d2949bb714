"""One write transaction on one collection: taking objects in, taking versions out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from wardline.core.ids import split_id
from wardline.core.markings import STATEMENT, Meaning, meaning_of_definition
from wardline.core.tlp import TLP
from wardline.hub.db import Transaction
from wardline.hub.exchange import queries
from wardline.hub.exchange.chains import Identity, Row, arrange
from wardline.hub.exchange.clashes import Aside, Foreign
from wardline.hub.exchange.incoming import (
    HUB,
    Incoming,
    Outcome,
    Sender,
    outcome,
)
from wardline.hub.exchange.names import Names

# PostgreSQL takes an array; SQLite takes this many parameters with room to spare.
_LOOKUP_STEP = 500
_NUMBERS_STEP = 1000
# Moving more at once touches each page of the large index less often; fewer keeps the small one
# small. Measured best between 20,000 and 60,000.
_MOVE_FROM = 40_000


class Deletion(NamedTuple):
    """How many versions were deleted, and how many stay because they are another's."""

    visible: int
    deleted: int
    refused: int


# Gives the versions (microseconds) to delete out of the visible ones.
Pick = Callable[[Sequence[Row]], Iterable[int]]


def every_version(rows: Sequence[Row]) -> set[int]:
    """Picks all versions."""
    return {row.version for row in rows}


class Batch:
    """The work inside one transaction; the collection is locked from the start."""

    def __init__(
        self, transaction: Transaction, names: Names, collection: int, sender: Sender, now: int
    ) -> None:
        """Lock the collection and take up its sequence where it stands."""
        self._transaction = transaction
        self._names = names
        self._collection = collection
        self._sender = sender
        last = transaction.rows(queries.LOCK_COLLECTION, {"collection": collection})[0][0]
        # A clock that was set back must not put records into the past.
        self._stamp = self._start = max(int(last), now)
        self._inserts: list[tuple[Any, ...]] = []
        self._identities: list[tuple[int, int, int]] = []
        self._numbers: Iterator[int] = iter(())
        self._new: dict[int, tuple[Incoming, int]] = {}
        self._via = names.path(sender.path)
        # What the staff should know of a peer's batch beside what was refused.
        self.asides: list[Aside] = []
        self._foreign = Foreign(transaction, names, collection, sender) if sender.path else None
        self._sightings: dict[int, int] = {}

    @property
    def collection(self) -> int:
        """The collection that is written to."""
        return self._collection

    @property
    def visibilities(self) -> list[int]:
        """The visibilities of what was taken in."""
        return sorted({int(row[2]) for row in self._inserts})

    @property
    def span(self) -> tuple[int, int]:
        """The date_added of the first and the last record; the last is smaller if there is none."""
        return self._start + 1, self._stamp

    def take(self, incoming: Sequence[Incoming]) -> dict[int, Outcome]:
        """Store what is new; the outcome for each position."""
        outcomes: dict[int, Outcome] = {}
        stored = self._stored([item.identity for item in incoming])
        groups: dict[Identity, list[Incoming]] = {}
        for item in incoming:
            groups.setdefault(item.identity, []).append(item)
        if self._foreign is not None:
            groups, outcomes = self._foreign.refuse_withdrawn(groups, stored)
        for identity, items in groups.items():
            rows = stored.get(identity)
            if rows is None and len(items) == 1 and len(items[0].renditions) == 1:
                self._insert_first(items[0])
                outcomes[items[0].position] = _added(items[0])
            else:
                outcomes.update(self._take_versions(rows or [], items))
        if self._foreign is not None:
            self.asides = [*self._foreign.unseen, *self._unknown_creators(incoming)]
        self._define(item.object for item in incoming)
        self._finish()
        return outcomes

    def remove(self, identity: Identity, pick: Pick, recall: str = "") -> Deletion:
        """Delete the picked versions; nothing at all if one of them is another's.

        `recall` says why, where it is a recall: all who may have received it are told.
        """
        rows = self._stored([identity]).get(identity, [])
        visible = [row for row in rows if self._sender.sees(row)]
        versions = set(pick(visible))
        chosen = [row for row in visible if row.version in versions]
        own = self._sender.organization
        if self._foreign is not None:
            # A peer withdraws what it gave, whoever else gave the same object.
            given = [row for row in chosen if row.owner == own]
            if not given:
                return Deletion(len(visible), 0, len(chosen))
            chosen, versions = given, {row.version for row in given}
        refused = [row for row in chosen if own not in (HUB, row.owner)]
        if refused or not chosen:
            return Deletion(len(visible), 0, len(refused))
        owners = {row.owner for row in chosen}
        # All renditions of a version go, also those that the sender was not shown.
        gone = [row for row in rows if row.version in versions and row.owner in owners]
        self._bury(identity, gone, recall)
        left = [row for row in rows if row not in gone]
        plan = arrange(left)
        self._apply(identity, plan.update, plan.delete)
        if identity.type == "sighting":
            for owner in owners - {row.owner for row in left}:
                self._forget_sighting(identity.hash(), owner)
        self._finish()
        return Deletion(len(visible), len(versions), 0)

    def _unknown_creators(self, incoming: Sequence[Incoming]) -> list[Aside]:
        """Whom a peer's objects name as creator without anybody here knowing them."""
        named = {item.object.get("created_by_ref") for item in incoming}
        named -= {item.object["id"] for item in incoming} | {None}
        split = {name: split_id(name) for name in named}
        identities = {n: Identity(s[1].bytes, s[0]) for n, s in split.items() if s is not None}
        stored = self._stored(list(identities.values())) if identities else {}
        unknown = sorted(str(name) for name, who in identities.items() if who not in stored)
        return [Aside("unknown-creator", name) for name in unknown]

    def _insert_first(self, item: Incoming) -> None:
        visibility = self._names.place(self._collection, item.renditions[0].visibility)
        self._insert(item, 0, (visibility, visibility, 1, 1))

    def _insert(self, item: Incoming, rendition: int, place: tuple[int, int, int, int]) -> None:
        self._stamp += 1
        if item.identity.type == "sighting":
            self._see(item)
        self._inserts.append(
            (
                self._number(item.identity),
                self._collection,
                *place,
                item.identity.type,
                item.identity.uuid,
                item.version,
                item.version_text,
                self._stamp,
                self._sender.organization,
                self._via,
                item.bodies[rendition],
            )
        )

    def _see(self, item: Incoming) -> None:
        seen = split_id(item.object.get("sighting_of_ref"))
        if seen is not None:
            reference = Identity(seen[1].bytes, seen[0])
            self._sightings[item.identity.hash()] = reference.hash()

    def _number(self, identity: Identity) -> int:
        """A number for a new record of `identity`, which is found by it from now on."""
        number = next(self._numbers, 0)
        if not number:
            self._numbers = self._new_numbers()
            number = next(self._numbers)
        self._identities.append((self._collection, identity.hash(), number))
        return number

    def _new_numbers(self) -> Iterator[int]:
        rows = self._transaction.rows(queries.NEW_RECORDS, {"many": _NUMBERS_STEP})
        if len(rows) > 1:
            return iter([int(row[0]) for row in rows])
        # SQLite: one writer, so all numbers from here on are free.
        return count(int(rows[0][0]))

    def _stored(self, identities: Sequence[Identity]) -> dict[Identity, list[Row]]:
        """The rows of each object of which something is stored, the widest first."""
        found: dict[Identity, list[Row]] = {}
        hashes = list(dict.fromkeys(identity.hash() for identity in identities))
        sources: dict[tuple[Any, ...], int] = {}
        for start in range(0, len(hashes), _LOOKUP_STEP):
            part = hashes[start : start + _LOOKUP_STEP]
            # One text for all sizes: short parts are filled up with their last hash.
            padded = part + part[-1:] * (_LOOKUP_STEP - len(part)) if len(part) > 1 else part
            params: dict[str, Any] = {f"h{i}": value for i, value in enumerate(padded)}
            params |= {"collection": self._collection, "hashes": part}
            for row in self._transaction.rows(queries.stored(len(padded)), params):
                identity = Identity(bytes(row[2]), row[1])
                source = sources.setdefault((identity, row[3], row[5], row[8]), len(sources) + 1)
                found.setdefault(identity, []).append(self._row(row, source))
        for rows in found.values():
            rows.sort(key=lambda row: (row.version, row.visibility.scope))
        return found

    def _row(self, row: tuple[Any, ...], source: int) -> Row:
        return Row(
            version=row[3],
            folded=self._names.visibility(row[5]),
            visibility=self._names.visibility(row[4]),
            latest=row[6],
            first=row[7],
            owner=row[8],
            source=source,
            id=row[0],
            added=row[9],
        )

    def _take_versions(self, rows: list[Row], items: Sequence[Incoming]) -> dict[int, Outcome]:
        """Take versions of an object that is stored already, or comes more than once."""
        outcomes: dict[int, Outcome] = {}
        kept = list(rows)
        for item in items:
            outcome = self._judge(item, kept)
            outcomes[item.position] = outcome
            if outcome.state == "added":
                kept.extend(self._new_rows(item))
        if len(kept) > len(rows):
            plan = arrange(kept)
            identity = items[0].identity
            self._apply(identity, plan.update, plan.delete)
            for row in plan.insert:
                self._insert_row(identity, row, rows)
        return outcomes

    def _new_rows(self, item: Incoming) -> list[Row]:
        rows = []
        for number, rendition in enumerate(item.renditions):
            source = -1 - len(self._new)
            self._new[source] = (item, number)
            rows.append(
                Row(
                    item.version,
                    rendition.visibility,
                    rendition.visibility,
                    1,
                    1,
                    self._sender.organization,
                    source,
                )
            )
        return rows

    def _judge(self, item: Incoming, rows: Sequence[Row]) -> Outcome:
        """Whether `item` is new, known already, or stands against what the sender knows."""
        own = self._sender.organization
        seen = [row for row in rows if self._sender.sees(row)]
        same = [row for row in seen if row.version == item.version]
        # A rendition with the same reach is stored: a second one could be shown to nobody.
        same += [
            row
            for row in rows
            if row not in same
            and row.version == item.version
            and row.folded.scope == item.renditions[-1].visibility.scope
        ]
        if any(self._body(row) == item.bodies[0] for row in same):
            return outcome(item, "duplicate", "It was here already.")
        if same:
            return outcome(
                item,
                "failed",
                "This version is stored with other content, and the first stays. "
                "Give a change a later 'modified'.",
                clash="content" if self._foreign is not None else "",
            )
        if self._foreign is not None and seen:
            newest = max(seen, key=lambda row: row.version)
            gave = any(self._foreign.gave(row) for row in seen)
            body = self._body(newest)
            return self._foreign.judge(item, newest, body, gave=gave) or _added(item)
        if own != HUB and seen and all(row.owner != own for row in seen):
            return outcome(
                item,
                "failed",
                "Another organization shared this object; only it may add versions. "
                "Share an object of your own and relate it to this one.",
            )
        return _added(item)

    def _body(self, row: Row) -> bytes:
        if row.id == 0:
            item, number = self._new[row.source]
            return item.bodies[number]
        return bytes(self._transaction.rows(queries.BODY, {"id": row.id})[0][0])

    def _insert_row(self, identity: Identity, row: Row, stored: Sequence[Row]) -> None:
        visibility = self._names.place(self._collection, row.visibility)
        if row.source in self._new:
            item, number = self._new[row.source]
            folded = self._names.number(row.folded)
            self._insert(item, number, (visibility, folded, row.latest, row.first))
            return
        original = next(old for old in stored if old.source == row.source)
        self._stamp += 1
        self._transaction.run(
            queries.COPY_RECORD,
            {
                "id": original.id,
                "new": self._number(identity),
                "visibility": visibility,
                "latest": row.latest,
                "first": row.first,
                "added": self._stamp,
            },
        )

    def _drop(self, identity: Identity, row: Row) -> None:
        params = {"id": row.id, "collection": self._collection, "hash": identity.hash()}
        for query in (queries.DELETE_RECORD, queries.FORGET, queries.FORGET_RECENT):
            self._transaction.run(query, params)

    def _apply(self, identity: Identity, update: Sequence[Row], delete: Sequence[Row]) -> None:
        for row in delete:
            self._drop(identity, row)
        for row in update:
            self._transaction.run(
                queries.UPDATE_RECORD,
                {
                    "id": row.id,
                    "visibility": self._names.place(self._collection, row.visibility),
                    "latest": row.latest,
                    "first": row.first,
                },
            )

    def _bury(self, identity: Identity, gone: Sequence[Row], recall: str) -> None:
        """Delete rows and leave a tombstone for those who may have received them."""
        stones = []
        for row in gone:
            text, via = self._transaction.rows(queries.VERSION_AND_VIA, {"id": row.id})[0]
            self._drop(identity, row)
            self._stamp += 1
            stones.append(
                (
                    self._collection,
                    self._names.place(self._collection, row.visibility),
                    identity.type,
                    identity.uuid,
                    text,
                    self._stamp,
                    self._sender.organization,
                    recall,
                    via,
                )
            )
        self._transaction.insert("exchange_tombstone", queries.TOMBSTONE_COLUMNS, stones)

    def _define(self, objects: Iterable[Mapping[str, Any]]) -> None:
        """Remember what the marking-definitions among `objects` mean for their sender."""
        for obj in objects:
            if obj.get("type") != "marking-definition":
                continue
            means = meaning_of_definition(obj)
            if means.known:
                label = means.tlp.name if means.tlp is not None else "statement"
                self._transaction.run(
                    queries.ADD_DEFINITION,
                    {
                        "owner": self._sender.organization,
                        "marking": obj["id"],
                        "label": label,
                    },
                )

    def _finish(self) -> None:
        self._transaction.insert("exchange_record", queries.RECORD_COLUMNS, self._inserts)
        self._transaction.insert(
            "exchange_identity_recent", queries.IDENTITY_COLUMNS, self._identities
        )
        self._move_recent()
        self._keep_sightings()
        self._transaction.run(
            queries.ADVANCE, {"added": self._stamp, "collection": self._collection}
        )

    def _keep_sightings(self) -> None:
        rows = []
        for sighting, seen in self._sightings.items():
            # A later version of a sighting stands for the same one; another organization's
            # sighting may have the same id, unseen by this one, and is none of its business.
            self._forget_sighting(sighting, self._sender.organization)
            rows.append((self._collection, seen, sighting, self._sender.organization))
        if rows:
            self._transaction.insert("exchange_sighting", queries.SIGHTING_COLUMNS, rows)

    def _forget_sighting(self, sighting: int, organization: str) -> None:
        params = {
            "collection": self._collection,
            "hash": sighting,
            "organization": organization,
        }
        self._transaction.run(queries.FORGET_SIGHTING, params)

    def _move_recent(self) -> None:
        """Move the identities that wait, once they are many."""
        waiting, last = self._transaction.rows(queries.RECENT, {})[0]
        if waiting < _MOVE_FROM or not self._transaction.rows(queries.MOVER, {})[0][0]:
            return
        self._transaction.run(queries.MOVE_RECENT, {"last": last})
        self._transaction.run(queries.DROP_RECENT, {"last": last})


def meanings(rows: Iterable[tuple[Any, ...]]) -> dict[str, Meaning]:
    """What stored marking-definitions mean, from the rows of `queries.DEFINITIONS`."""
    return {
        marking: STATEMENT if label == "statement" else Meaning(TLP[label], known=True)
        for marking, label in rows
    }


def _added(item: Incoming) -> Outcome:
    unread = item.renditions[0].unread
    if not unread:
        return outcome(item, "added")
    return outcome(
        item,
        "added",
        f"{unread[0]} is not known here, so the object is treated as TLP:AMBER+STRICT. "
        "Share the marking-definition before the object, or with it.",
    )
