"""Which kind of file it is, by its content, and its texts; runs inside the child process."""

from __future__ import annotations

import re

from wardline.screen.files import picture
from wardline.screen.files.model import (
    LIMITS,
    Budget,
    Collector,
    Extract,
    Limits,
    Part,
    RefusalError,
)
from wardline.screen.model import Decision

_OTHER = "Save it as PDF or text."
_EXECUTABLE = "Programs do not go through here. Share the file's SHA-256 hash instead."
_ARCHIVE = "Archives are not opened. Unpack it, and send the documents one by one."
# Files that are never read, by their first bytes.
_HEADS: tuple[tuple[bytes, str, str], ...] = (
    (b"MZ", "program", _EXECUTABLE),
    (b"\x7fELF", "program", _EXECUTABLE),
    (b"\xca\xfe\xba\xbe", "program", _EXECUTABLE),
    (b"\xfe\xed\xfa", "program", _EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", "program", _EXECUTABLE),
    (b"\xce\xfa\xed\xfe", "program", _EXECUTABLE),
    (b"\0asm", "program", _EXECUTABLE),
    (b"dex\n", "program", _EXECUTABLE),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut", _EXECUTABLE),
    (b"Rar!\x1a", "archive", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", "archive", _ARCHIVE),
    (b"\xfd7zXZ\0", "archive", _ARCHIVE),
    (b"BZh", "archive", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", "archive", _ARCHIVE),
    (b"\x04\x22\x4d\x18", "archive", _ARCHIVE),
    (b"MSCF", "archive", _ARCHIVE),
    (b"xar!", "archive", _ARCHIVE),
    (b"{\\rtf", "rtf", "RTF is not read. Save it as DOCX, PDF or text."),
    (b"\xd4\xc3\xb2\xa1", "packet capture", "Packet captures hold what people sent. Send a log."),
    (b"\xa1\xb2\xc3\xd4", "packet capture", "Packet captures hold what people sent. Send a log."),
    (b"\x0a\x0d\x0d\x0a", "packet capture", "Packet captures hold what people sent. Send a log."),
    (b"SQLite format 3\0", "database", "Databases are not read. Export what matters as CSV."),
    (b"ElfFile\0", "event log", "Event logs are not read here. Export it as CSV or text."),
    (b"PAR1", "table", "Parquet is not read here. Export it as CSV."),
    (b"!BDN", "mailbox", "Mailboxes are not read. Save the one mail as .eml."),
    (b"x\x9f\x3e\x22", "winmail.dat", _OTHER),
    (b"%!PS", "postscript", "PostScript is a program. Save it as PDF."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DICOM = "DICOM pictures of patients never leave. Describe the finding in words."
_DICOM_BARE = re.compile(rb"[\x02\x08]\0[\x00-\xff]\0(?:UL|UI|CS|SH|LO|DA|TM|PN)", re.DOTALL)
_PDF_WITHIN = 1024
_PICTURE = "A picture cannot be read. Type out what matters, or have a person look at it."


def extract(data: bytes, limits: Limits = LIMITS) -> Extract:
    """The texts in `data` and what kind of file it is; never raises for what is in the bytes."""
    try:
        return _extract(data, Budget(limits), 0)
    except RefusalError as error:
        parts: tuple[Part, ...] = getattr(error, "parts", ())
        return Extract(error.decision, error.kind, parts, error.message)
    except (MemoryError, RecursionError):
        return Extract(Decision.BLOCK, "unknown", (), "It takes too much memory to read (a bomb?).")


def _extract(data: bytes, budget: Budget, depth: int) -> Extract:
    if depth > budget.limits.depth:
        raise RefusalError("nested", "Files stand in it too deep in each other (a bomb?).")
    if len(data) > budget.limits.file:
        raise RefusalError("unknown", "It is too large. Send the part that matters.")
    if not data.strip(b"\0 \t\r\n"):
        return Extract(Decision.PASS, "empty")
    _refuse_by_head(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _container(data, budget)
    if data.startswith(b"\x1f\x8b"):
        return _gzip(data, budget, depth)
    if b"%PDF-" in data[:_PDF_WITHIN] and (data.startswith(b"%PDF-") or b" obj" in data):
        from wardline.screen.files import pdf

        return _passed(pdf.read(data, budget))
    kind = picture.kind_of(data)
    if kind is not None:
        out = picture.read(data, kind, budget)
        return Extract(Decision.HOLD, kind, tuple(out.parts), _PICTURE)
    return _text(data, budget, depth)


def _passed(out: Collector) -> Extract:
    return Extract(Decision.PASS, out.kind, tuple(out.parts))


def _refuse_by_head(data: bytes) -> None:
    if data[128:132] == b"DICM" or _DICOM_BARE.match(data):
        raise RefusalError("dicom", _DICOM)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusalError("office", "It is encrypted. Save it without a password.")
        raise RefusalError(
            "old office",
            "Old Office files and .msg are not read. Save it as DOCX, XLSX, PDF or .eml.",
        )
    for head, kind, message in _HEADS:
        if data.startswith(head) and (head != b"MZ" or b"\0" in data[:256]):
            raise RefusalError(kind, message)
    if data[257:262] == b"ustar":
        raise RefusalError("archive", _ARCHIVE)


def _container(data: bytes, budget: Budget) -> Extract:
    from wardline.screen.files import office, sheets
    from wardline.screen.files.packed import Package

    package = Package(data, "zip", budget)
    names = package.names
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return _passed(office.read(package.named("docx"), "docx", budget))
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return _passed(sheets.read(package.named("xlsx"), "xlsx", budget))
    if "[Content_Types].xml" in names and any(name.startswith("ppt/") for name in names):
        return _passed(office.read(package.named("pptx"), "pptx", budget))
    if "mimetype" in names and package.read("mimetype").startswith(b"application/vnd.oasis"):
        raise RefusalError(
            "opendocument", "OpenDocument is not read. Save it as DOCX, XLSX or PDF."
        )
    raise RefusalError("archive", _ARCHIVE)


def _gzip(data: bytes, budget: Budget, depth: int) -> Extract:
    from wardline.screen.files.packed import gunzip

    inner = _extract(gunzip(data, budget), budget, depth + 3)
    if inner.kind not in _TEXTS:
        raise RefusalError("gzip", f"Only text is taken packed; this is {inner.kind}. Unpack it.")
    return inner


_TEXTS = frozenset(
    {"text", "json", "ndjson", "stix", "csv", "hl7", "mail", "log", "markup", "empty"}
)
# As the text engine names them.
ENGINE_KINDS = {"csv": "csv", "hl7": "hl7", "log": "log", "json": "json", "ndjson": "json"}


def _text(data: bytes, budget: Budget, depth: int) -> Extract:
    from wardline.screen.files import plaintext

    # A mail names the encoding of each of its parts, so it is told before it is decoded.
    if plaintext.is_mail(data[:65_536].decode("latin-1").lstrip()):
        from wardline.screen.files import mail

        return mail.read(data.lstrip(), budget, _extract, depth)
    text = plaintext.decode(data)
    kind = plaintext.kind_of(text)
    if kind == "mail":
        from wardline.screen.files import mail

        return mail.read(text.encode("utf-8"), budget, _extract, depth)
    if kind == "markup" and "mso-application" in text[:2000]:
        raise RefusalError("old office", "Office XML is not read. Save it as DOCX, XLSX or PDF.")
    if kind == "markup":
        from wardline.screen.files import markup

        text = markup.words(text)
    out = Collector(kind, budget)
    out.add("text", text, ENGINE_KINDS.get(kind))
    return _passed(out)
