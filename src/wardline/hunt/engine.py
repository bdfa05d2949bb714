"""The hunt: logs are cut into blocks of lines, processes judge them, hits come in the logs' order.

1. Each log's format is told by its content (or given), and its size adds to the total.
2. A plain log of lines is cut by offsets, and each process reads its own part; a packed one is
   unpacked here and its blocks are sent; other formats are cut into records by their readers.
3. Results come back in order: line numbers are added up, hits are given at once.
4. Parts of patterns of several observations are put together at the end, in the order of time.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any, NamedTuple

from wardline.core.errors import InputError
from wardline.hunt import readers, sources
from wardline.hunt.block import PAD, Block, Broken, Result, Worker
from wardline.hunt.exact import Exact, Part
from wardline.hunt.model import BrokenRecordError, Hit
from wardline.hunt.times import Moment
from wardline.hunt.wanted import Wanted

_BLOCK = 8 << 20
_SMALL = 1 << 20
# Below this one process is done before others have started.
_ALONE = 24 << 20
# A line may be this long; the rest of a longer one is searched as lines of its own.
MAX_LINE = 256 << 20
_BATCH = 2 << 20


@dataclass
class Counts:
    """What was read, and what was wrong with it."""

    files: int = 0
    lines: int = 0
    bytes: int = 0
    broken: int = 0
    recoded: int = 0
    formats: dict[str, int] = field(default_factory=dict)
    # Lines that do not follow their format (the first ones), and what could not be read at all.
    reasons: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Options(NamedTuple):
    """How to hunt."""

    format: str = "auto"
    # auto (the sieve), duckdb, or spark with the address of its master.
    engine: str = "auto"
    master: str = "local[*]"
    workers: int = 0
    moment: Callable[[str], Moment | None] = lambda _: None
    progress: Callable[[int, int], None] = lambda _done, _total: None


class _Task(NamedTuple):
    """A block to judge: by offsets in a plain file, by its bytes, or as records."""

    path: str
    format: str
    offset: int = 0
    size: int = 0
    data: bytes | None = None
    records: list[tuple[int, bytes]] | None = None
    headers: tuple[bytes, ...] = ()


_worker: Worker | None = None


def _start(worker: Worker) -> None:
    """In each process: keep what is looked for, and leave Ctrl-C to the parent."""
    import signal

    global _worker  # noqa: PLW0603 # one worker for each process, made by its initializer
    _worker = worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(task: _Task) -> Result:
    return _judge(_worker, task)


def _judge(worker: Worker | None, task: _Task) -> Result:
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


def _lines_of(task: _Task) -> tuple[bytearray, int]:
    """The lines that begin in the task's part of the file, between paddings, and where they end."""
    if task.data is not None:
        buffer = bytearray(b"\n" * PAD + task.data + b"\n" * PAD)
        return buffer, len(buffer) - PAD
    if len(_scratch) < PAD + task.size + _SMALL:
        _scratch.extend(bytes(PAD + task.size + _SMALL - len(_scratch)))
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
        step = min(2 * step, 8 * _SMALL)
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


class Hunt:
    """One hunt for what is wanted."""

    def __init__(self, wanted: Wanted, options: Options) -> None:
        """Nothing is read yet."""
        self.counts = Counts()
        self._wanted = wanted
        self._options = options
        # Where `resume` ended: lines so far, and the lines that set columns.
        self.resumed: tuple[int, tuple[bytes, ...]] = (0, ())
        self._parts: list[Part] = []
        self._done = 0
        self._total = 0
        exact = Exact(wanted.index, wanted.complex, options.moment)
        self._worker = Worker(exact, self._make_sieve, bool(wanted.scans))

    def _make_sieve(self) -> Any:
        if self._options.engine == "duckdb":
            from wardline.hunt.sql import keys
            from wardline.hunt.tables import DuckSieve

            made = DuckSieve(keys(self._wanted))
            return None if made.everything else made
        from wardline.hunt.sieve import Sieve

        sieve = Sieve(self._wanted.index.observables(), self._wanted.triggers)
        return None if sieve.everything else sieve

    def run(self, logs: Iterable[Path]) -> Iterator[Hit]:
        """The hits in `logs`, in their order; what is wrong with a log stands in `counts`."""
        paths = list(sources.files(logs))
        sizes = [_size(path) for path in paths]
        self._total = sum(sizes)
        if self._options.engine == "spark":
            yield from self._spark(paths)
            yield from self._whole_patterns()
            return
        if (
            self._options.engine == "duckdb"
            or self._total > _SMALL
            or any(sources.packing(_head(path)) for path in paths)
        ):
            self._worker.prepare()
        workers = self._options.workers or os.cpu_count() or 1
        if self._total < _ALONE or workers == 1:
            yield from self._all(paths, sizes, None)
        else:
            # What is held now is shared by all processes; a collection in one would copy it.
            gc.freeze()
            pool = ProcessPoolExecutor(
                workers, get_context("fork"), initializer=_start, initargs=(self._worker,)
            )
            try:
                yield from self._all(paths, sizes, pool)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                gc.unfreeze()
        yield from self._whole_patterns()

    def _all(
        self,
        paths: list[Path],
        sizes: list[int],
        pool: ProcessPoolExecutor | None,
        session: Any = None,
    ) -> Iterator[Hit]:
        for path, size in zip(paths, sizes, strict=True):
            before = self._done
            try:
                yield from _File(self, path, pool).hits(session)
            except InputError as error:
                self.counts.problems.append(str(error))
            except OSError as error:
                self.counts.problems.append(
                    f"{path}: it cannot be read ({error.strerror or error}); it was not searched."
                )
            self.counts.files += 1
            self._done = before + size
            self._options.progress(self._done, self._total)

    def resume(
        self,
        path: Path,
        format: str,  # noqa: A002 # the option's name
        span: tuple[int, int],
        lines: int,
        headers: tuple[bytes, ...],
    ) -> Iterator[Hit]:
        """The hits between two offsets of a plain log of lines; `lines` lie before them."""
        start, stop = span
        if stop - start > _SMALL:
            self._worker.prepare()
        for offset in range(start, stop, _BLOCK):
            size = min(_BLOCK, stop - offset)
            task = _Task(str(path), format, offset, size, None, None, headers)
            result = _judge(self._worker, task)
            if result.error:
                raise sources.IncompleteError(result.error, hint="It is tried again.")
            if result.spans:
                self.counts.problems.append(
                    f"{path}: its records span lines, which cannot be followed. Search it as a "
                    "whole: wardline hunt."
                )
            yield from self.take(result, str(path), lines)
            lines += result.lines
            headers = (*headers, *result.headers)[-64:]
        self.resumed = (lines, headers)

    def _spark(self, paths: list[Path]) -> Iterator[Hit]:
        """Logs of lines by Spark; the others here."""
        from wardline.hunt.sql import keys
        from wardline.hunt.tables import Spark

        session = Spark(keys(self._wanted), self._options.master)
        try:
            for path in paths:
                yield from self._all([path], [_size(path)], None, session)
        finally:
            session.stop()

    @property
    def worker(self) -> Worker:
        """What judges blocks in this process."""
        return self._worker

    @property
    def options(self) -> Options:
        """How to hunt."""
        return self._options

    def moved(self, size: int) -> None:
        """Tell that `size` more bytes are done."""
        self._done += size
        self._options.progress(min(self._done, self._total), self._total)

    def take(self, result: Result, file: str, lines_before: int) -> Iterator[Hit]:
        """Count a result, keep its parts, and give its hits under the file's line numbers."""
        counts = self.counts
        counts.lines += result.lines
        counts.broken += result.broken
        counts.recoded += result.recoded
        for line, reason in result.reasons:
            if len(counts.reasons) < 20:  # noqa: PLR2004 # enough to see what is wrong
                counts.reasons.append(f"{file}:{line + lines_before}: {reason}")
        for found in result.found:
            moved = found._replace(line=found.line + lines_before) if lines_before else found
            if isinstance(moved, Part):
                self._parts.append(moved)
            else:
                yield moved

    def _whole_patterns(self) -> Iterator[Hit]:
        """Bindings of patterns of several observations, told at their last record."""
        if not self._parts:
            return
        from wardline.hunt.sequences import bindings

        yield from bindings(self._wanted.complex, self._parts, self.counts.problems)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except OSError:
        return b""


class _File:
    """One log in a hunt."""

    def __init__(self, hunt: Hunt, path: Path, pool: ProcessPoolExecutor | None) -> None:
        self._hunt = hunt
        self._path = path
        self._pool = pool
        self._format = hunt.options.format
        self._headers: tuple[bytes, ...] = ()
        self._lines = 0
        self._spans = False

    def hits(self, session: Any = None) -> Iterator[Hit]:
        """The hits in this log; `session` is Spark's. *Raises* InputError, OSError."""
        with sources.open_log(self._path) as stream:
            head = _peek(stream)
            if not head:
                return
            if self._format == "auto":
                self._format = readers.detect(head, self._path.name)
            formats = self._hunt.counts.formats
            formats[self._format] = formats.get(self._format, 0) + 1
            reader = readers.load(self._format)
            plain = sources.is_plain(self._path)
            if not reader.by_line:
                yield from self._records(reader, stream, plain=plain)
                return
            self._headers = _headers(head, reader)
            if session is not None and not reader.separator:
                yield from self._by_spark(session)
                return
            tasks = self._ranges() if plain and self._path.is_file() else self._blocks(stream)
            yield from self._in_order(tasks)
        if self._spans:
            with sources.open_log(self._path) as stream:
                reader = readers.load(self._format)
                yield from self._records(reader, stream, plain=False)

    def _by_spark(self, session: Any) -> Iterator[Hit]:
        """The lines that Spark lets through, compared here."""
        total, lines = session.lines(self._path)
        records = [(line.number, line.text) for line in lines]
        task = _Task(str(self._path), self._format, records=records, headers=self._headers)
        result = _judge(self._hunt.worker, task)
        result.lines = total
        yield from self._hunt.take(result, str(self._path), 0)

    def _ranges(self) -> Iterator[_Task]:
        size = self._path.stat().st_size
        for offset in range(0, size, _BLOCK):
            part = min(_BLOCK, size - offset)
            yield _Task(str(self._path), self._format, offset, part)

    def _blocks(self, stream: IO[bytes]) -> Iterator[_Task]:
        """Whole lines of a packed log. What was read before damage is given before the error."""
        rest = bytearray()
        offset = 0
        failure: InputError | None = None
        while failure is None:
            try:
                part = stream.read1(_SMALL)  # type: ignore[attr-defined] # buffered readers have it
            except sources.IncompleteError as error:
                failure = error
                break
            if not part:
                break
            rest += part
            if len(rest) < _BATCH:
                continue
            end = rest.rfind(b"\n") + 1
            if end == 0 and len(rest) < MAX_LINE:
                continue
            end = end or len(rest)
            yield _Task(str(self._path), self._format, offset, end, bytes(rest[:end]))
            offset += end
            del rest[:end]
        if rest:
            yield _Task(str(self._path), self._format, offset, len(rest), bytes(rest))
        if failure is not None:
            raise failure

    def _in_order(self, tasks: Iterator[_Task]) -> Iterator[Hit]:
        """Judge the tasks, and take their results in the order of the file."""
        failure: InputError | None = None
        waiting: deque[tuple[_Task, Future[Result] | Result]] = deque()
        depth = 1 if self._pool is None else 2 * (self._hunt.options.workers or os.cpu_count() or 1)
        more = True
        while more or waiting:
            while more and len(waiting) < depth:
                try:
                    task = next(tasks, None)
                except InputError as error:
                    failure, task = error, None
                if task is None:
                    more = False
                    break
                waiting.append((task, self._submit(task)))
            if not waiting:
                break
            task, outcome = waiting.popleft()
            result = outcome.result() if isinstance(outcome, Future) else outcome
            if result.spans:
                self._spans = True
                return
            yield from self._take(task, result)
            if result.headers and tuple(result.headers) != self._headers[-len(result.headers) :]:
                # The columns change here: what lies behind is judged again with the new ones.
                self._headers = (*self._headers, *result.headers)[-64:]
                waiting = deque((one, self._submit(one)) for one, _ in waiting)
        if failure is not None:
            raise failure

    def _submit(self, task: _Task) -> Future[Result] | Result:
        if task.offset or (task.records and task.records[0][0] > 1):
            task = task._replace(headers=self._headers)
        if self._pool is None:
            return _judge(self._hunt.worker, task)
        return self._pool.submit(_run, task)

    def _take(self, task: _Task, result: Result) -> Iterator[Hit]:
        if result.error:
            raise sources.IncompleteError(
                result.error, hint="The rest of this log was not searched."
            )
        before = 0 if task.records is not None else self._lines
        yield from self._hunt.take(result, str(self._path), before)
        self._lines += result.lines
        self._hunt.counts.bytes += task.size
        self._hunt.moved(task.size)

    def _records(self, reader: Any, stream: IO[bytes], *, plain: bool) -> Iterator[Hit]:
        """A log whose records are no lines."""
        if plain:
            stream = _Named(stream, str(self._path))  # type: ignore[assignment] # a stream with its path
        skip = self._lines
        failure: InputError | None = None

        def tasks() -> Iterator[_Task]:
            nonlocal failure
            batch: list[tuple[int, bytes]] = []
            size = 0
            try:
                for number, line in reader.lines(stream):
                    if number <= skip:
                        continue
                    batch.append((number, line))
                    size += len(line)
                    if size > _BATCH:
                        yield _Task(str(self._path), self._format, size=size, records=batch)
                        batch, size = [], 0
            except sources.IncompleteError as error:
                failure = error
            except BrokenRecordError as error:
                failure = sources.IncompleteError(
                    f"{self._path}: {error}.", hint="What stands behind that was not searched."
                )
            if batch:
                yield _Task(str(self._path), self._format, size=size, records=batch)

        yield from self._in_order(tasks())
        if failure is not None:
            raise failure


class _Named:
    """A stream that tells the path of its plain file."""

    def __init__(self, stream: IO[bytes], path: str) -> None:
        self.path = path
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)


def _peek(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, which stay in it."""
    peeked: bytes = stream.peek(sources.HEAD)  # type: ignore[attr-defined] # buffered readers have it
    return peeked[: sources.HEAD]


def _headers(head: bytes, reader: Any) -> tuple[bytes, ...]:
    """The lines at the beginning that set the columns for all blocks."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if reader.header:
        found = []
        for line in lines:
            if not line.startswith(reader.header):
                break
            found.append(line.rstrip(b"\r"))
        return tuple(found)
    return tuple(lines[:1]) if reader.separator else ()


def shown(broken: Broken) -> str:
    """A broken line, to be shown."""
    return f"line {broken.line}: {broken.reason}"
