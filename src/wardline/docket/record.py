"""A comment as it travels between systems, and its row of 60 columns.

A row that came from elsewhere keeps all of its columns. What no column has a place for (answers to
single questions, texts of attachments, keys of a JSON record) stands as JSON in "Additional Field
2", so that a row of ours gives back exactly what went in.

*Source*: the bulk download of regulations.gov (60 columns, one row a document).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wardline.core.errors import MalformedError

COLUMNS = (
    "Document ID", "Agency ID", "Docket ID", "Tracking Number", "Document Type", "Posted Date",
    "Is Withdrawn?", "Federal Register Number", "FR Citation", "Title", "Comment Start Date",
    "Comment Due Date", "Allow Late Comments", "Comment on Document ID", "Effective Date",
    "Implementation Date", "Postmark Date", "Received Date", "Author Date", "Related RIN(s)",
    "Authors", "CFR", "Abstract", "Legacy ID", "Media", "Document Subtype", "Exhibit Location",
    "Exhibit Type", "Additional Field 1", "Additional Field 2", "Topics", "Duplicate Comments",
    "OMB/PRA Approval Number", "Page Count", "Page Length", "Paper Width", "Special Instructions",
    "Source Citation", "Start End Page", "Subject", "First Name", "Last Name", "City",
    "State/Province", "Zip/Postal Code", "Country", "Organization Name",
    "Submitter Representative", "Representative's Address", "Representative's City, State & Zip",
    "Government Agency", "Government Agency Type", "Comment", "Category", "Restrict Reason Type",
    "Restrict Reason", "Reason Withdrawn", "Content Files", "Attachment Files",
    "Display Properties (Name, Label, Tooltip)",
)  # fmt: skip
KINDS = ("individual", "organization", "anonymous")
_MORE = "Additional Field 2"
# The columns that are fields of a record.
_FIELDS = {
    "Document ID": "id",
    "Comment": "text",
    "Received Date": "received",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Organization Name": "organization",
}


class File(msgspec.Struct, frozen=True):
    """An attachment: its name, and the text in it that may be shown. Never its bytes."""

    name: str
    text: str


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One comment. All texts are as they came."""

    id: str
    text: str = ""
    # As the source writes it: a day or a time.
    received: str = ""
    # individual, organization or anonymous; empty: as the names say.
    kind: str = ""
    first_name: str = ""
    last_name: str = ""
    organization: str = ""
    # The question's id → the answer.
    answers: dict[str, str] = {}
    files: list[File] = []
    # The columns of a row that are no field here.
    columns: dict[str, str] = {}
    # What a JSON record had besides.
    more: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The person's name as one text."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def said_by(self) -> str:
        """Which kind of commenter it is."""
        if self.kind in KINDS:
            return self.kind
        if self.organization:
            return "organization"
        return "individual" if self.name else "anonymous"


class _Packed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What "Additional Field 2" of our rows holds."""

    wardline: int
    text: str = ""
    kind: str = ""
    answers: dict[str, str] = {}
    files: list[File] = []
    more: dict[str, Any] = {}
    # What stood in this column.
    field: str = ""


_FORMAT = 1
_PACKED = msgspec.json.Decoder(_Packed)


def to_row(record: Record) -> dict[str, str]:
    """The record as a row: every column of the 60, then those that the source had besides."""
    row = {name: record.columns.get(name, "") for name in COLUMNS}
    row |= {name: text for name, text in record.columns.items() if name not in row}
    row |= {column: getattr(record, field) for column, field in _FIELDS.items()}
    row["Comment"] = readable(record)
    packed = _Packed(
        _FORMAT,
        text=record.text if record.answers else "",
        kind=record.kind,
        answers=record.answers,
        files=record.files,
        more=record.more,
        field=row[_MORE],
    )
    if packed != _Packed(_FORMAT, field=row[_MORE]) or _looks_packed(row[_MORE]):
        row[_MORE] = msgspec.json.encode(packed).decode()
    return row


def from_row(row: Mapping[str, str]) -> Record:
    """The record of a row. *Raises* MalformedError where it has no id."""
    given = {name: text for name, text in row.items() if text}
    if not given.get("Document ID", "").strip():
        raise MalformedError('The row has no "Document ID".')
    values: dict[str, Any] = {field: given.pop(name, "") for name, field in _FIELDS.items()}
    packed = _unpacked(given.get(_MORE, ""))
    if packed is not None:
        del given[_MORE]
        if packed.field:
            given[_MORE] = packed.field
        if packed.answers:
            values["text"] = packed.text
    return Record(**values, **_held(packed), columns=given)


def _held(packed: _Packed | None) -> dict[str, Any]:
    names = ("kind", "answers", "files", "more")
    return {} if packed is None else {name: getattr(packed, name) for name in names}


def readable(record: Record) -> str:
    """All that the record says as one text: answers under their questions' ids, then the rest."""
    if not record.answers:
        return record.text
    parts = [f"[{question}]\n{text}" for question, text in record.answers.items()]
    return "\n\n".join([*parts, *([record.text] if record.text else [])])


def _looks_packed(text: str) -> bool:
    return text.startswith('{"wardline":')


def _unpacked(text: str) -> _Packed | None:
    if not _looks_packed(text):
        return None
    try:
        found = _PACKED.decode(text)
    except msgspec.MsgspecError:
        return None
    return found if found.wardline == _FORMAT else None
