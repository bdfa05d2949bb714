"""Finds what is wrong with a member's installation, and says how to mend it. Changes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from wardline.agent.copy import FILE_NAME
from wardline.agent.worklist import FILE_NAME as WORKLIST
from wardline.client.http import Credentials
from wardline.client.taxii import MEDIA
from wardline.core.clock import now
from wardline.core.findings import Check, Finding, watch, wrong
from wardline.core.looking import OTHERS, date_of, own_folder

_LOW_BYTES, _FULL_BYTES = 1 * 2**30, 128 * 2**20
_SECOND = 1_000_000
_STALE = 86_400 * _SECOND
_CLOCK_WATCH, _CLOCK_WRONG = 5 * _SECOND, 60 * _SECOND
_UNAUTHORIZED = 401
_OK = 200
_PATIENCE = 8.0


class Scene:
    """One member's copy."""

    def __init__(self, data: Path, clock: Callable[[], int] = now) -> None:
        """Look at the copy in `data`."""
        self.data = data
        self.clock = clock
        self.user = os.geteuid()

    @property
    def path(self) -> Path:
        """The copy's file."""
        return self.data / FILE_NAME

    def setting(self, name: str) -> str:
        """One of the copy's settings, or nothing."""
        found = self.cells("SELECT value FROM setting WHERE name = ?", name)
        return str(found[0]) if found else ""

    def cells(self, query: str, *values: str, path: Path | None = None) -> list[object]:
        """The first column of a query on the copy's file, or on another."""
        db = sqlite3.connect(path or self.path, timeout=5.0)
        try:
            db.execute("PRAGMA query_only=1")
            return [row[0] for row in db.execute(query, values)]
        finally:
            db.close()


def folder(scene: Scene) -> Iterator[Finding]:
    """The copy is there."""
    if not scene.path.exists():
        yield wrong(
            f"There is no local copy in {scene.data}.",
            "Connect first: wardline agent init --hub URL --key-file FILE.",
        )


def owner(scene: Scene) -> Iterator[Finding]:
    """The folder is ours and closed: it holds what others marked, and pseudonyms' real values."""
    yield from own_folder(scene.data, scene.data.stat(), scene.user)


def disk(scene: Scene) -> Iterator[Finding]:
    """Room for what comes."""
    free = shutil.disk_usage(scene.data).free
    if free < _LOW_BYTES:
        level = wrong if free < _FULL_BYTES else watch
        yield level(
            f"Only {free / 2**20:,.0f} MB are free on the disk of the copy.",
            f"Make room on the disk of {scene.data}.",
        )


def copy(scene: Scene) -> Iterator[Finding]:
    """The file is a whole database."""
    try:
        whole = scene.cells("PRAGMA quick_check(1)") == ["ok"]
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        yield wrong(
            f"{scene.path} is damaged.",
            "Move it away and connect anew: wardline agent init, then agent pull. What the hub "
            "has comes again; put a backup in its place for pseudonyms.",
        )


def worklist(scene: Scene) -> Iterator[Finding]:
    """The devices' work list, where there is one, is a whole database."""
    path = scene.data / WORKLIST
    try:
        whole = not path.exists() or scene.cells("PRAGMA quick_check(1)", path=path) == ["ok"]
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        yield wrong(
            f"{path} is damaged.",
            "Keep a copy of it, then put a backup in its place: what people decided is in it.",
        )


def key(scene: Scene) -> Iterator[Finding]:
    """The key's file is there, and only ours to read."""
    if not scene.setting("hub"):
        yield wrong(
            "This copy is not connected to a hub.",
            "Connect first: wardline agent init --hub URL --key-file FILE.",
        )
        return
    path = Path(scene.setting("key_file"))
    if not path.is_file():
        yield wrong(
            f"The key file {path} is not there.",
            "Put it back, or run 'wardline agent init' again with --key-file.",
        )
    elif path.stat().st_mode & OTHERS:
        yield wrong(f"Other users of this machine may read the key in {path}.", f"chmod 600 {path}")
    elif not path.read_text(encoding="utf-8", errors="replace").strip():
        yield wrong(f"The key file {path} is empty.", "Put the API key into it, alone.")


def address(scene: Scene) -> Iterator[Finding]:
    """The hub's address is safe to send a key to."""
    parts = urlsplit(scene.setting("hub"))
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        yield wrong(
            "The hub's address begins with http://: your key travels in the clear.",
            "Connect again with https://: wardline agent init --hub https://…",
        )


def hub(scene: Scene) -> Iterator[Finding]:
    """The hub answers, knows the key, and its clock is ours."""
    base = scene.setting("hub")
    credentials = Credentials.from_file(Path(scene.setting("key_file")))
    headers = {"accept": MEDIA, **credentials.header()}
    address = f"{base.rstrip('/')}/taxii2/"
    try:
        # Its status and its clock are enough: what it sends behind them is not read.
        with httpx.stream("GET", address, headers=headers, timeout=_PATIENCE) as answer:
            pass
    except httpx.HTTPError as error:
        yield wrong(
            f"The hub {urlsplit(base).hostname} does not answer ({type(error).__name__}).",
            "Check the network, the proxy and the hub's address; /healthz there needs no key.",
        )
        return
    if answer.status_code == _UNAUTHORIZED:
        yield wrong("The hub does not know this key.", "Ask the hub's staff for a new key.")
    elif answer.status_code != _OK:
        yield wrong(
            f"The hub answers {answer.status_code}.", "Wait and try again; else tell its staff."
        )
    there = date_of(answer.headers.get("date", ""))
    away = 0 if there is None else abs(there - scene.clock())
    if away > _CLOCK_WATCH:
        level = wrong if away > _CLOCK_WRONG else watch
        yield level(
            f"This machine's clock and the hub's are {away // _SECOND} s apart: hunts by time miss "
            "hits.",
            "Let NTP set it: timedatectl set-ntp true",
        )


def fresh(scene: Scene) -> Iterator[Finding]:
    """The copy is of today, of collections that may be read."""
    pulled = [int(str(at)) for at in scene.cells("SELECT pulled_at FROM collection") if at]
    if not scene.cells("SELECT id FROM collection"):
        yield watch("There is no collection that you may read.", "Ask the hub's staff for access.")
    elif not pulled or scene.clock() - max(pulled) > _STALE:
        yield watch(
            "The copy was not brought up to date for more than a day.",
            "wardline agent pull, or keep 'wardline agent watch' running.",
        )


CHECKS: tuple[Check[Scene], ...] = (
    Check("folder", "Local copy", folder),
    Check("owner", "Its owner and modes", owner, ("folder",)),
    Check("disk", "Room on the disk", disk, ("folder",)),
    Check("copy", "Damage of the copy", copy, ("folder",)),
    Check("work-list", "Damage of the devices' work list", worklist, ("folder",)),
    Check("key", "The key", key, ("copy",)),
    Check("address", "The hub's address", address, ("key",)),
    Check("hub", "The hub answers", hub, ("key", "address"), network=True),
    Check("fresh", "How old the copy is", fresh, ("copy", "key")),
)
