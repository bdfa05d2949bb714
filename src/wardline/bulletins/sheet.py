"""A bulletin as one reader sees it: the same parts in order for page, mail, paper and feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wardline.bulletins.model import ROLES, Bulletin, Words, said, tlp_of
from wardline.bulletins.practices import by_code
from wardline.bulletins.readers import Concern, Reader, concern
from wardline.bulletins.words import word


class Line(NamedTuple):
    """One line of a part; `language` is that of its text, which may be English for all."""

    text: str
    language: str
    due: str = ""
    url: str = ""
    note: str = ""


class Part(NamedTuple):
    """A heading and its lines. `kind`: text, steps (numbered), or list."""

    name: str
    heading: str
    kind: str
    lines: tuple[Line, ...]


class Issue(NamedTuple):
    """Which version of which bulletin: `day` as 2026-01-31, `address` of its page."""

    number: str
    version: int
    day: str
    address: str = ""
    # Why this version was made; empty for the first.
    reason: str = ""
    withdrawn: bool = False


class Sheet(NamedTuple):
    """A bulletin for one reader."""

    issue: Issue
    language: str
    title: Line
    tlp: str
    severity: str
    who: str
    concern: Concern
    # What stands above all: that it was taken back, or corrected.
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


def sheet(bulletin: Bulletin, issue: Issue, reader: Reader) -> Sheet:
    """A bulletin as `reader` sees it: with the steps of their role, or of every role."""
    language = reader.language
    return Sheet(
        issue,
        language,
        _line(bulletin.title, language),
        tlp_of(bulletin).label,
        word(f"severity.{bulletin.severity}", language),
        who(bulletin, language),
        concern(bulletin, reader),
        tuple(_notes(bulletin, issue, reader)),
        tuple(_parts(bulletin, reader)),
    )


def who(bulletin: Bulletin, language: str) -> str:
    """Who is concerned, on one line."""
    kinds = [word(f"kind.{one}", language) for one in bulletin.kinds]
    sizes = [word(f"size.{one}", language) for one in bulletin.sizes]
    told = [
        ", ".join(kinds) or word("all-kinds", language),
        ", ".join(sizes) or word("all-sizes", language),
        *([", ".join(bulletin.systems)] if bulletin.systems else []),
    ]
    return "; ".join(told)


def roles_for(bulletin: Bulletin, role: str) -> tuple[str, ...]:
    """The roles whose steps a reader sees: their own; all, where it is not known or has none."""
    if role and bulletin.steps.get(role):
        return (role,)
    return tuple(one for one in ROLES if bulletin.steps.get(one))


def _notes(bulletin: Bulletin, issue: Issue, reader: Reader) -> Iterator[str]:
    if issue.withdrawn:
        yield word("withdrawn", reader.language)
    if issue.reason:
        yield word("corrected", reader.language, reason=issue.reason)
    found = concern(bulletin, reader)
    if found.matched:
        yield word("owned", reader.language, systems=", ".join(found.matched))


def _line(words: Words, language: str, due: str = "") -> Line:
    text = said(words, language)
    return Line(text.text, text.language, due)


def _parts(bulletin: Bulletin, reader: Reader) -> Iterator[Part]:
    language = reader.language
    yield from _text("concern", bulletin.concern, language)
    yield from _text("harm", bulletin.harm, language)
    for role in roles_for(bulletin, reader.role):
        heading = f"{word('do', language)}: {word(f'role.{role}', language)}"
        lines = tuple(_line(one.text, language, one.due) for one in bulletin.steps[role])
        yield Part(f"do-{role}", heading, "steps", lines)
    yield from _text("detect", bulletin.detect, language)
    yield from _list("devices", [Line(one, "") for one in bulletin.devices], language)
    yield from _list("advisories", [Line(one, "") for one in bulletin.advisories], language)
    yield from _list("practices", list(_practices(bulletin, language)), language)
    yield from _text("well", bulletin.well, language)
    links = [Line(one.title or one.url, "", url=one.url) for one in bulletin.references]
    yield from _list("references", links, language)
    yield from _list("contact", [Line(bulletin.contact, "")] if bulletin.contact else [], language)


def _text(name: str, words: Words, language: str) -> Iterator[Part]:
    text = said(words, language)
    lines = tuple(Line(one.strip(), text.language) for one in text.text.splitlines() if one.strip())
    if lines:
        yield Part(name, word(name, language), "text", lines)


def _list(name: str, lines: Sequence[Line], language: str) -> Iterator[Part]:
    if lines:
        yield Part(name, word(name, language), "list", tuple(lines))


def _practices(bulletin: Bulletin, language: str) -> Iterator[Line]:
    for code in bulletin.practices:
        if code in by_code():
            table, practice = by_code()[code]
            name, text = said(practice.name, language), said(practice.text, language)
            origin = f"{'HICP' if code.startswith('hicp') else 'HPH CPG'} {table.edition}"
            yield Line(f"{name.text}: {text.text}", text.language, note=origin)
