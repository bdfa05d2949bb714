"""What tests of the Task Force do: announce meetings, fill in forms, read what is in the way."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid

ZONE = "America/New_York"


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def local(days: int, hour: int = 13) -> str:
    """A time there on the day that is so many days ahead in UTC, from which notice is counted."""
    at = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    return f"{at:%Y-%m-%d} {hour:02d}:00"


def meeting_form(title: str, days: int = 30, **more) -> dict:
    return {
        "title_en": title,
        "title_es": "",
        "start": local(days),
        "end": local(days, 16),
        "zone": ZONE,
        "open": "on",
        "contact": "taskforce@made-up.example",
        "place_en": "Made-up Hall",
        "agenda_en": "Opening\nOld pumps",
        "do": "publish",
    } | more


def announced(staff, **more) -> tuple[str, int]:
    """A new public meeting: its title and number."""
    title = f"Made-up meeting {uuid.uuid4().hex[:8]}"
    answer = staff.post("/staff/taskforce/new/meeting/", meeting_form(title, **more))
    assert answer.status_code == 302, text(answer)
    return title, int(re.search(r"/(\d+)/$", answer["Location"])[1])


def problems(answer) -> str:
    """What a page says that is in the way."""
    shape = r'usa-alert__text">(.*?)</p>|usa-error-message">(.*?)<'
    return " ".join(" ".join(one) for one in re.findall(shape, text(answer), re.DOTALL))
