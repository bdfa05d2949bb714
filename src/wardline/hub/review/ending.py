"""How a held submission ends: its content is destroyed, and the audit log has the proof.

Free of Django: a release ends a submission inside the transaction that takes its objects in, and
what is past its time is ended by whichever process looks.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from wardline.core import jsonio
from wardline.hub.audit import log
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, Actor, Who, draft
from wardline.hub.db import Dialect, Transaction
from wardline.hub.review.sealing import Vault

OPEN = ("waiting", "claimed", "returned", "approved", "queued")
ENDS = {
    "released": Action.SUBMISSION_RELEASED,
    "refused": Action.SUBMISSION_REFUSED,
    "withdrawn": Action.SUBMISSION_WITHDRAWN,
    "expired": Action.SUBMISSION_EXPIRED,
}
_OPEN = "('waiting', 'claimed', 'returned', 'approved', 'queued')"
_SWEEP_SECONDS = 3600

# The open submission that is to end, locked.
_FOUND = (
    "SELECT organization, revision, sealed FROM review_submission "  # noqa: S608 # constant parts
    f"WHERE id = :id AND state IN {_OPEN}"
)
_SEALED = Dialect(_FOUND, f"{_FOUND} FOR UPDATE")
_END = """
    UPDATE review_submission
    SET state = :state, sealed = NULL, mark = NULL, closed_at = :now, released = :released
    WHERE id = :id"""
# Those past their time.
_OVERDUE = f"SELECT id FROM review_submission WHERE state IN {_OPEN} AND expires_at <= :now"  # noqa: S608 # constant parts
_KEPT = f"SELECT id FROM review_submission WHERE state IN {_OPEN}"  # noqa: S608 # constant parts


def digest(sealed: bytes) -> str:
    """By what the log knows sealed bytes: of the cipher text, it tells nothing of the content."""
    return hashlib.sha256(sealed).hexdigest()


def end(
    transaction: Transaction,
    number: str,
    state: str,
    actor: Actor | Who,
    *,
    now: int,
    detail: Mapping[str, Any] | None = None,
    released: list[str] | None = None,
) -> bool:
    """End an open submission: its cipher text goes, and the log says so; whether it was open.

    The caller destroys the key (`Vault.destroy`) once the transaction is committed.
    """
    rows = transaction.rows(_SEALED, {"id": number})
    if not rows:
        return False
    organization, revision, sealed = rows[0]
    ids = jsonio.encode(released).decode() if released else ""
    transaction.run(_END, {"id": number, "state": state, "now": now, "released": ids})
    target = f"submission:{number}"
    told = {"organization": organization, "revision": revision, **(detail or {})}
    if released:
        told["objects"] = released
    gone = {"organization": organization, "sealed": digest(bytes(sealed or b"")), "why": state}
    log.add(
        transaction,
        [
            draft(actor, ENDS[state], target, told, at=now),
            draft(SYSTEM, Action.SUBMISSION_DESTROYED, target, gone, at=now),
        ],
    )
    return True


def expire(transaction: Transaction, now: int) -> list[str]:
    """End what is past its time; which ones those were."""
    found = [str(row[0]) for row in transaction.rows(_OVERDUE, {"now": now})]
    return [number for number in found if end(transaction, number, "expired", SYSTEM, now=now)]


def sweep(transaction: Transaction, vault: Vault) -> list[str]:
    """Destroy keys that no open submission has any more; which ones those were."""
    kept = [str(row[0]) for row in transaction.rows(_KEPT, {})]
    return vault.sweep(kept, time.time() - _SWEEP_SECONDS)


def restored(transaction: Transaction, keys: Mapping[str, bytes], now: int) -> tuple[int, int]:
    """After a restore: end what has no key any more; how many stay open, and how many ended.

    Their keys were struck because they had ended, or were made after the copy of the keys.
    """
    found = [str(row[0]) for row in transaction.rows(_KEPT, {})]
    gone = [number for number in found if number not in keys or "master" not in keys]
    for number in gone:
        end(transaction, number, "expired", SYSTEM, now=now, detail={"restored": "without a key"})
    return len(found) - len(gone), len(gone)
