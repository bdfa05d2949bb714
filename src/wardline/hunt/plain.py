"""Plain observables against logs, exactly: values are compared in normal form, never as substrings.

A first engine, in Python: each line is cut into words once, and each word is looked up.
"""

from __future__ import annotations

import gzip
import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from wardline.core import lifetime
from wardline.core.clock import format_timestamp, parse_timestamp
from wardline.core.observables import Observable, host_of, normalize, of_object, refang
from wardline.core.warninglists import WarningLists

MAX_LINE = 1_048_576
# Words as logs hold them: with the marks of addresses, URLs and defanged values inside.
_WORD = re.compile(r"[A-Za-z0-9_\-.:/@%?&=#\[\]+~*()\u0080-\uffff]+")
_EDGE = ".,;:()[]\"'"
_DEFANGED = ("[", "(", "hxx", "hXX")
_TIME_KEYS = ("ts", "timestamp", "time", "@timestamp", "date", "datetime", "event_time", "_time")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_HEX = re.compile(r"[0-9a-fA-F]{32,128}", re.ASCII)


class Hit(NamedTuple):
    """One observable of one indicator in one line (the keys are CONTRACT's)."""

    indicator: str
    pattern: str
    file: str
    line: int
    field: str
    observed: str
    time: str | None


class Entry(NamedTuple):
    """An indicator that states an observable."""

    id: str
    pattern: str


class Index:
    """Observables to look for, by kind."""

    def __init__(
        self, indicators: Iterable[Mapping[str, Any]], now: int, lists: WarningLists
    ) -> None:
        """Take the indicators that hold at `now` and that no warning list protects."""
        self.used = 0
        self.ended = 0
        self.protected = 0
        self.not_plain = 0
        self._values: dict[tuple[str, str], list[Entry]] = {}
        self._ranges: list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, Entry]] = []
        for indicator in indicators:
            self._add(indicator, now, lists)
        self.has_hashes = any(kind in _BY_LENGTH.values() for kind, _ in self._values)

    def _add(self, indicator: Mapping[str, Any], now: int, lists: WarningLists) -> None:
        if lifetime.why_not(indicator, now) is not None:
            self.ended += 1
            return
        found = of_object(indicator)
        if not found:
            self.not_plain += 1
            return
        wanted = [observable for observable in found if lists.hit(observable) is None]
        self.protected += not wanted
        self.used += bool(wanted)
        entry = Entry(str(indicator.get("id")), str(indicator.get("pattern", "")))
        for observable in wanted:
            if observable.kind.startswith("ipv") and "/" in observable.value:
                self._ranges.append((ipaddress.ip_network(observable.value), entry))
            else:
                self._values.setdefault(observable, []).append(entry)

    def look(self, word: str) -> Iterator[tuple[Entry, str]]:
        """The indicators that `word` fulfils, with the value that was seen."""
        for observable in _observables(word):
            yield from ((entry, observable.value) for entry in self._values.get(observable, ()))
            if observable.kind == "domain-name":
                yield from self._parents(observable.value)
            elif self._ranges and observable.kind.startswith("ipv"):
                yield from self._inside(observable.value)

    def _parents(self, name: str) -> Iterator[tuple[Entry, str]]:
        """A domain indicator covers the names below it."""
        rest = name.partition(".")[2]
        while "." in rest:
            for entry in self._values.get(("domain-name", rest), ()):
                yield entry, name
            rest = rest.partition(".")[2]

    def _inside(self, value: str) -> Iterator[tuple[Entry, str]]:
        if "/" in value:
            return
        address = ipaddress.ip_address(value)
        for network, entry in self._ranges:
            if address.version == network.version and address in network:
                yield entry, value


_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}


def _observables(word: str) -> Iterator[Observable]:
    """What a word can be, each in normal form."""
    if any(mark in word for mark in _DEFANGED):
        word = refang(word)
    word = word.strip(_EDGE)
    if _HEX.fullmatch(word) and len(word) in _BY_LENGTH:
        yield Observable(_BY_LENGTH[len(word)], word.lower())
        return
    if "://" in word:
        found = normalize("url", word)
        if found is not None:
            yield found
        host = host_of(word)
        if host is not None:
            yield host
        return
    if "@" in word:
        found = normalize("email-addr", word)
        if found is not None:
            yield found
        word = word.rpartition("@")[2]
    yield from _hosts(word)


def _hosts(word: str) -> Iterator[Observable]:
    head = word.partition("/")[0]
    if head.count(":") == 1:
        head = head.partition(":")[0]
    if _IP.fullmatch(head):
        found = normalize("ipv4-addr", head)
    elif head.count(":") > 1:
        found = normalize("ipv6-addr", head)
    elif "." in head:
        found = normalize("domain-name", head)
    else:
        found = None
    if found is not None:
        yield found


class Counts:
    """What was read."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.files = 0
        self.lines = 0
        self.broken = 0


def hunt(logs: Iterable[Path], index: Index, counts: Counts) -> Iterator[Hit]:
    """The hits in `logs`, file by file and line by line. Broken lines are counted, never fatal."""
    for path in _files(logs):
        counts.files += 1
        with _open(path) as stream:
            columns: list[str] = []
            for number, raw in _lines(stream, counts):
                counts.lines += 1
                line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
                if line.startswith("#"):
                    columns = line.split("\t")[1:] if line.startswith("#fields") else columns
                    continue
                yield from _hits(line, columns, index, (str(path), number))


def _files(logs: Iterable[Path]) -> Iterator[Path]:
    for path in logs:
        if path.is_dir():
            yield from sorted(entry for entry in path.rglob("*") if entry.is_file())
        else:
            yield path


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as probe:
        packed = probe.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _lines(stream: IO[bytes], counts: Counts) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; longer ones than MAX_LINE are counted and passed over."""
    number = 0
    try:
        while raw := stream.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                counts.broken += 1
                while raw and not raw.endswith(b"\n"):
                    raw = stream.readline(MAX_LINE)
                continue
            yield number, raw
    except (EOFError, gzip.BadGzipFile, OSError):
        # A file that was cut: what was read of it counts, and the rest is told as broken.
        counts.broken += 1


def _hits(line: str, columns: list[str], index: Index, place: tuple[str, int]) -> Iterator[Hit]:
    words = [
        (word, found)
        for word in dict.fromkeys(_WORD.findall(line))
        if (found := list(index.look(word)))
    ]
    if not words:
        return
    fields, moment = _fields(line, columns)
    seen = set()
    for word, found in words:
        name = next((key for key, value in fields if word in value), "text")
        for entry, observed in found:
            if (entry.id, observed) not in seen:
                seen.add((entry.id, observed))
                yield Hit(entry.id, entry.pattern, *place, name, observed, moment)


def _fields(line: str, columns: list[str]) -> tuple[list[tuple[str, str]], str | None]:
    """The line's named values and its time; only worked out for lines with a hit."""
    if line.lstrip().startswith("{"):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return [], None
        flat = list(_flatten(record, ""))
    elif columns:
        flat = list(zip(columns, line.split("\t"), strict=False))
    else:
        return [], _time(line.split(" ", 1)[0])
    moment = next((_time(value) for key, value in flat if key.lower() in _TIME_KEYS), None)
    return flat, moment


def _flatten(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < 20:  # noqa: PLR2004 # deeper logs are not written
        for key, member in value.items():
            yield from _flatten(member, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list) and depth < 20:  # noqa: PLR2004 # as above
        for member in value:
            yield from _flatten(member, name, depth + 1)
    else:
        yield name, str(value)


def _time(text: str) -> str | None:
    """A log's time as RFC 3339 UTC: seconds since 1970, or a time with its zone."""
    try:
        seconds = float(text)
    except ValueError:
        micros = parse_timestamp(text)
        if micros is None:
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                return None
            if moment.tzinfo is None:
                return None
            micros = int(moment.astimezone(UTC).timestamp() * 1_000_000)
        return format_timestamp(micros)
    if not 0 < seconds < 4e9:  # noqa: PLR2004 # to the year 2096
        return None
    return format_timestamp(int(seconds * 1_000_000))
