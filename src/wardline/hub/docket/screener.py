"""What runs beside the pages: the gate over new comments, and their grouping.

A comment is safe on the disk before this looks; if it is killed, it goes on where it was.
"""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections

from wardline.core.errors import WardlineError
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
    asked: set[str] = set()
    since = time.monotonic()
    while True:
        time.sleep(_SECONDS)
        try:
            close_old_connections()
            new = set(Call.objects.filter(received__state="received").values_list("id", flat=True))
            if new and not asked:
                since = time.monotonic()
            asked |= new
            done = service.screen_waiting() if new else 0
            if asked and (not done or time.monotonic() - since > _MOST_SECONDS):
                for number in asked:
                    service.group(Call.objects.get(id=number))
                asked = set()
        except (DatabaseError, WardlineError) as error:
            log.warning("the docket's screening waits (%s)", type(error).__name__)
