"""Sightings out of a hunt: for each indicator how often and when, and nothing else.

What was seen, where and by whom never leaves: a sighting holds a count and two times, under an id
that only this copy can make.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from wardline.agent.copy import Copy
from wardline.agent.sharing import sighting
from wardline.client.taxii import Taxii
from wardline.core import jsonio
from wardline.core.clock import parse_timestamp
from wardline.hunt.model import Hit


class Seen(NamedTuple):
    """In how many lines an indicator was seen, and the first and last time in microseconds."""

    indicator: str
    lines: int
    first: int
    last: int


class Told(NamedTuple):
    """What became of the sightings: told, and those that could not be, each with its reason."""

    told: list[Seen]
    kept: dict[str, str]


def tally(hits: Iterable[Hit], now: int) -> list[Seen]:
    """The hits by indicator; lines count once, and a time in the future is no time."""
    lines: dict[str, set[tuple[str, int]]] = {}
    times: dict[str, list[int]] = {}
    for hit in hits:
        lines.setdefault(hit.indicator, set()).add((hit.file, hit.line))
        moment = parse_timestamp(hit.time) if hit.time else None
        if moment is not None and moment <= now:
            times.setdefault(hit.indicator, []).append(moment)
    return [
        Seen(number, len(found), min(times.get(number, [now])), max(times.get(number, [now])))
        for number, found in lines.items()
    ]


def tell(copy: Copy, taxii: Taxii, seen: Iterable[Seen]) -> Told:
    """Send a sighting of each indicator to the collection that it came from."""
    writable = {found.id: found.url for found in taxii.collections() if found.can_write}
    told: list[Seen] = []
    kept: dict[str, str] = {}
    batches: dict[str, list[tuple[Seen, bytes]]] = {}
    for one in seen:
        place = copy.find(one.indicator)
        if place is None:
            kept[one.indicator] = "it is not in the local copy"
        elif place[0] not in writable:
            kept[one.indicator] = "you may not write to its collection"
        else:
            batches.setdefault(writable[place[0]], []).append((one, _made(copy, one, place[1])))
    for url, batch in batches.items():
        refused: dict[str, str] = {}
        for sent in taxii.add(url, [raw for _, raw in batch]):
            refused |= dict(sent.failures)
        for one, raw in batch:
            reason = refused.get(jsonio.decode(raw)["id"])
            if reason is None:
                told.append(one)
            else:
                kept[one.indicator] = f"the hub refused it: {reason}"
    return Told(told, kept)


def _made(copy: Copy, one: Seen, indicator: dict[str, Any]) -> bytes:
    return jsonio.encode(
        sighting(
            indicator,
            count=min(one.lines, 999_999_999),  # STIX 2.1 section 5.2
            first=one.first,
            last=one.last,
            namespace=copy.namespace(),
        )
    )
