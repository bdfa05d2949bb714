"""Logs inside zip and tar archives, one log each, and files that no reader can look into."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from os import stat_result
from pathlib import Path, PosixPath
from typing import IO, TYPE_CHECKING, Any

from wardline.core.errors import InputError

if TYPE_CHECKING:
    # Imported where an archive is met: a hunt over ten lines need not wait for them.
    import tarfile
    import zipfile

_ZIP = b"PK\x03\x04"
_TAR, _TAR_AT = b"ustar", 257
# What is packed or written so that its text does not stand in its bytes.
_FOREIGN = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x04\x22\x4d\x18", "packed by lz4"),
    (b"\x1f\x9d", "packed by compress"),
    (b"\x1f\xa0", "packed by compress"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"PK\x07\x08", "a part of a split zip archive"),
    (b"\xd4\xc3\xb2\xa1", "a capture of packets"),
    (b"\xa1\xb2\xc3\xd4", "a capture of packets"),
    (b"\x0a\x0d\x0d\x0a", "a capture of packets"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x30\x00\x00\x00LfLe", "a Windows event log of before 2008 (.evt)"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"Salted__", "encrypted"),
    (b"-----BEGIN PGP MESSAGE", "encrypted"),
)


class UnreadableError(InputError):
    """A file whose logs cannot be looked at."""


def check(path: Path, head: bytes) -> None:
    """*Raises* UnreadableError where a file's text does not stand in its bytes.

    Archives were looked into before, so one that is met here lies inside another.
    """
    if is_archive(head):
        raise UnreadableError(
            f"{path} is an archive inside an archive; it was not searched.",
            hint="Unpack the outer one, and hunt in that.",
        )
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise UnreadableError(
                f"{path} is {what}, which is not read here; it was not searched.",
                hint="Unpack or export it, and hunt in the result.",
            )


class _Shelf:
    """The archive that was read from last: its members are opened one behind the other."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._archive: zipfile.ZipFile | tarfile.TarFile | None = None

    def stream(self, path: Path, info: zipfile.ZipInfo | tarfile.TarInfo) -> IO[bytes] | None:
        """A member's bytes; None where it has none."""
        import tarfile
        import zipfile

        if path != self._path:
            self.clear()
            packed = isinstance(info, zipfile.ZipInfo)
            self._archive = (
                zipfile.ZipFile(path) if packed else tarfile.open(path)  # noqa: SIM115 # in clear
            )
            self._path = path
        if isinstance(self._archive, zipfile.ZipFile) and isinstance(info, zipfile.ZipInfo):
            return self._archive.open(info)
        if isinstance(self._archive, tarfile.TarFile) and isinstance(info, tarfile.TarInfo):
            return self._archive.extractfile(info)
        return None

    def clear(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()
        self._archive = self._path = None


_shelf = _Shelf()


def close() -> None:
    """Close what is open; a later read opens it again."""
    _shelf.clear()


class Member(PosixPath):
    """A log inside an archive; its path is the archive's, with its own name behind `!`."""

    archive: Path
    info: zipfile.ZipInfo | tarfile.TarInfo | str
    size: int

    @classmethod
    def of(
        cls, archive: Path, name: str, size: int, info: zipfile.ZipInfo | tarfile.TarInfo | str
    ) -> Member:
        """The member `name`, `size` bytes when unpacked; `info` may say why it is not there."""
        made = cls(f"{archive}!{name}")
        made.archive, made.size, made.info = archive, size, info
        return made

    def open(self, *_: Any, **__: Any) -> Any:
        """Its unpacked bytes. *Raises* UnreadableError."""
        # zipfile says RuntimeError for a password, NotImplementedError for an unknown packing.
        failures: tuple[type[Exception], ...] = (*_damage(), RuntimeError, NotImplementedError)
        reason = self.info if isinstance(self.info, str) else "it is no file"
        try:
            if not isinstance(self.info, str):
                stream = _shelf.stream(self.archive, self.info)
                if stream is not None:
                    return stream
        except failures as error:
            reason = str(error)
        raise UnreadableError(
            f"{self}: it cannot be unpacked ({reason}); it was not searched.",
            hint="Unpack the archive, with its password if it has one, and hunt in that.",
        )

    def stat(self, **_: Any) -> stat_result:
        """Its size, and a number that is its own."""
        number = zlib.crc32(str(self).encode("utf-8", "replace"))
        return stat_result((0, number, 0, 0, 0, 0, self.size, 0, 0, 0))

    def is_file(self) -> bool:
        """Never: its bytes cannot be read by offsets."""
        return False

    def is_dir(self) -> bool:
        """Never."""
        return False


def _damage() -> tuple[type[Exception], ...]:
    import tarfile
    import zipfile

    # Of a broken directory both say what their own code stumbles over.
    stumbles = (LookupError, ValueError, ArithmeticError, NotImplementedError, struct.error)
    return (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error, *stumbles)


def is_archive(head: bytes) -> bool:
    """Whether a file that starts with `head` (unpacked) is an archive of files."""
    return head.startswith(_ZIP) or head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def members(path: Path, head: bytes) -> Iterator[Path]:
    """The files in an archive, in its order; of a damaged one, what can be told of it."""
    import tarfile
    import zipfile

    try:
        if head.startswith(_ZIP):
            with zipfile.ZipFile(path) as packed:
                for entry in packed.infolist():
                    if not entry.is_dir():
                        yield Member.of(path, entry.filename, entry.file_size, entry)
        else:
            with tarfile.open(path) as archive:
                for info in archive:
                    if info.isfile():
                        yield Member.of(path, info.name, info.size, info)
    except _damage() as error:
        yield Member.of(path, "(the rest)", 0, str(error))
