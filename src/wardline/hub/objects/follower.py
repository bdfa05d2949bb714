"""The process that keeps the search index: `python -m wardline.hub.objects.follower`.

It follows the store behind the exchange's back, at a low priority, and ends when its standard
input does. One at a time works on a data folder; the others wait for its place.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from wardline.core.clock import now
from wardline.core.errors import WardlineError
from wardline.hub import logs
from wardline.hub.config import load
from wardline.hub.db import open_database
from wardline.hub.exchange.sight import Following
from wardline.hub.objects.index import FILE_NAME, Index

log = logging.getLogger("wardline.search")
# How often it is asked whether something is new: one quick statement.
_POLL_SECONDS = 0.3
_AGAIN_SECONDS = 5.0
_CHECK_SECONDS = 3600.0
_NICE = 10


def start(data: Path) -> None:
    """Keep a follower running beside this process, for as long as it lives."""
    threading.Thread(target=_keep, args=(data,), daemon=True, name="wardline-follower").start()


def _keep(data: Path) -> None:
    command = [sys.executable, "-m", "wardline.hub.objects.follower"]
    environment = {**os.environ, "WARDLINE_DATA": str(data)}
    while True:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 # our own
        process.wait()
        time.sleep(_AGAIN_SECONDS)


def follow(data: Path, ends: threading.Event) -> None:
    """Follow until `ends` is set; a database that is away is asked again."""
    settings = load(data)
    database = open_database(settings["database.url"], settings.sqlite_path)
    index = Index(data / FILE_NAME, Following(database), now)
    checked = 0.0
    while not ends.is_set():
        try:
            if time.monotonic() - checked > _CHECK_SECONDS or not checked:
                index.check()
                checked = time.monotonic()
            if not index.follow():
                ends.wait(_POLL_SECONDS)
        except WardlineError as error:
            log.warning("the search index waits (%s)", type(error).__name__)
            ends.wait(_AGAIN_SECONDS)


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    # At once, wherever it stands: a batch that was not committed is read again.
    os._exit(0)


def main() -> None:
    """Follow until the parent goes."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)
    data = Path(os.environ["WARDLINE_DATA"])
    logs.start("search", load(data))
    with (data / f"{FILE_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        follow(data, threading.Event())


if __name__ == "__main__":
    main()
