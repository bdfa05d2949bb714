"""What this hospital tells the hub of each advisory: a summary of the work list, by consent.

    consent → what would leave → looked at by a person → sent, byte for byte → kept

What leaves is made of `devices.answers` alone: ids of advisories that the hub itself lists, a word,
and, where the consent says so, a day and two counts. Notices for customers only are never named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from wardline.agent.worklist import Worklist
from wardline.client.http import Client
from wardline.core import jsonio
from wardline.core.clock import day_of
from wardline.core.errors import NetworkError, RefusedError, UsageError
from wardline.devices.answers import Answer, Checked, Stand, answers

# What may be told beside the word itself.
ALLOWED = ("counts", "days")
_SEND = "advisories/answers/send"
_LIST = "advisories.json"
# As many as the hub takes at a time.
_MOST = 1000
_MOST_PAGES = 2000


class Consent(NamedTuple):
    """Who has agreed that answers leave, when, and to what beside them."""

    at: int
    who: str
    allows: tuple[str, ...]


class Prepared(NamedTuple):
    """What would leave, in one body for each thousand, and how many answers stay here, and why."""

    bodies: tuple[bytes, ...]
    answers: tuple[dict[str, Any], ...]
    unchanged: int
    # Advisories that the hub does not list, or that were told to customers only: their ids stay.
    elsewhere: int


class Sent(NamedTuple):
    """What became of it: how many were kept, and which were not, with the hub's reason."""

    kept: int
    refused: dict[str, str]


class Answering:
    """The answers of one work list to one hub."""

    def __init__(self, worklist: Worklist, hub: str) -> None:
        """`hub` is its address: what was told one hub is not known to another."""
        self._worklist, self._db, self._hub = worklist, worklist.db, hub

    # -- consent -----------------------------------------------------------------------------

    def consent(self) -> Consent | None:
        """The consent that stands for this hub; None: there is none, or it was taken back."""
        row = self._db.execute(
            "SELECT at, who, allows FROM consent WHERE hub IN ('', ?) ORDER BY id DESC LIMIT 1",
            (self._hub,),
        ).fetchone()
        if row is None or row[2] == "none":
            return None
        return Consent(row[0], row[1], tuple(filter(None, row[2].split(","))))

    def agree(self, who: str, allows: Iterable[str] | None, now: int) -> None:
        """Agree that answers leave to this hub, with what `allows` names.

        None takes it back, and what was agreed for any other hub as well.
        """
        told = "none" if allows is None else ",".join(one for one in ALLOWED if one in allows)
        with self._worklist.transaction():
            self._db.execute(
                "INSERT INTO consent (at, who, allows, hub) VALUES (?, ?, ?, ?)",
                (now, who, told, "" if allows is None else self._hub),
            )

    # -- what would leave --------------------------------------------------------------------

    def prepare(self, listed: frozenset[str], allows: Iterable[str], now: int) -> Prepared:
        """The answers to what the hub lists that differ from what it was told."""
        private = self._private()
        made = answers(self._checked(now), self._stands(), day_of(now))
        ours = [one for one in made if one.advisory in listed and one.advisory not in private]
        told = self._told()
        rows = [_row(one, frozenset(allows)) for one in ours]
        fresh = tuple(row for row in rows if told.get(row["advisory"]) != row)
        bodies = tuple(
            jsonio.encode({"answers": fresh[at : at + _MOST]}) for at in range(0, len(fresh), _MOST)
        )
        return Prepared(bodies, fresh, len(rows) - len(fresh), len(made) - len(ours))

    def _private(self) -> set[str]:
        kept = self._worklist.advisories().items()
        return set(self._worklist.notices()) | {number for number, one in kept if one["private"]}

    def _checked(self, now: int) -> dict[str, Checked]:
        """The advisories that every inventory was held against."""
        runs = self._worklist.last_runs()
        whole = not any(run.body.get("unread", 0) for run in runs)
        rows = self._db.execute(
            "SELECT advisory, max(first_at), count(*) FROM checked GROUP BY advisory"
        )
        return {
            number: Checked(day_of(min(since, now)), whole)
            for number, since, inventories in rows
            if inventories >= len(runs)
        }

    def _stands(self) -> list[Stand]:
        return [
            Stand(item.finding, day_of(item.first_at))
            for item in self._worklist.items()
            if item.withdrawn_at is None
        ]

    def _told(self) -> dict[str, dict[str, Any]]:
        rows = self._db.execute("SELECT advisory, body FROM told WHERE hub = ?", (self._hub,))
        return {number: json.loads(body) for number, body in rows}

    # -- sending -----------------------------------------------------------------------------

    def send(self, prepared: Prepared, client: Client, now: int) -> Sent:
        """Send what was shown, and keep what left. *Raises* RefusedError without consent."""
        if self.consent() is None:
            raise RefusedError(
                "Nobody has agreed yet that answers leave this house; nothing was sent.",
                hint="wardline devices answer --agree --who NAME (--help says to what).",
            )
        kept = 0
        refused: dict[str, str] = {}
        for at, body in enumerate(prepared.bodies):
            self._keep_sending(body, now)
            became = _became(client.request("POST", _SEND, headers=_JSON, content=body).body)
            rows = prepared.answers[at * _MOST : (at + 1) * _MOST]
            taken = [row for row in rows if became.get(row["advisory"]) == ""]
            self._keep_told(taken)
            kept += len(taken)
            refused |= {
                row["advisory"]: became.get(row["advisory"], "the hub said nothing of it")
                for row in rows
                if row not in taken
            }
        return Sent(kept, refused)

    def _keep_sending(self, body: bytes, now: int) -> None:
        """Before it leaves: what may have left is known, whatever happens on the way."""
        digest = hashlib.sha256(body).hexdigest()
        with self._worklist.transaction():
            self._db.execute(
                "INSERT INTO sending (at, hub, sha256, body) VALUES (?, ?, ?, ?)",
                (now, self._hub, digest, body),
            )

    def _keep_told(self, rows: Iterable[Mapping[str, Any]]) -> None:
        with self._worklist.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO told (hub, advisory, body) VALUES (?, ?, ?)",
                [(self._hub, row["advisory"], json.dumps(row)) for row in rows],
            )

    def sendings(self) -> list[tuple[int, str, str, bytes]]:
        """All that was ever sent: when, to which hub, its digest, the bytes."""
        rows = self._db.execute("SELECT at, hub, sha256, body FROM sending ORDER BY id")
        return [(at, hub, digest, bytes(body)) for at, hub, digest, body in rows]


_JSON = {"content-type": "application/json", "accept": "application/json"}


def listed(client: Client) -> frozenset[str]:
    """The ids of all advisories that the hub shows us; asking tells nothing of ours."""
    found: set[str] = set()
    for page in range(1, _MOST_PAGES + 1):
        told = _object(client.request("GET", _LIST, params={"page": str(page)}).body)
        rows = told.get("advisories")
        if not isinstance(rows, list) or not rows:
            break
        found |= {str(row.get("id")) for row in rows if isinstance(row, dict)}
        if len(found) >= _whole(told.get("total")):
            break
    return frozenset(found)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _became(body: bytes) -> dict[str, str]:
    """For each advisory why its answer was not kept; empty: it was."""
    rows = _object(body).get("answers")
    return {
        str(row.get("advisory")): "" if row.get("kept") is True else str(row.get("why"))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    }


def _object(body: bytes) -> dict[str, Any]:
    told = jsonio.decode(body)
    if not isinstance(told, dict):
        raise NetworkError(
            "The hub answers with something else than a JSON object.",
            hint="Check its address: wardline agent status.",
        )
    return told


def allowed(words: Iterable[str]) -> tuple[str, ...]:
    """What may be told, checked. *Raises* UsageError."""
    for word in words:
        if word not in ALLOWED:
            raise UsageError(
                f"There is no '{word}' to allow.", hint=f"One of {', '.join(ALLOWED)}."
            )
    return tuple(words)


def _row(one: Answer, allows: frozenset[str]) -> dict[str, Any]:
    """An answer as it leaves: what is not allowed is not there."""
    row: dict[str, Any] = {"advisory": one.advisory, "state": one.state}
    if one.planned_for is not None:
        row["planned_for"] = _iso(one.planned_for)
    if "days" in allows:
        row["on"] = _iso(one.on)
    if "counts" in allows and one.devices:
        row |= {"devices": one.devices, "addressed": one.addressed}
    return row


def _iso(day: date) -> str:
    return day.isoformat()
