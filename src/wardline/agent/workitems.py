"""Findings of the work list as programs and people see them, and how to pick some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from wardline.agent.worklist import Item, Run, addressed, texts_of
from wardline.core.clock import day_of, format_timestamp
from wardline.core.errors import NotFoundError, UsageError
from wardline.devices.evidence import Proof
from wardline.devices.makers import Makers
from wardline.devices.monday import About, Task, group_of
from wardline.devices.rank import CLASSES
from wardline.devices.tongue import ENGLISH, Tongue
from wardline.devices.track import State, proving

_LAST = len(CLASSES)


class Wanted(NamedTuple):
    """Which findings somebody means; what is empty does not narrow."""

    numbers: tuple[int, ...] = ()
    assets: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    ward: str = ""
    model: str = ""
    # Also all others that put the same question of the same maker and model.
    alike: bool = False
    # A finding; it and all others in its state on like devices (devices.monday.group_of).
    group: int | None = None


def pick(items: Sequence[Item], wanted: Wanted) -> list[Item]:
    """The findings that are meant. *Raises* NotFoundError, naming what is not there."""
    known = {item.number for item in items}
    for number in wanted.numbers:
        if number not in known:
            raise NotFoundError(
                f"There is no finding {number}.", hint="'wardline devices status' lists them."
            )
    if wanted.group is not None:
        items = _group(items, wanted.group)
    found = [item for item in items if _meant(item, wanted)]
    if wanted.alike:
        same = {_question(item) for item in found}
        found = [item for item in items if _question(item) in same]
    return found


def _group(items: Sequence[Item], number: int) -> list[Item]:
    makers = Makers.bundled()
    one = next((item for item in items if item.number == number), None)
    if one is None:
        raise NotFoundError(
            f"There is no finding {number}.", hint="'wardline devices status' lists them."
        )
    key = _like(one, makers)
    state = one.finding.state
    return [i for i in items if i.finding.state is state and _like(i, makers) == key]


def _like(item: Item, makers: Makers) -> tuple[str, str]:
    device = item.body["device"]
    model = device.get("model") or device.get("kind", "")
    return group_of(device.get("maker", ""), model, makers)


def _meant(item: Item, wanted: Wanted) -> bool:
    device = item.body["device"]
    tags = (item.finding.asset_id, device.get("asset_id", ""))
    return (
        (not wanted.numbers or item.number in wanted.numbers)
        and (not wanted.assets or any(tag in wanted.assets for tag in tags))
        and (not wanted.advisories or item.finding.advisory in wanted.advisories)
        and (not wanted.states or item.finding.state in wanted.states)
        and (not wanted.ward or wanted.ward.lower() in device.get("location", "").lower())
        and (not wanted.model or wanted.model.lower() in _product(device).lower())
    )


def _product(device: Mapping[str, str]) -> str:
    """The product as the inventory names it."""
    parts = (device.get("maker", ""), device.get("model") or device.get("kind", ""))
    return " ".join(" ".join(parts).split())


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


REMEDIATION = ("not remediated", "remediation in progress", "remediation done")
_IN_PROGRESS = frozenset(
    (State.PLANNED, State.IN_WORK, State.WAITING, State.FIXED, State.MITIGATED, State.ACCEPTED)
)


def remediation(item: Item, marks: Mapping[str, str], now: int) -> dict[str, str]:
    """How far each CVE of a finding is (CSAF 2.0 section 9.1.13): as marked, else by its state."""
    if addressed(item, now) and item.finding.state not in _IN_PROGRESS:
        state = REMEDIATION[2]
    else:
        state = REMEDIATION[1] if item.finding.state in _IN_PROGRESS else REMEDIATION[0]
    return {cve: marks.get(cve, state) for cve in item.body["cves"] or [""]}


def matched_of(
    items: Iterable[Item], marks: Mapping[int, Mapping[str, str]], now: int
) -> dict[str, Any]:
    """Of one advisory: the products and assets that it matched, and how many stand where."""
    live = [item for item in items if item.withdrawn_at is None]
    products = Counter(_product(item.body["device"]) for item in live)
    assets = [
        {
            "asset_id": item.body["device"].get("asset_id", item.finding.asset_id),
            "finding": item.number,
            "state": item.finding.state.value,
            "level": item.body["level"],
            "remediation": remediation(item, marks.get(item.number, {}), now),
        }
        for item in live
    ]
    counts = Counter(_least(asset["remediation"]) for asset in assets)
    return {
        "assets": assets,
        "products": [
            {"product": name, "assets": count} for name, count in sorted(products.items())
        ],
        "counts": {"matching": len(live), **{mark: counts[mark] for mark in REMEDIATION}},
    }


def _least(marks: Mapping[str, str]) -> str:
    """How far an asset is under an advisory: as far as its least remediated CVE."""
    return min(marks.values(), key=REMEDIATION.index)


_WEEK = 7 * 86_400_000_000


def tasks(items: Iterable[Item], now: int) -> list[Task]:
    """The open findings as the Monday page takes them."""
    return [_task(item, now) for item in items if not addressed(item, now)]


def _task(item: Item, now: int) -> Task:
    device, body, last = item.body["device"], item.body, item.finding.last
    fresh = item.first_at > now - _WEEK
    again = bool(item.finding.reopened) and item.changed_at > now - _WEEK
    return Task(
        number=item.number,
        tag=device.get("asset_id", item.finding.asset_id),
        ward=device.get("location", ""),
        maker=device.get("maker", ""),
        model=device.get("model", ""),
        kind=device.get("kind", ""),
        version=device.get("version", ""),
        state=item.finding.state,
        advisory=item.finding.advisory,
        outcome=body["class"],
        priority=body["priority"],
        sum=body["priority_sum"],
        fda=body["fda_risk"],
        due=due_of(item),
        rule=body["due_rule"] or "",
        reason=body["reason"],
        reopened=item.finding.reopened,
        assignee=last.assignee if last else "",
        planned=last.due if last else None,
        missing=item.missing_at is not None,
        fresh=fresh or again,
        yes=State.AFFECTED if body["status"] == "affected" else State.CHECK_VERSION,
        stated=body.get("stated", ""),
    )


def about(runs: Sequence[Run], now: int, person: str = "", tongue: Tongue = ENGLISH) -> About:
    """What the last runs checked, and how old their advisories are."""
    fed = [run.body["feed_at"] for run in runs if run.body.get("feed_at")]
    return About(
        day_of(now),
        max((run.body.get("advisories", 0) for run in runs), default=0),
        max(0, (now - min(fed)) // 86_400_000_000) if fed else None,
        sum(run.body.get("devices", 0) for run in runs),
        sum(run.body.get("lost", 0) for run in runs),
        person,
        tongue,
    )


def proofs(
    items: Iterable[Item], advisories: Mapping[str, Mapping[str, Any]], now: int
) -> list[Proof]:
    """The findings as the list of evidence takes them."""
    return [_proof(item, advisories, now) for item in items if item.withdrawn_at is None]


def _proof(item: Item, advisories: Mapping[str, Mapping[str, Any]], now: int) -> Proof:
    device, number = item.body["device"], item.finding.advisory
    private = advisories.get(number, {}).get("private")
    return Proof(
        item.number,
        device.get("asset_id", item.finding.asset_id),
        device.get("location", ""),
        device.get("maker", ""),
        device.get("model") or device.get("kind", ""),
        "" if private else number,
        item.body["class"],
        item.body.get("due") or "",
        item.finding.state,
        addressed(item, now),
        proving(item.finding),
        item.finding.reopened,
    )
