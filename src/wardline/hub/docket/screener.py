"""What runs beside the pages: the gate over new comments, and their grouping.

A comment is safe on the disk before this looks; if it is killed, it goes on where it was.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections

from wardline.hub.docket import service
from wardline.hub.docket.models import Call

log = logging.getLogger("wardline.docket")
_SECONDS = 1.0
# A call's letters are looked for again once no more come in, at the latest after this.
_MOST_SECONDS = 30.0


def start() -> None:
    """Begin, in a thread of its own."""
    threading.Thread(target=_run, daemon=True, name="wardline-docket").start()


def _run() -> None:
    work = Work()
    while True:
        time.sleep(_SECONDS)
        try:
            close_old_connections()
            work.turn(time.monotonic())
        except Exception as error:  # noqa: BLE001 # one hostile text must not stop all others
            log.warning("the docket's screening waits (%s)", type(error).__name__)


class Work:
    """The calls whose letters are to be looked for."""

    def __init__(self) -> None:
        """Nothing is known to wait."""
        self._asked: set[str] = set()
        self._since = 0.0

    def turn(self, at: float) -> None:
        """Screen what waits; group what is due. *Units*: `at` in seconds."""
        new = set(Call.objects.filter(received__state="received").values_list("id", flat=True))
        if new and not self._asked:
            self._since = at
        self._asked |= new
        done = service.screen_waiting() if new else 0
        if done and at - self._since <= _MOST_SECONDS:
            return
        while self._asked:
            # Taken out first: one that fails does not stand before the others for ever.
            service.group(Call.objects.get(id=self._asked.pop()))
