"""The verbs of the exchange: objects come in by `ingest` and go by `delete`, nowhere else.

Both run in one transaction under the collection's lock, so that date_added is given at the commit
and in commit order: a reader who pages by it can never miss a record (DESIGN section 5, rule 2).
"""

from __future__ import annotations

import uuid as uuids
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from wardline.core import jsonio, stix
from wardline.core.clock import Clock, parse_timestamp
from wardline.core.errors import MalformedError
from wardline.core.ids import split_id
from wardline.core.markings import Meaning, meaning_of_definition
from wardline.core.policy import fold
from wardline.hub.audit import log
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, Actor, Who, command_line, draft
from wardline.hub.db import Database, Transaction
from wardline.hub.exchange import queries
from wardline.hub.exchange.batch import Batch, Deletion, Pick, every_version, meanings
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.clashes import Aside, note, of_outcomes
from wardline.hub.exchange.gate import MEMBER, SOURCE, Gate, Tally, Way
from wardline.hub.exchange.incoming import HUB, HUB_SENDER, Incoming, Outcome, Sender
from wardline.hub.exchange.names import Names
from wardline.hub.members.epoch import BUMP

__all__ = [
    "HUB",
    "HUB_SENDER",
    "SOURCE",
    "Check",
    "Deletion",
    "Exchange",
    "Identity",
    "Outcome",
    "Sender",
    "Way",
    "every_version",
    "prepare",
    "refusal",
]

# Writes the answer to a batch in the batch's own transaction.
Finish = Callable[[Transaction, list[Outcome]], None]


class Check(NamedTuple):
    """What each object of a batch goes through, beside validation."""

    owner: str
    definitions: Mapping[str, Meaning]
    gate: Gate
    way: Way
    tally: Tally


def prepare(raws: Sequence[bytes], check: Check) -> tuple[list[Incoming], dict[int, Outcome]]:
    """Parse, validate, screen and fold a batch: those that may come in, and what became of others.

    *Shape*: the others by their position in the batch.
    """
    check = check._replace(definitions={**_definitions_in(raws), **check.definitions})
    taken: list[Incoming] = []
    refused: dict[int, Outcome] = {}
    for position, raw in enumerate(raws):
        result = _prepare_one(position, raw, check)
        if isinstance(result, Outcome):
            refused[position] = result
        else:
            taken.append(result)
    return taken, refused


def refusal(raws: Sequence[bytes], way: Way) -> Outcome | None:
    """The first of a batch that would not be taken in as the hub's own; None: all would be."""
    _, refused = prepare(raws, Check(HUB, {}, Gate(), way, Tally()))
    return refused[min(refused)] if refused else None


def _definitions_in(raws: Sequence[bytes]) -> dict[str, Meaning]:
    """What the batch's own marking-definitions mean: they may come after those they mark."""
    found = {}
    for raw in raws:
        # Nearly no object is one; the search is cheaper than a second parse.
        if b'"marking-definition"' not in raw:
            continue
        try:
            obj = jsonio.decode(raw)
        except MalformedError:
            continue  # told by _prepare_one
        is_definition = isinstance(obj, dict) and obj.get("type") == "marking-definition"
        if is_definition and not stix.errors(obj):
            found[obj["id"]] = meaning_of_definition(obj)
    return {key: means for key, means in found.items() if means.known}


def _prepare_one(position: int, raw: bytes, check: Check) -> Incoming | Outcome:
    try:
        obj, canonical = jsonio.parse(raw)
    except MalformedError as error:
        return _failed(position, {}, "", str(error))
    if not isinstance(obj, dict):
        return _failed(position, {}, "", "A STIX object is a JSON object.")
    issues = stix.errors(obj)
    if issues:
        first = issues[0]
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        return _failed(position, obj, first.pointer, f"{first.message}{more}")
    split = split_id(obj["id"])
    if split is None:
        return _failed(position, obj, "/id", "The id is no STIX identifier.")
    refusal = check.gate.judge(obj, canonical, check.way, check.tally)
    if refusal is not None:
        return _failed(position, obj, refusal.pointer, refusal.message)
    text = stix.version_of(obj) or ""
    renditions = fold(obj, check.owner, check.definitions)
    if len(renditions) > 1:
        # What is left after a redaction must still be a valid object, or it stays withheld.
        renditions = [r for r in renditions if r.object is obj or not stix.errors(r.object)]
    return Incoming(
        position,
        obj,
        Identity(split[1].bytes, split[0]),
        (parse_timestamp(text) or 0) if text else 0,
        text,
        renditions,
        [canonical if r.object is obj else jsonio.encode(r.object) for r in renditions],
    )


def _failed(position: int, obj: Mapping[str, Any], pointer: str, message: str) -> Outcome:
    identifier = obj.get("id")
    version = stix.version_of(dict(obj)) if obj else None
    return Outcome(
        identifier
        if isinstance(identifier, str) and split_id(identifier)
        else f"unidentified--{uuids.UUID(int=position)}",
        version if isinstance(version, str) and parse_timestamp(version) is not None else "",
        "failed",
        message,
        f"/objects/{position}{pointer}",
    )


def _record(
    transaction: Transaction, batch: Batch, sender: Sender, way: Way, tally: Tally, now: int
) -> None:
    """Say by which limb of 6 U.S.C. 1503(d)(2) a batch passed; its objects lie in `batch.span`."""
    from wardline.screen.replace import RULES_VERSION

    manual = way.source or tally.reviewed > 0
    first, last = batch.span
    if first > last:
        return  # all of it was here already
    transaction.run(
        queries.ADD_SCREENING,
        {
            "collection": batch.collection,
            "organization": sender.organization,
            "first": first,
            "last": last,
            "limb": "manual" if manual else "technical",
            "reviewer": way.reviewer if manual else "",
            "rules": RULES_VERSION,
            "passed": tally.passed,
            "refused": tally.refused,
            "found": jsonio.encode(dict(sorted(tally.found.items()))).decode(),
            "at": now,
        },
    )


def _told(outcomes: Sequence[Outcome], way: Way, tally: Tally) -> dict[str, Any]:
    """What the audit log keeps of a batch: how many, by which limb, what kinds were found."""
    states = Counter(outcome.state for outcome in outcomes)
    told: dict[str, Any] = {
        "added": states["added"],
        "duplicates": states["duplicate"],
        "refused": states["failed"],
        "limb": "manual" if way.source or tally.reviewed else "technical",
    }
    if way.reviewer:
        told["reviewer"] = way.reviewer
    if tally.found:
        told["found"] = dict(sorted(tally.found.items()))
    return told


def _action(sender: Sender, *, came: bool) -> Action:
    if not came:
        return Action.OBJECTS_REFUSED
    return Action.OBJECTS_SHARED if sender.organization else Action.OBJECTS_PUBLISHED


def _who(actor: Actor | Who | None, sender: Sender) -> Actor | Who:
    """Who answers for a batch where the caller does not say: the one at the command line."""
    if actor is not None:
        return actor
    return (
        SYSTEM._replace(organization=sender.organization) if sender.organization else command_line()
    )


class Exchange:
    """The writing side of the exchange in one process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Write to `database`; `clock` gives date_added."""
        self._database = database
        self._clock = clock
        self._gate = Gate()
        self._names = Names()
        self._uuids: dict[int, str] = {}

    def ingest(
        self,
        collection: int,
        sender: Sender,
        raws: Sequence[bytes],
        finish: Finish | None = None,
        way: Way = MEMBER,
        actor: Actor | Who | None = None,
    ) -> list[Outcome]:
        """Take a batch into `collection`; an outcome for each object, in its order.

        1. Parse, validate, screen, fold: no lock is held.
        2. Lock the collection; look up what is stored of the batch's objects.
        3. Objects that nothing is stored of are inserted; the others are arranged (`chains`).
        4. The gate's record of the batch, the audit log's, and the answer (`finish`) go into the
           same transaction.
        5. Commit. What is answered as added is durable.
        """
        owner = {"owner": sender.organization}
        known = meanings(self._database.read(queries.DEFINITIONS, owner))
        tally = Tally()
        check = Check(sender.organization, known, self._gate, way, tally)
        incoming, outcomes = prepare(raws, check)
        with self._database.transaction() as transaction:
            names = self._names.within(transaction)
            span, sight = None, {}
            asides: list[Aside] = []
            if incoming:
                batch = Batch(transaction, names, collection, sender, self._clock())
                outcomes.update(batch.take(incoming))
                _record(transaction, batch, sender, way, tally, self._clock())
                span = batch.span if batch.span[0] <= batch.span[1] else None
                sight = {"visibilities": batch.visibilities}
                asides = batch.asides
            ordered = [outcomes[position] for position in range(len(raws))]
            told = {**_told(ordered, way, tally), **sight}
            if span or told["refused"]:
                action = _action(sender, came=span is not None)
                person = _who(actor, sender)
                target = f"collection:{self._uuid(collection)}"
                one = draft(person, action, target, told, at=self._clock(), span=span)
                log.add(transaction, [one])
            if sender.path:
                clashes = of_outcomes(sender, ordered, asides)
                note(transaction, collection, "in", clashes, self._clock())
            if finish is not None:
                finish(transaction, ordered)
        self._names = names
        return ordered

    def delete(
        self,
        collection: int,
        sender: Sender,
        identity: Identity,
        pick: Pick,
        recall: str = "",
        actor: Actor | Who | None = None,
    ) -> Deletion:
        """Take out the versions of one object that `pick` chooses of those the sender sees.

        `recall` says why, where it is a recall: it stands in the tombstone, which reaches all who
        may have received the object (6 U.S.C. 1502(b)(1)(E), 1504(b)(2)(E)).
        """
        with self._database.transaction() as transaction:
            names = self._names.within(transaction)
            batch = Batch(transaction, names, collection, sender, self._clock())
            deletion = batch.remove(identity, pick, recall)
            if deletion.deleted:
                told = {"collection": self._uuid(collection), "versions": deletion.deleted}
                if recall:
                    told["reason"] = recall
                    # A replica that lags still has it: readers ask the primary until it followed.
                    transaction.run(BUMP, {})
                action = Action.OBJECT_RECALLED if recall else Action.OBJECT_DELETED
                target = f"object:{identity.type}--{uuids.UUID(bytes=identity.uuid)}"
                person = _who(actor, sender)
                log.add(transaction, [draft(person, action, target, told, at=self._clock())])
        self._names = names
        return deletion

    @property
    def database(self) -> Database:
        """Where it writes."""
        return self._database

    def holds(self, collection: int, name: str) -> bool:
        """Whether anything of an object stands in a collection."""
        split = split_id(name)
        if split is None:
            return False
        mark = Identity(split[1].bytes, split[0]).hash()
        params = {"h0": mark, "collection": collection, "hashes": [mark]}
        rows = self._database.read(queries.stored(1), params)
        return any((row[1], bytes(row[2])) == (split[0], split[1].bytes) for row in rows)

    def _uuid(self, collection: int) -> str:
        """The public id of a collection, which never changes."""
        if collection not in self._uuids:
            rows = self._database.read(queries.COLLECTION_UUID, {"collection": collection})
            self._uuids[collection] = str(rows[0][0])
        return self._uuids[collection]
