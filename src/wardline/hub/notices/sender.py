"""The threads in the portal's process that let reports leave, find what to tell, and send it.

Mails have a thread of their own: ten thousand of them make nothing else wait.

Several portals on one database may each have one: rows are claimed, cursors are locked.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from wardline.hub.bulletins import telling
from wardline.hub.incidents import leaving, timing, warning
from wardline.hub.notices import calling, composing, mailing, service, watch
from wardline.hub.objects import proposing

log = logging.getLogger("wardline.notices")
_POLL_SECONDS = 1.0
_AGAIN_SECONDS = 10.0
# Keys and feeds change slowly; what they tell of is not urgent.
_SLOW_SECONDS = 300.0


def start() -> None:
    """Tell and send, for as long as this process lives."""
    for step, name in ((turn, "notices"), (mails, "mails")):
        arguments = (threading.Event(), step)
        threading.Thread(target=run, args=arguments, daemon=True, name=name).start()


def run(ends: threading.Event, step: Callable[..., bool]) -> None:
    """Go round until `ends` is set. A fault in one round is told to the operator; it goes on."""
    slow = 0.0
    while not ends.is_set():
        pause = _POLL_SECONDS
        try:
            close_old_connections()
            due = time.monotonic() - slow >= _SLOW_SECONDS or not slow
            if not step(slow=due):
                ends.wait(pause)
            slow = time.monotonic() if due else slow
        except DatabaseError:
            # Away, or busy for longer than we wait: all of it stands where it stood.
            log.warning("the database does not take what is to be sent", exc_info=True)
            connection.close()
            ends.wait(_AGAIN_SECONDS)
        except Exception:
            # The thread must not end: people count on it.
            log.exception("a round of notices failed")
            ends.wait(_AGAIN_SECONDS)
    connection.close()


def turn(*, slow: bool = False) -> bool:
    """One round; whether something was done, so that more may wait."""
    steps: list[Callable[[], int]] = [
        leaving.due,
        telling.turn,
        warning.turn,
        watch.store,
        watch.reviews,
    ]
    if slow:
        steps += [watch.keys, watch.feeds, watch.conflicts]
        steps += [timing.remind, watch.forget, proposing.forget]
    steps.append(calling.call)
    # Each of them, whatever the others did.
    return sum(step() for step in steps) > 0


# Made and sent in turns: the first is on its way before the last is made.
_MAILS = 100


def mails(*, slow: bool = False) -> bool:  # noqa: ARG001 # both threads go round alike
    """One round of mails; whether something was done, so that more may wait."""
    if not service.mailing():
        return False
    return composing.gather(most=_MAILS) + mailing.send() > 0
