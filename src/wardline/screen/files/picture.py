"""Pictures: their metadata as text. What they show cannot be read, so a person decides.

*Source*: EXIF 2.3 and TIFF 6.0 (tags), PNG 1.2 (text chunks), XMP, IPTC-IIM.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from wardline.screen.files.model import PLACES, Budget, Collector, RefusalError

_MOST_PIXELS = 200_000_000
_MOST_SIDE = 60_000
_MOST_CHUNKS = 2_000
_MOST_TEXT = 1_000_000
_TAGS = {
    0x010D: "Document name",
    0x010E: "Description",
    0x010F: "Camera maker",
    0x0110: "Camera model",
    0x0131: "Software",
    0x0132: "Date",
    0x013B: "Author",
    0x013C: "Host computer",
    0x8298: "Copyright",
    0x9003: "Date taken",
    0x9286: "Comment",
    0x9C9B: "Title",
    0x9C9C: "Comment",
    0x9C9D: "Author",
    0x9C9E: "Keywords",
    0x9C9F: "Subject",
    0xA430: "Camera owner",
    0xA431: "Serial number",
    0xA435: "Lens serial number",
}
_PERSONS = ("Author: ", "Camera owner: ", "Artist: ", "Creator: ", "dc:creator: ")
_UTF16_TAGS = frozenset(range(0x9C9B, 0x9CA0))
_SUB, _GPS, _XMP, _IPTC = 0x8769, 0x8825, 0x02BC, 0x83BB
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_PRINTABLE = re.compile(rb"[\x20-\x7e\xa0-\xff]{4,2000}")
_XML_TAG = re.compile(r"<[^<>]{0,2000}>")


PICTURES = frozenset({"jpeg", "png", "gif", "tiff", "bmp", "webp", "heif"})


def kind_of(data: bytes) -> str | None:
    """Which kind of picture it is, or None."""
    for head, kind in (
        (b"\xff\xd8\xff", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"II*\0", "tiff"),
        (b"MM\0*", "tiff"),
        (b"BM", "bmp"),
    ):
        if data.startswith(head) and (kind != "bmp" or data[6:10] == b"\0\0\0\0"):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftypmsf1"):
        return "heif"
    return None


def read(data: bytes, kind: str, budget: Budget) -> Collector:
    """The metadata of a picture. *Raises* RefusalError where it is too large to be one."""
    out = Collector(kind, budget)
    lines: list[str] = []
    reader = {"jpeg": _jpeg, "png": _png, "gif": _gif, "tiff": _tiff, "webp": _webp}.get(kind)
    if reader is not None:
        try:
            lines = list(dict.fromkeys(reader(data)))
        except (struct.error, IndexError, ValueError, zlib.error):
            lines = ["The metadata is damaged."]
    people = [line for line in lines if line.startswith(_PERSONS)]
    places = [line for line in lines if "GPS" in line.partition(": ")[0]]
    stated = {*people, *places}
    rest = [line for line in lines if line not in stated]
    out.add("metadata", "\n".join(rest)[:_MOST_TEXT])
    out.add("position", "\n".join(places), PLACES)
    out.people("authors", (line.partition(": ")[2] for line in people))
    return out


def _check_size(kind: str, width: int, height: int) -> None:
    if width * height > _MOST_PIXELS or max(width, height) > _MOST_SIDE:
        raise RefusalError(kind, "The picture claims a huge size (a bomb?).")


# Markers of JPEG (ITU-T T.81, table B.1).
_FILL, _APP1, _APP13, _COMMENT = 0xFF, 0xE1, 0xED, 0xFE
_BARE = frozenset({_FILL, 0x01, *range(0xD0, 0xD9)})
_LAST = frozenset({0xDA, 0xD9})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> Iterator[str]:
    at = 2
    for _ in range(_MOST_CHUNKS):
        if at + 4 > len(data) or data[at] != _FILL:
            return
        marker = data[at + 1]
        if marker in _BARE:
            at += 1 if marker == _FILL else 2
            continue
        if marker in _LAST:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at + 4 : at + 2 + length]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 1)
            _check_size("jpeg", width, height)
        elif marker == _APP1 and segment.startswith(b"Exif\0\0"):
            yield from _tiff(segment[6:])
        elif marker == _APP1:
            yield from _xmp(segment)
        elif marker == _APP13:
            yield from _iptc(segment)
        elif marker == _COMMENT:
            yield f"Comment: {segment.decode('utf-8', 'replace')}"
        at += 2 + length


def _png(data: bytes) -> Iterator[str]:
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, at)
        chunk = data[at + 8 : at + 8 + length]
        if name == b"IHDR":
            _check_size("png", *struct.unpack_from(">II", chunk))
        elif name in (b"tEXt", b"zTXt", b"iTXt"):
            yield _png_text(name, chunk)
        elif name == b"eXIf":
            yield from _tiff(chunk)
        at += 12 + length


def _png_text(name: bytes, chunk: bytes) -> str:
    keyword, _, rest = chunk.partition(b"\0")
    if name == b"zTXt":
        rest = _inflated(rest[1:])
    elif name == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        rest = rest.split(b"\0", 2)[-1]
        rest = _inflated(rest) if packed else rest
    text = rest.decode("utf-8", "replace")
    return f"{keyword.decode('latin-1')}: {_XML_TAG.sub(' ', text)}"


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _MOST_TEXT)


def _gif(data: bytes) -> Iterator[str]:
    _check_size("gif", *struct.unpack_from("<HH", data, 6))
    at = 0
    for _ in range(_MOST_CHUNKS):
        at = data.find(b"\x21\xfe", at)
        if at < 0:
            return
        at += 2
        comment = bytearray()
        while at < len(data) and data[at]:
            comment += data[at + 1 : at + 1 + data[at]]
            at += 1 + data[at]
        yield f"Comment: {comment.decode('utf-8', 'replace')}"


def _webp(data: bytes) -> Iterator[str]:
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            return
        name, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at + 8 : at + 8 + length]
        if name == b"EXIF":
            yield from _tiff(chunk.removeprefix(b"Exif\0\0"))
        elif name == b"XMP ":
            yield from _xmp(chunk)
        at += 8 + length + length % 2


def _tiff(data: bytes) -> Iterator[str]:
    order = "<" if data[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", data, 4)
    waiting = [(first, False)]
    seen: set[int] = set()
    while waiting and len(seen) < 32:  # noqa: PLR2004 # no picture has more directories
        at, gps = waiting.pop()
        if at in seen or not 0 < at < len(data) - 2:
            continue
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", data, at)
        size: dict[int, int] = {}
        for index in range(min(count, 1_000)):
            tag, kind, number, raw = _entry(data, order, at + 2 + 12 * index)
            if tag in (_SUB, _GPS) and kind in (4, 13):
                waiting.append((number, tag == _GPS))
            elif tag in (0x0100, 0x0101) and kind in (3, 4) and not gps:
                size[tag] = number if kind == 4 else struct.unpack_from(f"{order}H", raw)[0]  # noqa: PLR2004 # type 4: 32 bits
            elif tag == _XMP:
                yield from _xmp(raw)
            elif tag == _IPTC:
                yield from _iptc(raw)
            elif gps:
                yield f"GPS {tag}: {_value(raw, kind, order)}"
            elif tag in _TAGS:
                yield f"{_TAGS[tag]}: {_value(raw, 0 if tag in _UTF16_TAGS else kind, order)}"
        _check_size("tiff", size.get(0x0100, 0), size.get(0x0101, 0))


def _entry(data: bytes, order: str, at: int) -> tuple[int, int, int, bytes]:
    """Tag, type, the four bytes as a number, and the value's bytes."""
    tag, kind, count, number = struct.unpack_from(f"{order}HHII", data, at)
    length = _SIZES.get(kind, 1) * min(count, _MOST_TEXT)
    raw = data[at + 8 : at + 12][:length] if length <= 4 else data[number : number + length]  # noqa: PLR2004 # four fit inside
    return tag, kind, number, raw


def _value(raw: bytes, kind: int, order: str) -> str:
    if kind == 0:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    if kind in (5, 10):
        count = min(len(raw) // 8, 8)
        pairs = struct.unpack_from(f"{order}{2 * count}I", raw)
        return " ".join(
            f"{pairs[i] / pairs[i + 1]:.6g}" for i in range(0, 2 * count, 2) if pairs[i + 1]
        )
    text = raw.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
    return text.decode("utf-8", "replace").strip("\0 ")


def _xmp(data: bytes) -> Iterator[str]:
    text = data[:_MOST_TEXT].decode("utf-8", "replace")
    start = text.find("<")
    if start < 0:
        return
    attributes = re.findall(r"([A-Za-z]{1,40}:[A-Za-z]{1,40})=\"([^\"<>]{1,2000})\"", text)
    yield from (f"{name}: {value}" for name, value in attributes if not name.startswith("xmlns"))
    words = _XML_TAG.sub("\n", text[start:])
    yield from (line.strip() for line in words.split("\n") if line.strip())


def _iptc(data: bytes) -> Iterator[str]:
    for found in _PRINTABLE.findall(data[:_MOST_TEXT]):
        yield f"IPTC: {found.decode('latin-1')}"
