"""Submissions without a submitter: how anonymous reports come into the queue and leave it.

Nobody is their submitter, so whoever reviews for the hub may decide on them; they are released in
the hub's name, several at once. Free of Django: the keeper runs it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from wardline.hub.audit import log
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, draft
from wardline.hub.config import Config
from wardline.hub.db import Dialect, Params, Query, Transaction
from wardline.hub.review import content as contents
from wardline.hub.review import ending
from wardline.hub.review.content import Content, Remark
from wardline.hub.review.sealing import Vault

Read = Callable[[Query, Params], list[tuple[Any, ...]]]

# Whose submissions they are: no organization's, and no person's.
NOBODY = ""
NO_PERSON = 0
REPORTER = "the reporter"
_HOUR = 3_600_000_000
_COLUMNS = (
    "id",
    "organization",
    "submitter",
    "submitter_name",
    "audience",
    "collection",
    "state",
    "four_eyes",
    "by_room",
    "reviewer_name",
    "revision",
    "objects_held",
    "labels",
    "sealed",
    "created_at",
    "deadline_at",
    "expires_at",
    "released",
)
_FOUND = "SELECT state, revision, sealed FROM review_submission WHERE id = :id"
_ONE = Dialect(_FOUND, f"{_FOUND} FOR UPDATE")
_ANSWERED = """
    UPDATE review_submission SET state = :state, revision = :revision, sealed = :sealed,
    approver = :approver WHERE id = :id"""
_APPROVER = "SELECT approver FROM review_submission WHERE id = :id"
_QUEUED = """
    SELECT id, collection, revision, sealed, approver, reviewer, deadline_at
    FROM review_submission WHERE state = 'queued' AND organization = ''"""
_BACK = "UPDATE review_submission SET state = 'waiting', approver = NULL WHERE id = :id"


class Arriving(NamedTuple):
    """A report that comes out of the letter box."""

    id: str
    collection: str
    objects: list[dict[str, Any]]
    labels: dict[str, int]


class Queued(NamedTuple):
    """An approved report that waits for others to leave with."""

    id: str
    collection: str
    revision: int
    raws: list[bytes]
    people: list[str]
    # When it leaves at the latest.
    latest: int


def hold(
    transaction: Transaction, vault: Vault, config: Config, arriving: Arriving, at: int
) -> None:
    """Hold a report for the hub's reviewers, sealed as every other submission."""
    objects = arriving.objects
    sealed = vault.seal(arriving.id, 1, contents.pack(Content(objects, objects)))
    row = (
        arriving.id,
        NOBODY,
        NO_PERSON,
        "",
        "hub",
        arriving.collection,
        "waiting",
        bool(config["review.four_eyes"]),
        False,
        "",
        1,
        len(objects),
        json.dumps(arriving.labels),
        sealed,
        at,
        at + config["review.deadline_hours"] * _HOUR,
        at + config["review.keep_days"] * 24 * _HOUR,
        "",
    )
    transaction.insert("review_submission", _COLUMNS, [row])
    told = {
        "collection": arriving.collection,
        "objects": len(objects),
        "found": arriving.labels,
        "to": "hub",
        "sealed": ending.digest(sealed),
    }
    _record(transaction, Action.SUBMISSION_HELD, arriving.id, told, at)


def answer(transaction: Transaction, vault: Vault, number: str, text: str, at: int) -> bool:
    """Put what the reporter wrote beside the report; False where it has ended meanwhile.

    Whoever approved it did not know of this: it goes back to its reviewer.
    """
    rows = transaction.rows(_ONE, {"id": number})
    if not rows or rows[0][0] not in ending.OPEN:
        return False
    state, revision, sealed = str(rows[0][0]), int(rows[0][1]), bytes(rows[0][2])
    held = contents.unpack(vault.open(number, revision, sealed))
    added = Content(held.original, held.objects, [*held.remarks, Remark(at, REPORTER, text)])
    sealed = vault.seal(number, revision + 1, contents.pack(added))
    params = {
        "id": number,
        "state": state if state == "waiting" else "claimed",
        "revision": revision + 1,
        "sealed": sealed,
        "approver": None,
    }
    transaction.run(_ANSWERED, params)
    told = {"organization": NOBODY, "revision": revision + 1}
    _record(transaction, Action.SUBMISSION_ANSWERED, number, told, at)
    return True


def queued(read: Read, vault: Vault) -> list[Queued]:
    """The approved reports that wait for others."""
    found = []
    for number, collection, revision, sealed, approver, reviewer, latest in read(_QUEUED, {}):
        held = contents.unpack(vault.open(str(number), int(revision), bytes(sealed)))
        people = [str(person) for person in (approver, reviewer) if person is not None]
        raws = contents.preview(held.objects)
        found.append(Queued(str(number), str(collection), int(revision), raws, people, int(latest)))
    return found


def still(transaction: Transaction, one: Queued) -> bool:
    """Whether nobody took it back meanwhile."""
    rows = transaction.rows(_ONE, {"id": one.id})
    return bool(rows) and (str(rows[0][0]), int(rows[0][1])) == ("queued", one.revision)


def back(transaction: Transaction, number: str) -> None:
    """Give one that the exchange does not take back to the reviewers."""
    transaction.run(_BACK, {"id": number})


def _record(
    transaction: Transaction, action: Action, number: str, told: dict[str, Any], at: int
) -> None:
    log.add(transaction, [draft(SYSTEM, action, f"submission:{number}", told, at=at)])
