"""A receipt, kept in the transaction of what it is for: both stand, or neither."""

from __future__ import annotations

from typing import NamedTuple

from wardline.hub.db import Transaction


class Kept(NamedTuple):
    """What a receipt holds, named as its columns are."""

    id: str
    organization: str
    user: int
    user_name: str
    collection: str
    # SHA-256 of what left.
    digest: str
    reviewed: bool
    # Each object's id, state and message, as JSON.
    outcomes: str
    # Microseconds since 1970.
    at: int


def keep(transaction: Transaction, kept: Kept) -> None:
    """Write a receipt; its number can be used once."""
    transaction.insert("objects_receipt", Kept._fields, [kept])
