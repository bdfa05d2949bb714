"""What a hospital answers to each advisory, made of its work list: a word, a day, two counts.

Pure. Nothing of the inventory is in an answer: no device, no maker, no model, no ward, no version.
An answer is never better than what people have decided: what nobody has looked at is "read", and
"not for us" needs a whole inventory that was read without a loss.

    acknowledged → not-concerned, or concerned → planned → done
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from wardline.devices.track import Finding, State, is_addressed, proving

_UNDECIDED = frozenset((State.NEW, State.CHECK_MATCH, State.CHECK_VERSION))
_UNDER_WAY = frozenset((State.PLANNED, State.IN_WORK, State.WAITING, State.FIXED))


class Checked(NamedTuple):
    """That an advisory was held against every inventory: since when, and whether each was whole."""

    since: date
    whole: bool


class Stand(NamedTuple):
    """A finding, and the day on which it was first claimed."""

    finding: Finding
    since: date


class Answer(NamedTuple):
    """What is answered to one advisory; `on` is the day on which that was reached."""

    advisory: str
    state: str
    on: date
    planned_for: date | None = None
    # How many devices it concerns, and how many of them are addressed.
    devices: int = 0
    addressed: int = 0


def answers(checked: Mapping[str, Checked], stands: Iterable[Stand], today: date) -> list[Answer]:
    """An answer for each advisory that was held against the inventory, in order of their ids."""
    by_advisory: dict[str, list[Stand]] = {}
    for stand in stands:
        by_advisory.setdefault(stand.finding.advisory, []).append(stand)
    return [
        _answer(number, checked[number], by_advisory.get(number, []), today)
        for number in sorted(checked)
    ]


def _answer(number: str, checked: Checked, stands: list[Stand], today: date) -> Answer:
    undecided = [one for one in stands if one.finding.state in _UNDECIDED]
    decided = [one for one in stands if one.finding.state not in _UNDECIDED]
    concerned = [one for one in decided if not _spared(one.finding)]
    left = [one for one in concerned if not is_addressed(one.finding, today)]
    devices, addressed = len(concerned), len(concerned) - len(left)
    if not concerned:
        if undecided or not checked.whole:
            return Answer(number, "acknowledged", checked.since)
        return Answer(number, "not-concerned", max([checked.since, *map(_decided, stands)]))
    if not left and not undecided:
        on = max(map(_decided, concerned))
        return Answer(number, "done", on, None, devices, addressed)
    first = min(one.since for one in concerned)
    planned = None if undecided else _planned(left)
    state = "planned" if planned else "concerned"
    return Answer(number, state, first, planned, devices, addressed)


def _spared(finding: Finding) -> bool:
    """Whether somebody has said, with a justification, that the device is not affected."""
    step = proving(finding)
    return step is not None and step.to is State.NOT_AFFECTED and not finding.reopened


def _decided(stand: Stand) -> date:
    step = proving(stand.finding)
    return max(stand.since, step.on) if step else stand.since


def _planned(stands: Iterable[Stand]) -> date | None:
    """The last of the days for which the work is planned, where it is planned for all."""
    days = []
    for one in stands:
        step = one.finding.last
        if one.finding.state not in _UNDER_WAY or step is None or step.due is None:
            return None
        days.append(step.due)
    return max(days, default=None)
