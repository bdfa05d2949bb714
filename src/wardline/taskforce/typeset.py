"""An after-action report as an accessible PDF (PDF/UA-1), set by Typst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from wardline.core.typeset import Template, compiled

_TEMPLATE = Template("wardline.taskforce", "after-action.typ", "print the page of the exercise")


class Table(NamedTuple):
    """A table with a row of headings; `widths` are shares of the line."""

    widths: Sequence[float]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Sub(NamedTuple):
    """A part of a part."""

    heading: str
    lines: Sequence[str]


class Part(NamedTuple):
    """A part of a report: its heading, paragraphs, smaller parts, then a table."""

    heading: str
    lines: Sequence[str] = ()
    subs: Sequence[Sub] = ()
    table: Table | None = None


class Report(NamedTuple):
    """All that is printed."""

    hub: str
    language: str
    heading: str
    title: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]


def pdf(report: Report) -> bytes:
    """The report as a PDF; the same bytes each time. *Raises* ConfigError without Typst."""
    return compiled(_TEMPLATE, _plain(report), pdf_standards=["ua-1"])


def _plain(report: Report) -> dict[str, Any]:
    parts = [
        {
            **part._asdict(),
            "subs": [sub._asdict() for sub in part.subs],
            "table": part.table._asdict() if part.table and part.table.rows else None,
        }
        for part in report.parts
    ]
    return {**report._asdict(), "parts": parts}
