"""One object, four formats: the same words, the same tables, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

import console
from wardline.core import typeset
from wardline.report import contents, facts, html, pdf, reading
from wardline.report.build import build
from wardline.report.document import Heading, Picture, tables
from wardline.testing.reports import AS_OF, shaped

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
NASTY = "<b>&amp; #strong[x] \\ $1$ @F-1 \u4e2d\u6587 \U0001f600 ]] \u202eturned"


@pytest.fixture(name="small", scope="module")
def small_fixture():
    """A small snapshot; one source said what would break each of the formats."""
    made = shaped(20, 10)
    source = made.evidence[0]
    text = f"Made up: {NASTY}\nsecond line\x0b"
    digest = hashlib.sha256(text.encode()).hexdigest()
    cited = replace(made.findings[0].citations[0], start=9, end=len(text), quote=text[9:])
    return replace(
        made,
        evidence=(replace(source, text=text, sha256=digest), *made.evidence[1:]),
        findings=(replace(made.findings[0], citations=(cited,)), *made.findings[1:]),
    )


@pytest.fixture(name="built", scope="module")
def built_fixture(small):
    return {one.name.partition(".")[2]: one.data for one in build(small, AS_OF)}


@pytest.fixture(name="document", scope="module")
def document_fixture(small):
    return contents.document(facts.report(small, AS_OF))


def test_two_builds_are_the_same_bytes_in_another_process_too(small, built, tmp_path):
    assert {one.name: one.data for one in build(small, AS_OF)} == {
        f"report.{form}": data for form, data in built.items()
    }
    (tmp_path / "snapshot.json").write_bytes(reading.encode(small))
    words = ["--snapshot", "snapshot.json", "--as-of", AS_OF, "--out", "out", "--json"]
    done = console.run("report", "build", *words, cwd=tmp_path, check=True)
    told = {one["name"]: one["sha256"] for one in json.loads(done.stdout)["files"]}
    for form, data in built.items():
        assert (tmp_path / "out" / f"report.{form}").read_bytes() == data
        assert told[f"report.{form}"] == hashlib.sha256(data).hexdigest()


def test_another_day_is_another_report(small, built):
    (other,) = build(small, AS_OF.replace(year=2028), ["json"])
    assert other.data != built["json"]


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags[tag] += 1
        self.ids += [values["id"]] if "id" in values else []
        if tag == "a":
            self.targets.append(values["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        assert "style" not in values
        assert not any(name.startswith("on") for name in values)


def test_html_is_one_file_whose_links_all_lead_somewhere(built, document):
    page = _Tags()
    page.feed(built["html"].decode())
    assert page.tags["table"] == len(tables(document)) == page.tags["caption"]
    assert page.tags["script"] == page.tags["img"] == page.tags["link"] == page.tags["b"] == 0
    assert len(page.ids) == len(set(page.ids))
    inner = {one[1:] for one in page.targets if one.startswith("#")}
    assert inner <= set(page.ids)
    assert all(one.startswith(("#", "https://")) for one in page.targets)
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert page.tags["h1"] == 1
    assert b"\xe2\x80\xae" not in built["html"]
    assert "default-src 'none'" in built["html"].decode()


def _structure(reader) -> Counter:
    found: Counter[str] = Counter()
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        one = waiting.pop().get_object() if not isinstance(waiting[-1], list) else waiting.pop()
        if isinstance(one, list):
            waiting += list(one)
        elif isinstance(one, dict):
            found[str(one.get("/S", ""))] += 1
            found["alt"] += "/Alt" in one
            if "/K" in one and not isinstance(one["/K"], int):
                waiting.append(one["/K"])
    return found


def test_pdf_claims_both_standards_and_tags_each_table(built, document):
    reader = PdfReader(io.BytesIO(built["pdf"]))
    root = reader.trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1<" in said
    assert "<pdfaid:part>2<" in said
    assert "<pdfaid:conformance>A<" in said
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "2027-03-01T00:00:00Z" in said
    tags = _structure(reader)
    assert tags["/Table"] == tags["/THead"] == len(tables(document))
    heads = sum(len(one.columns) for one in tables(document))
    assert tags["/TH"] == heads
    pictures = [one for one in document.blocks if isinstance(one, Picture)]
    assert tags["/Figure"] == tags["alt"] == len(pictures)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "⟦U+4E2D⟧" in text
    assert "#strong[x]" in text


def test_every_character_that_is_let_through_can_be_shown():
    ranges = re.findall(r"(.)-(.)|(.)", typeset.SHOWN, re.DOTALL)
    chars = "".join(
        one or "".join(map(chr, range(ord(low), ord(high) + 1))) for low, high, one in ranges
    )
    # Combining marks and directions need others around them.
    spaced = " ".join(char for char in chars if not char.isspace())
    values = {"title": "x", "text": spaced}
    source = typeset.compiled(
        pdf.template("characters.typ"), values, pdf_standards=list(pdf.STANDARDS)
    )
    assert source.startswith(b"%PDF-")


def test_docx_has_headings_header_rows_and_words_for_pictures(built, document):
    archive = zipfile.ZipFile(io.BytesIO(built["docx"]))
    assert archive.testzip() is None
    parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(data)  # noqa: S314 # our own file
    body = ET.fromstring(parts["word/document.xml"])  # noqa: S314 # our own file
    found = body.findall(f".//{W}tbl")
    assert len(found) == len(tables(document))
    for table, source in zip(found, tables(document), strict=True):
        rows = table.findall(f"{W}tr")
        assert len(rows) == len(source.rows) + 1
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])
    styles = [one.get(f"{W}val") for one in body.findall(f".//{W}pStyle")]
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert sum(str(one).startswith("Heading") for one in styles) == len(headings)
    alts = [one.get("descr") for one in body.findall(f".//{WP}docPr")]
    assert alts == [one.alt for one in document.blocks if isinstance(one, Picture)]
    names = [one.get(f"{W}name") for one in body.findall(f".//{W}bookmarkStart")]
    assert len(names) == len(set(names))
    targets = {one.get(f"{W}anchor") for one in body.findall(f".//{W}hyperlink")} - {None}
    assert targets <= set(names)


def test_all_formats_show_the_same_picture(built, document):
    pictures = [one.svg for one in document.blocks if isinstance(one, Picture)]
    page = built["html"].decode()
    archive = zipfile.ZipFile(io.BytesIO(built["docx"]))
    inside = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".svg")]
    assert inside == pictures
    assert all(one in page for one in pictures)
    assert all("not shown" in pictures[at] for at in (0, 2))


def test_the_style_is_allowed_by_its_hash_alone(document):
    page = html.render(document).decode()
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    assert html.policy(style) in page
    assert "url(" not in style
