"""A MISP feed out as files in a folder: a web server gives them to the peer.

Files are put in their place whole, the manifest last; an event that is no more goes after that. So
whoever reads meanwhile finds each event that the manifest names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import wardline
from wardline.core import jsonio
from wardline.core.warninglists import WarningLists
from wardline.defend import mispfeed
from wardline.hub.audit.spool import Given
from wardline.hub.db import Database
from wardline.hub.exchange import queries
from wardline.hub.exchange.access import CollectionAccess
from wardline.hub.exchange.models import Feed, Setting
from wardline.hub.exchange.queries import Shape
from wardline.hub.settings import CONFIG

_PAGE = 1000
_EVENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json", re.ASCII)


class Plan(NamedTuple):
    """What has to be written: the files that changed, and what they give."""

    files: mispfeed.Files
    changed: list[str]
    given: Given


class MadeOf(NamedTuple):
    """What a folder's files say, and nothing else: while it is the same, so are they."""

    # The collection's newest date_added.
    cursor: str
    # The epoch of rights; the release and the name that the files were written by.
    by: str


def made_of(sight: CollectionAccess, database: Database) -> MadeOf:
    """What files written now are made of; to be asked before the objects are read."""
    [(head,)] = database.read(queries.NEWEST, {"collection": sight.id})
    return MadeOf(str(head), f"{sight.epoch} {wardline.__version__} {CONFIG['taxii.title']}")


def is_current(feed: Feed, now: MadeOf) -> bool:
    """Whether a feed's folder has what would be written into it."""
    return (feed.cursor, feed.stones) == now and (Path(feed.url) / mispfeed.MANIFEST).exists()


def plan(feed: Feed, sight: CollectionAccess, database: Database) -> Plan:
    """What a feed's folder lacks."""
    folder = Path(feed.url)
    objects, given = visible(sight, database)
    made = mispfeed.build(objects, speaker(), WarningLists.bundled())
    changed = [name for name, body in made.files.items() if _is_new(folder / name, body)]
    return Plan(made, changed, given)


def speaker() -> mispfeed.Named:
    """Who speaks in an event whose creator is not known: this hub."""
    return mispfeed.Named(CONFIG["taxii.title"], Setting.objects.get(name="hub").value)


def visible(sight: CollectionAccess, database: Database) -> tuple[list[dict[str, Any]], Given]:
    """What of a collection MISP can hold and its reader may have, and where it lies."""
    first, last, objects = 0, 0, []
    for added, obj in _objects(sight, database):
        first = first or added
        last = added
        objects.append(obj)
    return objects, Given(first, last, len(objects))


def write(feed: Feed, planned: Plan) -> None:
    """Bring a feed's folder up to date."""
    folder = Path(feed.url)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    files = planned.files.files
    for name in sorted(planned.changed, key=lambda name: (name == mispfeed.MANIFEST, name)):
        _put(folder / name, files[name])
    for path in folder.glob("*.json"):
        # Whatever else lies there is none of ours.
        if path.name not in files and _EVENT.fullmatch(path.name):
            path.unlink()


def clear(feed: Feed) -> None:
    """Take a feed out of its folder: its peer may not have it any more."""
    folder = Path(feed.url)
    for path in (*folder.glob("*.json"), folder / mispfeed.HASHES):
        if path.name in (mispfeed.MANIFEST, mispfeed.HASHES) or _EVENT.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _objects(sight: CollectionAccess, database: Database) -> Iterator[tuple[int, dict[str, Any]]]:
    if not sight.visibilities:
        return
    shape = Shape(len(sight.visibilities), types=len(mispfeed.TYPES), beyond=len(sight.beyond))
    query = queries.page(shape, "added, body")
    params: dict[str, Any] = {"collection": sight.id, "after": -1, "many": _PAGE}
    params |= {f"v{i}": value for i, value in enumerate(sight.visibilities)}
    params |= {f"p{i}": value for i, value in enumerate(sight.beyond)}
    params |= {f"t{i}": value for i, value in enumerate(mispfeed.TYPES)}
    while rows := database.read(query, params):
        for added, body in rows:
            yield added, jsonio.decode(bytes(body))
        params["after"] = rows[-1][0]


def _is_new(path: Path, body: bytes) -> bool:
    return not path.exists() or path.read_bytes() != body


def _put(path: Path, body: bytes) -> None:
    beside = path.with_suffix(".part")
    # Its readers are the peer's web server and nobody else on the machine.
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
