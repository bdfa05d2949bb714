"""Reads from PostgreSQL on the event loop: a few connections, each with its prepared statements.

A read costs 17 µs of this process's time here, by psycopg's pool 58 µs (docs/adr/0002): an empty
poll is little else. Writers and migrations stay with psycopg, which Django needs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wardline.core.errors import UnavailableError
from wardline.hub import sockets

Row = tuple[Any, ...]
NAMED = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
_CONNECT_SECONDS = 5
_SILENT_SECONDS = 8
# A read that takes longer is given up; the longest ones look through a whole collection.
_READ_SECONDS = 60
# PostgreSQL works on one core for each; more only wait for each other.
_MOST = 16


@lru_cache(maxsize=1024)
def _positional(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with $1, $2, … for its named parameters, and their names in that order."""
    names = tuple(dict.fromkeys(NAMED.findall(text)))
    places = {name: f"${number}" for number, name in enumerate(names, 1)}
    return NAMED.sub(lambda found: places[found[1]], text), names


class Reads:
    """The reading connections of one process."""

    def __init__(self, url: str) -> None:
        """Remember `url`; connections are made when first needed."""
        self._url = url
        self._idle: list[Any] = []
        self._places = asyncio.Semaphore(_MOST)

    async def rows(self, text: str, params: Mapping[str, Any]) -> list[Row]:
        """The rows of one query. *Raises* UnavailableError where the database does not answer."""
        sql, names = _positional(text)
        values = [params[name] for name in names]
        async with self._places:
            while self._idle:
                # The one used last has its statements and its memory warm.
                connection = self._idle.pop()
                found = await self._fetch(connection, sql, values)
                if found is not None:
                    return found
                # It was closed while it waited, as by a restart: a read may be asked again.
            found = await self._fetch(await self._connect(), sql, values)
        if found is None:
            raise _away()
        return found

    async def _fetch(self, connection: Any, sql: str, values: list[Any]) -> list[Row] | None:
        """The rows, or None where the connection has ended."""
        import asyncpg

        try:
            found: list[Row] = await connection.fetch(sql, *values, timeout=_READ_SECONDS)
        except (
            asyncpg.PostgresConnectionError,
            asyncpg.InterfaceError,
            asyncpg.OperatorInterventionError,
            OSError,
        ):
            connection.terminate()
            return None
        except TimeoutError:
            connection.terminate()
            raise _away() from None
        except BaseException:
            # Cancelled or refused: whatever it still sends must not reach the next reader.
            connection.terminate()
            raise
        self._idle.append(connection)
        return found

    async def _connect(self) -> Any:
        import asyncpg

        try:
            made = await asyncpg.connect(self._url, timeout=_CONNECT_SECONDS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            raise _away() from error
        # asyncpg has no settings for it: a server whose host is gone is noticed within seconds.
        sockets.end_silent(made._transport.get_extra_info("socket"), _SILENT_SECONDS)  # noqa: SLF001 # as above
        return made

    def close(self) -> None:
        """Let go of the connections."""
        for connection in self._idle:
            connection.terminate()
        self._idle.clear()


def _away() -> UnavailableError:
    return UnavailableError(
        "The hub's database does not answer.", hint="Try again in a few seconds."
    )
