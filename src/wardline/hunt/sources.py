"""Logs as bytes: files and folders, packed or not, in UTF-8 or UTF-16.

What cannot be read to its end is told by `IncompleteError`, never taken for the end.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from wardline.core.errors import InputError
from wardline.hunt import archives

HEAD = 65_536
_GZIP, _ZSTD, _BZIP2, _XZ = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ\x00"
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_PART = 1 << 20


class IncompleteError(InputError):
    """A log that could not be read to its end."""


def files(logs: Iterable[Path], *, inside: bool = True) -> Iterator[Path]:
    """The files that `logs` name; a folder gives what lies in it, sorted, without hidden files.

    With `inside`, an archive gives the files in it.
    """
    for path in logs:
        if path.is_dir():
            found = (entry for entry in path.rglob("*") if entry.is_file())
            listed = sorted(e for e in found if not e.name.startswith("."))
        else:
            listed = [path]
        for one in listed:
            yield from _inside(one) if inside else (one,)


def is_archive(path: Path) -> bool:
    """Whether the file holds other files."""
    return archives.is_archive(_unpacked_head(path))


def _inside(path: Path) -> Iterator[Path]:
    """The files in an archive, or the file itself."""
    head = _unpacked_head(path)
    if head and archives.is_archive(head):
        yield from archives.members(path, head)
    else:
        yield path


def _unpacked_head(path: Path) -> bytes:
    """The first bytes of a regular file, unpacked; b"" where it cannot be read."""
    if not path.is_file():
        return b""
    failures = _damage()
    try:
        with path.open("rb") as raw:
            head = raw.read(512)
            how = packing(head)
            if how:
                raw.seek(0)
                head = _unpacked(raw, how).read(512)
            return head
    except failures:
        return b""


def packing(head: bytes) -> str:
    """How a file that starts with `head` is packed: gzip, zstd, bzip2, xz or ""."""
    marks = (("gzip", _GZIP), ("zstd", _ZSTD), ("bzip2", _BZIP2), ("xz", _XZ))
    return next((name for name, mark in marks if head.startswith(mark)), "")


def is_plain(path: Path) -> bool:
    """Whether the file's own bytes are the log's: not packed, not UTF-16."""
    if not path.is_file() or is_archive(path):
        return False
    with path.open("rb") as stream:
        head = stream.read(4096)
    return not packing(head) and not wide(head)


def wide(head: bytes) -> str:
    """The encoding of UTF-16 text, told by its mark or by its zero bytes; else ""."""
    if head[:2] in _WIDE and head[:4] != b"\xff\xfe\x00\x00":
        return _WIDE[head[:2]]
    sample = head[:512]
    if len(sample) >= 8 and sample.count(0) * 3 > len(sample):  # noqa: PLR2004 # a sample that tells
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if odd * 10 > len(sample) * 4 and even == 0:
            return "utf-16-le"
        if even * 10 > len(sample) * 4 and odd == 0:
            return "utf-16-be"
    return ""


def open_log(path: Path) -> IO[bytes]:
    """The unpacked bytes of a log, as UTF-8 where it is UTF-16.

    Reading *raises* IncompleteError where the file is cut or damaged.
    """
    raw = path.open("rb")
    try:
        head = raw.peek(512)
        archives.check(path, head)
    except _damage() as error:
        raw.close()
        raise IncompleteError(
            f"{path}: it is damaged ({error or type(error).__name__}); it was not searched.",
            hint="Fetch the file again.",
        ) from None
    except archives.UnreadableError:
        raw.close()
        raise
    how = packing(head)
    stream = _Guarded(raw, _unpacked(raw, how), path, how)
    buffered = io.BufferedReader(stream, _PART)
    try:
        encoding = wide(buffered.peek(4096)[:4096])
    except IncompleteError:
        buffered.close()
        raise
    if not encoding:
        return buffered
    return io.BufferedReader(_Recoded(buffered, encoding), _PART)


def place(stream: Any) -> int:
    """How many bytes of its file an opened log has read; -1 where that cannot be told."""
    return stream.raw.place() if isinstance(getattr(stream, "raw", None), _Placed) else -1


class _Placed(io.RawIOBase):
    """A stream that knows how far it read its file."""

    def place(self) -> int:
        """Bytes of the file that were read."""
        return -1


def _unpacked(raw: IO[bytes], how: str) -> IO[bytes]:
    if how == "gzip":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if how == "bzip2":
        return cast("IO[bytes]", bz2.BZ2File(raw))
    if how == "xz":
        return cast("IO[bytes]", lzma.LZMAFile(raw))
    if how == "zstd":
        import zstandard

        return cast("IO[bytes]", _Zstd(raw, zstandard.ZstdDecompressor(max_window_size=2**31)))
    return raw


class _Zstd(io.RawIOBase):
    """zstd frames, one behind the other; one that is cut is an EOFError."""

    def __init__(self, raw: IO[bytes], context: Any) -> None:
        self._raw = raw
        self._context = context
        self._engine: Any = None
        self._ready = b""
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._rest or self._raw.read(_PART // 8)
            self._rest = b""
            if not packed:
                if self._engine is not None:
                    raise EOFError("the last frame is cut")
                return 0
            if self._engine is None:
                self._engine = self._context.decompressobj()
            self._ready = self._engine.decompress(packed)
            if self._engine.eof:
                self._rest = self._engine.unused_data
                self._engine = None
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Guarded(_Placed):
    """A stream whose damage is told as IncompleteError, behind what could still be read of it."""

    def __init__(self, raw: IO[bytes], stream: IO[bytes], path: Path, how: str) -> None:
        self._raw = raw
        self._stream = stream
        self._path = path
        self._how = how
        self._failed: IncompleteError | None = None
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._failed is not None:
            raise self._failed
        try:
            part = self._piece(len(buffer))
        except _damage() as error:
            raise self._told(error) from None
        buffer[: len(part)] = part
        self._read += len(part)
        return len(part)

    def place(self) -> int:
        """Bytes of the file that were read."""
        return self._raw.tell() if self._raw.seekable() else -1

    def _piece(self, size: int) -> bytes:
        read: Callable[[int], bytes] = getattr(self._stream, "read1", self._stream.read)
        return read(min(size, _PART))

    def _told(self, error: Exception) -> IncompleteError:
        what = f"the {self._how} data" if self._how else "the file"
        self._failed = IncompleteError(
            f"{self._path}: {what} is cut or damaged behind {self._read:,} unpacked bytes"
            f" ({error or type(error).__name__}).",
            hint="What stands behind that was not searched; fetch the file again.",
        )
        return self._failed

    def close(self) -> None:
        self._stream.close()
        self._raw.close()
        super().close()


def _damage() -> tuple[type[Exception], ...]:
    kinds: list[type[Exception]] = [EOFError, OSError, zlib.error, lzma.LZMAError, ValueError]
    import sys

    if "zipfile" in sys.modules:
        import zipfile

        kinds.append(zipfile.BadZipFile)
    if "zstandard" in sys.modules:
        import zstandard

        kinds.append(zstandard.ZstdError)
    return tuple(kinds)


class _Recoded(_Placed):
    """UTF-16 as UTF-8."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._ended:
            part = self._stream.read(_PART)
            self._ended = not part
            text = self._decoder.decode(part, final=self._ended)
            self._ready = text.encode("utf-8", errors="replace").removeprefix(b"\xef\xbb\xbf")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def place(self) -> int:
        """Bytes of the file that were read."""
        return place(self._stream)

    def close(self) -> None:
        self._stream.close()
        super().close()
