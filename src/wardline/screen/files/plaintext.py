"""Text files: which encoding, and which kind of text."""

from __future__ import annotations

import codecs
import csv
import re

from wardline.core import jsonio
from wardline.core.errors import MalformedError
from wardline.screen.files.model import RefusalError
from wardline.screen.model import Decision

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNKNOWN = "Its encoding cannot be told. Save it as UTF-8 text and send it again."
# In Western text written in one byte a character, few letters are beyond ASCII.
_MOST_HIGH = 0.2
_MOST_CONTROLS = 0.01
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 20


def decode(data: bytes) -> str:
    """The text in `data`. *Raises* RefusalError: BLOCK for no text, HOLD for what may be text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    wide = _wide(data)
    if wide:
        return _strict(data, wide)
    if _binary(data):
        raise RefusalError(
            "binary", "It is no text and no document that can be read. Save it as PDF or text."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte(data)


def _binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    odd = len(_CONTROLS.findall(sample))
    return b"\0" in data or odd > _MOST_CONTROLS * len(sample) + 1


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusalError("text", _UNKNOWN, decision=Decision.HOLD) from None
    if "\0" in text:
        raise RefusalError("binary", "It is no text that can be read. Save it as PDF or text.")
    return text


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: mostly ASCII, so every second byte is empty."""
    head = data[:4096]
    half = len(head) // 2
    if half < 4 or len(data) % 2:  # noqa: PLR2004 # fewer characters tell nothing
        return None
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * half and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _one_byte(data: bytes) -> str:
    high = len(_HIGH.findall(data[:_SAMPLE]))
    if high > _MOST_HIGH * len(data[:_SAMPLE]):
        raise RefusalError("text", _UNKNOWN, decision=Decision.HOLD)
    for encoding in ("cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _C1.search(text):
            return text
    raise RefusalError("text", _UNKNOWN, decision=Decision.HOLD)


_HL7 = re.compile(r"[\x0b\s]{0,8}(?:MSH|FHS|BHS)[|^~&!#]")
_MARKUP = re.compile(
    r"\s{0,200}<(?:\?xml\b|!doctype\b|!--|[a-z][a-z0-9:_-]{0,60}[\s>/])", re.IGNORECASE
)
_LOG_LINE = re.compile(
    r"(?:<\d{1,3}>|\[?\d{4}-\d\d-\d\d[T ]\d\d:|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"[ \d]\d \d\d:|\d{1,3}(?:\.\d{1,3}){3} |CEF:\d|LEEF:\d|\d{10}[.,]\d)"
)
_MAIL_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]|From ", re.ASCII)
_MAIL_NAMES = frozenset(
    {"received", "return-path", "message-id", "mime-version", "delivered-to", "x-mailer"}
)
_MAIL_WITH_FROM = frozenset({"to", "subject", "date", "cc"})


def kind_of(text: str) -> str:
    """What kind of text it is: stix, json, ndjson, hl7, mail, markup, log, csv or text."""
    head = text[:65_536]
    start = head.lstrip()[:1]
    if start in ("{", "["):
        return _json_kind(text)
    if _HL7.match(head):
        return "hl7"
    if is_mail(head):
        return "mail"
    if _MARKUP.match(head):
        return "markup"
    lines = [line for line in head.split("\n")[:40] if line.strip()]
    if lines and sum(1 for line in lines if _LOG_LINE.match(line)) * 2 > len(lines):
        return "log"
    return "csv" if lines and _is_table(lines) else "text"


def _json_kind(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    try:
        value = jsonio.decode(data)
    except MalformedError:
        return _lines_kind(text)
    members = value if type(value) is list else [value]
    return "stix" if members and all(_is_stix(member) for member in members[:50]) else "json"


def _lines_kind(text: str) -> str:
    """What a text is that is no JSON as a whole: perhaps each line of it is."""
    lines = [line for line in text[:262_144].split("\n")[:20] if line.strip()]
    values = [value for line in lines[:-1] if (value := _value(line)) is not None]
    if not values or 2 * len(values) < len(lines) - 1:
        return "text"
    return "stix" if all(_is_stix(value) for value in values) else "ndjson"


def _value(line: str) -> object:
    try:
        return jsonio.decode(line.encode("utf-8", "surrogatepass"))
    except MalformedError:
        return None


def _is_stix(value: object) -> bool:
    return (
        type(value) is dict
        and type(value.get("type")) is str
        and (value["type"] == "bundle" or str(value.get("id", "")).startswith(f"{value['type']}--"))
    )


def is_mail(head: str) -> bool:
    """Header fields at the very start, and some that only mails have."""
    names = set()
    for number, line in enumerate(head.split("\n")[:60]):
        if not line.strip():
            break
        if number and line[:1] in (" ", "\t"):
            continue
        match = _MAIL_FIELD.match(line)
        if match is None:
            return False
        names.add((match[1] or "").lower())
    return bool(names & _MAIL_NAMES) or ("from" in names and bool(names & _MAIL_WITH_FROM))


def _is_table(lines: list[str]) -> bool:
    """Whether the lines have the same number of fields, by one of the usual marks."""
    for mark in (",", ";", "\t", "|"):
        if mark not in lines[0]:
            continue
        try:
            rows = [len(row) for row in csv.reader(lines[:20], delimiter=mark)]
        except csv.Error:
            continue
        if len(rows) > 1 and rows.count(rows[0]) >= _MOST_ROWS * len(rows):
            return True
    return False


_MOST_ROWS = 0.7
