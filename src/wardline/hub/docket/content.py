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


def begun(cut: str) -> dict[str, str]:
    """The parts in the beginning of a public text as JSON (`models.Comment.public`).

    It may be cut anywhere; the last part then ends there.
    """
    # An escape that was cut has at most five characters, a key's comma or colon one more.
    for back in range(8):
        head = cut[: len(cut) - back]
        if (len(head) - len(head.rstrip("\\"))) % 2:
            # It would take our quote for its own.
            continue
        for end in _ENDS:
            try:
                return _TEXTS.decode(head + end)
            except (msgspec.DecodeError, msgspec.ValidationError):
                continue
    return {}


_TEXTS = msgspec.json.Decoder(dict[str, str])
# Cut nowhere; in a text, in a key, before or behind a colon, behind a text.
_ENDS = ("", '"}', '":""}', ':""}', '""}', "}")


def words(texts: Mapping[str, str]) -> str:
    """What a comment says, as one text: for grouping and for search."""
    return "\n".join(
        text for name, text in texts.items() if name == "text" or name.startswith("answer:")
    )
