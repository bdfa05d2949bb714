"""Programs in the portal: where they act with a key instead of a session, and how many at once.

A report keeps a thread busy for as long as the gate reads it, and the portal has few of them: so
one program of an organization is answered at a time, and people find half of the threads free.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from wardline.core.errors import RateLimitedError
from wardline.hub.settings import CONFIG

PREFIX = "/incidents/reports/"
# A request ends at no known time; a program that asks again then costs nothing.
_ASK_AGAIN = 2
_busy: set[str] = set()
_lock = threading.Lock()


@contextlib.contextmanager
def turn(organization: str) -> Iterator[None]:
    """Hold one of the portal's threads for a program. *Raises* RateLimitedError."""
    most = max(1, CONFIG["portal.threads"] // 2)
    with _lock:
        if organization in _busy or len(_busy) >= most:
            raise RateLimitedError(
                "Another program is being answered right now; this request was not taken.",
                retry_after=_ASK_AGAIN,
            )
        _busy.add(organization)
    try:
        yield
    finally:
        with _lock:
            _busy.discard(organization)
