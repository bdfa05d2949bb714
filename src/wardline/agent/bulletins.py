"""Bulletins at the member's: kept in a small file, judged here by what the member owns.

The hub is asked for all bulletins that the organization may read, whatever they are about; which of
them concern the member is worked out on this machine, from a profile, an inventory and the work
list that stay here. What is sent is an API key, numbers of bulletins, and answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec

from wardline.agent.storefile import migrate, open_file, transaction
from wardline.bulletins import model
from wardline.client.http import Client
from wardline.core.errors import MalformedError, NotFoundError, RefusedError, UsageError

FILE_NAME = "bulletins.sqlite3"
STATES = ("seen", "not-concerned", "doing", "done")
# Whoever said one of these is through with it.
THROUGH = ("not-concerned", "done")
T = TypeVar("T")
_PORTION = 50
_MOST_OWNED = 2_000
_SCHEMAS = (
    """
CREATE TABLE bulletin (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, sha256 TEXT NOT NULL, changed TEXT NOT NULL,
    withdrawn INTEGER NOT NULL, body TEXT NOT NULL, received_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE answer (
    id INTEGER PRIMARY KEY, bulletin TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
""",
)


class Row(msgspec.Struct, frozen=True):
    """A bulletin as the hub lists it."""

    id: str
    version: int
    sha256: str
    changed: str
    withdrawn: bool


class Text(Row, frozen=True):
    """A bulletin with what it says."""

    released: str
    address: str
    reason: str
    withdrawn_reason: str
    content: model.Bulletin


class _Listed(msgspec.Struct, frozen=True):
    bulletins: list[Row]


class _Texts(msgspec.Struct, frozen=True):
    bulletins: list[Text]


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who reads here, and what is owned; what is empty is not known, and excludes nothing."""

    kind: str = ""
    size: str = ""
    role: str = ""
    language: str = "en"
    own: tuple[str, ...] = ()
    # The path of an inventory, read anew each time.
    inventory: str = ""
    # Whether all that is owned stands in these lists: only then is the rest not concerned.
    complete: bool = False


class Said(NamedTuple):
    """What was answered last: about which version, when (microseconds)."""

    state: str
    version: int
    at: int


class Pulled(NamedTuple):
    """What a pull changed: numbers of bulletins."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    # No longer for this organization, or too old to be listed.
    gone: tuple[str, ...]


class Shelf:
    """The open file."""

    def __init__(self, data: Path) -> None:
        """Open the file in `data`; the first time it is made. *Raises* ConfigError."""
        path = data / FILE_NAME
        self._db = open_file(path, create=True)
        migrate(self._db, path, _SCHEMAS)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # -- what is kept ------------------------------------------------------------------------

    def all(self) -> list[Text]:
        """Every bulletin, what changed last first."""
        rows = self._db.execute("SELECT body FROM bulletin ORDER BY changed DESC, id DESC")
        return [msgspec.json.decode(row[0], type=Text) for row in rows]

    def get(self, number: str) -> Text:
        """One bulletin. *Raises* NotFoundError."""
        row = self._db.execute("SELECT body FROM bulletin WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise NotFoundError(
                f"There is no bulletin {number} here.",
                hint="See the list: wardline agent bulletins --all.",
            )
        return msgspec.json.decode(row[0], type=Text)

    def pulled_at(self) -> int | None:
        """When the hub was last asked, in microseconds."""
        found = self._setting("pulled_at")
        return int(found) if found else None

    def said(self) -> dict[str, Said]:
        """The newest answer to each bulletin."""
        rows = self._db.execute("SELECT bulletin, state, version, at FROM answer ORDER BY id")
        return {row[0]: Said(*row[1:]) for row in rows}

    # -- the profile -------------------------------------------------------------------------

    def profile(self) -> Profile:
        """Who reads here, and what is owned."""
        found = self._setting("profile")
        return msgspec.json.decode(found, type=Profile) if found else Profile()

    def keep_profile(self, made: Profile) -> None:
        """Keep a profile. *Raises* UsageError."""
        known = {"kind": model.KINDS, "size": model.SIZES, "role": model.ROLES}
        for name, values in known.items():
            if getattr(made, name) not in ("", *values):
                raise UsageError(f"There is no such {name}.", hint=f"One of: {', '.join(values)}.")
        if made.language not in model.LANGUAGES:
            raise UsageError(
                "Bulletins are not written in this language.",
                hint=f"One of: {', '.join(model.LANGUAGES)}.",
            )
        if len(made.own) > _MOST_OWNED:
            raise UsageError(
                f"At most {_MOST_OWNED:,} names.", hint="Name an inventory instead: --inventory."
            )
        with transaction(self._db):
            self._keep("profile", msgspec.json.encode(made).decode())

    def _setting(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _keep(self, name: str, value: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value)
        )

    # -- to and from the hub -----------------------------------------------------------------

    def pull(self, client: Client, now: int) -> Pulled:
        """Bring the shelf up to date; each portion is durable before the next.

        All that the organization may read is asked for, so that the hub learns nothing by it.
        *Raises* MalformedError, NetworkError.
        """
        listed = _read(client.request("GET", "/bulletins/pull.json").body, _Listed).bulletins
        columns = "id, version, sha256, changed, withdrawn"
        rows = self._db.execute(f"SELECT {columns} FROM bulletin")  # noqa: S608 # names of our own
        here = {row[0]: Row(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows}
        lacking = [one.id for one in listed if here.get(one.id) != one]
        got: list[str] = []
        for start in range(0, len(lacking), _PORTION):
            got += self._take(client, lacking[start : start + _PORTION], now)
        gone = sorted(set(here) - {one.id for one in listed})
        with transaction(self._db):
            self._db.executemany("DELETE FROM bulletin WHERE id = ?", [(one,) for one in gone])
            self._keep("pulled_at", str(now))
        new = tuple(one for one in got if one not in here)
        return Pulled(new, tuple(one for one in got if one in here), tuple(gone))

    def _take(self, client: Client, numbers: Sequence[str], now: int) -> list[str]:
        query = urlencode([("id", one) for one in numbers])
        answer = client.request("GET", f"/bulletins/pull.json?{query}")
        texts = _read(answer.body, _Texts).bulletins
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO bulletin (id, version, sha256, changed, withdrawn, body, "
                "received_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*_columns(one), msgspec.json.encode(one).decode(), now) for one in texts],
            )
        return [one.id for one in texts]

    def answer(self, client: Client, number: str, state: str, now: int) -> Said:
        """Tell the hub what the organization does; kept here once the hub has it.

        *Raises* NotFoundError, UsageError, RefusedError, NetworkError.
        """
        if state not in STATES:
            raise UsageError(f"There is no answer {state!r}.", hint=f"One of: {', '.join(STATES)}.")
        version = self.get(number).version
        body = msgspec.json.encode({"answers": [{"bulletin": number, "state": state}]})
        headers = {"content-type": "application/json"}
        found = client.request("POST", "/bulletins/answers/send", headers=headers, content=body)
        told = _read(found.body, dict[str, list[dict[str, Any]]]).get("answers") or [{}]
        if told[0].get("kept") is not True:
            why = str(told[0].get("why", "The hub did not say why."))
            raise RefusedError(f"The hub did not take the answer: {why[:300]}")
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO answer (bulletin, version, state, at) VALUES (?, ?, ?, ?)",
                (number, version, state, now),
            )
        return Said(state, version, now)


def _columns(one: Row) -> Iterable[Any]:
    return one.id, one.version, one.sha256, one.changed, int(one.withdrawn)


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise MalformedError(
            f"The hub's answer is not about bulletins: {error}.",
            hint="Is the hub older than this program? Ask its staff.",
        ) from None
