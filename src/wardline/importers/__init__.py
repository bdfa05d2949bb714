"""Other formats into STIX 2.1 objects, with every refusal named by its place.

Formats are plug-ins of the entry-point group `wardline.importers`, loaded by name when needed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from wardline.core.errors import MalformedError, TooLargeError, UsageError
from wardline.importers.base import Failure, Importer, Item

__all__ = ["Failure", "Importer", "Item", "detect", "read", "unpack"]

# In this order: the first that knows the file takes it.
ORDER = ("misp", "kev", "csaf", "json", "stix", "csv", "text")
_HEAD = 65_536
# Unpacked; beyond this a file is split by its sender.
MAX_BYTES = 2 * 2**30


def read(
    source: Path | bytes, *, name: str = "", kind: str | None = None
) -> Iterator[Item | Failure]:
    """The objects in a file or in bytes, one by one, with a Failure for each that is refused.

    `kind` names the importer; without it the content decides, and the name only in doubt.
    *Raises* MalformedError, TooLargeError, UsageError.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    name = name or (source.name if isinstance(source, Path) else "")
    plain = unpack(data)
    chosen = kind or detect(plain[:_HEAD], name.removesuffix(".gz"))
    yield from load(chosen).read(plain)


def detect(head: bytes, name: str) -> str:
    """The name of the importer for a file that starts with `head`."""
    for candidate in ORDER:
        if load(candidate).sniff(head, name.lower()):
            return candidate
    raise MalformedError(
        f"The format of {name or 'the input'} is not known.",
        hint=f"Give one of {', '.join(ORDER)} with --kind.",
    )


def load(name: str) -> Importer:
    """The importer called `name`. *Raises* UsageError where there is none."""
    for point in entry_points(group="wardline.importers", name=name):
        importer: Importer = point.load()()
        return importer
    raise UsageError(f"There is no importer {name!r}.", hint=f"There are {', '.join(ORDER)}.")


def unpack(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """`data`, unpacked if it is gzip; at most `limit` bytes."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    out: list[bytes] = []
    size = 0
    while data:
        engine = zlib.decompressobj(wbits=31)
        try:
            part = engine.decompress(data, limit + 1 - size)
        except zlib.error as error:
            raise MalformedError(
                f"The gzip data is damaged ({error}).", hint="Nothing of it was taken."
            ) from None
        size += len(part)
        if size > limit:
            raise TooLargeError(
                f"The file unpacks to more than {limit} bytes.", hint="Split it and try again."
            )
        if not engine.eof:
            raise MalformedError(
                "The gzip file ends too early: it was cut.",
                hint="Nothing of it was taken; fetch it again.",
            )
        out.append(part)
        data = engine.unused_data if engine.unused_data.startswith(b"\x1f\x8b") else b""
    return b"".join(out)
