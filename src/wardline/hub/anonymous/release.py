"""Approved reports leave together: in the hub's name, in random order, at most once a day.

One that leaves alone, an hour after its approval, tells those who watch the exchange more than one
of several does. Fewer than `anonymous.batch_least` wait for others, `anonymous.batch_days` at most.
Free of Django: the keeper runs it when a day begins.
"""

from __future__ import annotations

import random
from collections import defaultdict
from functools import partial

from wardline.core.errors import UnavailableError, UnprocessableError
from wardline.hub.anonymous.objects import EVERYBODYS
from wardline.hub.audit.entries import SYSTEM
from wardline.hub.config import Config
from wardline.hub.db import Database, Transaction
from wardline.hub.exchange.queries import SETTING
from wardline.hub.exchange.service import HUB_SENDER, Exchange, Outcome, Way
from wardline.hub.review import ending, unnamed
from wardline.hub.review.sealing import Vault
from wardline.hub.review.unnamed import Queued
from wardline.incidents.tokens import DAY

_DAY = "anonymous_day"
_SET_DAY = """
    INSERT INTO exchange_setting (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = :value"""
_COLLECTION = "SELECT id FROM exchange_collection WHERE uuid = :uuid"


class _PartlyError(UnprocessableError):
    """Some of a batch were refused; their numbers."""

    def __init__(self, numbers: list[str]) -> None:
        super().__init__("The exchange does not take all of the batch.")
        self.numbers = numbers


def daily(database: Database, config: Config, at: int) -> list[str]:
    """Release what is due, once a day; the ids of those submissions."""
    day = str(at // DAY)
    rows = database.read(SETTING, {"name": _DAY})
    if rows and rows[0][0] == day:
        return []
    released = release(database, config, at)
    with database.transaction(quiet=True) as transaction:
        transaction.run(_SET_DAY, {"name": _DAY, "value": day})
    return released


def release(database: Database, config: Config, at: int) -> list[str]:
    """Release what is due; the ids of those submissions."""
    vault = Vault(config.data, keys_file=config["review.keys_file"])
    waiting: dict[str, list[Queued]] = defaultdict(list)
    for one in unnamed.queued(database.read, vault):
        waiting[one.collection].append(one)
    released = []
    for collection, batch in sorted(waiting.items()):
        due = any(one.latest <= at for one in batch)
        if due or len(batch) >= config["anonymous.batch_least"]:
            gone = _released(database, collection, batch, at)
            # Before the next collection is looked at: whatever breaks there, these are ended.
            for number in gone:
                vault.destroy(number)
            released += gone
    return released


def _released(database: Database, collection: str, batch: list[Queued], at: int) -> list[str]:
    """One collection's batch; what the exchange refuses goes back to the reviewers alone."""
    rows = database.read(_COLLECTION, {"uuid": collection})
    if not rows:
        raise UnavailableError("The collection of anonymous reports is gone.")
    random.SystemRandom().shuffle(batch)
    while batch:
        raws = [raw for one in batch for raw in one.raws]
        people = sorted({person for one in batch for person in one.people}, key=int)
        way = Way(reviewer=f"person {' and '.join(people)}")
        finish = partial(_finish, batch, at)
        try:
            Exchange(database, lambda: at).ingest(
                int(rows[0][0]), HUB_SENDER, raws, finish, way, SYSTEM
            )
        except _PartlyError as failed:
            _give_back(database, failed.numbers)
            batch = [one for one in batch if one.id not in failed.numbers]
            continue
        return [one.id for one in batch]
    return []


def _finish(
    batch: list[Queued], at: int, transaction: Transaction, outcomes: list[Outcome]
) -> None:
    """End each submission of a batch in the transaction that takes its objects in."""
    place, bad = 0, []
    for one in batch:
        own = outcomes[place : place + len(one.raws)]
        place += len(one.raws)
        if any(_refused(outcome) for outcome in own) or not unnamed.still(transaction, one):
            bad.append(one.id)
            continue
        told = {"collection": one.collection, "approved_by": one.people}
        ids = [outcome.id for outcome in own if not outcome.id.startswith(EVERYBODYS)]
        ending.end(transaction, one.id, "released", SYSTEM, now=at, detail=told, released=ids)
    if bad:
        raise _PartlyError(bad)


def _refused(outcome: Outcome) -> bool:
    return outcome.state == "failed" and not outcome.id.startswith(EVERYBODYS)


def _give_back(database: Database, numbers: list[str]) -> None:
    with database.transaction(quiet=True) as transaction:
        for number in numbers:
            unnamed.back(transaction, number)
