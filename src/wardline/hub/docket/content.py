"""What is sealed of a comment, in bytes, and its parts by name. Pure.

The digest on a receipt is that of these bytes: canonical JSON with 128 random bits in it, so that
nobody can find out by guessing what was redacted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from wardline.core import jsonio
from wardline.docket.formats import fit
from wardline.docket.record import Record

# *Units*: characters. The page takes 2 MB of text; what is longer comes as an attachment.
MOST_TEXT = 2_100_000


class Sealed(msgspec.Struct, frozen=True):
    """All that was sent."""

    salt: str
    call: str
    version: int
    language: str
    record: Record


_DECODER = msgspec.json.Decoder(Sealed)


def pack(sealed: Sealed) -> bytes:
    """The bytes that are sealed; their SHA-256 is on the receipt."""
    return jsonio.encode(fit(msgspec.to_builtins(sealed)))


def unpack(data: bytes) -> Sealed:
    """What `pack` was given."""
    return _DECODER.decode(data)


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def parts(record: Record) -> dict[str, str]:
    """Every text that may become public, by the name of its place; what is empty is left out."""
    found = {"name": record.name, "organization": record.organization, "text": record.text}
    found |= {f"answer:{question}": text for question, text in record.answers.items()}
    for place, file in enumerate(record.files):
        found |= {f"file:{place}:name": file.name, f"file:{place}": file.text}
    # Who asked not to be named is not named.
    if record.said_by == "anonymous":
        found.pop("name")
        found.pop("organization")
    return {name: text for name, text in found.items() if text}


def words(texts: Mapping[str, str]) -> str:
    """What a comment says, as one text: for grouping and for search."""
    return "\n".join(
        text for name, text in texts.items() if name == "text" or name.startswith("answer:")
    )
