"""`Document` → DOCX: WordprocessingML written part by part, the same bytes each time.

Written by hand (zip and XML of the standard library): python-docx stamps the time into its archive,
has no charts as SVG and needs seconds for a thousand rows.
*Source*: ECMA-376 part 1 (WordprocessingML, DrawingML), MS-ODRAWXML (svgBlip).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from importlib import resources

from wardline.core.xmltext import attribute, content
from wardline.report import pdf
from wardline.report.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Para,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
)

# Word's bookmarks: at most 40 letters, digits and underscores, a letter first.
_BOOKMARK = 40
_DEEPEST = 9
_LISTED = 2
# *Units*: twentieths of a point; letter paper less its margins.
_LINE = 9360
# *Units*: EMU, 914,400 an inch; how wide a chart is.
_WIDE = 5_943_600
# The oldest time that a zip file can tell: a build has no "now".
_STAMP = (1980, 1, 1, 0, 0, 0)
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def render(document: Document) -> bytes:
    """The document as DOCX. *Raises* ConfigError where Typst, which draws the PNGs, is missing."""
    return _Writer(document).whole()


class _Writer:
    """Gathers relations and pictures while the blocks are written."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.links: dict[str, str] = {}
        self.media: dict[str, bytes] = {}
        self.count = 0

    def whole(self) -> bytes:
        """The archive."""
        body = "".join(self._body())
        files = {
            "[Content_Types].xml": _static("content-types.xml"),
            "_rels/.rels": _static("rels.xml"),
            "docProps/core.xml": self._core(),
            "word/document.xml": f"{_static('document.xml')}{body}</w:body></w:document>",
            "word/styles.xml": _styles(),
            "word/numbering.xml": _static("numbering.xml"),
            "word/settings.xml": _static("settings.xml"),
            "word/footer1.xml": _static("footer.xml"),
            "word/_rels/document.xml.rels": self._relations(),
        }
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                _put(archive, name, text.encode())
            for name, data in self.media.items():
                _put(archive, f"word/{name}", data)
        return made.getvalue()

    def _body(self) -> Iterator[str]:
        yield _para(_text(self.document.title), "Title")
        yield _para(_text(self.document.subtitle), "Subtitle")
        yield _para(_text(self.document.publisher), "Subtitle")
        yield _para(_text("Contents"), "TOCHeading")
        yield from self._contents()
        for block in self.document.blocks:
            yield from self._block(block)
        yield (
            '<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/>'
            '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" '
            'w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
        )

    def _contents(self) -> Iterator[str]:
        """The list of contents as a field: links at once, page numbers when Word updates it."""
        listed = [
            one for one in self.document.blocks if isinstance(one, Heading) and one.level <= _LISTED
        ]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for at, one in enumerate(listed):
            inside = self._run(Run(one.text, f"#{one.anchor}"))
            yield _para(
                (begin if at == 0 else "") + inside + (end if at == len(listed) - 1 else ""),
                f"TOC{one.level}",
            )

    def _block(self, block: Block) -> Iterator[str]:
        """One block."""
        match block:
            case Heading(level, text, anchor, page):
                style = f"Heading{min(level, _DEEPEST)}"
                more = "<w:pageBreakBefore/>" if page else ""
                yield _para(self._marked(anchor, _text(text)), style, more)
            case Para(words):
                yield _para(self._runs(words))
            case Bullets(items):
                yield from (_para(self._runs(item), "ListBullet") for item in items)
            case Quote(text, source):
                yield _para(_text(text), "Quote")
                yield _para(self._runs(source), "QuoteSource")
            case Facts(rows):
                yield from self._facts(rows)
            case Table():
                yield from self._table(block)
            case Picture():
                yield from self._picture(block)

    def _facts(self, rows: tuple[tuple[str, Runs], ...]) -> Iterator[str]:
        for name, value in rows:
            label = _text(f"{name}: ", strong=True)
            yield _para(label + self._runs(value), "Facts")

    def _table(self, table: Table) -> Iterator[str]:
        """A table with a header row that each page repeats, and a caption that readers are told."""
        yield _para(_text(table.caption), "Caption")
        parts = sum(table.widths)
        widths = [_LINE * one // parts for one in table.widths]
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Wardline"/><w:tblW w:w="{sum(widths)}" '
            'w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" '
            'w:firstColumn="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={attribute(table.caption)}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )
        yield "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        for width, name in zip(widths, table.columns, strict=True):
            yield _cell(width, _text(name, strong=True))
        yield "</w:tr>"
        for row in table.rows:
            yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            for at, (width, cell) in enumerate(zip(widths, row, strict=True)):
                right = '<w:jc w:val="right"/>' if at in table.numbers else ""
                yield _cell(width, self._runs(cell), right)
            yield "</w:tr>"
        yield "</w:tbl>"
        # Two tables without a paragraph between them would be one.
        yield _para("", "AfterTable")

    def _picture(self, picture: Picture) -> Iterator[str]:
        """A chart: the SVG, and a PNG of it for programs that show none."""
        found = _SIZE.search(picture.svg)
        width, height = (int(found[1]), int(found[2])) if found else (720, 360)
        self.count += 1
        name = f"chart{self.count}"
        self.media[f"media/{name}.png"] = pdf.picture(picture.svg, width, height)
        self.media[f"media/{name}.svg"] = picture.svg.encode()
        size = f'cx="{_WIDE}" cy="{_WIDE * height // width}"'
        about = f'id="{self.count}" name="{name}" descr={attribute(picture.alt)}'
        drawn = _static("picture.xml").format(size=size, about=about, name=name)
        yield _para(self._marked(picture.anchor, f"<w:r>{drawn}</w:r>"), "Picture")
        yield _para(_text(picture.caption), "Caption")

    def _marked(self, anchor: str, inside: str) -> str:
        self.count += 1
        name, number = _bookmark(anchor), self.count
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _runs(self, words: Runs) -> str:
        return "".join(map(self._run, words))

    def _run(self, run: Run) -> str:
        if not run.to:
            text = _text(run.text, strong=run.strong)
            return self._marked(run.anchor, text) if run.anchor else text
        inside = _text(run.text, strong=run.strong, style="Hyperlink")
        if run.to.startswith("#"):
            return f'<w:hyperlink w:anchor="{_bookmark(run.to[1:])}">{inside}</w:hyperlink>'
        key = self.links.setdefault(run.to, f"rIdL{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{key}">{inside}</w:hyperlink>'

    def _core(self) -> str:
        day = f"{self.document.as_of.isoformat()}T00:00:00Z"
        return _static("core.xml").format(
            title=content(self.document.title), by=content(self.document.publisher), day=day
        )

    def _relations(self) -> str:
        made = [_static("document-rels.xml")]
        made += [
            f'<Relationship Id="{key}" Type="{_TYPES}/hyperlink" Target={attribute(to)} '
            'TargetMode="External"/>'
            for to, key in self.links.items()
        ]
        made += [
            f'<Relationship Id="{name.removeprefix("media/").replace(".", "-")}" '
            f'Type="{_TYPES}/image" Target="{name}"/>'
            for name in self.media
        ]
        return f"{''.join(made)}</Relationships>"


def _static(name: str) -> str:
    found = resources.files("wardline.report").joinpath(f"data/docx/{name}").read_text("utf-8")
    return found.removesuffix("\n")


def _styles() -> str:
    """The style sheet; nine levels of headings that programs know as such."""
    sizes = (34, 28, 25, 23, 22, 21, 21, 21, 21)
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/>'
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="280" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:color w:val="1A4480"/>'
        f'<w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, size in enumerate(sizes, 1)
    )
    return f"{_static('styles.xml')}{headings}</w:styles>"


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    archive.writestr(entry, data)


def _para(inside: str, style: str = "", more: str = "") -> str:
    name = f'<w:pStyle w:val="{style}"/>' if style else ""
    told = f"<w:pPr>{name}{more}</w:pPr>" if name or more else ""
    return f"<w:p>{told}{inside}</w:p>"


def _cell(width: int, inside: str, more: str = "") -> str:
    told = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    return f"<w:tc>{told}{_para(inside, 'Cell', more)}</w:tc>"


def _text(text: str, *, strong: bool = False, style: str = "") -> str:
    """Words as runs; a line's end within them is a break."""
    told = f'<w:rStyle w:val="{style}"/>' if style else ""
    told += "<w:b/>" if strong else ""
    head = f"<w:r><w:rPr>{told}</w:rPr>" if told else "<w:r>"
    lines = [f'<w:t xml:space="preserve">{content(line)}</w:t>' for line in text.split("\n")]
    return f"{head}{'<w:br/>'.join(lines)}</w:r>"


def _bookmark(anchor: str) -> str:
    """An anchor as Word takes it; long ones are cut, their digest keeps them apart."""
    name = f"a_{anchor.replace('-', '_')}"
    if len(name) <= _BOOKMARK:
        return name
    return f"{name[: _BOOKMARK - 9]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"
