"""`Document` → a tagged PDF that claims PDF/UA-1 and PDF/A-2a, set by Typst."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import msgspec

from wardline.core.errors import ConfigError, UnprocessableError
from wardline.report.document import Document

STANDARDS = ("a-2a", "ua-1")
# *Units*: characters of what Typst says.
_TOLD = 300
# What the fonts that Typst brings along can show; the system's own would make each machine's PDF
# another one. *Source*: measured with every character alone (tests/unit/report/test_pdf.py).
SHOWN = (
    "\n\t\x20-\x7e\xa0-\xac\xae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff"
    "\u05d0-\u05ea\u1e00-\u1f15\u2000-\u200a\u2010-\u2027\u202f-\u2040\u2044-\u2052\u2070\u2071"
    "\u2074-\u208e\u20a0-\u20c0\u2190-\u23ff\u27d5-\u2b73"
)
_UNSHOWN = re.compile(f"[^{SHOWN}]")


def render(document: Document) -> bytes:
    """The document as a PDF. *Raises* ConfigError where Typst is not installed."""
    values = msgspec.to_builtins(document)
    values["date"] = [document.as_of.year, document.as_of.month, document.as_of.day]
    return compiled("report.typ", values, pdf_standards=list(STANDARDS))


def picture(svg: str, width: int, height: int) -> bytes:
    """An SVG as PNG, twice as fine as on the screen, for programs that show no SVG."""
    values = {"svg": svg, "width": width, "height": height}
    return compiled("picture.typ", values, format="png", ppi=144.0)


def compiled(name: str, values: Any, **how: Any) -> bytes:
    """What Typst makes of a template of ours and of values; the same bytes on every machine."""
    try:
        import typst
    except ImportError:
        raise ConfigError(
            "PDF and Word need Typst, which is not installed.",
            hint="pip install 'wardline[docs]', or ask for --format html and json.",
        ) from None
    source = resources.files("wardline.report").joinpath(f"data/{name}").read_bytes()
    given = {"data": msgspec.json.encode(_plain(values)).decode()}
    try:
        made: bytes = typst.compile(source, sys_inputs=given, ignore_system_fonts=True, **how)
    except typst.TypstError as error:
        raise UnprocessableError(
            f"Typst could not set the document: {str(error)[:_TOLD]}",
            hint="Take what it names out of the text, or ask for --format html and json.",
        ) from None
    return made


def _plain(value: Any) -> Any:
    """Values in characters that the fonts have; others as ⟦U+4E2D⟧."""
    if isinstance(value, str):
        return _UNSHOWN.sub(_code, value) if _UNSHOWN.search(value) else value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _code(found: re.Match[str]) -> str:
    return f"⟦U+{ord(found[0]):04X}⟧"
