"""Small documents, made by hand, so that each test knows every byte in them."""

import struct
import zipfile
import zlib
from io import BytesIO
from types import SimpleNamespace

import pytest

from wardline.screen.model import Decision, Finding, Residue, Screened

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members, *, level=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body="<w:p><w:r><w:t>Hello</w:t></w:r></w:p>", **more):
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    return zipped(members | {name.replace("__", "/"): value for name, value in more.items()} | {})


def docx_with(extra, body="<w:p/>"):
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **extra,
        }
    )


def relationships(*entries):
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}" {mode}/>'
        for n, (kind, target, mode) in enumerate(entries)
    )
    return f"<Relationships {R}>{inner}</Relationships>"


EXTERNAL = 'TargetMode="External"'


def xlsx(rows, *, strings=(), styles="", state="visible", extra=None, workbook=""):
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {S} xmlns:r="{OFFICE}">{workbook}<sheets>'
            f'<sheet name="Staff" sheetId="1" state="{state}" r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml", "")),
            "xl/sharedStrings.xml": f"<sst {S}>{shared}</sst>",
            "xl/styles.xml": f"<styleSheet {S}>{styles}</styleSheet>",
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>",
            **(extra or {}),
        }
    )


def pdf(*pages, trailer="", catalog="", objects=(), page=""):
    """A PDF of one object after another; each page is a content stream."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    parts = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, stream in enumerate(pages):
        content = stream if isinstance(stream, bytes) else stream.encode()
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * number} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>{page}>>".encode()
        )
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    parts += [item.encode() if isinstance(item, str) else item for item in objects]
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer\n<</Size {len(parts) + 1}/Root 1 0 R{trailer}>>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def said(text):
    return f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks, width=1, height=1):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + body + chunk(b"IEND", b"")
    )


def tiff(entries, gps=()):
    """A little-endian TIFF directory of texts, and one of GPS texts."""

    def directory(at, items, more=()):
        count = len(items) + len(more)
        head = struct.pack("<H", count)
        data_at = at + 2 + 12 * count + 4
        body = b""
        for tag, text in items:
            raw = text.encode() + b"\0" * 5
            head += struct.pack("<HHII", tag, 2, len(raw), data_at + len(body))
            body += raw
        for tag, value in more:
            head += struct.pack("<HHII", tag, 4, 1, value)
        return head + b"\0\0\0\0" + body

    if not gps:
        return b"II*\0" + struct.pack("<I", 8) + directory(8, entries)
    first = directory(8, entries, ((0x8825, 0),))
    at = 8 + len(first)
    return (
        b"II*\0"
        + struct.pack("<I", 8)
        + directory(8, entries, ((0x8825, at),))
        + directory(at, gps)
    )


def jpeg(exif=b"", comment=b"", width=4, height=4):
    out = b"\xff\xd8"
    for marker, data in ((0xE1, b"Exif\0\0" + exif if exif else b""), (0xFE, comment)):
        if data:
            out += struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return out + struct.pack(">BBH", 0xFF, 0xC0, len(frame) + 2) + frame + b"\xff\xd9"


@pytest.fixture
def make():
    names = (zipped, docx, docx_with, relationships, xlsx, pdf, said, chunk, png, tiff, jpeg)
    return SimpleNamespace(
        **{made.__name__: made for made in names}, W=W, S=S, A=A, P=P, EXTERNAL=EXTERNAL
    )


SECRETS = ("Jane Roe", "10.1.2.3")


@pytest.fixture
def screen():
    """A text engine that knows two private things, a doubt and a bar."""

    def fake(text, kind):
        findings = []
        for secret in SECRETS:
            at = text.find(secret)
            while at >= 0:
                findings.append(Finding(at, at + len(secret), "X", "fake", "[X-1]"))
                at = text.find(secret, at + 1)
        findings.sort()
        out, last = "", 0
        for found in findings:
            out += text[last : found.start] + found.replacement
            last = found.end
        residue = tuple(
            Residue(at, at + 5, "an odd word") for at in [text.find("QUEER")] if at >= 0
        )
        decision = Decision.HOLD if residue else Decision.PASS
        if "STAYS" in text:
            decision = Decision.BLOCK
        return Screened(decision, out + text[last:], tuple(findings), residue)

    return fake
