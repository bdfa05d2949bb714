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
from wardline.hub import health
from wardline.hub.config import SETTINGS, Config, Value, inspect
from wardline.hub.db import Database, Query, open_database
from wardline.hub.exchange.queries import SETTING
from wardline.hub.hosts import HOSTS, SILENT, Host, Own, machine, own
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
        self.own: Own | None = own(data)
        self._databases: dict[str, Database] = {}

    def __getitem__(self, name: str) -> Any:
        """A setting; its default where what is set cannot be read."""
        return self.config[name]

    @property
    def on_postgresql(self) -> bool:
        """Whether the hub's database is a server."""
        return bool(self["database.url"])

    def rows(self, query: Query, **params: Any) -> list[Row]:
        """The rows of a query. *Raises* UnavailableError where the database is away."""
        return self._asked("database.url", query, params)

    def replica_rows(self, query: Query, **params: Any) -> list[Row]:
        """The rows that the replica has. *Raises* UnavailableError where it is away."""
        return self._asked("database.replica", query, params)

    def _asked(self, name: str, query: Query, params: dict[str, Any]) -> list[Row]:
        """The rows of a query at one of the servers; each is connected to on its first use."""
        if name not in self._databases:
            self._databases[name] = open_database(self[name], self.config.sqlite_path)
        database = self._databases[name]
        if not self.on_postgresql:
            return database.read(query, params)
        with database.transaction(quiet=True) as transaction:
            # Not by an option of the connection: pgbouncer takes none.
            transaction.run("SET TRANSACTION READ ONLY", {})
            found: list[Row] = transaction.rows(query, params)
            return found

    def value(self, query: Query, **params: Any) -> Any:
        """The first cell, or None."""
        found = self.rows(query, **params)
        return found[0][0] if found else None

    def stored(self, name: str) -> str:
        """One of the hub's own settings in the database, or nothing."""
        return str(self.value(SETTING, name=name) or "")

    @property
    def hosts(self) -> list[Host]:
        """The hosts that told of themselves, those that have fallen silent among them."""
        return [Host(*row) for row in self.rows(HOSTS)]

    def silent(self, host: Host) -> bool:
        """Whether nothing was heard of a host for longer than it should be."""
        told = self.value(health.CLOCK)
        return int(told or self.clock()) - host.told_at > SILENT

    def is_own(self, host: Host) -> bool:
        """Whether a host is what is looked at."""
        return (self.own and self.own.id, machine()) == (host.folder, host.machine)

    @property
    def pages(self) -> bool:
        """Whether this folder is of a host with the portal."""
        return self.own is None or self.own.pages

    def close(self) -> None:
        """Let go of the databases."""
        for database in self._databases.values():
            database.close()

    @property
    def listens(self) -> str:
        """Where `wardline serve` listened when it last started; empty: never."""
        return self.own.address if self.own else self.stored("address")


def _held(one: Value) -> Value:
    """A value that can be used: the default in the place of one that is wrong."""
    if one.problem and one.name in SETTINGS:
        return one._replace(value=SETTINGS[one.name].default)
    return one


def host_of(url: str) -> str:
    """The host in an address: no user, no password, no path."""
    return urlsplit(url).hostname or "its host"
