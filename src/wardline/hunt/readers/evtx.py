"""Windows event logs (.evtx), Sysmon's among them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from wardline.hunt.model import Record
from wardline.hunt.readers.base import LineReader, broken, flatten, record

# What the parser says of a part of the file that was never written.
_UNUSED = "found `[ 0,  0,  0,  0,"


class EvtxReader(LineReader):
    """The reader `evtx`."""

    name = "evtx"
    by_line = False

    def sniff(self, head: bytes, name: str) -> bool:
        """The file's own mark."""
        return head.startswith(b"ElfFile\x00")

    def lines(self, stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
        """The events in their order; one that cannot be read is an empty line."""
        from evtx import PyEvtxParser

        source: Any = getattr(stream, "path", None) or io.BytesIO(stream.read())
        try:
            events = iter(PyEvtxParser(source).records_json())
        except (RuntimeError, OSError, ValueError) as error:
            raise broken(f"it is no readable event log ({error})") from None
        number = 0
        while True:
            number += 1
            try:
                event = next(events)
            except StopIteration:
                return
            except (RuntimeError, OSError, ValueError) as error:
                if _UNUSED in str(error):
                    # Windows makes room in its files before it writes into it.
                    number -= 1
                else:
                    yield number, b""
                continue
            yield number, str(event["data"] if event else "").replace("\n", " ").encode()

    def parse(self, line: bytes) -> Record | None:
        """The event's own names, without the frame around them."""
        if not line:
            raise broken("the event cannot be read")
        try:
            event = msgspec.json.decode(line)
        except (msgspec.DecodeError, ValueError):
            raise broken("the event cannot be read") from None
        cells = [cell._replace(name=cell.name.removeprefix("Event.")) for cell in flatten(event)]
        moment = next((c.value for c in cells if c.name.endswith("SystemTime")), "")
        return record(cells, moment)
