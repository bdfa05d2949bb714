"""An after-action report as an accessible PDF (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

from wardline.core.errors import ConfigError


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
    try:
        import typst
    except ImportError:
        raise ConfigError(
            "A PDF needs Typst, which is not installed.",
            hint="pip install 'wardline[docs]', or print the page of the exercise.",
        ) from None
    source = resources.files("wardline.taskforce").joinpath("data/after-action.typ").read_bytes()
    given = {"data": json.dumps(_plain(report))}
    made: bytes = typst.compile(source, sys_inputs=given, pdf_standards=["ua-1"])
    return made


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
