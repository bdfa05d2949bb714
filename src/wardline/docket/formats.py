"""Records as CSV, JSON, JSON lines and XLSX; what one of them writes, it reads back unchanged."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wardline.core.errors import InputError, MalformedError, TooLargeError
from wardline.docket.cells import guarded, plain
from wardline.docket.record import COLUMNS, File, Record, from_row, to_row

MOST_BYTES = 512 * 2**20
# 2 MB of text and its JSON in one cell; the reader's own limit is 131,072.
_LONGEST_CELL = 64 * 2**20
_UNFIT = {**dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
# What our JSON says of a comment's way through the docket; reading leaves it aside.
STATE = "wardline"


class Failure(NamedTuple):
    """A record that could not be taken: which one (1 is the first), and why."""

    number: int
    reason: str


def write_csv(records: Iterable[Record]) -> str:
    """The records as CSV with a header of 60 columns and those that a source had besides."""
    rows = [to_row(record) for record in records]
    names = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(name) for name in names])
    writer.writerows([guarded(row.get(name, "")) for name in names] for row in rows)
    return out.getvalue()


def read_csv(text: str) -> Iterator[Record | Failure]:
    """The records of a CSV, row by row; a row that cannot be taken is told as a Failure."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        names = [plain(name) for name in next(reader, [])]
        if "Document ID" not in names:
            raise MalformedError(
                'The file has no column "Document ID".',
                hint="It should be a bulk download of regulations.gov, or an export of a docket.",
            )
        for number, cells in enumerate(reader, 1):
            if cells:
                yield row_of(number, names, cells)
    except csv.Error as error:
        raise MalformedError(f"The file is no whole CSV: {error}.") from None
    finally:
        csv.field_size_limit(before)


def row_of(number: int, names: Sequence[str], cells: Sequence[str]) -> Record | Failure:
    """The record in the cells of one row under a header."""
    if len(cells) > len(names):
        return Failure(number, f"The row has {len(cells)} cells, the header {len(names)}.")
    return _taken(number, lambda: from_row(dict(zip(names, map(plain, cells), strict=False))))


def _taken(number: int, make: Callable[[], Record]) -> Record | Failure:
    try:
        return make()
    except InputError as error:
        return Failure(number, str(error))


def to_json(record: Record, state: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The record as plain values; what a JSON source had besides stands where it stood."""
    made: dict[str, Any] = msgspec.to_builtins(record)
    more = made.pop("more", {})
    apart = {name: value for name, value in more.items() if name in _OWN}
    made |= {name: value for name, value in more.items() if name not in _OWN}
    if apart:
        made["more"] = apart
    return made if state is None else {**made, STATE: dict(state)}


_NAMES = tuple(name for name in Record.__struct_fields__ if name != "more")
_OWN = frozenset({*_NAMES, "more", STATE})


def from_json(value: Any) -> Record:
    """The record in a decoded JSON object. *Raises* MalformedError that says what is wrong."""
    if not isinstance(value, dict):
        raise MalformedError("It is no JSON object.")
    if value.get("type") == "comments" and isinstance(value.get("attributes"), dict):
        value = _from_v4(value)
    known = {name: value[name] for name in _NAMES if value.get(name) is not None}
    more = {name: held for name, held in value.items() if name not in _OWN}
    if isinstance(value.get("more"), dict):
        more |= value["more"]
    known |= {name: _text(known[name]) for name in ("id", "received") if name in known}
    if not str(known.get("id", "")).strip():
        raise MalformedError('It has no "id".')
    try:
        return msgspec.convert({**known, "more": more}, Record)
    except msgspec.ValidationError as error:
        raise MalformedError(f"It is no comment: {error}.") from None


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


# The names of the v4 API that are fields of a record.
_V4 = {
    "comment": "text",
    "firstName": "first_name",
    "lastName": "last_name",
    "organization": "organization",
    "receiveDate": "received",
}


def _from_v4(value: Mapping[str, Any]) -> dict[str, Any]:
    attributes = dict(value["attributes"])
    made = {
        ours: attributes.pop(theirs) or "" for theirs, ours in _V4.items() if theirs in attributes
    }
    return {"id": value.get("id"), **made, **attributes}


def read_json(text: str) -> Iterator[Record | Failure]:
    """The records of a JSON list, a v4 document, or JSON lines."""
    try:
        whole = json.loads(text)
    except ValueError:
        yield from _lines(text)
        return
    listed = whole.get("data", whole) if isinstance(whole, dict) else whole
    for number, value in enumerate(listed if isinstance(listed, list) else [listed], 1):
        yield _taken(number, lambda value=value: from_json(value))  # type: ignore[misc]


def _lines(text: str) -> Iterator[Record | Failure]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError:
            yield Failure(number, "The line is no JSON.")
            continue
        yield _taken(number, lambda value=value: from_json(value))  # type: ignore[misc]


def read(data: bytes, name: str = "") -> Iterator[Record | Failure]:
    """The records of a file of any of the formats, known by its bytes.

    *Raises*: MalformedError, TooLargeError where the file as a whole cannot be taken.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError(f"{name} is too large.", hint="Import it in several parts.")
    if data.startswith(b"PK\x03\x04"):
        from wardline.docket.workbook import read_xlsx

        yield from read_xlsx(data)
        return
    text = decoded(data)
    head = text.lstrip()[:1]
    yield from read_json(text) if head in ("{", "[") else read_csv(text)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, or what old spreadsheets write."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def fit(value: Any) -> Any:
    """`value` with texts that travel as UTF-8: half surrogates are replaced."""
    if isinstance(value, str):
        return value.translate(_UNFIT)
    if isinstance(value, dict):
        return {fit(name): fit(held) for name, held in value.items()}
    return [fit(one) for one in value] if isinstance(value, list) else value


__all__ = ["STATE", "Failure", "File", "Record", "read", "read_csv", "read_json", "write_csv"]
