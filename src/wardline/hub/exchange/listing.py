"""A list that is published whole: what it names no more ends here, and holds again when it is back.

Lists of addresses and domains (CSV, text, JSON) take back by leaving out. What a feed's list named
and names no longer gets a `valid_until`: block lists and hunts let it go, and a hunt in older logs
still finds it. That holds for what came by lists of this collection and of the same peer, and that
none of them names any more. A list that lost more than half, or all that it named, is not believed
at once: a publisher's mishap, or an error page, must not open every door. It ends what is missing
when that has been so for a day without a pull that failed. An answer that cannot be used is never
believed: the staff sees the doubt, and may remove the feed or recall what it gave.
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
# What may give the same objects as a list, and leaves no trace here of having given them.
_ALIKE = ("taxii", "taxii20", "stix")
_DAY = 86_400_000_000
# Of fewer, half may well go at once.
_FEW = 20
_AT_ONCE = 500


class Listing:
    """One look at a feed's list."""

    def __init__(self, feed: Feed, exchange: Exchange) -> None:
        """What it named before is known; what it names now is seen while it passes."""
        self._feed, self._exchange = feed, exchange
        rows = Listed.objects.filter(feed=feed, ended=False).values_list("object", "id")
        self._stood: dict[str, int] = dict(rows.iterator())
        # Whose objects it may end: what another peer gave is that one's own.
        same = Feed.objects.filter(collection=feed.collection_id, direction="in", peer=feed.peer)
        self._lists = list(same.filter(kind__in=KINDS))
        # All that a peer gives came by the peer: a list does not end what it may give besides.
        self._ends = not feed.peer or not same.filter(kind__in=_ALIKE).exists()
        self._now: set[str] = set()
        # Until when what is new here holds, where the list says so.
        self._until: dict[str, str] = {}
        self._failed = 0
        self._over: list[str] = []
        self._doubted = False

    def passing(self, items: Iterable[Item | Failure]) -> Iterator[Item | Failure]:
        """The items, noted."""
        for item in items:
            if isinstance(item, Item):
                name = str(item.object["id"])
                self._now.add(name)
                if name not in self._stood and "valid_until" in item.object:
                    self._until[name] = str(item.object["valid_until"])
            else:
                self._failed += 1
            yield item

    @property
    def doubted(self) -> bool:
        """Whether so much is missing that nothing was ended yet: it is to be asked for again."""
        return self._doubted

    def ended(self, at: int) -> Iterator[tuple[Feed, Item]]:
        """New versions of what it names no more, each with the list that gave it."""
        self._doubted = self._doubt(at)
        if self._doubted:
            return
        self._over = sorted(self._stood.keys() - self._now)
        moment = format_millis(at)
        for start in range(0, len(self._over), _AT_ONCE):
            some = self._over[start : start + _AT_ONCE]
            others = self._listed(some, ended=False)
            mine = [name for name in some if name not in others]
            for feed, obj in self._given(mine if self._ends else []):
                newer = str(obj.get("modified", "")) < moment
                if newer and obj.get("type") == "indicator" and why_not(obj, at) is None:
                    yield feed, Item({**obj, "modified": moment, "valid_until": moment}, "/")

    def back(self, at: int) -> Iterator[tuple[Feed, Item]]:
        """New versions of what a list named no more and is named anew, each with who gave it.

        It holds until when the list says now: what had expired by itself stays so.
        """
        anew = sorted(self._now - self._stood.keys())
        moment = format_millis(at)
        for start in range(0, len(anew), _AT_ONCE):
            some = anew[start : start + _AT_ONCE]
            over = self._listed(some, ended=True)
            for feed, obj in self._given([name for name in some if name in over]):
                until = self._until.get(str(obj["id"]))
                other = why_not(obj, at) is not None and obj.get("valid_until") != until
                if other and str(obj.get("modified", "")) < moment:
                    kept = {name: value for name, value in obj.items() if name != "valid_until"}
                    held = {} if until is None else {"valid_until": until}
                    yield feed, Item({**kept, "modified": moment, **held}, "/")

    def keep(self) -> None:
        """Remember what it names now; after everything is stored."""
        anew = sorted(self._now - self._stood.keys())
        with transaction.atomic():
            for start in range(0, len(anew), _AT_ONCE):
                some = anew[start : start + _AT_ONCE]
                # One that is back is a new row as well: by their numbers a doubt tells what is new.
                Listed.objects.filter(feed=self._feed, object__in=some).delete()
                rows = [Listed(feed=self._feed, object=name) for name in some]
                Listed.objects.bulk_create(rows, ignore_conflicts=True)
            for start in range(0, len(self._over), _AT_ONCE):
                some = self._over[start : start + _AT_ONCE]
                Listed.objects.filter(feed=self._feed, object__in=some).update(ended=True)
            self._feed.save(update_fields=["stones"])

    def _doubt(self, at: int) -> bool:
        """Whether what is missing is not believed yet.

        With the feed stands since when, and the last row of what stood then: an error page that
        comes again shares what it names with itself alone.
        """
        told, _, row = self._feed.stones.partition(" ")
        last = int(row or max(self._stood.values(), default=0))
        stood = {name for name, number in self._stood.items() if number <= last}
        missing = len(stood - self._now)
        much = missing == len(stood) or (len(stood) >= _FEW and 2 * missing > len(stood))
        if not missing or not much:
            self._feed.stones = ""
            return False
        if not self._now or self._failed >= missing:
            # What cannot be read says nothing of what is gone: the day begins after it.
            self._feed.stones = f" {last}"
            return True
        # Nor does a day without answers.
        since = at if not told or self._feed.failures else int(told)
        believed = at - since >= _DAY
        self._feed.stones = "" if believed else f"{since} {last}"
        return not believed

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
