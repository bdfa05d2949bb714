"""Parquet, read by DuckDB."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from wardline.hunt.model import Record
from wardline.hunt.readers.base import LineReader, broken
from wardline.hunt.readers.jsonlines import JsonLinesReader

_ROWS = 10_000


class ParquetReader(LineReader):
    """The reader `parquet`."""

    name = "parquet"
    by_line = False

    def __init__(self) -> None:
        """Rows are parsed as the JSON that DuckDB writes of them."""
        self._json = JsonLinesReader()

    def sniff(self, head: bytes, name: str) -> bool:
        """The format's mark."""
        return head.startswith(b"PAR1")

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The rows in their order."""
        path = getattr(stream, "path", None)
        if path is not None:
            yield from _rows(Path(path))
            return
        with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            yield from _rows(Path(copy.name))

    def parse(self, line: bytes) -> Record | None:
        """The leaves of the row."""
        return self._json.parse(line)


def _rows(path: Path) -> Iterator[tuple[int, bytes]]:
    import duckdb

    number = 0
    with duckdb.connect() as base:
        try:
            result = base.execute(
                "SELECT to_json(row)::VARCHAR FROM read_parquet(?) row", [str(path)]
            )
            while rows := result.fetchmany(_ROWS):
                for (text,) in rows:
                    number += 1
                    yield number, text.encode()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise broken(
                f"the Parquet file cannot be read behind row {number} ({reason})"
            ) from None
