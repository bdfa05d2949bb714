"""The member's anonymous tokens: drawn in batches, kept for later, each taken out before sending.

A token leaves the store in a durable step of its own before it leaves the machine: whatever breaks
afterwards, it is never sent twice by itself. One that surely did not leave is put back. One that
was used is wiped, so that nobody who takes this machine can say which report it paid for.
"""

from __future__ import annotations

import base64
import os
import secrets
import sqlite3
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from wardline.agent.storefile import transaction
from wardline.client import anonymous
from wardline.client.http import Client
from wardline.core.clock import parse_timestamp
from wardline.core.errors import NetworkError, NotFoundError, RefusedError
from wardline.incidents import tokens
from wardline.incidents.tokens import DAY, Token

FILE_NAME = "tokens.sqlite3"
_WAIT = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS token (
    text TEXT PRIMARY KEY, hub TEXT NOT NULL, key_id TEXT NOT NULL,
    drawn_day INTEGER NOT NULL, good_until INTEGER NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID"""


class Directory(NamedTuple):
    """What a hub publishes of its token key."""

    key: bytes
    # Microseconds since 1970.
    good_until: int

    @property
    def number(self) -> str:
        """The key's id, hex: the same for every member, or something is wrong."""
        return tokens.key_id(self.key).hex()


class Kept(NamedTuple):
    """A token that is here."""

    text: str
    hub: str
    key_id: str
    drawn_day: int
    good_until: int


class Store:
    """The tokens in a member's data folder."""

    def __init__(self, data: Path) -> None:
        """Open the file, for its owner alone."""
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = data / FILE_NAME
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        os.close(handle)
        path.chmod(0o600)
        # Not by `open_file`: a journal of its own would keep what is wiped here.
        self._file = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        self._file.execute("PRAGMA secure_delete=ON")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def add(self, hub: str, found: list[Token], good_until: int, at: int) -> None:
        """Keep tokens that were just drawn."""
        rows = [(one.text, hub, one.key_id.hex(), at // DAY, good_until) for one in found]
        with transaction(self._file):
            self._file.executemany("INSERT INTO token VALUES (?, ?, ?, ?, ?, 'ready')", rows)

    def ready(self, at: int) -> list[Kept]:
        """The tokens that can be used, those drawn longest ago first; others are forgotten."""
        with transaction(self._file):
            self._file.execute("DELETE FROM token WHERE good_until <= ?", (at,))
        rows = self._file.execute(
            "SELECT text, hub, key_id, drawn_day, good_until FROM token "
            "WHERE state = 'ready' ORDER BY drawn_day, text"
        )
        return [Kept(*row) for row in rows]

    def doubtful(self) -> int:
        """How many tokens were sent without an answer."""
        rows = self._file.execute("SELECT COUNT(*) FROM token WHERE state = 'sent'")
        return int(rows.fetchone()[0])

    def oldest(self, hub: str, at: int) -> Kept:
        """The one for a hub that was drawn longest ago. *Raises* NotFoundError without any."""
        for one in self.ready(at):
            if one.hub == hub:
                return one
        raise NotFoundError(
            "There is no token for this hub here.",
            hint="Draw some with 'wardline incident token draw', and use them on another day.",
        )

    def take(self, text: str) -> bool:
        """Take one out, durably, before it is sent; False: another process was quicker."""
        return self._mark(text, "ready", "sent")

    def put_back(self, text: str) -> None:
        """Put one back that surely did not leave, or that the hub did not use."""
        self._mark(text, "sent", "ready")

    def wipe(self, text: str) -> None:
        """Forget one that was used."""
        with transaction(self._file):
            self._file.execute("DELETE FROM token WHERE text = ?", (text,))

    def _mark(self, text: str, before: str, after: str) -> bool:
        with transaction(self._file):
            done = self._file.execute(
                "UPDATE token SET state = ? WHERE text = ? AND state = ?", (after, text, before)
            )
            return done.rowcount == 1


def hub_of(address: str) -> str:
    """A hub by scheme, host and port, as tokens know it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def directory(hub: str, proxy: str = "") -> Directory:
    """The hub's token key, asked for without saying who asks. *Raises* RefusedError for several.

    With a key of its own for each member a hub could tell them apart by their tokens.
    """
    said = anonymous.get(hub, tokens.DIRECTORY, proxy)
    keys = said.get("token-keys")
    until = parse_timestamp(str(said.get("good-until")))
    if not isinstance(keys, list) or until is None:
        raise NetworkError("The hub's directory of token keys cannot be read.")
    own = [one for one in keys if isinstance(one, dict) and one.get("token-type") == tokens.TYPE]
    if len(own) != 1:
        raise RefusedError(
            f"The hub offers {len(own)} token keys for one epoch; with more than one it could tell "
            "members apart, so nothing was drawn.",
            hint="Ask the hub's staff.",
        )
    try:
        key = base64.urlsafe_b64decode(str(own[0].get("token-key")))
    except ValueError:
        key = b""
    tokens.read_spki(key)
    return Directory(key, until)


def draw(client: Client, hub: str, published: Directory, many: int) -> list[Token]:
    """`many` new tokens; the hub sees how many, and nothing of them. *Raises* WardlineError."""
    name = urlsplit(hub).netloc
    drawing = tokens.draw(published.key, tokens.challenge(name), many, secrets.token_bytes)
    answer = client.request(
        "POST",
        "/tokens/",
        headers={"content-type": tokens.REQUEST_MEDIA, "accept": tokens.RESPONSE_MEDIA},
        content=drawing.body,
    )
    return tokens.finish(published.key, drawing, answer.body)


def same_key(one: Kept, hub: str, proxy: str) -> None:
    """Pass if the hub still shows the key that the token is of. *Raises* RefusedError.

    Asked again by the way that the report will go, which may be another network than that of the
    drawing: a key that was shown to this member alone does not appear there.
    """
    published = directory(hub, proxy)
    other = published.number != one.key_id and published.good_until == one.good_until
    if other:
        raise RefusedError(
            "The hub shows another token key than when this token was drawn, for the same epoch: "
            "it may have shown you a key of your own. Nothing was sent.",
            hint=f"Compare with other members: yours was {one.key_id[:16]} …",
        )
