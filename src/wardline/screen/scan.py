"""Scans over a text: linear-time patterns that are tried only where the text has what they need.

1. A text is looked through once: its words, lengths and signs are the *cues* of each *block* (some
   lines of it). What is blanked later takes cues away and adds none, so the look stays true.
2. A pattern's own cues (`needs`) are worked out when it is used first.
3. A scan searches the blocks that have a cue of each clause. A match holds its cues and, for most
   patterns, no line break inside, so that it lies within such blocks; other patterns search all of
   the text or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
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
_HEAD = 3
_NOWHERE = (-1, -1)
_NONE: dict[str, int] = {}

_PLAIN = bytes(
    ord(plain(byte)) if byte < 0x80 and chr(byte).isalnum() else 0x20  # noqa: PLR2004 # ASCII
    for byte in range(256)
)
_WORDS_OUT = bytes(byte for byte in range(256) if byte <= 0x20 or byte >= 0x7F or chr(byte).isalnum())  # noqa: PLR2004 # ASCII


class _Vocabulary:
    """All cues of all patterns in use: a bit for each clause, and which bits a word has."""

    def __init__(self) -> None:
        self.size = 0
        self._words: dict[str, int] = {}  # whole words
        self._parts: dict[str, dict[str, int]] = {}  # parts of words, by their first characters
        self._signs: dict[int, int] = {}
        self._runs: list[tuple[int, int]] = []
        self._known: dict[bytes, int] = {}

    def bit(self, clause: frozenset[str]) -> int:
        """A new bit, which whatever holds one of these cues has from now on."""
        bit = 1 << self.size
        self.size += 1
        self._known.clear()
        for cue in clause:
            if len(cue) > 1 and cue[0] == "#":
                self._runs.append((int(cue[1:]), bit))
            elif len(cue) > 1 and cue[0] == "=":
                self._words[cue[1:]] = self._words.get(cue[1:], 0) | bit
            elif cue.isalnum():
                parts = self._parts.setdefault(cue[:_HEAD], {})
                parts[cue] = parts.get(cue, 0) | bit
            else:
                self._signs[ord(cue)] = self._signs.get(ord(cue), 0) | bit
        return bit

    def bits(self, piece: bytes) -> int:
        """The bits of all clauses of which `piece` holds a cue."""
        found = 0
        known = self._known
        for word in set(piece.translate(_PLAIN).split()):
            bits = known.get(word)
            if bits is None:
                bits = self._look(word)
            found |= bits
        signs = self._signs
        for sign in set(piece.translate(None, _WORDS_OUT)):
            found |= signs.get(sign, 0)
        return found

    def _look(self, word: bytes) -> int:
        if len(word) > _LONGEST_WORD:
            return _ALL
        text = word.decode("ascii")
        found = self._words.get(text, 0)
        for at in range(len(text)):
            for width in range(1, _HEAD + 1):
                for part, bits in self._parts.get(text[at : at + width], _NONE).items():
                    if text.startswith(part, at):
                        found |= bits
        for size, bit in self._runs:
            if len(text) >= size:
                found |= bit
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known[word] = found
        return found


_VOCABULARY = _Vocabulary()
assert max(RUNS) <= _LONGEST_WORD  # noqa: S101 # one table bounds the other


class Cues:
    """What each block of a text has, in bits of the vocabulary (1)."""

    __slots__ = ("_bits", "_blocks", "_known", "_text", "_union")

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._blocks = _blocks(text)
        self._known = -1
        self._bits: list[int] = []
        self._union = 0

    def where(self, wanted: int, *, in_line: bool) -> Sequence[tuple[int, int]]:
        """The stretches that have all bits that are wanted."""
        if self._known != _VOCABULARY.size:
            self._look()
        if self._union & wanted != wanted:
            return ()
        if len(self._blocks) == 1 or not in_line or not wanted:
            return ((0, len(self._text)),)
        return self._stretches(wanted)

    def _look(self) -> None:
        text, bits = self._text, _VOCABULARY.bits
        self._bits = [bits(text[start:end]) for start, end in self._blocks]
        union = 0
        for each in self._bits:
            union |= each
        self._union, self._known = union, _VOCABULARY.size

    def _stretches(self, wanted: int) -> list[tuple[int, int]]:
        """The blocks that have what is wanted, neighbours as one; the next line break belongs to them."""
        found: list[tuple[int, int]] = []
        size = len(self._text)
        for (start, end), bits in zip(self._blocks, self._bits, strict=True):
            if bits & wanted != wanted:
                continue
            last = min(end + 1, size)
            if found and found[-1][1] >= start:
                found[-1] = (found[-1][0], last)
            else:
                found.append((start, last))
        return found


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

    __slots__ = ("_in_line", "_wanted", "groups", "match", "pattern")

    def __init__(self, pattern: bytes, *, longest: bool = False) -> None:
        self.pattern = pattern
        # Not by re2's own call: it keeps patterns in a cache, and these may hold private values.
        compiled = re2._Regexp(pattern, _LONGEST if longest else _OPTIONS)  # noqa: SLF001
        self.match = compiled._regexp.Match  # noqa: SLF001 # its own methods make an object a call
        self.groups = compiled.groups
        self._wanted: int | None = None
        self._in_line = False

    def finditer(self, view: bytes | bytearray) -> list[Hit]:
        """All matches, one behind the other."""
        found: list[Hit] = []
        match = self.match
        for position, end in self.where(view):
            while True:
                spans = match(_ANYWHERE, view, position, end)
                first, last = spans[0]
                if first < 0:
                    break
                found.append(Hit(view, spans))
                if position == end:
                    break
                position = last if last > position else position + 1  # noqa: PLW2901 # on from here
        return found

    def search(self, view: bytes | bytearray, start: int = 0) -> Hit | None:
        """The first match from `start` on, or None."""
        for first, end in self.where(view):
            if end <= start and end < len(view):
                continue
            spans = self.match(_ANYWHERE, view, max(first, start), end)
            if spans[0][0] >= 0:
                return Hit(view, spans)
        return None

    def is_all_of(self, view: bytes | bytearray) -> bool:
        """Whether the pattern matches all of `view`."""
        return bool(self.match(_WHOLE, view, 0, len(view))[0][0] >= 0)

    def where(self, view: bytes | bytearray) -> Sequence[tuple[int, int]]:
        """The stretches of a text that may hold a match (3)."""
        if type(view) is not View:
            return ((0, len(view)),)
        wanted = self._wanted
        if wanted is None:
            wanted = self._learnt()
        return view.cues.where(wanted, in_line=self._in_line)

    def _learnt(self) -> int:
        """The bits of what the pattern needs, worked out now (2)."""
        clauses, self._in_line = needs(self.pattern)
        self._wanted = sum(_VOCABULARY.bit(clause) for clause in clauses)
        return self._wanted


class Ways:
    """A pattern of many ways (`a|b|c`), each scanned by itself where the text has what it needs.

    It matches what the one pattern would: of the ways that match first in the text, the first
    listed. Apart, each way is small and most are never tried.
    """

    __slots__ = ("_offsets", "_size", "_ways", "pattern")

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern
        self._ways = tuple(Scan(way) for way in parted(pattern))
        counts = [way.groups for way in self._ways]
        self._offsets = tuple(sum(counts[:index]) for index in range(len(counts)))
        self._size = 1 + sum(counts)

    def finditer(self, view: bytes | bytearray) -> list[Hit]:
        """All matches, one behind the other."""
        heads = []  # the next match of each way: (start, rank, way's search, spans)
        for rank, way in enumerate(self._ways):
            stretches = way.where(view)
            if stretches:
                search = _Search(way, view, stretches)
                if search.on(0):
                    heads.append((search.spans[0][0], rank, search))
        if len(heads) == 1:
            return self._rest(view, *heads[0][1:])
        found: list[Hit] = []
        while heads:
            _, rank, search = min(heads)
            found.append(Hit(view, self._placed(rank, search.spans)))
            start, end = search.spans[0]
            position = end if end > start else end + 1
            heads = [head for head in heads if head[0] >= position or head[2].on(position)]
            heads = [(head[2].spans[0][0], *head[1:]) for head in heads]
        return found

    def _rest(self, view: bytes | bytearray, rank: int, search: _Search) -> list[Hit]:
        """All matches of the only way that has any."""
        found = [Hit(view, self._placed(rank, search.spans))]
        while True:
            start, end = search.spans[0]
            if not search.on(end if end > start else end + 1):
                return found
            found.append(Hit(view, self._placed(rank, search.spans)))

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

    __slots__ = ("_at", "_match", "_stretches", "_view", "spans")

    def __init__(
        self, way: Scan, view: bytes | bytearray, stretches: Sequence[tuple[int, int]]
    ) -> None:
        self._match = way.match
        self._view = view
        self._stretches = stretches
        self._at = 0
        self.spans: list[tuple[int, int]] = []

    def on(self, position: int) -> bool:
        """Go on to the next match from `position` on; False where there is none."""
        while self._at < len(self._stretches):
            start, end = self._stretches[self._at]
            if position <= end:
                spans = self._match(_ANYWHERE, self._view, max(start, position), end)
                if spans[0][0] >= 0:
                    self.spans = spans
                    return True
            self._at += 1
        return False


_SPLIT = re.compile(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
_AROUND = (b"", rb"\b")


def parted(pattern: bytes) -> list[bytes]:
    """The ways of a pattern: `a|b`, `(?:a|b)` or `\\b(?:a|b)\\b`."""
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
