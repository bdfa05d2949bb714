"""What the examinations of a hub and of a member's copy look at alike."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from wardline.core.findings import Finding, wrong

# What other users of the machine may do with a file.
OTHERS = stat.S_IRWXG | stat.S_IRWXO
_SECOND = 1_000_000


def own_folder(folder: Path, told: os.stat_result, user: int) -> Iterator[Finding]:
    """A folder belongs to the user who runs Wardline (or that is root), and is closed to others."""
    if user not in (0, told.st_uid):
        yield wrong(
            f"The folder {folder} belongs to user {told.st_uid}, and this is user {user}.",
            f"Run Wardline as its owner, or give it away: chown -R USER {folder}",
        )
    if told.st_mode & OTHERS:
        yield wrong(f"Other users of this machine may look into {folder}.", f"chmod 700 {folder}")


def date_of(header: str) -> int | None:
    """The instant of an HTTP date, or None. *Units*: microseconds since 1970."""
    try:
        return int(parsedate_to_datetime(header).timestamp()) * _SECOND
    except (ValueError, OverflowError):
        return None
