"""Mails: headers by role, each body, nested mails and attachments, to a bounded depth.

What is attached and cannot be read does not leave; its hash does, because it is often the very
thing to warn of.

*Source*: RFC 5322, 2045-2047, 2231.
"""

from __future__ import annotations

import binascii
import hashlib
import quopri
import re
from collections.abc import Callable
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any

from wardline.screen.files import markup
from wardline.screen.files.model import Budget, Collector, Extract, RefusalError
from wardline.screen.files.picture import PICTURES
from wardline.screen.model import Decision

_MOST_PARTS = 200
_ENCRYPTED = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
)
# They prove who signed, and hold the signer's name; nothing in them is for a reader.
_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }
)
# `extract(data, budget, depth)`: handed in, because an attachment may be anything.
Inner = Callable[[bytes, Budget, int], Extract]


def read(data: bytes, budget: Budget, inner: Inner, depth: int) -> Extract:
    """All texts of a mail; HOLD where something in it could not be read."""
    out = Collector("mail", budget)
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    held: list[str] = []
    _message(message, "", _Way(out, inner, depth, held, [0]))
    decision = Decision.HOLD if held else Decision.PASS
    return Extract(decision, "mail", tuple(out.parts), " ".join(held[:10]))


class _Way:
    """What is carried along while a mail is walked."""

    def __init__(
        self, out: Collector, inner: Inner, depth: int, held: list[str], seen: list[int]
    ) -> None:
        self.out = out
        self.inner = inner
        self.depth = depth
        self.held = held
        self.seen = seen

    def deeper(self) -> _Way:
        return _Way(self.out, self.inner, self.depth + 1, self.held, self.seen)


def _message(message: Message[Any, Any], place: str, way: _Way) -> None:
    if way.depth > way.out.budget.limits.depth:
        raise RefusalError("mail", "Mails stand in it too deep in each other (a bomb?).")
    lines = [f"{name}: {_header(value)}" for name, value in message.items()]
    way.out.add(f"{place}headers".strip(), "\n".join(lines), "mail")
    _entity(message, place, way)


# RFC 2047; real mails keep each under 75 characters.
_ENCODED = re.compile(r"=\?([A-Za-z0-9_.:*-]{1,60})\?([bBqQ])\?([^?\s]{0,2000})\?=")
_BETWEEN = re.compile(r"\?=[ \t\r\n]{1,20}=\?")
_LONGEST_HEADER = 200_000


def _header(value: object) -> str:
    """A header's value, decoded and on one line. *Raises* RefusalError where none is so long."""
    text = str(value)
    if len(text) > _LONGEST_HEADER:
        raise RefusalError("mail", "A header in it is longer than any real one (a bomb?).")
    if "=?" in text:
        text = _ENCODED.sub(_encoded_word, _BETWEEN.sub("?==?", text))
    return " ".join(text.split())


def _encoded_word(match: re.Match[str]) -> str:
    charset, way, body = match[1].partition("*")[0], match[2].upper(), match[3]
    try:
        raw = (
            binascii.a2b_base64(body + "=" * (-len(body) % 4))
            if way == "B"
            else quopri.decodestring(body.encode("ascii", "replace"), header=True)
        )
    except (binascii.Error, ValueError):
        return match[0]
    return _decoded(raw, charset)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError, OSError, ValueError):
        return raw.decode("utf-8", "replace")


def _entity(entity: Message[Any, Any], place: str, way: _Way) -> None:
    way.seen[0] += 1
    if way.seen[0] > _MOST_PARTS:
        raise RefusalError("mail", "It has too many parts (a bomb?).")
    kind = entity.get_content_type()
    if kind in _ENCRYPTED and entity.get_param("smime-type") != "signed-data":
        way.held.append("It is encrypted: what is in it cannot be read.")
        return
    if way.depth > way.out.budget.limits.depth + 10:
        raise RefusalError("mail", "Its parts stand too deep in each other (a bomb?).")
    if kind == "message/rfc822" or (kind.startswith("message/") and entity.is_multipart()):
        for number, nested in enumerate(_children(entity), 1):
            _message(nested, f"{place}mail inside {number}: ", way.deeper())
    elif entity.is_multipart():
        for child in _children(entity):
            _entity(child, place, way.deeper())
    else:
        _leaf(entity, kind, place, way)


def _children(entity: Message[Any, Any]) -> list[Message[Any, Any]]:
    payload = entity.get_payload()
    return (
        [child for child in payload if isinstance(child, Message)]
        if isinstance(payload, list)
        else []
    )


def _leaf(entity: Message[Any, Any], kind: str, place: str, way: _Way) -> None:
    name = _file_name(entity)
    content = _content(entity)
    if kind.startswith("text/") and not name:
        text = _body(entity, content, place, way)
        way.out.add(f"{place}body", markup.words(text) if kind == "text/html" else text)
        return
    if not content or kind in _SIGNATURES:
        return
    label = f"{place}attachment {way.seen[0]}"
    digest = hashlib.sha256(content).hexdigest()
    way.out.add(label, f"File name: {name}\nSHA-256: {digest}\nSize: {len(content)} bytes")
    got = _inner(content, way)
    if got.kind in PICTURES:
        way.out.add(label, "It is a picture: left out.")
        return
    if got.decision is not Decision.PASS:
        way.held.append(f"Attachment {way.seen[0]} ({got.kind}) stays out: {got.reason}")
    if got.decision is not Decision.BLOCK:
        for part in got.parts:
            way.out.add(f"{label}: {part.place}", part.text, part.kind, part.marks)


def _inner(content: bytes, way: _Way) -> Extract:
    try:
        return way.inner(content, way.out.budget, way.depth + 1)
    except RefusalError as error:
        return Extract(error.decision, error.kind, (), error.message)


def _content(entity: Message[Any, Any]) -> bytes:
    try:
        payload = entity.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(entity.get_payload()).encode("utf-8", "surrogateescape")


def _body(entity: Message[Any, Any], content: bytes, place: str, way: _Way) -> str:
    charset = str(entity.get_content_charset() or "utf-8")
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError, OSError, ValueError):
        pass
    from wardline.screen.files.plaintext import decode

    try:
        return decode(content)
    except RefusalError as error:
        way.held.append(f"The {place}body cannot be read: {error.message}")
        return ""


def _file_name(entity: Message[Any, Any]) -> str:
    try:
        return _header(entity.get_filename() or "")
    except (ValueError, LookupError, TypeError, AssertionError, OSError):
        return "unreadable name"
