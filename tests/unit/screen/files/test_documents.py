"""What is read from each kind of document, and what bars it."""

# ruff: noqa: E501 # documents stand on one line, as they do in files

import gzip
import struct
import zlib

import pytest

from wardline.screen.files import screen_extract
from wardline.screen.files.extract import extract
from wardline.screen.files.model import LIMITS
from wardline.screen.model import Decision


def words(data):
    return "\n".join(f"{part.place}|{part.text}" for part in extract(data).parts)


# Text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252", "latin-1"]
)
def test_text_is_read_in_its_encoding(encoding):
    text = "The mail of José reached the ward at noon.\nIt came from Zürich and held a link."
    got = extract(text.encode(encoding))
    assert (got.decision, got.kind, got.parts[0].text) == (Decision.PASS, "text", text)


def test_text_in_an_encoding_that_cannot_be_told_is_held():
    got = extract("Пациент Иванов поступил в отделение".encode("koi8-r"))
    assert got.decision is Decision.HOLD
    assert "UTF-8" in got.reason


def test_cut_utf16_is_held():
    assert extract("Jane Roe".encode("utf-16")[:-1]).decision is Decision.HOLD


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", '{"user": "x", "n": 1}'),
        ("stix", '{"type": "bundle", "id": "bundle--1", "objects": []}'),
        ("ndjson", '{"a": 1}\n{"a": 2}\n{"a": 3}\n'),
        ("csv", "mrn,name,date\n1,x,y\n2,z,w\n"),
        ("csv", "mrn;name\n1;x\n2;z\n"),
        ("hl7", "MSH|^~\\&|LAB|X|EHR|Y|20260101||ADT^A01|1|P|2.5\rPID|1||7||ROE^JANE"),
        ("hl7", "\x0bMSH|^~\\&|LAB|X\r"),
        ("log", "2026-01-02T03:04:05Z fw1 deny src=1.2.3.4\n2026-01-02T03:04:06Z fw1 deny\n"),
        ("log", "<34>Oct 11 22:14:15 host su: failed\n<34>Oct 11 22:14:16 host su: failed"),
        ("mail", "From: a@b.example\nTo: c@d.example\nSubject: hi\n\nHello"),
        ("markup", "<!DOCTYPE html>\n<html><body><p>Hi</p></body></html>"),
        ("text", "Dear team,\nwe saw a mail.\nRegards"),
    ],
)
def test_kinds_of_text_are_told_by_content(kind, text):
    assert extract(text.encode()).kind == kind


def test_markup_gives_words_links_comments_and_attributes():
    got = words(
        b"<html><p>Ja<b>ne</b> &#82;oe</p><!-- 10.1.2.3 --><img alt='ward 7' src=http://e.example/x>"
    )
    for word in ("Jane Roe", "10.1.2.3", "ward 7", "http://e.example/x"):
        assert word in got


def test_an_empty_file_is_fine():
    assert extract(b"").decision is Decision.PASS


def test_gzip_of_text_is_opened_and_a_bomb_is_not():
    assert extract(gzip.compress(b"a line of a log\n" * 50)).parts[0].text.startswith("a line")
    bomb = extract(gzip.compress(b"\0" * 30_000_000))
    assert bomb.decision is Decision.BLOCK
    assert "bomb" in bomb.reason
    assert extract(gzip.compress(gzip.compress(gzip.compress(b"x")))).decision is Decision.BLOCK
    assert extract(gzip.compress(b"x" * 99)[:-9]).decision is Decision.BLOCK


# What never passes


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("dicom", b"\0" * 128 + b"DICM" + b"\0" * 40),
        ("dicom", b"\x08\0\x05\0CS\x0a\0ISO_IR 100" + b"\0" * 40),
        ("program", b"MZ\x90\0" + b"\0" * 100),
        ("program", b"\x7fELF" + b"\0" * 100),
        ("archive", b"Rar!\x1a\x07\0" + b"\0" * 40),
        ("archive", b"7z\xbc\xaf\x27\x1c" + b"\0" * 40),
        ("old office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        ("rtf", b"{\\rtf1 Jane Roe}"),
        ("packet capture", b"\xd4\xc3\xb2\xa1" + b"\0" * 40),
        ("database", b"SQLite format 3\0" + b"\0" * 40),
        ("binary", bytes(range(256)) * 4),
    ],
)
def test_kinds_that_stay(kind, data):
    got = extract(data)
    assert (got.decision, got.kind, got.parts) == (Decision.BLOCK, kind, ())
    assert got.reason.endswith(".")


def test_archives_and_opendocument_stay(make):
    assert extract(make.zipped({"a.txt": "x"})).kind == "archive"
    odt = make.zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}
    )
    assert "DOCX" in extract(odt).reason


# Word


def test_word_gives_all_that_is_written_in_it(make):
    body = (
        "<w:p><w:r><w:t>Seen by Ja</w:t></w:r><w:r><w:t>ne Roe.</w:t></w:r></w:p>"
        '<w:p><w:ins w:author="Ann Editor"><w:r><w:t>inserted</w:t></w:r></w:ins>'
        '<w:del w:author="Bob Cutter"><w:r><w:delText>deleted words</w:delText></w:r></w:del></w:p>'
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>"
        '<w:p><wp:docPr xmlns:wp="urn:wp" id="1" name="p" descr="photo of ward 7"/></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    parts = {
        "word/comments.xml": f'<w:comments {make.W}><w:comment w:author="Cy Critic"><w:p><w:r>'
        "<w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>",
        "word/header1.xml": f"<w:hdr {make.W}><w:p><w:r><w:t>head</w:t></w:r></w:p></w:hdr>",
        "word/footer2.xml": f"<w:ftr {make.W}><w:p><w:r><w:t>foot</w:t></w:r></w:p></w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {make.W}><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>",
        "word/settings.xml": f'<w:settings {make.W}><w:docVars><w:docVar w:name="pt" w:val="variable 7"/>'
        "</w:docVars></w:settings>",
        "docProps/core.xml": '<p xmlns:dc="urn:dc"><dc:creator>Dee Author</dc:creator></p>',
        "docProps/app.xml": "<p><Company>Ward Co</Company><Pages>7</Pages></p>",
        "docProps/custom.xml": '<p><property name="MRN"><v>custom 7</v></property></p>',
        "customXml/item1.xml": "<r><patient id='attr 7'>xml 7</patient></r>",
        "word/_rels/document.xml.rels": make.relationships(
            ("hyperlink", "https://evil.example/x", make.EXTERNAL)
        ),
    }
    got = extract(make.docx_with(parts, body))
    assert got.decision is Decision.PASS
    text = "\n".join(f"{part.place}|{part.text}" for part in got.parts)
    for word in (
        "body|Seen by Jane Roe.\n", "inserted", "deleted text (tracked changes)|deleted words",
        "hidden text and fields|unseen", "photo of ward 7", "Comment: a remark",
        "header 1|head", "footer 2|foot", "footnotes|note", "Ann Editor", "Bob Cutter", "Cy Critic", "body: authors|",
        "properties: authors|Dee Author", "Company: Ward Co", "MRN: ", "custom 7", "xml 7", "attr 7",
        "variable 7", "links|https://evil.example/x",
    ):  # fmt: skip
        assert word in text
    assert "Pages" not in text


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("word/vbaProject.bin", b"\0", "macros"),
        ("word/embeddings/oleObject1.bin", b"\0", "embedded"),
        ("word/embeddings/sheet.xlsx", b"\0", "embedded"),
        ("word/activeX/activeX1.xml", b"<a/>", "embedded"),
        ("word/media/run.exe", b"MZ", "not read"),
        ("customXml/payload.bin", b"\0", "not read"),
    ],
)
def test_word_with_active_parts_stays(make, name, content, word):
    got = extract(make.docx_with({name: content}))
    assert (got.decision, got.kind) == (Decision.BLOCK, "docx")
    assert word in got.reason


def test_word_with_parts_from_outside_stays(make):
    for kind, mode in (
        ("attachedTemplate", make.EXTERNAL),
        ("image", make.EXTERNAL),
        ("aFChunk", ""),
    ):
        rels = make.relationships((kind, "http://evil.example/t.dotm", mode))
        got = extract(make.docx_with({"word/_rels/settings.xml.rels": rels}))
        assert got.decision is Decision.BLOCK, kind
    macro = make.zipped(
        {"[Content_Types].xml": "<T t='macroEnabled'/>", "word/document.xml": "<d/>"}
    )
    assert extract(macro).decision is Decision.BLOCK
    field = "<w:p><w:r><w:instrText>DDEAUTO c:\\\\x cmd</w:instrText></w:r></w:p>"
    assert "DDE" in extract(make.docx_with({}, field)).reason
    simple = '<w:p><w:fldSimple w:instr="DDE c:\\x cmd"/></w:p>'
    assert "DDE" in extract(make.docx_with({}, simple)).reason


def test_entities_and_broken_xml_bar_a_document(make):
    lol = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
    for xml in (lol, lol.encode("utf-16"), "<a><b></a>", "<a>" * 1000, ""):
        got = extract(make.docx_with({"word/comments.xml": xml}))
        assert (got.decision, got.kind) == (Decision.BLOCK, "docx")


def test_a_document_that_explodes_stays(make):
    big = "<d>" + "a" * 40_000_000 + "</d>"
    got = extract(make.docx_with({"word/comments.xml": big}))
    assert "bomb" in got.reason
    many = {f"word/x{n}.xml": "<a/>" for n in range(LIMITS.members + 1)}
    assert "bomb" in extract(make.docx_with(many)).reason


def test_an_encrypted_member_bars_a_document(make):
    data = bytearray(make.docx())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in extract(bytes(data)).reason


# Excel


def test_excel_gives_cells_as_they_read_by_their_place(make, screen):
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>born, at</t></is></c></row>'
        '<row r="17" hidden="1"><c r="A17" t="s"><v>1</v></c><c r="B17"><v>4.1111111111111E+15</v></c>'
        '<c r="C17" s="1"><v>23056</v></c><c r="D17"><f>A1&amp;"formula words"</f><v>3</v></c></row>'
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    extra = {
        "xl/comments1.xml": f"<comments {make.S}><authors><author>Ann Noter</author></authors>"
        '<commentList><comment ref="B2"><text><t>a cell remark</t></text></comment></commentList></comments>',
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<p {make.S}><sharedItems><s v="cached 7"/></sharedItems></p>',
        "docProps/core.xml": "<p><creator>Dee Author</creator></p>",
    }
    book = '<definedNames><definedName name="n">"defined 7"</definedName></definedNames>'
    data = make.xlsx(rows, strings=("name", "Jane Roe"), styles=styles, extra=extra, workbook=book)
    text = words(data)
    assert 'name,,"born, at"\nJane Roe,4111111111111100,1963-02-14,3\n' in text
    for word in ("(with hidden rows or columns)", "formula words", "a cell remark", "Ann Noter",
                 "cached 7", "defined 7", "properties: authors|Dee Author", "names of sheets|Staff"):  # fmt: skip
        assert word in text
    screened = screen_extract(extract(data), "x.xlsx", screen)
    assert [f.place for f in screened.findings if "authors" not in f.place] == [
        'sheet "Staff" (with hidden rows or columns) A17'
    ]


def test_hidden_sheets_and_the_other_calendar_are_read(make):
    rows = '<row r="1"><c r="A1" s="0"><v>1</v></c></row>'
    styles = '<numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs>'
    data = make.xlsx(rows, styles=styles, state="veryHidden", workbook='<workbookPr date1904="1"/>')
    assert 'sheet "Staff" (hidden)|1904-01-02' in words(data)


@pytest.mark.parametrize(
    "name",
    ["xl/externalLinks/externalLink1.xml", "xl/vbaProject.bin", "xl/embeddings/a.bin", "xl/connections.xml",
     "xl/macrosheets/sheet1.xml", "xl/workbook.bin", "xl/worksheets/sheet1.bin"],
)  # fmt: skip
def test_excel_with_active_or_outside_parts_stays(make, name):
    assert extract(make.xlsx("", extra={name: "<a/>"})).decision is Decision.BLOCK


def test_a_title_with_a_name_in_it_never_shows_in_a_place(make, screen):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>10.1.2.3</t></is></c></row>'
    data = make.xlsx(rows).replace(b"Staff", b"Staff")
    got = extract(data)
    got = got._replace(
        parts=tuple(p._replace(place=p.place.replace("Staff", "Jane Roe")) for p in got.parts)
    )
    screened = screen_extract(got, "x", screen)
    assert "Jane Roe" not in str(screened)


# PowerPoint


def test_powerpoint_gives_slides_notes_and_comments(make):
    slide = f"<p:sld {make.P} {make.A}><a:p><a:r><a:t>slide {{}}</a:t></a:r></a:p></p:sld>"
    data = make.zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f"<p:presentation {make.P}/>",
            "ppt/slides/slide10.xml": slide.format("ten"),
            "ppt/slides/slide2.xml": slide.format("two"),
            "ppt/notesSlides/notesSlide2.xml": slide.format("notes"),
            "ppt/comments/comment1.xml": f"<p:cmLst {make.P}><p:cm><p:text>a remark</p:text></p:cm></p:cmLst>",
            "ppt/commentAuthors.xml": f'<p:cmAuthorLst {make.P}><p:cmAuthor name="Ann Critic"/></p:cmAuthorLst>',
        }
    )
    text = words(data)
    assert text.index("slide 2|slide two") < text.index("slide 10|slide ten")
    for word in ("notes of slide 2|slide notes", "a remark", "authors|Ann Critic"):
        assert word in text


# PDF


def test_pdf_gives_pages_and_what_stands_beside_them(make):
    objects = (
        "<</Title(a title 7)/Author(Ann Writer)/Producer(x)>>",
        "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(a note 7)/T(Bob Noter)>>",
        "<</FT/Tx/T(field name)/V(field value)>>",
        "<</Title(outline 7)/Parent 1 0 R>>",
        b"<</Type/Metadata/Subtype/XML/Length 38>>stream\n<x:xmpmeta><dc>xmp words</dc></x:xmpmeta>\nendstream",
    )
    data = make.pdf(
        make.said("Hello page"), make.said("Jane Roe"), objects=objects, trailer="/Info 8 0 R"
    )
    got = extract(data)
    assert (got.decision, got.kind) == (Decision.PASS, "pdf")
    text = "\n".join(f"{p.place}|{p.text}" for p in got.parts)
    for word in ("page 1|Hello page", "page 2|Jane Roe", "Title: a title 7", "authors|Ann Writer\nBob Noter",
                 "Note: a note 7", "field name: field value", "outline 7", "xmp words"):  # fmt: skip
        assert word in text


@pytest.mark.parametrize(
    ("catalog", "word"),
    [
        ("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "JavaScript"),
        ("/Names<</JavaScript<</Names[]>>>>", "JavaScript"),
        ("/OpenAction<</S/#4aavaScript/JS(x)>>", "JavaScript"),
        ("/OpenAction<</S/Launch/F(cmd.exe)>>", "programs"),
        ("/Names<</EmbeddedFiles<</Names[]>>>>", "embedded"),
        ("/AcroForm<</XFA[(a) 1 0 R]>>", "XFA"),
        ("/OpenAction<</S/SubmitForm/F(http://x)>>", "sends"),
    ],
)
def test_pdf_that_acts_stays(make, catalog, word):
    got = extract(make.pdf(make.said("x"), catalog=catalog))
    assert (got.decision, got.kind, got.parts) == (Decision.BLOCK, "pdf", ())
    assert word in got.reason


def test_encrypted_pdf_stays(make):
    locked = (
        "<</Filter/Standard/V 1/R 2/Length 40/P -44/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">>>"
    )
    data = make.pdf(make.said("x"), objects=(locked,), trailer="/Encrypt 6 0 R/ID[<00><00>]")
    assert "encrypted" in extract(data).reason


def test_scanned_page_is_held_and_says_which(make):
    got = extract(make.pdf(make.said("words"), "q 612 0 0 792 0 0 cm /Im1 Do Q"))
    assert got.decision is Decision.HOLD
    assert "Page 2" in got.reason
    assert got.parts[0].text.startswith("words")


def test_an_empty_page_is_fine(make):
    assert extract(make.pdf("", make.said("x"))).decision is Decision.PASS


# Pictures


def test_pictures_are_held_with_their_metadata(make):
    exif = make.tiff([(0x013B, "Ann Shooter"), (0xA431, "SN 1234567")], gps=[(1, "N 47.1")])
    for data in (make.jpeg(exif, b"a remark 7"), make.png(make.chunk(b"eXIf", exif)), exif):
        got = extract(data)
        assert got.decision is Decision.HOLD
        assert (got.parts[2].place, got.parts[2].text) == ("authors", "Ann Shooter")
        assert "Serial number: SN 1234567" in got.parts[0].text
        assert (got.parts[1].place, got.parts[1].text) == ("position", "GPS 1: N 47.1")
    assert "Comment: a remark 7" in words(make.jpeg(exif, b"a remark 7"))


def test_text_chunks_of_png_and_gif_are_read(make):
    packed = zlib.compress(b"packed words")
    data = make.png(
        make.chunk(b"tEXt", b"Author\0Ann"),
        make.chunk(b"zTXt", b"Comment\0\0" + packed),
        make.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>inner words</x>"),
    )
    for word in ("authors|Ann", "packed words", "inner words"):
        assert word in words(data)
    gif = b"GIF89a" + struct.pack("<HH", 4, 4) + b"\0\0\0\x21\xfe\x05words\0;"
    assert "Comment: words" in words(gif)


def test_a_picture_that_claims_a_huge_size_stays(make):
    for data in (make.png(width=100_000, height=100_000), make.jpeg(width=65_000, height=65_000)):
        assert extract(data).decision is Decision.BLOCK


# The answer


def test_the_answer_names_places_and_never_what_was_removed(make, screen):
    data = make.docx_with(
        {"word/comments.xml": f'<w:comments {make.W}><w:comment w:author="Jane Roe"><w:p><w:r><w:t>from 10.1.2.3'
         "</w:t></w:r></w:p></w:comment></w:comments>"},
        "<w:p><w:r><w:t>Jane Roe saw it</w:t></w:r></w:p>",
    )  # fmt: skip
    got = screen_extract(extract(data), "Jane Roe report.docx", screen)
    assert got.decision is Decision.PASS
    assert got.name == "[X-1] report.docx"
    assert {found.place for found in got.findings} == {
        "file name",
        "body",
        "comments",
        "comments: authors",
    }
    assert "Jane Roe" not in str(got)
    assert "10.1.2.3" not in str(got)
    assert "[body]\n[X-1] saw it" in got.text


def test_the_engines_word_is_kept(screen):
    assert screen_extract(extract(b"a QUEER word"), "x", screen).decision is Decision.HOLD
    got = screen_extract(extract(b"this STAYS here"), "x", screen)
    assert (got.decision, got.parts) == (Decision.BLOCK, ())


def test_stix_in_a_file_goes_object_by_object(screen):
    bundle = (
        b'{"type":"bundle","id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","objects":['
        b'{"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"192.168.7.9"},'
        b'{"type":"domain-name","spec_version":"2.1","id":"domain-name--28bb3599-77cd-5a82-a950-b5bc3caf07c5","value":"evil.example"}]}'
    )
    got = screen_extract(extract(bundle), "x.json", screen, {})
    assert got.decision is Decision.PASS
    assert "192.168.7.9" not in str(got)
    assert "evil.example" in got.text


def test_what_one_part_shows_goes_from_all_parts(make):
    from wardline.screen.model import Finding, Screened

    def engine(text, kind):
        """Knows a name only behind a cue."""
        cue = "Patient: Ann Other"
        at = text.find(cue)
        if at < 0:
            return Screened(Decision.PASS, text, (), ())
        start, end = at + 9, at + len(cue)
        found = Finding(start, end, "NAME", "cue", "[NAME-1]")
        return Screened(Decision.PASS, text[:start] + "[NAME-1]" + text[end:], (found,), ())

    comments = f"<w:comments {make.W}><w:p><w:r><w:t>ANN OTHER called; not Ann Otherwise</w:t></w:r></w:p></w:comments>"
    body = "<w:p><w:r><w:t>Patient: Ann Other</w:t></w:r></w:p>"
    got = screen_extract(
        extract(make.docx_with({"word/comments.xml": comments}, body)), "Ann Other.docx", engine
    )
    assert got.name == "[NAME-1].docx"
    assert [part.text.strip() for part in got.parts] == [
        "Patient: [NAME-1]",
        "[NAME-1] called; not Ann Otherwise",
    ]
    assert {f.place for f in got.findings} == {"body", "comments", "file name"}


def test_stix_a_line_goes_object_by_object_too(screen):
    good = b'{"type":"domain-name","spec_version":"2.1","id":"domain-name--28bb3599-77cd-5a82-a950-b5bc3caf07c5","value":"evil.example"}\n'
    own = good.replace(b"evil.example", b"printer.local").replace(b"7c5", b"7c6")
    got = screen_extract(extract(good + own + b"{broken\n" + good), "x", screen, {})
    assert got.kind == "stix"
    assert got.text.count("evil.example") == 2
    assert "printer" not in str(got)
    assert [doubt.place for doubt in got.doubts] == ["line 3", "/objects/1"]


def test_what_only_looks_like_stix_is_read_as_text_and_stix_20_is_understood(screen):
    odd = b'{"type":"malware","id":"malware--1","name":"x","description":"Jane Roe at 10.1.2.3"}'
    got = screen_extract(extract(odd), "x", screen, {})
    assert got.decision is Decision.PASS
    assert '"description":"[X-1] at [X-1]"' in got.text
    assert len(got.findings) == 2
    old = (
        b'{"type":"bundle","id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","spec_version":"2.0","objects":['
        b'{"type":"malware","id":"malware--44af6c39-c09b-49c5-9de2-394224b04982","created":"2017-01-01T00:00:00Z",'
        b'"modified":"2017-01-01T00:00:00Z","name":"x","labels":["trojan"],"description":"Jane Roe"}]}'
    )
    assert '"malware_types":["trojan"]' in screen_extract(extract(old), "x", screen, {}).text


def test_pages_in_letters_without_names_are_held(make):
    font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    cid = "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    page = "/Resources<</Font<</F1 6 0 R>>>>"
    data = make.pdf("BT /F1 12 Tf <002B0048> Tj ET", objects=(font, cid)).replace(
        b"/Resources<</Font<</F1 3 0 R>>>>", page.encode()
    )
    got = extract(data)
    assert got.decision is Decision.HOLD
    assert "letters" in got.reason or "picture" in got.reason


def test_a_blank_page_with_a_frame_is_fine(make):
    assert (
        extract(make.pdf("q 0 0 612 792 re W* n BT /F1 9 Tf ( ) Tj ET Q", make.said("x"))).decision
        is Decision.PASS
    )


def test_authors_that_the_file_states_are_named_by_pseudonym_everywhere(make, screen):
    extra = {"docProps/core.xml": "<p><creator>Dee Author</creator></p>",
             "word/people.xml": f'<w:people {make.W}><w:person w:author="zz"/></w:people>'}  # fmt: skip
    got = screen_extract(
        extract(make.docx_with(extra, "<w:p><w:r><w:t>I, Dee Author, wrote</w:t></w:r></w:p>")),
        "x",
        screen,
    )
    assert got.decision is Decision.PASS
    assert "Dee Author" not in str(got)
    assert "I, [AUTHOR-1], wrote" in got.text
    assert "zz" not in got.text
    again = screen_extract(extract(got.text.encode()), "x", screen)
    assert again.text == got.text


def test_where_a_picture_was_taken_and_by_whom_never_leaves(make, screen):
    exif = make.tiff([(0x013B, "Ann Shooter")], gps=[(1, "N 47.1")])
    got = screen_extract(extract(make.jpeg(exif)), "x", screen)
    assert got.decision is Decision.HOLD
    assert "47.1" not in str(got)
    assert "Shooter" not in str(got)
    assert {found.label for found in got.findings} == {"NAME", "ADDRESS"}
