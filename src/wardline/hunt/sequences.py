"""Patterns of several observations, put together from the records that fulfil their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wardline.core.bindings import Item, SearchLimitError
from wardline.core.matching import MAX_KEPT
from wardline.hunt.exact import Complex, Part
from wardline.hunt.model import Hit
from wardline.hunt.parts import Parts, key_of
from wardline.hunt.wanted import why

_SHOWN = 20
# Logs that are followed do not arrive in the order of time: for an hour of the logs' own time a
# record may come behind later ones and still join them.
LATE = 3600 * 1_000_000
_MOST_LATE = 20_000


def bindings(
    patterns: Sequence[Complex], parts: Parts, problems: list[str], *, keep: bool = False
) -> Iterator[Hit]:
    """A hit for each binding, at its last record; the others stand in what was observed.

    With `keep`, what may still be joined by later records stays in `parts`, all else leaves it.
    """
    by_key = {key_of(pattern): pattern for pattern in patterns}
    if keep:
        parts.forget_others(by_key)
    parts.flush()
    found = parts.open_keys()
    for key, pattern in by_key.items():
        if key in found:
            if parts.without_time(key):
                problems.append(
                    f"{pattern.entry.id}: records without a time fulfil parts of its pattern; they "
                    "were taken as earlier than all others."
                )
            yield from _of_pattern(key, pattern, parts, problems, keep)
    parts.joined()


def _of_pattern(
    key: str, pattern: Complex, parts: Parts, problems: list[str], keep: bool
) -> Iterator[Hit]:
    follower = pattern.matcher.follow()
    newest = 0
    used: list[int] = []
    try:
        for seq, part in parts.ordered(key):
            newest = part.first
            for binding in follower.add(Item(seq, part.first, part.first, 1, part.mask)):
                used += binding
                yield _hit(pattern, parts.get(binding))
        for binding in follower.finish():
            used += binding
            yield _hit(pattern, parts.get(binding))
    except SearchLimitError as error:
        problems.append(f"{pattern.entry.id}: {error}")
    if follower.dropped:
        problems.append(
            f"{pattern.entry.id}: {follower.dropped:,} records were too many to keep; it may have "
            "been there more often than is shown."
        )
    if keep:
        parts.forget(used)
        parts.keep_only(key, set(follower.waiting[-MAX_KEPT:]), newest - LATE, _MOST_LATE)


def _hit(pattern: Complex, parts: Sequence[Part]) -> Hit:
    ordered = sorted(parts, key=lambda part: (part.first, part.file, part.line))
    last = ordered[-1]
    places = ", ".join(f"{part.file}:{part.line}" for part in ordered[:_SHOWN])
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
