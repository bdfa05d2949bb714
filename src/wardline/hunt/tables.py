"""The SQL hunt where it runs: DuckDB in this process, or a Spark cluster that reads the logs.

Both give the lines that may hold something; `hunt.block` compares them exactly, so the hits are
those of the sieve.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError
from wardline.hunt.block import PAD
from wardline.hunt.sql import Keys, Source, in_dialect, query

_LOGS = Source("logs", "row_id", ("line",))
_ID_BITS = 33


class DuckSieve:
    """A sieve (as hunt.sieve's) that asks DuckDB, block by block."""

    def __init__(self, keys: Keys) -> None:
        """Connect when the first block comes, so that each process has its own."""
        self._keys = keys
        self._base: Any = None
        self._query = query(_LOGS, keys)

    @property
    def everything(self) -> bool:
        """Whether each line has to be looked at."""
        return self._keys.everything

    def places(self, buffer: bytes | bytearray, stop: int) -> list[int]:
        """Where the lines end that may hold something."""
        base = self._connected()
        text = bytes(memoryview(buffer)[PAD:stop]).decode("utf-8", errors="replace")
        base.execute(
            "CREATE OR REPLACE TEMP TABLE logs AS SELECT unnest(line) AS line, "
            "unnest(range(len(line))) AS row_id FROM (SELECT string_split(?, chr(10)) AS line)",
            [text.replace("\x00", " ")],
        )
        wanted = {row for (row,) in base.execute(self._query).fetchall()}
        ends = []
        at = PAD
        for number in range(max(wanted, default=-1) + 1):
            end = buffer.find(b"\n", at, stop)
            end = stop if end == -1 else end
            if number in wanted:
                ends.append(end)
            at = end + 1
        return ends

    def _connected(self) -> Any:
        if self._base is None:
            import duckdb

            base = duckdb.connect()
            base.execute("SET threads = 1")
            base.execute("CREATE TABLE wanted_keys (found VARCHAR)")
            base.execute("INSERT INTO wanted_keys SELECT unnest(?)", [sorted(self._keys.keys)])
            self._base = base
        return self._base


class Line(NamedTuple):
    """A line that may hold something, by its number in the file."""

    number: int
    text: bytes


class Spark:
    """A session on a Spark cluster (extra `spark`)."""

    def __init__(self, keys: Keys, master: str) -> None:
        """Start the session and send the keys. *Raises* ConfigError where it cannot be started."""
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise ConfigError(
                "Spark is not installed here.", hint="Install it: pip install 'wardline[spark]'."
            ) from None
        try:
            self._session = (
                SparkSession.builder.master(master)
                .appName("wardline hunt")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "8")
                .getOrCreate()
            )
        except Exception as error:  # noqa: BLE001 # a JVM that fails to start raises whatever it likes
            raise ConfigError(
                f"Spark does not start at {master} ({str(error).splitlines()[0]}).",
                hint="Check that Java 17 is installed and that the master is there.",
            ) from None
        self._session.sparkContext.setLogLevel("ERROR")
        rows = [(key,) for key in sorted(keys.keys)]
        frame = self._session.createDataFrame(rows, "found string")
        frame.createOrReplaceTempView("wanted_keys")
        self._query = in_dialect(query(_LOGS, keys), "spark")
        self._everything = keys.everything

    def lines(self, path: Path) -> tuple[int, Iterator[Line]]:
        """How many lines the log has, and those that may hold something, in their order."""
        frame = self._session.read.option("lineSep", "\n").text(str(path.resolve()))
        named = frame.selectExpr("monotonically_increasing_id() AS row_id", "value AS line").cache()
        named.createOrReplaceTempView("logs")
        counted = self._session.sql(
            f"SELECT shiftright(row_id, {_ID_BITS}) AS part, count(*) FROM logs "  # noqa: S608 # a constant
            "GROUP BY 1 ORDER BY 1"
        ).collect()
        starts: dict[int, int] = {}
        total = 0
        for part, count in counted:
            starts[part] = total
            total += count
        wanted = f"row_id IN ({self._query})" if not self._everything else "true"
        found = self._session.sql(
            f"SELECT row_id, line FROM logs WHERE {wanted}"  # noqa: S608 # our own query
        ).collect()
        named.unpersist()
        made = sorted(
            Line(starts[row >> _ID_BITS] + (row & ((1 << _ID_BITS) - 1)) + 1, text.encode())
            for row, text in found
        )
        return total, iter(made)

    def stop(self) -> None:
        """End the session."""
        self._session.stop()
