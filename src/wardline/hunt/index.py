"""What is looked for: indicators that state observables, by kind and normal form.

A domain covers the names below it, a range the addresses in it; a range in a log covers the
addresses that are looked for, if it is not wider than /16 (IPv6: /32).
"""

from __future__ import annotations

import ipaddress
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from wardline.core.observables import Observable
from wardline.hunt.words import Seen

_BITS = {"ipv4-addr": 32, "ipv6-addr": 128}
_WIDEST = {"ipv4-addr": 16, "ipv6-addr": 32}


class Entry(NamedTuple):
    """An indicator, and what it was read from (None for the entry of a bare list)."""

    id: str
    pattern: str
    source: Any = None


class Found(NamedTuple):
    """An indicator that a value fulfils, and how ("" where the value is the indicator's own)."""

    entry: Entry
    observed: str
    how: str
    wanted: Observable = Observable("", "")


class _Ranges:
    """Ranges of one kind, by prefix length."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._by_length: dict[int, dict[int, list[tuple[str, Entry]]]] = {}

    def add(self, value: str, entry: Entry) -> None:
        network = ipaddress.ip_network(value)
        key = int(network.network_address) >> (self._bits - network.prefixlen)
        table = self._by_length.setdefault(network.prefixlen, {})
        table.setdefault(key, []).append((value, entry))

    def covering(self, first: int, length: int) -> Iterator[tuple[str, Entry]]:
        """The ranges in which the range that starts at `first` lies."""
        for prefix, table in self._by_length.items():
            if prefix <= length:
                yield from table.get(first >> (self._bits - prefix), ())


def _bare(value: str) -> Entry:
    """The entry of a bare list."""
    return Entry(value, "", None)


def _entries(table: dict[str, list[Entry] | None], value: str) -> Sequence[Entry]:
    """The entries of a value; none where it is not looked for."""
    found = table.get(value, ())
    return (_bare(value),) if found is None else found


class Index:
    """Observables to look for, with the indicators that state them."""

    def __init__(self) -> None:
        """Nothing yet."""
        # None: a bare list's entry alone, which says no more than its value.
        self.values: dict[str, dict[str, list[Entry] | None]] = {}
        self.ranges: dict[str, list[str]] = {}
        self._ranges = {kind: _Ranges(bits) for kind, bits in _BITS.items()}
        self._sorted: dict[str, list[tuple[int, str]]] = {}
        self.look = lru_cache(maxsize=200_000)(self._look)

    def add(self, observable: Observable, entry: Entry | None = None) -> None:
        """Look for `observable` as well; without an entry, as one of a bare list."""
        kind, value = observable
        if kind in _BITS and "/" in value:
            self._ranges[kind].add(value, entry or _bare(value))
            self.ranges.setdefault(kind, []).append(value)
            return
        if kind == "email-addr":
            value = value.lower()
        elif kind == "url" and "%" in value:
            from wardline.hunt.words import normal_url

            value = normal_url(value) or value
        table = self.values.setdefault(kind, {})
        if entry is None and value == observable.value:
            # Most are these, and there may be millions.
            if table.setdefault(value) is not None:
                table[value] = [*_entries(table, value), _bare(value)]
            return
        table[value] = [*_entries(table, value), entry or _bare(observable.value)]

    def observables(self) -> Iterator[Observable]:
        """All that is looked for."""
        for kind, table in self.values.items():
            for value in table:
                yield Observable(kind, value)
        for kind, values in self.ranges.items():
            for value in values:
                yield Observable(kind, value)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are looked for."""
        return frozenset(self.values) | frozenset(self.ranges)

    def _look(self, seen: Seen) -> tuple[Found, ...]:
        return tuple(self._answers(seen))

    def _answers(self, seen: Seen) -> Iterator[Found]:
        kind, value, inside = seen
        table = self.values.get(kind)
        how = f"stands in {inside}" if inside else ""
        if table:
            for entry in _entries(table, value):
                yield Found(entry, value, how, Observable(kind, value))
            if kind == "domain-name":
                yield from self._above(value, table)
        if kind in _BITS:
            yield from self._ranged(kind, value)

    def _above(self, name: str, table: dict[str, list[Entry] | None]) -> Iterator[Found]:
        """A domain covers the names below it."""
        rest = name.partition(".")[2]
        while "." in rest:
            for entry in _entries(table, rest):
                how = f"{name} lies below {rest}"
                yield Found(entry, name, how, Observable("domain-name", rest))
            rest = rest.partition(".")[2]

    def _ranged(self, kind: str, value: str) -> Iterator[Found]:
        network = ipaddress.ip_network(value)
        first, length = int(network.network_address), network.prefixlen
        single = "/" not in value
        for text, entry in self._ranges[kind].covering(first, length):
            if single or text != value:
                how = f"{value} lies in {text}"
                yield Found(entry, value, how, Observable(kind, text))
            else:
                yield Found(entry, value, "", Observable(kind, text))
        if not single and length >= _WIDEST[kind]:
            yield from self._inside(kind, value, (first, int(network.broadcast_address)))

    def _inside(self, kind: str, value: str, span: tuple[int, int]) -> Iterator[Found]:
        """A range in a log covers the addresses in it."""
        table = self.values.get(kind, {})
        listed = self._sorted.get(kind)
        if listed is None:
            listed = sorted((int(ipaddress.ip_address(text)), text) for text in table)
            self._sorted[kind] = listed
        at = bisect_left(listed, (span[0], ""))
        while at < len(listed) and listed[at][0] <= span[1]:
            text = listed[at][1]
            for entry in _entries(table, text):
                how = f"the log's range {value} covers {text}"
                yield Found(entry, value, how, Observable(kind, text))
            at += 1
