"""The hospital's work list: every finding until it is addressed, in one small file of its own.

Each command is one transaction: what was acknowledged is on the disk, and what was not has not
happened. The history only grows; the file refuses to change or delete a line of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from wardline.agent.storefile import migrate, open_file, transaction
from wardline.agent.worktables import SCHEMAS
from wardline.core.clock import day_of
from wardline.core.errors import ConfigError, ConflictError, NotFoundError, WardlineError
from wardline.devices.claims import Claim
from wardline.devices.track import (
    Finding,
    Seen,
    State,
    Step,
    is_addressed,
    look_again,
    seen_now,
    take,
)

FILE_NAME = "devices.sqlite3"
MACHINE = "wardline"
_COLUMNS = (
    "id, inventory, asset, advisory, state, reopened, seen, body, first_at, changed_at, "
    "missing_at, withdrawn_at"
)
_ENDING = "state IN ('mitigated', 'accepted')"


class Item(NamedTuple):
    """A finding as it is kept: its number, its way, what the last run said of it, and when."""

    number: int
    inventory: str
    finding: Finding
    body: dict[str, Any]
    # Microseconds: first claimed, last changed, missing since, no longer claimed since.
    first_at: int
    changed_at: int
    missing_at: int | None = None
    withdrawn_at: int | None = None


class Run(NamedTuple):
    """One run of the matching: when, of which inventory, and what it was about."""

    number: int
    at: int
    inventory: str
    body: dict[str, Any]


class Taken(NamedTuple):
    """What a run changed, in findings."""

    new: int = 0
    reopened: int = 0
    withdrawn: int = 0
    missing: int = 0
    answered: int = 0


class Line(NamedTuple):
    """A line of the history."""

    finding: int
    at: int
    who: str
    kind: str
    state: str
    why: str
    body: dict[str, Any]


class Scope(NamedTuple):
    """What a run covered: only of that can it say that something is gone."""

    inventory: str
    advisories: frozenset[str]
    # The tags of all devices in the inventory, and the keys of those without one.
    devices: frozenset[str]
    body: dict[str, Any]
    # The tags to which the run was limited; None: all of the inventory.
    only: frozenset[str] | None = None


class Worklist:
    """The open file."""

    def __init__(self, data: Path, *, create: bool = False) -> None:
        """Open the work list in `data`. *Raises* ConfigError where there is none."""
        path = data / FILE_NAME
        if not create and not path.exists():
            raise ConfigError(
                f"There is no work list in {data}.",
                hint="Begin it: wardline devices match INVENTORY --advisories PATH --track.",
            )
        self._db = open_file(path, create=create)
        migrate(self._db, path, SCHEMAS)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @property
    def db(self) -> sqlite3.Connection:
        """The file, for what else is kept in it."""
        return self._db

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; a second writer waits."""
        return transaction(self._db)

    # -- what a run claims -------------------------------------------------------------------

    def take_in(
        self,
        scope: Scope,
        claims: Iterable[Claim],
        advisories: Iterable[tuple[str, Mapping[str, Any]]],
        now: int,
    ) -> Taken:
        """Put a run of the matching in: new, changed, missing and withdrawn findings, as one.

        1. what is known; 2. each claim; 3. what this run no longer claims; 4. the run itself.
        """
        with transaction(self._db):
            before = {
                (item.finding.asset_id, item.finding.advisory): item
                for item in self._items("inventory = ?", (scope.inventory,))
            }
            self._db.executemany(
                "INSERT OR REPLACE INTO advisory (id, body) VALUES (?, ?)",
                [(number, _text(body)) for number, body in advisories],
            )
            counts = dict.fromkeys(Taken._fields, 0)
            for claim in claims:
                known = before.pop((claim.asset, claim.advisory), None)
                self._claimed(scope.inventory, known, (claim, counts), now)
            for item in before.values():
                self._unclaimed(scope, item, counts, now)
            self._checked(scope, now)
            self._db.execute(
                "INSERT INTO run (at, inventory, body) VALUES (?, ?, ?)",
                (now, scope.inventory, _text({**scope.body, **counts})),
            )
        return Taken(**counts)

    def _checked(self, scope: Scope, now: int) -> None:
        """Remember which advisories a whole inventory was held against, and since when."""
        if scope.only is not None or not scope.devices:
            return
        self._db.executemany(
            "INSERT INTO checked (inventory, advisory, first_at) VALUES (?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            [(scope.inventory, number, now) for number in sorted(scope.advisories)],
        )

    def _claimed(
        self,
        inventory: str,
        known: Item | None,
        said: tuple[Claim, dict[str, int]],
        now: int,
    ) -> None:
        claim, counts = said
        if known is None:
            if claim.told.asks is not None:
                self._begin(inventory, claim, counts, now)
            return
        if claim.told.asks is None and not known.finding.steps:
            self._withdraw(known, claim.body, (claim.body["reason"], counts), now)
            return
        seen = seen_now(known.finding.seen, claim.told)
        after = look_again(known.finding, seen, day_of(now), claim.told.asks)
        item = known._replace(finding=after, body=claim.body, missing_at=None, withdrawn_at=None)
        untouched = not after.steps and after.state is State.CHECK_MATCH
        if untouched and self._answered(item) is not None:
            # Said once for these texts, and nothing that was asked has changed.
            item = item._replace(finding=replace(after, state=_beyond(item.body)))
        if known.missing_at is not None:
            self._note(item, now, ("back", "the device is in the inventory again"))
        if known.withdrawn_at is not None:
            self._note(item, now, ("claimed", claim.body["reason"]))
            counts["new"] += 1
        self._keep(item, known, (counts, now))

    def _begin(self, inventory: str, claim: Claim, counts: dict[str, int], now: int) -> None:
        finding = Finding(claim.asset, claim.advisory, seen_now(None, claim.told))
        cursor = self._db.execute(
            "INSERT INTO finding (inventory, asset, advisory, state, reopened, seen, body, "
            "first_at, changed_at) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?)",
            (
                inventory,
                claim.asset,
                claim.advisory,
                State.NEW.value,
                _text(asdict(finding.seen)),
                _text(claim.body),
                now,
                now,
            ),
        )
        counts["new"] += 1
        item = Item(int(cursor.lastrowid or 0), inventory, finding, claim.body, now, now)
        self._note(item, now, ("claimed", claim.body["reason"]))
        state = claim.told.asks or State.NEW
        why = "the first question"
        earlier = self._answered(item) if state is State.CHECK_MATCH else None
        if earlier is not None:
            state = _beyond(claim.body)
            why = f"{earlier} answered for the same maker and model that it is this product"
            counts["answered"] += 1
        moved = item._replace(finding=replace(finding, state=state))
        self._store(moved, now)
        self._note(moved, now, ("state", why))

    def _answered(self, item: Item) -> str | None:
        """Who has said that devices with these texts are this product, or None."""
        row = self._db.execute(
            "SELECT who FROM answer WHERE device = ? AND advisory = ? AND revision = ?",
            (texts_of(item.body), item.finding.advisory, item.finding.seen.revision),
        ).fetchone()
        return None if row is None else str(row[0])

    def _keep(self, item: Item, known: Item, kept: tuple[dict[str, int], int]) -> None:
        """Store what changed, and say why in the history."""
        counts, now = kept
        after, before = item.finding, known.finding
        if after.reopened and after.reopened != before.reopened:
            counts["reopened"] += 1
            self._note(item, now, ("reopened", after.reopened))
        elif after.state is not before.state:
            self._note(item, now, ("state", item.body["reason"]))
        if item != known:
            self._store(item, now)

    def _unclaimed(self, scope: Scope, item: Item, counts: dict[str, int], now: int) -> None:
        """A finding that this run says nothing of: its device is gone, or its match."""
        tag = item.body["device"].get("asset_id", "")
        if not {item.finding.asset_id, tag} & scope.devices:
            if item.missing_at is None:
                counts["missing"] += 1
                self._store(item._replace(missing_at=now), now)
                self._note(item, now, ("missing", "the device is not in the inventory any more"))
            return
        if scope.only is not None and not {item.finding.asset_id, tag} & scope.only:
            return
        if item.finding.advisory not in scope.advisories or item.withdrawn_at is not None:
            return
        why = "the device's texts no longer match the advisory's"
        if not item.finding.steps:
            self._withdraw(item, item.body, (why, counts), now)
        elif item.finding.state in (State.PLANNED, State.IN_WORK, State.AFFECTED):
            finding = replace(item.finding, state=State.CHECK_MATCH, reopened=why)
            counts["reopened"] += 1
            self._store(item._replace(finding=finding), now)
            self._note(item._replace(finding=finding), now, ("reopened", why))

    def _withdraw(
        self, item: Item, body: dict[str, Any], why: tuple[str, dict[str, int]], now: int
    ) -> None:
        """A claim of the machine's that nobody had answered, and that it makes no more."""
        reason, counts = why
        if item.withdrawn_at is not None:
            return
        counts["withdrawn"] += 1
        self._store(item._replace(body=body, withdrawn_at=now, missing_at=None), now)
        self._note(item, now, ("withdrawn", reason))

    # -- what people decide ------------------------------------------------------------------

    def decide(self, numbers: Sequence[int], step: Step, now: int) -> list[Item]:
        """Take one step for all of `numbers`, or for none. *Raises* NotFound, Unprocessable."""
        return self.decide_each([(number, step) for number in numbers], now)

    def decide_each(self, steps: Sequence[tuple[int, Step]], now: int) -> list[Item]:
        """Take a step for each number, all or none. *Raises* NotFound, Unprocessable."""
        with transaction(self._db):
            return [self._step(self._one(number), step, now) for number, step in steps]

    def take_back(
        self, rows: Sequence[tuple[int, State, Step]], now: int
    ) -> list[Item | WardlineError | None]:
        """Steps that come back from elsewhere, each with the state on which it was written.

        For each, in order: the finding after it; None where it was taken already; or why not.
        All that can be taken is taken in one transaction.
        """
        with transaction(self._db):
            return [self._back(number, state, step, now) for number, state, step in rows]

    def _back(self, number: int, state: State, step: Step, now: int) -> Item | WardlineError | None:
        try:
            item = self._one(number)
            if step in item.finding.steps:
                return None
            if item.finding.state is not state:
                raise ConflictError(
                    f"Finding {number} has become '{item.finding.state}' since it was written out "
                    f"as '{state}'.",
                    hint="Look at its history, and write the orders out anew.",
                )
            return self._step(item, step, now)
        except WardlineError as error:
            return error

    def _step(self, item: Item, step: Step, now: int) -> Item:
        after = item._replace(finding=take(item.finding, step), changed_at=now)
        self._store(after, now)
        body = {key: value for key, value in _plain_step(step).items() if value}
        self._note(after, now, ("step", step.reason), who=step.who, body=body)
        yes = (State.CHECK_VERSION, State.AFFECTED)
        if item.finding.state is State.CHECK_MATCH and step.to in yes:
            self._db.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
                (
                    texts_of(item.body),
                    item.finding.advisory,
                    item.finding.seen.revision,
                    step.who,
                    now,
                ),
            )
        return after

    def mark(self, marks: Sequence[tuple[int, str, str]], who: str, now: int) -> None:
        """Mark (finding, CVE, mark) of CSAF 2.0 section 9.1.13; addressed is another question."""
        with transaction(self._db):
            for number, cve, mark in marks:
                item = self._one(number)
                if cve not in item.body["cves"]:
                    raise NotFoundError(
                        f"Finding {number} is not about {cve}.",
                        hint=f"It is about {', '.join(item.body['cves']) or 'no CVE'}.",
                    )
                self._note(item, now, ("mark", mark), who=who, body={"cve": cve})

    def marks(self) -> dict[int, dict[str, str]]:
        """The last mark of each finding and CVE."""
        found: dict[int, dict[str, str]] = {}
        rows = self._db.execute(
            "SELECT finding, body, why FROM history WHERE kind = 'mark' ORDER BY id"
        )
        for number, body, mark in rows:
            found.setdefault(number, {})[json.loads(body)["cve"]] = mark
        return found

    def reopen_ended(self, now: int) -> int:
        """Reopen what has reached its end date; how many."""
        today, ended = day_of(now), 0
        if not any(_ended(item, today) for item in self._items(_ENDING)):
            return 0
        with transaction(self._db):
            for item in filter(lambda one: _ended(one, today), list(self._items(_ENDING))):
                ended += 1
                again = item._replace(finding=look_again(item.finding, item.finding.seen, today))
                self._store(again, now)
                self._note(again, now, ("reopened", again.finding.reopened))
        return ended

    # -- reading -----------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """All findings, in the order of their numbers."""
        return list(self._items("1"))

    def advisories(self) -> dict[str, dict[str, Any]]:
        """What is kept of each advisory."""
        rows = self._db.execute("SELECT id, body FROM advisory")
        return {number: json.loads(body) for number, body in rows}

    def history(self, numbers: Iterable[int] | None = None, since: int = 0) -> list[Line]:
        """The lines of some findings, or of all, the oldest first."""
        wanted = None if numbers is None else set(numbers)
        rows = self._db.execute(
            "SELECT finding, at, who, kind, state, why, body FROM history WHERE at >= ? "
            "ORDER BY id",
            (since,),
        )
        return [
            Line(number, at, who, kind, state, why, json.loads(body))
            for number, at, who, kind, state, why, body in rows
            if wanted is None or number in wanted
        ]

    def checked(self, inventory: str) -> set[str]:
        """The advisories that the whole of an inventory was ever held against."""
        rows = self._db.execute("SELECT advisory FROM checked WHERE inventory = ?", (inventory,))
        return {number for (number,) in rows}

    def last_runs(self) -> list[Run]:
        """The last run of each inventory."""
        rows = self._db.execute(
            "SELECT id, at, inventory, body FROM run WHERE id IN "
            "(SELECT max(id) FROM run GROUP BY inventory) ORDER BY id"
        )
        return [Run(row[0], row[1], row[2], json.loads(row[3])) for row in rows]

    # -- columns mapped once, notices for customers only -------------------------------------

    def layouts(self) -> dict[str, dict[str, str]]:
        """How the columns of inventories were mapped, by heading."""
        rows = self._db.execute("SELECT heading, mapped FROM layout")
        return {heading: json.loads(mapped) for heading, mapped in rows}

    def keep_mapped(self, heading: str, mapped: Mapping[str, str], now: int) -> None:
        """Remember how the columns of this heading are mapped."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO layout VALUES (?, ?, ?)", (heading, _text(mapped), now)
            )

    def notices(self) -> dict[str, dict[str, Any]]:
        """The customer-only notices by id."""
        rows = self._db.execute("SELECT id, body FROM notice ORDER BY at, id")
        return {number: json.loads(body) for number, body in rows}

    def keep_notice(self, number: str, body: Mapping[str, Any], by: tuple[str, int]) -> None:
        """Keep a notice; one with the same id is replaced."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO notice VALUES (?, ?, ?, ?)",
                (number, _text(body), by[1], by[0]),
            )

    def drop_notice(self, number: str) -> None:
        """Forget a notice. *Raises* NotFoundError."""
        with transaction(self._db):
            if not self._db.execute("DELETE FROM notice WHERE id = ?", (number,)).rowcount:
                raise NotFoundError(
                    f"There is no notice {number}.", hint="See 'wardline devices notice'."
                )

    # -- rows --------------------------------------------------------------------------------

    def _items(self, where: str, values: Sequence[Any] = ()) -> Iterator[Item]:
        """Findings with their steps; `where` is one of the texts in this file."""
        steps: dict[int, list[Step]] = {}
        rows = self._db.execute(
            "SELECT finding, body FROM history WHERE kind = 'step' AND finding IN "  # noqa: S608 # no foreign text
            f"(SELECT id FROM finding WHERE {where}) ORDER BY id",
            values,
        )
        for number, body in rows:
            steps.setdefault(number, []).append(_step_of(json.loads(body)))
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM finding WHERE {where} ORDER BY id",  # noqa: S608 # as above
            values,
        )
        for row in rows.fetchall():
            yield _item(row, tuple(steps.get(row[0], ())))

    def _one(self, number: int) -> Item:
        item = next(self._items("id = ?", (number,)), None)
        if item is None:
            raise NotFoundError(
                f"There is no finding {number}.", hint="'wardline devices status' lists them."
            )
        return item

    def _store(self, item: Item, now: int) -> None:
        finding = item.finding
        self._db.execute(
            "UPDATE finding SET state = ?, reopened = ?, seen = ?, body = ?, changed_at = ?, "
            "missing_at = ?, withdrawn_at = ? WHERE id = ?",
            (
                finding.state.value,
                finding.reopened,
                _text(asdict(finding.seen)),
                _text(item.body),
                now,
                item.missing_at,
                item.withdrawn_at,
                item.number,
            ),
        )

    def _note(
        self,
        item: Item,
        now: int,
        said: tuple[str, str],
        *,
        who: str = MACHINE,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a line (kind, why) to the history."""
        self._db.execute(
            "INSERT INTO history (finding, at, who, kind, state, why, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (item.number, now, who, said[0], item.finding.state.value, said[1], _text(body or {})),
        )


def _ended(item: Item, today: date) -> bool:
    return bool(look_again(item.finding, item.finding.seen, today).reopened)


def addressed(item: Item, now: int) -> bool:
    """Whether nothing is left to do for a finding, or nothing is claimed any more."""
    return item.withdrawn_at is not None or is_addressed(item.finding, day_of(now))


def texts_of(body: Mapping[str, Any]) -> str:
    """What a person looks at to say which product it is: maker, model and kind, folded."""
    device = body.get("device", {})
    parts = (device.get(name, "") for name in ("maker", "model", "kind"))
    return "\x1f".join(" ".join(part.lower().split()) for part in parts)


def _beyond(body: Mapping[str, Any]) -> State:
    """The next question once the product is certain."""
    return State.AFFECTED if body["status"] == "affected" else State.CHECK_VERSION


def _item(row: Sequence[Any], steps: tuple[Step, ...]) -> Item:
    number, inventory, asset, advisory, state, reopened, seen, body, *times = row
    finding = Finding(asset, advisory, Seen(**json.loads(seen)), State(state), steps, reopened)
    return Item(number, inventory, finding, json.loads(body), *times)


def _plain_step(step: Step) -> dict[str, Any]:
    values = asdict(step)
    return {key: v.isoformat() if isinstance(v, date) else v for key, v in values.items()}


def _step_of(body: dict[str, Any]) -> Step:
    values = {**body, "to": State(body["to"])}
    for key in ("on", "until", "due"):
        if key in body:
            values[key] = date.fromisoformat(body[key])
    return Step(**values)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
