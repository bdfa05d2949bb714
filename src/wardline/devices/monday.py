"""The Monday page as a value: at most five jobs, one for each group of like devices.

Pure: open findings in, jobs out; `pages` and `typeset` give them a form. Nothing is dropped: what
does not fit is counted, with the command that lists it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from wardline.devices.fold import split
from wardline.devices.harm import harm_of
from wardline.devices.makers import Makers
from wardline.devices.rank import CLASSES
from wardline.devices.tongue import ENGLISH, Tongue
from wardline.devices.track import JUSTIFICATIONS, State

MOST_JOBS = 5
_WARDS = 3
_TAGS = 5
_LINKS = 4
_TEXT = 160
_SHORT = 90
_LATE = date.max


class Task(NamedTuple):
    """An open finding, as far as a page needs it."""

    number: int
    tag: str
    ward: str
    maker: str
    model: str
    kind: str
    version: str
    state: State
    advisory: str
    outcome: str
    priority: float
    sum: str
    fda: str
    due: date | None
    rule: str
    reason: str
    reopened: str = ""
    assignee: str = ""
    planned: date | None = None
    missing: bool = False
    # First claimed or asked again since the last Monday.
    fresh: bool = False
    # What is asked next once the product is certain.
    yes: State = State.AFFECTED
    # What the maker's VEX says, where a person has to confirm it.
    stated: str = ""


class About(NamedTuple):
    """What the page is about: the day, what was checked, how old the feed is, what was lost."""

    today: date
    advisories: int
    # Days since the advisories were fetched; None where nobody knows.
    feed_days: int | None
    devices: int
    losses: int
    person: str = ""
    # In which the page speaks: devices.tongue.
    tongue: Tongue = ENGLISH


class Ward(NamedTuple):
    """A place and the tags of the devices there; `more` were left out of the list."""

    name: str
    tags: tuple[str, ...]
    more: int


class Source(NamedTuple):
    """An advisory behind a job; a private one shows its number only outside the house."""

    id: str
    title: str
    link: str
    private: bool


class Job(NamedTuple):
    """One group of like devices, and what to do about it."""

    product: str
    devices: int
    wards: tuple[Ward, ...]
    more_wards: int
    patient: str
    risk: str
    today: str
    command: str
    fix: str
    who: str
    by: date | None
    rule: str
    overdue: bool
    outcome: str
    priority: float
    sum: str
    fda: str
    sources: tuple[Source, ...]
    more_sources: int
    findings: tuple[int, ...]
    again: str


class Monday(NamedTuple):
    """The page."""

    about: About
    jobs: tuple[Job, ...]
    more_jobs: int
    waiting: int
    missing: int
    news: str


def monday(
    tasks: Iterable[Task],
    advisories: Mapping[str, Mapping[str, Any]],
    about: About,
    makers: Makers,
) -> Monday:
    """The page for `about.today`.

    1. tasks by group of like devices; 2. groups by class, priority and date; 3. the first five.
    """
    groups: dict[tuple[str, str], list[Task]] = {}
    listed = list(tasks)
    waiting = [task for task in listed if _only_waits(task, about.today)]
    for task in listed:
        if not _only_waits(task, about.today):
            groups.setdefault(group_of(task.maker, task.model or task.kind, makers), []).append(
                task
            )
    ordered = sorted(groups.values(), key=_urgency)
    jobs = tuple(_job(group, advisories, about) for group in ordered[:MOST_JOBS])
    missing = sum(task.missing for task in listed)
    return Monday(
        about, jobs, max(0, len(ordered) - MOST_JOBS), len(waiting), missing, _news(listed, about)
    )


def group_of(maker: str, model: str, makers: Makers) -> tuple[str, str]:
    """What like devices share: the maker under any name, and the model's numbers or words."""
    ids = sorted(makers.who(maker).ids)
    first = ids[0] if ids else " ".join(split(maker).words)
    words = split(model).words
    numbers = sorted({word for word in words if word.isdigit()})
    return first, " ".join(numbers or sorted(set(words)))


def _only_waits(task: Task, today: date) -> bool:
    """Work that somebody has planned for a later day, or that waits for its maker until then."""
    busy = task.state in (State.PLANNED, State.IN_WORK, State.WAITING)
    return busy and not task.reopened and task.planned is not None and task.planned > today


def _urgency(group: list[Task]) -> tuple[int, float, date, int]:
    first = _first(group)
    order = {name: place for place, name in enumerate(CLASSES)}
    due = min((task.due for task in group if task.due), default=_LATE)
    return order.get(first.outcome, len(CLASSES)), -first.priority, due, first.number


def _first(group: Sequence[Task]) -> Task:
    """The finding that decides the group's class: the most urgent one."""
    order = {name: place for place, name in enumerate(CLASSES)}
    return min(
        group, key=lambda t: (order.get(t.outcome, len(CLASSES)), -t.priority, t.due or _LATE)
    )


def _job(group: list[Task], advisories: Mapping[str, Mapping[str, Any]], about: About) -> Job:
    first = _first(group)
    dated = min((task for task in group if task.due), key=lambda t: t.due or _LATE, default=first)
    say = about.tongue
    today, command = _step(group, advisories, say)
    wards, more_wards = _wards(group, say)
    ids = list(dict.fromkeys(task.advisory for task in (first, *group)))
    facts = [{"id": name, **advisories.get(name, {})} for name in ids]
    return Job(
        product=_product(group, say),
        devices=len({task.tag for task in group}),
        wards=wards,
        more_wards=more_wards,
        patient=say(harm_of(first.kind, first.model, _told(facts, "title"))),
        risk=_short(_told(facts, "risk")),
        today=today,
        command=command,
        fix=_fix(facts, say),
        who=next((task.assignee for task in group if task.assignee), "") or about.person,
        by=dated.due,
        rule=say.machine(dated.rule),
        overdue=dated.due is not None and dated.due < about.today,
        outcome=first.outcome,
        priority=first.priority,
        sum=say.machine(first.sum),
        fda="uncontrolled" if any(task.fda == "uncontrolled" for task in group) else "controlled",
        sources=tuple(map(_source, facts[:_LINKS])),
        more_sources=max(0, len(facts) - _LINKS),
        findings=tuple(task.number for task in group),
        again=_short(say.machine(_reopened(group)), _SHORT),
    )


def _reopened(group: Sequence[Task]) -> str:
    return next((task.reopened for task in group if task.reopened), "")


def _source(facts: Mapping[str, Any]) -> Source:
    number, title, link = (str(facts.get(name) or "") for name in ("id", "title", "link"))
    return Source(number, title, link, bool(facts.get("private")))


def _told(facts: Sequence[Mapping[str, Any]], name: str) -> str:
    """The first text of that name; a list's first entry."""
    for one in facts:
        value = one.get(name)
        text = value[0] if isinstance(value, list) and value else value
        if isinstance(text, str) and text.strip():
            return text
    return ""


def _fix(facts: Sequence[Mapping[str, Any]], say: Tongue) -> str:
    fix = _short(_told(facts, "fixes"))
    return fix or say("No advisory names a fix: ask the maker (wardline devices letter).")


def _short(text: str, most: int = _TEXT) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0] + "…"


def _product(group: list[Task], say: Tongue) -> str:
    """The name that most of the devices carry, as the inventory writes it."""
    names = Counter(
        " ".join(f"{task.maker} {task.model or task.kind}".split()) or say("unnamed")
        for task in group
    )
    return _short(min(names, key=lambda name: (-names[name], name)), _SHORT)


def _wards(group: list[Task], say: Tongue) -> tuple[tuple[Ward, ...], int]:
    places: dict[str, dict[str, None]] = {}
    for task in group:
        places.setdefault(task.ward or say("place not recorded"), {})[task.tag] = None
    wards = [
        Ward(_short(name, _SHORT), tuple(tags)[:_TAGS], max(0, len(tags) - _TAGS))
        for name, tags in sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return tuple(wards[:_WARDS]), max(0, len(wards) - _WARDS)


# -- today's step --------------------------------------------------------------------------------


def _step(
    group: list[Task], advisories: Mapping[str, Mapping[str, Any]], say: Tongue
) -> tuple[str, str]:
    """Today's step for a group, and the command that records it.

    The first question that is open decides: without it the later ones cannot be answered.
    """
    states = {state: [t for t in group if t.state is state] for state in _ORDER}
    state = next((state for state in _ORDER if states[state]), State.AFFECTED)
    some = states[state] or group
    text, command = _STEPS[state]
    one = some[0]
    if state is State.CHECK_MATCH:
        some = [task for task in some if task.yes is one.yes]
    if one.stated and state in (State.CHECK_MATCH, State.CHECK_VERSION):
        text, command = _CONFIRM
        some = [task for task in some if task.stated == one.stated]
    name = advisories.get(one.advisory, {}).get("title") or one.advisory
    shown = say(
        text,
        tag=one.tag,
        ward=one.ward or say("place not recorded"),
        count=say.many(len({task.tag for task in some}), "{count} device", "{count} devices"),
        title=_short(str(name), _SHORT),
        step=_hold(some, advisories, say),
        who=one.assignee or say("whoever took it on"),
        stated=one.stated,
    )
    later = len({t.tag for t in group} - {t.tag for t in some})
    if later:
        shown = say(
            "{step} ({count} more of the group wait for a later step.)", step=shown, count=later
        )
    told = command.format(number=one.number, yes=one.yes.value, why=_why(one.stated))
    return shown, f"wardline devices set {told} --who NAME"


_CONFIRM = (
    "The maker says of {count}: {stated}. Confirm that it fits how you use it.",
    "--group {number} --to not_affected --justification {why}",
)


def _why(stated: str) -> str:
    return stated if stated in JUSTIFICATIONS else "WHY"


def _hold(tasks: Sequence[Task], advisories: Mapping[str, Mapping[str, Any]], say: Tongue) -> str:
    """What holds the fault off: the advisory's own words, else what always helps."""
    step = _told([advisories.get(task.advisory, {}) for task in tasks], "steps")
    return _short(step) or say("Take it off every network that it does not need, and test that.")


_ORDER = (
    State.CHECK_MATCH,
    State.CHECK_VERSION,
    State.NEW,
    State.AFFECTED,
    State.FIXED,
    State.WAITING,
    State.IN_WORK,
    State.PLANNED,
)
_STEPS = {
    State.CHECK_MATCH: (
        "Read the label of {tag} ({ward}): is it what '{title}' means? It counts for {count}.",
        "{number} --alike --to {yes}",
    ),
    State.CHECK_VERSION: (
        "Read the software version on {count}; take the tick sheet (wardline devices sheet).",
        "--group {number} --to affected",
    ),
    State.NEW: ("Say whether '{title}' concerns {count}.", "--group {number} --to affected"),
    State.AFFECTED: (
        "Hold it off on {count} until it is fixed, or plan the fix: {step}",
        "--group {number} --to planned --assign NAME --by DAY",
    ),
    State.FIXED: (
        "Read the new version on {count} and write it down; only then is it done.",
        "--group {number} --to verified --version V --fixed",
    ),
    State.WAITING: (
        "Ask the maker again for {count} (wardline devices letter); until then: {step}",
        "--group {number} --to waiting_for_maker --by DAY",
    ),
    State.IN_WORK: ("Ask {who} how far the work on {count} is.", "--group {number} --to fixed"),
    State.PLANNED: (
        "The day that was planned has come: {who} begins with {count}.",
        "--group {number} --to in_work",
    ),
}


# -- the line above the jobs ---------------------------------------------------------------------


def _news(tasks: Sequence[Task], about: About) -> str:
    new = sum(task.fresh and not task.reopened for task in tasks)
    again = sum(task.fresh and bool(task.reopened) for task in tasks)
    say = about.tongue
    parts = [say("{count} new", count=f"{new:,}") if new else ""]
    parts.append(say("{count} asked again", count=f"{again:,}") if again else "")
    said = ", ".join(filter(None, parts))
    first = f"{said[0].upper()}{said[1:]}." if said else say("Nothing new.")
    checked = say.many(about.advisories, "{count} advisory checked.", "{count} advisories checked.")
    return f"{first} {checked} {feed_age(about.feed_days, say)}"


def feed_age(days: int | None, say: Tongue = ENGLISH) -> str:
    """How old the advisories are, in words."""
    if days is None:
        return say("Nobody knows how old the feed is.")
    return say.many(days, "Feed is {count} day old.", "Feed is {count} days old.")
