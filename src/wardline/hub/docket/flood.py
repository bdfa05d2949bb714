"""Floods: a budget for each sender, and two ways to go on past it; no address is kept.

A sender is known for an hour by a keyed digest whose key lives in this process alone and is thrown
away with it. A budget is large: a thousand letters a minute from one address are taken. Past it a
browser solves a small puzzle by itself, or a person waits for some seconds and sends again:
what was typed stays. If anything here fails, the comment is taken.

*Source*: C. Dwork, M. Naor, "Pricing via processing" (1992), for the puzzle.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.core import signing

# Units a minute for one address: a letter costs 1, so do each 20 kB more; a file costs 20.
BUDGET = 1_500.0
_MINUTE = 60.0
_CHARACTERS = 20_000
_FILE = 20
_KEY_SECONDS = 3_600.0
_MOST_SENDERS = 100_000
WAIT_SECONDS = 15
# A browser tries some 2^15 numbers: a second or two.
BITS = 15
_TICKET_SECONDS = 3_600
_SALT = "wardline.docket.flood"


class Answer(NamedTuple):
    """The ticket that the form shows again, and with it what the browser worked out."""

    ticket: str = ""
    proof: str = ""


class Meter:
    """The budgets of one process; shared by its threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody has sent anything yet."""
        self._clock = clock
        self._lock = threading.Lock()
        self._senders: dict[bytes, tuple[float, float]] = {}
        self._used: dict[str, float] = {}
        self._key = os.urandom(32)
        self._made = clock()

    def take(self, address: str, characters: int, files: int) -> bool:
        """Spend of an address's budget; False when there is not enough left."""
        cost = 1 + characters / _CHARACTERS + _FILE * files
        with self._lock:
            at = self._clock()
            if at - self._made > _KEY_SECONDS or len(self._senders) > _MOST_SENDERS:
                self._senders.clear()
                self._key, self._made = os.urandom(32), at
            mark = hmac.new(self._key, address.encode(), hashlib.sha256).digest()[:12]
            left, since = self._senders.get(mark, (BUDGET, at))
            left = min(BUDGET, left + (at - since) * BUDGET / _MINUTE)
            # One that costs more than a whole budget passes with a full one.
            enough = left >= min(cost, BUDGET)
            self._senders[mark] = (max(0.0, left - cost) if enough else left, at)
            return enough

    def solved(self, answer: Answer) -> bool:
        """Whether the puzzle was solved, or the wait is over; a ticket is good once."""
        try:
            made = signing.loads(answer.ticket, salt=_SALT, max_age=_TICKET_SECONDS)
        except signing.BadSignature:
            return False
        waited = time.time() - float(made["at"]) >= WAIT_SECONDS
        if not waited and not worked(answer):
            return False
        with self._lock:
            at = self._clock()
            self._used = {t: u for t, u in self._used.items() if at - u < _TICKET_SECONDS}
            if answer.ticket in self._used:
                return False
            self._used[answer.ticket] = at
        return True


def ticket() -> str:
    """A new puzzle, and the moment from which on it need not be solved."""
    return signing.dumps({"at": time.time(), "n": os.urandom(8).hex()}, salt=_SALT)


def worked(answer: Answer) -> bool:
    """Whether SHA-256 of ticket and proof begins with enough zero bits."""
    if not answer.proof.isascii() or len(answer.proof) > 20:  # noqa: PLR2004 # a number in decimals
        return False
    found = hashlib.sha256(f"{answer.ticket}:{answer.proof}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - BITS) == 0


METER = Meter()
