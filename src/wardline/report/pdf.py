"""`Document` → a tagged PDF that claims PDF/UA-1 and PDF/A-2a, set by Typst."""

from __future__ import annotations

import msgspec

from wardline.core.typeset import Template, compiled
from wardline.report.document import Document

STANDARDS = ("a-2a", "ua-1")
_INSTEAD = "ask for --format html and json"


def render(document: Document) -> bytes:
    """The document as a PDF. *Raises* ConfigError where Typst is not installed."""
    values = msgspec.to_builtins(document)
    values["date"] = [document.as_of.year, document.as_of.month, document.as_of.day]
    return compiled(template("report.typ"), values, pdf_standards=list(STANDARDS))


def picture(svg: str, width: int, height: int) -> bytes:
    """An SVG as PNG, twice as fine as on the screen, for programs that show no SVG."""
    values = {"svg": svg, "width": width, "height": height}
    return compiled(template("picture.typ"), values, format="png", ppi=144.0)


def template(name: str) -> Template:
    """A template of this room."""
    return Template("wardline.report", name, _INSTEAD)
