"""Zip containers of office documents, and gzip, unpacked within limits."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from wardline.screen.files.model import Budget, RefusalError

# Text seldom packs better than 100 to 1; bombs pack 1,000 to 1.
_MOST_RATIO = 300
_FREE = 1024 * 1024
_ENCRYPTED = 0x1
# zipfile says NotImplementedError for a packing that it does not know.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class Package:
    """The members of a zip container, read within the budget."""

    def __init__(self, data: bytes, kind: str, budget: Budget) -> None:
        self._kind = kind
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _DAMAGED:
            raise RefusalError(kind, "The container is damaged. Save it again.") from None
        if len(infos) > budget.limits.members:
            raise RefusalError(kind, "It holds too many files for a document (a bomb?).")
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise RefusalError(kind, "It is encrypted. Save it without a password.")
        self._infos = {info.filename: info for info in infos}
        if len(self._infos) != len(infos):
            raise RefusalError(kind, "Two files in it have the same name. Save it again.")
        self.names = tuple(self._infos)

    def named(self, kind: str) -> Package:
        """The same package, refused under the name of what it turned out to be."""
        self._kind = kind
        return self

    def read(self, name: str) -> bytes:
        """The content of a member. *Raises* RefusalError."""
        info = self._infos[name]
        limit = self._budget.limits.member
        if info.file_size > limit or _explodes(info.file_size, info.compress_size):
            raise RefusalError(self._kind, "A part of it unpacks to far too much (a bomb?).")
        try:
            with self._zip.open(info) as member:
                content = member.read(limit + 1)
        except (*_DAMAGED, RuntimeError):
            raise RefusalError(self._kind, "A part of it is damaged. Save it again.") from None
        self._budget.unpack(self._kind, len(content))
        return content


def _explodes(unpacked: int, packed: int) -> bool:
    return unpacked > _FREE and unpacked > _MOST_RATIO * max(packed, 1)


def gunzip(data: bytes, budget: Budget) -> bytes:
    """What is packed in gzip. *Raises* RefusalError."""
    limit = budget.limits.member
    content = bytearray()
    rest = data
    while rest:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            content += unpacker.decompress(rest, limit + 1 - len(content))
        except zlib.error:
            raise RefusalError("gzip", "The gzip file is damaged. Pack it again.") from None
        if len(content) > limit or _explodes(len(content), len(data)):
            raise RefusalError("gzip", "It unpacks to far too much (a bomb?).")
        if not unpacker.eof:
            raise RefusalError("gzip", "The gzip file ends too early. Pack it again.")
        rest = unpacker.unused_data.lstrip(b"\0")
    budget.unpack("gzip", len(content))
    return bytes(content)
