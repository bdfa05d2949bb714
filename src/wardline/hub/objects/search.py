"""Search over all that a person's organization may see; the filters are those of the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wardline.core import jsonio
from wardline.core.errors import UsageError
from wardline.core.ids import split_id
from wardline.core.lifetime import why_not
from wardline.core.observables import Observable
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.sight import Place, Sight
from wardline.hub.objects import terms
from wardline.hub.objects.index import Hit, Index, Part

PAGE = 50
# A page goes through this many entries at most, where most of them no longer hold.
_MOST_ROUNDS = 6
_TAIL = 200
# Newer objects are counted up to this.
MOST_BEHIND = 10_000
_NEVER = 2**62
_CURSOR = re.compile(r"(\d{1,19})\.(\d{1,4})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TYPE = re.compile(r"[a-z0-9-]{1,250}", re.ASCII)
TLP_NAMES = ("clear", "green", "amber", "amber-strict", "red", "none")
_LONGEST = 500


class Filters(NamedTuple):
    """What a person asks for. *Shape*: dates as texts like 2026-01-31; empty: not asked for."""

    text: str = ""
    types: tuple[str, ...] = ()
    collection: str = ""
    tlp: tuple[str, ...] = ()
    added_from: str = ""
    added_to: str = ""
    modified_from: str = ""
    modified_to: str = ""
    label: str = ""
    phase: str = ""
    # The id of an object: those that refer to it.
    refers: str = ""
    own: bool = False
    valid: bool = False
    seen: bool = False
    after: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for beside the next page."""
        return self._replace(after="") != Filters()


class Item(NamedTuple):
    """One hit, as it stands in the store now."""

    id: str
    collection: CollectionAccess
    added: int
    owner: str
    object: dict[str, Any]


class Results(NamedTuple):
    """A page of hits; `after` asks for the next one."""

    items: list[Item]
    after: str
    # Objects that the index does not hold yet (MOST_BEHIND: that many or more).
    behind: int
    # What of the text was understood as an observable.
    observables: list[Observable]


def parse(query: Mapping[str, Sequence[str]]) -> Filters:
    """The filters in an address. *Raises* UsageError that says which one is wrong and how."""
    one = {name: values[-1].strip() for name, values in query.items() if values}
    filters = Filters(
        text=one.get("q", "")[:2000],
        types=_several(query, "type"),
        collection=one.get("collection", ""),
        tlp=_several(query, "tlp"),
        added_from=one.get("added_from", ""),
        added_to=one.get("added_to", ""),
        modified_from=one.get("modified_from", ""),
        modified_to=one.get("modified_to", ""),
        label=one.get("label", "")[:_LONGEST],
        phase=one.get("phase", "")[:_LONGEST],
        refers=one.get("refers", "")[:_LONGEST],
        own=bool(one.get("own")),
        valid=bool(one.get("valid")),
        seen=bool(one.get("seen")),
        after=one.get("after", ""),
    )
    _check(filters)
    return filters


def _several(query: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in query.get(name, ()) if value.strip()))


def _check(filters: Filters) -> None:
    for name in ("added_from", "added_to", "modified_from", "modified_to"):
        _day(getattr(filters, name), name)
    for kind in filters.types:
        if not _TYPE.fullmatch(kind):
            raise UsageError(
                _("%(kind)s is no type.") % {"kind": repr(kind[:80])},
                hint=_("Types look like indicator."),
            )
    for label in filters.tlp:
        if label not in TLP_NAMES:
            raise UsageError(
                _("There is no TLP label %(label)s.") % {"label": repr(label[:80])},
                hint=_("There are %(names)s.") % {"names": ", ".join(TLP_NAMES)},
            )
    if filters.after and not _CURSOR.fullmatch(filters.after):
        raise UsageError(_("This is no place in a list."), hint=_("Start at its first page."))


def _day(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise UsageError(
        _("%(name)s is no date: %(text)s.") % {"name": name, "text": repr(text[:80])},
        hint=_("Write it like 2026-01-31."),
    )


class Search:
    """The search of one process."""

    def __init__(self, sight: Sight, index: Index) -> None:
        """Find in `index`; show only what `sight` sees."""
        self._sight = sight
        self._index = index

    def run(self, organization: str, filters: Filters, now: int, many: int = PAGE) -> Results:
        """The page of hits that `filters` ask for.

        1. What the organization may see now: collections and visibilities.
        2. A short tail of new objects is taken into the index, so that an own write is there.
        3. Hits of those pairs only, each read from the store again; what no longer holds is
           passed over, and more is asked for in its place.
        """
        accesses = self._accesses(organization, filters.collection)
        self._index.catch_up(_TAIL)
        parts, behind = self._parts(accesses)
        match, found = self._match(filters, organization, parts, now)
        if match is None or not parts:
            return Results([], "", behind, found)
        first, last = _between(filters)
        place = _start(filters.after, last)
        items: list[Item] = []
        more = True
        for _round in range(_MOST_ROUNDS):
            hits = self._index.find(parts, match, (first, place[0]), many + place[1] + 1)
            fresh = hits[place[1] : place[1] + many]
            kept = self._kept(fresh, accesses, filters, now)
            looked = _as_many(fresh, kept, many - len(items))
            items += [kept[hit.place] for hit in looked if hit.place in kept]
            more = len(hits) > place[1] + len(looked)
            place = _go_on(looked, place)
            if not more or len(items) == many:
                break
        return Results(items, "{}.{}".format(*place) if more else "", behind, found)

    def _accesses(self, organization: str, collection: str) -> dict[int, CollectionAccess]:
        found = [one for one in self._sight.collections(organization) if one.can_read]
        if collection:
            found = [one for one in found if collection in (one.uuid, one.alias)]
        return {one.id: one for one in found}

    def _parts(self, accesses: Mapping[int, CollectionAccess]) -> tuple[list[Part], int]:
        """The tables that may be asked, and how many objects they lack."""
        allowed = {(one.id, v) for one in accesses.values() for v in one.visibilities}
        parts = [p for p in self._index.parts() if (p.collection, p.visibility) in allowed]
        places = [Place(part.collection, part.visibility, part.records) for part in parts]
        known = {place[:2] for place in places}
        places += [Place(*pair, -1) for pair in allowed if pair not in known]
        behind = 0
        for place in places:
            behind += self._sight.newer(place, MOST_BEHIND - behind)
        return parts, behind

    def _match(
        self, filters: Filters, organization: str, parts: Sequence[Part], now: int
    ) -> tuple[str | None, list[Observable]]:
        """What to ask the index (None: nothing can hold), and the observables understood."""
        mark = self._index.mark
        if split_id(filters.text):
            asked = terms.Asked([terms.any_of(mark, "id", [filters.text])], [])
        else:
            asked = terms.of_question(filters.text, mark)
        if filters.text and not asked.parts:
            return None, []
        wanted = [
            ("type", list(filters.types)),
            ("tlp", list(filters.tlp)),
            ("label", [filters.label.casefold()] if filters.label else []),
            ("phase", [filters.phase.casefold()] if filters.phase else []),
            ("ref", [filters.refers] if filters.refers else []),
            ("own", [organization] if filters.own else []),
            ("modified", _modified(filters)),
            ("until", _holding(now) if filters.valid else []),
        ]
        every = [*asked.parts, *(terms.any_of(mark, kind, v) for kind, v in wanted if v)]
        if filters.valid and not filters.types:
            every.append(terms.any_of(mark, "type", ["indicator"]))
        if filters.seen:
            seen = self._seen(parts)
            if not seen:
                return None, asked.observables
            every.append(terms.any_of(mark, "id", seen))
        if any(len(v) == 0 for kind, v in wanted if kind == "modified" and _asks_modified(filters)):
            return None, asked.observables
        return " AND ".join(every), asked.observables

    def _seen(self, parts: Sequence[Part]) -> list[str]:
        """What the newest sightings that may be seen here are of."""
        match = terms.any_of(self._index.mark, "type", ["sighting"])
        hits = self._index.find(parts, match, (0, _NEVER), MOST_SIGHTINGS)
        bodies = self._sight.at([hit.place for hit in hits]).values()
        refs = (jsonio.decode(body).get("sighting_of_ref") for _, body in bodies)
        return list(dict.fromkeys(ref for ref in refs if isinstance(ref, str)))

    def _kept(
        self,
        hits: Sequence[Hit],
        accesses: Mapping[int, CollectionAccess],
        filters: Filters,
        now: int,
    ) -> dict[Place, Item]:
        """The hits that still stand, and hold exactly."""
        found = {}
        for place, (owner, body) in self._sight.at([hit.place for hit in hits]).items():
            obj = jsonio.decode(body)
            if filters.valid and why_not(obj, now) is not None:
                continue
            found[place] = Item(obj["id"], accesses[place.collection], place.added, owner, obj)
        return found

    def referring(self, accesses: Sequence[CollectionAccess], number: str, many: int) -> list[Item]:
        """The newest objects that refer to the object `number`, and still stand."""
        by_id = {one.id: one for one in accesses if one.can_read}
        self._index.catch_up(_TAIL)
        parts, _ = self._parts(by_id)
        match = terms.any_of(self._index.mark, "ref", [number])
        hits = self._index.find(parts, match, (0, _NEVER), many)
        kept = self._kept(hits, by_id, Filters(), 0)
        return [kept[hit.place] for hit in hits if hit.place in kept]


# "Seen" looks at this many sightings, the newest.
MOST_SIGHTINGS = 2000


def _between(filters: Filters) -> tuple[int, int]:
    """The dates of coming in that are asked for, as microseconds."""
    start = _day(filters.added_from, "added_from")
    end = _day(filters.added_to, "added_to")
    first = int(start.timestamp()) * 1_000_000 if start else 0
    return first, (int(end.timestamp()) + 86_400) * 1_000_000 - 1 if end else _NEVER


def _start(after: str, last: int) -> tuple[int, int]:
    """Where a page begins: at which date, and how many of that very date were shown."""
    found = _CURSOR.fullmatch(after)
    return (min(int(found[1]), last), int(found[2])) if found else (last, 0)


def _as_many(hits: Sequence[Hit], kept: Mapping[Place, Item], wanted: int) -> Sequence[Hit]:
    """The first of `hits` of which `wanted` still stand."""
    standing = 0
    for number, hit in enumerate(hits, 1):
        standing += hit.place in kept
        if standing == wanted:
            return hits[:number]
    return hits


def _go_on(looked: Sequence[Hit], place: tuple[int, int]) -> tuple[int, int]:
    """Where to go on after what was looked at: at which date, and how many of that very date."""
    if not looked:
        return place
    end = looked[-1].added
    same = sum(hit.added == end for hit in looked)
    return end, same + (place[1] if end == place[0] else 0)


def _asks_modified(filters: Filters) -> bool:
    return bool(filters.modified_from or filters.modified_to)


def _modified(filters: Filters) -> list[str]:
    if not _asks_modified(filters):
        return []
    start = _day(filters.modified_from, "modified_from") or datetime(1970, 1, 1, tzinfo=UTC)
    end = _day(filters.modified_to, "modified_to") or datetime(2100, 1, 1, tzinfo=UTC)
    return terms.days_between(start, end)


def _holding(now: int) -> list[str]:
    """The ends of validity that are still to come, by months and years, and none at all.

    What ended earlier in this month is taken out when it is read.
    """
    today = datetime.fromtimestamp(now / 1_000_000, UTC)
    months = [f"{today.year:04d}-{month:02d}" for month in range(today.month, 13)]
    return ["", *months, *(str(year) for year in range(today.year + 1, terms.LAST_YEAR + 1))]
