"""Templates to labelled texts.

A template file holds blocks: a head line `%% name kind mode key=value …`, then the text.
Slots stand in «»: `«ssn»`, `«ssn:raw»`, `«p1.full»`, `«p1.email»`, `«?one|other»` (plain words by
chance), `«!LABEL:text»` (a hard negative in so many words), `«~LABEL:text»` (may go or stay). A filter follows `%`:
`upper`, `lower`, `url` (percent-encoded), `json` (escaped), `sql`, `defang`, `pad` (blanks after it).

Modes: `text` (the block as it stands), `parts=3-6` (that many of the lines, in order, as
sentences), `lines=2-8` (that many lines drawn with repetition, each with people of its own),
`rows=2-6` (the first line once, then the others drawn as rows of a table).
Keys: `reach=foreign`, `escape=json`, `glue=newline`, `weight=3` (three times as often).
"""

from __future__ import annotations

import json
import random
import re
import urllib.parse
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import NamedTuple

from wardline.core.errors import ConfigError
from wardline.testing.screening import (
    records,
    records_fresh,
    records_more,
    slots_fresh,
    slots_more,
    slots_other,
    slots_people,
    slots_threat,
    slots_unseen,
)
from wardline.testing.screening.base import MAKERS, MORE, UNSEEN, Piece, Site
from wardline.testing.screening.model import Span

# Importing the modules of slots fills MAKERS.
__all__ = ["slots_other", "slots_threat"]
_SLOT = re.compile(r"«([^«»]+)»")
_PERSON = re.compile(r"p\d+\Z")
# Forms in which the lines are the fields of one record.
_ONE_RECORD = frozenset(("form", *records_fresh.ONE_RECORD))
_COLUMN = 24
_FILTERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "url": lambda text: urllib.parse.quote(text, safe=""),
    "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "ajson": lambda text: json.dumps(text)[1:-1],
    "defang": lambda text: text.replace(".", "[.]").replace("http", "hxxp", 1),
    "sql": lambda text: text.replace("'", "''"),
    "xml": lambda text: text.replace("&", "&amp;").replace("<", "&lt;"),
}


class Template(NamedTuple):
    """One block of a template file."""

    name: str
    kind: str
    mode: str
    low: int
    high: int
    reach: str
    escape: str
    glue: str
    weight: int
    lines: tuple[str, ...]


@cache
def templates(group: str) -> tuple[Template, ...]:
    """The templates of a group: one file, or all files of its folder.

    *Raises*: ConfigError where the group is unknown or not installed.
    """
    folder = resources.files("wardline.testing.screening") / "templates"
    if group in (*MORE, UNSEEN):
        if group == UNSEEN:
            slots_unseen.register()
        else:
            slots_more.words_of(group)
        names = sorted(each.name for each in (folder / group).iterdir())
        sources = [folder / group / name for name in names]
    else:
        sources = [folder / f"{group}.txt"]
    if not all(source.is_file() for source in sources):
        raise ConfigError(
            f"There is no group of templates '{group}'. Choose open, sealed or fresh, or a group with a folder of its own."
        )
    found = [each for source in sources for each in _read(source.read_text("utf-8"))]
    if group == UNSEEN:
        return tuple(found)
    kinds = records_fresh.KINDS if group == "fresh" else records.KINDS
    if group in MORE:
        rare = (_records(form, kind) for form, kind in records_more.KINDS.items())
        return (*found, *(each._replace(weight=1) for each in rare))
    return (*found, *(_records(form, kind) for form, kind in kinds.items()))


def _read(text: str) -> tuple[Template, ...]:
    blocks = re.split(r"^%% ", text, flags=re.MULTILINE)[1:]
    return tuple(_template(block) for block in blocks)


def _records(form: str, kind: str) -> Template:
    """A template whose lines are drawn anew for each text."""
    return Template(f"record_{form}", kind, "record", 1, 1, "ours", "", " ", 3, (form,))


def _template(block: str) -> Template:
    head, _, body = block.partition("\n")
    name, kind, mode, *pairs = head.split()
    keys = dict(pair.split("=", 1) for pair in pairs)
    mode, _, span = mode.partition("=")
    low, _, high = (span or "1-1").partition("-")
    lines = tuple(body.rstrip("\n").split("\n"))
    if mode != "text":
        lines = tuple(line for line in lines if line)
    return Template(name, kind, mode, int(low), int(high), keys.get("reach", "ours"),
                    keys.get("escape", ""), keys.get("glue", " "),
        int(keys.get("weight", "1")), lines)  # fmt: skip


def weave(template: Template, site: Site, group: str = "open") -> tuple[str, tuple[Span, ...]]:
    """One text of the template, with its spans."""
    pieces: list[Piece] = []
    for number, line in enumerate(_chosen(template, site.rng, group)):
        if number:
            newline = template.mode != "parts" or template.glue == "newline"
            pieces.append(Piece("\n" if newline else " "))
        if template.mode in ("lines", "rows") or (
            template.mode == "record" and template.lines[0] not in _ONE_RECORD
        ):
            site.people.clear()
            site.kept.clear()
        pieces.extend(_filled(line, site, template.escape))
    return _joined(pieces)


def _chosen(template: Template, rng: random.Random, group: str) -> list[str]:
    lines, count = template.lines, rng.randint(template.low, template.high)
    if template.mode == "record":
        if group in MORE:
            return records_more.record_lines(slots_more.words_of(group), lines[0], rng)
        if group == "fresh":
            return records_fresh.record_lines(lines[0], rng)
        return records.record_lines(group, lines[0], rng)
    if template.mode == "parts":
        count = min(count, len(lines))
        return [lines[i] for i in sorted(rng.sample(range(len(lines)), count))]
    if template.mode == "lines":
        return [rng.choice(lines) for _ in range(count)]
    if template.mode == "rows":
        return [lines[0], *(rng.choice(lines[1:]) for _ in range(count))]
    return list(lines)


def _filled(line: str, site: Site, escape: str) -> list[Piece]:
    pieces, at = [], 0
    for match in _SLOT.finditer(line):
        pieces.append(Piece(line[at : match.start()]))
        made = _slot(match[1].removesuffix("%pad"), site, escape)
        pieces.append(made)
        if match[1].endswith("%pad"):
            pieces.append(Piece(" " * max(0, _COLUMN - len(made.text))))
        at = match.end()
    pieces.append(Piece(line[at:]))
    return pieces


def _slot(slot: str, site: Site, escape: str) -> Piece:
    if slot.startswith("?"):
        return Piece(site.rng.choice(slot[1:].split("|")))
    if slot.startswith("!"):
        label, _, text = slot[1:].partition(":")
        return Piece(text, label, "neg")
    if slot.startswith("~"):
        label, _, text = slot[1:].partition(":")
        return Piece(text, label, "either")
    body, _, name = slot.partition("%")
    piece = _made(body, site)
    for each in filter(None, (name, escape)):
        piece = piece._replace(text=_FILTERS[each](piece.text))
    return piece


def _made(body: str, site: Site) -> Piece:
    what, _, arg = body.partition(":")
    who, _, form = what.partition(".")
    if _PERSON.match(who):
        if site.group == UNSEEN:
            return slots_unseen.person_piece(site, who, form)
        if site.group in MORE:
            return slots_more.person_piece(site, who, form)
        if site.group == "fresh":
            return slots_fresh.person_piece(site, who, form)
        return slots_people.person_piece(site, who, form)
    maker = MAKERS.get(f"{site.group}/{what}") or MAKERS[what]
    return maker(site, arg)


def _joined(pieces: list[Piece]) -> tuple[str, tuple[Span, ...]]:
    text, spans, at = [], [], 0
    for piece in pieces:
        if piece.label:
            spans.append(Span(at, at + len(piece.text), piece.label, piece.action, piece.sub))
        text.append(piece.text)
        at += len(piece.text)
    return "".join(text), tuple(spans)
