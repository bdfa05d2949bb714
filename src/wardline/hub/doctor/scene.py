"""What the checks are asked of: a data folder, its settings as far as they hold, a database."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from wardline.core.clock import now
from wardline.hub.config import SETTINGS, Config, Value, inspect
from wardline.hub.db import Database, Query, open_database
from wardline.hub.pgreads import Row

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Whoever does not take a connection in this time would keep people waiting, too; in seconds.
PATIENCE = 8.0


class Scene:
    """One hub, as its operator's machine shows it."""

    def __init__(
        self,
        data: Path,
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], int] = now,
    ) -> None:
        """Look at the hub in `data`; nothing is opened yet."""
        self.data = data
        self.clock = clock
        self.values: list[Value] = inspect(data, environ)
        self.config = Config(data, {one.name: _held(one) for one in self.values})
        self.python: tuple[int, ...] = sys.version_info[:3]
        self.sqlite: tuple[int, ...] = sqlite3.sqlite_version_info
        self.user = os.geteuid()
        self._database: Database | None = None

    def __getitem__(self, name: str) -> Any:
        """A setting; its default where what is set cannot be read."""
        return self.config[name]

    @property
    def on_postgresql(self) -> bool:
        """Whether the hub's database is a server."""
        return bool(self["database.url"])

    def rows(self, query: Query, **params: Any) -> list[Row]:
        """The rows of a query. *Raises* UnavailableError where the database is away."""
        return self.database.read(query, params)

    def value(self, query: Query, **params: Any) -> Any:
        """The first cell, or None."""
        found = self.rows(query, **params)
        return found[0][0] if found else None

    def stored(self, name: str) -> str:
        """One of the hub's own settings in the database, or nothing."""
        return str(
            self.value("SELECT value FROM exchange_setting WHERE name = :name", name=name) or ""
        )

    @property
    def database(self) -> Database:
        """The database, opened on first use; a server gets a few seconds."""
        if self._database is None:
            self._database = open_database(_patient(self["database.url"]), self.config.sqlite_path)
        return self._database

    def close(self) -> None:
        """Let go of the database."""
        if self._database is not None:
            self._database.close()

    @property
    def listens(self) -> str:
        """Where `wardline serve` listened when it last started; empty: never."""
        return self.stored("address")


def _held(one: Value) -> Value:
    """A value that can be used: the default in the place of one that is wrong."""
    if one.problem and one.name in SETTINGS:
        return one._replace(value=SETTINGS[one.name].default)
    return one


def _patient(url: str) -> str:
    """The address with a limit on how long to wait for a connection, and for reading only."""
    if not url:
        return url
    more = f"connect_timeout={PATIENCE:.0f}&options=-c%20default_transaction_read_only%3Don"
    return f"{url}{'&' if '?' in url else '?'}{more}"


def host_of(url: str) -> str:
    """The host in an address: no user, no password, no path."""
    return urlsplit(url).hostname or "its host"
