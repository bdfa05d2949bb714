"""Patterns of several observations, put together from the records that fulfil their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wardline.core.bindings import Item, SearchLimitError
from wardline.hunt.exact import Complex, Part
from wardline.hunt.model import Hit
from wardline.hunt.wanted import why

_SHOWN = 20


def bindings(
    patterns: Sequence[Complex], parts: Sequence[Part], problems: list[str]
) -> Iterator[Hit]:
    """A hit for each binding, at its last record; the others stand in what was observed."""
    by_pattern: dict[int, list[Part]] = {}
    for part in parts:
        by_pattern.setdefault(part.number, []).append(part)
    for number, found in sorted(by_pattern.items()):
        pattern = patterns[number]
        ordered = sorted(found, key=lambda part: (part.first, part.file, part.line))
        if any(part.time is None for part in ordered):
            problems.append(
                f"{pattern.entry.id}: records without a time fulfil parts of its pattern; they "
                "were taken as earlier than all others."
            )
        yield from _of_pattern(pattern, ordered, problems)


def _of_pattern(pattern: Complex, ordered: Sequence[Part], problems: list[str]) -> Iterator[Hit]:
    follower = pattern.matcher.follow()
    try:
        for at, part in enumerate(ordered):
            for binding in follower.add(Item(at, part.first, part.first, 1, part.mask)):
                yield _hit(pattern, [ordered[one] for one in binding])
        for binding in follower.finish():
            yield _hit(pattern, [ordered[one] for one in binding])
    except SearchLimitError as error:
        problems.append(f"{pattern.entry.id}: {error}")
    if follower.dropped:
        problems.append(
            f"{pattern.entry.id}: {follower.dropped:,} records were too many to keep; it may have "
            "been there more often than is shown."
        )


def _hit(pattern: Complex, parts: Sequence[Part]) -> Hit:
    last = max(parts, key=lambda part: (part.first, part.file, part.line))
    places = ", ".join(f"{part.file}:{part.line}" for part in parts[:_SHOWN])
    more = f" and {len(parts) - _SHOWN:,} more" if len(parts) > _SHOWN else ""
    how = f"the whole pattern holds of {len(parts)} records"
    reason = why(pattern.entry)
    return Hit(
        pattern.entry.id,
        pattern.entry.pattern,
        last.file,
        last.line,
        "pattern",
        f"{places}{more}",
        last.time,
        f"{how}. {reason}" if reason else how,
    )
