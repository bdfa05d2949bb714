"""Plain text: what a line holds is told by its form alone."""

from __future__ import annotations

from wardline.hunt.model import Cell, Record
from wardline.hunt.readers.base import LineReader, decode

# A time stands at the beginning of a line.
_TIME = 40
_EPOCH_DIGITS = 9


class TextReader(LineReader):
    """The reader `text`: takes everything."""

    name = "text"

    def sniff(self, head: bytes, name: str) -> bool:
        """Always: it is asked last."""
        return True

    def parse(self, line: bytes) -> Record | None:
        """The line as one cell."""
        text = decode(line).strip("\r\n")
        return text_record(text) if text.strip() else None


def text_record(text: str) -> Record:
    """A record of one cell `text`, with the time that it begins with."""
    start = text[:_TIME].lstrip("[<(\"' ")
    first = start.split(" ", 1)[0].rstrip("]:,")
    number = first.replace(".", "", 1).isdigit()
    # A short number is a count, not seconds since 1970.
    if number and len(first.partition(".")[0]) < _EPOCH_DIGITS:
        return Record([Cell("text", text)], start[len(first) :].lstrip())
    moment = first if number else start
    return Record([Cell("text", text)], moment)
