"""The member's own record of an incident: the report as typed, and what was sent of it.

One file an incident in the agent's folder, readable by its owner alone, written anew and whole
after each answer: a crash loses nothing that was typed. It never leaves.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from wardline.core.disk import sync_folder
from wardline.core.errors import ConfigError, UsageError
from wardline.incidents.stix import new_id

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
_FOLDER = "incidents"


class Sent(msgspec.Struct, frozen=True):
    """What went into a collection, before the gate, under which label."""

    tlp: str
    objects: tuple[dict[str, Any], ...]


class Kept(msgspec.Struct, frozen=True):
    """An incident. *Units*: microseconds since 1970."""

    incident_id: str
    created: int
    # As typed: a draft may be no whole report yet.
    report: dict[str, Any] = {}
    # Collection → what it got last.
    sent: dict[str, Sent] = {}
    # The file that the report came from, where it came from one.
    source: str = ""


class Incidents:
    """The incidents in the agent's folder, by the names that their owner gave them."""

    def __init__(self, data: Path) -> None:
        self._folder = data / _FOLDER

    def path(self, name: str) -> Path:
        """Where an incident is kept. *Raises* UsageError for a name that is no file's."""
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name of an incident.",
                hint="Use letters, digits, '.', '-' and '_', at most 80.",
            )
        return self._folder / f"{name}.json"

    def load(self, name: str, now: int) -> Kept:
        """The incident called `name`; a new one where there is none."""
        path = self.path(name)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Kept)
        except FileNotFoundError:
            return Kept(new_id(), now)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            raise ConfigError(
                f"The incident {path} cannot be read.",
                hint="Move it away, or give another name with --incident.",
            ) from None

    def save(self, name: str, kept: Kept) -> Path:
        """Write the incident whole, to the disk; where it is."""
        path = self.path(name)
        self._folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=self._folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(kept))
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(path)
            sync_folder(self._folder)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(made).unlink()
            raise
        return path


def name_from(path: Path) -> str:
    """A name of an incident that is kept for a file."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._")[:80] or "incident"
