"""The verbs on tokens: the key of the epoch, giving out, checking, spending. Free of Django.

    an epoch begins ─ key made ─ members draw ─ epoch ends: private key destroyed ─ grace ends:
    its tokens are good for nothing, what was spent and drawn is forgotten

What a member sends to be signed is never kept, only how many an organization drew. A token is
spent in the transaction that takes in what it pays for: both happen, once, or neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from wardline.core.clock import format_timestamp
from wardline.core.errors import ConflictError, ForbiddenError, UnprocessableError
from wardline.hub.audit import log
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, draft
from wardline.hub.config import Config
from wardline.hub.db import Database, Params, Query, Transaction
from wardline.hub.exchange.queries import SETTING
from wardline.hub.tokens.keys import Keys, make
from wardline.incidents import tokens
from wardline.incidents.blind import Signer
from wardline.incidents.tokens import DAY, Token

# Gives the rows of a query: of the database, or of an open transaction.
Read = Callable[[Query, Params], list[tuple[Any, ...]]]

# Ended epochs are remembered for so long, to tell an old token from one of another hub.
_REMEMBERED = 400 * DAY

# The epoch that is open now.
_OPEN = """
    SELECT id, public, begins_at, ends_at FROM tokens_epoch
    WHERE ends_at > :now ORDER BY ends_at LIMIT 1"""
# Where the newest one ended: epochs do not overlap, even if their length was changed.
_LAST = "SELECT COALESCE(MAX(ends_at), 0) FROM tokens_epoch"
_ADD = """
    INSERT INTO tokens_epoch (id, public, begins_at, ends_at)
    VALUES (:id, :public, :begins, :ends) ON CONFLICT (begins_at) DO NOTHING RETURNING id"""
_BY_ID = "SELECT public, ends_at FROM tokens_epoch WHERE id = :id"
# Counts up unless that would be more than the most: the two cannot come apart.
_DRAW = """
    INSERT INTO tokens_drawn (id, epoch, organization, drawn)
    VALUES (:id, :epoch, :organization, :many)
    ON CONFLICT (id) DO UPDATE SET drawn = tokens_drawn.drawn + :many
    WHERE tokens_drawn.drawn + :many <= :most RETURNING drawn"""
_DRAWN = "SELECT drawn FROM tokens_drawn WHERE id = :id"
# Whoever comes second waits for the first to commit, and then gets no row.
_SPEND = """
    INSERT INTO tokens_spent (digest, epoch) VALUES (:digest, :epoch)
    ON CONFLICT (digest) DO NOTHING RETURNING epoch"""
_IS_SPENT = "SELECT 1 FROM tokens_spent WHERE digest = :digest"
# Ended epochs whose private key may still be there.
_ENDED = "SELECT id FROM tokens_epoch WHERE ends_at <= :now AND destroyed_at IS NULL"
_DESTROYED = "UPDATE tokens_epoch SET destroyed_at = :now WHERE id = :id"
_OVER = "(SELECT id FROM tokens_epoch WHERE ends_at <= :over)"
_FORGET_SPENT = f"DELETE FROM tokens_spent WHERE epoch IN {_OVER}"  # noqa: S608 # constant parts
_FORGET_DRAWN = f"DELETE FROM tokens_drawn WHERE epoch IN {_OVER}"  # noqa: S608 # constant parts
_FORGET = "DELETE FROM tokens_epoch WHERE ends_at <= :old"
# Read and taken out in one statement: what is written meanwhile is not among it, and stays.
_ALL_SPENT = "DELETE FROM tokens_spent RETURNING digest, epoch"
_ALL_DRAWN = "DELETE FROM tokens_drawn RETURNING id, epoch, organization, drawn"


class Epoch(NamedTuple):
    """The epoch that is open: its key's id, the key as published, when it began and ends."""

    id: str
    public: bytes
    begins_at: int
    ends_at: int


class Allowance(NamedTuple):
    """What an organization drew in an epoch, and how many it may."""

    drawn: int
    most: int
    ends_at: int


def name(config: Config, read: Read) -> str:
    """By what tokens know this hub: host and port of its address."""
    rows = [] if config["portal.address"] else read(SETTING, {"name": "address"})
    address = config["portal.address"] or (rows[0][0] if rows else "http://127.0.0.1:8400/")
    return urlsplit(str(address)).netloc.rpartition("@")[2].lower()


def current(database: Database, config: Config, at: int) -> Epoch:
    """The epoch at `at`; makes it, with its key, where there is none yet."""
    rows = database.read(_OPEN, {"now": at})
    if rows:
        return _epoch(rows[0])
    keys, key = Keys(config.data), make()
    public = tokens.spki(key.public)
    number = tokens.key_id(public).hex()
    keys.write(number, key)
    with database.transaction(quiet=True) as transaction:
        made = _add(transaction, number, public, config["tokens.epoch_days"], at)
    if not made:
        # Another process was quicker; its key is the epoch's only one.
        keys.destroy(number)
    return _epoch(database.read(_OPEN, {"now": at})[0])


def _epoch(row: tuple[Any, ...]) -> Epoch:
    return Epoch(str(row[0]), bytes(row[1]), int(row[2]), int(row[3]))


def _add(transaction: Transaction, number: str, public: bytes, days: int, at: int) -> bool:
    epoch = tokens.epoch_of(at, days)
    ends = tokens.epoch_ends(epoch, days)
    begins = max(ends - days * DAY, int(transaction.rows(_LAST, {})[0][0]))
    params = {"id": number, "public": public, "begins": begins, "ends": ends}
    if begins > at or not transaction.rows(_ADD, params):
        return False
    # In the public log: a hub that showed some members another key could not hide it there.
    told = {"begins": format_timestamp(begins), "ends": format_timestamp(ends)}
    target = f"token-key:{number}"
    log.add(transaction, [draft(SYSTEM, Action.TOKEN_KEY_MADE, target, told, at=at)])
    return True


class Issuer:
    """Gives tokens out, in one process."""

    def __init__(self, database: Database, config: Config) -> None:
        """Use the keys in the folder of `config`."""
        self._database = database
        self._config = config
        self._signer: tuple[str, Signer] | None = None

    def issue(self, organization: str, body: bytes, at: int) -> bytes:
        """The hub's answer to a batch of requests by a member of `organization`.

        1. Check the batch, and roughly how many are left: no work for who may have none.
        2. Sign. 3. Count, atomically; nothing leaves that is not counted.
        *Raises* InputError, ForbiddenError where all were drawn, UnavailableError.
        """
        most = self._config["tokens.per_epoch"]
        asked = tokens.requests(body, most)
        epoch = current(self._database, self._config, at)
        truncated = bytes.fromhex(epoch.id)[-1]
        if any(one.truncated_key_id != truncated for one in asked):
            raise UnprocessableError(
                "These requests are for another key than the one of this epoch.",
                hint=f"Fetch {tokens.DIRECTORY} again, and draw anew.",
            )
        drawn = self.allowance(organization, at).drawn
        if drawn + len(asked) > most:
            raise _all_drawn(drawn, most, epoch)
        answer = tokens.sign(self._signs(epoch), asked, os.urandom)
        params = {
            "id": f"{epoch.id}:{organization}",
            "epoch": epoch.id,
            "organization": organization,
            "many": len(asked),
            "most": most,
        }
        with self._database.transaction(quiet=True) as transaction:
            if not transaction.rows(_DRAW, params):
                raise _all_drawn(most, most, epoch)
        return answer

    def allowance(self, organization: str, at: int) -> Allowance:
        """What an organization drew in this epoch."""
        epoch = current(self._database, self._config, at)
        rows = self._database.read(_DRAWN, {"id": f"{epoch.id}:{organization}"})
        drawn = int(rows[0][0]) if rows else 0
        return Allowance(drawn, self._config["tokens.per_epoch"], epoch.ends_at)

    def _signs(self, epoch: Epoch) -> Signer:
        if self._signer is None or self._signer[0] != epoch.id:
            self._signer = None
            self._signer = (epoch.id, Signer.of(Keys(self._config.data).read(epoch.id)))
        return self._signer[1]


def _all_drawn(drawn: int, most: int, epoch: Epoch) -> ForbiddenError:
    day = format_timestamp(epoch.ends_at)[:10]
    return ForbiddenError(
        f"Your organization drew {drawn} of the {most} tokens of this epoch; so many more are not "
        "left.",
        hint=f"Draw fewer, or wait for the next epoch, which begins on {day}.",
    )


def check(read: Read, config: Config, token: Token, at: int) -> None:
    """Pass if the token is this hub's and still good; whether it is spent is not asked.

    *Raises* UnprocessableError with a sentence for each way in which it is not.
    """
    rows = read(_BY_ID, {"id": token.key_id.hex()})
    if not rows:
        raise UnprocessableError(
            "This token was not given out by this hub; another hub's does not count here.",
            hint="Draw one here with 'wardline incident token draw'.",
        )
    public, ends_at = bytes(rows[0][0]), int(rows[0][1])
    expected = tokens.challenge(name(config, read))
    right = tokens.digest(expected) == token.challenge
    if not tokens.signed_by(token, tokens.read_spki(public)):
        raise UnprocessableError(
            "This token is not real: its signature does not fit.",
            hint="Copy it again, whole; if it stays so, use another one.",
        )
    if not right:
        raise UnprocessableError(
            "This token was drawn for another address of this hub.",
            hint="Draw one by the address that members use.",
        )
    grace = config["tokens.grace_days"] * DAY
    if at >= ends_at + grace:
        day = format_timestamp(ends_at + grace)[:10]
        raise UnprocessableError(
            f"This token is from an epoch that is over; it was good until {day}.",
            hint="Use a newer one, or draw one with 'wardline incident token draw'.",
        )


def spend(transaction: Transaction, token: Token) -> bool:
    """Spend a token that was checked, within the caller's transaction; False: it was spent."""
    params = {"digest": token.spent, "epoch": token.key_id.hex()}
    return bool(transaction.rows(_SPEND, params))


def is_spent(read: Read, token: Token) -> bool:
    """Whether a token was spent already."""
    return bool(read(_IS_SPENT, {"digest": token.spent}))


def was_spent() -> ConflictError:
    """What is said of a spent token."""
    return ConflictError(
        "This token was used already; nothing was taken in.", hint="Use another token."
    )


def tidy(database: Database, config: Config, at: int) -> None:
    """Destroy keys of epochs that have ended; forget what ended with the grace."""
    keys = Keys(config.data)
    with database.transaction(quiet=True) as transaction:
        gone = [str(row[0]) for row in transaction.rows(_ENDED, {"now": at})]
        for number in gone:
            transaction.run(_DESTROYED, {"id": number, "now": at})
            target = f"token-key:{number}"
            one = draft(SYSTEM, Action.TOKEN_KEY_DESTROYED, target, {}, at=at)
            # The file goes before the commit: what the log says of it has then happened.
            keys.destroy(number)
            log.add(transaction, [one])
        over = {"over": at - config["tokens.grace_days"] * DAY}
        transaction.run(_FORGET_SPENT, over)
        transaction.run(_FORGET_DRAWN, over)
        transaction.run(_FORGET, {"old": at - _REMEMBERED})


def stir(transaction: Transaction) -> None:
    """Write all that was drawn and spent anew, in the order of its own values.

    A table keeps in its pages, and PostgreSQL in its rows' transaction numbers, in which order it
    was written; after this it tells nothing but what the rows say.
    """
    spent = sorted((bytes(row[0]), str(row[1])) for row in transaction.rows(_ALL_SPENT, {}))
    drawn = sorted(tuple(row) for row in transaction.rows(_ALL_DRAWN, {}))
    if spent:
        transaction.insert("tokens_spent", ("digest", "epoch"), spent)
    if drawn:
        columns = ("id", "epoch", "organization", "drawn")
        transaction.insert("tokens_drawn", columns, drawn)
