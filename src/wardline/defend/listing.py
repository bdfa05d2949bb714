"""All that one format holds: made once, changed indicator by indicator, written at any time.

The command line fills a listing and writes it once; the hub keeps it and changes it as objects
come and go, so that a change of one indicator costs one search in the order, not a new start.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from wardline.core.clock import format_timestamp
from wardline.core.tlp import TLP
from wardline.defend.base import FOREVER, Entry, Exporter, Facts, Output, Told
from wardline.defend.select import Chosen, Left, Rules, choose

_EXAMPLES = 5


class Listing:
    """The entries of one format, by indicator and in order."""

    def __init__(self, exporter: Exporter, rules: Rules, *, brief: bool = False) -> None:
        """Hold nothing yet; `brief` keeps of what the format is not for no more than a count."""
        self._exporter = exporter
        self._rules = rules
        self._brief = brief
        self._changed = 0
        self._by_id: dict[str, Chosen] = {}
        # All entries in order, once it was asked for.
        self._order: list[Entry] | None = None
        # When something begins or ends to hold next, seen from the last `entries`.
        self.next_change: int | None = None

    def __len__(self) -> int:
        """How many indicators it knows."""
        return len(self._by_id)

    def put(self, indicator: Mapping[str, Any]) -> bool:
        """Take in an indicator; an older version of one that is known changes nothing."""
        chosen = choose(indicator, self._exporter, self._rules)
        known = self._by_id.get(chosen.facts.id)
        if known is not None:
            if known.facts.modified > chosen.facts.modified:
                return False
            self._forget(known)
            if known.entries:
                # What it gave is gone, whatever it gives now.
                self._changed = max(self._changed, chosen.facts.modified)
        self._by_id[chosen.facts.id] = _brief(chosen) if self._brief else chosen
        if self._order is not None:
            for entry in chosen.entries:
                place = bisect_left(self._order, place_of(entry), key=place_of)
                self._order.insert(place, entry)
        return True

    def remove(self, identifier: str) -> bool:
        """Forget an indicator; whether it was known."""
        known = self._by_id.pop(identifier, None)
        if known is None:
            return False
        self._forget(known)
        return True

    def _forget(self, chosen: Chosen) -> None:
        if self._order is None:
            return
        for entry in chosen.entries:
            at = bisect_left(self._order, place_of(entry), key=place_of)
            while self._order[at] is not entry:
                at += 1
            del self._order[at]

    def entries(self, now: int) -> list[Entry]:
        """What holds at `now`, in order, each key once: of equals, what stands longest."""
        if self._order is None:
            every = (entry for chosen in self._by_id.values() for entry in chosen.entries)
            self._order = sorted(every, key=place_of)
        kept: list[Entry] = []
        last: tuple[Any, ...] | None = None
        soonest = FOREVER
        for entry in self._order:
            facts = entry.facts
            if facts.start > now:
                soonest = min(soonest, facts.start)
            elif facts.until > now:
                soonest = min(soonest, facts.until)
                if entry.key != last:
                    last = entry.key
                    kept.append(entry)
        self.next_change = soonest if soonest < FOREVER else None
        return kept

    def write(self, now: int, out: Output, beside: str = "", changed: int = 0) -> int:
        """Write what holds at `now`; how many entries. `changed`: seconds of a change from outside.

        `beside` is the name of the output where files may stand beside it.
        """
        kept = self.entries(now)
        serial = self._changed_at(now) // 1_000_000 if self._exporter.about.serial else 0
        told = Told(max(serial, changed), beside)
        self._exporter.write(kept, told, out)
        return len(kept)

    def _changed_at(self, now: int) -> int:
        newest = self._changed
        for chosen in self._by_id.values():
            facts = chosen.facts
            for moment in (facts.modified, facts.start, facts.until):
                if newest < moment <= now:
                    newest = moment
        return newest

    def left_out(self, now: int) -> Iterator[Left]:
        """What is left out at `now`, unless another indicator puts it in."""
        kept: set[tuple[Any, ...]] | None = None
        for chosen in self._by_id.values():
            yield from chosen.left
            reason = why_not(chosen.facts, now) if chosen.entries else ""
            if reason:
                kept = self._kept(now) if kept is None else kept
                for entry in chosen.entries:
                    if entry.key not in kept:
                        what = entry.what or chosen.facts.id
                        yield Left(what, reason, chosen.facts.id, reason.partition(" on ")[0])

    def _kept(self, now: int) -> set[tuple[Any, ...]]:
        return {entry.key for entry in self.entries(now)}


def _brief(chosen: Chosen) -> Chosen:
    """The same, or one shared by all that the format is not for in the same way."""
    if chosen.entries or not all(left.other_kind for left in chosen.left):
        return chosen
    return _shared(tuple((left.reason, left.group) for left in chosen.left))


@lru_cache(maxsize=1024)
def _shared(reasons: tuple[tuple[str, str], ...]) -> Chosen:
    left = tuple(Left("", reason, "", group, other_kind=True) for reason, group in reasons)
    return Chosen((), left, Facts("", "", TLP.CLEAR, None, 0, 0, FOREVER))


def place_of(entry: Entry) -> tuple[Any, ...]:
    """Where an entry stands in the output: of equals, what stands longest comes first."""
    facts = entry.facts
    return (entry.key, -facts.until, -(facts.confidence or 0), -facts.modified, facts.id)


def why_not(facts: Facts, now: int) -> str:
    """Why an indicator does not hold at `now`, or "" (the words of core.lifetime)."""
    if facts.until <= now:
        return f"expired on {format_timestamp(facts.until)[:10]}"
    if facts.start > now:
        return f"valid only from {format_timestamp(facts.start)[:10]}"
    return ""


class Account:
    """What was left out, counted by group with a few examples of each."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[Left]] = {}

    def add(self, left: Left) -> None:
        """Count one."""
        self.counts[left.group] += 1
        examples = self.examples.setdefault(left.group, [])
        if len(examples) < _EXAMPLES:
            examples.append(left)
