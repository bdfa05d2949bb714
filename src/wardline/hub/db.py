"""The hot path's way to the database: the same named SQL on SQLite and on PostgreSQL.

Reads are awaited and never wait for a writer; writes are plain calls that belong in a thread.
SQL is written once with `:name` parameters. Where the two engines differ, a query is a `Dialect`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from wardline.core.errors import ConfigError, UnavailableError
from wardline.hub.pgreads import NAMED, Reads, Row

Params = Mapping[str, Any]


class Dialect(NamedTuple):
    """One query in two spellings."""

    sqlite: str
    postgresql: str


Query = str | Dialect

# The interval at which a SQLite reader asks whether another process wrote (2 µs each time).
POLL_SECONDS = 0.02
_VERSION = "PRAGMA data_version"
# PostgreSQL notifies; this poll only covers a lost notification (DESIGN section 5, rule 8).
SAFETY_POLL_SECONDS = 1.0
CHANNEL = "wardline"
# A server whose host is gone sends nothing, not even an end: without these, a connection to it
# hangs for minutes. *Units*: seconds, tcp_user_timeout in ms (libpq's names).
PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 8000,
}
BUSY_SECONDS = 30
_ROWS_A_STATEMENT = 250


class Transaction(Protocol):
    """An open write transaction; nobody else writes to what it has locked."""

    def rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one query."""

    def run(self, query: Query, params: Params) -> None:
        """Run a statement that gives no rows."""

    def insert(self, table: str, columns: Sequence[str], values: Sequence[Row]) -> None:
        """Insert many rows."""


class Database(Protocol):
    """One hub's database, as one process sees it."""

    kind: str

    async def rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one quick, indexed query."""

    async def slow_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of a query that may have to look at many: it must not stop the others."""

    async def copied_rows(self, query: Query, params: Params) -> list[Row] | None:
        """The rows as a copy of the database has them, a moment behind; None: there is no copy."""

    async def stream_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of a quick query while thousands of streams keep the event loop busy."""

    def read(self, query: Query, params: Params) -> list[Row]:
        """The rows of a query, on the calling thread; for threads that write."""

    def snapshot(self) -> AbstractContextManager[Callable[[Query, Params], list[Row]]]:
        """A function like `read` that sees what had been written at one moment, however long."""

    async def changed(self) -> AsyncIterator[None]:
        """Yield once at the start and then whenever something may have been written."""
        yield

    async def epoch(self) -> int:
        """A number that differs whenever something was written since it was last asked."""

    def transaction(self, *, quiet: bool = False) -> Any:
        """A context manager that gives a Transaction and commits at its end.

        `quiet`: what is written concerns no reader of objects, so that none need be woken.
        """

    def close(self) -> None:
        """Let go of all connections."""


class Sqlite:
    """The embedded database: reads run at once on the calling thread, in about 10 µs."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        """Open `path`, which `hub.migrate` made."""
        if not path.exists():
            raise ConfigError(
                f"There is no hub database at {path}.",
                hint="Start the hub once with 'wardline serve --data DIR', or check --data.",
            )
        self._path = path
        self._reader = self._connect(read_only=True)
        self._writer = self._connect(read_only=False)
        self._lock = threading.Lock()
        self._local = threading.local()
        self._slow: list[sqlite3.Connection] = []

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        # FULL: a commit that was answered survives a power cut (DESIGN section 5, rule 6).
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{8192 if read_only else 32768}")
        connection.execute("PRAGMA journal_size_limit=67108864")
        # Index pages that many batches touch are then written back once, not once a batch.
        connection.execute("PRAGMA wal_autocheckpoint=2000")
        if read_only:
            connection.execute("PRAGMA query_only=1")
        return connection

    async def rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one quick, indexed query."""
        return _asked(self._reader, query, params)

    async def slow_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of a long query, on another thread (sqlite3 lets the others run)."""
        return await asyncio.to_thread(self.read, query, params)

    async def copied_rows(self, query: Query, params: Params) -> list[Row] | None:  # noqa: ARG002 # there is no copy
        """Nothing: SQLite has no copies."""
        return None

    async def stream_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one quick, indexed query."""
        return await self.rows(query, params)

    def read(self, query: Query, params: Params) -> list[Row]:
        """The rows of a query, on this thread's own connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect(read_only=True)
            self._slow.append(connection)
        return _asked(connection, query, params)

    @contextmanager
    def snapshot(self) -> Iterator[Callable[[Query, Params], list[Row]]]:
        """Reads of one moment, on a connection of their own."""
        connection = self._connect(read_only=True)
        try:
            connection.execute("BEGIN")
            yield partial(_asked, connection)
        finally:
            connection.close()

    async def epoch(self) -> int:
        """SQLite's own count of what other connections wrote."""
        return int(_asked(self._reader, _VERSION, {})[0][0])

    async def changed(self) -> AsyncIterator[None]:
        """Yield whenever any process wrote."""
        # A connection of its own: data_version counts since this connection last asked.
        connection = self._connect(read_only=True)
        seen = -1
        try:
            while True:
                try:
                    version = int(_asked(connection, _VERSION, {})[0][0])
                except UnavailableError:
                    # The disk fails: whoever waits for changes waits on, and is not ended by it.
                    await asyncio.sleep(SAFETY_POLL_SECONDS)
                    continue
                if version != seen:
                    seen = version
                    yield
                await asyncio.sleep(POLL_SECONDS)
        finally:
            connection.close()

    @contextmanager
    def transaction(self, *, quiet: bool = False) -> Iterator[Transaction]:  # noqa: ARG002 # nobody is woken here anyway
        """A write transaction; commits at the end, rolls back on any error."""
        with self._lock:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield _SqliteTransaction(self._writer)
                    self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
            except sqlite3.OperationalError as error:
                raise _unavailable(error) from error

    def close(self) -> None:
        """Let go of all connections."""
        for connection in (*self._slow, self._reader, self._writer):
            connection.close()


def _asked(connection: sqlite3.Connection, query: Query, params: Params) -> list[Row]:
    """The rows of a query. *Raises* UnavailableError where the file cannot be read now."""
    try:
        return connection.execute(_sqlite(query), params).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            # The question is wrong, or a table is missing: no time will mend that.
            raise
        raise UnavailableError(
            f"The hub's database cannot be read right now ({str(error)[:200]}).",
            hint="Try again in a few seconds. An operator should look at the disk of the hub.",
        ) from error


def _unavailable(error: Exception) -> UnavailableError:
    # A connection that breaks at the commit does not tell whether that took place; who sends the
    # same again has it once in either case.
    return UnavailableError(
        f"The hub cannot write right now ({type(error).__name__}: {str(error).strip()[:200]}).",
        hint="Send the same again in a few seconds: what is kept already is not kept twice. An "
        "operator should look at the disk and the database.",
    )


class _SqliteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: Query, params: Params) -> list[Row]:
        return self._connection.execute(_sqlite(query), params).fetchall()

    def run(self, query: Query, params: Params) -> None:
        self._connection.execute(_sqlite(query), params)

    def insert(self, table: str, columns: Sequence[str], values: Sequence[Row]) -> None:
        # In statements of many rows: each statement hands over the GIL, and behind a busy reader
        # each of those handovers costs up to 5 ms.
        most = 32_000 // len(columns)  # SQLite's SQLITE_MAX_VARIABLE_NUMBER is 32,766
        step = min(most, _ROWS_A_STATEMENT)
        for start in range(0, len(values), step):
            part = values[start : start + step]
            sql = _insert_sql(table, tuple(columns), len(part))
            self._connection.execute(sql, [cell for row in part for cell in row])


@lru_cache(maxsize=256)
def _insert_sql(table: str, columns: tuple[str, ...], rows: int) -> str:
    marks = "(" + ",".join("?" * len(columns)) + ")"
    # Table and column names are constants of our own, never foreign text.
    return f"INSERT INTO {table} ({','.join(columns)}) VALUES {','.join([marks] * rows)}"  # noqa: S608


@lru_cache(maxsize=1024)
def _sqlite(query: Query) -> str:
    return query if isinstance(query, str) else query.sqlite


@lru_cache(maxsize=1024)
def _postgresql(query: Query) -> str:
    text = query if isinstance(query, str) else query.postgresql
    return NAMED.sub(r"%(\1)s", text.replace("%", "%%"))


class Postgres:
    """The database past one machine; any number of hub processes share it."""

    kind = "postgresql"

    def __init__(self, url: str, replica: str = "") -> None:
        """Remember the addresses; connections are made when first needed."""
        self._url = patient(url)
        self._reads = Reads(url)
        self._copy = Reads(replica) if replica else None
        self._local = threading.local()
        self._writers: list[Any] = []
        self._changes = 0
        # Threads of their own: those of the event loop may all be waiting for a writer's lock.
        self._streams = ThreadPoolExecutor(2, thread_name_prefix="wardline-stream")

    async def rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one query."""
        text = query if isinstance(query, str) else query.postgresql
        return await self._reads.rows(text, params)

    async def slow_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of a long query; the server does the work, so nobody here waits."""
        return await self.rows(query, params)

    async def copied_rows(self, query: Query, params: Params) -> list[Row] | None:
        """The rows as the replica has them; None: there is none, or it cannot answer now."""
        if self._copy is None:
            return None
        import asyncpg

        text = query if isinstance(query, str) else query.postgresql
        try:
            return await self._copy.rows(text, params)
        except (UnavailableError, asyncpg.PostgresError):
            # It ends what stands in the way of what it replays, and may lack a new column yet:
            # the primary is asked, and what is wrong with the question shows there.
            return None

    async def stream_rows(self, query: Query, params: Params) -> list[Row]:
        """The rows of one quick query, on a thread: it then needs the event loop only once.

        An answer awaited on the loop comes back in several turns, and with 5,000 streams each turn
        takes some 50 ms.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._streams, self.read, query, params
        )

    def read(self, query: Query, params: Params) -> list[Row]:
        """The rows of a query, on this thread's own connection."""
        with self.transaction() as transaction:
            return transaction.rows(query, params)

    @contextmanager
    def snapshot(self) -> Iterator[Callable[[Query, Params], list[Row]]]:
        """Reads of one moment."""
        with self.transaction(quiet=True) as transaction:
            transaction.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", {})
            yield transaction.rows

    async def epoch(self) -> int:
        """Counts notifications and safety polls; needs `changed` to be running."""
        return self._changes

    async def changed(self) -> AsyncIterator[None]:
        """Yield on each notification, and each second in case one was lost."""
        import psycopg

        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    while True:
                        self._changes += 1
                        yield
                        async for _ in connection.notifies(
                            timeout=SAFETY_POLL_SECONDS, stop_after=1
                        ):
                            pass
            except _away():
                # The database is away: cached rights end too, and we ask again each second.
                self._changes += 1
                yield
                await asyncio.sleep(SAFETY_POLL_SECONDS)

    def _writer(self) -> Any:
        import psycopg

        connection = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = self._local.connection = psycopg.connect(self._url, prepare_threshold=2)
            self._writers.append(connection)
        return connection

    @contextmanager
    def transaction(self, *, quiet: bool = False) -> Iterator[Transaction]:
        """A write transaction on this thread's own connection."""
        try:
            with ExitStack() as stack:
                connection = self._begin(stack)
                transaction = _PostgresTransaction(connection)
                yield transaction
                if transaction.wrote and not quiet:
                    connection.execute(f"NOTIFY {CHANNEL}")
        except _away() as error:
            raise _unavailable(error) from error

    def _begin(self, stack: ExitStack) -> Any:
        """This thread's connection with a transaction open, which ends with `stack`.

        A connection that has ended since it was last used (the server was started again, another
        one took over) is noticed here, where nothing has been done yet, and made anew.
        """
        connection = self._writer()
        try:
            stack.enter_context(connection.transaction())
        except _away():
            connection.close()
            connection = self._writer()
            stack.enter_context(connection.transaction())
        return connection

    def close(self) -> None:
        """Let go of all connections."""
        if self._copy is not None:
            self._copy.close()
        self._reads.close()
        self._streams.shutdown()
        for connection in self._writers:
            connection.close()


def _away() -> tuple[type[Exception], ...]:
    """What psycopg raises where the server is away, or is a replica that takes no writes yet."""
    import psycopg

    return (
        psycopg.OperationalError,
        psycopg.InterfaceError,
        psycopg.errors.ReadOnlySqlTransaction,
    )


def patient(url: str) -> str:
    """`url` with limits for a server that is gone without a word; what it says itself stands."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    return make_conninfo(**{**PATIENCE, **conninfo_to_dict(url)})


class _PostgresTransaction:
    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.wrote = False

    def rows(self, query: Query, params: Params) -> list[Row]:
        found: list[Row] = self._connection.execute(
            _postgresql(query), params, binary=True
        ).fetchall()
        return found

    def run(self, query: Query, params: Params) -> None:
        self._connection.execute(_postgresql(query), params)
        self.wrote = True

    def insert(self, table: str, columns: Sequence[str], values: Sequence[Row]) -> None:
        self.wrote = True
        # Names are constants of our own, never foreign text; quoted, as "user" is a word of SQL.
        names = ",".join(f'"{name}"' for name in columns)
        with self._connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)


def open_database(url: str, sqlite_path: Path, replica: str = "") -> Database:
    """The database that the settings name; `replica`: a copy of it that pages are read from."""
    return Postgres(url, replica) if url else Sqlite(sqlite_path)
