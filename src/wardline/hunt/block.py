"""A block of lines of one log: which of them may hold something, and what they hold exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from wardline.hunt.exact import Exact, Part
from wardline.hunt.model import BrokenRecordError, Hit, Reader

if TYPE_CHECKING:
    from wardline.hunt.sieve import Sieve

# As in hunt.sieve, which is imported only for large logs.
PAD = 16
_MAX_REASONS = 20
_MAX_TEXT = 8192


class Broken(NamedTuple):
    """A line that does not follow its format."""

    line: int
    reason: str


@dataclass
class Result:
    """What a block held; line numbers count from its first line, 1."""

    lines: int = 0
    found: list[Hit | Part] = field(default_factory=list)
    broken: int = 0
    reasons: list[Broken] = field(default_factory=list)
    recoded: int = 0
    # New header lines that the blocks behind this one need.
    headers: list[bytes] = field(default_factory=list)
    # A record spans lines: the file has to be read record by record, from here on.
    spans: bool = False
    error: str = ""


class Block(NamedTuple):
    """Lines in buffer[PAD:stop], with PAD line breaks around them, and where they come from."""

    buffer: bytearray
    stop: int
    file: str
    first: bool
    headers: tuple[bytes, ...]


class Worker:
    """All that is needed to judge blocks; lives in each process."""

    def __init__(self, exact: Exact, make_sieve: Callable[[], Sieve | None], every: bool) -> None:
        """`make_sieve` is called once, when the first large block comes."""
        self._exact = exact
        self._make = make_sieve
        self._sieve: Sieve | None = None
        self._every = every

    def prepare(self) -> None:
        """Build the sieve now, so that processes made from here on share it."""
        if self._sieve is None and not self._every:
            self._sieve = self._make()

    def judge(self, block: Block, reader: Reader) -> Result:
        """What the block holds."""
        result = Result()
        for header in block.headers:
            _quietly(reader, header)
        if self._sieve is None:
            self._each(block, reader, result)
        else:
            self._sieved(block, reader, result, self._sieve)
        return result

    def _each(self, block: Block, reader: Reader, result: Result) -> None:
        """Every line, exactly."""
        data = bytes(memoryview(block.buffer)[PAD : block.stop])
        lines = data.split(b"\n")
        if lines and not lines[-1]:
            lines.pop()
        result.lines = len(lines)
        if _spans(data, reader):
            result.spans = True
            return
        for number, line in enumerate(lines, 1):
            self._line(line, (block.file, number), reader, result)

    def _sieved(self, block: Block, reader: Reader, result: Result, sieve: Sieve) -> None:
        from wardline.hunt.sieve import newlines, unframed

        buffer = block.buffer
        stop = block.stop
        ends = newlines(buffer, PAD, stop)
        open_end = stop > PAD and buffer[stop - 1] != 10  # noqa: PLR2004 # \n
        result.lines = len(ends) + open_end
        if reader.name == "csv" and _spans_fast(buffer, ends, stop):
            result.spans = True
            return
        places = sieve.places(buffer, stop)
        wanted = {int(at) for at in _line_numbers(ends, places)}
        if block.first and reader.separator:
            wanted.add(0)
        if reader.header:
            wanted.update(_marked(buffer, ends, reader.header))
        if reader.frame and len(ends):
            wanted.update(unframed(buffer, ends, PAD, reader.frame))
            if open_end:
                wanted.add(len(ends))
        for at in sorted(wanted):
            start = PAD if at == 0 else int(ends[at - 1]) + 1
            end = int(ends[at]) if at < len(ends) else stop
            self._line(bytes(buffer[start:end]), (block.file, at + 1), reader, result)

    def judge_records(self, records: list[tuple[int, bytes]], file: str, reader: Reader) -> Result:
        """What records hold that a reader has cut out; their numbers are the file's own."""
        result = Result(lines=len(records))
        wanted: Iterator[int] | list[int] = iter(range(len(records)))
        if self._sieve is not None:
            likely = self._likely(records, self._sieve)
            names_columns = bool(reader.separator) and records[0][0] == 1
            wanted = sorted({0, *likely}) if names_columns else likely
        for at in wanted:
            number, line = records[at]
            self._line(line, (file, number), reader, result)
        return result

    def _likely(self, records: list[tuple[int, bytes]], sieve: Sieve) -> list[int]:
        from wardline.hunt.sieve import newlines

        joined = b"\n".join(line for _, line in records)
        buffer = bytearray(b"\n" * PAD + joined + b"\n" * PAD)
        stop = len(buffer) - PAD
        ends = newlines(buffer, PAD, stop)
        wanted = set(_line_numbers(ends, sieve.places(buffer, stop)))
        wanted.update(at for at, (_, line) in enumerate(records) if not line)
        return sorted(wanted)

    def _line(self, line: bytes, place: tuple[str, int], reader: Reader, result: Result) -> None:
        """One line: its hits, or why it is broken; a broken one is still searched as text."""
        try:
            record = reader.parse(line)
        except BrokenRecordError as error:
            result.broken += 1
            if len(result.reasons) < _MAX_REASONS:
                result.reasons.append(Broken(place[1], str(error)))
            if not line:
                return
            from wardline.hunt.readers.base import decode
            from wardline.hunt.readers.text import text_record

            record = text_record(decode(line))
        if record is None:
            if reader.header and line.startswith(reader.header):
                result.headers.append(line)
            return
        if not line.isascii() and not _is_utf8(line):
            result.recoded += 1
        result.found.extend(self._exact.hits(record, *place))


def _quietly(reader: Reader, header: bytes) -> None:
    try:
        reader.parse(header)
    except BrokenRecordError:
        return


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_numbers(ends: Any, places: list[int]) -> list[int]:
    """The lines (from 0) of the places; `ends` is where lines end."""
    import numpy as np

    found = np.unique(np.searchsorted(ends, places, side="left"))
    return [int(at) for at in found]


def _marked(buffer: bytearray, ends: Any, mark: bytes) -> list[int]:
    """The lines that begin with `mark`."""
    import numpy as np

    whole = np.frombuffer(buffer, dtype=np.uint8)
    begins = np.concatenate((np.array([PAD], dtype=np.int64), ends + 1))
    likely = np.flatnonzero(whole[begins] == mark[0])
    return [int(at) for at in likely if buffer.startswith(mark, int(begins[at]))]


def _spans(data: bytes, reader: Reader) -> bool:
    """Whether some line of a CSV has an odd number of quotes: then a record may span lines."""
    if reader.name != "csv" or b'"' not in data:
        return False
    return any(line.count(b'"') % 2 for line in data.split(b"\n"))


def _spans_fast(buffer: bytearray, ends: Any, stop: int) -> bool:
    import numpy as np

    quotes = np.flatnonzero(np.frombuffer(buffer, dtype=np.uint8)[PAD:stop] == 34) + PAD  # noqa: PLR2004 # "
    if not len(quotes):
        return False
    counts = np.bincount(np.searchsorted(ends, quotes))
    return bool((counts & 1).any())
