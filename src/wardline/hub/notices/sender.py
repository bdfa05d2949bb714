"""The thread in the portal's process that lets reports leave, finds what to tell and sends it.

Several portals on one database may each have one: rows are claimed, cursors are locked.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from wardline.hub.incidents import leaving, timing, warning
from wardline.hub.notices import calling, composing, mailing, service, watch
from wardline.hub.objects import proposing

_POLL_SECONDS = 1.0
_AGAIN_SECONDS = 10.0
# Keys and feeds change slowly; what they tell of is not urgent.
_SLOW_SECONDS = 300.0


def start() -> None:
    """Tell and send, for as long as this process lives."""
    threading.Thread(target=run, args=(threading.Event(),), daemon=True, name="notices").start()


def run(ends: threading.Event) -> None:
    """Go round until `ends` is set. A fault in one round is told to the operator; it goes on."""
    slow = 0.0
    while not ends.is_set():
        pause = _POLL_SECONDS
        try:
            close_old_connections()
            due = time.monotonic() - slow >= _SLOW_SECONDS or not slow
            if not turn(slow=due):
                ends.wait(pause)
            slow = time.monotonic() if due else slow
        except DatabaseError as error:
            # Away, or busy for longer than we wait: all of it stands where it stood.
            sys.stderr.write(f"wardline notices: {str(error).strip()[:200]}\n")
            connection.close()
            ends.wait(_AGAIN_SECONDS)
        except Exception as error:  # noqa: BLE001 # the thread must not end: people count on it
            sys.stderr.write(f"wardline notices: {type(error).__name__}: {str(error)[:200]}\n")
            ends.wait(_AGAIN_SECONDS)
    connection.close()


def turn(*, slow: bool = False) -> bool:
    """One round; whether something was done, so that more may wait."""
    steps: list[Callable[[], int]] = [leaving.due, warning.turn, watch.store, watch.reviews]
    if slow:
        steps += [watch.keys, watch.feeds, timing.remind, watch.forget, proposing.forget]
    if service.mailing():
        steps += [composing.gather, mailing.send]
    steps.append(calling.call)
    # Each of them, whatever the others did.
    return sum(step() for step in steps) > 0
