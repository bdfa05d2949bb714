"""What every log reader must do: subclass `ReaderContract` in your tests and give a sample.

    class TestMine(ReaderContract):
        reader = "mine"
        sample = b"..."
        expected = {(1, "query", "www.evil.example"), …}   # record, field, what is seen there

All names and addresses in samples are made up or of documentation ranges.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from wardline.core.warninglists import WarningLists
from wardline.hunt import readers
from wardline.hunt.engine import Hunt, Options
from wardline.hunt.model import BrokenRecordError, Hit
from wardline.hunt.times import reader as times
from wardline.hunt.wanted import want

# 2027-01-15T08:00:00Z: samples lie before it.
NOW = 1_800_000_000_000_000
WANTED = (
    "[domain-name:value = 'evil.example']",
    "[ipv4-addr:value = '203.0.113.9']",
    "[ipv4-addr:value = '198.51.100.0/24']",
    "[ipv6-addr:value = '2001:db8:bad::7']",
    "[url:value = 'http://bad.example/a.php?x=1']",
    "[email-addr:value = 'Eve@mail-evil.example']",
    "[file:hashes.'SHA-256' = '" + "ab12" * 16 + "']",
    "[file:hashes.MD5 = '" + "cd34" * 8 + "']",
    "[file:name = 'evil-tool.exe']",
)


def indicator(pattern: str, number: int = 0, **more: Any) -> dict[str, Any]:
    """An indicator, made up."""
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012x}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return {**made, **more}


def hunt(logs: Iterable[Path], indicators: Iterable[dict[str, Any]], **options: Any) -> Any:
    """The hits of a hunt and its counts."""
    wanted = want(indicators, NOW, WarningLists({}))
    options.setdefault("moment", times(None, NOW))
    made = Hunt(wanted, Options(**options))
    return list(made.run(logs)), made.counts, wanted


class ReaderContract:
    """The contract; the sample holds at least one of WANTED."""

    reader = ""
    file_name = "sample.log"
    sample = b""
    expected: ClassVar[set[tuple[int, str, str]]] = set()
    wanted: ClassVar[tuple[str, ...]] = WANTED
    # The time of the first hit, as RFC 3339.
    first_time = ""
    # Bytes behind the sample that are no record of it, or b"" where any bytes are one.
    garbage = b""

    def _hits(self, data: bytes, **options: Any) -> tuple[list[Hit], Any]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.file_name
            path.write_bytes(data)
            indicators = [indicator(pattern, n) for n, pattern in enumerate(self.wanted)]
            hits, counts, _ = hunt([path], indicators, **options)
        return hits, counts

    def test_the_content_tells_the_format(self) -> None:
        """Whatever the file is called."""
        assert readers.detect(self.sample[:65_536], "unknown") == self.reader

    def test_what_is_there_is_found_under_its_field_and_record(self) -> None:
        """And nothing else; asking for the format gives the same."""
        for chosen in ("auto", self.reader):
            hits, counts = self._hits(self.sample, format=chosen)
            assert {(hit.line, hit.field, hit.observed) for hit in hits} == self.expected
            assert counts.formats == {self.reader: 1}
            assert counts.problems == []
            assert counts.broken == 0
            assert hits[0].time == (self.first_time or None)

    def test_packed_logs_give_the_same(self) -> None:
        """By gzip, bzip2, xz and zstd, told by the content."""
        import zstandard

        for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress):
            packer: Callable[[bytes], bytes] = pack
            hits, counts = self._hits(packer(self.sample))
            assert {(hit.line, hit.field, hit.observed) for hit in hits} == self.expected
            assert counts.problems == []

    def test_a_cut_log_is_told(self) -> None:
        """A packed log without its end is a problem with the file's name in it."""
        packed = gzip.compress(self.sample)
        _, counts = self._hits(packed[:-12])
        assert len(counts.problems) == 1
        assert self.file_name in counts.problems[0]

    def test_garbage_is_counted_and_hides_nothing(self) -> None:
        """A broken record is counted and shown; the others are found all the same."""
        if not self.garbage:
            return
        hits, counts = self._hits(self.sample + self.garbage)
        found = {(hit.line, hit.field, hit.observed) for hit in hits}
        # What a format without an end cannot give any more has to be told.
        assert found >= self.expected or counts.problems
        assert counts.broken + len(counts.problems) >= 1

    def test_any_bytes_end_in_a_record_or_in_its_own_error(self) -> None:
        """No other error leaves the reader, whatever it is given."""
        for data in _odd_bytes(self.sample):
            made = readers.load(self.reader)
            made.sniff(data[:65_536], "x")
            try:
                for _, line in made.lines(io.BytesIO(data)):
                    try:
                        made.parse(line)
                    except BrokenRecordError:
                        continue
            except BrokenRecordError:
                continue

    def test_an_empty_log_is_no_problem(self) -> None:
        """It has no lines and no hits."""
        hits, counts = self._hits(b"", format=self.reader)
        assert (hits, counts.lines, counts.problems) == ([], 0, [])


def _odd_bytes(sample: bytes) -> list[bytes]:
    half = sample[: len(sample) // 2]
    return [
        b"",
        b"\n\n\n",
        b"\x00" * 100,
        bytes(range(256)) * 4,
        half,
        half + b"\xff\xfe\x00" + half,
        sample.replace(b",", b"\n").replace(b'"', b""),
        b"{" * 5000,
        b"[" * 5000 + b"\n",
        b"<" * 100 + sample[:50],
        sample.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + sample,
    ]
