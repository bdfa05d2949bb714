"""HTML, XML and SVG as the words in them, tags left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from wardline.screen.files.model import RefusalError

_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "pre"}
)
_SAYING = frozenset({"href", "src", "alt", "title", "content", "value", "placeholder", "action"})
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.out.append("\n")
        elif tag in ("td", "th"):
            self.out.append("\t")
        for key, value in attrs:
            if value and key not in ("class", "style", "id", "xmlns", "width", "height", "rel"):
                if key in _SAYING:
                    self.out.append(f" {value} ")
                elif len(value) > 3:  # noqa: PLR2004 # flags and sizes
                    self.out.append(f" {key}={value} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag not in _INLINE:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_comment(self, data: str) -> None:
        self.out.append(f"\n{data}\n")


_INLINE = frozenset({"a", "b", "i", "u", "em", "strong", "span", "font", "small", "sub", "sup"})


def words(text: str) -> str:
    """The words in markup, with links, comments and texts of attributes.

    *Raises*: RefusalError where it declares entities, or is broken beyond reading.
    """
    if _ENTITY.search(text):
        raise RefusalError("markup", "It declares entities (a bomb?). Save it as plain text.")
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        raise RefusalError("markup", "Its markup is broken. Save it as plain text.") from None
    return "".join(reader.out)
