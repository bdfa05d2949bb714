"""CEF and LEEF: events of security products, with or without a syslog line around them."""

from __future__ import annotations

import re

from wardline.hunt.fields import role, time_of
from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import LineReader, broken, decode, first_lines

_KEY = re.compile(r"(?:^|(?<=\s))([\w.\[\]\-]{1,80})=")
_ESCAPE = re.compile(r"\\([\\=|nr])")
_PIPE = re.compile(r"(?<!\\)\|")
_CEF_HEADER = ("version", "device.vendor", "device.product", "device.version", "signature", "event")
_LEEF_HEADER = ("version", "device.vendor", "device.product", "device.version", "signature")
_PLAIN = {"n": "\n", "r": "\r"}


class CefReader(LineReader):
    """The reader `cef`."""

    name = "cef"

    def sniff(self, head: bytes, name: str) -> bool:
        """Most of the first lines hold CEF: or LEEF:."""
        lines = first_lines(head)
        good = sum(b"CEF:" in line or b"LEEF:" in line for line in lines)
        return good > 0 and good * 2 >= len(lines)

    def parse(self, line: bytes) -> Record | None:
        """Header and extension as cells."""
        text = decode(line).strip("\r\n")
        if not text.strip():
            return None
        cells = event_cells(text)
        if not cells:
            raise broken("it holds no CEF or LEEF event")
        moment = time_of(cells)
        if not moment:
            moment = text[: text.find("CEF:" if "CEF:" in text else "LEEF:")]
            moment = re.sub(r"^<\d{1,3}>(?:1 )?", "", moment)
        return Record(cells, moment)


def event_cells(text: str) -> list[Cell]:
    """The cells of the event in `text`; none where there is none."""
    start = text.find("CEF:")
    if start != -1:
        return _cef(text[start + 4 :])
    start = text.find("LEEF:")
    return [] if start == -1 else _leef(text[start + 5 :])


def _cef(event: str) -> list[Cell]:
    parts = _PIPE.split(event, 7)
    if len(parts) < 7:  # noqa: PLR2004 # the header of CEF has seven parts
        return []
    cells = [Cell(name, _raw(value)) for name, value in zip(_CEF_HEADER, parts, strict=False)]
    extension = parts[7] if len(parts) > 7 else ""  # noqa: PLR2004 # as above
    return [*cells, *_labelled(_extension(extension))]


def _extension(text: str) -> list[Cell]:
    """key=value pairs whose values may hold blanks: a value ends where the next key begins."""
    keys = list(_KEY.finditer(text))
    if not keys:
        return []
    ends = [key.start() for key in keys[1:]] + [len(text)]
    return [
        Cell(key[1], _raw(text[key.end() : end].strip()))
        for key, end in zip(keys, ends, strict=True)
    ]


def _labelled(cells: list[Cell]) -> list[Cell]:
    """Custom fields (cs1 with cs1Label) under their labels, where the label is a known name."""
    labels = {
        cell.name.removesuffix("Label"): cell.value for cell in cells if cell.name.endswith("Label")
    }
    return [
        Cell(labels[cell.name], cell.value) if role(labels.get(cell.name, "")) else cell
        for cell in cells
    ]


def _leef(event: str) -> list[Cell]:
    parts = event.split("|", 5)
    if len(parts) < 6:  # noqa: PLR2004 # the header of LEEF has five parts
        return []
    cells = [Cell(name, value) for name, value in zip(_LEEF_HEADER, parts, strict=False)]
    rest = parts[5]
    delimiter = "\t"
    if parts[0].strip().startswith("2"):
        named, _, more = rest.partition("|")
        if len(named) <= 6:  # noqa: PLR2004 # one character, or its code like 0x09
            delimiter = _character(named) or "\t"
            rest = more
    pairs = (part.partition("=") for part in rest.split(delimiter))
    return cells + [Cell(key.strip(), value) for key, mark, value in pairs if mark]


def _character(text: str) -> str:
    code = text.lower().removeprefix("0").removeprefix("x")
    if len(text) > 1 and re.fullmatch(r"[0-9a-f]{1,4}", code):
        return chr(int(code, 16))
    return text[:1]


def _raw(value: str) -> str:
    return _ESCAPE.sub(lambda m: _PLAIN.get(m[1], m[1]), value) if "\\" in value else value
