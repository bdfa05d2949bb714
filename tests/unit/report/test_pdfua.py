"""Our PDFs against the rules of PDF/UA-1 and PDF/A-2a that a program can judge, and each rule."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from wardline.bulletins import paper, readers, sheet, starting
from wardline.report import contents, facts, pdf
from wardline.report.document import Block, Bullets, Heading, Para, Run, runs
from wardline.taskforce import typeset
from wardline.testing.pdfua import problems
from wardline.testing.reports import AS_OF, shaped


def dot() -> bytes:
    """A PNG of one red dot."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
             (b"IDAT", zlib.compress(b"\0\xff\0\0")), (b"IEND", b""))  # fmt: skip
    made = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def report() -> bytes:
    return pdf.render(contents.document(facts.report(shaped(10, 5), AS_OF)))


def short() -> bytes:
    """Two pages with one of everything, set as the report is: quick to break."""
    made = contents.document(facts.report(shaped(10, 5), AS_OF))
    kinds: dict[str, Block] = {}
    for one in made.blocks:
        kinds.setdefault(type(one).__name__, one)
    ahead = [Heading(1, "Made up", "part-made-up"), Heading(2, "Below", "part-below")]
    link = Para((Run("A link", to="https://made-up.example/"),))
    kept = [kinds[name] for name in ("Bullets", "Table", "Picture")]
    bullets = Bullets((runs("one"), runs("two")))
    blocks = (*ahead, link, bullets, *(one for one in kept if not isinstance(one, Bullets)))
    return pdf.render(replace(made, blocks=blocks))


def bulletin() -> bytes:
    hole = {
        "type": "vulnerability",
        "id": "vulnerability--6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b10",
        "name": "CVE-2026-12345",
        "external_references": [{"source_name": "made up", "url": "https://made-up.example/1"}],
    }
    issue = sheet.Issue("WB-2026-0001", 2, "2026-11-26", "https://hub.example/b/", "Mended")
    made = sheet.sheet(starting.start([hole], "a@made-up.example"), issue, readers.Reader())
    return paper.pdf(made, [paper.Print(dot(), "A red dot")])


def after_action() -> bytes:
    table = typeset.Table((1, 2), ("What", "Who"), (("Buy radios", "IT"), ("Call", "Front desk")))
    parts = (
        typeset.Part("Summary", ("It went on.",)),
        typeset.Part("Found", (), (typeset.Sub("Strength", ("Paper worked.",)),), table),
    )
    facts_ = (("When", "2026-06-01"), ("Where", "Made-up Hall"))
    return typeset.pdf(typeset.Report("Hub", "en", "After-action report", "Made up", facts_, parts))


@pytest.fixture(name="files", scope="module")
def files_fixture():
    made = {"report": report(), "bulletin": bulletin(), "after-action": after_action()}
    return made | {"short": short()}


@pytest.mark.parametrize("name", ["report", "short", "bulletin", "after-action"])
def test_what_we_print_keeps_every_rule_that_a_program_can_judge(files, name):
    assert problems(files[name], archive=name in ("report", "short")) == []


def elements(writer: PdfWriter, kind: str) -> Iterator[DictionaryObject]:
    for number in range(1, len(writer._objects) + 1):
        one = writer.get_object(number)
        if isinstance(one, DictionaryObject) and one.get("/S") == kind:
            yield one


def first(writer: PdfWriter, kind: str) -> DictionaryObject:
    return next(elements(writer, kind))


def metadata(old: bytes, new: bytes):
    def change(writer: PdfWriter) -> None:
        stream = writer.root_object["/Metadata"].get_object()
        said = stream.get_data()
        assert old in said
        made = DecodedStreamObject()
        made.set_data(said.replace(old, new))
        writer.root_object[NameObject("/Metadata")] = writer._add_object(made)

    return change


def paint(words: bytes):
    """Something more is painted on the first page."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        made = DecodedStreamObject()
        made.set_data(page.get_contents().get_data() + words)
        page[NameObject("/Contents")] = writer._add_object(made)

    return change


def rename(kind: str, to: str):
    def change(writer: PdfWriter) -> None:
        first(writer, kind)[NameObject("/S")] = NameObject(to)

    return change


def drop(kind: str, key: str):
    def change(writer: PdfWriter) -> None:
        del next(one for one in elements(writer, kind) if key in one)[key]

    return change


def no_scope(writer: PdfWriter) -> None:
    for one in elements(writer, "/TH"):
        one.pop("/A", None)


def fewer_cells(writer: PdfWriter) -> None:
    row = list(elements(writer, "/TR"))[-1]
    row[NameObject("/K")] = ArrayObject(list(row["/K"])[:-1])


def bare_font(key: str):
    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            for raw in page["/Resources"]["/Font"].values():
                font = raw.get_object()
                inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                for one in (font, inner):
                    one.pop(key, None)

    return change


def links(key: str):
    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            for raw in page.get("/Annots", []):
                raw.get_object().pop(key, None)
            page.pop(key, None)

    return change


def root(key: str, value=None):
    def change(writer: PdfWriter) -> None:
        if value is None:
            del writer.root_object[key]
        else:
            writer.root_object[NameObject(key)] = value

    return change


def lost_content(writer: PdfWriter) -> None:
    """The structure forgets the paragraphs."""
    for one in elements(writer, "/P"):
        one[NameObject("/K")] = ArrayObject([])


BREAKS = {
    "no structure tree": root("/StructTreeRoot"),
    "the document is marked": root("/MarkInfo"),
    "names no language": root("/Lang", TextStringObject(" ")),
    "show the title": root("/ViewerPreferences", DictionaryObject()),
    "claim PDF/UA-1": metadata(b"<pdfuaid:part>1<", b"<pdfuaid:part>7<"),
    "names no title": metadata(b"dc:title", b"dc:other"),
    "claim PDF/A-2": metadata(b"<pdfaid:part>2<", b"<pdfaid:part>1<"),
    "claim level A": metadata(b"<pdfaid:conformance>A<", b"<pdfaid:conformance>B<"),
    "output intent": root("/OutputIntents"),
    "no alternative text": drop("/Figure", "/Alt"),
    "follows one of level": rename("/H1", "/H4"),
    "/Unheard is no standard type": rename("/P", "/Unheard"),
    "header cell has no scope": no_scope,
    "table has no header cell": lambda writer: [
        one.__setitem__(NameObject("/S"), NameObject("/TD")) for one in elements(writer, "/TH")
    ],
    "rows have": fewer_cells,
    "/THead stands outside": rename("/Table", "/Div"),
    "/LI stands outside": rename("/L", "/Div"),
    "paint what is neither content nor an artifact": paint(b"\nBT (x) Tj ET\n"),
    "mark does not end": paint(b"\n/Artifact BMC\n"),
    "ends that did not begin": paint(b"\nEMC\n"),
    "marked twice": paint(b"\n/P <</MCID 0>> BDC EMC\n"),
    "is in no structure element": paint(b"\n/P <</MCID 99999>> BDC EMC\n"),
    "content [2, 3] is in no": lost_content,
    "an artifact stands within content": paint(b"\n/P <</MCID 0>> BDC /Artifact BMC EMC EMC\n"),
    "content stands within an artifact": paint(b"\n/Artifact BMC /P <</MCID 0>> BDC EMC EMC\n"),
    "is not embedded": bare_font("/FontFile3"),
    "which characters its glyphs are": bare_font("/ToUnicode"),
    "order of its annotations": links("/Tabs"),
    "a link has no words": links("/Contents"),
    "a link is in no structure element": rename("/Link", "/Span"),
    "marks are suspect": root(
        "/MarkInfo",
        DictionaryObject(
            {
                NameObject("/Marked"): BooleanObject(True),
                NameObject("/Suspects"): BooleanObject(True),
            }
        ),
    ),
}


@pytest.mark.parametrize("words", list(BREAKS))
def test_each_rule_that_is_broken_is_told(files, words):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files["short"])))
    BREAKS[words](writer)
    out = io.BytesIO()
    writer.write(out)
    found = problems(out.getvalue(), archive=True)
    assert [one for one in found if words in one], found[:5]


def test_writing_a_file_anew_breaks_no_rule(files):
    """So what the test above finds is what it broke."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files["short"])))
    writer.root_object[NameObject("/Made-up")] = NumberObject(1)
    out = io.BytesIO()
    writer.write(out)
    assert problems(out.getvalue(), archive=True) == []
