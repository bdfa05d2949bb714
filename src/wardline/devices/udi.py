"""A unique device identifier split into what it says: GS1, HIBCC and ICCBBA.

*Source*: FDA UDI formats by issuing agency; GS1 General Specifications (AIs 01, 10, 11, 17, 21);
ANSI/HIBC 2.6; ICCBBA ISBT 128 ST-017.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_GS1 = re.compile(r"\(?01\)?(\d{14})")
_PART = re.compile(r"\((10|11|17|21|240)\)([^(]{1,30})")
_PLAIN = {"11": 6, "17": 6}
_HIBC = re.compile(r"\+([A-Z]\d{3})([A-Z0-9]{1,18})(\d)(?:/\$?\$?[+]?(.*))?")
_ICCBBA = re.compile(r"=/([A-Z0-9]{5})([A-Z0-9]{6,})(?:=,(\d{6}))?")


class Udi(NamedTuple):
    """What a UDI says; `model` is a maker's own number where the form carries one."""

    agency: str
    device: str
    model: str = ""
    lot: str = ""
    serial: str = ""
    made: str = ""
    expires: str = ""


def split_udi(text: str) -> Udi | None:
    """The parts of a UDI in any of the three forms, or None where it is none."""
    plain = text.strip()
    found = _GS1.match(plain)
    if found and valid_gtin(found[1]):
        return _gs1(found[1], plain[found.end() :])
    hibc = _HIBC.match(plain.strip("*").upper())
    if hibc:
        return Udi("HIBCC", f"+{hibc[1]}{hibc[2]}{hibc[3]}", model=hibc[2], lot=hibc[4] or "")
    iccbba = _ICCBBA.match(plain.upper())
    if iccbba:
        return Udi("ICCBBA", f"=/{iccbba[1]}{iccbba[2]}", expires=iccbba[3] or "")
    if re.fullmatch(r"\d{14}", plain) and valid_gtin(plain):
        return Udi("GS1", plain)
    return None


def valid_gtin(digits: str) -> bool:
    """Whether the check digit of a GTIN-14 is right (GS1 General Specifications 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def _gs1(device: str, rest: str) -> Udi:
    parts = dict(_PART.findall(rest))
    if not parts and rest:
        parts = _without_brackets(rest)
    return Udi(
        "GS1",
        device,
        model=parts.get("240", "").strip(),
        lot=parts.get("10", "").strip(),
        serial=parts.get("21", "").strip(),
        made=parts.get("11", "").strip(),
        expires=parts.get("17", "").strip(),
    )


def _without_brackets(rest: str) -> dict[str, str]:
    """Element strings as a scanner gives them: fixed lengths, or up to the group separator."""
    parts: dict[str, str] = {}
    while len(rest) > 2:  # noqa: PLR2004 # an identifier and at least one character
        rest = rest.lstrip("\x1d")
        key = rest[:2]
        if key in _PLAIN:
            parts[key], rest = rest[2 : 2 + _PLAIN[key]], rest[2 + _PLAIN[key] :]
        elif key in ("10", "21"):
            parts[key], _, rest = rest[2:].partition("\x1d")
        else:
            break
    return parts
