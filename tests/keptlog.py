"""A hub's audit log that nobody serves, and the ways into it: of its commands, of its owner."""

# ruff: noqa: S608 # whoever owns the database writes SQL; here it is put together from constants

from __future__ import annotations

import contextlib
import json
import sqlite3

import psycopg

import console
from wardline.hub.audit import log
from wardline.hub.audit.entries import SYSTEM, draft
from wardline.hub.audit.protection import TABLES
from wardline.hub.db import open_database


class Log:
    """A hub's folder that nobody serves, and the ways into its log."""

    def __init__(self, hub):
        self.hub = hub
        hub.cli("org", "add", "First", "--kind", "hospital")
        with self.open() as database:
            written = sum(
                int(database.read(f"SELECT count(*) FROM {table}", {})[0][0])
                for table in ("audit_entry", "audit_waiting")
            )
        # What a new hub brings along (practices, as evidence) comes before the organization.
        self.brought = written - 1

    def open(self):
        return contextlib.closing(
            open_database(self.hub.database, self.hub.data / "wardline.sqlite3")
        )

    def add(self, many: int, name: str = "test") -> None:
        with self.open() as database, database.transaction() as transaction:
            made = [
                draft(SYSTEM, "setting.changed", f"setting:{name}-{i}", {"i": i}, at=1_000_000 + i)
                for i in range(many)
            ]
            log.add(transaction, made)

    def sql(self, *statements: str, free: bool = True) -> None:
        """Run SQL as whoever owns the database; `free`: with the triggers taken out first."""
        if self.hub.database:
            with psycopg.connect(self.hub.database) as connection:
                if free:
                    for table in TABLES:
                        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                for statement in statements:
                    connection.execute(statement)
            return
        with contextlib.closing(sqlite3.connect(self.hub.data / "wardline.sqlite3")) as connection:
            if free:
                for table in TABLES:
                    for verb in ("update", "delete"):
                        connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def verify(self, *words: str) -> dict:
        return self.hub.cli("audit", "verify", *words, check=False)

    def export(self, *words: str) -> list[dict]:
        done = console.run(
            "audit", "export", "--data", self.hub.data, *words, env=self.hub.environment, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
