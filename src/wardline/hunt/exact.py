"""One record against all that is looked for: the exact comparison, and what a hit says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from wardline.hunt.fields import KINDS, is_version, role, time_of
from wardline.hunt.index import Entry, Found, Index
from wardline.hunt.model import Cell, Hit, Record
from wardline.hunt.times import Moment
from wardline.hunt.words import Seen, seen, words

# Nothing that tells itself by its form is shorter.
_SHORTEST = 4
_NAMES = ("file-name", "process-name")
_FORMLESS_TEXT = ("file-name",)


class Complex(NamedTuple):
    """A pattern that states more than single values, with its compiled matcher."""

    number: int
    entry: Entry
    matcher: Any


class Part(NamedTuple):
    """A record that fulfils some brackets of a pattern of several observations."""

    number: int
    file: str
    line: int
    first: int
    mask: int
    time: str | None


class Exact:
    """What records are compared with."""

    def __init__(
        self,
        index: Index,
        complex_patterns: Iterable[Complex],
        moment: Callable[[str], Moment | None],
    ) -> None:
        """Look for what stands in `index`, and for `complex_patterns`; `moment` reads times."""
        self._look = index.look
        self._complex = list(complex_patterns)
        self._moment = moment
        self._named = index.kinds & {kind for kinds in KINDS.values() for kind in kinds}

    def hits(self, record: Record, file: str, line: int) -> Iterator[Hit | Part]:
        """The hits in a record: one for each indicator and value."""
        told: set[tuple[str, str]] = set()
        moment: Moment | None = None
        for field, found in self._values(record):
            key = (found.entry.id, found.observed)
            if key in told:
                continue
            if not told:
                moment = self._moment(record.time or time_of(record.cells))
            told.add(key)
            yield _hit(found, (file, line, field), moment)
        if self._complex:
            yield from self._patterns(record, file, line)

    def _values(self, record: Record) -> Iterator[tuple[str, Found]]:
        for name, value in record.cells:
            if self._named:
                yield from self._by_name(name, role(name), value)
            if len(value) < _SHORTEST or value.isdecimal():
                continue
            for word in words(value):
                for one in seen(word):
                    for found in self._look(one):
                        if not is_version(name):
                            yield name, found
        yield from self._composed(record.cells)

    def _by_name(self, name: str, what: str, value: str) -> Iterator[tuple[str, Found]]:
        """Values whose kind the field tells; of a path also the last part."""
        text = what == "" and "file-name" in self._named
        for kind in KINDS.get(what, _FORMLESS_TEXT if text else ()):
            for one in words(value) if text else (value,):
                for found in self._look(Seen(kind, one)):
                    yield name, found
                base = one.replace("\\", "/").rpartition("/")[2]
                if kind in _NAMES and base != one and "://" not in one:
                    for found in self._look(Seen(kind, base, one)):
                        yield name, found

    def _composed(self, cells: Iterable[Cell]) -> Iterator[tuple[str, Found]]:
        """The URL of a record that has its host, its path and its query in fields of their own."""
        host = path = field = query = ""
        for name, value in cells:
            if value[:1] == "/" and not path and role(name) == "url:value":
                path, field = value, name
            elif not query and role(name) == "@query":
                query = value.lstrip("?")
            elif not host and role(name) == "domain-name:value":
                host = value
        if host and path:
            path = f"{path}?{query}" if query and "?" not in path else path
            for one in seen(f"{host}{path}"):
                if one.kind == "url":
                    for found in self._look(one._replace(inside="")):
                        yield field, found

    def _patterns(self, record: Record, file: str, line: int) -> Iterator[Hit | Part]:
        from wardline.core.matching import Observed
        from wardline.hunt.objects import objects

        moment = self._moment(record.time or time_of(record.cells))
        first = moment.micros if moment else 0
        observed = Observed(objects(record), first, first)
        for number, entry, matcher in self._complex:
            if not matcher.single:
                mask = matcher.mask(observed)
                if mask:
                    yield Part(number, file, line, first, mask, moment.text if moment else None)
            elif matcher.test(observed):
                found = Found(entry, _shown(record), "the whole pattern holds of this record")
                yield _hit(found, (file, line, "pattern"), moment)


def _hit(found: Found, place: tuple[str, int, str], moment: Moment | None) -> Hit:
    from wardline.hunt.wanted import why

    file, line, field = place
    reason = ". ".join(part for part in (found.how, why(found.entry)) if part)
    return Hit(
        found.entry.id,
        found.entry.pattern or _pattern(found),
        file,
        line,
        field,
        found.observed,
        moment.text if moment else None,
        reason,
        moment.assumed if moment else "the record has no time",
    )


def _pattern(found: Found) -> str:
    """The pattern of a bare list's entry, which is made only when it is shown."""
    from wardline.core.observables import to_pattern

    return to_pattern(found.wanted)


_SHOWN = 400


def _shown(record: Record) -> str:
    """A record in short, as what was observed."""
    text = " ".join(f"{name}={value}" for name, value in record.cells if role(name))
    text = text or " ".join(value for _, value in record.cells)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
