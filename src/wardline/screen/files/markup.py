"""HTML, XML and SVG as the words in them, tags left out; in time linear in the length.

The standard library's parser takes quadratic time on hostile text, so this reads by itself: it
only has to find words, not to build a page. What looks broken is taken as text, so that nothing
is lost.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from wardline.screen.files.model import RefusalError

_SIGN = re.compile(r"<!--|-->|[<>\"']")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:_-]{0,60})")
_INLINE = frozenset(
    {
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "span",
        "font",
        "small",
        "big",
        "sub",
        "sup",
        "code",
        "wbr",
    }
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"class", "style", "id", "xmlns", "width", "height", "rel", "align", "type"})
_SHORT = 3
# A longer one holds a picture or hostile text; it is taken as it stands.
_LONGEST_TAG = 20_000


def words(text: str) -> str:
    """The words in markup, with links, comments and texts of attributes.

    *Raises*: RefusalError where it declares entities.
    """
    if _ENTITY.search(text):
        raise RefusalError("markup", "It declares entities (a bomb?). Save it as plain text.")
    out: list[str] = []
    styled = False
    for kind, piece in _pieces(text):
        if kind == "tag":
            match = _NAME.match(piece)
            name = match[1].lower() if match else ""
            styled = name == "style" and piece[0] != "/"
            out.append(_tag(name, piece))
        elif kind == "comment":
            out.append(f"\n{piece}\n")
        elif not styled:
            out.append(html.unescape(piece))
    return "".join(out)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Texts, tags and comments in turn, in one pass over the signs that part them."""
    start, state = 0, "text"
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        if state == "comment":
            if sign == "-->":
                yield "comment", text[start:at]
                start, state = match.end(), "text"
        elif sign == "<!--" and state != "quoted":
            yield "text", text[start:at]
            start, state = match.end(), "comment"
        elif sign == "<" and state in ("text", "tag"):
            # A second "<" tells that the first one began no tag.
            yield "text", text[start:at]
            start, state = at, "tag" if _begins_tag(text, at) else "text"
        elif state == "tag" and sign in "\"'" and text[at - 1 : at] in ("=", " "):
            state, quote = "quoted", sign
        elif state == "quoted" and sign == quote:
            state = "tag"
        elif state == "tag" and sign in (">", "-->"):
            yield "tag", text[start + 1 : at]
            start, state = match.end(), "text"
    yield "text", text[start:]


def _begins_tag(text: str, at: int) -> bool:
    following = text[at + 1 : at + 2]
    return following.isalpha() or following in ("/", "!", "?")


@cache
def _attribute() -> Any:
    import re2

    return re2.compile(
        r"([A-Za-z_:][A-Za-z0-9_:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
    )


def _tag(name: str, piece: str) -> str:
    """What a tag says: its attributes' texts, and the break that it makes."""
    if len(piece) > _LONGEST_TAG:
        return f" {piece}\n"
    said = [
        f" {html.unescape(value)} "
        for key, *values in _attribute().findall(piece)
        if (value := next(filter(None, values), "")) and key.lower() not in _SILENT
        if len(value) > _SHORT
    ]
    if name in _CELLS:
        said.append("\t" if piece[0] == "/" else "")
    elif name not in _INLINE:
        said.append("\n")
    return "".join(said)
