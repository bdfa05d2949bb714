"""Scans over a text: linear-time patterns that are tried only where the text has what they need.

1. A text is looked through once: its words, lengths and signs are the *cues* of each *block* (some
   lines of it). What is blanked later takes cues away and adds none, so the look stays true.
2. A pattern's own cues (`needs`) are worked out when it is used first.
3. A scan searches the blocks that have a cue of each clause. A match holds its cues and, for most
   patterns, no line break inside, so that it lies within such blocks; other patterns search all of
   the text or nothing.
4. Most patterns are blind: no match can hold a blank. Where one was looked for in vain it is not
   looked for again, unless a word there was cut in two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_
from threading import Lock
from typing import Any

import re2

from wardline.screen.needs import RUNS, needs, plain

_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.max_mem = 64 << 20
_OPTIONS.log_errors = False
_LONGEST = re2.Options()
_LONGEST.encoding = re2.Options.Encoding.LATIN1
_LONGEST.max_mem = 64 << 20
_LONGEST.longest_match = True
_ANYWHERE = re2._Anchor.UNANCHORED  # noqa: SLF001 # its own methods make an object a call
_WHOLE = re2._Anchor.ANCHOR_BOTH  # noqa: SLF001 # the same
_BLOCK = 4_096
_KEPT = 1 << 16  # words remembered; hostile text of endless new words must not fill the memory
_LONGEST_WORD = 64  # a longer one may hold any cue
_ALL = -1
_MOST_KNOWN = 1_024
_HEAD = 3
_NOWHERE = (-1, -1)

_PLAIN = bytes(
    ord(plain(byte)) if byte < 0x80 and chr(byte).isalnum() else 0x20  # noqa: PLR2004 # ASCII
    for byte in range(256)
)
_SIGNS = frozenset(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_NO_SIGNS = bytes(byte for byte in range(256) if byte not in _SIGNS)


class _Vocabulary:
    """All cues of all patterns in use: a bit for each clause, and which bits a word has."""

    def __init__(self) -> None:
        self.size = 0
        self._lock = Lock()
        self._clauses: dict[frozenset[str], int] = {}
        self._words: dict[str, int] = {}  # whole words
        self._parts: dict[str, dict[str, int]] = {}  # parts of words, by their head
        self._short: dict[str, int] = {}  # parts shorter than a head
        self._signs: dict[int, int] = {}
        self._many_signs: dict[bytes, int] = {}
        self._runs: dict[int, int] = {}
        self._known: dict[bytes, int] = {}

    def bit(self, clause: frozenset[str]) -> int:
        """The bit which whatever holds one of these cues has.

        Other threads read meanwhile: what they remember of words goes into the dict that they began
        with, and the size grows last, so that nobody takes a look without this bit for a whole one.
        """
        with self._lock:
            bit = self._clauses.get(clause, 0)
            if not bit:
                bit = self._clauses[clause] = 1 << self.size
                self._note(clause, bit)
                self._known = {}
                self.size += 1
        return bit

    def _note(self, clause: frozenset[str], bit: int) -> None:
        for cue in clause:
            if cue[0] == "L":
                _add(self._runs, int(cue[1:]), bit)
            elif cue[0] == "W":
                _add(self._words, cue[1:], bit)
            elif len(cue) >= _HEAD and cue.isalnum():
                _add(self._parts.setdefault(cue[:_HEAD], {}), cue, bit)
            elif cue.isalnum():
                _add(self._short, cue, bit)
            elif len(cue) == 1:
                _add(self._signs, ord(cue), bit)
            else:
                _add(self._many_signs, cue.encode("ascii"), bit)

    def bits(self, piece: bytes) -> int:
        """The bits of all clauses of which `piece` holds a cue."""
        found = 0
        known = self._known
        for word in set(piece.translate(_PLAIN).split()):
            bits = known.get(word)
            if bits is None:
                bits = self._look(word)
                if len(known) > _KEPT:
                    known.clear()
                known[word] = bits
            found |= bits
        signs = self._signs
        for sign in set(piece.translate(None, _NO_SIGNS)):
            found |= signs.get(sign, 0)
        for run, bits in list(self._many_signs.items()):
            if found | bits != found and run in piece:
                found |= bits
        return found

    def _look(self, word: bytes) -> int:
        if len(word) > _LONGEST_WORD:
            return _ALL
        text = word.decode("ascii")
        found = self._words.get(text, 0)
        heads = self._parts
        for head in heads.keys() & {text[at : at + _HEAD] for at in range(len(text) - _HEAD + 1)}:
            for part, bits in list(heads[head].items()):
                if part in text:
                    found |= bits
        short = self._short
        for part in short.keys() & {*text, *(text[at : at + 2] for at in range(len(text) - 1))}:
            found |= short[part]
        for size, bits in list(self._runs.items()):
            if len(text) >= size:
                found |= bits
        return found


def _add(table: dict[Any, int], key: Any, bit: int) -> None:
    table[key] = table.get(key, 0) | bit


_VOCABULARY = _Vocabulary()
assert max(RUNS) <= _LONGEST_WORD  # noqa: S101 # one table bounds the other


class Cues:
    """What each block of a text has, in bits of the vocabulary (1), and what was not found in it (4)."""

    __slots__ = (
        "_bits",
        "_blocks",
        "_cuts",
        "_known",
        "_spent",
        "_starts",
        "_text",
        "_union",
        "_vain",
        "whole",
    )

    def __init__(self, text: bytes) -> None:
        self._blocks = _blocks(text)
        self._starts = [start for start, _ in self._blocks]
        self._cuts = 0  # a bit for each block in which a word was cut
        self._vain: set[Scan] = set()  # patterns without any match
        self._spent: dict[Scan, int] = {}  # by pattern, a bit for each block without a match
        self.whole = ((0, len(text)),)
        self._look(text)

    def again(self, text: bytes | bytearray) -> None:
        """Go by the text as it is now, where words were cut: their rests may be words of their own."""
        if self._cuts:
            self._look(bytes(text))

    def _look(self, text: bytes) -> None:
        self._text = text
        self._known = -1
        self._bits: list[int] = []
        self._union = 0

    def union(self) -> int:
        """The bits of the whole text."""
        size = _VOCABULARY.size
        if self._known != size:
            text, bits = self._text, _VOCABULARY.bits
            self._bits = [bits(text[start:end]) for start, end in self._blocks]
            self._union, self._known = reduce(or_, self._bits, 0), size
        return self._union

    def where(self, scan: Scan) -> Sequence[tuple[int, int]]:
        """The stretches that have all bits that are wanted and were not searched in vain."""
        union = self._union if self._known == _VOCABULARY.size else self.union()
        wanted = scan.wanted
        if union & wanted != wanted or scan in self._vain:
            return ()
        if len(self._starts) == 1 or not scan.in_line:
            return self.whole
        return self._stretches(wanted, self._spent.get(scan, 0) & ~self._cuts)

    def _stretches(self, wanted: int, spent: int) -> list[tuple[int, int]]:
        """The blocks that may have a match, neighbours as one; the next line break belongs to them."""
        found: list[tuple[int, int]] = []
        size = len(self._text)
        for index, (start, end) in enumerate(self._blocks):
            if self._bits[index] & wanted != wanted or spent >> index & 1:
                continue
            last = min(end + 1, size)
            if found and found[-1][1] >= start:
                found[-1] = (found[-1][0], last)
            else:
                found.append((start, last))
        return found

    def touched(self, hits: Sequence[Hit]) -> int:
        """A bit for each block in which one of the matches lies."""
        if len(self._starts) == 1:
            return 1 if hits else 0
        touched, starts, limit, bit = 0, self._starts, -1, 0
        for hit in hits:
            start, end = hit.span()
            if end >= limit:  # matches come in order: most lie in the block of the one before
                index = bisect_right(starts, start)
                bit = 1 << index - 1 | 1 << bisect_right(starts, end) - 1
                limit = starts[index] if index < len(starts) else end + 1
                touched |= bit
        return touched

    def spend(self, scan: Scan, touched: int) -> None:
        """Remember that a blind pattern was looked for in vain but in the blocks touched."""
        if touched == 0 and self._cuts == 0:
            self._vain.add(scan)
        elif len(self._starts) > 1:
            self._spent[scan] = ~touched

    def cut(self, position: int) -> None:
        """Note that a word was cut there: its rest may be what nobody has looked at."""
        self._cuts |= 1 << bisect_right(self._starts, position) - 1
        self._vain.clear()


def _blocks(text: bytes) -> list[tuple[int, int]]:
    """Stretches of whole lines, each of which begins with a line break."""
    blocks: list[tuple[int, int]] = []
    start, size = 0, len(text)
    while size - start > _BLOCK * 2:
        end = text.find(b"\n", start + _BLOCK)
        if end < 0:
            break
        blocks.append((start, end))
        start = end
    blocks.append((start, size))
    return blocks


class View(bytearray):
    """A text as rules read and blank it, one byte a character, with its cues."""

    __slots__ = ("cues",)
    cues: Cues


class Hit:
    """A match: where it and its groups stand, and their bytes as they are when they are asked for."""

    __slots__ = ("_spans", "_view")

    def __init__(self, view: bytes | bytearray, spans: list[tuple[int, int]]) -> None:
        self._view = view
        self._spans = spans

    def span(self, group: int = 0) -> tuple[int, int]:
        """Where a group stands; (-1, -1) where it does not."""
        return self._spans[group]

    def start(self, group: int = 0) -> int:
        """Where a group begins; -1 where it does not stand."""
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        """Where a group ends."""
        return self._spans[group][1]

    def __getitem__(self, group: int) -> Any:
        """The bytes of a group now, or None."""
        start, end = self._spans[group]
        return self._view[start:end] if start >= 0 else None

    group = __getitem__

    def groups(self) -> tuple[Any, ...]:
        """The bytes of all groups now, or None for those that do not stand."""
        return tuple(self[group] for group in range(1, len(self._spans)))


class Scan:
    """A linear-time pattern over views."""

    __slots__ = ("_learnt", "blind", "groups", "in_line", "match", "pattern", "wanted")

    def __init__(self, pattern: bytes, *, longest: bool = False) -> None:
        self.pattern = pattern
        # Not by re2's own call: it keeps patterns in a cache, and these may hold private values.
        compiled = re2._Regexp(pattern, _LONGEST if longest else _OPTIONS)  # noqa: SLF001
        self.match = compiled._regexp.Match  # noqa: SLF001 # its own methods make an object a call
        self.groups = compiled.groups
        self._learnt = False
        self.wanted = 0  # the bits of what a text must hold
        self.in_line = False
        self.blind = False

    def finditer(self, view: bytes | bytearray) -> list[Hit]:
        """All matches, one behind the other."""
        if self._learnt and type(view) is View:
            stretches = view.cues.where(self)
        else:
            stretches = self.where(view)
        found: list[Hit] = []
        if not stretches:
            return found
        match = self.match
        for position, end in stretches:
            while True:
                spans = match(_ANYWHERE, view, position, end)
                first, last = spans[0]
                if first < 0:
                    break
                found.append(Hit(view, spans))
                if position == end:
                    break
                position = last if last > position else position + 1  # noqa: PLW2901 # on from here
        if self.blind and type(view) is View:
            view.cues.spend(self, view.cues.touched(found) if found else 0)
        return found

    def search(self, view: bytes | bytearray, start: int = 0) -> Hit | None:
        """The first match from `start` on, or None."""
        for first, end in self.where(view):
            if end <= start and end < len(view):
                continue
            spans = self.match(_ANYWHERE, view, max(first, start), end)
            if spans[0][0] >= 0:
                return Hit(view, spans)
        if self.blind and start == 0 and type(view) is View:
            view.cues.spend(self, 0)
        return None

    def is_all_of(self, view: bytes | bytearray) -> bool:
        """Whether the pattern matches all of `view`."""
        return bool(self.match(_WHOLE, view, 0, len(view))[0][0] >= 0)

    def where(self, view: bytes | bytearray) -> Sequence[tuple[int, int]]:
        """The stretches of a text that may hold a match (3)."""
        if type(view) is not View:
            return ((0, len(view)),)
        if not self._learnt:
            self.learn()
        return view.cues.where(self)

    def learn(self) -> None:
        """Work out what the pattern needs (2)."""
        clauses, self.in_line, self.blind = needs(self.pattern)
        self.wanted = reduce(or_, map(_VOCABULARY.bit, clauses), 0)
        self._learnt = True


class Ways:
    """A pattern of many ways (`a|b|c`), each scanned by itself where the text has what it needs.

    It matches what the one pattern would: of the ways that match first in the text, the first
    listed. Apart, each way is small and most are never tried.
    """

    __slots__ = ("_any", "_known", "_learnt", "_offsets", "_size", "_ways", "pattern")

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern
        self._ways = tuple(Scan(way) for way in parted(pattern))
        counts = [way.groups for way in self._ways]
        self._offsets = tuple(sum(counts[:index]) for index in range(len(counts)))
        self._size = 1 + sum(counts)
        self._learnt = False
        self._any = 0  # the bits that any of the ways wants
        # By those bits, the ways that may match.
        self._known: dict[int, list[tuple[int, Scan]]] = {}

    def finditer(self, view: bytes | bytearray) -> list[Hit]:
        """All matches, one behind the other."""
        heads = []  # the next match of each way: (start, rank, way's search)
        for rank, way, stretches in self._tried(view):
            spans = way.match(_ANYWHERE, view, *stretches[0])
            if spans[0][0] >= 0 or len(stretches) > 1:
                search = _Search(way, view, stretches, spans)
                if spans[0][0] >= 0 or search.on(0):
                    heads.append((search.spans[0][0], rank, search))
            elif way.blind and type(view) is View:
                view.cues.spend(way, 0)
        if not heads:
            return []
        tried = [head[2] for head in heads]
        found: list[Hit] = []
        while heads:
            _, rank, search = min(heads)
            found.append(Hit(view, self._placed(rank, search.spans)))
            start, end = search.spans[0]
            position = end if end > start else end + 1
            heads = [
                head if head[0] >= position else (head[2].spans[0][0], *head[1:])
                for head in heads
                if head[0] >= position or head[2].on(position)
            ]
        touched = view.cues.touched(found) if type(view) is View else 0
        for search in tried:
            search.spend(touched)
        return found

    def _tried(self, view: bytes | bytearray) -> list[tuple[int, Scan, Sequence[tuple[int, int]]]]:
        """The ways that the text may hold, by their rank, and where."""
        if not self._learnt:
            for way in self._ways:
                way.learn()
                self._any |= way.wanted
            self._learnt = True
        bits = self._any & (view.cues.union() if type(view) is View else _ALL)
        may = self._known.get(bits)
        if may is None:
            may = [pair for pair in enumerate(self._ways) if not pair[1].wanted & ~bits]
            if len(self._known) < _MOST_KNOWN:
                self._known[bits] = may
        tried = [(rank, way, way.where(view)) for rank, way in may]
        return [each for each in tried if each[2]]

    def _placed(self, rank: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The groups of a way as groups of the whole."""
        if self._size == 1:
            return spans
        placed = [_NOWHERE] * self._size
        first = self._offsets[rank] + 1
        placed[0] = spans[0]
        placed[first : first + len(spans) - 1] = spans[1:]
        return placed


class _Search:
    """One way's search through a text."""

    __slots__ = ("_at", "_stretches", "_view", "_way", "spans")

    def __init__(
        self,
        way: Scan,
        view: bytes | bytearray,
        stretches: Sequence[tuple[int, int]],
        spans: list[tuple[int, int]],
    ) -> None:
        self._way = way
        self._view = view
        self._stretches = stretches
        self._at = 0
        self.spans = spans  # what was found in the first stretch

    def on(self, position: int) -> bool:
        """Go on to the next match from `position` on; False where there is none."""
        while self._at < len(self._stretches):
            start, end = self._stretches[self._at]
            if position <= end:
                first = max(start, position)
                spans = self._way.match(_ANYWHERE, self._view, first, end)
                if spans[0][0] >= 0:
                    self.spans = spans
                    return True
            self._at += 1
        if self.spans[0][0] < 0:
            self.spend(0)
        return False

    def spend(self, touched: int) -> None:
        """Remember where the way was looked for in vain: where none of the ways matched."""
        if self._way.blind and type(self._view) is View:
            self._view.cues.spend(self._way, touched)


_SPLIT = re.compile(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
_AROUND = (b"", rb"\b")


def parted(pattern: bytes) -> list[bytes]:
    """The ways of a pattern: alternatives, also in one group with or without word boundaries."""
    level, begin = 0, 0
    ways: list[bytes] = []
    for match in _SPLIT.finditer(pattern):
        sign = match[0]
        level += (sign == b"(") - (sign == b")")
        if sign == b"|" and level == 0:
            ways.append(pattern[begin : match.start()])
            begin = match.end()
    ways.append(pattern[begin:])
    if len(ways) > 1:
        return ways
    lead, opened, rest = pattern.partition(b"(?:")
    body, closed, tail = rest.rpartition(b")")
    if not (opened and closed and lead in _AROUND and tail in _AROUND and _balanced(body)):
        return ways
    return [lead + b"(?:" + way + b")" + tail for way in parted(body)]


def _balanced(body: bytes) -> bool:
    """Whether no bracket closes what was opened before `body`."""
    level = 0
    for match in _SPLIT.finditer(body):
        level += (match[0] == b"(") - (match[0] == b")")
        if level < 0:
            return False
    return True


class _Own(Scan):
    """A pattern made of one organization's or one text's own words: it needs no cues."""

    __slots__ = ()

    def where(self, view: bytes | bytearray) -> Sequence[tuple[int, int]]:
        """All of the text."""
        return ((0, len(view)),)


@lru_cache(maxsize=1_024)
def rx(pattern: bytes, *, longest: bool = False) -> Scan:
    """A linear-time pattern over the byte views; `longest` takes the longest of its words."""
    return Scan(pattern, longest=longest)


@lru_cache(maxsize=1_024)
def ways(pattern: bytes) -> Ways:
    """A pattern of many ways that need different things: scanned way by way."""
    return Ways(pattern)


@lru_cache(maxsize=1_024)
def own(pattern: bytes) -> Scan:
    """A pattern of an organization's own words, which are many and come and go."""
    return _Own(pattern)


def once(pattern: bytes) -> Scan:
    """A pattern made for one text: built, used and forgotten, for it may hold private values."""
    return _Own(pattern)
