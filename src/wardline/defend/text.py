"""Foreign text made harmless for the files of other tools.

Whatever a sharer wrote, in a name as in a value, must never become syntax: each tool has one
function here, and what it lets through is a closed set of characters.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from wardline.core.clock import format_timestamp
from wardline.defend.base import FOREVER, MARK, Facts

_SAFE = re.compile(r"[^A-Za-z0-9 ._@/+=()-]", re.ASCII)
# Letters that a rule's `content` may hold as they are; all else is written in hexadecimal.
_CONTENT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./_-~=&?%+@")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MAX_COMMENT = 200


def line(text: str, most: int = _MAX_COMMENT) -> str:
    """`text` on one line, without control, format and separator characters, at most `most` long."""
    plain = "".join(
        " " if unicodedata.category(char)[0] in "CZ" else char for char in text[: most * 2]
    )
    return " ".join(plain.split())[:most]


def words(text: str, most: int = 80) -> str:
    """`text` of which only letters, digits and harmless marks are left: for msg and metadata."""
    return " ".join(_SAFE.sub("_", line(text, most)).split())


def until(facts: Facts) -> str:
    """The end of its validity, or ""."""
    return "" if facts.until >= FOREVER else f"{format_timestamp(facts.until)[:19]}Z"


def moment(micros: int) -> str:
    """A time to the second, as UTC."""
    return f"{format_timestamp(micros)[:19]}Z"


def origin(facts: Facts) -> list[tuple[str, str]]:
    """Where a rule comes from: indicator, TLP, end of validity, confidence."""
    told = [("indicator", facts.id), ("tlp", facts.tlp.label.removeprefix("TLP:"))]
    if facts.until < FOREVER:
        told.append(("valid_until", until(facts)))
    if facts.confidence is not None:
        told.append(("confidence", str(facts.confidence)))
    return told


def comment(facts: Facts) -> str:
    """`origin` as one line of plain words."""
    return " ".join(f"{name}={value}" for name, value in origin(facts))


def title(facts: Facts) -> str:
    """What a person calls it: its name, or its id."""
    return line(facts.name) or facts.id


def content(data: str | bytes) -> str:
    """Bytes as the inside of a Suricata or Snort `content`, hexadecimal where not plain."""
    raw = data.encode() if isinstance(data, str) else data
    out: list[str] = []
    hexed: list[str] = []
    for byte in raw:
        if byte in _CONTENT:
            if hexed:
                out.append(f"|{' '.join(hexed)}|")
                hexed = []
            out.append(chr(byte))
        else:
            hexed.append(f"{byte:02X}")
    if hexed:
        out.append(f"|{' '.join(hexed)}|")
    return "".join(out)


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (a leading quote, as OWASP advises)."""
    plain = text.replace("\r", " ").replace("\n", " ").replace("\0", " ")
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def number(*parts: str) -> int:
    """A number of 64 bits that depends on `parts` alone."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big")


def heading(tool: str, count: int) -> str:
    """The first words of an output."""
    return f"{MARK}: {many(count, 'entry', 'entries')} for {tool}"


def many(count: int, one: str, more: str) -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else more}"
