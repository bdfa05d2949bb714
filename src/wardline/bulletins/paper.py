"""A sheet as an accessible PDF (PDF/UA-1) on one sheet of paper, set by Typst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wardline.bulletins.sheet import Line, Part, Sheet
from wardline.bulletins.words import word
from wardline.core.errors import UnprocessableError
from wardline.core.typeset import Template, one_sheet

# Sizes that are tried, the first that fits one sheet wins. *Units*: points.
_SIZES = (10.5, 9.5, 8.6, 7.8, 7.0, 6.4)
_TEMPLATE = Template("wardline.bulletins", "bulletin.typ", "print the page")


class Print(NamedTuple):
    """A picture: PNG bytes, and what it shows."""

    data: bytes
    alt: str


def pdf(made: Sheet, pictures: Sequence[Print] = ()) -> bytes:
    """The sheet as a PDF of one page.

    *Raises* ConfigError where Typst is not installed, UnprocessableError where it does not fit.
    """
    found = one_sheet(_TEMPLATE, _values(made, pictures), _SIZES)
    if found.fits:
        return found.data
    raise UnprocessableError(
        "This bulletin does not fit one sheet of paper.",
        hint="Shorten it, or take the sheet of one role, which has fewer steps.",
    )


def _values(made: Sheet, pictures: Sequence[Print]) -> dict[str, object]:
    issue = made.issue
    version = word("version", made.language, number=issue.version)
    online = word("online", made.language, address=issue.address) if issue.address else ""
    return {
        "lang": made.language,
        "title": made.title.text or issue.number,
        "label": f"{made.tlp} · {made.severity}",
        "about": f"{issue.number}, {version}, {issue.day}",
        "who": f"{word('who', made.language)}: {made.who}",
        "online": online,
        "notes": made.notes,
        "parts": [_part(one, made) for one in made.parts],
        # Typst has no text for bytes: they go as numbers.
        "pictures": [[list(one.data), one.alt] for one in pictures],
    }


def _part(part: Part, made: Sheet) -> dict[str, object]:
    lines = [[_text(one, made.language), one.language or made.language] for one in part.lines]
    return {"heading": part.heading, "kind": part.kind, "lines": lines}


def _text(line: Line, language: str) -> str:
    due = f" ({word('by', language, day=line.due)})" if line.due else ""
    url = f" {line.url}" if line.url and line.url != line.text else ""
    return f"{line.text}{due}{url}{f' ({line.note})' if line.note else ''}"
