"""What the portal does with objects in one process: the store, the index, and the verbs on them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from wardline.core.clock import Clock, now
from wardline.hub.audit.spool import Disclosures
from wardline.hub.config import load
from wardline.hub.db import Database, open_database
from wardline.hub.exchange.service import Exchange
from wardline.hub.exchange.sight import Following, Sight
from wardline.hub.objects.index import FILE_NAME, Index
from wardline.hub.objects.search import Search


@dataclass(frozen=True)
class Objects:
    """The reading and the writing side of objects, as the portal's threads share it."""

    database: Database
    sight: Sight
    index: Index
    search: Search
    exchange: Exchange
    clock: Clock
    disclosures: Disclosures


def open_objects(data: Path, clock: Clock = now) -> Objects:
    """The objects of the hub in `data`."""
    settings = load(data)
    database = open_database(settings["database.url"], settings.sqlite_path)
    sight = Sight(database)
    index = Index(data / FILE_NAME, Following(database), clock)
    return Objects(
        database,
        sight,
        index,
        Search(sight, index),
        Exchange(database, clock),
        clock,
        Disclosures(data, clock),
    )


_lock = threading.Lock()
_opened: dict[Path, Objects] = {}


def objects(data: Path) -> Objects:
    """This process's own, opened once for each data folder."""
    with _lock:
        if data not in _opened:
            _opened[data] = open_objects(data)
        return _opened[data]
