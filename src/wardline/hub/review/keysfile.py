"""The copy of the keys of held submissions that a backup needs, in one file beside all backups.

    One line, "wardline review keys 1", then records of 48 bytes: 16 of the id, 32 of the key.
    The first record is the master key's; its id is all zeros. A struck record is zeros as a whole.

There is one such file for held submissions, and FILE.docket beside it for the originals of
comments; they serve all backups, and are kept where the backups are not. Each backup writes them
anew with the keys of that moment, and the end of a submission or comment strikes its record at
once: so no backup, however old, opens what was destroyed (docs/adr/0012-review.md).
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from wardline.core.disk import sync_folder
from wardline.core.errors import ConfigError

_HEAD = b"wardline review keys 1\n"
_ID, _KEY = 16, 32
_RECORD = _ID + _KEY
MASTER = "master"
_ZERO = bytes(_ID)
# The rooms whose keys lie in files, and what is sealed with them.
ROOMS = {
    "review": "held submissions",
    "docket": "comments' originals",
    "csaf": "signing keys",
    "cases": "cases",
    "taskforce": "papers of meetings",
}


def of_room(path: str, room: str) -> str:
    """Where the copy of a room's keys is; `path` is the setting, which names that of the review."""
    return path if room == "review" or not path else f"{path}.{room}"


def write(path: Path, keys: Mapping[str, bytes]) -> None:
    """Put `keys` (by id, and "master") in the place of what was there; mode 0600.

    *Raises* ConfigError where the place cannot be written to.
    """
    records = b"".join(_id(name) + key for name, key in sorted(keys.items(), key=_master_first))
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_HEAD + records)
            file.flush()
            os.fsync(file.fileno())
        _blank(path)
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise ConfigError(
            f"The keys of what is sealed cannot be written to {path}: {error.strerror}.",
            hint="Check review.keys_file, and that its disk is there.",
        ) from error


def read(path: Path) -> dict[str, bytes]:
    """The keys by id. *Raises* ConfigError for what is no such file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The file of keys {path} cannot be read: {error.strerror}.") from error
    body = data.removeprefix(_HEAD)
    if len(body) == len(data) or len(body) % _RECORD:
        raise ConfigError(
            f"{path} is no file of keys, or not a whole one.",
            hint="It is the one that review.keys_file named on the old machine.",
        )
    return {name: key for _, name, key in _records(body)}


def strike(path: Path, numbers: Iterable[str]) -> int:
    """Make zeros of the records of `numbers`; how many there were. A missing file has none.

    *Raises* OSError where it is there and cannot be written to.
    """
    gone = set(numbers)
    return _strike(path, lambda name: name in gone)


def strike_all_but(path: Path, numbers: Iterable[str]) -> int:
    """Make zeros of every record but those of `numbers` and the master key's."""
    kept = {*numbers, MASTER}
    return _strike(path, lambda name: name not in kept)


def _strike(path: Path, wanted: Callable[[str], bool]) -> int:
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        if file.read(len(_HEAD)) != _HEAD:
            return 0
        found = [place for place, name, _ in _records(file.read()) if wanted(name)]
        for place in found:
            _zero(file, len(_HEAD) + place, _RECORD)
        return len(found)
    return 0


def _records(body: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Place, id and key of each record that was not struck."""
    for place in range(0, len(body) - _RECORD + 1, _RECORD):
        number, key = body[place : place + _ID], body[place + _ID : place + _RECORD]
        if key != bytes(_KEY):
            name = MASTER if number == _ZERO else str(uuid.UUID(bytes=number))
            yield place, name, key


def _id(name: str) -> bytes:
    return _ZERO if name == MASTER else uuid.UUID(name).bytes


def _master_first(item: tuple[str, bytes]) -> tuple[bool, str]:
    return item[0] != MASTER, item[0]


def _blank(path: Path) -> None:
    """Overwrite the old file: the file system may keep its blocks, but not for `undelete`."""
    with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
        _zero(file, 0, os.fstat(file.fileno()).st_size)


def _zero(file: BinaryIO, place: int, size: int) -> None:
    file.seek(place)
    file.write(bytes(size))
    file.flush()
    os.fsync(file.fileno())
