"""Texts and lists of the report as the staff type them: a line an entry, its values between |."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.core.errors import UsageError
from wardline.report.model import Resource, Term

_SIZES = ("small", "medium", "large", "all")


class Part(NamedTuple):
    """One part: its words for the staff, how it is typed, how many lines its box has."""

    words: Any
    help: Any
    rows: int
    # Of a list: how a line becomes an entry.
    entry: Callable[[list[str]], Any] | None = None


def _term(values: list[str]) -> Term:
    term, meaning = values
    return Term(term=term, meaning=meaning)


def _resource(values: list[str]) -> Resource:
    size, title, address, text = values
    if size not in _SIZES:
        raise ValueError(size)
    return Resource(size=cast("Any", size), title=title, address=address, text=text)


_PROSE = gettext_lazy("An empty line parts paragraphs. Lines that begin with a dash are a list.")
PARTS: dict[str, Part] = {
    "title": Part(gettext_lazy("Title of the report"), gettext_lazy("In one line."), 1),
    "publisher": Part(gettext_lazy("Who publishes it"), gettext_lazy("In one line."), 1),
    "letter": Part(gettext_lazy("Letter to the six committees"), _PROSE, 8),
    "signed": Part(gettext_lazy("Who signs the letters"), gettext_lazy("One in a line."), 3),
    "summary": Part(gettext_lazy("Summary"), _PROSE, 10),
    "charge": Part(gettext_lazy("Charge"), _PROSE, 6),
    "method": Part(gettext_lazy("Method"), _PROSE, 6),
    "risks": Part(gettext_lazy("Risks of the sector"), _PROSE, 10),
    "practices": Part(gettext_lazy("Practices of other sectors"), _PROSE, 6),
    "heard": Part(gettext_lazy("What was heard"), _PROSE, 6),
    "sector": Part(gettext_lazy("The picture of the sector"), _PROSE, 6),
    "resources": Part(gettext_lazy("Resources: what stands above them"), _PROSE, 4),
    "help": Part(
        gettext_lazy("Resources, one in a line"),
        gettext_lazy("small, medium, large or all | title | address | what it is"),
        8,
        _resource,
    ),
    "glossary": Part(
        gettext_lazy("Glossary, one in a line"), gettext_lazy("word | what it means"), 10, _term
    ),
}


def entries(name: str, text: str) -> tuple[Any, ...]:
    """The entries of a list. *Raises* UsageError that names the line."""
    part = PARTS[name]
    if part.entry is None:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(part.entry([value.strip() for value in line.split("|")]))
        except ValueError:
            raise UsageError(
                _("Line %(number)s cannot be read; nothing was changed.") % {"number": number},
                hint=_("Write it as: %(form)s.") % {"form": part.help},
            ) from None
    return tuple(found)
