"""The Merkle tree over the log's entries: heads, inclusion and consistency proofs. Pure.

*Source*: RFC 6962 section 2.1 (hashes, paths, proofs); RFC 9162 sections 2.1.3.2 and 2.1.4.2 (how a
proof is checked).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence

# The head of a tree without leaves.
EMPTY = hashlib.sha256(b"").digest()
# Gives the hash of the complete subtree of 2^level leaves at a position among those of its level.
Subtree = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def combine(hashes: Sequence[bytes]) -> bytes:
    """The hash above neighbours that fill a subtree: their number is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(*level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0]


def root(size: int, subtree: Subtree) -> bytes:
    """The head of the tree of the first `size` leaves."""
    return _head(0, size, subtree) if size else EMPTY


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The path that proves leaf `index` in the tree of `size` leaves (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    return _path(index, 0, size, subtree)


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` (section 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves cannot have become one of {new}")
    return [] if old in (0, new) else _proof(old, 0, new, subtree, whole=True)


def _split(count: int) -> int:
    """The largest power of two that is smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _head(start: int, end: int, subtree: Subtree) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        return subtree(count.bit_length() - 1, start // count)
    middle = start + _split(count)
    return node_hash(_head(start, middle, subtree), _head(middle, end, subtree))


def _path(index: int, start: int, end: int, subtree: Subtree) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, subtree), _head(middle, end, subtree)]
    return [*_path(index, middle, end, subtree), _head(start, middle, subtree)]


def _proof(old: int, start: int, end: int, subtree: Subtree, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_head(start, end, subtree)]
    middle = start + _split(end - start)
    if old <= middle:
        first = _proof(old, start, middle, subtree, whole=whole)
        return [*first, _head(middle, end, subtree)]
    return [*_proof(old, middle, end, subtree, whole=False), _head(start, middle, subtree)]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether `path` proves that `leaf` stands at `index` in the tree of `size` with `head`."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(step, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    return last == 0 and value == head


def consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree `new` begins with the tree `old`; each (size, head)."""
    size, head = old
    if size == 0 or size == new[0]:
        return not proof and (head == (EMPTY if size == 0 else new[1]))
    steps = [head, *proof] if size & (size - 1) == 0 else list(proof)
    if not steps or size > new[0]:
        return False
    place, last = size - 1, new[0] - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == head and second == new[1]


def pruned(
    level: int, position: int, kept: Collection[int], cuts: Collection[int]
) -> list[tuple[int, int]]:
    """The subtrees (level, position) that stand for all leaves of one but those that are `kept`.

    With their hashes, heads of the sizes `cuts` and all proofs that lead to kept leaves or to such
    heads are made as before; each is as large as that allows.
    """
    start, end = position << level, (position + 1) << level
    here = [leaf for leaf in kept if start <= leaf < end]
    inside = [cut for cut in cuts if start < cut < end]
    if not here and not inside:
        return [(level, position)]
    if level == 0:
        return []
    left = pruned(level - 1, 2 * position, here, inside)
    return [*left, *pruned(level - 1, 2 * position + 1, here, inside)]


class Growing:
    """A tree that leaves are added to, of which only the right edge is kept."""

    def __init__(self) -> None:
        """No leaves yet."""
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def add(self, value: bytes, level: int = 0) -> None:
        """Add one leaf by its hash, or a complete subtree of 2^level leaves that comes next.

        *Raises* ValueError where such a subtree cannot begin here.
        """
        if self.size % (1 << level):
            raise ValueError(f"no subtree of level {level} begins at leaf {self.size}")
        self.size += 1 << level
        while self._edge and self._edge[-1][0] == level:
            value = node_hash(self._edge.pop()[1], value)
            level += 1
        self._edge.append((level, value))

    def head(self) -> bytes:
        """The head over all leaves so far."""
        if not self._edge:
            return EMPTY
        value = self._edge[-1][1]
        for _, left in reversed(self._edge[:-1]):
            value = node_hash(left, value)
        return value
