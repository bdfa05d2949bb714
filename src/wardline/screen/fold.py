"""A text as a reader sees it, in plain characters, with the way back to the text as it was given.

*Source*: Unicode TR 36 and TR 39 (confusables, the part that mixes with Latin letters), UAX 15.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

_PLAIN = re.compile(r"[\t\n\r\x20-\x7e]*")
_ODD = re.compile(r"[^\t\n\r\x20-\x7e]+")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043\u30fc\u02d7"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u2039\u203a"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DOTS = "\u3002\uff61\u2024\u00b7\u0701\u06d4"
_BREAKS = "\u2028\u2029\u0085\x0b\x0c\x1c\x1d\x1e\x1f"
_FIXED = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys(_DOTS, ".")
    | dict.fromkeys(_BREAKS, "\n")
    | {"\u2044": "/", "\u2215": "/", "\u0142": "l", "\u0141": "L", "\u00f8": "o", "\u00d8": "O"}
    | {"\u0111": "d", "\u0110": "D", "\u0131": "i", "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE"}
    | {"\u0153": "oe", "\u0152": "OE", "\u00fe": "th", "\u00f0": "d", "\u00de": "Th", "\u00d0": "D"}
)
# Letters of other scripts that look like Latin ones; read as Latin only inside a Latin word.
_LOOK = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d"
        "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
        "\u03bf\u03b1\u03bd\u03c1\u03b9\u03ba\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d"
        "\u039f\u03a1\u03a4\u03a5\u03a7\u0433\u043a\u043c\u0442\u03c5\u03c4\u0261\u0251",
        "aeopcyxijsdhqwABEKMHOPCTYXIJSoavpikABEZHIKMNOPTYXrkmtutga",
        strict=True,
    )
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class Folded(NamedTuple):
    """The folded text and where its characters stand in the input.

    *Shape*: `marks` are positions in `text` where the distance to the input changes, `shifts` the
    distance from there on; `lead` has 1 where several characters stand for one of the input.
    """

    text: str
    size: int
    marks: list[int]
    shifts: list[int]

    def start(self, position: int) -> int:
        """Where the character at `position` begins in the input."""
        return position + self.shifts[bisect_right(self.marks, position) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the input that the stretch of the folded text stands for."""
        if len(self.marks) == 1:
            return start, end
        first, last, after = self.start(start), self.start(end - 1), self.start(end)
        return first, max(after, last + 1)


def fold(text: str) -> Folded:
    """`text` without what only hides: marks, widths, look-alikes, invisible characters."""
    if text.isascii() and _PLAIN.fullmatch(text):
        return Folded(text, len(text), [0], [0])
    pieces: list[str] = []
    marks, shifts = [0], [0]
    done = length = 0
    for run in _ODD.finditer(text):
        begin, end = run.span()
        pieces.append(text[done:begin])
        length += begin - done
        latin = _latin_beside(text, begin, end)
        for index in range(begin, end):
            plain = _plain(text[index], latin)
            if len(plain) != 1 or shifts[-1] != index - length:
                marks.append(length)
                shifts.append(index - length)
                for extra in range(1, len(plain)):
                    marks.append(length + extra)
                    shifts.append(index - length - extra)
            pieces.append(plain)
            length += len(plain)
        if shifts[-1] != end - length:
            marks.append(length)
            shifts.append(end - length)
        done = end
    pieces.append(text[done:])
    return Folded("".join(pieces), len(text), marks, shifts)


def _latin_beside(text: str, begin: int, end: int) -> bool:
    around = text[begin - 1 : begin] + text[end : end + 1]
    return any(char.isascii() and char.isalnum() for char in around)


_CACHE: dict[str, str] = {}


def _plain(char: str, latin: bool) -> str:
    if latin and char in _LOOK:
        return _LOOK[char]
    plain = _CACHE.get(char)
    if plain is None:
        plain = _CACHE[char] = _one(char)
    return plain


def _one(char: str) -> str:
    """What stands for one character: itself, plain ones, or nothing."""
    if char in _FIXED:
        return _FIXED[char]
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Cs":
        return "\ufffd"
    wide = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in wide if unicodedata.category(part) not in ("Mn", "Me"))
    bare = "".join(_FIXED.get(part, part) for part in bare)
    if not bare or len(bare) > 4 or not bare.isprintable():  # noqa: PLR2004 # signs for whole words
        return char
    return bare if bare.isascii() else char


def unreadable(text: str) -> int:
    """How many characters of `text` carry no meaning: half pairs and replacement signs."""
    return len(_SURROGATES.findall(text)) + text.count("\ufffd")
