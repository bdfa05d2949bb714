"""XML from foreign files, read event by event: no document types, no entities, bounded depth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from wardline.screen.files.model import RefusalError

_MAX_DEPTH = 256

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def local(name: str) -> str:
    """The name of an element or an attribute without its namespace."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def walk(data: bytes, kind: str, start: Start, end: End, text: Text) -> None:
    """Call `start`, `end` and `text` for the XML in `data`, with local names.

    *Raises*: RefusalError (`kind` says of what) where it is no XML, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise RefusalError(kind, "Its XML nests too deep.")
        start(local(name), {local(key): value for key, value in attributes.items()})

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(local(name))

    def on_type(*_: object) -> None:
        raise RefusalError(kind, "Its XML declares a document type or entities (a bomb?).")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = on_type
    parser.EntityDeclHandler = on_type
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, ValueError):
        raise RefusalError(kind, "Its XML is damaged. Save it again and try once more.") from None
