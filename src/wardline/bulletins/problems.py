"""What keeps a bulletin from being released, each with its place and the way out. Pure.

What is wrong is gathered, not raised: a writer sees all of it at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from wardline.bulletins.model import KINDS, LANGUAGES, ROLES, SEVERITIES, SIZES, STEPS, Bulletin
from wardline.bulletins.practices import by_code
from wardline.core.ids import split_id
from wardline.core.tlp import TLP

MOST_TITLE = 120
MOST_LINE = 400
MOST_TEXT = 4000
# A sheet of paper has room for so much.
MOST_ITEMS = 40
MOST_INDICATORS = 200
MOST_PICTURES = 2
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
# A CVE number, or a publisher's own tracking id (CSAF 2.0 section 3.2.1.12.4: no line breaks).
_ADVISORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+\- ]{1,99}", re.ASCII)
# What a text that is read aloud, mailed or set on paper must not hold.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LINES = {"title": MOST_TITLE, "concern": MOST_LINE}
_TEXTS = ("harm", "detect", "well")
_NEEDED = ("title", "concern", "harm")
_LISTS = ("systems", "devices", "advisories", "practices", "recipients", "references")
_LANGUAGE = {"en": "English", "es": "Spanish"}


class Problem(NamedTuple):
    """One thing that is wrong: `place` as title.en or steps.it.2.es, and what to do."""

    place: str
    message: str
    hint: str


def problems(bulletin: Bulletin) -> list[Problem]:
    """All that keeps a bulletin from being released; empty: nothing does."""
    return [
        *_words(bulletin),
        *_steps(bulletin),
        *_closed(bulletin),
        *_lists(bulletin),
        *_pictures(bulletin),
    ]


def _words(bulletin: Bulletin) -> Iterator[Problem]:
    for name in (*_LINES, *_TEXTS):
        words = getattr(bulletin, name)
        most = _LINES.get(name, MOST_TEXT)
        if name in _NEEDED and not words.get("en", "").strip():
            yield Problem(f"{name}.en", "This is needed in English.", "Write it in plain words.")
        for language, text in words.items():
            yield from _text(f"{name}.{language}", text, most, one_line=name in _LINES)
    yield from _text("contact", bulletin.contact, MOST_LINE, one_line=True)
    if not bulletin.contact.strip():
        yield Problem("contact", "Nobody is named whom readers can ask.", "Give a mail or a phone.")


def _text(place: str, text: str, most: int, *, one_line: bool = False) -> Iterator[Problem]:
    language = place.rpartition(".")[2]
    if place != "contact" and language not in LANGUAGES:
        yield Problem(place, "There is no such language.", f"Use one of {', '.join(LANGUAGES)}.")
    if len(text) > most:
        yield Problem(
            place,
            f"It has {len(text)} characters; {most} fit.",
            f"Take out {len(text) - most}, or say the rest further below.",
        )
    if _HIDDEN.search(text) or (one_line and "\n" in text):
        yield Problem(place, "It holds characters that nobody sees.", "Type this line anew.")


def _steps(bulletin: Bulletin) -> Iterator[Problem]:
    for role in bulletin.steps:
        if role not in ROLES:
            yield Problem(f"steps.{role}", "There is no such role.", f"Use {', '.join(ROLES)}.")
    for role in ROLES:
        steps = bulletin.steps.get(role, ())
        if len(steps) != STEPS:
            yield Problem(
                f"steps.{role}",
                f"There are {len(steps)} steps; it takes three, the first thing first.",
                "Join small steps, or leave the least important out.",
            )
        for number, step in enumerate(steps, 1):
            place = f"steps.{role}.{number}"
            if not step.text.get("en", "").strip():
                yield Problem(f"{place}.en", "This step says nothing.", "Write what to do.")
            for language, text in step.text.items():
                yield from _text(f"{place}.{language}", text, MOST_LINE, one_line=True)
            if step.due and not _day(step.due):
                yield Problem(place, f"{step.due[:20]} is no day.", "Write it like 2026-01-31.")


def _day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _closed(bulletin: Bulletin) -> Iterator[Problem]:
    """Values of closed sets, and what a label asks for."""
    sets: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
        ("severity", (bulletin.severity,), SEVERITIES),
        ("kinds", bulletin.kinds, KINDS),
        ("sizes", bulletin.sizes, SIZES),
    )
    for place, given, known in sets:
        for one in given:
            if one not in known:
                yield Problem(place, f"{one[:40]} is not known.", f"Use {', '.join(known)}.")
    tlp = TLP.from_label(bulletin.tlp)
    if tlp is None:
        yield Problem("tlp", "There is no such TLP label.", "Choose one of the five.")
    if tlp is TLP.RED and not bulletin.recipients:
        yield Problem("recipients", "TLP:RED names its recipients.", "Choose who may read it.")
    if tlp is not TLP.RED and bulletin.recipients:
        yield Problem(
            "recipients", "Only TLP:RED names recipients.", "Choose TLP:RED, or name nobody."
        )


def _lists(bulletin: Bulletin) -> Iterator[Problem]:
    for name in _LISTS:
        given = getattr(bulletin, name)
        if len(given) > MOST_ITEMS:
            yield Problem(name, f"There are {len(given)}; {MOST_ITEMS} fit.", "Leave some out.")
    if len(bulletin.indicators) > MOST_INDICATORS:
        hint = "Put the rest into a collection, and name that one."
        yield Problem("indicators", f"At most {MOST_INDICATORS} can be named.", hint)
    for one in bulletin.indicators:
        if split_id(one) is None:
            yield Problem("indicators", f"{one[:60]} is no STIX id.", "Copy it from the object.")
    for one in bulletin.advisories:
        if not _ADVISORY.fullmatch(one):
            hint = "Write it like CVE-2026-12345, or as its maker names it."
            yield Problem("advisories", f"{one[:60]} is no advisory's id.", hint)
    for one in bulletin.practices:
        if one not in by_code():
            yield Problem("practices", f"{one[:40]} is in neither table.", "Choose from the list.")
    for name in ("systems", "devices"):
        for one in getattr(bulletin, name):
            yield from _text(f"{name}.en", one, MOST_LINE, one_line=True)
    for link in bulletin.references:
        if not _web(link.url):
            yield Problem("references", f"{link.url[:60]} is no web address.", "Use https://HOST/…")
        yield from _text("references.en", link.title, MOST_LINE, one_line=True)


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and url.isascii() and " " not in url


def _pictures(bulletin: Bulletin) -> Iterator[Problem]:
    if len(bulletin.pictures) > MOST_PICTURES:
        yield Problem("pictures", f"At most {MOST_PICTURES} fit.", "Leave some out.")
    for number, picture in enumerate(bulletin.pictures, 1):
        place = f"pictures.{number}"
        if not _DIGEST.fullmatch(picture.digest):
            yield Problem(place, "The picture itself is missing.", "Upload it again.")
        if not picture.alt.get("en", "").strip():
            yield Problem(
                f"{place}.en",
                "The picture has no text for those who do not see it.",
                "Say in a sentence what it shows, or take the picture out.",
            )
        for language, text in picture.alt.items():
            yield from _text(f"{place}.{language}", text, MOST_LINE, one_line=True)


def place_words(place: str) -> str:
    """A place as a person reads it: "title (English)"."""
    name, _, language = place.rpartition(".")
    if name and language in _LANGUAGE:
        return f"{name.replace('.', ' ')} ({_LANGUAGE[language]})"
    return place.replace(".", " ")
