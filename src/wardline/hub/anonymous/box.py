"""The letter box: what comes in is sealed at once, and moved on by the day, in no order.

    POST ─ spend the token, seal, commit ─▶ letter ─ after 01:00 UTC of the next day ─▶ review

A hub's log tells by the second who pulled or signed in. Whatever kept the order or the time of
letters could be laid beside it, so nothing does: a letter knows its day, the box is emptied in one
transaction in random order, and each minute in which something came the tables that letters touch
are written anew in the order of their (random) keys. Free of Django: the portal puts in, the keeper
empties.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import random
import re
import sqlite3
from typing import Any, NamedTuple

import msgspec

from wardline.core.errors import UnavailableError
from wardline.hub.config import Config
from wardline.hub.db import Database, Dialect, Transaction
from wardline.hub.exchange.queries import OVERWRITE
from wardline.hub.review import unnamed
from wardline.hub.review.sealing import Vault
from wardline.hub.tokens import service as tokens
from wardline.incidents.tokens import DAY

FOLDER = "anonymous"
_PAD = 4096
_ADDRESS = re.compile(r"[a-z2-7]{32}")
_ALPHABET_BYTES = 20
# A letter that was begun before midnight is in the box long before this is over; the key of its day
# must not be gone by then.
_SLACK = DAY // 24

_ADD = """
    INSERT INTO anonymous_letter (id, kind, about, day, sealed)
    VALUES (:id, :kind, :about, :day, :sealed)"""
_ADD_BOX = """
    INSERT INTO anonymous_box (digest, submission, until) VALUES (:digest, :submission, :until)"""
BOX = "SELECT submission FROM anonymous_box WHERE digest = :digest AND until > :day"
# What is to be moved on, locked: two keepers do not move it twice.
_BEFORE = "SELECT id, kind, about, day, sealed FROM anonymous_letter WHERE day < :day"
_LETTERS = Dialect(_BEFORE, f"{_BEFORE} FOR UPDATE")
_ANY_BEFORE = "SELECT 1 FROM anonymous_letter WHERE day < :day LIMIT 1"
_REMOVE = "DELETE FROM anonymous_letter WHERE id = :id"
WAITS = "SELECT 1 FROM anonymous_letter WHERE about = :about AND kind = 'report'"
ANSWERS = "SELECT COUNT(*) FROM anonymous_letter WHERE about = :about AND kind = 'answer'"
# Read and taken out in one statement: what is written meanwhile is not among it, and stays.
_BOXES = "DELETE FROM anonymous_box RETURNING digest, submission, until"
_ALL_LETTERS = "DELETE FROM anonymous_letter RETURNING id, kind, about, day, sealed"
_TRACES = """
    SELECT (SELECT COUNT(*) FROM anonymous_letter), (SELECT COUNT(*) FROM tokens_spent),
           (SELECT COALESCE(SUM(drawn), 0) FROM tokens_drawn)"""
_TABLES = "anonymous_letter, anonymous_box, tokens_spent, tokens_drawn"
_OVER = "DELETE FROM anonymous_box WHERE until <= :day"
_ANY_OVER = "SELECT 1 FROM anonymous_box WHERE until <= :day LIMIT 1"


class Report(msgspec.Struct, frozen=True):
    """What is sealed of a report."""

    collection: str
    objects: list[dict[str, Any]]
    labels: dict[str, int]


class Answer(msgspec.Struct, frozen=True):
    """What is sealed of an answer."""

    text: str


class Put(NamedTuple):
    """A letter on its way into the box."""

    id: str
    kind: str
    about: str
    content: Report | Answer


def vault(config: Config) -> Vault:
    """The keys of the letter box: one a day, destroyed when that day's letters were moved on."""
    return Vault(config.data, FOLDER)


def day_of(at: int) -> int:
    """The day of a time. *Units*: microseconds, days since 1970."""
    return at // DAY


def digest(address: str) -> bytes:
    """What is kept of a reply box's address."""
    return hashlib.sha256(b"wardline reply box " + address.encode()).digest()


def read_address(text: str) -> str:
    """The secret part of a pasted address of a reply box, or nothing."""
    plain = "".join(text.rpartition("#")[2].split()).replace("-", "").lower()
    return plain if _ADDRESS.fullmatch(plain) else ""


def address(keys: Vault, signed: bytes, report: bytes) -> str:
    """The secret address for the answers to a report. *Shape*: 160 bits as 32 letters and digits.

    Worked out of the token, the report and a key of the hub's, so that the same report sent twice
    with the same token (the answer was lost) gets the same; who had the token before, as whoever
    drew it for others, cannot work it out.
    """
    mark = keys.mark(b"reply box", signed, report)
    return base64.b32encode(mark[:_ALPHABET_BYTES]).decode().lower()


def put(transaction: Transaction, keys: Vault, letter: Put, day: int) -> None:
    """Seal a letter and put it in, within the caller's transaction."""
    packed = msgspec.json.encode(letter.content)
    # Blanks after JSON mean nothing; the length would.
    packed += b" " * (-len(packed) % _PAD)
    bound = f"{letter.id} ".encode() + packed
    params = {
        "id": letter.id,
        "kind": letter.kind,
        "about": letter.about,
        "day": day,
        "sealed": keys.seal(_name(day), 0, bound),
    }
    transaction.run(_ADD, params)


def open_box(transaction: Transaction, secret: str, submission: str, until: int) -> None:
    """Make the reply box of a report."""
    params = {"digest": digest(secret), "submission": submission, "until": until}
    transaction.run(_ADD_BOX, params)


def empty(database: Database, config: Config, at: int) -> int:
    """Move on what came in before the day of `at`; how many letters that were.

    1. Make ready the key of the day, so that its file does not tell when the first letter came.
    2. In one transaction and in random order: letters become submissions or answers, and what
       they touched is written anew.
    3. Destroy the keys of days whose letters are gone.
    """
    day, keys = day_of(at - _SLACK), vault(config)
    keys.ready(_name(day_of(at)))
    past = {"day": day}
    if not database.read(_ANY_BEFORE, past) and not database.read(_ANY_OVER, past):
        _drop_keys(keys, day, [])
        return 0
    review = Vault(config.data, keys_file=config["review.keys_file"])
    with database.transaction(quiet=True) as transaction:
        rows = transaction.rows(_LETTERS, past)
        random.SystemRandom().shuffle(rows)
        rows.sort(key=lambda row: str(row[1]) != "report")
        kept = [row for row in rows if not _moved(transaction, (keys, review), config, row, at)]
        transaction.run(_OVER, past)
        transaction.run(OVERWRITE, {})
        _stir(transaction)
    _flush(database, config)
    _drop_keys(keys, day, [int(row[3]) for row in kept])
    return len(rows) - len(kept)


def _moved(
    transaction: Transaction,
    vaults: tuple[Vault, Vault],
    config: Config,
    row: tuple[Any, ...],
    at: int,
) -> bool:
    """Move one letter on; False where it cannot be opened on this machine."""
    number, kind, about, day, sealed = (*row[:4], bytes(row[4]))
    keys, review = vaults
    try:
        bound = keys.open(_name(int(day)), 0, sealed)
    except UnavailableError:
        # The data folder was restored without its folder 'anonymous': that may come back.
        if int(day) + config["review.keep_days"] < day_of(at):
            transaction.run(_REMOVE, {"id": number})
        return False
    belongs, _, packed = bound.partition(b" ")
    if belongs.decode() != number:
        return False
    if kind == "report":
        report = msgspec.json.decode(packed, type=Report)
        arriving = unnamed.Arriving(number, report.collection, report.objects, report.labels)
        unnamed.hold(transaction, review, config, arriving, at)
    else:
        text = msgspec.json.decode(packed, type=Answer).text
        unnamed.answer(transaction, review, str(about), text, at)
    transaction.run(_REMOVE, {"id": number})
    return True


def _stir(transaction: Transaction) -> None:
    """Write what is there anew in the order of its (random) keys (see `tokens.service.stir`)."""
    boxes = sorted(
        (bytes(row[0]), str(row[1]), int(row[2])) for row in transaction.rows(_BOXES, {})
    )
    if boxes:
        transaction.insert("anonymous_box", ("digest", "submission", "until"), boxes)
    letters = sorted((*row[:4], bytes(row[4])) for row in transaction.rows(_ALL_LETTERS, {}))
    if letters:
        columns = ("id", "kind", "about", "day", "sealed")
        transaction.insert("anonymous_letter", columns, letters)
    tokens.stir(transaction)


def traces(database: Database) -> tuple[int, ...]:
    """What has changed when something came in: the keeper shakes the box then."""
    return tuple(int(cell) for cell in database.read(_TRACES, {})[0])


def shake(database: Database, config: Config) -> None:
    """Take from the database in which order letters came, tokens were spent and drawn.

    Until then the files tell what came within the last minute: rows lie in the order of writing,
    and SQLite's log holds each transaction beside those of the members at the same time.
    """
    with database.transaction(quiet=True) as transaction:
        transaction.run(OVERWRITE, {})
        _stir(transaction)
    _flush(database, config)


def _flush(database: Database, config: Config) -> None:
    """Take old versions of rows out of the files; where somebody reads just now, next time."""
    if database.kind == "sqlite":
        with contextlib.closing(sqlite3.connect(config.sqlite_path, timeout=2.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    import psycopg

    with psycopg.connect(config["database.url"], autocommit=True) as server:
        server.execute(f"VACUUM {_TABLES}")


def _name(day: int) -> str:
    """What the key of a day is called."""
    return f"day-{day}"


def _drop_keys(keys: Vault, day: int, needed: list[int]) -> None:
    for name in keys.names("day-*"):
        past = int(name.removeprefix("day-"))
        if past < day and past not in needed:
            keys.destroy(name)
