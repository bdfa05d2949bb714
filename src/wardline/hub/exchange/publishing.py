"""Files and feeds into a collection: import, batch, ingest, and say what was refused where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from wardline.core import jsonio
from wardline.hub.audit.entries import Actor, Who
from wardline.hub.exchange.incoming import HUB_SENDER, Outcome, Sender
from wardline.hub.exchange.service import SOURCE, Exchange, Way
from wardline.importers import Failure, Item

BATCH = 1000


class Refused(NamedTuple):
    """Something that was not taken: where it stands and why."""

    pointer: str
    reason: str


class Published:
    """What became of the objects so far."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.added = 0
        self.duplicates = 0
        self.failed: list[Refused] = []


def publish(
    exchange: Exchange,
    collection: int,
    items: Iterable[Item | Failure],
    progress: Callable[[Published], None] = lambda _: None,
    way: Way = SOURCE,
    actor: Actor | Who | None = None,
    sender: Sender = HUB_SENDER,
) -> Published:
    """Put `items` into a collection, as the hub's own or a peer's; what is counted is durable."""
    published = Published()
    for batch in _batches(iter(items)):
        good = [item for item in batch if isinstance(item, Item)]
        published.failed += [Refused(*item) for item in batch if isinstance(item, Failure)]
        raws = [jsonio.encode(item.object) for item in good]
        take = partial(exchange.ingest, collection, sender, way=way, actor=actor)
        outcomes = take(raws) if raws else []
        again = [
            item
            for item, outcome in zip(good, outcomes, strict=True)
            if outcome.state == "failed" and item.revised > str(item.object.get("modified", ""))
        ]
        for item, outcome in zip(good, outcomes, strict=True):
            if item not in again:
                _count(published, item, outcome)
        revised = [{**item.object, "modified": item.revised} for item in again]
        if revised:
            raws = [jsonio.encode(obj) for obj in revised]
            for item, outcome in zip(again, take(raws), strict=True):
                _count(published, item, outcome)
        progress(published)
    return published


def _batches(items: Iterator[Item | Failure]) -> Iterator[list[Item | Failure]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _count(published: Published, item: Item, outcome: Outcome) -> None:
    if outcome.state == "added":
        published.added += 1
    elif outcome.state == "duplicate":
        published.duplicates += 1
    else:
        inside = outcome.pointer.split("/", 3)[3:]
        place = "/".join([item.pointer.rstrip("/"), *inside])
        published.failed.append(Refused(place, outcome.message))
