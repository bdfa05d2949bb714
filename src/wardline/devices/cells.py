"""Cells that no spreadsheet runs as a formula, and back again without a loss.

*Source*: OWASP, CSV injection.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_RUNS = re.compile(r"'*[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """`text` behind an apostrophe where a spreadsheet might run it."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV that spreadsheets open without harm."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
