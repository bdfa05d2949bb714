"""The hosts of one hub know of each other: each tells in the database that it is there, and how.

Only past one machine, on PostgreSQL (docs/scale.md). `wardline doctor` reads it on any of them. A
host that stops takes its row away; one that is gone without a word is silent, and forgotten later.
Free of Django.
"""

from __future__ import annotations

import contextlib
import os
import socket
import uuid
from pathlib import Path
from typing import NamedTuple

import msgspec

import wardline
from wardline.core.clock import Clock
from wardline.hub import health
from wardline.hub.config import EXCHANGE_ONLY, LISTENS, SETTINGS, Config
from wardline.hub.db import Database

# In the data folder: what tells this folder from all others, and how it was last served.
FILE_NAME = "host.json"
# Seconds between two rows of a host; microseconds after which it is silent, and forgotten.
EVERY = 20.0
SILENT = 90 * 1_000_000
FORGOTTEN = 7 * 86_400 * 1_000_000
# What a member meets, whichever host answers: one that differs gives it another hub each time.
EQUAL = (
    *(name for name in SETTINGS if name.startswith(("taxii.", "stream.", "limits."))),
    "portal.address",
    "portal.trusted_proxies",
    "security.contact",
)

_COLUMNS = "folder, machine, pages, address, release, settings, told_at, ahead"
HOSTS = f"SELECT {_COLUMNS} FROM exchange_host ORDER BY machine, folder"  # noqa: S608 # our own
# A row of one's own, written anew.
_TELL = f"""
    INSERT INTO exchange_host ({_COLUMNS})
    VALUES (:folder, :machine, :pages, :address, :release, :settings, :told_at, :ahead)
    ON CONFLICT (folder, machine) DO UPDATE SET pages = excluded.pages,
        address = excluded.address, release = excluded.release, settings = excluded.settings,
        told_at = excluded.told_at, ahead = excluded.ahead"""  # noqa: S608 # as above
# Hosts that are gone for long, and this folder's own where its machine had another name.
_FORGET = """
    DELETE FROM exchange_host WHERE told_at < :forgotten
        OR (folder = :folder AND machine <> :machine AND told_at < :silent)"""
_LEAVE = "DELETE FROM exchange_host WHERE folder = :folder AND machine = :machine"


class Own(msgspec.Struct, frozen=True):
    """How a data folder was last served."""

    id: str
    pages: bool
    address: str


class Host(NamedTuple):
    """A host as its row tells; times in microseconds."""

    folder: str
    machine: str
    pages: bool
    address: str
    release: str
    settings: str
    told_at: int
    ahead: int

    @property
    def name(self) -> str:
        """What to call it: two may be on one machine."""
        return f"{self.machine} ({self.address.rstrip('/')})"


def own(data: Path) -> Own | None:
    """How `data` was last served; None: never, or by a release before this file."""
    try:
        return msgspec.json.decode((data / FILE_NAME).read_bytes(), type=Own)
    except (OSError, ValueError, msgspec.DecodeError):
        return None


def remember(data: Path, *, pages: bool, address: str) -> Own:
    """Note how `data` is served from now on; its mark stays."""
    known = own(data)
    made = Own(known.id if known else str(uuid.uuid4()), pages, address)
    if made != known:
        # A full disk stops the note, never the hub.
        with contextlib.suppress(OSError):
            _keep(data / FILE_NAME, msgspec.json.encode(made))
    return made


def _keep(path: Path, body: bytes) -> None:
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    beside.replace(path)


def machine() -> str:
    """What this machine calls itself."""
    return socket.gethostname()


def shared_settings(settings: Config) -> dict[str, str]:
    """The settings that must be equal on all hosts, as texts; none of them is a secret."""
    return {name: str(settings[name]) for name in EQUAL}


def tell(database: Database, settings: Config, clock: Clock) -> None:
    """Say that this host is there. *Raises* UnavailableError."""
    known = own(settings.data)
    if database.kind != "postgresql" or known is None:
        return
    theirs = int(database.read(health.CLOCK, {})[0][0])
    row = Host(
        known.id,
        machine(),
        pages=not os.environ.get(EXCHANGE_ONLY),
        address=os.environ.get(LISTENS, known.address),
        release=wardline.__version__,
        settings=msgspec.json.encode(shared_settings(settings)).decode(),
        told_at=theirs,
        ahead=clock() - theirs,
    )
    limits = {"forgotten": theirs - FORGOTTEN, "silent": theirs - SILENT}
    with database.transaction(quiet=True) as transaction:
        transaction.run(_TELL, row._asdict())
        transaction.run(_FORGET, {"folder": row.folder, "machine": row.machine, **limits})


def leave(database: Database, settings: Config) -> None:
    """Say that this host has stopped. *Raises* UnavailableError."""
    known = own(settings.data)
    if database.kind == "postgresql" and known is not None:
        with database.transaction(quiet=True) as transaction:
            transaction.run(_LEAVE, {"folder": known.id, "machine": machine()})
