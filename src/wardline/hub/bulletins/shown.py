"""A stored version as values that readers see: its issue, and its sheet for one reader."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from wardline.bulletins.model import Bulletin as Content
from wardline.bulletins.readers import Reader
from wardline.bulletins.sheet import Issue, Sheet, sheet
from wardline.hub.bulletins.models import Bulletin, Version
from wardline.hub.notices.composing import address
from wardline.hub.settings import CONFIG


def issue(bulletin: Bulletin, row: Version, base: str = "") -> Issue:
    """Which version of which bulletin. `base`: the hub's address where the settings name none."""
    return Issue(
        bulletin.id,
        row.number,
        day(row.released_at or row.changed_at),
        where(bulletin.id, base),
        row.reason,
        withdrawn=bulletin.withdrawn_at is not None,
    )


def made(
    bulletin: Bulletin, row: Version, content: Content, reader: Reader, base: str = ""
) -> Sheet:
    """A version as one reader sees it."""
    return sheet(content, issue(bulletin, row, base), reader)


def where(number: str, base: str = "") -> str:
    """The address of a bulletin's page; empty where nobody knows the hub's own."""
    path = reverse("bulletin", kwargs={"number": number})
    if CONFIG["portal.address"]:
        return address(path)
    return f"{base.rstrip('/')}{path}" if base else ""


def day(at: int) -> str:
    """The UTC day of a moment, as 2026-01-31."""
    return dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC).date().isoformat()
