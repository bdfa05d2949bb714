"""The verbs on the log; each needs Django to be set up. Every room's changes call `record`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from wardline.core.clock import now
from wardline.hub.audit import log, queries
from wardline.hub.audit.actions import Action
from wardline.hub.audit.entries import SYSTEM, Actor, Who, command_line, document, draft
from wardline.hub.audit.models import Entry
from wardline.hub.db import Params, Query
from wardline.hub.pgreads import NAMED, Row

__all__ = [
    "SYSTEM",
    "Action",
    "Actor",
    "Through",
    "Who",
    "about",
    "called",
    "command_line",
    "document",
    "last_detail",
    "record",
    "seal",
]


class Through:
    """Django's connection as the named queries take it (`hub.db.Transaction`)."""

    def rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one query."""
        with connection.cursor() as cursor:
            cursor.execute(_text(query), dict(params))
            found: list[Row] = cursor.fetchall()
            return found

    def run(self, query: Query, params: Params) -> None:
        """Run a statement that gives no rows."""
        with connection.cursor() as cursor:
            cursor.execute(_text(query), dict(params))

    def insert(self, table: str, columns: Sequence[str], values: Sequence[Row]) -> None:
        """Insert many rows."""
        marks = ",".join(["%s"] * len(columns))
        # Table and column names are constants of our own, never foreign text.
        sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _text(query: Query) -> str:
    if not isinstance(query, str):
        query = query.postgresql if connection.vendor == "postgresql" else query.sqlite
    return NAMED.sub(r"%(\1)s", query.replace("%", "%%"))


def record(
    actor: Actor | Who,
    action: Action | str,
    target: str,
    detail: Mapping[str, Any] | None = None,
    at: int | None = None,
) -> None:
    """Write into the log that `actor` did `action` to `target`, in the transaction that is open.

    `target` is 'kind:id', as 'key:UUID'. `detail` holds numbers, ids and labels: never private
    content, never a secret. Outside of a transaction it is written at once.
    *Raises* ValueError for an action that is not in the table: a bug of the caller.
    """
    one = draft(actor, action, target, detail, at=now() if at is None else at)
    with transaction.atomic():
        log.add(Through(), [one])


def called(who: Who) -> str:
    """What a page calls whoever did something; the log keeps it in English."""
    if who.kind == "system":
        return _("the hub")
    if who.kind == "command":
        return _("%(name)s on the hub's command line") % {"name": who.id}
    return who.name or who.kind


def last_detail(target: str, action: Action) -> dict[str, Any]:
    """The detail of the newest entry of an action on a target; empty where there is none."""
    seal()
    found = Entry.objects.filter(target=target, action=action).order_by("-number").first()
    return {} if found is None else msgspec.json.decode(found.detail, type=dict[str, Any])


def about(target: str, most: int) -> list[Entry]:
    """The newest `most` entries on one target, as 'user:7'; those that wait are sealed first."""
    seal()
    return list(Entry.objects.filter(target=target).order_by("-number")[:most])


def seal() -> int:
    """Put what waits into the chain now; how many entries that were."""
    total = 0
    # Asked first: a write transaction would wait for whoever writes now, for nothing.
    while Through().rows(queries.ANY_WAITING, {})[0][0]:
        with transaction.atomic():
            total += log.seal(Through())
    return total
