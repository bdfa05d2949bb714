"""A document as blocks: what all formats show, and nothing that only one of them could."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some words; `to` leads to an anchor of this document (#id) or to an address."""

    text: str
    to: str = ""
    strong: bool = False
    # What links lead to, where it is these words.
    anchor: str = ""


Runs = tuple[Run, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading of level 1 to 6; `anchor` is what links lead to."""

    level: int
    text: str
    anchor: str
    # Whether a new page begins with it, where there are pages.
    page: bool = False


class Para(msgspec.Struct, frozen=True, tag="para"):
    """A paragraph."""

    runs: Runs


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list."""

    items: tuple[Runs, ...]


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """Words of somebody else, and where they are read."""

    text: str
    source: Runs


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Labels and what stands for them."""

    rows: tuple[tuple[str, Runs], ...]


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table whose header is repeated on each page; the first column names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    # How wide the columns are, in parts.
    widths: tuple[int, ...]
    # Which columns hold numbers.
    numbers: tuple[int, ...] = ()


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A chart: its SVG, and what it tells in words. Its table is the block after it."""

    caption: str
    alt: str
    svg: str
    anchor: str


Block = Heading | Para | Bullets | Quote | Facts | Table | Picture


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document."""

    title: str
    subtitle: str
    publisher: str
    as_of: date
    # What it was made from: SHA-256 of the snapshot, in hex.
    made_from: str
    blocks: tuple[Block, ...]
    language: Literal["en"] = "en"


def runs(text: str) -> Runs:
    """Plain words."""
    return (Run(text),)


def link(text: str, to: str) -> Run:
    """Words that lead somewhere; without an address, only the words."""
    return Run(text, to)


def joined(parts: Sequence[Run], between: str = ", ") -> Runs:
    """Runs one after the other, something between them."""
    found: list[Run] = []
    for part in parts:
        if found:
            found.append(Run(between))
        found.append(part)
    return tuple(found)


def prose(text: str) -> list[Block]:
    """Paragraphs and lists of a text: an empty line parts them, "- " begins an entry."""
    blocks: list[Block] = []
    for part in text.strip().split("\n\n"):
        lines = [" ".join(line.split()) for line in part.splitlines() if line.strip()]
        loose = [line for line in lines if not line.startswith("- ")]
        if loose:
            blocks.append(Para(runs(" ".join(loose))))
        entries = [runs(line[2:]) for line in lines if line.startswith("- ")]
        if entries:
            blocks.append(Bullets(tuple(entries)))
    return blocks


def tables(document: Document) -> list[Table]:
    """The tables, in order."""
    return [block for block in document.blocks if isinstance(block, Table)]
