"""A Typst template and values → PDF or PNG, the same bytes on every machine.

Set in the fonts that Typst brings along: the system's own would make each machine's paper another
one. What those fonts cannot show stands as its number, never as an empty box.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

import msgspec

from wardline.core.errors import ConfigError, UnprocessableError

# *Units*: characters of what Typst says.
_TOLD = 300
# *Source*: measured with every character alone (tests/unit/report/test_formats.py).
SHOWN = (
    "\n\t\x20-\x7e\xa0-\xac\xae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff"
    "\u05d0-\u05ea\u1e00-\u1f15\u2000-\u200a\u2010-\u2027\u202f-\u2040\u2044-\u2052\u2070\u2071"
    "\u2074-\u208e\u20a0-\u20c0\u2190-\u23ff\u27d5-\u2b73"
)
_UNSHOWN = re.compile(f"[^{SHOWN}]")


class Template(NamedTuple):
    """A template: the room whose it is, its file in `data/`, and the way to do without Typst."""

    room: str
    file: str
    # What to do where Typst is not installed, after the command that installs it.
    instead: str

    def source(self) -> bytes:
        """Its text."""
        return resources.files(self.room).joinpath("data").joinpath(self.file).read_bytes()


class Sheet(NamedTuple):
    """A PDF in the largest size that was tried and fits one sheet of paper, else the smallest."""

    data: bytes
    fits: bool


def compiled(template: Template, values: Any, **how: Any) -> bytes:
    """What Typst makes of a template and values (plain ones, as JSON has them).

    *Raises* ConfigError where Typst is not installed, UnprocessableError for what it cannot set.
    """
    try:
        import typst
    except ImportError:
        raise ConfigError(
            "PDF and Word need Typst, which is not installed.",
            hint=f"pip install 'wardline[docs]', or {template.instead}.",
        ) from None
    given = {"data": msgspec.json.encode(_plain(values)).decode()}
    try:
        made: bytes = typst.compile(
            template.source(), sys_inputs=given, ignore_system_fonts=True, **how
        )
    except typst.TypstError as error:
        raise UnprocessableError(
            f"Typst could not set the document: {str(error)[:_TOLD]}",
            hint=f"Take what it names out of the text, or {template.instead}.",
        ) from None
    return made


def one_sheet(template: Template, values: Mapping[str, Any], sizes: Sequence[float]) -> Sheet:
    """A PDF (PDF/UA-1) of one page, in the first of `sizes` (of the text, in points) that fits."""
    plain, made = _plain(values), b""
    for size in sizes:
        made = compiled(template, {**plain, "size": size}, pdf_standards=["ua-1"])
        if _pages(made) == 1:
            return Sheet(made, fits=True)
    return Sheet(made, fits=False)


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _plain(value: Any) -> Any:
    """Values in characters that the fonts have; others as ⟦U+4E2D⟧."""
    if isinstance(value, str):
        return _UNSHOWN.sub(_code, value) if _UNSHOWN.search(value) else value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _code(found: re.Match[str]) -> str:
    return f"⟦U+{ord(found[0]):04X}⟧"
