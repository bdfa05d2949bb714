"""What importers are given and what they give."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from wardline.core.errors import MalformedError

# Names of things that have no identifier of their own in STIX get one in this namespace.
NAMESPACE = uuid.UUID("5b0b3ed5-6f8e-5c3a-9c57-2d0c6f0f8a6e")
# What says nothing of time is dated to the day that STIX 2.1 became a standard: importing it twice
# must change nothing.
UNDATED = "2021-06-10T00:00:00.000Z"
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html)", re.IGNORECASE)


class Item(NamedTuple):
    """A STIX 2.1 object and the place that it came from."""

    object: dict[str, Any]
    pointer: str
    # The `modified` to give it if this version is stored already with other content.
    revised: str = ""


class Failure(NamedTuple):
    """Something that could not be taken, where it stands, and why."""

    pointer: str
    reason: str


class Importer(Protocol):
    """A plug-in of the group `wardline.importers`."""

    name: str

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether a file that starts with `head` looks like this format."""

    def read(self, data: bytes) -> Iterator[Item | Failure]:
        """The objects in `data`. *Raises* MalformedError where it is not this format at all."""


def refuse_page(data: bytes) -> None:
    """A web page where a list should be lists nothing. *Raises* MalformedError."""
    if _PAGE.match(data):
        raise MalformedError(
            "This is a web page, and no list.", hint="Check the address of the list."
        )
