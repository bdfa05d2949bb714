"""CycloneDX in XML as the same dictionary that its JSON gives.

*Source*: CycloneDX 1.4 to 1.6, XML schema.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from wardline.core.errors import MalformedError

_DEEPEST = 60


class _Builder:
    """Components with the few fields that we read; all else is passed over."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.first: dict[str, Any] = {}
        self._open: list[dict[str, Any]] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self.bom = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self._path.append(tag)
        self._text.clear()
        if len(self._path) > _DEEPEST:
            raise MalformedError(f"The XML is deeper than {_DEEPEST} levels.", hint="Check it.")
        self.bom = self.bom or (tag == "bom" and len(self._path) == 1)
        if tag == "component":
            component: dict[str, Any] = {"bom-ref": attributes.get("bom-ref", "")}
            if self._path[-2:-1] == ["metadata"]:
                self.first = component
            else:
                self.found.append(component)
            self._open.append(component)

    def text(self, data: str) -> None:
        self._text.append(data)

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        value = "".join(self._text).strip()
        parent = self._path[-2] if len(self._path) > 1 else ""
        self._path.pop()
        self._text.clear()
        if tag == "component" and self._open:
            self._open.pop()
        elif self._open and parent == "component":
            if tag in ("name", "version", "publisher", "group", "description"):
                self._open[-1][tag] = value
        elif self._open and tag == "name" and parent in ("supplier", "manufacturer"):
            self._open[-1][parent] = {"name": value}


def read_bom_xml(data: bytes) -> dict[str, Any]:
    """The BOM in `data`. *Raises* MalformedError where it is none."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MalformedError(
            f"The XML is broken at line {error.lineno}.", hint="Export the SBOM again."
        ) from None
    if not builder.bom:
        raise MalformedError("This XML is no CycloneDX BOM.", hint="Export it as CycloneDX.")
    metadata = {"component": builder.first} if builder.first else {}
    return {"bomFormat": "CycloneDX", "metadata": metadata, "components": builder.found}


def _refuse(*_: object) -> None:
    """A document type can hold entities that grow without end; no BOM needs one."""
    raise MalformedError("The XML has a document type.", hint="Export the SBOM again.")
