"""A unique device identifier split into what it says: GS1, HIBCC and ICCBBA.

*Source*: FDA UDI formats by issuing agency; GS1 General Specifications (AIs 01, 10, 11, 17, 21,
240); ANSI/HIBC 2.6 (primary and secondary data structures); ICCBBA ISBT 128 ST-017.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_GS1 = re.compile(r"\(?01\)?(\d{14})")
_PART = re.compile(r"\((10|11|17|21|240)\)([^(]{1,30})")
_PLAIN = {"11": 6, "17": 6}
_HIBC = re.compile(r"\+([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})(\d)(?:/(.*))?")
_HIBC_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
# How many digits of date follow the flag behind "$$" (HIBC 2.6 table 2), and where they stand.
_FLAGS = {"2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH", "7": ""}
_ICCBBA = re.compile(r"=/([A-Z0-9]{5})([A-Z0-9]{6,})")
_ICCBBA_PARTS = {
    "serial": re.compile(r"=,([A-Z0-9]{6})"),
    "expires": re.compile(r"=>(\d{6})"),
    "made": re.compile(r"=\}(\d{6})"),
    "lot": re.compile(r"&,1([A-Z0-9]{1,18})"),
}


class Udi(NamedTuple):
    """What a UDI says; `model` is a maker's own number where the form carries one.

    Dates are as the label has them (GS1: YYMMDD), or ISO where the form needs to be worked out.
    """

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
    if plain.lstrip("*").startswith("+"):
        return _hibc(plain.strip("*").upper())
    iccbba = _ICCBBA.match(plain.upper())
    if iccbba:
        return _iccbba(iccbba, plain.upper()[iccbba.end() :])
    if re.fullmatch(r"\d{14}", plain) and valid_gtin(plain):
        return Udi("GS1", plain)
    return None


def identity_of(text: str) -> str:
    """What stands for the device itself in a UDI or device identifier; empty where it is none.

    The number of the item under any package of it: a label has the piece's, a recall often the
    box's. *Shape*: "GS1 " and 12 digits, "HIBCC " and labeler and number, "ICCBBA " and the rest.
    """
    plain = text.strip()
    if re.fullmatch(r"\d{12,13}", plain):
        # UPC and EAN are GTINs with zeros left out (GS1 General Specifications 3.3.2).
        plain = plain.zfill(14)
    udi = split_udi(plain)
    if udi is None:
        return ""
    if udi.agency == "GS1":
        return f"GS1 {udi.device[1:13]}"
    if udi.agency == "HIBCC":
        return f"HIBCC {udi.device[1:-1]}"
    return f"ICCBBA {udi.device[2:]}"


_NUMBERS = re.compile(r"(?<!\d)\(?(?:01\))?(\d{14})(?!\d)")
# As a scanner gives it, without brackets: the item, then a date, a lot or a serial number.
_ELEMENTS = re.compile(r"(?<![A-Za-z0-9])01(\d{14})(?=1[017]|21)")
_SHORT_NUMBERS = re.compile(
    r"\b(?:UDI|DI|GTIN|UPC|EAN)\b[^A-Z0-9]{0,12}(\d{12,13})(?!\d)", re.IGNORECASE
)
_OTHERS = re.compile(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{2,19}(?![A-Z0-9])|=/[A-Z0-9]{11,}")
_MOST_FOUND = 5000


def identities_in(text: str) -> frozenset[str]:
    """The identities of all device identifiers that stand in a text."""
    whole = [*_NUMBERS.findall(text), *_ELEMENTS.findall(text)]
    found = [number for number in whole if valid_gtin(number)]
    found += [n for n in _SHORT_NUMBERS.findall(text) if valid_gtin(n.zfill(14))]
    found += _OTHERS.findall(text)
    return frozenset(filter(None, map(identity_of, found[:_MOST_FOUND])))


def valid_gtin(digits: str) -> bool:
    """Whether the check digit of a GTIN-14 is right (GS1 General Specifications 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


# -- GS1 -----------------------------------------------------------------------------------------


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
        key = "240" if rest.startswith("240") else rest[:2]
        if key in _PLAIN:
            parts[key], rest = rest[2 : 2 + _PLAIN[key]], rest[2 + _PLAIN[key] :]
        elif key in ("10", "21", "240"):
            parts[key], _, rest = rest[len(key) :].partition("\x1d")
        else:
            break
    return parts


# -- HIBCC ---------------------------------------------------------------------------------------


def _hibc(plain: str) -> Udi | None:
    """Labeler, the maker's own number, unit of measure; then lot, serial and dates."""
    found = _HIBC.fullmatch(_without_check(plain))
    if found is None:
        found = _HIBC.fullmatch(plain)
    if found is None:
        return None
    udi = Udi("HIBCC", f"+{found[1]}{found[2]}{found[3]}", model=found[2])
    for place, part in enumerate((found[4] or "").split("/")):
        udi = _hibc_more(udi, part) if part else udi
        if place and not part:
            break
    return udi


def _without_check(plain: str) -> str:
    """The symbol without its last character where that is the check character (modulo 43)."""
    if len(plain) < 2 or any(char not in _HIBC_CHARACTERS for char in plain):  # noqa: PLR2004 # a body and its check
        return plain
    total = sum(_HIBC_CHARACTERS.index(char) for char in plain[:-1])
    return plain[:-1] if _HIBC_CHARACTERS[total % 43] == plain[-1] else plain


def _hibc_more(udi: Udi, part: str) -> Udi:
    """One secondary data structure."""
    if part.startswith("16D"):
        return udi._replace(made=_iso(part[3:], "YYYYMMDD"))
    if part.startswith("14D"):
        return udi._replace(expires=_iso(part[3:], "YYYYMMDD"))
    if part.startswith("S"):
        return udi._replace(serial=part[1:])
    if part.startswith("$$"):
        name = "serial" if part.startswith("$$+") else "lot"
        day, rest = _dated(part[3:] if name == "serial" else part[2:])
        return udi._replace(expires=day or udi.expires, **{name: rest})
    if part.startswith("$+"):
        return udi._replace(serial=part[2:])
    return udi._replace(lot=part[1:]) if part.startswith("$") else udi


def _dated(text: str) -> tuple[str, str]:
    """The expiry in front of a lot or serial, and what follows it."""
    shape = _FLAGS.get(text[:1])
    if shape is not None:
        end = 1 + len(shape)
        return _iso(text[1:end], shape), text[end:]
    return _iso(text[:4], "MMYY"), text[4:]


def _iso(digits: str, shape: str) -> str:
    """A date of the given shape as ISO; nothing where it is none. Two-digit years are of 2000."""
    if not digits.isdecimal() or len(digits) != len(shape):
        return ""
    part = dict.fromkeys("YMDJ", "")
    for letter, digit in zip(shape, digits, strict=True):
        if letter in part:
            part[letter] += digit
    year = int(part["Y"]) + (2000 if len(part["Y"]) == 2 else 0)  # noqa: PLR2004 # YY
    try:
        if part["J"]:
            day = date(year, 1, 1) + timedelta(days=int(part["J"]) - 1)
            return day.isoformat() if day.year == year else ""
        day = date(year, int(part["M"]), int(part["D"] or 1))
    except (ValueError, OverflowError):
        return ""
    return day.isoformat() if part["D"] else day.isoformat()[:7]


# -- ICCBBA --------------------------------------------------------------------------------------


def _iccbba(found: re.Match[str], rest: str) -> Udi:
    parts = {name: _first(pattern, rest) for name, pattern in _ICCBBA_PARTS.items()}
    for name in ("expires", "made"):
        # The first digit is the century's last, then YYJJJ.
        parts[name] = _iso(parts[name][1:], "YYJJJ") if parts[name] else ""
    return Udi("ICCBBA", f"=/{found[1]}{found[2]}", **parts)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
