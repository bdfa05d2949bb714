"""The opaque `next` of a page: where it ended, signed and bound to what was asked.

Stateless: any worker can continue it, it survives a restart, and asked twice it gives the same
page. A client that changes its filters, or the text, is told so instead of getting other objects.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

from wardline.core.errors import UsageError

_BODY = struct.Struct(">qq")
_MAC = 16
# Never a number, not even by chance: some clients turn numeric cursors into floats.
_PREFIX = "w"
_LONGEST = 100


def seal(secret: bytes, position: int, added_after: int, bound: str) -> str:
    """The cursor that goes on after `position` for a request that asked for `bound`."""
    body = _BODY.pack(position, added_after)
    token = base64.urlsafe_b64encode(body + _mac(secret, body, bound))
    return _PREFIX + token.decode().rstrip("=")


def unseal(secret: bytes, text: str, added_after: int | None, bound: str) -> tuple[int, int]:
    """The position and added_after in a cursor. *Raises* UsageError where it does not fit."""
    raw = _decode(text)
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    if len(mac) != _MAC or not hmac.compare_digest(mac, _mac(secret, body, bound)):
        raise _wrong()
    position, sealed_after = _BODY.unpack(body)
    # Base64 ignores the last bits of its last letter; a cursor has one spelling only.
    if seal(secret, position, sealed_after, bound) != text:
        raise _wrong()
    # A client may leave added_after out when it continues, but not change it.
    if added_after is not None and added_after != sealed_after:
        raise _wrong()
    return int(position), int(sealed_after)


def _decode(text: str) -> bytes:
    if not text.startswith(_PREFIX) or not text.isascii() or len(text) > _LONGEST:
        raise _wrong()
    token = text.removeprefix(_PREFIX)
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _wrong() from None


def _mac(secret: bytes, body: bytes, bound: str) -> bytes:
    return hashlib.blake2b(body + bound.encode(), key=secret, digest_size=_MAC).digest()


def _wrong() -> UsageError:
    return UsageError(
        "This 'next' was not given for this request.",
        hint="Repeat the request with the same filters, or start again without 'next'.",
    )
