"""What was written down, and when: to bring the record of a Task Force in from elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from wardline.taskforce.model import Sheet


class Step(NamedTuple):
    """That something is saved and published at a time; `key` names it among the steps."""

    at: dt.datetime
    key: str
    content: Sheet
    # The key of what it is about.
    of: str = ""
    # Who certified it, by the term's key, and on which day.
    certified: tuple[str, dt.date] | None = None
    # The fields that name other sheets by number: field → their keys.
    numbers: tuple[tuple[str, tuple[str, ...]], ...] = ()
