"""Findings of the work list as programs and people see them, and how to pick some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from wardline.agent.worklist import Item, addressed, texts_of
from wardline.core.clock import day_of, format_timestamp
from wardline.core.errors import NotFoundError, UsageError
from wardline.devices.rank import CLASSES
from wardline.devices.track import State

_LAST = len(CLASSES)


class Wanted(NamedTuple):
    """Which findings somebody means; what is empty does not narrow."""

    numbers: tuple[int, ...] = ()
    assets: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    ward: str = ""
    # Also all others that put the same question of the same maker and model.
    alike: bool = False


def pick(items: Sequence[Item], wanted: Wanted) -> list[Item]:
    """The findings that are meant. *Raises* NotFoundError, naming what is not there."""
    known = {item.number for item in items}
    for number in wanted.numbers:
        if number not in known:
            raise NotFoundError(
                f"There is no finding {number}.", hint="'wardline devices status' lists them."
            )
    found = [item for item in items if _meant(item, wanted)]
    if wanted.alike:
        same = {_question(item) for item in found}
        found = [item for item in items if _question(item) in same]
    return found


def _meant(item: Item, wanted: Wanted) -> bool:
    device = item.body["device"]
    tags = (item.finding.asset_id, device.get("asset_id", ""))
    return (
        (not wanted.numbers or item.number in wanted.numbers)
        and (not wanted.assets or any(tag in wanted.assets for tag in tags))
        and (not wanted.advisories or item.finding.advisory in wanted.advisories)
        and (not wanted.states or item.finding.state in wanted.states)
        and (not wanted.ward or wanted.ward.lower() in device.get("location", "").lower())
    )


def _question(item: Item) -> tuple[str, str, State]:
    return texts_of(item.body), item.finding.advisory, item.finding.state


def need_some(items: list[Item]) -> list[Item]:
    """`items`, where there are any that can still be decided. *Raises* UsageError."""
    live = [item for item in items if item.withdrawn_at is None]
    if not live:
        raise UsageError("No finding is meant.", hint="'wardline devices status' lists them.")
    return live


def in_order(items: Iterable[Item]) -> list[Item]:
    """By class, then priority, then number: what comes first stands first."""
    order = {name: place for place, name in enumerate(CLASSES)}
    return sorted(
        items, key=lambda i: (order.get(i.body["class"], _LAST), -i.body["priority"], i.number)
    )


def due_of(item: Item) -> date | None:
    """By when, by the earliest rule."""
    return date.fromisoformat(item.body["due"]) if item.body.get("due") else None


def is_overdue(item: Item, now: int) -> bool:
    """Whether a finding should have been addressed."""
    due = due_of(item)
    return due is not None and due < day_of(now) and not addressed(item, now)


def shown(item: Item, now: int) -> dict[str, Any]:
    """A finding as JSON."""
    device, last = item.body["device"], item.finding.last
    values = {
        "finding": item.number,
        "inventory": item.inventory,
        "asset_id": device.get("asset_id", item.finding.asset_id),
        "advisory": item.finding.advisory,
        "state": item.finding.state.value,
        "addressed": addressed(item, now),
        "overdue": is_overdue(item, now),
        "reopened": item.finding.reopened or None,
        "ward": device.get("location", ""),
        "maker": device.get("maker", ""),
        "model": device.get("model", ""),
        "version": device.get("version", ""),
        "who": last.who if last else None,
        "assignee": (last.assignee or None) if last else None,
        "until": last.until.isoformat() if last and last.until else None,
        "first_seen": format_timestamp(item.first_at),
        "missing_since": _time(item.missing_at),
        "withdrawn": _time(item.withdrawn_at),
    }
    return values | {key: v for key, v in item.body.items() if key != "device"}


def _time(moment: int | None) -> str | None:
    return None if moment is None else format_timestamp(moment)


def counted(items: Iterable[Item], now: int) -> dict[str, Any]:
    """How many findings stand where."""
    listed = list(items)
    live = [item for item in listed if item.withdrawn_at is None]
    done = sum(addressed(item, now) for item in live)
    states = Counter(item.finding.state.value for item in live)
    return {
        "states": {state.value: states[state.value] for state in State if states[state.value]},
        "open": len(live) - done,
        "addressed": done,
        "overdue": sum(is_overdue(item, now) for item in live),
        "missing": sum(item.missing_at is not None and not addressed(item, now) for item in live),
        "withdrawn": len(listed) - len(live),
    }
