"""Which comments are one campaign letter, however often it was edited.

1. Words: folded, what cannot be seen taken out.
2. Shingles: each two words that follow each other, as a set.
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
from itertools import pairwise
from typing import NamedTuple

import numpy as np

LIMIT = 0.5
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


def shingles(text: str) -> frozenset[bytes]:
    """The pairs of words in a text as 8-byte digests; of a text of one word, that word."""
    found = words(text)
    pairs = pairwise(found) if len(found) > 1 else ((one, "") for one in found)
    return frozenset(
        hashlib.blake2b("\n".join(pair).encode("utf-8", "replace"), digest_size=8).digest()
        for pair in pairs
    )


def likeness(first: frozenset[bytes], second: frozenset[bytes]) -> float:
    """How much of what both hold they share (Jaccard), from 0 to 1; nothing is alike to nothing."""
    both = len(first & second)
    return both / (len(first) + len(second) - both) if both else 0.0


def group(texts: Mapping[str, str]) -> list[list[str]]:
    """The groups of two and more, the largest first, ids in the order that they came in."""
    return group_sets({number: shingles(text) for number, text in texts.items()})


def group_sets(sets: Mapping[str, frozenset[bytes]]) -> list[list[str]]:
    """As `group`, of shingles that were made already."""
    same: dict[frozenset[bytes], list[str]] = {}
    for number, held in sets.items():
        if held:
            same.setdefault(held, []).append(number)
    kinds = list(same)
    joined = _joined(kinds, [len(same[held]) for held in kinds])
    found: dict[int, list[str]] = {}
    for place, held in enumerate(kinds):
        found.setdefault(joined.root(place), []).extend(same[held])
    order = {number: place for place, number in enumerate(sets)}
    groups = [sorted(ids, key=order.__getitem__) for ids in found.values() if len(ids) > 1]
    return sorted(groups, key=lambda ids: (-len(ids), order[ids[0]]))


def differences(letter: str, other: str, most: int = 20_000) -> list[Difference]:
    """What `other` says differently from `letter`, word by word. *Units*: `most` in words."""
    before, after = letter.split()[:most], other.split()[:most]
    found: list[Difference] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > _MANY_WORDS)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.append(Difference("same", " ".join(before[start:end])))
            continue
        if end > start:
            found.append(Difference("gone", " ".join(before[start:end])))
        if last > first:
            found.append(Difference("new", " ".join(after[first:last])))
    return found


_MANY_WORDS = 2_000


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


Signatures = np.ndarray[tuple[int, int], np.dtype[np.uint32]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]


def _joined(kinds: Sequence[frozenset[bytes]], senders: Sequence[int]) -> _Union:
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
    kinds: Sequence[frozenset[bytes]],
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
        core = _core(kinds, senders, places) if many[root] >= _CAMPAIGN else frozenset()
        if len(core) < _LEAST_CORE:
            continue
        share = (signatures == _signatures([core])[0]).mean(axis=1)
        for place in np.nonzero(left & (share >= _LEAST_CORE_SHARE))[0].tolist():
            fit = (likeness(core, kinds[place]), root)
            if fit[0] >= _CORE_LIMIT:
                best[union.root(place)] = max(fit, best.get(union.root(place), fit))
    for place, (_, root) in best.items():
        union.join(root, place)


def _core(
    kinds: Sequence[frozenset[bytes]], senders: Sequence[int], places: Sequence[int]
) -> frozenset[bytes]:
    """The shingles that more than half of a letter's senders have."""
    counted: dict[bytes, int] = {}
    for place in places:
        for shingle in kinds[place]:
            counted[shingle] = counted.get(shingle, 0) + senders[place]
    half = sum(senders[place] for place in places) / 2
    return frozenset(shingle for shingle, many in counted.items() if many > half)


def _join(first: int, second: int, kinds: Sequence[frozenset[bytes]], union: _Union) -> None:
    apart = union.root(first) != union.root(second)
    if apart and likeness(kinds[first], kinds[second]) >= LIMIT:
        union.join(first, second)


def _buckets(part: Signatures) -> Iterator[list[int]]:
    """Those that agree in one band, each in ascending order."""
    found: dict[bytes, list[int]] = {}
    for place, row in enumerate(np.ascontiguousarray(part)):
        found.setdefault(row.tobytes(), []).append(place)
    return (bucket for bucket in found.values() if len(bucket) > 1)


def _chained(bucket: list[int], kinds: Sequence[frozenset[bytes]], union: _Union) -> list[int]:
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


def _signatures(kinds: Iterable[frozenset[bytes]]) -> Signatures:
    """The least value of each hash function over each set. *Shape*: sets x (bands · rows)."""
    drawn = np.random.Generator(np.random.PCG64(_SEED))
    many = _BANDS * _ROWS
    factors = drawn.integers(1, _PRIME, many, dtype=np.uint64) | np.uint64(1)
    shifts = drawn.integers(0, _PRIME, many, dtype=np.uint64)
    rows = []
    for held in kinds:
        values = np.frombuffer(b"".join(held), dtype=np.uint64)
        least = np.full(many, np.iinfo(np.uint32).max, dtype=np.uint32)
        for start in range(0, len(values), _AT_ONCE):
            # Multiply and shift: the high half of a product with an odd factor.
            mixed = (values[start : start + _AT_ONCE, None] * factors + shifts) >> _HALF
            np.minimum(least, mixed.astype(np.uint32).min(axis=0), out=least)
        rows.append(least)
    return np.array(rows)


_AT_ONCE = 4_096
