"""A table of comma-separated values, for spreadsheets, SIEM look-ups and scripts (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from wardline.defend import text
from wardline.defend.base import About, Claim, Entry, Output, Told, pour

COLUMNS = (
    "type",
    "value",
    "role",
    "indicator",
    "name",
    "tlp",
    "confidence",
    "valid_from",
    "valid_until",
    "modified",
)
KINDS = frozenset(
    {
        "ipv4-addr",
        "ipv6-addr",
        "domain-name",
        "url",
        "email-addr",
        "mac-addr",
        "md5",
        "sha1",
        "sha256",
        "sha512",
        "ssdeep",
        "file-name",
        "directory",
        "process-name",
        "command-line",
        "windows-registry-key",
        "mutex",
        "user-account",
        "autonomous-system",
        "x509-serial",
        "software",
    }
)


class Csv:
    """One row for each value; a cell that a spreadsheet would calculate gets a leading quote."""

    about = About(
        "csv",
        "spreadsheets, SIEM look-up tables, scripts",
        f"columns: {', '.join(COLUMNS)}",
        media="text/csv; charset=utf-8; header=present",
        kinds=KINDS,
        only="carries single values only",
    )

    def entry(self, claim: Claim) -> Entry | str:
        """The value's row."""
        value, facts = claim.value, claim.facts
        if value is None:
            return "csv carries single values only"
        if set(value.value) & set("\r\n\0"):
            return "it holds a line break or a zero, which few readers of CSV take"
        cells = (
            value.kind,
            value.value,
            value.role,
            facts.id,
            text.line(facts.name),
            facts.tlp.label,
            "" if facts.confidence is None else str(facts.confidence),
            text.moment(facts.start) if facts.start else "",
            text.until(facts),
            text.moment(facts.modified) if facts.modified else "",
        )
        row = io.StringIO()
        csv.writer(row, lineterminator="\r\n").writerow([text.cell(cell) for cell in cells])
        return Entry((value.kind, value.value, value.role), row.getvalue(), facts)

    def write(self, entries: Sequence[Entry], told: Told, out: Output) -> None:
        """The head and all rows."""
        del told
        out.write((",".join(COLUMNS) + "\r\n").encode())
        pour(entries, out)
