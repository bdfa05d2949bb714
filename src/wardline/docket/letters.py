"""Which comments are one campaign letter, however often it was edited.

1. Words: folded, what cannot be seen taken out; of a long text its first 20,000.
2. Shingles: each two words that follow each other, as a set of 8-byte digests in order.
3. Two comments are alike where their sets share at least half of what both hold (Jaccard 0.5).
4. Alike ones are joined, and so are those that are alike to one of them.
5. What most senders of a letter share is the letter itself. Whoever is left over is measured once
   more against that (Jaccard 0.4): a story before the letter, a block of address lines after it or
   many slips of the keyboard must not part them.

Pairs that may be alike are found by MinHash in bands, and then measured exactly: nothing is joined
that is under the limit. Two that are just alike meet with a chance over 0.9996.

*Source*: A. Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeVar

import numpy as np

Shingles = np.ndarray[tuple[int], np.dtype[np.uint64]]
Signatures = np.ndarray[tuple[int, int], np.dtype[np.uint32]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]

LIMIT = 0.5
# *Units*: words. No letter is longer; who sends a book must not fill the memory with it.
_LONGEST = 20_000
# 60 bands of 3 values: 1 - (1 - 0.5³)^60 = 0.99967 for two that share half.
_BANDS = 60
_ROWS = 3
_SEED = 20_160_315
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PRIME = np.uint64((1 << 61) - 1)
_HALF = np.uint64(32)


class Difference(NamedTuple):
    """A stretch of words: in both letters, only in the first, or only in the other."""

    # "same", "gone" or "new".
    what: str
    text: str


def words(text: str) -> list[str]:
    """The words of a text, folded: capitals, accents' spellings and unseen marks do not count."""
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().replace("\u2019", "'")
    return _WORD.findall(folded)


def shingles(text: str) -> Shingles:
    """The pairs of words in a text; of a text of one word, that word. *Shape*: in order, once."""
    found = words(text)[:_LONGEST]
    pairs = pairwise(found) if len(found) > 1 else ((one, "") for one in found)
    digests = {
        hashlib.blake2b("\n".join(pair).encode("utf-8", "replace"), digest_size=8).digest()
        for pair in pairs
    }
    return np.sort(np.frombuffer(b"".join(digests), dtype=np.uint64))


def likeness(first: Shingles, second: Shingles) -> float:
    """How much of what both hold they share (Jaccard), from 0 to 1; nothing is alike to nothing."""
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    if not len(few):
        return 0.0
    both = int((many.take(np.searchsorted(many, few), mode="clip") == few).sum())
    return both / (len(few) + len(many) - both)


def group(texts: Mapping[str, str]) -> list[list[str]]:
    """The groups of two and more, the largest first, ids in the order that they came in."""
    return group_sets({number: shingles(text) for number, text in texts.items()})


def group_sets(sets: Mapping[str, Shingles]) -> list[list[str]]:
    """As `group`, of shingles that were made already."""
    same: dict[bytes, list[str]] = {}
    for number, held in sets.items():
        if len(held):
            same.setdefault(held.tobytes(), []).append(number)
    senders = list(same.values())
    joined = _joined([sets[ids[0]] for ids in senders], list(map(len, senders)))
    found: dict[int, list[str]] = {}
    for place, ids in enumerate(senders):
        found.setdefault(joined.root(place), []).extend(ids)
    order = {number: place for place, number in enumerate(sets)}
    groups = [sorted(ids, key=order.__getitem__) for ids in found.values() if len(ids) > 1]
    return sorted(groups, key=lambda ids: (-len(ids), order[ids[0]]))


def differences(letter: str, other: str, most: int = 20_000) -> list[Difference]:
    """What `other` says differently from `letter`, word by word. *Units*: `most` in words.

    1. Sentences are compared first.
    2. Where one stands for another, their words are, unless there are too many of them: two that
       say the same few words over and over took 20 s.
    """
    before, after = (_sentences(text.split()[:most]) for text in (letter, other))
    found: list[Difference] = []
    for what, old, new in _compared(before, after):
        gone, come = ([word for piece in side for word in piece] for side in (old, new))
        if what == "replace" and len(gone) + len(come) <= _MOST_WORDS:
            for _what, some, others in _compared(gone, come):
                found += _told(some, others)
        else:
            found += _told(gone, come)
    return [
        Difference(what, " ".join(one.text for one in together))
        for what, together in groupby(found, key=lambda one: one.what)
    ]


_MOST_WORDS = 1_500
_MOST_IN_SENTENCE = 30
Piece = TypeVar("Piece", str, tuple[str, ...])


def _sentences(found: Sequence[str]) -> list[tuple[str, ...]]:
    pieces: list[tuple[str, ...]] = []
    start = 0
    for at, word in enumerate(found, 1):
        if word[-1] in ".!?:;" or at - start == _MOST_IN_SENTENCE or at == len(found):
            pieces.append(tuple(found[start:at]))
            start = at
    return pieces


def _compared(
    before: Sequence[Piece], after: Sequence[Piece]
) -> Iterator[tuple[str, Sequence[Piece], Sequence[Piece]]]:
    for what, start, end, first, last in difflib.SequenceMatcher(None, before, after).get_opcodes():
        yield what, before[start:end], after[first:last]


def _told(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    if old == new:
        yield Difference("same", " ".join(old))
        return
    for what, some in (("gone", old), ("new", new)):
        if some:
            yield Difference(what, " ".join(some))


class _Union:
    """Sets that are joined step by step (union-find with path halving)."""

    def __init__(self, many: int) -> None:
        self._above = list(range(many))

    def root(self, place: int) -> int:
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def join(self, first: int, second: int) -> None:
        first, second = sorted((self.root(first), self.root(second)))
        self._above[second] = first


def _joined(kinds: Sequence[Shingles], senders: Sequence[int]) -> _Union:
    """The sets that are alike, joined.

    1. Band by band, those that agree in it stand in one bucket.
    2. In a large bucket each is first measured against its neighbours: that joins a campaign.
    3. Of pairs that are still apart, the signatures tell which are worth measuring.
    4. Who is left over is measured against what most senders of a letter share.
    """
    union = _Union(len(kinds))
    if not kinds:
        return union
    signatures = _signatures(kinds)
    measured: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        buckets = _buckets(signatures[:, band * _ROWS : (band + 1) * _ROWS])
        pairs = [
            pair
            for bucket in buckets
            for pair in _apart(_chained(bucket, kinds, union), union, len(kinds))
        ]
        for pair in _worth(np.concatenate([*pairs, _NONE]), signatures):
            if pair not in measured:
                measured.add(pair)
                _join(*pair, kinds, union)
    _gather(kinds, senders, signatures, union)
    return union


def _gather(
    kinds: Sequence[Shingles],
    senders: Sequence[int],
    signatures: Signatures,
    union: _Union,
) -> None:
    """Join those left over to the letter that they hold, measured without others' own words."""
    groups: dict[int, list[int]] = {}
    for place in range(len(kinds)):
        groups.setdefault(union.root(place), []).append(place)
    many = {root: sum(senders[place] for place in places) for root, places in groups.items()}
    left = np.array([many[union.root(place)] < _CAMPAIGN for place in range(len(kinds))])
    # Who fits several letters goes to the one that fits best: letters are not joined by that.
    best: dict[int, tuple[float, int]] = {}
    for root, places in groups.items():
        if many[root] < _CAMPAIGN:
            continue
        core = _core(kinds, senders, places)
        if len(core) < _LEAST_CORE:
            continue
        share = (signatures == _signatures([core])[0]).mean(axis=1)
        for place in np.nonzero(left & (share >= _LEAST_CORE_SHARE))[0].tolist():
            fit = (likeness(core, kinds[place]), root)
            if fit[0] >= _CORE_LIMIT:
                best[union.root(place)] = max(fit, best.get(union.root(place), fit))
    for place, (_, root) in best.items():
        union.join(root, place)


def _core(kinds: Sequence[Shingles], senders: Sequence[int], places: Sequence[int]) -> Shingles:
    """The shingles that more than half of a letter's senders have."""
    held = [kinds[place] for place in places]
    many = [senders[place] for place in places]
    found, at = np.unique(np.concatenate(held), return_inverse=True)
    counted = np.bincount(at, np.repeat(many, list(map(len, held))))
    return found[counted > sum(many) / 2]


def _join(first: int, second: int, kinds: Sequence[Shingles], union: _Union) -> None:
    apart = union.root(first) != union.root(second)
    if apart and likeness(kinds[first], kinds[second]) >= LIMIT:
        union.join(first, second)


def _buckets(part: Signatures) -> Iterator[list[int]]:
    """Those that agree in one band, each in ascending order."""
    found: dict[bytes, list[int]] = {}
    for place, row in enumerate(np.ascontiguousarray(part)):
        found.setdefault(row.tobytes(), []).append(place)
    return (bucket for bucket in found.values() if len(bucket) > 1)


def _chained(bucket: list[int], kinds: Sequence[Shingles], union: _Union) -> list[int]:
    """The bucket, in which neighbours that are alike were joined."""
    if len(bucket) > _SMALL_BUCKET:
        for before, place in pairwise(bucket):
            _join(bucket[0], place, kinds, union)
            _join(before, place, kinds, union)
    return bucket


def _apart(bucket: Sequence[int], union: _Union, many: int) -> Iterator[Places]:
    """The pairs of a bucket that are not joined, each as one number."""
    roots = [union.root(place) for place in bucket]
    if len(set(roots)) == 1:
        return
    place, root = np.array(bucket, dtype=np.int64), np.array(roots, dtype=np.int64)
    for start in range(0, len(bucket), _BUCKET_ROWS):
        rows = slice(start, start + _BUCKET_ROWS)
        low, high = np.nonzero(
            (root[rows, None] != root[None, :]) & (place[rows, None] < place[None, :])
        )
        yield place[rows][low] * many + place[high]


def _worth(pairs: Places, signatures: Signatures) -> Iterator[tuple[int, int]]:
    """The pairs whose signatures agree often enough."""
    for start in range(0, len(pairs), _AT_ONCE):
        first, second = np.divmod(pairs[start : start + _AT_ONCE], len(signatures))
        share = (signatures[first] == signatures[second]).mean(axis=1)
        kept = share >= _LEAST_SHARE
        yield from zip(first[kept].tolist(), second[kept].tolist(), strict=True)


_NONE: Places = np.empty(0, dtype=np.int64)
_SMALL_BUCKET = 32
_BUCKET_ROWS = 512
# Of 180 values, two sets that share half agree in 0.5 ± 0.037: this is 4.5 deviations below.
_LEAST_SHARE = 0.33
# A letter of so many senders has a core; a shorter one is a phrase that anybody writes.
_CAMPAIGN = 3
_LEAST_CORE = 20
_CORE_LIMIT = 0.4
# As above: 0.4 ± 0.036 of 180 values, 3.5 deviations below.
_LEAST_CORE_SHARE = 0.27


def _signatures(kinds: Iterable[Shingles]) -> Signatures:
    """The least value of each hash function over each set. *Shape*: sets x (bands · rows)."""
    drawn = np.random.Generator(np.random.PCG64(_SEED))
    many = _BANDS * _ROWS
    factors = drawn.integers(1, _PRIME, many, dtype=np.uint64) | np.uint64(1)
    shifts = drawn.integers(0, _PRIME, many, dtype=np.uint64)
    rows = []
    for values in kinds:
        least = np.full(many, np.iinfo(np.uint32).max, dtype=np.uint32)
        for start in range(0, len(values), _AT_ONCE):
            # Multiply and shift: the high half of a product with an odd factor.
            mixed = (values[start : start + _AT_ONCE, None] * factors + shifts) >> _HALF
            np.minimum(least, mixed.astype(np.uint32).min(axis=0), out=least)
        rows.append(least)
    return np.array(rows)


_AT_ONCE = 4_096
