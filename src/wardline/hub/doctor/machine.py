"""The computer and the data folder: versions, owners, modes, room on the disk."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from wardline.core.findings import Check, Finding, watch, wrong
from wardline.core.looking import OTHERS, own_folder
from wardline.hub.doctor.scene import Scene

# *Source*: PEP 664, 693, 719, 745 ("Lifespan"): five years of security fixes for each release.
_PYTHON_ENDS = {
    (3, 11): dt.date(2027, 10, 31),
    (3, 12): dt.date(2028, 10, 31),
    (3, 13): dt.date(2029, 10, 31),
    (3, 14): dt.date(2030, 10, 31),
}
_PYTHON = (3, 11)
# RETURNING, which the audit log's queries use (sqlite.org/releaselog/3_35_0.html).
_SQLITE = (3, 35, 0)
_LOW_BYTES, _FULL_BYTES = 2 * 2**30, 256 * 2**20
_LOW_FILES = 10_000
_NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs"})
_KEY_FOLDERS = ("review", "docket", "cases", "taskforce", "csaf", "tokens", "anonymous", "feeds")
# Enough to see a pattern; not each of ten thousand.
_SHOWN = 3


def python(scene: Scene) -> Iterator[Finding]:
    """The interpreter: new enough, and still mended by its makers."""
    version = ".".join(map(str, scene.python))
    if scene.python[:2] < _PYTHON:
        yield wrong(f"Python {version} is too old.", "Install Python 3.11 or newer.")
        return
    ends = _PYTHON_ENDS.get((scene.python[0], scene.python[1]))
    today = dt.datetime.fromtimestamp(scene.clock() / 1_000_000, dt.UTC).date()
    if ends is not None and ends < today:
        yield watch(
            f"Python {version} has had no security fixes since {ends}.",
            "Install a newer Python and make Wardline's environment anew with it.",
        )


def sqlite(scene: Scene) -> Iterator[Finding]:
    """The embedded database's library."""
    if not scene.on_postgresql and scene.sqlite < _SQLITE:
        version = ".".join(map(str, scene.sqlite))
        yield wrong(
            f"SQLite {version} is too old; 3.35 is needed.",
            "Use a Python that brings a newer SQLite, or PostgreSQL (database.url).",
        )


def folder(scene: Scene) -> Iterator[Finding]:
    """The data folder is there, and whole."""
    if not scene.data.is_dir():
        yield wrong(
            f"There is no data folder {scene.data}.",
            "Check --data; 'wardline serve --data DIR' makes a new hub.",
        )
    elif scene.config.restoring.exists():
        yield wrong(
            "A restore into the data folder did not end: what is there is no hub yet.",
            "Give the same 'wardline restore' again; it starts anew.",
        )


def owner(scene: Scene) -> Iterator[Finding]:
    """The data folder is ours, and closed to others."""
    told = scene.data.stat()
    yield from own_folder(scene.data, told, scene.user)
    strange = [path for path in _files(scene) if path.lstat().st_uid != told.st_uid]
    if strange:
        yield wrong(
            f"{_some(strange)} in the data folder belong to another user than the folder, so "
            "the hub cannot write them. A command was run as another user, perhaps as root.",
            f"chown -R --reference={scene.data} {scene.data}",
        )


def _files(scene: Scene) -> Iterator[Path]:
    yield from (path for path in scene.data.iterdir() if not path.is_dir())
    for name in (*_KEY_FOLDERS, "spool"):
        if (scene.data / name).is_dir():
            yield scene.data / name
            yield from (scene.data / name).iterdir()


def disk(scene: Scene) -> Iterator[Finding]:
    """Room for what is to come, where the data lies."""
    usage = shutil.disk_usage(scene.data)
    free = usage.free
    if free < _FULL_BYTES:
        yield wrong(
            f"The disk is full: {free / 2**20:,.0f} MB are free. The hub answers 503 rather than "
            "lose anything.",
            f"Make room on the disk of {scene.data}, or move the folder to a larger one.",
        )
    elif free < _LOW_BYTES:
        yield watch(
            f"Only {free / 2**30:.1f} GB are free on the disk of the data folder.",
            "Make room soon, or shorten how long collections keep: wardline collection retain",
        )
    system = os.statvfs(scene.data)
    if system.f_files and system.f_favail < _LOW_FILES:
        yield watch(
            f"The disk has room for only {system.f_favail} more files.",
            f"Remove small files that are not needed from the disk of {scene.data}.",
        )


def system(scene: Scene) -> Iterator[Finding]:
    """An embedded database needs the locks of a local disk."""
    kind = filesystem(scene.data, Path("/proc/self/mounts"))
    if not scene.on_postgresql and kind in _NETWORK_SYSTEMS:
        yield wrong(
            f"The data folder lies on a network file system ({kind}), whose locks SQLite cannot "
            "trust: the database may be damaged.",
            "Move the folder to a local disk, or use PostgreSQL (database.url).",
        )


def filesystem(path: Path, mounts: Path) -> str:
    """The kind of file system that `path` lies on, as `mounts` tells; empty: not known."""
    best, kind = "", ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        words = line.split()
        if (
            len(words) > 2  # noqa: PLR2004 # device, place, kind
            and path.resolve().is_relative_to(words[1])
            and len(words[1]) >= len(best)
        ):
            best, kind = words[1], words[2]
    return kind


def secrets(scene: Scene) -> Iterator[Finding]:
    """Files with keys and passwords: there, and closed to others."""
    # In a closed folder nobody gets as far as its files.
    if scene.data.stat().st_mode & OTHERS:
        yield from closed(_key_files(scene))
    named = {
        name: Path(scene[name])
        for name in ("mail.password_file", "oidc.secret_file", "review.keys_file")
        if scene[name]
    }
    for name, path in named.items():
        if not path.exists() and name != "review.keys_file":
            yield wrong(
                f"The file {path} of {name} is not there.", f"Put it back, or correct {name}."
            )
        elif name == "review.keys_file" and not path.parent.is_dir():
            yield wrong(
                f"The folder of review.keys_file, {path.parent}, is not there: a backup would "
                "not have the keys of what is sealed.",
                "Mount its disk, or correct review.keys_file.",
            )
    # The other rooms' keys lie beside the named file.
    copies = [
        path
        for one in named.values()
        for path in one.parent.glob(f"{one.name}.*")
        if path.is_file()
    ]
    yield from closed([*named.values(), *copies])


def _key_files(scene: Scene) -> list[Path]:
    found = [
        path
        for name in _KEY_FOLDERS
        for path in (scene.data / name, *(scene.data / name).glob("*.key"))
    ]
    return [*found, *scene.data.glob("*.sqlite3*"), scene.data / "wardline.toml"]


def closed(paths: Iterable[Path]) -> Iterator[Finding]:
    """Files with secrets that others may read."""
    # The settings' file may be read by others, as long as it holds no password.
    open_ones = sorted(
        {
            path
            for path in paths
            if path.exists() and path.stat().st_mode & OTHERS and not _harmless(path)
        }
    )
    if open_ones:
        words = " ".join(str(path) for path in open_ones[:_SHOWN])
        yield wrong(
            f"Other users of this machine may read {_some(open_ones)}.", f"chmod go= {words} …"
        )


def _harmless(path: Path) -> bool:
    """A settings' file without the password of a database."""
    if path.name != "wardline.toml":
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    address = next((line for line in text.splitlines() if "postgres" in line and "@" in line), "")
    return ":" not in address.partition("://")[2].partition("@")[0]


def _some(paths: list[Path]) -> str:
    shown = ", ".join(str(path) for path in paths[:_SHOWN])
    more = len(paths) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


CHECKS: tuple[Check[Scene], ...] = (
    Check("python", "Python", python),
    Check("sqlite", "SQLite", sqlite),
    Check("folder", "Data folder", folder),
    Check("owner", "Its owner and modes", owner, ("folder",)),
    Check("filesystem", "File system", system, ("folder",)),
    Check("disk", "Room on the disk", disk, ("folder",)),
    Check("secret-files", "Files with secrets", secrets, ("folder",)),
)
