"""Approved submissions that the room they came from lets leave: when it is their time.

What is told by nobody's name leaves in batches also where a person had to look at it: the hour of
a reviewer's decision, which the reporter's colleagues know, tells nobody else anything.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction as transactions

from wardline.core.clock import now
from wardline.hub.audit import service as audit
from wardline.hub.audit.entries import Actor, Who
from wardline.hub.db import Transaction
from wardline.hub.review import content as contents
from wardline.hub.review import ending
from wardline.hub.review.models import Submission
from wardline.hub.review.service import vault

_STILL = """
    SELECT 1 FROM review_submission
    WHERE id = :id AND revision = :revision AND state = 'queued'"""


class Approved(NamedTuple):
    """What may leave now: its objects as approved, and as they were submitted."""

    id: str
    revision: int
    collection: str
    objects: list[dict[str, Any]]
    submitted: list[dict[str, Any]]
    people: list[str]


def state(number: str) -> str:
    """Where a submission stands; empty where there is none."""
    found = Submission.objects.filter(id=number).values_list("state", flat=True).first()
    return found or ""


def approved(number: str) -> Approved | None:
    """An approved submission; None where it is not, or not any more."""
    one = Submission.objects.filter(id=number, state="queued", by_room=True).first()
    if one is None or one.sealed is None:
        return None
    held = contents.unpack(vault().open(one.id, one.revision, bytes(one.sealed)))
    people = [str(person) for person in (one.approver, one.reviewer) if person is not None]
    return Approved(one.id, one.revision, one.collection, held.objects, held.original, people)


def end(
    transaction: Transaction, one: Approved, actor: Actor | Who, at: int, released: list[str]
) -> bool:
    """End it in the transaction that takes its objects in; False where somebody took it back.

    The caller calls `destroy` once the transaction is committed.
    """
    if not transaction.rows(_STILL, {"id": one.id, "revision": one.revision}):
        return False
    told = {"collection": one.collection, "approved_by": one.people}
    return ending.end(
        transaction, one.id, "released", actor, now=at, detail=told, released=released
    )


def withdraw(actor: Actor | Who, number: str) -> None:
    """End an open submission because what it belongs to was taken back."""
    with transactions.atomic():
        ended = ending.end(audit.Through(), number, "withdrawn", actor, now=now())
    if ended:
        destroy(number)


def destroy(number: str) -> None:
    """Destroy the key of what has ended."""
    vault().destroy(number)


def give_back(number: str) -> None:
    """Give what the exchange does not take back to its reviewers."""
    Submission.objects.filter(id=number, state="queued").update(state="waiting", approver=None)
