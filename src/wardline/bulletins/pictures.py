"""Pictures: PNG alone, with nothing in them but the picture itself.

A photograph's metadata tells where and by whom it was taken: every chunk that is not needed to
show it is left out. *Source*: PNG (third edition) sections 5.2, 5.3, 11.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import NamedTuple

from wardline.core.errors import TooLargeError, UsageError

MOST_BYTES = 512 * 1024
_MOST_SIDE = 4000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"})
_HEAD = struct.Struct(">I4s")


class Kept(NamedTuple):
    """A picture as it is kept: its bytes, and their SHA-256 in hex."""

    data: bytes
    digest: str


def read(data: bytes) -> Kept:
    """A picture without what is not picture. *Raises* UsageError, TooLargeError."""
    if len(data) > MOST_BYTES:
        raise TooLargeError(
            f"The picture has {len(data) // 1024} kB; {MOST_BYTES // 1024} fit.",
            hint="Make it smaller and upload it again.",
        )
    if not data.startswith(_SIGNATURE):
        raise UsageError("A picture must be a PNG file.", hint="Save it as PNG first.")
    made = _SIGNATURE + b"".join(_chunks(data))
    return Kept(made, hashlib.sha256(made).hexdigest())


def _chunks(data: bytes) -> list[bytes]:
    found: list[bytes] = []
    kinds: list[bytes] = []
    at = len(_SIGNATURE)
    while at + _HEAD.size + 4 <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length + 4
        body = data[at + 4 : end - 4]
        if end > len(data) or zlib.crc32(body) != int.from_bytes(data[end - 4 : end], "big"):
            break
        if kind in _KEPT:
            found.append(data[at:end])
            kinds.append(kind)
        at = end
        if kind == b"IEND":
            _sides(found[0])
            if kinds[0] == b"IHDR" and b"IDAT" in kinds:
                return found
            break
    raise UsageError("This PNG file is damaged.", hint="Save the picture again and upload it.")


def _sides(head: bytes) -> None:
    wide, high = (
        struct.unpack_from(">II", head, _HEAD.size) if len(head) > _HEAD.size + 8 else (0, 0)
    )
    if not 0 < wide <= _MOST_SIDE or not 0 < high <= _MOST_SIDE:
        raise UsageError(f"A picture has sides of 1 to {_MOST_SIDE} dots.", hint="Make it smaller.")
