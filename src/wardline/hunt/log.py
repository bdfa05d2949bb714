"""One log in a hunt: its format, its pieces, and their results in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from wardline.core.errors import InputError
from wardline.hunt import readers, sources
from wardline.hunt.block import Result
from wardline.hunt.model import BrokenRecordError, Hit
from wardline.hunt.tasks import BLOCK, MAX_LINE, SMALL, Task, judge, run

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from wardline.hunt.engine import Hunt

_BATCH = 2 << 20
_SKIPPED = 8 << 20


class Mark(NamedTuple):
    """How far a log was searched."""

    path: str
    # Unpacked bytes and lines before it, or the number of the last record.
    offset: int = 0
    lines: int = 0
    record: int = 0
    format: str = ""
    # The lines that set columns.
    headers: tuple[bytes, ...] = ()
    # Whether its records span lines.
    spans: bool = False
    whole: bool = False


class Log:
    """One log in a hunt, searched from a mark on."""

    def __init__(
        self, hunt: Hunt, path: Path, pool: ProcessPoolExecutor | None, mark: Mark
    ) -> None:
        """Nothing is read yet."""
        self._hunt = hunt
        self._path = path
        self._pool = pool
        self._mark = mark
        self._format = mark.format or hunt.options.format
        self._headers = mark.headers
        self._lines = mark.lines
        self._spans = mark.spans
        # Bytes of the file itself that were read for the blocks so far, where it is packed.
        self._raw = 0

    def hits(self, session: Any = None) -> Iterator[Hit]:
        """The hits in this log; `session` is Spark's. *Raises* InputError, OSError."""
        with sources.open_log(self._path) as stream:
            head = _peek(stream)
            if not head:
                return
            if self._format == "auto":
                self._format = readers.detect(head, self._path.name)
            if not self._mark.format:
                formats = self._hunt.counts.formats
                formats[self._format] = formats.get(self._format, 0) + 1
            reader = readers.load(self._format)
            plain = sources.is_plain(self._path)
            if not reader.by_line:
                yield from self._records(reader, stream, plain=plain)
                return
            if self._spans:
                yield from self._records(reader, stream, plain=False)
                return
            self._headers = self._headers or _headers(head, reader)
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
        task = Task(str(self._path), self._format, records=records, headers=self._headers)
        result = judge(self._hunt.worker, task)
        result.lines = total
        yield from self._hunt.take(result, str(self._path), 0)

    def _ranges(self) -> Iterator[Task]:
        size = self._path.stat().st_size
        self._hunt.moved(self._mark.offset)
        for offset in range(self._mark.offset, size, BLOCK):
            part = min(BLOCK, size - offset)
            yield Task(str(self._path), self._format, offset, part)

    def _blocks(self, stream: IO[bytes]) -> Iterator[Task]:
        """Whole lines of a packed log. What was read before damage is given before the error."""
        rest = bytearray()
        offset = _skip(stream, self._mark.offset)
        failure: InputError | None = None
        while failure is None:
            try:
                part = stream.read1(SMALL)  # type: ignore[attr-defined] # buffered readers have it
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
            raw = sources.place(stream)
            yield Task(str(self._path), self._format, offset, end, bytes(rest[:end]), raw=raw)
            offset += end
            del rest[:end]
        if rest:
            yield Task(str(self._path), self._format, offset, len(rest), bytes(rest))
        if failure is not None:
            raise failure

    def _in_order(self, tasks: Iterator[Task]) -> Iterator[Hit]:
        """Judge the tasks, and take their results in the order of the file."""
        failure: InputError | None = None
        waiting: deque[tuple[Task, Future[Result] | Result]] = deque()
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
            result = outcome if isinstance(outcome, Result) else outcome.result()
            if result.spans:
                self._spans = True
                return
            yield from self._take(task, result)
            if result.headers and tuple(result.headers) != self._headers[-len(result.headers) :]:
                # The columns change here: what lies behind is judged again with the new ones.
                self._headers = (*self._headers, *result.headers)[-64:]
                waiting = deque((one, self._submit(one)) for one, _ in waiting)
            self._tell(task)
        if failure is not None:
            raise failure

    def _tell(self, task: Task) -> None:
        """Say how far this log was searched."""
        record = task.records[-1][0] if task.records else 0
        mark = Mark(
            str(self._path),
            task.offset + task.size,
            self._lines,
            record,
            self._format,
            self._headers,
            self._spans,
        )
        self._hunt.options.passed(mark)

    def _submit(self, task: Task) -> Future[Result] | Result:
        if task.offset or (task.records and task.records[0][0] > 1):
            task = task._replace(headers=self._headers)
        if self._pool is None:
            return judge(self._hunt.worker, task)
        return self._pool.submit(run, task)

    def _take(self, task: Task, result: Result) -> Iterator[Hit]:
        if result.error:
            raise sources.IncompleteError(
                result.error, hint="The rest of this log was not searched."
            )
        before = 0 if task.records is not None else self._lines
        yield from self._hunt.take(result, str(self._path), before)
        self._lines += result.lines
        self._hunt.counts.bytes += task.size
        self._hunt.moved(task.size if task.raw < 0 else task.raw - self._raw)
        self._raw = max(self._raw, task.raw)

    def _records(self, reader: Any, stream: IO[bytes], *, plain: bool) -> Iterator[Hit]:
        """A log whose records are no lines."""
        if plain:
            stream = _Named(stream, str(self._path))  # type: ignore[assignment] # a stream with its path
        skip = self._mark.record or self._lines
        failure: InputError | None = None

        def tasks() -> Iterator[Task]:
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
                        raw = sources.place(stream)
                        yield Task(str(self._path), self._format, size=size, records=batch, raw=raw)
                        batch, size = [], 0
            except sources.IncompleteError as error:
                failure = error
            except BrokenRecordError as error:
                failure = sources.IncompleteError(
                    f"{self._path}: {error}.", hint="What stands behind that was not searched."
                )
            if batch:
                yield Task(str(self._path), self._format, size=size, records=batch)

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


def _skip(stream: IO[bytes], size: int) -> int:
    """Read over the first bytes of a stream; how many there were."""
    left = size
    while left:
        part = stream.read(min(left, _SKIPPED))
        if not part:
            break
        left -= len(part)
    return size - left


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
