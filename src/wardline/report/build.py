"""All files of a report at once, the same bytes each time: nothing here knows what day it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from wardline.core.errors import UsageError
from wardline.report import changes, contents, facts, html, progress
from wardline.report.document import Document
from wardline.report.facts import Report
from wardline.report.model import Snapshot

FORMATS = ("html", "pdf", "docx", "json")
VIEWS = ("report", "progress")
_ENCODER = msgspec.json.Encoder(order="sorted")


class Built(NamedTuple):
    """A file that was made."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Its digest, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def build(
    snapshot: Snapshot, as_of: date, formats: Sequence[str] = FORMATS, view: str = "report"
) -> list[Built]:
    """The files of a view. *Raises* ProblemsError (all that is missing), ConfigError (no Typst)."""
    made = facts.report(snapshot, as_of)
    document = progress.document(made) if view == "progress" else contents.document(made)
    return rendered(document, facts.encode(made), formats, view)


def compared(old: Report, new: Report, formats: Sequence[str] = FORMATS) -> list[Built]:
    """The files of what changed between two editions."""
    told = _ENCODER.encode(changes.changes(old, new)) + b"\n"
    return rendered(changes.document(old, new), told, formats, "changes")


def rendered(document: Document, told: bytes, formats: Sequence[str], name: str) -> list[Built]:
    """A document in each of the formats; `told` is its JSON."""
    return [Built(f"{name}.{form}", _one(document, told, form)) for form in formats]


def _one(document: Document, told: bytes, form: str) -> bytes:
    if form == "json":
        return told
    if form == "html":
        return html.render(document)
    if form == "pdf":
        from wardline.report import pdf

        return pdf.render(document)
    if form == "docx":
        from wardline.report import docx

        return docx.render(document)
    raise UsageError(f"There is no format {form!r}.", hint=f"Choose of {', '.join(FORMATS)}.")
