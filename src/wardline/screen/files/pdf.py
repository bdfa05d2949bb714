"""PDF: the text of its pages, and every word that stands beside it.

*Source*: ISO 32000-1 (7.6 encryption, 12.5 annotations, 12.6 actions, 12.7 forms, 14.3 metadata).
"""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import Any

from wardline.screen.files.model import Budget, Collector, RefusalError
from wardline.screen.model import Decision

_ACTIVE = {
    "/JavaScript": "It holds JavaScript. Print it to a new PDF.",
    "/JS": "It holds JavaScript. Print it to a new PDF.",
    "/Launch": "It starts programs. Print it to a new PDF.",
    "/EmbeddedFiles": "It holds embedded files. Print it to a new PDF.",
    "/EmbeddedFile": "It holds embedded files. Print it to a new PDF.",
    "/FileAttachment": "It holds attached files. Print it to a new PDF.",
    "/XFA": "It holds an XFA form. Print it to a new PDF.",
    "/RichMedia": "It holds media. Print it to a new PDF.",
    "/ImportData": "It takes in data from elsewhere. Print it to a new PDF.",
    "/SubmitForm": "It sends data elsewhere. Print it to a new PDF.",
    "/GoToE": "It leads into embedded files. Print it to a new PDF.",
}
# Strings that are not for people: keys, fonts, dates, appearances, signatures' bytes.
_SILENT_KEYS = frozenset(
    "/ID /Registry /Ordering /DA /CharSet /CreationDate /ModDate /M /Cert /ByteRange /FontFamily "  # reads better
    "/Panose /Lang /Date /Producer /Creator /LastModified /SourceModified /O /U /OE /UE /Perms "
    "/DestOutputProfileRef /OutputConditionIdentifier /RegistryName /Style /Lookup /Dest /D "
    "/NM /IDTree /Nums /Limits /Names".split()
)
_MOST_OBJECTS = 300_000
_MOST_DEPTH = 40
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_MOST_ODD = 0.05
_METADATA = re.compile(rb"<[^<>]{1,2000}>")


def quiet() -> None:
    """Keep pypdf from logging: what it says may quote the document."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def read(data: bytes, budget: Budget) -> Collector:
    """All texts of a PDF. *Raises* RefusalError."""
    import pypdf
    from pypdf.errors import PyPdfError

    quiet()
    out = Collector("pdf", budget)
    try:
        reader = pypdf.PdfReader(BytesIO(data), strict=False)
        _refuse_locked(reader, budget)
        _objects(reader, out)
        _pages(reader, out)
    except (RefusalError, MemoryError):
        raise
    except (PyPdfError, RecursionError):
        raise RefusalError("pdf", "It is damaged. Print it to a new PDF.") from None
    except Exception as error:  # noqa: BLE001 # pypdf raises whatever foreign bytes make it raise
        name = type(error).__name__
        raise RefusalError("pdf", f"It cannot be read ({name}). Print it to a new PDF.") from None
    return out


def _refuse_locked(reader: Any, budget: Budget) -> None:
    if reader.is_encrypted:
        raise RefusalError("pdf", "It is encrypted. Save it without a password.")
    if len(reader.pages) > budget.limits.pages:
        raise RefusalError("pdf", "It has too many pages. Send the pages that matter.")


def _pages(reader: Any, out: Collector) -> None:
    scanned: list[int] = []
    unreadable: list[int] = []
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text() or ""
        if not text.strip():
            if _has_picture(page):
                scanned.append(number)
            continue
        odd = len(_ODD.findall(text))
        if odd > _MOST_ODD * len(text) or _has_nameless_letters(page):
            unreadable.append(number)
        out.add(f"page {number}", text)
    if scanned:
        raise _HeldError(_said(scanned, "a picture without text (a scanned page?)"), out)
    if unreadable:
        raise _HeldError(_said(unreadable, "written in letters that cannot be read"), out)


class _HeldError(RefusalError):
    """Pages that a person has to look at; what could be read is in `out`."""

    def __init__(self, message: str, out: Collector) -> None:
        super().__init__("pdf", message, decision=Decision.HOLD)
        self.parts = tuple(out.parts)


def _said(numbers: list[int], what: str) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")  # noqa: PLR2004 # readable
    word = "Pages" if len(numbers) > 1 else "Page"
    return f"{word} {shown}: {what}. Type out what matters, or have a person look at it."


_SHOWN = re.compile(rb"\bDo\b|\bBI\b|(?<=\s)sh\b")
_STROKES = re.compile(rb"(?<=[\d\s])[lcvy](?=\s)")
# Letters drawn as outlines take many strokes; lines of a table take few.
_MOST_STROKES = 60


def _has_picture(page: Any) -> bool:
    """Whether a page shows a picture, or drawings that may be letters."""
    content = page.get_contents()
    drawn = content.get_data() if content is not None else b""
    return bool(_SHOWN.search(drawn)) or len(_STROKES.findall(drawn)) > _MOST_STROKES


def _has_nameless_letters(page: Any) -> bool:
    """Whether a font on the page does not say which letters its signs are (9.10.2)."""
    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    if fonts is None:
        return False
    for font in fonts.get_object().values():
        font_ = font.get_object()
        by_number = font_.get("/Subtype") == "/Type0" and str(font_.get("/Encoding")) in _NUMBERED
        drawn = font_.get("/Subtype") == "/Type3"
        if (by_number or drawn) and "/ToUnicode" not in font_:
            return True
    return False


_NUMBERED = frozenset({"/Identity-H", "/Identity-V"})


def _objects(reader: Any, out: Collector) -> None:
    """Bar what acts; gather the words of information, notes, fields, outlines, descriptions."""
    found: dict[str, None] = {}
    people: dict[str, None] = {}
    _gather(reader.trailer, "", found, 0)
    count = 0
    for generation, numbers in list(reader.xref.items()):
        for number in list(numbers):
            count += 1
            _visit(reader, number, generation, found)
    for number in list(reader.xref_objStm):
        count += 1
        _visit(reader, number, 0, found)
    if count > _MOST_OBJECTS:
        raise RefusalError("pdf", "It has too many objects. Print it to a new PDF.")
    for line in list(found):
        key, _, value = line.partition(": ")
        if key in _PERSONS:
            people[value] = None
            del found[line]
    out.add("notes, fields and properties", "\n".join(found))
    out.people("authors", people)


def _visit(reader: Any, number: int, generation: int, found: dict[str, None]) -> None:
    from pypdf.errors import PyPdfError
    from pypdf.generic import IndirectObject

    if number == 0 or len(found) > _MOST_OBJECTS:
        return
    try:
        value = reader.get_object(IndirectObject(number, generation, reader))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return  # A broken object is shown by no reader, and is not published.
    _gather(value, "", found, 0)


def _gather(value: Any, key: str, found: dict[str, None], depth: int) -> None:
    """Strings below `value` with their keys; indirect objects are visited by their number."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    if depth > _MOST_DEPTH:
        raise RefusalError("pdf", "It nests too deep. Print it to a new PDF.")
    if isinstance(value, DictionaryObject):
        note = "/Subtype" in value and "/Rect" in value and value.get("/Subtype") != "/Widget"
        for name, member in dict.items(value):
            if name in _ACTIVE:
                raise RefusalError("pdf", _ACTIVE[name])
            if name in ("/S", "/Type", "/Subtype") and member in _ACTIVE:
                raise RefusalError("pdf", _ACTIVE[str(member)])
            _gather(member, "/Note by" if note and name == "/T" else str(name), found, depth + 1)
        _take_field(value, found)
        if value.get("/Type") == "/Metadata" and hasattr(value, "get_data"):
            words = _METADATA.sub(b"\n", value.get_data()).decode("utf-8", "replace")
            found.update(dict.fromkeys(line.strip() for line in words.split("\n") if line.strip()))
    elif isinstance(value, ArrayObject):
        for member in list.__iter__(value):
            _gather(member, key, found, depth + 1)
    elif isinstance(value, NameObject):
        return
    elif isinstance(value, TextStringObject) and key not in _SILENT_KEYS and value.strip():
        found[f"{_KEYS.get(key, key.lstrip('/'))}: {value}"] = None


def _take_field(value: Any, found: dict[str, None]) -> None:
    """The content of a form's field behind the field's name, which tells what it is."""
    from pypdf.generic import TextStringObject

    name, content = dict.get(value, "/TU", dict.get(value, "/T")), dict.get(value, "/V")
    if isinstance(name, TextStringObject) and isinstance(content, TextStringObject):
        found[f"{name}: {content}"] = None


_PERSONS = frozenset({"Author", "Note by", "Manager", "LastModifiedBy"})
_KEYS = {"/TU": "Field", "/V": "Value", "/Contents": "Note", "/A": "Action"}
