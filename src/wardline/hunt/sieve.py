"""The lines of a log that may hold something: one vectorized pass over its bytes.

Every end of a word is looked at once: its last eight bytes, letters folded, are a number, and a
bit table tells whether an indicator ends so. What passes is asked again by its last sixteen bytes.
The lines of what is left are compared exactly by `hunt.exact`; nothing that matters is dropped,
because values that a log can write otherwise (defanged, escaped, percent-encoded) are let through.

*Units*: offsets are bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from wardline.core.observables import Observable
from wardline.core.plan import Trigger
from wardline.hunt.tails import LENGTH, NoTailError, tails

# Pieces that stay in a processor's second cache.
_PIECE = 1 << 17
# Bytes before the first and behind the last line of a buffer, so that every end has a past.
PAD = 16
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_FOLD = np.uint64(0x2020202020202020)
_WORD = 8
_MAX_BITS = 30
# A table of up to 2 to the power of this many entries has a byte for each, which is quicker.
_MAX_BYTES = 24
# Bits of a table for each entry: the first one is asked at every word and has to stay in a cache.
_OFTEN, _RARE = 32, 512
# More texts than this are sought by one expression.
_MANY_TEXTS = 12

_U64 = npt.NDArray[np.uint64]
_Bytes = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int64]


# Kinds whose values end in a log as they end here.
_AS_THEY_STAND = frozenset({"domain-name", "ipv4-addr", "md5", "sha1", "sha256", "sha512"})


class _Bits:
    """A set of hashes, with some that are not in it (fewer than 1 in `spread`)."""

    def __init__(self, hashes: _U64, spread: int) -> None:
        power = max(16, min(_MAX_BITS, int(len(hashes) * spread).bit_length()))
        self._shift = np.uint64(64 - power)
        self._packed = power > _MAX_BYTES
        places = (hashes >> self._shift).astype(np.int64)
        if self._packed:
            self._table = np.zeros(1 << (power - 3), dtype=np.uint8)
            # In order, so that the table's pages are met one behind the other.
            places.sort()
            for bit in range(8):
                chosen = places[(places & 7) == bit] >> 3
                self._table[chosen] |= np.uint8(1 << bit)
        else:
            self._table = np.zeros(1 << power, dtype=np.uint8)
            self._table[places] = 1

    def has(self, hashes: _U64) -> npt.NDArray[np.bool_]:
        """For each hash, whether it may be in the set."""
        places = (hashes >> self._shift).view(np.int64)
        if not self._packed:
            found: npt.NDArray[np.bool_] = self._table.take(places).view(np.bool_)
            return found
        bits = self._table.take(places >> 3) >> (places & 7).astype(np.uint8)
        packed: npt.NDArray[np.bool_] = (bits & 1).view(np.bool_)
        return packed


def _mask(length: int) -> np.uint64:
    """The mask of the last `length` of eight bytes, as they stand in a little-endian number."""
    return np.uint64(((1 << (8 * length)) - 1) << (8 * (_WORD - length)))


class Sieve:
    """What to look for, as tables."""

    def __init__(
        self,
        observables: Iterable[Observable],
        triggers: Iterable[Trigger] = (),
        plain: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Build the tables from the tails of `observables` and of what `triggers` ask for.

        `plain` are values by kind whose end is their only tail (see `apart`).
        """
        self.everything: list[Observable] = []
        self._urls = False
        self._names = False
        # Addresses, which a range in the log may cover.
        self._addresses = False
        by_length: dict[int, set[bytes]] = {}
        asked = list(triggers)
        equal = (Observable(t.kind, t.value) for t in asked if t.test != "contains")
        self._texts = _Texts([t.value for t in asked if t.test == "contains"])
        for observable in chain(observables, equal):
            self._urls |= observable.kind == "url"
            self._names |= "xn--" in observable.value
            self._addresses |= observable.kind.startswith("ipv") and "/" not in observable.value
            try:
                for tail in tails(observable):
                    by_length.setdefault(len(tail), set()).add(tail)
            except NoTailError:
                self.everything.append(observable)
        pairs = {n: _numbers(found) for n, found in by_length.items()}
        plain = plain or {}
        # A range in the log may cover one of them.
        self._addresses |= "ipv4-addr" in plain
        for length, ends in _ends_of([*chain.from_iterable(plain.values())]):
            known = pairs.get(length)
            pairs[length] = ends if known is None else _together(known, ends)
        self._short = [
            (_mask(length), _Bits(_first(found[0] & _mask(length)), _RARE))
            for length, found in sorted(pairs.items())
            if length < _WORD
        ]
        self._build({n: found for n, found in pairs.items() if n >= _WORD})
        self._special = _specials(self._urls)

    def _build(self, by_length: dict[int, tuple[_U64, _U64]]) -> None:
        self._lengths = [(np.uint64(n), _mask(n - _WORD)) for n in sorted(by_length)]
        firsts, seconds, thirds = [], [], []
        for length, (last, before) in sorted(by_length.items()):
            firsts.append(_first(last))
            both = _both(last, before & _mask(length - _WORD), np.uint64(length))
            seconds.append(both)
            thirds.append(both * _SECOND)
        empty = np.zeros(0, dtype=np.uint64)
        self._firsts = _Bits(np.concatenate(firsts) if firsts else empty, _OFTEN)
        self._seconds = _Bits(np.concatenate(seconds) if seconds else empty, _RARE)
        self._thirds = _Bits(np.concatenate(thirds) if thirds else empty, _OFTEN)

    def places(self, buffer: bytes | bytearray, stop: int) -> list[int]:
        """Places in buffer[PAD:stop] that may end something, ascending; PAD bytes lie behind."""
        whole = np.frombuffer(buffer, dtype=np.uint8, count=stop + PAD)
        words: _U64 = np.ndarray(shape=(len(whole) - 7,), dtype="<u8", buffer=buffer, strides=(1,))
        found: list[_Places] = []
        likely: list[tuple[_Places, _U64]] = []
        for start in range(PAD, stop, _PIECE):
            self._piece(whole, words, (start, min(start + _PIECE, stop)), (found, likely))
        if likely:
            # All at once: for a few, the calls would cost more than the work.
            ends = np.concatenate([pair[0] for pair in likely])
            found.append(self._second(ends, np.concatenate([pair[1] for pair in likely]), words))
        texts = self._texts.places(buffer, stop)
        if texts:
            found.append(np.array(texts, dtype=np.int64))
        if not found:
            return []
        return [int(place) for place in np.unique(np.concatenate(found))]

    def _piece(
        self,
        whole: _Bytes,
        words: _U64,
        span: tuple[int, int],
        out: tuple[list[_Places], list[tuple[_Places, _U64]]],
    ) -> None:
        """The places of one piece, sure ones and likely ones; one byte behind it is looked at."""
        start, stop = span
        found, likely = out
        part = whole[start : stop + 1]
        folded: _Bytes = part | np.uint8(32)
        inside = (folded - 97) < 26  # noqa: PLR2004 # letters
        inside |= (part - 48) < 10  # noqa: PLR2004 # digits
        inside |= part >= 128  # noqa: PLR2004 # beyond ASCII
        inside |= part == 95  # noqa: PLR2004 # _
        inside |= part == 45  # noqa: PLR2004 # -
        ends = np.flatnonzero(inside[:-1] > inside[1:]) + start
        last = words[ends - 7] | _FOLD
        kept = np.flatnonzero(self._firsts.has(_first(last)))
        if len(kept):
            likely.append((ends[kept], last[kept]))
        for mask, bits in self._short:
            found.append(ends[bits.has(_first(last & mask))])
        found.append(self._odd(part, folded, whole, start))

    def _second(self, ends: _Places, last: _U64, words: _U64) -> _Places:
        before = words[ends - 15] | _FOLD
        good = np.zeros(len(ends), dtype=bool)
        for length, mask in self._lengths:
            both = _both(last, before & mask, length)
            likely = np.flatnonzero(self._seconds.has(both))
            if len(likely):
                good[likely[self._thirds.has(both[likely] * _SECOND)]] = True
        return ends[good]

    def _odd(self, part: _Bytes, folded: _Bytes, whole: _Bytes, start: int) -> _Places:
        """Places where something may be written otherwise than by its own letters."""
        odd = folded[:-1] == 123  # noqa: PLR2004 # [ and {
        odd |= part[:-1] == 40  # noqa: PLR2004 # (
        odd |= part[:-1] == 92  # noqa: PLR2004 # backslash
        if self._urls:
            odd |= part[:-1] == 37  # noqa: PLR2004 # %
        if self._addresses:
            odd |= part[:-1] == 47  # noqa: PLR2004 # / of a range
        if self._names:
            odd |= part[:-1] >= 0xE3  # noqa: PLR2004 # fullwidth and ideographic dots
        places = np.flatnonzero(odd) + start
        if not len(places):
            return places
        table = self._special[whole[places]]
        key = table + whole[places + 1]
        places = places[_NEXT[key]]
        slashes = whole[places] == 47  # noqa: PLR2004 # /
        if slashes.any():
            places = places[~slashes | _behind_address(whole, places)]
        return np.array(
            [p for p in places.tolist() if _is_odd(whole, p, names=self._names)], dtype=np.int64
        )


class _Texts:
    """Texts to be found anywhere, letters folded."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = [text.encode() for text in dict.fromkeys(texts)]
        self._one: Any = None
        if len(self._texts) > _MANY_TEXTS:
            import re2

            joined = b"|".join(re2.escape(text) for text in self._texts)
            options = re2.Options()
            options.case_sensitive = False
            options.encoding = re2.Options.Encoding.LATIN1
            options.max_mem = 256 << 20
            self._one = re2.compile(joined, options)

    def places(self, buffer: bytes | bytearray, stop: int) -> list[int]:
        """Where one of the texts begins."""
        if not self._texts:
            return []
        data = bytes(memoryview(buffer)[:stop])
        if self._one is not None:
            return [match.start() for match in self._one.finditer(data)]
        folded = data.lower()
        found = []
        for text in self._texts:
            at = folded.find(text)
            while at != -1:
                found.append(at)
                # One for each line is enough.
                end = folded.find(b"\n", at)
                at = -1 if end == -1 else folded.find(text, end)
        return found


def _specials(urls: bool) -> npt.NDArray[np.int64]:
    """For each first byte, where its row of second bytes starts in `_NEXT`."""
    table = np.zeros(256, dtype=np.int64)
    for byte in b"[{":
        table[byte] = 256
    table[40] = 1536
    table[92] = 512
    if urls:
        table[37] = 768
    table[47] = 1280
    table[0xE3:] = 1024
    return table


def _next() -> npt.NDArray[np.bool_]:
    table = np.zeros(7 * 256, dtype=bool)
    for byte in b".:@/ dDaApP":
        table[256 + byte] = True
        table[1536 + byte] = True
    # (3)www(4)evil: counted names.
    for byte in b"123456789":
        table[1536 + byte] = True
    for byte in b".u":
        table[512 + byte] = True
    for byte in b"234567":
        table[768 + byte] = True
    table[1024:1280] = True
    for byte in b"123456789":
        table[1280 + byte] = True
    return table


_NEXT = _next()
_DIGIT = np.zeros(256, dtype=bool)
_DIGIT[list(b"0123456789:")] = True


def _behind_address(whole: _Bytes, places: _Places) -> npt.NDArray[np.bool_]:
    """Whether an address may end before each place: a digit, or a group of IPv6."""
    group = np.zeros(len(places), dtype=bool)
    for back in (2, 3, 4, 5):
        group |= whole[places - back] == 58  # noqa: PLR2004 # :
    found: npt.NDArray[np.bool_] = _DIGIT[whole[places - 1]] | group
    return found


_HEX = b"0123456789abcdefABCDEF"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# A range of addresses as a log writes it: IPv4 from /10, which includes all from /16, or IPv6.
_RANGE = re.compile(rb"\.\d{1,3}\.\d{1,3}/[123]\d|:[0-9A-Fa-f:]{0,44}/[1-9]\d")
_COUNTED = re.compile(rb"\([1-9]\d?\)[0-9A-Za-z_-]")
_SPELLED = (b"do", b"at", b"pu")


def _is_odd(whole: _Bytes, place: int, *, names: bool) -> bool:
    """Whether the few bytes at `place` are a defanged, escaped or encoded character."""
    text = whole[place : place + 6].tobytes()
    if text[:1] == b"/":
        return _RANGE.search(whole[max(place - 45, 0) : place + 4].tobytes()) is not None
    if text[:1] == b"(" and text[1:2].isdigit():
        return _COUNTED.match(text) is not None
    if text[:1] in (b"[", b"(", b"{"):
        after = text[1:].lstrip(b" ").lower()
        if after[:2] in _SPELLED:
            return True
        return after[:1] in (b".", b"@", b":", b"/") and (
            after[1:2] in (b"]", b")", b"}", b" ", b"/") or after[:1] == b"."
        )
    if text[:1] == b"\\":
        return text[1:2] == b"." or names or text[2:4] == b"00"
    if text[:1] == b"%":
        pair = text[1:3]
        return len(pair) == 2 and all(c in _HEX for c in pair) and int(pair, 16) in _UNRESERVED  # noqa: PLR2004 # two digits
    return text[:3] in (b"\xef\xbc\x8e", b"\xe3\x80\x82", b"\xef\xbd\xa1")


def _numbers(found: Iterable[bytes]) -> tuple[_U64, _U64]:
    """The last eight bytes of each tail and the eight before, folded."""
    joined = b"".join(tail.rjust(LENGTH, b" ") for tail in found)
    pairs = np.frombuffer(joined, dtype="<u8").reshape(-1, 2) | _FOLD
    return pairs[:, 1].copy(), pairs[:, 0].copy()


def apart(
    values: Mapping[str, Iterable[str]],
) -> tuple[dict[str, list[str]], list[Observable]]:
    """Single values by kind: those that a log writes in one way, and the others."""
    plain: dict[str, list[str]] = {}
    others: list[Observable] = []
    for kind, found in values.items():
        if kind not in _AS_THEY_STAND:
            others += [Observable(kind, value) for value in found]
            continue
        plain[kind] = [one for one in found if "xn--" not in one and one.isascii()]
        others += [Observable(kind, one) for one in found if "xn--" in one or not one.isascii()]
    return plain, others


def _ends_of(values: Sequence[str]) -> Iterator[tuple[int, tuple[_U64, _U64]]]:
    """As `_numbers`, by length of tail, of the ends of values in ASCII."""
    if not values:
        return
    data = "\n".join(("\n" * LENGTH, *values, "")).encode()
    whole = np.frombuffer(data, dtype=np.uint8)
    words: _U64 = np.ndarray(shape=(len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))
    ends = np.flatnonzero(whole == 10)[LENGTH:]  # noqa: PLR2004 # \n
    lengths = np.minimum(np.diff(ends) - 1, LENGTH)
    ends = ends[1:]
    for length in range(1, LENGTH + 1):
        chosen = ends[lengths == length]
        if len(chosen):
            yield length, (words[chosen - 8] | _FOLD, words[chosen - 16] | _FOLD)


def _together(one: tuple[_U64, _U64], other: tuple[_U64, _U64]) -> tuple[_U64, _U64]:
    return np.concatenate((one[0], other[0])), np.concatenate((one[1], other[1]))


def _first(last: _U64) -> _U64:
    return last * _MULTIPLIER


def _both(last: _U64, before: _U64, length: np.uint64) -> _U64:
    mixed = (before + length) * _SECOND
    return (last ^ (mixed ^ (mixed >> np.uint64(29)))) * _MULTIPLIER


def newlines(buffer: bytes | bytearray, start: int, stop: int) -> _Places:
    """Where lines end in buffer[start:stop]."""
    whole = np.frombuffer(buffer, dtype=np.uint8)
    found = [
        np.flatnonzero(whole[at : min(at + _PIECE, stop)] == 10) + at  # noqa: PLR2004 # \n
        for at in range(start, stop, _PIECE)
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def unframed(buffer: bytearray, ends: _Places, start: int, frame: bytes) -> Sequence[int]:
    """The lines (from 0) that do not begin and end as their format's lines do."""
    whole = np.frombuffer(buffer, dtype=np.uint8)
    begins = np.concatenate((np.array([start], dtype=np.int64), ends[:-1] + 1))
    last = ends - 1
    last = last - (whole[last] == 13)  # noqa: PLR2004 # \r
    bad = ((whole[begins] != frame[0]) | (whole[last] != frame[1])) & (last >= begins)
    return [int(line) for line in np.flatnonzero(bad)]
