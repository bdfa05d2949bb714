"""The hunt: logs are cut into blocks of lines, processes judge them, hits come in the logs' order.

1. Each log's format is told by its content (or given), and its size adds to the total.
2. A plain log of lines is cut by offsets, and each process reads its own part; a packed one is
   unpacked here and its blocks are sent; other formats are cut into records by their readers.
3. Results come back in order: line numbers are added up, hits are given at once, and after each
   block `Options.passed` is told how far the hunt came: from there another hunt can go on.
4. Parts of patterns of several observations are put together at the end, in the order of time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wardline.core.errors import InputError
from wardline.core.observables import Observable
from wardline.hunt import archives, sources, tasks
from wardline.hunt.block import Result, Worker
from wardline.hunt.exact import Exact, Part
from wardline.hunt.log import Log, Mark
from wardline.hunt.model import Hit
from wardline.hunt.tasks import BLOCK, SMALL, Task
from wardline.hunt.times import Moment
from wardline.hunt.wanted import Wanted

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

# Below this one process is done before others have started.
_ALONE = 24 << 20
_MOST_REASONS = 20


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
    # Called when all hits before a mark were taken.
    passed: Callable[[Mark], None] = lambda _: None


class Hunt:
    """One hunt for what is wanted."""

    def __init__(
        self, wanted: Wanted, options: Options, parts: Any = None, *, joins: bool = True
    ) -> None:
        """Nothing is read yet; `parts` (hunt.parts) keeps parts of patterns for the caller.

        Without `joins`, the caller asks for `joined` when it wants.
        """
        self.counts = Counts()
        self._wanted = wanted
        self._options = options
        # Where `resume` ended: lines so far, and the lines that set columns.
        self.resumed: tuple[int, tuple[bytes, ...]] = (0, ())
        self._joins = joins
        self.parts = parts
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
        from wardline.hunt.sieve import Sieve, apart

        index = self._wanted.index
        plain, others = apart(index.values)
        for kind, ranges in index.ranges.items():
            others += [Observable(kind, value) for value in ranges]
        sieve = Sieve(others, self._wanted.triggers, plain)
        return None if sieve.everything else sieve

    def run(self, logs: Iterable[Path], marks: Mapping[str, Mark] | None = None) -> Iterator[Hit]:
        """The hits in `logs`, in their order; what is wrong with a log stands in `counts`.

        `marks` tells of logs that were searched before, by path, how far.
        """
        marks = marks or {}
        paths = [path for path in sources.files(logs) if not _is_done(marks, path)]
        sizes = [_size(path) for path in paths]
        self._total = self._done + sum(sizes)
        try:
            if self._options.engine == "spark":
                yield from self._spark(paths)
            else:
                yield from self._here(paths, sizes, marks)
        finally:
            archives.close()
        if self._joins:
            yield from self.joined()

    def _here(
        self, paths: list[Path], sizes: list[int], marks: Mapping[str, Mark]
    ) -> Iterator[Hit]:
        """The hits found in this process or its children."""
        total = sum(sizes)
        if (
            self._options.engine == "duckdb"
            or total > SMALL
            or any(not path.is_file() or sources.packing(_head(path)) for path in paths)
        ):
            self._worker.prepare()
        workers = self._options.workers or os.cpu_count() or 1
        if total < _ALONE or workers == 1:
            yield from self._all(paths, sizes, marks)
            return
        # Imported here: a hunt over ten lines need not wait for them.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # What is held now is shared by all processes; a collection in one would copy it.
        gc.freeze()
        pool = ProcessPoolExecutor(
            workers, get_context("fork"), initializer=tasks.start, initargs=(self._worker,)
        )
        try:
            yield from self._all(paths, sizes, marks, pool=pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            gc.unfreeze()

    def _all(
        self,
        paths: list[Path],
        sizes: list[int],
        marks: Mapping[str, Mark],
        *,
        pool: ProcessPoolExecutor | None = None,
        session: Any = None,
    ) -> Iterator[Hit]:
        for path, size in zip(paths, sizes, strict=True):
            before = self._done
            mark = marks.get(str(path)) or Mark(str(path))
            try:
                yield from Log(self, path, pool, mark).hits(session)
            except InputError as error:
                self.counts.problems.append(str(error))
            except OSError as error:
                self.counts.problems.append(
                    f"{path}: it cannot be read ({error.strerror or error}); it was not searched."
                )
            self.counts.files += 1
            self._done = before + size
            self._options.progress(self._done, self._total)
            self._options.passed(Mark(str(path), whole=True))

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
        if stop - start > SMALL:
            self._worker.prepare()
        for offset in range(start, stop, BLOCK):
            size = min(BLOCK, stop - offset)
            task = Task(str(path), format, offset, size, None, None, headers)
            result = tasks.judge(self._worker, task)
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
            yield from self._all(paths, [_size(path) for path in paths], {}, session=session)
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

    @property
    def done(self) -> tuple[int, int]:
        """Bytes of logs that are searched, and of all."""
        return min(self._done, self._total), self._total

    def go_on(self, counts: Counts, done: int) -> None:
        """Count on from where another hunt ended, `done` bytes into the logs."""
        self.counts = counts
        self._done = done

    def moved(self, size: int) -> None:
        """Tell that `size` more bytes of the logs are done."""
        self._done += size
        self._options.progress(*self.done)

    def take(self, result: Result, file: str, lines_before: int) -> Iterator[Hit]:
        """Count a result, keep its parts, and give its hits under the file's line numbers."""
        counts = self.counts
        counts.lines += result.lines
        counts.broken += result.broken
        counts.recoded += result.recoded
        for line, reason in result.reasons:
            if len(counts.reasons) < _MOST_REASONS:
                counts.reasons.append(f"{file}:{line + lines_before}: {reason}")
        for found in result.found:
            moved = found._replace(line=found.line + lines_before) if lines_before else found
            if isinstance(moved, Part):
                self._keep(moved)
            else:
                yield moved

    def _keep(self, part: Part) -> None:
        from wardline.hunt.parts import Parts, key_of

        if self.parts is None:
            self.parts = Parts()
        self.parts.add(key_of(self._wanted.complex[part.number]), part)

    def joined(self, *, keep: bool = False) -> Iterator[Hit]:
        """Bindings of patterns of several observations; with `keep`, parts wait for later ones."""
        if not self.parts:
            return
        from wardline.hunt.sequences import bindings

        yield from bindings(self._wanted.complex, self.parts, self.counts.problems, keep=keep)


def _is_done(marks: Mapping[str, Mark], path: Path) -> bool:
    mark = marks.get(str(path))
    return mark is not None and mark.whole


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _head(path: Path) -> bytes:
    if not path.is_file():
        # What is read of a pipe is gone.
        return b""
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except OSError:
        return b""
