"""A list that is published whole: what it names no more ends here, and holds again when it is back.

Lists of addresses and domains (CSV, text, JSON) take back by leaving out. What a feed's list named
and names no longer gets a `valid_until`: block lists and hunts let it go, and a hunt in older logs
still finds it. That holds for what came by lists of this collection and of the same peer, and that
none of them names any more. A list that lost more than half is not believed at once: a publisher's
mishap, or an error page, must not open every door. It ends what is missing when that has been so
for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction

from wardline.core.clock import format_millis
from wardline.core.lifetime import why_not
from wardline.hub.exchange.given import given
from wardline.hub.exchange.models import Feed, Listed
from wardline.hub.exchange.service import Exchange
from wardline.importers import Failure, Item

KINDS = ("csv", "text", "json")
_DAY = 86_400_000_000
# Of fewer, half may well go at once.
_FEW = 20
_AT_ONCE = 500


class Listing:
    """One look at a feed's list."""

    def __init__(self, feed: Feed, exchange: Exchange) -> None:
        """What it named before is known; what it names now is seen while it passes."""
        self._feed, self._exchange = feed, exchange
        rows = Listed.objects.filter(feed=feed).values_list("object", "ended")
        self._before: dict[str, bool] = dict(rows.iterator())
        # Whose objects it may end: what another peer gave is that one's own.
        self._lists = list(
            Feed.objects.filter(
                collection=feed.collection_id, direction="in", kind__in=KINDS, peer=feed.peer
            )
        )
        self._now: set[str] = set()
        self._over: list[str] = []
        self._doubted = False

    def passing(self, items: Iterable[Item | Failure]) -> Iterator[Item | Failure]:
        """The items, noted."""
        for item in items:
            if isinstance(item, Item):
                self._now.add(str(item.object["id"]))
            yield item

    @property
    def doubted(self) -> bool:
        """Whether so much is missing that nothing was ended yet: it is to be asked for again."""
        return self._doubted

    def ended(self, at: int) -> Iterator[tuple[Feed, Item]]:
        """New versions of what it names no more, each with the list that gave it."""
        stood = {name for name, ended in self._before.items() if not ended}
        missing = stood - self._now
        self._doubted = self._doubt(len(missing), len(stood), at)
        if self._doubted:
            return
        self._over = sorted(missing)
        moment = format_millis(at)
        for start in range(0, len(self._over), _AT_ONCE):
            some = self._over[start : start + _AT_ONCE]
            others = self._listed(some, ended=False)
            mine = [name for name in some if name not in others]
            for feed, obj in self._given(mine):
                newer = str(obj.get("modified", "")) < moment
                if newer and obj.get("type") == "indicator" and why_not(obj, at) is None:
                    yield feed, Item({**obj, "modified": moment, "valid_until": moment}, "/")

    def back(self, at: int) -> Iterator[tuple[Feed, Item]]:
        """New versions of what was ended by a list and is named anew, each with who gave it."""
        anew = sorted(name for name in self._now if self._before.get(name, True))
        moment = format_millis(at)
        for start in range(0, len(anew), _AT_ONCE):
            some = anew[start : start + _AT_ONCE]
            over = self._listed(some, ended=True)
            for feed, obj in self._given([name for name in some if name in over]):
                if "valid_until" in obj and str(obj.get("modified", "")) < moment:
                    kept = {name: value for name, value in obj.items() if name != "valid_until"}
                    yield feed, Item({**kept, "modified": moment}, "/")

    def keep(self) -> None:
        """Remember what it names now; after everything is stored."""
        fresh = [name for name in self._now if name not in self._before]
        again = [name for name in self._now if self._before.get(name)]
        with transaction.atomic():
            for start in range(0, len(fresh), _AT_ONCE):
                some = fresh[start : start + _AT_ONCE]
                rows = [Listed(feed=self._feed, object=name) for name in some]
                Listed.objects.bulk_create(rows, ignore_conflicts=True)
            for names, ended in ((self._over, True), (again, False)):
                for start in range(0, len(names), _AT_ONCE):
                    some = names[start : start + _AT_ONCE]
                    Listed.objects.filter(feed=self._feed, object__in=some).update(ended=ended)
            self._feed.save(update_fields=["stones"])

    def _doubt(self, missing: int, stood: int, at: int) -> bool:
        """Whether what is missing is not believed yet; since when stands with the feed."""
        much = bool(missing) and (not self._now or (stood >= _FEW and 2 * missing > stood))
        since = int(self._feed.stones or at) if much else 0
        self._feed.stones = str(since) if much else ""
        return much and at - since < _DAY

    def _listed(self, names: list[str], *, ended: bool) -> set[str]:
        """Those of the objects that a list of these names still, or names no more.

        Whether this list itself names them still is known from what just passed.
        """
        rows = Listed.objects.filter(feed__in=self._lists, object__in=names, ended=ended)
        if not ended:
            rows = rows.exclude(feed=self._feed)
        return set(rows.values_list("object", flat=True))

    def _given(self, names: list[str]) -> Iterator[tuple[Feed, Mapping[str, Any]]]:
        """The newest forms of objects that came by one of the lists, and by which."""
        left = list(names)
        for feed in self._lists:
            found = given(feed, self._exchange, left)
            yield from ((feed, obj) for obj in found.values())
            left = [name for name in left if name not in found]
