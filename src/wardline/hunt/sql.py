"""The hunt as one SQL query, for logs that lie in a database: DuckDB, Spark, Trino and others.

The query gives the rows that may hold something; they are compared exactly by `hunt.exact`, as the
sieve's lines are. Each dotted run of letters and digits in a row (`www.evil.example`,
`203.0.113.9`, a hash) is a key, as are the last two labels of one (for names below a domain) and
the first bytes of an address (for ranges). The keys of what is wanted are a table to join with.

It is written once, for DuckDB; `in_dialect` says it in another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from wardline.core.errors import UsageError
from wardline.core.observables import Observable
from wardline.core.plan import Trigger
from wardline.hunt.tails import NoTailError, tails
from wardline.hunt.wanted import Wanted

DIALECTS = ("duckdb", "spark", "databricks", "trino", "clickhouse", "snowflake")
_RUN = r"[0-9a-z_-]+(?:[.][0-9a-z_-]+)*"
_RUNS = re.compile(_RUN)
# Rows in which something may be written otherwise: defanged, escaped, encoded, beyond ASCII.
_ODD = (
    r"[\[({] ?(?:[.@:/]|dot|at|punkt)|[\\][.u]|%[2-7][0-9a-f]|[^\x00-\x7f]"
    # A name as Windows' DNS server writes it: (3)www(4)evil(7)example(0).
    r"|[(][0-9]{1,2}[)][a-z0-9_-]"
    # A range that may cover an address.
    r"|[0-9a-f:]/[1-9][0-9]"
)
# Forms of IPv6 and hardware addresses are too many for keys.
_ODD_IPV6 = r"|[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:|::"
_ODD_MAC = r"|(?:[0-9a-f]{2}[:-]){5}|[0-9a-f]{4}[.][0-9a-f]{4}[.][0-9a-f]{4}"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*){0,3}")


class Source(NamedTuple):
    """Where the logs lie: a table, the column that tells a row, and those to search."""

    table: str
    row: str
    columns: tuple[str, ...]


class Keys(NamedTuple):
    """What to join with: keys, and texts to be sought anywhere. `everything`: no key helps."""

    keys: frozenset[str]
    texts: tuple[str, ...]
    everything: bool
    odd: str = _ODD


def keys(wanted: Wanted) -> Keys:
    """The keys of all that is wanted."""
    found: set[str] = set()
    texts: set[str] = set()
    everything = bool(wanted.scans)
    for observable in _observables(wanted.index.observables(), wanted.triggers):
        try:
            found.update(_of(observable))
        except NoTailError:
            everything = True
    texts.update(trigger.value for trigger in wanted.triggers if trigger.test == "contains")
    kinds = wanted.index.kinds | {trigger.kind for trigger in wanted.triggers}
    odd = _ODD
    odd += _ODD_IPV6 if "ipv6-addr" in kinds else ""
    odd += _ODD_MAC if "mac-addr" in kinds else ""
    return Keys(frozenset(found), tuple(sorted(texts)), everything, odd)


def _observables(
    observables: Iterable[Observable], triggers: Iterable[Trigger]
) -> Iterator[Observable]:
    yield from observables
    for trigger in triggers:
        if trigger.test != "contains":
            yield Observable(trigger.kind, trigger.value)


def _of(observable: Observable) -> Iterator[str]:
    """The keys of one observable; none where the query lets all its forms through."""
    kind, value = observable
    if kind in ("ipv6-addr", "mac-addr"):
        return
    if kind == "ipv4-addr":
        for tail in tails(observable):
            yield tail.decode()
    elif kind == "domain-name":
        yield _last_two(value)
    elif kind == "email-addr":
        yield _last_two(value.rpartition("@")[2])
    elif kind == "url":
        host = urlsplit(value).hostname or ""
        if ":" not in host:
            yield host if host[-1:].isdigit() else _last_two(host)
    else:
        # The whole value stands in the row, so its longest run does.
        runs = _RUNS.findall(value.lower()) if value.isascii() else []
        if not runs:
            raise NoTailError
        yield max(runs, key=len)


def _last_two(name: str) -> str:
    return ".".join(name.split(".")[-2:])


def query(source: Source, wanted: Keys) -> str:
    """The query in DuckDB's dialect; it joins with the table `wanted_keys` (column `found`).

    *Raises* UsageError for names that are no names of SQL.
    """
    for name in (source.table, source.row, *source.columns):
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name of a table or a column.",
                hint="Use letters, digits, _ and dots.",
            )
    parts = " || ' ' || ".join(
        f"COALESCE(CAST({column} AS VARCHAR), '')" for column in source.columns
    )
    sought = "".join(f" OR STRPOS(held, '{_quoted(text)}') > 0" for text in wanted.texts)
    # Names are checked above; texts are of letters, digits and " _-.:@" (core.plan).
    return f"""
WITH held_rows AS (
    SELECT {source.row} AS row_id, LOWER({parts}) AS held FROM {source.table}
), runs AS (
    SELECT row_id, UNNEST(REGEXP_EXTRACT_ALL(held, '{_RUN}', 0)) AS run FROM held_rows
), row_keys AS (
    SELECT row_id, run AS found FROM runs
    UNION ALL
    SELECT row_id, REGEXP_EXTRACT(run, '[^.]+[.][^.]+$', 0) AS found FROM runs
    UNION ALL
    SELECT row_id, REGEXP_EXTRACT(run, '^[0-9]+[.][0-9]+[.][0-9]+', 0) AS found FROM runs
    UNION ALL
    SELECT row_id, REGEXP_EXTRACT(run, '^[0-9]+[.][0-9]+', 0) AS found FROM runs
    UNION ALL
    SELECT row_id, REGEXP_EXTRACT(run, '^[0-9]+', 0) AS found FROM runs
), likely AS (
    SELECT row_keys.row_id FROM row_keys
    INNER JOIN wanted_keys ON row_keys.found = wanted_keys.found
    UNION ALL
    SELECT row_id FROM held_rows WHERE REGEXP_MATCHES(held, '{wanted.odd}'){sought}
)
SELECT DISTINCT row_id FROM likely
"""  # noqa: S608 # names are checked, texts are quoted


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def in_dialect(text: str, dialect: str) -> str:
    """A query of ours in another dialect. *Raises* UsageError where it is not known."""
    if dialect == "duckdb":
        return text
    if dialect not in DIALECTS:
        raise UsageError(
            f"There is no SQL dialect {dialect!r} here.", hint=f"There are {', '.join(DIALECTS)}."
        )
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(text, read="duckdb")
    if dialect == "clickhouse":
        # Its function for all matches has another name, and gives whole matches as it is.
        for node in list(tree.find_all(exp.RegexpExtractAll)):
            node.replace(exp.func("extractAll", node.this, node.expression))
    return tree.sql(dialect=dialect, pretty=True)


_ROWS = 1000


def statements(wanted: Keys, places: Iterable[str], dialect: str) -> Iterator[str]:
    """What to run in a database: the table of keys, then a query for each TABLE:ROW:COLUMNS.

    *Raises* UsageError.
    """
    sources = [_source(place) for place in places]
    yield in_dialect("CREATE TABLE wanted_keys (found VARCHAR)", dialect)
    found = sorted(wanted.keys)
    for at in range(0, len(found), _ROWS):
        rows = ", ".join(f"('{_quoted(key)}')" for key in found[at : at + _ROWS])
        yield in_dialect(f"INSERT INTO wanted_keys VALUES {rows}", dialect)  # noqa: S608 # keys are quoted
    for source in sources:
        yield in_dialect(query(source, wanted), dialect)


def _source(place: str) -> Source:
    table, _, rest = place.partition(":")
    row, _, columns = rest.partition(":")
    if not columns:
        raise UsageError(
            f"{place!r} names no columns.", hint="Write TABLE:ROW-COLUMN:COLUMN,COLUMN."
        )
    return Source(table, row, tuple(columns.split(",")))
