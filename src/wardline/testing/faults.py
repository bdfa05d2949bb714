"""Faults to try a hub with: a network that stalls, breaks, cuts answers in half and trickles.

    proxy = Proxy(("127.0.0.1", 8400)).start()      # clients connect to proxy.url
    proxy.stall(); …; proxy.flow()                  # nothing passes for a while
    proxy.cut()                                     # all connections end with a reset
    proxy.turn(("127.0.0.1", 8401))                 # new connections go to another host

Bytes pass as they are; what is written by a client is never changed, only held up or lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from typing import Any, Self

Address = tuple[str, int]
_PIECE = 65_536
_CONNECT_SECONDS = 2.0
# As many turns a second as a trickle takes.
_TICKS = 10


class Proxy:
    """A TCP proxy on a port of its own, on a thread of its own; all verbs may be called anywhere.

    With several targets it is a load balancer: connections go round, and past a host that refuses.
    """

    def __init__(self, *targets: Address, host: str = "127.0.0.1") -> None:
        """Pass connections on to `targets` in turn."""
        self._targets: list[Address] = list(targets)
        self._host = host
        self._turn = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        # How many bytes of each answer pass before its connection is cut; None: all.
        self._most: int | None = None
        # Bytes a second towards the client; 0: as they come.
        self._pace = 0
        self.port = 0

    def start(self) -> Self:
        """Listen."""
        self._thread.start()
        self._ready.wait()
        return self

    def close(self) -> None:
        """End all connections and stop listening."""
        self.cut()
        self._call(self._loop.stop)
        self._thread.join()

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"http://{self._host}:{self.port}/"

    @property
    def connections(self) -> int:
        """How many connections of clients are open."""
        return len(self._open) // 2

    def stall(self) -> None:
        """Let nothing pass, in neither direction; connections stay open."""
        self._call(self._flowing.clear)

    def flow(self) -> None:
        """Let all pass again, what was held up first."""

        def act() -> None:
            self._most, self._pace = None, 0
            self._flowing.set()

        self._call(act)

    def halve(self, most: int) -> None:
        """Cut each connection once `most` bytes of answers have passed."""
        self._call(lambda: setattr(self, "_most", most))

    def trickle(self, bytes_per_second: int) -> None:
        """Let answers pass at a pace."""
        self._call(lambda: setattr(self, "_pace", bytes_per_second))

    def turn(self, *targets: Address) -> None:
        """Give new connections to other hosts."""
        self._call(lambda: setattr(self, "_targets", list(targets)))

    def cut(self) -> None:
        """End all open connections at once with a reset, as a router that was started anew."""

        def act() -> None:
            for writer in list(self._open):
                _reset(writer)

        self._call(act)

    def _call(self, act: Callable[[], Any]) -> None:
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self._loop.call_soon_threadsafe(run)
        done.wait(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._flowing.set()
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, self._host, 0, limit=_PIECE)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 # it runs in one
        self._tasks.add(task)
        beyond = None
        try:
            beyond = await self._connect()
            if beyond is None:
                return
            self._open |= {writer, beyond[1]}
            await asyncio.gather(
                self._pump(reader, beyond[1], back=False),
                self._pump(beyond[0], writer, back=True),
            )
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            for one in (writer, beyond[1] if beyond else None):
                if one is not None:
                    self._open.discard(one)
                    one.close()
            self._tasks.discard(task)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        targets: Sequence[Address] = list(self._targets)
        for _ in targets:
            self._turn += 1
            host, port = targets[self._turn % len(targets)]
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    return await asyncio.open_connection(host, port, limit=_PIECE)
        return None

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool
    ) -> None:
        passed = 0
        while data := await reader.read(_PIECE):
            await self._flowing.wait()
            if back and self._most is not None and passed + len(data) >= self._most:
                writer.write(data[: max(self._most - passed, 0)])
                await writer.drain()
                _reset(writer)
                raise ConnectionResetError
            passed += len(data)
            await self._write(writer, data, slowly=back)
        with contextlib.suppress(OSError):
            writer.write_eof()

    async def _write(self, writer: asyncio.StreamWriter, data: bytes, *, slowly: bool) -> None:
        while slowly and self._pace and data:
            step = max(self._pace // _TICKS, 1)
            writer.write(data[:step])
            await writer.drain()
            data = data[step:]
            await asyncio.sleep(1 / _TICKS)
        writer.write(data)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with a reset (RST), what waits being lost."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
