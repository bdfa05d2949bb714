"""The newest forms of objects as one feed gave them: what a peer may change is what came by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wardline.core import jsonio
from wardline.core.ids import split_id
from wardline.hub.exchange import paths, queries
from wardline.hub.exchange.chains import Identity
from wardline.hub.exchange.models import Feed
from wardline.hub.exchange.service import Exchange

_LOOKED_UP = 500


def given(feed: Feed, exchange: Exchange, names: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The newest forms of those of the objects `names` that came by `feed`, as they stand here."""
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(names), _LOOKED_UP):
        found |= _some(feed, exchange, names[start : start + _LOOKED_UP])
    return found


def _some(
    feed: Feed, exchange: Exchange, names: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    splits = {name: split_id(name) for name in names}
    wanted = {Identity(s[1].bytes, s[0]): name for name, s in splits.items() if s is not None}
    hashes = [identity.hash() for identity in wanted]
    params: dict[str, Any] = {f"h{i}": value for i, value in enumerate(hashes)}
    params |= {"collection": feed.collection_id, "hashes": hashes}
    read = exchange.database.read
    newest: dict[str, tuple[int, int]] = {}
    for row in read(queries.stored(len(hashes)), params) if hashes else []:
        name = wanted.get(Identity(bytes(row[2]), row[1]), "")
        if name and row[8] == feed.peer and _came_by(feed, exchange, row[0]):
            newest[name] = max(newest.get(name, (0, 0)), (row[3], row[0]))
    for name, (_, number) in newest.items():
        yield name, jsonio.decode(bytes(read(queries.BODY, {"id": number})[0][0]))


def _came_by(feed: Feed, exchange: Exchange, number: int) -> bool:
    """Whether a record came by the feed, where that does not go without saying.

    All that public feeds give, and what is published here, has the hub itself as owner.
    """
    if feed.peer:
        return True
    rows = exchange.database.read(queries.CAME_BY, {"id": number})
    return bool(rows) and paths.giver(str(rows[0][0])) == feed.id
