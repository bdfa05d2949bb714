"""Limits that know nobody: what is counted is a token's digest or nothing, in memory alone.

An address would be a trace; it is neither counted nor kept. A token limits itself, as it is used
once. What is left to limit is work: the privacy gate for one token again and again, and guesses at
reply boxes, which cannot succeed (160 bits) but cost a look into the database each.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.utils.translation import gettext as _

from wardline.core.errors import RateLimitedError

_MINUTE = 60.0
_MOST_KEYS = 10_000


class Attempts:
    """How often each key was tried within an hour or so; the oldest keys are forgotten."""

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Let each key try `most` times in `seconds`."""
        self._most, self._seconds, self._clock = most, seconds, clock
        self._seen: OrderedDict[bytes, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: bytes) -> None:
        """Note one try. *Raises* RateLimitedError once there were too many."""
        at = self._clock()
        with self._lock:
            began, many = self._seen.pop(key, (at, 0))
            if at - began >= self._seconds:
                began, many = at, 0
            self._seen[key] = (began, many + 1)
            if len(self._seen) > _MOST_KEYS:
                self._seen.popitem(last=False)
        if many + 1 > self._most:
            wait = max(1, int(began + self._seconds - at))
            raise RateLimitedError(_("This was tried too often."), retry_after=wait)


# The gate looks at a report for seconds; a report is seldom mended more often than that.
REPORTS = Attempts(20, 3600.0)
# Guesses of all the world together, a minute; a right address is never counted.
GUESSES = Attempts(120, _MINUTE)
EVERYBODY = b""
