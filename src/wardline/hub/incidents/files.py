"""What is taken of a file that belongs to an incident: its fingerprint, never the file."""

from __future__ import annotations

import hashlib
import re
import zipfile
from typing import IO, NamedTuple

from wardline.incidents.model import FileSeen

# Compound files (MS-CFB 2.2) and what marks macros in them (MS-OVBA 2.3.4) and in OOXML packages.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = (b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T", b"V\0B\0A\0")
_PARTS = ("vbaproject.bin", "xl/macrosheets/")
_MOST_NAMES = 10_000
_LONGEST_NAME = 200
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")


class Taken(NamedTuple):
    """A file's fingerprint, and whether programs lie in it (Office macros)."""

    seen: FileSeen
    macros: bool


def take(name: str, content: IO[bytes]) -> Taken:
    """The fingerprint of a file. It is read once, opened by nothing and kept nowhere."""
    digest, size, marked = hashlib.sha256(), 0, False
    first, tail = b"", b""
    while block := content.read(1 << 20):
        first = first or block[: len(_COMPOUND)]
        digest.update(block)
        size += len(block)
        marked = marked or any(mark in tail + block for mark in _MACROS)
        tail = block[-64:]
    macros = marked if first == _COMPOUND else _package_has_macros(content)
    bare = _UNFIT.sub("", name.replace("\\", "/").rsplit("/", 1)[-1])[:_LONGEST_NAME]
    return Taken(FileSeen(name=bare or "file", sha256=digest.hexdigest(), size=size), macros)


def _package_has_macros(content: IO[bytes]) -> bool:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as package:
            names = package.namelist()[:_MOST_NAMES]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(part in name.lower() for name in names for part in _PARTS)
