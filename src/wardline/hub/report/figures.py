"""The figures of the sector's picture: incidents, devices, sightings, responses. No small cell.

Incidents and devices come from editions that were published, in which no cell under 11 can be
reckoned (docs/adr/0018); sightings and responses are live counts, told in whole elevens, of which
each stands in one figure and without a total: from two of them no third can be reckoned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from wardline.advisories.answers import SIZES
from wardline.advisories.picture import STEPS, TOOK
from wardline.bulletins.model import KINDS
from wardline.bulletins.words import word
from wardline.core.cells.model import in_steps
from wardline.core.clock import day_of
from wardline.hub.advisories import picture
from wardline.hub.bulletins import answers
from wardline.hub.bulletins import reading as bulletins
from wardline.hub.bulletins.words import ANSWER_WORDS
from wardline.hub.exchange.models import Presence, Record
from wardline.hub.members import peers
from wardline.hub.statistics import service as statistics
from wardline.hub.statistics import words as statistics_words
from wardline.incidents import counted, tables
from wardline.report import charts
from wardline.report.model import MOST_TEXT, Figure, Series

_BULLETINS = 20
_TITLE = 200
# So many whole quarters of sightings are shown.
_QUARTERS = 8
_STEPS = {
    "acknowledged": "Read it",
    "concerned": "It concerns them",
    "spared": "It does not concern them",
    "done": "Done",
}
# A table of the picture: its title, what its categories are, and their words.
_DEVICES: dict[str, tuple[str, str, dict[str, str]]] = {
    "kind": (
        "Answers to advisories on devices and programs, by kind of organization",
        "Kind of organization",
        {"all": "all kinds"} | {one: word(f"kind.{one}", "en") for one in KINDS},
    ),
    "size": (
        "Answers to advisories on devices and programs, by size of organization",
        "People in the organization",
        {one: one.lower() for one in SIZES},
    ),
    "took": (
        "Answers to advisories on devices and programs, by how long they took",
        "Days since the advisory",
        {one: one for one in TOOK},
    ),
}


def every(as_of: date) -> Iterator[Figure]:
    """All figures as of a day, in English."""
    yield from _incidents(as_of)
    yield from _devices(as_of)
    yield from _sightings(as_of)
    yield from _responses(as_of)


def _incidents(as_of: date) -> Iterator[Figure]:
    """A figure a table of the statistics, from editions that were published for a day before."""
    known = [one for one in statistics.editions() if statistics.day(one.as_of) <= str(as_of)]
    if not known:
        return
    standing = tables.standing(statistics.every_figure(known))
    for name, sides in tables.TABLES.items():
        (values,) = sides.values()
        counts = {value: standing.get((name, (value, None))) for value in values}
        if any(counts.values()):
            shown = {
                str(statistics_words.VALUES[name][value]): one.value if one else None
                for value, one in counts.items()
            }
            yield _figure(name, shown, f"statistics, edition {known[-1].number + 1}")


def _figure(name: str, shown: dict[str, int | None], source: str) -> Figure:
    title = str(statistics_words.TABLES[name])
    told = "; ".join(f"{words}: {charts.shown(value)}" for words, value in shown.items())
    return Figure(
        id=f"figure-{name}",
        title=title,
        alt=f"Bars of {title.lower()}. {told}.",
        about="incidents",
        values="counts",
        category=title,
        categories=tuple(shown),
        series=(Series(name="Incidents", values=tuple(shown.values())),),
        source=source,
    )


def _devices(as_of: date) -> Iterator[Figure]:
    """What members did about advisories: the tables of the picture's editions up to that day.

    That by advisory is left out: some advisories are not for everybody.
    """
    known = [one for one in picture.editions() if picture.body(one).as_of <= str(as_of)]
    cells = {
        (one["table"], one["value"], one["step"]): one["count"] for one in picture.cells(known)
    }
    for table, (title, category, words) in _DEVICES.items():
        rows = {
            name: [cells.get((table, value, step)) for step in STEPS]
            for value, name in words.items()
        }
        shown = {name: values for name, values in rows.items() if any(values)}
        if not shown:
            continue
        yield Figure(
            id=f"figure-devices-{table}",
            title=title,
            alt=_alt(f"Bars of {title.lower()}", list(_STEPS.values()), shown),
            about="devices",
            values="counts",
            category=category,
            categories=tuple(shown),
            series=tuple(
                Series(name=name, values=tuple(values[at] for values in shown.values()))
                for at, name in enumerate(_STEPS.values())
            ),
            source=f"the sector's picture of advisories, edition {known[-1].number + 1}",
            note="One answer is one organization's, to one advisory. Rows without a count are left "
            "out.",
        )


def _alt(what: str, series: list[str], rows: dict[str, list[int | None]]) -> str:
    """A picture in words: each row with its values."""
    told = [
        f"{name}: "
        + ", ".join(
            f"{one} {charts.shown(value)}" for one, value in zip(series, values, strict=True)
        )
        for name, values in rows.items()
    ]
    return f"{what}. {'; '.join(told)}."[:MOST_TEXT]


def _sightings(as_of: date) -> Iterator[Figure]:
    """By how many organizations what others shared was seen, in each whole quarter.

    Whole quarters do not grow any more. How many sightings they told of is shown where eleven
    organizations did.
    """
    end = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) + timedelta(days=1)
    until = counted.quarter_start(counted.quarter_of(int(end.timestamp() * 1e6)))
    last = counted.quarter_of(until - 1)
    first = f"{int(last[:4]) - _QUARTERS // 4:04d}{last[4:]}"
    quarters = counted.quarters(first, last)[-_QUARTERS:]
    told = _sighted(counted.quarter_start(quarters[0]), until)
    rows: dict[str, list[int | None]] = {}
    for quarter in quarters:
        seen = told.get(quarter, set())
        members = in_steps(len({owner for owner, _ in seen}))
        rows[quarter] = [members, in_steps(len(seen)) if members else None]
    if not any(members for members, _ in rows.values()):
        return
    names = ["Organizations", "Sightings"]
    title = "Threats that were seen again"
    what = "Bars of organizations that saw what others shared, and of sightings"
    yield Figure(
        id="figure-sightings",
        title=title,
        alt=_alt(what, names, rows),
        about="sightings",
        values="counts",
        category="Quarter",
        categories=quarters,
        series=tuple(
            Series(name=name, values=tuple(values[at] for values in rows.values()))
            for at, name in enumerate(names)
        ),
        source="sightings that members told of, in whole elevens",
    )


def _sighted(since: int, until: int) -> dict[str, set[tuple[str, bytes]]]:
    """Who told of which sighting, by the quarter in which it was first told; the hub is nobody."""
    # Pairs that are there, so that the index by type is used.
    places = set(Presence.objects.values_list("collection", "visibility"))
    rows = Record.objects.filter(
        collection__in={one for one, _ in places},
        visibility__in={one for _, one in places},
        type="sighting",
        latest__in=(0, 1),
        added__gte=since,
        added__lt=until,
    ).exclude(owner__in=["", *(one.organization_id for one in peers.peers())])
    first: dict[tuple[str, bytes], int] = {}
    for owner, number, added in rows.values_list("owner", "uuid", "added").iterator():
        key = (owner, bytes(number))
        first[key] = min(added, first.get(key, added))
    found: dict[str, set[tuple[str, bytes]]] = defaultdict(set)
    for key, added in first.items():
        found[counted.quarter_of(added)].add(key)
    return found


def _responses(as_of: date) -> Iterator[Figure]:
    """What organizations did about bulletins that everybody reads, in whole elevens as there."""
    shown: list[tuple[str, dict[str, int | None]]] = []
    for one in bulletins.every(""):
        at = one.bulletin.first_at
        if at is None or str(day_of(at)) > str(as_of) or len(shown) == _BULLETINS:
            continue
        told = {row["state"]: row["count"] for row in answers.counts(one.bulletin)["states"]}
        if any(told.values()):
            shown.append((f"{one.bulletin.id} {one.content.title['en']}"[:_TITLE], told))
    if not shown:
        return
    named = {state: str(ANSWER_WORDS[state]) for state in answers.STATES}
    lines = [
        f"{title}: {', '.join(f'{named[s]} {charts.shown(many)}' for s, many in told.items())}"
        for title, told in shown
    ]
    yield Figure(
        id="figure-responses",
        title="What organizations did about bulletins",
        alt=f"Bars of organizations by bulletin and answer. {'; '.join(lines)}."[:MOST_TEXT],
        about="responses",
        values="counts",
        category="Bulletin",
        categories=tuple(title for title, _ in shown),
        series=tuple(
            Series(name=words, values=tuple(told[state] for _, told in shown))
            for state, words in named.items()
        ),
        source="answers of members, in whole elevens",
    )
