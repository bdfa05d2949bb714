"""Word and PowerPoint documents from their raw XML, and what bars any office document.

    1. Macros, embedded objects, external parts and foreign chunks bar the document.
    2. Every XML part that can hold words is read, whether Word would show it or not: body,
       insertions and deletions, comments, headers, notes, properties, hidden text, alt texts.
    3. Deleted text, hidden text and authors stand in parts of their own, so that the running
       text reads as the document does.

*Source*: ECMA-376 (Office Open XML) parts 1 and 2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wardline.screen.files.model import Budget, Collector, RefusalError
from wardline.screen.files.packed import Package
from wardline.screen.files.xml import walk

_BARRED = (
    (
        re.compile(r"vbaProject|vbaData|macrosheets|/attachedToolbars", re.IGNORECASE),
        "It holds macros. Save it without them (as .docx, .xlsx or .pptx).",
    ),
    (
        re.compile(r"/embeddings/|oleObject|/activeX/|/ctrlProps/", re.IGNORECASE),
        "It holds embedded objects. Take them out, or save it as PDF.",
    ),
    (
        re.compile(r"/externalLinks/|/queryTables/|connections\.xml$", re.IGNORECASE),
        "It is linked to other files or data. Break the links, or save it as PDF.",
    ),
)
# Relationship types by their last word: links to pages are read as text, all others bar.
_LINKS = frozenset({"hyperlink"})
_CHUNK = frozenset({"aFChunk"})
# How a part looks, not what it says.
_SILENT = re.compile(
    r"(?:styles|stylesWithEffects|theme\d*|fontTable|webSettings|tableStyles|presProps|viewProps"
    r"|calcChain|\[Content_Types\])\.xml$|/theme/|/_rels/|/printerSettings/"
)
# What a document is made of; anything else in it was put there and is not read.
_USUAL = re.compile(
    r"\.(?:xml|rels|vml|png|jpe?g|jfif|gif|emf|wmf|emz|wmz|tiff?|bmp|svg|wdp|ico|odttf|fntdata|ttf)$"
    r"|/$|printerSettings\d*\.bin$",
    re.IGNORECASE,
)
_XML_NAME = re.compile(r"\.(?:xml|vml)$", re.IGNORECASE)
_BREAKS = frozenset({"p", "br", "cr", "tr", "txbxContent", "comment", "footnote", "endnote", "cm"})
_DEAD_FIELDS = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDETEXT\b|\bIMPORT\b", re.IGNORECASE)
# Attributes with words of people in them, and those that name people.
_SAYING = frozenset({"descr", "title", "alt", "tooltip"})
_PEOPLE = frozenset({"author", "userId", "displayName", "userName"})
_VALUED = frozenset({"docVar", "alias", "tag", "ffData", "default", "helpText", "statusText"})
# Elements whose text names people: of properties, of comments in Excel.
_PERSONS = frozenset({"creator", "lastModifiedBy", "Manager", "author"})
# Of docProps/app.xml and of drawings: counts, flags and the program's name.
_COUNTS = frozenset(
    "Pages Words Characters Application DocSecurity Lines Paragraphs ScaleCrop LinksUpToDate "  # reads better
    "CharactersWithSpaces SharedDoc HyperlinksChanged AppVersion TotalTime Slides Notes "
    "HiddenSlides MMClips created modified lastPrinted revision i4 PresentationFormat "
    "Row Column Anchor Visible MoveWithCells SizeWithCells AutoFill AutoLine".split()
)
_LABELS = {"Template": "Based on: ", "lpstr": "", "lpwstr": ""}
_SCHEMA = re.compile(r"https?://(?:schemas|purl|www\.w3)\.|urn:schemas|^\{[0-9A-Fa-f-]{36}\}$")
_SHORT = 3
# What a layout asks its user to do.
_LAYOUT = re.compile(r"/(?:slideLayouts|slideMasters|notesMasters|handoutMasters)/")
_PROMPT = re.compile(
    r"^(?:Click to edit .{0,60}|Click to add .{0,60}|(?:Second|Third|Fourth|Fifth) level"
    r"|\u2039#\u203a|\d{1,2}/\d{1,2}/\d{2,4})?$"
)


def refuse_barred(package: Package, kind: str) -> None:
    """*Raises* RefusalError where anything in the package bars it."""
    for name in package.names:
        for pattern, message in _BARRED:
            if pattern.search(f"/{name}"):
                raise RefusalError(kind, message)
        if not _USUAL.search(name):
            raise RefusalError(
                kind, "It holds something that is not read here. Save it as PDF, or as text."
            )
    if "[Content_Types].xml" in package.names:
        types = package.read("[Content_Types].xml")
        if re.search(rb"macroEnabled|vbaProject|ms-office\.activeX", types, re.IGNORECASE):
            raise RefusalError(kind, _BARRED[0][1])


def links(package: Package, kind: str) -> list[str]:
    """The web links of all parts. *Raises* RefusalError where a part stands outside the file."""
    found: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        relation = attributes.get("Type", "").rpartition("/")[2]
        if relation in _CHUNK:
            raise RefusalError(kind, "It takes in another document. Save it as PDF.")
        if attributes.get("TargetMode") == "External":
            if relation not in _LINKS:
                raise RefusalError(
                    kind,
                    "Parts of it stand outside the file (a template or a picture?). Save as PDF.",
                )
            found.append(attributes.get("Target", ""))

    for name in package.names:
        if name.endswith(".rels"):
            walk(package.read(name), kind, start, _ignore, _ignore)
    return list(dict.fromkeys(found))


def _ignore(_: str) -> None:
    return None


def read(package: Package, kind: str, budget: Budget) -> Collector:
    """All texts of a Word or PowerPoint document. *Raises* RefusalError."""
    refuse_barred(package, kind)
    out = Collector(kind, budget)
    targets = links(package, kind)
    for name in sorted(package.names, key=_order):
        if speaks(name):
            read_part(package.read(name), name, out)
    out.add("links", "\n".join(targets))
    out.add("file names inside", "\n".join(_odd_names(package.names)))
    return out


def speaks(name: str) -> bool:
    """Whether a member of the package can hold words."""
    return bool(_XML_NAME.search(name)) and not _SILENT.search(name)


def _order(name: str) -> tuple[int, list[object]]:
    """The body first, then by number, so that slide 2 comes before slide 10."""
    parts: list[object] = [
        int(part) if part.isdecimal() else part for part in re.split(r"(\d{1,9})", name)
    ]
    return (0 if name.endswith(("/document.xml", "/presentation.xml")) else 1, parts)


def _odd_names(names: tuple[str, ...]) -> list[str]:
    """Names of members that are not of the usual vocabulary, such as pictures'."""
    usual = re.compile(
        r"(?:word|ppt|xl|docProps|customXml|_rels|\[Content_Types\])(?:/|\.xml$)"
        r"(?:[A-Za-z_]{1,40}/){0,5}\.?[A-Za-z_]{0,40}\d{0,6}(?:\.[A-Za-z]{2,8}){0,3}$"
    )
    return [name for name in names if not usual.match(name) and name != "[Content_Types].xml"]


class _Reader:
    """The texts of one XML part."""

    def __init__(self, kind: str, name: str) -> None:
        self._kind = kind
        self._properties = name.startswith("docProps/")
        self._custom = name.startswith("customXml/")
        self.text: list[str] = []
        self.deleted: list[str] = []
        self.hidden: list[str] = []
        self.people: dict[str, None] = {}
        self.attributes: dict[str, None] = {}
        self._path: list[str] = []
        self._cells = 0
        self._vanish = False
        self._field = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._path.append(name)
        if name == "tc":
            self._cells += 1
        elif name in ("tab", "ptab"):
            self.text.append("\t")
        elif name in ("br", "cr"):
            self.text.append("\n")
        elif name == "r":
            self._vanish = False
        elif name == "vanish":
            self._vanish = attributes.get("val", "true") not in ("false", "0", "off")
        elif name == "property" and "name" in attributes:
            self.text.append(f"{attributes['name']}: ")
        elif name in ("comment", "threadedComment"):
            self.text.append(f"\n{attributes.get('ref', '')} Comment: ")
        if "instr" in attributes:
            self._take_field(f"{attributes['instr']} ")
        self._take_attributes(name, attributes)

    def _take_attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        for key, value in attributes.items():
            if key in _PEOPLE or (key == "name" and name == "cmAuthor"):
                self.people[value] = None
            elif (
                key in _SAYING
                or (key in ("val", "name") and name in _VALUED)
                or (self._custom and len(value) > _SHORT and not _SCHEMA.search(value))
            ):
                self.attributes[value] = None

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._path.pop()
        if name == "tc":
            self._cells -= 1
            self.text.append("\t")
        elif name == "p" and self._cells:
            self.text.append(" ")
        elif name in _BREAKS or (self._custom and self.text and self.text[-1] != "\n"):
            self.text.append("\n")
        elif name == "noBreakHyphen":
            self.text.append("-")

    def data(self, text: str) -> None:
        """Take text of the element that is open."""
        holder = self._path[-1] if self._path else ""
        if holder in _COUNTS:
            return
        if holder in _PERSONS and text.strip():
            self.people[text.strip()] = None
        elif self._properties:
            self.text += (_LABELS.get(holder, f"{holder}: "), text, "\n") if text.strip() else ()
        elif holder in ("delText", "delInstrText"):
            self.deleted.append(text)
        elif holder == "instrText":
            self._take_field(text)
        elif text.strip() or holder == "t":
            if self._vanish and holder == "t":
                self.hidden.append(text)
            self.text.append(text)

    def _take_field(self, text: str) -> None:
        self.hidden.append(text)
        self._field = (self._field + text)[-4096:]
        if _DEAD_FIELDS.search(self._field):
            raise RefusalError(self._kind, "It takes in data from elsewhere (a DDE field).")


def read_part(data: bytes, name: str, out: Collector) -> None:
    """The texts of one XML part of an office document, under its place."""
    reader = _Reader(out.kind, name)
    walk(data, out.kind, reader.start, reader.end, reader.data)
    place, text = place_of(name), "".join(reader.text)
    if _LAYOUT.search(name):
        text = "\n".join(line for line in text.split("\n") if not _PROMPT.match(line.strip()))
    out.add(place, text)
    out.add(f"{place}: deleted text (tracked changes)", "".join(reader.deleted))
    out.add(f"{place}: hidden text and fields", "".join(reader.hidden))
    out.add(f"{place}: descriptions", "\n".join(reader.attributes))
    out.people(f"{place}: authors", reader.people)


_PLACES = (
    (re.compile(r"^word/document\d*\.xml$"), "body"),
    (re.compile(r"^word/header(\d*)\.xml$"), "header {}"),
    (re.compile(r"^word/footer(\d*)\.xml$"), "footer {}"),
    (re.compile(r"^word/comments"), "comments"),
    (re.compile(r"^word/footnotes\.xml$"), "footnotes"),
    (re.compile(r"^word/endnotes\.xml$"), "endnotes"),
    (re.compile(r"^word/people\.xml$"), "people"),
    (re.compile(r"^word/settings\.xml$"), "settings"),
    (re.compile(r"^ppt/slides/slide(\d+)\.xml$"), "slide {}"),
    (re.compile(r"^ppt/notesSlides/notesSlide(\d+)\.xml$"), "notes of slide {}"),
    (re.compile(r"^ppt/comments"), "comments"),
    (re.compile(r"^ppt/slideLayouts/"), "slide layout"),
    (re.compile(r"^ppt/slideMasters/"), "slide master"),
    (re.compile(r"^(?:xl|ppt|word)/(?:drawings|charts|diagrams)/"), "drawing or chart"),
    (re.compile(r"^xl/(?:comments|threadedComments|persons)"), "comments"),
    (re.compile(r"^docProps/"), "properties"),
    (re.compile(r"^customXml/"), "custom data"),
)


def place_of(name: str) -> str:
    """What people call the part, such as body, header 1 or slide 3."""
    for pattern, place in _PLACES:
        match = pattern.match(name)
        if match:
            return place.format(*match.groups()).strip()
    return "another part"
