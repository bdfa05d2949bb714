"""Work orders for a CMMS as CSV, and the rows that come back filled in, as steps.

What goes out keeps the finding's number and its state: a row comes back only onto the state on
which it was written. Every row that comes back is taken, known already, left blank, or a loss.
Headings, states and "yes" come back in any language of `tongue`, whichever they went out in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from wardline.core.errors import UnprocessableError, WardlineError
from wardline.devices.cells import unguarded
from wardline.devices.fold import fold
from wardline.devices.model import Loss
from wardline.devices.monday import Task
from wardline.devices.rank import written_day
from wardline.devices.tables import BadRow, Row, read_rows
from wardline.devices.tongue import ENGLISH, LANGUAGES, Tongue
from wardline.devices.track import JUSTIFICATIONS, State, Step

OUT = (
    "finding",
    "asset_id",
    "ward",
    "maker",
    "model",
    "version_on_record",
    "advisory",
    "class",
    "priority",
    "due",
    "assignee",
    "state",
    "problem",
)
# What the CMMS or the person fills in.
BACK = (
    "new_state",
    "who",
    "done_on",
    "version_read",
    "fixed",
    "control",
    "tested",
    "until",
    "proof",
    "justification",
    "reason",
)
COLUMNS = OUT + BACK
_YES = frozenset(("yes", "y", "true", "1", "x", "ja", "si", "s"))
_NO = frozenset(("", "no", "n", "false", "0", "nein"))
_NO_LETTERS = re.compile(r"[^a-z]+")


class Back(NamedTuple):
    """A row that came back: of which finding, in which state it was written, the step taken."""

    place: str
    number: int
    state: State
    step: Step


def _plain(text: str) -> str:
    """A heading or a state as it is recognized: without accents, blanks and capitals."""
    return _NO_LETTERS.sub("_", fold(text)).strip("_")


_NAMES = {_plain(Tongue(one)(name)): name for one in LANGUAGES for name in COLUMNS}
_STATES = {_plain(Tongue(one)(state.value)): state for one in LANGUAGES for state in State}


def rows_out(
    tasks: Iterable[Task], private: Collection[str] = (), say: Tongue = ENGLISH
) -> Iterator[tuple[str, ...]]:
    """A work order for each open finding, with what comes back left blank.

    Of the `private` advisories only the number goes out: a CMMS may be somebody else's computer.
    """
    for task in tasks:
        kept = task.advisory in private
        yield (
            str(task.number),
            task.tag,
            task.ward,
            task.maker,
            task.model or task.kind,
            task.version,
            task.advisory,
            say.machine(task.outcome),
            str(task.priority),
            task.due.isoformat() if task.due else "",
            task.assignee,
            say(task.state.value),
            say("See the customer-only notice at your desk.") if kept else say.reason(task.reason),
            *("" for _ in BACK),
        )


def rows_back(data: bytes, file: str, today: date, who: str) -> tuple[list[Back], int, list[Loss]]:
    """The steps in a file that came back, how many rows were left blank, and what was lost.

    *Raises* UnprocessableError where the file has not our columns.
    """
    columns: dict[str, int] = {}
    steps, losses, blank = [], [], 0
    for row in read_rows(data):
        if isinstance(row, BadRow):
            losses.append(Loss(file, row.place, row.reason))
        elif not columns:
            columns = _columns(row)
        elif not any(row.cells):
            continue
        else:
            cells = {
                name: unguarded(row.cells[at]) if at < len(row.cells) else ""
                for name, at in columns.items()
            }
            if not any(cells.get(name) for name in BACK if name != "who"):
                blank += 1
                continue
            try:
                steps.append(_back(cells, row.place, (today, who)))
            except WardlineError as error:
                losses.append(Loss(file, row.place, str(error)))
    if not columns:
        raise _not_ours(file)
    return steps, blank, losses


def _columns(row: Row) -> dict[str, int]:
    """Our columns in a heading, in whatever order the CMMS gives them back; empty: none yet."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        name = _NAMES.get(_plain(cell))
        if name is not None:
            found.setdefault(name, at)
    return found if {"finding", "state"} <= set(found) else {}


def _not_ours(file: str) -> UnprocessableError:
    return UnprocessableError(
        f"{file} has no columns 'finding' and 'state'.",
        hint="Take the file of 'wardline devices orders', filled in.",
    )


def _back(cells: Mapping[str, str], place: str, told: tuple[date, str]) -> Back:
    today, who = told
    number = cells.get("finding", "").removesuffix(".0")
    if not number.isdecimal():
        raise UnprocessableError(f"'{number}' is no number of a finding.", hint="Leave it as is.")
    to = _state(cells, "new_state") if cells.get("new_state") else _guessed(cells)
    justification = cells.get("justification", "")
    if justification and justification not in JUSTIFICATIONS:
        raise UnprocessableError(
            f"'{justification}' is no justification.", hint=f"One of: {', '.join(JUSTIFICATIONS)}."
        )
    step = Step(
        to,
        cells.get("who") or who,
        _day(cells, "done_on") or today,
        reason=cells.get("reason", ""),
        version=cells.get("version_read", ""),
        fixes=_flag(cells, "fixed"),
        control=cells.get("control", ""),
        tested=_flag(cells, "tested"),
        until=_day(cells, "until"),
        proof=cells.get("proof", ""),
        justification=justification,
        assignee=cells.get("assignee", ""),
    )
    if step.on > today:
        raise UnprocessableError(f"'{step.on}' has not come yet.", hint="Correct done_on.")
    return Back(place, int(number), _state(cells, "state"), step)


def _guessed(cells: Mapping[str, str]) -> State:
    """The state that a version read on the device comes to."""
    if cells.get("version_read") and _flag(cells, "fixed"):
        return State.VERIFIED
    raise UnprocessableError("The row names no new_state.", hint="Fill it in, or leave all blank.")


def _state(cells: Mapping[str, str], name: str) -> State:
    found = _STATES.get(_plain(cells.get(name, "")))
    if found is None:
        raise UnprocessableError(
            f"'{cells.get(name, '')}' in {name} is no state.", hint=f"States: {', '.join(State)}."
        )
    return found


def _flag(cells: Mapping[str, str], name: str) -> bool:
    word = fold(cells.get(name, "")).strip()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnprocessableError(f"'{word}' in {name} is neither yes nor no.", hint="Write yes or no.")


def _day(cells: Mapping[str, str], name: str) -> date | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    day = written_day(text)
    if day is None:
        raise UnprocessableError(f"'{text}' in {name} is no day.", hint="Like 2026-12-31.")
    return day
