"""Records as a workbook (XLSX): every cell a text, none a formula.

A cell holds 32,767 characters at most; what is longer goes on in the sheet "continued".
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from wardline.core.errors import MalformedError
from wardline.docket.cells import for_xml, from_xml, guarded, plain
from wardline.docket.formats import Failure, row_of
from wardline.docket.record import COLUMNS, Record, to_row

_SHEET = "comments"
_CONTINUED = "continued"
# Excel's own limit is 32,767; written out, a character may take seven.
_MOST = 4_600
_ROW_WIDTH = 4
_MOST_UNPACKED = 2 * 2**30


def write_xlsx(records: Iterable[Record]) -> bytes:
    """The records as a workbook with the 60 columns."""
    from openpyxl import Workbook

    rows = [to_row(record) for record in records]
    names = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    rest = book.create_sheet(_CONTINUED)
    sheet.append([_cell(sheet, guarded(name)) for name in names])
    rest.append([_cell(rest, name) for name in ("row", "column", "part", "text")])
    for number, row in enumerate(rows, 1):
        cells = [guarded(row.get(name, "")) for name in names]
        sheet.append([_cell(sheet, text[:_MOST]) for text in cells])
        for column, text in enumerate(cells):
            for part, start in enumerate(range(_MOST, len(text), _MOST), 1):
                place = [str(number), str(column), str(part)]
                rest.append([_cell(rest, one) for one in (*place, text[start : start + _MOST])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value="")
    cell.value = for_xml(text)
    # openpyxl takes "=…" for a formula; a text it is.
    cell.data_type = "s"
    return cell


def read_xlsx(data: bytes) -> Iterator[Record | Failure]:
    """The records of a workbook. *Raises* MalformedError where it is none."""
    rows, rest = _opened(data)
    if not rows or "Document ID" not in rows[0]:
        raise MalformedError('The first sheet has no column "Document ID".')
    for place, column, _, text in (row[:_ROW_WIDTH] for row in rest[1:]):
        if place.isdecimal() and column.isdecimal() and int(place) < len(rows):
            longer = rows[int(place)]
            longer[min(int(column), len(longer) - 1)] += text
    names = [plain(name) for name in rows[0]]
    for number, cells in enumerate(rows[1:], 1):
        if any(cells):
            yield row_of(number, names, cells)


def _opened(data: bytes) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the first sheet, and of the one where long cells go on."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > _MOST_UNPACKED:
            return [], []
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = [[_value(one) for one in row] for row in book.worksheets[0].values]
        rest = book[_CONTINUED].values if _CONTINUED in book.sheetnames else []
        return rows, [[_value(one) for one in row] for row in rest]
    except Exception as error:  # noqa: BLE001 # openpyxl and zipfile raise anything on foreign bytes
        raise MalformedError(f"The file is no whole workbook ({type(error).__name__}).") from None


def _value(value: object) -> str:
    return "" if value is None else from_xml(str(value))
