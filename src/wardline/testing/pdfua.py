"""Whether a PDF keeps those rules of PDF/UA-1 and PDF/A-2a that a program can judge.

    from wardline.testing.pdfua import problems
    problems(data)                    # [] or sentences, each with its place and clause
    problems(data, archive=True)      # also what PDF/A-2a asks

Written apart from what makes our PDFs (Typst), as a second opinion. Whether an order of reading
makes sense, or an alternative text is true, only a person can say.
*Source*: ISO 14289-1:2014, ISO 19005-2:2011; the Matterhorn Protocol 1.1 lists what can be judged.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

# *Source*: ISO 32000-1 section 14.8.4, tables 333 to 340.
_STANDARD = frozenset(
    re.findall(
        r"/\w+",
        "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct "
        "/Private /P /H /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table /TR /TH /TD /THead "
        "/TBody /TFoot /Span /Quote /Note /Reference /BibEntry /Code /Link /Annot /Ruby /RB /RT "
        "/RP /Warichu /WT /WP /Figure /Formula /Form",
    )
)
_PAINTS = frozenset(
    (b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh",
     b"Do", b"INLINE IMAGE")
)  # fmt: skip
_HEADING = re.compile(r"/H([1-6])")
_TITLE = re.compile(r"<dc:title>.*?<rdf:li[^>]*>(.+?)</rdf:li>", re.DOTALL)


class Node(NamedTuple):
    """An element of the structure: its standard type, itself, the types above it."""

    kind: str
    element: DictionaryObject
    above: tuple[str, ...]


def problems(data: bytes, *, archive: bool = False) -> list[str]:
    """All that is wrong, in sentences; none where every rule is kept."""
    reader = PdfReader(io.BytesIO(data))
    root = _dict(reader.trailer["/Root"])
    if "/StructTreeRoot" not in root:
        return ["The document has no structure tree (ISO 14289-1, 7.1)."]
    tree = _dict(root["/StructTreeRoot"])
    nodes = list(_walk(tree))
    return [
        *_document(reader, root),
        *_structure(tree, nodes),
        *_headings(nodes),
        *_tables(nodes),
        *_lists(nodes),
        *_alternatives(nodes),
        *_pages(reader, nodes),
        *_fonts(reader),
        *(_archive(reader, root) if archive else ()),
    ]


# --- the document


def _document(reader: PdfReader, root: DictionaryObject) -> Iterator[str]:
    marked = _dict(root.get("/MarkInfo", {}))
    if marked.get("/Marked") != True:  # noqa: E712 # a PDF's own true
        yield "MarkInfo does not say that the document is marked (7.1)."
    if marked.get("/Suspects") == True:  # noqa: E712
        yield "MarkInfo says that the marks are suspect (7.1)."
    if not str(root.get("/Lang", "")).strip():
        yield "The document names no language (7.2)."
    if _dict(root.get("/ViewerPreferences", {})).get("/DisplayDocTitle") != True:  # noqa: E712
        yield "Viewers are not told to show the title (7.1)."
    said = _metadata(root)
    if not re.search(r"pdfuaid:part(>|=\")1\b", said):
        yield "The metadata does not claim PDF/UA-1 (5)."
    title = _TITLE.search(said)
    if title is None or not title[1].strip():
        yield "The metadata names no title (7.1)."
    if reader.is_encrypted:
        yield "The document is encrypted."
    if "/XFA" in _dict(root.get("/AcroForm", {})):
        yield "The document is a form of XFA (7.15)."


def _metadata(root: DictionaryObject) -> str:
    found = root.get("/Metadata")
    return found.get_object().get_data().decode("utf-8", "replace") if found is not None else ""


# --- the structure


def _walk(tree: DictionaryObject) -> Iterator[Node]:
    """Every element, in the order of reading."""
    roles = _dict(tree.get("/RoleMap", {}))
    waiting: list[tuple[Any, tuple[str, ...]]] = [(tree.get("/K"), ())]
    while waiting:
        found, above = waiting.pop()
        one = _object(found)
        if isinstance(one, ArrayObject):
            waiting += [(kid, above) for kid in reversed(one)]
        elif isinstance(one, DictionaryObject) and "/S" in one:
            kind = _role(str(one["/S"]), roles)
            yield Node(kind, one, above)
            waiting.append((one.get("/K"), (*above, kind)))


def _role(name: str, roles: DictionaryObject) -> str:
    """The standard type that a name stands for; itself where there is none."""
    seen = set()
    while name not in _STANDARD and name in roles and name not in seen:
        seen.add(name)
        name = str(roles[name])
    return name


def _structure(tree: DictionaryObject, nodes: list[Node]) -> Iterator[str]:
    if not nodes:
        yield "The structure tree is empty (7.1)."
    if "/ParentTree" not in tree:
        yield "The structure tree has no parent tree (ISO 32000-1, 14.7.4.4)."
    for kind in sorted({one.kind for one in nodes} - _STANDARD):
        yield f"{kind} is no standard type, and is mapped to none (7.1)."
    for one in nodes:
        if one.kind == "/Note" and not one.element.get("/ID"):
            yield "A note has no ID (7.9)."


def _headings(nodes: list[Node]) -> Iterator[str]:
    levels = [int(found[1]) for one in nodes if (found := _HEADING.fullmatch(one.kind))]
    if any(one.kind == "/H" for one in nodes) and levels:
        yield "Numbered headings and others are mixed (7.4.4)."
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"A heading of level {level} follows one of level {before} (7.4.2)."


def _tables(nodes: list[Node]) -> Iterator[str]:
    inside = {"/TR": ("/Table", "/THead", "/TBody", "/TFoot"), "/TH": ("/TR",), "/TD": ("/TR",)}
    inside |= dict.fromkeys(("/THead", "/TBody", "/TFoot"), ("/Table",))
    for one in nodes:
        if one.kind in inside and (not one.above or one.above[-1] not in inside[one.kind]):
            yield f"{one.kind} stands outside of {' or '.join(inside[one.kind])} (7.5)."
        if one.kind == "/TH" and not _attribute(one.element, "/Scope"):
            yield "A header cell has no scope (7.5)."
        if one.kind == "/Table":
            yield from _table(one)


def _table(one: Node) -> Iterator[str]:
    cells = [_kinds_below(row, ("/TH", "/TD")) for row in _below(one.element, "/TR")]
    if not any("/TH" in (str(cell["/S"]) for cell in row) for row in cells):
        yield "A table has no header cell (7.5)."
    widths = {sum(int(_attribute(cell, "/ColSpan") or 1) for cell in row) for row in cells}
    spans = any(_attribute(cell, "/RowSpan") for row in cells for cell in row)
    if len(widths) > 1 and not spans:
        yield f"A table's rows have {sorted(widths)} columns (7.5)."


def _kinds_below(element: DictionaryObject, kinds: tuple[str, ...]) -> list[DictionaryObject]:
    return [one for kind in kinds for one in _below(element, kind)]


def _below(element: DictionaryObject, kind: str) -> list[DictionaryObject]:
    """The elements of a kind below one; not those of tables within."""
    found, waiting = [], [element.get("/K")]
    while waiting:
        one = _object(waiting.pop())
        if isinstance(one, ArrayObject):
            waiting += list(one)
        elif isinstance(one, DictionaryObject) and one.get("/S") == kind:
            found.append(one)
        elif isinstance(one, DictionaryObject) and one.get("/S") != "/Table":
            waiting.append(one.get("/K"))
    return found


def _lists(nodes: list[Node]) -> Iterator[str]:
    inside = {"/LI": ("/L",), "/LBody": ("/LI",), "/TOCI": ("/TOC",)}
    for one in nodes:
        if one.kind in inside and (not one.above or one.above[-1] not in inside[one.kind]):
            yield f"{one.kind} stands outside of {inside[one.kind][0]} (7.6)."
        if one.kind == "/L" and not _kinds_below(one.element, ("/LI",)):
            yield "A list has no item (7.6)."


def _alternatives(nodes: list[Node]) -> Iterator[str]:
    for one in nodes:
        told = one.element.get("/Alt") or one.element.get("/ActualText") or ""
        if one.kind in ("/Figure", "/Formula") and not str(told).strip():
            yield f"A {one.kind[1:].lower()} has no alternative text (7.3)."


# --- pages: every mark is content that the structure knows, or an artifact


def _pages(reader: PdfReader, nodes: list[Node]) -> Iterator[str]:
    known, held = _content(nodes), _referenced(nodes)
    for number, page in enumerate(reader.pages, 1):
        seen: Counter[int] = Counter()
        yield from (f"Page {number}: {one}" for one in _marks(page, reader, seen))
        named = known.get(page.indirect_reference.idnum if page.indirect_reference else -1, set())
        lost = sorted(set(seen) - named)
        if lost:
            yield f"Page {number}: content {lost[:5]} is in no structure element (7.1)."
        twice = [mark for mark, many in seen.items() if many > 1]
        if twice:
            yield f"Page {number}: content {twice[:5]} is marked twice (ISO 32000-1, 14.7.4)."
        yield from (f"Page {number}: {one}" for one in _annotations(page, held))


def _content(nodes: list[Node]) -> dict[int, set[int]]:
    """Which marked content each page's elements hold: page's object number → numbers."""
    found: dict[int, set[int]] = {}
    for one in nodes:
        page = one.element.raw_get("/Pg") if "/Pg" in one.element else None
        kids = _object(one.element.get("/K"))
        for raw in kids if isinstance(kids, ArrayObject) else [kids]:
            kid, place = _object(raw), page
            if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/MCR":
                place = kid.raw_get("/Pg") if "/Pg" in kid else page
                kid = kid["/MCID"]
            if isinstance(kid, int) and isinstance(place, IndirectObject):
                found.setdefault(place.idnum, set()).add(int(kid))
    return found


def _marks(page: Any, reader: PdfReader, seen: Counter[int]) -> Iterator[str]:
    """What is painted outside of any mark, and marks that stand within the wrong ones."""
    if "/Contents" not in page:
        return
    open_: list[str] = []
    bare: Counter[str] = Counter()
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator in (b"BDC", b"BMC"):
            mark = _mark(page, operands, seen)
            if mark == "artifact" and "content" in open_:
                yield "an artifact stands within content (7.1)."
            if mark == "content" and "artifact" in open_:
                yield "content stands within an artifact (7.1)."
            open_.append(mark)
        elif operator == b"EMC":
            if not open_:
                yield "a mark ends that did not begin (ISO 32000-1, 14.6)."
            open_ = open_[:-1]
        elif operator in _PAINTS and not {"content", "artifact"} & set(open_):
            bare[operator.decode()] += 1
    if open_:
        yield "a mark does not end (ISO 32000-1, 14.6)."
    if bare:
        yield f"{dict(bare)} paint what is neither content nor an artifact (7.1)."


def _mark(page: Any, operands: Any, seen: Counter[int]) -> str:
    """What a mark says: content, artifact, or something within them."""
    properties = _object(operands[1]) if len(operands) > 1 else {}
    if isinstance(properties, str):
        properties = _dict(_dict(_dict(page["/Resources"]).get("/Properties", {})).get(properties))
    if isinstance(properties, dict) and "/MCID" in properties:
        seen[int(properties["/MCID"])] += 1
        return "content"
    return "artifact" if operands and operands[0] == "/Artifact" else "within"


def _annotations(page: Any, held: set[int]) -> Iterator[str]:
    annotations = [_dict(one) for one in _object(page.get("/Annots", [])) or []]
    if annotations and page.get("/Tabs") != "/S":
        yield "the order of its annotations is not that of the structure (7.18.3)."
    for raw in _object(page.get("/Annots", [])) or []:
        one = _dict(raw)
        if one.get("/Subtype") not in ("/Link", "/Widget"):
            continue
        if not isinstance(raw, IndirectObject) or raw.idnum not in held:
            yield "a link is in no structure element (7.18.5)."
        if one.get("/Subtype") == "/Link" and not str(one.get("/Contents", "")).strip():
            yield "a link has no words (7.18.5)."


def _referenced(nodes: list[Node]) -> set[int]:
    """The annotations that stand in a Link of the structure."""
    found = set()
    for one in nodes:
        if one.kind not in ("/Link", "/Form", "/Annot"):
            continue
        kids = _object(one.element.get("/K"))
        for raw in kids if isinstance(kids, ArrayObject) else [kids]:
            kid = _object(raw)
            if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR":
                found.add(kid.raw_get("/Obj").idnum)
    return found


# --- fonts


def _fonts(reader: PdfReader) -> Iterator[str]:
    seen = set()
    for page in reader.pages:
        for resources in _resources(_dict(page.get("/Resources", {}))):
            for raw in _dict(resources.get("/Font", {})).values():
                font = _dict(raw)
                key = raw.idnum if isinstance(raw, IndirectObject) else id(font)
                if key not in seen:
                    seen.add(key)
                    yield from _font(font)


def _resources(resources: DictionaryObject) -> Iterator[DictionaryObject]:
    """A page's resources, and those of the forms that it draws."""
    waiting, seen = [resources], set()
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        forms = [_object(one) for one in _dict(here.get("/XObject", {})).values()]
        waiting += [_dict(one["/Resources"]) for one in forms if "/Resources" in one]


def _font(font: DictionaryObject) -> Iterator[str]:
    name = str(font.get("/BaseFont", "a font"))
    inner = [_dict(one) for one in _object(font.get("/DescendantFonts", []))] or [font]
    for one in inner:
        if one.get("/Subtype") == "/Type3":
            continue
        described = _dict(one.get("/FontDescriptor", {}))
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
            yield f"{name} is not embedded (7.21.4)."
    if "/ToUnicode" not in font:
        yield f"{name} does not say which characters its glyphs are (7.21.7)."


# --- PDF/A-2a


def _archive(reader: PdfReader, root: DictionaryObject) -> Iterator[str]:
    said = _metadata(root)
    if not re.search(r"pdfaid:part(>|=\")2\b", said):
        yield "The metadata does not claim PDF/A-2 (ISO 19005-2, 6.6.4)."
    if not re.search(r"pdfaid:conformance(>|=\")A\b", said):
        yield "The metadata does not claim level A (ISO 19005-2, 6.6.4)."
    intents = [_dict(one) for one in _object(root.get("/OutputIntents", [])) or []]
    if not any(one.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield "No output intent says what its colours are (ISO 19005-2, 6.2.3)."
    for key in ("/AA", "/OpenAction"):
        if "/JavaScript" in str(root.get(key, "")):
            yield "The document runs a script (ISO 19005-2, 6.5.1)."
    if "/JavaScript" in _dict(root.get("/Names", {})):
        yield "The document holds scripts (ISO 19005-2, 6.5.1)."
    if not reader.trailer.get("/ID"):
        yield "The file has no ID (ISO 19005-2, 6.1.3)."


# --- reading


def _object(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _dict(value: Any) -> DictionaryObject:
    found = _object(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _attribute(element: DictionaryObject, name: str) -> Any:
    """An attribute of an element, whichever of its attribute objects has it."""
    found = _object(element.get("/A"))
    for one in found if isinstance(found, ArrayObject) else [found]:
        held = _object(one)
        if isinstance(held, DictionaryObject) and name in held:
            return held[name]
    return None
