r"""PCRE expressions of MATCHES, run by RE2 in time linear in the text.

RE2 has no back-references, look-around, possessive or atomic groups, recursion, \K, \G or
comments by (?x), and counts no further than 1,000. A pattern that uses them is a valid STIX
pattern; it is answered with UnsupportedError instead of being guessed at.

*Source*: STIX 2.1 section 9.6.1 (MATCHES: PCRE, searched, DOTALL, in NFC).
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from wardline.core.errors import UnprocessableError

MAX_EXPRESSION = 16_384
# What RE2 may spend on one compiled expression; more is a hostile expression.
_MAX_MEMORY = 2 << 20

# PCRE escapes that RE2 writes otherwise, outside and inside a class.
_OUTSIDE = {
    "h": r"[ \t\x{a0}]",
    "H": r"[^ \t\x{a0}]",
    "R": r"(?:\r\n|[\n\v\f\r])",
    "N": r"[^\n]",
    "Z": r"(?:\n?\z)",
    "s": r"[\t\n\v\f\r ]",
    "S": r"[^\t\n\v\f\r ]",
    "e": r"\x1b",
}
_INSIDE = {"h": r" \t\x{a0}", "s": r"\t\n\v\f\r ", "e": r"\x1b", "b": r"\x08"}
_FLAG_M = re.compile(r"\(\?[a-z]*m")


class UnsupportedError(UnprocessableError):
    """A valid expression that cannot be run in linear time."""


def fault(expression: str) -> str | None:
    """What makes `expression` no regular expression, or None; unsupported ones are none."""
    if len(expression) > MAX_EXPRESSION:
        return f"the regular expression is longer than {MAX_EXPRESSION} characters"
    try:
        searcher(expression)
    except UnsupportedError:
        # Valid elsewhere, or nowhere: Python's own parser knows most of what RE2 leaves out.
        return None if _valid_elsewhere(expression) else "it is no regular expression"
    return None


_PCRE_ONLY = re.compile(
    r"\\[KGXg]|\(\?(?:R|\d|&|\(|\||C|x|P>|[a-zA-Z]+[-)])|\(\*|[*+?}]\+|\(\?>|\{\d{4,}"
)


def _valid_elsewhere(expression: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what may change in later Pythons is no fault here
            re.compile(expression)
    except (re.error, RecursionError, OverflowError):
        return _PCRE_ONLY.search(expression) is not None
    return True


@lru_cache(maxsize=1024)
def searcher(expression: str) -> Callable[[str | bytes], bool]:
    """A test whether `expression` is found in a text or in bytes. *Raises* UnsupportedError."""
    normal = unicodedata.normalize("NFC", expression)
    if normal.isalnum() and normal.isascii():
        raw = normal.encode()
        return lambda value: normal in value if type(value) is str else raw in value
    translated = _translate(normal)
    text = _compile(translated, expression)

    def search(value: str | bytes) -> bool:
        if type(value) is str:
            value = value if value.isascii() else unicodedata.normalize("NFC", value)
            data = value.encode("utf-8", errors="replace")
            return text.search(data) is not None
        octets = _bytes_of(translated)
        return octets is not None and octets.search(value) is not None

    return search


def _compile(translated: str, expression: str) -> Any:
    import re2

    try:
        # As bytes: the text is given as UTF-8, and no offsets need to be worked out.
        return re2.compile(translated.encode("utf-8"), options=_options(latin=False))
    except (re2.error, UnicodeEncodeError) as broken:
        reason = broken.args[0] if broken.args else ""
        shown = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise UnsupportedError(
            f"MATCHES cannot be checked here in linear time ({shown}): {expression[:80]!r}.",
            hint="Write it without back-references, look-around or counts above 1000.",
        ) from None


@lru_cache(maxsize=256)
def _bytes_of(translated: str) -> Any:
    """The expression for binary properties: one code point is one byte (section 9.6.3)."""
    import re2

    if not all(ord(char) < 256 for char in translated):  # noqa: PLR2004 # one byte
        return None
    try:
        return re2.compile(translated.encode("latin-1"), options=_options(latin=True))
    except re2.error:
        return None


def _options(*, latin: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    options.never_capture = True
    options.max_mem = _MAX_MEMORY
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    return options


def _translate(expression: str) -> str:
    """PCRE spelled as RE2 spells it: escapes, `$` before a last newline, comments."""
    many = _FLAG_M.search(expression) is not None
    out: list[str] = []
    at, inside = 0, False
    while at < len(expression):
        char = expression[at]
        if char == "\\" and at + 1 < len(expression):
            taken, text = _escape(expression, at, inside=inside)
            out.append(text)
            at += taken
            continue
        if expression.startswith("(?#", at) and not inside:
            end = expression.find(")", at)
            at = len(expression) if end < 0 else end + 1
            continue
        if char == "$" and not inside and not many:
            out.append(r"(?:\n?\z)")
        else:
            out.append(char)
        if not inside and char == "[":
            inside = True
            # A bracket that comes first, even after ^, is a member.
            for first in ("^", "]"):
                if expression[at + 1 : at + 2] == first:
                    out.append("^" if first == "^" else r"\]")
                    at += 1
        elif inside and char == "[" and expression[at + 1 : at + 2] == ":":
            end = expression.find(":]", at)
            if end > 0:
                out.append(expression[at + 1 : end + 2])
                at = end + 1
        elif inside and char == "]":
            inside = False
        at += 1
    return "".join(out)


def _escape(expression: str, at: int, *, inside: bool) -> tuple[int, str]:
    """The length and the translation of the escape at `at`."""
    letter = expression[at + 1]
    if letter == "Q":
        end = expression.find("\\E", at)
        end = len(expression) if end < 0 else end
        taken = min(end + 2, len(expression)) - at
        return taken, re.escape(expression[at + 2 : end])
    if letter == "c" and at + 2 < len(expression):
        return 3, f"\\x{(ord(expression[at + 2].upper()) ^ 0x40) & 0x7F:02x}"
    if letter in (" ", '"', "'", "/", "<", ">", "_", "-", "#", "%", "&", "~", "`", "@", "=", ":"):
        return 2, re.escape(letter) if letter in "-&~#" and inside else letter
    table = _INSIDE if inside else _OUTSIDE
    return 2, table.get(letter, "\\" + letter)
