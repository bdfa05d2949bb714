"""A listing that is filled once and written once, on the disk: its memory does not grow with it.

1. Each indicator's entries go, sorted, to runs in a temporary file; what it leaves out to another.
2. Of each indicator a few numbers stay in memory: which version is the newest, and when it holds.
3. The runs are merged in the order of the output; what is kept goes to a third file, from which the
   exporter reads it as a sequence.

The output is the one of `listing.Listing`, byte for byte.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from typing import IO, Any, NamedTuple, overload

from wardline.core.tlp import TLP
from wardline.defend.base import Entry, Exporter, Facts, Output, Told
from wardline.defend.listing import place_of, why_not
from wardline.defend.select import Chosen, Left, Rules, choose

# Entries of a run, and of a piece of it that is read at once.
_RUN = 50_000
_PIECE = 2_000
_IN_MEMORY = 16 << 20


class _Kept(NamedTuple):
    """An entry in a run, with its place and the number of the indicator that gave it."""

    place: tuple[Any, ...]
    number: int
    entry: Entry


class _File:
    """Pieces of values in a temporary file."""

    def __init__(self) -> None:
        self._stream: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 # ours to the end

    def add(self, values: Sequence[object]) -> int:
        """Write a piece; where it stands."""
        self._stream.seek(0, 2)
        at = self._stream.tell()
        pickle.dump(values, self._stream, pickle.HIGHEST_PROTOCOL)
        return at

    def piece(self, at: int) -> list[Any]:
        """The piece at a place."""
        self._stream.seek(at)
        found: list[Any] = pickle.load(self._stream)  # noqa: S301 # our own temporary file
        return found

    def close(self) -> None:
        """Give it up."""
        self._stream.close()


class Stored(Sequence[Entry]):
    """Entries in a file, piece by piece."""

    def __init__(self, file: _File) -> None:
        """Hold nothing yet."""
        self._file = file
        self._places: list[int] = []
        self._size = 0
        self._fresh: list[Entry] = []
        self._open: tuple[int, list[Entry]] = (-1, [])

    def add(self, entry: Entry) -> None:
        """Append an entry."""
        self._fresh.append(entry)
        self._size += 1
        if len(self._fresh) == _PIECE:
            self._places.append(self._file.add([_packed(one) for one in self._fresh]))
            self._fresh = []

    def __len__(self) -> int:
        """How many there are."""
        return self._size

    def _piece(self, number: int) -> list[Entry]:
        if number == len(self._places):
            return self._fresh
        if self._open[0] != number:
            found = self._file.piece(self._places[number])
            self._open = number, [_unpacked(one) for one in found]
        return self._open[1]

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        """An entry, or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._size))]
        if at < 0:
            at += self._size
        if not 0 <= at < self._size:
            raise IndexError(at)
        return self._piece(at // _PIECE)[at % _PIECE]

    def __iter__(self) -> Iterator[Entry]:
        """All, in order."""
        for number in range(len(self._places) + 1):
            yield from self._piece(number)


class Spool:
    """The entries of one format at one moment."""

    def __init__(self, exporter: Exporter, rules: Rules, now: int) -> None:
        """Hold nothing yet; what holds is judged at `now`."""
        self._exporter = exporter
        self._rules = rules
        self._now = now
        self._newest: dict[str, int] = {}
        # By number of indicator: when it was changed, begins and ends to hold; whether it counts.
        self._times = (array("q"), array("q"), array("q"))
        self._counts = bytearray()
        self._gave = bytearray()
        self._changed = 0
        self._file = _File()
        self._runs: list[list[int]] = []
        self._fresh: list[_Kept] = []
        self._left_file = _File()
        self._left_places: list[int] = []
        self._lefts: list[tuple[int, tuple[Any, ...]]] = []
        self._late: list[Left] = []

    def __len__(self) -> int:
        """How many indicators it knows."""
        return len(self._newest)

    def close(self) -> None:
        """Give up the files."""
        self._file.close()
        self._left_file.close()

    def put(self, indicator: Mapping[str, Any]) -> None:
        """Take in an indicator; an older version of one that is known changes nothing."""
        chosen = choose(indicator, self._exporter, self._rules)
        facts = chosen.facts
        known = self._newest.get(facts.id)
        if known is not None:
            if self._times[0][known] > facts.modified:
                return
            self._counts[known] = 0
            if self._gave[known]:
                self._changed = max(self._changed, facts.modified)
        number = len(self._counts)
        self._newest[facts.id] = number
        for column, moment in zip(
            self._times, (facts.modified, facts.start, facts.until), strict=True
        ):
            column.append(moment)
        self._counts.append(1)
        self._gave.append(bool(chosen.entries))
        self._take(number, chosen)

    def _take(self, number: int, chosen: Chosen) -> None:
        for entry in chosen.entries:
            self._fresh.append(_Kept(place_of(entry), number, entry))
        if len(self._fresh) >= _RUN:
            self._end_run()
        self._lefts += [(number, tuple(left)) for left in chosen.left]
        if len(self._lefts) >= _RUN:
            self._left_places.append(self._left_file.add(self._lefts))
            self._lefts = []

    def _end_run(self) -> None:
        self._fresh.sort(key=_place)
        pieces = [self._fresh[at : at + _PIECE] for at in range(0, len(self._fresh), _PIECE)]
        self._runs.append(
            [
                self._file.add([(one.number, _packed(one.entry)) for one in piece])
                for piece in pieces
            ]
        )
        self._fresh = []

    def _run(self, places: Iterable[int]) -> Iterator[_Kept]:
        for at in places:
            for number, packed in self._file.piece(at):
                entry = _unpacked(packed)
                yield _Kept(place_of(entry), number, entry)

    def write(self, out: Output, beside: str = "") -> int:
        """Write what holds; how many entries. `beside` names the output if it is a file."""
        self._fresh.sort(key=_place)
        kept_file = _File()
        kept = Stored(kept_file)
        runs = [*map(self._run, self._runs), iter(self._fresh)]
        for _, same in groupby(merge(*runs, key=_place), key=lambda one: one.place[0]):
            self._choose(same, kept)
        serial = self._changed_at() // 1_000_000 if self._exporter.about.serial else 0
        self._exporter.write(kept, Told(serial, beside), out)
        kept_file.close()
        return len(kept)

    def _choose(self, same: Iterable[_Kept], kept: Stored) -> None:
        """Of entries with one key, keep what stands longest; if none holds, say why."""
        waiting = []
        for _, number, entry in same:
            if not self._counts[number]:
                continue
            reason = why_not(entry.facts, self._now)
            if not reason:
                kept.add(entry)
                return
            what = entry.what or entry.facts.id
            waiting.append(Left(what, reason, entry.facts.id, reason.partition(" on ")[0]))
        self._late += waiting

    def _changed_at(self) -> int:
        newest = self._changed
        for column in self._times:
            for number, moment in enumerate(column):
                if newest < moment <= self._now and self._counts[number]:
                    newest = moment
        return newest

    def left_out(self) -> Iterator[Left]:
        """What is left out, unless another indicator put it in; after `write`."""
        for at in self._left_places:
            yield from self._told(self._left_file.piece(at))
        yield from self._told(self._lefts)
        yield from self._late

    def _told(self, lefts: Iterable[tuple[int, tuple[Any, ...]]]) -> Iterator[Left]:
        return (Left(*left) for number, left in lefts if self._counts[number])


def _place(kept: _Kept) -> tuple[Any, ...]:
    return kept.place


def _packed(entry: Entry) -> tuple[Any, ...]:
    """Plain tuples are read back quicker."""
    key, body, facts, what = entry
    return (key, body, (*facts[:2], int(facts.tlp), *facts[3:]), what)


def _unpacked(packed: tuple[Any, ...]) -> Entry:
    key, body, facts, what = packed
    return Entry(key, body, Facts._make((*facts[:2], TLP(facts[2]), *facts[3:])), what)
