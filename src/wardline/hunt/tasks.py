"""Pieces of a log to be judged, in this process or in others.

A plain log of lines is cut by offsets, and each process reads its own part; other pieces carry
their bytes or their records.
"""

from __future__ import annotations

import signal
import sys
from typing import IO, NamedTuple

from wardline.hunt import readers
from wardline.hunt.block import PAD, Block, Result, Worker

BLOCK = 8 << 20
SMALL = 1 << 20
# A line may be this long; the rest of a longer one is searched as lines of its own.
MAX_LINE = 256 << 20
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


class Task(NamedTuple):
    """A block to judge: by offsets in a plain file, by its bytes, or as records."""

    path: str
    format: str
    offset: int = 0
    size: int = 0
    data: bytes | None = None
    records: list[tuple[int, bytes]] | None = None
    headers: tuple[bytes, ...] = ()
    # Where the file stood when this was read; -1 where it cannot tell.
    raw: int = -1


_worker: Worker | None = None


def start(worker: Worker) -> None:
    """In each process: keep what is looked for, leave Ctrl-C to the parent, and end with it."""
    global _worker  # noqa: PLW0603 # one worker for each process, made by its initializer
    _worker = worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        # A parent that is killed cannot tell its children.
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def run(task: Task) -> Result:
    """Judge a task in a process that `start` prepared."""
    return judge(_worker, task)


def judge(worker: Worker | None, task: Task) -> Result:
    """What a task holds; what cannot be read is told in the result."""
    if worker is None:
        raise RuntimeError("the process was not started by a hunt")
    reader = readers.load(task.format)
    if task.records is not None:
        for header in task.headers:
            reader.parse(header)
        return worker.judge_records(task.records, task.path, reader)
    try:
        buffer, stop = _lines_of(task)
    except OSError as error:
        return Result(error=f"{task.path}: it cannot be read ({error.strerror or error}).")
    return worker.judge(Block(buffer, stop, task.path, task.offset == 0, task.headers), reader)


# Each process reads its blocks into the same memory: new memory would cost more than reading.
_scratch = bytearray()


def _lines_of(task: Task) -> tuple[bytearray, int]:
    """The lines that begin in the task's part of the file, between paddings, and where they end."""
    if task.data is not None:
        buffer = bytearray(b"\n" * PAD + task.data + b"\n" * PAD)
        return buffer, len(buffer) - PAD
    if len(_scratch) < PAD + task.size + SMALL:
        _scratch.extend(bytes(PAD + task.size + SMALL - len(_scratch)))
    buffer = _scratch
    with open(task.path, "rb", buffering=0) as stream:  # noqa: PTH123 # unbuffered, by its name
        start = max(task.offset - 1, 0)
        stop = _read(stream, buffer, (PAD, start), task.offset + task.size - start)
        if task.offset:
            # The line that runs into this part belongs to the part before.
            end = buffer.find(b"\n", PAD, stop)
            if end == -1:
                return bytearray(b"\n" * (2 * PAD)), PAD
            buffer[PAD : stop - (end + 1 - PAD)] = buffer[end + 1 : stop]
            stop -= end + 1 - PAD
        stop = _to_line_end(stream, buffer, stop, task.offset + task.size)
    buffer[:PAD] = b"\n" * PAD
    buffer[stop : stop + PAD] = b"\n" * PAD
    return buffer, stop


def _to_line_end(stream: IO[bytes], buffer: bytearray, stop: int, at: int) -> int:
    """Read on until the last line is whole; where it then ends."""
    step = 1 << 16
    while PAD < stop < MAX_LINE and buffer[stop - 1] != 10:  # noqa: PLR2004 # \n
        if len(buffer) < stop + step + PAD:
            buffer.extend(bytes(step + PAD))
        now = _read(stream, buffer, (stop, at), step)
        if now == stop:
            break
        at += now - stop
        end = buffer.find(b"\n", stop, now)
        stop = now if end == -1 else end + 1
        step = min(2 * step, 8 * SMALL)
    if len(buffer) < stop + PAD:
        buffer.extend(bytes(PAD))
    return stop


def _read(stream: IO[bytes], buffer: bytearray, place: tuple[int, int], size: int) -> int:
    """Read `size` bytes at place (in the buffer, in the file); where they end in the buffer."""
    at, offset = place
    stream.seek(offset)
    view = memoryview(buffer)
    got = 0
    while got < size:
        part = stream.readinto(view[at + got : at + size])  # type: ignore[attr-defined] # unbuffered files have it
        if not part:
            break
        got += part
    view.release()
    return at + got
