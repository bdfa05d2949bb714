"""What a process that works with a hub's data sets up for itself."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wardline.core.clock import now
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.exchange.service import Exchange

# A batch of a thousand objects makes tens of thousands of containers, all of them alive until it
# is stored. With Python's threshold of 700 the collector walks them again and again: validation
# then costs half as much again (docs/adr/0004-one-batch.md).
_GC_THRESHOLDS = (100_000, 50, 100)
# A writing thread asks for the interpreter after each statement; behind a busy one it waits this
# long (Python's 5 ms made two writers slower than one).
_SWITCH_SECONDS = 0.0005


def tune() -> None:
    """Set the collector up for large batches of short-lived objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    sys.setswitchinterval(_SWITCH_SECONDS)


@contextmanager
def writing(data: Path) -> Iterator[Exchange]:
    """An exchange to write to from a command."""
    tune()
    settings = load(data)
    settings.refuse_unfinished()
    database = open_database(settings["database.url"], settings.sqlite_path)
    try:
        yield Exchange(database, now)
    finally:
        database.close()
