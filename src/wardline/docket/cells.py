"""Texts in cells: no spreadsheet takes one for a formula, and reading undoes what was done.

A cell that would be one, or would be one after its leading apostrophes, gets an apostrophe more;
reading takes one away. So both are one to one.

*Source*: OWASP, CSV injection; ECMA-376 part 1 section 22.4.2.4 (_xHHHH_ in strings).
"""

from __future__ import annotations

import re

_FORMULA = re.compile("^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_QUOTED = re.compile("^''*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# What XML 1.0 does not hold, what its readers change, and what already looks written so.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


def guarded(text: str) -> str:
    """`text` as no spreadsheet runs it."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _QUOTED.match(cell) else cell


def for_xml(text: str) -> str:
    """`text` as a string of a workbook."""
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_xml(text: str) -> str:
    """What `for_xml` was given."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)
