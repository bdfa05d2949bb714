"""A quick fuzzer without coverage: changes kept inputs at random, in this process.

It finds little that is new; it sees that what was mended stays mended, in a second.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

from wardline.testing.fuzz.model import Target, give

_ODD = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\r",
    b"\n",
    b"'",
    b'"',
    b"\\",
    b"9" * 20,
    b"-1",
    b"\xed\xa0\x80",
)


def corpus(folder: Path) -> list[bytes]:
    """The kept inputs in a folder, in the order of their names."""
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []


def run(target: Target, kept: Sequence[bytes], seconds: float, seed: int) -> int:
    """Give changed inputs until the time is over; how many. *Raises* Finding."""
    chance = random.Random(seed)  # noqa: S311 # inputs that can be made again
    words = [word.encode("utf-8", "surrogatepass") for word in target.words]
    start, count = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        give(target, changed(chance, kept or (b"",), words)[: target.most])
        count += 1
    return count


def changed(chance: random.Random, kept: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of `kept`, changed in some places."""
    out = bytearray(chance.choice(kept))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(out))
        way = chance.randint(0, 6)
        if way == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif way == 1:
            del out[at : at + chance.randint(1, 40)]
        elif way == 2:
            out[at:at] = chance.choice((*_ODD, *words))
        elif way == 3:
            out[at:at] = out[at : at + chance.randint(1, 200)]
        elif way == 4:
            other = chance.choice(kept)
            begin = chance.randint(0, len(other))
            out[at:] = other[begin:]
        elif way == 5:
            out[at : at + 4] = chance.randbytes(4)
        elif at < len(out):
            out[at] ^= 1 << chance.randrange(8)
    return bytes(out)
